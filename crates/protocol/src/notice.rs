//! What the relay tells a peer.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

use crate::hello::ClientInfo;
use crate::ids::{ChatId, Epoch, SessionId, Slot};
use crate::mode::{Channel, EndReason, Mode};

/// The relay tells a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomerNotice {
    /// The answer to a Hello.
    Welcome {
        /// For the next Hello; replaces the last one.
        token: String,
        /// The page load this is.
        epoch: Epoch,
        /// The company that the agents work for, as the relay's operator names it.
        company: String,
        /// The session that goes on, if there is one.
        session: Option<SessionState>,
        /// The chat that goes on, if there is one.
        chat: Option<ChatState>,
    },
    /// The session and its ID: after `OpenSession`, and again whenever an unjoined ID is replaced.
    SessionOpened {
        /// To be read out.
        id: SessionId,
        /// Milliseconds until a fresh ID replaces it.
        expires_ms: u32,
    },
    /// An agent asks to be let in.
    AgentAsks(Agent),
    /// An agent withdrew, or was lost while asking.
    AgentWithdrew(Slot),
    /// An agent is in: a snapshot is wanted.
    AgentJoined(Agent),
    /// An agent's socket is lost; its place is kept.
    AgentAway(Slot),
    /// An agent is gone for good.
    AgentLeft(Slot),
    /// Sharing is stopped; the relay passes nothing on. The session ends by itself.
    Paused {
        /// Milliseconds until it does.
        left_ms: u32,
    },
    /// Sharing goes on: a snapshot is wanted.
    Resumed,
    /// An agent needs a fresh snapshot: it came back, or could not keep up.
    SnapshotWanted,
    /// The session is over.
    Ended(EndReason),
    /// The chat: after `OpenChat`, and when an agent takes it.
    Chat(ChatState),
    /// A message in the chat, the customer's own included.
    Said(ChatMessage),
    /// The agent proposes co-browsing in the chat.
    Proposed,
    /// The chat is over.
    ChatClosed,
    /// A signal could not be carried out.
    Refused(Refusal),
    /// An agent whose socket was lost is back; `SnapshotWanted` follows.
    AgentBack(Slot),
}

/// A session that goes on, as the customer's side must know it after a page load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    /// Its ID; of no more use once joined, but shown.
    pub id: SessionId,
    /// What was granted when it was opened. The customer's side takes the stricter of this and the tag's.
    pub mode: Mode,
    /// Milliseconds until an unjoined ID is replaced, 0 when joined.
    pub expires_ms: u32,
    /// Milliseconds since an agent joined, 0 before.
    pub live_ms: u32,
    /// Whether sharing is stopped, and for how many milliseconds more that may last.
    pub paused_left_ms: Option<u32>,
    /// The agent who asks to be let in.
    pub asking: Option<Agent>,
    /// The agents who are in.
    pub agents: Vec<Agent>,
}

/// An agent, as the customer sees them: verified by the relay, never told by the agent's browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The agent's place in the session.
    pub slot: Slot,
    /// At most [`crate::limits::NAME`] characters, without control and bidirectional ones.
    pub name: String,
}

/// A chat, as either side sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatState {
    /// Its number.
    pub id: ChatId,
    /// The agent who took it; `None` while it waits.
    pub agent: Option<String>,
    /// What was said, oldest first; the newest 200.
    pub messages: Vec<ChatMessage>,
}

/// One message of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Counts up within the chat.
    pub number: u32,
    /// Whether the agent said it.
    pub from_agent: bool,
    /// Plain text.
    pub text: String,
    /// Milliseconds since 1970, UTC, by the relay's clock.
    pub at_ms: u64,
}

