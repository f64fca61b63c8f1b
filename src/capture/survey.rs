//! The first pass over a batch: brings the outline of the tree up to date, and judges marks, fields and values.
//!
//! Comes first because a value may be repeated anywhere in the same batch. Writes only what takes nodes away.

use crate::prelude::*;
use pillion_protocol::ids::NodeId;

use super::batch::{Code, RawBatch, Reader};
use super::model::{self, Kind, Model, NoPlace, Node};
use super::{BadBatch, Capture, Cursor, Turn, reply, tags};
use crate::privacy::{FieldHints, FieldKind, Marks};

/// Bits of the reader's own marks: those of [`Marks`], and this one behind them.
const NO_CONTROL: u32 = 1 << 5;
const MARKS: u32 = NO_CONTROL - 1;

impl Capture {
    /// Takes moved nodes out and removes those that are gone.
    pub(super) fn tail(&mut self, batch: &RawBatch<'_>, turn: &mut Turn) -> Result<(), BadBatch> {
        let _ = turn;
        let mut tail = batch.tail()?;
        while let Some((code, _)) = tail.code()? {
            for _ in 0..tail.count(1)? {
                let id = tail.number()?;
                match code {
                    Code::Moved => {
                        if self.model.detach(id) {
                            self.writer.detach(NodeId(id));
                        }
                    }
                    Code::Gone => self.remove(id),
                    _ => return Err(BadBatch),
                }
            }
        }
        Ok(())
    }

    fn remove(&mut self, id: u32) {
        if self.model.get(id).is_none() {
            return;
        }
        self.writer.remove(NodeId(id));
        let mut gone = Vec::new();
        self.model.remove(id, |id| gone.push(id));
        for id in gone {
            self.forget_field(id);
        }
    }

    /// The first pass. `before`: the outline that a snapshot replaces.
    pub(super) fn survey(
        &mut self,
        batch: &RawBatch<'_>,
        turn: &mut Turn,
        before: Option<&Model>,
    ) -> Result<(), BadBatch> {
        let mut body = batch.body()?;
        let mut cursor = Cursor::default();
        let mut values = Vec::new();
        while let Some((code, bits)) = body.code()? {
            match code {
                Code::At => cursor.at(body.number()?, body.number()?),
                Code::Up => cursor.up(),
                Code::Element => {
                    let (id, key, own) = (body.number()?, body.number()?, body.number()?);
                    let tag = body.next_text()?;
                    skip_attributes(&mut body)?;
                    let mut node = self.node(turn, before, id, Kind::Element, key);
                    node.tag = tags::number(tag);
                    (node.own, node.bits) = own_marks(own, node.bits);
                    self.put(turn, &mut cursor, id, node, false);
                    cursor.open(id);
                }
                Code::Text => {
                    let (id, key) = (body.number()?, body.number()?);
                    let text = body.next_text()?;
                    let mut node = self.node(turn, before, id, Kind::Text, key);
                    if before.and_then(|before| before.get(id)).is_some_and(|known| *known.text != *text) {
                        node.changed = turn.number;
                    }
                    node.text = text.into();
                    if self.put(turn, &mut cursor, id, node, false) {
                        turn.texts.push(id);
                    }
                }
                Code::Doctype => {
                    let (id, key) = (body.number()?, body.number()?);
                    for _ in 0..3 {
                        body.string()?;
                    }
                    let node = self.node(turn, before, id, Kind::Doctype, key);
                    self.put(turn, &mut cursor, id, node, false);
                }
                Code::Shadow | Code::Document => {
                    let (id, key) = (body.number()?, body.number()?);
                    let node = self.node(turn, before, id, Kind::Root, key);
                    self.put(turn, &mut cursor, id, node, true);
                    cursor.open(id);
                }
                Code::Place => {
                    let id = body.number()?;
                    match self.model.place(id, cursor.parent, cursor.prev) {
                        Ok(()) => {
                            cursor.prev = id;
                            self.mark_again(turn, id);
                        }
                        Err(NoPlace::Closed | NoPlace::Limit) => {}
                        Err(NoPlace::Unknown) => return Err(BadBatch),
                    }
                }
                Code::Marks => {
                    let (id, own) = (body.number()?, body.number()?);
                    if let Some(node) = self.model.get_mut(id) {
                        (node.own, node.bits) = own_marks(own, node.bits);
                        self.mark_again(turn, id);
                    }
                }
                Code::Field => self.hints(turn, &mut body)?,
                Code::Value => {
                    let id = body.number()?;
                    let raw = body.next_text()?;
                    values.push((id, raw));
                }
                Code::SetText => {
                    let id = body.number()?;
                    let text = body.next_text()?;
                    if let Some(node) = self.model.get_mut(id) {
                        if *node.text != *text {
                            node.text = text.into();
                            node.changed = turn.number;
                        }
                        turn.texts.push(id);
                    }
                }
                Code::Settled => {
                    let id = body.number()?;
                    if let Some(node) = self.model.get(id) {
                        turn.settled.push(node.key);
                    }
                }
                Code::Moved | Code::Gone => return Err(BadBatch),
                _ => skip(code, bits, &mut body)?,
            }
        }
        self.values(turn, &values);
        self.note_texts(turn);
        for key in &turn.settled {
            self.privacy.settle(*key);
        }
        Ok(())
    }

