//! The panel's nodes and what it remembers: draws the view, moves focus, announces, and keeps the clocks going.
//!
//! Knows no session; where the panel stands in the window is `place`'s.

use crate::prelude::*;
use alloc::rc::Rc;
use core::cell::RefCell;

use crate::page::timer::Timer;
use js_sys::{Date, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, ShadowRoot, Window};

use super::UiSettings;
use super::look::Look;
use super::place::Place;
use super::scene::{Local, Scene};
use super::show;
use super::speech::Speech;
use super::toplayer::TopLayer;
use super::tree::{Drawn, el, remove};
use crate::page::overlay::cursors::Cursors;
use crate::page::overlay::frame::{self, Frame};
use crate::page::overlay::marks::{Given, Marks};
use crate::page::overlay::private::PrivateMarks;
use crate::page::words::{Words, digits, fill};
use crate::view::{Panel, Person, UiEvent, View};

type Done = Closure<dyn FnMut(JsValue)>;

/// Timers that must end with the stage.
#[derive(Default)]
pub(crate) struct Timers {
    pub(crate) copied: Option<Timer>,
    pub(super) gate: Option<Timer>,
    pub(super) clock: Option<Timer>,
    pub(crate) aside: Option<Timer>,
}

/// See the module.
pub(crate) struct Stage {
    window: Window,
    document: Document,
    root: ShadowRoot,
    layer: HtmlElement,
    overlay: HtmlElement,
    pub(super) speech: Speech,
    words: &'static Words,
    on: Rc<dyn Fn(UiEvent)>,
    pub(super) view: View,
    pub(crate) local: Local,
    pub(super) panel: Option<Drawn>,
    badge: Option<Drawn>,
    frame: Option<Frame>,
    pub(super) cursors: Cursors,
    marks: Marks,
    private: PrivateMarks,
    fields: Vec<Element>,
    pub(crate) place: Place,
    pub(crate) copied: Option<(Done, Done)>,
    pub(crate) timers: Rc<RefCell<Timers>>,
    /// Where focus was in the page before the panel took it.
    pub(super) came_from: Option<HtmlElement>,
    pub(super) top: TopLayer,
    _look: Look,
}

impl Stage {
    /// An empty stage in the shadow root.
    pub(crate) fn new(
        host: &Element,
        root: &ShadowRoot,
        settings: &UiSettings,
        on: Rc<dyn Fn(UiEvent)>,
    ) -> Result<Stage, JsValue> {
        let window = web_sys::window().ok_or("no window")?;
        let document = window.document().ok_or("no document")?;
        let words = Words::of(&settings.lang);
        let make = |class: &str| -> Result<HtmlElement, JsValue> {
            let node: HtmlElement = document.create_element("div")?.unchecked_into();
            node.set_class_name(class);
            Ok(node)
        };
        let layer = make(if settings.position.starts_with("top") { "ui top" } else { "ui" })?;
        layer.set_attribute("lang", words.lang)?;
        layer.set_attribute("dir", words.dir)?;
        let overlay = make("over")?;
        layer.append_child(&overlay)?;
        let speech = Speech::new(&document, &layer)?;
        let look = Look::put_on(root, &settings.theme)?;
        root.append_child(&layer)?;
        let marks = Marks::new(&window);
        Ok(Stage {
            top: TopLayer::new(&document, host),
            place: Place::new(&settings.position),
            window,
            document,
            root: root.clone(),
            layer,
            overlay,
            speech,
            words,
            on,
            view: View::default(),
            local: Local::default(),
            panel: None,
            badge: None,
            frame: None,
            cursors: Cursors::default(),
            marks,
            private: PrivateMarks::default(),
            fields: Vec::new(),
            copied: None,
            timers: Rc::default(),
            came_from: None,
            _look: look,
        })
    }

    pub(crate) fn layer(&self) -> &HtmlElement {
        &self.layer
    }

