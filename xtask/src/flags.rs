//! Reads a task's flags. It does not know what they mean.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, bail};

/// The flags one task was given; a flag that the task does not have is an error.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    switches: HashSet<String>,
    values: HashMap<String, String>,
}

impl Flags {
    /// Reads `words`, where `switches` stand alone and `valued` take the next word or one after `=`.
    ///
    /// # Errors
    /// An unknown word, or a valued flag without its value.
    pub(crate) fn parse(words: &[String], switches: &[&str], valued: &[&str]) -> Result<Self> {
        let mut flags = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (name, inline) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            if valued.contains(&name) {
                let value = inline.or_else(|| words.next().cloned());
                flags.values.insert(name.to_owned(), value.with_context(|| format!("{name} needs a value"))?);
            } else if switches.contains(&word.as_str()) {
                flags.switches.insert(word.clone());
            } else {
                bail!("`{word}` is not known here; `cargo xtask` lists what is");
            }
        }
        Ok(flags)
    }

    /// Whether the switch was given.
    pub(crate) fn has(&self, switch: &str) -> bool {
        self.switches.contains(switch)
    }

    /// The value of a valued flag, if it was given.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_value_may_follow_a_space_or_an_equals_sign() {
        for line in ["--port 81 --dev", "--port=81 --dev"] {
            let flags = Flags::parse(&words(line), &["--dev"], &["--port"]).unwrap();
            assert_eq!(flags.value("--port"), Some("81"));
            assert!(flags.has("--dev"));
        }
    }

    #[test]
    fn unknown_words_and_missing_values_are_refused() {
        for line in ["--pot 81", "--port", "--dev=1", "stray"] {
            assert!(Flags::parse(&words(line), &["--dev"], &["--port"]).is_err(), "{line}");
        }
    }
}
