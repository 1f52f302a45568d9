use std::time::Duration;

/// What one connection of a browser may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Bytes of one message from the page: the values of its widgets.
    pub message: usize,
    /// How long a connection may take to say which session it wants.
    pub hello: Duration,
    /// How long a connection may be silent before it is asked for a sign of life; without one for as long again, it is
    /// closed.
    pub ping: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { message: 25 << 20, hello: Duration::from_secs(10), ping: Duration::from_secs(30) }
    }
}
