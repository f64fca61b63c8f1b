//! One document's capture, running: joins the watcher in JavaScript, the pure capture and the fetching of assets.
//!
//! Knows no session and no socket: what is captured goes to `emit`. Drop undoes every observer, listener and timer.

use crate::prelude::*;
use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use js_sys::{Array, Uint32Array};
use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::NodeId;
use pillion_protocol::to_payload;
use pillion_protocol::tree::NodeFlags;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

use super::assets::Assets;
use super::nodes::Shim;
use super::read::Buffers;
use crate::capture::{Capture, Output, RawBatch};
use crate::privacy::Policy;

/// What the owner set in the tag.
#[derive(Debug, Clone)]
pub struct CaptureSettings {
    /// `data-privacy="private"`.
    pub private_mode: bool,
    /// Selector list; empty for none. So are the next ones.
    pub mask: String,
    /// Selector list.
    pub block: String,
    /// Selector list.
    pub ignore: String,
    /// Selector list.
    pub unmask: String,
    /// Selector list.
    pub no_control: String,
    /// Our own element in the page, which is never captured.
    pub host: Element,
}

impl CaptureSettings {
    /// The lists that say anything: the tag's attribute, the list, its bit.
    fn lists(&self) -> impl Iterator<Item = (&'static str, &str, u32)> {
        [
            ("data-block", &self.block, 1),
            ("data-ignore", &self.ignore, 2),
            ("data-mask", &self.mask, 4),
            ("data-unmask", &self.unmask, 8),
            ("data-no-control", &self.no_control, 32),
        ]
        .into_iter()
        .map(|(attribute, text, bit)| (attribute, text.trim(), bit))
        .filter(|(_, text, _)| !text.is_empty())
    }

    /// The first list that does not parse, with its attribute.
    fn unreadable(&self) -> Option<(&'static str, &str)> {
        // The host is an element like any other: what it cannot be asked about does not parse.
        let mut lists = self.lists();
        lists
            .find(|(_, text, _)| self.host.matches(text).is_err())
            .map(|(attribute, text, _)| (attribute, text))
    }

    /// What to tell the site's owner about the first list that does not parse.
    pub fn bad_selector(&self) -> Option<String> {
        let (attribute, text) = self.unreadable()?;
        Some([attribute, ": this list of selectors does not parse: ", text].concat())
    }
}

/// What capture gives to the session.
pub enum Captured {
    /// A Snapshot, Patch, Scroll, Pointer or Asset.
    Frame {
        /// Which.
        kind: FrameType,
        /// Its payload.
        payload: Vec<u8>,
    },
    /// How many private fields there are now.
    PrivateFields(u32),
    /// The page's address or title changed.
    Page,
    /// Capture had to stop, with the error's name: end the session.
    Broken(String),
}

/// Why capture could not start. Shown to the site's owner in the browser's console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureError {
    /// A selector list of the tag does not parse.
    BadSelector {
        /// The tag's attribute.
        attribute: &'static str,
        /// What it says.
        text: String,
    },
    /// The browser lacks what is needed.
    Unsupported,
}

/// Watches the page while it lives.
pub struct Watcher(Rc<Inner>);

struct Inner {
    shim: RefCell<Option<Shim>>,
    core: Rc<RefCell<Core>>,
    emit: Rc<dyn Fn(Captured)>,
    assets: Assets,
    stopped: Cell<bool>,
    // Kept for as long as the shim may call them.
    calls: RefCell<Option<Calls>>,
}

struct Core {
    buffers: Buffers,
    capture: Capture,
}

struct Calls {
    grow: Closure<dyn Fn(u32, u32) -> u32>,
    take: Closure<dyn Fn(u32, u32, u32, bool) -> JsValue>,
    secret: Closure<dyn Fn(u32, String)>,
    broken: Closure<dyn Fn(String)>,
}

/// Names of the marks on elements, with their bits: those of [`crate::privacy::Marks`], and 32 for no-control.
const MARKS: [(&str, u32); 6] = [
    ("data-cobrowse-block", 1),
    ("data-cobrowse-ignore", 2),
    ("data-cobrowse-mask", 4),
    ("data-cobrowse-unmask", 8),
    ("data-cobrowse-cofill", 16),
    ("data-cobrowse-no-control", 32),
];

impl Watcher {
    /// Prepares everything, but reads nothing before [`Watcher::snapshot`].
    pub fn start(settings: CaptureSettings, emit: Rc<dyn Fn(Captured)>) -> Result<Watcher, CaptureError> {
        Watcher::start_with(settings, emit, false)
    }

    /// As [`Watcher::start`]; `untrusted`: pointer events made by scripts count too, which only tests want.
    pub fn start_with(
        settings: CaptureSettings,
        emit: Rc<dyn Fn(Captured)>,
        untrusted: bool,
    ) -> Result<Watcher, CaptureError> {
        if let Some((attribute, text)) = settings.unreadable() {
            return Err(CaptureError::BadSelector { attribute, text: text.to_owned() });
        }
        let lists: Array = settings.lists().map(|(_, text, bit)| pair(text, bit)).collect();
        let marks: Array = MARKS.iter().map(|(name, bit)| pair(name, *bit)).collect();
        let core = Rc::new(RefCell::new(Core {
            buffers: Buffers::default(),
            capture: Capture::new(Policy { private: settings.private_mode }),
        }));
        let judge = Rc::clone(&core);
        let may_leave = move |text: &str| judge.try_borrow().is_ok_and(|core| core.capture.picture(text));
        let inner = Rc::new(Inner {
            shim: RefCell::new(None),
            core,
            assets: Assets::new(Rc::clone(&emit), Box::new(may_leave)),
            emit,
            stopped: Cell::new(false),
            calls: RefCell::new(None),
        });
        let calls = calls(&inner);
        let shim = Shim::new(
            &wasm_bindgen::memory(),
            calls.grow.as_ref().unchecked_ref(),
            calls.take.as_ref().unchecked_ref(),
            calls.secret.as_ref().unchecked_ref(),
            calls.broken.as_ref().unchecked_ref(),
            &settings.host,
            &marks,
            &lists,
            untrusted,
        )
        .map_err(|_| CaptureError::Unsupported)?;
        shim.start();
        *inner.calls.borrow_mut() = Some(calls);
        *inner.shim.borrow_mut() = Some(shim);
        Ok(Watcher(inner))
    }

