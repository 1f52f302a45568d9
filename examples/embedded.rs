//! A Rust service that gives its operators a page: `cargo run --example embedded`, then http://localhost:3000/admin.
//!
//! Edit `examples/embedded.rhai` while it runs: the page changes, the service goes on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::{Router, routing::get};
use stscript::App;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let visits = Arc::new(AtomicI64::new(0));

    // The script sees two functions of the service: one that asks, one that acts.
    let (counted, cleared) = (visits.clone(), visits.clone());
    let admin = App::builder("examples/embedded.rhai")
        .function("visits", move || counted.load(Ordering::Relaxed))
        .function("set_visits", move |count: i64| {
            cleared.store(count, Ordering::Relaxed);
        })
        .build()?;

    let hello = move || async move { format!("Visit {}\n", visits.fetch_add(1, Ordering::Relaxed) + 1) };
    let service = Router::new()
        .route("/", get(hello))
        // Whoever may see the page may do what its script does: your own authentication belongs around this.
        .nest_service("/admin", admin.router());

    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("http://{}/admin", listener.local_addr()?);
    // With the addresses of those who ask, the page knows its developer, on this machine, from other viewers.
    Ok(axum::serve(listener, service.into_make_service_with_connect_info::<SocketAddr>()).await?)
}
