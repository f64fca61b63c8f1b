//! Cuts names and labels into words: at case changes, digit borders and everything that is no letter or digit.
//! Does not know which words are sensitive.

use super::fold::{base, compat, is_accent, is_capital, is_word};
use crate::prelude::*;

/// The words of one name or label, lower case and without accents.
#[derive(Default)]
pub(super) struct Tokens {
    text: String,
    ends: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Upper,
    /// Lower case, and letters of scripts without case.
    Letter,
    Digit,
    Gap,
}

impl Tokens {
    /// Cuts `raw` by the usual reading of capitals: `SSNNumber` is `ssn number`.
    pub(super) fn of(raw: &str) -> Tokens {
        Tokens::cut(raw, false)
    }

    /// A second reading, for capitals run into small letters: `OTPcode` is `otp code`, not `ot pcode`.
    /// `None` when it would not differ.
    pub(super) fn second_reading(raw: &str) -> Option<Tokens> {
        // Cheap test first: three capitals and a small letter in a row.
        let odd = raw.as_bytes().windows(4).any(|w| {
            w.iter().take(3).all(u8::is_ascii_uppercase) && w.get(3).is_some_and(u8::is_ascii_lowercase)
        });
        odd.then(|| Tokens::cut(raw, true))
    }

    fn cut(raw: &str, capitals_whole: bool) -> Tokens {
        let mut out = Tokens { text: String::with_capacity(raw.len()), ends: Vec::new() };
        let mut before = Class::Gap;
        // How many capitals stand at the end of the open word, for `SSNNumber`.
        let mut capitals = 0;
        for c in raw.chars().filter_map(compat) {
            if is_accent(c) {
                continue;
            }
            let class = class(c);
            let border = match (before, class) {
                (Class::Letter, Class::Upper) => true,
                (Class::Digit, Class::Digit) => false,
                (Class::Digit, _) | (_, Class::Digit) => true,
                (Class::Upper, Class::Letter) if capitals > 1 => {
                    if capitals_whole {
                        true
                    } else {
                        // The last capital begins the new word.
                        out.close(last_char_len(&out.text));
                        false
                    }
                }
                _ => class == Class::Gap,
            };
            if border {
                out.close(0);
            }
            capitals = if class == Class::Upper { if border { 1 } else { capitals + 1 } } else { 0 };
            if class == Class::Gap {
                // In labels "Account #" means "Account number".
                if c == '#' || c == '№' {
                    out.text.push_str("number");
                    out.close(0);
                }
            } else {
                out.text.push(base(c));
            }
            before = class;
        }
        out.close(0);
        out
    }

    /// Ends the open word `keep` bytes before the end of the text.
    fn close(&mut self, keep: usize) {
        let end = self.text.len().saturating_sub(keep);
        if end > self.ends.last().copied().unwrap_or(0) {
            self.ends.push(end);
        }
    }

    /// The words in order.
    pub(super) fn words(&self) -> Vec<&str> {
        let mut words = Vec::with_capacity(self.ends.len());
        let mut start = 0;
        for &end in &self.ends {
            words.push(self.text.get(start..end).unwrap_or(""));
            start = end;
        }
        words
    }
}

fn last_char_len(text: &str) -> usize {
    text.chars().next_back().map_or(0, char::len_utf8)
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Letter,
        'A'..='Z' => Class::Upper,
        '0'..='9' => Class::Digit,
        _ if c.is_ascii() => Class::Gap,
        _ if is_capital(c) => Class::Upper,
        _ if is_word(c) => Class::Letter,
        _ => Class::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        assert_eq!(Tokens::of(raw).words().join(" "), expected, "{raw}");
    }

    #[test]
    fn names_are_cut_at_case_digits_and_signs() {
        check("", "");
        check("--", "");
        check("taxId", "tax id");
        check("account_number", "account number");
        check("card-cvv", "card cvv");
        check("cvv2", "cvv 2");
        check("txtSSN", "txt ssn");
        check("SSNNumber", "ssn number");
        check("driversLicenseNumber", "drivers license number");
        check("Driver's License", "driver s license");
        check("user[pin][0]", "user pin 0");
        check("4-digit PIN", "4 digit pin");
        check("Contraseña nueva", "contrasena nueva");
        check("Número de tarjeta", "numero de tarjeta");
        check("НовыйПароль", "новый пароль");
        check("Acct #", "acct number");
        check("ÉCRAN", "ecran");
        check("ＰＩＮ", "pin");
        check("businessName", "business name");
    }

    #[test]
    fn capitals_run_into_small_letters_have_a_second_reading() {
        let second = |raw| Tokens::second_reading(raw).map(|t| t.words().join(" "));
        assert_eq!(second("OTPcode"), Some("otp code".into()));
        assert_eq!(second("userPINfield"), Some("user pin field".into()));
        assert_eq!(second("plainName"), None);
    }
}
