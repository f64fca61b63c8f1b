//! The tools that tasks need: looks for them, says what is missing, installs it. It does not know what the
//! tasks do with them. Browsers and drivers: `browsers`.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::browsers;
use crate::command;
use crate::workspace::Workspace;

/// The versions that are installed when a tool is missing. wasm-bindgen's is read from Cargo.lock instead.
const WASM_PACK: &str = "0.15.1";
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";
/// The first wasm-opt that was seen to read what current Rust writes; Debian 12's 108 does not.
const OLDEST_WASM_OPT: u32 = 120;
/// The first wasm-pack with `--profile`.
const OLDEST_WASM_PACK: &str = "0.13.0";

/// What `cargo xtask build` needs.
pub(crate) const FOR_BUILD: &[Tool] =
    &[Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmPack, Tool::WasmOpt, Tool::Esbuild];

/// Something that a task needs on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Rust's standard library for wasm32.
    WasmTarget,
    /// wasm-bindgen's command, of exactly the crate's version.
    WasmBindgen,
    /// wasm-pack.
    WasmPack,
    /// binaryen's optimiser.
    WasmOpt,
    /// The script bundler.
    Esbuild,
    /// Clippy and rustfmt.
    Lints,
    /// Chromium or Chrome with its driver.
    Chromium,
    /// Firefox.
    Firefox,
    /// Firefox's driver.
    Geckodriver,
    /// WebKit's driver, its browser and a screen for it.
    WebKit,
}

/// How a missing tool comes onto the machine.
pub(crate) enum Remedy {
    /// These commands, in this order.
    Run(Vec<Command>),
    /// Only a person can do it: this sentence says how.
    Person(String),
}

/// Installs those of `tools` that are missing, and says so first.
///
/// # Errors
/// One could not be installed; the message names the fix.
pub(crate) fn ensure(workspace: &Workspace, tools: &[Tool]) -> Result<()> {
    let mut plans = Vec::new();
    for tool in tools {
        if !tool.is_present(workspace)? {
            plans.push((*tool, tool.remedy(workspace)?));
        }
    }
    if plans.is_empty() {
        return Ok(());
    }
    eprintln!("Missing on this machine:");
    for (tool, remedy) in &plans {
        eprintln!("  {}", tool.title());
        match remedy {
            Remedy::Run(commands) => {
                commands.iter().for_each(|line| eprintln!("    will run: {}", command::describe(line)));
            }
            Remedy::Person(advice) => eprintln!("    {advice}"),
        }
    }
    for (tool, remedy) in plans {
        let title = tool.title();
        match remedy {
            Remedy::Person(advice) => bail!("{title} is missing. {advice}"),
            Remedy::Run(commands) => {
                for mut line in commands {
                    command::run(&mut line).with_context(|| {
                        format!("{title} could not be installed. Install it by hand, then run this again")
                    })?;
                }
                if !tool.is_present(workspace)? {
                    bail!("{title} was installed but is still not found. {}", tool.advice());
                }
            }
        }
    }
    Ok(())
}

