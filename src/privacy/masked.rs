//! The type that invariant 1 rests on: a string that may leave the page. Does not know how strings are judged.

use alloc::rc::Rc;

use pillion_protocol::tree::SafeText;

/// What a masked value looks like, whatever its length.
pub(super) const STARS: &str = "********";

/// A string that may leave the page. Only `privacy` makes one out of page content; cloning is cheap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked(Inner);

#[derive(Clone, Debug)]
enum Inner {
    Fixed(&'static str),
    Shared(Rc<str>),
}

impl PartialEq for Inner {
    fn eq(&self, other: &Inner) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Inner {}

impl Inner {
    fn as_str(&self) -> &str {
        match self {
            Inner::Fixed(s) => s,
            Inner::Shared(s) => s,
        }
    }
}

impl Masked {
    /// The empty string.
    pub fn empty() -> Masked {
        Masked(Inner::Fixed(""))
    }

    /// Eight stars: what every non-empty masked value becomes, and the one option of a masked select.
    pub fn stars() -> Masked {
        Masked(Inner::Fixed(STARS))
    }

    /// A text of ours.
    pub(super) fn fixed(text: &'static str) -> Masked {
        Masked(Inner::Fixed(text))
    }

    /// Content that was judged. The only way for page content to become `Masked`.
    pub(super) fn judged(text: &str) -> Masked {
        if text.is_empty() { Masked::empty() } else { Masked(Inner::Shared(Rc::from(text))) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl AsRef<str> for Masked {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl SafeText for Masked {
    fn as_safe_str(&self) -> &str {
        self.as_str()
    }
}
