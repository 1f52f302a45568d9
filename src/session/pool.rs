use std::sync::Arc;
use std::thread;

use parking_lot::{Condvar, Mutex};

use crate::script::STACK_BYTES;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that script runs block on. They are started when they are first needed, up to a bound; more runs wait.
#[derive(Clone)]
pub(super) struct Pool(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    most: usize,
}

#[derive(Default)]
struct Queue {
    jobs: std::collections::VecDeque<Job>,
    threads: usize,
    idle: usize,
    closed: bool,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("most", &self.0.most).finish_non_exhaustive()
    }
}

impl Pool {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new(), most: most.max(1) }))
    }

    /// Runs `job` on a thread of the pool, now or as soon as one is free.
    pub(super) fn submit(&self, job: impl FnOnce() + Send + 'static) {
        let mut queue = self.0.queue.lock();
        if queue.closed {
            return;
        }
        queue.jobs.push_back(Box::new(job));
        if queue.idle >= queue.jobs.len() || queue.threads >= self.0.most {
            self.0.wake.notify_one();
            return;
        }
        let shared = self.0.clone();
        let started =
            thread::Builder::new().name("stscript-run".into()).stack_size(STACK_BYTES).spawn(move || shared.work());
        match started {
            Ok(_) => queue.threads += 1,
            Err(error) if queue.threads > 0 => log::warn!("no further thread for script runs: {error}"),
            Err(error) => log::error!("no thread for script runs: {error}; runs wait"),
        }
    }

    /// Lets the threads end when their jobs have.
    pub(super) fn close(&self) {
        let mut queue = self.0.queue.lock();
        queue.closed = true;
        queue.jobs.clear();
        self.0.wake.notify_all();
    }
}

impl Shared {
    fn work(&self) {
        let mut queue = self.queue.lock();
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                drop(queue);
                job();
                queue = self.queue.lock();
            } else if queue.closed {
                queue.threads -= 1;
                return;
            } else {
                queue.idle += 1;
                self.wake.wait(&mut queue);
                queue.idle -= 1;
            }
        }
    }
}
