//! `pillion-relay frames dump`: recorded frames as JSON lines, one each, for the eyes and for `jq`. A frame that cannot be
//! read is an error line, not the end. Reads bytes; knows no relay.

mod describe;

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use describe::Reader;

/// A length beyond this is no frame: the recording is damaged, and what follows cannot be found.
const LONGEST: u32 = 64 * 1024 * 1024;

/// Prints the frames of a file.
///
/// # Errors
/// The file cannot be read, or the output cannot be written.
pub fn dump(file: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let input =
        File::open(file).with_context(|| format!("the recording {} cannot be read", file.display()))?;
    let mut out = BufWriter::new(out);
    let result = dump_all(&mut BufReader::new(input), &mut out);
    match result.and_then(|()| out.flush()) {
        // `| head` reads enough and leaves.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("printing the recording"),
    }
}

fn dump_all(input: &mut impl Read, out: &mut impl Write) -> std::io::Result<()> {
    let mut reader = Reader::default();
    for number in 0u64.. {
        let line = match next(input)? {
            Piece::End => break,
            Piece::Frame(frame) => reader.line(number, &frame),
            Piece::Damaged(why) => error(number, why),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The line of a frame that cannot be read.
fn error(number: u64, why: &str) -> Value {
    json!({ "frame": number, "error": why })
}

enum Piece {
    Frame(Vec<u8>),
    /// The recording cannot be followed from here on; the next call finds its end.
    Damaged(&'static str),
    End,
}

fn next(input: &mut impl Read) -> std::io::Result<Piece> {
    let mut length = Vec::new();
    input.by_ref().take(4).read_to_end(&mut length)?;
    let length = match length.as_slice() {
        [] => return Ok(Piece::End),
        &[a, b, c, d] => u32::from_le_bytes([a, b, c, d]),
        _ => return Ok(Piece::Damaged("the recording ends within a length")),
    };
    if length > LONGEST {
        std::io::copy(input, &mut std::io::sink())?;
        return Ok(Piece::Damaged("the length is no frame's; the rest cannot be read"));
    }
    let mut frame = Vec::new();
    input.by_ref().take(u64::from(length)).read_to_end(&mut frame)?;
    if frame.len() < length as usize {
        return Ok(Piece::Damaged("the recording ends within a frame"));
    }
    Ok(Piece::Frame(frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pillion_protocol::command::{Command, Filling};
    use pillion_protocol::frame::{Flags, FrameType, Header};
    use pillion_protocol::ids::{Epoch, NodeId, Slot};
    use pillion_protocol::to_payload;

    fn lines(recording: &[u8]) -> Vec<Value> {
        let mut out = Vec::new();
        dump_all(&mut &*recording, &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn record(frames: &[Vec<u8>]) -> Vec<u8> {
        let pieces =
            frames.iter().flat_map(|frame| [&(frame.len() as u32).to_le_bytes()[..], frame].concat());
        pieces.collect()
    }

    #[test]
    fn frames_become_lines_and_unreadable_ones_do_not_end_it() {
        let fill = Command::Fill(pillion_protocol::command::Fill {
            node: NodeId(7),
            what: Filling::Value("Ada".into()),
        });
        let header = Header {
            kind: FrameType::Fill,
            flags: Flags::default().from_slot(Slot(1)),
            epoch: Epoch(3),
            seq: 9,
        };
        let good = header.frame(&fill.to_payload());
        let bad_payload = header.frame(b"\xff");
        let unknown = vec![0x7f, 0, 0, 0];
        let lines = lines(&record(&[good, bad_payload, unknown, vec![], good_notice()]));
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[0]["type"], "Fill");
        assert_eq!(
            (&lines[0]["epoch"], &lines[0]["seq"], &lines[0]["slot"]),
            (&json!(3), &json!(9), &json!(1))
        );
        assert_eq!(lines[0]["payload"]["what"]["Value"], "Ada");
        for (number, line) in lines.iter().enumerate().take(4).skip(1) {
            assert!(line["error"].is_string(), "{line}");
            assert_eq!(line["frame"], number);
        }
        assert_eq!(lines[4]["payload"]["customer"], "Resumed");
    }

    fn good_notice() -> Vec<u8> {
        let notice = pillion_protocol::notice::CustomerNotice::Resumed;
        Header::plain(FrameType::Notice).frame(&to_payload(&notice))
    }

    #[test]
    fn a_recording_that_ends_early_says_so() {
        let whole = record(&[good_notice()]);
        for cut in 1..whole.len() {
            let lines = lines(&whole[..cut]);
            assert!(lines[0]["error"].as_str().unwrap().contains("ends"), "{cut}: {lines:?}");
        }
        assert!(lines(&[]).is_empty());
        assert_eq!(lines(&[0xff; 40]).len(), 1);
    }
}
