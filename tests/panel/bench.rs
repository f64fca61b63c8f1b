//! A panel on a workbench: its own host and open shadow root, what it reported, and sample values.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use pillion_protocol::ids::Slot;
use pillion_protocol::mode::Mode;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use crate::page::panel::{Ui, UiSettings};
use crate::view::{ChatView, Live, Panel, Person, Surface, UiEvent, View};

/// See the module.
pub(crate) struct Bench {
    pub(crate) ui: Option<Ui>,
    pub(crate) host: Element,
    pub(crate) root: ShadowRoot,
    events: Rc<RefCell<Vec<UiEvent>>>,
}

impl Bench {
    /// Mounts a panel into a new host.
    pub(crate) fn new() -> Bench {
        let host = document().create_element("pillion-ui").unwrap();
        document().document_element().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let events: Rc<RefCell<Vec<UiEvent>>> = Rc::default();
        let seen = events.clone();
        let on = Rc::new(move |event| seen.borrow_mut().push(event));
        let settings =
            UiSettings { lang: "en".into(), theme: "light".into(), position: "bottom-right".into() };
        let ui = Ui::mount(&host, &root, settings, on).ok();
        assert!(ui.is_some(), "the panel could not be mounted");
        Bench { ui, host, root, events }
    }

    pub(crate) fn ui(&self) -> &Ui {
        self.ui.as_ref().unwrap()
    }

    /// Shows a panel as open.
    pub(crate) fn panel(&self, panel: Panel) {
        self.ui().show(&View { surface: Surface::Panel, panel, chat: None });
    }

    /// Shows the chat.
    pub(crate) fn chat(&self, chat: ChatView) {
        self.ui().show(&View { surface: Surface::Chat, panel: Panel::Idle, chat: Some(chat) });
    }

    /// The first element that the selector finds.
    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).unwrap().map(|found| found.unchecked_into())
    }

    /// The button of this accessible name.
    pub(crate) fn button(&self, name: &str) -> HtmlElement {
        let all = self.root.query_selector_all("button").unwrap();
        let mut buttons = (0..all.length()).filter_map(|i| all.item(i)?.dyn_into::<HtmlElement>().ok());
        let is_named = |button: &HtmlElement| {
            button.get_attribute("aria-label").or_else(|| button.text_content()).as_deref() == Some(name)
        };
        buttons.find(is_named).unwrap_or_else(|| panic!("no button {name:?} in: {}", self.text()))
    }

    /// All words to be seen in the card.
    pub(crate) fn text(&self) -> String {
        self.find(".card").and_then(|card| card.text_content()).unwrap_or_default()
    }

    /// Fails unless all of these can be read in the card.
    #[track_caller]
    pub(crate) fn reads(&self, words: &[&str]) {
        let text = self.text();
        for words in words {
            assert!(text.contains(words), "{words:?} is not in {text:?}");
        }
    }

    /// What was reported since the last call.
    pub(crate) fn events(&self) -> Vec<UiEvent> {
        self.events.take()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.ui = None;
        self.host.remove();
    }
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// An element of the page, taken away when dropped.
pub(crate) struct Prop(pub(crate) Element);

impl Prop {
    pub(crate) fn new(tag: &str, left: &str, top: &str) -> Prop {
        let node: HtmlElement = document().create_element(tag).unwrap().unchecked_into();
        for (name, value) in
            [("position", "fixed"), ("left", left), ("top", top), ("width", "120px"), ("height", "30px")]
        {
            node.style().set_property(name, value).unwrap();
        }
        document().body().unwrap().append_child(&node).unwrap();
        Prop(node.into())
    }
}

impl Drop for Prop {
    fn drop(&mut self) {
        self.0.remove();
    }
}

pub(crate) fn maya() -> Person {
    Person { slot: Slot(1), name: "Maya R.".into(), away: false }
}

pub(crate) fn live() -> Live {
    Live {
        agents: vec![maya()],
        mode: Mode::FullControl,
        since: js_sys::Date::now() - 252_000.0,
        control: true,
        private_fields: 2,
        filled: None,
        confirm: None,
        can_preview: false,
    }
}

/// Sends an event as the browser would.
pub(crate) fn press(target: &Element, key: &str) {
    let init = web_sys::KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(event.unchecked_ref::<Event>()).unwrap();
}

/// Waits until `is_so`, looking again every few milliseconds; fails after four seconds.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..400 {
        if is_so() {
            return;
        }
        let next = Promise::new(&mut |done, _| {
            Timeout::new(10, move || {
                let _ = done.call0(&wasm_bindgen::JsValue::NULL);
            })
            .forget();
        });
        wasm_bindgen_futures::JsFuture::from(next).await.unwrap();
    }
    panic!("still not: {what}");
}
