//! The way from a room to a peer. The embedded default is one process's own sockets. Knows no rooms.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;

use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::FrameType;

use crate::connection::Queue;
use crate::session::PeerId;

/// Something for one peer.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    /// The relay's own words: never forgotten.
    Say(Bytes),
    /// An update or a command.
    Pass(FrameType, Bytes),
    /// Forget the updates and commands that wait.
    Purge,
    /// Ping often, or not.
    Pulse(bool),
    /// Close, after what was sent before.
    Close(CloseCode),
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivered {
    /// It is on its way, or the peer is gone, which its connection tells by itself.
    Yes,
    /// The peer's queue was full: what waited was forgotten, this one too.
    Overflowed,
}

/// Carries deliveries to peers.
pub(crate) trait Bus: Send + Sync {
    /// Never waits: a slow peer must not slow a room.
    fn deliver(&self, to: PeerId, delivery: Delivery) -> Delivered;
}

/// Enough that threads seldom wait for each other.
const SHARDS: usize = 16;

/// The sockets of this process.
#[derive(Default)]
pub(crate) struct Local {
    shards: [RwLock<HashMap<PeerId, Arc<Queue>>>; SHARDS],
}

impl Local {
    /// From now on this peer can be reached.
    pub(crate) fn attach(&self, peer: PeerId, queue: Arc<Queue>) {
        self.shard(peer).write().unwrap_or_else(PoisonError::into_inner).insert(peer, queue);
    }

    /// This peer is gone.
    pub(crate) fn detach(&self, peer: PeerId) {
        self.shard(peer).write().unwrap_or_else(PoisonError::into_inner).remove(&peer);
    }

    /// How many peers there are.
    pub(crate) fn count(&self) -> usize {
        self.shards.iter().map(|shard| shard.read().unwrap_or_else(PoisonError::into_inner).len()).sum()
    }

    /// Bytes that wait for peers.
    pub(crate) fn queued(&self) -> usize {
        let waiting = |shard: &RwLock<HashMap<PeerId, Arc<Queue>>>| -> usize {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            shard.values().map(|queue| queue.bytes()).sum()
        };
        self.shards.iter().map(waiting).sum()
    }

    /// Closes every socket.
    pub(crate) fn close_all(&self, code: CloseCode) {
        for shard in &self.shards {
            for queue in shard.read().unwrap_or_else(PoisonError::into_inner).values() {
                queue.close(code);
            }
        }
    }

    fn shard(&self, peer: PeerId) -> &RwLock<HashMap<PeerId, Arc<Queue>>> {
        &self.shards[peer.0 as usize % SHARDS]
    }
}

impl Bus for Local {
    fn deliver(&self, to: PeerId, delivery: Delivery) -> Delivered {
        let queue = self.shard(to).read().unwrap_or_else(PoisonError::into_inner).get(&to).cloned();
        let Some(queue) = queue else { return Delivered::Yes };
        let taken = match delivery {
            Delivery::Say(frame) => queue.say(frame),
            Delivery::Pass(kind, frame) => queue.pass(kind, frame),
            Delivery::Purge => {
                queue.purge();
                true
            }
            Delivery::Pulse(often) => {
                queue.pulse(often);
                true
            }
            Delivery::Close(code) => {
                queue.close(code);
                true
            }
        };
        if taken { Delivered::Yes } else { Delivered::Overflowed }
    }
}
