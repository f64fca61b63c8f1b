//! Writes attributes and style into the batch: allow-list, addresses, style text, and what must be written
//! again when an asset comes.
//!
//! Knows nothing of the tree's shape.

use super::Mirror;
use super::attributes::{self, Verdict};
use super::batch::{Do, Slot};
use super::css::{self, Cleaned};
use super::elements::Part;
use super::model::{Broken, Kind, Sort};
use super::traits::{InputKind, Native, Traits};
use super::urls::{self, Address};

/// Attributes of SVG that can say `url(…)`. Sorted.
#[rustfmt::skip]
const STYLED: &[&str] = &[
    "clip-path", "color", "cursor", "fill", "filter", "flood-color", "lighting-color", "marker-end",
    "marker-mid", "marker-start", "mask", "stop-color", "stroke", "transform",
];

/// Something of a node that is written again when an asset comes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pending {
    /// An image's source.
    Source(String),
    /// SVG's `image`.
    Picture(String),
    /// An attribute that is style text.
    Attribute(String, Cleaned),
    /// A style sheet; its index among the adopted ones, if it is adopted.
    Sheet { adopted: Option<u32>, disabled: bool, media: String, css: Cleaned },
}

impl Pending {
    /// Whether `other` says what this says, newer.
    fn is_replaced_by(&self, other: &Pending) -> bool {
        match (self, other) {
            (Pending::Source(_), Pending::Source(_)) | (Pending::Picture(_), Pending::Picture(_)) => true,
            (Pending::Attribute(name, _), Pending::Attribute(other, _)) => name == other,
            (Pending::Sheet { adopted, .. }, Pending::Sheet { adopted: other, .. }) => adopted == other,
            _ => false,
        }
    }

    fn wants(&self) -> Vec<&str> {
        match self {
            Pending::Source(url) | Pending::Picture(url) => vec![url],
            Pending::Attribute(_, css) | Pending::Sheet { css, .. } => css.wants().collect(),
        }
    }
}

impl Mirror {
    /// Writes an attribute of an element that is shown, or takes it away (`None`).
    pub(super) fn attribute(&mut self, id: u32, name: &str, value: Option<&str>) -> Result<(), Broken> {
        let node = self.model.get(id)?;
        let Kind::Element { part, sort, .. } = node.kind else { return Err(Broken::Node(id)) };
        let (slot, native) = (node.slot, node.traits().map_or(Native::Other, |traits| traits.native));
        if slot == 0 || part == Part::Gone || part == Part::Sheet && !matches!(name, "id" | "class") {
            return Ok(());
        }
        if let (Sort::Image | Sort::Field, "src") = (sort, name) {
            self.source(id, slot, value);
        }
        if let (Sort::Picture | Sort::Reference, "href" | "xlink:href") = (sort, name) {
            self.reference(id, slot, sort, value);
        }
        if name == "type" && part == Part::Plain {
            self.kind(slot, native, value);
        }
        let holds_secret = matches!(native, Native::Input(InputKind::Hidden | InputKind::File));
        match attributes::judge(name) {
            Verdict::Keep if name == "style" || STYLED.binary_search(&name).is_ok() => {
                self.styled(id, slot, name, value);
            }
            Verdict::Keep if name == "value" && holds_secret => {}
            Verdict::Keep => match value {
                Some(value) => self.batch.set(slot, name, value),
                None => self.batch.unset(slot, name),
            },
            // A data: address would stand there twice.
            Verdict::Data(data) => match value.filter(|value| !value.starts_with("data:")) {
                Some(value) => self.batch.set(slot, &data, value),
                None => self.batch.unset(slot, &data),
            },
            Verdict::Drop => {}
        }
        Ok(())
    }

    /// Notes what an attribute says about its element.
    pub(super) fn note(&mut self, id: u32, name: &str, value: Option<&str>) -> Result<(), Broken> {
        let Kind::Element { traits, .. } = &mut self.model.get_mut(id)?.kind else {
            return Err(Broken::Node(id));
        };
        let mut known = traits.take().unwrap_or_default();
        known.note(name, value);
        *traits = (!known.is_plain()).then_some(known);
        Ok(())
    }

    /// `type`: a password's field is one for text here, so that no browser offers to fill or save it.
    fn kind(&mut self, slot: Slot, native: Native, value: Option<&str>) {
        match value {
            Some(value)
                if matches!(native, Native::Input(_)) && value.trim().eq_ignore_ascii_case("password") =>
            {
                self.batch.set(slot, "type", "text");
            }
            Some(value) => self.batch.set(slot, "type", value),
            None => self.batch.unset(slot, "type"),
        }
        if matches!(native, Native::Input(InputKind::Hidden | InputKind::File)) {
            self.batch.unset(slot, "value");
        }
    }

    fn source(&mut self, id: u32, slot: Slot, value: Option<&str>) {
        self.settle(id, &Pending::Source(String::new()));
        match urls::judge(value.unwrap_or_default(), &self.page_url) {
            Address::Data(url) => self.batch.put_text(Do::Source, [slot], url),
            Address::Remote(url) => self.pend(id, slot, Pending::Source(url.to_owned())),
            Address::Fragment(_) | Address::Refused => self.batch.put_text(Do::Source, [slot], ""),
        }
    }

