//! One document's judge: every string that leaves passes here (R0 of privacy.md).
//! Does not know the DOM, the wire, or time.

use crate::prelude::*;
use core::cell::Cell;

use super::attributes::{self, Covered, Sort};
use super::classify::{FieldHints, Tier, classify};
use super::field::FieldState;
use super::mask::{self, Span};
use super::masked::Masked;
use super::owner::Marks;
use super::patterns::{self, Label};
use super::reflect::{Depth, Dictionary};
use super::search::{holds, holds_any};
use super::shown::Shown;
use super::sticky::{Sticky, key};
use super::{css, url};

/// What the owner chose for the whole page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policy {
    /// Everything is masked except unmasked parts.
    pub private: bool,
}

/// Where a string stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Its node: the text node, or the element of an attribute.
    pub node: u32,
    /// The marks in effect there, from [`Privacy::marks`] of the nearest element.
    pub marks: Marks,
    /// Whether the string is new or changed since the document's first snapshot: only such strings are compared
    /// with sensitive values. Comparing shown ones would tell the agent what the customer types.
    pub fresh: bool,
    /// What the text's label says: its `dt`, row header, column header or preceding cell.
    pub label: Label,
}

/// An element whose attributes are judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Element<'a> {
    /// Where it is.
    pub place: Place,
    /// Its local name, lower case.
    pub tag: &'a str,
    /// An input's type or a meta's name, lower case.
    pub subtype: &'a str,
    /// What [`Privacy::field`] said, if it is a field.
    pub field: Option<FieldState>,
}

/// One document's judge and its memory. Ends with the document, and wipes its memory then.
pub struct Privacy {
    policy: Policy,
    sticky: Sticky,
    dictionary: Dictionary,
    shown: Shown,
    /// Whether this is the document's first flush.
    first: bool,
    /// Whether a stylesheet or a name repeated a value: those have no node that could remember it.
    loose_echo: Cell<bool>,
}

impl Privacy {
    /// A judge for a new document.
    pub fn new(policy: Policy) -> Privacy {
        Privacy {
            policy,
            sticky: Sticky::default(),
            dictionary: Dictionary::default(),
            shown: Shown::default(),
            first: true,
            loose_echo: Cell::new(false),
        }
    }

    /// The marks in effect on an element, from its own and those in effect on its parent (or a shadow root's
    /// host, or a frame's element). Marks that hide only rise, also when the attribute is taken away.
    pub fn marks(&mut self, node: u32, own: Marks, parent: Marks) -> Marks {
        let all = self.sticky.marks(node, own.inherit(parent));
        // A remembered mask beats an unmask as a present one does.
        all.inherit(Marks::NONE)
    }

    /// Judges a field from its hints. To be asked again when any of them changes; sensitivity only rises.
    pub fn field(&mut self, hints: &FieldHints<'_>, marks: Marks) -> FieldState {
        let keys = [key(hints.form, 0, hints.name), key(hints.form, 1, hints.id)];
        let tier = self.sticky.tier(hints.node, keys, classify(hints));
        self.state(hints.node, tier, marks)
    }

    fn state(&mut self, node: u32, tier: Option<Tier>, marks: Marks) -> FieldState {
        let hidden = marks.has(Marks::MASK.with(Marks::FIELD).with(Marks::BLOCK));
        let unmasked = marks.has(Marks::UNMASK) && !self.sticky.is_held(node);
        let clearable = tier == Some(Tier::Two) || self.policy.private;
        if clearable && !unmasked {
            self.sticky.hold(node);
        }
        let masked = hidden || tier == Some(Tier::One) || clearable && !unmasked;
        FieldState {
            node,
            tier,
            masked,
            ignored: marks.has(Marks::IGNORE) && tier != Some(Tier::One),
            cofill: tier == Some(Tier::Two) && masked && marks.has(Marks::COFILL) && !marks.has(Marks::BLOCK),
        }
    }

