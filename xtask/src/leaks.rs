//! `cargo xtask leaks URL`: what leaves a page when an agent joins, for a site owner's checks. It does not look itself:
//! `tests/e2e/src/bin/leaks.rs` does, and its exit code is this task's.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::build::{self, Kind};
use crate::command;
use crate::flags::Flags;
use crate::test;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// Ends with 2: nothing was looked at.
const BLIND: u8 = 2;
/// What takes a value.
const VALUED: [&str; 6] = ["--canary", "--mask", "--block", "--ignore", "--unmask", "--seconds"];

/// Runs the task: 0 when no canary leaves, 1 when one does, 2 when it could not look.
pub(crate) fn run(workspace: &Workspace, words: &[String]) -> ExitCode {
    match look(workspace, words) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: nothing was looked at: {error:#}");
            ExitCode::from(BLIND)
        }
    }
}

fn look(workspace: &Workspace, words: &[String]) -> Result<u8> {
    check(words)?;
    tools::ensure(workspace, &[Tool::Chromium])?;
    // One that is there already, such as the one of a check before this, may be named.
    let relay = match std::env::var_os("PILLION_RELAY") {
        Some(relay) => relay.into(),
        None => {
            build::assets(workspace, Kind::Release)?;
            build::relay(workspace)?
        }
    };
    let mut cargo = command::cargo(workspace);
    cargo.args(["build", "--quiet", "--package", "pillion-e2e", "--bin", "leaks"]);
    command::run(&mut cargo)?;
    let mut cargo = command::cargo(workspace);
    cargo.args(["run", "--quiet", "--package", "pillion-e2e", "--bin", "leaks", "--"]).args(words);
    cargo.env("PILLION_RELAY", relay).env("PILLION_BROWSER", "chromium");
    test::name_browsers(workspace, &mut cargo)?;
    let status = cargo.status().context("cannot start the check")?;
    Ok(match status.code() {
        Some(0) => 0,
        Some(1) => 1,
        // Cargo's own failures too.
        _ => BLIND,
    })
}

/// Refuses what the check would refuse, before anything is built for it.
fn check(words: &[String]) -> Result<()> {
    let Some((url, rest)) =
        words.split_first().filter(|(url, _)| !url.starts_with('-') && url.contains("://"))
    else {
        bail!("the address of a page comes first: `cargo xtask leaks https://www.example.com/`");
    };
    Flags::parse(rest, &["--private", "--text"], &VALUED).with_context(|| format!("about {url}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn an_address_comes_first_and_every_word_is_known() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for line in
            ["http://localhost:1/", "https://a.example --canary x --canary y --private --mask .a --text"]
        {
            assert!(check(&words(line)).is_ok(), "{line}");
        }
        for line in ["", "a.example", "--private", "https://a.example --canary", "https://a.example --loud"] {
            assert!(check(&words(line)).is_err(), "{line}");
        }
    }
}
