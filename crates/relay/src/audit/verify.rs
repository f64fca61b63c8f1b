//! Whether an audit log is as it was written: every line in its place, every head signed, nothing cut off since the heads
//! that were kept elsewhere. Takes bytes and says what is wrong where; knows no files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::head::Head;
use super::key::Public;
use super::line::{self, BadLine, Line, LineHash, Link, START, hex};

/// A log in one or more files, in order.
#[derive(Debug, Default)]
pub(crate) struct Material<'a> {
    /// Names for what is said, and contents.
    pub(crate) files: Vec<(String, &'a [u8])>,
    /// Heads that were kept elsewhere, one a line.
    pub(crate) heads: Option<&'a [u8]>,
    /// The relay's keys. Empty: those that the log itself names are believed.
    pub(crate) keys: Vec<Public>,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// What is wrong, each with its place. None: the log is whole.
    pub(crate) faults: Vec<String>,
    /// What one must know to judge the result.
    pub(crate) notes: Vec<String>,
    /// Whole lines.
    pub(crate) lines: u64,
    /// Heads whose signature is good, in the log and elsewhere.
    pub(crate) heads: u64,
    /// The last whole line.
    pub(crate) last: u64,
}

/// A piece between two ends of line.
struct Piece<'a> {
    place: String,
    bytes: &'a [u8],
    line: Result<Line, BadLine>,
    /// The first of its file.
    first: bool,
}

/// Checks everything.
pub(crate) fn verify(material: &Material<'_>) -> Report {
    let mut report = Report::default();
    let pieces = pieces(material, &mut report);
    let lines = pieces.iter().filter_map(|piece| piece.line.as_ref().ok());
    let seen: BTreeMap<u64, LineHash> = lines.clone().map(|line| (line.link.seq, line.link.hash)).collect();
    report.lines = lines.clone().count() as u64;
    report.last = seen.keys().next_back().copied().unwrap_or(0);
    let keys = if material.keys.is_empty() {
        report.notes.push("no --key was given: the key that the log itself names was believed".to_owned());
        lines.filter_map(|line| Public::parse(line.members.get("key")?.as_str()?)).collect()
    } else {
        material.keys.clone()
    };
    if report.lines == 0 {
        report.faults.push("there is no line of an audit log".to_owned());
    }
    Walk { report: &mut report, seen: &seen, keys: &keys, last: None, met: BTreeSet::new() }.walk(&pieces);
    match material.heads {
        Some(heads) => outside(heads, &seen, &keys, &mut report),
        None => report.notes.push(
            "no --head was given: lines that were cut off the end, or a log that was written anew, would not show"
                .to_owned(),
        ),
    }
    report
}

fn pieces<'a>(material: &Material<'a>, report: &mut Report) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    for (name, bytes) in &material.files {
        let mut rest = *bytes;
        let mut number = 0;
        while !rest.is_empty() {
            number += 1;
            let place = format!("{name}:{number}");
            let Some(stop) = rest.iter().position(|byte| *byte == b'\n') else {
                report
                    .faults
                    .push(format!("{place}: the file ends within a line: a crash, or it was cut off here"));
                break;
            };
            let bytes = &rest[..stop];
            out.push(Piece { place, bytes, line: line::read(bytes), first: number == 1 });
            rest = &rest[stop + 1..];
        }
    }
    out
}

struct Walk<'a> {
    report: &'a mut Report,
    seen: &'a BTreeMap<u64, LineHash>,
    keys: &'a [Public],
    last: Option<Link>,
    met: BTreeSet<u64>,
}

