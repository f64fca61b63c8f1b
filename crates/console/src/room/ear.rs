//! What comes in over the wire: notices to the state machine and the signals, updates to the viewer.

use std::rc::Rc;

use leptos::prelude::*;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::from_payload;
use pillion_protocol::notice::AgentNotice;

use super::{Inner, Page, Room};
use crate::browser;
use crate::state::quality::{Meter, Quality};
use crate::state::window::Input;
use crate::state::zoom::Zoom;
use crate::wire::WireEvent;
use crate::words;

/// Updates kept until the mirror's document is loaded; it is a static page, so this is never reached by a
/// relay that is well.
const EARLY_FRAMES: usize = 2_000;

impl Room {
    pub(super) fn hear(&self, event: WireEvent) {
        match event {
            WireEvent::Frame(header, payload) => self.frame(&header, &payload),
            WireEvent::Gap => match self.inner().viewer() {
                Some(viewer) => viewer.on_gap(),
                None => self.resync(),
            },
            WireEvent::Closed(code) => self.input(Input::Closed(code)),
            WireEvent::Unreachable => self.input(Input::Unreachable),
            WireEvent::LoggedOut => self.input(Input::LoggedOut),
        }
    }

    fn frame(&self, header: &Header, payload: &[u8]) {
        let inner = self.inner();
        let now = browser::now();
        inner.last_frame.set(now);
        inner.tally.borrow_mut().received(payload.len());
        if header.kind == FrameType::Notice {
            // A notice that this build cannot read is one of a newer relay: nothing to act on.
            if let Ok(notice) = from_payload::<AgentNotice>(payload) {
                self.notice(&inner, notice, now);
            }
            return;
        }
        if !header.kind.is_update() {
            return;
        }
        inner.meter.borrow_mut().heard(now);
        match inner.viewer() {
            Some(viewer) => viewer.on_frame(header, payload),
            None if inner.early.borrow().len() < EARLY_FRAMES => {
                inner.early.borrow_mut().push((*header, payload.to_vec()));
            }
            None => {}
        }
    }

    fn notice(&self, inner: &Rc<Inner>, notice: AgentNotice, now: f64) {
        match &notice {
            AgentNotice::Joined { chat, live_ms, .. } => {
                inner.wire.count_from_live(*live_ms);
                if self.stage.with_untracked(|stage| stage.live().is_none()) {
                    inner.meter.replace(Meter::new(now));
                    inner.tally.take();
                    inner.rate_from.set((now, 0));
                    self.quality.set(Quality::Good);
                    self.zoom.set(Zoom::Fit);
                    self.control.set(true);
                    self.page.set(Page::default());
                }
                inner.meter.borrow_mut().heard(now);
                if let Some(chat) = chat {
                    self.chat.set(Some(chat.id));
                    // What was said until now was read in the workspace; an agent who comes back keeps the count.
                    self.talks.update(|talks| {
                        let is_new = talks.get(chat.id).is_none();
                        talks.set(chat.clone());
                        if is_new {
                            talks.read(chat.id);
                        }
                    });
                }
            }
            AgentNotice::Connection { rtt_ms, silent_ms } => {
                inner.has_measurements.set(true);
                inner.meter.borrow_mut().measured(*rtt_ms, *silent_ms, now);
            }
            AgentNotice::CustomerBack => inner.meter.borrow_mut().heard(now),
            AgentNotice::Dropped(refusal) => self.tell(words::refused(*refusal)),
            AgentNotice::Refused(refusal) => self.tell(words::refused(*refusal)),
            AgentNotice::Workspace(workspace) => self.invites.set(workspace.invites.clone()),
            AgentNotice::Chat(chat) => {
                self.chat.update(|open| *open = open.or(Some(chat.id)));
                self.talks.update(|talks| talks.set(chat.clone()));
            }
            AgentNotice::Said(id, message) => {
                let (id, message) = (*id, message.clone());
                self.talks.update(|talks| {
                    talks.said(id, message);
                });
            }
            AgentNotice::ChatClosed(id) => self.talks.update(|talks| talks.over(*id)),
            _ => {}
        }
        self.input(Input::Notice(notice));
    }
}
