//! Rule: dependencies come from crates.io, none of them is banned, and each names its versions. deny.toml says the details,
//! for `cargo deny` too. Without that tool it cannot know advisories or yanked versions, and says so.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Fault;
use crate::command;
use crate::metadata::Metadata;
use crate::workspace::Workspace;

/// The one place that others' packages come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The parts of deny.toml that we read.
#[derive(Debug, Deserialize)]
pub(crate) struct Policy {
    licenses: Licences,
    bans: Bans,
}

#[derive(Debug, Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    deny: Vec<String>,
}

impl Policy {
    /// Reads it.
    ///
    /// # Errors
    /// It is missing, or not of that shape.
    pub(crate) fn read(root: &Path) -> Result<Policy> {
        let text = std::fs::read_to_string(root.join("deny.toml")).context("reading deny.toml")?;
        toml::from_str(&text).context("reading deny.toml")
    }

    /// What dependencies may be under.
    pub(crate) fn licences(&self) -> &[String] {
        &self.licenses.allow
    }
}

/// Applies it.
pub(crate) fn check(metadata: &Metadata, policy: &Policy) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in metadata.foreign() {
        let mut fault = |message: String| {
            faults.push(Fault { place: format!("{} {}", package.name, package.version), message });
        };
        if package.source.as_deref() != Some(REGISTRY) {
            fault(format!(
                "is not from crates.io but from {:?}",
                package.source.as_deref().unwrap_or("a folder")
            ));
        }
        if policy.bans.deny.contains(&package.name) {
            fault("is banned by deny.toml".to_owned());
        }
    }
    for package in metadata.members() {
        for dependency in package.dependencies.iter().filter(|it| it.req == "*" && it.path.is_none()) {
            let message = format!("takes any version of {}: name one", dependency.name);
            faults.push(Fault { place: package.name.clone(), message });
        }
    }
    faults
}

/// Known weaknesses and yanked versions, as `cargo deny` knows them, if it is here.
pub(crate) fn advisories(workspace: &Workspace) -> Vec<Fault> {
    if command::find(workspace, "cargo-deny").is_none() {
        eprintln!(
            "Advisories and yanked versions are not checked: that takes `cargo install cargo-deny` and its database."
        );
        return Vec::new();
    }
    let mut deny = command::cargo(workspace);
    match command::run(deny.args(["deny", "check"])) {
        Ok(()) => Vec::new(),
        Err(error) => vec![Fault { place: "deny.toml".to_owned(), message: error.to_string() }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn faults(source: Value, name: &str, dependency: Value) -> Vec<String> {
        let package = |id: &str, name: &str, source: Value, dependencies: Value| {
            json!({"name": name, "version": "1", "license": "MIT", "id": id, "source": source,
                "dependencies": dependencies})
        };
        let metadata: Metadata = serde_json::from_value(json!({
            "packages": [
                package("ours", "pillion", Value::Null, json!([dependency])),
                package("theirs", name, source, json!([])),
            ],
            "workspace_members": ["ours"],
            "target_directory": "/tmp",
        }))
        .unwrap();
        let policy = Policy {
            licenses: Licences { allow: vec!["MIT".into()] },
            bans: Bans { deny: vec!["openssl".into()] },
        };
        check(&metadata, &policy).into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn each_rule_finds_its_fault_and_no_other() {
        let fine = json!({"name": "serde", "req": "^1", "kind": null});
        assert_eq!(faults(REGISTRY.into(), "serde", fine.clone()), [""; 0]);
        let own = json!({"name": "pillion-link", "req": "*", "kind": null, "path": "/x"});
        assert_eq!(faults(REGISTRY.into(), "serde", own), [""; 0]);
        for (source, name, dependency, word) in [
            (json!("git+https://example.com/serde"), "serde", fine.clone(), "crates.io"),
            (Value::Null, "serde", fine.clone(), "crates.io"),
            (REGISTRY.into(), "openssl", fine, "banned"),
            (REGISTRY.into(), "serde", json!({"name": "serde", "req": "*", "kind": "dev"}), "any version"),
        ] {
            let found = faults(source, name, dependency);
            assert!(found.len() == 1 && found[0].contains(word), "{found:?}");
        }
    }
}
