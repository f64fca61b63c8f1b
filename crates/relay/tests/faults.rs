//! What the world does to connections: peers that vanish without a word, sockets that are half open, tokens that are used
//! twice at once. After each: no frame reaches a wrong session, no patch is lost without a snapshot, both sides learn of
//! the end.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::peer::{Agent, Customer, Event, Peer};
use common::proxy::Proxy;
use common::{TestServer, hello, http};
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::hello::{AgentHello, Purpose, Resume};
use pillion_protocol::ids::Slot;
use pillion_protocol::mode::{Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice};
use pillion_protocol::signal::CustomerSignal;
use pillion_relay::limits::Limits;
use tokio::io::AsyncReadExt;

/// Silence is noticed soon.
fn watchful(limits: &mut Limits) {
    (limits.ping_ms, limits.idle_ping_ms, limits.dead_ms, limits.close_ms) = (20, 20, 400, 50);
}

async fn through(proxy: &Proxy, server: &TestServer, path: &str) -> Peer {
    Peer::connect(proxy.address, path, &server.origin()).await
}

/// A customer and Maya R., joined, each behind a network of their own.
async fn live(server: &TestServer) -> (Customer, Proxy, Agent, Proxy) {
    let (near, far) = (Proxy::to(server.address).await, Proxy::to(server.address).await);
    let mut customer = Customer::new(through(&near, server, "/ws/customer").await);
    customer.peer.hello(&hello(None)).await;
    customer.welcome().await;
    let id = customer.open(Mode::FullControl, Consent::Code).await;
    let ticket = http::ticket(server.address, "Maya R.").await;
    let mut agent = Agent::new(through(&far, server, "/ws/agent").await);
    agent.peer.hello(&AgentHello { ticket, purpose: Purpose::Join(id) }).await;
    agent.joined().await;
    customer.agent_joined().await;
    (customer, near, agent, far)
}

/// The next notice, while the other peer answers pings.
async fn answering<T>(other: &mut Peer, next: impl Future<Output = T>) -> T {
    let idle = async {
        loop {
            if let Event::Closed(code) = other.event().await {
                panic!("the other side was closed with {code}");
            }
        }
    };
    tokio::select! {
        out = next => out,
        () = idle => unreachable!(),
    }
}

#[tokio::test]
async fn a_customer_who_vanishes_without_a_word_is_noticed_and_may_come_back() {
    let server = TestServer::with(watchful).await;
    let (customer, network, mut agent, _far) = live(&server).await;
    network.go_silent();
    assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
    let mut customer = server.customer_again(&customer.token, false).await;
    customer.welcome().await;
    assert_eq!(agent.next().await, AgentNotice::CustomerBack);
    // A patch without its snapshot is not passed on; the snapshot is.
    customer.update(FrameType::Patch, b"of a page that the agent has not").await;
    let header = customer.update(FrameType::Snapshot, b"whole").await;
    assert_eq!(agent.update().await, (header, b"whole".to_vec()));
}

#[tokio::test]
async fn an_agent_who_vanishes_without_a_word_is_noticed_and_gets_a_fresh_snapshot() {
    let server = TestServer::with(watchful).await;
    let (mut customer, _near, agent, network) = live(&server).await;
    customer.update(FrameType::Snapshot, b"old").await;
    network.go_silent();
    loop {
        customer.update(FrameType::Patch, b"lost").await;
        let CustomerNotice::AgentAway(slot) = customer.next().await else { continue };
        assert_eq!(slot, Slot(1));
        break;
    }
    let token = agent.token.clone();
    let mut agent = server.agent("Maya R.", Purpose::Resume(token)).await;
    agent.joined().await;
    assert_eq!(customer.next().await, CustomerNotice::AgentBack(Slot(1)));
    assert_eq!(customer.next().await, CustomerNotice::SnapshotWanted);
    customer.update(FrameType::Patch, b"before the snapshot").await;
    let header = customer.update(FrameType::Snapshot, b"fresh").await;
    assert_eq!(agent.update().await.0, header);
}