    pub(crate) fn window(&self) -> &Window {
        &self.window
    }

    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    pub(crate) fn words(&self) -> &'static Words {
        self.words
    }

    pub(crate) fn view(&self) -> &View {
        &self.view
    }

    pub(crate) fn on(&self) -> Rc<dyn Fn(UiEvent)> {
        Rc::clone(&self.on)
    }

    /// The card that is to be seen, if any.
    pub(crate) fn card(&self) -> Option<HtmlElement> {
        self.panel.as_ref()?.node().dyn_ref::<HtmlElement>().cloned()
    }

    /// Whether the customer is at one of the panel's controls. The headline, to which focus goes by itself, is none.
    pub(crate) fn is_in_use(&self) -> bool {
        let active = self.root.active_element().filter(|active| self.layer.contains(Some(active)));
        active.is_some_and(|active| !active.has_attribute("data-headline"))
            || self.card().is_some_and(|card| card.matches(":hover").unwrap_or(false))
    }

    /// Whether focus is in the panel.
    pub(crate) fn has_focus(&self) -> bool {
        self.root.active_element().is_some_and(|active| self.layer.contains(Some(&active)))
    }

    pub(crate) fn fresh_marks(&self) -> Vec<crate::page::overlay::rect::Rect> {
        self.marks.fresh(Date::now())
    }

    pub(crate) fn cursor(&self, person: &Person, at: Option<(f64, f64)>, press: bool) {
        self.cursors.set(&self.window, &self.document, &self.overlay, person, at, press);
    }

    pub(crate) fn marks(&self, marks: &[Given]) {
        self.marks.set(&self.document, &self.overlay, self.words, marks);
    }

    pub(crate) fn private(&mut self, fields: &[Element]) {
        self.fields = fields.to_vec();
        self.draw_private();
    }

    pub(super) fn draw_private(&self) {
        let is_shared =
            matches!(self.view.panel, Panel::Live(_) | Panel::Paused { .. } | Panel::Reconnecting { .. });
        let fields = if is_shared { self.fields.as_slice() } else { &[] };
        self.private.set(&self.window, &self.document, &self.overlay, self.words, fields);
    }

    /// Draws the panel as it should be now.
    pub(crate) fn redraw(&mut self) {
        let had_focus = self.has_focus();
        let scene = Scene { words: self.words, view: &self.view, local: &self.local, now: Date::now() };
        let wanted = show::wanted(&scene);
        match (self.panel.take(), wanted) {
            (Some(mut drawn), Some(el)) if drawn.is_like(&el) => {
                drawn.update(&self.document, el);
                self.panel = Some(drawn);
            }
            (old, wanted) => {
                if let Some(old) = old {
                    remove(old.node());
                }
                self.panel = wanted.and_then(|el| Drawn::new(&self.document, el));
                if let Some(drawn) = &self.panel {
                    // Before the live regions, which have no place in the reading order.
                    let _ = self.layer.insert_before(drawn.node(), Some(self.speech.node()));
                }
            }
        }
        if let Some(card) = self.card() {
            self.place.apply(&card);
        }
        if had_focus && !self.has_focus() {
            self.focus_headline();
        }
    }

    pub(super) fn draw_badge(&mut self) {
        if let Some(old) = self.badge.take() {
            remove(old.node());
        }
        let unread = self.view.chat.as_ref().map_or(0, |chat| chat.unread);
        if unread > 0 && self.panel.is_none() {
            let badge = el("div", "badge").with("aria-hidden", "true").says(&digits(unread.min(99)));
            self.badge = Drawn::new(&self.document, badge);
            if let Some(badge) = &self.badge {
                let _ = self.overlay.append_child(badge.node());
                if let Some(node) = badge.node().dyn_ref::<HtmlElement>() {
                    self.place.apply_badge(node);
                }
            }
        }
    }

    pub(super) fn draw_frame(&mut self) {
        let words = self.words;
        let shown = match &self.view.panel {
            Panel::Live(live) => {
                let first = live.agents.first().map_or(words.your_agent, |agent| agent.name.as_str());
                let who = match live.agents.len() {
                    0 | 1 => first.to_owned(),
                    more => fill(words.and_more, &[first, &digits(more as u32 - 1)]),
                };
                Some((frame::State::Live, fill(words.tab_live, &[&who])))
            }
            Panel::Paused { .. } => Some((frame::State::Paused, words.tab_stopped.to_owned())),
            Panel::Reconnecting { .. } => Some((frame::State::Reconnecting, words.reconnecting.to_owned())),
            _ => None,
        };
        let shown = shown.map(|(state, words)| frame::Shown { state, words });
        match (&mut self.frame, shown) {
            (Some(frame), Some(shown)) => frame.update(&self.document, shown),
            (frame, shown) => {
                *frame =
                    shown.and_then(|shown| Frame::new(&self.window, &self.document, &self.overlay, shown));
            }
        }
    }

    pub(super) fn focus_headline(&self) {
        // In the chat one goes on writing.
        let target = self.layer.query_selector(".talks textarea,[data-headline]").ok().flatten();
        if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = target.focus_with_options(&options);
        }
    }

    /// Puts focus back to where it was in the page, or to the way back into the panel.
    pub(crate) fn give_focus_back(&mut self) {
        let way_back = || self.layer.query_selector("[data-do=large]").ok().flatten()?.dyn_into().ok();
        let target = self.came_from.take().filter(|from| from.is_connected()).or_else(way_back);
        if let Some(target) = target {
            let _ = target.focus();
        }
    }

    /// The end of the conversation is what one reads.
    pub(super) fn scroll_log(&self) {
        if let Some(log) = self.layer.query_selector(".log").ok().flatten() {
            log.set_scroll_top(log.scroll_height());
        }
    }

    /// Focus moves into a surface that the customer opened, never into one that came by itself.
    pub(super) fn is_opened_by_customer(&self) -> bool {
        let opens = matches!(
            self.view.panel,
            Panel::Idle | Panel::Connecting | Panel::Waiting { .. } | Panel::CannotStart { .. }
        );
        let activation = Reflect::get(&self.window.navigator(), &"userActivation".into());
        let acted = activation.and_then(|state| Reflect::get(&state, &"hasBeenActive".into()));
        let has_acted = acted.ok().and_then(|acted| acted.as_bool()).unwrap_or(true);
        opens && (has_acted || self.page_focus().is_none())
    }

    pub(super) fn page_focus(&self) -> Option<HtmlElement> {
        let active = self.document.active_element()?.dyn_into::<HtmlElement>().ok()?;
        let is_nowhere =
            self.document.body().is_some_and(|body| body == active) || *active == self.root.host();
        (!is_nowhere).then_some(active)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        remove(&self.layer);
    }
}
