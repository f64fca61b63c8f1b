//! A relay that says what is not so: nothing is shared, and nobody is heard, without the customer.

use super::*;

fn eve() -> Agent {
    Agent { slot: Slot(2), name: "Eve".into() }
}

impl Desk {
    #[track_caller]
    fn shares_nothing(&self) -> &Desk {
        assert!(!self.session.is_shared());
        assert!(!self.did(&Action::Share(self.session.epoch())));
        assert!(!self.did(&Action::Snapshot));
        self
    }
}

#[test]
fn an_agent_who_is_added_to_a_live_session_is_asked_about_and_all_stops_until_then() {
    for stranger in [eve(), Agent { slot: Slot(1), name: "Eve".into() }, Agent { slot: Slot(2), ..maya() }] {
        for consent in [Consent::Ask, Consent::Code] {
            let mut desk = Desk::with(consent);
            match consent {
                Consent::Ask => desk.live(),
                Consent::Code => desk.waiting().notice(CustomerNotice::AgentJoined(maya())),
            };
            desk.is(State::Live);
            desk.notice(CustomerNotice::AgentJoined(stranger.clone())).is(State::Requested).shares_nothing();
            assert!(desk.did(&Action::Mute), "commands count no more either");
            assert_eq!(desk.session.agents().len(), 1, "the stranger is not in");
            desk.on(Input::Ui(UiEvent::Decline(stranger.slot))).is(State::Ended).shares_nothing();
        }
    }
}

#[test]
fn a_second_welcome_lets_nobody_in() {
    let mut desk = Desk::new();
    desk.live();
    desk.welcome(Some(SessionState { agents: vec![maya(), eve()], ..going_on() }), None);
    desk.is(State::Requested).shares_nothing();
    assert!(desk.did(&Action::Mute));

    let mut desk = Desk::new();
    desk.live().welcome(Some(going_on()), None).is(State::Live);
    desk.welcome(None, None).is(State::Ended).shares_nothing();
}

#[test]
fn a_session_that_the_customer_did_not_start_is_none() {
    for consent in [Consent::Ask, Consent::Code] {
        let mut desk = Desk::with(consent);
        desk.on(Input::OpenChat).on(Input::LinkOpen).welcome(Some(going_on()), None).is(State::Idle);
        desk.shares_nothing();
        desk.notice(CustomerNotice::SessionOpened { id: id(), expires_ms: 1 }).is(State::Idle);
        desk.notice(CustomerNotice::AgentJoined(maya())).is(State::Idle).shares_nothing();
    }
}

#[test]
fn what_the_customer_stopped_stays_stopped() {
    let mut desk = Desk::new();
    desk.live().on(Input::Ui(UiEvent::Pause));
    desk.notice(CustomerNotice::Resumed).is(State::Paused).shares_nothing();
    desk.notice(CustomerNotice::AgentJoined(maya())).is(State::Paused).shares_nothing();
    desk.welcome(Some(going_on()), None).is(State::Paused).shares_nothing();
    assert_eq!(desk.signals(), [CustomerSignal::Pause], "it is said again");
    desk.notice(CustomerNotice::AgentJoined(eve())).is(State::Requested);
    desk.on(Input::Ui(UiEvent::Allow(Slot(2)))).is(State::Paused).shares_nothing();
}

#[test]
fn what_the_customer_stopped_stays_stopped_on_the_next_page() {
    let mut desk = Desk::new();
    desk.live().on(Input::Ui(UiEvent::Pause));
    let stored = desk.done.iter().find_map(|action| match action {
        Action::Store(value) => Some(value.clone()),
        _ => None,
    });
    let mut desk = Desk::new();
    desk.on(Input::ResumeVisit(stored.unwrap())).on(Input::LinkOpen);
    desk.welcome(Some(going_on()), None).is(State::Paused).shares_nothing();
}

#[test]
fn consent_to_one_agent_is_none_to_another_on_the_next_page() {
    let mut desk = Desk::new();
    desk.on(Input::ResumeVisit(stored("token"))).on(Input::LinkOpen);
    desk.welcome(Some(SessionState { agents: vec![eve()], ..going_on() }), None);
    desk.is(State::Requested).shares_nothing();
}

#[test]
fn the_mode_never_rises() {
    let mut desk = Desk::with(Consent::Ask);
    desk.session.settings.mode = Mode::NoControl;
    desk.on(Input::Start(Channel::Phone)).on(Input::LinkOpen).welcome(None, None);
    desk.notice(CustomerNotice::SessionOpened { id: id(), expires_ms: 1 });
    desk.welcome(Some(SessionState { agents: Vec::new(), ..going_on() }), None);
    assert_eq!(desk.session.mode(), Mode::NoControl);
}

#[test]
fn notices_in_any_order_share_nothing_before_allow() {
    let notices = [
        CustomerNotice::AgentJoined(eve()),
        CustomerNotice::Resumed,
        CustomerNotice::SnapshotWanted,
        CustomerNotice::AgentBack(Slot(2)),
        CustomerNotice::Paused { left_ms: 5 },
        CustomerNotice::AgentAsks(maya()),
        CustomerNotice::AgentWithdrew(Slot(2)),
        CustomerNotice::AgentLeft(Slot(2)),
        CustomerNotice::Proposed,
        CustomerNotice::SessionOpened { id: id(), expires_ms: 0 },
    ];
    // Each pair after each other one: 1000 orders.
    for first in &notices {
        for second in &notices {
            for third in &notices {
                let mut desk = Desk::new();
                desk.waiting();
                for notice in [first, second, third] {
                    desk.notice(notice.clone()).shares_nothing();
                }
                assert!(desk.session.agents().is_empty());
            }
        }
    }
}
