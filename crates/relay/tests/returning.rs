//! Lost networks, page loads, reloads, and a relay that is killed.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::TestServer;
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::FrameType;
use pillion_protocol::hello::Purpose;
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::mode::{Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal};
use pillion_protocol::signal::CustomerSignal;

#[tokio::test]
async fn a_session_goes_on_over_a_page_load() {
    let server = TestServer::start().await;
    let (customer, mut agent) = server.live(Mode::PartialControl).await;
    let token = customer.token.clone();
    drop(customer);
    assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
    let mut customer = server.customer_again(&token, true).await;
    let welcome = customer.welcome().await;
    let CustomerNotice::Welcome { session: Some(session), .. } = welcome else { panic!("{welcome:?}") };
    assert_eq!((customer.epoch, session.mode), (Epoch(2), Mode::PartialControl));
    assert_eq!(session.agents[0].name, "Maya R.");
    assert_eq!(agent.next().await, AgentNotice::CustomerBack);
    let header = customer.update(FrameType::Snapshot, b"next page").await;
    assert_eq!(agent.update().await, (header, b"next page".to_vec()));
}

#[tokio::test]
async fn a_token_is_good_once() {
    let server = TestServer::start().await;
    let (mut first, _agent) = server.live(Mode::FullControl).await;
    let mut second = server.customer_again(&first.token, false).await;
    second.welcome().await;
    first.peer.closed(CloseCode::Replaced).await;
    let mut replay = server.customer_again(&first.token, false).await;
    replay.peer.closed(CloseCode::BadToken).await;
    for made_up in ["", "x", &"A".repeat(43), &"€".repeat(1000)] {
        server.customer_again(made_up, false).await.peer.closed(CloseCode::BadToken).await;
    }
    // The session is unharmed.
    second.signal(&CustomerSignal::Pause).await;
    assert!(matches!(second.next().await, CustomerNotice::Paused { .. }));
}

#[tokio::test]
async fn a_page_that_is_left_before_it_learns_its_token_does_not_cost_the_session() {
    let server = TestServer::with(|limits| limits.held_ms = 60_000).await;
    let (customer, _agent) = server.live(Mode::FullControl).await;
    let token = customer.token.clone();
    // This page gets a new token and is left before it can store it; the next page comes while its socket is still open.
    let mut left = server.customer_again(&token, true).await;
    left.welcome().await;
    let mut next = server.customer_again(&token, true).await;
    drop(left);
    let welcome = next.welcome().await;
    assert!(matches!(welcome, CustomerNotice::Welcome { session: Some(_), .. }));
}

#[tokio::test]
async fn an_agent_comes_back_after_a_reload_and_gets_a_fresh_snapshot() {
    let server = TestServer::start().await;
    let (mut customer, agent) = server.live(Mode::FullControl).await;
    let token = agent.token.clone();
    drop(agent);
    assert_eq!(customer.next().await, CustomerNotice::AgentAway(Slot(1)));
    // The token is Maya's: nobody else can use it.
    let mut thief = server.agent("Tom B.", Purpose::Resume(token.clone())).await;
    assert_eq!(thief.next().await, AgentNotice::JoinRefused(Refusal::BadToken));
    let mut agent = server.agent("Maya R.", Purpose::Resume(token.clone())).await;
    agent.joined().await;
    assert_eq!(customer.next().await, CustomerNotice::AgentBack(Slot(1)));
    assert_eq!(customer.next().await, CustomerNotice::SnapshotWanted);
    customer.update(FrameType::Snapshot, b"fresh").await;
    assert_eq!(agent.update().await.1, b"fresh");
    let mut replay = server.agent("Maya R.", Purpose::Resume(token)).await;
    assert_eq!(replay.next().await, AgentNotice::JoinRefused(Refusal::BadToken));
    replay.peer.closed(CloseCode::Done).await;
}

