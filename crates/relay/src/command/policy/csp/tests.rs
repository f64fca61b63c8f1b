//! Policies of real pages, and what they lack.

use super::*;

fn lacks(policy: &str, nonce: Option<&str>) -> Vec<String> {
    let page = Origin::parse("https://www.bank.example").unwrap();
    let relay = Origin::parse("https://cb.example.com").unwrap();
    let needs = Needs { page: &page, relay: &relay, nonce };
    let all = Policy::parse_all(policy).into_iter().flat_map(|policy| policy.lacks(&needs));
    all.map(|lack| format!("{} {}", lack.directive, lack.source)).collect()
}

const RELAY: &str = "https://cb.example.com";
const SOCKET: &str = "wss://cb.example.com";

#[test]
fn what_the_documentation_names_is_enough() {
    let documented =
        format!("default-src 'none'; script-src {RELAY} 'wasm-unsafe-eval'; connect-src {RELAY} {SOCKET}");
    assert!(lacks(&documented, None).is_empty());
    assert!(lacks("", None).is_empty());
    assert!(lacks("img-src 'none'; style-src 'self'; frame-ancestors 'none'", None).is_empty());
    assert!(lacks("script-src * 'unsafe-eval'; connect-src *", None).is_empty());
    assert!(lacks("script-src https: 'wasm-unsafe-eval'; connect-src https: wss:", None).is_empty());
}

#[test]
fn each_missing_source_is_named_with_its_directive() {
    for (policy, missing) in [
        (format!("script-src {RELAY}; connect-src {RELAY} {SOCKET}"), "script-src 'wasm-unsafe-eval'"),
        (
            format!("script-src 'wasm-unsafe-eval'; connect-src {RELAY} {SOCKET}"),
            "script-src https://cb.example.com",
        ),
        (
            format!("script-src {RELAY} 'wasm-unsafe-eval'; connect-src {RELAY}"),
            "connect-src wss://cb.example.com",
        ),
        (
            format!("script-src {RELAY} 'wasm-unsafe-eval'; connect-src {SOCKET}:1 https:"),
            "connect-src wss://cb.example.com",
        ),
        (
            format!("connect-src {RELAY} {SOCKET}; script-src-elem 'self'"),
            "script-src-elem https://cb.example.com",
        ),
        ("sandbox allow-scripts".to_owned(), "sandbox allow-same-origin"),
    ] {
        assert_eq!(lacks(&policy, None), [missing], "{policy}");
    }
    assert_eq!(
        lacks("default-src 'self'", None),
        [
            "script-src https://cb.example.com",
            "script-src 'wasm-unsafe-eval'",
            "connect-src https://cb.example.com",
            "connect-src wss://cb.example.com"
        ]
    );
}

#[test]
fn of_several_policies_each_must_allow_it() {
    let wide = format!("script-src {RELAY} 'wasm-unsafe-eval'");
    assert!(lacks(&wide, None).is_empty());
    assert_eq!(lacks(&format!("{wide}, connect-src {RELAY}"), None), ["connect-src wss://cb.example.com"]);
    // The second directive of a name is as if it were not there.
    assert_eq!(
        lacks(&format!("script-src 'wasm-unsafe-eval'; {wide}"), None),
        ["script-src https://cb.example.com"]
    );
}

#[test]
fn a_nonce_lets_the_tag_run_and_strict_dynamic_asks_for_one() {
    let nonced = "script-src 'nonce-abc' 'wasm-unsafe-eval'";
    assert!(lacks(nonced, Some("abc")).is_empty());
    assert_eq!(lacks(nonced, Some("ABC")), ["script-src https://cb.example.com"]);
    let strict = format!("script-src 'nonce-abc' 'strict-dynamic' {RELAY} 'wasm-unsafe-eval'");
    assert!(lacks(&strict, Some("abc")).is_empty());
    let missing = lacks(&strict, None);
    assert!(missing.len() == 1 && missing[0].contains("nonce"), "{missing:?}");
}

#[test]
fn sources_match_as_browsers_match_them() {
    let page = Origin::parse("https://www.bank.example").unwrap();
    let plain = Origin::parse("http://127.0.0.1:8080").unwrap();
    for (source, wanted, page, fits) in [
        ("*.example.com", "https://cb.example.com", &page, true),
        ("*.example.com", "https://example.com", &page, false),
        ("*.example.com", "https://evilexample.com", &page, false),
        ("https://CB.example.com", "https://cb.example.com", &page, true),
        ("https://cb.example.com:443", "https://cb.example.com", &page, true),
        ("https://cb.example.com:*", "https://cb.example.com:8443", &page, true),
        ("https://cb.example.com", "https://cb.example.com:8443", &page, false),
        ("http://cb.example.com", "https://cb.example.com", &page, true),
        ("https://cb.example.com", "wss://cb.example.com", &page, false),
        ("https://cb.example.com/", "https://cb.example.com", &page, true),
        ("https://cb.example.com/snippet.js", "https://cb.example.com", &page, false),
        ("'self'", "https://www.bank.example", &page, true),
        ("'self'", "wss://www.bank.example", &page, true),
        ("'self'", "https://cb.example.com", &page, false),
        ("'self'", "ws://127.0.0.1:8080", &plain, true),
        ("'none'", "https://cb.example.com", &page, false),
        ("data:", "https://cb.example.com", &page, false),
        ("http:", "https://cb.example.com", &page, true),
        ("[::1]:8080", "http://[::1]:8080", &plain, true),
    ] {
        assert_eq!(matches(source, wanted, page), fits, "{source} {wanted}");
    }
}
