//! A page part to test in, a running watcher, and the mirror that its frames build.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pillion::page::watch::{CaptureSettings, Captured, Watcher};
use pillion_protocol::frame::FrameType;
use pillion_protocol::from_payload;
use pillion_protocol::ids::NodeId;
use pillion_protocol::update::{Asset, Pointer, Scroll};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Node};

use crate::dump;
use crate::mirror::{self, Mirror};

/// What was emitted.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) frames: Vec<(FrameType, Vec<u8>)>,
    pub(crate) private: u32,
    pub(crate) pages: usize,
    pub(crate) broken: Option<String>,
}

/// One test's part of the page. Dropping it clears the page.
pub(crate) struct Rig {
    pub(crate) watcher: Option<Watcher>,
    pub(crate) log: Rc<RefCell<Log>>,
    pub(crate) mirror: Mirror,
    pub(crate) scrolls: Vec<Scroll>,
    pub(crate) pointers: Vec<Pointer>,
    pub(crate) assets: Vec<Asset>,
    /// All payload bytes that left, and how many frames they were.
    pub(crate) left: Vec<u8>,
    pub(crate) taken: Cell<usize>,
    /// `<main>` with the test's markup.
    pub(crate) root: Element,
    host: Element,
}

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

impl Rig {
    /// Puts the markup into the page and takes the first snapshot.
    pub(crate) fn new(html: &str) -> Rig {
        Rig::with(html, |_| {})
    }

    pub(crate) fn with(html: &str, set: impl FnOnce(&mut CaptureSettings)) -> Rig {
        Rig::try_with(html, set).expect("selectors that parse")
    }

    /// As [`Rig::with`]; nothing if capture does not start.
    pub(crate) fn try_with(html: &str, set: impl FnOnce(&mut CaptureSettings)) -> Option<Rig> {
        let mut rig = Rig::try_idle(html, set)?;
        rig.watcher.as_ref().unwrap().snapshot();
        rig.take();
        Some(rig)
    }

    /// As [`Rig::with`], without a snapshot.
    pub(crate) fn idle(html: &str, set: impl FnOnce(&mut CaptureSettings)) -> Rig {
        Rig::try_idle(html, set).expect("selectors that parse")
    }

    fn try_idle(html: &str, set: impl FnOnce(&mut CaptureSettings)) -> Option<Rig> {
        let body = document().body().unwrap();
        let root = document().create_element("main").unwrap();
        root.set_inner_html(html);
        body.append_child(&root).unwrap();
        let host = document().create_element("pillion-ui").unwrap();
        body.append_child(&host).unwrap();
        let mut settings = settings(&host);
        set(&mut settings);
        let log = Rc::new(RefCell::new(Log::default()));
        let into = Rc::clone(&log);
        let emit = Rc::new(move |captured| {
            let mut log = into.borrow_mut();
            match captured {
                Captured::Frame { kind, payload } => log.frames.push((kind, payload)),
                Captured::PrivateFields(count) => log.private = count,
                Captured::Page => log.pages += 1,
                Captured::Broken(name) => log.broken = Some(name),
            }
        });
        let Ok(watcher) = Watcher::start_with(settings, emit, true) else {
            root.remove();
            host.remove();
            return None;
        };
        Some(Rig {
            watcher: Some(watcher),
            log,
            mirror: Mirror::default(),
            scrolls: Vec::new(),
            pointers: Vec::new(),
            assets: Vec::new(),
            left: Vec::new(),
            taken: Cell::new(0),
            root,
            host,
        })
    }

    pub(crate) fn watcher(&self) -> &Watcher {
        self.watcher.as_ref().unwrap()
    }

    /// Gives the frames so far to the mirror. How many there were.
    pub(crate) fn take(&mut self) -> usize {
        let frames = std::mem::take(&mut self.log.borrow_mut().frames);
        assert_eq!(self.log.borrow().broken, None);
        let count = frames.len();
        for (kind, payload) in frames {
            match kind {
                FrameType::Snapshot => self.mirror.snapshot(&payload),
                FrameType::Patch => self.mirror.patch(&payload),
                FrameType::Scroll => self.scrolls.push(from_payload(&payload).unwrap()),
                FrameType::Pointer => self.pointers.push(from_payload(&payload).unwrap()),
                FrameType::Asset => self.assets.push(from_payload(&payload).unwrap()),
                other => panic!("{other:?}"),
            }
            self.left.extend(payload);
        }
        self.taken.set(self.taken.get() + count);
        count
    }

    /// Reads what changed, and gives it to the mirror.
    pub(crate) fn flush(&mut self) -> usize {
        self.watcher().flush();
        self.take()
    }

    /// Whether a text left in any payload.
    pub(crate) fn has_left(&self, text: &str) -> bool {
        self.left.windows(text.len()).any(|window| window == text.as_bytes())
    }

    pub(crate) fn id(&self, node: &Node) -> u32 {
        self.watcher().id_of(node).0
    }

    /// The mirror's node for the first element that matches.
    pub(crate) fn mirrored(&self, selector: &str) -> &mirror::Node {
        self.mirror.node(NodeId(self.id(&self.find(selector))))
    }

    pub(crate) fn find(&self, selector: &str) -> Element {
        self.root.query_selector(selector).unwrap().unwrap_or_else(|| panic!("no {selector}"))
    }

    pub(crate) fn get<T: JsCast>(&self, selector: &str) -> T {
        self.find(selector).dyn_into().unwrap_or_else(|_| panic!("{selector} is another type"))
    }

    /// The test's part of the page, live and mirrored.
    pub(crate) fn both(&self) -> (String, String) {
        let (mut live, mut mirrored) = (String::new(), String::new());
        dump::live(&self.root, &mut live);
        dump::mirrored(&self.mirror, self.id(&self.root), &mut mirrored);
        (live, mirrored)
    }

    /// Fails if something changes although nothing happens.
    pub(crate) fn same_size(&mut self) {
        assert_eq!(self.flush(), 0, "frames without a change");
    }

    /// Fails unless the mirror equals the page.
    pub(crate) fn same(&mut self, when: &str) {
        self.flush();
        let (live, mirrored) = self.both();
        if live != mirrored {
            panic!("{when}: the mirror differs\n{}", dump::difference(&live, &mirrored));
        }
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.watcher = None;
        self.root.remove();
        self.host.remove();
    }
}

pub(crate) fn settings(host: &Element) -> CaptureSettings {
    CaptureSettings {
        private_mode: false,
        mask: String::new(),
        block: String::new(),
        ignore: String::new(),
        unmask: String::new(),
        no_control: String::new(),
        host: host.clone(),
    }
}

/// Lets all microtasks run.
pub(crate) async fn microtask() {
    let _ = JsFuture::from(js_sys::Promise::resolve(&wasm_bindgen::JsValue::NULL)).await;
}

/// Waits for a task: after it, timers and frames that were due have run.
pub(crate) async fn task(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |done, _| {
        web_sys::window()
            .unwrap()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds)
            .unwrap();
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits until a condition holds; fails after ten seconds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        task(20).await;
    }
    panic!("never: {what}");
}
