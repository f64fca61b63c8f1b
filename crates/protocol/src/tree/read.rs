//! Reads columns back into ops. Expects hostile bytes: every number is checked before it is used.

use super::columns::{Code, Column, FIRST_SHAPE, Split};
use super::names::static_name;
use super::strings::{SHARED_BYTES, Table};
use super::{BoxKind, Element, Namespace, Node, NodeFlags, Op, Viewport};
use crate::ids::NodeId;
use crate::limits;
use crate::prelude::*;
use crate::varint::unzigzag;

/// A payload that is no list of ops, or goes over a limit. The mirror asks for a fresh snapshot then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadTree;

impl core::fmt::Display for BadTree {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the tree could not be read")
    }
}

impl core::error::Error for BadTree {}

/// The receiver's end of a tree: keeps the tables between payloads.
#[derive(Debug, Default)]
pub struct TreeReader {
    strings: Table,
    shapes: Vec<Shape>,
}

#[derive(Debug)]
struct Shape {
    namespace: Namespace,
    tag: Box<str>,
    attributes: Vec<Box<str>>,
}

/// A string before its table is borrowed: the table may still grow while an op is read.
#[derive(Debug, Clone, Copy)]
enum Ref<'p> {
    Payload(&'p str),
    Table(usize),
    Static(&'static str),
}

/// One payload's state: columns, running ids and the path of the node inserted last.
struct Cursor<'p> {
    columns: Split<'p>,
    new_id: (i64, i64),
    id: (i64, i64),
    /// The last node and its ancestors, from the first that was placed by number.
    path: Vec<u32>,
    /// The parent of the path's first node.
    root: u32,
}

impl TreeReader {
    /// A reader whose tables are empty.
    pub fn new() -> TreeReader {
        TreeReader::default()
    }

    /// Forgets the tables: a snapshot begins.
    pub fn reset(&mut self) {
        self.strings.clear();
        self.shapes.clear();
    }

