//! Batches made by hand: what they become, and that hostile ones become nothing.

use crate::prelude::*;
mod hostile;
mod masking;
mod patches;

use pillion_protocol::tree::{BadTree, Op, TreeReader};

use super::{Capture, Output, RawBatch};
use crate::privacy::Policy;

/// Writes batches as `reader.js` does, without sharing strings.
#[derive(Default)]
struct Script {
    ops: Vec<u32>,
    tail: Vec<u32>,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    N(u32),
    S(&'a str),
}
use Part::{N, S};

impl Script {
    fn op(mut self, code: u32, parts: &[Part<'_>]) -> Script {
        self.ops.push(code);
        for part in parts {
            match part {
                N(number) => self.ops.push(*number),
                S(text) => {
                    self.ops.push((text.len() as u32) << 2 | 1);
                    self.bytes.extend_from_slice(text.as_bytes());
                }
            }
        }
        self
    }

    fn at(self, parent: u32, prev: u32) -> Script {
        self.op(1, &[N(parent), N(prev)])
    }

    /// Opens an element.
    fn element(self, id: u32, marks: u32, tag: &str, attributes: &[(&str, &str)]) -> Script {
        let mut parts = vec![N(id), N(id), N(marks), S(tag), N(attributes.len() as u32)];
        for (name, value) in attributes {
            parts.extend([S(name), S(value)]);
        }
        self.op(2, &parts)
    }

    fn text(self, id: u32, text: &str) -> Script {
        self.op(3, &[N(id), N(id), S(text)])
    }

    fn up(self) -> Script {
        self.op(7, &[])
    }

    /// An input's hints: its name and one label.
    fn field(self, id: u32, input_type: &str, name: &str, label: &str) -> Script {
        let parts = [
            N(id),
            N(0),
            N(0),
            N(0),
            N(1),
            S(input_type),
            S(""),
            S(name),
            S(""),
            S(""),
            S(""),
            N(1),
            S(label),
        ];
        self.op(10, &parts)
    }

    fn value(self, id: u32, value: &str) -> Script {
        self.op(11, &[N(id), S(value)])
    }

    fn moved(mut self, ids: &[u32]) -> Script {
        self.tail.extend([27, ids.len() as u32]);
        self.tail.extend(ids);
        self
    }

    fn gone(mut self, ids: &[u32]) -> Script {
        self.tail.extend([28, ids.len() as u32]);
        self.tail.extend(ids);
        self
    }

    /// A document with a body, number 1 and 2, that is open.
    fn page() -> Script {
        Script::default().at(0, 0).op(6, &[N(1), N(1)]).element(2, 0, "body", &[])
    }

    fn run(&self, with: impl FnOnce(&RawBatch<'_>) -> Result<Output, super::BadBatch>) -> Output {
        let ops: Vec<u32> = self.ops.iter().chain(&self.tail).copied().collect();
        with(&RawBatch { ops: &ops, tail: self.ops.len(), bytes: &self.bytes })
            .expect("a batch that can be read")
    }
}

/// A capture and the reader of what it writes.
struct Wire {
    capture: Capture,
    reader: TreeReader,
}

impl Wire {
    fn new() -> Wire {
        Wire::with(false)
    }

    fn with(private: bool) -> Wire {
        Wire { capture: Capture::new(Policy { private }), reader: TreeReader::new() }
    }

    /// The ops of a snapshot, as text, one a line, and the rest.
    fn snapshot(&mut self, script: &Script) -> (Vec<String>, Output) {
        self.reader.reset();
        let out = script.run(|batch| self.capture.snapshot(batch));
        (self.read(&out), out)
    }

    fn patch(&mut self, script: &Script) -> (Vec<String>, Output) {
        let out = script.run(|batch| self.capture.patch(batch));
        (self.read(&out), out)
    }

    fn read(&mut self, out: &Output) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(tree) = &out.tree {
            self.reader
                .read(tree, |op: Op<'_>| {
                    lines.push(format!("{op:?}"));
                    Ok::<(), BadTree>(())
                })
                .unwrap();
        }
        lines
    }
}

/// Whether one of the lines has all of these parts.
fn has(lines: &[String], parts: &[&str]) -> bool {
    lines.iter().any(|line| parts.iter().all(|part| line.contains(part)))
}
