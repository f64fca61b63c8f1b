//! The audit log of a running relay: what it tells, when, and that it is whole.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use common::peer::{Agent, Customer};
use common::{PASSWORD, TestServer, http};
use pillion_protocol::frame::FrameType;
use pillion_protocol::hello::Purpose;
use pillion_protocol::ids::{NodeId, SessionId};
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal};
use pillion_protocol::signal::{AgentSignal, CustomerSignal};
use pillion_protocol::update::{CommandResult, Denied, Outcome};
use serde_json::{Value, json};

/// The events that concern sessions and agents, with what tells them apart.
fn story(server: &TestServer) -> Vec<String> {
    let text = |line: &Value, name: &str| match &line[name] {
        Value::Null => String::new(),
        Value::String(text) => format!(" {text}"),
        other => format!(" {other}"),
    };
    let told = |line: &Value| {
        let who = match &line["actor"] {
            Value::String(who) => who.clone(),
            agent => agent["name"].as_str().unwrap().to_owned(),
        };
        let parts = ["mode", "by", "command", "node", "result", "reason", "how"];
        let rest: String = parts.iter().map(|name| text(line, name)).collect();
        format!("{}{rest}, {who}", line["event"].as_str().unwrap())
    };
    let own = ["start", "stop", "head"];
    server
        .audit_lines()
        .iter()
        .filter(|line| !own.contains(&line["event"].as_str().unwrap()))
        .map(told)
        .collect()
}

/// What became of the agent's last command, as the customer's side reports it.
async fn acted(customer: &mut Customer, kind: FrameType, result: CommandResult) {
    let (header, _) = customer.peer.frame().await;
    assert_eq!(header.kind, kind);
    let outcome = Outcome { slot: header.flags.slot(), seq: header.seq, result };
    customer.signal(&CustomerSignal::Acted { outcome, kind: kind as u8, node: NodeId(7) }).await;
    settled(customer).await;
}

/// The relay has carried out what was sent before.
async fn settled(customer: &mut Customer) {
    customer.signal(&CustomerSignal::Allow(pillion_protocol::ids::Slot(9))).await;
    assert_eq!(customer.next().await, CustomerNotice::Refused(Refusal::WrongState));
}

async fn asked(server: &TestServer, id: SessionId) -> Agent {
    let mut agent = server.agent("Maya R.", Purpose::Join(id)).await;
    agent.welcome().await;
    assert_eq!(agent.next().await, AgentNotice::Asking);
    agent
}

#[tokio::test]
async fn a_session_is_told_from_its_opening_to_its_end() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::PartialControl, Consent::Ask).await;
    assert_eq!(story(&server), ["create partial-control, customer"], "written before it was acknowledged");
    let mut agent = asked(&server, id).await;
    let slot = customer.agent_asks().await;
    customer.signal(&CustomerSignal::Allow(slot)).await;
    customer.agent_joined().await;
    assert!(matches!(agent.next().await, AgentNotice::Joined { .. }));
    agent.command(FrameType::Click, b"").await;
    acted(&mut customer, FrameType::Click, CommandResult::Done).await;
    agent.command(FrameType::AgentPointer, b"").await;
    assert_eq!(customer.peer.frame().await.0.kind, FrameType::AgentPointer);
    agent.command(FrameType::Navigate, b"").await;
    acted(&mut customer, FrameType::Navigate, CommandResult::Refused(Denied::SwitchedOff)).await;
    agent.command(FrameType::Fill, b"").await;
    assert_eq!(agent.next().await, AgentNotice::Dropped(Refusal::Mode));
    customer.signal(&CustomerSignal::Pause).await;
    assert!(matches!(customer.next().await, CustomerNotice::Paused { .. }));
    customer.signal(&CustomerSignal::Resume).await;
    assert_eq!(customer.next().await, CustomerNotice::Resumed);
    customer.signal(&CustomerSignal::End).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Customer));
    let expected = [
        "create partial-control, customer",
        "login password, Maya R.",
        "join-request id, Maya R.",
        "allow allow, customer",
        "command Click, Maya R.",
        "outcome Click 7 done, customer",
        "command Navigate, Maya R.",
        "outcome Navigate 7 refused switched-off, customer",
        "command-dropped Fill mode, Maya R.",
        "pause, customer",
        "resume, customer",
        "end customer, customer",
    ];
    assert_eq!(story(&server), expected);
    let lines = server.audit_lines();
    let session = |event: &str| lines.iter().find(|line| line["event"] == event).unwrap();
    let created = session("create");
    assert_eq!((&created["site"], &created["channel"]), (&json!("default"), &json!("phone")));
    assert_eq!(created["session"].as_str().unwrap().len(), 32);
    for event in ["join-request", "allow", "command", "outcome", "pause", "end"] {
        assert_eq!(session(event)["session"], created["session"], "{event}");
        assert_eq!(session(event)["policy"], created["policy"], "{event}");
    }
    assert_ne!(session("start")["policy"], created["policy"], "a session's mode is part of its policy");
}

