//! The conductor, driven as the wiring drives it: inputs in, actions out.

use crate::prelude::*;
use pillion_protocol::close::CloseCode;
use pillion_protocol::hello::{ClientInfo, CustomerHello};
use pillion_protocol::ids::{ChatId, Epoch, SessionId, Slot};
use pillion_protocol::mode::{Channel, Consent, EndReason, Mode};
use pillion_protocol::notice::{Agent, ChatMessage, ChatState, CustomerNotice, SessionState};
use pillion_protocol::signal::CustomerSignal;

use super::words::{Action, Event, Input, Settings, State};
use super::*;
use crate::view::Panel;

mod lies;
mod starting;

struct Desk {
    session: Session,
    now: f64,
    done: Vec<Action>,
}

const NETWORK_LOST: u16 = 1006;

fn settings(consent: Consent) -> Settings {
    Settings { mode: Mode::FullControl, consent, site_key: None, client: ClientInfo::default() }
}

impl Desk {
    fn new() -> Desk {
        Desk::with(Consent::Ask)
    }

    fn with(consent: Consent) -> Desk {
        Desk { session: Session::new(settings(consent), || 0.5), now: 1e12, done: Vec::new() }
    }

    fn on(&mut self, input: Input) -> &mut Desk {
        self.done = self.session.on(input, self.now);
        self
    }

    fn notice(&mut self, notice: CustomerNotice) -> &mut Desk {
        self.on(Input::Notice(notice))
    }

    fn welcome(&mut self, session: Option<SessionState>, chat: Option<ChatState>) -> &mut Desk {
        let epoch = Epoch(1);
        let (token, company) = ("token".into(), "Larkfield Bank".into());
        self.notice(CustomerNotice::Welcome { token, epoch, company, session, chat })
    }

    /// Up to the shown ID.
    fn waiting(&mut self) -> &mut Desk {
        self.on(Input::Start(Channel::Phone)).on(Input::LinkOpen).welcome(None, None);
        assert!(self.signals().contains(&CustomerSignal::OpenSession {
            mode: Mode::FullControl,
            consent: self.session.settings.consent,
            channel: Channel::Phone
        }));
        self.notice(CustomerNotice::SessionOpened { id: id(), expires_ms: 600_000 })
    }

    fn live(&mut self) -> &mut Desk {
        self.waiting().notice(CustomerNotice::AgentAsks(maya()));
        self.on(Input::Ui(UiEvent::Allow(Slot(1)))).notice(CustomerNotice::AgentJoined(maya()))
    }

    fn signals(&self) -> Vec<CustomerSignal> {
        self.done
            .iter()
            .filter_map(|action| match action {
                Action::Signal(signal) => Some(signal.clone()),
                _ => None,
            })
            .collect()
    }

    fn did(&self, action: &Action) -> bool {
        self.done.contains(action)
    }

    #[track_caller]
    fn is(&self, state: State) -> &Desk {
        assert_eq!(self.session.state(), state);
        self
    }
}

fn id() -> SessionId {
    SessionId::new(418_205_937).unwrap()
}

fn maya() -> Agent {
    Agent { slot: Slot(1), name: "Maya R.".into() }
}

fn going_on() -> SessionState {
    SessionState {
        id: id(),
        mode: Mode::FullControl,
        expires_ms: 0,
        live_ms: 5_000,
        paused_left_ms: None,
        asking: None,
        agents: vec![maya()],
    }
}

/// As a page of a session with Maya stores it.
fn stored(token: &str) -> String {
    [token, "1", "1", "0", "3", "1", "Maya R."].join("\u{1f}")
}

fn hello(done: &[Action]) -> CustomerHello {
    let hello = done.iter().find_map(|action| match action {
        Action::Hello(hello) => Some((**hello).clone()),
        _ => None,
    });
    hello.unwrap()
}

#[test]
fn by_phone_from_the_click_to_the_shared_page() {
    let mut desk = Desk::new();
    desk.on(Input::Start(Channel::Phone));
    assert!(desk.did(&Action::Connect));
    desk.is(State::Connecting).session.view();
    desk.on(Input::LinkOpen);
    assert_eq!(hello(&desk.done).resume, None);
    let mut desk = Desk::new();
    desk.waiting().is(State::Waiting);
    assert!(desk.did(&Action::Emit(Event::State)));
    assert!(matches!(desk.session.view().panel, Panel::Waiting { id, .. } if id == "418 205 937"));
    desk.notice(CustomerNotice::AgentAsks(maya())).is(State::Requested);
    assert!(!desk.done.iter().any(|action| matches!(action, Action::Share(_))), "asked is not shared");
    desk.on(Input::Ui(UiEvent::Allow(Slot(1))));
    assert_eq!(desk.signals(), [CustomerSignal::Allow(Slot(1))]);
    desk.notice(CustomerNotice::AgentJoined(maya())).is(State::Live);
    assert!(desk.did(&Action::Share(Epoch(1))));
    assert!(desk.did(&Action::Emit(Event::AgentJoined("Maya R.".into()))));
}

