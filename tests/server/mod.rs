//! What browsers see.

mod cache;
mod connections;
mod details;
mod doors;
mod http;
mod reload;
mod stream;
