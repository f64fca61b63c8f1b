//! `cargo xtask build`: makes everything that browsers load, stage by stage, and the relay that carries it.
//! It does not know what the modules do.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use base64::Engine;
use sha2::{Digest, Sha256, Sha384};

use crate::assets;
use crate::command;
use crate::flags::Flags;
use crate::settings::{Module, Settings};
use crate::stage::{self, Stage};
use crate::tools;
use crate::trap;
use crate::workspace::Workspace;

/// How browsers get the modules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Small, compressed: what is measured, tested and shipped.
    Release,
    /// Quick to build, with assertions and names.
    Dev,
}

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, flags: &Flags) -> Result<()> {
    let kind = if flags.has("--dev") { Kind::Dev } else { Kind::Release };
    assets(workspace, kind)?;
    println!("The assets are in {}", workspace.relative(&workspace.assets()));
    Ok(())
}

/// Brings the assets folder up to date.
///
/// # Errors
/// A tool is missing, or a stage failed. The other stages are made all the same, so that one error does not hide the
/// next, but the assets folder is left as it was.
pub(crate) fn assets(workspace: &Workspace, kind: Kind) -> Result<()> {
    tools::ensure(workspace, tools::FOR_BUILD)?;
    let output = workspace.output("");
    std::fs::create_dir_all(&output).context("making target/pillion")?;
    // Two builds at once would write into each other's folders; the lock ends with the process.
    let lock = std::fs::File::create(workspace.output("build.lock")).context("opening the build's lock")?;
    lock.lock().context("waiting for another build")?;

    let builder = Builder { workspace, kind, settings: Settings::read(workspace)? };
    let core = builder.core();
    let snippet = core.as_ref().map_or_else(
        |_| Err(anyhow::anyhow!("not made, since it names the core's files")),
        |core| builder.snippet(core),
    );
    let parts = [
        ("the customer's core", core),
        ("the snippet", snippet),
        ("the console", builder.console()),
        ("the console's page", builder.pages("console-page", "console")),
        ("the mirror", builder.pages("mirror", "mirror")),
    ];
    let mut stages = Vec::new();
    let mut failures = Vec::new();
    // No part of the assets: the relay embeds the demo bank from www/demo itself.
    if let Err(error) = builder.planner() {
        failures.push(format!("  the demo's planner: {error:#}"));
    }
    for (name, made) in parts {
        match made {
            Ok(stage) => stages.push(stage),
            Err(error) => failures.push(format!("  {name}: {error:#}")),
        }
    }
    if !failures.is_empty() {
        bail!("some parts could not be built:\n{}", failures.join("\n"));
    }
    assets::assemble(workspace, &stages)
}

/// Compiles the relay with the assets inside and gives its path. Always optimised: password hashing is slow beyond
/// bearing otherwise.
pub(crate) fn relay(workspace: &Workspace) -> Result<PathBuf> {
    let mut cargo = command::cargo(workspace);
    cargo.args(["build", "--quiet", "--release", "--package", "pillion-relay"]);
    command::run(cargo.env("PILLION_ASSETS", workspace.assets()))?;
    Ok(crate::metadata::target_folder(workspace)?.join("release/pillion-relay"))
}

/// What the stages share.
struct Builder<'a> {
    workspace: &'a Workspace,
    kind: Kind,
    settings: Settings,
}

