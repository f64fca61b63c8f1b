//! Words of the customer's page that the agent reads outside of the mirror: address, title, notes, options. One line
//! each, short, without characters that turn the order of letters or that nobody sees.
//!
//! Knows nothing of where they are shown.

/// Characters of an address.
pub(crate) const ADDRESS: usize = 2_048;
/// Characters of a title, or of an option of a list.
pub(crate) const LABEL: usize = 256;

/// A text as one clean line of at most `most` characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut gap = false;
    let mut count = 0;
    for c in text.chars().filter(|c| !is_unseen(*c)) {
        if count >= most {
            break;
        }
        if c.is_whitespace() {
            gap = true;
        } else if !c.is_control() {
            // Not at the start, and one for many.
            if core::mem::take(&mut gap) && !out.is_empty() {
                out.push(' ');
                count += 1;
            }
            out.push(c);
            count += 1;
        }
    }
    out
}

/// Embeddings, overrides, isolates and marks of direction; joiners, separators and others without a width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2028}'..='\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_short_line_that_says_what_it_is() {
        assert_eq!(line(" A \t\n page\u{a0}of\u{0}mine ", LABEL), "A page ofmine");
        assert_eq!(line("safe\u{202e}gnp.exe\u{2066}\u{200f}", LABEL), "safegnp.exe");
        assert_eq!(line("pay\u{200b}pal\u{ad}\u{feff}.example\u{1b}[31m", LABEL), "paypal.example[31m");
        assert_eq!(line("<img src=x>", LABEL), "<img src=x>");
        assert_eq!(line("حساب", LABEL), "حساب");
        assert_eq!(line(&"x".repeat(9_000), ADDRESS).len(), ADDRESS);
        assert_eq!(line(" \u{2028}", LABEL), "");
    }
}
