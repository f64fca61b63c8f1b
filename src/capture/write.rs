//! The second pass over a batch: judges what is left, and writes all of it into the tree's columns.
//!
//! Knows from the first pass which nodes have a place. Holds no string that was not judged for longer than it
//! takes to judge it.

use crate::prelude::*;
use pillion_protocol::ids::NodeId;
use pillion_protocol::limits;
use pillion_protocol::tree::{BoxKind, Namespace, NodeFlags};

use super::batch::{Code, RawBatch, Reader, Str};
use super::model::{self, Node};
use super::survey::skip;
use super::{BadBatch, Capture, Cursor, Turn, tags};
use crate::privacy::{Element, FieldState, Marks, Masked, Place, changes_when_masked};

/// What the second pass keeps between ops.
#[derive(Default)]
struct Pen {
    cursor: Cursor,
    /// Place in `Turn::taken`.
    node: usize,
    /// Place in `Turn::values`.
    value: usize,
    /// Judged names by their shared number.
    names: Vec<Option<Masked>>,
    attributes: Vec<(Masked, Masked)>,
}

impl Capture {
    /// The second pass.
    pub(super) fn write(&mut self, batch: &RawBatch<'_>, turn: &mut Turn) -> Result<(), BadBatch> {
        let mut body = batch.body()?;
        let mut pen = Pen::default();
        while let Some((code, bits)) = body.code()? {
            match code {
                Code::At => pen.cursor.at(body.number()?, body.number()?),
                Code::Up => pen.cursor.up(),
                Code::Element => self.element(turn, &mut pen, &mut body, bits)?,
                Code::Text => {
                    let (id, _) = (body.number()?, body.number()?);
                    body.string()?;
                    if let Some((parent, prev)) = pen.place(turn, id)
                        && let Some(text) = self.text_of(turn, id)
                    {
                        self.writer.text(NodeId(id), parent, prev, &text);
                    }
                }
                Code::Doctype => {
                    let (id, _) = (body.number()?, body.number()?);
                    let parts = [body.next_text()?, body.next_text()?, body.next_text()?];
                    if let Some((parent, prev)) = pen.place(turn, id) {
                        let [name, public, system] = parts.map(|part| self.privacy.name(part, turn.fresh));
                        self.writer.doctype(NodeId(id), parent, prev, [&name, &public, &system]);
                    }
                }
                Code::Shadow | Code::Document => {
                    let (id, _) = (body.number()?, body.number()?);
                    let before = pen.cursor.prev;
                    if let Some((parent, _)) = pen.place(turn, id) {
                        match code {
                            Code::Shadow => self.writer.shadow_root(NodeId(id), parent),
                            _ => self.writer.document(NodeId(id), parent),
                        }
                    }
                    // It is no child, so that the next child still follows the one before.
                    pen.cursor.prev = before;
                    pen.cursor.open(id);
                }
                Code::Place => {
                    let id = body.number()?;
                    if self.model.get(id).is_some_and(|node| node.parent == pen.cursor.parent) {
                        self.writer.place(NodeId(id), NodeId(pen.cursor.parent), NodeId(pen.cursor.prev));
                        pen.cursor.prev = id;
                    }
                }
                Code::Attribute => {
                    let id = body.number()?;
                    let (name, value) = (body.string()?, body.next_text()?);
                    self.set_attribute(turn, &mut pen, (id, bits), (&name, body.text(&name)), value);
                }
                Code::NoAttribute => {
                    let id = body.number()?;
                    let name = body.string()?;
                    let text = body.text(&name);
                    let held = self.field(id).is_some_and(|field| field.masked) && !changes_when_masked(text);
                    if self.model.get(id).is_some() && !held {
                        let name = self.name(turn, &mut pen, &name, body.text(&name));
                        self.writer.remove_attribute(NodeId(id), &name);
                    }
                }
                Code::SetText => {
                    let id = body.number()?;
                    body.string()?;
                    if let Some(text) = self.text_of(turn, id) {
                        self.writer.set_text(NodeId(id), &text);
                    }
                }
                Code::Value => {
                    let id = body.number()?;
                    body.string()?;
                    let value = turn.values.get(pen.value).cloned().unwrap_or_else(Masked::empty);
                    pen.value += 1;
                    if self.field(id).is_some() {
                        self.writer.value(NodeId(id), &value);
                    }
                }
                Code::Sheet => self.sheet(turn, &mut body)?,
                Code::Page => {
                    let (url, title) = (body.next_text()?, body.next_text()?);
                    let (url, title) = (self.privacy.url(url), self.privacy.title(title));
                    self.writer.page(&url, &title);
                    turn.out.page = true;
                }
                Code::Marks => {
                    let id = body.number()?;
                    body.number()?;
                    self.flags(id, 0, 0);
                }
                Code::Field => {
                    let id = body.peek().unwrap_or(0);
                    skip(code, bits, &mut body)?;
                    self.flags(id, 0, 0);
                }
                _ => self.state(turn, code, &mut body)?,
            }
        }
        self.rest(turn);
        Ok(())
    }