impl Builder<'_> {
    /// What the core loads when the customer asks what the agent sees.
    fn preview(&self) -> Result<Stage> {
        let module = &self.settings.preview;
        self.stage("preview", &module.sources, "", |folder| self.compile(module, folder).map(|_| ()))
    }

    /// `pkg/<version>/`: the glue and the wasm of the customer's side and of the preview, under a name that changes
    /// with their content, so that browsers may keep them for ever. The core's glue carries the preview's hashes.
    fn core(&self) -> Result<Stage> {
        let preview = self.preview()?;
        let module = &self.settings.core;
        self.stage("core", &module.sources, &preview.key, |folder| {
            let mut made = self.compile(module, &self.workspace.output("stage/core-bundle"))?.to_vec();
            let files = ["preview.js", "preview_bg.wasm"].map(|name| preview.folder.join(name));
            let [script, wasm] = [integrity(&read(&files[0])?), integrity(&read(&files[1])?)];
            let glue = std::fs::read_to_string(&made[0]).context("reading the core's glue")?;
            let values =
                [("__PREVIEW_INTEGRITY__", script.as_str()), ("__PREVIEW_WASM_INTEGRITY__", wasm.as_str())];
            std::fs::write(&made[0], filled(&glue, &values)?).context("writing the core's glue")?;
            made.extend(files);
            let mut hash = Sha256::new();
            for file in &made {
                hash.update(read(file)?);
            }
            let version = format!("{}-{}", env!("CARGO_PKG_VERSION"), &stage::hex(&hash.finalize())[..8]);
            for file in &made {
                copy_into(file, &folder.join("pkg").join(&version))?;
            }
            Ok(())
        })
    }

    /// `snippet.js`, which carries the core's version and hashes.
    fn snippet(&self, core: &Stage) -> Result<Stage> {
        let package = package_folder(&core.folder)?;
        let version = package.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stem = &self.settings.core.out_name;
        let script = integrity(&read(&package.join(format!("{stem}.js")))?);
        let wasm = integrity(&read(&package.join(format!("{stem}_bg.wasm")))?);
        let values = [
            ("__PILLION_VERSION__", version.as_str()),
            ("__CORE_INTEGRITY__", script.as_str()),
            ("__WASM_INTEGRITY__", wasm.as_str()),
        ];
        self.stage("snippet", &["snippet.js".to_owned()], &format!("{values:?}"), |folder| {
            let file = folder.join("snippet.js");
            let mut esbuild = self.esbuild("iife", &self.settings.script.snippet);
            esbuild.arg(self.workspace.path("snippet.js")).arg(out_file(&file));
            command::run(&mut esbuild)?;
            let text = std::fs::read_to_string(&file).context("reading the minified snippet.js")?;
            std::fs::write(&file, filled(&text, &values)?).context("writing snippet.js")
        })
    }

    /// `console/console.js` and its wasm.
    fn console(&self) -> Result<Stage> {
        let module = &self.settings.console;
        self.stage("console", &module.sources, "", |folder| {
            self.compile(module, &folder.join("console")).map(|_| ())
        })
    }

    /// The files of `www/<name>/`, as they are.
    fn pages(&self, stage: &str, name: &str) -> Result<Stage> {
        let source = format!("www/{name}");
        self.stage(stage, std::slice::from_ref(&source), "", |folder| {
            stage::copy_tree(&self.workspace.path(&source), &folder.join(name))
        })
    }

    /// `www/demo/planner/dist/`: the demo bank's page that is made with a framework, by its own npm scripts.
    fn planner(&self) -> Result<()> {
        let folder = self.workspace.path("www/demo/planner");
        let file = |name: &str| folder.join(name);
        let npm = |words: &[&str]| {
            let mut npm = command::new(self.workspace, "npm");
            npm.current_dir(&folder).args(words);
            command::run(&mut npm)
        };
        let packages = [file("package.json"), file("package-lock.json")];
        if !file("node_modules").is_dir() {
            Stage::forget(self.workspace, "planner-packages")?;
        }
        let installed = Stage::make(self.workspace, "planner-packages", &packages, "", |_| {
            npm(&["ci", "--no-audit", "--no-fund", "--loglevel", "error"])
        })?;
        if !file("dist/planner.js").is_file() {
            Stage::forget(self.workspace, "planner")?;
        }
        Stage::make(self.workspace, "planner", &[file("src")], &installed.key, |_| {
            npm(&["run", "--silent", "build"])
        })?;
        Ok(())
    }

    /// A stage of this kind, compressed unless it is for development. Every setting is part of its key.
    fn stage(
        &self,
        name: &str,
        sources: &[String],
        extra: &str,
        work: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Stage> {
        let sources: Vec<PathBuf> = sources.iter().map(|source| self.workspace.path(source)).collect();
        let settings = format!("{:?} {:?} {extra}", self.kind, self.settings);
        Stage::make(self.workspace, name, &sources, &settings, |folder| {
            work(folder)?;
            if self.kind == Kind::Release { assets::compress(folder) } else { Ok(()) }
        })
    }

    /// Compiles one wasm module into `folder`; gives the paths of the glue and the wasm.
    fn compile(&self, module: &Module, folder: &Path) -> Result<[PathBuf; 2]> {
        let Module { package, folder: crate_folder, out_name, small, .. } = module;
        // A development build keeps the standard library: its panics say what went wrong.
        let small = *small && self.kind == Kind::Release;
        let packed = self.workspace.output("wasm-pack").join(out_name);
        stage::empty(&packed)?;
        stage::empty(folder)?;
        let mut wasm_pack = command::new(self.workspace, "wasm-pack");
        wasm_pack.arg("build").arg(self.workspace.path(crate_folder));
        wasm_pack.args(["--mode", "no-install", "--no-typescript", "--no-pack", "--no-opt"]);
        wasm_pack.args(["--target", &self.settings.wasm.target, "--out-name", out_name, "--out-dir"]);
        wasm_pack.arg(&packed);
        match self.kind {
            Kind::Release => wasm_pack.args(["--profile", &self.settings.wasm.profile]),
            Kind::Dev => wasm_pack.arg("--dev"),
        };
        // At the root Cargo would build every default member, and wasm-pack take the one that was ready last.
        wasm_pack.args(["--", "--package", package]);
        if small {
            wasm_pack.arg("--no-default-features");
        }
        command::run(&mut wasm_pack)?;

        let script = folder.join(format!("{out_name}.js"));
        let wasm = folder.join(format!("{out_name}_bg.wasm"));
        // The glue imports our own shim modules as files of their own: one file is one request.
        let mut esbuild = self.esbuild("esm", &self.settings.script.modules);
        esbuild.arg(packed.join(format!("{out_name}.js")));
        command::run(esbuild.arg(out_file(&script)))?;
        let unoptimised = packed.join(format!("{out_name}_bg.wasm"));
        match self.kind {
            Kind::Release => {
                if small {
                    trap::quieten(&unoptimised, &unoptimised)?;
                }
                let mut wasm_opt = command::new(self.workspace, "wasm-opt");
                wasm_opt.args(&self.settings.wasm.wasm_opt).arg(&unoptimised).arg("-o").arg(&wasm);
                command::run(&mut wasm_opt)?;
            }
            Kind::Dev => {
                std::fs::copy(&unoptimised, &wasm).context("copying the wasm")?;
            }
        }
        Ok([script, wasm])
    }

    /// esbuild with what every script is given.
    fn esbuild(&self, format: &str, target: &str) -> Command {
        let mut esbuild = command::new(self.workspace, "esbuild");
        esbuild.args(["--log-level=warning", "--charset=utf8", "--bundle"]);
        esbuild.args([format!("--format={format}"), format!("--target={target}")]);
        if self.kind == Kind::Release {
            esbuild.args(["--minify", "--legal-comments=none"]);
        }
        esbuild
    }
}

