//! Which assets have come, and who waits for which.
//!
//! Knows nothing of bytes and how they become local addresses; the page side makes those.

use std::collections::{HashMap, HashSet};

/// Assets that one session may deliver. Their bytes are bounded besides.
const ASSETS: usize = 8192;

/// What is known of assets. Outlives the page: each is sent once in a session.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    /// By the address that the tree names: the local one, or nothing when it could not be had.
    local: HashMap<String, Option<String>>,
    /// By the address: the nodes that wait for it.
    waiting: HashMap<String, HashSet<u32>>,
}

impl Assets {
    /// An asset came, or is known not to come. Tells who waited; false when there are too many.
    pub(crate) fn deliver(&mut self, url: &str, local: Option<String>) -> HashSet<u32> {
        if self.local.len() < ASSETS || self.local.contains_key(url) {
            self.local.insert(url.to_owned(), local);
        }
        self.waiting.remove(url).unwrap_or_default()
    }

    /// Whether this one need not be delivered again.
    pub(crate) fn has(&self, url: &str) -> bool {
        self.local.get(url).is_some_and(Option::is_some)
    }

    /// The local address of a delivered asset.
    pub(crate) fn local(&self, url: &str) -> Option<&str> {
        self.local.get(url).and_then(Option::as_deref)
    }

    /// Whether the answer is not known yet.
    pub(crate) fn is_pending(&self, url: &str) -> bool {
        !self.local.contains_key(url)
    }

    /// A node is to be told when the asset comes.
    pub(crate) fn wait(&mut self, url: &str, node: u32) {
        match self.waiting.get_mut(url) {
            Some(nodes) => {
                nodes.insert(node);
            }
            None => {
                self.waiting.insert(url.to_owned(), HashSet::from([node]));
            }
        }
    }

    /// The page goes; nobody waits any more.
    pub(crate) fn forget_nodes(&mut self) {
        self.waiting.clear();
    }
}
