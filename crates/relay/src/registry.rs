//! Which room a number, a token or a chat belongs to. Knows nothing of what is in a room.

use std::collections::HashMap;

use pillion_protocol::ids::SessionId;
use pillion_protocol::mode::EndReason;

use crate::random;
use crate::session::{Hash, Key, RoomId, Source};

/// All keys of all rooms, and the reasons for those who come too late.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    rooms: HashMap<Key, RoomId>,
    farewells: HashMap<Hash, (EndReason, u64)>,
}

impl Registry {
    /// The room of a key.
    pub(crate) fn find(&self, key: &Key) -> Option<RoomId> {
        self.rooms.get(key).copied()
    }

    /// A room has these keys now; it had those before.
    pub(crate) fn change(&mut self, room: RoomId, before: &[Key], now: &[Key]) {
        for key in before.iter().filter(|key| !now.contains(key)) {
            self.rooms.remove(key);
        }
        for key in now.iter().filter(|key| !before.contains(key)) {
            self.rooms.insert(*key, room);
        }
    }

    /// Whoever comes with this token until then is told the reason.
    pub(crate) fn say_farewell(&mut self, token: Hash, reason: EndReason, until: u64) {
        self.farewells.insert(token, (reason, until));
    }

    /// The reason for a token that came too late.
    pub(crate) fn farewell(&self, token: &Hash) -> Option<EndReason> {
        self.farewells.get(token).map(|(reason, _)| *reason)
    }

    /// Forgets the reasons whose time is over.
    pub(crate) fn sweep(&mut self, now: u64) {
        self.farewells.retain(|_, (_, until)| *until > now);
    }

    /// An ID that no room has, kept for this room.
    fn draw(&mut self, room: RoomId) -> SessionId {
        loop {
            let id = random::session_id();
            if let std::collections::hash_map::Entry::Vacant(place) = self.rooms.entry(Key::Session(id)) {
                place.insert(room);
                return id;
            }
        }
    }
}

/// Random numbers and free IDs for one room.
pub(crate) struct Draw<'a> {
    pub(crate) room: RoomId,
    pub(crate) registry: &'a std::sync::Mutex<Registry>,
}

impl Source for Draw<'_> {
    fn session_id(&mut self) -> SessionId {
        self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner).draw(self.room)
    }

    fn secret(&mut self) -> [u8; 32] {
        random::bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_and_go_with_their_room() {
        let mut registry = Registry::default();
        let room = RoomId(7);
        let (one, two) = (Key::Customer([1; 32]), Key::Customer([2; 32]));
        registry.change(room, &[], &[one]);
        assert_eq!(registry.find(&one), Some(room));
        registry.change(room, &[one], &[two]);
        assert_eq!((registry.find(&one), registry.find(&two)), (None, Some(room)));
        let id = registry.draw(room);
        assert_eq!(registry.find(&Key::Session(id)), Some(room));
        registry.change(room, &[two, Key::Session(id)], &[]);
        assert_eq!(registry.find(&Key::Session(id)), None);
    }

    #[test]
    fn farewells_run_out() {
        let mut registry = Registry::default();
        registry.say_farewell([3; 32], EndReason::Agent, 100);
        registry.sweep(99);
        assert_eq!(registry.farewell(&[3; 32]), Some(EndReason::Agent));
        registry.sweep(100);
        assert_eq!(registry.farewell(&[3; 32]), None);
    }
}
