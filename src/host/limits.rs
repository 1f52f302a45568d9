//! The limits of one connection.

use std::time::Duration;

/// What one connection of a browser may use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionLimits {
    /// Bytes of one message from the page: the values of its widgets.
    pub message: usize,
    /// How long a connection may take to say which session it wants.
    pub hello: Duration,
    /// How long a connection may be silent before it is asked for a sign of life; without one for as long again, it is
    /// closed.
    pub ping: Duration,
    /// How long the headers of a request may take, the first or the next: a connection without a request ends then.
    ///
    /// This and what follows holds for [`App::serve`](crate::App::serve); a service that serves the router itself has
    /// the limits of its own server.
    pub headers: Duration,
    /// Bytes of the headers of one request.
    pub header_bytes: usize,
    /// How long a browser may take nothing of what is sent to it.
    pub stall: Duration,
    /// Connections that are open at the same time; a page takes one, and a few while it is loaded.
    pub connections: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            message: 25 << 20,
            hello: Duration::from_secs(10),
            ping: Duration::from_secs(30),
            headers: Duration::from_secs(20),
            header_bytes: 64 << 10,
            stall: Duration::from_secs(30),
            connections: 4096,
        }
    }
}
