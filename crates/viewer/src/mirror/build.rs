//! Carries ops out on the tree and writes the instructions that do the same to the document.
//!
//! Knows nothing of what attributes and style mean; [`super::dress`] writes those.

use pillion_protocol::tree::{
    BadTree, BoxKind, Element, Namespace, Node, NodeFlags, Op, TreeReader, Viewport,
};

use super::batch::Do;
use super::dress;
use super::elements::{self, Part};
use super::model::{Broken, Kind, Sort};
use super::traits::{InputKind, Native};
use super::{Mirror, News, styles, words};

/// CSS pixels of a box or of the viewport, at most: no page has larger ones, and browsers do odd things with them.
const BOX: u32 = 100_000;

/// Options that one select may have chosen.
const OPTIONS: usize = 10_000;

impl From<BadTree> for Broken {
    fn from(_: BadTree) -> Broken {
        Broken::Payload
    }
}

impl Mirror {
    /// Reads a payload and carries all of it out.
    pub(super) fn build(&mut self, payload: &[u8]) -> Result<(), Broken> {
        let mut reader = core::mem::replace(&mut self.reader, TreeReader::new());
        let done = reader.read(payload, |op| self.op(op));
        self.reader = reader;
        done?;
        if self.model.has_detached() {
            return Err(Broken::Payload);
        }
        if let Some(slot) = self.swap.take() {
            self.batch.put(Do::Swap, [slot]);
        }
        Ok(())
    }

    fn op(&mut self, op: Op<'_>) -> Result<(), Broken> {
        match op {
            Op::Insert { id, parent, prev, node } => self.insert((id, parent, prev), &node),
            Op::Detach(id) => {
                let slot = self.model.detach(id.0)?;
                if slot != 0 {
                    self.batch.put(Do::Take, [slot]);
                }
                Ok(())
            }
            Op::Place { id, parent, prev } => {
                let slot = self.model.place(id.0, parent.0, prev.0)?;
                self.put_in_place(slot, parent.0, prev.0)
            }
            Op::Remove(id) => self.remove(id.0),
            Op::SetAttribute { id, name, value } => {
                self.note(id.0, name, Some(value))?;
                self.attribute(id.0, name, Some(value))
            }
            Op::RemoveAttribute { id, name } => {
                self.note(id.0, name, None)?;
                self.attribute(id.0, name, None)
            }
            Op::SetText { id, text } => {
                let node = self.model.get(id.0)?;
                if node.kind != Kind::Text {
                    return Err(Broken::Node(id.0));
                }
                if node.slot != 0 {
                    self.batch.put_text(Do::Data, [node.slot], text);
                }
                Ok(())
            }
            Op::Value { id, value } => {
                let (slot, native) = self.field(id.0)?;
                let shown = match native {
                    Native::Input(kind) => {
                        !matches!(kind, InputKind::Hidden | InputKind::File | InputKind::Check)
                    }
                    // A private select has no options: its value is all that it says.
                    Native::Select => self.model.get(id.0)?.first == 0,
                    Native::TextArea => true,
                    _ => false,
                };
                if shown && slot != 0 {
                    if matches!(native, Native::Input(_)) && value.starts_with('*') {
                        // Masked: a date or a number cannot show that.
                        self.batch.set(slot, "type", "text");
                    }
                    self.batch.put_text(Do::Value, [slot], value);
                }
                Ok(())
            }
            Op::Checked { id, checked, indeterminate } => {
                if let (slot @ 1.., Native::Input(InputKind::Check)) = self.field(id.0)? {
                    self.batch.put(Do::Checked, [slot, u32::from(checked) | u32::from(indeterminate) << 1]);
                }
                Ok(())
            }
            Op::Selected { id, options } => {
                if options.len() > OPTIONS {
                    return Err(Broken::Limit);
                }
                if let (slot @ 1.., Native::Select) = self.field(id.0)? {
                    self.batch.put(Do::Selected, [slot, options.len() as u32]);
                    self.batch.more(options);
                }
                Ok(())
            }
            Op::Scroll { id, x, y } => {
                let slot = self.model.get(id.0)?.slot;
                if slot != 0 {
                    self.batch.put(Do::Scroll, [slot, x as u32, y as u32]);
                }
                Ok(())
            }
            Op::Sheet { id, index, disabled, media, css } => self.sheet(id.0, index, disabled, (media, css)),
            Op::SheetCount { id, count } => {
                let node = self.model.get(id.0)?;
                if !matches!(node.kind, Kind::Document | Kind::Shadow) {
                    return Err(Broken::Place(id.0));
                }
                if count > super::ADOPTED {
                    return Err(Broken::Limit);
                }
                if node.slot != 0 {
                    self.batch.put(Do::AdoptCount, [node.slot, count]);
                }
                Ok(())
            }
            Op::Box { id, kind, width, height } => self.show_box(id.0, kind, width.min(BOX), height.min(BOX)),
            Op::Flags { id, flags } => self.set_flags(id.0, flags),
            Op::Focus(id) => {
                if !id.is_none() {
                    self.model.get(id.0)?;
                }
                self.focus = id.0;
                self.news.push(News::Focus(id.0));
                Ok(())
            }
            Op::Page { url, title } => {
                self.page_url = url.to_owned();
                let (url, title) = (words::line(url, words::ADDRESS), words::line(title, words::LABEL));
                self.news.push(News::Page { url, title });
                Ok(())
            }
            Op::Viewport(viewport) => {
                let (width, height) = (viewport.width.min(BOX), viewport.height.min(BOX));
                self.news.push(News::Viewport(Viewport { width, height, ..viewport }));
                Ok(())
            }
        }
    }

