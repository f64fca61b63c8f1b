//! The words that make a name or a label sensitive, alone or in pairs. Does not know where a label came from.

mod table;

use super::tokens::Tokens;
use table::{BETWEEN, GLUE, INSIDE, NOISE, PAIRS, TIME, find, same_letter};

/// What a label speaks of; one bit per kind, so that one label can hold several.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Kinds(u16);

impl Kinds {
    pub(super) const NONE: Kinds = Kinds(0);
    pub(super) const PASSWORD: Kinds = Kinds(1);
    /// Social security and other taxpayer numbers.
    pub(super) const TAXPAYER: Kinds = Kinds(1 << 1);
    pub(super) const CARD: Kinds = Kinds(1 << 2);
    pub(super) const CVV: Kinds = Kinds(1 << 3);
    /// PIN, one-time and verification codes.
    pub(super) const CODE: Kinds = Kinds(1 << 4);
    /// API keys and client secrets.
    pub(super) const KEY: Kinds = Kinds(1 << 5);
    pub(super) const ACCOUNT: Kinds = Kinds(1 << 6);
    pub(super) const ROUTING: Kinds = Kinds(1 << 7);
    pub(super) const BIRTH: Kinds = Kinds(1 << 8);
    /// Passport, licence and national numbers.
    pub(super) const IDENTITY: Kinds = Kinds(1 << 9);
    /// Answers to security questions.
    pub(super) const ANSWER: Kinds = Kinds(1 << 10);
    /// `pincode`, which is a postal code in India.
    pub(super) const PINCODE: Kinds = Kinds(1 << 11);

    /// The kinds that no owner mark can clear.
    const TIER_ONE: Kinds = Kinds(0b11_1111);
    /// What an inline secret ("PIN: 4821") may be named.
    pub(super) const SPOKEN: Kinds = Kinds(0b11_1001);

    pub(super) const fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }
    pub(super) fn has(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
    pub(super) fn is_tier_one(self) -> bool {
        self.has(Kinds::TIER_ONE)
    }
}

/// All kinds that a name or a label speaks of.
pub(super) fn kinds(raw: &str) -> Kinds {
    if raw.is_empty() {
        return Kinds::NONE;
    }
    let mut found = kinds_of(&Tokens::of(raw).words());
    if let Some(second) = Tokens::second_reading(raw) {
        found = found.or(kinds_of(&second.words()));
    }
    found
}

/// The kinds that the last words of a running text name: `Your verification code`, `SSN number`, but not
/// `PIN pad model`.
pub(super) fn spoken_kinds(raw: &str) -> Kinds {
    let tokens = Tokens::of(raw);
    let mut words = tokens.words();
    while words.last().is_some_and(|w| matches!(*w, "is" | "was" | "are")) {
        words.pop();
    }
    let ending = last_kinds(&words);
    // "Social security number", "PIN no.": the word before names it.
    match words.split_last() {
        Some((&("number" | "no" | "num"), before)) => ending.or(last_kinds(before)),
        _ => ending,
    }
}

/// The kinds of the pair that ends the words, or else of the last word.
fn last_kinds(words: &[&str]) -> Kinds {
    // Up to three small words may stand between the two of a pair.
    let head = words.get(words.len().saturating_sub(5)..).unwrap_or(&[]);
    let Some((last, before)) = head.split_last() else { return Kinds::NONE };
    let named = single(last);
    if named != Kinds::NONE {
        return named;
    }
    let first = before.iter().rposition(|w| !is(w, BETWEEN)).unwrap_or(0);
    match head.get(first..) {
        // In running text a PIN code is a postal code.
        Some(["pin", "code"]) | None => Kinds::NONE,
        Some(pair @ [word, "code"]) => kinds_of(pair).or(single(word)),
        Some(pair @ [word, ..]) if single(word) == Kinds::NONE => kinds_of(pair),
        Some(_) => Kinds::NONE,
    }
}

