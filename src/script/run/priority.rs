//! How much processor time threads have used, and their priority.
//!
//! On Linux, where a thread has a niceness of its own. Elsewhere nothing is known and nothing is lowered: there the
//! operating system alone shares the cores.

#[cfg(target_os = "linux")]
pub(super) use linux::*;
#[cfg(not(target_os = "linux"))]
pub(super) use other::*;

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use rustix::process::{Pid, getpriority_process, setpriority_process};
    use rustix::time::{ClockId, Timespec, clock_gettime};

    /// By how much who computes long is nicer than the others. Linux then prefers even one that has just woken to many of
    /// these, and still gives them a tenth of a core that another wants all the time.
    const NICER: i32 = 10;
    const NICEST: i32 = 19;

    /// A thread of this process.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::script) struct Task(Pid);

    impl Task {
        pub(in crate::script) fn current() -> Self {
            Self(rustix::thread::gettid())
        }

        /// The processor time that the thread has used so far.
        pub(in crate::script) fn time(self) -> Option<Duration> {
            let text =
                std::fs::read_to_string(format!("/proc/self/task/{}/schedstat", self.0.as_raw_nonzero())).ok()?;
            text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
        }

        /// Lets others go before; whether it does now.
        pub(in crate::script) fn lower(self) -> bool {
            let lowered = getpriority_process(Some(self.0))
                .and_then(|now| setpriority_process(Some(self.0), (now + NICER).min(NICEST)));
            lowered.is_ok()
        }
    }

    /// The priority of a thread.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::script) struct Level(Option<i32>);

    impl Level {
        pub(in crate::script) fn current() -> Self {
            // Of the thread, not of the process, in spite of the name.
            Self(getpriority_process(None).ok())
        }
    }

    /// The processor time of the thread that asks.
    pub(in crate::script) fn own_time() -> Duration {
        duration(clock_gettime(ClockId::ThreadCPUTime))
    }

    /// The processor time of all threads of this process.
    pub(in crate::script) fn process_time() -> Duration {
        duration(clock_gettime(ClockId::ProcessCPUTime))
    }

    fn duration(time: Timespec) -> Duration {
        time.try_into().unwrap_or_default()
    }
}

#[cfg(not(target_os = "linux"))]
mod other {
    use std::time::Duration;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::script) struct Task;

    impl Task {
        pub(in crate::script) fn current() -> Self {
            Self
        }

        pub(in crate::script) fn time(self) -> Option<Duration> {
            None
        }

        pub(in crate::script) fn lower(self) -> bool {
            false
        }
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::script) struct Level;

    impl Level {
        pub(in crate::script) fn current() -> Self {
            Self
        }
    }

    pub(in crate::script) fn own_time() -> Duration {
        Duration::ZERO
    }

    pub(in crate::script) fn process_time() -> Duration {
        Duration::ZERO
    }
}
