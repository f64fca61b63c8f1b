//! Images and fonts of the page, as the customer's browser has them, for the mirror. Each is sent once.
//!
//! Knows limits and the list of types; which addresses there are, and which may be named, is judged before.

use crate::prelude::*;
use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use pillion_protocol::frame::FrameType;
use pillion_protocol::update::Asset;
use pillion_protocol::{limits, to_payload};
use wasm_bindgen::prelude::*;

use super::watch::Captured;
use crate::capture::Wanted;

// Files that `watcher.js` imports must be named with something of theirs, or they are not shipped with it.
#[wasm_bindgen(module = "/src/page/assets.js")]
extern "C" {
    #[wasm_bindgen(js_name = Loader)]
    type Named;
}

#[wasm_bindgen(module = "/src/page/watcher.js")]
extern "C" {
    type Loader;
    #[wasm_bindgen(constructor)]
    fn new(most: u32, done: &js_sys::Function) -> Loader;
    #[wasm_bindgen(method)]
    fn want(this: &Loader, index: u32, address: &str, cross: bool);
    #[wasm_bindgen(method)]
    fn stop(this: &Loader);
}

/// What the mirror shows. An SVG comes as an image: scripts in it do not run there.
const TYPES: [(&str, &str); 12] = [
    ("image/png", "image/png"),
    ("image/jpeg", "image/jpeg"),
    ("image/gif", "image/gif"),
    ("image/webp", "image/webp"),
    ("image/avif", "image/avif"),
    ("image/svg+xml", "image/svg+xml"),
    ("font/woff2", "font/woff2"),
    ("font/woff", "font/woff"),
    ("font/ttf", "font/ttf"),
    ("application/font-woff", "font/woff"),
    ("application/font-woff2", "font/woff2"),
    ("application/x-font-ttf", "font/ttf"),
];

/// Fetches what is wanted, until it is dropped or stopped.
pub(super) struct Assets {
    loader: Loader,
    state: Rc<State>,
    _done: Closure<dyn Fn(u32, String, Vec<u8>)>,
}

struct State {
    emit: Rc<dyn Fn(Captured)>,
    /// Whether a picture made of text may leave.
    may_leave: Box<dyn Fn(&str) -> bool>,
    /// How the agent's tree names each, in the order in which they were wanted.
    names: RefCell<Vec<Box<str>>>,
    left: Cell<usize>,
    stopped: Cell<bool>,
}

impl Assets {
    pub(super) fn new(emit: Rc<dyn Fn(Captured)>, may_leave: Box<dyn Fn(&str) -> bool>) -> Assets {
        let state = Rc::new(State {
            emit,
            may_leave,
            names: RefCell::default(),
            left: Cell::new(limits::ASSETS_BYTES),
            stopped: Cell::new(false),
        });
        let on_done = Rc::clone(&state);
        let done =
            Closure::new(move |index: u32, mime: String, bytes: Vec<u8>| on_done.done(index, &mime, bytes));
        let loader = Loader::new(limits::ASSET_BYTES as u32, done.as_ref().unchecked_ref());
        Assets { loader, state, _done: done }
    }

    /// Fetches these, each in its turn.
    pub(super) fn want(&self, wanted: Vec<Wanted>) {
        for asset in wanted {
            let Ok(mut names) = self.state.names.try_borrow_mut() else { return };
            let index = names.len() as u32;
            names.push(asset.name);
            drop(names);
            self.loader.want(index, &asset.address, asset.cross);
        }
    }

    pub(super) fn stop(&self) {
        self.state.stopped.set(true);
        self.loader.stop();
    }
}

impl State {
    fn done(&self, index: u32, mime: &str, bytes: Vec<u8>) {
        let Some(url) = self.names.try_borrow().ok().and_then(|names| names.get(index as usize).cloned())
        else {
            return;
        };
        if self.stopped.get() {
            return;
        }
        let essence = mime.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let known = TYPES.iter().find(|(name, _)| *name == essence);
        let fits = bytes.len() <= limits::ASSET_BYTES && bytes.len() <= self.left.get();
        let is_text = known.is_some_and(|(_, mime)| *mime == "image/svg+xml");
        let may_leave = || !is_text || core::str::from_utf8(&bytes).is_ok_and(|text| (self.may_leave)(text));
        let asset = match known {
            Some((_, mime)) if fits && !bytes.is_empty() && may_leave() => {
                self.left.set(self.left.get() - bytes.len());
                Asset { url: url.into(), mime: (*mime).to_owned(), bytes }
            }
            _ => Asset { url: url.into(), mime: String::new(), bytes: Vec::new() },
        };
        (self.emit)(Captured::Frame { kind: FrameType::Asset, payload: to_payload(&asset) });
    }
}
