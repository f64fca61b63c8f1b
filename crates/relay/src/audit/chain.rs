//! Writes the audit log: gives every line its place in the chain, signs heads, begins new files. One thread's own; waits
//! for the disk. Knows nothing of sessions.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::files::{Heads, Log};
use super::head::Head;
use super::key::Key;
use super::line::{self, Link, hex};

/// A line before it has its place.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) time: DateTime<Utc>,
    pub(super) members: Vec<(&'static str, Value)>,
}

impl Draft {
    /// Something that the log says of itself.
    fn own(time: DateTime<Utc>, event: &'static str, details: Vec<(&'static str, Value)>) -> Draft {
        let mut members = vec![("event", json!(event)), ("actor", json!("relay"))];
        members.extend(details);
        Draft { time, members }
    }
}

/// The log and where it stands.
#[derive(Debug)]
pub(super) struct Chain {
    folder: PathBuf,
    key: Key,
    /// Lines of one file, in bytes; then a new one begins.
    most: u64,
    /// `None` after an error: opened again with the next lines.
    open: Option<(Log, Heads)>,
    /// The last whole line, once it is known.
    link: Option<Link>,
    /// The last line that a head is of.
    headed: u64,
    day: Option<NaiveDate>,
}

impl Chain {
    pub(super) fn new(folder: &Path, key: Key, most: u64) -> Chain {
        Chain { folder: folder.to_owned(), key, most, open: None, link: None, headed: 0, day: None }
    }

    /// Appends lines. Nothing of them is in the log after an error.
    pub(super) fn append(&mut self, drafts: &[Draft], sync: bool) -> io::Result<()> {
        let now = Utc::now();
        self.rotate_if_due(now)?;
        let result = self.append_here(drafts, sync, now);
        if result.is_err() {
            self.open = None;
        }
        result
    }

    /// Signs the last line, in the log and in the heads' file, unless nothing was written since the last time.
    pub(super) fn head(&mut self) -> io::Result<()> {
        let now = Utc::now();
        let Some(link) = self.link.filter(|link| link.seq > self.headed) else { return Ok(()) };
        let head = Head::sign(&self.key, &link, stamp(now));
        let value = serde_json::to_value(&head).map_err(io::Error::other)?;
        let result = self.append_here(&[Draft::own(now, "head", vec![("head", value)])], true, now);
        let result = result.and_then(|()| {
            let (Some(link), Some((_, heads))) = (self.link, &mut self.open) else { return Ok(()) };
            // The line that holds a head is signed too: so nothing at all can be cut off unseen.
            heads.append(&Head::sign(&self.key, &link, stamp(now)))?;
            self.headed = link.seq;
            Ok(())
        });
        if result.is_err() {
            self.open = None;
        }
        result
    }

    fn append_here(&mut self, drafts: &[Draft], sync: bool, now: DateTime<Utc>) -> io::Result<()> {
        let first = self.reopen(now)?;
        let (Some((log, _)), Some(mut link)) = (&mut self.open, self.link) else { return Ok(()) };
        let mut text = String::new();
        for draft in first.iter().chain(drafts) {
            let mut members = vec![("time", json!(stamp(draft.time)))];
            members.extend(draft.members.iter().cloned());
            let (line, next) = line::write(&link, &members);
            text.push_str(&line);
            link = next;
        }
        log.append(&text, sync)?;
        self.link = Some(link);
        self.day = Some(now.date_naive());
        Ok(())
    }

    /// Opens the files unless they are, and gives what must be said first about how they were found.
    fn reopen(&mut self, now: DateTime<Utc>) -> io::Result<Vec<Draft>> {
        let mut first = Vec::new();
        if self.open.as_ref().is_none_or(|(log, _)| !log.is_in_place()) {
            let (log, found) = Log::open(&self.folder)?;
            let (heads, newest) = Heads::open(&self.folder)?;
            let before = *self.link.get_or_insert(found);
            if log.is_empty() && before.seq > 0 {
                let key = self.key.public().to_string();
                let details = vec![("after", json!(before.seq)), ("key", json!(key))];
                first.push(Draft::own(now, "continue", details));
            } else if found != before {
                let other = "audit.jsonl is not the file that was written to: move it away";
                return Err(io::Error::new(io::ErrorKind::InvalidData, other));
            }
            if let Some(torn) = log.torn() {
                tracing::warn!(bytes = torn.bytes, "the audit log ended within a line, as after a crash");
                let details = vec![("bytes", json!(torn.bytes)), ("sha256", json!(hex(&torn.hash)))];
                first.push(Draft::own(now, "torn", details));
            }
            if self.open.is_none() && self.headed == 0 {
                first.extend(newest.and_then(|head| self.contradicted(&head, &before, now)));
            }
            self.open = Some((log, heads));
        }
        Ok(first)
    }

    /// At the start: what the newest head says of a log that is not as it was signed.
    fn contradicted(&mut self, head: &Head, link: &Link, now: DateTime<Utc>) -> Option<Draft> {
        let signed = head.link().filter(|_| head.is_of(&self.key.public()))?;
        if signed.seq < link.seq || signed == *link {
            self.headed = signed.seq.min(link.seq);
            return None;
        }
        tracing::error!(
            signed = signed.seq,
            last = link.seq,
            "the audit log is not as it was when it was signed last: lines were changed or cut off"
        );
        Some(Draft::own(now, "mismatch", vec![("signed", json!(signed.seq)), ("last", json!(link.seq))]))
    }

    fn rotate_if_due(&mut self, now: DateTime<Utc>) -> io::Result<()> {
        let Some((log, _)) = &self.open else { return Ok(()) };
        let new_day = self.day.is_some_and(|day| day != now.date_naive());
        if log.is_empty() || !(new_day || log.len() >= self.most) {
            return Ok(());
        }
        self.append_here(&[Draft::own(now, "rotate", Vec::new())], true, now)?;
        self.head()?;
        if let (Some((log, _)), Some(link)) = (self.open.take(), self.link) {
            log.retire(&link)?;
        }
        Ok(())
    }
}

/// UTC, with milliseconds.
fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