    fn insert(
        &mut self,
        place: (pillion_protocol::ids::NodeId, pillion_protocol::ids::NodeId, pillion_protocol::ids::NodeId),
        node: &Node<'_>,
    ) -> Result<(), Broken> {
        let (id, parent, prev) = (place.0.0, place.1.0, place.2.0);
        match node {
            Node::Document => {
                let slot = self.model.insert(place, Kind::Document, true)?;
                if slot != 0 {
                    self.batch.put(Do::Document, [slot]);
                    if parent == 0 {
                        self.swap = Some(slot);
                    } else {
                        self.batch.put(Do::Frame, [self.model.get(parent)?.slot, slot]);
                    }
                }
                Ok(())
            }
            Node::Doctype { .. } => {
                self.model.insert(place, Kind::Doctype, false)?;
                let document = self.model.get(parent)?;
                // The page's own document is that of the frame, which has a type already.
                if document.parent != 0 && document.slot != 0 {
                    self.batch.put(Do::Standards, [document.slot]);
                }
                Ok(())
            }
            Node::ShadowRoot => {
                let slot = self.model.insert(place, Kind::Shadow, true)?;
                if slot != 0 {
                    self.batch.put(Do::Shadow, [slot, self.model.get(parent)?.slot]);
                }
                Ok(())
            }
            Node::Text(text) => {
                let slot = self.model.insert(place, Kind::Text, true)?;
                if slot != 0 {
                    self.batch.put_text(Do::Text, [slot], text);
                }
                self.put_in_place(slot, parent, prev)
            }
            Node::Element(element) => {
                self.element(place, element)?;
                let slot = self.model.get(id)?.slot;
                self.put_in_place(slot, parent, prev)?;
                if matches!(self.model.get(id)?.kind, Kind::Element { sort: Sort::Head, .. }) && slot != 0 {
                    self.first_style(id, slot);
                }
                Ok(())
            }
        }
    }

    fn element(
        &mut self,
        place: (pillion_protocol::ids::NodeId, pillion_protocol::ids::NodeId, pillion_protocol::ids::NodeId),
        element: &Element<'_>,
    ) -> Result<(), Broken> {
        let plan = elements::plan(element.namespace, element.tag);
        let (sort, mut traits) = dress::sort(element.namespace, element.tag, plan.part);
        for (name, value) in &element.attributes {
            traits.note(name, Some(value));
        }
        let traits = (!traits.is_plain()).then(|| Box::new(traits));
        let kind = Kind::Element { part: plan.part, sort, host: elements::can_host(&plan), traits };
        let slot = self.model.insert(place, kind, true)?;
        if slot == 0 {
            return Ok(());
        }
        self.batch.element(slot, plan.namespace, &plan.tag);
        if sort == Sort::Field {
            self.batch.set(slot, "autocomplete", "off");
        }
        if plan.part == Part::Frame {
            // Only what the console itself builds comes into it, and no script runs there.
            self.batch.set(slot, "sandbox", "allow-same-origin");
        }
        // The kind of a field decides what its value may be.
        let id = place.0.0;
        let kind = element.attributes.iter().filter(|(name, _)| *name == "type");
        let others = element.attributes.iter().filter(|(name, _)| *name != "type");
        for (name, value) in kind.chain(others) {
            self.attribute(id, name, Some(value))?;
        }
        Ok(())
    }

