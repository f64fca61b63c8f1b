//! `cargo xtask test`: runs every check and test, or one part, and sums them up. It does not know what they
//! test.

use std::process::Command;

use anyhow::{Result, bail};

use crate::browsers;
use crate::build::{self, Kind};
use crate::command;
use crate::flags::Flags;
use crate::packages;
use crate::tally::Tally;
use crate::tidy;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// End-to-end tests at a time. Each drives two browser windows, which fills a core.
const E2E_AT_ONCE: &str = "2";

/// Runs the task. The words after `test` are its part and that part's flags.
pub(crate) fn run(workspace: &Workspace, words: &[String]) -> Result<()> {
    let mut report = Report { workspace, rows: Vec::new() };
    match words.split_first().map(|(part, rest)| (part.as_str(), rest)) {
        None => {
            report.native();
            report.browser(&["--chrome", "--firefox"]);
            report.e2e(&["chromium", "firefox"]);
        }
        Some(("native", rest)) => {
            Flags::parse(rest, &[], &[])?;
            report.native();
        }
        Some(("browser", rest)) => {
            let flags = Flags::parse(rest, &["--chrome", "--firefox"], &[])?;
            let mut chosen = vec!["--chrome", "--firefox"];
            if chosen.iter().any(|browser| flags.has(browser)) {
                chosen.retain(|browser| flags.has(browser));
            }
            report.browser(&chosen);
        }
        Some(("e2e", rest)) => match Flags::parse(rest, &[], &["--browser"])?.value("--browser") {
            None => report.e2e(&["chromium", "firefox"]),
            Some(browser @ ("chromium" | "firefox" | "webkit")) => report.e2e(&[browser]),
            Some(other) => bail!("`{other}` is not chromium, firefox or webkit"),
        },
        Some((other, _)) => bail!("there is no part `{other}`: native, browser or e2e"),
    }
    report.close()
}

/// What ran, in order.
struct Report<'a> {
    workspace: &'a Workspace,
    rows: Vec<(String, Tally)>,
}

