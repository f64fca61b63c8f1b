//! `cargo xtask bench privacy`: what privacy costs, in headless Chromium and by the growth with a text's length.
//! The bars are those of the tests and benches that it runs; it does not know what they measure.

use anyhow::{Result, bail};

use crate::command;
use crate::test::name_browsers;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, words: &[String]) -> Result<()> {
    match words {
        [what] if what == "privacy" => privacy(workspace),
        _ => bail!("`cargo xtask bench privacy` is what there is"),
    }
}

fn privacy(workspace: &Workspace) -> Result<()> {
    tools::ensure(workspace, &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Chromium])?;
    let mut browser = command::cargo(workspace);
    browser.args(["test", "--package", "pillion", "--target", "wasm32-unknown-unknown", "--release"]);
    browser
        .args(["--test", "cost"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    name_browsers(workspace, &mut browser)?;
    browser.env_remove("GECKODRIVER");
    command::run(&mut browser)?;
    let mut growth = command::cargo(workspace);
    command::run(growth.args(["bench", "--quiet", "--package", "pillion", "--bench", "privacy"]))
}
