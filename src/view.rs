//! What the customer is shown, as one value: the conductor makes it, the panel and the overlay draw it.
//!
//! Knows no DOM and no words of any language; times are milliseconds of `Date.now()`.

use crate::prelude::*;
use pillion_protocol::ids::Slot;
use pillion_protocol::mode::{Consent, EndReason, Mode};

/// Everything of ours that is to be seen in the page, apart from cursors and marks, which move too often.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// Which surface is open.
    pub surface: Surface,
    /// The co-browsing panel's content.
    pub panel: Panel,
    /// The chat's content, when there is a chat.
    pub chat: Option<ChatView>,
}

/// Which of our surfaces is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Surface {
    /// The launcher alone.
    #[default]
    Closed,
    /// The co-browsing panel.
    Panel,
    /// The chat.
    Chat,
}

/// The co-browsing panel's content. Each variant is a screen of `screens.md`.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Panel {
    /// No session, nothing to say.
    #[default]
    Idle,
    /// The relay is being asked for an ID.
    Connecting,
    /// The ID is shown.
    Waiting {
        /// "418 205 937".
        id: String,
        /// When a fresh ID replaces it.
        renew_at: f64,
        /// Decides the sentence below the headline.
        consent: Consent,
    },
    /// An agent asks to be let in.
    Asking {
        /// Who.
        agent: Person,
        /// Decides what they may do.
        mode: Mode,
    },
    /// The page is shared.
    Live(Live),
    /// Sharing is stopped.
    Paused {
        /// The first agent, if any is still there.
        agent: Option<Person>,
        /// When the session ends by itself.
        until: f64,
    },
    /// The network is lost.
    Reconnecting {
        /// The first agent.
        agent: Option<Person>,
        /// When the session is given up.
        until: f64,
    },
    /// The session is over.
    Ended {
        /// Why.
        reason: EndReason,
        /// What happened, when an agent was in.
        receipt: Option<Receipt>,
    },
    /// It cannot start.
    CannotStart {
        /// Which sentence.
        cause: Cause,
        /// For the site's developers, folded: one English sentence that says what to do.
        detail: String,
    },
}

/// A shared page.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// The agents who are in; at least one, unless all are away.
    pub agents: Vec<Person>,
    /// What the site grants.
    pub mode: Mode,
    /// When the first agent came in.
    pub since: f64,
    /// Whether the customer lets agents act: the switch. Meaningless in no-control.
    pub control: bool,
    /// How many private fields the page has.
    pub private_fields: u32,
    /// What the agent filled in last and the customer may undo: the field's label.
    pub filled: Option<String>,
    /// What the agent wants to do and the customer must confirm.
    pub confirm: Option<Confirm>,
    /// Whether "What the agent sees" can be shown.
    pub can_preview: bool,
}

/// What the customer must confirm before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirm {
    /// Open an address of another site: its origin.
    OtherSite(String),
    /// Open a new window.
    NewWindow,
    /// Download a file.
    Download,
    /// Send a form that has private fields, or that the site marked.
    Submit,
}

/// An agent, as the customer sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The place in the session; also chooses the colour.
    pub slot: Slot,
    /// "Maya R."
    pub name: String,
    /// Whether the agent's connection is lost.
    pub away: bool,
}

/// What happened in a session that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The first agent's name.
    pub agent: String,
    /// When it went live and when it ended.
    pub from: f64,
    /// When it ended.
    pub to: f64,
    /// What the site granted.
    pub mode: Mode,
    /// Page loads that were shared.
    pub pages: u32,
    /// The most private fields on one page.
    pub private_fields: u32,
    /// Labels of the fields that the agent filled in.
    pub filled: Vec<String>,
}

/// Why it cannot start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The page's security policy blocks the core or the socket.
    Policy,
    /// An attribute of the tag is wrong, or the relay refuses the site.
    Settings,
    /// The browser lacks something.
    Browser,
    /// The relay cannot be reached; trying again can help.
    Relay,
}

/// The chat's content.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatView {
    /// The agent who took it.
    pub agent: Option<String>,
    /// The company, for the line below the agent's name.
    pub company: String,
    /// What was said, oldest first.
    pub messages: Vec<Message>,
    /// Whether the agent proposes to share the page and the customer has not answered.
    pub proposed: bool,
    /// Messages that arrived while the chat was not open.
    pub unread: u32,
    /// Whether the relay cannot be reached just now: what is written is kept and sent later.
    pub offline: bool,
    /// Whether the chat is over.
    pub closed: bool,
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Whether the agent said it.
    pub from_agent: bool,
    /// Plain text.
    pub text: String,
    /// When.
    pub at: f64,
}

/// What the customer did in our surfaces.
#[derive(Debug, Clone, PartialEq)]
pub enum UiEvent {
    /// "Co-browsing" or "Start again".
    Start,
    /// "Try again" after `CannotStart`.
    Retry,
    /// "Allow".
    Allow(Slot),
    /// "Decline".
    Decline(Slot),
    /// "Stop sharing".
    Pause,
    /// "Start sharing".
    Resume,
    /// "End session".
    End,
    /// "Close" of a finished session, the cross, or Esc on one.
    Close,
    /// The switch "… may click and type".
    Control(bool),
    /// "Undo".
    Undo,
    /// The answer to a `Confirm`.
    Confirm(bool),
    /// "Chat".
    OpenChat,
    /// The chat was put away.
    HideChat,
    /// The panel's own icon, from the chat.
    OpenPanel,
    /// A message to send.
    Say(String),
    /// "Share this page".
    Share,
    /// "Not now".
    NotNow,
    /// "What the agent sees".
    Preview,
}
