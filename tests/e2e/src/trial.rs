//! A hostile customer's session with a real console that is watched: what must not be, is looked for after each step.
//! Knows no vector.

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use pillion_protocol::frame::{Flags, FrameType};
use pillion_protocol::hello::ClientInfo;
use pillion_protocol::notice::CustomerNotice;
use pillion_protocol::to_payload;
use pillion_protocol::update::Asset;
use serde_json::json;
use std::io::Write;

use crate::agent::{Agent, MIRROR};
use crate::hostile::Hostile;
use crate::planting::Page;
use crate::sink::Sink;
use crate::wait::{eventually, holds};
use crate::world::World;

/// The script that looks on: `watch` in the console.
pub const WATCH: &str = include_str!("watch.js");

/// A picture that a browser can show, for a sign that it is through with what came before.
const PIXEL: &[u8] =
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// The agent, the customer and the place where nothing may arrive.
#[derive(Debug)]
pub struct Trial {
    /// Who must come to no harm.
    pub agent: Agent,
    /// Who would do it.
    pub customer: Hostile,
    /// What the customer shows.
    pub page: Page,
    /// Where every address leads.
    pub sink: Sink,
    steps: usize,
    /// How many snapshots were asked for with good reason.
    asked: usize,
    _world: World,
}

impl Trial {
    /// A live session whose page is empty but for its frame and its shadow root; the console is watched.
    ///
    /// # Errors
    /// It does not get live.
    pub async fn begin() -> Result<Trial> {
        Trial::with(ClientInfo::default()).await
    }

    /// The same with a customer who says that they use this.
    ///
    /// # Errors
    /// It does not get live.
    pub async fn with(client: ClientInfo) -> Result<Trial> {
        let world = World::new().await?;
        let sink = Sink::start(&[]).await?;
        let agent = world.agent("Maya R.").await?;
        let (mut customer, id) = Hostile::start(&world, client).await?;
        agent.open_session_window().await?;
        agent.browser.run(WATCH, vec![]).await?;
        agent.enter(&id.grouped()).await?;
        let joined = |notice: &CustomerNotice| matches!(notice, CustomerNotice::AgentJoined(_)).then_some(());
        customer.notice("the agent", joined).await?;
        let mut page = Page::new();
        page.mark("ready");
        customer.send(FrameType::Snapshot, &page.take()).await?;
        let mut trial = Trial { agent, customer, page, sink, steps: 0, asked: 0, _world: world };
        trial.shows("ready").await?;
        trial.agent.browser.run("watch.begin()", vec![]).await?;
        trial.settle("the empty page").await?;
        Ok(trial)
    }

    /// Sends what the page has new.
    ///
    /// # Errors
    /// The socket is closed.
    pub async fn patch(&mut self) -> Result<()> {
        let payload = self.page.take();
        self.customer.send(FrameType::Patch, &payload).await
    }

    async fn shows(&self, marker: &str) -> Result<()> {
        self.agent.sees_element(&format!("[data-marker=\"{marker}\"]")).await.with_context(|| {
            format!("{} snapshots were asked for", self.customer.commands(FrameType::Request))
        })
    }

    /// Waits until the mirror shows all that was sent and the browser is through with what that made it load, and
    /// looks whether anything is as it must not be.
    ///
    /// # Errors
    /// Something is as it must not be.
    pub async fn settle(&mut self, what: &str) -> Result<()> {
        self.steps += 1;
        let (step, url) = (self.steps, format!("http://localhost/sign-{}.gif", self.steps));
        self.page.add(&json!(["img", {"id": format!("sign-{step}"), "src": url}]))?;
        self.page.mark(&format!("step {step}"));
        self.patch().await?;
        self.give(&url, "image/gif", PIXEL).await?;
        self.shows(&format!("step {step}")).await.with_context(|| what.to_owned())?;
        let loaded = format!("return ({MIRROR}).querySelector('#sign-{step}')?.naturalWidth === 1");
        self.agent
            .browser
            .until("the picture behind it", &loaded, vec![])
            .await
            .with_context(|| what.to_owned())?;
        let drawn = "const end = () => watch.mirror.fonts.ready.then(() => setTimeout(done));
                     requestAnimationFrame(() => requestAnimationFrame(end));";
        self.agent.browser.run_async(drawn, vec![]).await?;
        self.look(what).await
    }

