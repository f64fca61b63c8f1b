//! Single sign-on, against the certified provider: the whole way, and everything that can be wrong on it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::browser::Browser;
use common::peer::Agent;
use common::provider::Provider;
use common::{TestServer, http};
use pillion_protocol::hello::{AgentHello, Purpose};
use pillion_protocol::notice::AgentNotice;
use pillion_relay::config::{Config, Oidc, Secret};
use serde_json::{Value, json};

fn maya() -> Value {
    json!({"sub": "u-17", "name": "Maya R.", "groups": ["staff", "cobrowse-agents"]})
}

fn settings(issuer: &str) -> Oidc {
    Oidc {
        issuer: issuer.to_owned(),
        client_id: Provider::CLIENT.into(),
        client_secret: Some(Secret::new(Provider::SECRET)),
        scopes: vec!["profile".into()],
        role_claim: "groups".into(),
        agent_roles: vec!["cobrowse-agents".into()],
        name_claim: "name".into(),
    }
}

/// A relay that trusts a provider at which Maya is logged in.
async fn start() -> (TestServer, Provider) {
    let mut provider = Provider::start();
    let config = Config { oidc: Some(settings(&provider.issuer)), ..Config::default() };
    let server = TestServer::configured(config).await;
    provider.register(&server.origin());
    provider.user(maya());
    (server, provider)
}

/// To the relay's callback, which is not opened.
async fn depart(browser: &mut Browser, server: &TestServer) -> String {
    let begin = format!("{}/auth/oidc/login", server.origin());
    browser.follow(&begin, |url| url.contains("/auth/oidc/callback")).await
}

/// Opens the callback: where it leads to, without the relay's origin.
async fn arrive(browser: &mut Browser, server: &TestServer, callback: &str) -> String {
    let to = browser.follow(callback, |url| url.contains("/console/")).await;
    let logged_in = browser.cookies.contains_key("pillion");
    assert_eq!(logged_in, !to.contains("sso="), "{to}");
    to.strip_prefix(&server.origin()).unwrap().to_owned()
}

async fn log_in(browser: &mut Browser, server: &TestServer) -> String {
    let callback = depart(browser, server).await;
    arrive(browser, server, &callback).await
}

/// Changes what the browser brings back.
fn change_departure(browser: &mut Browser, field: &str, value: &str) {
    let cookie = browser.cookies.get_mut("pillion-sso").unwrap();
    let mut departed: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&*cookie).unwrap()).unwrap();
    assert!(departed[field].is_string());
    departed[field] = value.into();
    *cookie = URL_SAFE_NO_PAD.encode(departed.to_string());
}

#[tokio::test]
async fn an_agent_comes_in_by_the_whole_way() {
    let (server, mut provider) = start().await;
    let mut browser = Browser::default();
    let begin = format!("{}/auth/oidc/login?next=/console/session?id=482913076", server.origin());
    let first = browser.open(&begin).await;
    assert_eq!((first.status, first.header("cache-control")), (303, Some("no-store")));
    let to = first.header("location").unwrap().to_owned();
    for part in
        ["response_type=code", "code_challenge_method=S256", "nonce=", "state=", "scope=openid+profile"]
    {
        assert!(to.contains(part), "{to}");
    }
    let departure = first.header("set-cookie").unwrap();
    assert!(departure.starts_with("pillion-sso=") && departure.contains("; HttpOnly"), "{departure}");
    assert!(departure.contains("SameSite=Lax") && departure.contains("Max-Age=600"), "{departure}");

    let callback = browser.follow(&to, |url| url.contains("/auth/oidc/callback")).await;
    let answer = browser.open(&callback).await;
    assert_eq!(answer.header("location"), Some("/console/session?id=482913076"));
    let set: Vec<&str> = answer.headers("set-cookie").collect();
    assert!(set.iter().any(|it| it.starts_with("pillion-sso=;") && it.contains("Max-Age=0")), "{set:?}");
    let login = set.iter().find(|it| it.starts_with("pillion=")).unwrap();
    assert!(login.contains("; HttpOnly") && login.contains("SameSite=Strict"), "{login}");

    let me = browser.open(&format!("{}/api/me", server.origin())).await;
    assert_eq!(me.json(), json!({"name": "Maya R.", "company": "Support"}));
    let cookie = format!("pillion={}", browser.cookies["pillion"]);
    let headers = [("cookie", cookie.as_str()), ("x-pillion", "1")];
    let ticket = http::send(server.address, "POST /api/ticket", &headers, "").await;
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
    let mut agent = Agent::new(server.socket("/ws/agent").await);
    agent.peer.hello(&AgentHello { ticket, purpose: Purpose::Workspace }).await;
    assert!(matches!(agent.next().await, AgentNotice::Welcome { name, .. } if name == "Maya R."));

    // The same person by another name stays the same agent; another person of the same name is another.
    provider.user(json!({"sub": "u-17", "name": "Maya Rao", "groups": ["cobrowse-agents"]}));
    assert_eq!(log_in(&mut Browser::default(), &server).await, "/console/");
    let me = browser.open(&format!("{}/api/me", server.origin())).await;
    assert_eq!(me.json()["name"], "Maya Rao");
    provider.user(json!({"sub": "u-18", "name": "Maya Rao", "groups": ["cobrowse-agents"]}));
    assert_eq!(log_in(&mut Browser::default(), &server).await, "/console/");
    assert_eq!(server.accounts().await.len(), 4, "two of the test, two of the provider");
}

