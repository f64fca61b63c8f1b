//! Logs that somebody was at: each way is found, with its place.

use std::path::Path;

use chrono::Utc;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::audit::chain::{Chain, Draft};
use crate::audit::key::Key;

fn draft(number: usize) -> Draft {
    Draft { time: Utc::now(), members: vec![("event", json!("command")), ("number", json!(number))] }
}

fn chain(folder: &Path, most: u64) -> Chain {
    Chain::new(folder, Key::load_or_make(&folder.join("key")).unwrap(), most)
}

/// A log of ten lines and a head, the heads, and the key.
fn log() -> (Vec<u8>, Vec<u8>, Public) {
    let folder = tempfile::tempdir().unwrap();
    let mut chain = chain(folder.path(), u64::MAX);
    for number in 0..10 {
        chain.append(&[draft(number)], false).unwrap();
    }
    chain.head().unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let key = Key::load(&folder.path().join("key")).unwrap().public();
    (read("audit.jsonl"), read("heads.jsonl"), key)
}

fn check(log: &[u8], heads: Option<&[u8]>, key: Public) -> Report {
    verify(&Material { files: vec![("log".to_owned(), log)], heads, keys: vec![key] })
}

fn lines(log: &[u8]) -> Vec<&[u8]> {
    log.split_inclusive(|byte| *byte == b'\n').collect()
}

/// What is found when somebody was at the lines of a log.
#[track_caller]
fn finds(expected: &str, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let (log, heads, key) = log();
    let mut pieces: Vec<Vec<u8>> = lines(&log).into_iter().map(<[u8]>::to_vec).collect();
    change(&mut pieces);
    let changed = pieces.concat();
    let report = check(&changed, Some(&heads), key);
    assert!(report.faults.iter().any(|fault| fault.contains(expected)), "{:?}", report.faults);
}

#[test]
fn a_log_as_it_was_written_is_whole() {
    let (log, heads, key) = log();
    let report = check(&log, Some(&heads), key);
    assert_eq!(report.faults, [""; 0]);
    assert_eq!((report.lines, report.heads, report.last), (11, 2, 11));
    assert_eq!(report.notes, [""; 0]);
}

#[test]
fn a_deleted_line_is_missing() {
    finds("log:5: line 5 is missing", |lines| drop(lines.remove(4)));
    finds("log:4: lines 4 to 6 are missing", |lines| drop(lines.drain(3..6)));
    finds("log:1: the file does not begin", |lines| drop(lines.drain(..3)));
}

#[test]
fn a_changed_order_is_seen() {
    finds("log:4: the order was changed", |lines| lines.swap(3, 6));
    finds("log:2: the order was changed", |lines| lines[1..].reverse());
}

#[test]
fn an_inserted_line_is_seen() {
    finds("log:6: a line was inserted", |lines| lines.insert(5, lines[2].clone()));
    finds("log:6: this is no line", |lines| lines.insert(5, b"{\"event\":\"allow\"}\n".to_vec()));
    let (forged, _) = line::write(&Link { seq: 4, hash: [1; 32] }, &[("event", json!("allow"))]);
    finds("log:6: a line was inserted", |lines| lines.insert(5, forged.clone().into_bytes()));
    finds("log:5: line 5 does not follow", |lines| lines[4] = forged.into_bytes());
}

#[test]
fn a_cut_off_end_is_seen_by_the_heads_alone() {
    for left in 1..11 {
        finds("cut off", |lines| lines.truncate(left));
    }
    let (log, _, key) = log();
    let cut = lines(&log)[..7].concat();
    let report = check(&cut, None, key);
    assert_eq!(report.faults, [""; 0], "without a head nobody can know");
    assert!(report.notes.iter().any(|note| note.contains("--head")));
    let cut = &log[..log.len() - 9];
    assert!(check(cut, None, key).faults[0].contains("log:11: the file ends within a line"));
}

#[test]
fn a_log_that_was_written_anew_is_not_the_one_that_was_signed() {
    let (_, heads, key) = log();
    let (other, _, other_key) = log();
    let report = check(&other, Some(&heads), key);
    assert!(
        report.faults.iter().any(|fault| fault.contains("not signed with a known key")),
        "{:?}",
        report.faults
    );
    assert!(report.faults.iter().any(|fault| fault.contains("written anew")), "{:?}", report.faults);
    // Whoever has no key can chain all lines anew, but not sign them.
    let mut link = Link { seq: 0, hash: START };
    let mut forged = String::new();
    for number in 0..11 {
        let (line, next) = line::write(&link, &draft(number).members);
        forged.push_str(&line);
        link = next;
    }
    assert_eq!(check(forged.as_bytes(), None, other_key).faults, [""; 0]);
    assert!(check(forged.as_bytes(), Some(&heads), key).faults[0].contains("written anew"));
}