#[tokio::test]
async fn who_comes_back_before_the_silence_was_noticed_takes_the_place_over() {
    // Nobody notices for a long time: the old sockets stay half open.
    let server = TestServer::with(|limits| limits.held_ms = 60_000).await;
    let (customer, near, agent, far) = live(&server).await;
    near.go_silent();
    far.go_silent();
    let mut customer = server.customer_again(&customer.token, false).await;
    customer.welcome().await;
    let mut agent = server.agent("Maya R.", Purpose::Resume(agent.token.clone())).await;
    agent.joined().await;
    assert_eq!(customer.next().await, CustomerNotice::AgentBack(Slot(1)));
    assert_eq!(customer.next().await, CustomerNotice::SnapshotWanted);
    let header = customer.update(FrameType::Snapshot, b"page").await;
    assert_eq!(agent.update().await.0, header);
    let header = agent.command(FrameType::Click, b"click").await;
    assert_eq!(customer.peer.frame().await.0, header);
}

#[tokio::test]
async fn a_reset_connection_is_as_good_as_a_closed_one() {
    let server = TestServer::start().await;
    let (mut customer, near, mut agent, far) = live(&server).await;
    near.cut();
    customer.peer.closed_by_loss().await;
    assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
    far.cut();
    agent.peer.closed_by_loss().await;
    // In the other order than they were lost.
    let mut agent = server.agent("Maya R.", Purpose::Resume(agent.token)).await;
    agent.joined().await;
    assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
    let mut customer = server.customer_again(&customer.token, false).await;
    customer.welcome().await;
    assert_eq!(agent.next().await, AgentNotice::CustomerBack);
    let header = customer.update(FrameType::Snapshot, b"page").await;
    assert_eq!(agent.update().await.0, header);
}

#[tokio::test]
async fn both_sides_learn_of_the_end_even_who_was_cut_off() {
    let server = TestServer::with(|limits| {
        watchful(limits);
        limits.agent_away_ms = 50;
    })
    .await;
    let (mut customer, _near, agent, network) = live(&server).await;
    network.go_silent();
    assert_eq!(customer.next().await, CustomerNotice::AgentAway(Slot(1)));
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::AgentGone));
    let mut late = server.agent("Maya R.", Purpose::Resume(agent.token.clone())).await;
    assert_eq!(late.next().await, AgentNotice::Ended(EndReason::AgentGone));
    late.peer.closed(CloseCode::Ended).await;
}

#[tokio::test]
async fn one_token_used_by_many_at_once_lets_one_in() {
    let server = TestServer::start().await;
    for _ in 0..5 {
        let (customer, mut agent) = server.live(Mode::FullControl).await;
        let token = customer.token.clone();
        drop(customer);
        assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
        let mut peers = Vec::new();
        for _ in 0..4 {
            peers.push(server.customer_again(&token, false).await);
        }
        let mut welcome = Vec::new();
        for mut peer in peers {
            match peer.peer.event().await {
                Event::Frame(..) => welcome.push(peer),
                Event::Closed(code) => assert_eq!(code, CloseCode::BadToken.code()),
            }
        }
        assert_eq!(welcome.len(), 1);
        assert_eq!(agent.next().await, AgentNotice::CustomerBack);
        let mut customer = welcome.pop().unwrap();
        customer.signal(&CustomerSignal::End).await;
        assert_eq!(agent.next().await, AgentNotice::Ended(EndReason::Customer));
    }
}

