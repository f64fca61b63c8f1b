//! A view as a text for the script that draws it: JSON, written by hand, since formatting machinery would cost more
//! than this whole folder.
//!
//! Knows no document. What the names mean is in `view.rs`; `screens.js` reads them.

use crate::prelude::*;
use crate::view::{Cause, ChatView, Confirm, Live, Panel, Person, Receipt, Surface, View};

/// The whole view.
pub(super) fn of(view: &View) -> String {
    let mut json = Json(String::new());
    json.object(|json| {
        let open = match view.surface {
            Surface::Closed => "",
            Surface::Panel => "panel",
            Surface::Chat => "chat",
        };
        json.name("open").text(open);
        json.name("panel").object(|json| panel(json, &view.panel));
        if let Some(talk) = &view.chat {
            json.name("chat").object(|json| chat(json, talk));
        }
    });
    json.0
}

fn panel(json: &mut Json, panel: &Panel) {
    let is = json.name("is");
    match panel {
        Panel::Idle => is.text("idle"),
        Panel::Connecting => is.text("connecting"),
        Panel::Waiting { id, renew_at, consent } => {
            is.text("waiting");
            json.name("id").text(id);
            json.name("until").number(*renew_at);
            json.name("consent").text(consent.word());
        }
        Panel::Asking { agent, mode } => {
            is.text("asking");
            agents(json, core::slice::from_ref(agent));
            json.name("mode").text(mode.word());
        }
        Panel::Live(live) => {
            is.text("live");
            self::live(json, live);
        }
        Panel::Paused { agent, until } => {
            is.text("paused");
            kept(json, agent.as_slice(), *until);
        }
        Panel::Reconnecting { agent, until } => {
            is.text("reconnecting");
            kept(json, agent.as_slice(), *until);
        }
        Panel::Ended { reason, receipt } => {
            is.text("ended");
            json.name("reason").text(reason.word());
            if let Some(receipt) = receipt {
                json.name("receipt").object(|json| self::receipt(json, receipt));
            }
        }
        Panel::CannotStart { cause, detail } => {
            is.text("failed");
            let cause = match cause {
                Cause::Policy => "policy",
                Cause::Settings => "settings",
                Cause::Browser => "browser",
                Cause::Relay => "relay",
            };
            json.name("cause").text(cause);
            json.name("detail").text(detail);
        }
    }
}

fn kept(json: &mut Json, people: &[Person], until: f64) {
    agents(json, people);
    json.name("until").number(until);
}

fn live(json: &mut Json, live: &Live) {
    agents(json, &live.agents);
    json.name("mode").text(live.mode.word());
    json.name("since").number(live.since);
    json.name("control").flag(live.control);
    json.name("fields").number(live.private_fields.into());
    json.name("preview").flag(live.can_preview);
    if let Some(filled) = &live.filled {
        json.name("filled").text(filled);
    }
    if let Some(confirm) = &live.confirm {
        let (ask, origin) = match confirm {
            Confirm::OtherSite(origin) => ("site", origin.as_str()),
            Confirm::NewWindow => ("window", ""),
            Confirm::Download => ("download", ""),
            Confirm::Submit => ("submit", ""),
        };
        json.name("ask").text(ask);
        json.name("origin").text(origin);
    }
}

fn agents(json: &mut Json, people: &[Person]) {
    json.name("agents").list(people, |json, person| {
        json.object(|json| {
            json.name("slot").number(person.slot.0.into());
            json.name("name").text(&person.name);
            json.name("away").flag(person.away);
        });
    });
}

fn receipt(json: &mut Json, receipt: &Receipt) {
    json.name("agent").text(&receipt.agent);
    json.name("from").number(receipt.from);
    json.name("to").number(receipt.to);
    json.name("mode").text(receipt.mode.word());
    json.name("pages").number(receipt.pages.into());
    json.name("fields").number(receipt.private_fields.into());
    json.name("filled").list(&receipt.filled, |json, label| json.text(label));
}

fn chat(json: &mut Json, chat: &ChatView) {
    json.name("agent").text(chat.agent.as_deref().unwrap_or_default());
    json.name("company").text(&chat.company);
    json.name("unread").number(chat.unread.into());
    json.name("proposed").flag(chat.proposed);
    json.name("offline").flag(chat.offline);
    json.name("closed").flag(chat.closed);
    json.name("messages").list(&chat.messages, |json, message| {
        json.object(|json| {
            json.name("agent").flag(message.from_agent);
            json.name("text").text(&message.text);
            json.name("at").number(message.at);
        });
    });
}

/// What was written so far.
struct Json(String);

impl Json {
    /// A name within an object; its value is to follow.
    #[inline(never)]
    fn name(&mut self, name: &str) -> &mut Json {
        self.next();
        self.text(name);
        self.0.push(':');
        self
    }

    /// The comma before anything that is not the first.
    fn next(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            let code = c as u32;
            if code < 0x20 {
                self.0.push_str(if code < 0x10 { "\\u000" } else { "\\u001" });
                self.0.push(char::from(b"0123456789abcdef"[(code % 16) as usize]));
                continue;
            }
            if matches!(c, '"' | '\\') {
                self.0.push('\\');
            }
            self.0.push(c);
        }
        self.0.push('"');
    }

    /// A whole number that is not below zero: all times and counts are.
    #[inline(never)]
    fn number(&mut self, number: f64) {
        let mut rest = number as u64;
        let start = self.0.len();
        loop {
            self.0.insert(start, char::from(b'0' + (rest % 10) as u8));
            rest /= 10;
            if rest == 0 {
                return;
            }
        }
    }

    fn flag(&mut self, is: bool) {
        self.0.push_str(if is { "true" } else { "false" });
    }

    fn object(&mut self, fill: impl FnOnce(&mut Json)) {
        self.0.push('{');
        fill(self);
        self.0.push('}');
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Json, &T)) {
        self.0.push('[');
        for item in items {
            self.next();
            write(self, item);
        }
        self.0.push(']');
    }
}