    /// Sends an asset.
    ///
    /// # Errors
    /// The socket is closed.
    pub async fn give(&mut self, url: &str, mime: &str, bytes: &[u8]) -> Result<()> {
        let asset = Asset { url: url.to_owned(), mime: mime.to_owned(), bytes: bytes.to_vec() };
        self.customer.send(FrameType::Asset, &to_payload(&asset)).await
    }

    /// Looks whether anything is as it must not be.
    ///
    /// # Errors
    /// Something is.
    pub async fn look(&self, what: &str) -> Result<()> {
        let wrong = self.agent.browser.run("return watch.verdict()", vec![]).await?;
        let mut wrong: Vec<String> = serde_json::from_value(wrong)?;
        if self.sink.connections() > 0 {
            wrong.push(format!(
                "{} connections, asked for {:?}",
                self.sink.connections(),
                self.sink.requests()
            ));
        }
        let windows = self.agent.browser.driver().windows().await?.len();
        if windows != 1 {
            wrong.push(format!("{windows} windows are open"));
        }
        if self.customer.commands(FrameType::Request) > self.asked {
            wrong.push("the mirror did not take it: a snapshot was asked for".to_owned());
        }
        if wrong.is_empty() { Ok(()) } else { bail!("{what}:\n{}", wrong.join("\n")) }
    }

    /// Does to the mirror what a person or a browser might do, and more.
    ///
    /// # Errors
    /// Something came of it.
    pub async fn poke(&mut self, what: &str) -> Result<()> {
        let poked = self.agent.browser.run("return watch.poke()", vec![]).await?;
        if poked.as_u64().unwrap_or(0) == 0 {
            bail!("{what}: nothing there to be poked");
        }
        self.settle(&format!("{what}, after every link, button and form was used")).await
    }

    /// Sends a payload deflated, as browsers do with large ones.
    ///
    /// # Errors
    /// The socket is closed.
    pub async fn send_deflated(&mut self, kind: FrameType, payload: &[u8]) -> Result<()> {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(payload)?;
        self.customer.send_flagged(kind, Flags::DEFLATED, &deflate.finish()?).await
    }

    /// Waits until the console says that it did not take what was sent, and asks for a snapshot.
    ///
    /// # Errors
    /// It does not.
    pub async fn is_refused(&mut self, what: &str) -> Result<()> {
        let asked = self.asked;
        let so = async || Ok(holds(self.customer.commands(FrameType::Request) > asked));
        eventually(&format!("{what} to be refused"), so).await?;
        self.asked = self.customer.commands(FrameType::Request);
        Ok(())
    }

    /// A fresh snapshot of an empty page, which must be shown whatever was before.
    ///
    /// # Errors
    /// It is not.
    pub async fn recovers(&mut self, what: &str) -> Result<()> {
        self.page.begin();
        let payload = self.page.take();
        self.customer.send(FrameType::Snapshot, &payload).await?;
        self.settle(&format!("a page after {what}")).await
    }

    /// Ends the session, and looks once more: what waited for an end had its chance.
    ///
    /// # Errors
    /// Something came of it all.
    pub async fn end(mut self) -> Result<()> {
        self.agent.press("Close session").await?;
        self.agent.reads("Session ended").await?;
        if self.sink.connections() > 0 {
            bail!("{} connections, asked for {:?}", self.sink.connections(), self.sink.requests());
        }
        let canary = self.agent.browser.run("return String(window.canary)", vec![]).await?;
        if canary != json!("undefined") {
            bail!("a script ran: {canary}");
        }
        // The test's own scripts send forms, which no agent can: the sandbox stops them.
        self.agent.browser.allow("Blocked form submission to ''");
        self.agent.browser.finish("agent").await
    }
}
