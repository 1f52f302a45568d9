//! Panics of sled, which are errors of the store to everybody else.
//!
//! A panic that is caught has been printed already: by the panic hook, which is one for the whole process. So there is a
//! hook in front of the one that was there, once something of sled is about to be called. It keeps quiet on a thread that
//! is inside of sled for us, and hands every other panic on. It holds no state but what its own thread says of itself, and
//! a program that sets a hook of its own later on only gets to see those panics again.

use std::{
    cell::RefCell,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::Once,
    thread,
};

thread_local! {
    /// Whether this thread is inside of sled, and what it has said when it panicked there.
    static INSIDE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls something of sled; nothing when it panics, and then nothing is printed.
pub(super) fn caught<R>(work: impl FnOnce() -> R) -> Option<R> {
    quieten();
    let outer = INSIDE.replace(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    let said = INSIDE.replace(outer);
    if result.is_err() {
        log::debug!("sled has panicked: {}", said.unwrap_or_default());
    }
    result.ok()
}

fn quieten() {
    static ONCE: Once = Once::new();
    // A thread that is panicking cannot set a hook.
    if thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !is_ours(info) {
                others(info);
            }
        }));
    });
}

fn is_ours(info: &PanicHookInfo<'_>) -> bool {
    let note = |inside: &RefCell<Option<String>>| {
        let Ok(mut inside) = inside.try_borrow_mut() else { return false };
        let Some(said) = &mut *inside else { return false };
        *said = info.to_string();
        true
    };
    INSIDE.try_with(note).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHILD: &str = "STSCRIPT_TEST_PANIC_CHILD";

    /// Not a test by itself: what the next test runs, to see what it prints.
    #[test]
    fn panic_child() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        panic::set_hook(Box::new(|info| eprintln!("the program's own hook: {info}")));
        assert_eq!(caught(|| panic!("of sled")), None::<()>);
        assert_eq!(caught(|| 7), Some(7));
        let outside = thread::spawn(|| panic!("of the program")).join();
        assert!(outside.is_err());
        assert!(panic::catch_unwind(|| panic!("after sled")).is_err());
    }

    #[test]
    fn a_panic_of_sled_prints_nothing_and_all_others_go_where_they_went() {
        let ended = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "cache::storage::sled::panics::tests::panic_child"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{printed}");
        assert!(!printed.contains("of sled"), "{printed}");
        for other in ["of the program", "after sled"] {
            assert_eq!(printed.matches(other).count(), 1, "{printed}");
        }
        assert_eq!(printed.matches("the program's own hook").count(), 2, "{printed}");
    }
}