/// The relay tells an agent's console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgentNotice {
    /// The answer to a Hello.
    Welcome {
        /// For `Purpose::Resume`; empty for a workspace.
        token: String,
        /// This agent's place, 0 for a workspace.
        slot: Slot,
        /// The agent's own name, as the customer sees it.
        name: String,
    },
    /// The join could not be: the answer instead of a Welcome; the relay closes behind it.
    JoinRefused(Refusal),
    /// The customer is being asked.
    Asking,
    /// The agent is in; a snapshot follows.
    Joined {
        /// The session's ID, for the window's head.
        id: SessionId,
        /// What the site grants.
        mode: Mode,
        /// What the customer uses.
        client: ClientInfo,
        /// The site's origin, by the relay's own check: `https://www.example.com`.
        origin: String,
        /// The customer's name from the chat; may be empty.
        customer: String,
        /// Milliseconds since the session went live.
        live_ms: u32,
        /// How the two speak.
        channel: Channel,
        /// The chat that belongs to this session, if it began in one.
        chat: Option<ChatState>,
        /// Milliseconds that a pause may still last, when sharing is stopped right now.
        paused_left_ms: Option<u32>,
    },
    /// The customer's socket is lost (page load or network).
    CustomerAway {
        /// Milliseconds that the session is kept.
        left_ms: u32,
    },
    /// The customer is back; a snapshot follows.
    CustomerBack,
    /// The customer stopped sharing.
    Paused {
        /// Milliseconds that the session is kept.
        left_ms: u32,
    },
    /// The customer shares again; a snapshot follows.
    Resumed,
    /// How the customer's connection is, every [`crate::limits::PING_MS`].
    Connection {
        /// Round trip between relay and customer in milliseconds, the newest.
        rtt_ms: u32,
        /// Milliseconds since anything was heard of the customer.
        silent_ms: u32,
    },
    /// A frame that this agent sent was not passed on.
    Dropped(Refusal),
    /// The session is over.
    Ended(EndReason),
    /// The workspace, whole, whenever it changes.
    Workspace(Workspace),
    /// One of this agent's chats: when taken, and when this socket joins it.
    Chat(ChatState),
    /// A message in one of this agent's chats.
    Said(ChatId, ChatMessage),
    /// A chat is over.
    ChatClosed(ChatId),
    /// A signal could not be carried out.
    Refused(Refusal),
}

/// What an agent's workspace shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Workspace {
    /// Chats that nobody has taken, and this agent's own.
    pub chats: Vec<ChatSummary>,
    /// Co-browsing invites for this agent.
    pub invites: Vec<Invite>,
    /// Sessions that are live.
    pub live: Vec<LiveSummary>,
    /// Sessions that ended lately, newest first, at most 20.
    pub recent: Vec<RecentSummary>,
    /// Today's numbers, by the relay's local day.
    pub today: Today,
}

/// A chat in the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatSummary {
    /// Its number.
    pub id: ChatId,
    /// The customer's name; may be empty.
    pub customer: String,
    /// The newest message's text, at most 80 characters.
    pub last: String,
    /// Milliseconds since it was opened.
    pub age_ms: u32,
    /// Whether this agent took it.
    pub mine: bool,
    /// Messages of the customer that this agent has not read.
    pub unread: u32,
}

/// A customer invites this agent to co-browse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// For `Purpose::Invite`: single use.
    pub token: String,
    /// The chat it came from.
    pub chat: ChatId,
    /// The customer's name; may be empty.
    pub customer: String,
    /// Milliseconds since it was made.
    pub age_ms: u32,
}

/// A live session in the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveSummary {
    /// The site's origin.
    pub origin: String,
    /// The customer's name from the chat; may be empty.
    pub customer: String,
    /// What the site grants.
    pub mode: Mode,
    /// The agent who is in.
    pub agent: String,
    /// Whether that is this agent.
    pub mine: bool,
    /// Milliseconds since it went live.
    pub live_ms: u32,
    /// The newest round trip in milliseconds; `None` while the customer is away.
    pub rtt_ms: Option<u32>,
}

/// A session that is over, in the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentSummary {
    /// The site's origin.
    pub origin: String,
    /// The customer's name from the chat; may be empty.
    pub customer: String,
    /// The agent who was in.
    pub agent: String,
    /// What the site granted.
    pub mode: Mode,
    /// When it ended: milliseconds since 1970, UTC.
    pub ended_at_ms: u64,
    /// Milliseconds it was live.
    pub live_ms: u32,
    /// Why it ended.
    pub reason: EndReason,
}

/// Today's numbers of this agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Today {
    /// Sessions that were live.
    pub sessions: u32,
    /// Their mean length in milliseconds.
    pub mean_live_ms: u32,
    /// Those that the customer ended.
    pub ended_by_customer: u32,
}

/// Why the relay did not do what a peer asked. The words for people are the sides' own (screens.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Refusal {
    /// No session has this ID: unknown, run out or used. One answer for all three.
    UnknownSession,
    /// Another agent is in this session.
    InUse,
    /// Too many wrong IDs.
    TooManyTries {
        /// Seconds until the next try.
        retry_s: u32,
    },
    /// The ticket or token is not valid.
    BadToken,
    /// The customer said no.
    Declined,
    /// More commands than allowed: this one was not passed on.
    TooFast,
    /// This mode does not let that command through: the relay's second line.
    Mode,
    /// Sharing is stopped.
    Paused,
    /// No such chat, or another agent has it.
    NoChat,
    /// Empty or too long.
    BadText,
    /// There is no session, or it is in another state.
    WrongState,
    /// The relay takes nothing new now: it stops, or cannot keep its records.
    Unavailable,
}
