//! A hostile customer against a real console: everything of the corpus over the wire, in every way there is. No script
//! runs, nothing is asked for, nothing goes anywhere, and no policy has to step in: the allow-lists did it before.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use pillion_e2e::agent::{Agent, MIRROR};
use pillion_e2e::browser::{Browser, Kind};
use pillion_e2e::corpus::{self, Vector};
use pillion_e2e::hostile::Hostile;
use pillion_e2e::planting::{Page, Way};
use pillion_e2e::sink::Sink;
use pillion_e2e::wait::{DEADLINE, within};
use pillion_e2e::world::World;
use pillion_protocol::frame::FrameType;
use pillion_protocol::hello::ClientInfo;
use pillion_protocol::notice::CustomerNotice;
use pillion_protocol::to_payload;
use pillion_protocol::update::Asset;
use serde_json::{Value, json};

const WATCH: &str = include_str!("../src/watch.js");
const NAIVE: &str = include_str!("../src/naive.js");

/// A picture that a browser can show, for a sign that it is through with what came before.
const PIXEL: &[u8] =
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// The agent, the customer and the place where nothing may arrive.
struct Trial {
    // Dropped last: what is asked for while the browser closes counts too.
    agent: Agent,
    customer: Hostile,
    page: Page,
    sink: Sink,
    steps: usize,
    _world: World,
}

impl Trial {
    /// A live session whose page is empty but for its frame and its shadow root; the console is watched.
    async fn begin() -> Result<Trial> {
        let world = World::new().await?;
        let sink = Sink::start(&[]).await?;
        let agent = world.agent("Maya R.").await?;
        let (mut customer, id) = Hostile::start(&world, ClientInfo::default()).await?;
        agent.open_session_window().await?;
        agent.browser.run(WATCH, vec![]).await?;
        agent.enter(&id.grouped()).await?;
        let joined = |notice: &CustomerNotice| matches!(notice, CustomerNotice::AgentJoined(_)).then_some(());
        customer.notice("the agent", joined).await?;
        let mut page = Page::new();
        page.mark("ready");
        customer.send(FrameType::Snapshot, &page.take()).await?;
        let mut trial = Trial { agent, customer, page, sink, steps: 0, _world: world };
        trial.shows("ready").await?;
        trial.agent.browser.run("watch.begin()", vec![]).await?;
        trial.settle("the empty page").await?;
        Ok(trial)
    }

    async fn patch(&mut self) -> Result<()> {
        let payload = self.page.take();
        if payload.iter().all(|byte| *byte == 0) {
            return Ok(());
        }
        self.customer.send(FrameType::Patch, &payload).await
    }

    async fn shows(&self, marker: &str) -> Result<()> {
        self.agent.sees_element(&format!("[data-marker=\"{marker}\"]")).await.with_context(|| {
            format!("{} snapshots were asked for", self.customer.commands(FrameType::Request))
        })
    }

