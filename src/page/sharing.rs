//! The page's side of sharing: starts and stops the capture, and lets what it captured out. Decides nothing: whether
//! the page is shared is the conductor's word.

use crate::prelude::*;
use alloc::rc::Rc;

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::Slot;
use pillion_protocol::to_payload;
use pillion_protocol::update::Control;

use super::watch::{CaptureError, Captured, Watcher};
use super::wiring::Core;
use crate::session::words::Input;
use crate::view::Cause;

impl Core {
    /// Sends an update, if the page is shared right now. The only way out for anything of the page; an open preview, which
    /// stays in it, is shown the same.
    pub(super) fn update(&self, kind: FrameType, payload: Vec<u8>) {
        let session = self.session.borrow();
        if let Some(preview) = &*self.preview.borrow() {
            preview.frame(kind, session.epoch().0, &payload);
        }
        if !session.is_shared() {
            return;
        }
        if let Some(link) = &*self.link.borrow() {
            link.send(kind, session.epoch(), Slot(0), payload);
        }
    }

    pub(super) fn share(&self) {
        self.gate.borrow_mut().open(self.session.borrow().epoch());
        if self.capture() {
            self.snapshot();
        }
    }

    /// Starts to read the page, unless that is done already; says whether it is.
    pub(super) fn capture(&self) -> bool {
        if self.watcher.borrow().is_none() {
            let me = self.me();
            let emit = Rc::new(move |captured| {
                if let Some(core) = me.upgrade() {
                    core.on_captured(captured);
                }
            });
            match Watcher::start(self.capture.clone(), emit) {
                Ok(watcher) => *self.watcher.borrow_mut() = Some(Rc::new(watcher)),
                Err(error) => {
                    self.queue.borrow_mut().push_back(cannot_capture(&error));
                    return false;
                }
            }
        }
        true
    }

    pub(super) fn snapshot(&self) {
        if !self.session.borrow().is_shared() {
            return;
        }
        if let Some(watcher) = self.watcher() {
            watcher.snapshot();
        }
        self.update(FrameType::Control, to_payload(&Control { allowed: self.gate.borrow().lets_act() }));
        self.tell_marks();
    }

    fn on_captured(&self, captured: Captured) {
        match captured {
            Captured::Frame { kind, payload } => self.update(kind, payload),
            Captured::PrivateFields(count) => {
                // Told in the midst of a flush: the watcher's list is read when the flush is over.
                self.private_fields.set(count);
                if let Some(preview) = &*self.preview.borrow() {
                    preview.fields(count);
                }
                self.on(Input::PrivateFields(count));
                self.later(|core| {
                    if let Some(watcher) = core.watcher() {
                        core.ui.private(&watcher.private_elements());
                    }
                });
            }
            Captured::Page => self.later(Core::page_moved),
            Captured::Broken(detail) => self.on(Input::Broken(detail)),
        }
    }

    pub(super) fn stop_capture(&self) {
        drop(self.preview.take());
        if let Some(watcher) = self.watcher.take() {
            // This may have been called from inside of it.
            self.later(move |_| drop(watcher));
        }
        super::apply::release();
        self.sweep.take();
        self.highlights.borrow_mut().clear();
        self.undo.borrow_mut().clear();
        self.forget_pending();
        self.ui.marks(&[]);
        self.ui.private(&[]);
    }
}

fn cannot_capture(error: &CaptureError) -> Input {
    match error {
        CaptureError::BadSelector { attribute, text } => {
            let detail = [*attribute, ": this is no selector list: ", text].concat();
            Input::CannotStart(Cause::Settings, detail)
        }
        _ => Input::Broken("The page could not be read.".into()),
    }
}
