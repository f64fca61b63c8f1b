//! Coming back: tokens, epochs, restarts.

use super::*;
use pillion_protocol::close::CloseCode;
use pillion_protocol::mode::EndReason;
use pillion_protocol::notice::SessionState;

fn session(notices: &[CustomerNotice]) -> Option<SessionState> {
    match notices.first() {
        Some(CustomerNotice::Welcome { session, .. }) => session.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_page_load_begins_an_epoch_and_a_lost_network_does_not() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.lose_customer(CUSTOMER);
    let mut token = Bench::new().token(CUSTOMER);
    for (peer, page_load, expected) in [(11, true, 2), (12, false, 2), (13, true, 3)] {
        let peer = PeerId(peer);
        assert!(bench.back(peer, &token, page_load));
        let notices: Vec<CustomerNotice> = bench.said(peer);
        assert!(matches!(notices[0], CustomerNotice::Welcome { epoch, .. } if epoch == Epoch(expected)));
        assert_eq!(bench.to_agent(), [AgentNotice::CustomerBack]);
        token = bench.token(peer);
        bench.lose_customer(peer);
    }
}

#[test]
fn what_the_customer_missed_is_in_the_welcome() {
    let (mut bench, id) = Bench::open(Mode::PartialControl, Consent::Ask);
    let token = Bench::new().token(CUSTOMER);
    bench.lose_customer(CUSTOMER);
    bench.ask(AGENT, &maya()).unwrap();
    assert!(bench.back(PeerId(11), &token, true));
    let state = session(&bench.said(PeerId(11))).unwrap();
    assert_eq!((state.id, state.mode), (id, Mode::PartialControl));
    assert_eq!(state.asking.map(|agent| agent.name), Some("Maya R.".into()));
    assert!(state.agents.is_empty() && state.expires_ms > 0);
}

#[test]
fn an_old_token_is_no_good_once_the_new_one_is_used() {
    let mut bench = Bench::live(Mode::FullControl);
    let first = Bench::new().token(CUSTOMER);
    assert!(bench.back(PeerId(11), &first, false));
    assert!(bench.has(&Action::Close { to: CUSTOMER, code: CloseCode::Replaced }));
    let second = bench.token(PeerId(11));
    assert!(!bench.back(PeerId(12), &first, false), "the new one is held by an open socket");
    bench.act(|room, cx| room.customer_says(cx, PeerId(11), CustomerSignal::Pause));
    bench.lose_customer(PeerId(11));
    assert!(!bench.back(PeerId(12), &first, false), "the new one was seen to have arrived");
    assert!(bench.back(PeerId(12), &second, false));
}

#[test]
fn a_page_that_forwards_before_it_learns_its_token_keeps_the_session() {
    let mut bench = Bench::live(Mode::FullControl);
    let first = Bench::new().token(CUSTOMER);
    bench.lose_customer(CUSTOMER);
    for peer in [11, 12, 13] {
        assert!(bench.back(PeerId(peer), &first, true));
        bench.lose_customer(PeerId(peer));
    }
}

#[test]
fn a_token_is_of_one_site() {
    let mut bench = Bench::live(Mode::FullControl);
    let token = Presented::of(&Bench::new().token(CUSTOMER));
    let elsewhere = Visitor { origin: "https://shop.example".into(), ..visitor() };
    let fit = bench.act(|room, cx| room.customer_back(cx, PeerId(11), &token, elsewhere, false));
    assert_eq!(fit, Fit::Bad);
    let keyed = Visitor { site_key: Some("bank".into()), ..visitor() };
    let fit = bench.act(|room, cx| room.customer_back(cx, PeerId(11), &token, keyed, false));
    assert_eq!(fit, Fit::Bad);
}

#[test]
fn an_agent_comes_back_with_a_token_of_their_own() {
    let (mut bench, id) = Bench::open(Mode::FullControl, Consent::Code);
    bench.ask(AGENT, &maya()).unwrap();
    let token = bench.token(AGENT);
    let presented = Presented::of(&token);
    bench.act(|room, cx| room.agent_lost(cx, AGENT));
    let stolen = bench.act(|room, cx| room.agent_back(cx, PeerId(3), &tom(), &presented));
    assert_eq!(stolen, Fit::Bad);
    assert_eq!(bench.act(|room, cx| room.agent_back(cx, PeerId(3), &maya(), &presented)), Fit::Good);
    let said: Vec<AgentNotice> = bench.said(PeerId(3));
    assert!(
        matches!(&said[..], [AgentNotice::Welcome { token: fresh, .. }, AgentNotice::Joined { id: seen, .. }]
        if *fresh != token && *seen == id)
    );
    assert_eq!(bench.notices(), [CustomerNotice::AgentBack(Slot(1)), CustomerNotice::SnapshotWanted]);
}

#[test]
fn a_customer_who_was_away_learns_how_it_ended() {
    let mut bench = Bench::live(Mode::FullControl);
    let token = Bench::new().token(CUSTOMER);
    bench.lose_customer(CUSTOMER);
    bench.act(|room, cx| room.end(cx, EndReason::Agent));
    assert!(bench.back(PeerId(11), &token, true));
    let notices: Vec<CustomerNotice> = bench.said(PeerId(11));
    assert!(matches!(
        notices[..],
        [CustomerNotice::Welcome { session: None, .. }, CustomerNotice::Ended(EndReason::Agent)]
    ));
}

#[test]
fn an_agent_who_was_away_is_left_a_farewell() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.act(|room, cx| room.agent_lost(cx, AGENT));
    bench.customer(CustomerSignal::End);
    let farewell = |action: &Action| matches!(action, Action::Farewell { reason: EndReason::Customer, .. });
    assert!(bench.actions.iter().any(farewell));
}

