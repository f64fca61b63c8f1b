//! The panel's nodes and what it remembers: draws the view, moves focus, announces, and keeps the clocks going.
//!
//! Knows no session; where the panel stands in the window is `place`'s.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use js_sys::{Date, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, ShadowRoot, Window};

use super::UiSettings;
use super::chat;
use super::look::Look;
use super::place::Place;
use super::scene::{Local, Scene};
use super::screens;
use super::toplayer::TopLayer;
use super::tree::{Drawn, El, el, remove};
use crate::page::overlay::cursors::Cursors;
use crate::page::overlay::frame::{self, Frame};
use crate::page::overlay::marks::{Given, Marks};
use crate::page::overlay::private::PrivateMarks;
use crate::page::words::{Words, digits, fill, first_name};
use crate::view::{Panel, Person, Surface, UiEvent, View};

/// "Allow" does nothing for so long, so that a key pressed in the page cannot consent.
const GATE_MS: u32 = 500;

type Done = Closure<dyn FnMut(JsValue)>;

/// Timers that must end with the stage.
#[derive(Default)]
pub(crate) struct Timers {
    pub(crate) copied: Option<Timeout>,
    gate: Option<Timeout>,
    clock: Option<Interval>,
    pub(crate) aside: Option<Timeout>,
}

/// See the module.
pub(crate) struct Stage {
    window: Window,
    document: Document,
    root: ShadowRoot,
    layer: HtmlElement,
    overlay: HtmlElement,
    polite: HtmlElement,
    assertive: HtmlElement,
    words: &'static Words,
    on: Rc<dyn Fn(UiEvent)>,
    view: View,
    pub(crate) local: Local,
    panel: Option<Drawn>,
    badge: Option<Drawn>,
    frame: Option<Frame>,
    cursors: Cursors,
    marks: Marks,
    private: PrivateMarks,
    fields: Vec<Element>,
    pub(crate) place: Place,
    pub(crate) copied: Option<(Done, Done)>,
    pub(crate) timers: Rc<RefCell<Timers>>,
    /// Where focus was in the page before the panel took it.
    came_from: Option<HtmlElement>,
    top: TopLayer,
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
        let layer = make("ui")?;
        layer.set_attribute("lang", words.lang)?;
        layer.set_attribute("dir", words.dir)?;
        let (overlay, polite, assertive) = (make("over")?, make("sr")?, make("sr")?);
        polite.set_attribute("aria-live", "polite")?;
        assertive.set_attribute("aria-live", "assertive")?;
        for node in [&overlay, &polite, &assertive] {
            layer.append_child(node)?;
        }
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
            polite,
            assertive,
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

    fn draw_private(&self) {
        let is_shared =
            matches!(self.view.panel, Panel::Live(_) | Panel::Paused { .. } | Panel::Reconnecting { .. });
        let fields = if is_shared { self.fields.as_slice() } else { &[] };
        self.private.set(&self.window, &self.document, &self.overlay, self.words, fields);
    }

