//! What the window shows at a time. Plain values: knows nothing of how one follows on another.

use pillion_protocol::hello::ClientInfo;
use pillion_protocol::ids::SessionId;
use pillion_protocol::mode::{EndReason, Mode};

/// What the window shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// It asks for the session ID.
    Entry(Option<Problem>),
    /// The relay is being reached.
    Connecting,
    /// The customer is being asked.
    Asking,
    /// The mirror.
    Live(Live),
    /// The summary.
    Ended(Ended),
}

/// Why there is no session yet, below the field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Problem {
    /// Not nine digits.
    Short,
    /// Unknown, used or run out.
    Unknown,
    /// Another agent has it.
    InUse,
    /// Too many wrong ones; the next try counts from then on.
    TooMany {
        /// When.
        until: f64,
    },
    /// The relay does not answer.
    Unreachable,
    /// The invite was used or is too old.
    DeadInvite,
    /// The session went on in another window.
    Replaced,
}

/// A session that this agent is in.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// Its ID.
    pub id: SessionId,
    /// What the site grants.
    pub mode: Mode,
    /// What the customer uses.
    pub client: ClientInfo,
    /// The site's origin, by the relay's own check.
    pub origin: String,
    /// The customer's name; may be empty.
    pub customer: String,
    /// When it went live.
    pub since: f64,
    /// Sharing is stopped until then at most.
    pub paused_until: Option<f64>,
    /// The customer is away since then.
    pub away_since: Option<f64>,
    /// And the session is kept until then.
    pub away_until: Option<f64>,
    /// This window has no connection since then.
    pub lost_since: Option<f64>,
    /// A picture is awaited since then, and there is none to show meanwhile.
    pub blank_since: Option<f64>,
}

/// A session that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// Why.
    pub reason: EndReason,
    /// When.
    pub at: f64,
    /// What it was, if this window was in it.
    pub live: Option<Live>,
}

impl Stage {
    /// The session, while it is live.
    pub fn live(&self) -> Option<&Live> {
        match self {
            Stage::Live(live) => Some(live),
            _ => None,
        }
    }
}

impl Live {
    /// Whether the agent sees the page as it is now: no pause, no loss on either side.
    pub fn is_here(&self) -> bool {
        self.paused_until.is_none() && self.away_until.is_none() && self.lost_since.is_none()
    }
}
