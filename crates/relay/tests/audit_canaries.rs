//! Nothing of a page, a chat or a name, and no secret, is left anywhere: a whole session with canaries in every field,
//! against the binary at its most talkative, and then a search of all that it wrote.

#![cfg(all(not(target_arch = "wasm32"), unix))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use common::peer::{Agent, Customer, Peer, upgrade};
use common::process::{Running, relay, serve_with};
use common::{hello, http};
use pillion_protocol::command::{Command as Act, Fill, Filling, Highlight, Navigate};
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::hello::{AgentHello, Purpose, Resume};
use pillion_protocol::ids::NodeId;
use pillion_protocol::mode::{Channel, Consent, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice};
use pillion_protocol::signal::{AgentSignal, CustomerSignal};
use pillion_protocol::to_payload;
use pillion_protocol::update::Asset;

const AGENT: &str = "Maya R.";

/// What must not be found, each by a name.
struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    /// A canary that says where it was put.
    fn canary(&mut self, place: &'static str) -> String {
        let text = format!(
            "Zk{:04}{}Canary9q",
            self.0.len(),
            place.replace(|c: char| !c.is_ascii_alphanumeric(), "").to_uppercase()
        );
        self.0.push((place, text.clone()));
        text
    }

    fn add(&mut self, name: &'static str, secret: impl Into<String>) {
        self.0.push((name, secret.into()));
    }
}

/// All the ways in which a text may have been written down.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let bytes = text.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
    let listed = bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let mut out: Vec<Vec<u8>> = [
        text.to_owned(),
        text.to_lowercase(),
        text.to_uppercase(),
        hex.to_uppercase(),
        hex,
        percent.to_uppercase(),
        percent,
        listed,
    ]
    .map(String::into_bytes)
    .into();
    out.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    out.push(bytes.iter().rev().copied().collect());
    // At each place within a longer text, but for the characters that depend on what is around it.
    for shift in 0..3 {
        let shifted = [&vec![0; shift][..], bytes].concat();
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&shifted);
            out.push(encoded.as_bytes()[4..encoded.len() - 4].to_vec());
        }
    }
    out
}

/// All files of a folder, and what the relay said.
fn written(folder: &Path, running: &Running, metrics: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let said = running.said.lock().unwrap().clone();
    let mut out = vec![(PathBuf::from("stderr and stdout"), said), ("metrics".into(), metrics.into())];
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                out.push((path.clone(), std::fs::read(path).unwrap_or_default()));
            }
        }
    }
    out
}

fn finds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// What is found, and where.
fn leaks(secrets: &Secrets, written: &[(PathBuf, Vec<u8>)]) -> Vec<String> {
    let mut out = Vec::new();
    for (name, secret) in &secrets.0 {
        for (number, form) in forms(secret).iter().enumerate() {
            let places = written.iter().filter(|(_, bytes)| finds(bytes, form));
            out.extend(
                places.map(|(path, _)| format!("{name} ({secret}), form {number}, in {}", path.display())),
            );
        }
    }
    out
}

async fn socket(running: &Running, path: &str) -> Peer {
    Peer::connect(running.address, path, &format!("http://{}", running.address)).await
}

async fn agent(running: &Running, secrets: &mut Secrets, cookie: &str, purpose: Purpose) -> Agent {
    let headers = [("cookie", cookie), ("x-pillion", "1")];
    let ticket = http::send(running.address, "POST /api/ticket", &headers, "").await;
    let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
    secrets.add("ticket", &ticket);
    let mut agent = Agent::new(socket(running, "/ws/agent").await);
    agent.peer.hello(&AgentHello { ticket, purpose }).await;
    agent
}