    fn element(
        &mut self,
        turn: &mut Turn,
        pen: &mut Pen,
        body: &mut Reader<'_>,
        namespace: u32,
    ) -> Result<(), BadBatch> {
        let (id, _, _) = (body.number()?, body.number()?, body.number()?);
        let tag = body.string()?;
        let tag_text = body.text(&tag);
        let count = body.count(2)?;
        let place = pen.place(turn, id);
        let mut attributes = core::mem::take(&mut pen.attributes);
        attributes.clear();
        // An input's type and a meta's name decide what their other attributes are, and may come last.
        let start = body.mark();
        let mut subtype = "";
        let subtype_name = match tag_text {
            "input" => "type",
            "meta" => "name",
            _ => "",
        };
        if !subtype_name.is_empty() {
            for _ in 0..count {
                let (name, value) = (body.next_text()?, body.next_text()?);
                if name == subtype_name {
                    subtype = value;
                }
            }
            body.back_to(start);
        }
        let subtype = subtype.to_ascii_lowercase();
        for _ in 0..count {
            let (name, value) = (body.string()?, body.next_text()?);
            if place.is_none() || attributes.len() >= limits::ATTRIBUTES {
                continue;
            }
            let Some(node) = self.model.get(id) else { continue };
            let place = place_of(node, node.changed == turn.number);
            let of = Element { place, tag: tag_text, subtype: &subtype, field: self.field(id) };
            let name_text = body.text(&name);
            if let Some(judged) = self.attribute(turn, &of, name_text, value) {
                attributes.push((self.name(turn, pen, &name, name_text), judged));
            }
        }
        if let Some((parent, prev)) = place {
            let tag = self.name(turn, pen, &tag, tag_text);
            let namespace = match namespace {
                1 => Namespace::Svg,
                2 => Namespace::MathMl,
                _ => Namespace::Html,
            };
            self.writer.element((NodeId(id), parent, prev), namespace, &tag, &attributes);
            self.flags(id, 0, 0);
        }
        pen.attributes = attributes;
        pen.cursor.open(id);
        Ok(())
    }

    /// Judges an attribute, and takes note of the images it names.
    fn attribute(&mut self, turn: &mut Turn, of: &Element<'_>, name: &str, raw: &str) -> Option<Masked> {
        let judged = self.privacy.attribute(of, name, raw)?;
        if judged.as_str().len() > limits::ATTRIBUTE_BYTES {
            return None;
        }
        let assets = &mut turn.out.assets;
        match (of.tag, name) {
            ("img" | "input", "src") | ("image" | "use", "href" | "xlink:href") | (_, "background") => {
                self.assets.note(raw, judged.as_str(), false, assets);
            }
            (_, "style") => self.assets.note_style(raw, judged.as_str(), assets),
            _ => {}
        }
        Some(judged)
    }

    /// `bits`: 1, the element is judged by other rules now; 2, the attribute did not change.
    fn set_attribute(
        &mut self,
        turn: &mut Turn,
        pen: &mut Pen,
        (id, bits): (u32, u32),
        (name, name_text): (&Str, &str),
        value: &str,
    ) {
        let Some(node) = self.model.get(id) else { return };
        let field: Option<FieldState> = self.field(id);
        let again = bits & 1 != 0;
        // What changes on a private field may follow what is typed; what is ignored does not change at all.
        let masked = field.is_some_and(|field| field.masked) && !changes_when_masked(name_text);
        if !again && (masked || node.marks.has(Marks::IGNORE)) {
            return;
        }
        let tag = tags::name(node.tag);
        // The reader never sends the value of a password, hidden or file input, so the type does not matter here.
        let of = Element { place: place_of(node, bits & 2 == 0), tag, subtype: "", field };
        match self.attribute(turn, &of, name_text, value) {
            Some(value) => {
                let name = self.name(turn, pen, name, name_text);
                self.writer.set_attribute(NodeId(id), &name, &value);
            }
            None if again => {
                let name = self.name(turn, pen, name, name_text);
                self.writer.remove_attribute(NodeId(id), &name);
            }
            None => {}
        }
    }

