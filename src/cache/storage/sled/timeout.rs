//! Work that may never come back.
//!
//! sled 0.34 has ways to wait forever after a write has failed. Whoever waits for sled waits here,
//! and gives up after a time in which any disk that works has answered.

use std::{sync::mpsc, thread, time::Duration};

use super::panics::caught;

/// Why there is no result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoResult {
    Panicked,
    /// The thread that does the work is left behind.
    TookTooLong,
}

/// The result of some work, on a thread of its own.
pub(super) fn with_timeout<R: Send + 'static>(
    timeout: Duration,
    work: impl FnOnce() -> R + Send + 'static,
) -> Result<R, NoResult> {
    let (done, result) = mpsc::sync_channel(1);
    let thread = thread::Builder::new().name("stscript-store".into()).spawn(move || {
        let _ = done.send(caught(work));
    });
    if thread.is_err() {
        return Err(NoResult::TookTooLong);
    }
    match result.recv_timeout(timeout) {
        Ok(result) => result.ok_or(NoResult::Panicked),
        Err(_) => Err(NoResult::TookTooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_does_not_end_is_left_behind() {
        let (_never, end) = mpsc::channel::<()>();
        assert_eq!(with_timeout(Duration::from_millis(10), move || end.recv()), Err(NoResult::TookTooLong));
        assert_eq!(with_timeout(Duration::from_secs(10), || 7), Ok(7));
        assert_eq!(with_timeout(Duration::from_secs(10), || panic!("of sled")), Err::<(), _>(NoResult::Panicked));
    }
}
