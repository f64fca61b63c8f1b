//! The bytes of the wire, as files with captions: a change that alters one is a change of the wire.
//!
//! `PILLION_BLESS=1 cargo test -p pillion-protocol` writes the files anew; read the difference before it is
//! committed, for every browser that still runs the last version will read these bytes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fmt::Write;
use std::path::PathBuf;

use pillion_protocol::command::*;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::hello::*;
use pillion_protocol::ids::*;
use pillion_protocol::mode::*;
use pillion_protocol::notice::*;
use pillion_protocol::signal::*;
use pillion_protocol::tree::{BadTree, Namespace, NodeFlags, SafeText, TreeReader, TreeWriter, Viewport};
use pillion_protocol::update::*;
use pillion_protocol::{from_payload, to_payload};

struct Plain(&'static str);

impl SafeText for Plain {
    fn as_safe_str(&self) -> &str {
        self.0
    }
}

/// Lines of a caption and bytes each; text behind `#` is the caption.
fn check(file: &str, lines: &[(&str, Vec<u8>)]) {
    let mut text = String::new();
    for (caption, bytes) in lines {
        let _ = writeln!(text, "# {caption}");
        for row in bytes.chunks(32) {
            let hex: Vec<_> = row.iter().map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(text, "{}", hex.join(" "));
        }
        text.push('\n');
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors").join(file);
    if std::env::var_os("PILLION_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        kept, text,
        "{file}: the wire changed. If that is meant, it needs a new version; see the top of this test"
    );
}

fn command(name: &'static str, command: Command) -> (&'static str, Vec<u8>) {
    let kind = command.frame_type();
    let payload = command.to_payload();
    assert_eq!(Command::from_frame(kind, &payload), Ok(command), "{name}");
    let flags = Flags::default().from_slot(Slot(1));
    (name, Header { kind, flags, epoch: Epoch(2), seq: 300 }.frame(&payload))
}

#[test]
fn commands() {
    let at = Place { node: NodeId(4711), x: 32768, y: 0 };
    check(
        "commands.hex",
        &[
            command(
                "AgentPointer, moved, slot 1, epoch 2, seq 300",
                Command::Pointer(AgentPointer { at, action: PointerAction::Move }),
            ),
            command(
                "Click, once, shift held",
                Command::Click(Click { at, kind: ClickKind::Single, held: Held(Held::SHIFT) }),
            ),
            command(
                "Fill, value",
                Command::Fill(Fill { node: NodeId(9), what: Filling::Value("1990-02-03".into()) }),
            ),
            command(
                "Fill, insert",
                Command::Fill(Fill { node: NodeId(9), what: Filling::Insert("é".into()) }),
            ),
            command("Fill, checked", Command::Fill(Fill { node: NodeId(9), what: Filling::Checked(true) })),
            command(
                "Fill, options 0 and 300",
                Command::Fill(Fill { node: NodeId(9), what: Filling::Options(vec![0, 300]) }),
            ),
            command(
                "Key, Backspace",
                Command::Key(Key { node: NodeId(9), key: KeyName::Backspace, held: Held(0) }),
            ),
            command("AgentScroll", Command::Scroll(AgentScroll { node: NodeId(1), x: -1, y: 640 })),
            command("Navigate, back", Command::Navigate(Navigate::Back)),
            command("Navigate, to", Command::Navigate(Navigate::To("/savings".into()))),
            command(
                "Highlight, toggle with a note",
                Command::Highlight(Highlight::Toggle { node: NodeId(9), note: "here".into() }),
            ),
            command("Highlight, remove mark 3", Command::Highlight(Highlight::Remove(MarkId(3)))),
            command("Request, snapshot", Command::Request(Request::Snapshot)),
        ],
    );
}

fn update<T>(name: &'static str, kind: FrameType, value: T) -> (&'static str, Vec<u8>)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let payload = to_payload(&value);
    assert_eq!(from_payload::<T>(&payload).as_ref(), Ok(&value), "{name}");
    (name, Header { kind, flags: Flags::default(), epoch: Epoch(1), seq: 5 }.frame(&payload))
}

#[test]
fn updates() {
    let at = Place { node: NodeId(7), x: 65535, y: 1 };
    let mark = Mark { id: MarkId(1), node: NodeId(7), slot: Slot(2), note: "n".into(), left_ms: 180_000 };
    let outcome = |result| Outcome { slot: Slot(1), seq: 300, result };
    check(
        "updates.hex",
        &[
            update("Pointer, pressed", FrameType::Pointer, Pointer { at, action: PointerAction::Press }),
            update(
                "Scroll, one scroller",
                FrameType::Scroll,
                Scroll(vec![ScrollPosition { node: NodeId(1), x: 0, y: 1200 }]),
            ),
            update("Marks, one", FrameType::Marks, Marks(vec![mark])),
            update("Outcome, done", FrameType::Outcome, outcome(CommandResult::Done)),
            update(
                "Outcome, refused as form",
                FrameType::Outcome,
                outcome(CommandResult::Refused(Denied::Form)),
            ),
            update("Control, switched off", FrameType::Control, Control { allowed: false }),
            update(
                "Asset",
                FrameType::Asset,
                Asset {
                    url: "https://a.example/i.png".into(),
                    mime: "image/png".into(),
                    bytes: vec![0x89, 0x50],
                },
            ),
        ],
    );
}

fn plain<T>(name: &'static str, kind: FrameType, value: T) -> (&'static str, Vec<u8>)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let payload = to_payload(&value);
    assert_eq!(from_payload::<T>(&payload).as_ref(), Ok(&value), "{name}");
    (name, Header::plain(kind).frame(&payload))
}

