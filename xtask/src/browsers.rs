//! Where browsers and their drivers are, and how the system's packages bring them. It does not know how they
//! are driven.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command;
use crate::tools::Remedy;
use crate::workspace::Workspace;

/// The way out where the system has no real package of a browser (Ubuntu has snaps only, which need snapd).
pub(crate) const BY_HAND: &str = "Install the browser's own .deb (Google Chrome with the chromedriver of the same version, or \
     Mozilla's Firefox) so that `google-chrome` and `chromedriver`, or `firefox`, are on PATH.";

pub(crate) fn chromium(workspace: &Workspace) -> Option<PathBuf> {
    first(workspace, &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
}

pub(crate) fn chromedriver(workspace: &Workspace) -> Option<PathBuf> {
    named_or_first(workspace, "CHROMEDRIVER", &["chromedriver", "chromium.chromedriver"])
}

pub(crate) fn firefox(workspace: &Workspace) -> Option<PathBuf> {
    first(workspace, &["firefox-esr", "firefox"])
}

pub(crate) fn geckodriver(workspace: &Workspace) -> Option<PathBuf> {
    named_or_first(workspace, "GECKODRIVER", &["geckodriver"])
}

pub(crate) fn webkit_driver(workspace: &Workspace) -> Option<PathBuf> {
    first(workspace, &["WebKitWebDriver"])
}

fn first(workspace: &Workspace, names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| command::find(workspace, name))
}

/// A driver may also be named by the variable that wasm-bindgen's test runner reads.
fn named_or_first(workspace: &Workspace, variable: &str, names: &[&str]) -> Option<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| first(workspace, names))
}

pub(crate) fn chromium_packages() -> &'static [&'static str] {
    if is_ubuntu() {
        &["chromium-browser", "chromium-chromedriver"]
    } else {
        &["chromium", "chromium-driver"]
    }
}

pub(crate) fn firefox_packages() -> &'static [&'static str] {
    if is_ubuntu() { &["firefox"] } else { &["firefox-esr"] }
}

fn is_ubuntu() -> bool {
    std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"))
}

/// Installs system packages as root; an ordinary user is told the command, since asking for a password in
/// the middle of a test run would hang it.
pub(crate) fn apt(workspace: &Workspace, packages: &[&str]) -> Remedy {
    let list = packages.join(" ");
    if command::find(workspace, "apt-get").is_none() {
        return Remedy::Person(format!(
            "Install what Debian calls {list} with this system's package manager"
        ));
    }
    if !is_root() {
        return Remedy::Person(format!(
            "Installing it needs root. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}"
        ));
    }
    let mut update = command::new(workspace, "apt-get");
    update.args(["update", "-qq"]);
    let mut install = command::new(workspace, "apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    Remedy::Run(vec![update, install])
}

/// The owner of our own process entry is the user we run as; std has no call for it.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// The file that tells wasm-bindgen's test runner which browsers to start. The one at the root names
/// Debian's; where they are elsewhere, a copy with the right paths is made under `target/`.
///
/// # Errors
/// `webdriver.json` cannot be read, or the copy not written.
pub(crate) fn webdriver_json(workspace: &Workspace) -> Result<PathBuf> {
    let original = workspace.path("webdriver.json");
    let text = std::fs::read_to_string(&original).context("reading webdriver.json")?;
    let changed = with_binaries(&text, chromium(workspace).as_deref(), firefox(workspace).as_deref())
        .context("webdriver.json")?;
    let Some(changed) = changed else {
        return Ok(original);
    };
    let copy = workspace.output("webdriver.json");
    std::fs::create_dir_all(workspace.output("")).context("making target/pillion")?;
    std::fs::write(&copy, changed).context("writing target/pillion/webdriver.json")?;
    Ok(copy)
}

/// The file with other browser paths, or `None` when each path in it exists.
fn with_binaries(text: &str, chromium: Option<&Path>, firefox: Option<&Path>) -> Result<Option<String>> {
    let mut value: serde_json::Value = serde_json::from_str(text)?;
    let mut changed = false;
    for (options, found) in [("goog:chromeOptions", chromium), ("moz:firefoxOptions", firefox)] {
        let Some(binary) = value.get_mut(options).and_then(|options| options.get_mut("binary")) else {
            continue;
        };
        let exists = binary.as_str().is_some_and(|path| Path::new(path).is_file());
        if let (false, Some(found)) = (exists, found) {
            *binary = found.to_string_lossy().into_owned().into();
            changed = true;
        }
    }
    Ok(if changed { Some(value.to_string()) } else { None })
}

#[cfg(test)]
mod tests {
    use super::with_binaries;
    use std::path::Path;

    #[test]
    fn a_browser_elsewhere_replaces_a_path_that_does_not_exist() {
        let text = r#"{"goog:chromeOptions": {"binary": "/nowhere/chromium", "args": ["--headless"]}}"#;
        let changed = with_binaries(text, Some(Path::new("/opt/chrome")), None).unwrap().unwrap();
        assert!(changed.contains("/opt/chrome") && changed.contains("--headless"), "{changed}");
        assert_eq!(with_binaries(text, None, None).unwrap(), None);
    }

    #[test]
    fn existing_paths_stay() {
        let here = std::env::current_exe().unwrap();
        let text = serde_json::json!({"moz:firefoxOptions": {"binary": here}}).to_string();
        assert_eq!(with_binaries(&text, None, Some(Path::new("/opt/firefox"))).unwrap(), None);
    }
}
