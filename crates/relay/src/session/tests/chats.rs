//! Chats and the invites that come from them.

use super::*;
use pillion_protocol::ids::ChatId;
use pillion_protocol::notice::{ChatMessage, ChatState};
use pillion_protocol::signal::AgentSignal;

const DESK: PeerId = PeerId(7);

fn chat(bench: &mut Bench) -> ChatId {
    bench.customer(CustomerSignal::OpenChat { name: " Jordan\u{202e} ".into() });
    match bench.notices().pop() {
        Some(CustomerNotice::Chat(state)) => state.id,
        other => panic!("{other:?}"),
    }
}

fn says(bench: &mut Bench, agent: &AgentRef, signal: AgentSignal) -> Result<(), Refusal> {
    bench.act(|room, cx| room.chat_says(cx, DESK, agent, signal))
}

/// What the agent's workspaces were told.
fn told(bench: &Bench, agent: AgentId) -> Vec<AgentNotice> {
    let frames = bench.actions.iter().filter_map(|action| match action {
        Action::TellAgent { agent: to, frame } if *to == agent => Some(frame),
        _ => None,
    });
    frames.map(|frame| from_payload(Header::split(frame).unwrap().1).unwrap()).collect()
}

/// The invite in the agent's workspace.
fn invite(bench: &Bench) -> Option<String> {
    bench.room.summary().invite.map(|invite| invite.token)
}

fn join(bench: &mut Bench, agent: &AgentRef, token: &str) -> Result<(), Refusal> {
    bench.act(|room, cx| room.agent_asks(cx, AGENT, agent, Door::Invite(hash_of(token))))
}

/// A chat that Maya R. took.
fn taken() -> (Bench, ChatId) {
    let mut bench = Bench::new();
    let id = chat(&mut bench);
    says(&mut bench, &maya(), AgentSignal::TakeChat(id)).unwrap();
    (bench, id)
}

#[test]
fn a_chat_waits_until_an_agent_takes_it_and_then_is_theirs() {
    let mut bench = Bench::new();
    let id = chat(&mut bench);
    let card = bench.room.summary().chat.unwrap();
    assert_eq!((card.customer.as_str(), card.agent), ("Jordan", None));
    assert_eq!(says(&mut bench, &maya(), AgentSignal::Say(id, "Hi".into())), Err(Refusal::NoChat));
    says(&mut bench, &maya(), AgentSignal::TakeChat(id)).unwrap();
    let state = ChatState { id, agent: Some("Maya R.".into()), messages: vec![] };
    assert_eq!(bench.notices(), [CustomerNotice::Chat(state.clone())]);
    assert_eq!(told(&bench, AgentId(1)), [AgentNotice::Chat(state)]);
    assert_eq!(says(&mut bench, &tom(), AgentSignal::TakeChat(id)), Err(Refusal::NoChat));
    assert_eq!(says(&mut bench, &tom(), AgentSignal::Say(id, "Hi".into())), Err(Refusal::NoChat));
}

#[test]
fn both_sides_get_every_message_in_one_order() {
    let (mut bench, id) = taken();
    bench.customer(CustomerSignal::Say("Help\u{7}".into()));
    let help = ChatMessage { number: 1, from_agent: false, text: "Help".into(), at_ms: bench.now };
    assert_eq!(bench.notices(), [CustomerNotice::Said(help.clone())]);
    assert_eq!(told(&bench, AgentId(1)), [AgentNotice::Said(id, help)]);
    assert_eq!(bench.room.summary().chat.unwrap().unread, 1);
    says(&mut bench, &maya(), AgentSignal::Say(id, "Sure".into())).unwrap();
    assert!(
        matches!(&bench.notices()[..], [CustomerNotice::Said(said)] if said.number == 2 && said.from_agent)
    );
    assert_eq!(bench.room.summary().chat.unwrap().unread, 0);
    bench.customer(CustomerSignal::Say("x".repeat(5000)));
    assert_eq!(bench.notices(), [CustomerNotice::Refused(Refusal::BadText)]);
}

#[test]
fn only_the_newest_messages_are_kept() {
    let (mut bench, _) = taken();
    for number in 0..300 {
        bench.customer(CustomerSignal::Say(number.to_string()));
    }
    let state = bench.room.chat_for(AgentId(1)).unwrap();
    assert_eq!((state.messages.len(), state.messages[0].number), (200, 101));
    assert_eq!(bench.room.chat_for(AgentId(2)), None);
}

