//! The chat's screen.
//!
//! Knows no document and no socket. What the other side wrote is text and stays text; a link in it is only followed
//! when the customer clicks it.

use crate::prelude::*;
use pillion_protocol::ids::Slot;
use pillion_protocol::limits::CHAT_TEXT;

use super::icons;
use super::scene::{Scene, avatar, boxed, headline, hint, main_button, plain_button, row, wall_clock};
use super::tree::{El, button, el, text};
use crate::page::words::{digits, fill, first_name};
use crate::view::{ChatView, Message, Panel, Person};

/// The chat, as large as the panel.
pub(crate) fn chat(scene: &Scene<'_>, chat: &ChatView) -> El {
    let words = scene.words;
    let name = chat.agent.as_deref().map_or(words.your_agent, first_name);
    let face = match &chat.agent {
        Some(agent) => {
            let person = Person { slot: Slot(1), name: agent.clone(), away: chat.offline };
            avatar(Some(&person), agent, Some(if chat.offline || chat.closed { "off" } else { "on" }))
        }
        None => icons::mark(),
    };
    let company = (!chat.company.is_empty()).then(|| hint(chat.company.as_str()));
    let title = headline(chat.agent.as_deref().unwrap_or(words.chat));
    let is_session =
        !matches!(scene.view.panel, Panel::Idle | Panel::Ended { .. } | Panel::CannotStart { .. });
    let to_panel = is_session.then(|| {
        button("talk", "panel").with("aria-label", words.co_browsing).child(icons::icon(icons::PAGE))
    });
    let head = el("div", "head talkhead")
        .with("data-drag", "")
        .child(face)
        .child(el("div", "names").child(title).maybe(company))
        .maybe(to_panel)
        .child(button("away", "hide").with("aria-label", words.collapse).child(icons::icon(icons::DOWN)));
    let mut log = el("div", "log").with("role", "log").with("tabindex", "0").with("aria-label", words.chat);
    if chat.messages.is_empty() {
        log = log.child(el("p", "soft empty").says(words.chat_empty));
    }
    for message in &chat.messages {
        log = log.child(bubble(scene, message, name));
    }
    let offer = chat.proposed.then(|| {
        let said =
            el("p", "soft").child(el("b", "").says(&fill(words.share_with, &[name]))).says(words.stay_hidden);
        el("div", "box ask").child(boxed("note", icons::PAGE, said)).child(row(
            main_button("share", None, words.share_page),
            Some(plain_button("notnow", words.not_now)),
        ))
    });
    let over = chat.closed.then(|| hint(words.chat_over));
    let offline = (chat.offline && !chat.closed)
        .then(|| el("p", "hint unsent").with("role", "status").says(words.not_sent));
    let write = (!chat.closed).then(|| {
        el("div", "write")
            .child(
                el("textarea", "")
                    .with("rows", "1")
                    .with("maxlength", &digits(CHAT_TEXT as u32))
                    .with("placeholder", words.write)
                    .with("aria-label", words.write)
                    .with("enterkeyhint", "send"),
            )
            .child(
                button("btn main", "say").with("aria-label", words.send).child(icons::directed(icons::SEND)),
            )
    });
    el("section", "card talks")
        .with("role", "dialog")
        .with("aria-label", words.chat)
        .child(head)
        .child(log)
        .maybe(offer)
        .maybe(over)
        .maybe(offline)
        .maybe(write)
        .child(hint(words.no_secrets))
}

fn bubble(scene: &Scene<'_>, message: &Message, agent: &str) -> El {
    let (class, who) =
        if message.from_agent { ("said theirs", agent) } else { ("said ours", scene.words.you) };
    let mut when = String::from(who);
    when.push_str(", ");
    when.push_str(&wall_clock(message.at, true));
    el("div", class)
        .child(linked(&message.text).into_iter().fold(el("p", "").with("dir", "auto"), El::child))
        .child(hint(&when))
}

/// The text in pieces, with addresses as links. Nothing is fetched for a link before it is clicked.
fn linked(message: &str) -> Vec<El> {
    let mut out = Vec::new();
    let mut rest = message;
    while let Some((start, _)) = rest.char_indices().find(|(at, c)| *c == 'h' && is_address(&rest[*at..])) {
        let link = &rest[start..];
        let end =
            link.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(link.len());
        let link = link[..end].trim_end_matches(['.', ',', ')', '!', '?', ':', ';']);
        out.push(text(&rest[..start]));
        out.push(
            el("a", "")
                .with("href", link)
                .with("target", "_blank")
                .with("rel", "noopener noreferrer nofollow")
                .says(link),
        );
        rest = &rest[start + link.len()..];
    }
    out.push(text(rest));
    out
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
