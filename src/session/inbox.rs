//! What a page has sent and its session has not looked at yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use crate::protocol::BackMsg;

/// While messages of more bytes than this wait, the page is not listened to.
const MOST_WAITING_BYTES: usize = 1 << 20;

/// What waits of one connection.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    bytes: AtomicUsize,
    room: Notify,
}

/// Where to wait for a session that does not keep up with its page.
#[derive(Debug)]
pub struct Room(pub(super) Arc<Inbox>);

impl Room {
    /// Waits until there is room for a message, however large: the page is to be listened to only then. One task may wait
    /// at a time.
    pub async fn wait(&self) {
        self.0.room().await;
    }
}

/// A message on its way to the session; it counts until it is opened.
#[derive(Debug)]
pub(super) struct Letter {
    message: BackMsg,
    _waiting: Waiting,
}

#[derive(Debug)]
struct Waiting {
    inbox: Arc<Inbox>,
    bytes: usize,
}

impl Inbox {
    pub(super) fn letter(self: &Arc<Self>, message: BackMsg) -> Letter {
        let bytes = message.bytes();
        self.bytes.fetch_add(bytes, Ordering::AcqRel);
        Letter { message, _waiting: Waiting { inbox: self.clone(), bytes } }
    }

    /// Waits until there is room for a message, however large. One task may wait at a time.
    pub(super) async fn room(&self) {
        while self.bytes.load(Ordering::Acquire) > MOST_WAITING_BYTES {
            self.room.notified().await;
        }
    }
}

impl Letter {
    pub(super) fn open(self) -> BackMsg {
        self.message
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.inbox.bytes.fetch_sub(self.bytes, Ordering::AcqRel);
        self.inbox.room.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;
    use crate::protocol::messages::Values;

    #[test]
    fn who_sends_more_than_a_session_looks_at_waits_until_it_has() {
        let inbox: Arc<Inbox> = Arc::default();
        let mut context = Context::from_waker(Waker::noop());
        let large = || Values::from([("w-1".to_owned(), "x".repeat(700 << 10).as_str().into())]);
        let mut letters = vec![];
        for is_room in [true, true, false] {
            assert_eq!(pin!(inbox.room()).poll(&mut context).is_ready(), is_room);
            letters.push(inbox.letter(BackMsg::Rerun { widgets: Values::new(), triggers: large() }));
        }
        let mut room = pin!(inbox.room());
        assert!(room.as_mut().poll(&mut context).is_pending());
        letters.pop().unwrap().open();
        assert!(room.as_mut().poll(&mut context).is_pending(), "one is not enough");
        letters.pop().unwrap().open();
        assert!(room.poll(&mut context).is_ready());
        letters.clear();
        // Small ones are not free.
        let pings: Vec<_> = (0..20_000).map(|_| inbox.letter(BackMsg::Ping)).collect();
        assert!(pin!(inbox.room()).poll(&mut context).is_pending());
        drop(pings);
        assert!(pin!(inbox.room()).poll(&mut context).is_ready());
    }
}
