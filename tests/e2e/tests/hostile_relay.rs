//! A relay that lies, repeats, mixes up and garbles: nothing leaves without the customer's Allow, nothing is done beyond
//! the tag's mode, and the page goes on.

use anyhow::{Result, ensure};
use pillion_e2e::wait::{eventually, holds};
use pillion_protocol::command::*;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::mode::Mode;
use pillion_protocol::notice::{Agent, CustomerNotice, SessionState};
use pillion_protocol::update::{CommandResult, Denied, Place};
use pillion_protocol::{from_payload, to_payload};

#[path = "hostile_relay/scene.rs"]
mod scene;

use scene::{Scene, eve, live_with, welcome};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_and_nobody_is_heard_before_allow() -> Result<()> {
    let mut scene = Scene::new("").await?;
    scene.customer.start().await?;
    scene.heard().await?;
    let before = scene.fingerprint().await?;
    for notice in [
        CustomerNotice::SnapshotWanted,
        CustomerNotice::Resumed,
        CustomerNotice::AgentBack(Slot(1)),
        CustomerNotice::AgentJoined(eve(1)),
        CustomerNotice::AgentJoined(eve(1)),
        CustomerNotice::Paused { left_ms: 9 },
        CustomerNotice::Resumed,
        welcome(Some(live_with(vec![eve(1), eve(2)]))),
        CustomerNotice::SnapshotWanted,
    ] {
        scene.lie(&notice)?;
        scene.command_all(Slot(1), Epoch(1), 1)?;
    }
    scene.heard().await?;
    scene.customer.is("requested").await?;
    assert_eq!(scene.left(), 0, "the page left the browser");
    assert!(scene.fingerprint().await? == before, "the page was touched");
    scene.customer.press("Decline").await?;
    scene.customer.is("ended").await?;
    assert_eq!(scene.left(), 0);
    scene.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_the_customer_did_not_start_is_none() -> Result<()> {
    let mut scene = Scene::new("data-consent=\"code\"").await?;
    scene.customer.choose("Chat").await?;
    scene.customer.browser.find(pillion_e2e::customer::PANEL, "textbox", "*").await?;
    scene.heard().await?;
    let before = scene.fingerprint().await?;
    scene.lie(&welcome(Some(live_with(vec![eve(1)]))))?;
    scene.lie(&CustomerNotice::AgentJoined(eve(1)))?;
    scene.lie(&CustomerNotice::SnapshotWanted)?;
    scene.command_all(Slot(1), Epoch(1), 1)?;
    scene.heard().await?;
    scene.customer.is("idle").await?;
    assert_eq!(scene.left(), 0, "the page left the browser");
    assert!(scene.fingerprint().await? == before, "the page was touched");
    scene.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_is_added_to_a_live_session_sees_nothing_and_stops_all() -> Result<()> {
    let (mut scene, agent) = Scene::live("").await?;
    scene.heard().await?;
    scene.lie(&CustomerNotice::AgentJoined(eve(2)))?;
    scene.heard().await?;
    scene.customer.is("requested").await?;
    let left = scene.left();
    scene.customer.run("document.querySelector('#words').textContent = 'said meanwhile'").await?;
    scene.customer.settle().await?;
    let before = scene.fingerprint().await?;
    for slot in [agent.slot(), Slot(2)] {
        scene.command_all(slot, agent.epoch(), 10_000)?;
    }
    scene.heard().await?;
    assert_eq!(scene.left(), left, "the page left the browser");
    assert!(scene.fingerprint().await? == before, "the page was touched");
    scene.customer.press("Decline").await?;
    scene.customer.is("ended").await?;
    scene.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_customer_stopped_is_not_started_again_by_the_relay() -> Result<()> {
    let (mut scene, agent) = Scene::live("").await?;
    scene.customer.press("Stop sharing").await?;
    scene.customer.is("paused").await?;
    scene.heard().await?;
    let (left, before) = (scene.left(), scene.fingerprint().await?);
    let me = Agent { slot: agent.slot(), name: "Raw R.".into() };
    for notice in [
        CustomerNotice::Resumed,
        CustomerNotice::AgentJoined(me.clone()),
        welcome(Some(live_with(vec![me]))),
        CustomerNotice::SnapshotWanted,
    ] {
        scene.lie(&notice)?;
        scene.command_all(agent.slot(), agent.epoch(), 10_000)?;
    }
    scene.heard().await?;
    scene.customer.is("paused").await?;
    assert_eq!(scene.left(), left, "the page left the browser");
    assert!(scene.fingerprint().await? == before, "the page was touched");
    scene.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mode_that_the_relay_raises_is_still_the_tags() -> Result<()> {
    let (scene, mut agent) = Scene::live("data-mode=\"no-control\"").await?;
    scene.malice().turn(|frame| {
        let Ok((header, payload)) = Header::split(&frame) else { return vec![frame] };
        match from_payload::<CustomerNotice>(payload) {
            Ok(CustomerNotice::Welcome { token, epoch, company, session: Some(session), chat }) => {
                let session = Some(SessionState { mode: Mode::FullControl, ..session });
                let lie = CustomerNotice::Welcome { token, epoch, company, session, chat };
                vec![header.frame(&to_payload(&lie))]
            }
            _ => vec![frame],
        }
    });
    let first = agent.epoch();
    scene.customer.browser.driver().refresh().await?;
    scene.customer.is("live").await?;
    eventually("the next page at the agent", async || Ok(holds(agent.epoch() != first))).await?;
    scene.customer.settle().await?;
    assert_eq!(scene.customer.run("return Pillion.mode").await?, "no-control");
    let before = scene.fingerprint().await?;
    agent.say_by(scene.malice().clone());
    let at = Place { node: agent.node("toggle")?, x: 9, y: 9 };
    for command in [
        Command::Click(Click { at, kind: ClickKind::Single, held: Held::default() }),
        Command::Fill(Fill { node: agent.node("text")?, what: Filling::Value("x".into()) }),
        Command::Key(Key { node: agent.node("text")?, key: KeyName::Delete, held: Held::default() }),
        Command::Scroll(AgentScroll { node: agent.node("#document")?, x: 0, y: 500 }),
        Command::Navigate(Navigate::Reload),
    ] {
        let said = agent.act(&command).await?;
        ensure!(said == CommandResult::Refused(Denied::ViewOnly), "{command:?}: {said:?}");
        assert!(scene.fingerprint().await? == before, "{command:?} touched the page");
    }
    scene.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_once_is_done_once_and_in_its_order() -> Result<()> {
    let (mut scene, mut agent) = Scene::live("").await?;
    let text = agent.node("text")?;
    let fill = |value: &str| Command::Fill(Fill { node: text, what: Filling::Value(value.into()) });
    for value in ["first", "second"] {
        ensure!(agent.act(&fill(value)).await? == CommandResult::Done);
    }
    scene.customer.has_value("#text", "second").await?;
    scene.customer.run("document.querySelector('#text').value = 'mine'").await?;
    scene.heard().await?;
    let before = scene.fingerprint().await?;
    let commands: Vec<_> = scene.malice().honest().into_iter().filter(|frame| is_command(frame)).collect();
    ensure!(commands.len() == 2);
    for frame in commands.iter().chain(commands.iter().rev()) {
        scene.malice().say(frame)?;
    }
    scene.heard().await?;
    assert!(scene.fingerprint().await? == before, "a replay touched the page");

    // Each two commands the other way round: the later one counts, the earlier one is too late.
    let mut kept: Option<Vec<u8>> = None;
    scene.malice().turn(move |frame| {
        if !is_command(&frame) {
            return vec![frame];
        }
        match kept.take() {
            Some(earlier) => vec![frame, earlier],
            None => {
                kept = Some(frame);
                vec![]
            }
        }
    });
    let earlier = agent.send(&fill("earlier")).await?;
    let later = agent.send(&fill("later")).await?;
    ensure!(agent.outcome(later, 0).await? == CommandResult::Done);
    ensure!(agent.outcome(earlier, 0).await? == CommandResult::Refused(Denied::Replay));
    scene.customer.has_value("#text", "later").await?;
    scene.end().await
}

fn is_command(frame: &[u8]) -> bool {
    Header::split(frame).is_ok_and(|(header, _)| header.kind.is_command())
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// A frame with flipped bits, cut off, made longer, or under another head.
fn garble(frame: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = frame.to_vec();
    match dice.below(4) {
        0 => (0..=dice.below(8)).for_each(|_| {
            let at = dice.below(out.len());
            if let Some(byte) = out.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }),
        1 => out.truncate(dice.below(out.len())),
        2 => out.extend((0..dice.below(300)).map(|_| dice.below(256) as u8)),
        _ => {
            if let Some(byte) = out.get_mut(dice.below(4)) {
                *byte = dice.below(256) as u8;
            }
        }
    }
    out
}

/// What a session before and after Allow is told, many times and never as it should be.
async fn noise(scene: &mut Scene, frames: &[Vec<u8>], seed: u64) -> Result<()> {
    let mut dice = Dice(seed);
    for _ in 0..40 {
        for frame in frames {
            // It may have ended the session: then nobody hears the rest.
            let _ = scene.malice().say(&garble(frame, &mut dice));
        }
        let noise: Vec<u8> = (0..dice.below(200)).map(|_| dice.below(256) as u8).collect();
        let _ = scene.malice().say(&noise);
        scene.heard().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn garbled_frames_do_nothing_and_let_nothing_out() -> Result<()> {
    let mut scene = Scene::new("data-mode=\"no-control\"").await?;
    scene.customer.start().await?;
    scene.heard().await?;
    let before = scene.fingerprint().await?;
    let mut frames = scene.malice().honest();
    let told = [
        CustomerNotice::AgentJoined(eve(1)),
        CustomerNotice::AgentBack(Slot(1)),
        CustomerNotice::SnapshotWanted,
        CustomerNotice::Resumed,
        welcome(Some(live_with(vec![eve(1)]))),
    ];
    frames.extend(told.iter().map(|notice| Header::plain(FrameType::Notice).frame(&to_payload(notice))));
    noise(&mut scene, &frames, 1).await?;
    assert_eq!(scene.left(), 0, "the page left the browser");
    assert!(scene.fingerprint().await? == before, "the page was touched");

    scene.end().await?;

    let (mut scene, mut agent) = Scene::live("data-mode=\"no-control\"").await?;
    scene.heard().await?;
    let before = scene.fingerprint().await?;
    let at = Place { node: agent.node("toggle")?, x: 9, y: 9 };
    let commands = [
        Command::Click(Click { at, kind: ClickKind::Single, held: Held::default() }),
        Command::Fill(Fill { node: agent.node("text")?, what: Filling::Value("x".into()) }),
        Command::Key(Key { node: agent.node("text")?, key: KeyName::Delete, held: Held::default() }),
        Command::Navigate(Navigate::To("#agent".into())),
        Command::Highlight(Highlight::Toggle { node: agent.node("words")?, note: "note".into() }),
        Command::Pointer(AgentPointer { at, action: pillion_protocol::update::PointerAction::Press }),
    ];
    let frames: Vec<_> = commands
        .iter()
        .map(|command| agent.header(command.frame_type()).frame(&command.to_payload()))
        .collect();
    noise(&mut scene, &frames, 2).await?;
    assert!(scene.fingerprint().await? == before, "the page was touched");
    // Last what may well end the session.
    let notices = scene.malice().honest();
    noise(&mut scene, &notices, 3).await?;
    assert!(scene.fingerprint().await? == before, "the page was touched");
    scene.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_that_are_said_again_end_the_session_cleanly_or_change_nothing() -> Result<()> {
    let (mut scene, _agent) = Scene::live("").await?;
    let notices: Vec<_> = scene.malice().honest().into_iter().filter(|frame| !is_command(frame)).collect();
    for frame in notices.iter().rev().chain(&notices) {
        let _ = scene.malice().say(frame);
        scene.heard().await?;
    }
    let state = scene.customer.run("return Pillion.state").await?;
    ensure!(["live", "ended", "requested", "waiting"].iter().any(|fine| state == *fine), "{state}");
    let left = scene.left();
    if state != "live" {
        scene.customer.run("document.querySelector('#words').textContent = 'said later'").await?;
        scene.heard().await?;
        assert_eq!(scene.left(), left, "the page left the browser");
    }
    scene.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_without_measure_are_passed_over() -> Result<()> {
    let (mut scene, mut agent) = Scene::live("").await?;
    let huge = vec![7; 20 << 20];
    scene.malice().say(&Header::plain(FrameType::Notice).frame(&huge))?;
    let header = agent.header(FrameType::Fill);
    scene.malice().say(&header.frame(&huge))?;
    // 64 MiB of nothing, in 64 KiB.
    let bomb = agent.header(FrameType::Highlight);
    let bomb = Header { flags: bomb.flags.with(Flags::DEFLATED), ..bomb };
    scene.malice().say(&bomb.frame(&pillion_e2e::wire::deflate(&vec![0; 64 << 20])?))?;
    scene.heard().await?;
    let text = agent.node("text")?;
    let fill = Command::Fill(Fill { node: text, what: Filling::Value("still here".into()) });
    ensure!(agent.act(&fill).await? == CommandResult::Done);
    scene.customer.has_value("#text", "still here").await?;
    scene.end().await
}
