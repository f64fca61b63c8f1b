//! The window's life, input by input.

use super::*;
use pillion_protocol::hello::ClientInfo;
use pillion_protocol::mode::Channel;

const TOKEN: &str = "first";

fn welcome(token: &str) -> Input {
    Input::Notice(AgentNotice::Welcome { token: token.into(), slot: Slot(2), name: "Maya R.".into() })
}

fn joined(live_ms: u32, paused_left_ms: Option<u32>) -> Input {
    Input::Notice(AgentNotice::Joined {
        id: SessionId::new(418_205_937).unwrap(),
        mode: Mode::PartialControl,
        client: ClientInfo::default(),
        origin: "https://www.example.com".into(),
        customer: "Jordan P.".into(),
        live_ms,
        channel: Channel::Phone,
        chat: None,
        paused_left_ms,
    })
}

fn ended(reason: EndReason) -> Input {
    Input::Notice(AgentNotice::Ended(reason))
}

fn refused(refusal: Refusal) -> Input {
    Input::Notice(AgentNotice::JoinRefused(refusal))
}

fn resume(token: &str) -> Purpose {
    Purpose::Resume(token.into())
}

/// A window after these inputs, all at time 0.
fn after(inputs: impl IntoIterator<Item = Input>) -> Window {
    let mut window = Window::default();
    for input in inputs {
        window.on(input, 0.0);
    }
    window
}

fn start() -> Input {
    Input::Start("418 205 937".into())
}

fn live() -> Window {
    after([start(), welcome(TOKEN), Input::Notice(AgentNotice::Asking), joined(0, None), Input::Picture])
}

fn problem(window: &Window) -> Option<Problem> {
    match window.stage() {
        Stage::Entry(problem) => *problem,
        other => panic!("not at the entry: {other:?}"),
    }
}

fn end_reason(window: &Window) -> EndReason {
    match window.stage() {
        Stage::Ended(ended) => ended.reason,
        other => panic!("not ended: {other:?}"),
    }
}

#[test]
fn an_id_leads_over_the_question_to_the_mirror() {
    let mut window = Window::default();
    let id = SessionId::new(418_205_937).unwrap();
    assert_eq!(window.on(start(), 0.0), [Action::Connect(Purpose::Join(id))]);
    assert_eq!(window.stage(), &Stage::Connecting);
    let actions = window.on(welcome(TOKEN), 0.0);
    assert_eq!(actions, [Action::Held, Action::Me(Slot(2), "Maya R.".into())]);
    window.on(Input::Notice(AgentNotice::Asking), 0.0);
    assert_eq!(window.stage(), &Stage::Asking);
    let actions = window.on(joined(4_000, None), 10_000.0);
    assert_eq!(
        actions,
        [Action::Keep(TOKEN.into()), Action::Begin(Mode::PartialControl), Action::Active(true)]
    );
    let live = window.stage().live().unwrap();
    assert_eq!((live.since, live.blank_since), (6_000.0, Some(10_000.0)));
    window.on(Input::Picture, 10_200.0);
    assert_eq!(window.stage().live().unwrap().blank_since, None);
}

#[test]
fn a_short_id_connects_nowhere() {
    let mut window = Window::default();
    let actions = window.on(Input::Start("418 205".into()), 0.0);
    assert!(!actions.iter().any(|action| matches!(action, Action::Connect(_))));
    assert_eq!(problem(&window), Some(Problem::Short));
}

#[test]
fn each_refusal_has_its_own_problem() {
    for (refusal, expected) in [
        (Refusal::UnknownSession, Problem::Unknown),
        (Refusal::InUse, Problem::InUse),
        (Refusal::TooManyTries { retry_s: 30 }, Problem::TooMany { until: 30_000.0 }),
        (Refusal::BadToken, Problem::Unreachable),
    ] {
        assert_eq!(problem(&after([start(), refused(refusal)])), Some(expected));
    }
    let invite = after([Input::Invite("t".into()), refused(Refusal::BadToken)]);
    assert_eq!(problem(&invite), Some(Problem::DeadInvite));
}

#[test]
fn the_close_behind_a_refusal_does_not_overwrite_it() {
    let mut window = after([start(), refused(Refusal::UnknownSession)]);
    assert_eq!(window.on(Input::Closed(1000), 1.0), []);
    assert_eq!(problem(&window), Some(Problem::Unknown));
}

