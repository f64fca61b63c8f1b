//! Which repetitions of a value are found.

use super::*;
use crate::privacy::mask::{covered, tidy};

fn with(values: &[&str]) -> Dictionary {
    let mut dictionary = Dictionary::default();
    for (node, value) in values.iter().enumerate() {
        dictionary.note(node as u32, value);
    }
    dictionary
}

fn shown(dictionary: &Dictionary, raw: &str) -> String {
    let mut spans = Vec::new();
    dictionary.spans(raw, Depth::All, &mut spans);
    tidy(&mut spans);
    covered(raw, &spans)
}

fn check(value: &str, raw: &str, expected: &str) {
    assert_eq!(shown(&with(&[value]), raw), expected, "{value:?} in {raw:?}");
}

#[test]
fn long_values_are_found_anywhere() {
    check("Cwq5tfQkrVHt", "Cwq5tfQkrVHt", "********");
    check("Cwq5tfQkrVHt", "v=Cwq5tfQkrVHt;", "v=********;");
    check("Cwq5tfQkrVHt", "xxCWQ5TFQKRVHTyy", "xx********yy");
    check("512734961", "SSN 512-73-4961", "SSN ********");
    check("512-73-4961", "512734961", "********");
    check("(415) 555.0186", "call 415 555 0186 now", "call ******** now");
    check("Contraseña", "la CONTRASEN\u{303}A es", "la ******** es");
    check("ｐａｓｓｗｏｒｄ１", "password1", "********");
    check("dragonfly", "Delivery window updated", "Delivery window updated");
    check("dragonfly", "dragon fly", "********");
}

#[test]
fn short_values_are_found_as_whole_words() {
    check("4821", "Your PIN 4821!", "Your PIN ********!");
    check("4821", "Order 48215", "Order 48215");
    check("4821", "Order A4821", "Order A4821");
    check("secret1", "say (secret1).", "say (********).");
    check("48 21", "4821", "********");
}

#[test]
fn very_short_values_are_found_only_while_they_are_new() {
    let mut dictionary = with(&["ab"]);
    assert_eq!(shown(&dictionary, "typed: ab"), "typed: ********");
    assert_eq!(shown(&dictionary, "cab"), "cab");
    dictionary.end_flush();
    assert_eq!(shown(&dictionary, "typed: ab"), "typed: ab");
}

#[test]
fn escaped_and_encoded_values_are_found() {
    check("p@ss wörd1", "?q=p%40ss%20w%C3%B6rd1", "?q=********");
    check("Cwq5tfQk", "%43wq5tf%51k", "********");
    check("p\"ss\\wd12", r#"{"v":"p\"ss\\wd12"}"#, r#"{"v":"********"}"#);
    check("Cwq5tfQk", r"\u0043wq5tfQk", "********");
    check("VwCSQ3KqtsQj", "VndDU1EzS3F0c1Fq", "********");
    for prefix in ["", "a", "ab"] {
        let (raw, hidden) = match prefix {
            "" => ("VndDU1EzS3F0c1Fq", "********"),
            "a" => ("YVZ3Q1NRM0txdHNRag==", "YV"),
            _ => ("YWJWd0NTUTNLcXRzUWo=", "YWJ"),
        };
        let out = shown(&with(&["VwCSQ3KqtsQj"]), raw);
        assert!(out.starts_with(hidden) && out.contains("********"), "{out}");
    }
}

#[test]
fn what_was_typed_on_the_way_is_known_until_the_field_settles() {
    let mut dictionary = Dictionary::default();
    for end in 1..=9 {
        dictionary.note(1, &"dragonfly"[..end]);
        dictionary.end_flush();
    }
    assert_eq!(shown(&dictionary, "late echo: dragonf"), "late echo: ********");
    dictionary.settle(1);
    assert_eq!(shown(&dictionary, "later: drago"), "later: drago");
    assert_eq!(shown(&dictionary, "dragonfly"), "********");
}

#[test]
fn what_was_repeated_stays_known() {
    let mut dictionary = Dictionary::default();
    dictionary.note(1, "dragon");
    assert_eq!(shown(&dictionary, "echo: dragon"), "echo: ********");
    dictionary.note(1, "dragonfly");
    dictionary.settle(1);
    assert_eq!(shown(&dictionary, "echo: dragon"), "echo: ********");
}

#[test]
fn a_cleared_value_is_still_known() {
    let mut dictionary = with(&["dragonfly"]);
    dictionary.note(0, "");
    dictionary.settle(0);
    assert_eq!(shown(&dictionary, "dragonfly"), "********");
    dictionary.note(0, "kingfisher");
    assert_eq!(shown(&dictionary, "dragonfly kingfisher"), "******** ********");
}

#[test]
fn a_field_keeps_at_most_its_limit() {
    let mut dictionary = Dictionary::default();
    for n in 0..200 {
        dictionary.note(1, &format!("value-number-{n:03}-x"));
    }
    assert_eq!(dictionary.values.len(), PER_FIELD);
    assert_eq!(shown(&dictionary, "value-number-199-x"), "********");
    assert_eq!(shown(&dictionary, "value-number-001-x"), "value-number-001-x");
}
