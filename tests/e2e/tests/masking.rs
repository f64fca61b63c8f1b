//! What the customer types into private fields: in no frame, and not in the mirror.

use anyhow::Result;
use pillion_e2e::agent::{Agent, CONSOLE};
use pillion_e2e::canary::Canary;
use pillion_e2e::customer::Customer;
use pillion_e2e::proxy::Side;
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::{World, finish};

const DETAILS: &str = "/demo/savings/joint/your-details";
/// The same number as it is typed and as the page writes it.
const SSN: [&str; 2] = ["523481907", "523-48-1907"];
/// Shorter beginnings of a secret are no secret.
const PREFIX: usize = 5;

/// Nothing of the secrets has left the browser, and nothing of them is in the mirror.
async fn assert_kept(world: &World, agent: &Agent, secrets: &[&str]) -> Result<()> {
    let mirror = agent.everything().await?;
    for secret in secrets {
        let canary = Canary::new(secret, PREFIX);
        assert_eq!(canary.leaks(world.proxy.recording(), Side::Customer), Vec::<String>::new());
        assert!(!canary.is_in(&mirror), "{secret} is in the mirror");
    }
    Ok(())
}

/// The field shows stars, and nothing else, in the mirror.
async fn shows_stars(agent: &Agent, selector: &str) -> Result<()> {
    eventually(&format!("stars in {selector}"), async || {
        let value = agent.value(selector).await?;
        Ok(holds(value.contains('*') && value.chars().all(|c| !c.is_alphanumeric())))
    })
    .await
}

/// Writes something plain, so that an empty recording cannot pass for a kept secret.
async fn send_sentinel(world: &World, customer: &Customer, agent: &Agent, field: &str) -> Result<()> {
    customer.type_into(field, "Jordana").await?;
    agent.sees_value(field, "Jordana").await?;
    let sentinel = Canary::new("Jordana", 7);
    assert!(
        !sentinel.leaks(world.proxy.recording(), Side::Customer).is_empty(),
        "the search finds nothing at all"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_social_security_number_is_stars_while_it_is_typed() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live(DETAILS).await?;
    customer.type_into("#ssn", SSN[0]).await?;
    customer.has_value("#ssn", SSN[1]).await?;
    shows_stars(&agent, "#ssn").await?;
    send_sentinel(&world, &customer, &agent, "#first_name").await?;
    customer.reads("hidden").await?;
    agent.browser.sees("document.querySelector('.mirror-overlay')", "Hidden from you").await?;
    assert_kept(&world, &agent, &SSN).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_typed_before_the_agent_came_is_stars_too() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.open(DETAILS).await?;
    customer.type_into("#ssn", SSN[0]).await?;
    let id = customer.start().await?;
    agent.ask_to_join(id).await?;
    customer.press("Allow").await?;
    agent.sees_a_page().await?;
    shows_stars(&agent, "#ssn").await?;
    send_sentinel(&world, &customer, &agent, "#first_name").await?;
    assert_kept(&world, &agent, &SSN).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_page_that_repeats_the_number_does_not_show_it() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live(DETAILS).await?;
    for (field, text) in [
        ("#first_name", "Jordana"),
        ("#last_name", "Parker"),
        ("#ssn", SSN[0]),
        ("#income", "64000"),
        ("#zip", "97214"),
        ("#employer", "Cascade Timber"),
    ] {
        customer.type_into(field, text).await?;
    }
    customer
        .run(
            "document.querySelector('#birth_date').value = '1990-01-02';
             document.querySelector('#employment').value = 'full-time';",
        )
        .await?;
    customer.click("form .actions .button").await?;
    customer.is_at("/demo/savings/joint/joint-holder").await?;
    customer.open("/demo/savings/joint/review").await?;
    let is_repeated = customer.run("return document.body.innerText.includes('523-48-1907')").await?;
    assert_eq!(is_repeated, true, "the bank's page repeats the number");

    agent.sees("Please read through it once.").await?;
    agent.sees("Jordana").await?;
    assert_kept(&world, &agent, &SSN).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_in_no_frame_and_the_agent_cannot_type_into_its_field() -> Result<()> {
    let world = World::new().await?;
    let (mut customer, agent) = world.live("/demo/sign-in").await?;
    customer.browser.allow("422");
    let secret = "Zq7-mellow-Kite";
    customer.type_into("#password", secret).await?;
    send_sentinel(&world, &customer, &agent, "#user").await?;
    let user = customer.value("#user").await?;
    agent.type_into("#password", "overwritten").await?;
    agent.reads("This field is private. Ask the customer to fill it in.").await?;
    assert_eq!(customer.value("#password").await?, secret);
    // Nor does it go into the field that had the focus before.
    agent.type_into("#user", "!").await?;
    customer.has_value("#user", &[user.as_str(), "!"].concat()).await?;
    assert_kept(&world, &agent, &[secret]).await?;

    // Sent, refused by the bank, and still in no frame of the page that comes back.
    customer.click("form .actions .button").await?;
    agent.sees("That user ID and password do not match.").await?;
    assert_kept(&world, &agent, &[secret]).await?;
    agent.browser.find(CONSOLE, "status", "Mode: Full-control").await?;
    finish(customer, agent).await
}
