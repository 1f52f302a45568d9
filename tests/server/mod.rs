//! What browsers see.

mod http;
mod reload;
mod stream;
