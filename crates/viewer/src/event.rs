//! What the viewer tells its host. Plain values: knows nothing of who acts on them, or how they are worded.

use pillion_protocol::command::Command;
use pillion_protocol::ids::Epoch;
use pillion_protocol::update::{CommandResult, Denied};

/// What happened in the viewer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ViewerEvent {
    /// The agent did something: send this, with the newest [`ViewerEvent::Epoch`] and the agent's slot.
    Command {
        /// What to send; its frame type is `command.frame_type()`.
        command: Command,
    },
    /// The page load that commands belong to from now on.
    Epoch(Epoch),
    /// The customer's page has another address or title.
    Page {
        /// As in the customer's address bar, cleaned by their privacy rules.
        url: String,
        /// The document's title.
        title: String,
    },
    /// The customer's viewport in CSS pixels: the mirror's size at scale 1.
    Viewport {
        /// CSS pixels.
        width: u32,
        /// CSS pixels.
        height: u32,
    },
    /// How many marks there are now.
    Marks(u32),
    /// What became of one of this agent's commands.
    Outcome {
        /// The command's number: what sending it returned.
        seq: u32,
        /// What became of it.
        result: CommandResult,
    },
    /// Show words beside the pointer for four seconds.
    Message {
        /// Which.
        message: Message,
        /// CSS pixels from the overlay's left edge.
        x: f64,
        /// CSS pixels from the overlay's top edge.
        y: f64,
    },
    /// The mirror lost the thread and shows nothing new until the next snapshot: ask for one
    /// (`Command::Request(Request::Snapshot)`). Said once until that snapshot comes.
    SnapshotWanted,
    /// The first picture of an epoch, or the first one after the mirror was emptied, is up.
    Rendered,
    /// Whether the customer lets agents click and type.
    Control(bool),
    /// The agent pressed Escape while highlighting: switch it off.
    HighlightLeft,
}

/// Words for the agent; the host knows them (screens.md, "refused").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// A gesture was not sent, or a command not done.
    Refused(Denied),
    /// "You can type here, but not read it back."
    WriteOnly,
}
