//! A hostile customer against a real console: everything of the corpus over the wire, in every way there is. No script
//! runs, nothing is asked for, nothing goes anywhere, and no policy has to step in: the allow-lists did it before.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use pillion_e2e::browser::{Browser, Kind};
use pillion_e2e::corpus::{self, Vector};
use pillion_e2e::planting::Way;
use pillion_e2e::sink::Sink;
use pillion_e2e::trial::Trial;
use pillion_e2e::wait::{DEADLINE, within};
use pillion_protocol::frame::FrameType;
use serde_json::{Value, json};

const NAIVE: &str = include_str!("../src/naive.js");

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
