//! What `cargo metadata` says of this workspace and its dependencies. It does not judge it.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::command;
use crate::workspace::Workspace;

/// The parts of the output that we read.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    /// Every package, ours and others'.
    pub(crate) packages: Vec<Package>,
    workspace_members: HashSet<String>,
    target_directory: PathBuf,
}

/// One package.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Its SPDX licence expression.
    pub(crate) license: Option<String>,
    /// Where it is from; none for one of a folder.
    pub(crate) source: Option<String>,
    /// What it names in its own Cargo.toml.
    pub(crate) dependencies: Vec<Dependency>,
    id: String,
}

/// One line under `[dependencies]` or `[dev-dependencies]`.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    /// The package it names.
    pub(crate) name: String,
    /// The versions that will do.
    #[serde(default)]
    pub(crate) req: String,
    /// Its folder, if it is one of ours.
    pub(crate) path: Option<PathBuf>,
    /// `None` for an ordinary one, else `dev` or `build`.
    pub(crate) kind: Option<String>,
}

impl Metadata {
    /// Asks Cargo. Without `dependencies` it is quick and names our own packages only.
    pub(crate) fn read(workspace: &Workspace, dependencies: bool) -> Result<Self> {
        let mut cargo = command::cargo(workspace);
        cargo.args(["metadata", "--format-version", "1"]);
        if !dependencies {
            cargo.arg("--no-deps");
        }
        serde_json::from_str(&command::output(&mut cargo)?).context("reading `cargo metadata`")
    }

    /// The packages of this workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The packages that came from elsewhere.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| !self.workspace_members.contains(&package.id))
    }
}

/// Where Cargo puts what it compiles.
pub(crate) fn target_folder(workspace: &Workspace) -> Result<PathBuf> {
    Ok(Metadata::read(workspace, false)?.target_directory)
}
