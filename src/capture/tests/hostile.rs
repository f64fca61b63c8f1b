//! Numbers that do not fit: an error, never a panic, and no word of the batch gets out.

use crate::prelude::*;
use proptest::prelude::*;

use super::*;

fn take(ops: &[u32], tail: usize, bytes: &[u8]) -> bool {
    let mut capture = Capture::new(Policy::default());
    let first = capture.snapshot(&RawBatch { ops, tail, bytes }).is_ok();
    let _ = capture.patch(&RawBatch { ops, tail, bytes });
    let _ = capture.snapshot(&RawBatch { ops, tail, bytes });
    first
}

#[test]
fn counts_lengths_and_codes_are_checked() {
    for ops in [
        &[0][..],
        &[30],
        &[255],
        &[2],
        &[2, 1, 1, 0],
        &[2, 1, 1, 0, 1, u32::MAX],
        &[3, 1, 1, u32::MAX],
        &[3, 1, 1, 4],
        &[14, 1, u32::MAX],
        &[10, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, u32::MAX],
        &[27, 1, 1],
        &[1, 5, 5, 8, 5],
    ] {
        assert!(!take(ops, ops.len(), b"x"), "{ops:?}");
    }
    assert!(!take(&[27, u32::MAX], 0, b""));
    assert!(!take(&[1, 0, 0], 0, b""));
    assert!(!take(&[], 1, b""));
}

#[test]
fn bytes_that_are_no_text_are_empty_text() {
    assert!(take(&[1, 0, 0, 6, 1, 1, 3, 2, 2, 2 << 2 | 1], 10, &[0xff, 0xfe]));
}

#[test]
fn after_a_bad_batch_the_next_snapshot_is_whole() {
    let mut wire = Wire::new();
    wire.snapshot(&Script::page().up());
    let bad = [1, 2, 0, 3, 9, 9, 1, 200];
    assert!(wire.capture.patch(&RawBatch { ops: &bad, tail: 8, bytes: b"" }).is_err());
    let (lines, _) = wire.snapshot(&Script::page().text(3, "whole").up());
    assert_eq!(lines.len(), 3);
    assert!(has(&lines, &["whole"]));
}

#[test]
fn a_node_cannot_be_put_below_itself_or_beside_a_stranger() {
    let mut wire = Wire::new();
    wire.snapshot(&Script::page().element(3, 0, "p", &[]).element(4, 0, "b", &[]).up().up().up());
    for script in [
        Script::default().at(4, 0).op(8, &[N(3)]).moved(&[3]),
        Script::default().at(2, 4).text(9, "beside a stranger"),
    ] {
        let ops: Vec<u32> = script.ops.iter().chain(&script.tail).copied().collect();
        let batch = RawBatch { ops: &ops, tail: script.ops.len(), bytes: &script.bytes };
        let out = wire.capture.patch(&batch);
        assert!(out.is_err() || out.is_ok_and(|out| out.tree.is_none()));
    }
}

proptest! {
    #[test]
    fn any_numbers_are_survived(ops in prop::collection::vec(prop_oneof![0u32..40, any::<u32>()], 0..80), tail in 0usize..90) {
        take(&ops, tail, b"some bytes, \xffsome of them no text");
    }

    #[test]
    fn a_changed_number_in_a_good_batch_is_survived(at in 0usize..200, to in prop_oneof![0u32..40, any::<u32>()]) {
        let script = Script::page()
            .element(3, 4, "select", &[("name", "pin")]).field(3, "", "pin", "").element(4, 0, "option", &[]).text(5, "x").up().up()
            .element(6, 0, "input", &[("value", "y")]).field(6, "text", "n", "Note").up().value(6, "z")
            .op(16, &[N(2), N(0), N(0), S("m"), S("c")]).op(26, &[N(2), N(7), N(7), N(1)]).gone(&[4]).moved(&[3]);
        let mut ops: Vec<u32> = script.ops.iter().chain(&script.tail).copied().collect();
        let at = at % ops.len();
        ops[at] = to;
        take(&ops, script.ops.len(), &script.bytes);
    }
}
