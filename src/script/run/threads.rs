//! Threads with the deep stack that scripts need, up to a bound. Work waits on a thread of its own, so that it holds up
//! nobody; who computes long gives way to who does not.
//!
//! The operating system shares the cores among the threads. A click takes a few hops from thread to thread, and behind
//! many that compute each hop would be a wait: a keeper therefore looks now and then at how long the threads have
//! computed, and lowers the priority of those that have done so for long (`priority.rs`).

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::priority::{self, Task};
use crate::script::STACK_BYTES;

type Job = Box<dyn FnOnce() + Send>;

/// How long a thread waits for more work before it ends, and gives back the stack that it has touched.
const LINGER: Duration = Duration::from_secs(10);

/// How often the keeper tries again when the system has refused a thread.
const RETRY: Duration = Duration::from_millis(100);

/// How often the keeper looks at the threads that work, and how much longer it pauses for each of them.
const LOOK: Duration = Duration::from_millis(25);
const LOOK_AT_ONE: Duration = Duration::from_micros(100);

/// How much processor time one job may use before it gives way to others. Many that begin at the same time are in the way
/// of a click until each of them has used that much.
const SHORT: Duration = Duration::from_millis(25);

/// Threads for jobs that may block. They are started when they are needed, up to a bound; further jobs wait in the order
/// in which they came. Dropping it lets the threads end with their jobs.
pub struct Threads(Arc<Shared>);

/// How the threads of one kind of work stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadFigures {
    /// Jobs that go on.
    pub running: usize,
    /// Jobs that wait for a thread.
    pub waiting: usize,
    /// How long the first of those has waited.
    pub longest_wait: Duration,
    /// Threads, those that wait for work included.
    pub threads: usize,
    /// The most threads that there can be.
    pub bound: usize,
}

/// Starts a thread that does some work.
type Start = Box<dyn Fn(Job) -> std::io::Result<()> + Send + Sync>;

struct Shared {
    name: &'static str,
    new_thread: Start,
    most: usize,
    state: Mutex<State>,
    /// Wakes the keeper.
    bell: Condvar,
    /// Told when there is no job any more.
    calm: Condvar,
    /// The priority of who has made this; what the keeper starts has the same.
    priority: priority::Level,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Waiting>,
    threads: HashMap<u64, Worker>,
    /// The threads that wait for work; the one that has worked last is taken first, so that the others can end.
    idle: Vec<(u64, Sender<Job>)>,
    started: u64,
    has_keeper: bool,
    /// The keeper waits until it is called.
    keeper_rests: bool,
    /// The lack of threads has been told.
    told: bool,
    closed: bool,
}

struct Waiting {
    since: Instant,
    job: Job,
}

#[derive(Default)]
struct Worker {
    task: Option<Task>,
    /// The processor time of the thread when its job began; `None` while it has none.
    began: Option<Duration>,
    is_lowered: bool,
}

impl std::fmt::Debug for Threads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Threads").field("name", &self.0.name).field("figures", &self.figures()).finish()
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.close();
    }
}

impl Threads {
    /// At most `most` threads of this name.
    pub(crate) fn new(name: &'static str, most: usize) -> Self {
        Self::started_by(name, most, move |work| {
            thread::Builder::new().name(name.into()).stack_size(STACK_BYTES).spawn(work).map(drop)
        })
    }

    fn started_by(
        name: &'static str,
        most: usize,
        new_thread: impl Fn(Job) -> std::io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let shared = Arc::new(Shared {
            name,
            new_thread: Box::new(new_thread),
            most: most.max(1),
            state: Mutex::default(),
            bell: Condvar::new(),
            calm: Condvar::new(),
            priority: priority::Level::current(),
        });
        // Now, not with the first job: that may come from a thread whose priority is lowered.
        shared.keep(&mut shared.state.lock());
        Self(shared)
    }

    /// Runs `job` on a thread of its own, now or as soon as there is one.
    pub(crate) fn submit(&self, job: impl FnOnce() + Send + 'static) {
        let shared = &self.0;
        let mut job: Job = Box::new(job);
        let mut state = shared.state.lock();
        if state.closed {
            // What a job holds may do anything when it is dropped: not under the lock.
            drop(state);
            return;
        }
        shared.keep(&mut state);
        while let Some((_, give)) = state.idle.pop() {
            match give.send(job) {
                Ok(()) => return,
                Err(mpsc::SendError(back)) => job = back,
            }
        }
        state.jobs.push_back(Waiting { since: Instant::now(), job });
        // A new thread has the priority of the one that starts it.
        if state.has_keeper && priority::Level::current() != shared.priority {
            shared.bell.notify_one();
            return;
        }
        shared.start(&mut state);
    }