#[tokio::test]
async fn an_answer_to_nobodys_question_is_refused() {
    let (server, _provider) = start().await;
    let mut browser = Browser::default();
    let callback = depart(&mut browser, &server).await;
    // A victim's browser, which never asked.
    assert_eq!(arrive(&mut Browser::default(), &server, &callback).await, "/console/?sso=state");
    // A browser that asked something else.
    let mut other = Browser::default();
    depart(&mut other, &server).await;
    assert_eq!(arrive(&mut other, &server, &callback).await, "/console/?sso=state");
    // An answer of another issuer.
    let mixed = format!("{callback}&iss=https%3A%2F%2Fevil.example").replacen("iss=", "was=", 1);
    let mut same = Browser { cookies: browser.cookies.clone() };
    assert_eq!(arrive(&mut same, &server, &mixed).await, "/console/?sso=state");
    // None of that has used the code up.
    assert_eq!(arrive(&mut browser, &server, &callback).await, "/console/");
}

#[tokio::test]
async fn a_code_works_once_and_with_its_own_verifier() {
    let (server, _provider) = start().await;
    let mut browser = Browser::default();
    let callback = depart(&mut browser, &server).await;
    let before = browser.cookies.clone();
    assert_eq!(arrive(&mut browser, &server, &callback).await, "/console/");
    let mut again = Browser { cookies: before };
    assert_eq!(arrive(&mut again, &server, &callback).await, "/console/?sso=state");

    let mut thief = Browser::default();
    let callback = depart(&mut thief, &server).await;
    change_departure(&mut thief, "verifier", &"v".repeat(43));
    assert_eq!(arrive(&mut thief, &server, &callback).await, "/console/?sso=state");
}

#[tokio::test]
async fn a_token_that_is_not_for_this_very_log_in_is_refused() {
    let (server, mut provider) = start().await;
    let mut browser = Browser::default();
    let callback = depart(&mut browser, &server).await;
    change_departure(&mut browser, "nonce", "another");
    assert_eq!(arrive(&mut browser, &server, &callback).await, "/console/?sso=token");
    for claims in [
        json!({"aud": "another-client"}),
        json!({"aud": ["pillion", "another-client"]}),
        json!({"iss": "https://evil.example"}),
        json!({"nonce": null}),
        json!({"exp": 1_700_000_000}),
        json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
        json!({"sub": "u-1"}),
        json!({"$key": "other"}),
        json!({"$alg": "none"}),
        json!({"$alg": "HS256"}),
    ] {
        provider.forge(claims.clone());
        let to = log_in(&mut Browser::default(), &server).await;
        assert_eq!(to, "/console/?sso=token", "{claims}");
    }
    provider.forge(json!({"$extra": "harmless"}));
    assert_eq!(log_in(&mut Browser::default(), &server).await, "/console/");
}

#[tokio::test]
async fn the_role_comes_from_the_provider_alone() {
    let (server, mut provider) = start().await;
    for (user, trouble) in [
        (json!({"sub": "u-2", "name": "Guest", "groups": ["staff"]}), "role"),
        (json!({"sub": "u-2", "name": "Guest"}), "role"),
        (json!({"sub": "u-3", "groups": ["cobrowse-agents"]}), "token"),
        (Value::Null, "refused"),
    ] {
        provider.user(user);
        let to = log_in(&mut Browser::default(), &server).await;
        assert_eq!(to, format!("/console/?sso={trouble}"));
    }
    assert_eq!(server.accounts().await.len(), 2, "nobody got an account");
}

#[tokio::test]
async fn a_provider_that_is_down_is_said_to_be() {
    let (server, mut provider) = start().await;
    let mut browser = Browser::default();
    let callback = depart(&mut browser, &server).await;
    provider.stop();
    assert_eq!(arrive(&mut browser, &server, &callback).await, "/console/?sso=down");
    let config = Config { oidc: Some(settings("http://127.0.0.1:9")), ..Config::default() };
    let server = TestServer::configured(config).await;
    let begin = format!("{}/auth/oidc/login", server.origin());
    assert_eq!(arrive(&mut Browser::default(), &server, &begin).await, "/console/?sso=down");
}

#[tokio::test]
async fn somebody_of_the_provider_has_no_password_here() {
    let (server, provider) = start().await;
    log_in(&mut Browser::default(), &server).await;
    let name = format!("{} u-17", provider.issuer);
    for password in ["", "a password that is long"] {
        let answer = http::log_in(server.address, &name, password).await;
        assert_eq!((answer.status, answer.json()["error"].as_str()), (401, Some("bad-credentials")));
    }
}

#[tokio::test]
async fn the_log_in_form_learns_whether_there_is_single_sign_on() {
    let (server, _provider) = start().await;
    assert_eq!(http::get(server.address, "/api/me").await.json()["sso"], true);
    let server = TestServer::start().await;
    assert_eq!(http::get(server.address, "/api/me").await.json()["sso"], false);
    for path in ["/auth/oidc/login", "/auth/oidc/callback?code=1&state=2"] {
        let answer = http::get(server.address, path).await;
        assert_eq!((answer.status, answer.json()["error"].as_str()), (404, Some("no-sso")));
    }
}
