//! A log as the relay keeps it: written before it is told, whatever the disk does.

use std::path::Path;

use serde_json::json;

use super::verify::{Material, Report, verify};
use super::*;

async fn started(folder: &Path) -> Audit {
    Audit::start(Some(folder), &Config::default(), json!({ "sites": 1 })).await.unwrap()
}

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("audit.jsonl")).unwrap()
}

fn report(folder: &Path) -> Report {
    let key = Key::load(&folder.join("key")).unwrap().public();
    let heads = std::fs::read(folder.join("heads.jsonl")).unwrap();
    verify(&Material {
        files: vec![("log".to_owned(), text(folder).as_bytes())],
        heads: Some(&heads),
        keys: vec![key],
    })
}

fn events(folder: &Path) -> Vec<String> {
    let lines = text(folder);
    let value =
        |line: &str| serde_json::from_str::<Value>(line).unwrap()["event"].as_str().unwrap().to_owned();
    lines.lines().map(value).collect()
}

#[tokio::test]
async fn what_is_noted_is_in_the_file_when_it_is_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let audit = started(folder.path()).await;
    assert_eq!(events(folder.path()), ["start", "head"]);
    audit.note(Event::Paused).await.unwrap();
    assert_eq!(events(folder.path()), ["start", "head", "pause"]);
    audit.note(Event::Stopped).await.unwrap();
    drop(audit);
    assert_eq!(events(folder.path()), ["start", "head", "pause", "stop", "head"]);
    assert_eq!(report(folder.path()).faults, [""; 0]);
    drop(started(folder.path()).await);
    let report = report(folder.path());
    assert_eq!((report.faults.as_slice(), report.lines), (&[][..], 7));
}

#[tokio::test]
async fn one_relay_writes_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = started(folder.path()).await;
    assert!(files::lock(folder.path()).unwrap().is_none());
    drop(first);
    assert!(files::lock(folder.path()).unwrap().is_some());
}

#[tokio::test]
async fn a_day_has_a_file_and_a_policy_a_name() {
    let rules = |mode| Some(Rules { mode, consent: pillion_protocol::mode::Consent::Ask });
    let (full, none) = (pillion_protocol::mode::Mode::FullControl, pillion_protocol::mode::Mode::NoControl);
    assert_ne!(policy("{}", rules(full)), policy("{}", rules(none)));
    assert_ne!(policy("{}", rules(full)), policy("{\"demo\":true}", rules(full)));
    assert_eq!(policy("{}", rules(full)), policy("{}", rules(full)));
}

/// `/dev/full` takes no byte, as a full disk.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_refuses_what_is_new_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let audit = started(folder.path()).await;
    let (log, aside) = (folder.path().join("audit.jsonl"), folder.path().join("aside"));
    std::fs::rename(&log, &aside).unwrap();
    std::os::unix::fs::symlink("/dev/full", &log).unwrap();
    assert_eq!(audit.note(Event::Paused).await, Err(NotWritten));
    assert!(!audit.accepts());
    assert_eq!(audit.note(Event::Resumed).await, Err(NotWritten));
    std::fs::remove_file(&log).unwrap();
    std::fs::rename(&aside, &log).unwrap();
    // There is room again: the next line brings those that waited.
    audit.note(Event::Stopped).await.unwrap();
    assert!(audit.accepts());
    drop(audit);
    assert_eq!(events(folder.path()), ["start", "head", "pause", "resume", "stop", "head"]);
    assert_eq!(report(folder.path()).faults, [""; 0]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_operator_may_choose_to_go_on_without_a_log() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { on_failure: OnFailure::Continue, ..Config::default() };
    let audit = Audit::start(Some(folder.path()), &config, json!({})).await.unwrap();
    let log = folder.path().join("audit.jsonl");
    std::fs::remove_file(&log).unwrap();
    std::os::unix::fs::symlink("/dev/full", &log).unwrap();
    assert_eq!(audit.note(Event::Paused).await, Err(NotWritten));
    assert!(audit.accepts());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_log_that_cannot_be_written_at_the_start_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("audit.jsonl")).unwrap();
    let error =
        Audit::start(Some(folder.path()), &Config::default(), json!({})).await.unwrap_err().to_string();
    assert!(error.contains("--audit") && error.contains("make room"), "{error}");
}

#[tokio::test]
async fn a_log_that_was_moved_away_goes_on_in_a_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let audit = started(folder.path()).await;
    let (log, aside) = (folder.path().join("audit.jsonl"), folder.path().join("yesterday"));
    std::fs::rename(&log, &aside).unwrap();
    audit.note(Event::Paused).await.unwrap();
    assert_eq!(events(folder.path()), ["continue", "pause"]);
    let (first, second) = (std::fs::read(aside).unwrap(), std::fs::read(log).unwrap());
    let files = vec![("first".to_owned(), first.as_slice()), ("second".to_owned(), second.as_slice())];
    assert_eq!(verify(&Material { files, heads: None, keys: Vec::new() }).faults, [""; 0]);
}
