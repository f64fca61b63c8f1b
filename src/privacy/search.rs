//! Looking for bytes in bytes. The standard library's searches are faster on long needles and cost kilobytes
//! of wasm; ours are short.

/// Where `needle` first stands in `text`.
pub(super) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    (0..text.len()).find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(needle)))
}

/// Whether `needle` stands anywhere in `text`.
pub(super) fn holds(text: &[u8], needle: &[u8]) -> bool {
    find(text, needle).is_some()
}

/// Whether any byte of `set` stands anywhere in `text`.
pub(super) fn holds_any(text: &[u8], set: &[u8]) -> bool {
    text.iter().any(|b| set.contains(b))
}

/// Whether the list, words between single spaces and a space at each end, holds the word.
pub(super) fn listed(list: &str, word: &str) -> bool {
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let alone = |at: usize| {
        let rest = list.get(at + 1..).unwrap_or(&[]);
        rest.starts_with(word) && rest.get(word.len()) == Some(&b' ')
    };
    !word.is_empty() && (0..list.len()).any(|at| list.get(at) == Some(&b' ') && alone(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_whole_words() {
        for (word, expected) in
            [("a", true), ("bcd", true), ("e", true), ("b", false), ("cd", false), ("", false)]
        {
            assert_eq!(listed(" a bcd e ", word), expected, "{word}");
        }
        assert_eq!(find(b"abcabd", b"abd"), Some(3));
        assert_eq!(find(b"ab", b"abd"), None);
    }
}
