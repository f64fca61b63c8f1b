//! What masked content looks like (R3 of privacy.md). Does not know what is sensitive.

use super::masked::{Masked, STARS};
use crate::prelude::*;

/// What stands in the place of a masked span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    Stars,
    Ssn,
    Card,
    /// Nothing: the rest of a span that began in an earlier text node, or a dropped parameter.
    Nothing,
    /// A link that leads nowhere.
    Link,
}

impl Cover {
    fn text(self) -> &'static str {
        match self {
            Cover::Stars => STARS,
            Cover::Ssn => "***-**-****",
            Cover::Card => "**** **** **** ****",
            Cover::Nothing => "",
            Cover::Link => "#",
        }
    }
}

/// A range of bytes, on character borders, to be covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) cover: Cover,
}

/// Puts spans in order and joins those that overlap, under the cover of the first.
pub(super) fn tidy(spans: &mut Vec<Span>) {
    if !spans.is_sorted_by_key(order) {
        sort(spans);
    }
    spans.dedup_by(|next, kept| {
        let overlap = next.start < kept.end;
        if overlap {
            kept.end = kept.end.max(next.end);
        }
        overlap
    });
}

fn order(span: &Span) -> (usize, usize) {
    (span.start, usize::MAX - span.end)
}

/// Heap sort: the standard library's sorts cost 3 kB of wasm, and spans are few.
fn sort(spans: &mut [Span]) {
    let sink = |spans: &mut [Span], mut at: usize, length: usize| {
        loop {
            let key = |child: usize| spans.get(child).filter(|_| child < length).map(order);
            let larger = if key(2 * at + 2) > key(2 * at + 1) { 2 * at + 2 } else { 2 * at + 1 };
            if key(larger) <= key(at) {
                return;
            }
            spans.swap(at, larger);
            at = larger;
        }
    };
    for at in (0..spans.len() / 2).rev() {
        sink(spans, at, spans.len());
    }
    for length in (1..spans.len()).rev() {
        spans.swap(0, length);
        sink(spans, 0, length);
    }
}

/// The text with its spans covered. Spans must be tidy; one that lies outside covers everything.
pub(super) fn covered(raw: &str, spans: &[Span]) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    for span in spans {
        let (Some(before), true) = (raw.get(at..span.start), raw.is_char_boundary(span.end)) else {
            return STARS.into();
        };
        out.push_str(before);
        out.push_str(span.cover.text());
        at = span.end;
    }
    out.push_str(raw.get(at..).unwrap_or(""));
    out
}

/// The same as a string that may leave.
pub(super) fn cover(raw: &str, spans: &[Span]) -> Masked {
    if spans.is_empty() { Masked::judged(raw) } else { Masked::judged(&covered(raw, spans)) }
}

/// Covers the spans of a text that is spread over several parts: the cover stands in the part where the span
/// begins.
pub(super) fn cover_parts(parts: &[&str], spans: &[Span]) -> Vec<Masked> {
    let mut out = Vec::with_capacity(parts.len());
    let mut start = 0;
    for part in parts {
        let end = start + part.len();
        let within: Vec<Span> = spans
            .iter()
            .filter(|s| s.start < end && s.end > start)
            .map(|s| Span {
                start: s.start.saturating_sub(start),
                end: s.end.min(end) - start,
                cover: if s.start < start { Cover::Nothing } else { s.cover },
            })
            .collect();
        out.push(cover(part, &within));
        start = end;
    }
    out
}

/// A field's value: empty stays empty, all else is eight stars.
pub(super) fn value(raw: &str) -> Masked {
    if raw.is_empty() { Masked::empty() } else { Masked::stars() }
}

/// Text under an owner's mask: each word as stars, rounded up to a multiple of 4, at most 16.
pub(super) fn words(raw: &str) -> Masked {
    let mut out = String::with_capacity(raw.len());
    let mut letters = 0;
    for c in raw.chars() {
        if c.is_whitespace() {
            letters = 0;
            out.push(c);
        } else {
            if letters % 4 == 0 && letters < 16 {
                out.push_str("****");
            }
            letters += 1;
        }
    }
    Masked::judged(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_no_length() {
        assert_eq!(value("").as_str(), "");
        assert_eq!(value("a").as_str(), "********");
        assert_eq!(value("a much longer value").as_str(), "********");
    }

    #[test]
    fn words_keep_a_coarse_length_and_their_spaces() {
        for (raw, shown) in [
            ("", ""),
            (" \n", " \n"),
            ("a", "****"),
            ("abcd", "****"),
            ("abcde fg", "******** ****"),
            ("0123456789abcdefXYZ", "****************"),
            ("é ü", "**** ****"),
        ] {
            assert_eq!(words(raw).as_str(), shown);
        }
    }

    #[test]
    fn spans_are_covered_and_overlaps_joined() {
        let span = |start, end, cover| Span { start, end, cover };
        let mut spans = vec![span(6, 9, Cover::Stars), span(2, 5, Cover::Ssn), span(4, 7, Cover::Stars)];
        tidy(&mut spans);
        assert_eq!(spans, [span(2, 9, Cover::Ssn)]);
        let mut many: Vec<Span> =
            (0..97).map(|n| span(n * 31 % 97 * 2, n * 31 % 97 * 2 + 1, Cover::Stars)).collect();
        tidy(&mut many);
        assert_eq!(
            many.iter().map(|s| s.start).collect::<Vec<_>>(),
            (0..97).map(|n| n * 2).collect::<Vec<_>>()
        );
        assert_eq!(cover("0123456789", &spans).as_str(), "01***-**-****9");
        assert_eq!(cover("é", &[span(0, 1, Cover::Stars)]).as_str(), "********");
        assert_eq!(cover("ab", &[span(5, 9, Cover::Stars)]).as_str(), "********");
    }
}