    /// Forgets the jobs that wait, and takes no more; the threads end when their jobs have.
    pub(crate) fn close(&self) {
        let mut state = self.0.state.lock();
        state.closed = true;
        for (_, give) in state.idle.drain(..) {
            let _ = give.send(Box::new(|| {}));
        }
        let jobs = std::mem::take(&mut state.jobs);
        self.0.bell.notify_one();
        drop(state);
        drop(jobs);
    }

    /// Waits until there is no job any more, at most for `timeout`; whether there is none.
    pub(crate) fn wait_until_calm(&self, timeout: Duration) -> bool {
        let end = Instant::now() + timeout;
        let mut state = self.0.state.lock();
        while state.running() > 0 || !state.jobs.is_empty() {
            if self.0.calm.wait_until(&mut state, end).timed_out() {
                return false;
            }
        }
        true
    }

    /// Whether a further job would have to wait for another to end.
    pub(crate) fn is_full(&self) -> bool {
        let state = self.0.state.lock();
        state.running() + state.jobs.len() >= self.0.most
    }

    /// How the threads stand.
    pub(crate) fn figures(&self) -> ThreadFigures {
        let state = self.0.state.lock();
        ThreadFigures {
            running: state.running(),
            waiting: state.jobs.len(),
            longest_wait: state.jobs.front().map(|first| first.since.elapsed()).unwrap_or_default(),
            threads: state.threads.len(),
            bound: self.0.most,
        }
    }
}

impl State {
    fn running(&self) -> usize {
        self.threads.len() - self.idle.len()
    }
}

impl Shared {
    /// Starts threads for the jobs that wait. A thread that the system refuses leaves its job where it is: the next
    /// thread that is done takes it, or the keeper tries again.
    fn start(self: &Arc<Self>, state: &mut State) {
        while state.threads.len() < self.most {
            let Some(Waiting { since, job }) = state.jobs.pop_front() else {
                state.told = false;
                return;
            };
            let (give, given) = mpsc::channel();
            let (shared, own, id) = (self.clone(), give.clone(), state.started);
            if let Err(error) = (self.new_thread)(Box::new(move || shared.work(id, &own, &given))) {
                state.jobs.push_front(Waiting { since, job });
                self.tell(state, &format!("the system gives no further thread ({error})"));
                return;
            }
            state.started += 1;
            state.threads.insert(id, Worker { began: Some(Duration::ZERO), ..Worker::default() });
            // The thread waits for it, and takes it when the lock is free.
            let _ = give.send(job);
        }
        if !state.jobs.is_empty() {
            self.tell(state, "all of them are at work");
        }
    }

    /// Says that jobs wait, once until none does.
    fn tell(&self, state: &mut State, why: &str) {
        if !std::mem::replace(&mut state.told, true) {
            let threads = state.threads.len();
            log::warn!("{} waits for a thread: there are {threads} of {}, and {why}", self.name, self.most);
        }
    }

    fn work(self: &Arc<Self>, id: u64, own: &Sender<Job>, given: &Receiver<Job>) {
        let task = Task::current();
        let Ok(mut job) = given.recv() else { return };
        loop {
            if let Some(worker) = self.state.lock().threads.get_mut(&id) {
                worker.began = Some(priority::own_time());
                worker.task = Some(task);
            }
            if catch_unwind(AssertUnwindSafe(job)).is_err() {
                log::error!("a job of {} panicked", self.name);
            }
            let Some(next) = self.next_job(id, own, given) else { return };
            job = next;
        }
    }