#[test]
fn too_many_tries_are_forgiven_when_the_time_is_up() {
    let mut window = after([start(), refused(Refusal::TooManyTries { retry_s: 30 })]);
    window.on(Input::Tick, 29_000.0);
    assert!(problem(&window).is_some());
    window.on(Input::Tick, 30_000.0);
    assert_eq!(problem(&window), None);
}

#[test]
fn a_declined_request_ends_without_a_session() {
    for word in [refused(Refusal::Declined), ended(EndReason::Declined)] {
        let window = after([start(), welcome(TOKEN), Input::Notice(AgentNotice::Asking), word]);
        assert_eq!(end_reason(&window), EndReason::Declined);
    }
}

#[test]
fn cancel_withdraws_and_asks_for_an_id_again() {
    let mut window = after([start(), welcome(TOKEN), Input::Notice(AgentNotice::Asking)]);
    let actions = window.on(Input::Cancel, 0.0);
    assert_eq!(actions[0], Action::Signal(AgentSignal::Cancel));
    assert!(actions.contains(&Action::Disconnect) && actions.contains(&Action::Forget));
    assert_eq!(problem(&window), None);
}

#[test]
fn a_pause_empties_the_mirror_and_the_picture_comes_back_with_the_customer() {
    let mut window = live();
    let actions = window.on(Input::Notice(AgentNotice::Paused { left_ms: 1_800_000 }), 5_000.0);
    assert_eq!(actions, [Action::Active(false), Action::Clear]);
    assert_eq!(window.stage().live().unwrap().paused_until, Some(1_805_000.0));
    assert_eq!(window.on(Input::Notice(AgentNotice::Resumed), 6_000.0), [Action::Active(true)]);
    assert_eq!(window.stage().live().unwrap().blank_since, Some(6_000.0));
}

#[test]
fn a_window_that_joins_a_paused_session_shows_the_veil() {
    let window = after([start(), welcome(TOKEN), joined(9_000, Some(60_000))]);
    let live = window.stage().live().unwrap();
    assert_eq!((live.paused_until, live.blank_since), (Some(60_000.0), None));
}

#[test]
fn a_customer_who_loads_a_page_keeps_the_last_picture() {
    let mut window = live();
    window.on(Input::Notice(AgentNotice::CustomerAway { left_ms: 120_000 }), 1_000.0);
    let live = window.stage().live().unwrap();
    assert_eq!((live.is_here(), live.blank_since, live.away_until), (false, None, Some(121_000.0)));
    assert_eq!(window.on(Input::Notice(AgentNotice::CustomerBack), 2_000.0), [Action::Active(true)]);
    assert!(window.stage().live().unwrap().is_here());
}

#[test]
fn a_lost_socket_comes_back_with_the_newest_token() {
    let mut window = live();
    let actions = window.on(Input::Closed(1006), 10_000.0);
    assert_eq!(actions, [Action::Active(false), Action::ConnectLater(resume(TOKEN))]);
    assert_eq!(window.stage().live().unwrap().lost_since, Some(10_000.0));
    // The next try fails too: the loss counts from its start.
    assert_eq!(window.on(Input::Unreachable, 12_000.0)[1], Action::ConnectLater(resume(TOKEN)));
    assert_eq!(window.stage().live().unwrap().lost_since, Some(10_000.0));
    window.on(welcome("second"), 13_000.0);
    window.on(joined(13_000, None), 13_000.0);
    let live = window.stage().live().unwrap();
    assert_eq!((live.lost_since, live.blank_since), (None, None));
    assert_eq!(window.on(Input::Closed(1001), 20_000.0)[1], Action::ConnectLater(resume("second")));
}

#[test]
fn after_a_minute_away_it_is_over() {
    let mut window = live();
    window.on(Input::Closed(1006), 10_000.0);
    assert_eq!(window.on(Input::Tick, 69_000.0), []);
    let actions = window.on(Input::Tick, 70_000.0);
    assert!(actions.contains(&Action::Disconnect) && actions.contains(&Action::Forget));
    assert_eq!(end_reason(&window), EndReason::AgentGone);
}