    /// Waits until the mirror shows all that was sent and the browser is through with what that made it load, and
    /// looks whether anything is as it must not be.
    async fn settle(&mut self, what: &str) -> Result<()> {
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

    async fn give(&mut self, url: &str, mime: &str, bytes: &[u8]) -> Result<()> {
        let asset = Asset { url: url.to_owned(), mime: mime.to_owned(), bytes: bytes.to_vec() };
        self.customer.send(FrameType::Asset, &to_payload(&asset)).await
    }

    async fn look(&self, what: &str) -> Result<()> {
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
        if self.customer.commands(FrameType::Request) > 0 {
            wrong.push("the mirror did not take it: a snapshot was asked for".to_owned());
        }
        if wrong.is_empty() { Ok(()) } else { bail!("{what}:\n{}", wrong.join("\n")) }
    }

    async fn poke(&mut self, what: &str) -> Result<()> {
        let poked = self.agent.browser.run("return watch.poke()", vec![]).await?;
        if poked.as_u64().unwrap_or(0) == 0 {
            bail!("{what}: nothing there to be poked");
        }
        self.settle(&format!("{what}, after every link, button and form was used")).await
    }

    /// Ends the session, and looks once more: what waited for an end had its chance.
    async fn end(mut self) -> Result<()> {
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

#[tokio::test(flavor = "multi_thread")]
async fn no_element_of_the_corpus_does_anything() -> Result<()> {
    let mut trial = Trial::begin().await?;
    let vectors = corpus::trees(&trial.sink)?;
    for way in Way::ALL {
        for vector in &vectors {
            trial.page.plant(vector, way)?;
            trial.patch().await?;
        }
        trial.settle(&format!("{way:?}")).await?;
        trial.page.complete();
        trial.patch().await?;
        trial.settle(&format!("{way:?}, completed")).await?;
    }
    trial.poke("patches").await?;
    trial.page.begin();
    for way in Way::ALL {
        vectors.iter().try_for_each(|vector| trial.page.plant(vector, way))?;
    }
    trial.page.complete();
    let payload = trial.page.take();
    trial.customer.send(FrameType::Snapshot, &payload).await?;
    trial.settle("a snapshot").await?;
    trial.poke("a snapshot").await?;
    trial.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_style_and_no_asset_of_the_corpus_asks_for_anything() -> Result<()> {
    let mut trial = Trial::begin().await?;
    let vectors = corpus::styles(&trial.sink)?;
    for way in Way::ALL {
        for vector in &vectors {
            trial.page.dress(vector, way)?;
            trial.patch().await?;
        }
        trial.settle(&format!("{way:?}")).await?;
        trial.page.complete();
        trial.patch().await?;
        trial.settle(&format!("{way:?}, completed")).await?;
    }
    trial.page.begin();
    for way in Way::ALL {
        vectors.iter().try_for_each(|vector| trial.page.dress(vector, way))?;
    }
    let payload = trial.page.take();
    trial.customer.send(FrameType::Snapshot, &payload).await?;
    trial.settle("a snapshot").await?;
    for asset in corpus::assets(&trial.sink)? {
        use_asset(&mut trial, &asset).await?;
    }
    trial.settle("assets").await?;
    trial.end().await
}

/// An asset in the place that it is made for, and in the others too.
async fn use_asset(trial: &mut Trial, asset: &Vector) -> Result<()> {
    let id = &asset.id;
    let url = format!("http://localhost/{id}");
    let style = format!(
        "background:url({url});filter:url({url}#f);clip-path:url({url}#c);mask:url({url}#m);cursor:url({url}),auto;font-family:{id}"
    );
    let font = format!("@font-face{{font-family:{id};src:url({url})}}");
    trial.page.add(&json!(["div", {"style": style}, "x", ["style", {"#css": font}]]))?;
    trial.page.add(&json!(["img", {"src": url}]))?;
    trial.page.add(
        &json!(["svg:svg", {}, ["svg:image", {"href": url}], ["svg:use", {"href": format!("{url}#a")}]]),
    )?;
    trial.patch().await?;
    let body = asset.text("body").with_context(|| format!("{id} has no body"))?;
    let bytes: Vec<u8> = body.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    trial.give(&url, asset.text("mime").unwrap_or_default(), &bytes).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_corpus_fires_where_nothing_is_defended() -> Result<()> {
    let page = "<!doctype html><html><head><title>x</title></head><body></body></html>".to_owned();
    let sink = Sink::start(&[("control", page.clone()), ("blank", page)]).await?;
    let browser = Browser::start().await?;
    browser.go(&format!("http://{}/control", sink.host())).await?;
    let (trees, styles) = (corpus::trees(&sink)?, corpus::styles(&sink)?);
    let data = |vectors: &[Vector]| vectors.iter().map(|vector| vector.data.clone()).collect::<Value>();
    browser.run(NAIVE, vec![data(&trees), data(&styles)]).await?;
    let vectors: Vec<Vector> = trees.into_iter().chain(styles).collect();
    let here = if browser.kind() == Kind::Chromium { "chromium" } else { "firefox" };
    let wanted: BTreeSet<&str> = vectors
        .iter()
        .filter(|vector| !vector.denies("control") && !vector.denies(here))
        .map(|vector| &*vector.id)
        .collect();
    // Some hundred frames, each with a load of its own: slow on a small machine, and a slow pass is a pass.
    let fired = within(3 * DEADLINE, "every vector that is said to fire", async || {
        let canary = browser.run("return String(window.canary)", vec![]).await?;
        let requests = sink.requests();
        let words = canary.as_str().unwrap_or_default().split(',').map(str::to_owned);
        let fired: BTreeSet<&str> =
            words.chain(requests).filter_map(|word| whose(&word, &vectors)).collect::<BTreeSet<_>>();
        let missing: Vec<_> = wanted.difference(&fired).collect();
        if missing.is_empty() {
            Ok(Some(fired.len()))
        } else {
            bail!("{} of {} did not: {missing:?}", missing.len(), wanted.len())
        }
    })
    .await?;
    eprintln!("{fired} of {} fire without defences", vectors.len());
    Ok(browser.driver().clone().quit().await?)
}

/// The vector whose address or script this is: the one with the longest name that it begins with.
fn whose<'v>(word: &str, vectors: &'v [Vector]) -> Option<&'v str> {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['-', '.', '?', '/', '%']);
    let known = vectors.iter().filter(|vector| word.strip_prefix(&*vector.id).is_some_and(ends));
    known.map(|vector| &*vector.id).max_by_key(|id| id.len())
}
