//! What passes between customer and agent, by mode and state.

use super::*;
use pillion_protocol::close::CloseCode;

#[test]
fn every_command_in_every_mode() {
    let free = [FrameType::AgentPointer, FrameType::Highlight, FrameType::Request];
    for mode in Mode::ALL {
        for kind in FrameType::ALL.iter().filter(|kind| kind.is_command()) {
            let mut bench = Bench::live(*mode);
            bench.command(*kind, 1);
            let expected = match mode {
                Mode::FullControl => true,
                Mode::PartialControl => *kind != FrameType::Fill,
                Mode::NoControl => free.contains(kind),
            };
            assert_eq!(bench.passed() == [CUSTOMER], expected, "{mode:?} {kind:?}");
            assert_eq!(bench.to_agent().is_empty(), expected, "{mode:?} {kind:?}");
        }
    }
}

#[test]
fn commands_of_an_agent_who_is_not_in_go_nowhere() {
    let (mut bench, _) = Bench::open(Mode::FullControl, Consent::Ask);
    bench.ask(AGENT, &maya()).unwrap();
    bench.command(FrameType::Click, 1);
    assert!(bench.passed().is_empty());
    assert_eq!(bench.to_agent(), [AgentNotice::Dropped(Refusal::WrongState)]);
    bench.update(FrameType::Snapshot, Flags::default());
    assert!(bench.passed().is_empty(), "an agent who asks sees nothing");
}

#[test]
fn another_slot_and_another_direction_end_the_connection() {
    for (kind, slot) in
        [(FrameType::Click, 2), (FrameType::Click, 0), (FrameType::Patch, 1), (FrameType::Notice, 1)]
    {
        let mut bench = Bench::live(Mode::FullControl);
        bench.command(kind, slot);
        assert!(bench.passed().is_empty());
        assert!(bench.has(&Action::Close { to: AGENT, code: CloseCode::NotAllowed }), "{kind:?} {slot}");
    }
}

#[test]
fn updates_begin_with_a_snapshot() {
    let mut bench = Bench::live(Mode::FullControl);
    for kind in [FrameType::Patch, FrameType::Scroll, FrameType::Pointer, FrameType::Asset] {
        bench.update(kind, Flags::default());
        assert!(bench.passed().is_empty(), "{kind:?}");
    }
    bench.update(FrameType::Snapshot, Flags::MORE);
    assert_eq!(bench.passed(), [AGENT]);
    bench.update(FrameType::Patch, Flags::default());
    assert_eq!(bench.passed(), [AGENT]);
}

#[test]
fn a_snapshot_that_has_begun_is_no_beginning() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.update(FrameType::Snapshot, Flags::MORE);
    bench.act(|room, cx| room.overflowed(cx, AGENT));
    for flags in [Flags::MORE, Flags::default()] {
        bench.update(FrameType::Snapshot, flags);
        assert!(bench.passed().is_empty());
    }
    bench.update(FrameType::Snapshot, Flags::default());
    assert_eq!(bench.passed(), [AGENT]);
}

#[test]
fn nothing_passes_while_paused_and_what_waits_is_forgotten() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.update(FrameType::Snapshot, Flags::default());
    bench.customer(CustomerSignal::Pause);
    assert!(bench.has(&Action::Purge { to: AGENT }));
    bench.update(FrameType::Snapshot, Flags::default());
    assert!(bench.passed().is_empty());
    bench.command(FrameType::Highlight, 1);
    assert!(bench.passed().is_empty());
    assert_eq!(bench.to_agent(), [AgentNotice::Dropped(Refusal::Paused)]);
    bench.command(FrameType::AgentPointer, 1);
    assert!(bench.actions.is_empty(), "a pointer is not worth a notice");
    bench.customer(CustomerSignal::Resume);
    bench.update(FrameType::Patch, Flags::default());
    assert!(bench.passed().is_empty(), "the agent has no snapshot");
    bench.update(FrameType::Snapshot, Flags::default());
    assert_eq!(bench.passed(), [AGENT]);
}

#[test]
fn pausing_twice_does_not_prolong_the_pause() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.customer(CustomerSignal::Pause);
    bench.pass(60_000);
    bench.customer(CustomerSignal::Pause);
    let left = (bench.limits.paused_ms - 60_000) as u32;
    assert_eq!(bench.notices(), [CustomerNotice::Paused { left_ms: left }]);
}

#[test]
fn a_stalled_agent_costs_the_customer_one_snapshot_until_it_caught_up() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.act(|room, cx| room.overflowed(cx, AGENT));
    assert_eq!(bench.notices(), [CustomerNotice::SnapshotWanted]);
    bench.act(|room, cx| room.overflowed(cx, AGENT));
    assert_eq!(bench.notices(), []);
    bench.act(|room, cx| room.caught_up(cx, AGENT));
    assert_eq!(bench.notices(), [CustomerNotice::SnapshotWanted]);
    bench.act(|room, cx| room.caught_up(cx, AGENT));
    assert_eq!(bench.notices(), []);
}

#[test]
fn a_customer_who_reads_no_commands_must_come_back() {
    let mut bench = Bench::live(Mode::FullControl);
    bench.act(|room, cx| room.overflowed(cx, CUSTOMER));
    assert!(bench.has(&Action::Close { to: CUSTOMER, code: CloseCode::Dead }));
}

#[test]
fn a_socket_that_was_replaced_says_nothing_any_more() {
    let mut bench = Bench::live(Mode::FullControl);
    let stranger = PeerId(99);
    bench.act(|room, cx| room.customer_says(cx, stranger, CustomerSignal::End));
    assert!(bench.actions.is_empty());
    let header = Header::plain(FrameType::Snapshot);
    bench.act(|room, cx| room.customer_frame(cx, stranger, header, Bytes::new()));
    assert!(bench.actions.is_empty());
    bench.act(|room, cx| room.customer_lost(cx, stranger, true));
    assert!(bench.actions.is_empty());
}
