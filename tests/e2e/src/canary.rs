//! Whether a secret may have slipped out in what a browser sent. Its forms are those of the root's leak tests.

use crate::proxy::Side;
use crate::wire::Recording;

#[path = "../../leaks/forms.rs"]
mod forms;

pub use forms::Canary;

impl Canary {
    /// Where it is in what one side sent, raw and inflated; empty is good.
    pub fn leaks(&self, recording: &Recording, side: Side) -> Vec<String> {
        let mut leaks = Vec::new();
        for payload in recording.payloads(side) {
            leaks.extend(
                self.found(&payload.bytes).map(|form| format!("{form} in a {}", payload.kind.name())),
            );
        }
        for message in recording.messages(side) {
            leaks.extend(self.found(&message.bytes).map(|form| format!("{form} in a raw frame")));
        }
        leaks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_every_form() {
        let canary = Canary::new("523-48-1907", 5);
        for text in [
            "{\"ssn\":\"523-48-1907\"}",
            "523-48",
            "7091-84-325",
            "3532332d34382d31393037",
            "3532332D34",
            "NTIzLTQ4LTE5MDc=",
            "\\u0035\\u0032\\u0033\\u002d\\u0034",
            "&#53;&#50;&#51;&#45;&#52;",
        ] {
            assert!(canary.is_in(text), "{text}");
        }
        assert!(!canary.is_in("523-"));
        assert!(!canary.is_in("***-**-****"));
    }

    #[test]
    fn base64_is_found_at_any_alignment() {
        // "aXrT3g52DF3gC", "abXrT3g52DF3gC", "abcXrT3g52DF3gC" and a byte after each.
        let canary = Canary::new("XrT3g52DF3gC", 12);
        for text in ["YVhyVDNnNTJERjNnQyE=", "YWJYclQzZzUyREYzZ0Mh", "YWJjWHJUM2c1MkRGM2dDIQ=="] {
            assert!(canary.is_in(text), "{text}");
        }
    }
}