    fn sheet(&mut self, turn: &mut Turn, body: &mut Reader<'_>) -> Result<(), BadBatch> {
        let (id, index, disabled) = (body.number()?, body.number()?, body.number()? != 0);
        let (media, raw) = (body.next_text()?, body.next_text()?);
        let Some(node) = self.model.get(id).filter(|node| !node.marks.has(Marks::BLOCK)) else {
            return Ok(());
        };
        let css = self.privacy.css(node.key, 2 * index, raw);
        let media = self.privacy.css(node.key, 2 * index + 1, media);
        self.assets.note_style(raw, css.as_str(), &mut turn.out.assets);
        self.writer.sheet(NodeId(id), index, disabled, &media, &css);
        Ok(())
    }

    /// Sends a node's flags if they are others than before. `mask`: which of those the reader tells are told now.
    pub(super) fn flags(&mut self, id: u32, mask: u32, set: u32) {
        let field = self.field(id);
        let Some(node) = self.model.get_mut(id) else { return };
        let layers = NodeFlags::MODAL | NodeFlags::POPOVER;
        let mut flags = node.flags & layers & !mask | set;
        if node.has(model::NO_CONTROL) {
            flags |= NodeFlags::NO_CONTROL;
        }
        if let Some(field) = field.filter(|field| field.masked || field.ignored) {
            flags |= NodeFlags::PRIVATE | if field.cofill { NodeFlags::WRITE_ONLY } else { 0 };
        }
        if flags != node.flags {
            node.flags = flags;
            self.writer.flags(NodeId(id), NodeFlags(flags));
        }
    }

    /// What the batch does not name: texts that are judged otherwise now, and what a limit cut off.
    fn rest(&mut self, turn: &mut Turn) {
        for (id, text, again) in core::mem::take(&mut turn.judged) {
            let Some(node) = self.model.get_mut(id) else { continue };
            let unsent = core::mem::take(&mut node.slot) != 0;
            if unsent && again {
                self.writer.set_text(NodeId(id), &text);
            }
        }
        for id in core::mem::take(&mut turn.cut) {
            self.writer.placeholder(NodeId(id), BoxKind::TooLarge, 0, 0);
        }
    }

    /// A text's judgement of this turn, once.
    fn text_of(&mut self, turn: &Turn, id: u32) -> Option<Masked> {
        let node = self.model.get_mut(id)?;
        let slot = core::mem::take(&mut node.slot) as usize;
        turn.judged.get(slot.checked_sub(1)?).map(|(_, text, _)| text.clone())
    }

    /// A judged name: each is judged once in a batch.
    fn name(&mut self, turn: &Turn, pen: &mut Pen, name: &Str, text: &str) -> Masked {
        let Some(shared) = name.shared.map(|shared| shared as usize) else {
            return self.privacy.name(text, turn.fresh);
        };
        if pen.names.len() <= shared {
            pen.names.resize(shared + 1, None);
        }
        match pen.names.get_mut(shared) {
            Some(Some(judged)) => judged.clone(),
            Some(slot) => slot.insert(self.privacy.name(text, turn.fresh)).clone(),
            None => Masked::empty(),
        }
    }
}

impl Pen {
    /// Parent and previous sibling of the batch's next node, if the first pass gave it a place.
    fn place(&mut self, turn: &Turn, id: u32) -> Option<(NodeId, NodeId)> {
        let taken = turn.taken.get(self.node).copied().unwrap_or(false);
        self.node += 1;
        let place = (NodeId(self.cursor.parent), NodeId(self.cursor.prev));
        if taken {
            self.cursor.prev = id;
        }
        taken.then_some(place)
    }
}

fn place_of(node: &Node, fresh: bool) -> Place {
    Place { node: node.key, marks: node.marks, fresh, ..Place::default() }
}