#[test]
fn sharing_in_the_chat_invites_its_agent_who_joins_without_an_id_or_a_question() {
    let (mut bench, id) = taken();
    says(&mut bench, &maya(), AgentSignal::Propose(id)).unwrap();
    assert_eq!(bench.notices(), [CustomerNotice::Proposed]);
    bench.open_session(Mode::FullControl, Consent::Ask, Channel::Chat);
    let token = invite(&bench).unwrap();
    assert_eq!(token.len(), 22, "128 bits");
    assert_eq!(join(&mut bench, &tom(), &token), Err(Refusal::BadToken), "it is Maya's");
    join(&mut bench, &maya(), &token).unwrap();
    let said = bench.to_agent();
    assert!(
        matches!(&said[..], [AgentNotice::Welcome { .. }, AgentNotice::Joined { customer, chat: Some(chat), .. }]
        if customer == "Jordan" && chat.id == id),
        "{said:?}"
    );
    assert_eq!(invite(&bench), None, "used up");
    assert_eq!(join(&mut bench, &maya(), &token), Err(Refusal::BadToken));
}

#[test]
fn an_agent_who_takes_the_chat_later_is_invited_but_the_customer_is_asked() {
    let mut bench = Bench::new();
    let id = chat(&mut bench);
    bench.open_session(Mode::FullControl, Consent::Ask, Channel::Chat);
    assert_eq!(invite(&bench), None);
    says(&mut bench, &maya(), AgentSignal::TakeChat(id)).unwrap();
    let token = invite(&bench).unwrap();
    join(&mut bench, &maya(), &token).unwrap();
    assert!(matches!(bench.notices()[..], [CustomerNotice::AgentAsks(_)]));
}

#[test]
fn an_invite_is_renewed_while_the_customer_waits() {
    let (mut bench, _) = taken();
    bench.open_session(Mode::FullControl, Consent::Ask, Channel::Chat);
    let first = invite(&bench).unwrap();
    assert!(bench.pass(bench.limits.invite_ms));
    let second = invite(&bench).unwrap();
    assert_ne!(first, second);
    assert_eq!(join(&mut bench, &maya(), &first), Err(Refusal::BadToken));
    join(&mut bench, &maya(), &second).unwrap();
}

#[test]
fn a_session_by_phone_can_be_offered_in_the_chat_too() {
    let (mut bench, _) = taken();
    let id = bench.open_session(Mode::FullControl, Consent::Ask, Channel::Phone);
    assert_eq!(invite(&bench), None);
    assert_eq!(bench.open_session(Mode::FullControl, Consent::Ask, Channel::Chat), id);
    assert!(invite(&bench).is_some());
}

#[test]
fn the_chat_goes_on_in_the_sessions_window_over_its_end_and_over_a_restart() {
    let (mut bench, id) = taken();
    bench.open_session(Mode::FullControl, Consent::Ask, Channel::Chat);
    let token = invite(&bench).unwrap();
    join(&mut bench, &maya(), &token).unwrap();
    bench.customer(CustomerSignal::Say("Where?".into()));
    assert!(matches!(bench.to_agent()[..], [AgentNotice::Said(..)]), "in the session's window");
    bench.customer(CustomerSignal::End);
    says(&mut bench, &maya(), AgentSignal::Say(id, "There".into())).unwrap();
    let stored = serde_json::to_string(&bench.room.record()).unwrap();
    assert!(!stored.contains("Where?") && !stored.contains("There"), "no message is stored");
    bench.restart();
    let state = bench.room.chat_for(AgentId(1)).unwrap();
    assert!(state.messages.is_empty());
    says(&mut bench, &maya(), AgentSignal::Say(id, "Again".into())).unwrap();
    assert_eq!(bench.room.chat_for(AgentId(1)).unwrap().messages[0].number, 3, "numbers go on");
}

#[test]
fn closing_a_chat_takes_its_invite_along_and_tells_both() {
    let (mut bench, id) = taken();
    bench.open_session(Mode::FullControl, Consent::Ask, Channel::Chat);
    says(&mut bench, &maya(), AgentSignal::CloseChat(id)).unwrap();
    assert_eq!(bench.notices(), [CustomerNotice::ChatClosed]);
    assert_eq!(told(&bench, AgentId(1)), [AgentNotice::ChatClosed(id)]);
    assert_eq!(invite(&bench), None);
    assert_eq!(says(&mut bench, &maya(), AgentSignal::Say(id, "Hi".into())), Err(Refusal::NoChat));
}
