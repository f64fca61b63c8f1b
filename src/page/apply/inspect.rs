//! What a command would touch on the live page, for the gate. Leaves no trace. Knows no modes and refuses nothing.

use crate::prelude::*;
use js_sys::Array;
use pillion_protocol::command::{Click, Command, Held, Highlight, Key, KeyName, Navigate};
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::NodeFlags;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::{Surroundings, fractions, shim};
use crate::control::target::Kind;
use crate::control::{Address, Link, Marks, Reach, Step, Target};

/// Bits of `look.js` that are no marks.
const HOLDS_STATE: u32 = 256;
const EDITABLE: u32 = 512;
const IN_FORM: u32 = 1024;
const CONFIRMS: u32 = 2048;
const NEW_WINDOW: u32 = 4096;
const DOWNLOAD: u32 = 8192;
const MASKS: u32 = 16_384;
const FIELD: u32 = 32_768;
/// The bits that are [`Marks`].
const MARKS: u32 = 255;

/// Marks that hold for everything inside of what has them.
const PASSED_DOWN: [Marks; 3] = [Marks::OURS, Marks::BLOCKED, Marks::NO_CONTROL];

/// Marks of what no agent touches.
const KEPT: [Marks; 4] = [Marks::OURS, Marks::BLOCKED, Marks::NO_CONTROL, Marks::PRIVATE];

/// What the command would touch now, and where it leads if it navigates.
pub fn inspect(around: &Surroundings<'_>, command: &Command) -> (Target, Address) {
    let mut address = Address::Own;
    let nothing = Target::default();
    let target = match command {
        Command::Click(click) => inspect_click(around, click),
        Command::Fill(fill) => inspect_field(around, fill.node),
        Command::Key(key) => inspect_key(around, key),
        Command::Scroll(scroll) => inspect_node(around, scroll.node),
        Command::Highlight(Highlight::Toggle { node, .. }) => inspect_node(around, *node),
        Command::Highlight(_) | Command::Pointer(_) | Command::Request(_) => Ok(nothing),
        Command::Navigate(navigate) => {
            if let Navigate::To(text) = navigate {
                address = shim::address(text).map_or(Address::Forbidden, |found| address_of(&found));
            }
            Ok(nothing)
        }
    };
    // What cannot be looked at cannot be touched.
    (target.unwrap_or(Target { reach: Reach::Gone, path: Vec::new() }), address)
}

/// Whether a field may be entered by the Tab key: no agent gets the focus into what is not theirs to touch.
pub(super) fn is_open(around: &Surroundings<'_>, element: &Element) -> bool {
    let is_closed = |step: &Step| {
        matches!(step.what(), Kind::File | Kind::Frame) || KEPT.iter().any(|mark| step.marks.has(*mark))
    };
    steps(around, element, Held::default()).is_ok_and(|path| !path.iter().any(is_closed))
}

fn inspect_node(around: &Surroundings<'_>, id: NodeId) -> Result<Target, JsValue> {
    let gone = Target { reach: Reach::Gone, path: Vec::new() };
    let Some(node) = around.nodes.node(id) else { return Ok(gone) };
    let Some(element) = shim::element_of(&node)? else { return Ok(gone) };
    Ok(Target { reach: Reach::There, path: steps(around, &element, Held::default())? })
}

fn inspect_field(around: &Surroundings<'_>, id: NodeId) -> Result<Target, JsValue> {
    let mut target = inspect_node(around, id)?;
    if target.reach == Reach::There {
        let element = around.nodes.node(id).map(|node| shim::element_of(&node)).transpose()?.flatten();
        let is_usable = element.map_or(Ok(false), |element| shim::is_usable(&element))?;
        if !is_usable {
            target.reach = Reach::Hidden;
        }
    }
    Ok(target)
}

/// A key without a node goes to the page's body. Enter in a field also presses its form's button: then what that is
/// part of counts too.
fn inspect_key(around: &Surroundings<'_>, key: &Key) -> Result<Target, JsValue> {
    if key.node.is_none() {
        let path = steps(around, &shim::body()?, key.held)?;
        return Ok(Target { reach: Reach::There, path });
    }
    let mut target = inspect_field(around, key.node)?;
    if key.key == KeyName::Enter
        && let Some(node) = around.nodes.node(key.node)
        && let Some(button) = shim::sender(&node)?
    {
        target.path.extend(steps(around, &button, key.held)?);
    }
    Ok(target)
}

fn inspect_click(around: &Surroundings<'_>, click: &Click) -> Result<Target, JsValue> {
    let mut target = inspect_node(around, click.at.node)?;
    let Some(node) = around.nodes.node(click.at.node).filter(|_| target.reach == Reach::There) else {
        return Ok(target);
    };
    let (x, y) = fractions(click.at);
    let found = shim::on_top(&node, x, y, around.host)?;
    let Some(top) = elements_of(&found).next() else {
        target.reach = Reach::Hidden;
        return Ok(target);
    };
    target.path = steps(around, &top, click.held)?;
    let is_ours = top == *around.host;
    // What the agent has not got yet was not what the agent clicked on.
    let is_known = !around.nodes.id_of(&top).is_none();
    if is_ours || !is_known || !shim::belongs(&top, &node)? {
        target.reach = Reach::Covered;
    }
    Ok(target)
}