    /// Reads a payload and hands each op to `sink`, which may stop it.
    ///
    /// After an error the tables are not to be trusted: [`TreeReader::reset`] and ask for a snapshot.
    pub fn read<E: From<BadTree>>(
        &mut self,
        payload: &[u8],
        mut sink: impl FnMut(Op<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if payload.len() > limits::TREE_BYTES {
            return Err(BadTree.into());
        }
        let columns = Split::new(payload).ok_or(BadTree)?;
        let mut cursor = Cursor { columns, new_id: (0, 0), id: (0, 0), path: Vec::new(), root: 0 };
        let mut numbers = Vec::new();
        while !cursor.columns.is_empty(Column::Code) {
            let op = self.op(&mut cursor, &mut numbers).ok_or(BadTree)?;
            sink(op)?;
        }
        if cursor.columns.is_done() { Ok(()) } else { Err(BadTree.into()) }
    }

    fn op<'a, 'p: 'a>(&'a mut self, cursor: &mut Cursor<'p>, numbers: &'a mut Vec<u32>) -> Option<Op<'a>> {
        let code = cursor.columns.number(Column::Code)?;
        if let Some(number) = code.checked_sub(FIRST_SHAPE) {
            return self.element(cursor, usize::try_from(number).ok()?);
        }
        match Code::from_number(code)? {
            Code::NewShape => {
                let shape = self.shape(cursor)?;
                self.shapes.push(shape);
                let op = self.element(cursor, self.shapes.len() - 1);
                // A full table keeps its last place for shapes that are used once.
                op
            }
            Code::Text => {
                let (id, parent, prev) = cursor.place()?;
                let text = self.text(cursor)?;
                Some(Op::Insert { id, parent, prev, node: Node::Text(self.str(text)?) })
            }
            Code::Doctype => {
                let (id, parent, prev) = cursor.place()?;
                let [name, public, system] = [self.text(cursor)?, self.text(cursor)?, self.text(cursor)?];
                let node = Node::Doctype {
                    name: self.str(name)?,
                    public: self.str(public)?,
                    system: self.str(system)?,
                };
                Some(Op::Insert { id, parent, prev, node })
            }
            Code::ShadowRoot => {
                let (id, parent, prev) = cursor.place()?;
                Some(Op::Insert { id, parent, prev, node: Node::ShadowRoot })
            }
            Code::Document => {
                let (id, parent, prev) = cursor.place()?;
                Some(Op::Insert { id, parent, prev, node: Node::Document })
            }
            Code::Place => {
                let (id, parent, prev) = cursor.place()?;
                Some(Op::Place { id, parent, prev })
            }
            Code::Detach => Some(Op::Detach(cursor.id()?)),
            Code::Remove => Some(Op::Remove(cursor.id()?)),
            Code::SetAttribute => {
                let id = cursor.id()?;
                let (name, value) = (self.name(cursor, Column::Number)?, self.text(cursor)?);
                let (name, value) = (self.str(name)?, self.str(value)?);
                (value.len() <= limits::ATTRIBUTE_BYTES).then_some(Op::SetAttribute { id, name, value })
            }
            Code::RemoveAttribute => {
                let id = cursor.id()?;
                let name = self.name(cursor, Column::Number)?;
                Some(Op::RemoveAttribute { id, name: self.str(name)? })
            }
            Code::SetText => {
                let (id, text) = (cursor.id()?, self.text(cursor)?);
                Some(Op::SetText { id, text: self.str(text)? })
            }
            Code::Value => {
                let (id, value) = (cursor.id()?, self.text(cursor)?);
                Some(Op::Value { id, value: self.str(value)? })
            }
            Code::Checked => {
                let (id, bits) = (cursor.id()?, cursor.number()?);
                (bits < 4).then_some(Op::Checked { id, checked: bits & 1 != 0, indeterminate: bits & 2 != 0 })
            }
            Code::Selected => {
                let (id, count) = (cursor.id()?, cursor.number()?);
                numbers.clear();
                for _ in 0..count {
                    numbers.push(cursor.number()?);
                }
                Some(Op::Selected { id, options: numbers })
            }
            Code::Scroll => {
                let id = cursor.id()?;
                Some(Op::Scroll { id, x: cursor.signed()?, y: cursor.signed()? })
            }
            Code::Sheet => {
                let (id, bits) = (cursor.id()?, cursor.number()?);
                let (media, css) = (self.text(cursor)?, self.text(cursor)?);
                let (media, css) = (self.str(media)?, self.str(css)?);
                Some(Op::Sheet { id, index: bits >> 1, disabled: bits & 1 != 0, media, css })
            }
            Code::SheetCount => Some(Op::SheetCount { id: cursor.id()?, count: cursor.number()? }),
            Code::Box => {
                let (id, kind) = (cursor.id()?, BoxKind::from_number(cursor.number()?.into())?);
                Some(Op::Box { id, kind, width: cursor.number()?, height: cursor.number()? })
            }
            Code::Flags => Some(Op::Flags { id: cursor.id()?, flags: NodeFlags(cursor.number()?) }),
            Code::Focus => Some(Op::Focus(cursor.id()?)),
            Code::Page => {
                let (url, title) = (self.text(cursor)?, self.text(cursor)?);
                Some(Op::Page { url: self.str(url)?, title: self.str(title)? })
            }
            Code::Viewport => Some(Op::Viewport(Viewport {
                width: cursor.number()?,
                height: cursor.number()?,
                ratio: cursor.number()?,
            })),
        }
    }

    fn element<'a, 'p: 'a>(&'a mut self, cursor: &mut Cursor<'p>, number: usize) -> Option<Op<'a>> {
        let (id, parent, prev) = cursor.place()?;
        let count = self.shapes.get(number)?.attributes.len();
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(self.text(cursor)?);
        }
        if number >= limits::TABLE_SHAPES {
            // The writer's table was full and does not know this shape: keep it for this op alone, by
            // moving it to the one place behind the table.
            self.shapes.swap(number, limits::TABLE_SHAPES);
            self.shapes.truncate(limits::TABLE_SHAPES + 1);
        }
        let shape = self.shapes.get(number.min(limits::TABLE_SHAPES))?;
        let mut attributes = Vec::with_capacity(count);
        for (name, value) in shape.attributes.iter().zip(values) {
            let value = self.str(value)?;
            if value.len() > limits::ATTRIBUTE_BYTES {
                return None;
            }
            attributes.push((&**name, value));
        }
        let element = Element { namespace: shape.namespace, tag: &shape.tag, attributes };
        Some(Op::Insert { id, parent, prev, node: Node::Element(element) })
    }

    fn shape(&mut self, cursor: &mut Cursor<'_>) -> Option<Shape> {
        let namespace = Namespace::from_number(cursor.columns.number(Column::Shape)?)?;
        let tag = self.name(cursor, Column::Shape)?;
        let tag = self.str(tag)?.into();
        let count = usize::try_from(cursor.columns.number(Column::Shape)?).ok()?;
        if count > limits::ATTRIBUTES {
            return None;
        }
        let mut attributes = Vec::with_capacity(count);
        for _ in 0..count {
            let name = self.name(cursor, Column::Shape)?;
            attributes.push(self.str(name)?.into());
        }
        Some(Shape { namespace, tag, attributes })
    }

    fn name<'p>(&mut self, cursor: &mut Cursor<'p>, column: Column) -> Option<Ref<'p>> {
        match usize::try_from(cursor.columns.number(column)?).ok()? {
            0 => self.text(cursor),
            number => Some(Ref::Static(static_name(number - 1)?)),
        }
    }

    fn text<'p>(&mut self, cursor: &mut Cursor<'p>) -> Option<Ref<'p>> {
        let reference = cursor.columns.number(Column::Text)?;
        match reference {
            0 => Some(Ref::Static("")),
            1 | 2 => {
                let length = usize::try_from(cursor.columns.number(Column::Length)?).ok()?;
                let text = cursor.columns.text(length)?;
                if reference == 2 {
                    if self.strings.len() >= limits::TABLE_STRINGS || text.len() > SHARED_BYTES {
                        return None;
                    }
                    self.strings.push(text);
                }
                Some(Ref::Payload(text))
            }
            number => Some(Ref::Table(usize::try_from(number - 3).ok()?)),
        }
    }

    fn str<'a, 'p: 'a>(&'a self, reference: Ref<'p>) -> Option<&'a str> {
        match reference {
            Ref::Payload(text) | Ref::Static(text) => Some(text),
            Ref::Table(index) => self.strings.get(index),
        }
    }
}