impl Walk<'_> {
    fn walk(mut self, pieces: &[Piece<'_>]) {
        let mut bad: Vec<&Piece<'_>> = Vec::new();
        for piece in pieces {
            match &piece.line {
                Err(_) => bad.push(piece),
                Ok(line) => {
                    let told = !bad.is_empty() && is_torn(line, &bad);
                    let skipped = if told { 0 } else { bad.len() as u64 };
                    if skipped > 0 {
                        self.changed(&bad);
                    }
                    bad.clear();
                    self.line(piece, line, skipped);
                }
            }
        }
        self.changed(&bad);
    }

    fn fault(&mut self, piece: &Piece<'_>, text: &str) {
        self.report.faults.push(format!("{}: {text}", piece.place));
    }

    fn changed(&mut self, bad: &[&Piece<'_>]) {
        for piece in bad {
            let text = match piece.line {
                Err(BadLine::Hash) => "the line was changed: its hash is not that of its text",
                _ => "this is no line of an audit log: it was changed or inserted",
            };
            self.fault(piece, text);
        }
    }

    /// `skipped`: lines before this one that could not be read.
    fn line(&mut self, piece: &Piece<'_>, line: &Line, skipped: u64) {
        let Link { seq, .. } = line.link;
        if !self.met.insert(seq) {
            self.fault(piece, &format!("a line was inserted: there is a line {seq} before it"));
            return;
        }
        match self.last {
            None if skipped > 0 => {}
            None => self.first(piece, line),
            Some(last) if seq <= last.seq => {
                self.fault(
                    piece,
                    &format!("the order was changed: line {seq} stands behind line {}", last.seq),
                );
                return;
            }
            Some(last) if seq > last.seq + 1 + skipped => {
                let missing: Vec<u64> =
                    (last.seq + 1..seq).filter(|seq| !self.seen.contains_key(seq)).collect();
                let text = match missing.as_slice() {
                    [] => format!("the order was changed: line {seq} stands right behind line {}", last.seq),
                    [one] => format!("line {one} is missing before it: it was deleted"),
                    [first, .., end] => {
                        format!("lines {first} to {end} are missing before it: they were deleted")
                    }
                };
                self.fault(piece, &text);
            }
            Some(last) if skipped == 0 && line.prev != last.hash => {
                self.fault(
                    piece,
                    &format!("line {seq} does not follow the line before it: one of them was exchanged"),
                );
            }
            Some(_) => {}
        }
        if piece.first && seq > 1 && !is_event(line, "continue") {
            self.fault(
                piece,
                "the file does not begin as the relay begins one: lines before it were deleted",
            );
        }
        self.last = Some(line.link);
        if is_event(line, "mismatch") {
            self.fault(piece, "the relay found at its start that the log was not as it had signed it");
        }
        if is_event(line, "head") {
            self.head(piece, line);
        }
    }

    fn first(&mut self, piece: &Piece<'_>, line: &Line) {
        let seq = line.link.seq;
        if seq == 1 && line.prev != START {
            self.fault(piece, "the first line names a line before it");
        }
        if seq > 1 && is_event(line, "continue") {
            self.report.notes.push(format!("the log begins with line {seq}: give the files before it too"));
        }
    }

    /// A head in the log is of the line before it.
    fn head(&mut self, piece: &Piece<'_>, line: &Line) {
        let head = line.members.get("head").and_then(|head| Head::deserialize(head).ok());
        let before = Link { seq: line.link.seq - 1, hash: line.prev };
        match head {
            Some(head) if head.link() != Some(before) => self.fault(piece, "the head is of another line"),
            Some(head) if !self.keys.iter().any(|key| head.is_of(key)) => {
                self.fault(
                    piece,
                    &format!("the head is not signed with a known key (it names {})", head.key),
                );
            }
            Some(_) => self.report.heads += 1,
            None => self.fault(piece, "the head cannot be read"),
        }
    }
}

fn is_event(line: &Line, name: &str) -> bool {
    line.members.get("event").is_some_and(|event| event == name)
}

/// Whether a line tells of the bytes before it that a crash left them.
fn is_torn(line: &Line, bad: &[&Piece<'_>]) -> bool {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    for piece in bad {
        hash.update(piece.bytes);
        hash.update(b"\n");
        bytes += piece.bytes.len() as u64 + 1;
    }
    let said = |name: &str| line.members.get(name);
    is_event(line, "torn")
        && said("bytes").and_then(Value::as_u64) == Some(bytes)
        && said("sha256").and_then(Value::as_str) == Some(&hex(&hash.finalize()))
}

/// Heads that were kept elsewhere.
fn outside(heads: &[u8], seen: &BTreeMap<u64, LineHash>, keys: &[Public], report: &mut Report) {
    let (first, last) = (seen.keys().next().copied().unwrap_or(0), report.last);
    let mut beyond = 0;
    let mut good = 0;
    for (index, bytes) in heads.split(|byte| *byte == b'\n').enumerate() {
        if bytes.is_empty() {
            continue;
        }
        let place = format!("head {}", index + 1);
        let head: Option<Head> = serde_json::from_slice(bytes).ok();
        let Some((head, link)) = head.and_then(|head| head.link().map(|link| (head, link))) else {
            report.faults.push(format!("{place}: this is no head"));
            continue;
        };
        if !keys.iter().any(|key| head.is_of(key)) {
            report.faults.push(format!("{place}: it is not signed with a known key (it names {})", head.key));
            continue;
        }
        good += 1;
        match seen.get(&link.seq) {
            Some(hash) if *hash == link.hash => {}
            Some(_) => report.faults.push(format!(
                "{place}: line {} is not the one that was signed: lines up to it were written anew",
                link.seq
            )),
            None if link.seq > last => beyond = beyond.max(link.seq),
            // Of a file before these.
            None if link.seq < first => {}
            None => report.faults.push(format!("{place}: line {}, which was signed, is missing", link.seq)),
        }
    }
    if beyond > 0 {
        report.faults.push(format!(
            "the log ends with line {last}, but line {beyond} was signed: {}",
            match beyond - last {
                1 => "1 line was cut off".to_owned(),
                lines => format!("{lines} lines were cut off"),
            }
        ));
    }
    if good == 0 {
        report.faults.push("there is no head in what --head names".to_owned());
    }
    report.heads += good;
}

#[cfg(test)]
mod tests;
