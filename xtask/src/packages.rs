//! npm packages that tests need, each set in a folder of its own with a lock file, and installed there. It does not know
//! what they are for.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Result, bail};

use crate::command;
use crate::workspace::Workspace;

/// The provider of single sign-on that the relay's tests log in at.
pub(crate) const OIDC_PROVIDER: &str = "crates/relay/tests/oidc-provider";

/// Installs what the lock file of a folder says, if it is missing or was changed.
///
/// # Errors
/// There is no npm, or it fails.
pub(crate) fn install(workspace: &Workspace, folder: &str) -> Result<()> {
    let place = workspace.root().join(folder);
    if is_current(&place) {
        return Ok(());
    }
    if command::find(workspace, "npm").is_none() {
        bail!("npm is missing, which installs the packages of {folder}: install Node.js 20 or newer");
    }
    eprintln!("Installing the npm packages of {folder}.");
    let mut npm = command::new(workspace, "npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]).current_dir(place);
    command::run(&mut npm)
}

/// npm writes its own list when it is done.
fn is_current(place: &Path) -> bool {
    let changed = |path: &str| -> Option<SystemTime> { place.join(path).metadata().ok()?.modified().ok() };
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_current;
    use std::fs;
    use std::time::{Duration, SystemTime};

    #[test]
    fn a_changed_lock_file_is_installed_again() {
        let folder = std::env::temp_dir().join(format!("pillion-packages-{}", std::process::id()));
        fs::create_dir_all(folder.join("node_modules")).unwrap();
        assert!(!is_current(&folder));
        fs::write(folder.join("package-lock.json"), "{}").unwrap();
        assert!(!is_current(&folder));
        fs::write(folder.join("node_modules/.package-lock.json"), "{}").unwrap();
        assert!(is_current(&folder));
        let lock = fs::File::options().write(true).open(folder.join("package-lock.json")).unwrap();
        lock.set_modified(SystemTime::now() + Duration::from_secs(60)).unwrap();
        assert!(!is_current(&folder));
        fs::remove_dir_all(folder).unwrap();
    }
}
