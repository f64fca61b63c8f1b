//! The one gate: a command and what it would touch in, the right to do it out.
//!
//! Follows the command table of `docs/security.md`, line by line. Makes the only [`Permitted`] there is.

use pillion_protocol::command::{Click, ClickKind, Command, Fill, Filling, Key, KeyName, Navigate};
use pillion_protocol::limits;
use pillion_protocol::mode::Mode;
use pillion_protocol::update::Denied;

use super::target::{Address, Kind, Link, Marks, Reach, Step, Target};
use crate::view::Confirm;

/// A command that may be carried out, now, on the target it was judged with.
#[derive(Debug, PartialEq)]
pub struct Permitted(Command);

impl Permitted {
    /// What to do.
    pub fn command(&self) -> &Command {
        &self.0
    }
}

/// A command that the customer is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    command: Command,
    confirm: Confirm,
}

impl Pending {
    /// What the customer is asked.
    pub fn question(&self) -> &Confirm {
        &self.confirm
    }

    /// What it wants to do: its target must be looked at again.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// The customer said yes: judged again on what the page is now. What they agreed to, and no more, is
    /// permitted.
    pub fn confirmed(self, target: &Target, address: &Address, mode: Mode) -> Verdict {
        match permit(self.command, target, address, mode) {
            Verdict::Ask(pending) if pending.confirm == self.confirm => {
                Verdict::Go(Permitted(pending.command))
            }
            other => other,
        }
    }
}

/// What the gate says.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// Do it.
    Go(Permitted),
    /// Ask the customer first.
    Ask(Pending),
    /// Do not do it.
    No(Denied),
}

impl Verdict {
    /// What the customer is to be asked.
    pub fn question(&self) -> Option<&Confirm> {
        match self {
            Verdict::Ask(pending) => Some(&pending.confirm),
            _ => None,
        }
    }
}

/// Judges a command. `target` is what it would touch, empty for commands on the page as a whole; `address`
/// is where `Navigate::To` leads, and of no account otherwise.
pub fn permit(command: Command, target: &Target, address: &Address, mode: Mode) -> Verdict {
    let judged = match &command {
        Command::Pointer(_) | Command::Request(_) => Ok(None),
        Command::Highlight(highlight) => judge_highlight(highlight, target),
        _ if mode == Mode::NoControl => Err(Denied::ViewOnly),
        Command::Scroll(_) => judge_scroll(target),
        Command::Navigate(navigate) => judge_navigate(navigate, address),
        Command::Click(click) => judge_click(click, target, mode),
        Command::Key(key) => judge_key(key, target, mode),
        Command::Fill(fill) => judge_fill(fill, target, mode),
    };
    match judged {
        Ok(None) => Verdict::Go(Permitted(command)),
        Ok(Some(confirm)) => Verdict::Ask(Pending { command, confirm }),
        Err(denied) => Verdict::No(denied),
    }
}

/// What must be asked, if anything; or why not.
type Judged = Result<Option<Confirm>, Denied>;

fn judge_highlight(highlight: &pillion_protocol::command::Highlight, target: &Target) -> Judged {
    use pillion_protocol::command::Highlight;
    match highlight {
        Highlight::Toggle { note, .. } => {
            if note.chars().count() > limits::NOTE {
                return Err(Denied::Misfit);
            }
            if target.reach == Reach::Gone {
                return Err(Denied::Changed);
            }
            if target.path.iter().any(|step| step.marks.has(Marks::OURS)) {
                return Err(Denied::Never);
            }
            Ok(None)
        }
        Highlight::Remove(_) | Highlight::Clear => Ok(None),
    }
}

/// How far a private field was scrolled would tell how much is in it.
fn judge_scroll(target: &Target) -> Judged {
    marks(target)?;
    if target.path.iter().any(|step| step.marks.has(Marks::PRIVATE)) {
        return Err(Denied::Private);
    }
    Ok(None)
}

fn judge_navigate(navigate: &Navigate, address: &Address) -> Judged {
    match navigate {
        Navigate::Back | Navigate::Forward | Navigate::Reload => Ok(None),
        Navigate::To(_) => judge_address(address),
    }
}

fn judge_address(address: &Address) -> Judged {
    match address {
        Address::Own => Ok(None),
        Address::Other(origin) => Ok(Some(Confirm::OtherSite(origin.clone()))),
        Address::Forbidden => Err(Denied::Address),
    }
}

/// Marks that keep agents off in every mode, wherever on the path they are.
fn marks(target: &Target) -> Result<(), Denied> {
    if target.path.iter().any(|step| step.marks.has(Marks::OURS)) {
        return Err(Denied::Never);
    }
    if target.path.iter().any(|step| step.marks.has(Marks::BLOCKED) || step.marks.has(Marks::NO_CONTROL)) {
        return Err(Denied::Site);
    }
    Ok(())
}

