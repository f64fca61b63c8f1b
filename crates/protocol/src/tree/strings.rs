//! The string table that sender and receiver build alike, and the hash behind the sender's side of it.

use crate::prelude::*;
use core::hash::{BuildHasherDefault, Hasher};
use hashbrown::HashMap;

/// Strings up to this many bytes go into the table: longer ones rarely come twice, and deflate finds those
/// that do.
pub(super) const SHARED_BYTES: usize = 128;

/// A multiply-and-rotate hash: the keys are the page's own strings, the table is bounded, and a page that
/// makes them collide slows only itself. SipHash would cost a third of the encoder's time.
#[derive(Default)]
pub(super) struct FastHasher(u64);

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        // The low bits of a product depend on few input bits; the table takes the low ones.
        self.0 ^ (self.0 >> 32)
    }
}

/// A map with [`FastHasher`].
pub(super) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

/// The receiver's side of the table.
#[derive(Debug, Default)]
pub(super) struct Table(Vec<Box<str>>);

impl Table {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, text: &str) {
        self.0.push(text.into());
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        self.0.get(index).map(|text| &**text)
    }
}
