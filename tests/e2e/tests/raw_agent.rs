//! An agent who sends anything: every command on every kind of target in every mode. What is refused leaves the page
//! as it was and is counted; what the table allows is done.

use anyhow::{Context, Result, ensure};
use pillion_e2e::customer::Customer;
use pillion_e2e::raw::RawAgent;
use pillion_e2e::site::{Plot, Site};
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::World;
use pillion_protocol::command::*;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, MarkId, NodeId, Slot};
use pillion_protocol::update::{CommandResult, Denied, Place};
use serde_json::json;

#[path = "raw_agent/table.rs"]
mod table;

use table::{ADDRESSES, CLICKS, FILLS, KEYS, filling};

const PAGE: &str = include_str!("../pages/targets.html");

/// A live session on the page of all targets.
struct Ride {
    world: World,
    customer: Customer,
    agent: RawAgent,
    _site: Site,
    mode: &'static str,
    before: String,
}

impl Ride {
    async fn start(mode: &'static str) -> Result<Ride> {
        let plot = Plot::take().await?;
        let world = World::with(&["--allow-origin".to_owned(), plot.origin()]).await?;
        let tag = format!(
            "<script async src=\"{}/snippet.js\" data-shadow=\"open\" data-mode=\"{mode}\" \
             data-no-control=\"#kept-by-tag\" data-block=\"#blocked-by-tag\"></script>",
            world.proxy.origin()
        );
        let site = plot.build("", &PAGE.replace("TAG", &tag));
        let customer = world.customer().await?;
        customer.browser.go(&site.origin()).await?;
        let id = customer.start().await?;
        customer
            .run("Pillion.addEventListener('commandrefused', (event) => refusals.push(event.detail.reason))")
            .await?;
        let agent = RawAgent::ask(&world, "Raw R.", id).await?;
        customer.press("Allow").await?;
        agent.sees_a_page().await?;
        customer.is("live").await?;
        let mut ride = Ride { world, customer, agent, _site: site, mode, before: String::new() };
        if mode == "no-control" {
            // Past the relay, which would drop these by their type.
            ride.agent.say_by(ride.world.proxy.malice().clone());
        }
        ride.steady().await?;
        Ok(ride)
    }

    /// Takes the page as it is, once nothing of its own moves any more.
    async fn steady(&mut self) -> Result<()> {
        self.customer.settle().await?;
        eventually("the page to be still", async || {
            let now = self.fingerprint().await?;
            Ok(holds(std::mem::replace(&mut self.before, now.clone()) == now))
        })
        .await
    }

    async fn fingerprint(&self) -> Result<String> {
        let print = self.customer.run("return fingerprint()").await?;
        print.as_str().map(str::to_owned).context("no page")
    }

    async fn is_untouched(&self, what: &str) -> Result<()> {
        let now = self.fingerprint().await?;
        let (old, new) = (self.before.split('\u{1f}'), now.split('\u{1f}'));
        let changes: Vec<_> = old.zip(new).filter(|(old, new)| old != new).take(5).collect();
        ensure!(now == self.before, "{what} changed the page: {changes:?}");
        Ok(())
    }

    /// Sends a command that must not be done, or only when the customer says so.
    async fn refuses(&mut self, what: &str, command: &Command, expected: &str) -> Result<()> {
        let expected = match (self.mode, command) {
            ("no-control", Command::Highlight(_)) => expected,
            ("no-control", _) => "ViewOnly",
            _ => expected,
        };
        let said = self.agent.act(command).await.with_context(|| what.to_owned())?;
        ensure!(is(said, expected), "{what}: {said:?}, not {expected}");
        if said == CommandResult::Confirming {
            self.is_untouched(what).await?;
            let seq = self.agent.seq();
            self.customer.press("Don't allow").await.with_context(|| what.to_owned())?;
            let said = self.agent.outcome(seq, 1).await?;
            ensure!(said == CommandResult::Refused(Denied::Customer), "{what}: {said:?} after a no");
        }
        self.is_untouched(what).await
    }

    fn at(&self, id: &str, x: u16, y: u16) -> Result<Place> {
        Ok(Place { node: self.agent.node(id)?, x, y })
    }

    fn click(&self, id: &str, kind: ClickKind) -> Result<Command> {
        Ok(Command::Click(Click { at: self.at(id, 32_768, 32_768)?, kind, held: Held::default() }))
    }

    fn column<'a>(&self, full: &'a str, partial: &'a str) -> &'a str {
        if self.mode == "partial-control" { partial } else { full }
    }