#[test]
fn heads_that_are_none_are_not_believed() {
    let (log, heads, key) = log();
    let faults = |heads: &[u8]| check(&log, Some(heads), key).faults;
    assert!(faults(b"").iter().any(|fault| fault.contains("no head")));
    assert!(faults(b"{}\n")[0].contains("head 1: this is no head"));
    let text = String::from_utf8(heads).unwrap();
    let raised = text.replace("{\"seq\":11", "{\"seq\":12");
    assert!(faults(raised.as_bytes())[0].contains("not signed"), "{raised}");
}

#[test]
fn a_log_in_parts_is_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let mut chain = chain(folder.path(), 2_000);
    for number in 0..40 {
        chain.append(&[draft(number)], false).unwrap();
    }
    chain.head().unwrap();
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("audit.0"))
        .collect();
    names.sort();
    assert!(names.len() > 2, "{names:?}");
    names.push("audit.jsonl".to_owned());
    let parts: Vec<Vec<u8>> =
        names.iter().map(|name| std::fs::read(folder.path().join(name)).unwrap()).collect();
    let heads = std::fs::read(folder.path().join("heads.jsonl")).unwrap();
    let key = Key::load(&folder.path().join("key")).unwrap().public();
    let of = |range: std::ops::Range<usize>| {
        let files = range.map(|index| (names[index].clone(), parts[index].as_slice())).collect();
        verify(&Material { files, heads: Some(&heads), keys: vec![key] })
    };
    let whole = of(0..names.len());
    assert_eq!(whole.faults, [""; 0]);
    let last = of(names.len() - 1..names.len());
    assert_eq!(last.faults, [""; 0], "one part alone is whole too");
    assert!(last.notes[0].contains("begins with line"));
    let mut gap: Vec<_> =
        names.iter().zip(&parts).map(|(name, part)| (name.clone(), part.as_slice())).collect();
    gap.remove(1);
    let faults = verify(&Material { files: gap, heads: Some(&heads), keys: vec![key] }).faults;
    assert!(faults.iter().any(|fault| fault.contains("are missing")), "{faults:?}");
}

#[test]
fn what_a_crash_left_is_told_and_counts() {
    let folder = tempfile::tempdir().unwrap();
    chain(folder.path(), u64::MAX).append(&[draft(1), draft(2)], false).unwrap();
    let path = folder.path().join("audit.jsonl");
    let whole = std::fs::read(&path).unwrap();
    let key = Key::load(&folder.path().join("key")).unwrap().public();
    // Killed anywhere in the second line, and then again while that was told.
    let first = lines(&whole)[0].len();
    for cut in first + 1..whole.len() {
        std::fs::write(&path, &whole[..cut]).unwrap();
        chain(folder.path(), u64::MAX).append(&[draft(3)], false).unwrap();
        let told = std::fs::read(&path).unwrap();
        assert_eq!(check(&told, None, key).faults, [""; 0], "cut at {cut}");
        assert!(told.starts_with(&whole[..cut]), "nothing is taken away");
        let mut bent = told.clone();
        bent[cut - 1] ^= 1;
        assert_ne!(check(&bent, None, key).faults, [""; 0], "what was left counts too");
        std::fs::write(&path, &told[..cut + 40]).unwrap();
        chain(folder.path(), u64::MAX).append(&[draft(4)], false).unwrap();
        let again = std::fs::read(&path).unwrap();
        assert_eq!(check(&again, None, key).faults, [""; 0], "cut at {cut}, twice");
    }
}

#[test]
fn a_log_that_was_cut_while_the_relay_was_stopped_is_noticed_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = chain(folder.path(), u64::MAX);
    first.append(&[draft(1), draft(2), draft(3)], false).unwrap();
    first.head().unwrap();
    drop(first);
    let path = folder.path().join("audit.jsonl");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, lines(&whole)[..2].concat()).unwrap();
    chain(folder.path(), u64::MAX).append(&[draft(4)], false).unwrap();
    let key = Key::load(&folder.path().join("key")).unwrap().public();
    let report = check(&std::fs::read(&path).unwrap(), None, key);
    assert!(report.faults[0].contains("was not as it had signed it"), "{:?}", report.faults);
}

proptest! {
    #[test]
    fn any_changed_byte_is_seen(place: prop::sample::Index, change in 1..=255u8) {
        let (mut log, _, key) = log();
        let place = place.index(log.len());
        log[place] ^= change;
        prop_assert!(!check(&log, None, key).faults.is_empty());
    }

    #[test]
    fn any_removed_or_added_byte_is_seen(place: prop::sample::Index, added: Option<u8>) {
        let (mut log, _, key) = log();
        let place = place.index(log.len());
        match added {
            Some(byte) => log.insert(place, byte),
            None => drop(log.remove(place)),
        }
        prop_assert!(!check(&log, None, key).faults.is_empty());
    }

    #[test]
    fn any_bytes_never_panic(bytes: Vec<u8>, heads: Vec<u8>) {
        let report = verify(&Material { files: vec![("x".into(), &bytes)], heads: Some(&heads), keys: vec![] });
        prop_assert!(!report.faults.is_empty());
    }
}
