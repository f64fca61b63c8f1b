//! The chat journey: a customer writes, an agent answers and is invited, both see the page.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{TestServer, open_chat};
use pillion_protocol::frame::FrameType;
use pillion_protocol::hello::Purpose;
use pillion_protocol::ids::ChatId;
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Refusal};
use pillion_protocol::signal::{AgentSignal, CustomerSignal};

#[tokio::test]
async fn a_chat_becomes_a_session_without_an_id() {
    let server = TestServer::start().await;
    let mut desk = server.agent("Maya R.", Purpose::Workspace).await;
    desk.welcome().await;
    let mut customer = server.customer().await;
    let chat = open_chat(&mut customer, "Jordan").await;
    customer.signal(&CustomerSignal::Say("I am stuck".into())).await;
    assert!(matches!(customer.next().await, CustomerNotice::Said(said) if !said.from_agent));
    let waiting = desk.workspace(|it| it.chats.first().is_some_and(|chat| !chat.last.is_empty())).await;
    assert_eq!(
        (waiting.chats[0].customer.as_str(), waiting.chats[0].last.as_str()),
        ("Jordan", "I am stuck")
    );

    desk.signal(&AgentSignal::TakeChat(chat)).await;
    assert!(matches!(desk.news().await, AgentNotice::Chat(state) if state.messages.len() == 1));
    assert!(
        matches!(customer.next().await, CustomerNotice::Chat(state) if state.agent.as_deref() == Some("Maya R."))
    );
    desk.signal(&AgentSignal::Say(chat, "Shall we look?".into())).await;
    assert!(matches!(customer.next().await, CustomerNotice::Said(said) if said.text == "Shall we look?"));
    desk.signal(&AgentSignal::Propose(chat)).await;
    assert_eq!(customer.next().await, CustomerNotice::Proposed);

    let (mode, consent, channel) = (Mode::FullControl, Consent::Ask, Channel::Chat);
    customer.signal(&CustomerSignal::OpenSession { mode, consent, channel }).await;
    customer.session_opened().await;
    let invited = desk.until_invited().await;
    let mut window = server.agent("Maya R.", Purpose::Invite(invited)).await;
    let joined = window.joined().await;
    assert!(matches!(joined, AgentNotice::Joined { channel: Channel::Chat, chat: Some(state), customer, .. }
        if state.messages.len() == 2 && customer == "Jordan"));
    customer.agent_joined().await;
    customer.update(FrameType::Snapshot, b"page").await;
    assert_eq!(window.update_among_news().await.1, b"page");
}

#[tokio::test]
async fn the_chat_goes_on_over_page_loads_and_beside_the_session() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let chat = open_chat(&mut customer, "").await;
    let mut desk = server.agent("Maya R.", Purpose::Workspace).await;
    desk.welcome().await;
    desk.signal(&AgentSignal::TakeChat(chat)).await;
    desk.signal(&AgentSignal::Say(chat, "Hello".into())).await;
    assert!(matches!(customer.next().await, CustomerNotice::Chat(_)));
    assert!(matches!(customer.next().await, CustomerNotice::Said(_)));
    let token = customer.token.clone();
    drop(customer);
    let mut customer = server.customer_again(&token, true).await;
    let welcome = customer.welcome().await;
    assert!(
        matches!(&welcome, CustomerNotice::Welcome { chat: Some(state), .. } if state.messages.len() == 1),
        "{welcome:?}"
    );
    // A second workspace of the same agent sees the same chat.
    let mut other = server.agent("Maya R.", Purpose::Workspace).await;
    other.welcome().await;
    assert!(
        matches!(other.news().await, AgentNotice::Chat(state) if state.id == chat && state.messages.len() == 1)
    );
    customer.signal(&CustomerSignal::CloseChat).await;
    assert_eq!(customer.next().await, CustomerNotice::ChatClosed);
    assert_eq!(other.news().await, AgentNotice::ChatClosed(chat));
}

#[tokio::test]
async fn a_chat_that_is_taken_is_nobody_elses() {
    let server = TestServer::start().await;
    let mut customer = server.customer().await;
    let chat = open_chat(&mut customer, "Jordan").await;
    let mut maya = server.agent("Maya R.", Purpose::Workspace).await;
    let mut tom = server.agent("Tom B.", Purpose::Workspace).await;
    maya.welcome().await;
    tom.welcome().await;
    maya.signal(&AgentSignal::TakeChat(chat)).await;
    assert!(matches!(maya.news().await, AgentNotice::Chat(_)));
    for signal in [
        AgentSignal::TakeChat(chat),
        AgentSignal::Say(chat, "Hi".into()),
        AgentSignal::CloseChat(chat),
        AgentSignal::Read(ChatId(1)),
    ] {
        tom.signal(&signal).await;
        assert_eq!(tom.news().await, AgentNotice::Refused(Refusal::NoChat), "{signal:?}");
    }
    customer.signal(&CustomerSignal::Say("Still here".into())).await;
    assert!(matches!(maya.news().await, AgentNotice::Said(..)));
    let mut tom = server.agent("Tom B.", Purpose::Workspace).await;
    tom.welcome().await;
    assert!(tom.workspace(|_| true).await.chats.is_empty());
}

#[tokio::test]
async fn workspaces_list_live_and_recent_sessions() {
    let server = TestServer::start().await;
    let mut desk = server.agent("Tom B.", Purpose::Workspace).await;
    desk.welcome().await;
    let (mut customer, _agent) = server.live(Mode::NoControl).await;
    let live = desk.workspace(|it| !it.live.is_empty()).await;
    assert_eq!(
        (live.live[0].agent.as_str(), live.live[0].mine, live.live[0].mode),
        ("Maya R.", false, Mode::NoControl)
    );
    customer.signal(&CustomerSignal::End).await;
    let over = desk.workspace(|it| it.live.is_empty() && !it.recent.is_empty()).await;
    assert_eq!((over.recent[0].agent.as_str(), over.recent[0].reason), ("Maya R.", EndReason::Customer));
    assert_eq!(over.today.sessions, 0, "they were Maya's");
    // A restart forgets none of it.
    let server = server.kill_and_restart().await;
    let mut desk = server.agent("Maya R.", Purpose::Workspace).await;
    desk.welcome().await;
    let again = desk.workspace(|_| true).await;
    assert_eq!((again.recent.len(), again.today.sessions, again.today.ended_by_customer), (1, 1, 1));
}
