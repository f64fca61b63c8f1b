//! A database that is locked, a disk that is full: what runs goes on, what begins is refused by name, nothing is lost.

#![cfg(all(not(target_arch = "wasm32"), target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use std::path::Path;
use std::process::Command;

use common::peer::{Agent, Customer, Peer};
use common::process::{Running, run, serve_with};
use common::{PASSWORD, TestServer, hello, http};
use pillion_protocol::frame::FrameType;
use pillion_protocol::hello::{AgentHello, Purpose, Resume};
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice};
use pillion_protocol::signal::CustomerSignal;

/// Another program's transaction on the relay's database.
async fn locked(server: &TestServer) -> sqlx::SqliteConnection {
    use sqlx::Connection;
    let url = format!("sqlite:{}", server.database().display());
    let mut other = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    other
}

#[tokio::test]
async fn while_the_database_is_locked_frames_pass_and_what_must_be_written_waits() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let (mut pausing, mut paused) = server.live_as("Tom B.", Mode::FullControl).await;
    let header = customer.update(FrameType::Snapshot, b"page").await;
    assert_eq!(agent.update().await.0, header);
    let mut other = locked(&server).await;
    pausing.signal(&CustomerSignal::Pause).await;
    // Another session does not notice, though the pause must wait.
    for _ in 0..20 {
        let header = customer.update(FrameType::Patch, b"patch").await;
        assert_eq!(agent.update().await.0, header);
        let header = agent.command(FrameType::Fill, b"typed").await;
        assert_eq!(customer.peer.frame().await.0, header);
    }
    let early = tokio::time::timeout(std::time::Duration::from_millis(1), pausing.next()).await;
    assert!(early.is_err(), "acknowledged before it was written: {early:?}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert!(matches!(pausing.next().await, CustomerNotice::Paused { .. }));
    assert!(matches!(paused.next().await, AgentNotice::Paused { .. }));
}

#[tokio::test]
async fn a_database_that_stays_locked_ends_no_session() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let _other = locked(&server).await;
    // The relay waits for some seconds and then goes on without it.
    customer.signal(&CustomerSignal::Pause).await;
    assert!(matches!(customer.next().await, CustomerNotice::Paused { .. }));
    assert!(matches!(agent.next().await, AgentNotice::Paused { .. }));
    let metrics = http::get(server.admin, "/metrics").await.body;
    assert!(metrics.contains("pillion_store_errors_total"), "{metrics}");
}

/// A relay whose files may not grow beyond this many KiB: a write beyond fails, as on a full disk.
fn cramped(folder: &Path, kib: u32, listen: &str) -> Running {
    let script = format!(
        "trap '' XFSZ; ulimit -f {kib}; exec {} serve --listen {listen} --admin-listen 127.0.0.1:0",
        env!("CARGO_BIN_EXE_pillion-relay")
    );
    let mut shell = Command::new("bash");
    shell.current_dir(folder).env_clear().args(["-c", &script]);
    serve_with(&mut shell)
}

async fn customer(running: &Running, resume: Option<Resume>) -> Customer {
    let origin = format!("http://{}", running.address);
    let mut customer = Customer::new(Peer::connect(running.address, "/ws/customer", &origin).await);
    customer.peer.hello(&hello(resume)).await;
    customer.welcome().await;
    customer
}

#[tokio::test]
async fn on_a_full_disk_a_live_session_goes_on_and_the_chain_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("pillion.db").display());
    pillion_relay::command::agent::create(&database, "Maya R.", PASSWORD).await.unwrap();
    let running = cramped(folder.path(), 200, "127.0.0.1:0");
    let mut live = customer(&running, None).await;
    let id = live.open(Mode::FullControl, Consent::Code).await;
    let ticket = http::ticket(running.address, "Maya R.").await;
    let origin = format!("http://{}", running.address);
    let mut agent = Agent::new(Peer::connect(running.address, "/ws/agent", &origin).await);
    agent.peer.hello(&AgentHello { ticket, purpose: Purpose::Join(id) }).await;
    agent.joined().await;
    live.agent_joined().await;
    // Others open and end sessions until there is no room.
    let open =
        CustomerSignal::OpenSession { mode: Mode::NoControl, consent: Consent::Ask, channel: Channel::Phone };
    let mut refused = false;
    while !refused {
        let mut other = customer(&running, None).await;
        for _ in 0..10 {
            other.signal(&open).await;
            match other.next().await {
                CustomerNotice::SessionOpened { .. } => {}
                CustomerNotice::Ended(reason) => {
                    assert_eq!(reason, EndReason::Relay);
                    refused = true;
                    break;
                }
                notice => panic!("{notice:?}"),
            }
            other.signal(&CustomerSignal::End).await;
            assert!(matches!(other.next().await, CustomerNotice::Ended(_)));
        }
    }
    assert_eq!(http::get(running.admin.unwrap(), "/readyz").await.status, 503);
    let header = live.update(FrameType::Snapshot, b"page").await;
    assert_eq!(agent.update_among_news().await.0, header);
    let header = agent.command(FrameType::Click, b"click").await;
    assert_eq!(live.peer.frame().await.0, header);
    let said = String::from_utf8(running.said.lock().unwrap().clone()).unwrap();
    assert!(said.contains("the audit log cannot be written"), "{said}");
    // Killed on the full disk; there is room at the next start.
    let address = running.address.to_string();
    drop(running);
    let running = cramped(folder.path(), 100_000, &address);
    let back = customer(&running, Some(Resume { token: live.token.clone(), page_load: false })).await;
    drop(back);
    drop(running);
    let words = ["audit", "verify", "pillion-audit/audit.jsonl", "--head", "pillion-audit/heads.jsonl"];
    let verified = run(folder.path(), &words);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
