//! What a customer's side sends to agents besides the tree: positions, marks, outcomes, assets.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{MarkId, NodeId, Slot};

/// Where the customer's pointer is, as a place in a node: no text, no selector, and right at any zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The innermost node under it that the agent knows; none when it left the window.
    pub at: Place,
    /// What it did.
    pub action: PointerAction,
}

/// A point in a node's border box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Place {
    /// The node, or [`NodeId::NONE`] for nowhere.
    pub node: NodeId,
    /// From the left edge, in 1/65535 of the width.
    pub x: u16,
    /// From the top edge, in 1/65535 of the height.
    pub y: u16,
}

/// What a pointer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PointerAction {
    /// It moved, or left.
    Move,
    /// A button was pressed.
    Press,
}

/// Where scrollers stand. One entry each; the newest wins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scroll(pub Vec<ScrollPosition>);

/// Where one scroller stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScrollPosition {
    /// The scroller; a document's own node stands for its viewport.
    pub node: NodeId,
    /// CSS pixels.
    pub x: i32,
    /// CSS pixels.
    pub y: i32,
}

/// All highlights there are, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks(pub Vec<Mark>);

/// One highlight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its number.
    pub id: MarkId,
    /// What it marks.
    pub node: NodeId,
    /// Who made it.
    pub slot: Slot,
    /// The agent's own words, at most [`crate::limits::NOTE`] characters; may be empty.
    pub note: String,
    /// Milliseconds until it goes.
    pub left_ms: u32,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The agent who sent it.
    pub slot: Slot,
    /// The command's sequence number.
    pub seq: u32,
    /// What became of it.
    pub result: CommandResult,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandResult {
    /// Done on the page.
    Done,
    /// The customer is asked first; another Outcome follows.
    Confirming,
    /// Not done.
    Refused(Denied),
}

/// Why a command was not done. The words for people are the console's (screens.md, "refused").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Denied {
    /// The mode does not allow it on this target: "Forms cannot be edited on the agent side".
    Form,
    /// The mode is no-control: "View only."
    ViewOnly,
    /// The mode allows it on known targets alone, and this is none: ask the customer to click.
    UnknownTarget,
    /// The field is private.
    Private,
    /// The site keeps this for the customer.
    Site,
    /// The customer switched clicking and typing off.
    SwitchedOff,
    /// The customer was asked and said no.
    Customer,
    /// The page changed: another epoch, an unknown node, a node that is hidden or covered.
    Changed,
    /// Too many at once.
    TooFast,
    /// No agent may do this: file choosers, foreign schemes, frames of other sites, our own panel.
    Never,
    /// The address is none that may be opened.
    Address,
    /// The command does not fit the node, such as a choice that a list does not have.
    Misfit,
    /// Sharing is stopped.
    Paused,
    /// The counter did not go up: a replay.
    Replay,
}

/// Whether agents may act just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// False after the customer switched clicking and typing off.
    pub allowed: bool,
}

/// Bytes of an image or font of the page, as the customer's browser has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// The address as attributes and style text of the tree name it.
    pub url: String,
    /// `image/png` and the like, from the closed list of the mirror.
    pub mime: String,
    /// At most [`crate::limits::ASSET_BYTES`]; empty when it could not be had.
    pub bytes: Vec<u8>,
}
