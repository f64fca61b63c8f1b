//! A hostile customer's words: everything that an agent reads outside of the mirror is text, clean and inert. And the
//! console's own policy is in force while it is read.

use anyhow::{Context, Result, bail};
use pillion_e2e::agent::{Agent, CONSOLE};
use pillion_e2e::corpus::{self, Vector};
use pillion_e2e::hostile::Hostile;
use pillion_e2e::planting::Raw;
use pillion_e2e::sink::Sink;
use pillion_e2e::trial::{Trial, WATCH};
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::World;
use pillion_protocol::frame::FrameType;
use pillion_protocol::hello::ClientInfo;
use pillion_protocol::ids::{MarkId, NodeId, Slot};
use pillion_protocol::notice::CustomerNotice;
use pillion_protocol::signal::CustomerSignal;
use pillion_protocol::to_payload;
use pillion_protocol::update::{Mark, Marks};
use serde_json::json;

/// What is to be found in the console that should not be there: elements and attributes that markup would have made,
/// and characters that turn text round or stand for nothing. Values of fields and the window's title count.
const STRANGE: &str = "
    const strange = [...document.querySelectorAll('img, script:not([src^=\"/console/\"]), a, [onerror], [src*=\"127.0.0.1\"], [href*=\"127.0.0.1\"]')]
        .map((element) => element.outerHTML);
    const texts = [document.title, document.documentElement.outerHTML, ...[...document.querySelectorAll('input')].map((input) => input.value)];
    for (const text of texts) {
        const found = /.{0,20}[\\u0000-\\u0008\\u000b\\u001b\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]/.exec(text);
        if (found) strange.push(JSON.stringify(found[0]));
    }
    if (window.canary !== undefined) strange.push(`a script ran: ${window.canary}`);
    return strange;";

async fn is_clean(agent: &Agent, what: &str) -> Result<()> {
    let strange = agent.browser.run(STRANGE, vec![]).await?;
    if strange == json!([]) { Ok(()) } else { bail!("{what}: {strange}") }
}

fn text<'v>(vector: &'v Vector, field: &str) -> Result<&'v str> {
    vector.text(field).with_context(|| format!("{} has no {field}", vector.id))
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_chat_are_text_and_an_address_opens_only_on_a_click() -> Result<()> {
    let world = World::new().await?;
    let page = "<!doctype html><html><head><title>Landed</title></head><body>Landed</body></html>".to_owned();
    let sink = Sink::start(&[("landing", page)]).await?;
    let agent = world.agent("Maya R.").await?;
    agent.browser.run(WATCH, vec![]).await?;
    let words = corpus::words(&sink)?;
    let mut customers = Vec::new();
    for vector in &words {
        let mut customer = Hostile::connect(&world, ClientInfo::default()).await?;
        customer.signal(&CustomerSignal::OpenChat { name: text(vector, "text")?.to_owned() }).await?;
        let opened = |notice: &CustomerNotice| matches!(notice, CustomerNotice::Chat(_)).then_some(());
        customer.notice("a chat", opened).await?;
        customer.signal(&CustomerSignal::Say(format!("{} of {}", text(vector, "text")?, vector.id))).await?;
        customers.push(customer);
        let shown: String = text(vector, "shown")?.chars().take(64).collect();
        agent.reads(shown.trim_end()).await?;
        is_clean(&agent, &vector.id).await?;
    }
    let address = format!("http://{}/landing", sink.host());
    let mut customer = Hostile::connect(&world, ClientInfo::default()).await?;
    customer.signal(&CustomerSignal::OpenChat { name: "Ann Linker".to_owned() }).await?;
    customer
        .signal(&CustomerSignal::Say(format!(
            "Look: {address} javascript:top.canary=1 data:text/html,<script>top.canary=1</script>"
        )))
        .await?;
    agent.press("Open chat with Ann Linker").await?;
    agent.reads("javascript:top.canary=1").await?;
    is_clean(&agent, "a chat with addresses").await?;
    let reports = agent.browser.run("return watch.reports", vec![]).await?;
    if reports != json!([]) || sink.connections() > 0 {
        bail!("reports {reports}, {} connections before anybody clicked", sink.connections());
    }
    agent.press(&format!("Open link {address}")).await?;
    lands(&agent).await?;
    drop(customers);
    agent.browser.finish("agent").await
}