#[tokio::test]
async fn sessions_whose_networks_fail_in_turns_never_see_each_others_frames() {
    let server = TestServer::start().await;
    let mut sessions = Vec::new();
    for name in [b"first", b"other", b"third"] {
        let (customer, near, agent, far) = live(&server).await;
        sessions.push((name, customer, near, agent, far));
    }
    for round in 0..6 {
        for (index, (name, customer, near, agent, _far)) in sessions.iter_mut().enumerate() {
            if index == round % 3 {
                near.cut();
                customer.peer.closed_by_loss().await;
                assert!(matches!(agent.next().await, AgentNotice::CustomerAway { .. }));
                *near = Proxy::to(server.address).await;
                let resume = Some(Resume { token: customer.token.clone(), page_load: false });
                *customer = Customer::new(through(near, &server, "/ws/customer").await);
                customer.peer.hello(&hello(resume)).await;
                customer.welcome().await;
                assert_eq!(agent.next().await, AgentNotice::CustomerBack);
            }
            let page = [&name[..], format!(" page of round {round}").as_bytes()].concat();
            let header = customer.update(FrameType::Snapshot, &page).await;
            let patch = customer.update(FrameType::Patch, &page).await;
            assert_eq!(agent.update().await, (header, page.clone()));
            assert_eq!(agent.update().await, (patch, page.clone()));
            let header = agent.command(FrameType::Fill, &page).await;
            assert_eq!(customer.peer.frame().await, (header, page));
        }
    }
}

#[tokio::test]
async fn a_customer_who_stops_reading_costs_nobody_else_and_no_memory() {
    let server = TestServer::with(|limits| limits.queue_bytes = 64 * 1024).await;
    let (customer, mut agent) = server.live(Mode::FullControl).await;
    let (mut other_customer, mut other_agent) = server.live_as("Tom B.", Mode::FullControl).await;
    let page = vec![7; 12 * 1024];
    // The customer reads nothing; the agent's commands fill sockets and queue until the customer is let go.
    let away = loop {
        agent.command(FrameType::Highlight, &page).await;
        let waiting = tokio::time::timeout(std::time::Duration::from_millis(20), agent.peer.event());
        let Ok(event) = waiting.await else { continue };
        let Event::Frame(header, payload) = event else { panic!("{event:?}") };
        assert_eq!(header.kind, FrameType::Notice);
        let notice: AgentNotice = pillion_protocol::from_payload(&payload).unwrap();
        if let AgentNotice::CustomerAway { .. } = notice {
            break notice;
        }
    };
    assert!(matches!(away, AgentNotice::CustomerAway { .. }));
    let header = other_customer.update(FrameType::Snapshot, b"page").await;
    assert_eq!(other_agent.update().await.0, header);
    // Back with the token, commands arrive again.
    let mut customer = server.customer_again(&customer.token, false).await;
    customer.welcome().await;
    // What was sent meanwhile was refused by name.
    while agent.news().await != AgentNotice::CustomerBack {}
    let header = agent.command(FrameType::Click, b"click").await;
    assert_eq!(customer.peer.frame().await.0, header);
}

#[tokio::test]
async fn half_an_upgrade_and_half_a_hello_hold_nothing_for_long() {
    let server = TestServer::with(|limits| (limits.hello_ms, limits.close_ms) = (100, 50)).await;
    let mut silent = server.socket("/ws/customer").await;
    silent.closed(CloseCode::HelloTimeout).await;
    // A frame's head and then nothing.
    let network = Proxy::to(server.address).await;
    let mut half = through(&network, &server, "/ws/agent").await;
    network.go_silent();
    half.send_raw(Header::plain(FrameType::Hello).frame(b"")).await;
    // The head of a request and then nothing: cut off by the relay.
    let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"GET /ws/customer HTTP/1.1\r\nhost: x\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    // No peer is left of all that.
    while !http::get(server.admin, "/metrics").await.body.contains("pillion_peers 0") {}
}

#[tokio::test]
async fn a_duplicate_resume_closes_the_older_socket_by_name() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let resume = Some(Resume { token: customer.token.clone(), page_load: false });
    let mut second = Customer::new(server.socket("/ws/customer").await);
    second.peer.hello(&hello(resume)).await;
    second.welcome().await;
    customer.peer.closed(CloseCode::Replaced).await;
    assert_eq!(answering(&mut second.peer, agent.next()).await, AgentNotice::CustomerBack);
    // What the replaced socket still sends is nobody's.
    assert!(!customer.peer.try_send_raw(Header::plain(FrameType::Snapshot).frame(b"ghost")).await);
    let header = second.update(FrameType::Snapshot, b"page").await;
    assert_eq!(agent.update().await, (header, b"page".to_vec()));
}