    /// The whole table. First all that is refused, on the page as it is; then all that is done.
    async fn table(&mut self) -> Result<()> {
        let mut done: Vec<(String, Command)> = Vec::new();
        for (ids, full, partial) in CLICKS {
            let expected = self.column(full, partial);
            for id in ids.split(' ') {
                // What is not displayed may not be in the agent's page at all.
                let command = self.click(id, ClickKind::Single)?;
                self.one(format!("a click on {id}"), command, expected, &mut done).await?;
            }
        }
        for kind in [ClickKind::Double, ClickKind::Context] {
            for id in ["own", "toggle", "words"] {
                let command = self.click(id, kind)?;
                let expected = self.column("Y", "UnknownTarget");
                self.one(format!("a {kind:?} click on {id}"), command, expected, &mut done).await?;
            }
            let command = self.click("password", kind)?;
            let expected = self.column("Private", "UnknownTarget");
            self.one(format!("a {kind:?} click on a password"), command, expected, &mut done).await?;
        }
        for (name, keys, full, partial) in KEYS {
            for id in name.split(' ') {
                for key in *keys {
                    let command =
                        Command::Key(Key { node: self.agent.node(id)?, key: *key, held: Held::default() });
                    let expected = self.column(full, partial);
                    self.one(format!("{} on {id}", key.name()), command, expected, &mut done).await?;
                }
            }
        }
        for (address, expected) in ADDRESSES {
            let command = Command::Navigate(Navigate::To((*address).to_owned()));
            self.one(format!("going to {address:?}"), command, expected, &mut done).await?;
        }
        for (node, expected) in
            [("masked-area", "Private"), ("kept", "Site"), ("hidden:0", "Site"), ("scroller", "Y")]
        {
            let command = Command::Scroll(AgentScroll { node: self.agent.node(node)?, x: 0, y: 40 });
            self.one(format!("scrolling {node}"), command, expected, &mut done).await?;
        }
        // Under partial-control the relay drops these by their type: past it, to the gate itself.
        self.agent.say_by(self.world.proxy.malice().clone());
        for (ids, what, full) in FILLS {
            let expected = self.column(full, "Form");
            for id in ids.split(' ') {
                let command = Command::Fill(Fill { node: self.agent.node(id)?, what: filling(what) });
                self.one(format!("{what} into {id}"), command, expected, &mut done).await?;
            }
        }
        let refused = self.agent.refused();
        let script = "return refusals.length == arguments[0]";
        self.customer.browser.until("every refusal to be counted", script, vec![json!(refused)]).await?;
        ensure!(refused > 100, "{refused} refusals");

        for (what, command) in done {
            // An earlier one may have scrolled.
            self.customer.run("scrollTo({ top: 0, behavior: 'instant' })").await?;
            let said = self.agent.act(&command).await.with_context(|| what.clone())?;
            ensure!(said == CommandResult::Done, "{what}: {said:?}, but the table allows it");
        }
        Ok(())
    }

    async fn one(
        &mut self,
        what: String,
        command: Command,
        expected: &str,
        done: &mut Vec<(String, Command)>,
    ) -> Result<()> {
        match expected {
            "Y" if self.mode != "no-control" => done.push((what, command)),
            _ => self.refuses(&what, &command, expected).await?,
        }
        Ok(())
    }

    /// Sends a frame with the next number, of which `change` makes something else.
    async fn frame(
        &mut self,
        kind: FrameType,
        payload: &[u8],
        change: impl FnOnce(Header) -> Header,
    ) -> Result<CommandResult> {
        let header = change(self.agent.header(kind));
        let earlier = self.agent.outcomes(header.seq);
        self.agent.send_frame(&header.frame(payload)).await?;
        self.agent.outcome(header.seq, earlier).await
    }

    async fn end(self) -> Result<()> {
        self.customer.browser.finish("customer").await
    }
}