/// A window opened that knows nothing of this one.
async fn lands(agent: &Agent) -> Result<()> {
    let driver = agent.browser.driver();
    let own = driver.window().await?;
    let window = eventually("a new window", async || {
        Ok(driver.windows().await?.into_iter().find(|window| *window != own))
    })
    .await?;
    driver.switch_to_window(window).await?;
    agent.browser.until("the page", "return document.title === 'Landed'", vec![]).await?;
    let knows = agent.browser.run("return [String(window.opener), document.referrer]", vec![]).await?;
    driver.close_window().await?;
    driver.switch_to_window(own).await?;
    if knows == json!(["null", ""]) { Ok(()) } else { bail!("opener and referrer: {knows}") }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_titles_notes_and_lists_of_a_session_are_text() -> Result<()> {
    let sink = Sink::start(&[]).await?;
    let words = corpus::words(&sink)?;
    let client = ClientInfo {
        browser: text(&words[0], "text")?.to_owned(),
        version: text(&words[2], "text")?.to_owned(),
        system: text(&words[3], "text")?.to_owned(),
        language: text(&words[4], "text")?.to_owned(),
    };
    let mut trial = Trial::with(client).await?;
    is_clean(&trial.agent, "what the customer uses").await?;
    for (number, vector) in (1..).zip(&words) {
        let (raw, shown) = (text(vector, "text")?, text(vector, "shown")?);
        trial.page.tree().page(&Raw(&format!("http://localhost/{raw}/{number}")), &Raw(raw));
        let list = json!(["select", {"id": format!("s{number}"), "style": "position:fixed;left:9px;top:9px;width:300px;height:40px"},
            ["optgroup", {"label": raw}, ["option", {}, raw]]]);
        trial.page.add(&list)?;
        trial.page.add(&json!(["img", {"alt": raw, "title": raw, "src": "x:"}]))?;
        trial.page.add(&json!(["input", {"placeholder": raw, "aria-label": raw, "value": raw}]))?;
        let note = raw.to_owned();
        let mark = Mark { id: MarkId(number), node: NodeId(4), slot: Slot(9), note, left_ms: 60_000 };
        trial.customer.send(FrameType::Marks, &to_payload(&Marks(vec![mark]))).await?;
        trial.settle(&vector.id).await?;
        let address = format!("http://localhost/{shown}/{number}");
        let script = "return document.querySelector('[aria-label=\"Address\"]').value === arguments[0]";
        trial.agent.browser.until("the address", script, vec![json!(address)]).await?;
        trial
            .agent
            .browser
            .sees("document.querySelector('.pv-note')", shown.get(..20).unwrap_or(shown))
            .await?;
        trial.agent.click(&format!("#s{number}")).await?;
        trial.agent.browser.sees("document.querySelector('.pv-list')", shown).await?;
        is_clean(&trial.agent, &vector.id).await?;
        trial.agent.browser.type_keys(thirtyfour::Key::Escape.value().to_string()).await?;
        trial.agent.browser.has(CONSOLE, ".pv-list", 0).await?;
    }
    trial.look("all words").await?;
    policy_holds(&trial).await?;
    trial.agent.browser.allow("This document requires");
    trial.agent.browser.allow("Content Security Policy");
    trial.agent.browser.allow("Trusted");
    trial.end().await
}

/// The policy is in force: what it forbids throws or is reported, in the very document of the session.
async fn policy_holds(trial: &Trial) -> Result<()> {
    let script = "
        const tries = {
            innerHTML: () => (document.createElement('div').innerHTML = '<b>x</b>'),
            outerHTML: () => (document.querySelector('p, span').outerHTML = '<b>x</b>'),
            insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
            write: () => document.write('<b>x</b>'),
            parser: () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
            range: () => document.createRange().createContextualFragment('<b>x</b>'),
            srcdoc: () => (document.createElement('iframe').srcdoc = '<b>x</b>'),
            scriptText: () => (document.createElement('script').text = 'top.canary = 1'),
            scriptSource: () => (document.createElement('script').src = '/x.js'),
            timer: () => setTimeout('top.canary = 1'),
            policy: () => trustedTypes.createPolicy('x', { createHTML: (text) => text }),
        };
        const before = watch.reports.length;
        const passed = Object.keys(tries).filter((name) => {
            try {
                tries[name]();
                return true;
            } catch {
                return false;
            }
        });
        setTimeout(() => done([passed, watch.reports.length - before]), 100);";
    let heard = trial.agent.browser.run_async(script, vec![]).await?;
    if heard[0] != json!([]) {
        bail!("the console's policy lets these through: {}", heard[0]);
    }
    eventually("the reports of it", async || {
        let count = trial.agent.browser.run("return watch.reports.length", vec![]).await?;
        Ok(holds(count.as_u64().unwrap_or(0) >= 5))
    })
    .await
    .context("the tests would not hear of a policy that steps in")
}
