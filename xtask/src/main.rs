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
  tidy                  check the rules that a compiler cannot
  screenshots           take the pictures of the README anew, of the real product
  size                  what a customer downloads, against the budgets of wasm-pack.toml

Each task first installs the tools it misses, and says so before it does.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<()> {
    let Some((task, rest)) = words.split_first() else {
        print!("{HELP}");
        return Ok(());
    };
    let workspace = Workspace::find()?;
    match task.as_str() {
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
    }
}
