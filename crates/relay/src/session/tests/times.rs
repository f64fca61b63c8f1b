//! What time does: IDs that run out, people who stay away, sessions that last too long.

use super::*;
use pillion_protocol::mode::EndReason;

#[test]
fn an_id_that_nobody_used_is_replaced_by_a_fresh_one() {
    let (mut bench, id) = Bench::open(Mode::FullControl, Consent::Ask);
    assert!(!bench.pass(bench.limits.unjoined_ms - 1));
    assert!(bench.pass(1));
    let expires_ms = bench.limits.unjoined_ms as u32;
    let notices = bench.notices();
    let [CustomerNotice::SessionOpened { id: fresh, expires_ms: left }] = notices[..] else {
        panic!("{notices:?}")
    };
    assert_ne!(fresh, id);
    assert_eq!(left, expires_ms);
    let keys = bench.room.keys();
    assert!(keys.contains(&Key::Session(fresh)) && !keys.contains(&Key::Session(id)));
}

#[test]
fn an_id_is_not_replaced_while_an_agent_asks() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    assert!(!bench.pass(2 * bench.limits.unjoined_ms));
    bench.act(|room, cx| room.agent_lost(cx, AGENT));
    assert!(bench.pass(0), "afterwards it is, at once");
    assert!(matches!(bench.notices()[..], [CustomerNotice::SessionOpened { .. }]));
}

#[test]
fn a_session_that_nobody_joins_ends() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    assert!(bench.pass(bench.limits.waiting_ms));
    assert_eq!(bench.notices(), [CustomerNotice::Ended(EndReason::WaitingTimeout)]);
}

#[test]
fn a_customer_may_be_away_for_a_while() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.lose_customer(CUSTOMER);
    let left_ms = bench.limits.customer_away_ms as u32;
    assert_eq!(bench.to_agent(), [AgentNotice::CustomerAway { left_ms }]);
    assert!(!bench.pass(u64::from(left_ms) - 1));
    assert!(bench.pass(1));
    assert_eq!(bench.to_agent(), [AgentNotice::Ended(EndReason::CustomerGone)]);
    assert!(bench.has(&Action::Gone));
    assert!(
        bench
            .actions
            .iter()
            .any(|action| matches!(action, Action::Farewell { reason: EndReason::CustomerGone, .. }))
    );
}

#[test]
fn an_announced_absence_is_longer_but_not_without_end() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.customer(CustomerSignal::ExpectAway { seconds: 60_000 });
    bench.lose_customer(CUSTOMER);
    assert_eq!(bench.to_agent(), [AgentNotice::CustomerAway { left_ms: 900_000 }]);
    bench.customer(CustomerSignal::ExpectAway { seconds: 1 });
    assert!(!bench.pass(899_999));
    assert!(bench.pass(1));
}

#[test]
fn an_agent_may_be_away_for_a_while() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.act(|room, cx| room.agent_lost(cx, AGENT));
    assert_eq!(bench.notices(), [CustomerNotice::AgentAway(Slot(1))]);
    assert!(!bench.pass(bench.limits.agent_away_ms - 1));
    assert!(bench.pass(1));
    assert_eq!(bench.notices(), [CustomerNotice::Ended(EndReason::AgentGone)]);
}

#[test]
fn a_pause_and_a_session_have_their_longest_time() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.customer(CustomerSignal::Pause);
    assert!(!bench.pass(bench.limits.paused_ms - 1));
    assert!(bench.pass(1));
    assert_eq!(bench.notices(), [CustomerNotice::Ended(EndReason::IdleTimeout)]);

    let mut bench = Bench::live(Mode::FullControl);
    assert!(!bench.pass(bench.limits.session_ms - 1));
    assert!(bench.pass(1));
    assert_eq!(bench.to_agent(), [AgentNotice::Ended(EndReason::TimeLimit)]);
    let over = bench.actions.iter().find_map(|action| match action {
        Action::Over(over) => Some(over),
        _ => None,
    });
    let over = over.unwrap();
    assert_eq!((over.agent.clone(), over.reason), (maya(), EndReason::TimeLimit));
    assert_eq!(u64::from(over.live_ms), bench.limits.session_ms);
}

#[test]
fn a_visit_with_nothing_in_it_is_forgotten_when_its_page_says_goodbye() {
    let mut bench = Bench::new();
    bench.act(|room, cx| room.customer_lost(cx, CUSTOMER, true));
    assert_eq!(bench.actions, [Action::Gone]);

    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.act(|room, cx| room.customer_lost(cx, CUSTOMER, true));
    assert!(!bench.has(&Action::Gone), "a session is kept over a page load");
}

#[test]
fn a_clock_that_was_set_back_over_a_restart_makes_nothing_last_longer() {
    const DAY_MS: u64 = 24 * 3_600_000;
    let mut bench = Bench::new();
    let token = bench.token(CUSTOMER);
    bench.now += 10 * DAY_MS;
    bench.open_session(Mode::FullControl, Consent::Code, Channel::Phone);
    bench.ask(AGENT, &maya()).unwrap();
    bench.customer(CustomerSignal::Pause);
    bench.now -= 5 * DAY_MS;
    bench.restart();
    assert!(bench.back(CUSTOMER, &token, false));
    assert!(bench.pass(bench.limits.paused_ms), "the pause does not last five days more");
    assert_eq!(bench.notices(), [CustomerNotice::Ended(EndReason::IdleTimeout)]);
}

#[test]
fn a_clock_that_was_set_back_gives_an_id_no_longer_life() {
    let (mut bench, id) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.now -= 900_000;
    bench.restart();
    bench.pass(bench.limits.unjoined_ms);
    assert!(!bench.room.keys().contains(&Key::Session(id)));
}
