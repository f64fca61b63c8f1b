//! Every route under its headers, and every POST of `/api/` against pages of other sites.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::http::{self, Answer};
use common::{PASSWORD, TestServer};
use pillion_relay::config::{Config, Origin};
use serde_json::json;

/// What a route answers without a log-in, and the beginning of its policy.
const CLOSED: &str = "default-src 'none'; frame-ancestors 'none'";
const ROUTES: &[(&str, &[u16], &str)] = &[
    ("GET /", &[307], CLOSED),
    ("GET /console", &[308], CLOSED),
    ("GET /console/", &[200, 404], "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
    ("GET /console/session", &[200, 404], "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
    ("GET /console/boot.js", &[200, 404], CLOSED),
    ("GET /mirror", &[200, 404], "default-src 'none'; script-src 'none'"),
    ("GET /snippet.js", &[200, 404], CLOSED),
    ("GET /pkg/0.1.0-12345678/pillion.js", &[404], CLOSED),
    ("POST /api/login", &[403], CLOSED),
    ("POST /api/login/token", &[403], CLOSED),
    ("POST /api/logout", &[403], CLOSED),
    ("POST /api/ticket", &[403], CLOSED),
    ("GET /api/me", &[401], CLOSED),
    ("GET /api/site", &[200], CLOSED),
    ("GET /auth/oidc/login", &[404], CLOSED),
    ("GET /auth/oidc/callback", &[404], CLOSED),
    ("GET /ws/customer", &[426], CLOSED),
    ("GET /ws/agent", &[426], CLOSED),
    ("GET /nothing/here", &[404], CLOSED),
    ("PUT /api/login", &[405], CLOSED),
];

/// Routes that pages of any origin may read.
const OPEN: &[&str] = &["GET /snippet.js", "GET /pkg/0.1.0-12345678/pillion.js", "GET /api/site"];

async fn served(public_url: Option<&str>) -> TestServer {
    let public_url = public_url.and_then(Origin::parse);
    TestServer::configured(Config { public_url, ..Config::default() }).await
}

#[tokio::test]
async fn every_route_has_its_headers() {
    let server = served(Some("https://cobrowse.example.com")).await;
    for (line, statuses, policy) in ROUTES {
        let headers = [("origin", "https://evil.example")];
        let answer = http::send(server.address, line, &headers, "").await;
        assert!(statuses.contains(&answer.status), "{line}: {}", answer.status);
        let has = |name: &str| answer.header(name).unwrap_or_else(|| panic!("{line} has no {name}"));
        assert_eq!(has("x-content-type-options"), "nosniff", "{line}");
        assert_eq!(has("referrer-policy"), "no-referrer", "{line}");
        assert!(has("content-security-policy").starts_with(policy), "{line}");
        assert!(has("strict-transport-security").starts_with("max-age=63072000"), "{line}");
        let open = OPEN.contains(line);
        assert_eq!(has("cross-origin-resource-policy") == "cross-origin", open, "{line}");
        assert_eq!(answer.header("access-control-allow-origin"), open.then_some("*"), "{line}");
        for never in ["access-control-allow-credentials", "server", "x-powered-by", "set-cookie"] {
            assert_eq!(answer.header(never), None, "{line}");
        }
        if line.contains("/api/") || line.contains("/auth/") {
            assert_eq!(has("cache-control"), "no-store", "{line}");
        }
    }
}

#[tokio::test]
async fn without_tls_there_is_no_promise_of_tls() {
    for public_url in [None, Some("http://cobrowse.example.com")] {
        let server = served(public_url).await;
        let answer = http::get(server.address, "/api/me").await;
        assert_eq!(answer.header("strict-transport-security"), None);
    }
}

#[tokio::test]
async fn no_post_can_come_from_another_site() {
    let server = served(None).await;
    let own = server.origin();
    let cookie = http::log_in(server.address, "Maya R.", PASSWORD).await.cookie();
    let login = json!({"name": "Maya R.", "password": PASSWORD}).to_string();
    for line in ["POST /api/login", "POST /api/login/token", "POST /api/logout", "POST /api/ticket"] {
        let body = if line.ends_with("login") { login.as_str() } else { "{}" };
        let cases: [(&[(&str, &str)], &str); 5] = [
            // What a form can send: its own content types, and no header of its own.
            (&[("content-type", "text/plain")], "missing-header"),
            (&[("content-type", "application/json"), ("origin", "https://evil.example")], "missing-header"),
            (&[("content-type", "application/json"), ("x-pillion", "0")], "missing-header"),
            // What a script could send if anybody allowed it.
            (&[("x-pillion", "1"), ("origin", "https://evil.example")], "foreign-origin"),
            (&[("x-pillion", "1"), ("origin", "null")], "foreign-origin"),
        ];
        for (extra, error) in cases {
            let headers: Vec<_> = [("cookie", cookie.as_str())].iter().chain(extra).copied().collect();
            let answer: Answer = http::send(server.address, line, &headers, body).await;
            let seen = (answer.status, answer.json()["error"].as_str().map(str::to_owned));
            assert_eq!(seen, (403, Some(error.to_owned())), "{line} {extra:?}");
            assert_eq!(answer.header("set-cookie"), None, "{line} {extra:?}");
        }
        // No page of another origin gets leave to send the header.
        let headers = [
            ("origin", "https://evil.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "x-pillion"),
        ];
        let preflight = http::send(server.address, &line.replace("POST", "OPTIONS"), &headers, "").await;
        assert_eq!(preflight.status, 405, "{line}");
        assert_eq!(preflight.header("access-control-allow-headers"), None);
    }
    let headers = [("cookie", cookie.as_str())];
    assert_eq!(http::send(server.address, "GET /api/me", &headers, "").await.status, 200, "still logged in");
    let headers = [("cookie", cookie.as_str()), ("x-pillion", "1"), ("origin", own.as_str())];
    assert_eq!(http::send(server.address, "POST /api/ticket", &headers, "").await.status, 200);
}