/// What holds for every command that acts on a node.
fn judge_touch(target: &Target, writes: bool) -> Result<(), Denied> {
    marks(target)?;
    if target.reach != Reach::There {
        return Err(Denied::Changed);
    }
    for step in &target.path {
        let control = step.labels.as_deref().unwrap_or(step);
        if step.what() == Kind::File || step.what() == Kind::Frame {
            return Err(Denied::Never);
        }
        let marks = step.marks.with(control.marks);
        if marks.has(Marks::OURS) {
            return Err(Denied::Never);
        }
        if marks.has(Marks::BLOCKED) || marks.has(Marks::NO_CONTROL) {
            return Err(Denied::Site);
        }
        if marks.has(Marks::PRIVATE) && !(writes && marks.has(Marks::WRITE_ONLY)) {
            return Err(Denied::Private);
        }
    }
    Ok(())
}

fn judge_click(click: &Click, target: &Target, mode: Mode) -> Judged {
    if click.at.node.is_none() {
        return Err(Denied::Changed);
    }
    if mode == Mode::PartialControl && click.kind != ClickKind::Single {
        return Err(Denied::UnknownTarget);
    }
    judge_touch(target, true)?;
    judge_activation(target, mode)
}

/// Clicking, or pressing Enter or Space on, what is there.
fn judge_activation(target: &Target, mode: Mode) -> Judged {
    if mode == Mode::PartialControl {
        // The whole path: a link inside of an option, or an option inside of a link, is an option.
        if target.path.iter().any(|step| step.what().is_form()) {
            return Err(Denied::Form);
        }
        let leads = |step: &Step| {
            matches!(step.what(), Kind::Link | Kind::Navigation) || step.marks.has(Marks::ALLOW)
        };
        if !target.path.iter().any(leads) {
            return Err(Denied::UnknownTarget);
        }
    }
    if let Some(link) = target.path.iter().find_map(|step| step.link.as_ref()) {
        return judge_link(link);
    }
    // A label sends the form of its button, wherever it stands itself.
    let confirms = target.path.iter().any(|step| {
        let control = step.labels.as_deref().unwrap_or(step);
        step.marks.with(control.marks).has(Marks::CONFIRM)
            || (control.what() == Kind::FormButton && control.form_confirms)
    });
    Ok(confirms.then_some(Confirm::Submit))
}

fn judge_link(link: &Link) -> Judged {
    let judged = judge_address(&link.address)?;
    if link.download {
        return Ok(Some(Confirm::Download));
    }
    if judged.is_none() && link.new_window {
        return Ok(Some(Confirm::NewWindow));
    }
    Ok(judged)
}

fn judge_key(key: &Key, target: &Target, mode: Mode) -> Judged {
    let scrolls = matches!(
        key.key,
        KeyName::ArrowUp
            | KeyName::ArrowDown
            | KeyName::ArrowLeft
            | KeyName::ArrowRight
            | KeyName::Home
            | KeyName::End
            | KeyName::PageUp
            | KeyName::PageDown
    );
    if mode == Mode::PartialControl {
        let in_form = target.path.iter().any(|step| step.what().is_form());
        if key.key != KeyName::Escape && (in_form || !scrolls) {
            return Err(Denied::Form);
        }
        return judge_touch(target, false).map(|()| None);
    }
    judge_touch(target, false)?;
    match key.key {
        KeyName::Enter | KeyName::Space => {
            let Some(field) = target.path.first().filter(|step| step.what() == Kind::Text) else {
                return judge_activation(target, mode);
            };
            // Enter in a field of one line sends its form, by the button that is part of the path then.
            let confirms = |step: &Step| step.form_confirms || step.marks.has(Marks::CONFIRM);
            let sends = key.key == KeyName::Enter && field.tag == "input" && target.path.iter().any(confirms);
            Ok(sends.then_some(Confirm::Submit))
        }
        _ => Ok(None),
    }
}

fn judge_fill(fill: &Fill, target: &Target, mode: Mode) -> Judged {
    if mode == Mode::PartialControl {
        return Err(Denied::Form);
    }
    judge_touch(target, true)?;
    let Some(field) = target.path.first() else { return Err(Denied::Changed) };
    let kind = field.what();
    let fits = match &fill.what {
        Filling::Value(text) => {
            let picks = kind == Kind::Choice && !matches!(field.kind.as_str(), "checkbox" | "radio");
            (kind == Kind::Text || picks) && text.chars().count() <= limits::FILL_TEXT
        }
        Filling::Insert(text) => kind == Kind::Text && text.chars().count() <= limits::FILL_TEXT,
        Filling::Checked(_) => matches!(field.kind.as_str(), "checkbox" | "radio"),
        Filling::Options(_) => field.tag == "select",
    };
    if !fits || field.marks.has(Marks::FIXED) {
        return Err(Denied::Misfit);
    }
    Ok(None)
}