    /// What a thread does next; `None` when it is to end.
    fn next_job(self: &Arc<Self>, id: u64, own: &Sender<Job>, given: &Receiver<Job>) -> Option<Job> {
        let mut state = self.state.lock();
        let is_lowered = state.threads.get_mut(&id).is_some_and(|worker| {
            worker.began = None;
            worker.is_lowered
        });
        // The priority cannot be raised again, so that somebody else does the next job; without a keeper nobody would.
        if is_lowered && state.has_keeper {
            state.threads.remove(&id);
            if !state.jobs.is_empty() {
                self.bell.notify_one();
            }
            self.calm(&state);
            return None;
        }
        if let Some(next) = state.jobs.pop_front() {
            return Some(next.job);
        }
        if state.closed {
            state.threads.remove(&id);
            self.calm(&state);
            return None;
        }
        state.told = false;
        state.idle.push((id, own.clone()));
        self.calm(&state);
        drop(state);
        if let Ok(job) = given.recv_timeout(LINGER) {
            return Some(job);
        }
        let mut state = self.state.lock();
        let Some(place) = state.idle.iter().position(|(idle, _)| *idle == id) else {
            // Somebody has taken this thread in the last moment.
            drop(state);
            return given.recv().ok();
        };
        state.idle.remove(place);
        state.threads.remove(&id);
        None
    }

    fn calm(&self, state: &State) {
        if state.running() == 0 && state.jobs.is_empty() {
            self.calm.notify_all();
        }
    }

    /// Makes sure that there is a keeper, and that it looks.
    fn keep(self: &Arc<Self>, state: &mut State) {
        if state.has_keeper {
            if state.keeper_rests {
                self.bell.notify_one();
            }
            return;
        }
        let shared = self.clone();
        let thread = thread::Builder::new().name("stscript-keeper".into()).stack_size(256 << 10);
        match thread.spawn(move || shared.keeper()) {
            Ok(_) => state.has_keeper = true,
            Err(error) => log::warn!("no thread that looks after {}: {error}", self.name),
        }
    }

    /// Starts threads that could not be started before, and lowers those that compute long; until the end.
    fn keeper(self: &Arc<Self>) {
        let (mut used, mut looked) = (priority::process_time(), Instant::now());
        let mut state = self.state.lock();
        while !state.closed {
            self.start(&mut state);
            let running = state.running();
            state.keeper_rests = running == 0 && state.jobs.is_empty();
            if state.keeper_rests {
                self.bell.wait(&mut state);
            } else if !state.jobs.is_empty() && state.threads.len() < self.most {
                self.bell.wait_for(&mut state, RETRY);
            } else {
                self.bell.wait_for(&mut state, LOOK + LOOK_AT_ONE * u32::try_from(running).unwrap_or(u32::MAX));
            }
            let now = priority::process_time();
            // While the processor is idle, nobody is in the way of anybody.
            if now.saturating_sub(used) > looked.elapsed() / 4 {
                self.lower(&mut state);
            }
            (used, looked) = (now, Instant::now());
        }
    }

