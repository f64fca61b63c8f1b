//! Each command, carried out. Knows no rules: it takes what the gate permitted.

use js_sys::Function;
use pillion_protocol::command::{Click, ClickKind, Command, Fill, Filling, Held, Key, KeyName, Navigate};
use pillion_protocol::ids::NodeId;
use pillion_protocol::mode::Mode;
use pillion_protocol::update::Denied;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::inspect::{elements_of, is_open};
use super::{Done, Filled, Surroundings, fractions, shim};
use crate::control::Permitted;

/// Carries it out. `Err` when the page would not have it: nothing was done then, but for a click that changed a form
/// under partial-control, which was put back.
pub fn apply(around: &Surroundings<'_>, permitted: &Permitted) -> Result<Done, Denied> {
    let nothing_filled = |()| Done { filled: None };
    match permitted.command() {
        Command::Click(click) => apply_click(around, click).map(nothing_filled),
        Command::Fill(fill) => apply_fill(around, fill),
        Command::Key(key) => apply_key(around, key).map(nothing_filled),
        Command::Scroll(scroll) => {
            let node = around.nodes.node(scroll.node).ok_or(Denied::Changed)?;
            shim::scroll_to(&node, scroll.x, scroll.y).map_err(changed).map(nothing_filled)
        }
        Command::Navigate(navigate) => {
            let gone = match navigate {
                Navigate::Back => shim::back(),
                Navigate::Forward => shim::forward(),
                Navigate::Reload => shim::reload(),
                Navigate::To(address) => shim::go(address),
            };
            gone.map_err(changed).map(nothing_filled)
        }
        // Nothing in the page changes by these.
        Command::Pointer(_) | Command::Highlight(_) | Command::Request(_) => Ok(Done { filled: None }),
    }
}

/// The shim threw: the page is not what it was.
fn changed(_: JsValue) -> Denied {
    Denied::Changed
}

fn element(around: &Surroundings<'_>, id: NodeId) -> Result<Element, Denied> {
    let node = around.nodes.node(id).ok_or(Denied::Changed)?;
    shim::element_of(&node).map_err(changed)?.ok_or(Denied::Changed)
}

fn apply_click(around: &Surroundings<'_>, click: &Click) -> Result<(), Denied> {
    let node = around.nodes.node(click.at.node).ok_or(Denied::Changed)?;
    let (x, y) = fractions(click.at);
    let kind = match click.kind {
        ClickKind::Single => 0,
        ClickKind::Double => 1,
        ClickKind::Context => 2,
    };
    let guarded = around.mode == Mode::PartialControl;
    match shim::click(&node, x, y, around.host, kind, click.held.0, guarded).map_err(changed)? {
        0 => Ok(()),
        1 => Err(Denied::Changed),
        _ => Err(Denied::Form),
    }
}

fn apply_fill(around: &Surroundings<'_>, fill: &Fill) -> Result<Done, Denied> {
    let field = element(around, fill.node)?;
    // Before it is filled in: the label may change by it.
    let label = shim::label_of(&field).unwrap_or_default();
    let result = match &fill.what {
        Filling::Value(text) => shim::value(&field, text),
        Filling::Insert(text) => shim::insert(&field, text),
        Filling::Checked(on) => shim::check(&field, *on),
        Filling::Options(indices) => shim::choose(&field, indices),
    };
    let result = result.map_err(changed)?;
    if result.as_bool() == Some(false) {
        return Err(Denied::Misfit);
    }
    Ok(Done { filled: result.dyn_into::<Function>().ok().map(|undo| Filled { label, undo }) })
}

fn apply_key(around: &Surroundings<'_>, key: &Key) -> Result<(), Denied> {
    let at = if key.node.is_none() { shim::body().map_err(changed)? } else { element(around, key.node)? };
    let name = if key.key == KeyName::Space { " " } else { key.key.name() };
    if around.mode != Mode::PartialControl {
        return press(around, key, &at, name);
    }
    if key.key != KeyName::Escape {
        // It scrolls and no more: a page that hears of keys can do anything by them.
        return shim::scroll(&at, name).map_err(changed);
    }
    let check = shim::guard(&at).map_err(changed)?;
    let pressed = press(around, key, &at, name);
    let is_same = check.call0(&JsValue::UNDEFINED).map_err(changed)?.is_truthy();
    if is_same { pressed } else { Err(Denied::Form) }
}

fn press(around: &Surroundings<'_>, key: &Key, at: &Element, name: &str) -> Result<(), Denied> {
    if shim::down(at, name, key.held.0).map_err(changed)? {
        if key.key == KeyName::Tab {
            go_on(around, at, key.held.0 & Held::SHIFT != 0).map_err(changed)?;
        } else {
            shim::act(at, name, key.held.0).map_err(changed)?;
        }
    }
    shim::up(at, name, key.held.0).map_err(changed)
}

/// Moves the focus to the next field that agents may enter.
fn go_on(around: &Surroundings<'_>, from: &Element, back: bool) -> Result<(), JsValue> {
    for stop in elements_of(&shim::stops(from, back, around.host)?) {
        if is_open(around, &stop) && shim::focus(&stop)? {
            break;
        }
    }
    Ok(())
}