    /// Reads the whole page, as the first or once more. Emits a Snapshot.
    pub fn snapshot(&self) {
        self.0.with_shim(Shim::snapshot);
    }

    /// Reads what changed, now.
    pub fn flush(&self) {
        self.0.with_shim(Shim::flush);
    }

    /// The node of a number, if the agent has it.
    pub fn node(&self, id: NodeId) -> Option<Node> {
        self.0.shim.try_borrow().ok()?.as_ref()?.node(id.0)
    }

    /// The number of a node, or none if the agent does not have it.
    pub fn id_of(&self, node: &Node) -> NodeId {
        let shim = self.0.shim.try_borrow();
        NodeId(shim.ok().and_then(|shim| Some(shim.as_ref()?.id(node))).unwrap_or(0))
    }

    /// What the agent may do with a node, with what it takes over from those above it.
    pub fn flags_of(&self, id: NodeId) -> NodeFlags {
        // While a batch is taken nobody can ask; should it be, nothing is allowed.
        let closed = NodeFlags(NodeFlags::PRIVATE | NodeFlags::NO_CONTROL);
        self.0.core.try_borrow().map_or(closed, |core| core.capture.flags_of(id.0))
    }

    /// The private fields, for the customer's own marks on them.
    pub fn private_elements(&self) -> Vec<Element> {
        let ids: Vec<u32> =
            self.0.core.try_borrow().map(|core| core.capture.private_fields().collect()).unwrap_or_default();
        let element = |node: Node| (node.node_type() == Node::ELEMENT_NODE).then(|| node.unchecked_into());
        ids.into_iter().filter_map(|id| element(self.node(NodeId(id))?)).collect()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.stopped.set(true);
        self.0.assets.stop();
        self.0.with_shim(Shim::stop);
        if let Ok(mut shim) = self.0.shim.try_borrow_mut() {
            shim.take();
        }
        // The closures go with the last handle: one of them may be running now.
    }
}

impl Inner {
    fn with_shim(&self, act: impl FnOnce(&Shim)) {
        if let Ok(shim) = self.shim.try_borrow()
            && let Some(shim) = shim.as_ref()
        {
            act(shim);
        }
    }

    fn take(&self, ops: usize, tail: usize, bytes: usize, whole: bool) -> JsValue {
        if self.stopped.get() {
            return JsValue::UNDEFINED;
        }
        let Ok(mut core) = self.core.try_borrow_mut() else { return JsValue::UNDEFINED };
        let Core { buffers, capture } = &mut *core;
        let (Some(ops), Some(bytes)) = (buffers.ops.get(..ops), buffers.bytes.get(..bytes)) else {
            return JsValue::UNDEFINED;
        };
        let batch = RawBatch { ops, tail, bytes };
        let output = if whole { capture.snapshot(&batch) } else { capture.patch(&batch) };
        drop(core);
        let Ok(output) = output else { return JsValue::UNDEFINED };
        let reply = Uint32Array::from(output.reply.as_slice());
        self.hand_out(output, whole);
        reply.into()
    }

    fn hand_out(&self, output: Output, whole: bool) {
        let emit = |kind, payload| (self.emit)(Captured::Frame { kind, payload });
        if let Some(payload) = output.tree {
            emit(if whole { FrameType::Snapshot } else { FrameType::Patch }, payload);
        }
        if let Some(scroll) = output.scroll {
            emit(FrameType::Scroll, to_payload(&scroll));
        }
        for pointer in &output.pointers {
            emit(FrameType::Pointer, to_payload(pointer));
        }
        if let Some(count) = output.private {
            (self.emit)(Captured::PrivateFields(count));
        }
        if output.page {
            (self.emit)(Captured::Page);
        }
        self.assets.want(output.assets);
    }
}

fn calls(inner: &Rc<Inner>) -> Calls {
    let weak = Rc::downgrade(inner);
    let grow = Closure::new(move |ops: u32, bytes: u32| {
        let Some(inner) = weak.upgrade() else { return 0 };
        inner.core.try_borrow_mut().map_or(0, |mut core| core.buffers.grow(ops as usize, bytes as usize))
    });
    let weak = Rc::downgrade(inner);
    let take = Closure::new(move |ops: u32, tail: u32, bytes: u32, whole: bool| {
        let Some(inner) = weak.upgrade() else { return JsValue::UNDEFINED };
        inner.take(ops as usize, tail as usize, bytes as usize, whole)
    });
    let weak = Rc::downgrade(inner);
    let secret = Closure::new(move |key: u32, value: String| {
        if let Some(inner) = weak.upgrade()
            && let Ok(mut core) = inner.core.try_borrow_mut()
        {
            core.capture.secret(key, &value);
        }
    });
    let weak = Rc::downgrade(inner);
    let broken = Closure::new(move |name: String| {
        if let Some(inner) = weak.upgrade() {
            (inner.emit)(Captured::Broken(name));
        }
    });
    Calls { grow, take, secret, broken }
}

fn pair(text: &str, bit: u32) -> JsValue {
    Array::of2(&JsValue::from_str(text), &JsValue::from_f64(f64::from(bit))).into()
}
