//! Clicks, wheels and marks to commands.

use pillion_protocol::command::{AgentScroll, Click, ClickKind, Command, Held, Highlight};
use pillion_protocol::ids::NodeId;
use pillion_protocol::mode::Mode;
use pillion_protocol::update::{Denied, Place};

use super::Terms;
use super::target::{self, Target, What};
use crate::mirror::Model;

/// What a click leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Send this.
    Send(Command),
    /// Send this; what is typed next is for this node, until the customer's page says otherwise.
    SendAndType(Command, u32),
    /// Show the options of this select.
    List(u32),
    /// Show a chooser for this input.
    Edit(u32),
    /// Drag the thumb of this slider.
    Slide(u32),
    /// Tell the agent why not.
    Refuse(Denied),
    /// Nothing at all.
    Nothing,
}

/// A point in a box, as a place in a node. `x` and `y` are measured from the box's corner.
pub(crate) fn place(node: u32, (x, y): (f64, f64), (width, height): (f64, f64)) -> Place {
    let part = |at: f64, of: f64| {
        let part = if of > 0.0 { at / of } else { 0.5 };
        (part.clamp(0.0, 1.0) * 65535.0).round() as u16
    };
    Place { node: NodeId(node), x: part(x, width), y: part(y, height) }
}

/// A click on a node.
pub(crate) fn click(terms: Terms, model: &Model, at: Place, kind: ClickKind, held: Held) -> Reply {
    let target = target::find(model, at.node.0);
    if let Some(denied) = refusal(terms, &target) {
        return Reply::Refuse(denied);
    }
    if terms.mode == Some(Mode::PartialControl) {
        match kind {
            ClickKind::Single => {}
            // The first click of the two was sent; that was the click.
            ClickKind::Double => return Reply::Nothing,
            ClickKind::Context => return Reply::Refuse(Denied::UnknownTarget),
        }
    }
    let send = Command::Click(Click { at, kind, held });
    match (target.what, kind) {
        (_, ClickKind::Context) => Reply::Send(send),
        (What::Text, _) => Reply::SendAndType(send, target.node),
        // What a browser shows on a click, no command can open; the choice itself is sent.
        (What::Select, _) => Reply::List(target.node),
        (What::Chooser, _) => Reply::Edit(target.node),
        (What::Range, _) => Reply::Slide(target.node),
        _ => Reply::Send(send),
    }
}

/// Why nothing can be done with a target, if that is certain.
pub(super) fn refusal(terms: Terms, target: &Target) -> Option<Denied> {
    match terms.mode {
        None | Some(Mode::NoControl) => return Some(Denied::ViewOnly),
        Some(Mode::PartialControl | Mode::FullControl) if !terms.control => return Some(Denied::SwitchedOff),
        Some(Mode::PartialControl) if target.what.is_form() => return Some(Denied::Form),
        Some(Mode::PartialControl | Mode::FullControl) => {}
    }
    match target.what {
        _ if target.kept => Some(Denied::Site),
        What::File | What::Box => Some(Denied::Never),
        What::Submit | What::Page => None,
        _ if target.private && !target.write_only => Some(Denied::Private),
        _ => None,
    }
}

/// Whether nothing at all can be done with a node, so that the pointer says so. A page that is only looked at
/// looks normal.
pub(crate) fn is_refused(terms: Terms, model: &Model, node: u32) -> bool {
    let target = target::find(model, node);
    matches!(refusal(terms, &target), Some(Denied::Form | Denied::Private | Denied::Site | Denied::Never))
        || target.private && target.what.is_form() && target.what != What::Submit && !target.write_only
}

/// The value of a slider whose thumb stands at a part (0 to 1) of its way.
pub(crate) fn slider_value(part: f64, min: &str, max: &str, step: &str) -> String {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let min = number(min).unwrap_or(0.0);
    let max = number(max).unwrap_or(100.0).max(min);
    let wanted = min + (max - min) * part;
    let step = match step.trim() {
        any if any.eq_ignore_ascii_case("any") => return format!("{wanted}"),
        step => number(step).filter(|step| *step > 0.0).unwrap_or(1.0),
    };
    let steps = ((wanted - min) / step).round().min(((max - min) / step).floor());
    // Twelve digits hide what binary fractions cannot say, as 0.30000000000000004.
    let value = format!("{:.12}", min + steps * step);
    value.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Marks a node, or takes its mark away. Possible in every mode, and on private fields too: it tells nothing.
pub(crate) fn highlight(model: &Model, node: u32) -> Command {
    let node = NodeId(target::marked(model, node));
    Command::Highlight(Highlight::Toggle { node, note: String::new() })
}

/// Whether the wheel may scroll the customer's page, and the command that does.
pub(crate) fn wheel(terms: Terms, node: u32, x: i32, y: i32) -> Option<Command> {
    let allowed = terms.control && matches!(terms.mode, Some(Mode::FullControl | Mode::PartialControl));
    allowed.then_some(Command::Scroll(AgentScroll { node: NodeId(node), x, y }))
}
