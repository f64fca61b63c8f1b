//! One line of the audit log: how it is written and what must be true of it. Knows neither files nor what events mean.
//!
//! A line is a JSON object whose last members are `prev_hash` and `hash`. The hash is SHA-256 over the 32 bytes of the
//! last line's hash and all bytes of this line before `,"hash":"`. So every byte of a line counts, spaces too.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// SHA-256 of a line and all lines before it.
pub(crate) type LineHash = [u8; 32];

/// What stands for the hash before the first line.
pub(crate) const START: LineHash = [0; 32];

const MARK: &str = ",\"hash\":\"";
const END: &str = "\"}";

/// The place of a line in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    /// Counts from 1 over all files of a log.
    pub(crate) seq: u64,
    /// Its hash.
    pub(crate) hash: LineHash,
}

/// What a line says, and its place.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) link: Link,
    pub(crate) prev: LineHash,
    pub(crate) members: Map<String, Value>,
}

/// Why bytes are no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadLine {
    /// Not of the form that the relay writes.
    Form,
    /// The hash is not that of the line.
    Hash,
}

/// The line that follows `before`, with its end of line. `seq` and the hashes are added to the members.
pub(crate) fn write(before: &Link, members: &[(&str, Value)]) -> (String, Link) {
    let seq = before.seq + 1;
    let mut text = format!("{{\"seq\":{seq}");
    for (name, value) in members {
        // A `Value` written as text is always JSON, and never holds a line break.
        text.push_str(&format!(",{}:{value}", Value::from(*name)));
    }
    text.push_str(&format!(",\"prev_hash\":\"{}\"", hex(&before.hash)));
    let hash = hash(&before.hash, text.as_bytes());
    text.push_str(&format!("{MARK}{}{END}\n", hex(&hash)));
    (text, Link { seq, hash })
}

/// Reads a line without its end of line, and checks its own hash against the one before it that it names.
pub(crate) fn read(bytes: &[u8]) -> Result<Line, BadLine> {
    let text = std::str::from_utf8(bytes).map_err(|_| BadLine::Form)?;
    let body = text.strip_suffix(END).ok_or(BadLine::Form)?;
    let (body, written) = body.split_at_checked(body.len().saturating_sub(64)).ok_or(BadLine::Form)?;
    let written = unhex(written).ok_or(BadLine::Form)?;
    let body = body.strip_suffix(MARK).ok_or(BadLine::Form)?;
    let mut members: Map<String, Value> = serde_json::from_str(text).map_err(|_| BadLine::Form)?;
    let prev = members.remove("prev_hash").and_then(|it| unhex(it.as_str()?)).ok_or(BadLine::Form)?;
    let seq = members.remove("seq").and_then(|it| it.as_u64()).ok_or(BadLine::Form)?;
    members.remove("hash");
    if hash(&prev, body.as_bytes()) != written {
        return Err(BadLine::Hash);
    }
    Ok(Line { link: Link { seq, hash: written }, prev, members })
}

fn hash(prev: &LineHash, body: &[u8]) -> LineHash {
    let mut hash = Sha256::new();
    hash.update(prev);
    hash.update(body);
    hash.finalize().into()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 bytes of lower-case hexadecimal digits: one way to write a hash, so that a changed letter is a change.
pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_and_knows_its_place() {
        let start = Link { seq: 0, hash: START };
        let (first, link) = write(&start, &[("event", "start".into()), ("note", "\"\n\u{2028}é".into())]);
        assert!(first.ends_with("\"}\n") && first.matches('\n').count() == 1, "{first}");
        let line = read(first.trim_end().as_bytes()).unwrap();
        assert_eq!((line.link, line.prev), (link, START));
        assert_eq!(line.members["note"], "\"\n\u{2028}é");
        let (second, _) = write(&link, &[("event", "stop".into())]);
        let line = read(second.trim_end().as_bytes()).unwrap();
        assert_eq!((line.link.seq, line.prev), (2, link.hash));
    }

    #[test]
    fn nothing_of_a_line_can_be_written_differently() {
        let (text, _) = write(&Link { seq: 6, hash: [7; 32] }, &[("event", "start".into())]);
        let text = text.trim_end();
        for changed in [
            text.replace("\"event\":", "\"event\": "),
            text.replace("{\"seq\":7,\"event\":\"start\"", "{\"event\":\"start\",\"seq\":7"),
            text.to_uppercase(),
            format!("{text} "),
            text.replace("start", "st\\u0061rt"),
        ] {
            assert!(read(changed.as_bytes()).is_err(), "{changed}");
        }
    }
}
