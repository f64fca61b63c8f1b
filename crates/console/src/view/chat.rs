//! A chat: its messages, invites, and the field to write in. The same in the workspace and beside the mirror.

use gloo_timers::callback::Timeout;
use leptos::ev;
use leptos::html::{aside, button, div, form, h2, header, input, li, p, span, ul};
use leptos::prelude::*;
use pillion_protocol::ids::ChatId;
use pillion_protocol::limits;
use pillion_protocol::notice::{ChatMessage, Invite};
use pillion_protocol::signal::AgentSignal;

use crate::browser;
use crate::state::talk::{self, Piece, Talks, pieces};
use crate::view::icon::{Icon, icon};
use crate::view::widget::avatar;
use crate::words;

/// Milliseconds until co-browsing can be proposed again.
const PROPOSED_MS: u32 = 20_000;

/// What a chat needs of the window it is in.
#[derive(Clone, Copy)]
pub(crate) struct Pane {
    /// All chats of the window.
    pub(crate) talks: RwSignal<Talks>,
    /// The one to show.
    pub(crate) chat: Signal<Option<ChatId>>,
    /// The customer's name; may be empty.
    pub(crate) customer: Signal<String>,
    /// Invites to show above the field.
    pub(crate) invites: Signal<Vec<Invite>>,
    /// What is said when there is no chat.
    pub(crate) none: &'static str,
    /// Whether the agent may propose co-browsing here.
    pub(crate) may_propose: bool,
    /// Why the last thing could not be done.
    pub(crate) notice: Signal<Option<&'static str>>,
    /// Whether messages can be sent just now.
    pub(crate) is_online: Signal<bool>,
    /// Tells the relay.
    pub(crate) signal: UnsyncCallback<AgentSignal>,
    /// Closes the column.
    pub(crate) close: UnsyncCallback<()>,
}

/// The column.
pub(crate) fn chat(pane: Pane) -> AnyView {
    let shown =
        Memo::new(move |_| pane.chat.get().filter(|id| pane.talks.with(|talks| talks.get(*id).is_some())));
    // What is on the screen is read; told to the relay once per new message.
    Effect::new(move |_| {
        let Some(id) = shown.get() else { return };
        let has_unread = pane.talks.with(|talks| talks.get(id).is_some_and(|talk| talk.unread() > 0));
        if has_unread && browser::is_visible() {
            pane.talks.update(|talks| {
                talks.read(id);
            });
            pane.signal.run(AgentSignal::Read(id));
        }
    });
    let invites = ForProps::builder()
        .each(move || pane.invites.get())
        .key(|invite: &Invite| invite.token.clone())
        .children(invite)
        .build();
    let customer = Memo::new(move |_| words::customer(&pane.customer.get()).to_owned());
    aside()
        .class("chat")
        .attr("aria-label", "Chat")
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" {
                pane.close.run(());
            }
        })
        .child((
            header().child((
                move || avatar(&customer.get()),
                h2().attr("dir", "auto").child(move || customer.get()),
                button()
                    .attr("type", "button")
                    .attr("class", "ghost")
                    .attr("aria-label", "Close chat column")
                    .attr("data-tip", "Close")
                    .on(ev::click, move |_| pane.close.run(()))
                    .child(icon(Icon::Close)),
            )),
            move || match shown.get() {
                None => div().class("chat-none").child(p().child(pane.none)).into_any(),
                Some(id) => messages(pane, id),
            },
            For(invites),
            move || {
                pane.notice.get().map(|words| {
                    div()
                        .class("problem")
                        .attr("role", "alert")
                        .child((icon(Icon::Warn), span().child(words)))
                })
            },
            move || shown.get().map(|id| write(pane, id)),
        ))
        .into_any()
}

fn messages(pane: Pane, id: ChatId) -> AnyView {
    let all = Memo::new(move |_| {
        pane.talks.with(|talks| talks.get(id).map(|talk| talk.chat.messages.clone()).unwrap_or_default())
    });
    let is_over = Memo::new(move |_| pane.talks.with(|talks| talks.get(id).is_some_and(|talk| talk.is_over)));
    let list = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        all.track();
        request_animation_frame(move || {
            if let Some(list) = list.try_get_untracked().flatten() {
                list.set_scroll_top(list.scroll_height());
            }
        });
    });
    let each = ForProps::builder()
        .each(move || all.get())
        .key(|message: &ChatMessage| message.number)
        .children(move |message| self::message(message, pane.customer))
        .build();
    div()
        .class("messages")
        .attr("role", "log")
        .attr("aria-label", "Messages")
        .attr("tabindex", "0")
        .node_ref(list)
        .child((ul().child(For(each)), move || {
            is_over.get().then(|| p().class("chat-over").child(words::CHAT_OVER))
        }))
        .into_any()
}

