//! The tag's attributes, read strictly: what is wrong is said, and the stricter meaning is taken.
//!
//! snippet.js checks the same words when the page loads, so that a site owner sees the message without
//! starting a session; this is the check that counts. Knows no DOM: whether a selector list parses only a
//! browser can say (`page::watch`).

use crate::prelude::*;
use pillion_protocol::mode::{Consent, Mode};

/// The attributes as they stand in the tag, empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `data-mode`.
    pub mode: String,
    /// `data-relay`, or the origin the script came from.
    pub relay: String,
    /// `data-site-key`.
    pub site_key: String,
    /// `data-consent`.
    pub consent: String,
    /// `data-privacy`.
    pub privacy: String,
    /// `data-highlight-seconds`.
    pub highlight_seconds: String,
}

/// What the attributes mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What the site grants.
    pub mode: Mode,
    /// The WebSocket address of the relay's door for customers.
    pub socket: String,
    /// The site's public key.
    pub site_key: Option<String>,
    /// What counts as consent.
    pub consent: Consent,
    /// Whether everything is masked that is not marked otherwise.
    pub private: bool,
    /// Milliseconds that a highlight lives.
    pub highlight_ms: u32,
}

/// A wrong attribute, in a sentence for the site's developers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The attribute's name.
    pub attribute: &'static str,
    /// What is wrong and what to do.
    pub message: &'static str,
    /// Whether the session must not start.
    pub fatal: bool,
}

const HIGHLIGHT_SECONDS: u32 = 180;

impl Config {
    /// Reads the attributes. `page_is_loopback` allows a relay without TLS.
    pub fn read(attributes: &Attributes) -> (Config, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut problem = |attribute, message, fatal| problems.push(Problem { attribute, message, fatal });

        let mode = match attributes.mode.as_str() {
            "" => Mode::FullControl,
            word => Mode::parse(word).unwrap_or_else(|| {
                problem(
                    "data-mode",
                    "unknown mode, no-control is used: write full-control, partial-control or no-control",
                    false,
                );
                Mode::NoControl
            }),
        };
        let consent = match attributes.consent.as_str() {
            "" => Consent::Ask,
            word => Consent::parse(word).unwrap_or_else(|| {
                problem("data-consent", "unknown consent, ask is used: write ask or code", false);
                Consent::Ask
            }),
        };
        let private = match attributes.privacy.as_str() {
            "" | "standard" => false,
            "private" => true,
            _ => {
                problem("data-privacy", "unknown privacy, private is used: write standard or private", false);
                true
            }
        };
        let highlight_seconds = match attributes.highlight_seconds.as_str() {
            "" => HIGHLIGHT_SECONDS,
            digits => {
                digits.parse().ok().filter(|seconds| (5..=3600).contains(seconds)).unwrap_or_else(|| {
                    problem("data-highlight-seconds", "not a number from 5 to 3600, 180 is used", false);
                    HIGHLIGHT_SECONDS
                })
            }
        };
        let socket = socket_address(&attributes.relay).unwrap_or_else(|message| {
            problem("data-relay", message, true);
            String::new()
        });
        let site_key = (!attributes.site_key.is_empty()).then(|| attributes.site_key.clone());
        let config =
            Config { mode, socket, site_key, consent, private, highlight_ms: highlight_seconds * 1000 };
        (config, problems)
    }
}

/// The socket's address for a relay's base URL. Without TLS only on loopback.
fn socket_address(relay: &str) -> Result<String, &'static str> {
    let base = relay.trim_end_matches('/');
    let (scheme, rest) = if let Some(rest) = base.strip_prefix("https://") {
        ("wss://", rest)
    } else if let Some(rest) = base.strip_prefix("http://") {
        ("ws://", rest)
    } else {
        return Err("the relay's address must begin with https://");
    };
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') || rest.contains(['?', '#']) {
        return Err("the relay's address must be https://, a host, and at most a path");
    }
    if scheme == "ws://" && !is_loopback(authority) {
        return Err("the relay must be reached by https://; plain http:// works on this machine alone");
    }
    Ok([scheme, rest, "/ws/customer"].concat())
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.ends_with(".localhost") || host == "::1" || {
        let mut parts = host.split('.');
        parts.next() == Some("127")
            && parts.clone().count() == 3
            && parts.all(|part| part.parse::<u8>().is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(change: impl FnOnce(&mut Attributes)) -> Attributes {
        let mut attributes = Attributes { relay: "https://relay.example".into(), ..Attributes::default() };
        change(&mut attributes);
        attributes
    }

    #[test]
    fn nothing_but_a_relay_gives_the_defaults() {
        let (config, problems) = Config::read(&attributes(|_| {}));
        assert_eq!(problems, []);
        assert_eq!(config.mode, Mode::FullControl);
        assert_eq!(config.consent, Consent::Ask);
        assert_eq!(config.highlight_ms, 180_000);
        assert_eq!(config.socket, "wss://relay.example/ws/customer");
        assert!(!config.private && config.site_key.is_none());
    }

    #[test]
    fn a_wrong_word_is_said_and_means_the_stricter() {
        for wrong in ["Full-Control", "full", "full-control ", "none"] {
            let (config, problems) = Config::read(&attributes(|a| a.mode = wrong.into()));
            assert_eq!(config.mode, Mode::NoControl, "{wrong}");
            assert_eq!(problems[0].attribute, "data-mode");
            assert!(!problems[0].fatal);
        }
        assert_eq!(Config::read(&attributes(|a| a.consent = "yes".into())).0.consent, Consent::Ask);
        assert!(Config::read(&attributes(|a| a.privacy = "on".into())).0.private);
        for wrong in ["4", "3601", "-5", "1.5", "many"] {
            let (config, problems) = Config::read(&attributes(|a| a.highlight_seconds = wrong.into()));
            assert_eq!((config.highlight_ms, problems.len()), (180_000, 1), "{wrong}");
        }
    }

    #[test]
    fn a_relay_is_reached_by_tls_or_on_this_machine() {
        let socket = |relay: &str| {
            let (config, problems) = Config::read(&attributes(|a| a.relay = relay.into()));
            problems.iter().all(|problem| !problem.fatal).then_some(config.socket)
        };
        let check = |relay: &str, expected: &str| assert_eq!(socket(relay).as_deref(), Some(expected));
        check("https://a.example/", "wss://a.example/ws/customer");
        check("https://a.example/help/", "wss://a.example/help/ws/customer");
        check("http://localhost:8080", "ws://localhost:8080/ws/customer");
        check("http://127.0.0.1:1", "ws://127.0.0.1:1/ws/customer");
        check("http://[::1]:1", "ws://[::1]:1/ws/customer");
        for wrong in [
            "",
            "a.example",
            "ws://a.example",
            "http://a.example",
            "http://127.evil.example",
            "https://",
            "https://user@evil.example",
            "https://a.example?x",
            "javascript:alert(1)",
            "http://localhost.evil.example",
        ] {
            assert_eq!(socket(wrong), None, "{wrong}");
        }
    }
}
