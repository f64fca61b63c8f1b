//! What waits for one peer: bounded, with a stated rule for "full". Knows no sockets.
//!
//! | what | when the queue is full |
//! |---|---|
//! | the relay's own words | kept; a peer that does not even read those is closed |
//! | updates and commands | all of them forgotten; the room then sees to a fresh snapshot |
//! | pointers | only the newest waits at all, behind everything that was sent before it |

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;

use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::FrameType;

/// What is counted for a frame besides its bytes, so that empty frames cost something.
const OVERHEAD: usize = 64;

/// The queue of one peer.
#[derive(Debug)]
pub(crate) struct Queue {
    limit: usize,
    inner: Mutex<Inner>,
    filled: Notify,
    closing: Notify,
    often: AtomicBool,
    pulse_changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    close: Option<CloseCode>,
    overflowed: bool,
    ping: bool,
}

#[derive(Debug)]
struct Waiting {
    /// `None` for the relay's own words.
    kind: Option<FrameType>,
    frame: Bytes,
}

/// What to do next for a peer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Send this.
    Frame(Bytes),
    /// Send a ping.
    Ping,
    /// Send this code and stop.
    Close(CloseCode),
    /// Nothing waits. `caught_up`: for the first time since it overflowed.
    Empty {
        /// See above.
        caught_up: bool,
    },
}

impl Queue {
    pub(crate) fn new(limit: usize) -> Queue {
        Queue {
            limit,
            inner: Mutex::default(),
            filled: Notify::new(),
            closing: Notify::new(),
            often: AtomicBool::new(false),
            pulse_changed: Notify::new(),
        }
    }

    /// Adds the relay's own words. False if what waited of the page had to be forgotten for them.
    pub(crate) fn say(&self, frame: Bytes) -> bool {
        let mut inner = self.lock();
        let mut kept = true;
        if inner.bytes + frame.len() + OVERHEAD > self.limit {
            kept = !inner.forget();
            if inner.bytes + frame.len() + OVERHEAD > self.limit {
                drop(inner);
                self.close(CloseCode::Dead);
                return true;
            }
            inner.overflowed |= !kept;
        }
        inner.push(None, frame);
        self.filled.notify_one();
        kept
    }

    /// Adds an update or a command. False if it, and all that waited of its kind, was forgotten.
    pub(crate) fn pass(&self, kind: FrameType, frame: Bytes) -> bool {
        let mut inner = self.lock();
        if is_replaceable(kind) {
            inner.forget_kind(kind);
        }
        if inner.bytes + frame.len() + OVERHEAD > self.limit {
            inner.forget();
            inner.overflowed = true;
            return false;
        }
        inner.push(Some(kind), frame);
        self.filled.notify_one();
        true
    }

    /// Forgets the updates and commands that wait.
    pub(crate) fn purge(&self) {
        self.lock().forget();
    }

    /// Bytes that wait.
    pub(crate) fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Closes after what waits. The first code counts.
    pub(crate) fn close(&self, code: CloseCode) {
        self.lock().close.get_or_insert(code);
        self.filled.notify_one();
        self.closing.notify_one();
    }

    /// Pings before anything else that waits.
    pub(crate) fn ping(&self) {
        self.lock().ping = true;
        self.filled.notify_one();
    }

    /// Whether to ping often.
    pub(crate) fn pulse(&self, often: bool) {
        if self.often.swap(often, Ordering::Relaxed) != often {
            self.pulse_changed.notify_one();
        }
    }

    pub(crate) fn is_often(&self) -> bool {
        self.often.load(Ordering::Relaxed)
    }

    /// Waits until [`Queue::is_often`] changed.
    pub(crate) async fn pulse_changed(&self) {
        self.pulse_changed.notified().await;
    }

    /// Waits until [`Queue::close`].
    pub(crate) async fn closing(&self) {
        self.closing.notified().await;
    }

