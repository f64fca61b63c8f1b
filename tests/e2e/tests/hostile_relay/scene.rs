//! A customer on the page of all targets, behind a relay that may lie.

use anyhow::{Context, Result};
use pillion_e2e::customer::Customer;
use pillion_e2e::malice::Malice;
use pillion_e2e::proxy::Side;
use pillion_e2e::raw::RawAgent;
use pillion_e2e::site::{Plot, Site};
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::World;
use pillion_protocol::command::*;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, NodeId, SessionId, Slot};
use pillion_protocol::mode::Mode;
use pillion_protocol::notice::{Agent, CustomerNotice, SessionState};
use pillion_protocol::to_payload;
use pillion_protocol::update::Place;
use serde_json::json;

const PAGE: &str = include_str!("../../pages/targets.html");

/// A customer on the page of all targets, behind a relay that may lie.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) customer: Customer,
    _site: Site,
    markers: u32,
}

impl Scene {
    pub(crate) async fn new(attributes: &str) -> Result<Scene> {
        let plot = Plot::take().await?;
        let world = World::with(&["--allow-origin".to_owned(), plot.origin()]).await?;
        let tag = format!(
            "<script async src=\"{}/snippet.js\" data-shadow=\"open\" {attributes}></script>",
            world.proxy.origin()
        );
        let site = plot.build("", &PAGE.replace("TAG", &tag));
        let customer = world.customer().await?;
        customer.browser.go(&site.origin()).await?;
        Ok(Scene { world, customer, _site: site, markers: 0 })
    }

    pub(crate) async fn live(attributes: &str) -> Result<(Scene, RawAgent)> {
        let scene = Scene::new(attributes).await?;
        let id = scene.customer.start().await?;
        let agent = RawAgent::ask(&scene.world, "Raw R.", id).await?;
        scene.customer.press("Allow").await?;
        agent.sees_a_page().await?;
        scene.customer.is("live").await?;
        Ok((scene, agent))
    }

    pub(crate) fn malice(&self) -> &Malice {
        self.world.proxy.malice()
    }

    pub(crate) fn lie(&self, notice: &CustomerNotice) -> Result<()> {
        self.malice().say(&Header::plain(FrameType::Notice).frame(&to_payload(notice)))
    }

    /// Waits until the customer's side has taken in all that was said.
    pub(crate) async fn heard(&mut self) -> Result<()> {
        self.markers += 1;
        let marker = self.markers.to_string();
        let script = "return [arguments[0], 'closed'].includes(window.marker)";
        eventually("what was said", async || {
            // Again and again, since a lost socket may have been replaced meanwhile.
            let _ = self.malice().say_text(&marker);
            Ok(holds(self.customer.browser.run(script, vec![json!(marker)]).await? == true))
        })
        .await?;
        self.customer.settle().await
    }

    /// How many frames of the page left the browser.
    pub(crate) fn left(&self) -> usize {
        self.world.proxy.recording().count(Side::Customer, FrameType::is_update)
    }

    pub(crate) async fn fingerprint(&self) -> Result<String> {
        let print = self.customer.run("return fingerprint()").await?;
        print.as_str().map(str::to_owned).context("no page")
    }

    /// Commands of this agent that the page would feel, sent past the relay.
    pub(crate) fn command_all(&self, slot: Slot, epoch: Epoch, from: u32) -> Result<()> {
        let nodes = (1..60).map(NodeId);
        let clicks = nodes.map(|node| {
            let at = Place { node, x: 32_768, y: 32_768 };
            Command::Click(Click { at, kind: ClickKind::Single, held: Held::default() })
        });
        let others = [
            Command::Scroll(AgentScroll { node: NodeId(1), x: 0, y: 500 }),
            Command::Navigate(Navigate::To("#agent".into())),
            Command::Key(Key { node: NodeId::NONE, key: KeyName::PageDown, held: Held::default() }),
        ];
        for (seq, command) in (from..).zip(others.into_iter().chain(clicks)) {
            let header =
                Header { kind: command.frame_type(), flags: Flags::default().from_slot(slot), epoch, seq };
            self.malice().say(&header.frame(&command.to_payload()))?;
        }
        Ok(())
    }

    pub(crate) async fn end(self) -> Result<()> {
        self.customer.browser.finish("customer").await
    }
}

pub(crate) fn eve(slot: u8) -> Agent {
    Agent { slot: Slot(slot), name: "Eve".into() }
}

pub(crate) fn live_with(agents: Vec<Agent>) -> SessionState {
    let id = SessionId::new(123_456_789).unwrap_or_else(|| unreachable!());
    SessionState {
        id,
        mode: Mode::FullControl,
        expires_ms: 0,
        live_ms: 5_000,
        paused_left_ms: None,
        asking: None,
        agents,
    }
}

pub(crate) fn welcome(session: Option<SessionState>) -> CustomerNotice {
    let (token, company) = ("t".repeat(43), "Larkfield Bank".into());
    CustomerNotice::Welcome { token, epoch: Epoch(1), company, session, chat: None }
}
