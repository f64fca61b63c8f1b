//! Where things are in the work tree. It does not know what is in them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The work tree that this run of xtask belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The tree around this crate, as Cargo names it at run time (a tree that was moved after xtask was
    /// compiled still works).
    pub(crate) fn find() -> Result<Self> {
        let crate_folder = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = crate_folder.parent().context("xtask has no parent folder")?;
        Ok(Self { root: root.to_owned() })
    }

    /// The root of the tree.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root, written with `/`.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Our own part of `target/`. Always inside the tree, also when `CARGO_TARGET_DIR` moves Cargo's part,
    /// so that the relay's build finds the assets in one place.
    pub(crate) fn output(&self, relative: &str) -> PathBuf {
        self.root.join("target/pillion").join(relative)
    }

    /// What the relay embeds.
    pub(crate) fn assets(&self) -> PathBuf {
        self.output("assets")
    }

    /// `path` as seen from the root, for messages.
    pub(crate) fn relative<'a>(&self, path: &'a Path) -> std::borrow::Cow<'a, str> {
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy()
    }
}
