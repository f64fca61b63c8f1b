//! Text that one person writes and another reads: names and chat messages, without characters that lie about the rest.

use pillion_protocol::limits;

/// Shortens and cleans a name: one line, no control or bidirectional characters, at most
/// [`limits::NAME`] characters.
pub(crate) fn name(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let clean: String = clean.filter(|c| !c.is_control() && !is_bidi(*c) && !is_mark(*c)).collect();
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(limits::NAME).collect::<String>().trim_end().to_owned()
}

/// Cleans a chat message; `None` when nothing is left or it is over [`limits::CHAT_TEXT`] characters. Direction marks
/// stay, for the languages that need them; overrides and isolates, which could turn the text around, go.
pub(crate) fn message(text: &str) -> Option<String> {
    if text.len() > limits::CHAT_TEXT * 4 {
        return None;
    }
    let clean = text.replace("\r\n", "\n");
    let clean: String = clean.chars().filter(|c| (*c == '\n' || !c.is_control()) && !is_bidi(*c)).collect();
    let clean = clean.trim();
    (!clean.is_empty() && clean.chars().count() <= limits::CHAT_TEXT).then(|| clean.to_owned())
}

/// Embeddings, overrides and isolates.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Direction marks and characters without width.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_short_line_that_cannot_turn_the_text_around() {
        assert_eq!(name("  Maya \t\n R. "), "Maya R.");
        assert_eq!(name("<img onerror>\u{202e}gnp"), "<img onerror>gnp");
        assert_eq!(name("a\u{200f}\u{2067}b\u{0}\u{7}"), "ab");
        assert_eq!(name(&"x".repeat(500)).chars().count(), limits::NAME);
        assert_eq!(name("مایا"), "مایا");
    }

    #[test]
    fn messages_keep_their_lines_and_have_a_limit() {
        assert_eq!(message(" a\r\nb\u{202e}\u{0} ").as_deref(), Some("a\nb"));
        assert_eq!(message(" \u{202e}\n "), None);
        assert!(message(&"é".repeat(limits::CHAT_TEXT)).is_some());
        assert_eq!(message(&"é".repeat(limits::CHAT_TEXT + 1)), None);
    }
}
