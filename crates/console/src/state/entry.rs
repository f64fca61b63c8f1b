//! The session ID while it is being typed: grouped 3-3-3, with the caret kept where the agent left it.
//! Knows nothing of the field it is typed into.

/// Digits of a session ID.
const DIGITS: usize = 9;

/// What the field shall hold after an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped {
    /// The digits with a space after the third and the sixth.
    pub text: String,
    /// Where the caret stands, in characters from the start.
    pub caret: usize,
}

/// Groups what was typed. `caret` is the place of the caret in `typed`, in UTF-16 units as browsers count;
/// everything that is no ASCII digit is dropped, and so are digits after the ninth.
pub fn group(typed: &str, caret: usize) -> Grouped {
    let mut text = String::with_capacity(DIGITS + 2);
    let mut place = 0;
    let mut before = 0;
    let mut digits = 0;
    for c in typed.chars() {
        let is_before = place < caret;
        place += c.len_utf16();
        if !c.is_ascii_digit() || digits == DIGITS {
            continue;
        }
        if digits == 3 || digits == 6 {
            text.push(' ');
        }
        text.push(c);
        digits += 1;
        before += usize::from(is_before);
    }
    let caret = match before {
        0..=3 => before,
        4..=6 => before + 1,
        _ => before + 2,
    };
    Grouped { text, caret }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, caret: usize, text: &str, new_caret: usize) {
        assert_eq!(
            group(typed, caret),
            Grouped { text: text.into(), caret: new_caret },
            "{typed:?} at {caret}"
        );
    }

    #[test]
    fn digits_are_grouped_as_they_are_typed() {
        check("4", 1, "4", 1);
        check("418", 3, "418", 3);
        check("4182", 4, "418 2", 5);
        check("418 2059", 8, "418 205 9", 9);
        check("418205937", 9, "418 205 937", 11);
    }

    #[test]
    fn pasted_text_keeps_its_digits_alone_and_no_more_than_nine() {
        check(" 418-205.937 ", 13, "418 205 937", 11);
        check("ID: 4182059371", 14, "418 205 937", 11);
        check("", 0, "", 0);
    }

    #[test]
    fn the_caret_stays_in_the_middle_of_an_edit() {
        // A 9 typed after the first digit of "418 205".
        check("4918 205", 2, "491 820 5", 2);
        // The space deleted: it comes back, the caret stays before it.
        check("418205", 3, "418 205", 3);
    }
}
