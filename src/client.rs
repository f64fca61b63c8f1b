//! What the customer's browser calls itself, for the agent's tooltip. Pure.
//!
//! A help for the conversation ("where do you see that in Firefox?"), never a basis for what the code does.

use crate::prelude::*;
use pillion_protocol::hello::ClientInfo;

/// Browsers by the word in the user agent's string, those that also carry another's word first.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

/// Reads `navigator.userAgent`. What is not known is left empty.
pub fn client(user_agent: &str, language: &str) -> ClientInfo {
    let (browser, version) = BROWSERS
        .iter()
        .find_map(|(word, name)| {
            let start = user_agent.find(word)? + word.len();
            let rest = &user_agent[start..];
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            Some((*name, rest[..end].trim_end_matches(".0")))
        })
        .unwrap_or_default();
    ClientInfo {
        browser: browser.into(),
        version: version.into(),
        system: system(user_agent),
        language: language.chars().take(35).collect(),
    }
}

fn system(user_agent: &str) -> String {
    let after = |word: &str| {
        let rest = user_agent.split_once(word)?.1;
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(rest.len());
        Some(rest[..end].replace('_', "."))
    };
    let named = |name: &str, version: Option<String>| match version {
        Some(version) if !version.is_empty() => [name, " ", &version].concat(),
        _ => name.to_owned(),
    };
    if user_agent.contains("iPhone") {
        named("iOS", after("iPhone OS "))
    } else if user_agent.contains("iPad") {
        named("iPadOS", after("CPU OS "))
    } else if user_agent.contains("Android") {
        named("Android", after("Android "))
    } else if user_agent.contains("Windows NT 10.0") {
        // Windows 11 says the same, on purpose.
        "Windows 10 or 11".to_owned()
    } else if user_agent.contains("Windows") {
        "Windows".to_owned()
    } else if user_agent.contains("Mac OS X") {
        // Frozen at 10.15.7 by all browsers: the number would mislead.
        "macOS".to_owned()
    } else if user_agent.contains("CrOS") {
        "ChromeOS".to_owned()
    } else if user_agent.contains("Linux") {
        "Linux".to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let check = |user_agent: &str, expected: [&str; 3]| {
            let client = client(user_agent, "en");
            assert_eq!([client.browser, client.version, client.system], expected, "{user_agent}");
        };
        check(
            &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/142.0.0.0 Safari/537.36"),
            ["Chrome", "142", "Windows 10 or 11"],
        );
        check(
            &format!(
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.1.2"
            ),
            ["Edge", "142.0.1.2", "Windows 10 or 11"],
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ["Firefox", "140", "Linux"],
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
            ["Safari", "18.1", "macOS"],
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
            ["Chrome", "131.0.6778.73", "iOS 18.1"],
        );
        check(
            &format!("Mozilla/5.0 (Linux; Android 15; K) {webkit} Chrome/142.0.0.0 Mobile Safari/537.36"),
            ["Chrome", "142", "Android 15"],
        );
        check("", ["", "", ""]);
        check("é Firefox/é", ["Firefox", "", ""]);
    }
}
