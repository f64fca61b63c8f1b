//! Builds, runs, tests and measures Pillion: one `match`, one file per task.
//!
//! It drives other programs and the files they leave. It knows nothing of how Pillion works inside.
// `wasm-pack test` at the root compiles every default member for the browser; there this one is empty.
#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]

mod assets;
mod bench;
mod browsers;
mod build;
mod command;
mod demo;
mod flags;
mod leaks;
mod metadata;
mod packages;
mod screenshots;
mod settings;
mod size;
mod stage;
mod tally;
mod test;
mod tidy;
mod tools;
mod trap;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::flags::Flags;
use crate::workspace::Workspace;

const HELP: &str = "\
Usage: cargo xtask <task>

  demo [--port N]       build everything and run the relay with the demo bank (port 8080 unless given)
  build [--dev]         make what browsers load, in target/pillion/assets; --dev is quick and large
  test                  run every check and test; or one part of them:
  test native             tidy, format, lints and the tests that need no browser
  test browser            the tests inside headless Chromium and Firefox; --chrome or --firefox for one
  test e2e                relay, customer and agent together; --browser chromium|firefox|webkit for one
  bench privacy         what privacy costs, in headless Chromium and by the length of a text
  leaks URL             what leaves a page when an agent joins, looked at in headless Chromium; then any of
                        --canary TEXT (exit code 1 if it leaves), --text (list the text that leaves), --private,
                        --mask|--block|--ignore|--unmask SELECTOR, --seconds N (5); exit code 2: could not look
  tidy                  check the rules that a compiler cannot
  screenshots           take the pictures of the README anew, of the real product
  size                  what a customer downloads, against the budgets of wasm-pack.toml

Each task first installs the tools it misses, and says so before it does.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<ExitCode> {
    let Some((task, rest)) = words.split_first() else {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    let workspace = Workspace::find()?;
    let done = match task.as_str() {
        "leaks" => return Ok(leaks::run(&workspace, rest)),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        "build" => build::run(&workspace, &Flags::parse(rest, &["--dev"], &[])?),
        "demo" => demo::run(&workspace, &Flags::parse(rest, &[], &["--port"])?),
        "test" => test::run(&workspace, rest),
        "bench" => bench::run(&workspace, rest),
        "tidy" => tidy::run(&workspace, &Flags::parse(rest, &[], &[])?),
        "size" => size::run(&workspace, &Flags::parse(rest, &[], &[])?),
        "screenshots" => screenshots::run(&workspace, &Flags::parse(rest, &[], &[])?),
        other => bail!("there is no task `{other}`; `cargo xtask` lists them"),
    };
    done.map(|()| ExitCode::SUCCESS)
}
