//! Judges texts: alone, or together with those on the same line, since a value may be spread over several.
//!
//! Knows lines of text only by the tags that end them, not by how the page is styled.

use crate::prelude::*;
use core::ops::Range;

use super::model::{COVERED, Kind, Model, Node};
use super::{Capture, Turn, tags};
use crate::privacy::{Label, Marks, Masked, Place};

/// How many texts before and behind a changed one are judged with it. A card's number has 19 signs and their
/// separators at most.
const REACH: usize = 40;

impl Capture {
    /// Judges all texts of the turn, and those that they may change the sense of.
    pub(super) fn judge_texts(&mut self, turn: &mut Turn) {
        let mut line = Vec::new();
        for id in core::mem::take(&mut turn.texts) {
            // One judged along with a text before it has its slot by now.
            if self.model.get(id).is_none_or(|node| node.slot != 0) {
                continue;
            }
            line.clear();
            let sure = self.line(id, &mut line);
            let label = self.label(id);
            let places: Vec<(Place, &str)> = line
                .iter()
                .filter_map(|id| self.model.get(*id))
                .map(|node| (place_of(node, turn.number, label), &*node.text))
                .collect();
            let masked = match places.as_slice() {
                // Alone on its line, as most are.
                [(place, text)] => vec![self.privacy.text(place, text)],
                _ => self.privacy.run(&places),
            };
            for (id, masked) in line.iter().zip(masked).skip(sure.start).take(sure.len()) {
                self.judged(turn, *id, masked);
            }
        }
    }

    fn judged(&mut self, turn: &mut Turn, id: u32, masked: Masked) {
        let Some(node) = self.model.get_mut(id) else { return };
        if node.slot != 0 {
            return;
        }
        let covered = masked.as_str() != &*node.text;
        let was_covered = node.has(COVERED);
        node.bits = if covered { node.bits | COVERED } else { node.bits & !COVERED };
        let shown = if covered { hash(masked.as_str()) } else { 0 };
        let again = (covered || was_covered) && shown != node.shown;
        node.shown = shown;
        turn.judged.push((id, masked, again));
        node.slot = turn.judged.len() as u32;
    }

    /// The texts that stand on one line with this one, in order, itself among them. Of a very long line only a
    /// part; then those at its ends lack what stands beside them, and only the range that is given is judged.
    fn line(&self, id: u32, line: &mut Vec<u32>) -> Range<usize> {
        let mut at = id;
        while line.len() < 2 * REACH
            && let Some(before) = step(&self.model, at, false)
        {
            line.push(before);
            at = before;
        }
        let whole_start = line.len() < 2 * REACH;
        line.reverse();
        let own = line.len();
        line.push(id);
        at = id;
        while line.len() <= own + 2 * REACH
            && let Some(behind) = step(&self.model, at, true)
        {
            line.push(behind);
            at = behind;
        }
        let whole_end = line.len() <= own + 2 * REACH;
        let start = if whole_start { 0 } else { own.saturating_sub(REACH) };
        let end = if whole_end { line.len() } else { own + REACH };
        start..end
    }

    /// What stands before a table's or list's value: the cell before, the header of its row and column, its `dt`.
    fn label(&self, text: u32) -> Label {
        if !self.model.get(text).is_some_and(|node| node.text.bytes().any(|byte| byte.is_ascii_digit())) {
            return Label::NONE;
        }
        let mut cell = text;
        let cell = loop {
            let Some(node) = self.model.get(cell) else { return Label::NONE };
            if tags::is_border(node.tag) {
                match tags::name(node.tag) {
                    "td" | "dd" => break node,
                    "" => {}
                    _ => return Label::NONE,
                }
            }
            cell = node.parent;
        };
        let mut label = Label::NONE;
        let (mut before, mut column) = (cell.prev, 0);
        while let Some(node) = self.model.get(before) {
            if node.kind == Kind::Element {
                let is_header = matches!(tags::name(node.tag), "th" | "dt");
                if column == 0 || is_header {
                    label = label.or(Label::of(&self.plain(before)));
                }
                column += 1;
            }
            before = node.prev;
        }
        if tags::name(cell.tag) == "td" {
            label = label.or(self.column_header(cell.parent, column));
        }
        label
    }

    fn column_header(&self, row: u32, column: usize) -> Label {
        let mut table = row;
        for _ in 0..2 {
            table = self.model.get(table).map_or(0, |node| node.parent);
        }
        let mut next = self.model.following(table, table);
        while let Some(id) = next {
            let Some(node) = self.model.get(id) else { break };
            if tags::name(node.tag) == "tr" {
                let mut cell = node.first;
                let mut left = column;
                while let Some(at) = self.model.get(cell) {
                    if at.kind == Kind::Element {
                        if left == 0 {
                            let header = id != row && tags::name(at.tag) == "th";
                            return if header { Label::of(&self.plain(cell)) } else { Label::NONE };
                        }
                        left -= 1;
                    }
                    cell = at.next;
                }
                break;
            }
            next = self.model.following(id, table);
        }
        Label::NONE
    }

    /// The text below a node, as far as a label needs it.
    fn plain(&self, top: u32) -> String {
        let mut text = String::new();
        let mut next = Some(top);
        while let Some(id) = next
            && text.len() < 200
        {
            if let Some(node) = self.model.get(id) {
                text.push_str(&node.text);
            }
            next = self.model.following(id, top);
        }
        text
    }
}

fn place_of(node: &Node, turn: u32, label: Label) -> Place {
    Place { node: node.key, marks: node.marks, fresh: node.changed == turn, label }
}

/// The text before or behind on the same line.
fn step(model: &Model, from: u32, forward: bool) -> Option<u32> {
    let mut at = from;
    // Long rows of empty elements are no line worth following.
    for _ in 0..256 {
        let node = model.get(at)?;
        let side = if forward { node.next } else { node.prev };
        if side == 0 {
            let parent = model.get(node.parent)?;
            if parent.kind != Kind::Element || tags::is_border(parent.tag) || parent.inner == at {
                return None;
            }
            at = node.parent;
            continue;
        }
        at = side;
        loop {
            let node = model.get(at)?;
            match node.kind {
                Kind::Text => return Some(at),
                Kind::Element if tags::is_border(node.tag) || node.marks.has(Marks::BLOCK) => return None,
                _ => {}
            }
            let inside = if forward { node.first } else { node.last };
            if inside == 0 {
                break;
            }
            at = inside;
        }
    }
    None
}

fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) | 1
}
