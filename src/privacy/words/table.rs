//! The table of telling words: what each means alone and in pairs. Does not read names.

use super::Kinds;

/// One word: the kind it has alone, the pairs it begins and the pairs it ends.
pub(super) type Word = (&'static str, Kinds, u32, u32);

// A pair is a bit: words that carry it as head, followed by a word that carries it as tail.
const SOCIAL: u32 = 1;
const CARD: u32 = 1 << 1;
const ACCOUNT: u32 = 1 << 2;
const SORT: u32 = 1 << 3;
const CODE: u32 = 1 << 4;
pub(super) const TIME: u32 = 1 << 5;
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
pub(super) const BETWEEN: u32 = 1 << 29;
/// A word of the user interface that says nothing about the content.
pub(super) const NOISE: u32 = 1 << 30;
/// May be glued to known words in one lower-case name, as in `mycardnumber`.
pub(super) const GLUE: u32 = 1 << 31;

/// The kind of each pair, in the order of the bits.
pub(super) const PAIRS: [Kinds; 19] = [
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
pub(super) const WORDS: &[Word] = &[
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
    alone("clave", Kinds::PASSWORD),
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
pub(super) const INSIDE: &[(&str, Kinds)] = &[
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
pub(super) const LETTERS: [u8; 27] = letters();

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
pub(super) fn same_letter(text: &str) -> &'static [Word] {
    let letter = text.bytes().next().map_or(26, |b| usize::from(b.wrapping_sub(b'a')));
    let place = |at: usize| LETTERS.get(at).map(|p| usize::from(*p));
    place(letter).zip(place(letter + 1)).and_then(|(from, to)| WORDS.get(from..to)).unwrap_or(&[])
}

pub(super) fn find(word: &str) -> Option<&'static Word> {
    same_letter(word).iter().find(|w| w.0 == word)
}
