//! Tokens to come back with: 256 random bits, known to the relay only by their hash, new at each use.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use pillion_protocol::ids::SessionId;

use super::Source;

/// SHA-256 of a token. Tokens are uniform, so that no salt or slowness is needed.
pub(crate) type Hash = [u8; 32];

/// The hash of a secret as a peer wrote it.
pub(crate) fn hash_of(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

/// A token that a peer came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Presented {
    /// What finds the room.
    pub(crate) hash: Hash,
    pad: u32,
}

impl Presented {
    /// Of a token as a peer wrote it.
    pub(crate) fn of(token: &str) -> Presented {
        let mut hash = Sha256::new();
        hash.update(b"pillion session id ");
        hash.update(token.as_bytes());
        let pad = hash.finalize();
        Presented { hash: hash_of(token), pad: u32::from_le_bytes([pad[0], pad[1], pad[2], pad[3]]) }
    }
}

/// What the relay remembers of a token that it gave out.
///
/// A session's ID must not be stored in clear after it was used, and yet be shown after a restart. So it is stored
/// XORed with bits that only the token's holder can make again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slip {
    hash: Hash,
    /// Unknown after a restart.
    pad: Option<u32>,
    /// The session's ID under the pad.
    sealed: Option<u32>,
}

/// A peer's token and the one before it.
///
/// The last token stays good until its successor is known to have arrived: a page that forwards at once, or a network
/// lost in that moment, must not cost the session. It is good only while no socket holds the successor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rotating {
    current: Slip,
    previous: Option<Slip>,
}

/// Whether a token is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It is.
    Good,
    /// It is the one before, and a socket holds its successor. That socket may be one that is just being closed, by a
    /// page that forwarded at once; asking again in a moment tells.
    Held,
    /// It is not.
    Bad,
}

/// [`Rotating`] in the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoredToken {
    hash: String,
    sealed: Option<u32>,
    previous: Option<(String, Option<u32>)>,
}

impl Rotating {
    /// The first token, and what the peer is told of it.
    pub(super) fn first(source: &mut dyn Source) -> (Rotating, String) {
        let (current, token) = Slip::draw(source);
        (Rotating { current, previous: None }, token)
    }

    /// A new token; the one that was used stays good until [`Rotating::arrived`].
    pub(super) fn rotate(&mut self, used: &Presented, source: &mut dyn Source) -> String {
        let (current, token) = Slip::draw(source);
        let last = std::mem::replace(&mut self.current, current);
        // If the peer came with the older one, the other never arrived.
        self.previous = if last.hash == used.hash { Some(last) } else { self.previous.take() };
        token
    }

    /// The newest token was seen to have arrived. True when that ended the older one's life.
    pub(super) fn arrived(&mut self) -> bool {
        self.previous.take().is_some()
    }

    /// Whether a peer may come back with this token. `held` says that a socket that was given the newest is open.
    pub(super) fn fits(&self, token: &Presented, held: bool) -> Fit {
        if self.current.hash == token.hash {
            Fit::Good
        } else if self.previous.as_ref().is_none_or(|previous| previous.hash != token.hash) {
            Fit::Bad
        } else if held {
            Fit::Held
        } else {
            Fit::Good
        }
    }

    /// All hashes that find the room.
    pub(super) fn hashes(&self) -> impl Iterator<Item = Hash> {
        std::iter::once(self.current.hash).chain(self.previous.as_ref().map(|slip| slip.hash))
    }

    /// The session's ID, if it was sealed under this token.
    pub(super) fn unseal(&self, token: &Presented) -> Option<SessionId> {
        let slips = std::iter::once(&self.current).chain(&self.previous);
        let slip = slips.into_iter().find(|slip| slip.hash == token.hash)?;
        SessionId::new(slip.sealed? ^ token.pad)
    }

    /// For the database, with the session's ID sealed if it was used. `Some(None)`: it was used, and a restart made it
    /// unknown.
    pub(super) fn store(&self, used: Option<Option<SessionId>>) -> StoredToken {
        let sealed = |slip: &Slip| match (used?, slip.pad) {
            (Some(id), Some(pad)) => Some(id.number() ^ pad),
            // The pad is unknown until the token is used; what was sealed stays true.
            _ => slip.sealed,
        };
        StoredToken {
            hash: URL_SAFE_NO_PAD.encode(self.current.hash),
            sealed: sealed(&self.current),
            previous: self.previous.as_ref().map(|slip| (URL_SAFE_NO_PAD.encode(slip.hash), sealed(slip))),
        }
    }

    /// From the database. `None` if it is damaged.
    pub(super) fn restore(stored: &StoredToken) -> Option<Rotating> {
        let slip = |hash: &str, sealed| {
            let hash = URL_SAFE_NO_PAD.decode(hash).ok()?.try_into().ok()?;
            Some(Slip { hash, pad: None, sealed })
        };
        let previous = match &stored.previous {
            Some((hash, sealed)) => Some(slip(hash, *sealed)?),
            None => None,
        };
        Some(Rotating { current: slip(&stored.hash, stored.sealed)?, previous })
    }
}

impl Slip {
    fn draw(source: &mut dyn Source) -> (Slip, String) {
        let token = URL_SAFE_NO_PAD.encode(source.secret());
        let presented = Presented::of(&token);
        (Slip { hash: presented.hash, pad: Some(presented.pad), sealed: None }, token)
    }
}

/// A session's name in the audit log: 128 bits.
pub(super) fn name(source: &mut dyn Source) -> String {
    source.secret()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A token of 128 bits for an invite.
pub(super) fn invite(source: &mut dyn Source) -> String {
    URL_SAFE_NO_PAD.encode(&source.secret()[..16])
}
