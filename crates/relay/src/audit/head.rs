//! Signed heads: what the relay says the log's last line was at a moment. Kept elsewhere, they tell whether lines were cut
//! off. Knows no files.

use serde::{Deserialize, Serialize};

use super::key::{Key, Public};
use super::line::{Link, hex, unhex};

/// A head as a line of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// The line that it is of.
    pub(crate) seq: u64,
    /// That line's hash, 64 hexadecimal digits.
    pub(crate) hash: String,
    /// When it was signed.
    pub(crate) time: String,
    /// [`Public::name`] of the key.
    pub(crate) key: String,
    /// Over all of the above.
    pub(crate) signature: String,
}

impl Head {
    pub(crate) fn sign(key: &Key, link: &Link, time: String) -> Head {
        let mut head = Head {
            seq: link.seq,
            hash: hex(&link.hash),
            time,
            key: key.public().name(),
            signature: String::new(),
        };
        head.signature = key.sign(&head.text());
        head
    }

    /// Whether this key made it.
    pub(crate) fn is_of(&self, key: &Public) -> bool {
        self.key == key.name() && key.accepts(&self.text(), &self.signature)
    }

    /// The line that it is of, if its hash is one.
    pub(crate) fn link(&self) -> Option<Link> {
        Some(Link { seq: self.seq, hash: unhex(&self.hash)? })
    }

    /// What is signed: lines, so that no two heads have the same text.
    fn text(&self) -> String {
        format!("pillion audit head 1\n{}\n{}\n{}\n{}\n", self.seq, self.hash, self.time, self.key)
    }
}