/// Whether the table gives the word a flag.
fn is(word: &str, flag: u32) -> bool {
    find(word).is_some_and(|w| w.2 & flag != 0)
}

/// The kind that the word has alone.
fn single(word: &str) -> Kinds {
    find(word).map_or_else(|| inside(word), |w| w.1)
}

/// The kind of a word that holds a telling one.
fn inside(word: &str) -> Kinds {
    let bytes = word.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        // Their first letters, so that most places cost one comparison.
        if matches!(byte, b'p' | b'k' | b'w' | b'c' | 0x80..) {
            let rest = bytes.get(at..).unwrap_or(&[]);
            if let Some((_, kind)) = INSIDE.iter().find(|(part, _)| rest.starts_with(part.as_bytes())) {
                return *kind;
            }
        }
    }
    Kinds::NONE
}

fn kinds_of(words: &[&str]) -> Kinds {
    let mut found = Kinds::NONE;
    let mut open = 0;
    // The first words that say something, for names that are `pass` or `secret` alone.
    let mut said = [""; 3];
    let mut count = 0;
    for &word in words {
        let known = find(word);
        let flags = known.map_or(0, |w| w.2);
        let digits = word.bytes().next().is_some_and(|b| b.is_ascii_digit());
        if !digits && flags & NOISE == 0 {
            if let Some(slot) = said.get_mut(count) {
                *slot = word;
            }
            count += 1;
        }
        match known {
            Some(&(_, alone, heads, tails)) => {
                found = found.or(alone).or(closed(open & tails));
                if flags & BETWEEN == 0 {
                    open = heads;
                }
            }
            None if digits => {}
            None => {
                let named = inside(word);
                found = found.or(if named == Kinds::NONE { glued(word) } else { named });
                open = 0;
            }
        }
    }
    match said {
        ["pass", "", ""] => found.or(Kinds::PASSWORD),
        ["secret", "", ""] => found.or(Kinds::KEY),
        // "Number on the card", which the pairs do not see.
        ["number", "on", "card"] => found.or(Kinds::CARD),
        _ => found,
    }
}

/// The kinds of the pairs whose bits are set.
fn closed(pairs: u32) -> Kinds {
    let mut found = Kinds::NONE;
    for (at, kind) in PAIRS.iter().enumerate() {
        if pairs >> at & 1 == 1 {
            found = found.or(*kind);
        }
    }
    found
}

/// Reads one lower-case word as known words without borders (`cardnumber`, `mysocialsecuritynumber`), and
/// answers only if nothing of it is left over: `shipping`, `destination` and `timecode` stay innocent.
fn glued(word: &str) -> Kinds {
    if word.len() < 5 || word.len() > 32 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Kinds::NONE;
    }
    pieces(word, 0, Kinds::NONE, 0)
}

/// `open` holds the pairs begun by the piece before; `depth` bounds the search.
fn pieces(rest: &str, open: u32, found: Kinds, depth: u8) -> Kinds {
    if rest.is_empty() {
        return found;
    }
    if depth == 5 {
        return Kinds::NONE;
    }
    for &(piece, alone, heads, tails) in same_letter(rest) {
        let Some(after) = rest.strip_prefix(piece).filter(|_| piece.len() > 1) else { continue };
        if heads & (BETWEEN | NOISE | GLUE) != 0 && heads & GLUE == 0 {
            continue;
        }
        // "no" before a word denies it, and the pair "time code" belongs to films.
        if depth == 0 && piece == "no" {
            continue;
        }
        let pairs = if depth > 1 { open & tails } else { open & tails & !TIME };
        let begun = if heads & BETWEEN != 0 { open } else { heads };
        let result = pieces(after, begun, found.or(alone).or(closed(pairs)), depth + 1);
        if result != Kinds::NONE {
            return result;
        }
    }
    Kinds::NONE
}

#[cfg(test)]
mod tests;
