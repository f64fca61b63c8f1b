//! The life of a highlight: both see it, and it goes by toggle, time and navigation.

use anyhow::Result;
use pillion_e2e::world::{World, bring, finish};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn both_see_a_highlight_until_the_agent_takes_it_away() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    agent.press("Highlight").await?;
    agent.is_pressed("Highlight", true).await?;
    agent.reads("Click any part of the page to mark it.").await?;
    let before = customer.fingerprint().await?;
    agent.click(".hero h1").await?;
    customer.has_marks(1).await?;
    agent.has_marks(1).await?;
    agent.click(".hero .button").await?;
    customer.has_marks(2).await?;
    agent.has_marks(2).await?;
    // Marking clicks nothing and changes nothing in the page.
    assert_eq!(customer.fingerprint().await?, before);

    // Again on the same part: off.
    agent.click(".hero .button").await?;
    customer.has_marks(1).await?;
    agent.has_marks(1).await?;
    agent.press("Clear marks (1)").await?;
    customer.has_marks(0).await?;
    agent.has_marks(0).await?;

    agent.browser.type_keys(Key::Escape).await?;
    agent.is_pressed("Highlight", false).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_highlight_goes_when_its_time_is_over() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/?highlight-seconds=5").await?;
    agent.press("Highlight").await?;
    agent.click(".hero h1").await?;
    customer.has_marks(1).await?;
    agent.has_marks(1).await?;
    customer.has_marks(0).await?;
    agent.has_marks(0).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_highlight_goes_when_the_customer_leaves_the_page() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    agent.press("Highlight").await?;
    agent.click(".hero h1").await?;
    customer.has_marks(1).await?;
    agent.has_marks(1).await?;
    // A new title, as pages that count messages have, is no other page.
    customer.run("document.title = '(1) News'; document.querySelector('.hero h1').append(' News')").await?;
    agent.sees("News").await?;
    customer.has_marks(1).await?;
    customer.click(".menu a[href='/demo/loans']").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    customer.has_marks(0).await?;
    agent.has_marks(0).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_field_can_be_highlighted() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/savings/joint/your-details").await?;
    bring(&customer, &agent, "#ssn").await?;
    agent.press("Highlight").await?;
    agent.click("#ssn").await?;
    customer.has_marks(1).await?;
    agent.has_marks(1).await?;
    finish(customer, agent).await
}
