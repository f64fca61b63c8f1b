//! What `/metrics` tells. Alone in its process: numbers are the process's own.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::{TestServer, http};
use pillion_protocol::frame::FrameType;
use pillion_protocol::mode::{Consent, EndReason, Mode};
use pillion_protocol::notice::CustomerNotice;
use pillion_protocol::signal::CustomerSignal;

#[tokio::test]
async fn the_numbers_follow_a_session() {
    let server = TestServer::start().await;
    let numbers = || async { http::get(server.admin, "/metrics").await.body };
    let has = |text: &str, line: &str| assert!(text.lines().any(|it| it == line), "no `{line}` in\n{text}");
    let mut waiting = server.customer().await;
    waiting.open(Mode::FullControl, Consent::Ask).await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let header = customer.update(FrameType::Snapshot, b"page").await;
    assert_eq!(agent.update().await.0, header);
    let text = numbers().await;
    for line in [
        "pillion_peers 3",
        "pillion_sessions{state=\"waiting\"} 1",
        "pillion_sessions{state=\"live\"} 1",
        "pillion_takes_new 1",
        "pillion_events_total{event=\"create\"} 2",
        "pillion_events_total{event=\"allow\"} 1",
    ] {
        has(&text, line);
    }
    customer.signal(&CustomerSignal::Pause).await;
    assert!(matches!(customer.next().await, CustomerNotice::Paused { .. }));
    let text = numbers().await;
    has(&text, "pillion_sessions{state=\"paused\"} 1");
    has(&text, "pillion_sessions{state=\"live\"} 0");
    let mut customer = server.customer_again(&customer.token, true).await;
    customer.welcome().await;
    customer.signal(&CustomerSignal::End).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Customer));
    let text = numbers().await;
    has(&text, "pillion_customers_back_total 1");
    has(&text, "pillion_sessions_ended_total{reason=\"customer\"} 1");
    has(&text, "pillion_sessions{state=\"paused\"} 0");
}
