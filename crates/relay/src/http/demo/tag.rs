//! The Pillion tag on the bank's pages, and how a tester chooses its attributes: `/demo/?mode=no-control` sets
//! one for this page and, by a cookie, for every page after it; `?mode=` sets it back. Knows no pages.
//!
//! Only values that contract.md allows are taken, so the bank never shows a broken tag by accident.

use super::template::escape;

struct Setting {
    /// Name in the query; the attribute is `data-<name>` and the cookie `demo-<name>`.
    name: &'static str,
    allows: fn(&str) -> bool,
}

const SETTINGS: [Setting; 9] = [
    Setting { name: "mode", allows: |v| matches!(v, "full-control" | "partial-control" | "no-control") },
    Setting { name: "consent", allows: |v| matches!(v, "ask" | "code") },
    Setting { name: "launcher", allows: |v| matches!(v, "menu" | "none") },
    Setting {
        name: "position",
        allows: |v| matches!(v, "bottom-right" | "bottom-left" | "top-right" | "top-left"),
    },
    Setting { name: "privacy", allows: |v| matches!(v, "standard" | "private") },
    Setting { name: "lang", allows: is_language },
    Setting { name: "theme", allows: |v| matches!(v, "auto" | "light" | "dark") },
    Setting { name: "highlight-seconds", allows: |v| v.parse().is_ok_and(|n: u32| (5..=3600).contains(&n)) },
    Setting { name: "shadow", allows: |v| matches!(v, "closed" | "open") },
];

/// Shaped like a BCP 47 tag: letters, then parts of letters or digits, each up to eight long.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let part = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    tag.len() <= 35
        && parts.next().is_some_and(|p| part(p) && p.len() > 1 && p.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(part)
}

/// The attributes of the tag on one page.
#[derive(Debug, Default, Clone)]
pub(super) struct Tag {
    values: [Option<String>; SETTINGS.len()],
}

impl Tag {
    /// Reads what cookies remember and what the query asks for, and returns the `Set-Cookie` values that make
    /// the query's wishes last. The query wins; what is not allowed is passed over.
    pub(super) fn choose(
        cookie: impl Fn(&str) -> Option<String>,
        query: &[(String, String)],
    ) -> (Self, Vec<String>) {
        let (mut tag, mut cookies) = (Self::default(), Vec::new());
        for (setting, slot) in SETTINGS.iter().zip(&mut tag.values) {
            let name = setting.name;
            *slot = cookie(&format!("demo-{name}")).filter(|value| (setting.allows)(value));
            match query.iter().find(|(key, _)| key == name).map(|(_, value)| value) {
                Some(value) if value.is_empty() => {
                    *slot = None;
                    cookies.push(format!("demo-{name}=; Path=/demo; SameSite=Lax; Max-Age=0"));
                }
                Some(value) if (setting.allows)(value) => {
                    *slot = Some(value.clone());
                    cookies.push(format!("demo-{name}={value}; Path=/demo; SameSite=Lax"));
                }
                _ => {}
            }
        }
        (tag, cookies)
    }

    /// The script element, as a site owner would paste it.
    pub(super) fn html(&self) -> String {
        let mut out = String::from("<script async src=\"/snippet.js\"");
        for (setting, value) in SETTINGS.iter().zip(&self.values) {
            let default = (setting.name == "mode").then_some("full-control");
            if let Some(value) = value.as_deref().or(default) {
                out.push_str(&format!(" data-{}=\"{}\"", setting.name, escape(value)));
            }
        }
        out.push_str("></script>");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(cookies: &[(&str, &str)], query: &[(&str, &str)]) -> (String, Vec<String>) {
        let query: Vec<_> = query.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let cookie = |name: &str| cookies.iter().find(|(k, _)| *k == name).map(|(_, v)| v.to_string());
        let (tag, set) = Tag::choose(cookie, &query);
        (tag.html(), set)
    }

    #[test]
    fn the_plain_tag_is_the_one_of_the_readme() {
        let (html, set) = choose(&[], &[]);
        assert_eq!(html, r#"<script async src="/snippet.js" data-mode="full-control"></script>"#);
        assert!(set.is_empty());
    }

    #[test]
    fn the_query_wins_over_the_cookie_and_is_remembered() {
        let (html, set) = choose(&[("demo-mode", "no-control")], &[("mode", "partial-control")]);
        assert!(html.contains(r#"data-mode="partial-control""#));
        assert_eq!(set, ["demo-mode=partial-control; Path=/demo; SameSite=Lax"]);
    }

    #[test]
    fn values_outside_the_contract_are_passed_over() {
        for (name, value) in [
            ("mode", "all"),
            ("consent", "yes"),
            ("lang", "e\"n"),
            ("highlight-seconds", "4"),
            ("shadow", "x"),
        ] {
            let (html, set) = choose(&[], &[(name, value)]);
            assert_eq!(html, choose(&[], &[]).0, "{name}={value}");
            assert!(set.is_empty());
        }
        assert_eq!(choose(&[("demo-theme", "\"><b>")], &[]), choose(&[], &[]));
    }

    #[test]
    fn an_empty_value_sets_back() {
        let (html, set) = choose(&[("demo-shadow", "open")], &[("shadow", "")]);
        assert!(!html.contains("shadow"));
        assert!(set[0].contains("Max-Age=0"));
    }

    #[test]
    fn language_tags_are_checked_by_shape() {
        assert!(is_language("pt-BR") && is_language("zh-Hant-TW") && is_language("ar"));
        assert!(!is_language("a") && !is_language("1x") && !is_language("en-") && !is_language("en_US"));
    }
}
