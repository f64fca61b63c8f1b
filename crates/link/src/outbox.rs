//! Numbers, splits and coalesces what goes out. Pure: deflating and sending are the socket's.

use crate::prelude::*;
use alloc::collections::VecDeque;

use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::update::Scroll;
use pillion_protocol::{from_payload, limits, to_payload};

/// Payloads over this many bytes are worth deflating: below, the stream's own overhead eats the gain.
pub const DEFLATE_FROM: usize = 1024;

/// Bytes of payload in one fragment: the frame's limit less the longest header.
const FRAGMENT: usize = limits::CUSTOMER_FRAME - 16;

/// What waits to be sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its type.
    pub kind: FrameType,
    /// Its page load.
    pub epoch: Epoch,
    /// The sender's place.
    pub slot: Slot,
    /// Its payload, whole and not deflated.
    pub payload: Vec<u8>,
}

impl Entry {
    /// Whether the payload should be deflated before [`Outbox::frames`].
    ///
    /// Only updates are: commands are small, must go at once, and mixing an agent's text with anything
    /// secret in one compressed stream is what compression oracles are made of.
    pub fn wants_deflate(&self) -> bool {
        self.kind.is_update() && self.payload.len() >= DEFLATE_FROM
    }
}

/// What waits, and the counter.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Entry>,
    bytes: usize,
    seq: u32,
}

impl Outbox {
    /// Puts a payload at the end. A waiting coalesced one of its type gives way: scroll positions are
    /// merged, of anything else only the newest counts.
    pub fn push(&mut self, mut entry: Entry) {
        if entry.kind.is_coalesced()
            && let Some(place) = self.queue.iter().rposition(|old| old.kind == entry.kind)
        {
            let same_page = self.queue[place].epoch == entry.epoch;
            if let Some(old) = self.queue.remove(place) {
                self.bytes -= old.payload.len();
                if same_page && entry.kind == FrameType::Scroll {
                    entry.payload = merge_scrolls(&old.payload, entry.payload);
                }
            }
        }
        self.bytes += entry.payload.len();
        self.queue.push_back(entry);
    }

