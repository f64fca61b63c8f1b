//! The binary: what it says when it cannot start, and how it stops.

#![cfg(all(not(target_arch = "wasm32"), unix))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod common;

use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use common::peer::{Customer, Peer};
use common::process::{relay, run, serve, serve_with};
use common::{PASSWORD, hello, http};
use pillion_protocol::close::CloseCode;
use pillion_protocol::hello::Resume;
use pillion_protocol::mode::{Consent, Mode};
use pillion_protocol::notice::CustomerNotice;

/// What it says when it cannot: one line on stderr.
fn complaint(output: &Output) -> String {
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("pillion-relay: ")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    lines[0].to_owned()
}

#[test]
fn a_port_in_use_is_said_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = complaint(&run(folder.path(), &["serve", "--listen", &address, "--admin-listen", "off"]));
    assert!(said.contains("in use") && said.contains(&address) && said.contains("--listen"), "{said}");
    let words = ["serve", "--listen", "127.0.0.1:0", "--admin-listen", &address];
    let said = complaint(&run(folder.path(), &words));
    assert!(said.contains("--admin-listen"), "{said}");
}

#[test]
fn an_unreadable_configuration_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let said = complaint(&run(folder.path(), &["serve", "--config", "missing.toml"]));
    assert!(said.contains("missing.toml") && said.contains("--config"), "{said}");
    std::fs::write(folder.path().join("bad.toml"), "demo = true\nlisten = 127\n").unwrap();
    let said = complaint(&run(folder.path(), &["serve", "--config", "bad.toml"]));
    assert!(said.contains("bad.toml") && said.contains("line 2"), "{said}");
    let said = complaint(&run(folder.path(), &["serve", "--listen", "nowhere"]));
    assert!(said.contains("nowhere") && said.contains("127.0.0.1:8080"), "{said}");
}

#[test]
fn a_damaged_database_is_said_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("pillion.db"),
        "this is no database, however long it may be. ".repeat(100),
    )
    .unwrap();
    for words in [&["serve", "--listen", "127.0.0.1:0", "--admin-listen", "off"][..], &["agent", "list"]] {
        let said = complaint(&run(folder.path(), words));
        assert!(said.contains("damaged") && said.contains("pillion.db") && said.contains("backup"), "{said}");
    }
    let said = complaint(&run(folder.path(), &["agent", "list", "--database", "sqlite:no/such/folder/a.db"]));
    assert!(said.contains("cannot be opened") && said.contains("folder"), "{said}");
    let said = complaint(&run(folder.path(), &["agent", "list", "--database", "mysql://x"]));
    assert!(said.contains("mysql://x") && said.contains("sqlite:"), "{said}");
}

#[test]
fn a_database_that_was_cut_off_is_damaged_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pillion.db");
    assert!(run(folder.path(), &["agent", "list"]).status.success());
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let said = complaint(&run(folder.path(), &["agent", "list"]));
    assert!(said.contains("damaged"), "{said}");
}

#[test]
fn agents_are_added_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let add = |name: &str, password: &str| {
        let mut child = relay(folder.path())
            .args(["agent", "add", name, "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let said = complaint(&add("Maya R.", "elevenchars"));
    assert!(said.contains("12 characters"), "{said}");
    assert!(add("Maya R.", PASSWORD).status.success());
    assert!(complaint(&add("Maya R.", PASSWORD)).contains("already"));
    assert!(complaint(&add(" \u{202e}", PASSWORD)).contains("name"));
    assert_eq!(run(folder.path(), &["agent", "list"]).stdout, b"Maya R.\n");
    let token = run(folder.path(), &["agent", "token", "Maya R."]).stdout;
    assert_eq!(token.len(), 44, "43 characters and the end of the line");
    assert!(run(folder.path(), &["agent", "remove", "Maya R."]).status.success());
    assert!(complaint(&run(folder.path(), &["agent", "remove", "Maya R."])).contains("agent list"));
    assert!(run(folder.path(), &["agent", "list"]).stdout.is_empty());
}

#[tokio::test]
async fn asked_to_terminate_it_says_goodbye_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = serve(folder.path(), "127.0.0.1:0");
    let mut peer =
        Peer::connect(running.address, "/ws/customer", &format!("http://{}", running.address)).await;
    peer.hello(&hello(None)).await;
    peer.frame().await;
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    peer.closed(CloseCode::GoingAway).await;
    let status = tokio::task::spawn_blocking(move || running.child.wait().unwrap()).await.unwrap();
    assert!(status.success(), "{status}");
}

#[tokio::test]
async fn killed_at_once_it_has_kept_what_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let running = serve(folder.path(), "127.0.0.1:0");
    let address = running.address;
    let origin = format!("http://{address}");
    let mut customer = Customer::new(Peer::connect(address, "/ws/customer", &origin).await);
    customer.peer.hello(&hello(None)).await;
    customer.welcome().await;
    let id = customer.open(Mode::FullControl, Consent::Ask).await;
    drop(running);
    let running = serve(folder.path(), &address.to_string());
    let mut again = Customer::new(Peer::connect(running.address, "/ws/customer", &origin).await);
    again.peer.hello(&hello(Some(Resume { token: customer.token, page_load: false }))).await;
    let welcome = again.welcome().await;
    assert!(matches!(welcome, CustomerNotice::Welcome { session: Some(session), .. } if session.id == id));
}

#[test]
fn recorded_frames_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("frames"), [1, 0, 0, 0, 0x7f]).unwrap();
    let output = run(folder.path(), &["frames", "dump", "frames"]);
    assert!(output.status.success());
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(line["error"].is_string());
    assert!(complaint(&run(folder.path(), &["frames", "dump", "missing"])).contains("missing"));
}

#[tokio::test]
async fn asked_to_terminate_it_takes_nothing_new_and_ends_in_time_whoever_hangs() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = relay(folder.path());
    let running =
        serve_with(command.args(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]));
    let (address, admin) = (running.address, running.admin.unwrap());
    let origin = format!("http://{address}");
    assert_eq!(http::get(admin, "/readyz").await.status, 200);
    // One that reads nothing any more, not even the goodbye.
    let mut hangs = Peer::connect(address, "/ws/customer", &origin).await;
    hangs.hello(&hello(None)).await;
    hangs.frame().await;
    let mut peer = Customer::new(Peer::connect(address, "/ws/customer", &origin).await);
    peer.peer.hello(&hello(None)).await;
    peer.welcome().await;
    let asked = Instant::now();
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    peer.peer.closed(CloseCode::GoingAway).await;
    let ready = http::get(admin, "/readyz").await;
    assert_eq!((ready.status, ready.json()["error"].as_str()), (503, Some("takes-none")));
    assert_eq!(http::get(admin, "/healthz").await.status, 200, "it is well, and about to go");
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody new is let in");
    let mut running = running;
    let status = tokio::task::spawn_blocking(move || running.child.wait().unwrap()).await.unwrap();
    assert!(status.success(), "{status}");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    drop(hangs);
}