    /// Lowers the priority of the threads whose jobs have computed for long.
    fn lower(&self, state: &mut parking_lot::MutexGuard<'_, State>) {
        let is_new = |worker: &Worker| !worker.is_lowered && worker.began.is_some();
        let working = state.threads.iter().filter(|(_, worker)| is_new(worker));
        let working: Vec<(u64, Task)> = working.filter_map(|(id, worker)| Some((*id, worker.task?))).collect();
        // Reading takes its time, and nobody is to wait for it.
        let times: Vec<_> = parking_lot::MutexGuard::unlocked(state, || {
            working.into_iter().filter_map(|(id, task)| Some((id, task, task.time()?))).collect()
        });
        for (id, task, time) in times {
            // Under the lock the thread is there, so that its number is not another's.
            let Some(worker) = state.threads.get_mut(&id) else { continue };
            let Some(began) = worker.began else { continue };
            if time.saturating_sub(began) > SHORT {
                worker.is_lowered = task.lower();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(20);

    /// Jobs that wait until the gate is opened by dropping it.
    fn waiting(threads: &Threads, count: usize) -> Sender<()> {
        let (gate, closed) = mpsc::channel::<()>();
        let closed = Arc::new(Mutex::new(closed));
        for _ in 0..count {
            let closed = closed.clone();
            threads.submit(move || {
                let _ = closed.lock().recv();
            });
        }
        gate
    }

    #[test]
    fn jobs_that_wait_hold_up_nobody_below_the_bound() {
        let threads = Threads::new("test", 200);
        let gate = waiting(&threads, 199);
        let (done, is_done) = mpsc::channel();
        threads.submit(move || done.send(()).unwrap());
        is_done.recv_timeout(TIMEOUT).unwrap();
        drop(gate);
        assert!(threads.wait_until_calm(TIMEOUT));
    }

    #[test]
    fn jobs_beyond_the_bound_wait_in_their_order_and_are_told_of() {
        let threads = Threads::new("test", 1);
        let gate = waiting(&threads, 1);
        let (done, is_done) = mpsc::channel();
        for number in 0..5 {
            let done = done.clone();
            threads.submit(move || done.send(number).unwrap());
        }
        let figures = threads.figures();
        assert_eq!((figures.running, figures.waiting, figures.threads, figures.bound), (1, 5, 1, 1));
        assert!(threads.figures().longest_wait >= figures.longest_wait);
        drop(gate);
        let order: Vec<i32> = (0..5).map(|_| is_done.recv_timeout(TIMEOUT).unwrap()).collect();
        assert_eq!(order, [0, 1, 2, 3, 4]);
        assert!(threads.wait_until_calm(TIMEOUT));
        assert_eq!(threads.figures().longest_wait, Duration::ZERO);
    }

    #[test]
    fn it_is_full_when_as_many_jobs_go_on_as_may_and_not_when_they_have_ended() {
        let threads = Threads::new("test", 2);
        let first = waiting(&threads, 1);
        assert!(!threads.is_full());
        let second = waiting(&threads, 1);
        assert!(threads.is_full());
        drop((first, second));
        assert!(threads.wait_until_calm(TIMEOUT));
        assert!(!threads.is_full());
    }

    #[test]
    fn a_job_that_the_system_has_no_thread_for_is_done_when_it_has_one() {
        let refuses = Arc::new(AtomicBool::new(true));
        let refusing = refuses.clone();
        let threads = Threads::started_by("test", 4, move |work| {
            if refusing.load(Ordering::SeqCst) {
                return Err(std::io::Error::other("no thread"));
            }
            thread::Builder::new().spawn(work).map(drop)
        });
        let (done, is_done) = mpsc::channel();
        threads.submit(move || done.send(()).unwrap());
        assert_eq!(threads.figures().waiting, 1);
        refuses.store(false, Ordering::SeqCst);
        is_done.recv_timeout(TIMEOUT).unwrap();
    }

    #[test]
    fn a_job_that_panics_takes_no_thread_with_it() {
        let threads = Threads::new("test", 1);
        threads.submit(|| panic!("on purpose"));
        let (done, is_done) = mpsc::channel();
        threads.submit(move || done.send(()).unwrap());
        is_done.recv_timeout(TIMEOUT).unwrap();
    }

    #[test]
    fn what_waits_when_the_end_comes_is_forgotten_and_what_goes_on_is_not_waited_for() {
        let threads = Threads::new("test", 1);
        let gate = waiting(&threads, 1);
        let (done, is_done) = mpsc::channel::<()>();
        threads.submit(move || done.send(()).unwrap());
        threads.close();
        assert_eq!(is_done.recv_timeout(TIMEOUT), Err(mpsc::RecvTimeoutError::Disconnected));
        drop(gate);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn who_computes_long_gives_way_and_nobody_gets_the_lowered_thread() {
        let threads = Threads::new("test", 8);
        let usual = priority::Level::current();
        let (done, is_done) = mpsc::channel();
        threads.submit(move || {
            let start = Instant::now();
            while priority::Level::current() == usual && start.elapsed() < TIMEOUT {}
            done.send(priority::Level::current()).unwrap();
        });
        assert_ne!(is_done.recv_timeout(TIMEOUT).unwrap(), usual);
        for _ in 0..8 {
            let (done, is_done) = mpsc::channel();
            threads.submit(move || done.send(priority::Level::current()).unwrap());
            assert_eq!(is_done.recv_timeout(TIMEOUT).unwrap(), usual);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_lowered_thread_asks_for_is_done_at_the_usual_priority() {
        let threads = Arc::new(Threads::new("test", 8));
        let usual = priority::Level::current();
        let (done, is_done) = mpsc::channel();
        let inner = threads.clone();
        threads.submit(move || {
            let start = Instant::now();
            while priority::Level::current() == usual && start.elapsed() < TIMEOUT {}
            inner.submit(move || done.send(priority::Level::current()).unwrap());
        });
        assert_eq!(is_done.recv_timeout(TIMEOUT).unwrap(), usual);
    }
}
