//! Log-ins by passes of an integrator, over HTTP. What makes a pass wrong in itself is tested beside the code.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use std::time::{SystemTime, UNIX_EPOCH};

use common::http::{self, Answer};
use common::peer::Agent;
use common::{PASSWORD, TestServer};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use pillion_protocol::hello::{AgentHello, Purpose};
use pillion_protocol::notice::AgentNotice;
use pillion_relay::config::{Config, Origin, Passes};
use serde_json::{Value, json};

const SECRET: &[u8] = b"the integrator's secret, long enough";
const DESK: &str = "https://desk.example";
const OURS: (&str, &str) = ("x-pillion", "1");
const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn start() -> TestServer {
    let passes = Passes {
        audience: "pillion".into(),
        tenant: "bank".into(),
        algorithm: Algorithm::HS256,
        key: DecodingKey::from_secret(SECRET),
        origins: vec![Origin::parse(DESK).unwrap()],
    };
    TestServer::configured(Config { passes: Some(passes), ..Config::default() }).await
}

fn pass(number: &str, change: Value) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut claims = json!({"aud": "pillion", "iat": now, "exp": now + 300, "jti": number, "sub": "7",
        "name": "Ada L.", "role": "agent", "tenant": "bank"});
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(SECRET)).unwrap()
}

async fn log_in(server: &TestServer, pass: &str) -> Answer {
    let body = json!({ "token": pass }).to_string();
    http::send(server.address, "POST /api/login/token", &[OURS, JSON], &body).await
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_pass_logs_an_agent_in_once() {
    let server = start().await;
    let token = pass("1", json!({}));
    let answer = log_in(&server, &token).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"name": "Ada L."})));
    let set = answer.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    let cookie = answer.cookie();
    let me = http::send(server.address, "GET /api/me", &[("cookie", &cookie)], "").await;
    assert_eq!(me.json()["name"], "Ada L.");

    let again = log_in(&server, &token).await;
    assert_eq!(error(&again), (401, "bad-token".into()));
    assert!(
        again.json()["message"].as_str().unwrap().contains("used before")
            && again.header("set-cookie").is_none()
    );
    // Another pass of the same number is the same pass.
    assert_eq!(log_in(&server, &pass("1", json!({"sub": "8"}))).await.status, 401);
    // The same person again is the same agent.
    assert_eq!(log_in(&server, &pass("2", json!({"name": "Ada Lovelace"}))).await.status, 200);
    let me = http::send(server.address, "GET /api/me", &[("cookie", &cookie)], "").await;
    assert_eq!(me.json()["name"], "Ada Lovelace");
}

#[tokio::test]
async fn a_used_pass_stays_used_over_a_restart() {
    let server = start().await;
    let token = pass("1", json!({}));
    assert_eq!(log_in(&server, &token).await.status, 200);
    let server = server.kill_and_restart().await;
    assert_eq!(error(&log_in(&server, &token).await), (401, "bad-token".into()));
}

#[tokio::test]
async fn what_is_wrong_with_a_pass_is_said() {
    let server = start().await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for (change, word) in [
        (json!({"iat": now - 300, "exp": now - 200}), "expired"),
        (json!({"exp": now + 601}), "too long"),
        (json!({"aud": "other"}), "audience"),
        (json!({"role": "admin"}), "role"),
        (json!({"tenant": "shop"}), "tenant"),
    ] {
        let answer = log_in(&server, &pass("1", change)).await;
        assert_eq!(error(&answer), (401, "bad-token".into()));
        assert!(answer.json()["message"].as_str().unwrap().contains(word), "{}", answer.body);
        assert!(answer.header("set-cookie").is_none());
    }
    assert_eq!(log_in(&server, &pass("1", json!({}))).await.status, 200, "no wrong one used it up");
    let without = TestServer::start().await;
    assert_eq!(error(&log_in(&without, &pass("1", json!({}))).await), (401, "bad-token".into()));
    for body in ["", "{}", "[]", "{\"token\": 5}"] {
        let answer = http::send(server.address, "POST /api/login/token", &[OURS, JSON], body).await;
        assert_eq!(error(&answer), (400, "bad-request".into()));
    }
}

#[tokio::test]
async fn guessing_passes_locks_the_address_as_guessing_passwords_does() {
    let server = start().await;
    for _ in 0..20 {
        assert_eq!(log_in(&server, &pass("1", json!({"aud": "other"}))).await.status, 401);
    }
    let locked = log_in(&server, &pass("1", json!({}))).await;
    assert_eq!(error(&locked), (429, "too-many-tries".into()));
    assert_eq!(http::log_in(server.address, "Maya R.", PASSWORD).await.status, 429);
}

#[tokio::test]
async fn a_pass_gives_an_integrators_server_one_ticket() {
    let server = start().await;
    let bearer = format!("Bearer {}", pass("1", json!({})));
    let headers = [("authorization", bearer.as_str())];
    let answer = http::send(server.address, "POST /api/ticket", &headers, "").await;
    let ticket = answer.json()["ticket"].as_str().unwrap().to_owned();
    let mut agent = Agent::new(server.socket("/ws/agent").await);
    agent.peer.hello(&AgentHello { ticket, purpose: Purpose::Workspace }).await;
    assert!(matches!(agent.next().await, AgentNotice::Welcome { name, .. } if name == "Ada L."));
    let again = http::send(server.address, "POST /api/ticket", &headers, "").await;
    assert_eq!(error(&again), (401, "bad-token".into()));
}

#[tokio::test]
async fn a_form_of_an_integrators_page_brings_the_agent_to_the_console() {
    let server = start().await;
    let body = |number: &str| format!("token={}", pass(number, json!({})));
    for origin in [None, Some("https://evil.example"), Some("null"), Some("http://desk.example")] {
        let headers: Vec<_> = [FORM].into_iter().chain(origin.map(|it| ("origin", it))).collect();
        let answer = http::send(server.address, "POST /api/login/token", &headers, &body("1")).await;
        assert_eq!(error(&answer), (403, "foreign-origin".into()), "{origin:?}");
    }
    let answer =
        http::send(server.address, "POST /api/login/token", &[FORM, ("origin", DESK)], &body("1")).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/console/")));
    assert!(answer.header("set-cookie").unwrap().contains("SameSite=Strict"));
    // As JSON, that page is as foreign as any other.
    let json = json!({ "token": pass("2", json!({})) }).to_string();
    let foreign =
        http::send(server.address, "POST /api/login/token", &[OURS, JSON, ("origin", DESK)], &json).await;
    assert_eq!(error(&foreign), (403, "foreign-origin".into()));
}
