//! What agents' workspaces show of a room: metadata alone.

use pillion_protocol::ids::ChatId;
use pillion_protocol::mode::Mode;

use super::AgentId;
use super::room::Room;
use super::seat::AgentRef;

/// Characters of the newest message in a list.
const LAST_CHARACTERS: usize = 80;

/// A room, for the workspaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) chat: Option<ChatCard>,
    pub(crate) invite: Option<InviteCard>,
    pub(crate) live: Option<LiveCard>,
}

/// A chat in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChatCard {
    pub(crate) id: ChatId,
    pub(crate) customer: String,
    pub(crate) last: String,
    pub(crate) opened_at: u64,
    /// `None` while it waits.
    pub(crate) agent: Option<AgentId>,
    pub(crate) unread: u32,
}

/// An invite in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InviteCard {
    pub(crate) agent: AgentId,
    pub(crate) token: String,
    pub(crate) chat: ChatId,
    pub(crate) customer: String,
    pub(crate) made_at: u64,
}

/// A live session in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveCard {
    pub(crate) origin: String,
    pub(crate) customer: String,
    pub(crate) mode: Mode,
    pub(crate) agent: AgentRef,
    pub(crate) live_at: u64,
    pub(crate) rtt_ms: Option<u32>,
}

impl Room {
    /// What workspaces show of it now.
    pub(crate) fn summary(&self) -> Summary {
        let chat = self.chat.as_ref().map(|chat| ChatCard {
            id: chat.id,
            customer: chat.customer.clone(),
            last: chat.messages.back().map_or_else(String::new, |message| {
                message.text.replace('\n', " ").chars().take(LAST_CHARACTERS).collect()
            }),
            opened_at: chat.opened_at,
            agent: chat.agent.as_ref().map(|agent| agent.id),
            unread: chat.unread(),
        });
        let session = self.session.as_ref();
        let invite = session.and_then(|session| session.invite.as_ref()).zip(self.chat.as_ref());
        let live = session.and_then(|session| Some((session, session.live_at?, session.first_agent()?)));
        Summary {
            chat,
            invite: invite.map(|(invite, chat)| InviteCard {
                agent: invite.agent.id,
                token: invite.token.clone(),
                chat: chat.id,
                customer: chat.customer.clone(),
                made_at: invite.made_at,
            }),
            live: live.map(|(session, live_at, agent)| LiveCard {
                origin: self.visitor.origin.clone(),
                customer: self.customer_name(),
                mode: session.mode,
                agent: agent.clone(),
                live_at,
                rtt_ms: session.rtt_ms,
            }),
        }
    }
}
