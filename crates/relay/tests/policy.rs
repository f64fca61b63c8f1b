//! `pillion-relay policy check`, run as an operator does, against pages of a server of the test.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};

/// Serves one answer and checks it.
fn check(head: &str, body: &str, options: &[&str]) -> (Output, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/page", listener.local_addr().unwrap());
    let answer =
        format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_pillion-relay"));
    command.args(["policy", "check", &url]).args(options).env("NO_PROXY", "127.0.0.1");
    let output = command.output().unwrap();
    server.join().unwrap();
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    (output, text)
}

const TAG: &str = "<script async src=\"https://cb.example.com/snippet.js\"></script>";

#[test]
fn a_page_without_a_policy_is_fine() {
    let (output, text) = check("200 OK", TAG, &[]);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("script-src https://cb.example.com 'wasm-unsafe-eval'"), "{text}");
    assert!(text.contains("connect-src https://cb.example.com wss://cb.example.com"), "{text}");
}

#[test]
fn what_header_and_meta_lack_is_named_and_fails() {
    let head = "200 OK\r\ncontent-security-policy: script-src https://cb.example.com; img-src *";
    let meta =
        "<meta http-equiv=Content-Security-Policy content=\"connect-src 'self' https://cb.example.com\">";
    let (output, text) = check(head, &format!("<head>{meta}{TAG}"), &[]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let (header, meta) = text.split_once("policy 2 (meta element): missing").unwrap();
    assert!(header.contains("policy 1 (header): missing\n  script-src 'wasm-unsafe-eval'\n"), "{text}");
    assert_eq!(meta.trim(), "connect-src wss://cb.example.com", "{text}");
}

#[test]
fn a_page_without_the_tag_needs_to_know_the_relay() {
    let head = "200 OK\r\ncontent-security-policy: default-src 'self'";
    let (output, _) = check(head, "<p>not yet", &[]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && error.contains("--public-url"), "{error}");
    let (output, text) = check(head, "<p>not yet", &["--public-url", "https://cb.example.com"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("  script-src https://cb.example.com\n"), "{text}");
    let fine = "200 OK\r\ncontent-security-policy: script-src https://cb.example.com 'wasm-unsafe-eval'";
    let (output, text) = check(fine, "", &["--public-url", "https://cb.example.com"]);
    assert!(output.status.success() && text.contains("nothing is missing"), "{text}");
}

#[test]
fn a_page_that_is_not_there_is_an_error() {
    let (output, text) = check("404 Not Found", "", &["--public-url", "https://cb.example.com"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && error.contains("404") && text.is_empty(), "{error}");
}
