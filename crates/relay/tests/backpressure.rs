//! Peers that do not read: what waits is bounded, and what is lost is made good by a snapshot.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::TestServer;
use pillion_protocol::frame::FrameType;
use pillion_protocol::mode::Mode;
use pillion_protocol::notice::CustomerNotice;

#[tokio::test]
async fn a_stalled_agent_is_resynced_and_never_sees_a_patch_without_its_snapshot() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let other = server.live_as("Tom B.", Mode::FullControl).await;
    customer.update(FrameType::Snapshot, b"first").await;
    // More than sockets and queue can hold, in patches that the agent does not read.
    let patch = vec![7; 200_000];
    for _ in 0..60 {
        customer.update(FrameType::Patch, &patch).await;
    }
    assert_eq!(customer.next().await, CustomerNotice::SnapshotWanted);
    // Others do not notice.
    let (mut other_customer, mut other_agent) = other;
    other_customer.update(FrameType::Snapshot, b"other").await;
    assert_eq!(other_agent.update().await.1, b"other");

    let fresh = customer.update(FrameType::Snapshot, b"fresh").await;
    let (first, _) = agent.update().await;
    assert_eq!(first.kind, FrameType::Snapshot);
    let mut last = first.seq;
    loop {
        let (header, _) = agent.update().await;
        if header.seq == fresh.seq {
            break;
        }
        assert_eq!((header.kind, header.seq), (FrameType::Patch, last + 1), "a gap without a snapshot");
        last = header.seq;
    }
    assert!(last < fresh.seq - 1, "nothing was lost: the test proves nothing");
}