impl Report<'_> {
    fn native(&mut self) {
        self.check("tidy", |workspace| tidy::run(workspace, &Flags::default()));
        self.check("format", |workspace| {
            tools::ensure(workspace, &[Tool::Lints])?;
            command::run(command::cargo(workspace).args(["fmt", "--all", "--check"]))
        });
        self.check("lints", |workspace| {
            let mut clippy = command::cargo(workspace);
            clippy.args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
            command::run(&mut clippy)
        });
        self.check("lints, wasm32", |workspace| {
            tools::ensure(workspace, &[Tool::WasmTarget])?;
            let mut clippy = command::cargo(workspace);
            clippy.args(["clippy", "--quiet", "--target", "wasm32-unknown-unknown", "--lib", "--tests"]);
            for package in ["pillion", "pillion-link", "pillion-viewer", "pillion-preview", "pillion-console"]
            {
                clippy.args(["--package", package]);
            }
            command::run(clippy.args(["--", "--deny", "warnings"]))
        });
        self.check("lints, what ships", |workspace| {
            let mut clippy = command::cargo(workspace);
            clippy.args([
                "clippy",
                "--quiet",
                "--target",
                "wasm32-unknown-unknown",
                "--lib",
                "--package",
                "pillion",
            ]);
            command::run(clippy.args(["--no-default-features", "--", "--deny", "warnings"]))
        });
        self.tests("native", |workspace| {
            packages::install(workspace, packages::OIDC_PROVIDER)?;
            let mut cargo = command::cargo(workspace);
            cargo.args(["test", "--quiet", "--workspace", "--exclude", "pillion-e2e", "--no-fail-fast"]);
            Ok(cargo)
        });
    }

    /// The tests inside the browser, with wasm-pack's own flags. At the root they are those of every crate.
    fn browser(&mut self, browsers: &[&str]) {
        for browser in browsers {
            self.tests(&format!("browser {}", browser.trim_start_matches('-')), |workspace| {
                tools::ensure(workspace, browser_tools(browser))?;
                let mut wasm_pack = command::new(workspace, "wasm-pack");
                wasm_pack.args(["test", "--mode", "no-install", "--headless", browser]);
                name_browsers(workspace, &mut wasm_pack)?;
                // The runner takes the first driver that it finds named, whichever browser was asked for.
                wasm_pack.env_remove(if *browser == "--chrome" { "GECKODRIVER" } else { "CHROMEDRIVER" });
                Ok(wasm_pack)
            });
        }
    }

    fn e2e(&mut self, browsers: &[&str]) {
        // Built before any browser runs: both together are too much for a small machine.
        let made = build::assets(self.workspace, Kind::Release).and_then(|()| build::relay(self.workspace));
        let relay = match made {
            Ok(relay) => relay,
            Err(error) => return self.fail("end to end", &error),
        };
        for browser in browsers {
            self.tests(&format!("end to end {browser}"), |workspace| {
                tools::ensure(workspace, e2e_tools(browser))?;
                let mut cargo = command::cargo(workspace);
                cargo.args(["test", "--quiet", "--package", "pillion-e2e", "--no-fail-fast", "--"]);
                cargo.args(["--test-threads", E2E_AT_ONCE]);
                cargo.env("PILLION_RELAY", &relay).env("PILLION_BROWSER", browser);
                name_browsers(workspace, &mut cargo)?;
                Ok(cargo)
            });
        }
    }

    /// A check that counts as one.
    fn check(&mut self, name: &str, work: impl FnOnce(&Workspace) -> Result<()>) {
        eprintln!("\n=== {name}");
        match work(self.workspace) {
            Ok(()) => self.rows.push((name.to_owned(), Tally::one(true))),
            Err(error) => self.fail(name, &error),
        }
    }

    /// A runner that says how many tests passed.
    fn tests(&mut self, name: &str, prepare: impl FnOnce(&Workspace) -> Result<Command>) {
        eprintln!("\n=== {name}");
        match prepare(self.workspace).and_then(|mut runner| command::tee(&mut runner)) {
            Ok((succeeded, output)) => self.rows.push((name.to_owned(), Tally::read(&output, succeeded))),
            Err(error) => self.fail(name, &error),
        }
    }

    fn fail(&mut self, name: &str, error: &anyhow::Error) {
        eprintln!("error: {error:#}");
        self.rows.push((name.to_owned(), Tally::one(false)));
    }

    /// Prints the summary; its last line is the sum.
    fn close(self) -> Result<()> {
        let sum = self.rows.iter().fold(Tally::default(), |sum, (_, tally)| sum.plus(*tally));
        let width = self.rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        println!();
        for (name, Tally { passed, failed }) in &self.rows {
            println!("{name:<width$}  {passed:>5} passed {failed:>5} failed");
        }
        println!("{} passed, {} failed", sum.passed, sum.failed);
        if sum.failed > 0 {
            // The sum is to be the last line, so nothing is said after it.
            std::process::exit(1);
        }
        Ok(())
    }
}

fn browser_tools(browser: &str) -> &'static [Tool] {
    match browser {
        "--chrome" => &[Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmPack, Tool::Chromium],
        _ => &[Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmPack, Tool::Firefox, Tool::Geckodriver],
    }
}

fn e2e_tools(browser: &str) -> &'static [Tool] {
    match browser {
        "chromium" => &[Tool::Chromium],
        // What `cargo xtask leaks` does is done in Chromium, whatever the rest runs in.
        "firefox" => &[Tool::Chromium, Tool::Firefox, Tool::Geckodriver],
        _ => &[Tool::Chromium, Tool::WebKit],
    }
}

/// Tells a runner where browsers and drivers are, so that none of them searches by itself.
pub(crate) fn name_browsers(workspace: &Workspace, runner: &mut Command) -> Result<()> {
    runner.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browsers::webdriver_json(workspace)?);
    for (variable, found) in [
        ("CHROMEDRIVER", browsers::chromedriver(workspace)),
        ("GECKODRIVER", browsers::geckodriver(workspace)),
        ("PILLION_CHROMIUM", browsers::chromium(workspace)),
        ("PILLION_FIREFOX", browsers::firefox(workspace)),
    ] {
        if let Some(path) = found {
            runner.env(variable, path);
        }
    }
    Ok(())
}
