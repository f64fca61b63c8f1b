//! Tickets: with one, a logged-in agent opens one socket. The cookie never goes over a socket, the ticket never into a
//! URL. In memory alone: a restart costs a console one more request.

use std::collections::HashMap;

use crate::session::{AgentRef, Hash, hash_of};

/// All tickets that are out.
#[derive(Debug)]
pub(super) struct Tickets {
    life_ms: u64,
    by_hash: HashMap<Hash, (AgentRef, u64)>,
}

impl Tickets {
    pub(super) fn new(life_ms: u64) -> Tickets {
        Tickets { life_ms, by_hash: HashMap::new() }
    }

    pub(super) fn issue(&mut self, agent: AgentRef, now: u64) -> String {
        self.by_hash.retain(|_, (_, until)| *until > now);
        let ticket = super::secret();
        self.by_hash.insert(hash_of(&ticket), (agent, now + self.life_ms));
        ticket
    }

    pub(super) fn take(&mut self, ticket: &str, now: u64) -> Option<AgentRef> {
        let (agent, until) = self.by_hash.remove(&hash_of(ticket))?;
        (until > now).then_some(agent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::AgentId;

    #[test]
    fn a_ticket_works_once_and_not_for_long() {
        let mut tickets = Tickets::new(30);
        let maya = AgentRef { id: AgentId(1), name: "Maya R.".into() };
        let (used, late) = (tickets.issue(maya.clone(), 100), tickets.issue(maya.clone(), 100));
        assert_eq!(tickets.take(&used, 129), Some(maya));
        assert_eq!(tickets.take(&used, 129), None);
        assert_eq!(tickets.take(&late, 130), None);
        assert_eq!(tickets.take("made up", 100), None);
    }
}
