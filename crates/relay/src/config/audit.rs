//! Where the audit log is and how it is kept, as operators say it. Knows nothing of what is in it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Config, ConfigError, Origin};
use crate::cli::Settings;

/// Bytes of one file unless the operator says otherwise.
const FILE_MIB: u64 = 64;
const MIB: u64 = 1024 * 1024;

/// Where the log is, and how it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Where.
    pub place: Place,
    /// What to do while it cannot be written.
    pub on_failure: OnFailure,
    /// Bytes of one file; then a new one begins, as with each new day.
    pub rotate_bytes: u64,
}

/// Where the log is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Beside the database: `pillion-audit` for `sqlite:pillion.db`.
    Beside,
    /// In this folder.
    In(PathBuf),
    /// There is none.
    Off,
}

/// What to do while the log cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// No new sessions and no new agents in them. What runs goes on, and its lines wait in memory.
    Refuse,
    /// All goes on, and lines wait in memory.
    Continue,
}

/// Of the TOML file.
#[derive(Debug, Default)]
pub(super) struct FileAudit {
    pub(super) place: Option<String>,
    pub(super) on_failure: Option<String>,
    pub(super) file_mib: Option<u64>,
}

impl Default for Audit {
    fn default() -> Audit {
        Audit { place: Place::Beside, on_failure: OnFailure::Refuse, rotate_bytes: FILE_MIB * MIB }
    }
}

impl Audit {
    /// The log's folder, if there is one.
    pub fn folder(&self, database: &str) -> Option<PathBuf> {
        match &self.place {
            Place::Off => None,
            Place::In(folder) => Some(folder.clone()),
            Place::Beside => Some(beside(database)),
        }
    }
}

impl OnFailure {
    /// As operators write it.
    pub fn word(self) -> &'static str {
        match self {
            OnFailure::Refuse => "refuse",
            OnFailure::Continue => "continue",
        }
    }
}

impl Config {
    /// What the audit log tells of the configuration, and what its policy hashes are made of. No secret.
    pub(crate) fn told(&self) -> Value {
        let origins = |list: &[Origin]| list.iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>();
        let sites: Vec<Value> = self
            .sites
            .iter()
            .map(|site| json!({ "key": site.key, "origins": origins(&site.origins) }))
            .collect();
        json!({
            "company": self.company,
            "public_url": self.public_url.as_ref().map(Origin::as_str),
            "allow_origins": origins(&self.allow_origins),
            "sites": sites,
            "oidc": self.oidc.is_some(),
            "passes": self.passes.is_some(),
            "demo": self.demo,
            "audit_failure": self.audit.on_failure.word(),
        })
    }
}

fn beside(database: &str) -> PathBuf {
    let file = database.strip_prefix("sqlite:").map(|rest| rest.trim_start_matches("//"));
    let file = file.and_then(|rest| rest.split('?').next()).filter(|file| !file.starts_with(':'));
    let file = Path::new(file.unwrap_or_default());
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("pillion");
    file.with_file_name(format!("{stem}-audit"))
}

/// Flags and environment over the file over the defaults.
pub(super) fn read(file: FileAudit, settings: &Settings) -> Result<Audit, ConfigError> {
    let mut audit = Audit::default();
    match settings.audit.clone().or(file.place).as_deref() {
        None => {}
        Some("off") => audit.place = Place::Off,
        Some(folder) => audit.place = Place::In(PathBuf::from(folder)),
    }
    match settings.audit_failure.clone().or(file.on_failure).as_deref() {
        None | Some("refuse") => {}
        Some("continue") => audit.on_failure = OnFailure::Continue,
        Some(other) => {
            let kind = "policy: refuse or continue";
            return Err(ConfigError::Value { key: "audit-failure", value: other.to_owned(), kind });
        }
    }
    match settings.audit_file_mib.or(file.file_mib) {
        None => {}
        Some(0) => {
            let kind = "number of MiB from 1";
            return Err(ConfigError::Value { key: "audit-file-mib", value: "0".to_owned(), kind });
        }
        Some(mib) => audit.rotate_bytes = mib.saturating_mul(MIB),
    }
    Ok(audit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_beside_the_database_unless_said_otherwise() {
        let folder = |database: &str| Audit::default().folder(database).unwrap();
        assert_eq!(folder("sqlite:pillion.db"), Path::new("pillion-audit"));
        assert_eq!(
            folder("sqlite:///var/lib/relay/main.db?mode=rwc"),
            Path::new("/var/lib/relay/main-audit")
        );
        assert_eq!(folder("sqlite::memory:"), Path::new("pillion-audit"));
        assert_eq!(folder("postgres://db/x"), Path::new("pillion-audit"));
        let flags =
            Settings { audit: Some("/srv/audit".into()), audit_file_mib: Some(2), ..Settings::default() };
        let file =
            FileAudit { place: Some("off".into()), on_failure: Some("continue".into()), file_mib: None };
        let audit = read(file, &flags).unwrap();
        assert_eq!(audit.folder("sqlite:a.db").unwrap(), Path::new("/srv/audit"));
        assert_eq!((audit.on_failure, audit.rotate_bytes), (OnFailure::Continue, 2 * MIB));
        let off = FileAudit { place: Some("off".into()), ..FileAudit::default() };
        assert_eq!(read(off, &Settings::default()).unwrap().folder("sqlite:a.db"), None);
    }

    #[test]
    fn words_that_are_none_are_said() {
        let flags = Settings { audit_failure: Some("ignore".into()), ..Settings::default() };
        let error = read(FileAudit::default(), &flags).unwrap_err().to_string();
        assert!(error.contains("`ignore`") && error.contains("refuse or continue"), "{error}");
    }
}