fn out_file(path: &Path) -> String {
    format!("--outfile={}", path.display())
}

/// The one folder below `pkg/` in the core's stage: its name is the version.
pub(crate) fn package_folder(root: &Path) -> Result<PathBuf> {
    let about = || format!("looking into {}", root.join("pkg").display());
    let mut entries = std::fs::read_dir(root.join("pkg")).with_context(about)?;
    let entry = entries.next().with_context(about)?.with_context(about)?;
    Ok(entry.path())
}

/// Puts the values in place of their names.
///
/// # Errors
/// A name does not occur, or one that looks like ours is left: the script and this file disagree.
fn filled(text: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut text = text.to_owned();
    for (name, value) in values {
        if !text.contains(name) {
            bail!("the script does not use {name}");
        }
        text = text.replace(name, value);
    }
    for left in ["__PILLION_", "_INTEGRITY__"] {
        if text.contains(left) {
            bail!("the script has a placeholder with {left} that the build does not know");
        }
    }
    Ok(text)
}

/// The value of an `integrity` attribute.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(bytes)))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading {}", path.display()))
}

fn copy_into(file: &Path, folder: &Path) -> Result<()> {
    let target = folder.join(file.file_name().context("a path without a file name")?);
    stage::make_parent(&target)?;
    std::fs::copy(file, &target).with_context(|| format!("copying {}", file.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{filled, integrity};

    #[test]
    fn integrity_is_what_browsers_compute() {
        let empty = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        assert_eq!(integrity(b""), empty);
    }

    #[test]
    fn every_placeholder_is_filled_or_named_in_an_error() {
        let values = [("__PILLION_VERSION__", "1-a"), ("__CORE_INTEGRITY__", "sha384-x")];
        assert_eq!(
            filled("f('__PILLION_VERSION__','__CORE_INTEGRITY__')", &values).unwrap(),
            "f('1-a','sha384-x')"
        );
        assert!(filled("f('__PILLION_VERSION__')", &values).is_err(), "one is not used");
        let unknown = "'__PILLION_VERSION__','__CORE_INTEGRITY__','__OTHER_INTEGRITY__'";
        assert!(filled(unknown, &values).is_err(), "one is not known");
    }
}
