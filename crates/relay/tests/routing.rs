//! Updates and commands find their way, and nothing else does.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::TestServer;
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::hello::Purpose;
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::mode::{Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal};
use pillion_protocol::signal::{AgentSignal, CustomerSignal};

#[tokio::test]
async fn an_agent_joins_by_the_id_and_both_see_each_other() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::PartialControl, Consent::Ask).await;
    let mut agent = server.agent("Maya R.", Purpose::Join(id)).await;
    agent.welcome().await;
    assert_eq!(agent.next().await, AgentNotice::Asking);
    let slot = customer.agent_asks().await;
    customer.signal(&CustomerSignal::Allow(slot)).await;
    assert_eq!(customer.agent_joined().await, slot);
    match agent.next().await {
        AgentNotice::Joined { id: seen, mode, client, origin, .. } => {
            assert_eq!((seen, mode, client.browser.as_str()), (id, Mode::PartialControl, "Chrome"));
            assert_eq!(origin, server.origin());
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn frames_pass_unchanged_in_both_directions() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    // No payload of any type: the relay must not look.
    let payload = [0xff, 0x00, 0xc3, 0x28];
    let snapshot = customer.update(FrameType::Snapshot, &payload).await;
    assert_eq!(agent.update().await, (snapshot, payload.to_vec()));
    let fill = agent.command(FrameType::Fill, &payload).await;
    assert_eq!(customer.peer.frame().await, (fill, payload.to_vec()));
}

#[tokio::test]
async fn an_agent_gets_nothing_before_a_snapshot_begins() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    customer.update(FrameType::Patch, b"of another page").await;
    customer.update(FrameType::Pointer, b"").await;
    customer.part(FrameType::Snapshot, Flags::MORE, b"first").await;
    customer.part(FrameType::Snapshot, Flags::default(), b"last").await;
    customer.update(FrameType::Patch, b"patch").await;
    for expected in ["first", "last", "patch"] {
        assert_eq!(agent.update().await.1, expected.as_bytes());
    }
}

#[tokio::test]
async fn an_agent_who_joins_within_a_snapshot_waits_for_the_next() {
    let server = TestServer::start().await;
    let (mut customer, agent) = server.live(Mode::FullControl).await;
    customer.part(FrameType::Snapshot, Flags::MORE, b"old, first").await;
    let token = agent.token.clone();
    drop(agent);
    assert_eq!(customer.next().await, CustomerNotice::AgentAway(Slot(1)));
    let mut agent = server.agent("Maya R.", Purpose::Resume(token)).await;
    agent.joined().await;
    assert_eq!(customer.next().await, CustomerNotice::AgentBack(Slot(1)));
    assert_eq!(customer.next().await, CustomerNotice::SnapshotWanted);
    customer.part(FrameType::Snapshot, Flags::default(), b"old, last").await;
    customer.update(FrameType::Snapshot, b"new").await;
    assert_eq!(agent.update().await.1, b"new");
}

#[tokio::test]
async fn the_second_line_drops_what_the_mode_forbids() {
    for (mode, refused, passed) in [
        (
            Mode::NoControl,
            &[FrameType::Click, FrameType::Fill, FrameType::Key, FrameType::Navigate, FrameType::AgentScroll]
                [..],
            FrameType::Highlight,
        ),
        (Mode::PartialControl, &[FrameType::Fill][..], FrameType::Click),
    ] {
        let server = TestServer::start().await;
        let (mut customer, mut agent) = server.live(mode).await;
        for kind in refused {
            agent.command(*kind, b"").await;
            assert_eq!(agent.next().await, AgentNotice::Dropped(Refusal::Mode), "{kind:?}");
        }
        let header = agent.command(passed, b"x").await;
        assert_eq!(customer.peer.frame().await.0, header);
    }
}

#[tokio::test]
async fn a_foreign_slot_or_direction_ends_the_connection() {
    let server = TestServer::start().await;
    let (_customer, mut agent) = server.live(Mode::FullControl).await;
    let flags = Flags::default().from_slot(Slot(agent.slot.0 + 1));
    agent.peer.send(Header { kind: FrameType::Click, flags, epoch: Epoch(1), seq: 1 }, b"").await;
    agent.peer.closed(CloseCode::NotAllowed).await;

    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    agent
        .peer
        .send(
            Header {
                kind: FrameType::Snapshot,
                flags: Flags::default().from_slot(agent.slot),
                epoch: Epoch(1),
                seq: 1,
            },
            b"",
        )
        .await;
    agent.peer.closed(CloseCode::NotAllowed).await;
    customer.update(FrameType::Click, b"").await;
    customer.peer.closed(CloseCode::NotAllowed).await;
}

#[tokio::test]
async fn nothing_passes_while_sharing_is_stopped() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    customer.update(FrameType::Snapshot, b"before").await;
    assert_eq!(agent.update().await.1, b"before");
    customer.signal(&CustomerSignal::Pause).await;
    assert!(matches!(customer.next().await, CustomerNotice::Paused { .. }));
    assert!(matches!(agent.next().await, AgentNotice::Paused { .. }));
    customer.update(FrameType::Snapshot, b"secret").await;
    agent.command(FrameType::Click, b"").await;
    assert_eq!(agent.next().await, AgentNotice::Dropped(Refusal::Paused));
    customer.signal(&CustomerSignal::Resume).await;
    assert_eq!(customer.next().await, CustomerNotice::Resumed);
    assert_eq!(agent.next().await, AgentNotice::Resumed);
    customer.update(FrameType::Patch, b"without its snapshot").await;
    customer.update(FrameType::Snapshot, b"after").await;
    assert_eq!(agent.update().await.1, b"after");
}

#[tokio::test]
async fn either_side_ends_the_session_for_both() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    customer.signal(&CustomerSignal::End).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Customer));
    assert_eq!(agent.next().await, AgentNotice::Ended(EndReason::Customer));
    agent.peer.closed(CloseCode::Ended).await;

    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    agent.signal(&AgentSignal::End).await;
    assert_eq!(agent.next().await, AgentNotice::Ended(EndReason::Agent));
    agent.peer.closed(CloseCode::Ended).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Agent));
    // The visit goes on: the customer may open another.
    customer.open(Mode::FullControl, Consent::Ask).await;
}

#[tokio::test]
async fn agents_see_how_the_customers_connection_is() {
    let server = TestServer::with(|limits| limits.ping_ms = 10).await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    // The customer answers pings only while its socket is read.
    let reading = tokio::spawn(async move { customer.peer.event().await });
    let (header, payload) = agent.peer.frame().await;
    assert_eq!(header.kind, FrameType::Notice);
    let notice: AgentNotice = pillion_protocol::from_payload(&payload).unwrap();
    assert!(matches!(notice, AgentNotice::Connection { silent_ms, .. } if silent_ms < 5000), "{notice:?}");
    reading.abort();
}
