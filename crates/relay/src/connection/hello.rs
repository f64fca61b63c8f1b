//! The first frame of a socket. Knows no rooms.

use serde::de::DeserializeOwned;

use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::from_payload;
use pillion_protocol::hello::ClientInfo;

use crate::person;

/// Reads a Hello. `None` for anything else.
pub(super) fn read<T: DeserializeOwned>(frame: &[u8]) -> Option<T> {
    let (header, payload) = Header::split(frame).ok()?;
    (header.kind == FrameType::Hello).then(|| from_payload(payload).ok()).flatten()
}

/// What a browser says of itself, short and clean: it is shown to an agent.
pub(super) fn clean(client: &ClientInfo) -> ClientInfo {
    ClientInfo {
        browser: person::name(&client.browser),
        version: person::name(&client.version),
        system: person::name(&client.system),
        language: person::name(&client.language),
    }
}
