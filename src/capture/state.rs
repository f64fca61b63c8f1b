//! Writes the ops that hold numbers alone: states of fields, positions, sizes, the pointer.
//!
//! Part of the second pass. No string of the page passes here, but what a masked field's numbers would tell is
//! kept back as its text is.

use crate::prelude::*;
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{BoxKind, NodeFlags, Viewport};
use pillion_protocol::update::{Place as Point, Pointer, PointerAction, ScrollPosition};

use super::batch::{Code, Reader};
use super::model::Node;
use super::{BadBatch, Capture, Turn, tags};
use crate::privacy::{FieldState, Marks, Masked};

impl Capture {
    /// Ops that hold numbers alone.
    pub(super) fn state(
        &mut self,
        turn: &mut Turn,
        code: Code,
        body: &mut Reader<'_>,
    ) -> Result<(), BadBatch> {
        let id = match code {
            Code::Viewport => 0,
            _ => body.number()?,
        };
        let known = self.model.get(id).map(|node| (node.turn == turn.number, node.marks));
        let hidden = known.is_none_or(|(_, marks)| marks.has(Marks::BLOCK));
        match code {
            Code::Viewport => {
                let (width, height, ratio) = (body.number()?, body.number()?, body.number()?);
                self.writer.viewport(Viewport { width, height, ratio });
            }
            Code::Filled => {
                let filled = body.number()? != 0;
                if !hidden {
                    let value = if filled { Masked::stars() } else { Masked::empty() };
                    self.writer.value(NodeId(id), &value);
                }
            }
            Code::Checked => {
                let bits = body.number()?;
                if let Some(field) = self.field(id) {
                    let hidden = field.masked || field.ignored;
                    self.writer.checked(NodeId(id), !hidden && bits & 1 != 0, hidden || bits & 2 != 0);
                }
            }
            Code::Selected => {
                let mut options = Vec::new();
                for _ in 0..body.count(1)? {
                    options.push(body.number()?);
                }
                match self.field(id) {
                    Some(field) if field.masked => self.writer.value(NodeId(id), &Masked::stars()),
                    Some(field) if !field.ignored => self.writer.selected(NodeId(id), &options),
                    _ => {}
                }
            }
            Code::Scroll => {
                let (x, y) = (body.number()? as i32, body.number()? as i32);
                // How far something masked is scrolled tells how much is in it.
                let masked = |(_, marks): (bool, Marks)| marks.has(Marks::MASK.with(Marks::FIELD));
                let held = |field: FieldState| field.masked || field.ignored;
                if hidden || known.is_some_and(masked) || self.field(id).is_some_and(held) {
                } else if known.is_some_and(|(new, _)| new) {
                    self.writer.scroll(NodeId(id), x, y);
                } else {
                    turn.scroll.push(ScrollPosition { node: NodeId(id), x, y });
                }
            }
            Code::Sheets => {
                let count = body.number()?;
                if !hidden {
                    self.writer.sheet_count(NodeId(id), count);
                }
            }
            Code::Box => {
                let (width, height) = (body.number()?, body.number()?);
                if let Some(node) = self.model.get(id) {
                    self.writer.placeholder(NodeId(id), box_kind(node), width, height);
                }
            }
            Code::Focus => {
                if id == 0 || known.is_some() {
                    self.writer.focus(NodeId(id));
                }
            }
            Code::Layer => {
                let bits = body.number()?;
                let layers = [(1, NodeFlags::MODAL), (2, NodeFlags::POPOVER)];
                let set =
                    layers.iter().filter(|(bit, _)| bits & bit != 0).fold(0, |set, (_, flag)| set | flag);
                self.flags(id, NodeFlags::MODAL | NodeFlags::POPOVER, set);
            }
            Code::Pointer => {
                let (x, y, press) = (body.number()? as u16, body.number()? as u16, body.number()? != 0);
                let action = if press { PointerAction::Press } else { PointerAction::Move };
                if id == 0 || known.is_some() {
                    turn.out.pointers.push(Pointer { at: Point { node: NodeId(id), x, y }, action });
                }
            }
            Code::Settled => {}
            _ => return Err(BadBatch),
        }
        Ok(())
    }
}

fn box_kind(node: &Node) -> BoxKind {
    if node.marks.has(Marks::BLOCK) {
        return BoxKind::Hidden;
    }
    match tags::name(node.tag) {
        "canvas" => BoxKind::Drawing,
        "video" | "audio" => BoxKind::Video,
        "iframe" | "frame" | "object" | "embed" | "applet" => BoxKind::OtherSite,
        _ => BoxKind::TooLarge,
    }
}
