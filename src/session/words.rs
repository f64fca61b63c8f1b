//! What goes into the conductor and what comes out: inputs, actions, events. No logic.

use crate::prelude::*;
use pillion_protocol::hello::{ClientInfo, CustomerHello};
use pillion_protocol::ids::Epoch;
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::CustomerNotice;
use pillion_protocol::signal::CustomerSignal;

use crate::view::{Cause, Confirm, UiEvent};

/// What stays the same for the life of the page.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the tag grants.
    pub mode: Mode,
    /// What counts as consent.
    pub consent: Consent,
    /// The site's public key.
    pub site_key: Option<String>,
    /// What the customer's browser is.
    pub client: ClientInfo,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The page's script or the menu wants a session.
    Start(Channel),
    /// The page's script or the menu wants the chat.
    OpenChat,
    /// The page was loaded with this in its session storage.
    ResumeVisit(String),
    /// The page came back out of the browser's back-forward cache, with this in its session storage, which
    /// the pages between may have changed or emptied.
    Restored(Option<String>),
    /// The page's script: stop sharing.
    Pause,
    /// The page's script: start sharing.
    Resume,
    /// The page's script: end.
    End,
    /// The page's script: show the panel.
    OpenPanel,
    /// The page is about to leave for a foreign log-in.
    ExpectAway(u16),
    /// The customer did something in our surfaces.
    Ui(UiEvent),
    /// The socket is open.
    LinkOpen,
    /// The socket is closed, or could not be made (1006).
    LinkClosed(u16),
    /// The relay tells.
    Notice(CustomerNotice),
    /// Why the relay refuses this page, if it says so; `None` when it cannot be asked either.
    Why(Option<String>),
    /// A wait is over.
    Tick,
    /// The capture counts this many private fields on the page.
    PrivateFields(u32),
    /// An agent filled in the field of this label.
    Filled(String),
    /// What was filled in last was undone.
    Undone,
    /// A command waits for the customer's word; `None` when it no longer does.
    Confirm(Option<Confirm>),
    /// The page cannot be captured.
    Broken(String),
    /// It cannot start, for a reason found before the relay was asked.
    CannotStart(Cause, String),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Open a socket.
    Connect,
    /// Close it.
    Disconnect,
    /// The socket never opened: ask the relay over HTTP why, and send [`Input::Why`]. Browsers hide the answer to a socket.
    AskWhy,
    /// Say Hello.
    Hello(Box<CustomerHello>),
    /// Tell the relay.
    Signal(CustomerSignal),
    /// Let updates out from now on, for this page load, beginning with a snapshot.
    Share(Epoch),
    /// Let nothing out, now.
    Mute,
    /// Undo every hook in the page.
    StopCapture,
    /// Send a snapshot.
    Snapshot,
    /// Keep this in the session storage.
    Store(String),
    /// Forget what is in the session storage.
    ClearStore,
    /// Send a [`Input::Tick`] in this many milliseconds, instead of any that was asked for before.
    Wake(u32),
    /// Agents may, or may not, act from now on.
    Control(bool),
    /// The customer's word on the command that waits.
    Confirmed(bool),
    /// Undo what was filled in last.
    Undo,
    /// Tell the page's script.
    Emit(Event),
}

/// What the page's script is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The state, the ID or the agents changed.
    State,
    /// An agent is in.
    AgentJoined(String),
    /// An agent is gone.
    AgentLeft(String),
    /// The session is over.
    Ended(EndReason),
    /// It could not start.
    Failed(Cause, String),
    /// Nothing is left: no session, no chat, nothing shown.
    Idle,
}

/// The states of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum State {
    Idle,
    Connecting,
    Waiting,
    Requested,
    Live,
    Paused,
    Reconnecting,
    Ended,
}

impl State {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Connecting => "connecting",
            State::Waiting => "waiting",
            State::Requested => "requested",
            State::Live => "live",
            State::Paused => "paused",
            State::Reconnecting => "reconnecting",
            State::Ended => "ended",
        }
    }
}