    fn reference(&mut self, id: u32, slot: Slot, sort: Sort, value: Option<&str>) {
        self.settle(id, &Pending::Picture(String::new()));
        match (urls::judge(value.unwrap_or_default(), &self.page_url), sort) {
            (Address::Fragment(part), _) => self.batch.set(slot, "href", part),
            (Address::Data(url), Sort::Picture) => self.batch.set(slot, "href", url),
            (Address::Remote(url), Sort::Picture) => self.pend(id, slot, Pending::Picture(url.to_owned())),
            _ => self.batch.unset(slot, "href"),
        }
    }

    fn styled(&mut self, id: u32, slot: Slot, name: &str, value: Option<&str>) {
        let css = css::clean(value.unwrap_or_default(), &self.page_url);
        let attribute = Pending::Attribute(name.to_owned(), css);
        self.settle(id, &attribute);
        if value.is_some() {
            self.pend(id, slot, attribute);
        } else {
            self.batch.unset(slot, name);
        }
        if name == "style"
            && let Some((width, height)) = self.boxes.get(&id)
        {
            self.batch.put(Do::Size, [slot, *width, *height]);
        }
    }

    /// A style sheet, of an element or adopted.
    pub(super) fn sheet(
        &mut self,
        id: u32,
        index: u32,
        disabled: bool,
        (media, css): (&str, &str),
    ) -> Result<(), Broken> {
        let node = self.model.get(id)?;
        let adopted = match node.kind {
            Kind::Element { part: Part::Sheet, .. } => None,
            Kind::Document | Kind::Shadow if index < super::ADOPTED => Some(index),
            _ => return Err(Broken::Place(id)),
        };
        let slot = node.slot;
        if slot != 0 {
            let css = css::clean(css, &self.page_url);
            // A media list is a condition, not style: it is cleaned all the same, so that it stays one.
            let media = css::clean(media, "").fill(|_| None);
            let sheet = Pending::Sheet { adopted, disabled, media, css };
            self.settle(id, &sheet);
            self.pend(id, slot, sheet);
        }
        Ok(())
    }

    /// Writes something that wants assets, and keeps it if some are still to come.
    fn pend(&mut self, id: u32, slot: Slot, pending: Pending) {
        self.write(slot, &pending);
        let wants: Vec<&str> =
            pending.wants().into_iter().filter(|url| self.assets.is_pending(url)).collect();
        if wants.is_empty() {
            return;
        }
        for url in wants {
            self.assets.wait(url, id);
        }
        self.pending.entry(id).or_default().push(pending);
    }

    /// Forgets what `newer` replaces.
    fn settle(&mut self, id: u32, newer: &Pending) {
        if let Some(list) = self.pending.get_mut(&id) {
            list.retain(|old| !old.is_replaced_by(newer));
        }
    }

    /// Writes all that some assets were wanted for.
    pub(super) fn refresh(&mut self, nodes: impl IntoIterator<Item = u32>) {
        for id in nodes {
            let Ok(slot) = self.model.get(id).map(|node| node.slot) else { continue };
            let Some(list) = self.pending.remove(&id) else { continue };
            for pending in list {
                self.pend(id, slot, pending);
            }
            if let Some((width, height)) = self.boxes.get(&id) {
                self.batch.put(Do::Size, [slot, *width, *height]);
            }
        }
    }

    fn write(&mut self, slot: Slot, pending: &Pending) {
        let (assets, batch) = (&self.assets, &mut self.batch);
        match pending {
            Pending::Source(url) => {
                if let (None, false) = (assets.local(url), assets.is_pending(url)) {
                    // Could not be had: now its alternative text may show.
                    batch.set(slot, "data-cb-missing", "");
                }
                batch.put_text(Do::Source, [slot], assets.local(url).unwrap_or_default());
            }
            Pending::Picture(url) => match assets.local(url) {
                Some(local) => batch.set(slot, "href", local),
                None => batch.unset(slot, "href"),
            },
            Pending::Attribute(name, css) => batch.set(slot, name, &css.fill(|url| assets.local(url))),
            Pending::Sheet { adopted, disabled, media, css } => {
                match adopted {
                    // A style element has no `disabled` that lasts; a list that never fits does the same.
                    None => batch.put_text(Do::Sheet, [slot], if *disabled { "not all" } else { media }),
                    Some(index) => batch.put_text(Do::Adopt, [slot, *index, u32::from(*disabled)], media),
                }
                batch.text(&css.fill(|url| assets.local(url)));
            }
        }
    }
}

/// What the rules for attributes must know of an element, and what is remembered of it.
pub(super) fn sort(namespace: pillion_protocol::tree::Namespace, tag: &str, part: Part) -> (Sort, Traits) {
    use pillion_protocol::tree::Namespace::{Html, Svg};
    let sort = match (namespace, tag) {
        (Html, "img") => Sort::Image,
        (Html, "input" | "select" | "textarea" | "form") => Sort::Field,
        (Html, "head") => Sort::Head,
        (Svg, "image") => Sort::Picture,
        (Svg, "a" | "svg") => Sort::Other,
        (Svg, _) if part == Part::Plain => Sort::Reference,
        _ => Sort::Other,
    };
    let traits = match part {
        Part::Frame | Part::Inert => Traits { native: Native::Box, ..Traits::default() },
        Part::Plain => Traits::of_tag(tag),
        Part::Sheet | Part::Gone => Traits::default(),
    };
    (sort, traits)
}
