//! Finding a port to listen on.

use std::io::ErrorKind as IoKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

use crate::error::{Error, ErrorKind, Result};

pub(super) const FIRST_PORT: u16 = 8501;
const TRIES: u16 = 100;

/// Listens on the port that was asked for, or on the first free one.
pub(super) async fn listen(address: Option<IpAddr>, port: Option<u16>) -> Result<TcpListener> {
    if let Some(port) = port {
        return bind(address, port).await.map_err(|error| match error.kind() {
            IoKind::AddrInUse => taken(&format!("Port {port} is not available: something else listens on it.")),
            _ => failed(address, port, error),
        });
    }
    for port in FIRST_PORT..FIRST_PORT + TRIES {
        match bind(address, port).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == IoKind::AddrInUse => {}
            Err(error) => return Err(failed(address, port, error)),
        }
    }
    Err(taken(&format!("No port from {FIRST_PORT} to {} is free.", FIRST_PORT + TRIES - 1)))
}

fn taken(message: &str) -> Error {
    Error::new(ErrorKind::Io, message).hint("Stop what uses it, or choose another with `--port`; `--port 0` takes any.")
}

fn failed(address: Option<IpAddr>, port: u16, error: std::io::Error) -> Error {
    let hint = match error.kind() {
        IoKind::PermissionDenied => "Ports below 1024 need more rights; choose another with `--port`.",
        IoKind::AddrNotAvailable => "The machine does not have this address; choose another with `--server.address`.",
        _ => "Choose another address with `--server.address` or port with `--port`.",
    };
    let place = SocketAddr::new(address.unwrap_or(Ipv4Addr::UNSPECIFIED.into()), port);
    Error::new(ErrorKind::Io, format!("Cannot listen on {place}: {error}.")).hint(hint).caused_by(error)
}

async fn bind(address: Option<IpAddr>, port: u16) -> std::io::Result<TcpListener> {
    if let Some(address) = address {
        return TcpListener::bind((address, port)).await;
    }
    // One socket for both families, where the machine has both: `localhost` may mean either.
    match TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)).await {
        Err(error) if error.kind() != IoKind::AddrInUse => TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await,
        bound => bound,
    }
}
