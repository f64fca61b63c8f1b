//! Guessing IDs and passwords: who is locked out after how many, one after the other and at once.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::http;
use common::peer::{Agent, upgrade};
use common::{PASSWORD, TestServer, other_than};
use futures_util::future::join_all;
use pillion_protocol::hello::{AgentHello, Purpose};
use pillion_protocol::ids::SessionId;
use pillion_protocol::mode::{Consent, Mode};
use pillion_protocol::notice::{AgentNotice, Refusal};
use pillion_relay::config::Config;
use pillion_relay::limits::Limits;

const HOME: &str = "203.0.113.7";
const ELSEWHERE: &str = "203.0.113.8";

/// An agent who is logged in once and tries IDs.
struct Guesser<'a> {
    server: &'a TestServer,
    cookie: String,
}

impl Guesser<'_> {
    async fn new<'a>(server: &'a TestServer, name: &str) -> Guesser<'a> {
        Guesser { server, cookie: http::log_in(server.address, name, PASSWORD).await.cookie() }
    }

    /// What comes of an ID, tried through a proxy that says where the agent is.
    async fn tries(&self, id: SessionId, from: &str) -> AgentNotice {
        let address = self.server.address;
        let headers = [("cookie", self.cookie.as_str()), ("x-pillion", "1")];
        let ticket = http::send(address, "POST /api/ticket", &headers, "").await.json();
        let ticket = ticket["ticket"].as_str().unwrap().to_owned();
        let origin = self.server.origin();
        let headers =
            [("origin", origin.as_str()), ("sec-websocket-protocol", "pillion.1"), ("x-forwarded-for", from)];
        let mut agent = Agent::new(upgrade(address, "/ws/agent", &headers).await.ok().unwrap());
        agent.peer.hello(&AgentHello { ticket, purpose: Purpose::Join(id) }).await;
        agent.next().await
    }
}

fn is_locked(notice: &AgentNotice) -> bool {
    matches!(notice, AgentNotice::JoinRefused(Refusal::TooManyTries { .. }))
}

fn is_unknown(notice: &AgentNotice) -> bool {
    matches!(notice, AgentNotice::JoinRefused(Refusal::UnknownSession))
}

/// The limits that are not looked at are high.
async fn server(proxied: bool, change: impl FnOnce(&mut Limits)) -> TestServer {
    let mut config = Config::default();
    if proxied {
        config.trusted_proxies.push("127.0.0.1".parse().unwrap());
    }
    config.limits.wrong_id_delay_ms = 1;
    config.limits.loopback_is_an_address = true;
    config.limits.wrong_ids.count = 1000;
    config.limits.wrong_ids_of_address.count = 1000;
    config.limits.wrong_ids_of_all.count = 1000;
    change(&mut config.limits);
    TestServer::configured(config).await
}

#[tokio::test]
async fn twenty_wrong_ids_lock_their_address_for_every_agent() {
    let limit = Limits::default().wrong_ids_of_address;
    let server = server(true, |limits| limits.wrong_ids_of_address = limit).await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::FullControl, Consent::Code).await;
    let (maya, tom) = (Guesser::new(&server, "Maya R.").await, Guesser::new(&server, "Tom B.").await);
    for _ in 0..20 {
        assert!(is_unknown(&maya.tries(other_than(id), HOME).await));
    }
    assert!(is_locked(&maya.tries(id, HOME).await) && is_locked(&tom.tries(id, HOME).await));
    assert!(matches!(maya.tries(id, ELSEWHERE).await, AgentNotice::Welcome { .. }));
}

#[tokio::test]
async fn nobody_chooses_their_address_without_a_trusted_proxy() {
    let server = server(false, |limits| limits.wrong_ids_of_address.count = 3).await;
    let maya = Guesser::new(&server, "Maya R.").await;
    let id = SessionId::new(7).unwrap();
    for from in ["203.0.113.1", "203.0.113.2", "203.0.113.3"] {
        assert!(is_unknown(&maya.tries(id, from).await));
    }
    assert!(is_locked(&maya.tries(id, "203.0.113.4").await));
}

#[tokio::test]
async fn thirty_wrong_ids_of_all_agents_pause_joining_for_five_minutes() {
    let limit = Limits::default().wrong_ids_of_all;
    let server = server(true, |limits| limits.wrong_ids_of_all = limit).await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let (maya, tom) = (Guesser::new(&server, "Maya R.").await, Guesser::new(&server, "Tom B.").await);
    let id = SessionId::new(7).unwrap();
    for number in 0..30 {
        let guesser = if number % 2 == 0 { &maya } else { &tom };
        assert!(is_unknown(&guesser.tries(id, &format!("203.0.113.{number}")).await), "{number}");
    }
    let locked = tom.tries(id, ELSEWHERE).await;
    let AgentNotice::JoinRefused(Refusal::TooManyTries { retry_s }) = locked else { panic!("{locked:?}") };
    assert!((1..=300).contains(&retry_s), "{retry_s}");
    // Who is in stays in.
    customer.update(pillion_protocol::frame::FrameType::Snapshot, b"page").await;
    agent.update().await;
}

#[tokio::test]
async fn guessing_ids_at_once_gets_no_further() {
    let server = server(true, |limits| limits.wrong_ids = Limits::default().wrong_ids).await;
    let maya = Guesser::new(&server, "Maya R.").await;
    let tries = (0..25).map(|number| maya.tries(SessionId::new(number).unwrap(), HOME));
    let outcomes = join_all(tries).await;
    let looked_up = outcomes.iter().filter(|notice| is_unknown(notice)).count();
    assert!((1..=5).contains(&looked_up), "{looked_up}");
    assert_eq!(outcomes.iter().filter(|notice| is_locked(notice)).count(), 25 - looked_up);
}

#[tokio::test]
async fn guessing_passwords_at_once_gets_no_further() {
    let server = TestServer::start().await;
    let tries = (0..25).map(|_| http::log_in(server.address, "Maya R.", "wrong password"));
    let outcomes = join_all(tries).await;
    let checked = outcomes.iter().filter(|answer| answer.status == 401).count();
    assert!((1..=5).contains(&checked), "{checked}");
    assert_eq!(outcomes.iter().filter(|answer| answer.status == 429).count(), 25 - checked);
    // Names at random from one address.
    let names: Vec<String> = (0..50).map(|number| format!("Agent {number}")).collect();
    let tries = names.iter().map(|name| http::log_in(server.address, name, "wrong password"));
    let outcomes = join_all(tries).await;
    let checked = outcomes.iter().filter(|answer| answer.status == 401).count();
    assert!(checked <= 20, "{checked}");
}
