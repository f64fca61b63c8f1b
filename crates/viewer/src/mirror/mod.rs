//! The mirror: updates to a checked tree, and from it instructions for the frame's document. Pure.
//!
//! Everything that comes is hostile until checked: sizes by the protocol's reader, the tree's shape by [`model`],
//! elements, attributes, addresses and style text by allow-lists. An update that does not fit is not shown at
//! all; the mirror then waits for a snapshot.
//!
//! Knows nothing of browsers, sockets and commands.

mod assets;
mod attributes;
pub(crate) mod batch;
mod build;
mod css;
mod dress;
mod elements;
pub(crate) mod model;
mod styles;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
pub(crate) mod traits;
mod urls;
pub(crate) mod words;

use std::collections::{BTreeSet, HashMap};

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::Epoch;
use pillion_protocol::limits;
use pillion_protocol::tree::{NodeFlags, TreeReader, Viewport};
use pillion_protocol::update::{Asset, Scroll};

use assets::Assets;
use batch::{Batch, Do, Slot};
use dress::Pending;
use model::ById;
pub(crate) use model::{Broken, Model};
pub(crate) use styles::{SHADOW_FIRST, last as last_style};

/// Sheets that one document or shadow root may adopt.
const ADOPTED: u32 = 512;

/// What an update means besides its instructions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// A snapshot is ready: its instructions show it.
    Shown,
    /// Another page load than before.
    Epoch(Epoch),
    Page {
        url: String,
        title: String,
    },
    Viewport(Viewport),
    /// The customer's focus moved.
    Focus(u32),
}

/// Where the mirror stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing is shown; only a snapshot is of use.
    Empty,
    /// What is shown is the page.
    Live,
    /// What is shown was the page, and does not follow it any more; only a snapshot is of use.
    Lost,
}

/// The tree of the page that the customer sees, and the instructions that bring the document up to it.
#[derive(Debug)]
pub(crate) struct Mirror {
    reader: TreeReader,
    pub(crate) model: Model,
    pub(crate) batch: Batch,
    assets: Assets,
    asset_bytes: usize,
    pending: ById<Vec<Pending>>,
    boxes: ById<(u32, u32)>,
    /// By a head element: the slot of the mirror's own first style.
    heads: HashMap<u32, Slot>,
    /// Nodes with flags.
    pub(crate) flagged: BTreeSet<u32>,
    /// The node that has the customer's focus, or 0.
    pub(crate) focus: u32,
    page_url: String,
    epoch: Epoch,
    state: State,
    swap: Option<Slot>,
    news: Vec<News>,
}

impl Mirror {
    /// An empty mirror.
    pub(crate) fn new() -> Mirror {
        Mirror {
            reader: TreeReader::new(),
            model: Model::default(),
            batch: Batch::default(),
            assets: Assets::default(),
            asset_bytes: 0,
            pending: ById::default(),
            boxes: ById::default(),
            heads: HashMap::new(),
            flagged: BTreeSet::new(),
            focus: 0,
            page_url: String::new(),
            epoch: Epoch(0),
            state: State::Empty,
            swap: None,
            news: Vec::new(),
        }
    }

    /// Whether what is shown is the page, so that gestures mean something.
    pub(crate) fn is_live(&self) -> bool {
        self.state == State::Live
    }

    /// What happened since the last time.
    pub(crate) fn news(&mut self) -> Vec<News> {
        core::mem::take(&mut self.news)
    }

    /// Whether a frame of this page load is about what is shown. Frames of an older one are passed over.
    pub(crate) fn follows(&self, epoch: Epoch) -> bool {
        self.state == State::Live && self.epoch == epoch
    }