    /// Judges a field's value. A sensitive one is remembered, to find it where the page repeats it: so values
    /// come before all other strings of the same flush. If the value itself turns out to be sensitive, the
    /// field becomes so for good, which `state` then says.
    pub fn value(&mut self, state: &mut FieldState, marks: Marks, raw: &str) -> Masked {
        if state.masked || state.ignored {
            if state.is_sensitive(marks) {
                self.dictionary.note(state.node, raw);
            }
            return if state.ignored { Masked::empty() } else { mask::value(raw) };
        }
        let mut spans = patterns::spans(raw, Label::CLEARED);
        self.dictionary.spans(raw, self.depth(!self.shown.is_known(state.node, raw)), &mut spans);
        if !spans.is_empty() {
            let tier = self.sticky.tier(state.node, [None, None], Some(Tier::One));
            *state = self.state(state.node, tier, marks);
            self.dictionary.note(state.node, raw);
            return mask::value(raw);
        }
        self.shown.note(state.node, raw);
        Masked::judged(raw)
    }

    /// What a string is compared with.
    fn depth(&self, fresh: bool) -> Depth {
        match (self.first, fresh) {
            (true, _) => Depth::Long,
            (false, true) => Depth::All,
            (false, false) => Depth::Nothing,
        }
    }

    /// Takes note of a sensitive value that is not to be shown at all, such as a password's: the reader keeps
    /// those out of the stream and hands them over here only.
    pub fn secret(&mut self, node: u32, raw: &str) {
        self.dictionary.note(node, raw);
    }

    /// The field's present value stands: it was left, changed, submitted, or idle for a second.
    pub fn settle(&mut self, node: u32) {
        self.dictionary.settle(node);
    }

    /// Ends a flush: very short values are only looked for in the flush in which they changed.
    pub fn end_flush(&mut self) {
        self.dictionary.end_flush();
        self.first = false;
    }

    /// Whether a text or attribute at this place is judged by [`scan`](super::scan) alone, so that a result for
    /// the same string can be used again.
    pub fn is_plain(&self, place: &Place) -> bool {
        let marks = Marks::MASK.with(Marks::FIELD).with(Marks::IGNORE).with(Marks::BLOCK).with(Marks::UNMASK);
        !place.marks.has(marks)
            && !self.policy.private
            && place.label == Label::NONE
            && (self.depth(place.fresh) == Depth::Nothing || self.dictionary.is_empty())
            && !self.sticky.is_echo(place.node)
            && !self.sticky.is_masked(place.node)
    }

    /// Judges one text node that stands alone in its block. Several in a row: [`Privacy::run`].
    pub fn text(&mut self, place: &Place, raw: &str) -> Masked {
        if let Some(hidden) = self.hidden_text(place, raw) {
            return hidden;
        }
        let mut spans = patterns::spans(raw, self.label(place));
        let before = spans.len();
        self.dictionary.spans(raw, self.depth(place.fresh), &mut spans);
        if spans.len() > before {
            self.sticky.echo(place.node);
            mask::tidy(&mut spans);
        }
        mask::cover(raw, &spans)
    }

