//! A peer's first frame: who it is. Credentials come here, never in a URL.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::SessionId;

/// A customer's browser says who it is.
///
/// Carries no page content: nothing here depends on what the customer sees or types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerHello {
    /// The site's public key; `None` is the relay's default site.
    pub site_key: Option<String>,
    /// Shown to the agent as what the customer uses.
    pub client: ClientInfo,
    /// The token of the visit that goes on, if there is one.
    pub resume: Option<Resume>,
}

/// A visit goes on: after a page load, a reload or a lost network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// The token of the last Welcome: 43 characters of base64url. Used once; the Welcome brings a new one.
    pub token: String,
    /// Whether this is a new page load, which starts a new epoch, or the same page on a new socket.
    pub page_load: bool,
}

/// What the customer's browser is, for the agent's tooltip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct ClientInfo {
    /// "Chrome", "Firefox", "Safari", "Edge", …
    pub browser: String,
    /// As the browser tells it: "142.0".
    pub version: String,
    /// "Windows 11", "macOS", "Android 15", …
    pub system: String,
    /// The language that Pillion's own words are in, BCP 47.
    pub language: String,
}

/// An agent's console says who it is and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentHello {
    /// A ticket of `POST /api/ticket`: single use, 30 s, bound to the logged-in agent.
    pub ticket: String,
    /// What this socket is for.
    pub purpose: Purpose,
}

/// What an agent's socket is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// The workspace: waiting chats, invites, live sessions.
    Workspace,
    /// The co-browsing window: join by the ID that the customer read out.
    Join(SessionId),
    /// The co-browsing window: join by an invite's one-time token.
    Invite(String),
    /// The co-browsing window came back (reload, lost network), with the token of its last Welcome.
    Resume(String),
}