    /// A snapshot or a patch.
    ///
    /// # Errors
    /// It does not fit: no instruction of it is left in the batch, and patches are passed over until a snapshot.
    pub(crate) fn tree(&mut self, kind: FrameType, epoch: Epoch, payload: &[u8]) -> Result<(), Broken> {
        let snapshot = kind == FrameType::Snapshot;
        if snapshot {
            if epoch < self.epoch {
                return Ok(());
            }
            self.begin(epoch);
        } else if epoch < self.epoch || self.state != State::Live {
            return Ok(());
        } else if epoch > self.epoch {
            // The snapshot of that page load was lost on the way.
            return self.fail(Broken::Payload);
        }
        match self.build(payload) {
            Ok(()) if snapshot && self.model.root == 0 => self.fail(Broken::Payload),
            Ok(()) => {
                self.state = State::Live;
                if snapshot {
                    self.news.push(News::Shown);
                }
                Ok(())
            }
            Err(broken) => self.fail(broken),
        }
    }

    /// Where scrollers stand. Unknown ones are passed over: such frames do not count, and may come late.
    pub(crate) fn scroll(&mut self, scroll: &Scroll, mut skip: impl FnMut(u32) -> bool) {
        for position in &scroll.0 {
            let slot = self.model.get(position.node.0).map_or(0, |node| node.slot);
            if slot != 0 && !skip(position.node.0) {
                self.batch.put(Do::Scroll, [slot, position.x as u32, position.y as u32]);
            }
        }
    }

    /// Whether an asset is to be kept: of a known kind, new, and within the bounds.
    pub(crate) fn takes(&self, asset: &Asset) -> bool {
        // The address is kept too, also of one that cannot be had.
        asset.url.len() <= limits::ATTRIBUTE_BYTES
            && self.asset_bytes + asset.bytes.len() + asset.url.len() <= limits::ASSETS_BYTES
            && (asset.bytes.is_empty()
                || urls::is_asset_kind(&asset.mime)
                    && asset.bytes.len() <= limits::ASSET_BYTES
                    && !self.assets.has(&asset.url))
    }

    /// An asset came and is at the local address, or cannot be had (`None`). Tells the nodes to refresh.
    pub(crate) fn asset(
        &mut self,
        asset: &Asset,
        local: Option<String>,
    ) -> impl Iterator<Item = u32> + use<> {
        let Asset { url, bytes, .. } = asset;
        self.asset_bytes += bytes.len() + url.len();
        if local.is_none() && self.assets.has(url) {
            return Vec::new().into_iter();
        }
        self.assets.deliver(url, local).into_iter().collect::<Vec<_>>().into_iter()
    }

    /// Writes what nodes wanted assets for.
    pub(crate) fn refresh_assets(&mut self, nodes: impl IntoIterator<Item = u32>) {
        self.refresh(nodes);
    }

    /// Frames were lost, or the document did not take the instructions. Tells whether that is new.
    pub(crate) fn lose(&mut self) -> bool {
        let new = self.state == State::Live;
        if new {
            self.state = State::Lost;
        }
        self.batch.discard();
        new
    }

    /// Empties the mirror; the next snapshot fills it again.
    pub(crate) fn clear(&mut self) {
        self.forget();
        self.batch.discard();
        self.state = State::Empty;
    }

    fn begin(&mut self, epoch: Epoch) {
        self.forget();
        self.batch.put(Do::Reset, []);
        if epoch != self.epoch {
            self.epoch = epoch;
            self.news.push(News::Epoch(epoch));
        }
    }

    fn forget(&mut self) {
        self.reader.reset();
        self.model = Model::default();
        self.assets.forget_nodes();
        self.pending.clear();
        self.boxes.clear();
        self.heads.clear();
        self.flagged.clear();
        self.focus = 0;
        self.swap = None;
        self.news.clear();
    }

    fn fail(&mut self, broken: Broken) -> Result<(), Broken> {
        self.batch.discard();
        self.news.retain(|news| matches!(news, News::Epoch(_)));
        self.state = State::Lost;
        Err(broken)
    }

    /// What the agent may know about a node besides its attributes.
    pub(crate) fn flags(&self, id: u32) -> NodeFlags {
        self.model.get(id).map_or(NodeFlags(0), |node| node.flags)
    }
}