#[test]
fn a_second_start_changes_nothing() {
    let mut desk = Desk::new();
    desk.waiting().on(Input::Start(Channel::Phone));
    assert_eq!(desk.signals(), []);
    desk.is(State::Waiting);
    assert_eq!(desk.session.id(), Some(id()));
}

#[test]
fn a_relay_that_says_joined_without_the_customers_allow_gets_no_page() {
    let mut desk = Desk::new();
    desk.waiting().notice(CustomerNotice::AgentJoined(maya())).is(State::Requested);
    assert!(!desk.done.iter().any(|action| matches!(action, Action::Share(_))));
    desk.on(Input::LinkClosed(NETWORK_LOST)).on(Input::LinkOpen).welcome(Some(going_on()), None);
    desk.is(State::Requested);
    assert!(!desk.done.iter().any(|action| matches!(action, Action::Share(_))));
    desk.on(Input::Ui(UiEvent::Allow(Slot(1)))).is(State::Live);
    assert!(desk.did(&Action::Share(Epoch(1))), "with the customer's Allow it is shared");

    let mut desk = Desk::new();
    desk.waiting().notice(CustomerNotice::AgentJoined(maya())).on(Input::Ui(UiEvent::Decline(Slot(1))));
    desk.is(State::Ended);
    assert!(desk.signals().contains(&CustomerSignal::End));
}

#[test]
fn with_consent_by_code_the_agent_is_in_at_once() {
    let mut desk = Desk::with(Consent::Code);
    desk.waiting().notice(CustomerNotice::AgentJoined(maya())).is(State::Live);
    assert!(desk.did(&Action::Share(Epoch(1))));
}

#[test]
fn stop_sharing_mutes_before_the_relay_answers_and_start_sharing_keeps_the_id() {
    let mut desk = Desk::new();
    desk.live().on(Input::Ui(UiEvent::Pause)).is(State::Paused);
    assert_eq!(desk.done[0], Action::Mute);
    assert!(!desk.session.is_shared());
    desk.notice(CustomerNotice::SnapshotWanted);
    assert!(!desk.did(&Action::Snapshot), "nothing leaves while sharing is stopped");
    desk.on(Input::Ui(UiEvent::Resume)).notice(CustomerNotice::Resumed).is(State::Live);
    assert!(desk.did(&Action::Share(Epoch(1))));
    assert_eq!(desk.session.id(), Some(id()));
}

#[test]
fn stop_sharing_while_the_network_is_lost_holds_when_it_is_back() {
    let mut desk = Desk::new();
    desk.live().on(Input::LinkClosed(NETWORK_LOST)).is(State::Reconnecting);
    desk.on(Input::Pause).on(Input::Tick).on(Input::LinkOpen).welcome(Some(going_on()), None);
    desk.is(State::Paused);
    assert!(desk.signals().contains(&CustomerSignal::Pause));
    assert!(!desk.done.iter().any(|action| matches!(action, Action::Share(_))));
}

#[test]
fn the_end_by_either_side_stops_everything_and_says_why() {
    let mut desk = Desk::new();
    desk.live().on(Input::Ui(UiEvent::End)).is(State::Ended);
    assert_eq!(desk.signals(), [CustomerSignal::End]);
    for action in [Action::Mute, Action::StopCapture, Action::ClearStore, Action::Disconnect] {
        assert!(desk.did(&action), "{action:?}");
    }
    assert!(desk.did(&Action::Emit(Event::Ended(EndReason::Customer))));
    let Panel::Ended { reason, receipt: Some(receipt) } = desk.session.view().panel else { panic!() };
    assert_eq!((reason, receipt.agent.as_str(), receipt.pages), (EndReason::Customer, "Maya R.", 1));

    let mut desk = Desk::new();
    desk.live().notice(CustomerNotice::Ended(EndReason::Agent)).is(State::Ended);
    assert!(desk.did(&Action::StopCapture));
    desk.on(Input::Ui(UiEvent::Close)).is(State::Idle);
    assert!(desk.did(&Action::Emit(Event::Idle)));
}