fn is(said: CommandResult, expected: &str) -> bool {
    match said {
        CommandResult::Done => expected == "Y",
        CommandResult::Confirming => expected == "C",
        CommandResult::Refused(denied) => format!("{denied:?}") == expected,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn full_control_is_as_in_the_table() -> Result<()> {
    let mut ride = Ride::start("full-control").await?;
    ride.table().await?;
    ride.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn partial_control_is_as_in_the_table() -> Result<()> {
    let mut ride = Ride::start("partial-control").await?;
    ride.table().await?;
    ride.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_control_is_as_in_the_table() -> Result<()> {
    let mut ride = Ride::start("no-control").await?;
    ride.table().await?;
    for navigate in [Navigate::Back, Navigate::Forward, Navigate::Reload] {
        ride.refuses("navigating", &Command::Navigate(navigate), "ViewOnly").await?;
    }
    ride.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_no_command_of_this_agent_on_this_page_does_nothing() -> Result<()> {
    let mut ride = Ride::start("full-control").await?;
    ride.agent.say_by(ride.world.proxy.malice().clone());
    let click = ride.click("toggle", ClickKind::Single)?;
    let good = click.to_payload();
    let denied = |denied: Denied| CommandResult::Refused(denied);
    let seq = ride.agent.seq();

    // Places that are none.
    let unknown = [NodeId::NONE, NodeId(4_000_000_000), NodeId(u32::MAX), ride.agent.node("#doctype")?];
    for node in unknown {
        let at = Place { node, x: 9, y: 9 };
        let command = Command::Click(Click { at, kind: ClickKind::Single, held: Held::default() });
        ride.refuses(&format!("a click on {node:?}"), &command, "Changed").await?;
        let command = Command::Fill(Fill { node, what: Filling::Insert("x".into()) });
        ride.refuses(
            &format!("typing into {node:?}"),
            &command,
            if node == unknown[3] { "Misfit" } else { "Changed" },
        )
        .await?;
    }
    for (id, x, y) in [("wrapped", 0, 0), ("wrapped", 65_535, 65_535)] {
        let command =
            Command::Click(Click { at: ride.at(id, x, y)?, kind: ClickKind::Single, held: Held::default() });
        ride.refuses("a place in the box and not in the text", &command, "Changed").await?;
    }
    for (id, expected) in [("text:label-private", "Private"), ("text:kept-button", "Site")] {
        let command = ride.click(id, ClickKind::Single)?;
        ride.refuses(id, &command, expected).await?;
    }
    let unknown = Command::Highlight(Highlight::Toggle { node: NodeId(4_000_000_000), note: String::new() });
    ride.refuses("a mark on nothing", &unknown, "Changed").await?;
    let long =
        Command::Highlight(Highlight::Toggle { node: ride.agent.node("words")?, note: "n".repeat(81) });
    ride.refuses("a long note", &long, "Misfit").await?;

    // Our own panel, by what lies under it.
    let script = "const part = [...document.querySelector('pillion-ui').shadowRoot.querySelectorAll('button')]
            .map((one) => one.getBoundingClientRect()).find(({ width }) => width);
        const under = document.querySelector('#under-ui');
        Object.assign(under.style, { left: part.left + 'px', top: part.top + 'px', width: part.width + 'px', height: part.height + 'px' });";
    ride.customer.run(script).await?;
    ride.steady().await?;
    let under = ride.click("under-ui", ClickKind::Single)?;
    ride.refuses("a click on our own button", &under, "Never").await?;
    ride.customer.is("live").await?;

    // Numbers and page loads that are not the next.
    let last = ride.agent.seq();
    for (again, epoch, reason) in [
        (last, 0, Denied::Replay),
        (1, 0, Denied::Replay),
        (0, 0, Denied::Replay),
        (0, 1, Denied::Changed),
        (0, u32::MAX, Denied::Changed),
    ] {
        let here = ride.agent.epoch();
        let said = ride
            .frame(FrameType::Click, &good, |header| {
                if epoch == 0 {
                    Header { seq: again, ..header }
                } else {
                    Header { epoch: Epoch(here.0.wrapping_add(epoch)), ..header }
                }
            })
            .await?;
        ensure!(said == denied(reason), "{again} {epoch}: {said:?}");
        ride.is_untouched("an old number").await?;
    }
    // Another agent's place, and the customer's own.
    for slot in [0, 2, 15] {
        let said = ride
            .frame(FrameType::Click, &good, |header| Header {
                flags: Flags::default().from_slot(Slot(slot)),
                ..header
            })
            .await?;
        ensure!(said == denied(Denied::Never), "slot {slot}: {said:?}");
        ride.is_untouched("another's place").await?;
    }
    // Payloads that are none: cut off, too long, with numbers that do not fit, of another type, or noise.
    let endless = [0xff; 12];
    let garbage: [&[u8]; 6] = [
        b"",
        &good[..good.len() - 1],
        &[&good[..], b"x"].concat(),
        &endless,
        b"\x00\xff\xff\xff",
        &[7; 15_000],
    ];
    for kind in FrameType::ALL.iter().filter(|kind| kind.is_command() && **kind != FrameType::AgentPointer) {
        for payload in garbage {
            if Command::from_frame(*kind, payload).is_ok() {
                continue;
            }
            let said = ride.frame(*kind, payload, |header| header).await?;
            ensure!(said == denied(Denied::Misfit), "{} of {payload:?}: {said:?}", kind.name());
        }
    }
    for kind in [FrameType::Snapshot, FrameType::Patch, FrameType::Outcome, FrameType::Asset] {
        let said = ride.frame(kind, b"x", |header| header).await?;
        ensure!(said == denied(Denied::Misfit), "{}: {said:?}", kind.name());
    }
    ride.is_untouched("noise").await?;
    // An end that never comes does not hold up what follows.
    let open = ride.agent.header(FrameType::Fill);
    ride.agent.send_frame(&Header { flags: open.flags.with(Flags::MORE), ..open }.frame(b"x")).await?;
    let deflated = ride.agent.header(FrameType::Highlight);
    ride.agent
        .send_frame(&Header { flags: deflated.flags.with(Flags::DEFLATED), ..deflated }.frame(b"\x00\x01"))
        .await?;
    let clear = Command::Highlight(Highlight::Remove(MarkId(9)));
    ensure!(ride.agent.act(&clear).await? == CommandResult::Done);
    ride.is_untouched("halves").await?;

    let refused = ride.agent.refused();
    let script = "return refusals.length == arguments[0]";
    ride.customer.browser.until("every refusal to be counted", script, vec![json!(refused)]).await?;
    // And after all that, a good one is done.
    ensure!(ride.agent.seq() > seq && ride.agent.act(&click).await? == CommandResult::Done);
    ride.end().await
}
