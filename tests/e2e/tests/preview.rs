//! "What the agent sees": the customer sees the outgoing stream on their own page, stars and all.

use anyhow::Result;
use pillion_e2e::customer::{Customer, PANEL};
use pillion_e2e::proxy::Side;
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::{World, finish};

/// The page inside of the preview.
const PREVIEW: &str = "document.querySelector('pillion-ui').shadowRoot.querySelector('dialog iframe').contentDocument.documentElement";
const DETAILS: &str = "/demo/savings/joint/your-details";
const SSN: &str = "523-48-1907";

async fn shows(customer: &Customer, text: &str) -> Result<()> {
    customer.browser.sees(PREVIEW, text).await
}

async fn is_gone(customer: &Customer) -> Result<()> {
    eventually("the preview to be gone", async || {
        let left = "return document.querySelector('pillion-ui').shadowRoot.querySelectorAll('dialog').length";
        Ok(holds(customer.run(left).await? == 0))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_sees_what_the_agent_sees_while_it_is_sent() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live(DETAILS).await?;
    customer.type_into("#ssn", SSN).await?;
    customer.press("What the agent sees").await?;
    customer.browser.sees(PANEL, "Made on your device, live. Private fields show as stars.").await?;
    shows(&customer, "Your details").await?;
    let value = format!("return ({PREVIEW}).querySelector('#ssn').value");
    eventually("stars", async || Ok(holds(customer.run(&value).await? == "********"))).await?;

    // Live: what changes in the page changes in both.
    customer.run("document.querySelector('h1').textContent = 'Quite another headline'; return 0").await?;
    shows(&customer, "Quite another headline").await?;
    agent.sees("Quite another headline").await?;
    assert!(!customer.browser.text(PREVIEW).await?.contains(SSN));

    customer.browser.press(PANEL, "button", "Close").await?;
    is_gone(&customer).await?;
    // And the session goes on.
    customer.run("document.querySelector('h1').textContent = 'After the preview'; return 0").await?;
    agent.sees("After the preview").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_what_would_leave_though_nothing_does() -> Result<()> {
    let world = World::new().await?;
    let customer = world.customer().await?;
    customer.open(DETAILS).await?;
    customer.type_into("#ssn", SSN).await?;
    customer.run("Pillion.previewAgentView(); return 0").await?;
    shows(&customer, "Your details").await?;
    let value = format!("return ({PREVIEW}).querySelector('#ssn').value");
    eventually("stars", async || Ok(holds(customer.run(&value).await? == "********"))).await?;
    assert!(world.proxy.recording().messages(Side::Customer).is_empty());

    customer.browser.press(PANEL, "button", "Close").await?;
    is_gone(&customer).await?;
    customer.is("idle").await?;
    customer.browser.finish("customer").await
}
