//! Log lines about what strangers can cause as often as they like.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

/// How many different things are told; a stranger can make up any number.
const MOST: usize = 32;

/// How long the second line about the same waits, and counts.
const QUIET: Duration = Duration::from_secs(10);

/// What is told once for each name.
#[derive(Debug, Default)]
pub(crate) struct Refused(Mutex<BTreeSet<String>>);

impl Refused {
    /// Warns that something of this name was refused, unless that was said before.
    pub(crate) fn tell(&self, name: &str, line: impl FnOnce() -> String) {
        let Some(number) = self.number(name) else {
            return;
        };
        log::warn!("{}", line());
        if number == MOST {
            log::warn!("Further ones are refused without a line in the log.");
        }
    }

    /// Which of those that are told this is, from 1; `None` when it is not to be told.
    fn number(&self, name: &str) -> Option<usize> {
        let mut told = self.0.lock();
        (told.len() < MOST && told.insert(name.to_owned())).then(|| told.len())
    }
}

/// What is told when it happens for the first time in a while; what follows is counted, and told together.
#[derive(Debug)]
pub(crate) struct Repeated {
    what: &'static str,
    /// How often it has happened since it was told; `None` when the next time is told at once.
    more: Mutex<Option<u64>>,
}

impl Repeated {
    /// `what` follows "12 more": "connections were closed for frames that cannot be read".
    pub(crate) fn new(what: &'static str) -> Arc<Self> {
        Arc::new(Self { what, more: Mutex::new(None) })
    }

    /// Must be called inside a tokio runtime.
    pub(crate) fn tell(self: &Arc<Self>, line: impl FnOnce() -> String) {
        if !self.is_news() {
            return;
        }
        log::warn!("{}", line());
        let this = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(QUIET).await;
                match this.rest() {
                    0 => return,
                    more => log::warn!("{more} more {} in the last {} seconds.", this.what, QUIET.as_secs()),
                }
            }
        });
    }

    fn is_news(&self) -> bool {
        let mut more = self.more.lock();
        match &mut *more {
            None => {
                *more = Some(0);
                true
            }
            Some(count) => {
                *count += 1;
                false
            }
        }
    }

    /// What was counted; when that is nothing, the next time is news again.
    fn rest(&self) -> u64 {
        let mut more = self.more.lock();
        let count = more.unwrap_or(0);
        *more = (count > 0).then_some(0);
        count
    }
}

/// What a stranger has sent, for a log line: short, and without line breaks or colours.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut shown: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_once_and_then_as_a_count() {
        let repeated = Repeated::new("things happened");
        assert!(repeated.is_news());
        assert_eq!((0..9_999).filter(|_| repeated.is_news()).count(), 0);
        assert_eq!(repeated.rest(), 9_999);
        assert!(!repeated.is_news(), "still in the quiet time");
        assert_eq!((repeated.rest(), repeated.rest()), (1, 0));
        assert!(repeated.is_news());
    }

    #[test]
    fn names_are_told_once_each_and_not_without_end() {
        let refused = Refused::default();
        let names = (0..1000).flat_map(|name| [name, name]);
        let told: Vec<_> = names.filter_map(|name| refused.number(&name.to_string())).collect();
        assert_eq!(told, (1..=MOST).collect::<Vec<_>>());
    }

    #[test]
    fn what_a_stranger_sent_is_one_short_line() {
        assert_eq!(quoted("a\n\u{1b}[31m"), "a\\n\\u{1b}[31m");
        assert!(quoted(&"x".repeat(1000)).chars().count() < 130);
    }
}
