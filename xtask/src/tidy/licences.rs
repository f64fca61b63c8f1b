//! Rule: every dependency comes under a licence that lets Pillion be MIT or Apache-2.0. It reads what the
//! packages declare, and does not read their licence texts.

use super::Fault;
use crate::metadata::Metadata;

/// Licences that ask for no more than a notice, or for changes of their own files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Applies it.
pub(crate) fn check(metadata: &Metadata) -> Vec<Fault> {
    let mut faults = Vec::new();
    for package in metadata.foreign() {
        let message = match package.license.as_deref() {
            None => "declares no licence".to_owned(),
            Some(licence) if !is_allowed(licence) => {
                format!("is under `{licence}`, which tidy's list does not allow")
            }
            Some(_) => continue,
        };
        faults.push(Fault { place: format!("{} {}", package.name, package.version), message });
    }
    faults
}

/// Reads an SPDX expression: of the sides of an OR one must be allowed, of those of an AND all.
fn is_allowed(expression: &str) -> bool {
    // Old packages write `MIT/Apache-2.0` for a choice.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest) && rest.is_empty()
}

fn either(words: &mut &[&str]) -> bool {
    let mut allowed = all(words);
    while let Some(("OR", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        allowed |= all(words);
    }
    allowed
}

fn all(words: &mut &[&str]) -> bool {
    let mut allowed = single(words);
    while let Some(("AND", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        allowed &= single(words);
    }
    allowed
}

fn single(words: &mut &[&str]) -> bool {
    match **words {
        ["(", ref rest @ ..] => {
            *words = rest;
            let allowed = either(words);
            if let [")", rest @ ..] = *words {
                *words = rest;
            }
            allowed
        }
        [name, "WITH", _, ref rest @ ..] => {
            *words = rest;
            // An exception only gives more, so the licence alone is enough.
            ALLOWED.contains(&name)
        }
        [name, ref rest @ ..] => {
            *words = rest;
            ALLOWED.contains(&name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

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
