//! What left a browser over WebSockets: messages out of the bytes (RFC 6455), payloads joined and inflated. It reads
//! frame headers with the protocol's own reader, and no tree.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::limits;

use crate::proxy::Side;

/// One WebSocket message as it was sent.
#[derive(Debug, Clone)]
pub struct Message {
    /// Who sent it.
    pub side: Side,
    /// On which of the connections, counted from 0 over both sides.
    pub connection: usize,
    /// The frame, header included.
    pub bytes: Vec<u8>,
}

/// A payload, joined and inflated.
#[derive(Debug, Clone)]
pub struct Payload {
    /// Who sent it.
    pub side: Side,
    /// What its frames are.
    pub kind: FrameType,
    /// As the sender wrote it before it was deflated and split.
    pub bytes: Vec<u8>,
}

/// All messages until now, in the order in which they came.
#[derive(Debug, Default)]
pub struct Recording {
    messages: Arc<Mutex<Vec<Message>>>,
    connections: Mutex<usize>,
}

impl Recording {
    /// All messages of one side.
    pub fn messages(&self, side: Side) -> Vec<Message> {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.iter().filter(|message| message.side == side).cloned().collect()
    }

    /// How many frames a side has sent whose type `counts`.
    pub fn count(&self, side: Side, counts: impl Fn(FrameType) -> bool) -> usize {
        let kinds = self.messages(side).into_iter().filter_map(|message| message.kind());
        kinds.filter(|kind| counts(*kind)).count()
    }

    /// All payloads of one side, joined and inflated; a payload whose end has not come is left out.
    pub fn payloads(&self, side: Side) -> Vec<Payload> {
        let mut open: Vec<((usize, FrameType), Vec<u8>)> = Vec::new();
        let mut payloads = Vec::new();
        for message in self.messages(side) {
            let Ok((header, payload)) = Header::split(&message.bytes) else { continue };
            let key = (message.connection, header.kind);
            let place = open.iter().position(|(of, _)| *of == key);
            let mut bytes = place.map_or_else(Vec::new, |place| open.swap_remove(place).1);
            bytes.extend_from_slice(payload);
            if header.flags.has(Flags::MORE) {
                open.push((key, bytes));
                continue;
            }
            if header.flags.has(Flags::DEFLATED) {
                bytes = inflate(&bytes);
            }
            payloads.push(Payload { side, kind: header.kind, bytes });
        }
        payloads
    }

    /// A tap for a new connection.
    pub(crate) fn tap(&self, side: Side) -> Tap {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = *connections;
        *connections += 1;
        Tap { messages: self.messages.clone(), side, connection, bytes: Vec::new(), message: Vec::new() }
    }
}

impl Message {
    /// The frame's type, if it is a frame.
    pub fn kind(&self) -> Option<FrameType> {
        Header::split(&self.bytes).ok().map(|(header, _)| header.kind)
    }
}

pub(crate) fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let limit = limits::TREE_BYTES as u64 + 1;
    // A broken stream gives what could be read: the searches below look at the raw frames as well.
    let _ = DeflateDecoder::new(bytes).take(limit).read_to_end(&mut out);
    out
}

/// As a peer deflates its payloads.
///
/// # Errors
/// There is none.
pub fn deflate(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = DeflateEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes)?;
    out.finish()
}

/// Hears the bytes that a browser sends after its upgrade request.
#[derive(Debug)]
pub(crate) struct Tap {
    messages: Arc<Mutex<Vec<Message>>>,
    side: Side,
    connection: usize,
    /// Heard and not yet read.
    bytes: Vec<u8>,
    /// The message that its next fragments go on.
    message: Vec<u8>,
}

impl Tap {
    /// The next bytes.
    pub(crate) fn hear(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        while let Some((frame, length)) = read(&self.bytes) {
            self.bytes.drain(..length);
            // Pings, pongs and closes may come between the fragments of a message.
            if frame.opcode >= 8 {
                continue;
            }
            self.message.extend_from_slice(&frame.payload);
            if frame.is_final {
                let bytes = std::mem::take(&mut self.message);
                let message = Message { side: self.side, connection: self.connection, bytes };
                self.messages.lock().unwrap_or_else(PoisonError::into_inner).push(message);
            }
        }
    }
}

pub(crate) struct WebSocketFrame {
    pub(crate) is_final: bool,
    pub(crate) opcode: u8,
    pub(crate) payload: Vec<u8>,
}

/// The first frame and its length, once all of it is there.
pub(crate) fn read(bytes: &[u8]) -> Option<(WebSocketFrame, usize)> {
    let [first, second, rest @ ..] = bytes else { return None };
    let (length, rest) = match second & 0x7f {
        126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), &rest[2..]),
        127 => (u64::from_be_bytes(*rest.first_chunk()?), &rest[8..]),
        short => (u64::from(short), rest),
    };
    let (mask, rest) = if second & 0x80 != 0 { (*rest.first_chunk()?, &rest[4..]) } else { ([0; 4], rest) };
    let payload = rest.get(..usize::try_from(length).ok()?)?;
    let payload: Vec<u8> = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    let used = bytes.len() - rest.len() + payload.len();
    Some((WebSocketFrame { is_final: first & 0x80 != 0, opcode: first & 0x0f, payload }, used))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pillion_protocol::ids::Epoch;

    /// As a browser sends it.
    fn masked(is_final: bool, opcode: u8, payload: &[u8]) -> Vec<u8> {
        let mut out = vec![if is_final { 0x80 | opcode } else { opcode }];
        match payload.len() {
            short @ 0..=125 => out.push(0x80 | short as u8),
            long => {
                out.push(0x80 | 126);
                out.extend_from_slice(&(long as u16).to_be_bytes());
            }
        }
        let mask = [1, 2, 3, 4];
        out.extend_from_slice(&mask);
        out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        out
    }

    #[test]
    fn messages_are_heard_in_whatever_pieces_they_come() {
        let recording = Recording::default();
        let mut tap = recording.tap(Side::Customer);
        let mut bytes = masked(false, 2, &[7; 200]);
        bytes.extend(masked(true, 9, b"ping"));
        bytes.extend(masked(true, 0, b"end"));
        for byte in bytes {
            tap.hear(&[byte]);
        }
        let messages = recording.messages(Side::Customer);
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].bytes.len(), 203);
        assert!(recording.messages(Side::Agent).is_empty());
    }

    #[test]
    fn a_deflated_and_split_payload_is_whole_again() {
        let deflated = deflate(b"the page, the page, the page").unwrap();
        let (first, last) = deflated.split_at(5);
        let header = |flags, seq| Header { kind: FrameType::Snapshot, flags, epoch: Epoch(1), seq };
        let more = header(Flags::DEFLATED.with(Flags::MORE), 1).frame(first);
        let end = header(Flags::DEFLATED, 2).frame(last);

        let recording = Recording::default();
        let mut tap = recording.tap(Side::Customer);
        tap.hear(&masked(true, 2, &more));
        assert!(recording.payloads(Side::Customer).is_empty());
        tap.hear(&masked(true, 2, &end));
        let payloads = recording.payloads(Side::Customer);
        assert_eq!(payloads[0].bytes, b"the page, the page, the page");
        assert_eq!(recording.count(Side::Customer, |kind| kind == FrameType::Snapshot), 2);
    }
}