#[test]
fn peers_and_relay() {
    let client = ClientInfo {
        browser: "Firefox".into(),
        version: "140".into(),
        system: "Linux".into(),
        language: "en".into(),
    };
    let resume = Some(Resume { token: "t".into(), page_load: true });
    let id = SessionId::new(418_205_937).unwrap();
    let agent = Agent { slot: Slot(1), name: "Maya R.".into() };
    let state = SessionState {
        id,
        mode: Mode::PartialControl,
        expires_ms: 0,
        live_ms: 9,
        paused_left_ms: Some(8),
        asking: None,
        agents: vec![agent.clone()],
    };
    let welcome = CustomerNotice::Welcome {
        token: "u".into(),
        epoch: Epoch(2),
        company: "Larkfield".into(),
        session: Some(state),
        chat: None,
    };
    let acted = CustomerSignal::Acted {
        outcome: Outcome { slot: Slot(1), seq: 300, result: CommandResult::Done },
        kind: FrameType::Click as u8,
        node: NodeId(7),
    };
    let open = CustomerSignal::OpenSession {
        mode: Mode::FullControl,
        consent: Consent::Ask,
        channel: Channel::Phone,
    };
    check(
        "relay.hex",
        &[
            plain(
                "CustomerHello, resumed after a page load",
                FrameType::Hello,
                CustomerHello { site_key: None, client, resume },
            ),
            plain(
                "AgentHello, join",
                FrameType::Hello,
                AgentHello { ticket: "k".into(), purpose: Purpose::Join(id) },
            ),
            plain("CustomerSignal, open a session", FrameType::Signal, open),
            plain("CustomerSignal, allow slot 1", FrameType::Signal, CustomerSignal::Allow(Slot(1))),
            plain("CustomerSignal, a click on node 7 was done", FrameType::Signal, acted),
            plain("AgentSignal, say", FrameType::Signal, AgentSignal::Say(ChatId(1), "hi".into())),
            plain("CustomerNotice, welcome", FrameType::Notice, welcome),
            plain("CustomerNotice, an agent asks", FrameType::Notice, CustomerNotice::AgentAsks(agent)),
            plain(
                "CustomerNotice, ended by the agent",
                FrameType::Notice,
                CustomerNotice::Ended(EndReason::Agent),
            ),
            plain(
                "AgentNotice, refused",
                FrameType::Notice,
                AgentNotice::JoinRefused(Refusal::TooManyTries { retry_s: 30 }),
            ),
            plain(
                "AgentNotice, connection",
                FrameType::Notice,
                AgentNotice::Connection { rtt_ms: 42, silent_ms: 900 },
            ),
        ],
    );
}

#[test]
fn trees() {
    let text = |text| Plain(text);
    let mut writer = TreeWriter::new();
    writer.page(&text("https://a.example/"), &text("A"));
    writer.viewport(Viewport { width: 1280, height: 800, ratio: 1000 });
    writer.document(NodeId(1), NodeId::NONE);
    writer.element(
        (NodeId(2), NodeId(1), NodeId::NONE),
        Namespace::Html,
        &text("html"),
        &[(text("lang"), text("en"))],
    );
    writer.element(
        (NodeId(3), NodeId(2), NodeId::NONE),
        Namespace::Html,
        &text("input"),
        &[(text("type"), text("text"))],
    );
    writer.value(NodeId(3), &text("********"));
    writer.flags(NodeId(3), NodeFlags(NodeFlags::PRIVATE));
    let snapshot = writer.finish();
    writer.element(
        (NodeId(4), NodeId(2), NodeId(3)),
        Namespace::Html,
        &text("input"),
        &[(text("type"), text("text"))],
    );
    writer.set_attribute(NodeId(2), &text("lang"), &text("en"));
    writer.remove(NodeId(3));
    let patch = writer.finish();
    let mut reader = TreeReader::new();
    for payload in [&snapshot, &patch] {
        reader.read(payload, |_| Ok::<_, BadTree>(())).unwrap();
    }
    check(
        "trees.hex",
        &[
            ("Snapshot's payload", snapshot),
            ("the Patch's behind it, with the shape and strings known", patch),
        ],
    );
}
