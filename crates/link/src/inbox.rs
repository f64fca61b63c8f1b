//! Joins what comes in and notices gaps. Pure: inflating is the socket's.

use crate::prelude::*;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::limits;

/// What a frame that came in means.
#[derive(Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A whole payload, deflated if the header's flags say so. Of a split one the header is the last's.
    Whole(Header, Vec<u8>),
    /// Part of a payload, or a frame that is of no use before the next snapshot: nothing to do.
    Nothing,
    /// An update is missing: ask for a snapshot. Told once; until it comes, updates are passed over.
    Gap,
    /// Not a frame, or one that cannot follow what came before.
    Bad,
}

/// What was joined so far, and which number comes next.
#[derive(Debug, Default)]
pub struct Inbox {
    /// Whether gaps among updates matter: agents follow one customer's counter.
    follows_updates: bool,
    next: Option<u32>,
    part: Option<(Header, Vec<u8>)>,
}

impl Inbox {
    /// An agent's inbox: follows the customer's counter, which begins with a snapshot.
    pub fn of_agent() -> Inbox {
        Inbox { follows_updates: true, ..Inbox::default() }
    }

    /// A customer's inbox: each agent counts on their own, and the gate looks at their counters.
    pub fn of_customer() -> Inbox {
        Inbox::default()
    }

    /// Takes a WebSocket message.
    pub fn take(&mut self, frame: &[u8]) -> Arrival {
        let Ok((header, payload)) = Header::split(frame) else { return Arrival::Bad };
        if !header.kind.is_relayed() {
            return Arrival::Whole(header, payload.to_vec());
        }
        if header.kind.is_coalesced() {
            // Positions in a page that is not there yet are of no use.
            let usable = !self.follows_updates || self.next.is_some();
            return if usable { Arrival::Whole(header, payload.to_vec()) } else { Arrival::Nothing };
        }
        if self.follows_updates && !self.follow(&header) {
            let known = self.next.take().is_some();
            self.part = None;
            return if known { Arrival::Gap } else { Arrival::Nothing };
        }
        self.join(header, payload)
    }

    /// Whether this update is the next one, or a snapshot with which the count begins anew.
    fn follow(&mut self, header: &Header) -> bool {
        let goes_on = self.part.as_ref().is_some_and(|(first, _)| first.kind == header.kind);
        let begins = header.kind == FrameType::Snapshot && !(goes_on && self.next == Some(header.seq));
        if begins {
            self.part = None;
        } else if self.next != Some(header.seq) {
            return false;
        }
        self.next = Some(header.seq.wrapping_add(1));
        true
    }

