//! IDs that are wrong, sessions that are taken, and what guessing costs.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{TestServer, http, other_than};
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::FrameType;
use pillion_protocol::hello::{AgentHello, Purpose};
use pillion_protocol::mode::{Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal};
use pillion_protocol::signal::{AgentSignal, CustomerSignal};

#[tokio::test]
async fn wrong_expired_and_used_ids_get_the_same_answer() {
    let server = TestServer::with(|limits| limits.unjoined_ms = 1_000).await;
    let mut customer = server.customer().await;
    let expired = customer.open(Mode::FullControl, Consent::Code).await;
    let used = customer.session_opened().await;
    let mut agent = server.agent("Maya R.", Purpose::Join(used)).await;
    agent.joined().await;
    agent.signal(&AgentSignal::End).await;
    agent.peer.closed(CloseCode::Ended).await;
    for id in [expired, used, other_than(used)] {
        let mut agent = server.agent("Tom B.", Purpose::Join(id)).await;
        assert_eq!(agent.next().await, AgentNotice::JoinRefused(Refusal::UnknownSession));
        agent.peer.closed(CloseCode::Done).await;
    }
}

#[tokio::test]
async fn guessing_locks_the_agent_and_nobody_else() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::FullControl, Consent::Code).await;
    for _ in 0..5 {
        let mut agent = server.agent("Tom B.", Purpose::Join(other_than(id))).await;
        assert_eq!(agent.next().await, AgentNotice::JoinRefused(Refusal::UnknownSession));
    }
    let mut locked = server.agent("Tom B.", Purpose::Join(id)).await;
    let refused = locked.next().await;
    assert!(
        matches!(refused, AgentNotice::JoinRefused(Refusal::TooManyTries { retry_s }) if retry_s > 800),
        "{refused:?}"
    );
    server.agent("Maya R.", Purpose::Join(id)).await.joined().await;
}

#[tokio::test]
async fn a_second_agent_is_told_that_the_session_is_taken() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::FullControl, Consent::Code).await;
    let mut first = server.agent("Maya R.", Purpose::Join(id)).await;
    first.joined().await;
    let mut second = server.agent("Tom B.", Purpose::Join(id)).await;
    assert_eq!(second.next().await, AgentNotice::JoinRefused(Refusal::InUse));
    second.peer.closed(CloseCode::Done).await;
}

#[tokio::test]
async fn a_declined_agent_learns_it_and_has_seen_nothing() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::FullControl, Consent::Ask).await;
    let mut agent = server.agent("Maya R.", Purpose::Join(id)).await;
    agent.welcome().await;
    assert_eq!(agent.next().await, AgentNotice::Asking);
    let slot = customer.agent_asks().await;
    customer.update(FrameType::Snapshot, b"not for you").await;
    customer.signal(&CustomerSignal::Decline(slot)).await;
    assert_eq!(agent.next().await, AgentNotice::Ended(EndReason::Declined));
    agent.peer.closed(CloseCode::Ended).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Declined));
}

#[tokio::test]
async fn an_agent_may_withdraw() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::FullControl, Consent::Ask).await;
    let mut agent = server.agent("Maya R.", Purpose::Join(id)).await;
    let slot = customer.agent_asks().await;
    agent.signal(&AgentSignal::Cancel).await;
    agent.peer.closed(CloseCode::Done).await;
    assert_eq!(customer.next().await, CustomerNotice::AgentWithdrew(slot));
}

#[tokio::test]
async fn a_ticket_is_good_once_and_nothing_else_is() {
    let server = TestServer::start().await;
    let ticket = http::ticket(server.address, "Maya R.").await;
    let hello = AgentHello { ticket, purpose: Purpose::Workspace };
    let mut first = server.socket("/ws/agent").await;
    first.hello(&hello).await;
    first.frame().await;
    for ticket in [hello.ticket.clone(), String::new(), "made up".into()] {
        let mut again = server.socket("/ws/agent").await;
        again.hello(&AgentHello { ticket, purpose: Purpose::Workspace }).await;
        again.closed(CloseCode::BadToken).await;
    }
    let server = TestServer::with(|limits| limits.ticket_ms = 0).await;
    let mut late = server.agent("Maya R.", Purpose::Workspace).await;
    late.peer.closed(CloseCode::BadToken).await;
}

#[tokio::test]
async fn too_many_commands_are_dropped_and_a_flood_ends_the_connection() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    // On a busy machine some of the limit comes back meanwhile.
    for _ in 0..40 {
        agent.command(FrameType::Click, b"").await;
    }
    assert_eq!(agent.next().await, AgentNotice::Dropped(Refusal::TooFast));
    for _ in 0..10 {
        assert_eq!(customer.peer.frame().await.0.kind, FrameType::Click);
    }
    for _ in 0..2_000 {
        let header = pillion_protocol::frame::Header::plain(FrameType::AgentPointer);
        let flags = header.flags.from_slot(agent.slot);
        let header = pillion_protocol::frame::Header { flags, ..header };
        if !agent.peer.try_send_raw(header.frame(b"")).await {
            break;
        }
    }
    agent.peer.closed(CloseCode::TooFast).await;
}

#[tokio::test]
async fn sessions_of_one_address_are_few() {
    let server = TestServer::with(|limits| {
        limits.opens_per_minute = 2;
        limits.loopback_is_an_address = true;
    })
    .await;
    for expected in [true, true, false] {
        let mut customer = server.customer().await;
        let (mode, consent) = (Mode::FullControl, Consent::Ask);
        let channel = pillion_protocol::mode::Channel::Phone;
        customer.signal(&CustomerSignal::OpenSession { mode, consent, channel }).await;
        let notice = customer.next().await;
        match expected {
            true => assert!(matches!(notice, CustomerNotice::SessionOpened { .. })),
            false => assert_eq!(notice, CustomerNotice::Refused(Refusal::TooFast)),
        }
    }
}