    /// Draws the panel as it should be now.
    pub(crate) fn redraw(&mut self) {
        let had_focus = self.has_focus();
        let scene = Scene { words: self.words, view: &self.view, local: &self.local, now: Date::now() };
        let wanted = wanted(&scene);
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
                    let _ = self.layer.insert_before(drawn.node(), Some(&self.polite));
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

    fn draw_badge(&mut self) {
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

    fn draw_frame(&mut self) {
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

    fn focus_headline(&self) {
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

    fn announce(&self, before: &Panel) {
        let words = self.words;
        let is_same = core::mem::discriminant(before) == core::mem::discriminant(&self.view.panel);
        let (region, said) = match &self.view.panel {
            Panel::Asking { agent, .. } if *before != self.view.panel => {
                (&self.assertive, fill(words.wants_to_join, &[&agent.name]))
            }
            _ if is_same => return,
            Panel::Live(live) => {
                let name = live.agents.first().map_or(words.your_agent, |agent| agent.name.as_str());
                (&self.polite, fill(words.sees, &[name]))
            }
            Panel::Paused { .. } => (&self.polite, words.stopped.to_owned()),
            Panel::Reconnecting { .. } => (&self.polite, words.reconnecting.to_owned()),
            Panel::Ended { reason, receipt } => {
                let name = receipt.as_ref().map_or(words.your_agent, |receipt| first_name(&receipt.agent));
                let mut said = String::from(words.ended);
                said.push_str(". ");
                said.push_str(&fill(words.reason(*reason), &[name]));
                (&self.polite, said)
            }
            Panel::CannotStart { .. } => (&self.polite, words.cannot_start.to_owned()),
            _ => return,
        };
        region.set_text_content(Some(&said));
    }

    fn announce_message(&self, before: &View) {
        let count = |view: &View| view.chat.as_ref().map_or(0, |chat| chat.messages.len());
        let Some(chat) = self.view.chat.as_ref().filter(|_| count(&self.view) > count(before)) else {
            return;
        };
        // In the open chat the log announces itself.
        if let Some(message) = chat.messages.last().filter(|message| message.from_agent)
            && self.view.surface != Surface::Chat
        {
            let name = chat.agent.as_deref().map_or(self.words.your_agent, first_name);
            self.polite.set_text_content(Some(&fill(self.words.new_message, &[name, &message.text])));
        }
    }

    /// The end of the conversation is what one reads.
    fn scroll_log(&self) {
        if let Some(log) = self.layer.query_selector(".log").ok().flatten() {
            log.set_scroll_top(log.scroll_height());
        }
    }

    /// Focus moves into a surface that the customer opened, never into one that came by itself.
    fn is_opened_by_customer(&self) -> bool {
        let opens = matches!(
            self.view.panel,
            Panel::Idle | Panel::Connecting | Panel::Waiting { .. } | Panel::CannotStart { .. }
        );
        let activation = Reflect::get(&self.window.navigator(), &"userActivation".into());
        let acted = activation.and_then(|state| Reflect::get(&state, &"hasBeenActive".into()));
        let has_acted = acted.ok().and_then(|acted| acted.as_bool()).unwrap_or(true);
        opens && (has_acted || self.page_focus().is_none())
    }

    fn page_focus(&self) -> Option<HtmlElement> {
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

/// What is to be seen: the chat gives way to a question that must be answered.
fn wanted(scene: &Scene<'_>) -> Option<El> {
    let view = scene.view;
    let is_over = matches!(view.panel, Panel::Ended { .. } | Panel::CannotStart { .. } | Panel::Connecting);
    match (view.surface, &view.chat) {
        (Surface::Chat, Some(talk)) if question(&view.panel).is_none() => Some(chat::chat(scene, talk)),
        (Surface::Closed, _) if is_over => None,
        _ => screens::panel(scene),
    }
}

/// What the customer is asked at this moment: a request or a question is the same as long as this is.
fn question(panel: &Panel) -> Option<Panel> {
    match panel {
        Panel::Asking { .. } => Some(panel.clone()),
        Panel::Live(live) if live.confirm.is_some() => {
            let confirm = live.confirm.clone();
            Some(Panel::Live(crate::view::Live { confirm, ..nobody() }))
        }
        _ => None,
    }
}

fn nobody() -> crate::view::Live {
    crate::view::Live {
        agents: Vec::new(),
        mode: pillion_protocol::mode::Mode::NoControl,
        since: 0.0,
        control: false,
        private_fields: 0,
        filled: None,
        confirm: None,
    }
}

/// Shows a whole state.
pub(crate) fn show(stage: &Rc<RefCell<Stage>>, view: &View) {
    let Ok(mut now) = stage.try_borrow_mut() else { return };
    if now.view == *view {
        return;
    }
    let before = core::mem::replace(&mut now.view, view.clone());
    let opened = before.surface == Surface::Closed && view.surface != Surface::Closed;
    if opened {
        now.local.is_small = false;
        now.came_from = now.page_focus();
    }
    if let Panel::Waiting { id, .. } = &view.panel {
        now.local.id.clone_from(id);
    }
    let asked = question(&view.panel);
    if asked.is_some() && asked != question(&before.panel) {
        now.local.is_small = false;
        now.local.is_aside = false;
        now.local.may_allow = false;
        let again = Rc::downgrade(stage);
        let gate = Timeout::new(GATE_MS, move || {
            if let Some(stage) = again.upgrade()
                && let Ok(mut stage) = stage.try_borrow_mut()
            {
                stage.local.may_allow = true;
                stage.redraw();
            }
        });
        now.timers.borrow_mut().gate = Some(gate);
    }
    let had_focus = now.has_focus();
    let takes_focus = opened && now.is_opened_by_customer();
    now.redraw();
    now.draw_badge();
    now.draw_frame();
    now.draw_private();
    match &view.panel {
        Panel::Live(live) => now.cursors.keep(&live.agents),
        _ => now.cursors.keep(&[]),
    }
    let is_session = !matches!(view.panel, Panel::Idle | Panel::Ended { .. } | Panel::CannotStart { .. });
    now.top.watch(is_session);
    if takes_focus {
        now.focus_headline();
    } else if had_focus && now.panel.is_none() {
        now.give_focus_back();
    }
    now.announce(&before.panel);
    now.announce_message(&before);
    if view.chat != before.chat || view.surface != before.surface {
        now.scroll_log();
    }
    keep_time(&mut now, stage);
}

/// The clocks run only while there is one to be seen.
fn keep_time(now: &mut Stage, stage: &Rc<RefCell<Stage>>) {
    let has_clock = now.panel.is_some()
        && matches!(
            now.view.panel,
            Panel::Waiting { .. } | Panel::Live(_) | Panel::Paused { .. } | Panel::Reconnecting { .. }
        )
        && now.view.surface != Surface::Chat;
    let mut timers = now.timers.borrow_mut();
    if !has_clock {
        timers.clock = None;
    } else if timers.clock.is_none() {
        let again = Rc::downgrade(stage);
        timers.clock = Some(Interval::new(1_000, move || {
            if let Some(stage) = again.upgrade()
                && let Ok(mut stage) = stage.try_borrow_mut()
            {
                stage.redraw();
                stage.top.check();
            }
        }));
    }
}
