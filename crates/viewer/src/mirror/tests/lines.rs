//! Instructions as lines of text, as the renderer would read them. Fails on what the renderer would not take.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::super::Mirror;

/// What the renderer knows between batches: names, and which slots hold something.
#[derive(Default)]
pub(crate) struct Lines {
    names: Vec<String>,
    live: BTreeSet<u32>,
    elements: BTreeMap<u32, String>,
}

impl Lines {
    /// Reads all that the mirror wrote.
    pub(crate) fn read(&mut self, mirror: &mut Mirror) -> String {
        let (code, text) = mirror.batch.take();
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut reader = Reader { code: &code, at: 0, units: &units, from: 0 };
        let mut out = String::new();
        while reader.at < code.len() {
            self.instruction(&mut reader, &mut out);
        }
        assert_eq!(reader.from, units.len(), "text is left over");
        out
    }

    /// The tag that a slot's element was created with, as "namespace:tag".
    pub(crate) fn tag(&self, slot: u32) -> Option<&str> {
        self.elements.get(&slot).map(String::as_str)
    }

    fn known(&self, slot: u32) -> u32 {
        assert!(self.live.contains(&slot), "slot {slot} holds nothing");
        slot
    }

    fn new_slot(&mut self, slot: u32) -> u32 {
        assert!(slot != 0 && self.live.insert(slot), "slot {slot} is taken");
        slot
    }

    fn instruction(&mut self, read: &mut Reader<'_>, out: &mut String) {
        let namespaces = ["html", "svg", "mathml"];
        match read.number() {
            0 => {
                let name = read.string();
                self.names.push(name);
                return;
            }
            1 => {
                let slot = self.new_slot(read.number());
                let namespace = namespaces[read.number() as usize];
                let tag = format!("{namespace}:{}", self.names[read.number() as usize]);
                write!(out, "element {slot} {tag}").unwrap();
                self.elements.insert(slot, tag);
            }
            2 => {
                let slot = self.new_slot(read.number());
                write!(out, "text {slot} {}", read.string()).unwrap();
            }
            3 => write!(out, "document {}", self.new_slot(read.number())).unwrap(),
            4 => {
                let slot = self.new_slot(read.number());
                write!(out, "shadow {slot} of {}", self.known(read.number())).unwrap();
            }
            5 => {
                let slot = self.known(read.number());
                let name = self.names[read.number() as usize].clone();
                write!(out, "set {slot} {name}={}", read.string()).unwrap();
            }
            6 => {
                let slot = self.known(read.number());
                write!(out, "unset {slot} {}", self.names[read.number() as usize]).unwrap();
            }
            7 => {
                let (slot, parent) = (self.known(read.number()), self.known(read.number()));
                let prev = read.number();
                assert!(prev == 0 || self.live.contains(&prev), "no sibling {prev}");
                write!(out, "insert {slot} in {parent} after {prev}").unwrap();
            }
            8 => write!(out, "take {}", self.known(read.number())).unwrap(),
            9 => {
                let slot = self.known(read.number());
                self.live.remove(&slot);
                self.elements.remove(&slot);
                write!(out, "free {slot}").unwrap();
            }
            10 => write!(out, "data {} {}", self.known(read.number()), read.string()).unwrap(),
            11 => write!(out, "value {} {}", self.known(read.number()), read.string()).unwrap(),
            12 => write!(out, "checked {} {}", self.known(read.number()), read.number()).unwrap(),
            13 => {
                let slot = self.known(read.number());
                let count = read.number();
                let chosen: Vec<_> = (0..count).map(|_| read.number()).collect();
                write!(out, "selected {slot} {chosen:?}").unwrap();
            }
            14 => {
                let slot = self.known(read.number());
                write!(out, "scroll {slot} {} {}", read.number() as i32, read.number() as i32).unwrap();
            }
            15 => {
                let slot = self.known(read.number());
                write!(out, "sheet {slot} [{}] {}", read.string(), read.string()).unwrap();
            }
            16 => {
                let (slot, index, disabled) = (self.known(read.number()), read.number(), read.number());
                write!(out, "adopt {slot} {index} {disabled} [{}] {}", read.string(), read.string()).unwrap();
            }
            17 => write!(out, "adopt-count {} {}", self.known(read.number()), read.number()).unwrap(),
            18 => {
                write!(out, "size {} {} {}", self.known(read.number()), read.number(), read.number()).unwrap()
            }
            19 => write!(out, "layer {} {}", self.known(read.number()), read.number()).unwrap(),
            20 => {
                write!(out, "frame {} holds {}", self.known(read.number()), self.known(read.number()))
                    .unwrap();
            }
            21 => write!(out, "swap {}", self.known(read.number())).unwrap(),
            22 => {
                self.live.clear();
                self.elements.clear();
                out.push_str("reset");
            }
            23 => write!(out, "source {} {}", self.known(read.number()), read.string()).unwrap(),
            24 => {
                self.names.clear();
                out.push_str("names");
            }
            25 => write!(out, "standards {}", self.known(read.number())).unwrap(),
            other => panic!("no instruction {other}"),
        }
        out.push('\n');
    }
}

struct Reader<'a> {
    code: &'a [u32],
    at: usize,
    units: &'a [u16],
    from: usize,
}

impl Reader<'_> {
    fn number(&mut self) -> u32 {
        self.at += 1;
        self.code[self.at - 1]
    }

    fn string(&mut self) -> String {
        let to = self.from + self.number() as usize;
        let text = String::from_utf16(&self.units[self.from..to]).unwrap();
        self.from = to;
        text.replace('\n', "\\n")
    }
}
