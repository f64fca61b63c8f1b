//! The words that make a name or a label sensitive, alone or in pairs. Does not know where a label came from.

use super::tokens::Tokens;

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

/// One word: the kind it has alone, the pairs it begins and the pairs it ends.
type Word = (&'static str, Kinds, u32, u32);

// A pair is a bit: words that carry it as head, followed by a word that carries it as tail.
const SOCIAL: u32 = 1;
const CARD: u32 = 1 << 1;
const ACCOUNT: u32 = 1 << 2;
const SORT: u32 = 1 << 3;
const CODE: u32 = 1 << 4;
const TIME: u32 = 1 << 5;
const DRIVING: u32 = 1 << 6;
const ANSWER: u32 = 1 << 7;
const BIRTH: u32 = 1 << 8;
const TAX: u32 = 1 << 9;
const NATIONAL: u32 = 1 << 10;
const KEY: u32 = 1 << 11;
const PASSE: u32 = 1 << 12;
const TARJETA: u32 = 1 << 13;
const SEGURO: u32 = 1 << 14;
const CARD_CODE: u32 = 1 << 15;
const PASS: u32 = 1 << 16;
const SECRET: u32 = 1 << 17;
const BIRTH_DATE: u32 = 1 << 18;

// Flags that share the heads' number.
/// A small word that may stand between the two of a pair.
const BETWEEN: u32 = 1 << 29;
/// A word of the user interface that says nothing about the content.
const NOISE: u32 = 1 << 30;
/// May be glued to known words in one lower-case name, as in `mycardnumber`.
const GLUE: u32 = 1 << 31;

/// The kind of each pair, in the order of the bits.
const PAIRS: [Kinds; 19] = [
    Kinds::TAXPAYER,
    Kinds::CARD,
    Kinds::ACCOUNT,
    Kinds::ROUTING,
    Kinds::CODE,
    Kinds::CODE,
    Kinds::IDENTITY,
    Kinds::ANSWER,
    Kinds::BIRTH,
    Kinds::TAXPAYER,
    Kinds::IDENTITY,
    Kinds::KEY,
    Kinds::PASSWORD,
    Kinds::CARD,
    Kinds::TAXPAYER,
    Kinds::CVV,
    Kinds::PASSWORD,
    Kinds::KEY,
    Kinds::BIRTH,
];

const fn alone(word: &'static str, kind: Kinds) -> Word {
    (word, kind, 0, 0)
}
const fn head(word: &'static str, pairs: u32) -> Word {
    (word, Kinds::NONE, pairs, 0)
}
const fn tail(word: &'static str, pairs: u32) -> Word {
    (word, Kinds::NONE, 0, pairs)
}

/// Sorted by word (tested).
const WORDS: &[Word] = &[
    alone("aba", Kinds::ROUTING),
    head("access", CODE | KEY),
    head("account", ACCOUNT),
    head("acct", ACCOUNT),
    tail("answer", ANSWER),
    head("api", KEY),
    head("app", SECRET),
    head("auth", CODE),
    head("authentication", CODE),
    head("authenticator", CODE),
    head("bank", GLUE),
    alone("bday", Kinds::BIRTH),
    ("birth", Kinds::NONE, BIRTH_DATE, BIRTH),
    alone("birthdate", Kinds::BIRTH),
    alone("birthday", Kinds::BIRTH),
    head("box", NOISE),
    head("card", CARD),
    head("cc", CARD),
    head("client", SECRET),
    ("code", Kinds::NONE, CARD_CODE, CODE | SORT | TIME),
    head("codigo", CARD_CODE),
    head("confirm", PASS),
    head("credit", CARD),
    alone("csc", Kinds::CVV),
    head("current", PASS),
    head("customer", GLUE),
    alone("cvc", Kinds::CVV),
    ("cvv", Kinds::CVV, 0, CARD),
    ("date", Kinds::NONE, BIRTH, BIRTH_DATE),
    head("de", BETWEEN),
    head("debit", CARD),
    head("del", BETWEEN),
    alone("dob", Kinds::BIRTH),
    head("driver", DRIVING),
    head("drivers", DRIVING),
    head("driving", DRIVING),
    head("du", BETWEEN),
    head("enter", NOISE),
    head("fa", CODE),
    head("factor", CODE),
    head("field", GLUE | NOISE),
    head("fld", NOISE),
    alone("geburtsdatum", Kinds::BIRTH),
    alone("iban", Kinds::ACCOUNT),
    tail("id", TAX | NATIONAL),
    head("input", GLUE | NOISE),
    tail("insurance", NATIONAL),
    alone("itin", Kinds::TAXPAYER),
    tail("key", KEY),
    head("la", BETWEEN),
    head("le", BETWEEN),
    tail("licence", DRIVING),
    tail("license", DRIVING),
    head("login", PASS),
    alone("maiden", Kinds::ANSWER),
    ("mfa", Kinds::CODE, CODE, 0),
    head("mot", PASSE),
    head("mother", GLUE),
    head("mothers", GLUE),
    head("my", GLUE),
    head("name", GLUE),
    head("national", NATIONAL),
    tail("nbr", CARD | ACCOUNT),
    head("new", PASS),
    alone("nino", Kinds::IDENTITY),
    tail("no", CARD | ACCOUNT),
    tail("num", CARD | ACCOUNT),
    tail("number", CARD | ACCOUNT | TAX),
    head("numero", TARJETA),
    head("of", GLUE | BETWEEN),
    head("old", PASS),
    head("one", GLUE),
    alone("otp", Kinds::CODE),
    tail("pass", PASS),
    alone("passcode", Kinds::PASSWORD),
    tail("passe", PASSE),
    alone("passport", Kinds::IDENTITY),
    alone("passwd", Kinds::PASSWORD),
    alone("password", Kinds::PASSWORD),
    alone("pin", Kinds::CODE),
    alone("pincode", Kinds::PINCODE),
    head("private", KEY),
    alone("pwd", Kinds::PASSWORD),
    head("question", BETWEEN),
    head("questions", BETWEEN),
    alone("routing", Kinds::ROUTING),
    head("s", BETWEEN),
    ("secret", Kinds::NONE, ANSWER | KEY, SECRET),
    head("securite", SOCIAL),
    ("security", Kinds::NONE, CODE | ANSWER, SOCIAL | CARD),
    tail("seguridad", CARD_CODE),
    head("seguro", SEGURO),
    alone("senha", Kinds::PASSWORD),
    head("shared", SECRET),
    head("sms", CODE),
    ("social", Kinds::NONE, SOCIAL, SEGURO),
    tail("sociale", SOCIAL),
    head("sort", SORT),
    alone("ssn", Kinds::TAXPAYER),
    tail("tarjeta", TARJETA),
    head("tax", TAX),
    head("tb", NOISE),
    head("text", NOISE),
    head("the", GLUE | BETWEEN | NOISE),
    head("time", TIME),
    alone("tin", Kinds::TAXPAYER),
    alone("totp", Kinds::CODE),
    head("txt", GLUE | NOISE),
    head("user", PASS),
    head("value", GLUE),
    head("verification", CODE),
    head("your", BETWEEN | NOISE),
];

/// Words that say enough wherever they stand inside a word: compounds (German, Dutch), inflections (Russian)
/// and scripts without spaces. None of them occurs in an innocent word.
const INSIDE: &[(&str, Kinds)] = &[
    ("password", Kinds::PASSWORD),
    ("passcode", Kinds::PASSWORD),
    ("passphrase", Kinds::PASSWORD),
    ("passwort", Kinds::PASSWORD),
    ("kennwort", Kinds::PASSWORD),
    ("wachtwoord", Kinds::PASSWORD),
    ("contrasena", Kinds::PASSWORD),
    ("kartennummer", Kinds::CARD),
    ("парол", Kinds::PASSWORD),
    ("密码", Kinds::PASSWORD),
    ("密碼", Kinds::PASSWORD),
    ("パスワード", Kinds::PASSWORD),
    ("비밀번호", Kinds::PASSWORD),
];

/// Where the words of each first letter begin in the table, and where those of `z` end.
const LETTERS: [u8; 27] = letters();

const fn letters() -> [u8; 27] {
    let mut starts = [0; 27];
    let mut letter = 0;
    let mut at = 0;
    while letter < 26 {
        starts[letter] = at as u8;
        while at < WORDS.len() && WORDS[at].0.as_bytes()[0] == b'a' + letter as u8 {
            at += 1;
        }
        letter += 1;
    }
    starts[26] = at as u8;
    starts
}

/// The words of the table that begin with the same letter as `text`.
fn same_letter(text: &str) -> &'static [Word] {
    let letter = text.bytes().next().map_or(26, |b| usize::from(b.wrapping_sub(b'a')));
    let place = |at: usize| LETTERS.get(at).map(|p| usize::from(*p));
    place(letter).zip(place(letter + 1)).and_then(|(from, to)| WORDS.get(from..to)).unwrap_or(&[])
}