#[tokio::test]
async fn who_stays_away_ends_the_session_and_comes_back_too_late() {
    let server = TestServer::with(|limits| limits.customer_away_ms = 10).await;
    let (customer, mut agent) = server.live(Mode::FullControl).await;
    let token = customer.token.clone();
    drop(customer);
    assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
    assert_eq!(agent.next().await, AgentNotice::Ended(EndReason::CustomerGone));
    agent.peer.closed(CloseCode::Ended).await;
    let mut late = server.customer_again(&token, true).await;
    assert_eq!(late.next().await, CustomerNotice::Ended(EndReason::CustomerGone));
    late.peer.closed(CloseCode::Ended).await;
}

#[tokio::test]
async fn an_agent_who_stays_away_ends_the_session_and_learns_it_later() {
    let server = TestServer::with(|limits| limits.agent_away_ms = 10).await;
    let (mut customer, agent) = server.live(Mode::FullControl).await;
    let token = agent.token.clone();
    drop(agent);
    assert_eq!(customer.next().await, CustomerNotice::AgentAway(Slot(1)));
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::AgentGone));
    let mut late = server.agent("Maya R.", Purpose::Resume(token)).await;
    assert_eq!(late.next().await, AgentNotice::Ended(EndReason::AgentGone));
    late.peer.closed(CloseCode::Ended).await;
}

#[tokio::test]
async fn a_live_session_survives_a_killed_relay() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::PartialControl).await;
    let server = server.kill_and_restart().await;
    customer.peer.closed_by_loss().await;
    agent.peer.closed_by_loss().await;
    let mut agent = server.agent("Maya R.", Purpose::Resume(agent.token)).await;
    agent.joined().await;
    assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
    let mut customer = server.customer_again(&customer.token, false).await;
    let welcome = customer.welcome().await;
    let CustomerNotice::Welcome { session: Some(session), epoch, .. } = welcome else {
        panic!("{welcome:?}")
    };
    assert_eq!((session.mode, session.agents.len(), epoch), (Mode::PartialControl, 1, Epoch(1)));
    assert_eq!(agent.next().await, AgentNotice::CustomerBack);
    let header = customer.update(FrameType::Snapshot, b"again").await;
    assert_eq!(agent.update().await.0, header);
    let header = agent.command(FrameType::Click, b"click").await;
    assert_eq!(customer.peer.frame().await.0, header);
}

#[tokio::test]
async fn an_open_session_and_a_log_in_survive_a_killed_relay() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::FullControl, Consent::Code).await;
    let cookie = common::http::log_in(server.address, "Maya R.", common::PASSWORD).await.cookie();
    let server = server.kill_and_restart().await;
    let me = common::http::send(server.address, "GET /api/me", &[("cookie", &cookie)], "").await;
    assert_eq!(me.json()["name"], "Maya R.");
    let mut agent = server.agent("Maya R.", Purpose::Join(id)).await;
    agent.joined().await;
    let mut customer = server.customer_again(&customer.token, false).await;
    let welcome = customer.welcome().await;
    assert!(matches!(welcome, CustomerNotice::Welcome { session: Some(session), .. } if session.id == id));
}

#[tokio::test]
async fn nothing_of_a_page_or_a_token_is_in_the_database() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    customer.update(FrameType::Snapshot, b"CANARY-PAGE").await;
    agent.update().await;
    agent.command(FrameType::Fill, b"CANARY-FILL").await;
    customer.peer.frame().await;
    let id = match server.customer_again(&customer.token, false).await.welcome().await {
        CustomerNotice::Welcome { session: Some(session), .. } => session.id,
        other => panic!("{other:?}"),
    };
    let mut bytes = Vec::new();
    for ending in ["", "-wal"] {
        let file = format!("{}{ending}", server.database().display());
        bytes.extend(std::fs::read(file).unwrap_or_default());
    }
    let finds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(finds("https") || finds("http://"), "the origin is stored: the search works");
    for secret in ["CANARY", &customer.token, &agent.token, common::PASSWORD] {
        assert!(!finds(secret), "{secret}");
    }
    // The ID was stored while nobody had used it; what is left of it in free pages is not a live record.
    let live = server.stored_rooms().await;
    assert!(live.iter().all(|record| !record.contains(&id.number().to_string())), "{live:?}");
}
