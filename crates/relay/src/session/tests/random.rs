//! Anything in any order: what must hold all the same.

use super::*;
use pillion_protocol::signal::AgentSignal;
use proptest::prelude::*;

/// One thing that may happen.
#[derive(Debug, Clone)]
enum Step {
    Customer(CustomerSignal),
    Update(FrameType, bool),
    CustomerLost,
    CustomerBack(bool),
    Asks(PeerId, bool),
    Agent(AgentSignal),
    Command(usize, u8),
    AgentLost,
    Overflowed,
    CaughtUp,
    Passes(u32),
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let open =
        (0..3usize, any::<bool>(), any::<bool>()).prop_map(|(mode, ask, chat)| CustomerSignal::OpenSession {
            mode: Mode::ALL[mode],
            consent: if ask { Consent::Ask } else { Consent::Code },
            channel: if chat { Channel::Chat } else { Channel::Phone },
        });
    let signal = prop_oneof![
        3 => open,
        1 => (1..4u8).prop_map(|slot| CustomerSignal::Allow(Slot(slot))),
        1 => (1..4u8).prop_map(|slot| CustomerSignal::Decline(Slot(slot))),
        1 => Just(CustomerSignal::Pause),
        1 => Just(CustomerSignal::Resume),
        1 => Just(CustomerSignal::End),
        1 => Just(CustomerSignal::OpenChat { name: "Jordan".into() }),
        1 => Just(CustomerSignal::Say("Help".into())),
        1 => Just(CustomerSignal::CloseChat),
        1 => any::<u16>().prop_map(|seconds| CustomerSignal::ExpectAway { seconds }),
    ];
    let updates =
        [FrameType::Snapshot, FrameType::Snapshot, FrameType::Patch, FrameType::Pointer, FrameType::Asset];
    let step = prop_oneof![
        6 => signal.prop_map(Step::Customer),
        6 => (prop::sample::select(updates.to_vec()), any::<bool>()).prop_map(|(kind, more)| Step::Update(kind, more)),
        1 => Just(Step::CustomerLost),
        2 => any::<bool>().prop_map(Step::CustomerBack),
        4 => (2..5u64, any::<bool>()).prop_map(|(peer, tom)| Step::Asks(PeerId(peer), tom)),
        1 => prop_oneof![Just(AgentSignal::End), Just(AgentSignal::Cancel)].prop_map(Step::Agent),
        4 => (0..8usize, 0..4u8).prop_map(|(kind, slot)| Step::Command(kind, slot)),
        1 => Just(Step::AgentLost),
        1 => Just(Step::Overflowed),
        1 => Just(Step::CaughtUp),
        2 => (0..3_000_000u32).prop_map(Step::Passes),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 0..60)
}

/// A bench, and what an observer outside knows.
struct Observed {
    bench: Bench,
    token: String,
    paused: bool,
    /// Sockets that got a snapshot's beginning since the last time one was needed.
    fed: Vec<PeerId>,
}

impl Observed {
    fn step(&mut self, step: Step) {
        let commands: Vec<FrameType> =
            FrameType::ALL.iter().copied().filter(|kind| kind.is_command()).collect();
        let mut sent = None;
        let bench = &mut self.bench;
        bench.actions.clear();
        match step {
            Step::Customer(signal) => bench.customer(signal),
            Step::Update(kind, more) => {
                sent = Some(kind);
                bench.update(kind, if more { Flags::MORE } else { Flags::default() });
            }
            Step::CustomerLost => bench.lose_customer(CUSTOMER),
            Step::CustomerBack(page_load) => {
                let token = Presented::of(&self.token);
                let back =
                    bench.act(|room, cx| room.customer_back(cx, CUSTOMER, &token, visitor(), page_load));
                assert_eq!(back, Fit::Good, "the newest token is always good");
                self.token = bench.token(CUSTOMER);
                self.fed.clear();
            }
            Step::Asks(peer, tom) => {
                let agent = if tom { super::tom() } else { maya() };
                // One socket asks once.
                if !bench.room.peers().contains(&peer) {
                    let _ = bench.ask(peer, &agent);
                    self.fed.retain(|fed| *fed != peer);
                }
            }
            Step::Agent(signal) => bench.act(|room, cx| room.agent_says(cx, AGENT, &signal)),
            Step::Command(kind, slot) => bench.command(commands[kind], slot),
            Step::AgentLost => bench.act(|room, cx| room.agent_lost(cx, AGENT)),
            Step::Overflowed => {
                bench.act(|room, cx| room.overflowed(cx, AGENT));
                self.fed.retain(|fed| *fed != AGENT);
            }
            Step::CaughtUp => bench.act(|room, cx| room.caught_up(cx, AGENT)),
            Step::Passes(ms) => drop(bench.pass(u64::from(ms))),
            Step::Restart => {
                bench.restart();
                bench.actions.clear();
                self.fed.clear();
                self.paused = bench.room.is_paused();
            }
        }
        self.check(sent);
    }

    fn check(&mut self, sent: Option<FrameType>) {
        let joined = self.bench.room.joined_peers();
        for action in &self.bench.actions {
            let Action::Pass { to, kind, .. } = action else { continue };
            assert!(!self.paused, "{kind:?} passed while sharing was stopped");
            if kind.is_update() {
                assert!(joined.contains(to), "{kind:?} to somebody who is not in");
                assert_eq!(Some(*kind), sent);
                if *kind == FrameType::Snapshot && !self.fed.contains(to) {
                    self.fed.push(*to);
                }
                assert!(self.fed.contains(to), "{kind:?} before its snapshot");
            } else {
                assert_eq!(*to, CUSTOMER);
            }
        }
        let paused = self.bench.room.is_paused();
        if paused {
            self.fed.clear();
        }
        self.paused = paused;
        // Whoever is not in any more needs a snapshot to begin again.
        self.fed.retain(|fed| joined.contains(fed));
        assert!(joined.len() <= 1);
        let keys = self.bench.room.keys();
        let mut unique = keys.clone();
        unique.dedup();
        assert_eq!(keys.len(), unique.len());
    }
}

proptest! {
    #[test]
    fn nobody_sees_or_does_what_they_may_not(steps in steps()) {
        let bench = Bench::new();
        let token = bench.token(CUSTOMER);
        let mut observed = Observed { bench, token, paused: false, fed: Vec::new() };
        for step in steps {
            observed.step(step);
            if observed.bench.has(&Action::Gone) {
                break;
            }
        }
    }
}
