//! The workspace at work: its socket, the chats this agent took, and the signals that the views read.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::FrameType;
use pillion_protocol::from_payload;
use pillion_protocol::hello::Purpose;
use pillion_protocol::ids::ChatId;
use pillion_protocol::notice::{AgentNotice, Workspace};
use pillion_protocol::signal::AgentSignal;

use crate::browser;
use crate::state::talk::Talks;
use crate::wire::{Wire, WireEvent};
use crate::words;

/// What the workspace shows beside its navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Everything at a glance.
    Overview,
    /// The chats.
    Chats,
    /// Live and past sessions.
    Sessions,
}

/// The workspace, and when it was told.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Told {
    /// As the relay told it.
    pub(crate) workspace: Workspace,
    /// By the clock that only goes up.
    pub(crate) at: f64,
}

/// The signals, and the handle to the wire.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    pub(crate) told: RwSignal<Told>,
    pub(crate) has_told: RwSignal<bool>,
    pub(crate) talks: RwSignal<Talks>,
    pub(crate) chat: RwSignal<Option<ChatId>>,
    pub(crate) section: RwSignal<Section>,
    pub(crate) is_lost: RwSignal<bool>,
    pub(crate) needs_login: RwSignal<bool>,
    pub(crate) notice: RwSignal<Option<&'static str>>,
    pub(crate) now: RwSignal<f64>,
    wire: StoredValue<Rc<Wire>, LocalStorage>,
}

impl Desk {
    /// A workspace that knows nothing yet.
    pub(crate) fn new() -> Desk {
        let handle = Rc::new(Cell::new(None::<Desk>));
        let hears = Rc::clone(&handle);
        let wire = Wire::new(move |event| {
            if let Some(desk) = hears.get() {
                desk.hear(event);
            }
        });
        let desk = Desk {
            told: RwSignal::default(),
            has_told: RwSignal::new(false),
            talks: RwSignal::default(),
            chat: RwSignal::new(None),
            section: RwSignal::new(Section::Overview),
            is_lost: RwSignal::new(false),
            needs_login: RwSignal::new(false),
            notice: RwSignal::new(None),
            now: RwSignal::new(browser::now()),
            wire: StoredValue::new_local(wire),
        };
        handle.set(Some(desk));
        desk
    }

    /// Connects; also after a new log-in.
    pub(crate) fn open(&self) {
        self.needs_login.set(false);
        self.wire.get_value().connect(Purpose::Workspace);
    }

    /// Leaves: the agent logs out.
    pub(crate) fn close(&self) {
        self.wire.get_value().disconnect();
        self.told.set(Told::default());
        self.has_told.set(false);
        self.talks.set(Talks::default());
        self.chat.set(None);
        self.section.set(Section::Overview);
    }

    /// Tells the relay something about a chat.
    pub(crate) fn signal(&self, signal: &AgentSignal) {
        self.wire.get_value().signal(signal);
    }

    /// Opens a chat, and takes it if nobody has.
    pub(crate) fn open_chat(&self, id: ChatId, is_mine: bool) {
        if !is_mine {
            self.signal(&AgentSignal::TakeChat(id));
        }
        self.notice.set(None);
        self.chat.set(Some(id));
        self.section.set(Section::Chats);
    }

    /// How many customers wait: invites, and chats that nobody took.
    pub(crate) fn waiting(&self) -> usize {
        self.told.with(|told| {
            let chats = told.workspace.chats.iter().filter(|chat| !chat.mine).count();
            told.workspace.invites.len() + chats
        })
    }

    /// How many chats there are.
    pub(crate) fn open_chats(&self) -> usize {
        self.told.with(|told| told.workspace.chats.len())
    }

    /// Messages that this agent has not read.
    pub(crate) fn unread(&self) -> usize {
        self.talks.with(|talks| talks.unread())
    }

    /// The name of the customer of the chat that is shown; may be empty.
    pub(crate) fn customer(&self) -> String {
        let shown = self.chat.get();
        self.told.with(|told| {
            let chat = told.workspace.chats.iter().find(|chat| Some(chat.id) == shown);
            chat.map(|chat| chat.customer.clone()).unwrap_or_default()
        })
    }

    fn hear(&self, event: WireEvent) {
        match event {
            WireEvent::Frame(header, payload) if header.kind == FrameType::Notice => {
                // A notice that this build cannot read is one of a newer relay: nothing to act on.
                if let Ok(notice) = from_payload::<AgentNotice>(&payload) {
                    self.notice(notice);
                }
            }
            WireEvent::Frame(..) | WireEvent::Gap => {}
            WireEvent::LoggedOut => self.needs_login.set(true),
            // Somebody logged this agent out elsewhere: the ticket for the next try will say so.
            WireEvent::Closed(code) if CloseCode::from_code(code) == Some(CloseCode::Replaced) => {
                self.is_lost.set(true);
                self.notice.set(Some(words::WORKSPACE_ELSEWHERE));
            }
            WireEvent::Closed(_) | WireEvent::Unreachable => {
                self.is_lost.set(true);
                self.wire.get_value().connect_later(Purpose::Workspace);
            }
        }
    }

    fn notice(&self, notice: AgentNotice) {
        match notice {
            AgentNotice::Welcome { .. } => {
                self.wire.get_value().held();
                self.is_lost.set(false);
                self.notice.set(None);
            }
            AgentNotice::Workspace(workspace) => {
                let now = browser::now();
                self.now.set(now);
                self.has_told.set(true);
                self.told.set(Told { workspace, at: now });
            }
            AgentNotice::Chat(chat) => self.talks.update(|talks| talks.set(chat)),
            AgentNotice::Said(id, message) => self.talks.update(|talks| {
                talks.said(id, message);
            }),
            AgentNotice::ChatClosed(id) => self.talks.update(|talks| talks.over(id)),
            AgentNotice::Refused(refusal) => self.notice.set(Some(words::refused(refusal))),
            _ => {}
        }
    }
}