    /// Takes the next payload to send.
    pub fn pop(&mut self) -> Option<Entry> {
        let entry = self.queue.pop_front()?;
        self.bytes -= entry.payload.len();
        Some(entry)
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Bytes that wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The number of the last frame that was not coalesced.
    pub fn last_seq(&self) -> u32 {
        self.seq
    }

    /// Counts on from `seq`, never back: a new socket's frames must not look like ones that were sent before.
    pub fn count_from(&mut self, seq: u32) {
        self.seq = self.seq.max(seq);
    }

    /// Forgets what waits: the socket is gone, and its peer will get a fresh snapshot.
    pub fn clear(&mut self) {
        self.queue.clear();
        self.bytes = 0;
    }

    /// The frames of one payload, numbered. `deflated` says that `payload` already is.
    pub fn frames(&mut self, entry: &Entry, payload: &[u8], deflated: bool) -> Vec<Vec<u8>> {
        let base = if deflated { Flags::DEFLATED } else { Flags::default() }.from_slot(entry.slot);
        if matches!(entry.kind, FrameType::Hello | FrameType::Signal | FrameType::Notice) {
            return vec![Header::plain(entry.kind).frame(payload)];
        }
        let count = payload.len().div_ceil(FRAGMENT).max(1);
        let mut frames = Vec::with_capacity(count);
        for (place, part) in payload.chunks(FRAGMENT).chain(payload.is_empty().then_some(&[][..])).enumerate()
        {
            if !entry.kind.is_coalesced() {
                self.seq = self.seq.wrapping_add(1);
            }
            let flags = if place + 1 < count { base.with(Flags::MORE) } else { base };
            frames.push(Header { kind: entry.kind, flags, epoch: entry.epoch, seq: self.seq }.frame(part));
        }
        frames
    }
}

/// The positions of both, the newer one's where both name a scroller.
fn merge_scrolls(older: &[u8], newer: Vec<u8>) -> Vec<u8> {
    let (Ok(Scroll(old)), Ok(Scroll(mut new))) = (from_payload(older), from_payload::<Scroll>(&newer)) else {
        return newer;
    };
    for position in old {
        if new.iter().all(|other| other.node != position.node) {
            new.push(position);
        }
    }
    to_payload(&Scroll(new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pillion_protocol::ids::NodeId;
    use pillion_protocol::update::ScrollPosition;

    fn entry(kind: FrameType, payload: &[u8]) -> Entry {
        Entry { kind, epoch: Epoch(3), slot: Slot(0), payload: payload.to_vec() }
    }

    fn headers(outbox: &mut Outbox, kind: FrameType, payload: &[u8]) -> Vec<(u32, bool, usize)> {
        let frames = outbox.frames(&entry(kind, payload), payload, false);
        frames
            .iter()
            .map(|frame| {
                assert!(frame.len() <= limits::CUSTOMER_FRAME);
                let (header, part) = Header::split(frame).unwrap();
                (header.seq, header.flags.has(Flags::MORE), part.len())
            })
            .collect()
    }

    #[test]
    fn frames_count_up_and_coalesced_ones_repeat_the_number() {
        let mut outbox = Outbox::default();
        assert_eq!(headers(&mut outbox, FrameType::Snapshot, b"a"), [(1, false, 1)]);
        assert_eq!(headers(&mut outbox, FrameType::Pointer, b"b"), [(1, false, 1)]);
        assert_eq!(headers(&mut outbox, FrameType::Patch, b""), [(2, false, 0)]);
        assert_eq!(headers(&mut outbox, FrameType::Signal, b"c"), [(0, false, 1)]);
        assert_eq!(outbox.last_seq(), 2);
    }

    #[test]
    fn counting_goes_on_from_a_number_but_never_back() {
        let mut outbox = Outbox::default();
        outbox.count_from(90);
        assert_eq!(headers(&mut outbox, FrameType::Click, b"a"), [(91, false, 1)]);
        outbox.count_from(5);
        assert_eq!(headers(&mut outbox, FrameType::Click, b"a"), [(92, false, 1)]);
    }

    #[test]
    fn a_large_payload_is_split_and_only_its_last_part_lacks_more() {
        let payload = vec![7; FRAGMENT * 2 + 5];
        let parts = headers(&mut Outbox::default(), FrameType::Snapshot, &payload);
        assert_eq!(parts, [(1, true, FRAGMENT), (2, true, FRAGMENT), (3, false, 5)]);
    }

    #[test]
    fn only_the_newest_pointer_waits_and_it_stands_behind_the_newest_patch() {
        let mut outbox = Outbox::default();
        outbox.push(entry(FrameType::Pointer, b"old"));
        outbox.push(entry(FrameType::Patch, b"patch"));
        outbox.push(entry(FrameType::Pointer, b"new"));
        assert_eq!(outbox.bytes(), 8);
        assert_eq!(outbox.pop().unwrap().payload, b"patch");
        assert_eq!(outbox.pop().unwrap().payload, b"new");
        assert!(outbox.pop().is_none());
        assert_eq!(outbox.bytes(), 0);
    }

    #[test]
    fn waiting_scrolls_are_merged_and_no_scroller_is_lost() {
        let at = |node, y| ScrollPosition { node: NodeId(node), x: 0, y };
        let mut outbox = Outbox::default();
        outbox.push(entry(FrameType::Scroll, &to_payload(&Scroll(vec![at(1, 10), at(2, 20)]))));
        outbox.push(entry(FrameType::Scroll, &to_payload(&Scroll(vec![at(2, 25)]))));
        let merged = outbox.pop().unwrap().payload;
        assert_eq!(from_payload(&merged), Ok(Scroll(vec![at(2, 25), at(1, 10)])));
    }

    #[test]
    fn patches_are_never_merged_or_dropped() {
        let mut outbox = Outbox::default();
        for payload in [b"1", b"2", b"3"] {
            outbox.push(entry(FrameType::Patch, payload));
        }
        let sent: Vec<_> = core::iter::from_fn(|| outbox.pop()).map(|entry| entry.payload).collect();
        assert_eq!(sent, [b"1", b"2", b"3"]);
    }

    #[test]
    fn only_large_updates_are_deflated() {
        let large = [0; DEFLATE_FROM];
        assert!(entry(FrameType::Patch, &large).wants_deflate());
        assert!(!entry(FrameType::Patch, b"small").wants_deflate());
        assert!(!entry(FrameType::Fill, &large).wants_deflate());
    }
}
