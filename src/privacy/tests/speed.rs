//! Time grows with the length of a text, not with its square: long hostile texts against ones a quarter as long.

use std::time::{Duration, Instant};

use crate::privacy::*;

/// The shortest of several runs, so that a busy machine does not count.
fn time(raw: &str) -> Duration {
    let mut privacy = Privacy::new(Policy::default());
    for n in 0..40 {
        privacy.secret(n, &format!("value-{n}-{}", "1".repeat(20)));
    }
    privacy.end_flush();
    let place = Place { node: 2, fresh: true, label: Label::of("account number"), ..Place::default() };
    let element = Element { place, tag: "a", ..Element::default() };
    let run = || {
        let start = Instant::now();
        let mut privacy_text = privacy.text(&Place { node: 3, ..place }, raw).as_str().len();
        for name in ["href", "style", "srcset"] {
            privacy_text += privacy.attribute(&element, name, raw).map_or(0, |m| m.as_str().len());
        }
        std::hint::black_box(privacy_text);
        start.elapsed()
    };
    std::iter::repeat_with(run).take(2).min().unwrap_or_default()
}

#[test]
fn long_hostile_texts_take_linear_time() {
    for unit in [
        "1",
        "1 ",
        "1-",
        "12.",
        "4111 ",
        "512-73-",
        "GB82 ",
        "GB82WEST",
        ":",
        "=1234 ",
        " is ",
        "pin:",
        "eyJ.",
        "-----BEGIN ",
        "sk_live_",
        "://",
        "a://b?",
        "?a=",
        "%3D",
        "%25",
        "\\",
        "\\u0031",
        "url(",
        "\"",
        "'\\",
        "\u{200b}",
        "５",
        "é",
        "account number ",
        "@//",
        ";",
        "A",
        "Aa",
        "AAAa ",
        "value-1-1",
    ] {
        let text = |bytes: usize| unit.repeat(bytes / unit.len());
        let (quarter, whole) = (time(&text(1 << 14)), time(&text(1 << 16)));
        // Four times, with room for a busy machine; a square would be sixteen times, and far above the floor.
        let floor = Duration::from_millis(60);
        assert!(whole < quarter * 8 + floor, "{unit:?}: {quarter:?} then {whole:?}");
        assert!(whole < Duration::from_secs(1), "{unit:?}: {whole:?}");
    }
}