fn find(word: &str) -> Option<&'static Word> {
    same_letter(word).iter().find(|w| w.0 == word)
}

/// All kinds that a name or a label speaks of.
pub(super) fn kinds(raw: &str) -> Kinds {
    if raw.is_empty() {
        return Kinds::NONE;
    }
    let mut found = kinds_of(Tokens::of(raw).iter());
    if let Some(second) = Tokens::second_reading(raw) {
        found = found.or(kinds_of(second.iter()));
    }
    found
}

/// The kinds that the last words of a running text name: `Your verification code`, `SSN number`, but not
/// `PIN pad model`.
pub(super) fn spoken_kinds(raw: &str) -> Kinds {
    let tokens = Tokens::of(raw);
    let mut words: Vec<&str> = tokens.iter().collect();
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
        Some(pair @ [word, "code"]) => kinds_of(pair.iter().copied()).or(single(word)),
        Some(pair @ [word, ..]) if single(word) == Kinds::NONE => kinds_of(pair.iter().copied()),
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

fn kinds_of<'a>(words: impl Iterator<Item = &'a str>) -> Kinds {
    let mut found = Kinds::NONE;
    let mut open = 0;
    // The first words that say something, for names that are `pass` or `secret` alone.
    let mut said = [""; 3];
    let mut count = 0;
    for word in words {
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
