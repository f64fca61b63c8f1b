//! What is remembered of an element's attributes: just what tells fields, links and buttons apart.
//!
//! Knows nothing of modes and commands; [`crate::compose`] draws the conclusions.

/// What is remembered of an element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Traits {
    /// Its kind by tag and type.
    pub(crate) native: Native,
    /// Its `role`, the first one that is known here.
    pub(crate) role: Option<Role>,
    /// Whether `contenteditable` says that it can be edited, or that it cannot.
    pub(crate) editable: Option<bool>,
    /// Whether it has an address.
    pub(crate) href: bool,
    /// Whether a label names its field with `for`.
    pub(crate) labels: bool,
    /// Whether `disabled` is set.
    pub(crate) disabled: bool,
    /// Whether `aria-checked`, `aria-pressed` or `aria-valuenow` is set: it holds a value, whatever it is.
    pub(crate) holds: u8,
    /// Whether `aria-haspopup` says listbox, dialog, tree or grid.
    pub(crate) opens: bool,
}

/// What an element is by its tag and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Native {
    /// Nothing of interest.
    #[default]
    Other,
    /// `a` and `area`.
    Link,
    /// `button`, by what its type does in a form.
    Button(ButtonKind),
    /// `input`.
    Input(InputKind),
    /// `select`.
    Select,
    /// `option` and `optgroup`.
    Option,
    /// `textarea`.
    TextArea,
    /// `label`.
    Label,
    /// `form`.
    Form,
    /// `summary`.
    Summary,
    /// A box that holds nothing of the page.
    Box,
}

/// What a `button` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ButtonKind {
    /// Submits its form: also when nothing is said.
    #[default]
    Submit,
    /// Resets it.
    Reset,
    /// What the page makes of it.
    Plain,
}

/// What an `input` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum InputKind {
    /// Takes text.
    #[default]
    Text,
    /// `checkbox` and `radio`.
    Check,
    /// `range`.
    Range,
    /// `date`, `time`, `color` and their like: a browser shows a chooser of its own.
    Chooser,
    /// `file`.
    File,
    /// `submit`, `image`, `reset`.
    Submit,
    /// `button`.
    Button,
    /// `hidden`.
    Hidden,
}

/// Roles that change what may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// `link`, `tab`, `menuitem`, `treeitem`: leads somewhere.
    Leads,
    /// `button`.
    Button,
    /// `textbox`, `searchbox`.
    Text,
    /// `checkbox`, `radio`, `switch`, `menuitemcheckbox`, `menuitemradio`.
    Check,
    /// `slider`, `spinbutton`.
    Number,
    /// `combobox`, `listbox`, `option`.
    List,
}

impl Role {
    fn parse(word: &str) -> Option<Role> {
        Some(match word {
            "link" | "tab" | "menuitem" | "treeitem" => Role::Leads,
            "button" => Role::Button,
            "textbox" | "searchbox" => Role::Text,
            "checkbox" | "radio" | "switch" | "menuitemcheckbox" | "menuitemradio" => Role::Check,
            "slider" | "spinbutton" => Role::Number,
            "combobox" | "listbox" | "option" => Role::List,
            _ => return None,
        })
    }
}

impl Traits {
    /// An element of this tag, without attributes.
    pub(crate) fn of_tag(tag: &str) -> Traits {
        let native = match tag {
            "a" | "area" => Native::Link,
            "button" => Native::Button(ButtonKind::default()),
            "input" => Native::Input(InputKind::default()),
            "select" => Native::Select,
            "option" | "optgroup" => Native::Option,
            "textarea" => Native::TextArea,
            "label" => Native::Label,
            "form" => Native::Form,
            "summary" => Native::Summary,
            _ => Native::Other,
        };
        Traits { native, ..Traits::default() }
    }

    /// Whether an element with these traits is like one without any.
    pub(crate) fn is_plain(&self) -> bool {
        *self == Traits::default()
    }

    /// Notes an attribute, or that it went (`None`). Returns whether it is one that matters here.
    pub(crate) fn note(&mut self, name: &str, value: Option<&str>) -> bool {
        let word = || value.unwrap_or_default().trim().to_ascii_lowercase();
        match name {
            "type" => match &mut self.native {
                Native::Input(kind) => *kind = input_kind(&word()),
                Native::Button(kind) => {
                    *kind = match &*word() {
                        "button" => ButtonKind::Plain,
                        "reset" => ButtonKind::Reset,
                        _ => ButtonKind::Submit,
                    }
                }
                _ => return false,
            },
            "role" => self.role = word().split_ascii_whitespace().find_map(Role::parse),
            "contenteditable" => self.editable = value.map(|_| word() != "false"),
            "href" | "xlink:href" if self.native == Native::Link => self.href = value.is_some(),
            "for" if self.native == Native::Label => self.labels = value.is_some(),
            "disabled" => self.disabled = value.is_some(),
            "aria-checked" => self.hold(1, value.is_some()),
            "aria-pressed" => self.hold(2, value.is_some()),
            "aria-valuenow" => self.hold(4, value.is_some()),
            "aria-haspopup" => self.opens = matches!(&*word(), "listbox" | "dialog" | "tree" | "grid"),
            _ => return false,
        }
        true
    }

    fn hold(&mut self, bit: u8, set: bool) {
        self.holds = if set { self.holds | bit } else { self.holds & !bit };
    }
}

fn input_kind(word: &str) -> InputKind {
    match word {
        "checkbox" | "radio" => InputKind::Check,
        "range" => InputKind::Range,
        "date" | "time" | "datetime-local" | "month" | "week" | "color" => InputKind::Chooser,
        "file" => InputKind::File,
        "submit" | "image" | "reset" => InputKind::Submit,
        "button" => InputKind::Button,
        "hidden" => InputKind::Hidden,
        _ => InputKind::Text,
    }
}
