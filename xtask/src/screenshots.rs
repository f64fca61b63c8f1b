//! `cargo xtask screenshots`: the README's pictures, taken of the real product in Chromium. It does not know what is
//! to be seen on them: `tests/e2e/src/bin/screenshots.rs` does.

use anyhow::Result;

use crate::build::{self, Kind};
use crate::command;
use crate::flags::Flags;
use crate::test;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, _flags: &Flags) -> Result<()> {
    tools::ensure(workspace, &[Tool::Chromium])?;
    build::assets(workspace, Kind::Release)?;
    let relay = build::relay(workspace)?;
    let mut cargo = command::cargo(workspace);
    cargo.args(["run", "--quiet", "--package", "pillion-e2e", "--bin", "screenshots", "--", "docs/images"]);
    cargo.env("PILLION_RELAY", relay).env("PILLION_BROWSER", "chromium");
    test::name_browsers(workspace, &mut cargo)?;
    command::run(&mut cargo)
}
