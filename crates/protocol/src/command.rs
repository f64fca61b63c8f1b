//! What an agent asks the customer's side to do. Asking is all that an agent can do: the customer's gate
//! decides.

use crate::prelude::*;
use serde::{Deserialize, Serialize};

use crate::frame::FrameType;
use crate::ids::{MarkId, NodeId};
use crate::update::{Place, PointerAction};
use crate::{BadPayload, from_payload, to_payload};

/// One command, whatever its frame type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The agent's pointer moved or pressed; shown, nothing more.
    Pointer(AgentPointer),
    /// Click.
    Click(Click),
    /// Fill in or type.
    Fill(Fill),
    /// A key that is no text.
    Key(Key),
    /// Scroll.
    Scroll(AgentScroll),
    /// Navigate.
    Navigate(Navigate),
    /// Highlight.
    Highlight(Highlight),
    /// About the mirror itself.
    Request(Request),
}

/// Where the agent's pointer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPointer {
    /// Nowhere when it left the mirror.
    pub at: Place,
    /// What it did.
    pub action: PointerAction,
}

/// A click on a place in a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// Where.
    pub at: Place,
    /// Which kind.
    pub kind: ClickKind,
    /// Keys held down.
    pub held: Held,
}

/// Which kind of click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClickKind {
    /// Main button, once.
    Single,
    /// The second click of a double one: the first was sent as [`ClickKind::Single`] at once.
    Double,
    /// Second button.
    Context,
}

/// Modifier keys that are held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Held(pub u8);

impl Held {
    /// Shift.
    pub const SHIFT: u8 = 1;
    /// Control.
    pub const CONTROL: u8 = 2;
    /// Alt or Option.
    pub const ALT: u8 = 4;
    /// Command or Windows.
    pub const META: u8 = 8;
}

/// Put something into a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The field.
    pub node: NodeId,
    /// What.
    pub what: Filling,
}

/// What to put into a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filling {
    /// Replace the whole value (text, date, range, colour…): at most [`crate::limits::FILL_TEXT`] characters.
    Value(String),
    /// Type at the caret, at most [`crate::limits::FILL_TEXT`] characters.
    Insert(String),
    /// Check or uncheck.
    Checked(bool),
    /// Choose these options, by index.
    Options(Vec<u16>),
}

/// A key that is no text, pressed and let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The node that has the focus in the mirror, or none for the page.
    pub node: NodeId,
    /// Which.
    pub key: KeyName,
    /// Keys held down.
    pub held: Held,
}

macro_rules! keys {
    ($($name:ident),+) => {
        /// The keys that are no text, by their names of the UI Events specification.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[allow(missing_docs)]
        pub enum KeyName { $($name),+ }

        impl KeyName {
            /// All keys.
            pub const ALL: &[KeyName] = &[$(KeyName::$name),+];
            /// `KeyboardEvent.key`, but for the space bar, which is " " there.
            pub const fn name(self) -> &'static str { match self { $(KeyName::$name => stringify!($name)),+ } }
            /// The key of a `KeyboardEvent.key`.
            pub fn parse(name: &str) -> Option<KeyName> {
                match name { " " => Some(KeyName::Space), $(stringify!($name) => Some(KeyName::$name),)+ _ => None }
            }
        }
    };
}

keys!(
    Tab, Escape, Enter, Space, Backspace, Delete, ArrowUp, ArrowDown, ArrowLeft, ArrowRight, Home, End,
    PageUp, PageDown
);

/// Scroll to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentScroll {
    /// The scroller; a document's own node stands for its viewport.
    pub node: NodeId,
    /// CSS pixels.
    pub x: i32,
    /// CSS pixels.
    pub y: i32,
}

/// Navigate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Navigate {
    /// One step back in the tab's history.
    Back,
    /// One step forward.
    Forward,
    /// Load the page anew.
    Reload,
    /// Go to an address, absolute or relative to the page.
    To(String),
}

/// Highlight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Highlight {
    /// Mark a node; marking a marked node again takes the mark away.
    Toggle {
        /// What.
        node: NodeId,
        /// The agent's words, at most [`crate::limits::NOTE`] characters; may be empty.
        note: String,
    },
    /// Take one mark away.
    Remove(MarkId),
    /// Take all away.
    Clear,
}

/// About the mirror itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// The mirror lost the thread: a fresh snapshot, please.
    Snapshot,
}

impl Command {
    /// The node that it is for, or none.
    pub fn node(&self) -> NodeId {
        match self {
            Command::Pointer(AgentPointer { at, .. }) | Command::Click(Click { at, .. }) => at.node,
            Command::Fill(Fill { node, .. })
            | Command::Key(Key { node, .. })
            | Command::Scroll(AgentScroll { node, .. })
            | Command::Highlight(Highlight::Toggle { node, .. }) => *node,
            Command::Navigate(_) | Command::Highlight(_) | Command::Request(_) => NodeId::NONE,
        }
    }

    /// The frame type that carries it.
    pub fn frame_type(&self) -> FrameType {
        match self {
            Command::Pointer(_) => FrameType::AgentPointer,
            Command::Click(_) => FrameType::Click,
            Command::Fill(_) => FrameType::Fill,
            Command::Key(_) => FrameType::Key,
            Command::Scroll(_) => FrameType::AgentScroll,
            Command::Navigate(_) => FrameType::Navigate,
            Command::Highlight(_) => FrameType::Highlight,
            Command::Request(_) => FrameType::Request,
        }
    }

    /// Its payload.
    pub fn to_payload(&self) -> Vec<u8> {
        match self {
            Command::Pointer(inner) => to_payload(inner),
            Command::Click(inner) => to_payload(inner),
            Command::Fill(inner) => to_payload(inner),
            Command::Key(inner) => to_payload(inner),
            Command::Scroll(inner) => to_payload(inner),
            Command::Navigate(inner) => to_payload(inner),
            Command::Highlight(inner) => to_payload(inner),
            Command::Request(inner) => to_payload(inner),
        }
    }

    /// Reads the command that a frame carries.
    pub fn from_frame(kind: FrameType, payload: &[u8]) -> Result<Command, BadPayload> {
        Ok(match kind {
            FrameType::AgentPointer => Command::Pointer(from_payload(payload)?),
            FrameType::Click => Command::Click(from_payload(payload)?),
            FrameType::Fill => Command::Fill(from_payload(payload)?),
            FrameType::Key => Command::Key(from_payload(payload)?),
            FrameType::AgentScroll => Command::Scroll(from_payload(payload)?),
            FrameType::Navigate => Command::Navigate(from_payload(payload)?),
            FrameType::Highlight => Command::Highlight(from_payload(payload)?),
            FrameType::Request => Command::Request(from_payload(payload)?),
            _ => return Err(BadPayload),
        })
    }
}