impl Tool {
    fn title(self) -> &'static str {
        match self {
            Self::WasmTarget => "Rust's wasm32-unknown-unknown target",
            Self::WasmBindgen => "wasm-bindgen of the crate's version (about 4 minutes to compile)",
            Self::WasmPack => "wasm-pack (about 2 minutes to compile)",
            Self::WasmOpt => "wasm-opt, from binaryen",
            Self::Esbuild => "esbuild",
            Self::Lints => "rustfmt and clippy",
            Self::Chromium => "Chromium and chromedriver",
            Self::Firefox => "Firefox",
            Self::Geckodriver => "geckodriver (about 4 minutes to compile)",
            Self::WebKit => "WebKitGTK's driver and Xvfb",
        }
    }

    /// What to look at when it was installed and is not found.
    fn advice(self) -> &'static str {
        match self {
            Self::WasmBindgen | Self::WasmPack => "Is an older copy before Cargo's bin folder on PATH?",
            Self::WasmOpt | Self::Esbuild => "Does npm run install scripts (npm config get ignore-scripts)?",
            Self::Chromium | Self::Firefox => browsers::BY_HAND,
            _ => "Run the command above by hand and read what it says.",
        }
    }

    fn is_present(self, workspace: &Workspace) -> Result<bool> {
        Ok(match self {
            Self::WasmTarget => {
                let mut rustc = command::new(workspace, "rustc");
                rustc.args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]);
                command::output(&mut rustc).is_ok_and(|folder| std::path::Path::new(folder.trim()).is_dir())
            }
            Self::WasmBindgen => version(workspace, "wasm-bindgen") == Some(wasm_bindgen_version(workspace)?),
            Self::WasmPack => version(workspace, "wasm-pack")
                .is_some_and(|found| numbers(&found) >= numbers(OLDEST_WASM_PACK)),
            Self::WasmOpt => version(workspace, "wasm-opt")
                .is_some_and(|found| numbers(&found).first().is_some_and(|first| *first >= OLDEST_WASM_OPT)),
            Self::Esbuild => version(workspace, "esbuild").is_some(),
            Self::Lints => {
                version(workspace, "cargo-clippy").is_some() && version(workspace, "rustfmt").is_some()
            }
            Self::Chromium => {
                browsers::chromium(workspace).is_some() && browsers::chromedriver(workspace).is_some()
            }
            Self::Firefox => browsers::firefox(workspace).is_some(),
            Self::Geckodriver => browsers::geckodriver(workspace).is_some(),
            Self::WebKit => {
                browsers::webkit_driver(workspace).is_some() && command::find(workspace, "Xvfb").is_some()
            }
        })
    }

    fn remedy(self, workspace: &Workspace) -> Result<Remedy> {
        Ok(match self {
            Self::WasmTarget => rustup(workspace, &["target", "add", "wasm32-unknown-unknown"]),
            Self::Lints => rustup(workspace, &["component", "add", "clippy", "rustfmt"]),
            // Not `--locked`: its lock file names a package version that was withdrawn.
            Self::WasmBindgen => cargo_install(
                workspace,
                &["wasm-bindgen-cli", "--version", &wasm_bindgen_version(workspace)?, "--force"],
            ),
            Self::WasmPack => {
                cargo_install(workspace, &["wasm-pack", "--version", WASM_PACK, "--locked", "--force"])
            }
            Self::Geckodriver => cargo_install(workspace, &["geckodriver", "--locked"]),
            Self::WasmOpt => npm_install(workspace, &format!("binaryen@{BINARYEN}")),
            Self::Esbuild => npm_install(workspace, &format!("esbuild@{ESBUILD}")),
            Self::Chromium => browsers::apt(workspace, browsers::chromium_packages()),
            Self::Firefox => browsers::apt(workspace, browsers::firefox_packages()),
            Self::WebKit => browsers::apt(workspace, &["webkit2gtk-driver", "xvfb"]),
        })
    }
}

fn rustup(workspace: &Workspace, arguments: &[&str]) -> Remedy {
    if command::find(workspace, "rustup").is_none() {
        return Remedy::Person(
            "rustup is not here either: install Rust with rustup, or add this with the system's Rust packages"
                .to_owned(),
        );
    }
    let mut line = command::new(workspace, "rustup");
    line.args(arguments);
    Remedy::Run(vec![line])
}

fn cargo_install(workspace: &Workspace, arguments: &[&str]) -> Remedy {
    let mut line = command::cargo(workspace);
    line.arg("install").args(arguments);
    Remedy::Run(vec![line])
}

/// Into a folder of ours: no root rights needed, and nothing global is changed.
fn npm_install(workspace: &Workspace, package: &str) -> Remedy {
    if command::find(workspace, "npm").is_none() {
        return Remedy::Person("It comes with npm: install Node.js 20 or newer first".to_owned());
    }
    let mut line = command::new(workspace, "npm");
    line.args(["install", "--no-audit", "--no-fund", "--loglevel", "error", "--prefix"]);
    line.arg(workspace.output("tools")).arg(package);
    Remedy::Run(vec![line])
}

/// The version that a tool reports, if it runs at all.
fn version(workspace: &Workspace, program: &str) -> Option<String> {
    let said = command::output(command::new(workspace, program).arg("--version")).ok()?;
    first_version(&said)
}

/// The first word that starts with a digit: `wasm-opt version 132 (version_132)` gives `132`.
fn first_version(said: &str) -> Option<String> {
    said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

fn numbers(version: &str) -> Vec<u32> {
    version.split(['.', '-']).map_while(|part| part.parse().ok()).collect()
}

/// The crate and the command must be of one version, so the lock file says which.
fn wasm_bindgen_version(workspace: &Workspace) -> Result<String> {
    let text = std::fs::read_to_string(workspace.path("Cargo.lock")).context("reading Cargo.lock")?;
    locked_version(&text, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{package}\""))?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{first_version, locked_version, numbers};

    #[test]
    fn the_version_is_the_first_word_that_starts_with_a_digit() {
        for (said, version) in [
            ("wasm-opt version 132 (version_132)\n", "132"),
            ("wasm-bindgen 0.2.130\n", "0.2.130"),
            ("0.28.2\n", "0.28.2"),
        ] {
            assert_eq!(first_version(said).as_deref(), Some(version));
        }
        assert_eq!(first_version("no number"), None);
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(numbers("0.15.1") > numbers("0.9.0"));
        assert!(numbers("0.13.0-beta.1") >= numbers("0.13.0"));
        assert!(numbers("garbage").is_empty());
    }

    #[test]
    fn the_lock_file_says_which_version_is_used() {
        let lock = "[[package]]\nname = \"wasm-bindgen-backend\"\nversion = \"9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
