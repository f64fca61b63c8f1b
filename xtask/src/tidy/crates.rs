//! Rule: which of our crates may depend on which. It does not look at others' crates.

use super::Fault;
use crate::metadata::{Metadata, Package};

/// Each crate, and those of ours it may use. The arrows of the design; there are no circles.
const ARROWS: &[(&str, &[&str])] = &[
    ("pillion-protocol", &[]),
    ("pillion-link", &["pillion-protocol"]),
    ("pillion", &["pillion-protocol", "pillion-link"]),
    ("pillion-viewer", &["pillion-protocol", "pillion-link"]),
    ("pillion-preview", &["pillion-protocol", "pillion-viewer"]),
    ("pillion-console", &["pillion-protocol", "pillion-link", "pillion-viewer"]),
    ("pillion-relay", &["pillion-protocol"]),
    ("pillion-e2e", &["pillion-protocol", "pillion-relay"]),
    ("xtask", &[]),
];
/// Tests may bring together what the product keeps apart, but never depend on these.
const NOT_EVEN_IN_TESTS: &[&str] = &["pillion-e2e", "xtask"];

/// Applies it.
pub(crate) fn check(metadata: &Metadata) -> Vec<Fault> {
    let members: Vec<&Package> = metadata.members().collect();
    let names: Vec<&str> = members.iter().map(|package| package.name.as_str()).collect();
    members.iter().flat_map(|package| check_one(package, &names)).collect()
}

fn check_one(package: &Package, ours: &[&str]) -> Vec<Fault> {
    let fault = |message: String| Fault { place: package.name.clone(), message };
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
        return vec![fault("is not in tidy's list of crates: add it with what it may use".to_owned())];
    };
    let wrong = package.dependencies.iter().filter(|dependency| {
        let name = dependency.name.as_str();
        ours.contains(&name)
            && match dependency.kind.as_deref() {
                Some("dev") => NOT_EVEN_IN_TESTS.contains(&name),
                _ => !allowed.contains(&name),
            }
    });
    wrong.map(|dependency| fault(format!("must not depend on {}", dependency.name))).collect()
}

#[cfg(test)]
mod tests {
    use crate::metadata::Metadata;

    fn faults(package: &str, dependency: &str, kind: &str) -> usize {
        let kind = if kind.is_empty() { serde_json::Value::Null } else { kind.into() };
        let named = |name: &str, dependencies: serde_json::Value| {
            serde_json::json!({"name": name, "version": "1", "license": null, "id": name,
                "dependencies": dependencies})
        };
        let metadata: Metadata = serde_json::from_value(serde_json::json!({
            "packages": [
                named(package, serde_json::json!([{"name": dependency, "kind": kind}])),
                named(dependency, serde_json::json!([])),
            ],
            "workspace_members": [package, dependency],
            "target_directory": "target",
        }))
        .unwrap();
        super::check(&metadata).len()
    }

    #[test]
    fn arrows_point_one_way() {
        assert_eq!(faults("pillion-viewer", "pillion-link", ""), 0);
        assert_eq!(faults("pillion-link", "pillion-viewer", ""), 1);
        assert_eq!(faults("pillion-relay", "pillion", ""), 1);
    }

    #[test]
    fn tests_may_bring_the_sides_together() {
        assert_eq!(faults("pillion", "pillion-viewer", "dev"), 0);
        assert_eq!(faults("pillion", "pillion-viewer", "build"), 1);
        assert_eq!(faults("pillion", "xtask", "dev"), 1);
    }

    #[test]
    fn a_crate_that_the_list_does_not_name_is_a_fault() {
        assert_eq!(faults("pillion-new", "pillion-protocol", ""), 1);
    }
}