#[tokio::test]
async fn refusals_and_departures_are_told() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let id = customer.open(Mode::FullControl, Consent::Ask).await;
    let mut wrong = server.agent("Tom B.", Purpose::Join(common::other_than(id))).await;
    assert_eq!(wrong.next().await, AgentNotice::JoinRefused(Refusal::UnknownSession));
    let mut agent = asked(&server, id).await;
    customer.agent_asks().await;
    agent.signal(&AgentSignal::Cancel).await;
    assert!(matches!(customer.next().await, CustomerNotice::AgentWithdrew(_)));
    let _again = asked(&server, id).await;
    let slot = customer.agent_asks().await;
    customer.signal(&CustomerSignal::Decline(slot)).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Declined));
    let expected = [
        "create full-control, customer",
        "login password, Tom B.",
        "join-refused unknown-session, Tom B.",
        "login password, Maya R.",
        "join-request id, Maya R.",
        "withdraw, Maya R.",
        "login password, Maya R.",
        "join-request id, Maya R.",
        "deny, customer",
        "end declined, customer",
    ];
    assert_eq!(story(&server), expected);
}

#[tokio::test]
async fn an_agent_who_is_lost_and_comes_back_is_told() {
    let server = TestServer::start().await;
    let (mut customer, agent) = server.live(Mode::FullControl).await;
    let token = agent.token.clone();
    drop(agent);
    assert!(matches!(customer.next().await, CustomerNotice::AgentAway(_)));
    let mut agent = server.agent("Maya R.", Purpose::Resume(token)).await;
    agent.joined().await;
    let story = story(&server);
    let from = story.iter().position(|line| line == "allow code, Maya R.").unwrap();
    assert_eq!(story[from + 1..], ["agent-lost, Maya R.", "login password, Maya R.", "agent-back, Maya R."]);
}

#[tokio::test]
async fn typing_gives_neither_its_rhythm_nor_its_length_away() {
    let server = TestServer::start().await;
    let (mut customer, mut agent) = server.live(Mode::FullControl).await;
    let before = story(&server).len();
    for _ in 0..20 {
        agent.command(FrameType::Fill, b"x").await;
        acted(&mut customer, FrameType::Fill, CommandResult::Done).await;
    }
    assert_eq!(story(&server)[before..], ["command Fill, Maya R.", "outcome Fill 7 done, customer"]);
    for _ in 0..2 {
        agent.command(FrameType::Click, b"x").await;
        acted(&mut customer, FrameType::Click, CommandResult::Done).await;
    }
    assert_eq!(story(&server).len(), before + 6, "each click is told");
}

