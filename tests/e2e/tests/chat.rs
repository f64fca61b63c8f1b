//! The chat journey: the customer writes, an agent answers, and the invite comes by itself.

use anyhow::Result;
use pillion_e2e::agent::{Agent, CONSOLE};
use pillion_e2e::customer::{Customer, PANEL};
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::{World, finish};

/// The customer opens the chat and writes the first message; the agent takes the chat.
async fn talking(world: &World) -> Result<(Customer, Agent)> {
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.open("/demo/").await?;
    customer.choose("Chat").await?;
    say(&customer, "Where do I find the form?").await?;
    agent.reads("Where do I find the form?").await?;
    agent.press("Open chat*").await?;
    reply(&agent, "I can show you.").await?;
    customer.reads("I can show you.").await?;
    customer.reads("Maya R.").await?;
    Ok((customer, agent))
}

async fn say(customer: &Customer, text: &str) -> Result<()> {
    customer.browser.find(PANEL, "textbox", "Write a message").await?.send_keys(text).await?;
    customer.press("Send").await
}

async fn reply(agent: &Agent, text: &str) -> Result<()> {
    agent.fill("Write a message", text).await?;
    agent.press("Send").await
}

/// Presses Join and goes to the window that opens.
async fn join(agent: &Agent) -> Result<()> {
    let driver = agent.browser.driver();
    let before = driver.windows().await?;
    agent.press("Join").await?;
    let window = eventually("a new window", async || {
        Ok(driver.windows().await?.into_iter().find(|window| !before.contains(window)))
    })
    .await?;
    driver.switch_to_window(window).await?;
    Ok(driver.set_window_rect(0, 0, 1280, 900).await.map(drop)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn customer_and_agent_write_to_each_other() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = talking(&world).await?;
    // Whatever is written is text, on both sides.
    say(&customer, "<b>bold</b> https://larkfield.example/a?b=1").await?;
    agent.reads("<b>bold</b>").await?;
    agent.browser.has(CONSOLE, "[role=log] a, [role=log] img", 0).await?;
    reply(&agent, "<img src=x onerror=alert(1)>").await?;
    customer.reads("<img src=x onerror=alert(1)>").await?;
    customer.browser.has(PANEL, "[role=log] img", 0).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invite_comes_by_itself_and_join_starts_the_session_without_a_number() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = talking(&world).await?;
    agent.press("Propose co-browsing").await?;
    customer.reads("Share this page with Maya?").await?;
    customer.press("Share this page").await?;
    agent.reads("Co-browsing invite").await?;
    join(&agent).await?;
    agent.sees("Save together, from the first dollar.").await?;
    customer.is("live").await?;
    agent.status("Mode: Full-control").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn co_browsing_started_from_the_menu_during_a_chat_invites_its_agent_too() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = talking(&world).await?;
    customer.press("Make it small").await?;
    customer.choose("Co-browsing").await?;
    agent.reads("Co-browsing invite").await?;
    join(&agent).await?;
    eventually("the session, with or without a question", async || {
        if customer.browser.look_for(PANEL, "button", "Allow").await.is_ok() {
            customer.press("Allow").await?;
        }
        Ok(holds(customer.run("return Pillion.state").await? == "live"))
    })
    .await?;
    agent.sees("Save together, from the first dollar.").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_goes_on_beside_the_session_and_over_page_loads() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = talking(&world).await?;
    agent.press("Propose co-browsing").await?;
    customer.press("Share this page").await?;
    join(&agent).await?;
    agent.sees("Save together, from the first dollar.").await?;

    customer.click(".menu a[href='/demo/loans']").await?;
    customer.is_at("/demo/loans").await?;
    customer.is("live").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    agent.press("Chat").await?;
    agent.reads("Where do I find the form?").await?;
    reply(&agent, "Here it is.").await?;
    customer.press("Chat*").await?;
    customer.reads("Here it is.").await?;
    customer.reads("I can show you.").await?;
    say(&customer, "Thank you.").await?;
    agent.reads("Thank you.").await?;
    finish(customer, agent).await
}
