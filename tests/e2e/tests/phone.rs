//! The phone journey: the customer reads the number out, the agent types it in, and sees page and pointer.

use anyhow::Result;
use pillion_e2e::agent::{CONSOLE, MIRROR};
use pillion_e2e::customer::{PAGE, PANEL};
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::{World, finish};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_joins_by_the_number_that_the_customer_reads_out_and_sees_page_and_pointer() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;

    customer.open("/demo/").await?;
    let id = customer.start().await?;
    customer.reads("Read this number to your agent").await?;
    customer.reads("Waiting for your agent").await?;
    customer.is("waiting").await?;

    // The workspace's menu opens a new window, which asks for the number.
    agent.press("Menu").await?;
    let before = agent.browser.driver().windows().await?;
    agent.browser.press(CONSOLE, "menuitem", "Co-browsing").await?;
    let window = eventually("a new window", async || {
        Ok(agent.browser.driver().windows().await?.into_iter().find(|window| !before.contains(window)))
    })
    .await?;
    agent.browser.driver().switch_to_window(window).await?;
    agent.browser.driver().set_window_rect(0, 0, 1280, 900).await?;
    agent.reads("Enter the session ID").await?;
    agent.enter(&id.grouped()).await?;
    agent.reads("Waiting for the customer to let you in.").await?;

    customer.reads("Maya R. wants to join").await?;
    customer.is("requested").await?;
    customer.reads("Maya can see this page, point, click and fill in fields with you.").await?;
    customer.press("Allow").await?;
    customer.reads("Maya R. sees this page").await?;
    customer.is("live").await?;

    agent.sees("Save together, from the first dollar.").await?;
    agent.status("Mode: Full-control").await?;
    agent.status("Connection: good").await?;
    agent.reads(&id.grouped()).await?;

    // The page looks the same: same viewport, and the bank's own styles.
    let hero = "return (() => { const hero = (DOC).querySelector('.hero'), style = getComputedStyle(hero);
        return [Math.round(hero.getBoundingClientRect().width), style.backgroundColor, style.display] })()";
    let page = customer.browser.run(&hero.replace("DOC", PAGE), vec![]).await?;
    let mirror_script = hero.replace("DOC", MIRROR);
    eventually("the mirror to look like the page", async || {
        Ok(holds(agent.browser.run(&mirror_script, vec![]).await? == page))
    })
    .await?;

    // The customer's pointer, labelled.
    let logo = customer.browser.driver().execute("return document.querySelector('.hero h1')", vec![]).await?;
    customer.browser.driver().action_chain().move_to_element_center(&logo.element()?).perform().await?;
    agent.browser.sees("document.querySelector('.mirror-overlay')", "Customer").await?;

    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tooltip_says_what_the_customer_uses() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    let region = agent.browser.find(CONSOLE, "region", "Co-browsing").await?;
    agent.browser.driver().action_chain().move_to_element_center(&region).perform().await?;
    let tooltip = "document.querySelector('[role=tooltip]#about-tip')";
    let browser = customer.run("return /Firefox|Chrom|Safari/.exec(navigator.userAgent)[0]").await?;
    agent.browser.sees(tooltip, browser.as_str().unwrap_or_default()).await?;
    let version =
        customer.run("return /(?:Firefox|Chrome|Version)\\/(\\d+)/.exec(navigator.userAgent)[1]").await?;
    agent.browser.sees(tooltip, version.as_str().unwrap_or_default()).await?;
    agent.browser.sees(tooltip, "Linux").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_happens_before_the_customer_acts() -> Result<()> {
    let world = World::new().await?;
    let customer = world.customer().await?;
    customer.open("/demo/").await?;
    customer.browser.find(PANEL, "button", "Menu").await?;
    customer.settle().await?;
    let loaded =
        customer.run("return performance.getEntriesByType('resource').map((entry) => entry.name)").await?;
    let loaded = loaded.to_string();
    assert!(loaded.contains("snippet.js") && !loaded.contains("/pkg/"), "{loaded}");
    let kept = customer.run("return sessionStorage.length + localStorage.length").await?;
    assert_eq!(kept, json!(0));
    assert!(world.proxy.recording().payloads(pillion_e2e::proxy::Side::Customer).is_empty());
    customer.browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_the_number_is_consent_where_the_site_says_so() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.open("/demo/?consent=code").await?;
    let id = customer.start().await?;
    customer.reads("They type it in and can join you.").await?;
    agent.ask_to_join(id).await?;
    agent.sees_a_page().await?;
    customer.reads("Maya R. sees this page").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn zoom_and_auto_fit_scale_the_mirror() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    let width =
        format!("return Math.round(({MIRROR}).defaultView.frameElement.getBoundingClientRect().width)");
    let level =
        async || -> Result<i64> { Ok(agent.browser.run(&width, vec![]).await?.as_i64().unwrap_or(0)) };
    agent.is_pressed("Auto-fit", true).await?;
    let fitted = level().await?;
    agent.press("Zoom in").await?;
    agent.is_pressed("Auto-fit", false).await?;
    eventually("a larger mirror", async || Ok(holds(level().await? > fitted))).await?;
    agent.press("Zoom out").await?;
    agent.press("Zoom out").await?;
    eventually("a smaller mirror", async || Ok(holds(level().await? < fitted))).await?;
    agent.press("Auto-fit").await?;
    agent.is_pressed("Auto-fit", true).await?;
    eventually("the fitted size", async || Ok(holds(level().await? == fitted))).await?;
    finish(customer, agent).await
}