#[tokio::test]
async fn log_ins_are_told_and_no_name_that_is_no_account() {
    let server = TestServer::start().await;
    // People type their password into the box for the name.
    http::log_in(server.address, PASSWORD, "Maya R.").await;
    http::log_in(server.address, "Maya R.", "wrong password").await;
    let cookie = http::log_in(server.address, "Maya R.", PASSWORD).await.cookie();
    http::send(server.address, "POST /api/logout", &[("cookie", &cookie), ("x-pillion", "1")], "").await;
    let expected = [
        "login-failed bad-credentials password, unknown",
        "login-failed bad-credentials password, Maya R.",
        "login password, Maya R.",
        "logout, Maya R.",
    ];
    assert_eq!(story(&server), expected);
}

#[tokio::test]
async fn a_stop_is_told_and_signed() {
    let mut server = TestServer::start().await;
    server.stop().await;
    let lines = server.audit_lines();
    let events: Vec<&str> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["start", "head", "stop", "head"]);
    let heads = std::fs::read_to_string(server.audit().join("heads.jsonl")).unwrap();
    let last: Value = serde_json::from_str(heads.lines().last().unwrap()).unwrap();
    assert_eq!((&last["seq"], &last["hash"]), (&lines[3]["seq"], &lines[3]["hash"]));
}

#[tokio::test]
async fn a_restarted_relay_knows_its_sessions_by_the_same_name() {
    let server = TestServer::start().await;
    let (customer, _agent) = server.live(Mode::FullControl).await;
    let token = customer.token.clone();
    let server = server.kill_and_restart().await;
    let mut customer = server.customer_again(&token, false).await;
    customer.welcome().await;
    customer.signal(&CustomerSignal::End).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Customer));
    let lines = server.audit_lines();
    let of = |event: &str| lines.iter().find(|line| line["event"] == event).unwrap()["session"].clone();
    assert_eq!(of("create"), of("end"));
}

/// `/dev/full` takes no byte, as a full disk.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn while_the_log_cannot_be_written_nothing_new_begins_and_what_runs_goes_on() {
    let server = TestServer::start().await;
    let (mut live_customer, mut live_agent) = server.live(Mode::FullControl).await;
    let mut waiting = server.customer().await;
    let id = waiting.open(Mode::FullControl, Consent::Code).await;
    let mut customer = server.customer().await;
    let (log, aside) = (server.audit().join("audit.jsonl"), server.audit().join("aside"));
    std::fs::rename(&log, &aside).unwrap();
    std::os::unix::fs::symlink("/dev/full", &log).unwrap();

    let open = CustomerSignal::OpenSession {
        mode: Mode::FullControl,
        consent: Consent::Code,
        channel: Channel::Phone,
    };
    // The first one is what finds the disk full.
    customer.signal(&open).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Relay));
    customer.signal(&open).await;
    assert_eq!(customer.next().await, CustomerNotice::Ended(EndReason::Relay));
    let mut agent = server.agent("Tom B.", Purpose::Join(id)).await;
    assert_eq!(agent.next().await, AgentNotice::JoinRefused(Refusal::Unavailable));
    let ready = http::get(server.admin, "/readyz").await;
    assert_eq!((ready.status, ready.json()["error"].as_str()), (503, Some("takes-none")));
    let header = live_agent.command(FrameType::Click, b"click").await;
    assert_eq!(live_customer.peer.frame().await.0, header);

    std::fs::remove_file(&log).unwrap();
    std::fs::rename(&aside, &log).unwrap();
    while http::get(server.admin, "/readyz").await.status != 200 {}
    let mut agent = server.agent("Tom B.", Purpose::Join(id)).await;
    agent.joined().await;
    customer.signal(&open).await;
    customer.session_opened().await;
    // What happened meanwhile was kept.
    let story = story(&server);
    assert!(story.contains(&"command Click, Maya R.".to_owned()), "{story:?}");
    assert!(story.contains(&"join-refused unavailable, Tom B.".to_owned()), "{story:?}");
}