/// What goes wrong, with canaries in it: the relay has something to complain about.
async fn misbehave(running: &Running, secrets: &mut Secrets, cookie: &str) {
    let (wrong, name) = (secrets.canary("wrong password"), secrets.canary("wrong name"));
    http::log_in(running.address, AGENT, &wrong).await;
    http::log_in(running.address, &name, &wrong).await;
    let path = secrets.canary("path");
    http::get(running.address, &format!("/{path}?q={path}")).await;
    let body = secrets.canary("body");
    http::send(running.address, "POST /api/login", &[("x-pillion", "1")], &body).await;
    let bearer = format!("Bearer {}", secrets.canary("bearer"));
    http::send(running.address, "POST /api/ticket", &[("authorization", &bearer)], "").await;
    let protocol = secrets.canary("subprotocol");
    let origin = format!("http://{}", running.address);
    let headers = [("origin", origin.as_str()), ("sec-websocket-protocol", protocol.as_str())];
    assert!(upgrade(running.address, "/ws/customer", &headers).await.is_err());
    let key = secrets.canary("resume token");
    let mut stranger = socket(running, "/ws/customer").await;
    stranger.hello(&hello(Some(Resume { token: key, page_load: false }))).await;
    stranger.closed(pillion_protocol::close::CloseCode::BadToken).await;
    let frame = secrets.canary("bad frame");
    let mut stranger = socket(running, "/ws/customer").await;
    stranger.send_raw(frame.into_bytes()).await;
    stranger.closed(pillion_protocol::close::CloseCode::BadFrame).await;
    let invite = secrets.canary("invite");
    let mut thief = agent(running, secrets, cookie, Purpose::Invite(invite)).await;
    assert!(matches!(thief.next().await, AgentNotice::JoinRefused(_)));
}

/// A session by chat, from the first word to the end.
async fn whole_session(running: &Running, secrets: &mut Secrets, cookie: &str) {
    let mut customer = Customer::new(socket(running, "/ws/customer").await);
    customer.peer.hello(&hello(None)).await;
    customer.welcome().await;
    secrets.add("customer's token", &customer.token);
    customer.signal(&CustomerSignal::OpenChat { name: secrets.canary("customer's name") }).await;
    let CustomerNotice::Chat(chat) = customer.next().await else { panic!("no chat") };
    customer.signal(&CustomerSignal::Say(secrets.canary("customer's message"))).await;
    assert!(matches!(customer.next().await, CustomerNotice::Said(_)));
    let mut workspace = agent(running, secrets, cookie, Purpose::Workspace).await;
    workspace.welcome().await;
    workspace.signal(&AgentSignal::TakeChat(chat.id)).await;
    workspace.signal(&AgentSignal::Say(chat.id, secrets.canary("agent's message"))).await;
    assert!(matches!(customer.next().await, CustomerNotice::Chat(_)));
    assert!(matches!(customer.next().await, CustomerNotice::Said(_)));
    let (mode, consent) = (Mode::FullControl, Consent::Ask);
    customer.signal(&CustomerSignal::OpenSession { mode, consent, channel: Channel::Phone }).await;
    let id = customer.session_opened().await;
    secrets.add("session ID", id.to_string());
    secrets.add("session ID, grouped", id.grouped());
    let mut window = agent(running, secrets, cookie, Purpose::Join(id)).await;
    window.welcome().await;
    secrets.add("agent's token", &window.token);
    let slot = customer.agent_asks().await;
    customer.signal(&CustomerSignal::Allow(slot)).await;
    customer.agent_joined().await;
    assert_eq!(window.news().await, AgentNotice::Asking);
    assert!(matches!(window.news().await, AgentNotice::Joined { .. }));

    let url = format!("https://bank.example/{}?q=1", secrets.canary("address"));
    let asset = Asset { url, mime: "image/png".into(), bytes: secrets.canary("image").into_bytes() };
    for (kind, payload) in [
        (FrameType::Snapshot, secrets.canary("page").into_bytes()),
        (FrameType::Patch, secrets.canary("typed by the customer").into_bytes()),
        (FrameType::Scroll, secrets.canary("scroll").into_bytes()),
        (FrameType::Pointer, secrets.canary("pointer").into_bytes()),
        (FrameType::Marks, secrets.canary("marks").into_bytes()),
        (FrameType::Asset, to_payload(&asset)),
    ] {
        let sent = customer.update(kind, &payload).await;
        assert_eq!(window.update_among_news().await, (sent, payload));
    }
    let node = NodeId(7);
    for act in [
        Act::Fill(Fill { node, what: Filling::Value(secrets.canary("filled by the agent")) }),
        Act::Fill(Fill { node, what: Filling::Insert(secrets.canary("typed by the agent")) }),
        Act::Navigate(Navigate::To(format!("/{}", secrets.canary("gone to")))),
        Act::Highlight(Highlight::Toggle { node, note: secrets.canary("note") }),
    ] {
        let sent = window.command(act.frame_type(), &act.to_payload()).await;
        assert_eq!(customer.peer.frame().await, (sent, act.to_payload()));
    }
    // A page load: the next token.
    let token = customer.token.clone();
    drop(customer);
    assert!(matches!(window.news().await, AgentNotice::CustomerAway { .. }));
    let mut customer = Customer::new(socket(running, "/ws/customer").await);
    customer.peer.hello(&hello(Some(Resume { token, page_load: true }))).await;
    customer.welcome().await;
    secrets.add("customer's second token", &customer.token);
    customer.signal(&CustomerSignal::End).await;
    assert!(matches!(customer.next().await, CustomerNotice::Ended(_)));
    // Not a frame that may be sent now: the socket is closed with a complaint.
    let late = secrets.canary("forbidden frame");
    customer.peer.send(Header::plain(FrameType::Notice), late.as_bytes()).await;
    customer.peer.closed(pillion_protocol::close::CloseCode::NotAllowed).await;
}