fn message(message: ChatMessage, customer: Signal<String>) -> AnyView {
    let who = if message.from_agent {
        "You".to_owned()
    } else {
        customer.with_untracked(|name| talk::first_name(words::customer(name)).to_owned())
    };
    let piece = |piece: Piece| match piece {
        Piece::Text(text) => span().child(text).into_any(),
        Piece::Address(address) => {
            let to = address.clone();
            let open = button()
                .attr("type", "button")
                .attr("class", "open-link")
                .attr("aria-label", format!("{} {address}", words::OPEN_LINK))
                .attr("data-tip", words::OPEN_LINK)
                .on(ev::click, move |_| browser::open_outside(&to))
                .child(icon(Icon::External));
            (span().class("chat-address").child(address), open).into_any()
        }
    };
    li().attr("class", if message.from_agent { "said mine" } else { "said" })
        .child((
            p().attr("dir", "auto").child(pieces(&message.text).into_iter().map(piece).collect::<Vec<_>>()),
            span().class("said-when").child(format!("{who}, {}", browser::time_of_day(message.at_ms as f64))),
        ))
        .into_any()
}

/// A card that invites to co-browse; "Not now" puts it away until there is a new one.
fn invite(invite: Invite) -> AnyView {
    let is_away = RwSignal::new(false);
    let token = StoredValue::new(invite.token);
    let name = words::customer(&invite.customer).to_owned();
    (move || {
        (!is_away.get()).then(|| {
            let name = name.clone();
            div().class("invite").attr("role", "group").attr("aria-label", words::INVITE).child((
                div().class("invite-head").child((
                    div().class("square-icon").child(icon(Icon::Cobrowse)),
                    div().child((
                        leptos::html::strong().child(words::INVITE),
                        p().child(words::wants_to_share(&name)),
                    )),
                )),
                div().class("two").child((
                    button()
                        .attr("type", "button")
                        .attr("class", "button primary")
                        .on(ev::click, move |_| join(&token.get_value()))
                        .child("Join"),
                    button()
                        .attr("type", "button")
                        .attr("class", "button")
                        .on(ev::click, move |_| is_away.set(true))
                        .child("Not now"),
                )),
            ))
        })
    })
    .into_any()
}

/// Opens the co-browsing window with an invite.
pub(crate) fn join(token: &str) {
    let token = String::from(js_sys::encode_uri_component(token));
    browser::open_session(&format!("?invite={token}"));
}

fn write(pane: Pane, id: ChatId) -> AnyView {
    let text = RwSignal::new(String::new());
    let is_late = RwSignal::new(false);
    let is_over = Memo::new(move |_| pane.talks.with(|talks| talks.get(id).is_some_and(|talk| talk.is_over)));
    request_animation_frame(|| browser::focus("chat-text"));
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let said = text.get_untracked().trim().to_owned();
        if said.is_empty() {
            return;
        }
        if !pane.is_online.get_untracked() {
            is_late.set(true);
            return;
        }
        is_late.set(false);
        pane.signal.run(AgentSignal::Say(id, said.chars().take(limits::CHAT_TEXT).collect()));
        text.set(String::new());
    };
    (move || {
        (!is_over.get()).then(|| {
            div().class("write").child((
                pane.may_propose.then(|| lead(pane, id)),
                move || {
                    is_late.get().then(|| {
                        div()
                            .class("problem")
                            .attr("role", "alert")
                            .child((icon(Icon::Warn), span().child(words::NOT_SENT)))
                    })
                },
                form().on(ev::submit, send).child((
                    input()
                        .attr("type", "text")
                        .attr("id", "chat-text")
                        .attr("class", "field")
                        .attr("aria-label", words::WRITE)
                        .attr("placeholder", words::WRITE)
                        .attr("autocomplete", "off")
                        .attr("dir", "auto")
                        .attr("maxlength", limits::CHAT_TEXT.to_string())
                        .prop("value", text)
                        .on(ev::input, move |event| text.set(event_target_value(&event))),
                    button()
                        .attr("type", "submit")
                        .attr("class", "button primary send")
                        .attr("aria-label", "Send")
                        .attr("data-tip", "Send")
                        .child(icon(Icon::Send)),
                )),
            ))
        })
    })
    .into_any()
}

/// What the agent may do with a chat besides writing: propose co-browsing, end it.
fn lead(pane: Pane, id: ChatId) -> AnyView {
    let is_asked = RwSignal::new(false);
    // The customer may let the offer be; then it can be made again.
    let forget = StoredValue::new_local(None::<Timeout>);
    let propose = move |_| {
        pane.signal.run(AgentSignal::Propose(id));
        is_asked.set(true);
        forget.set_value(Some(Timeout::new(PROPOSED_MS, move || {
            let _ = is_asked.try_set(false);
        })));
    };
    div()
        .class("lead-row")
        .child((
            move || {
                if is_asked.get() {
                    p().class("hint").attr("role", "status").child(words::PROPOSED).into_any()
                } else {
                    button()
                        .attr("type", "button")
                        .attr("class", "button small")
                        .on(ev::click, propose)
                        .child((icon(Icon::Cobrowse), "Propose co-browsing"))
                        .into_any()
                }
            },
            button()
                .attr("type", "button")
                .attr("class", "button small")
                .on(ev::click, move |_| pane.signal.run(AgentSignal::CloseChat(id)))
                .child("End chat"),
        ))
        .into_any()
}
