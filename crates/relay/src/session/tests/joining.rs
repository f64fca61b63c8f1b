//! How agents come in.

use super::*;
use pillion_protocol::close::CloseCode;
use pillion_protocol::mode::EndReason;
use pillion_protocol::notice::Agent;
use pillion_protocol::signal::AgentSignal;

#[test]
fn the_customer_is_asked_by_name_and_lets_that_agent_in() {
    let (mut bench, id) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    let asks = Agent { slot: Slot(1), name: "Maya R.".into() };
    assert_eq!(bench.notices(), [CustomerNotice::AgentAsks(asks.clone())]);
    assert!(matches!(bench.to_agent()[..], [AgentNotice::Welcome { .. }, AgentNotice::Asking]));
    bench.customer(CustomerSignal::Allow(Slot(1)));
    assert_eq!(bench.notices(), [CustomerNotice::AgentJoined(asks)]);
    assert!(matches!(bench.to_agent()[..], [AgentNotice::Joined { id: seen, .. }] if seen == id));
}

#[test]
fn the_code_itself_can_be_consent() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Code);
    bench.ask(AGENT, &maya()).unwrap();
    assert!(matches!(bench.to_agent()[..], [AgentNotice::Welcome { .. }, AgentNotice::Joined { .. }]));
    assert!(matches!(bench.notices()[..], [CustomerNotice::AgentJoined(_)]));
}

#[test]
fn allowing_one_agent_never_lets_another_in() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    bench.act(|room, cx| room.agent_says(cx, AGENT, &AgentSignal::Cancel));
    assert_eq!(bench.notices(), [CustomerNotice::AgentWithdrew(Slot(1))]);
    assert!(bench.has(&Action::Close { to: AGENT, code: CloseCode::Done }));
    bench.ask(PeerId(3), &tom()).unwrap();
    // The customer pressed Allow on Maya's name, just too late.
    bench.customer(CustomerSignal::Allow(Slot(1)));
    assert_eq!(bench.notices(), [CustomerNotice::Refused(Refusal::WrongState)]);
    bench.customer(CustomerSignal::Allow(Slot(2)));
    assert!(matches!(bench.notices()[..], [CustomerNotice::AgentJoined(_)]));
}

#[test]
fn declining_ends_the_session_and_says_so() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    bench.customer(CustomerSignal::Decline(Slot(1)));
    assert_eq!(bench.to_agent(), [AgentNotice::Ended(EndReason::Declined)]);
    assert_eq!(bench.notices(), [CustomerNotice::Ended(EndReason::Declined)]);
    assert!(!bench.actions.iter().any(|action| matches!(action, Action::Over(_))), "nothing was shared");
    assert_eq!(bench.ask(AGENT, &maya()), Err(Refusal::UnknownSession));
}

#[test]
fn a_second_agent_is_refused_while_one_asks_or_is_in() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    assert_eq!(bench.ask(PeerId(3), &tom()), Err(Refusal::InUse));
    bench.customer(CustomerSignal::Allow(Slot(1)));
    assert_eq!(bench.ask(PeerId(3), &tom()), Err(Refusal::InUse));
    assert_eq!(bench.ask(PeerId(3), &maya()), Err(Refusal::InUse), "the same agent twice");
}

#[test]
fn an_agent_lost_while_asking_has_withdrawn() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    bench.act(|room, cx| room.agent_lost(cx, AGENT));
    assert_eq!(bench.notices(), [CustomerNotice::AgentWithdrew(Slot(1))]);
    bench.ask(PeerId(3), &tom()).unwrap();
}

#[test]
fn the_same_agent_in_a_new_window_takes_a_lost_place_again() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.act(|room, cx| room.agent_lost(cx, AGENT));
    assert_eq!(bench.ask(PeerId(3), &tom()), Err(Refusal::InUse));
    bench.ask(PeerId(3), &maya()).unwrap();
    let said: Vec<AgentNotice> = bench.said(PeerId(3));
    assert!(matches!(said[..], [AgentNotice::Welcome { slot: Slot(1), .. }, AgentNotice::Joined { .. }]));
    assert_eq!(bench.notices(), [CustomerNotice::AgentBack(Slot(1)), CustomerNotice::SnapshotWanted]);
}

#[test]
fn slots_are_not_used_again_soon() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    let mut seen = Vec::new();
    for _ in 0..16 {
        bench.ask(AGENT, &maya()).unwrap();
        let asks = |notice| match notice {
            CustomerNotice::AgentAsks(agent) => Some(agent.slot.0),
            _ => None,
        };
        seen.extend(bench.notices().into_iter().filter_map(asks));
        bench.act(|room, cx| room.agent_lost(cx, AGENT));
    }
    assert_eq!(seen, (1..=15).chain([1]).collect::<Vec<u8>>());
}
