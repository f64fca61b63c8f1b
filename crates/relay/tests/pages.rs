//! What browsers and operators are served, and under which headers.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{TestServer, http};
use pillion_relay::config::{Config, Origin};

#[tokio::test]
async fn the_front_door_leads_to_the_console() {
    let server = TestServer::start().await;
    let answer = http::get(server.address, "/").await;
    assert_eq!((answer.status, answer.header("location")), (307, Some("/console/")));
}

#[tokio::test]
async fn the_console_is_under_a_strict_policy() {
    let public_url = Origin::parse("https://cobrowse.example.com");
    let server = TestServer::configured(Config { public_url, ..Config::default() }).await;
    for path in ["/console/", "/console/session", "/console/session?id=123456789"] {
        let answer = http::get(server.address, path).await;
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval';",
            "connect-src 'self' wss://cobrowse.example.com;",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {part} is not in {policy}");
        }
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"));
        assert!(answer.header("permissions-policy").unwrap().contains("camera=()"));
    }
}

#[tokio::test]
async fn the_mirror_can_load_and_run_nothing() {
    let server = TestServer::start().await;
    let answer = http::get(server.address, "/mirror").await;
    let policy = answer.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'none'",
        "connect-src 'none'",
        "form-action 'none'",
        "sandbox allow-same-origin",
    ] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
    assert!(!policy.contains("allow-scripts"));
}

#[tokio::test]
async fn snippet_and_core_are_for_every_site() {
    let server = TestServer::start().await;
    for path in ["/snippet.js", "/pkg/0.1.0-12345678/pillion.js"] {
        let answer = http::get(server.address, path).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_the_common_headers_and_errors_are_json() {
    let server = TestServer::start().await;
    for path in
        ["/", "/console/", "/mirror", "/snippet.js", "/api/me", "/ws/agent", "/nothing/here", "/console/../x"]
    {
        let answer = http::get(server.address, path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("referrer-policy").is_some(), "{path}");
    }
    let missing = http::get(server.address, "/nothing/here").await;
    assert_eq!((missing.status, missing.json()["error"].as_str()), (404, Some("not-found")));
    assert!(missing.json()["message"].is_string());
    let method = http::send(server.address, "DELETE /api/login", &[], "").await;
    assert_eq!((method.status, method.json()["error"].as_str()), (405, Some("method-not-allowed")));
}

#[tokio::test]
async fn the_demo_is_there_only_on_request() {
    let server = TestServer::start().await;
    assert_eq!(http::get(server.address, "/demo/").await.status, 404);
    let server = TestServer::configured(Config { demo: true, ..Config::default() }).await;
    let answer = http::get(server.address, "/demo/").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("/snippet.js"));
}

#[tokio::test]
async fn health_and_metrics_are_on_their_own_address() {
    let server = TestServer::start().await;
    let _live = server.live(pillion_protocol::mode::Mode::FullControl).await;
    assert_eq!(http::get(server.admin, "/healthz").await.status, 200);
    assert_eq!(http::get(server.admin, "/readyz").await.status, 200);
    let metrics = http::get(server.admin, "/metrics").await;
    assert!(metrics.body.contains("pillion_sockets"), "{}", metrics.body);
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(http::get(server.address, path).await.status, 404, "{path}");
    }
}