    fn join(&mut self, header: Header, payload: &[u8]) -> Arrival {
        let mut whole = match self.part.take() {
            Some((first, joined)) if first.kind == header.kind && first.epoch == header.epoch => joined,
            Some(_) => return Arrival::Bad,
            None => Vec::new(),
        };
        if whole.len() + payload.len() > limits::TREE_BYTES {
            return Arrival::Bad;
        }
        whole.extend_from_slice(payload);
        if header.flags.has(Flags::MORE) {
            self.part = Some((header, whole));
            return Arrival::Nothing;
        }
        Arrival::Whole(header, whole)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::outbox::{Entry, Outbox};
    use pillion_protocol::ids::{Epoch, Slot};
    use proptest::prelude::*;

    fn frame(kind: FrameType, seq: u32, more: bool, payload: &[u8]) -> Vec<u8> {
        let flags = if more { Flags::MORE } else { Flags::default() };
        Header { kind, flags, epoch: Epoch(1), seq }.frame(payload)
    }

    fn payload(arrival: Arrival) -> Vec<u8> {
        match arrival {
            Arrival::Whole(_, payload) => payload,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn updates_follow_one_another_from_a_snapshot_on() {
        let mut inbox = Inbox::of_agent();
        assert_eq!(inbox.take(&frame(FrameType::Patch, 4, false, b"x")), Arrival::Nothing);
        assert_eq!(inbox.take(&frame(FrameType::Pointer, 4, false, b"x")), Arrival::Nothing);
        assert_eq!(payload(inbox.take(&frame(FrameType::Snapshot, 7, false, b"s"))), b"s");
        assert_eq!(payload(inbox.take(&frame(FrameType::Patch, 8, false, b"p"))), b"p");
        assert_eq!(payload(inbox.take(&frame(FrameType::Pointer, 8, false, b"q"))), b"q");
        assert_eq!(payload(inbox.take(&frame(FrameType::Outcome, 9, false, b"o"))), b"o");
    }

    #[test]
    fn a_gap_is_told_once_and_the_next_snapshot_ends_it() {
        let mut inbox = Inbox::of_agent();
        inbox.take(&frame(FrameType::Snapshot, 1, false, b"s"));
        assert_eq!(inbox.take(&frame(FrameType::Patch, 3, false, b"p")), Arrival::Gap);
        assert_eq!(inbox.take(&frame(FrameType::Patch, 4, false, b"p")), Arrival::Nothing);
        assert_eq!(payload(inbox.take(&frame(FrameType::Snapshot, 5, false, b"t"))), b"t");
        assert_eq!(payload(inbox.take(&frame(FrameType::Patch, 6, false, b"p"))), b"p");
        assert_eq!(
            inbox.take(&frame(FrameType::Patch, 6, false, b"p")),
            Arrival::Gap,
            "a replay is a gap too"
        );
    }

    #[test]
    fn parts_are_joined_and_a_snapshot_that_begins_again_drops_the_old_parts() {
        let mut inbox = Inbox::of_agent();
        assert_eq!(inbox.take(&frame(FrameType::Snapshot, 1, true, b"ab")), Arrival::Nothing);
        assert_eq!(payload(inbox.take(&frame(FrameType::Pointer, 1, false, b"q"))), b"q");
        assert_eq!(payload(inbox.take(&frame(FrameType::Snapshot, 2, false, b"cd"))), b"abcd");
        assert_eq!(inbox.take(&frame(FrameType::Snapshot, 3, true, b"old")), Arrival::Nothing);
        assert_eq!(inbox.take(&frame(FrameType::Snapshot, 9, true, b"ne")), Arrival::Nothing);
        assert_eq!(payload(inbox.take(&frame(FrameType::Snapshot, 10, false, b"w"))), b"new");
    }

    #[test]
    fn another_type_in_the_midst_of_a_split_payload_is_bad() {
        let mut inbox = Inbox::of_agent();
        inbox.take(&frame(FrameType::Snapshot, 1, true, b"ab"));
        assert_eq!(inbox.take(&frame(FrameType::Patch, 2, false, b"p")), Arrival::Bad);
    }

    #[test]
    fn a_customer_takes_commands_whatever_their_numbers() {
        let mut inbox = Inbox::of_customer();
        assert_eq!(payload(inbox.take(&frame(FrameType::Click, 9, false, b"c"))), b"c");
        assert_eq!(payload(inbox.take(&frame(FrameType::Click, 2, false, b"c"))), b"c");
    }

    proptest! {
        #[test]
        fn what_an_outbox_sends_an_inbox_gets(sizes in prop::collection::vec(0usize..600_000, 1..6)) {
            let (mut outbox, mut inbox) = (Outbox::default(), Inbox::of_agent());
            for (place, size) in sizes.into_iter().enumerate() {
                let kind = if place == 0 { FrameType::Snapshot } else { FrameType::Patch };
                let payload: Vec<u8> = (0..size).map(|byte| byte as u8).collect();
                let entry = Entry { kind, epoch: Epoch(1), slot: Slot(0), payload: payload.clone() };
                let mut last = Arrival::Nothing;
                for frame in outbox.frames(&entry, &payload, false) {
                    prop_assert_eq!(&last, &Arrival::Nothing);
                    last = inbox.take(&frame);
                }
                prop_assert!(matches!(last, Arrival::Whole(_, got) if got == payload));
            }
        }

        #[test]
        fn any_bytes_never_panic(frames: Vec<Vec<u8>>) {
            let mut inbox = Inbox::of_agent();
            for frame in frames {
                let _ = inbox.take(&frame);
            }
        }
    }
}