    /// Judges the text nodes of one inline run of a block together, so that a value spread over several is
    /// found. One result for each.
    pub fn run(&mut self, texts: &[(Place, &str)]) -> Vec<Masked> {
        if let [(place, raw)] = texts {
            return vec![self.text(place, raw)];
        }
        let hidden: Vec<Option<Masked>> =
            texts.iter().map(|(place, raw)| self.hidden_text(place, raw)).collect();
        // A hidden text is a border: nothing is joined across it.
        let joined: Vec<&str> =
            texts.iter().zip(&hidden).map(|(t, h)| if h.is_some() { "\u{1}" } else { t.1 }).collect();
        let whole = joined.concat();
        let label = texts.iter().fold(Label::NONE, |label, t| label.or(self.label(&t.0)));
        let mut spans = patterns::spans(&whole, label);
        let mut echoes = Vec::new();
        let fresh = texts.iter().any(|t| t.0.fresh);
        self.dictionary.spans(&whole, self.depth(fresh), &mut echoes);
        if !self.first {
            // A word that stood there before stays, whatever changes beside it: its turning into stars would
            // tell the agent that the customer typed it.
            echoes.retain(|echo| {
                let mut end = 0;
                texts.iter().zip(&joined).any(|(text, part)| {
                    let start = end;
                    end += part.len();
                    text.0.fresh && echo.start < end && echo.end > start
                })
            });
        }
        let mut start = 0;
        for (text, part) in texts.iter().zip(&joined) {
            let end = start + part.len();
            let hit = |s: &Span| s.start < end && s.end > start;
            if echoes.iter().any(hit) {
                self.sticky.echo(text.0.node);
            }
            start = end;
        }
        spans.append(&mut echoes);
        mask::tidy(&mut spans);
        let covered = mask::cover_parts(&joined, &spans);
        hidden.into_iter().zip(covered).map(|(hidden, covered)| hidden.unwrap_or(covered)).collect()
    }

    fn label(&self, place: &Place) -> Label {
        if place.marks.has(Marks::UNMASK) { Label::CLEARED } else { place.label }
    }

    /// What a text is when its place alone decides.
    fn hidden_text(&mut self, place: &Place, raw: &str) -> Option<Masked> {
        if raw.is_empty() {
            return Some(Masked::empty());
        }
        if place.marks.has(Marks::BLOCK) || place.marks.has(Marks::IGNORE) {
            return Some(Masked::empty());
        }
        let blank = raw.trim_ascii().is_empty();
        if place.marks.has(Marks::FIELD) || self.sticky.is_echo(place.node) {
            // It stays so when it is moved out of the field.
            self.sticky.echo(place.node);
            return Some(if blank { Masked::fixed(" ") } else { Masked::stars() });
        }
        if place.marks.has(Marks::MASK) {
            // A text node keeps its mask when it is moved out of the masked part.
            self.sticky.marks(place.node, Marks::MASK);
            return Some(mask::words(raw));
        }
        let private = self.policy.private && !place.marks.has(Marks::UNMASK);
        (private || self.sticky.is_masked(place.node)).then(|| mask::words(raw))
    }

    /// Judges an attribute; `None`: it is not sent.
    pub fn attribute(&mut self, of: &Element<'_>, name: &str, raw: &str) -> Option<Masked> {
        let sort = attributes::sort(of.tag, of.subtype, name);
        let marks = of.place.marks;
        if sort == Sort::Never || marks.has(Marks::BLOCK) {
            return None;
        }
        if of.field.is_some_and(|f| f.masked || f.ignored) && attributes::carries_value(name) {
            return None;
        }
        let covered = if marks.has(Marks::MASK.with(Marks::FIELD).with(Marks::IGNORE)) {
            attributes::under_mask(of.tag, name, raw)
        } else if self.policy.private && !marks.has(Marks::UNMASK) {
            attributes::in_private_mode(of.tag, name, raw)
        } else {
            Covered::Stays
        };
        match covered {
            Covered::Stays => {
                // The browser chooses a picture's address anew without a sign.
                let chosen = of.tag == "img" && name == "src";
                let fresh = of.place.fresh
                    || self.sticky.is_echo(of.place.node)
                    || chosen && !self.shown.is_known(of.place.node, raw);
                let (judged, echo) = self.judged(sort, fresh, raw);
                if echo {
                    self.sticky.echo(of.place.node);
                } else if chosen {
                    self.shown.note(of.place.node, raw);
                }
                Some(judged)
            }
            Covered::Words => Some(mask::words(raw)),
            Covered::Link => Some(Masked::fixed("#")),
            Covered::Css => {
                let mut spans = Vec::new();
                css::all_strings(raw, &mut spans);
                Some(mask::cover(raw, &spans))
            }
            Covered::Dropped => None,
        }
    }

