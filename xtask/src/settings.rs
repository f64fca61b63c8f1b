//! `wasm-pack.toml`: how the browser parts are built and how large they may be. It does not know how the
//! settings are carried out.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace::Workspace;

/// The whole file. Unknown keys are refused, so that a typing error is not a silent default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    /// What is the same for every wasm module.
    pub(crate) wasm: Wasm,
    /// The customer's module.
    pub(crate) core: Module,
    /// The module that shows the customer what the agent sees.
    pub(crate) preview: Module,
    /// The agent's module.
    pub(crate) console: Module,
    /// How scripts are bundled.
    pub(crate) script: Script,
    /// The size bars, in bytes after brotli.
    pub(crate) budget: Budget,
}

/// Shared by every wasm module.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Wasm {
    /// wasm-pack's `--target`.
    pub(crate) target: String,
    /// The Cargo profile.
    pub(crate) profile: String,
    /// The exact arguments of wasm-opt.
    pub(crate) wasm_opt: Vec<String>,
}

/// One wasm module.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Module {
    /// The crate's name.
    pub(crate) package: String,
    /// Its folder, from the root.
    pub(crate) folder: String,
    /// The stem of its file names.
    pub(crate) out_name: String,
    /// Whether it is built without the standard library, and a panic of it is a bare trap.
    #[serde(default)]
    pub(crate) small: bool,
    /// What it is compiled from: when none of these changed, it is not built again.
    pub(crate) sources: Vec<String>,
}

/// esbuild's `--target` of each script: the oldest browsers that must read it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Script {
    /// Of the glue of a wasm module.
    pub(crate) modules: String,
    /// Of snippet.js.
    pub(crate) snippet: String,
}

/// Bytes after brotli.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Budget {
    /// snippet.js alone.
    pub(crate) snippet: u64,
    /// All that a session downloads on the customer's side.
    pub(crate) customer: u64,
}

impl Settings {
    /// Reads the file at the root.
    ///
    /// # Errors
    /// It is missing, or is not of this form.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let path = workspace.path("wasm-pack.toml");
        let text = std::fs::read_to_string(&path).context("reading wasm-pack.toml")?;
        toml::from_str(&text).context("wasm-pack.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::workspace::Workspace;

    #[test]
    fn the_settings_file_of_this_tree_is_read() {
        let settings = Settings::read(&Workspace::find().unwrap()).unwrap();
        assert!(settings.budget.snippet < settings.budget.customer);
        assert!(
            !settings.wasm.wasm_opt.iter().any(|flag| flag == "--all-features"),
            "Chromium rejects the result"
        );
    }
}
