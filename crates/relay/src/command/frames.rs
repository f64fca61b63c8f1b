//! `pillion-relay frames dump`: recorded frames as JSON lines. Reads bytes; knows no relay.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use anyhow::Context;

/// Prints the frames of a file.
///
/// # Errors
/// The file cannot be read, or the output cannot be written.
pub fn dump(file: &Path, _out: &mut impl Write) -> anyhow::Result<()> {
    let mut reader =
        std::fs::File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut length = [0; 4];
    match reader.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(()),
        other => other.context("reading"),
    }
}