    /// A node as it was known before, or a new one.
    fn node(&self, turn: &Turn, before: Option<&Model>, id: u32, kind: Kind, key: u32) -> Node {
        let mut node = Node::new(kind, key, turn.number);
        if turn.fresh && (self.in_doubt || before.is_none_or(|before| before.get(id).is_none())) {
            node.changed = turn.number;
        }
        node
    }

    /// Puts a new node where the cursor stands, and works out its marks. False if it has no place.
    fn put(&mut self, turn: &mut Turn, cursor: &mut Cursor, id: u32, mut node: Node, inner: bool) -> bool {
        let above = self.model.get(cursor.parent).map_or(Marks::NONE, |parent| parent.below);
        if node.kind == Kind::Element {
            node.marks = self.privacy.marks(node.key, node.own, above);
            if node.marks.has(Marks::BLOCK) {
                node.bits |= model::CLOSED;
            }
        } else {
            node.marks = above;
        }
        node.below = node.marks;
        let placed = self.model.insert(id, cursor.parent, cursor.prev, inner, node);
        turn.taken.push(placed.is_ok());
        match placed {
            Ok(()) => {
                if !inner {
                    cursor.prev = id;
                }
            }
            Err(NoPlace::Limit) => {
                if let Some(parent) = self.model.get_mut(cursor.parent)
                    && !parent.has(model::TOO_LARGE)
                {
                    parent.bits |= model::TOO_LARGE;
                    turn.cut.push(cursor.parent);
                }
            }
            Err(_) => {}
        }
        placed.is_ok()
    }

    /// Works out the marks of a node and all below it again; what changed is judged again.
    fn mark_again(&mut self, turn: &mut Turn, top: u32) {
        let mut next = Some(top);
        while let Some(id) = next {
            next = match self.mark_one(turn, id) {
                true => self.model.following(id, top),
                false => self.model.following_skip(id, top),
            };
        }
    }

    /// Whether anything changed, for the node or for its children.
    fn mark_one(&mut self, turn: &mut Turn, id: u32) -> bool {
        let Some(node) = self.model.get(id) else { return false };
        let above = self.model.get(node.parent).map_or(Marks::NONE, |parent| parent.below);
        let (kind, key, own, was, below) = (node.kind, node.key, node.own, node.marks, node.below);
        let marks = if kind == Kind::Element { self.privacy.marks(key, own, above) } else { above };
        let mut now_below = marks;
        if let Some(field) = self.field(id)
            && field.masked
        {
            now_below = now_below.with(Marks::FIELD);
        }
        if marks == was && now_below == below {
            return false;
        }
        if let Some(node) = self.model.get_mut(id) {
            (node.marks, node.below) = (marks, now_below);
        }
        if kind == Kind::Text {
            turn.texts.push(id);
        } else if marks.has(Marks::BLOCK) && !was.has(Marks::BLOCK) {
            turn.out.reply.extend([reply::BLOCKED, id]);
            return false;
        } else if kind == Kind::Element && marks != was {
            turn.out.reply.extend([reply::READ_AGAIN, id]);
        }
        true
    }

