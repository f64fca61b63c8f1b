//! Carries out what the gate permitted, on the live page, with the events that a person's hand would have made.
//!
//! Takes a [`Permitted`] and nothing else; knows no modes' rules. [`inspect`] finds out for the gate what a command
//! would touch, at the moment of execution, and leaves no trace. What touches the DOM is in the `.js` files beside
//! this one, with the prototypes' own properties: a page's forms shadow them by the names of their fields.
//!
//! - [`inspect`]: what is there, in the page's own words.
//! - `act`: doing it.
//! - `shim`: the functions of the `.js` files.

use crate::prelude::*;
mod act;
mod inspect;
mod shim;

use js_sys::Function;
use pillion_protocol::ids::NodeId;
use pillion_protocol::mode::Mode;
use pillion_protocol::tree::NodeFlags;
use pillion_protocol::update::Place;
use wasm_bindgen::JsValue;
use web_sys::{Element, Node};

pub use act::apply;
pub use inspect::inspect;

/// The numbers that the agent knows nodes by.
pub trait Nodes {
    /// The node of this number.
    fn node(&self, id: NodeId) -> Option<Node>;
    /// The node's number, or [`NodeId::NONE`] for one that the agent does not have.
    fn id_of(&self, node: &Node) -> NodeId;
    /// What the agent knows about the node besides its attributes.
    fn flags(&self, id: NodeId) -> NodeFlags;
}

/// What commands are judged and carried out in.
pub struct Surroundings<'a> {
    /// The page's nodes.
    pub nodes: &'a dyn Nodes,
    /// `<pillion-ui>`: nothing in it can be touched.
    pub host: &'a Element,
    /// The session's mode: under partial-control forms are watched while an agent's click runs.
    pub mode: Mode,
}

/// A command that was carried out.
#[derive(Debug)]
pub struct Done {
    /// The field that was filled in.
    pub filled: Option<Filled>,
}

/// A field that an agent filled in.
#[derive(Debug)]
pub struct Filled {
    label: String,
    undo: Function,
}

impl Filled {
    /// The field's name as people see it; for the customer alone.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Puts back what was in the field before, with the same events. Does nothing when the field is gone.
    pub fn undo(self) {
        // It throws when the page was torn down meanwhile, and then there is nothing to put back.
        let _ = self.undo.call0(&JsValue::UNDEFINED);
    }
}

/// Where a place is on the screen: CSS pixels of the page's viewport, also for nodes inside of frames. Nothing when
/// the node is gone or has no box.
pub fn place_to_point(around: &Surroundings<'_>, place: Place) -> Option<(f64, f64)> {
    let node = around.nodes.node(place.node)?;
    let (x, y) = fractions(place);
    let at = shim::point(&node, x, y).ok()?;
    Some((at.get(0).as_f64()?, at.get(1).as_f64()?))
}

/// Whether a form changed after the agent's click was told as done, and was put back; of the clicks since the last
/// time this was asked. Nothing comes later than [`LATE_MS`].
pub fn was_late() -> bool {
    shim::was_late().unwrap_or_default()
}

/// Milliseconds after a click until [`was_late`] has all of it.
pub const LATE_MS: u32 = 320;

/// Takes away every listener and timer that commands left behind. To be called when a session ends.
pub fn release() {
    let _ = shim::release_edits();
    let _ = shim::release_guards();
    let _ = shim::release_pointer();
}

fn fractions(place: Place) -> (f64, f64) {
    (f64::from(place.x) / 65_535.0, f64::from(place.y) / 65_535.0)
}
