//! The text files of the tree, as rules see them. It does not know the rules.

use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold nothing of ours.
const SKIPPED: &[&str] = &[".git", "target", "node_modules", "dist", "pkg", ".pillion"];

/// One text file.
#[derive(Debug)]
pub(crate) struct Source {
    /// From the root, with `/`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl Source {
    /// Every text file below `root`.
    ///
    /// # Errors
    /// A folder or file cannot be read.
    pub(crate) fn read_all(root: &Path) -> Result<Vec<Self>> {
        let mut sources = Vec::new();
        read_folder(root, "", &mut sources)?;
        sources.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(sources)
    }

    /// The ending of its name.
    pub(crate) fn kind(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, kind)| kind)
    }

    /// The last part of its path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit_once('/').map_or(self.path.as_str(), |(_, name)| name)
    }

    /// Whether one of the folders on its path has this name.
    pub(crate) fn is_under(&self, folder: &str) -> bool {
        self.path.split('/').rev().skip(1).any(|part| part == folder)
    }

    /// Lines with their numbers from 1, comments cut off.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, without_comment(line)))
    }

    /// `path:line`.
    pub(crate) fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

fn read_folder(folder: &Path, prefix: &str, sources: &mut Vec<Source>) -> Result<()> {
    let about = || format!("reading {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(about)? {
        let entry = entry.with_context(about)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        // Not followed when it is a link: the tree is what is in it.
        let file_type = entry.file_type().with_context(about)?;
        if file_type.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                read_folder(&entry.path(), &format!("{path}/"), sources)?;
            }
        } else if file_type.is_file() {
            let bytes = std::fs::read(entry.path()).with_context(|| format!("reading {path}"))?;
            // Images and vectors are not text and have no rules here.
            if let Ok(text) = String::from_utf8(bytes) {
                sources.push(Source { path, text });
            }
        }
    }
    Ok(())
}

/// Good enough for our rules: `//` starts a comment unless it is part of an address.
fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(found) = line[from..].find("//") {
        let at = from + found;
        if !line[..at].ends_with(':') {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

#[cfg(test)]
pub(crate) fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{source, without_comment};

    #[test]
    fn comments_are_cut_and_addresses_are_not() {
        assert_eq!(without_comment("let a = 1; // why"), "let a = 1; ");
        assert_eq!(without_comment("//! A file"), "");
        assert_eq!(without_comment("get(\"https://a.example/\") // so"), "get(\"https://a.example/\") ");
    }

    #[test]
    fn paths_are_taken_apart() {
        let file = source("crates/viewer/src/page/render.rs", "");
        assert_eq!((file.name(), file.kind()), ("render.rs", "rs"));
        assert!(file.is_under("page") && !file.is_under("render.rs"));
    }
}
