//! What a command would touch, as found on the live page at the moment of execution, and what kind of thing
//! that is. Knows no modes.

use crate::prelude::*;
/// What is under a command: the node and everything above it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Target {
    /// Whether the node can be reached at that place now.
    pub reach: Reach,
    /// From the innermost element outwards, through shadow roots to the document's element.
    pub path: Vec<Step>,
}

/// Whether a node can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Connected, visible, and what is on top at that place is the node or inside it.
    #[default]
    There,
    /// Unknown, of another epoch, or no longer in the page.
    Gone,
    /// Not displayed, or outside of what can be scrolled to.
    Hidden,
    /// Something else lies over it at that place.
    Covered,
}

/// What one element of the path is, in the page's own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// Local name, lower case.
    pub tag: String,
    /// The `type` property of inputs and buttons, lower case, as the browser understands it.
    pub kind: String,
    /// The first word of `role`, lower case.
    pub role: String,
    /// What the site, the privacy rules and we ourselves marked it as.
    pub marks: Marks,
    /// Has `aria-checked`, `aria-pressed`, `aria-valuenow`, `aria-selected` on a role that is chosen,
    /// `aria-haspopup` of a listbox, grid, tree or of a dialog with fields; or is a form-associated custom element.
    pub holds_state: bool,
    /// Its content can be edited.
    pub editable: bool,
    /// It belongs to a form.
    pub in_form: bool,
    /// That form holds private fields, leads elsewhere, or the site wants it confirmed.
    pub form_confirms: bool,
    /// Where it leads, when it is a link.
    pub link: Option<Link>,
    /// The control that a label activates.
    pub labels: Option<Box<Step>>,
}

/// Marks of an element. Bits; those of an element hold for all below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(pub u32);

impl Marks {
    /// Our own surfaces.
    pub const OURS: Marks = Marks(1);
    /// `data-cobrowse-block`, `data-cobrowse-ignore`.
    pub const BLOCKED: Marks = Marks(2);
    /// A private field.
    pub const PRIVATE: Marks = Marks(4);
    /// A private field that the agent may write into (`data-cobrowse-cofill`).
    pub const WRITE_ONLY: Marks = Marks(8);
    /// `data-cobrowse-no-control`.
    pub const NO_CONTROL: Marks = Marks(16);
    /// `data-cobrowse-allow`: a target that partial-control may click.
    pub const ALLOW: Marks = Marks(32);
    /// `data-cobrowse-confirm`.
    pub const CONFIRM: Marks = Marks(64);
    /// Disabled or read-only.
    pub const FIXED: Marks = Marks(128);

    /// These and `other`'s.
    pub const fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    /// Whether all of `other`'s are set.
    pub const fn has(self, other: Marks) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// To whom.
    pub address: Address,
    /// In a new window.
    pub new_window: bool,
    /// As a download.
    pub download: bool,
}

/// An address, as the browser resolved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// http(s), the page's own origin or one that the owner listed.
    Own,
    /// http(s), another origin: this one.
    Other(String),
    /// Another scheme, user information, or no address at all.
    Forbidden,
}

/// What kind of thing an element is to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text can be put into it.
    Text,
    /// It is checked, switched, slid or picked.
    Choice,
    /// It is a list that is chosen from, or one of its entries.
    List,
    /// It sends, resets or belongs to a form as a button.
    FormButton,
    /// It opens the file chooser.
    File,
    /// A link with an address.
    Link,
    /// Known to lead elsewhere or to unfold: tab, menu entry, summary, button outside of any form.
    Navigation,
    /// A frame whose inside is not ours to see.
    Frame,
    /// No more than text and boxes, for all that can be known: a script may listen.
    Other,
}

impl Kind {
    /// Whether partial-control keeps agents off it.
    pub fn is_form(self) -> bool {
        matches!(self, Kind::Text | Kind::Choice | Kind::List | Kind::FormButton | Kind::File)
    }
}

impl Step {
    /// What kind of thing it is. The strictest reading wins: an element's own nature, then its role.
    pub fn what(&self) -> Kind {
        let native = self.native();
        let role = self.by_role();
        if native == Kind::File || role == Kind::File {
            return Kind::File;
        }
        // A label does what its control does; a link dressed as an option is an option.
        if let Some(control) = &self.labels {
            return control.what();
        }
        [native, role].into_iter().find(|kind| kind.is_form()).unwrap_or(match (native, role) {
            (Kind::Other, other) => other,
            (own, _) => own,
        })
    }

    fn native(&self) -> Kind {
        if self.editable {
            return Kind::Text;
        }
        match self.tag.as_str() {
            "input" => match self.kind.as_str() {
                "file" => Kind::File,
                "submit" | "reset" | "image" => Kind::FormButton,
                "button" if self.in_form => Kind::FormButton,
                "button" => Kind::Navigation,
                "checkbox" | "radio" | "range" | "date" | "time" | "datetime-local" | "month" | "week"
                | "color" => Kind::Choice,
                _ => Kind::Text,
            },
            "textarea" => Kind::Text,
            "select" | "option" | "optgroup" | "datalist" => Kind::List,
            "button" if self.in_form => Kind::FormButton,
            "button" if self.kind == "button" => Kind::Navigation,
            "summary" => Kind::Navigation,
            "iframe" | "frame" | "object" | "embed" => Kind::Frame,
            _ if self.link.is_some() => Kind::Link,
            _ => Kind::Other,
        }
    }

    fn by_role(&self) -> Kind {
        match self.role.as_str() {
            "textbox" | "searchbox" => Kind::Text,
            "combobox" | "listbox" | "option" => Kind::List,
            "checkbox" | "radio" | "radiogroup" | "switch" | "slider" | "spinbutton" | "menuitemcheckbox"
            | "menuitemradio" => Kind::Choice,
            _ if self.holds_state => Kind::Choice,
            "link" | "tab" | "menuitem" | "treeitem" => Kind::Navigation,
            _ => Kind::Other,
        }
    }
}
