//! Who is let in at the upgrade and the Hello, and what is said to the others.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::peer::{Customer, Peer, upgrade};
use common::{TestServer, hello, http};
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::hello::{AgentHello, CustomerHello, Purpose};
use pillion_protocol::limits;
use pillion_protocol::notice::CustomerNotice;
use pillion_relay::config::{Config, Origin, SiteConfig};

const BANK: &str = "https://bank.example";
const SHOP: &str = "https://shop.example";

async fn with_sites() -> TestServer {
    let origin = |text| Origin::parse(text).unwrap();
    let site = SiteConfig { key: "bank".into(), origins: vec![origin(BANK)], name: None };
    let config = Config { allow_origins: vec![origin(SHOP)], sites: vec![site], ..Config::default() };
    TestServer::configured(config).await
}

fn error(body: &str) -> String {
    serde_json::from_str::<serde_json::Value>(body).unwrap()["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_foreign_or_missing_origin_is_turned_away_at_the_upgrade() {
    let server = with_sites().await;
    for path in ["/ws/customer", "/ws/agent"] {
        for origin in [None, Some("https://evil.example"), Some("null"), Some("http://127.0.0.1:1")] {
            let version = ("sec-websocket-protocol", "pillion.1");
            let headers: Vec<_> = origin.map(|it| ("origin", it)).into_iter().chain([version]).collect();
            let Err((status, body)) = upgrade(server.address, path, &headers).await else {
                panic!("{path} {origin:?}")
            };
            assert_eq!((status, error(&body).as_str()), (403, "foreign-origin"), "{path} {origin:?}");
        }
    }
    // Sites may have customers, but agents come from the relay's own pages.
    let headers = [("origin", SHOP), ("sec-websocket-protocol", "pillion.1")];
    assert_eq!(upgrade(server.address, "/ws/agent", &headers).await.err().unwrap().0, 403);
}

#[tokio::test]
async fn an_unknown_version_is_refused_by_name() {
    let server = TestServer::start().await;
    for offered in ["pillion.99", "pillion.10, chat"] {
        let headers = [("origin", server.origin()), ("sec-websocket-protocol", offered.to_owned())];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let (status, body) = upgrade(server.address, "/ws/customer", &headers).await.err().unwrap();
        assert_eq!((status, error(&body).as_str()), (400, "bad-version"));
        assert!(body.contains("pillion.1") && body.contains(offered), "{body}");
    }
    let answer = http::get(server.address, "/ws/customer").await;
    assert_eq!((answer.status, answer.json()["error"].as_str()), (426, Some("no-websocket")));
}

#[tokio::test]
async fn each_site_key_is_for_its_own_pages() {
    let server = with_sites().await;
    let cases = [
        (SHOP, None, None),
        (BANK, Some("bank"), None),
        (SHOP, Some("bank"), Some(CloseCode::BadOrigin)),
        (BANK, None, Some(CloseCode::BadOrigin)),
        (BANK, Some("bnak"), Some(CloseCode::BadSiteKey)),
    ];
    for (origin, key, refused) in cases {
        let mut customer = Customer::new(Peer::connect(server.address, "/ws/customer", origin).await);
        customer.peer.hello(&CustomerHello { site_key: key.map(str::to_owned), ..hello(None) }).await;
        match refused {
            None => {
                assert!(matches!(customer.next().await, CustomerNotice::Welcome { .. }), "{origin} {key:?}")
            }
            Some(code) => customer.peer.closed(code).await,
        }
    }
}

#[tokio::test]
async fn what_is_no_hello_ends_the_connection() {
    let server = TestServer::start().await;
    let garbage = Header::plain(FrameType::Hello).frame(b"\xff\xff\xff\xff\xff\xff");
    let early = Header::plain(FrameType::Signal).frame(b"");
    let agents = Header::plain(FrameType::Hello).frame(&pillion_protocol::to_payload(&AgentHello {
        ticket: "x".repeat(200),
        purpose: Purpose::Workspace,
    }));
    for frame in [vec![], vec![0x7f, 0, 0, 0], garbage, early, agents] {
        let mut peer = server.socket("/ws/customer").await;
        peer.send_raw(frame).await;
        peer.closed(CloseCode::BadFrame).await;
    }
    let mut peer = server.socket("/ws/customer").await;
    peer.send_text("hello").await;
    peer.closed(CloseCode::BadFrame).await;
}

#[tokio::test]
async fn silence_is_no_hello() {
    let server = TestServer::with(|limits| limits.hello_ms = 10).await;
    for path in ["/ws/customer", "/ws/agent"] {
        server.socket(path).await.closed(CloseCode::HelloTimeout).await;
    }
}

#[tokio::test]
async fn silent_sockets_of_one_address_are_few() {
    let server = TestServer::with(|limits| {
        limits.strangers_per_address = 2;
        limits.loopback_is_an_address = true;
    })
    .await;
    let (first, _second) = (server.socket("/ws/customer").await, server.socket("/ws/agent").await);
    let headers = [("origin", server.origin()), ("sec-websocket-protocol", "pillion.1".to_owned())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (status, body) = upgrade(server.address, "/ws/customer", &headers).await.err().unwrap();
    assert_eq!((status, error(&body).as_str()), (429, "too-many-sockets"));
    // Whoever says Hello is no stranger any more.
    let mut customer = Customer::new(first);
    customer.peer.hello(&hello(None)).await;
    customer.welcome().await;
    assert!(upgrade(server.address, "/ws/customer", &headers).await.is_ok());
}

#[tokio::test]
async fn frames_over_their_limit_end_the_connection() {
    let server = TestServer::start().await;
    // Somewhat and far over it: the second is refused before it is read to its end.
    for size in [limits::CUSTOMER_FRAME + 1, 8 * limits::CUSTOMER_FRAME] {
        let mut customer = server.customer().await;
        customer.peer.try_send_raw(Header::plain(FrameType::Patch).frame(&vec![0; size])).await;
        customer.peer.closed(CloseCode::TooLarge).await;
    }
    let (mut customer, mut agent) = server.live(pillion_protocol::mode::Mode::FullControl).await;
    agent.command(FrameType::Fill, &vec![0; limits::AGENT_FRAME]).await;
    agent.peer.closed(CloseCode::TooLarge).await;
    customer.update(FrameType::Patch, &vec![0; limits::CUSTOMER_FRAME - 12]).await;
    assert!(matches!(customer.next().await, CustomerNotice::AgentAway(_)), "the customer goes on");
}

#[tokio::test]
async fn a_peer_that_says_nothing_for_long_is_dead() {
    let server = TestServer::with(|limits| (limits.idle_ping_ms, limits.dead_ms) = (5, 1)).await;
    // Nobody reads here, so no ping is answered; later the close is found waiting.
    let mut peer = server.socket("/ws/customer").await;
    peer.closed(CloseCode::Dead).await;
}

#[tokio::test]
async fn a_relay_that_stops_tells_its_peers_to_come_back() {
    let mut server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(pillion_protocol::mode::Mode::FullControl).await;
    let goodbyes = async {
        tokio::join!(customer.peer.closed(CloseCode::GoingAway), agent.peer.closed(CloseCode::GoingAway))
    };
    tokio::join!(server.stop(), goodbyes);
}
