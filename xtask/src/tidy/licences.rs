//! Rule: every dependency comes under a licence that lets Pillion be MIT or Apache-2.0. It reads what the
//! packages declare, and does not read their licence texts. Which licences do is said in deny.toml.

use super::Fault;
use crate::metadata::Metadata;

/// Applies it.
pub(crate) fn check(metadata: &Metadata, allowed: &[String]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in metadata.foreign() {
        let message = match package.license.as_deref() {
            None => "declares no licence".to_owned(),
            Some(licence) if !is_allowed(licence, allowed) => {
                format!("is under `{licence}`, which deny.toml does not allow")
            }
            Some(_) => continue,
        };
        faults.push(Fault { place: format!("{} {}", package.name, package.version), message });
    }
    faults
}

/// Reads an SPDX expression: of the sides of an OR one must be allowed, of those of an AND all.
fn is_allowed(expression: &str, list: &[String]) -> bool {
    // Old packages write `MIT/Apache-2.0` for a choice.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, list) && rest.is_empty()
}

fn either(words: &mut &[&str], list: &[String]) -> bool {
    let mut allowed = all(words, list);
    while let Some(("OR", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        allowed |= all(words, list);
    }
    allowed
}

fn all(words: &mut &[&str], list: &[String]) -> bool {
    let mut allowed = single(words, list);
    while let Some(("AND", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        allowed &= single(words, list);
    }
    allowed
}

fn single(words: &mut &[&str], list: &[String]) -> bool {
    let is_listed = |name: &str| list.iter().any(|it| it == name);
    match **words {
        ["(", ref rest @ ..] => {
            *words = rest;
            let allowed = either(words, list);
            if let [")", rest @ ..] = *words {
                *words = rest;
            }
            allowed
        }
        [name, "WITH", _, ref rest @ ..] => {
            *words = rest;
            // An exception only gives more, so the licence alone is enough.
            is_listed(name)
        }
        [name, ref rest @ ..] => {
            *words = rest;
            is_listed(name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    fn is_allowed(expression: &str) -> bool {
        let list = ["MIT", "Apache-2.0", "Unicode-3.0", "ISC"].map(str::to_owned);
        super::is_allowed(expression, &list)
    }

    #[test]
    fn expressions_are_read_as_spdx_means_them() {
        for licence in [
            "MIT",
            "MIT/Apache-2.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "GPL-3.0 OR MIT",
            "Apache-2.0 AND ISC",
        ] {
            assert!(is_allowed(licence), "{licence}");
        }
        for licence in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND AGPL-3.0", "", "MIT MIT"] {
            assert!(!is_allowed(licence), "{licence}");
        }
    }
}