#[test]
fn a_request_that_was_lost_with_its_socket_is_made_again() {
    let asking = || after([start(), welcome(TOKEN), Input::Notice(AgentNotice::Asking)]);
    let join = Purpose::Join(SessionId::new(418_205_937).unwrap());
    let mut window = asking();
    assert_eq!(window.on(Input::Closed(1006), 1_000.0)[1], Action::ConnectLater(join));
    assert_eq!(window.stage(), &Stage::Connecting);
    window.on(welcome("second"), 2_000.0);
    window.on(Input::Notice(AgentNotice::Asking), 2_000.0);
    assert_eq!(window.stage(), &Stage::Asking);

    let mut late = asking();
    late.on(Input::Closed(1006), 1_000.0);
    late.on(Input::Tick, 61_000.0);
    assert_eq!(problem(&late), Some(Problem::Unreachable));
    let mut over = asking();
    over.on(Input::Closed(1006), 1_000.0);
    over.on(refused(Refusal::UnknownSession), 2_000.0);
    assert_eq!(problem(&over), Some(Problem::Unknown));
    let invited = after([Input::Invite("t".into()), welcome(TOKEN), Input::Closed(1006)]);
    assert_eq!(problem(&invited), Some(Problem::Unreachable));
}

#[test]
fn a_reload_goes_on_and_a_dead_token_is_a_clear_end() {
    let mut window = Window::default();
    assert_eq!(window.on(Input::Reloaded(TOKEN.into()), 0.0), [Action::Connect(resume(TOKEN))]);
    window.on(welcome("second"), 1.0);
    window.on(joined(5_000, None), 1.0);
    assert!(window.stage().live().unwrap().blank_since.is_some());

    for word in [refused(Refusal::BadToken), Input::Closed(CloseCode::BadToken.code())] {
        assert_eq!(end_reason(&after([Input::Reloaded(TOKEN.into()), word])), EndReason::AgentGone);
    }
}

#[test]
fn a_relay_that_cannot_be_reached_is_said_below_the_field() {
    for loss in [Input::Unreachable, Input::Closed(1006)] {
        assert_eq!(problem(&after([start(), loss])), Some(Problem::Unreachable));
    }
}

#[test]
fn a_second_window_takes_over() {
    let mut window = live();
    window.on(Input::Closed(CloseCode::Replaced.code()), 1.0);
    assert_eq!(problem(&window), Some(Problem::Replaced));
}

#[test]
fn close_session_tells_the_relay_and_waits_for_its_word() {
    let mut window = live();
    assert_eq!(window.on(Input::Close, 1_000.0), [Action::Signal(AgentSignal::End)]);
    window.on(ended(EndReason::Agent), 1_050.0);
    assert_eq!(end_reason(&window), EndReason::Agent);

    let mut unanswered = live();
    unanswered.on(Input::Close, 1_000.0);
    unanswered.on(Input::Tick, 4_000.0);
    assert_eq!(end_reason(&unanswered), EndReason::Agent);
}

#[test]
fn close_session_while_offline_is_told_when_the_connection_is_back() {
    let mut window = live();
    window.on(Input::Closed(1006), 1_000.0);
    assert_eq!(window.on(Input::Close, 2_000.0), [Action::Clear]);
    assert_eq!(end_reason(&window), EndReason::Agent);
    window.on(welcome("second"), 3_000.0);
    assert_eq!(window.on(joined(3_000, None), 3_000.0), [Action::Signal(AgentSignal::End)]);
    assert!(window.on(ended(EndReason::Agent), 3_100.0).contains(&Action::Disconnect));
    assert_eq!(end_reason(&window), EndReason::Agent);
}

#[test]
fn an_end_keeps_what_the_summary_needs() {
    let mut window = live();
    window.on(ended(EndReason::Customer), 90_000.0);
    let Stage::Ended(ended) = window.stage() else { panic!("not ended") };
    assert_eq!(
        (ended.at, ended.live.as_ref().map(|live| live.customer.as_str())),
        (90_000.0, Some("Jordan P."))
    );
    assert_eq!(window.on(Input::Closed(4008), 90_001.0), []);
    window.on(Input::Again, 91_000.0);
    assert_eq!(problem(&window), None);
}

#[test]
fn a_log_in_that_ran_out_goes_on_where_it_was() {
    let mut window = live();
    window.on(Input::Closed(1006), 1_000.0);
    assert_eq!(window.on(Input::LoggedOut, 2_000.0), []);
    assert!(window.needs_login());
    assert_eq!(window.on(Input::LoggedIn, 9_000.0), [Action::Connect(resume(TOKEN))]);
    assert!(!window.needs_login());
}