    /// What to do next. Does not wait.
    pub(crate) fn next(&self) -> Next {
        let mut inner = self.lock();
        // First, so that the round trip does not measure our own queue.
        if std::mem::replace(&mut inner.ping, false) {
            return Next::Ping;
        }
        match inner.waiting.pop_front() {
            Some(waiting) => {
                inner.bytes -= waiting.frame.len() + OVERHEAD;
                Next::Frame(waiting.frame)
            }
            None => match inner.close {
                Some(code) => Next::Close(code),
                None => Next::Empty { caught_up: std::mem::replace(&mut inner.overflowed, false) },
            },
        }
    }

    /// Waits until there may be something.
    pub(crate) async fn filled(&self) {
        self.filled.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // The queue is whole between statements, so that a panic elsewhere leaves nothing half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The relay may replace pointers alone. Scroll frames are coalesced by their sender, who knows which scrollers a frame
/// names; the relay does not.
fn is_replaceable(kind: FrameType) -> bool {
    matches!(kind, FrameType::Pointer | FrameType::AgentPointer)
}

impl Inner {
    fn push(&mut self, kind: Option<FrameType>, frame: Bytes) {
        self.bytes += frame.len() + OVERHEAD;
        self.waiting.push_back(Waiting { kind, frame });
    }

    /// Forgets updates and commands. True if there were any.
    fn forget(&mut self) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|waiting| waiting.kind.is_none());
        self.bytes = self.waiting.iter().map(|waiting| waiting.frame.len() + OVERHEAD).sum();
        self.waiting.len() != before
    }

    /// Forgets the older frame of a kind of which only the newest matters: there is at most one.
    fn forget_kind(&mut self, kind: FrameType) {
        if let Some(place) = self.waiting.iter().rposition(|waiting| waiting.kind == Some(kind))
            && let Some(waiting) = self.waiting.remove(place)
        {
            self.bytes -= waiting.frame.len() + OVERHEAD;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    fn drain(queue: &Queue) -> Vec<String> {
        let mut out = Vec::new();
        while let Next::Frame(frame) = queue.next() {
            out.push(String::from_utf8(frame.to_vec()).unwrap());
        }
        out
    }

    #[test]
    fn only_the_newest_pointer_waits_and_behind_what_it_points_at() {
        let queue = Queue::new(10_000);
        assert!(queue.pass(FrameType::Pointer, frame("p1")));
        assert!(queue.pass(FrameType::Patch, frame("patch")));
        assert!(queue.pass(FrameType::Scroll, frame("s1")));
        assert!(queue.pass(FrameType::Scroll, frame("s2")));
        assert!(queue.pass(FrameType::Pointer, frame("p2")));
        assert_eq!(drain(&queue), ["patch", "s1", "s2", "p2"]);
    }

    #[test]
    fn a_full_queue_forgets_the_page_and_keeps_the_notices() {
        let queue = Queue::new(500);
        queue.say(frame("notice"));
        let mut kept = 0;
        while queue.pass(FrameType::Patch, frame("patch")) {
            kept += 1;
        }
        assert!(kept > 2);
        assert_eq!(queue.next(), Next::Frame(frame("notice")));
        assert_eq!(queue.next(), Next::Empty { caught_up: true });
        assert_eq!(queue.next(), Next::Empty { caught_up: false });
    }

    #[test]
    fn a_peer_that_reads_no_notices_is_closed() {
        let queue = Queue::new(200);
        for _ in 0..5 {
            queue.say(frame("notice"));
        }
        assert_eq!(drain(&queue).len(), 2);
        assert_eq!(queue.next(), Next::Close(CloseCode::Dead));
    }

    #[test]
    fn a_purge_and_a_close_leave_the_notices_in_order() {
        let queue = Queue::new(10_000);
        queue.pass(FrameType::Snapshot, frame("page"));
        queue.say(frame("one"));
        queue.purge();
        queue.say(frame("two"));
        queue.close(CloseCode::Ended);
        queue.close(CloseCode::Dead);
        assert_eq!(drain(&queue), ["one", "two"]);
        assert_eq!(queue.next(), Next::Close(CloseCode::Ended));
    }
}