#[test]
fn declining_leaves_no_receipt() {
    let mut desk = Desk::new();
    desk.waiting().notice(CustomerNotice::AgentAsks(maya())).on(Input::Ui(UiEvent::Decline(Slot(1))));
    assert_eq!(desk.signals(), [CustomerSignal::Decline(Slot(1))]);
    desk.notice(CustomerNotice::Ended(EndReason::Declined));
    assert!(matches!(desk.session.view().panel, Panel::Ended { reason: EndReason::Declined, receipt: None }));
}

#[test]
fn a_page_load_goes_on_with_the_token_and_shares_by_itself() {
    let mut first = Desk::new();
    first.live();
    let stored = first.done.iter().rev().find_map(|action| match action {
        Action::Store(stored) => Some(stored.clone()),
        _ => None,
    });
    let mut desk = Desk::new();
    desk.on(Input::ResumeVisit(stored.unwrap())).is(State::Reconnecting);
    assert!(desk.did(&Action::Connect));
    desk.on(Input::LinkOpen);
    let resume = hello(&desk.done).resume.unwrap();
    assert_eq!((resume.token.as_str(), resume.page_load), ("token", true));
    desk.welcome(Some(going_on()), None).is(State::Live);
    assert!(desk.did(&Action::Share(Epoch(1))));
    assert!(desk.did(&Action::Control(true)), "what the customer did not switch off stays on");
    desk.on(Input::LinkClosed(NETWORK_LOST)).on(Input::LinkOpen);
    assert!(!hello(&desk.done).resume.unwrap().page_load, "the same page on a new socket");
}

#[test]
fn a_lost_network_is_tried_again_until_the_time_is_up() {
    let mut desk = Desk::new();
    desk.live().on(Input::LinkClosed(NETWORK_LOST)).is(State::Reconnecting);
    assert!(matches!(desk.session.view().panel, Panel::Reconnecting { .. }));
    let start = desk.now;
    let mut tries = 0;
    while desk.session.state() == State::Reconnecting {
        let wait = desk.done.iter().find_map(|action| match action {
            Action::Wake(wait) => Some(*wait),
            _ => None,
        });
        desk.now += f64::from(wait.unwrap());
        desk.on(Input::Tick);
        if desk.did(&Action::Connect) {
            tries += 1;
            desk.on(Input::LinkClosed(NETWORK_LOST));
        }
    }
    assert!((15..40).contains(&tries), "{tries}");
    assert!((120_000.0..130_000.0).contains(&(desk.now - start)));
    desk.is(State::Ended);
    assert!(matches!(desk.session.view().panel, Panel::Ended { reason: EndReason::CustomerGone, .. }));
    assert!(desk.did(&Action::ClearStore));
}

#[test]
fn the_end_while_the_network_is_lost_is_told_when_it_is_back() {
    let mut desk = Desk::new();
    desk.live().on(Input::LinkClosed(NETWORK_LOST)).on(Input::End).is(State::Ended);
    desk.now += 1000.0;
    desk.on(Input::Tick);
    assert!(desk.did(&Action::Connect));
    desk.on(Input::LinkOpen).welcome(Some(going_on()), None);
    assert_eq!(desk.signals(), [CustomerSignal::End]);
    assert!(desk.did(&Action::Disconnect) && desk.did(&Action::ClearStore));
    desk.is(State::Ended);
}

#[test]
fn a_token_of_a_visit_long_gone_leads_to_a_fresh_session_when_one_is_wanted() {
    let mut desk = Desk::new();
    desk.on(Input::ResumeVisit("old".into())).on(Input::Start(Channel::Phone)).on(Input::LinkOpen);
    desk.on(Input::LinkClosed(CloseCode::BadToken.code())).is(State::Connecting);
    assert!(desk.did(&Action::ClearStore) && desk.did(&Action::Connect));
    desk.on(Input::LinkOpen);
    assert_eq!(hello(&desk.done).resume, None);
}

#[test]
fn the_stricter_mode_of_tag_and_session_counts() {
    let mut desk = Desk::new();
    desk.live().on(Input::LinkClosed(NETWORK_LOST)).on(Input::LinkOpen);
    desk.welcome(Some(SessionState { mode: Mode::NoControl, ..going_on() }), None);
    assert_eq!(desk.session.mode(), Mode::NoControl);
}

