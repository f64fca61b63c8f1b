//! The header that every WebSocket message starts with, and the one list of frame types.
//!
//! `[type u8][flags u8][epoch varint][seq varint][payload]`. The relay reads this and nothing behind it
//! (for [`FrameType::is_relayed`] types), so that payloads can be encrypted end to end without changing it.

use crate::ids::{Epoch, Slot};
use crate::prelude::*;
use crate::varint::{self, BadVarint};

macro_rules! frame_types {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)+) => {
        /// What a frame is. Numbers are never reused; `PROTOCOL.md` lists them and tidy compares.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum FrameType { $($(#[$doc])* $name = $number),+ }

        impl FrameType {
            /// All types, by number.
            pub const ALL: &[FrameType] = &[$(FrameType::$name),+];

            /// The type of a number.
            pub fn from_number(number: u8) -> Option<FrameType> {
                match number { $($number => Some(FrameType::$name),)+ _ => None }
            }

            /// Its name, as `PROTOCOL.md` and logs write it.
            pub const fn name(self) -> &'static str {
                match self { $(FrameType::$name => stringify!($name)),+ }
            }
        }
    };
}

frame_types! {
    /// Peer to relay, first frame: who I am.
    Hello = 0x01,
    /// Relay to peer: what happened.
    Notice = 0x02,
    /// Peer to relay: session control and chat.
    Signal = 0x03,

    /// Customer to agents: the whole page; resets the epoch's tables.
    Snapshot = 0x10,
    /// Customer to agents: what changed in the page.
    Patch = 0x11,
    /// Customer to agents: where scrollers stand. Only the newest matters.
    Scroll = 0x12,
    /// Customer to agents: the customer's pointer. Only the newest matters.
    Pointer = 0x13,
    /// Customer to agents: the highlights there are.
    Marks = 0x14,
    /// Customer to agents: what became of a command.
    Outcome = 0x15,
    /// Customer to agents: bytes of an image or font of the page.
    Asset = 0x16,
    /// Customer to agents: how control stands (switched off by the customer, waiting for a confirmation).
    Control = 0x17,

    /// Agent to customer: the agent's pointer. Only the newest matters.
    AgentPointer = 0x20,
    /// Agent to customer: click, double click, right click.
    Click = 0x21,
    /// Agent to customer: put a value into a field, or type into it.
    Fill = 0x22,
    /// Agent to customer: a key that is no text.
    Key = 0x23,
    /// Agent to customer: scroll the page or a region.
    AgentScroll = 0x24,
    /// Agent to customer: back, forward, reload, go to an address.
    Navigate = 0x25,
    /// Agent to customer: add or remove a highlight.
    Highlight = 0x26,
    /// Agent to customer: something about the mirror itself, such as a fresh snapshot.
    Request = 0x27,
}

impl FrameType {
    /// Frames that the relay passes on without reading their payload.
    pub fn is_relayed(self) -> bool {
        self.is_update() || self.is_command()
    }

    /// Customer to agents.
    pub fn is_update(self) -> bool {
        (0x10..0x20).contains(&(self as u8))
    }

    /// Agent to customer.
    pub fn is_command(self) -> bool {
        (0x20..0x30).contains(&(self as u8))
    }

    /// Whether an unsent older frame of the same type may be replaced by a newer one. Such frames do not
    /// advance the sequence number, so that a replaced one leaves no gap.
    pub fn is_coalesced(self) -> bool {
        matches!(
            self,
            FrameType::Scroll | FrameType::Pointer | FrameType::AgentPointer | FrameType::AgentScroll
        )
    }

    /// Commands that the audit log tells of: those that do something, or leave something to be seen.
    pub fn is_recorded(self) -> bool {
        matches!(
            self,
            FrameType::Click | FrameType::Fill | FrameType::Key | FrameType::Navigate | FrameType::Highlight
        )
    }

    /// Commands that do something on the page, counted against the limit of acts.
    pub fn is_act(self) -> bool {
        matches!(self, FrameType::Click | FrameType::Navigate)
    }
}

/// The second byte: bits of how the payload is carried, and the sender's slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(u8);

