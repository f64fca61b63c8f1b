//! The viewer's side of the window: what it says, what it is told, and the commands that leave.

use std::rc::Rc;

use leptos::prelude::*;
use pillion_protocol::command::{Command, Highlight, Navigate, Request};
use pillion_protocol::limits;
use pillion_protocol::update::CommandResult;
use pillion_viewer::{Message, Viewer, ViewerEvent, ViewerOptions};

use super::{Inner, Page, Room, Tip};
use crate::state::window::Input;
use crate::state::zoom;
use crate::words;

impl Room {
    /// The mirror's document is loaded.
    pub(crate) fn mirror_loaded(&self, options: ViewerOptions) {
        let inner = self.inner();
        let Ok(viewer) = Viewer::new(options) else {
            self.tell(words::NO_MIRROR);
            return;
        };
        let viewer = Rc::new(viewer);
        inner.viewer.replace(Some(Rc::clone(&viewer)));
        viewer.set_slot(inner.slot.get(), &inner.name.borrow().clone());
        viewer.set_scale(self.scale_untracked());
        if let Some(live) = self.stage.get_untracked().live() {
            viewer.set_mode(live.mode);
            viewer.set_active(live.is_here());
        }
        for (header, payload) in inner.early.take() {
            viewer.on_frame(&header, &payload);
        }
    }

    /// The mirror is no longer on the page.
    pub(crate) fn mirror_gone(&self) {
        let viewer = self.inner().viewer.take();
        drop(viewer);
    }

    /// What the viewer says.
    pub(crate) fn viewer_event(&self, event: ViewerEvent) {
        let inner = self.inner();
        match event {
            ViewerEvent::Command { command } => {
                self.send(&self.with_note(command));
            }
            ViewerEvent::Epoch(epoch) => inner.epoch.set(epoch),
            ViewerEvent::Page { url, title } => {
                inner.tally.borrow_mut().page(&url);
                self.page.set(Page { url, title });
            }
            ViewerEvent::Viewport { width, height } => self.viewport.set((width, height)),
            ViewerEvent::Marks(count) => {
                inner.tally.borrow_mut().marks(count);
                self.marks.set(count);
            }
            ViewerEvent::Outcome { seq, result } => self.outcome(&inner, seq, result),
            ViewerEvent::Message { message, x, y } => match message {
                Message::Refused(why) => self.tell_denied(why, Some((x, y))),
                Message::WriteOnly => {
                    self.show(Tip {
                        words: words::WRITE_ONLY.into(),
                        why: None,
                        at: Some((x, y)),
                        until: 0.0,
                    });
                }
            },
            ViewerEvent::SnapshotWanted => self.resync(),
            ViewerEvent::Rendered => self.input(Input::Picture),
            ViewerEvent::Control(allowed) => self.control.set(allowed),
            ViewerEvent::HighlightLeft => self.set_highlight(false),
            _ => {}
        }
    }

    /// Gives a new mark the note that the agent wrote for it. A note is used once: the next mark is another thing.
    fn with_note(&self, command: Command) -> Command {
        match command {
            Command::Highlight(Highlight::Toggle { node, note }) if note.is_empty() => {
                let note = self.note.with_untracked(|note| note.trim().chars().take(limits::NOTE).collect());
                self.note.set(String::new());
                Command::Highlight(Highlight::Toggle { node, note })
            }
            other => other,
        }
    }

    fn outcome(&self, inner: &Rc<Inner>, seq: u32, result: CommandResult) {
        let is_of_bar = inner.of_bar.borrow().contains(&seq);
        match result {
            CommandResult::Done => inner.tally.borrow_mut().outcome(seq, true),
            CommandResult::Confirming => {
                self.tell(words::CONFIRMING);
                return;
            }
            CommandResult::Refused(denied) => {
                inner.tally.borrow_mut().outcome(seq, false);
                if is_of_bar {
                    self.tell_denied(denied, None);
                }
            }
        }
        inner.of_bar.borrow_mut().retain(|sent| *sent != seq);
    }

    pub(super) fn resync(&self) {
        self.inner().tally.borrow_mut().resync();
        self.send(&Command::Request(Request::Snapshot));
    }

    fn send(&self, command: &Command) -> Option<u32> {
        let inner = self.inner();
        let epoch = inner.epoch.get();
        let seq = inner.wire.send(command.frame_type(), epoch, inner.slot.get(), command.to_payload())?;
        inner.tally.borrow_mut().sent(seq, epoch, command);
        Some(seq)
    }

    /// Back, forward, reload, or an address.
    pub(crate) fn navigate(&self, to: Navigate) {
        if let Some(seq) = self.send(&Command::Navigate(to)) {
            let inner = self.inner();
            let mut of_bar = inner.of_bar.borrow_mut();
            of_bar.push(seq);
            // Only the newest can still be answered.
            let old = of_bar.len().saturating_sub(16);
            of_bar.drain(..old);
        }
    }

    /// Switches the highlight tool.
    pub(crate) fn set_highlight(&self, on: bool) {
        self.highlight.set(on);
        self.note.set(String::new());
        if let Some(viewer) = self.inner().viewer() {
            viewer.set_highlight(on);
        }
    }

    /// Takes all marks away.
    pub(crate) fn clear_marks(&self) {
        match self.inner().viewer() {
            Some(viewer) => viewer.clear_marks(),
            None => {
                self.send(&Command::Highlight(Highlight::Clear));
            }
        }
    }

    /// The scale that fits, and follows the window.
    pub(crate) fn fit(&self) -> f64 {
        zoom::fit(self.viewport.get(), self.space.get())
    }

    /// The scale that is shown.
    pub(crate) fn scale(&self) -> f64 {
        self.zoom.get().scale(self.fit())
    }

    fn scale_untracked(&self) -> f64 {
        untrack(|| self.scale())
    }

    /// Tells the viewer the scale.
    pub(crate) fn apply_scale(&self, scale: f64) {
        if let Some(viewer) = self.inner().viewer() {
            viewer.set_scale(scale);
        }
    }
}
