//! The audit log's folder: the log itself, the heads, the key, the lock. Appends, rotates, and finds out after a crash
//! where the chain goes on. Knows nothing of events, sessions or time.
//!
//! | file | what |
//! |---|---|
//! | `audit.jsonl` | the log that is written to |
//! | `audit.000000000042.jsonl` | a finished part of it, by the number of its last line |
//! | `heads.jsonl` | signed heads, to be copied elsewhere |
//! | `key`, `key.pub` | what signs them, and what checks them |
//! | `lock` | held by the relay that writes |

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::head::Head;
use super::line::{self, LineHash, Link};

/// A crash leaves at most one batch half written, which is far less.
const TAIL: u64 = 4 * 1024 * 1024;

/// The log's file, open.
#[derive(Debug)]
pub(super) struct Log {
    folder: PathBuf,
    file: File,
    /// Bytes, but for what was not written whole.
    len: u64,
    identity: (u64, u64),
    /// What a crash left behind the last whole line.
    torn: Option<Torn>,
    /// The end of the last line must still be written.
    unended: bool,
}

/// Bytes that are no whole line, as they will stand in the log: with an end of line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Torn {
    pub(super) bytes: u64,
    pub(super) hash: LineHash,
}

/// Makes the folder, for its owner alone.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The lock, unless another relay has it. It is free when the file is closed, however the process ends.
pub(super) fn lock(folder: &Path) -> io::Result<Option<File>> {
    let file = for_owner().create(true).truncate(false).open(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn for_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

impl Log {
    /// Opens the log and finds its last whole line: of this file, or of the part before it if this one is new.
    ///
    /// # Errors
    /// Of the system; [`ErrorKind::InvalidData`] if no whole line can be found where one must be.
    pub(super) fn open(folder: &Path) -> io::Result<(Log, Link)> {
        let path = folder.join("audit.jsonl");
        let mut file = for_owner().append(true).create(true).open(&path)?;
        let len = file.metadata()?.len();
        let Tail { link, torn, unended } = tail(&mut file, len)?;
        let link = match link {
            Some(link) => link,
            None => match last_part(folder)? {
                Some(part) => {
                    let mut part = File::open(part)?;
                    let len = part.metadata()?.len();
                    tail(&mut part, len)?.link.ok_or_else(damaged)?
                }
                None => Link { seq: 0, hash: line::START },
            },
        };
        let identity = identity(&file.metadata()?);
        Ok((Log { folder: folder.to_owned(), file, len, identity, torn, unended }, link))
    }

    /// What a crash left, which the next line must tell.
    pub(super) fn torn(&self) -> Option<&Torn> {
        self.torn.as_ref()
    }

    /// Whether the next line is the first of its file.
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0 && self.torn.is_none()
    }

    /// Bytes of whole lines.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Whether the file that has the log's name is still this one.
    pub(super) fn is_in_place(&self) -> bool {
        std::fs::metadata(self.path())
            .is_ok_and(|now| identity(&now) == self.identity && now.len() >= self.len)
    }

    fn path(&self) -> PathBuf {
        self.folder.join("audit.jsonl")
    }

    /// Appends whole lines. After an error nothing of them is counted, and the log must be opened again.
    pub(super) fn append(&mut self, lines: &str, sync: bool) -> io::Result<()> {
        let mut text = String::from(if self.unended { "\n" } else { "" });
        text.push_str(lines);
        let written = self.file.write_all(text.as_bytes());
        let written = written.and_then(|()| if sync { self.file.sync_data() } else { Ok(()) });
        match written {
            Ok(()) => {
                self.len += text.len() as u64;
                (self.torn, self.unended) = (None, false);
                Ok(())
            }
            Err(error) => {
                if self.torn.is_none() && !self.unended {
                    // What cannot be taken back is found as torn when the log is opened again.
                    let _ = self.file.set_len(self.len);
                }
                Err(error)
            }
        }
    }

    /// Gives the finished file its lasting name. The log must be opened again.
    pub(super) fn retire(self, last: &Link) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(self.path(), self.folder.join(part_name(last.seq)))?;
        sync_folder(&self.folder)
    }
}

fn part_name(last: u64) -> String {
    format!("audit.{last:012}.jsonl")
}

/// The newest finished part.
fn last_part(folder: &Path) -> io::Result<Option<PathBuf>> {
    let mut newest: Option<(u64, PathBuf)> = None;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("audit.")?.strip_suffix(".jsonl"));
        if let Some(number) = number.and_then(|number| number.parse().ok())
            && newest.as_ref().is_none_or(|(other, _)| *other < number)
        {
            newest = Some((number, entry.path()));
        }
    }
    Ok(newest.map(|(_, path)| path))
}

/// The last whole line of a file, and what is behind it.
struct Tail {
    link: Option<Link>,
    torn: Option<Torn>,
    /// The file does not end with an end of line.
    unended: bool,
}

fn tail(file: &mut File, len: u64) -> io::Result<Tail> {
    let begin = len.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::new();
    Read::by_ref(file).take(len - begin).read_to_end(&mut bytes)?;
    let unended = bytes.last().is_some_and(|byte| *byte != b'\n');
    // A line of which only the end is missing is whole: with an end it would be read as one.
    let start = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    if let Ok(line) = line::read(&bytes[start..]) {
        return Ok(Tail { link: Some(line.link), torn: None, unended });
    }
    // Where the whole lines end.
    let mut end = bytes.len();
    let link = loop {
        let Some(stop) = bytes[..end].iter().rposition(|byte| *byte == b'\n') else { break None };
        let start = bytes[..stop].iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
        if let Ok(line) = line::read(&bytes[start..stop]) {
            end = stop + 1;
            break Some(line.link);
        }
        end = start;
    };
    if link.is_none() {
        if begin > 0 {
            return Err(damaged());
        }
        end = 0;
    }
    let piece = &bytes[end..];
    let torn = (!piece.is_empty()).then(|| {
        let mut hash = Sha256::new();
        hash.update(piece);
        if unended {
            hash.update(b"\n");
        }
        Torn { bytes: piece.len() as u64 + u64::from(unended), hash: hash.finalize().into() }
    });
    Ok(Tail { link, torn, unended })
}

fn damaged() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "no whole line is left at its end")
}

#[cfg(unix)]
fn identity(metadata: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &std::fs::Metadata) -> (u64, u64) {
    (0, 0)
}

/// Names of files are on the disk when their folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The heads' file, open.
#[derive(Debug)]
pub(super) struct Heads(File);

impl Heads {
    /// Opens it and gives the newest head. What a crash left of one is removed: it was never a head.
    pub(super) fn open(folder: &Path) -> io::Result<(Heads, Option<Head>)> {
        let mut file = for_owner().append(true).create(true).open(folder.join("heads.jsonl"))?;
        let len = file.metadata()?.len();
        let begin = len.saturating_sub(TAIL);
        file.seek(SeekFrom::Start(begin))?;
        let mut bytes = Vec::new();
        Read::by_ref(&mut file).take(len - begin).read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
        if whole < bytes.len() {
            file.set_len(begin + whole as u64)?;
        }
        let mut lines = bytes[..whole].split(|byte| *byte == b'\n').rev();
        let newest = lines.find_map(|line| serde_json::from_slice(line).ok());
        Ok((Heads(file), newest))
    }

    pub(super) fn append(&mut self, head: &Head) -> io::Result<()> {
        let mut text = serde_json::to_string(head).map_err(io::Error::other)?;
        text.push('\n');
        self.0.write_all(text.as_bytes())?;
        self.0.sync_data()
    }
}
