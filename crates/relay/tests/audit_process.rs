//! The audit log of the binary: killed at any moment it goes on, and `audit verify` says whether it is whole.

#![cfg(all(not(target_arch = "wasm32"), unix))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::hello;
use common::peer::{Customer, Peer};
use common::process::{Running, relay, run, serve};
use pillion_protocol::mode::{Consent, Mode};
use pillion_protocol::notice::CustomerNotice;
use pillion_protocol::signal::CustomerSignal;

const LOG: &str = "pillion-audit/audit.jsonl";
const HEADS: &str = "pillion-audit/heads.jsonl";

/// The exit code, and what is said.
fn said(output: &Output) -> (i32, String) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn verify(folder: &Path) -> (i32, String) {
    let words = ["audit", "verify", LOG, "--head", HEADS, "--key", "pillion-audit/key.pub"];
    said(&run(folder, &words))
}

async fn customer(running: &Running) -> Customer {
    let origin = format!("http://{}", running.address);
    let mut customer = Customer::new(Peer::connect(running.address, "/ws/customer", &origin).await);
    customer.peer.hello(&hello(None)).await;
    customer.welcome().await;
    customer
}

/// Opens and ends sessions until the relay is gone. Gives how many it saw opened.
async fn busy(mut customer: Customer) -> usize {
    let open = CustomerSignal::OpenSession {
        mode: Mode::NoControl,
        consent: Consent::Ask,
        channel: pillion_protocol::mode::Channel::Phone,
    };
    let frame = |signal: &CustomerSignal| {
        let payload = pillion_protocol::to_payload(signal);
        pillion_protocol::frame::Header::plain(pillion_protocol::frame::FrameType::Signal).frame(&payload)
    };
    let mut opened = 0;
    loop {
        for signal in [&open, &CustomerSignal::End] {
            if !customer.peer.try_send_raw(frame(signal)).await {
                return opened;
            }
        }
        loop {
            match customer.peer.event().await {
                common::peer::Event::Closed(_) => return opened,
                common::peer::Event::Frame(_, payload) => {
                    match pillion_protocol::from_payload(&payload).unwrap() {
                        CustomerNotice::SessionOpened { .. } => opened += 1,
                        CustomerNotice::Ended(_) => break,
                        // Too fast: the relay slows signals down.
                        CustomerNotice::Refused(_) => break,
                        _ => {}
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn killed_at_any_moment_the_chain_goes_on_and_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut opened = 0;
    for round in 0..6 {
        let running = serve(folder.path(), "127.0.0.1:0");
        let mut tasks = Vec::new();
        for _ in 0..4 {
            tasks.push(tokio::spawn(busy(customer(&running).await)));
        }
        // Each round is killed after some more of the log was written.
        let grown = || std::fs::metadata(folder.path().join(LOG)).map_or(0, |file| file.len());
        let until = grown() + 700 * round;
        while grown() < until {
            tokio::task::yield_now().await;
        }
        drop(running);
        for task in tasks {
            opened += task.await.unwrap();
        }
    }
    drop(serve(folder.path(), "127.0.0.1:0"));
    let (code, text) = verify(folder.path());
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("whole: "), "{text}");
    let log = std::fs::read_to_string(folder.path().join(LOG)).unwrap();
    let told = log.matches("\"event\":\"create\"").count();
    assert!(told >= opened && opened > 0, "{opened} sessions were acknowledged, {told} are in the log");
    assert!(log.matches("\"event\":\"start\"").count() == 7);
}

#[tokio::test]
async fn the_tool_says_where_and_what_and_by_its_exit_code_that() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = serve(folder.path(), "127.0.0.1:0");
    let mut customer = customer(&running).await;
    for _ in 0..3 {
        customer.open(Mode::FullControl, Consent::Ask).await;
        customer.signal(&CustomerSignal::End).await;
        assert!(matches!(customer.next().await, CustomerNotice::Ended(_)));
    }
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = tokio::task::spawn_blocking(move || running.child.wait().unwrap()).await.unwrap();
    assert!(status.success());
    assert_eq!(verify(folder.path()).0, 0);

    let path = folder.path().join(LOG);
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let check = |what: &str, changed: &[&str], place: &str| {
        std::fs::write(&path, changed.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        let (code, text) = verify(folder.path());
        assert_eq!(code, 1, "{what}: {text}");
        assert!(text.contains(place) && text.contains("NOT whole"), "{what}: {text}");
    };
    let flipped = lines[2].replace("full-control", "half-control");
    assert_ne!(flipped, lines[2]);
    let line = |number: usize| format!("{LOG}:{number}: ");
    check("flip", &[&lines[..2], &[&flipped], &lines[3..]].concat(), &line(3));
    check("delete", &[&lines[..2], &lines[3..]].concat(), &line(3));
    check("reorder", &[&lines[..2], &[lines[3], lines[2]], &lines[4..]].concat(), &line(3));
    check("insert", &[&lines[..3], &[lines[1]], &lines[3..]].concat(), &line(4));
    check("truncate", &lines[..lines.len() - 1], "1 line was cut off");
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(verify(folder.path()).0, 0);

    let key = said(&run(folder.path(), &["audit", "key"]));
    let public = std::fs::read_to_string(folder.path().join("pillion-audit/key.pub")).unwrap();
    assert_eq!(key, (0, public));
    let (code, text) = said(&run(folder.path(), &["audit", "verify", "missing.jsonl"]));
    assert!(code == 2 && text.contains("missing.jsonl"), "{text}");
    std::fs::write(folder.path().join("other.pub"), "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n")
        .unwrap();
    let (code, text) = said(&run(folder.path(), &["audit", "verify", LOG, "--key", "other.pub"]));
    assert!(code == 1 && text.contains("not signed with a known key"), "{text}");
}

#[test]
fn a_folder_that_cannot_be_used_is_said_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let words = ["serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", "--audit", "file"];
    let (code, text) = said(&run(folder.path(), &words));
    assert!(code == 1 && text.contains("--audit"), "{text}");
    let mut off = relay(folder.path());
    off.args(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", "--audit", "off"]);
    drop(common::process::serve_with(&mut off));
    assert!(!folder.path().join("pillion-audit").exists());
}
