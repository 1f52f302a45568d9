//! What browsers see.

mod cache;
mod http;
mod reload;
mod stream;
