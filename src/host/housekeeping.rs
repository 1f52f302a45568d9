//! The thread that lets expired values go.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use crate::script::{Environment, STACK_BYTES};

const MIN_INTERVAL: Duration = Duration::from_secs(1);
/// New values may expire before those that were known at the last look.
const MAX_INTERVAL: Duration = Duration::from_secs(10);

/// A thread that lets expired values go; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Housekeeping {
    _stop: mpsc::Sender<()>,
}

impl Housekeeping {
    pub(super) fn start(environment: &Arc<Environment>) -> Option<Self> {
        let (stop, stopped) = mpsc::channel();
        let environment: Weak<Environment> = Arc::downgrade(environment);
        let thread = thread::Builder::new()
            .name("stscript-cache".into())
            // Values that go are given to the script's `on_release`.
            .stack_size(STACK_BYTES);
        let work = move || {
            let mut pause = MAX_INTERVAL;
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                let Some(environment) = environment.upgrade() else {
                    return;
                };
                pause = environment.housekeeping().unwrap_or(MAX_INTERVAL).clamp(MIN_INTERVAL, MAX_INTERVAL);
            }
        };
        match thread.spawn(work) {
            Ok(_) => Some(Self { _stop: stop }),
            Err(error) => {
                log::warn!("no thread that lets expired values go: {error}");
                None
            }
        }
    }
}
