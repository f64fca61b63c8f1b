//! A viewer in a page of its own, and a customer who writes trees for it.

use std::cell::RefCell;
use std::rc::Rc;

use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, NodeId, Slot};
use pillion_protocol::mode::Mode;
use pillion_protocol::to_payload;
use pillion_protocol::tree::{Namespace, SafeText, TreeWriter, Viewport};
use pillion_viewer::{Viewer, ViewerEvent, ViewerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement};

/// Text of a test; it may leave, since nobody's secrets are in it.
pub(crate) struct Plain<'a>(pub(crate) &'a str);

impl SafeText for Plain<'_> {
    fn as_safe_str(&self) -> &str {
        self.0
    }
}

/// The customer's side of a test.
pub(crate) struct Customer {
    pub(crate) tree: TreeWriter,
    next: u32,
    pub(crate) epoch: Epoch,
}

impl Customer {
    /// A page with `html`, `head` and `body`, which are 2, 3 and 4; nothing is sent yet.
    pub(crate) fn new() -> Customer {
        let mut customer = Customer { tree: TreeWriter::new(), next: 1, epoch: Epoch(1) };
        customer.begin();
        customer
    }

    /// Begins another snapshot, with the same first nodes.
    pub(crate) fn begin(&mut self) {
        self.tree.reset();
        self.next = 5;
        self.tree.viewport(Viewport { width: 800, height: 600, ratio: 1000 });
        self.tree.page(&Plain("https://bank.example/a"), &Plain("A"));
        self.tree.document(NodeId(1), NodeId::NONE);
        let none: [(Plain<'_>, Plain<'_>); 0] = [];
        self.tree.element((NodeId(2), NodeId(1), NodeId::NONE), Namespace::Html, &Plain("html"), &none);
        self.tree.element((NodeId(3), NodeId(2), NodeId::NONE), Namespace::Html, &Plain("head"), &none);
        self.tree.element((NodeId(4), NodeId(2), NodeId(3)), Namespace::Html, &Plain("body"), &none);
    }

    pub(crate) fn id(&mut self) -> NodeId {
        self.next += 1;
        NodeId(self.next - 1)
    }

    /// An element as the first child of a parent, or behind a sibling.
    pub(crate) fn element(&mut self, parent: u32, prev: u32, tag: &str, attributes: &[(&str, &str)]) -> u32 {
        self.element_of(Namespace::Html, parent, prev, tag, attributes)
    }

    pub(crate) fn element_of(
        &mut self,
        ns: Namespace,
        parent: u32,
        prev: u32,
        tag: &str,
        attributes: &[(&str, &str)],
    ) -> u32 {
        let id = self.id();
        let attributes: Vec<_> = attributes.iter().map(|(name, value)| (Plain(name), Plain(value))).collect();
        self.tree.element((id, NodeId(parent), NodeId(prev)), ns, &Plain(tag), &attributes);
        id.0
    }

    pub(crate) fn text(&mut self, parent: u32, prev: u32, text: &str) -> u32 {
        let id = self.id();
        self.tree.text(id, NodeId(parent), NodeId(prev), &Plain(text));
        id.0
    }

    pub(crate) fn header(&self, kind: FrameType) -> Header {
        Header { kind, flags: Flags::default(), epoch: self.epoch, seq: 1 }
    }

    pub(crate) fn send(&mut self, stage: &Stage, kind: FrameType) {
        let payload = self.tree.finish();
        stage.viewer.on_frame(&self.header(kind), &payload);
    }

    pub(crate) fn tell<T: serde::Serialize>(&self, stage: &Stage, kind: FrameType, message: &T) {
        stage.viewer.on_frame(&self.header(kind), &to_payload(message));
    }
}

/// The agent's side of a test.
pub(crate) struct Stage {
    pub(crate) viewer: Viewer,
    pub(crate) frame: HtmlIFrameElement,
    pub(crate) overlay: HtmlElement,
    pub(crate) events: Rc<RefCell<Vec<ViewerEvent>>>,
    host: Element,
}

impl Stage {
    pub(crate) fn new() -> Stage {
        let document = web_sys::window().unwrap().document().unwrap();
        let host: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        host.set_attribute("style", "position:fixed;left:0;top:0").unwrap();
        let frame: HtmlIFrameElement = document.create_element("iframe").unwrap().unchecked_into();
        frame.set_attribute("sandbox", "allow-same-origin").unwrap();
        frame.set_attribute("style", "position:absolute;left:0;top:0").unwrap();
        let overlay: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        overlay.set_attribute("style", "position:absolute;left:0;top:0").unwrap();
        host.append_child(&frame).unwrap();
        host.append_child(&overlay).unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let events: Rc<RefCell<Vec<ViewerEvent>>> = Rc::default();
        let heard = events.clone();
        let options = ViewerOptions {
            guest: false,
            frame: frame.clone(),
            overlay: overlay.clone(),
            on: Rc::new(move |event| heard.borrow_mut().push(event)),
        };
        let viewer = Viewer::new(options).expect("a viewer");
        viewer.set_slot(Slot(1), "Maya R.");
        viewer.set_mode(Mode::FullControl);
        Stage { viewer, frame, overlay, events, host: host.into() }
    }

    pub(crate) fn document(&self) -> Document {
        self.frame.content_document().unwrap()
    }

    pub(crate) fn html(&self) -> String {
        self.document().document_element().unwrap().outer_html()
    }

    pub(crate) fn find(&self, selector: &str) -> Element {
        self.document()
            .query_selector(selector)
            .unwrap()
            .unwrap_or_else(|| panic!("no {selector} in {}", self.html()))
    }

    pub(crate) fn style(&self, selector: &str, property: &str) -> String {
        let window = self.frame.content_window().unwrap();
        let style = window.get_computed_style(&self.find(selector)).unwrap().unwrap();
        style.get_property_value(property).unwrap()
    }

    pub(crate) fn heard(&self, wanted: impl Fn(&ViewerEvent) -> bool) -> usize {
        self.events.borrow().iter().filter(|event| wanted(event)).count()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.host.remove();
    }
}

/// Waits for a condition, frame by frame; fails the test when it does not come true within some seconds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..300 {
        if holds() {
            return;
        }
        next_frame().await;
    }
    panic!("still not so: {what}");
}

async fn next_frame() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}