#[test]
fn a_live_session_goes_on_after_a_restart_with_its_id_and_without_storing_it() {
    let (mut bench, id) = Bench::open(Mode::NoControl, Consent::Code);
    let customer = Bench::new().token(CUSTOMER);
    bench.ask(AGENT, &maya()).unwrap();
    let agent = Presented::of(&bench.token(AGENT));
    bench.customer(CustomerSignal::Pause);
    let stored = serde_json::to_string(&bench.room.record()).unwrap();
    assert!(!stored.contains(&id.to_string()) && !stored.contains(&customer), "{stored}");
    // A second restart before anybody came back must lose nothing either.
    bench.restart();
    bench.restart();
    assert!(!bench.room.keys().contains(&Key::Session(id)));
    assert!(bench.back(PeerId(11), &customer, false));
    let state = session(&bench.said(PeerId(11))).unwrap();
    assert_eq!((state.id, state.mode, state.agents.len()), (id, Mode::NoControl, 1));
    assert!(state.paused_left_ms.is_some());
    assert_eq!(bench.act(|room, cx| room.agent_back(cx, AGENT, &maya(), &agent)), Fit::Good);
    let said = bench.to_agent();
    assert!(
        matches!(&said[1], AgentNotice::Joined { id: seen, paused_left_ms: Some(_), .. } if *seen == id),
        "{said:?}"
    );
}

#[test]
fn an_open_session_waits_on_after_a_restart_with_the_same_id() {
    let (mut bench, id) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    bench.restart();
    assert!(bench.room.keys().contains(&Key::Session(id)));
    bench.ask(AGENT, &maya()).expect("who asked before the restart asks again");
}

#[test]
fn who_does_not_come_back_after_a_restart_is_missed() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.restart();
    assert!(bench.pass(bench.limits.agent_away_ms));
    assert_eq!(bench.room.deadline(1, 1), Some(1_000_000 + bench.limits.customer_away_ms));
    assert!(bench.pass(bench.limits.customer_away_ms));
    assert!(bench.has(&Action::Gone));
}