    /// The mirror's own rules for what browsers do by themselves to links. They stand first, and in a layer, so
    /// that every rule of the page outweighs them.
    fn first_style(&mut self, head: u32, head_slot: u32) {
        let slot = self.model.own_slot();
        self.batch.element(slot, Namespace::Html, "style");
        self.batch.put(Do::Insert, [slot, head_slot, 0]);
        self.batch.put_text(Do::Sheet, [slot], "");
        self.batch.text(styles::FIRST);
        self.heads.insert(head, slot);
    }

    fn put_in_place(&mut self, slot: u32, parent: u32, prev: u32) -> Result<(), Broken> {
        if slot == 0 {
            return Ok(());
        }
        let before = match prev {
            0 => self.heads.get(&parent).copied().unwrap_or(0),
            prev => self.model.get(prev)?.slot,
        };
        self.batch.put(Do::Insert, [slot, self.model.get(parent)?.slot, before]);
        Ok(())
    }

    fn remove(&mut self, id: u32) -> Result<(), Broken> {
        let node = self.model.get(id)?;
        if node.kind == Kind::Shadow {
            // A shadow root stays as long as its host.
            return Err(Broken::Place(id));
        }
        if node.slot != 0 {
            self.batch.put(Do::Take, [node.slot]);
        }
        let mut own = Vec::new();
        let Mirror { model, batch, pending, boxes, heads, flagged, focus, .. } = self;
        model.remove(id, |id, node| {
            if node.slot != 0 {
                batch.put(Do::Free, [node.slot]);
            }
            if let Some(slot) = heads.remove(&id) {
                batch.put(Do::Free, [slot]);
                own.push(slot);
            }
            pending.remove(&id);
            boxes.remove(&id);
            flagged.remove(&id);
            if *focus == id {
                *focus = 0;
            }
        })?;
        for slot in own {
            self.model.free_slot(slot);
        }
        Ok(())
    }

    fn show_box(&mut self, id: u32, kind: BoxKind, width: u32, height: u32) -> Result<(), Broken> {
        let node = self.model.get(id)?;
        if !matches!(node.kind, Kind::Element { .. }) {
            return Err(Broken::Place(id));
        }
        if node.slot != 0 {
            let word = match kind {
                BoxKind::Hidden => "hidden",
                BoxKind::OtherSite => "other-site",
                BoxKind::Video => "video",
                BoxKind::Drawing => "drawing",
                BoxKind::TooLarge => "too-large",
            };
            self.batch.set(node.slot, "data-cb-box", word);
            self.batch.put(Do::Size, [node.slot, width, height]);
            self.boxes.insert(id, (width, height));
        }
        Ok(())
    }

    fn set_flags(&mut self, id: u32, flags: NodeFlags) -> Result<(), Broken> {
        let node = self.model.get_mut(id)?;
        let layer = |flags: NodeFlags| match flags {
            flags if flags.has(NodeFlags::MODAL) => 1,
            flags if flags.has(NodeFlags::POPOVER) => 2,
            _ => 0,
        };
        let (old, new) = (layer(node.flags), layer(flags));
        node.flags = flags;
        if old != new && node.slot != 0 && matches!(node.kind, Kind::Element { .. }) {
            self.batch.put(Do::Layer, [node.slot, new]);
        }
        if flags == NodeFlags(0) {
            self.flagged.remove(&id);
        } else {
            self.flagged.insert(id);
        }
        Ok(())
    }

    fn field(&self, id: u32) -> Result<(u32, Native), Broken> {
        let node = self.model.get(id)?;
        match node.kind {
            Kind::Element { .. } => {
                Ok((node.slot, node.traits().map_or(Native::Other, |traits| traits.native)))
            }
            _ => Err(Broken::Node(id)),
        }
    }
}