#[test]
fn the_chat_goes_on_beside_the_session_and_keeps_what_was_written_offline() {
    let mut desk = Desk::new();
    desk.on(Input::OpenChat).on(Input::LinkOpen).welcome(None, None);
    assert_eq!(desk.signals(), [CustomerSignal::OpenChat { name: String::new() }]);
    let chat = ChatState { id: ChatId(1), agent: Some("Maya R.".into()), messages: Vec::new() };
    desk.notice(CustomerNotice::Chat(chat.clone())).on(Input::Ui(UiEvent::Say(" hello ".into())));
    assert_eq!(desk.signals(), [CustomerSignal::Say("hello".into())]);
    desk.on(Input::LinkClosed(NETWORK_LOST)).on(Input::Ui(UiEvent::Say("still there?".into())));
    let view = desk.session.view().chat.unwrap();
    assert!(view.offline);
    assert_eq!(view.messages.last().unwrap().text, "still there?");
    desk.on(Input::LinkOpen).welcome(None, Some(chat));
    assert_eq!(desk.signals(), [CustomerSignal::Say("still there?".into())]);
    desk.notice(CustomerNotice::Proposed);
    assert!(desk.session.view().chat.unwrap().proposed);
    desk.on(Input::Ui(UiEvent::Share));
    assert!(matches!(desk.signals()[..], [CustomerSignal::OpenSession { channel: Channel::Chat, .. }]));
    desk.notice(CustomerNotice::SessionOpened { id: id(), expires_ms: 1 });
    desk.notice(CustomerNotice::AgentJoined(maya())).is(State::Live);
    let said = ChatMessage { number: 1, from_agent: true, text: "hi".into(), at_ms: 5 };
    desk.notice(CustomerNotice::Said(said));
    assert_eq!(desk.session.view().chat.unwrap().unread, 1);
    desk.on(Input::End).is(State::Ended);
    assert!(!desk.did(&Action::Disconnect), "the chat goes on");
}

#[test]
fn a_page_that_cannot_be_captured_ends_the_session_with_a_message() {
    let mut desk = Desk::new();
    desk.live().on(Input::Broken("why".into()));
    assert_eq!(desk.signals(), [CustomerSignal::Unsupported]);
    assert!(desk.did(&Action::StopCapture));
    assert!(matches!(desk.session.view().panel, Panel::CannotStart { .. }));
}

#[test]
fn a_page_out_of_the_back_forward_cache_goes_on_with_what_is_stored_now() {
    let mut desk = Desk::new();
    desk.live().on(Input::Restored(Some(stored("newer"))));
    assert!(desk.did(&Action::Connect));
    desk.on(Input::LinkOpen);
    let resume = hello(&desk.done).resume.unwrap();
    assert_eq!((resume.token.as_str(), resume.page_load), ("newer", true));
    desk.welcome(Some(going_on()), None).is(State::Live);

    let mut desk = Desk::new();
    desk.live().on(Input::Restored(None)).is(State::Ended);
    assert!(desk.did(&Action::StopCapture));
}

#[test]
fn co_browsing_from_the_menu_during_a_chat_invites_its_agent_and_asks() {
    let mut desk = Desk::new();
    desk.on(Input::OpenChat).on(Input::LinkOpen).welcome(None, None);
    let chat = ChatState { id: ChatId(1), agent: Some("Maya R.".into()), messages: Vec::new() };
    desk.notice(CustomerNotice::Chat(chat)).on(Input::Start(Channel::Phone));
    assert!(matches!(desk.signals()[..], [CustomerSignal::OpenSession { channel: Channel::Chat, .. }]));
    desk.notice(CustomerNotice::SessionOpened { id: id(), expires_ms: 1 });
    desk.notice(CustomerNotice::AgentJoined(maya())).is(State::Requested);
    desk.on(Input::Ui(UiEvent::Allow(Slot(1)))).is(State::Live);
}

#[test]
fn a_session_that_ended_between_two_pages_is_told_of_on_the_next() {
    let mut desk = Desk::new();
    desk.on(Input::ResumeVisit("token\u{1f}5\u{1f}2".into())).on(Input::LinkOpen);
    desk.notice(CustomerNotice::Ended(EndReason::Agent)).is(State::Ended);
    desk.on(Input::LinkClosed(CloseCode::Ended.code())).is(State::Ended);
    assert!(matches!(desk.session.view().panel, Panel::Ended { reason: EndReason::Agent, receipt: Some(_) }));
}