/// The element and all around it.
fn steps(around: &Surroundings<'_>, element: &Element, held: Held) -> Result<Vec<Step>, JsValue> {
    let elements = shim::path(element)?;
    let mut seen = Seen { around, held, form: None };
    let mut path = Vec::new();
    for (index, element) in elements_of(&elements).enumerate() {
        let mut step = seen.step(&element, &elements, index as u32)?;
        // A frame that was looked into is a box around what is inside.
        if index > 0 && step.tag == "iframe" {
            step.tag.clear();
        }
        if let Some(control) = shim::labelled(&element)? {
            let around_it = shim::path(&control)?;
            // Its form may be another than the label's.
            let mut labelled = Seen { around, held, form: None }.step(&control, &around_it, 0)?;
            for outer in elements_of(&around_it) {
                let marks = seen.marks(&outer, shim::bits(&outer)?);
                for mark in PASSED_DOWN.into_iter().filter(|mark| marks.has(*mark)) {
                    labelled.marks = labelled.marks.with(mark);
                }
            }
            step.labels = Some(Box::new(labelled));
        }
        path.push(step);
    }
    Ok(path)
}

/// The shim's lists have elements alone. No `dyn_into`: an element of a frame is no instance of this window's class.
pub(super) fn elements_of(list: &Array) -> impl Iterator<Item = Element> {
    list.iter().map(JsCast::unchecked_into)
}

/// Looks at elements for one command.
struct Seen<'a> {
    around: &'a Surroundings<'a>,
    held: Held,
    /// Whether the form of the path has private fields, once it is known.
    form: Option<bool>,
}

impl Seen<'_> {
    fn step(&mut self, element: &Element, path: &Array, index: u32) -> Result<Step, JsValue> {
        let bits = shim::bits(element)?;
        let words = shim::describe(element)?;
        let mut words = words.split(' ').map(str::to_owned);
        let mut word = || words.next().unwrap_or_default();
        let (tag, kind, role, leads) = (word(), word(), word(), word());
        let mut marks = self.marks(element, bits);
        if bits & FIELD != 0 && !marks.has(Marks::WRITE_ONLY) {
            for outer in elements_of(&path.slice(index, path.length())) {
                if shim::bits(&outer)? & MASKS != 0 {
                    marks = marks.with(Marks::PRIVATE);
                }
            }
        }
        if kind == "radio" {
            // To check one is to let go of another.
            for other in elements_of(&shim::group_of(element)?) {
                let theirs = self.marks(&other, shim::bits(&other)?);
                for mark in KEPT.into_iter().filter(|mark| theirs.has(*mark)) {
                    marks = marks.with(mark);
                }
            }
        }
        let opens = self.held.0 & (Held::SHIFT | Held::CONTROL | Held::META) != 0;
        let link = (leads != "-").then(|| Link {
            address: address_of(&leads),
            new_window: bits & NEW_WINDOW != 0 || opens,
            download: bits & DOWNLOAD != 0 || self.held.0 & Held::ALT != 0,
        });
        let in_form = bits & IN_FORM != 0;
        let form_confirms = in_form && (opens || bits & CONFIRMS != 0 || self.form_is_private(element)?);
        Ok(Step {
            tag,
            kind,
            role,
            marks,
            holds_state: bits & HOLDS_STATE != 0,
            editable: bits & EDITABLE != 0,
            in_form,
            form_confirms,
            link,
            labels: None,
        })
    }

    fn marks(&self, element: &Element, bits: u32) -> Marks {
        let id = self.around.nodes.id_of(element);
        let flags = match id.is_none() {
            // A field that the agent does not have was not judged yet, or is blocked.
            true if bits & FIELD != 0 => NodeFlags(NodeFlags::PRIVATE),
            true => NodeFlags::default(),
            false => self.around.nodes.flags(id),
        };
        let flagged = [
            (NodeFlags::PRIVATE, Marks::PRIVATE),
            (NodeFlags::WRITE_ONLY, Marks::PRIVATE.with(Marks::WRITE_ONLY)),
            (NodeFlags::NO_CONTROL, Marks::NO_CONTROL),
        ];
        let own = Marks(bits & MARKS);
        let marks = flagged
            .into_iter()
            .filter(|(flag, _)| flags.has(*flag))
            .fold(own, |all, (_, mark)| all.with(mark));
        // What has become a password by now is not written into.
        let marks = if own.has(Marks::PRIVATE) { Marks(marks.0 & !Marks::WRITE_ONLY.0) } else { marks };
        if element == self.around.host { marks.with(Marks::OURS) } else { marks }
    }

    /// Asked of the first element of a path that is in a form; forms do not nest.
    fn form_is_private(&mut self, element: &Element) -> Result<bool, JsValue> {
        if let Some(known) = self.form {
            return Ok(known);
        }
        let mut found = false;
        for control in elements_of(&shim::controls(element)?) {
            found = found || self.marks(&control, shim::bits(&control)?).has(Marks::PRIVATE);
        }
        self.form = Some(found);
        Ok(found)
    }
}

/// Reads what `look.js` says of an address.
fn address_of(found: &str) -> Address {
    match found {
        "=" => Address::Own,
        "!" => Address::Forbidden,
        other => Address::Other(other.to_owned()),
    }
}