impl Cursor<'_> {
    fn number(&mut self) -> Option<u32> {
        u32::try_from(self.columns.number(Column::Number)?).ok()
    }

    fn signed(&mut self) -> Option<i32> {
        i32::try_from(unzigzag(self.columns.number(Column::Number)?)).ok()
    }

    fn id(&mut self) -> Option<NodeId> {
        let change = self.columns.number(Column::Id)?;
        step(&mut self.id, change).map(NodeId)
    }

    /// A new or placed node's number, parent and previous sibling: the inverse of `TreeWriter::link`.
    fn place(&mut self) -> Option<(NodeId, NodeId, NodeId)> {
        let change = self.columns.number(Column::NewId)?;
        let id = step(&mut self.new_id, change)?;
        let (parent, prev) = match self.columns.number(Column::Link)? {
            0 => (*self.path.last()?, 0),
            1 => {
                let parent = apart(id, self.columns.number(Column::Link)?)?;
                let prev = match self.columns.number(Column::Link)? {
                    0 => 0,
                    distance => apart(id, distance - 1)?,
                };
                self.path.clear();
                self.root = parent;
                (parent, prev)
            }
            up => {
                let up = usize::try_from(up - 2).ok()?;
                let place = self.path.len().checked_sub(up.checked_add(1)?)?;
                let prev = self.path[place];
                self.path.truncate(place);
                (self.path.last().copied().unwrap_or(self.root), prev)
            }
        };
        if self.path.len() >= limits::DEPTH {
            return None;
        }
        self.path.push(id);
        Some((NodeId(id), NodeId(parent), NodeId(prev)))
    }
}

fn step((last, by): &mut (i64, i64), change: u64) -> Option<u32> {
    *by = by.checked_add(unzigzag(change))?;
    *last = last.checked_add(*by)?;
    u32::try_from(*last).ok()
}

fn apart(id: u32, distance: u64) -> Option<u32> {
    u32::try_from(i64::from(id).checked_sub(unzigzag(distance))?).ok()
}