#[tokio::test]
async fn after_a_whole_session_nothing_of_it_is_written_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut secrets = Secrets(Vec::new());
    let password = secrets.canary("password");
    let mut add = relay(folder.path());
    add.args(["agent", "add", AGENT, "--password-stdin"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = add.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let mut command = relay(folder.path());
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
        .env("PILLION_LOG", "trace");
    let mut running = serve_with(&mut command);
    let cookie = http::log_in(running.address, AGENT, &password).await.cookie();
    secrets.add("cookie", cookie.split_once('=').unwrap().1);

    misbehave(&running, &mut secrets, &cookie).await;
    whole_session(&running, &mut secrets, &cookie).await;

    // The ID is rubbed out soon after it was used, while the relay runs.
    let until = Instant::now() + Duration::from_secs(20);
    let mut found = vec![String::new()];
    while !found.is_empty() && Instant::now() < until {
        let metrics = http::get(running.admin.unwrap(), "/metrics").await.body;
        found = leaks(&secrets, &written(folder.path(), &running, &metrics));
    }
    assert_eq!(found, [""; 0]);
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = running.child.wait().unwrap();
    assert!(status.success());
    let written = written(folder.path(), &running, "");
    assert_eq!(leaks(&secrets, &written), [""; 0]);

    // The search finds what is there.
    let holds = |part: &str, text: &str| {
        written
            .iter()
            .any(|(path, bytes)| path.to_string_lossy().contains(part) && finds(bytes, text.as_bytes()))
    };
    assert!(holds("pillion.db", AGENT) && holds("audit.jsonl", AGENT) && holds("stderr", "serving browsers"));
    assert!(holds("audit.jsonl", "\"event\":\"outcome\"") || holds("audit.jsonl", "\"event\":\"command\""));
    assert!(holds("heads.jsonl", "signature"));
}

#[test]
fn the_search_knows_the_forms() {
    let secret = "Zk0001PAGECanary9q";
    let mut secrets = Secrets(Vec::new());
    secrets.add("page", secret);
    let within = format!("some text before {secret} and behind");
    for written in [
        within.clone(),
        within.to_lowercase(),
        STANDARD_NO_PAD.encode(&within),
        STANDARD_NO_PAD.encode(&within[1..]),
        URL_SAFE_NO_PAD.encode(&within[2..]),
        within.bytes().map(|byte| format!("{byte:02X}")).collect(),
        within.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    ] {
        assert!(!leaks(&secrets, &[(PathBuf::new(), written.clone().into_bytes())]).is_empty(), "{written}");
    }
    assert!(leaks(&secrets, &[(PathBuf::new(), b"nothing".to_vec())]).is_empty());
}