    /// Judges a string, and tells whether it repeats a value.
    fn judged(&self, sort: Sort, fresh: bool, raw: &str) -> (Masked, bool) {
        let mut spans = match sort {
            Sort::Drawing => Vec::new(),
            Sort::Text | Sort::Never => patterns::spans(raw, Label::NONE),
            _ => patterns::numbers(raw),
        };
        match sort {
            Sort::Url => url::spans(raw, 0, &mut spans),
            Sort::UrlSet => url::set_spans(raw, &mut spans),
            Sort::Css => css::spans(raw, &mut spans),
            // An address under another name, such as `data-url`.
            Sort::Text if holds(raw.as_bytes(), b"=") && !holds_any(raw.as_bytes(), b" \n") => {
                url::spans(raw, 0, &mut spans);
            }
            Sort::Drawing | Sort::Text | Sort::Never => {}
        }
        mask::tidy(&mut spans);
        let before = spans.len();
        self.dictionary.spans(raw, self.depth(fresh), &mut spans);
        let echo = spans.len() > before;
        mask::tidy(&mut spans);
        (mask::cover(raw, &spans), echo)
    }

    /// Judges a string that belongs to no node.
    fn loose(&self, sort: Sort, fresh: bool, raw: &str) -> Masked {
        let (judged, echo) = self.judged(sort, fresh || self.loose_echo.get(), raw);
        if echo {
            self.loose_echo.set(true);
        }
        judged
    }

    /// Judges the document's address.
    pub fn url(&mut self, raw: &str) -> Masked {
        let (judged, echo) = self.judged(Sort::Url, !self.shown.is_known(Shown::URL, raw), raw);
        if !echo {
            self.shown.note(Shown::URL, raw);
        }
        judged
    }

    /// Judges the document's title.
    pub fn title(&mut self, raw: &str) -> Masked {
        if self.policy.private {
            return mask::words(raw);
        }
        let (judged, echo) = self.judged(Sort::Text, !self.shown.is_known(Shown::TITLE, raw), raw);
        if !echo {
            self.shown.note(Shown::TITLE, raw);
        }
        judged
    }

    /// Judges the text of a stylesheet: the one of this number that belongs to `node`. Sheets change without a
    /// sign, so that only those whose text is known are not new.
    pub fn css(&mut self, node: u32, number: u32, raw: &str) -> Masked {
        let place = Shown::SHEETS | ((node.wrapping_mul(31) ^ number) & (Shown::SHEETS - 1));
        let judged = self.loose(Sort::Css, !self.shown.is_known(place, raw), raw);
        self.shown.note(place, raw);
        judged
    }

    /// Whether a picture that is made of text, as SVG is, may leave as it is.
    pub fn picture(&self, raw: &str) -> bool {
        let mut echoes = Vec::new();
        self.dictionary.spans(raw, Depth::Long, &mut echoes);
        // Numbers of the drawing mean nothing: only what stands between tags is read.
        let texts = raw
            .split('<')
            .filter_map(|part| part.as_bytes().iter().position(|b| *b == b'>').map(|at| (part, at)));
        echoes.is_empty()
            && texts
                .into_iter()
                .all(|(part, at)| patterns::spans(part.get(at + 1..).unwrap_or(""), Label::NONE).is_empty())
    }

    /// Judges the name of an element or attribute that is not in the static dictionary.
    pub fn name(&mut self, raw: &str, fresh: bool) -> Masked {
        let judged = self.loose(Sort::Text, fresh, raw);
        if judged.as_str() == raw { judged } else { Masked::fixed("x-masked") }
    }

    /// Forgets a node id that will never be used again. Not for a node that was only taken out of the tree.
    pub fn forget(&mut self, node: u32) {
        self.sticky.forget(node);
        self.shown.forget(node);
    }
}
