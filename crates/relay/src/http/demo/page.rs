//! A page of the bank: its file in www/demo/pages, put into the layout. Knows no requests and no cookies.
//!
//! A page file begins with `key: value` lines up to an empty line: `title`, `nav` (the chosen entry of the
//! navigation, unless the caller sets it) and `layout` (`bank` unless it says `bare`, for what is shown inside a frame).

use rust_embed::RustEmbed;

use super::template::{Vars, render};

#[derive(RustEmbed)]
#[folder = "../../www/demo/pages/"]
struct Pages;

/// Fills page file `file`. `None` if there is no such file.
pub(super) fn fill(file: &str, vars: Vars) -> Option<String> {
    let source = read(file)?;
    let (head, body) = source.split_once("\n\n").unwrap_or(("", &source));
    let key = |name: &str| {
        let mut pairs = head.lines().filter_map(|line| line.split_once(':'));
        pairs.find(|(key, _)| key.trim() == name).map_or("", |(_, value)| value.trim())
    };
    let mut vars = vars.text("title", key("title"));
    if !key("nav").is_empty() {
        vars = vars.text("nav", key("nav"));
    }
    let part = if matches!(key("nav"), "business" | "private") { key("nav") } else { "personal" };
    let vars = vars.text("part", part);
    let main = render(body, &vars);
    let layout = if key("layout") == "bare" { "layout-bare.html" } else { "layout.html" };
    Some(render(&read(layout)?, &vars.html("main", main)))
}

fn read(file: &str) -> Option<String> {
    String::from_utf8(Pages::get(file)?.data.into_owned()).ok()
}

/// Amount in cents as the bank writes it: `$1,234.50`.
pub(super) fn dollars(cents: u64) -> String {
    format!("${}.{:02}", grouped(cents / 100), cents % 100)
}

/// `1234567` as `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Reads an amount as people type it (`$ 64,000`, `12.5`) into cents. `None` if it is none, or absurd.
pub(super) fn cents(text: &str) -> Option<u64> {
    let plain: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    Some(whole.parse::<u64>().ok()? * 100 + format!("{part:0<2}").parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(cents("$ 64,000"), Some(6_400_000));
        assert_eq!(cents("12.5"), Some(1250));
        assert_eq!(cents("0.07"), Some(7));
        for wrong in ["", "$", "12.345", "1e9", "-4", "9999999999", "twelve"] {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_written_with_groups_and_cents() {
        assert_eq!(dollars(123_456_705), "$1,234,567.05");
        assert_eq!(dollars(99), "$0.99");
        assert_eq!(grouped(64_000), "64,000");
    }

    #[test]
    fn every_page_file_has_a_title_and_fills() {
        for file in Pages::iter().filter(|file| !file.starts_with("layout")) {
            let html = fill(&file, Vars::default()).unwrap();
            assert!(!html.contains("{{"), "{file} keeps a placeholder");
            assert!(!html.contains("<title> "), "{file} has no title");
            assert_eq!(html.matches("<h1").count(), 1, "{file} has one main heading");
            assert!(!html.contains(" onclick=") && !html.contains(" style="), "{file} is against its policy");
        }
    }
}
