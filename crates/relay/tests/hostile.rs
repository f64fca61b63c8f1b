//! Clients that want to wear the relay out: slow heads, large heads, floods of sockets, storms of reconnects.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use std::time::Duration;

use common::peer::upgrade;
use common::{TestServer, http};
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::FrameType;
use pillion_protocol::mode::Mode;
use pillion_protocol::notice::CustomerNotice;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends byte by byte until the relay has had enough. False if it never has.
async fn is_cut_off(server: &TestServer, begin: &[u8], drip: &[u8]) -> bool {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(begin).await.unwrap();
    for _ in 0..500 {
        let mut answer = [0; 1024];
        match tokio::time::timeout(Duration::from_millis(20), stream.read(&mut answer)).await {
            Ok(Ok(0) | Err(_)) => return true,
            Ok(Ok(_)) => {}
            Err(_) if stream.write_all(drip).await.is_err() => return true,
            Err(_) => {}
        }
    }
    false
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_is_not_waited_for() {
    let server = TestServer::with(|limits| limits.head_ms = 200).await;
    for (begin, drip) in [
        ("", ""),
        ("GET /api/me HTTP/1.1\r\nhost: x\r\n", ""),
        ("GET /api/me HTTP/1.1\r\nhost: x\r\nx-slow: ", "a"),
        ("GET /ws/customer HTTP/1.1\r\nupgrade: websocket\r\nx: ", "a"),
    ] {
        assert!(is_cut_off(&server, begin.as_bytes(), drip.as_bytes()).await, "{begin:?}");
    }
    assert_eq!(http::get(server.address, "/api/site").await.status, 200, "others are served");
}

#[tokio::test]
async fn a_connection_over_which_nothing_goes_is_given_up() {
    let server = TestServer::with(|limits| limits.idle_ms = 300).await;
    let whole = b"GET /api/site HTTP/1.1\r\nhost: x\r\n\r\n";
    assert!(is_cut_off(&server, whole, b"").await);
    // A socket that goes on pinging stays.
    let server = TestServer::with(|limits| (limits.idle_ms, limits.idle_ping_ms) = (300, 20)).await;
    let mut customer = server.customer().await;
    let silence = tokio::time::timeout(Duration::from_millis(900), customer.peer.event()).await;
    assert!(silence.is_err(), "{silence:?}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = TestServer::start().await;
    let large = "x".repeat(20 * 1024);
    let answer = http::send(server.address, "GET /api/me", &[("x-large", &large)], "").await;
    assert_eq!(answer.status, 431);
    let names: Vec<String> = (0..200).map(|number| format!("x-{number}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    assert_eq!(http::send(server.address, "GET /api/me", &many, "").await.status, 431);
    assert_eq!(http::get(server.address, "/api/me").await.status, 401);
}

#[tokio::test]
async fn of_a_flood_of_silent_sockets_twenty_are_let_in() {
    let server = TestServer::with(|limits| limits.loopback_is_an_address = true).await;
    let origin = server.origin();
    let headers = [("origin", origin.as_str()), ("sec-websocket-protocol", "pillion.1")];
    let mut open = Vec::new();
    let mut refused = 0;
    for number in 0..40 {
        let path = if number % 2 == 0 { "/ws/customer" } else { "/ws/agent" };
        match upgrade(server.address, path, &headers).await {
            Ok(peer) => open.push(peer),
            Err((status, _)) => {
                assert_eq!(status, 429);
                refused += 1;
            }
        }
    }
    assert_eq!((open.len(), refused), (20, 20));
    // Other requests of that address are answered all the same, and who leaves makes room.
    assert_eq!(http::get(server.address, "/api/site").await.status, 200);
    open.pop().unwrap().close().await;
    while upgrade(server.address, "/ws/customer", &headers).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_storm_of_reconnects_ends_with_one_customer() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let mut stale = Vec::new();
    for _ in 0..30 {
        // The old socket is neither closed nor read: the newer one takes over.
        let mut again = server.customer_again(&customer.token, true).await;
        again.welcome().await;
        stale.push(std::mem::replace(&mut customer, again));
    }
    assert_eq!(server.stored_rooms().await.len(), 1);
    customer.update(FrameType::Snapshot, b"page").await;
    assert_eq!(agent.update_among_news().await.1, b"page");
    // No token of before is good for anything any more.
    for old in stale.iter().take(5) {
        let mut thief = server.customer_again(&old.token, false).await;
        thief.peer.closed(CloseCode::BadToken).await;
    }
    customer.signal(&pillion_protocol::signal::CustomerSignal::End).await;
    loop {
        if let CustomerNotice::Ended(_) = customer.next().await {
            break;
        }
    }
}