impl Flags {
    /// The whole payload was deflated (RFC 1951, no header) before it was split.
    pub const DEFLATED: Flags = Flags(1);
    /// The payload goes on in the next frame of the same type.
    pub const MORE: Flags = Flags(2);
    /// The payload is end-to-end encrypted.
    pub const SEALED: Flags = Flags(4);

    /// These flags and `other`'s.
    pub const fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// Whether all bits of `other` are set.
    pub const fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// The sender's slot: which agent a command is from. The relay refuses a frame whose slot is not the
    /// sender's; customers send 0.
    pub const fn slot(self) -> Slot {
        Slot(self.0 >> 4)
    }

    /// These flags with a slot, of which four bits count.
    pub const fn from_slot(self, slot: Slot) -> Flags {
        Flags((self.0 & 0x0f) | (slot.0 << 4))
    }
}

/// What a frame says before its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What it is.
    pub kind: FrameType,
    /// How its payload is carried, and from whom.
    pub flags: Flags,
    /// The page load that it belongs to.
    pub epoch: Epoch,
    /// The sender's counter: one more for each frame that is not coalesced; a coalesced frame repeats the
    /// last.
    pub seq: u32,
}

/// Why bytes are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadFrame {
    /// It ends within the header.
    Truncated,
    /// No type has this number.
    UnknownType(u8),
    /// Epoch or sequence number do not fit.
    Number,
}

impl core::fmt::Display for BadFrame {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            BadFrame::Truncated => f.write_str("the frame ends within its header"),
            BadFrame::UnknownType(number) => {
                f.write_str("no frame type has the number ")?;
                core::fmt::Display::fmt(number, f)
            }
            BadFrame::Number => f.write_str("the epoch or sequence number does not fit"),
        }
    }
}

impl core::error::Error for BadFrame {}

impl From<BadVarint> for BadFrame {
    fn from(_: BadVarint) -> Self {
        BadFrame::Number
    }
}

impl Header {
    /// A header of the relay or to it: no epoch, no counter.
    pub const fn plain(kind: FrameType) -> Header {
        Header { kind, flags: Flags(0), epoch: Epoch(0), seq: 0 }
    }

    /// The whole frame.
    pub fn frame(&self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + payload.len());
        out.push(self.kind as u8);
        out.push(self.flags.0);
        varint::write(&mut out, u64::from(self.epoch.0));
        varint::write(&mut out, u64::from(self.seq));
        out.extend_from_slice(payload);
        out
    }

    /// Splits a frame into header and payload.
    pub fn split(frame: &[u8]) -> Result<(Header, &[u8]), BadFrame> {
        let [kind, flags, rest @ ..] = frame else { return Err(BadFrame::Truncated) };
        let kind = FrameType::from_number(*kind).ok_or(BadFrame::UnknownType(*kind))?;
        let mut rest = rest;
        let epoch = Epoch(varint::read_u32(&mut rest)?);
        let seq = varint::read_u32(&mut rest)?;
        Ok((Header { kind, flags: Flags(*flags), epoch, seq }, rest))
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn frames_come_back(kind in 0..FrameType::ALL.len(), flags: u8, epoch: u32, seq: u32, payload: Vec<u8>) {
            let header = Header { kind: FrameType::ALL[kind], flags: Flags(flags), epoch: Epoch(epoch), seq };
            let frame = header.frame(&payload);
            prop_assert_eq!(Header::split(&frame), Ok((header, payload.as_slice())));
        }

        #[test]
        fn any_bytes_never_panic(bytes: Vec<u8>) {
            let _ = Header::split(&bytes);
        }
    }

    #[test]
    fn numbers_are_unique_and_ordered() {
        assert!(FrameType::ALL.windows(2).all(|pair| (pair[0] as u8) < (pair[1] as u8)));
        for kind in FrameType::ALL {
            assert_eq!(FrameType::from_number(*kind as u8), Some(*kind));
        }
    }

    #[test]
    fn the_slot_shares_the_flags_byte_and_disturbs_nothing() {
        let flags = Flags::DEFLATED.with(Flags::MORE).from_slot(Slot(9));
        assert_eq!(flags.slot(), Slot(9));
        assert!(flags.has(Flags::DEFLATED) && flags.has(Flags::MORE) && !flags.has(Flags::SEALED));
        assert_eq!(flags.from_slot(Slot(0)).slot(), Slot(0));
    }
}
