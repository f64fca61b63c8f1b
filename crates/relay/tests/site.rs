//! `/api/site`: what a customer's page is told about whether it may start.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::{TestServer, http};
use pillion_relay::config::{Config, Origin, SiteConfig};

const BANK: &str = "https://bank.example";
const SHOP: &str = "https://shop.example";

async fn with_sites() -> TestServer {
    let origin = |text| Origin::parse(text).unwrap();
    let site = SiteConfig { key: "bank".into(), origins: vec![origin(BANK)], name: Some("Secret".into()) };
    let config = Config { allow_origins: vec![origin(SHOP)], sites: vec![site], ..Config::default() };
    TestServer::configured(config).await
}

async fn ask(server: &TestServer, origin: Option<&str>, query: &str) -> http::Answer {
    let headers: Vec<_> = origin.map(|origin| ("origin", origin)).into_iter().collect();
    http::send(server.address, &format!("GET /api/site{query}"), &headers, "").await
}

#[tokio::test]
async fn a_page_learns_whether_it_may_start_and_why_not() {
    let server = with_sites().await;
    let cases = [
        (Some(BANK), "?key=bank", None),
        (Some(SHOP), "", None),
        (Some(SHOP), "?key=", None),
        // The relay's own page: browsers send no origin then.
        (None, "", None),
        (Some(BANK), "?key=bnak", Some("unknown-key")),
        (Some(SHOP), "?key=bank", Some("foreign-origin")),
        (Some(BANK), "", Some("foreign-origin")),
        (None, "?key=bank", Some("foreign-origin")),
        (Some("https://evil.example"), "?key=bank", Some("foreign-origin")),
        (Some("null"), "", Some("foreign-origin")),
    ];
    for (origin, query, error) in cases {
        let answer = ask(&server, origin, query).await;
        assert_eq!(answer.status, 200, "{origin:?} {query}");
        let json = answer.json();
        assert_eq!(json["allowed"], error.is_none(), "{origin:?} {query}");
        assert_eq!(json["error"].as_str(), error, "{origin:?} {query}");
        assert_eq!(json["message"].is_string(), error.is_some());
        assert_eq!(json["protocols"], serde_json::json!(["pillion.1"]));
    }
}

#[tokio::test]
async fn any_page_may_read_the_answer_and_no_page_learns_more() {
    let server = with_sites().await;
    let answer = ask(&server, Some("https://evil.example"), "?key=bank").await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    for hidden in ["bank.example", "Secret", SHOP] {
        assert!(!answer.body.contains(hidden), "{}", answer.body);
    }
    assert_eq!(ask(&server, Some(SHOP), &format!("?key={}", "x".repeat(300))).await.status, 400);
}
