//! One frame as a JSON line: header, and payload where it can be read. Keeps what readers of a stream keep: begun payloads
//! and the tree's tables. Knows no files.

mod tree;

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use pillion_protocol::command::Command;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::hello::{AgentHello, CustomerHello};
use pillion_protocol::notice::{AgentNotice, CustomerNotice};
use pillion_protocol::signal::{AgentSignal, CustomerSignal};
use pillion_protocol::tree::TreeReader;
use pillion_protocol::update::{Asset, Control, Marks, Outcome, Pointer, Scroll};
use pillion_protocol::{from_payload, limits};

/// Reads the frames of one recording in order.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// Payloads that go on in later frames, by type and slot.
    begun: HashMap<(FrameType, u8), Vec<u8>>,
    tree: TreeReader,
}

impl Reader {
    /// The line of a frame.
    pub(super) fn line(&mut self, number: u64, frame: &[u8]) -> Value {
        let (header, payload) = match Header::split(frame) {
            Ok(split) => split,
            Err(error) => return super::error(number, &error.to_string()),
        };
        let mut line = Map::new();
        line.insert("frame".into(), number.into());
        line.insert("type".into(), header.kind.name().into());
        if header.kind.is_relayed() {
            line.insert("epoch".into(), header.epoch.0.into());
            line.insert("seq".into(), header.seq.into());
            line.insert("slot".into(), header.flags.slot().0.into());
        }
        line.insert("bytes".into(), frame.len().into());
        let (key, value) = match self.payload(&header, payload) {
            Ok(Some(payload)) => ("payload", payload),
            Ok(None) => ("more", true.into()),
            Err(why) => ("error", why.into()),
        };
        line.insert(key.into(), value);
        Value::Object(line)
    }

    /// `None` while the payload goes on.
    fn payload(&mut self, header: &Header, part: &[u8]) -> Result<Option<Value>, &'static str> {
        if header.flags.has(Flags::SEALED) {
            return Ok(Some(json!({ "sealed": part.len() })));
        }
        let key = (header.kind, header.flags.slot().0);
        let mut payload = self.begun.remove(&key).unwrap_or_default();
        if payload.len() + part.len() > limits::TREE_BYTES {
            return Err("the payload is over its limit");
        }
        payload.extend_from_slice(part);
        if header.flags.has(Flags::MORE) {
            self.begun.insert(key, payload);
            return Ok(None);
        }
        if header.flags.has(Flags::DEFLATED) {
            payload = miniz_oxide::inflate::decompress_to_vec_with_limit(&payload, limits::TREE_BYTES)
                .map_err(|_| "the payload cannot be inflated")?;
        }
        self.describe(header.kind, &payload).map(Some)
    }

    fn describe(&mut self, kind: FrameType, payload: &[u8]) -> Result<Value, &'static str> {
        match kind {
            FrameType::Hello => either::<CustomerHello, AgentHello>(payload),
            FrameType::Notice => either::<CustomerNotice, AgentNotice>(payload),
            FrameType::Signal => either::<CustomerSignal, AgentSignal>(payload),
            FrameType::Snapshot => {
                self.tree.reset();
                tree::ops(&mut self.tree, payload)
            }
            FrameType::Patch => tree::ops(&mut self.tree, payload),
            FrameType::Scroll => plain::<Scroll>(payload),
            FrameType::Pointer => plain::<Pointer>(payload),
            FrameType::Marks => plain::<Marks>(payload),
            FrameType::Outcome => plain::<Outcome>(payload),
            FrameType::Control => plain::<Control>(payload),
            FrameType::Asset => {
                let asset: Asset = from_payload(payload).map_err(|_| UNREADABLE)?;
                Ok(json!({ "url": asset.url, "mime": asset.mime, "bytes": asset.bytes.len() }))
            }
            _ => match Command::from_frame(kind, payload).map_err(|_| UNREADABLE)? {
                Command::Pointer(it) => value(&it),
                Command::Click(it) => value(&it),
                Command::Fill(it) => value(&it),
                Command::Key(it) => value(&it),
                Command::Scroll(it) => value(&it),
                Command::Navigate(it) => value(&it),
                Command::Highlight(it) => value(&it),
                Command::Request(it) => value(&it),
            },
        }
    }
}

const UNREADABLE: &str = "the payload is not of the frame's type";

fn value(message: &impl Serialize) -> Result<Value, &'static str> {
    serde_json::to_value(message).map_err(|_| UNREADABLE)
}

fn plain<T: DeserializeOwned + Serialize>(payload: &[u8]) -> Result<Value, &'static str> {
    value(&from_payload::<T>(payload).map_err(|_| UNREADABLE)?)
}

/// These types mean different things on a customer's and on an agent's socket, and a recording does not say which it is of:
/// every reading that fits is given.
fn either<C: DeserializeOwned + Serialize, A: DeserializeOwned + Serialize>(
    payload: &[u8],
) -> Result<Value, &'static str> {
    let mut readings = Map::new();
    if let Ok(customer) = plain::<C>(payload) {
        readings.insert("customer".into(), customer);
    }
    if let Ok(agent) = plain::<A>(payload) {
        readings.insert("agent".into(), agent);
    }
    if readings.is_empty() { Err(UNREADABLE) } else { Ok(Value::Object(readings)) }
}