    fn hints(&mut self, turn: &mut Turn, body: &mut Reader<'_>) -> Result<(), BadBatch> {
        let (id, form, list) = (body.number()?, body.number()?, body.number()?);
        let (bits, kind) = (body.number()?, body.number()?);
        let input_type = body.next_text()?;
        let [autocomplete, name, own_id, placeholder, pattern] =
            [body.next_text()?, body.next_text()?, body.next_text()?, body.next_text()?, body.next_text()?];
        let mut labels = Vec::new();
        for _ in 0..body.count(1)? {
            labels.push(body.next_text()?);
        }
        let form = self.model.get(form).map_or(0, |form| form.key);
        let Some(node) = self.model.get(id) else { return Ok(()) };
        let (key, marks) = (node.key, node.marks);
        let hints = FieldHints {
            node: key,
            form,
            kind: match kind {
                1 => FieldKind::Input(input_type),
                2 => FieldKind::Textarea,
                3 => FieldKind::Select,
                4 => FieldKind::Editable,
                5 => FieldKind::Role,
                _ => FieldKind::Custom,
            },
            ever_password: bits & 1 != 0,
            autocomplete,
            name,
            id: own_id,
            labels: &labels,
            placeholder,
            pattern,
            text_security: bits & 2 != 0,
            single_character_run: bits >> 8,
        };
        let state = self.privacy.field(&hints, marks);
        self.field_is(turn, id, state);
        if state.masked
            && let Some(node) = self.model.get_mut(list)
        {
            // What a list proposes for it is as private as what it holds.
            node.own = node.own.with(Marks::MASK);
            self.mark_again(turn, list);
        }
        Ok(())
    }

    /// Notes what a field is, and has all judged again that hangs on it.
    pub(super) fn field_is(&mut self, turn: &mut Turn, id: u32, state: crate::privacy::FieldState) {
        let was = self.field(id);
        self.set_field(id, state);
        if was.map(|was| (was.masked, was.ignored)) == Some((state.masked, state.ignored)) {
            return;
        }
        if state.ignored {
            turn.out.reply.extend([reply::IGNORED, id]);
        }
        if state.masked {
            turn.out.reply.extend([reply::MASKED, id]);
        }
        let Some(node) = self.model.get_mut(id) else { return };
        if state.masked && tags::name(node.tag) == "select" {
            // One option of stars is all that the agent gets.
            node.bits |= model::CLOSED;
        }
        if node.turn == turn.number {
            // New in this turn: nothing of it is written yet, and its children are still to come.
            if state.masked {
                node.below = node.below.with(Marks::FIELD);
            }
            return;
        }
        let inside = if node.has(model::CLOSED) { children(&self.model, id) } else { Vec::new() };
        for child in inside {
            self.remove(child);
        }
        turn.out.reply.extend([reply::READ_AGAIN, id]);
        self.mark_again(turn, id);
    }
}

fn children(model: &Model, parent: u32) -> Vec<u32> {
    let mut all = Vec::new();
    let mut next = model.get(parent).map_or(0, |node| node.first);
    while let Some(node) = model.get(next) {
        all.push(next);
        next = node.next;
    }
    all
}

fn own_marks(own: u32, bits: u8) -> (Marks, u8) {
    let no_control = if own & NO_CONTROL != 0 { model::NO_CONTROL } else { 0 };
    (Marks::from_bits((own & MARKS) as u8), bits & !model::NO_CONTROL | no_control)
}

/// Moves past the names and values of an element.
pub(super) fn skip_attributes(body: &mut Reader<'_>) -> Result<(), BadBatch> {
    for _ in 0..body.count(2)? {
        body.string()?;
        body.string()?;
    }
    Ok(())
}

/// Moves past an op that a pass has no use for.
pub(super) fn skip(code: Code, _bits: u32, body: &mut Reader<'_>) -> Result<(), BadBatch> {
    let (numbers, strings) = match code {
        Code::Focus | Code::Settled => (1, 0),
        Code::Filled | Code::Checked | Code::Sheets | Code::Layer | Code::Marks => (2, 0),
        Code::Scroll | Code::Box | Code::Viewport => (3, 0),
        Code::Pointer => (4, 0),
        Code::Value | Code::SetText | Code::NoAttribute => (1, 1),
        Code::Attribute => (1, 2),
        Code::Page => (0, 2),
        Code::Sheet => (3, 2),
        Code::Selected => {
            body.number()?;
            for _ in 0..body.count(1)? {
                body.number()?;
            }
            return Ok(());
        }
        Code::Field => {
            for _ in 0..5 {
                body.number()?;
            }
            for _ in 0..6 {
                body.string()?;
            }
            for _ in 0..body.count(1)? {
                body.string()?;
            }
            return Ok(());
        }
        _ => return Err(BadBatch),
    };
    for _ in 0..numbers {
        body.number()?;
    }
    for _ in 0..strings {
        body.string()?;
    }
    Ok(())
}
