//! Time grows with the length of a text, not with its square: long hostile texts against ones a quarter as long.
//!
//! `cargo bench --bench privacy` prints a line for each hostile unit; four times the length should take about four
//! times as long, and a square would take sixteen times. A benchmark and no test: machines are noisy.

use std::time::{Duration, Instant};

use pillion::privacy::*;

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
    std::iter::repeat_with(run).take(5).min().unwrap_or_default()
}

fn main() {
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
        let ratio = whole.as_secs_f64() / quarter.as_secs_f64().max(1e-9);
        println!("{ratio:5.1} x  {whole:>12.1?}  {unit:?}");
    }
}
