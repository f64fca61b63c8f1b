//! What a peer tells the relay after its Hello: session control and chat.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{ChatId, NodeId, Slot};
use crate::mode::{Channel, Consent, Mode};
use crate::update::Outcome;

/// A customer tells the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomerSignal {
    /// Open a session and give me its ID. With one open already: its ID again.
    OpenSession {
        /// What the site grants; fixed for the session.
        mode: Mode,
        /// What counts as consent.
        consent: Consent,
        /// By chat, the agent of the chat gets an invite.
        channel: Channel,
    },
    /// Let this agent in.
    Allow(Slot),
    /// Do not let this agent in: the session ends as declined.
    Decline(Slot),
    /// Stop sharing.
    Pause,
    /// Start sharing again.
    Resume,
    /// End the session for both sides.
    End,
    /// The page cannot be shared; end as unsupported.
    Unsupported,
    /// Open a chat, or give me the one there is.
    OpenChat {
        /// As the customer wants to be called; may be empty.
        name: String,
    },
    /// Say something in the chat: at most [`crate::limits::CHAT_TEXT`] characters.
    Say(String),
    /// The chat is over for the customer.
    CloseChat,
    /// The page is about to leave for a foreign log-in: keep the visit this many seconds, at most 900.
    ExpectAway {
        /// Seconds.
        seconds: u16,
    },
    /// What became of a command, for the relay's audit log: the relay reads no payload of a command or an Outcome.
    /// Not sent for pointers, scrolling and requests. Nothing that was typed, shown or gone to.
    Acted {
        /// As the agent is told it.
        outcome: Outcome,
        /// The number of the command's frame type.
        kind: u8,
        /// The node that it was for, or none.
        node: NodeId,
    },
}

/// An agent tells the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgentSignal {
    /// Close the session for both sides.
    End,
    /// Withdraw the request to join.
    Cancel,
    /// Take a waiting chat.
    TakeChat(ChatId),
    /// Say something in a chat that this agent took.
    Say(ChatId, String),
    /// Propose co-browsing in the chat: the customer sees "Share this page?".
    Propose(ChatId),
    /// The chat is over.
    CloseChat(ChatId),
    /// The agent has read the chat up to here.
    Read(ChatId),
}
