//! The audit log: who did what, as lines that are chained by their hashes and whose heads are signed. Metadata alone: see
//! [`Event`] for all that it can say.
//!
//! # Layout
//! - `event`: the words. `line`, `head`, `key`: one line, a signed head, the key; all pure but the key's file.
//! - `files`, `chain`, `writer`: the folder, the order of lines in it, the thread that waits for the disk.
//! - `verify`: whether a log is as it was written.

mod chain;
mod event;
mod files;
pub(crate) mod head;
pub(crate) mod key;
pub(crate) mod line;
pub(crate) mod verify;
mod writer;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::Utc;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) use event::{Consented, Event, Place, Rules};

use crate::config::audit::{Audit as Config, OnFailure};

use chain::{Chain, Draft};
use key::{Key, KeyError};
use writer::Writer;

/// How often the last line is signed, if there is a new one.
const HEAD_TIME: Duration = Duration::from_secs(60);
/// The relay before this one, on the same folder, has this long to end.
const LOCK_TIME: Duration = Duration::from_secs(10);

/// Why there is no log. Operators see these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The folder or a file in it cannot be used.
    #[error(
        "the audit log in {folder} cannot be written ({cause}); make room or mend the folder, or choose another with --audit"
    )]
    Folder {
        /// As configured.
        folder: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Another relay has it.
    #[error("another relay writes the audit log in {folder}; stop it, or choose another folder with --audit")]
    Locked {
        /// As configured.
        folder: PathBuf,
    },
    /// The key cannot be used.
    #[error("{0}")]
    Key(String),
}

impl From<KeyError> for AuditError {
    fn from(error: KeyError) -> AuditError {
        AuditError::Key(error.to_string())
    }
}

/// Something was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotWritten;

/// The log of a running relay.
#[derive(Debug)]
pub(crate) struct Audit {
    writer: Option<Writer>,
    on_failure: OnFailure,
    /// What the relay's configuration adds to each session's policy.
    settings: String,
}

impl Audit {
    /// Opens the log in its folder and writes that the relay starts. `settings`: the configuration, without secrets.
    ///
    /// # Errors
    /// See [`AuditError`].
    pub(crate) async fn start(
        folder: Option<&Path>,
        config: &Config,
        settings: Value,
    ) -> Result<Audit, AuditError> {
        let text = settings.to_string();
        let Some(folder) = folder else {
            return Ok(Audit { writer: None, on_failure: OnFailure::Continue, settings: text });
        };
        let wrong = |cause| AuditError::Folder { folder: folder.to_owned(), cause };
        files::make_folder(folder).map_err(wrong)?;
        let lock = lock(folder).await?;
        let key = Key::load_or_make(&folder.join("key"))?;
        let public = key.public();
        std::fs::write(folder.join("key.pub"), format!("{public}\n")).map_err(wrong)?;
        let mut chain = Chain::new(folder, key, config.rotate_bytes);
        let event = Event::Started { version: env!("CARGO_PKG_VERSION"), settings };
        let mut members = event.members(None);
        members.push(("key", json!(public.to_string())));
        members.push(("policy", json!(policy(&text, None))));
        // Here and not by the thread, so that the operator sees at once what is wrong.
        chain.append(&[Draft { time: Utc::now(), members }], true).map_err(wrong)?;
        chain.head().map_err(wrong)?;
        let writer = Writer::start(chain, lock, HEAD_TIME).map_err(wrong)?;
        Ok(Audit { writer: Some(writer), on_failure: config.on_failure, settings: text })
    }

    /// Writes what happened outside of sessions.
    pub(crate) async fn note(&self, event: Event) -> Result<(), NotWritten> {
        self.write(None, &event).await
    }

    /// Writes what happened in a session. Done when it is written: nothing of it may be told before.
    pub(crate) async fn record(&self, place: &Place, event: &Event) -> Result<(), NotWritten> {
        self.write(Some(place), event).await
    }

    async fn write(&self, place: Option<&Place>, event: &Event) -> Result<(), NotWritten> {
        event.count();
        let Some(writer) = &self.writer else { return Ok(()) };
        let mut members = event.members(place);
        members.push(("policy", json!(policy(&self.settings, place.map(|place| place.rules)))));
        let draft = Draft { time: Utc::now(), members };
        let written = writer.write(draft, event.is_weighty(), event.calls_for_head()).await;
        if written { Ok(()) } else { Err(NotWritten) }
    }

    /// Whether new sessions, and new agents in them, may be taken.
    pub(crate) fn accepts(&self) -> bool {
        !self.refuses() || self.writer.as_ref().is_none_or(|writer| !writer.is_broken())
    }

    /// Whether nothing may begin that was not recorded.
    pub(crate) fn refuses(&self) -> bool {
        self.on_failure == OnFailure::Refuse
    }
}

/// Waits for the relay before this one: it may be writing its last line.
async fn lock(folder: &Path) -> Result<std::fs::File, AuditError> {
    let until = Instant::now() + LOCK_TIME;
    loop {
        match files::lock(folder) {
            Ok(Some(lock)) => return Ok(lock),
            Ok(None) if Instant::now() < until => tokio::time::sleep(Duration::from_millis(20)).await,
            Ok(None) => return Err(AuditError::Locked { folder: folder.to_owned() }),
            Err(cause) => return Err(AuditError::Folder { folder: folder.to_owned(), cause }),
        }
    }
}

/// Names the rules that a line was written under: the relay's configuration, and the session's mode and consent.
fn policy(settings: &str, rules: Option<Rules>) -> String {
    let mut hash = Sha256::new();
    hash.update(settings);
    if let Some(Rules { mode, consent }) = rules {
        hash.update(format!("\n{}\n{}", mode.word(), consent.word()));
    }
    line::hex(&hash.finalize())
}

#[cfg(test)]
mod tests;
