//! What was sensitive once stays so for the life of the document (R4 of privacy.md).
//! Does not know why something was sensitive.

use super::classify::Tier;
use super::owner::Marks;
use crate::prelude::*;

/// Memory of one document. Node ids are small and given in order, so that a byte per id is the cheapest map.
#[derive(Default)]
pub(super) struct Sticky {
    nodes: Vec<u8>,
    /// Hash of (form, name) or (form, id) with its tier, sorted: a swapped or cloned field inherits by these.
    names: Vec<(u64, Tier)>,
}

const TIER_ONE: u8 = 1;
const TIER_TWO: u8 = 1 << 1;
const ECHO: u8 = 1 << 2;
const BLOCK: u8 = 1 << 3;
const IGNORE: u8 = 1 << 4;
const MASK: u8 = 1 << 5;
const HELD: u8 = 1 << 6;

impl Sticky {
    fn raise(&mut self, node: u32, bits: u8) {
        let at = node as usize;
        // An id beyond any page's size is an error elsewhere; memory is not spent on it.
        if bits == 0 || at > 1 << 24 {
            return;
        }
        if self.nodes.len() <= at {
            self.nodes.resize(at + 1, 0);
        }
        if let Some(slot) = self.nodes.get_mut(at) {
            *slot |= bits;
        }
    }

    fn of(&self, node: u32) -> u8 {
        self.nodes.get(node as usize).copied().unwrap_or(0)
    }

    /// Drops what is known of a node id that will never come again.
    pub(super) fn forget(&mut self, node: u32) {
        if let Some(slot) = self.nodes.get_mut(node as usize) {
            *slot = 0;
        }
    }

    /// Raises the tier of a node and of the names it goes by, and tells the result.
    pub(super) fn tier(&mut self, node: u32, keys: [Option<u64>; 2], now: Option<Tier>) -> Option<Tier> {
        let mut tier = now.max(self.node_tier(node));
        for key in keys.into_iter().flatten() {
            if let Ok(at) = self.names.binary_search_by_key(&key, |n| n.0) {
                tier = tier.max(self.names.get(at).map(|n| n.1));
            }
        }
        let found = tier?;
        self.raise(node, if found == Tier::One { TIER_ONE } else { TIER_TWO });
        for key in keys.into_iter().flatten() {
            match self.names.binary_search_by_key(&key, |n| n.0) {
                Ok(at) => {
                    if let Some(known) = self.names.get_mut(at) {
                        known.1 = found;
                    }
                }
                Err(at) => self.names.insert(at, (key, found)),
            }
        }
        tier
    }

    pub(super) fn node_tier(&self, node: u32) -> Option<Tier> {
        match self.of(node) {
            bits if bits & TIER_ONE != 0 => Some(Tier::One),
            bits if bits & TIER_TWO != 0 => Some(Tier::Two),
            _ => None,
        }
    }

    /// Raises the owner's marks that only rise, and gives all such marks back.
    pub(super) fn marks(&mut self, node: u32, now: Marks) -> Marks {
        let pairs = [(Marks::BLOCK, BLOCK), (Marks::IGNORE, IGNORE), (Marks::MASK, MASK)];
        let bits = pairs.iter().filter(|p| now.has(p.0)).fold(0, |bits, p| bits | p.1);
        self.raise(node, bits);
        let known = self.of(node);
        pairs.iter().filter(|p| known & p.1 != 0).fold(now, |marks, p| marks.with(p.0))
    }

    /// Notes that a text node repeated a sensitive value.
    pub(super) fn echo(&mut self, node: u32) {
        self.raise(node, ECHO);
    }

    pub(super) fn is_echo(&self, node: u32) -> bool {
        self.of(node) & ECHO != 0
    }

    pub(super) fn is_masked(&self, node: u32) -> bool {
        self.of(node) & MASK != 0
    }

    /// Notes that a field was masked although an unmask could have cleared it: one that comes later does not.
    pub(super) fn hold(&mut self, node: u32) {
        self.raise(node, HELD);
    }

    pub(super) fn is_held(&self, node: u32) -> bool {
        self.of(node) & HELD != 0
    }
}

/// The key of a field's name or id within its form; `None` if it has none.
pub(super) fn key(form: u32, sort: u8, name: &str) -> Option<u64> {
    (!name.is_empty()).then(|| hash(form, sort, name))
}

/// A hash over all three, in the manner of FNV-1a.
pub(super) fn hash(number: u32, sort: u8, text: &str) -> u64 {
    const PRIME: u64 = 0x100_0000_01b3;
    let mut hash = (0xcbf2_9ce4_8422_2325 ^ u64::from(number)).wrapping_mul(PRIME);
    hash = (hash ^ u64::from(sort)).wrapping_mul(PRIME);
    for byte in text.as_bytes() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
    }
    hash
}
