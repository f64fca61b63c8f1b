//! What a gesture is aimed at: the field, button or link that a node belongs to.
//!
//! Knows nothing of modes.

use pillion_protocol::tree::NodeFlags;

use crate::mirror::Model;
use crate::mirror::model::{Kind, Node};
use crate::mirror::traits::{ButtonKind, InputKind, Native, Role, Traits};

/// What a gesture is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    /// The field, button or link; else the node itself.
    pub(crate) node: u32,
    /// What it is.
    pub(crate) what: What,
    /// Its content is hidden from the agent.
    pub(crate) private: bool,
    /// The agent may write into it all the same.
    pub(crate) write_only: bool,
    /// The site keeps it, or what it is in, for the customer.
    pub(crate) kept: bool,
}

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// No field and no form's button: text, a link, a tab, a bare element.
    Page,
    /// Takes text.
    Text,
    /// Is on or off.
    Check,
    /// A native select, or one of its options.
    Select,
    /// A native slider.
    Range,
    /// Date, time, colour.
    Chooser,
    /// Takes a file.
    File,
    /// Submits or resets a form, or stands in one.
    Submit,
    /// A field that is made of other elements, or a label that acts on a field.
    Custom,
    /// A box: nothing of it is known.
    Box,
}

impl What {
    /// Whether it belongs to a form, in the sense of partial control.
    pub(crate) fn is_form(self) -> bool {
        !matches!(self, What::Page | What::Box)
    }
}

/// What a gesture on this node is aimed at. An unknown node is a bare element.
pub(crate) fn find(model: &Model, node: u32) -> Target {
    let mut target = Target { node, what: What::Page, private: false, write_only: false, kept: false };
    let mut decided = false;
    let mut button = false;
    let mut at = node;
    while let Ok(found) = model.get(at) {
        target.kept |= found.flags.has(NodeFlags::NO_CONTROL);
        if found.flags.has(NodeFlags::PRIVATE) && !target.private {
            target.private = true;
            target.write_only = found.flags.has(NodeFlags::WRITE_ONLY);
        }
        if let Some(traits) = found.traits() {
            if button && traits.native == Native::Form {
                target.what = What::Submit;
            }
            if !decided && let Some(what) = what(model, found, traits) {
                (target.node, target.what, decided) = (at, what, true);
                button = what == What::Page && is_button(traits);
            }
        }
        at = found.parent;
    }
    target
}

/// What an element is by itself; nothing when its parent decides.
fn what(model: &Model, node: &Node, traits: &Traits) -> Option<What> {
    let native = match traits.native {
        Native::Input(kind) => Some(match kind {
            InputKind::Text => What::Text,
            InputKind::Check => What::Check,
            InputKind::Range => What::Range,
            InputKind::Chooser => What::Chooser,
            InputKind::File => What::File,
            InputKind::Submit => What::Submit,
            InputKind::Button | InputKind::Hidden => What::Page,
        }),
        Native::TextArea => Some(What::Text),
        Native::Select => Some(What::Select),
        Native::Button(ButtonKind::Reset) => Some(What::Submit),
        Native::Button(_) => Some(What::Page),
        Native::Label if traits.labels || holds_field(model, node) => Some(What::Custom),
        Native::Box => Some(What::Box),
        _ => None,
    };
    let role = match traits.role {
        Some(Role::Text) => Some(What::Text),
        Some(Role::Check) => Some(What::Custom),
        Some(Role::Number | Role::List) => Some(What::Custom),
        Some(Role::Leads | Role::Button) => Some(What::Page),
        None => None,
    };
    let editable = (traits.editable == Some(true)).then_some(What::Text);
    let holds = (traits.holds != 0 || traits.opens).then_some(What::Custom);
    let link = (traits.native == Native::Link && traits.href || traits.native == Native::Summary)
        .then_some(What::Page);
    match native {
        // A button that says it is a switch or a drop-down is one.
        Some(What::Page) => {
            [role.filter(|what| *what != What::Page), holds].into_iter().flatten().next().or(native)
        }
        // A text field that drives a list takes text first of all.
        Some(_) => native,
        None => editable.or(role.filter(|what| *what != What::Page)).or(holds).or(role).or(link),
    }
}

fn is_button(traits: &Traits) -> bool {
    matches!(traits.native, Native::Button(_) | Native::Input(InputKind::Button))
}

/// Whether a field stands below a label. Labels are small; a large one is taken for one with a field.
fn holds_field(model: &Model, label: &Node) -> bool {
    let mut rest = vec![label.first];
    for _ in 0..200 {
        let Some(id) = rest.pop() else { return false };
        let Ok(node) = model.get(id) else { continue };
        rest.extend([node.next, node.first]);
        let native = node.traits().map(|traits| traits.native);
        if matches!(native, Some(Native::Input(_) | Native::Select | Native::TextArea | Native::Button(_))) {
            return true;
        }
    }
    true
}

/// The node that a highlight on this node marks: the whole control, the whole drawing, else the element.
pub(crate) fn marked(model: &Model, node: u32) -> u32 {
    let target = find(model, node);
    if target.what != What::Page || target.node != node {
        return target.node;
    }
    let mut at = node;
    while let Ok(found) = model.get(at) {
        match found.kind {
            Kind::Element { .. } if !found.is_drawn() => return at,
            Kind::Document | Kind::Doctype => break,
            _ => at = found.parent,
        }
    }
    node
}
