//! A stage: a folder that is made from inputs, and made again only when they change. It does not know how
//! any of them is made.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

/// One part of the assets, in a folder of its own with the same layout as the assets folder.
#[derive(Debug)]
pub(crate) struct Stage {
    /// What it holds.
    pub(crate) folder: PathBuf,
    /// A fingerprint of everything it was made from.
    pub(crate) key: String,
}

impl Stage {
    /// Makes the stage with `work`, unless the same `inputs` (files or folders) and `settings` made it before.
    /// `work` gets the empty folder to fill.
    ///
    /// # Errors
    /// An input is missing, or `work` failed; then the stage counts as not made.
    pub(crate) fn make(
        workspace: &Workspace,
        name: &str,
        inputs: &[PathBuf],
        settings: &str,
        work: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        let folder = workspace.output("stage").join(name);
        let stamp = folder.with_extension("stamp");
        let key = fingerprint(workspace, inputs, settings)?;
        let fresh = folder.is_dir() && std::fs::read_to_string(&stamp).is_ok_and(|old| old == key);
        if !fresh {
            eprintln!("Building {name}");
            remove_file(&stamp)?;
            empty(&folder)?;
            work(&folder)?;
            std::fs::write(&stamp, &key)
                .with_context(|| format!("writing {}", workspace.relative(&stamp)))?;
        }
        Ok(Self { folder, key })
    }

    /// Has the stage made anew the next time, for one whose results lie elsewhere and are gone.
    pub(crate) fn forget(workspace: &Workspace, name: &str) -> Result<()> {
        remove_file(&workspace.output("stage").join(name).with_extension("stamp"))
    }
}

/// Hashes names and contents, not times: a checkout changes times, and a build should not follow.
fn fingerprint(workspace: &Workspace, inputs: &[PathBuf], settings: &str) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(settings);
    for input in inputs {
        for file in files_below(input)? {
            let bytes =
                std::fs::read(&file).with_context(|| format!("reading {}", workspace.relative(&file)))?;
            hash.update(workspace.relative(&file).as_bytes());
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
    }
    Ok(hex(&hash.finalize()))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file itself, or every file below the folder, sorted; installed npm packages are not looked at.
///
/// # Errors
/// `path` does not exist or cannot be read.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    let about = || format!("looking at {}", path.display());
    if path.metadata().with_context(about)?.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = std::fs::read_dir(path)
        .and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
        })
        .with_context(about)?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.ends_with("node_modules")) {
        files.extend(files_below(entry)?);
    }
    Ok(files)
}

/// Copies every file below `from` to the same place below `to`, over what is there.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let target = to.join(file.strip_prefix(from).context("a file outside its own folder")?);
        make_parent(&target)?;
        std::fs::copy(&file, &target).with_context(|| format!("copying {}", file.display()))?;
    }
    Ok(())
}

/// Makes the folder that `file` is to be in.
pub(crate) fn make_parent(file: &Path) -> Result<()> {
    let folder = file.parent().context("a file without a folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

/// Leaves an existing, empty folder.
pub(crate) fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("clearing {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

fn remove_file(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}
