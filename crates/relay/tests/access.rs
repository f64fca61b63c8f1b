//! Logging in: cookies, locks, tokens, and pages of other sites.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{PASSWORD, TestServer, http};
use pillion_relay::config::{Config, Origin};

const JSON: (&str, &str) = ("content-type", "application/json");
const OURS: (&str, &str) = ("x-pillion", "1");

#[tokio::test]
async fn an_agent_logs_in_and_out() {
    let server = TestServer::start().await;
    assert_eq!(http::get(server.address, "/api/me").await.status, 401);
    let answer = http::log_in(server.address, "Maya R.", PASSWORD).await;
    assert_eq!((answer.status, answer.json()["name"].as_str()), (200, Some("Maya R.")));
    let set = answer.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict") && !set.contains("Secure"), "{set}");
    let cookie = answer.cookie();
    let me = http::send(server.address, "GET /api/me", &[("cookie", &cookie)], "").await;
    assert_eq!(me.json(), serde_json::json!({"name": "Maya R.", "company": "Support"}));
    assert_eq!(me.header("cache-control"), Some("no-store"));
    let out = http::send(server.address, "POST /api/logout", &[("cookie", &cookie), OURS], "").await;
    assert_eq!(out.status, 204);
    assert_eq!(http::send(server.address, "GET /api/me", &[("cookie", &cookie)], "").await.status, 401);
    let ticket = http::send(server.address, "POST /api/ticket", &[("cookie", &cookie), OURS], "").await;
    assert_eq!(ticket.json()["error"], "not-logged-in");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_for_tls_and_this_host_alone() {
    let public_url = Origin::parse("https://cobrowse.example.com");
    let server = TestServer::configured(Config { public_url, ..Config::default() }).await;
    let answer = http::log_in(server.address, "Maya R.", PASSWORD).await;
    let set = answer.header("set-cookie").unwrap();
    assert!(
        set.starts_with("__Host-pillion=") && set.contains("; Secure") && set.contains("Path=/;"),
        "{set}"
    );
    assert!(answer.header("strict-transport-security").is_some());
}

#[tokio::test]
async fn wrong_names_and_passwords_get_the_same_answer_and_then_a_lock() {
    let server = TestServer::start().await;
    let nobody = http::log_in(server.address, "Nobody", PASSWORD).await;
    let wrong = http::log_in(server.address, "Maya R.", "wrong password").await;
    assert_eq!((nobody.status, &nobody.body), (401, &wrong.body));
    assert_eq!(wrong.json()["error"], "bad-credentials");
    for _ in 0..4 {
        assert_eq!(http::log_in(server.address, "Maya R.", "wrong password").await.status, 401);
    }
    let locked = http::log_in(server.address, "Maya R.", PASSWORD).await;
    assert_eq!((locked.status, locked.json()["error"].as_str()), (429, Some("too-many-tries")));
    assert!(locked.json()["retry_s"].as_u64().unwrap() > 800 && locked.header("retry-after").is_some());
    assert_eq!(http::log_in(server.address, "Tom B.", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn many_wrong_ones_lock_the_address() {
    let server = TestServer::with(|limits| limits.wrong_passwords_of_address.count = 3).await;
    for name in ["a", "b", "c"] {
        assert_eq!(http::log_in(server.address, name, "wrong password").await.status, 401);
    }
    assert_eq!(http::log_in(server.address, "Maya R.", PASSWORD).await.status, 429);
}

#[tokio::test]
async fn a_log_in_runs_out() {
    let server = TestServer::with(|limits| limits.login_ms = 0).await;
    let cookie = http::log_in(server.address, "Maya R.", PASSWORD).await.cookie();
    assert_eq!(http::send(server.address, "GET /api/me", &[("cookie", &cookie)], "").await.status, 401);
}

#[tokio::test]
async fn pages_of_other_sites_cannot_post() {
    let server = TestServer::start().await;
    let body = serde_json::json!({"name": "Maya R.", "password": PASSWORD}).to_string();
    let post = |headers: Vec<(&'static str, &'static str)>| {
        let (address, body) = (server.address, body.clone());
        async move { http::send(address, "POST /api/login", &headers, &body).await }
    };
    assert_eq!(post(vec![JSON]).await.json()["error"], "missing-header");
    assert_eq!(
        post(vec![JSON, OURS, ("origin", "https://evil.example")]).await.json()["error"],
        "foreign-origin"
    );
    assert_eq!(post(vec![("content-type", "text/plain"), OURS]).await.json()["error"], "bad-request");
    assert_eq!(post(vec![JSON, OURS]).await.status, 200);
    let large = "x".repeat(20_000);
    assert_eq!(http::send(server.address, "POST /api/login", &[JSON, OURS], &large).await.status, 400);
}

#[tokio::test]
async fn an_integrators_token_gets_tickets_without_a_cookie() {
    let server = TestServer::start().await;
    let database = format!("sqlite:{}", server.database().display());
    let token = pillion_relay::command::agent::make_token(&database, "Maya R.").await.unwrap();
    let bearer = format!("Bearer {token}");
    let me = http::send(server.address, "GET /api/me", &[("authorization", &bearer)], "").await;
    assert_eq!(me.json()["name"], "Maya R.");
    let ticket = http::send(server.address, "POST /api/ticket", &[("authorization", &bearer)], "").await;
    assert!(ticket.json()["ticket"].is_string());
    let wrong = http::send(server.address, "GET /api/me", &[("authorization", "Bearer made-up")], "").await;
    assert_eq!(wrong.status, 401);
    assert!(pillion_relay::command::agent::make_token(&database, "Nobody").await.is_err());
}
