//! Wrong numbers, wrong passwords and lost connections: a clear word, and nothing lost.

use anyhow::Result;
use pillion_e2e::agent::{Agent, CONSOLE};
use pillion_e2e::customer::Customer;
use pillion_e2e::proxy::Side;
use pillion_e2e::world::{World, finish};

const DETAILS: &str = "/demo/savings/joint/your-details";

/// Browsers tell their consoles of sockets and requests that fail, and here they are to fail.
fn expect_losses(customer: &mut Customer, agent: &mut Agent) {
    for browser in [&mut customer.browser, &mut agent.browser] {
        browser.allow("WebSocket");
        browser.allow("ERR_");
        browser.allow("Failed to load resource");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_is_explained_and_can_be_corrected() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.open("/demo/").await?;
    let id = customer.start().await?;
    agent.open_session_window().await?;
    agent.enter("123 45").await?;
    agent.reads("A session ID has nine digits.").await?;
    let wrong = if id.number() == 0 { "111 111 111" } else { "000 000 000" };
    agent.enter(wrong).await?;
    agent.reads("No session has this ID. Please check the digits with the customer.").await?;
    customer.is("waiting").await?;
    agent.enter(&id.grouped()).await?;
    customer.reads("Maya R. wants to join").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_refused_with_one_sentence_for_name_and_password() -> Result<()> {
    let world = World::new().await?;
    let mut agent = world.stranger("Maya R.").await?;
    agent.browser.allow("/api/login");
    agent.browser.go(&format!("{}/console/", world.proxy.origin())).await?;
    agent.give_credentials("not the password").await?;
    agent.reads("The name or password is not right.").await?;
    agent.name = "Nobody".to_owned();
    agent.give_credentials(pillion_e2e::world::PASSWORD).await?;
    agent.reads("The name or password is not right.").await?;
    agent.name = "Maya R.".to_owned();
    agent.give_credentials(pillion_e2e::world::PASSWORD).await?;
    agent.browser.find(CONSOLE, "button", "Menu").await?;
    agent.browser.finish("agent").await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_loses_the_connection_comes_back_to_the_newest_page() -> Result<()> {
    let world = World::new().await?;
    let (mut customer, mut agent) = world.live(DETAILS).await?;
    expect_losses(&mut customer, &mut agent);
    world.proxy.shut(Side::Agent);
    agent.reads("Reconnecting").await?;
    customer.reads("Maya lost the connection for now").await?;
    customer.type_into("#first_name", "Jordana").await?;
    world.proxy.open(Side::Agent);
    agent.sees_value("#first_name", "Jordana").await?;
    customer.reads("Maya R. sees this page").await?;
    customer.type_into("#last_name", "Parker").await?;
    agent.sees_value("#last_name", "Parker").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_loses_the_connection_goes_on_typing_and_nothing_is_lost() -> Result<()> {
    let world = World::new().await?;
    let (mut customer, mut agent) = world.live(DETAILS).await?;
    expect_losses(&mut customer, &mut agent);
    let id = customer.run("return Pillion.sessionId").await?;
    world.proxy.shut(Side::Customer);
    customer.is("reconnecting").await?;
    customer.reads("Reconnecting").await?;
    agent.reads("The customer is loading a page or lost the connection.").await?;
    customer.type_into("#first_name", "Jordana").await?;
    world.proxy.open(Side::Customer);
    customer.is("live").await?;
    assert_eq!(customer.run("return Pillion.sessionId").await?, id);
    agent.sees_value("#first_name", "Jordana").await?;
    assert_eq!(customer.value("#first_name").await?, "Jordana");
    agent.type_into("#last_name", "Parker").await?;
    customer.has_value("#last_name", "Parker").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_survives_a_crash_of_the_relay() -> Result<()> {
    let mut world = World::new().await?;
    let (mut customer, mut agent) = world.live(DETAILS).await?;
    expect_losses(&mut customer, &mut agent);
    let id = customer.run("return Pillion.sessionId").await?;
    world.relay.kill().await?;
    customer.is("reconnecting").await?;
    agent.reads("Reconnecting").await?;
    customer.type_into("#first_name", "Jordana").await?;
    world.relay.restart().await?;
    customer.is("live").await?;
    assert_eq!(customer.run("return Pillion.sessionId").await?, id);
    agent.sees_value("#first_name", "Jordana").await?;
    agent.status("Mode: Full-control").await?;
    agent.type_into("#last_name", "Parker").await?;
    customer.has_value("#last_name", "Parker").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_reloads_the_window_is_back_without_asking() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    agent.browser.driver().refresh().await?;
    agent.sees("Save together, from the first dollar.").await?;
    customer.reads("Maya R. sees this page").await?;
    agent.click_on("link", "Loans").await?;
    customer.is_at("/demo/loans").await?;
    finish(customer, agent).await
}

/// A relay that gives up both sides early.
async fn impatient() -> Result<World> {
    World::with(&["--time", "customer-away=2", "--time", "agent-away=2"].map(String::from)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_is_gone_for_too_long_finds_the_session_ended_and_so_does_the_agent() -> Result<()> {
    let world = impatient().await?;
    let (mut customer, mut agent) = world.live(DETAILS).await?;
    expect_losses(&mut customer, &mut agent);
    customer.type_into("#first_name", "Jordana").await?;
    world.proxy.shut(Side::Customer);
    customer.is("reconnecting").await?;
    agent.reads("The customer left the site or lost the connection.").await?;
    world.proxy.open(Side::Customer);
    customer.reads("The connection was lost for too long. You can start a new one.").await?;
    assert_eq!(customer.value("#first_name").await?, "Jordana", "what was typed is still there");
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_is_gone_for_too_long_leaves_the_customer_with_a_clear_end() -> Result<()> {
    let world = impatient().await?;
    let (mut customer, mut agent) = world.live(DETAILS).await?;
    expect_losses(&mut customer, &mut agent);
    world.proxy.shut(Side::Agent);
    customer.reads("lost the connection. You can start a new one.").await?;
    world.proxy.open(Side::Agent);
    agent.reads("You were disconnected for too long.").await?;
    finish(customer, agent).await
}
