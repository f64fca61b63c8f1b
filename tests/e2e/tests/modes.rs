//! What an agent can do in each mode, and what happens when they try more.

use anyhow::Result;
use pillion_e2e::agent::{CONSOLE, MIRROR};
use pillion_e2e::wait::{eventually, holds};
use pillion_e2e::world::{World, bring, finish};
use thirtyfour::Key;

const FORMS: &str = "Forms cannot be edited on the agent side";
const VIEW_ONLY: &str = "View only. You can point and highlight. The customer does the clicking and typing.";
const DETAILS: &str = "/demo/savings/joint/your-details";
const PRODUCT: &str = "/demo/savings/joint/product";

#[tokio::test(flavor = "multi_thread")]
async fn full_control_fills_a_react_form_and_react_notices() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/planner").await?;
    agent.sees_value("#income", "4285").await?;
    agent.click("#income").await?;
    agent.browser.type_keys(Key::End).await?;
    agent.browser.type_keys("0").await?;
    customer.has_value("#income", "42850").await?;
    // React's own sum, at the customer and in the mirror.
    agent.sees("$42,850.00").await?;
    agent.sees_value("#income", "42850").await?;

    bring(&customer, &agent, "#kind-1").await?;
    agent.click("#kind-1").await?;
    agent.browser.press(CONSOLE, "option", "Fun").await?;
    customer.has_value("#kind-1", "Fun").await?;
    agent.sees_value("#kind-1", "Fun").await?;

    // A controlled field takes digits only: what it refuses is refused for the agent too.
    agent.click("#amount-1").await?;
    agent.browser.type_keys(Key::End).await?;
    agent.browser.type_keys("x5").await?;
    customer.has_value("#amount-1", "14805").await?;

    // Still there when React has drawn again.
    customer.settle().await?;
    customer.has_value("#kind-1", "Fun").await?;
    customer.reads("Maya filled in").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full_control_fills_every_kind_of_field() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live(DETAILS).await?;
    agent.type_into("#first_name", "Jordana").await?;
    customer.has_value("#first_name", "Jordana").await?;
    bring(&customer, &agent, "#employment").await?;
    agent.click("#employment").await?;
    agent.browser.press(CONSOLE, "option", "Self-employed").await?;
    customer.has_value("#employment", "self-employed").await?;

    customer.open(PRODUCT).await?;
    agent.sees_element("#purpose").await?;
    bring(&customer, &agent, "#open_on").await?;
    agent.click("#open_on").await?;
    let editor = agent.browser.find(CONSOLE, "textbox", "Value").await?;
    agent.browser.driver().execute(
        "arguments[0].value = '2026-12-24'; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))",
        vec![editor.to_json()?],
    ).await?;
    agent.press("Set").await?;
    customer.has_value("#open_on", "2026-12-24").await?;

    // A drop-down that is none of HTML's.
    bring(&customer, &agent, "#purpose").await?;
    agent.click("#purpose").await?;
    agent.click("#purpose-home").await?;
    customer
        .browser
        .until(
            "the chosen purpose",
            "return document.querySelector('#purpose-home').getAttribute('aria-selected') == 'true'",
            vec![],
        )
        .await?;

    bring(&customer, &agent, "#statements").await?;
    agent.click_on("radio", "On paper, by mail").await?;
    let is_chosen = |scope| format!("return ({scope}).querySelectorAll('#statements input')[1].checked");
    customer.browser.until("the radio", &is_chosen("document"), vec![]).await?;
    agent.browser.until("the radio in the mirror", &is_chosen(MIRROR), vec![]).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full_control_clicks_links_and_navigates() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    agent.click_on("link", "Loans").await?;
    customer.is_at("/demo/loans").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    agent.press("Back").await?;
    customer.is_at("/demo/").await?;
    agent.sees("Save together, from the first dollar.").await?;
    agent.press("Forward").await?;
    customer.is_at("/demo/loans").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    agent.press("Reload").await?;
    agent.sees("One fixed rate, one monthly payment").await?;

    agent.fill("Address", &format!("{}/demo/cards", world.proxy.origin())).await?;
    agent.browser.type_keys(Key::Enter).await?;
    customer.is_at("/demo/cards").await?;
    customer.is("live").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn full_control_ends_where_the_customer_takes_it_back() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live(DETAILS).await?;
    customer.browser.press(pillion_e2e::customer::PANEL, "switch", "Maya may click and type").await?;
    agent.reads("The customer turned off clicking and typing.").await?;
    let before = customer.fingerprint().await?;
    agent.type_into("#first_name", "Jordana").await?;
    agent.is_told("The customer turned off clicking and typing.").await?;
    customer.settle().await?;
    assert_eq!(customer.fingerprint().await?, before);
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn partial_control_cannot_touch_a_form_and_says_so() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live(&format!("{DETAILS}?mode=partial-control")).await?;
    agent.status("Mode: Partial-control").await?;
    // Its fields look it.
    let dashed = format!(
        "return getComputedStyle(({MIRROR}).querySelector('#first_name')).borderTopStyle == 'dashed'"
    );
    agent.browser.until("the dashed border of a field in the mirror", &dashed, vec![]).await?;
    let before = customer.fingerprint().await?;
    for field in ["#first_name", "#employment", "form .actions .button"] {
        bring(&customer, &agent, field).await?;
        agent.click(field).await?;
        agent.is_told(FORMS).await?;
        agent.browser.type_keys("abc").await?;
    }
    customer.settle().await?;
    assert_eq!(customer.fingerprint().await?, before);

    // The gap that others leave open: a drop-down that is none of HTML's.
    customer.open(PRODUCT).await?;
    agent.sees_element("#purpose").await?;
    bring(&customer, &agent, "#purpose").await?;
    let before = customer.fingerprint().await?;
    agent.click("#purpose").await?;
    agent.is_told(FORMS).await?;
    customer.settle().await?;
    assert_eq!(customer.fingerprint().await?, before);
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn partial_control_navigates() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/?mode=partial-control").await?;
    agent.click_on("link", "Loans").await?;
    customer.is_at("/demo/loans").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    agent.status("Mode: Partial-control").await?;
    agent.press("Back").await?;
    customer.is_at("/demo/").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_control_looks_and_points_and_nothing_else() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/?mode=no-control").await?;
    agent.status("Mode: No-control").await?;
    agent.reads(VIEW_ONLY).await?;
    for name in ["Back", "Forward", "Reload"] {
        assert!(!agent.browser.find(CONSOLE, "button", name).await?.is_enabled().await?, "{name}");
    }
    assert!(!agent.browser.find(CONSOLE, "textbox", "Address").await?.is_enabled().await?);
    let before = customer.fingerprint().await?;
    agent.click_on("link", "Loans").await?;
    agent.is_told(VIEW_ONLY).await?;
    customer.settle().await?;
    assert_eq!(customer.fingerprint().await?, before);

    // The agent's pointer is seen, with the name.
    agent.point_at(".hero h1").await?;
    customer.reads("Maya R.").await?;
    customer.browser.has(pillion_e2e::customer::PANEL, ".cursor", 1).await?;

    agent.press("Highlight").await?;
    agent.click(".hero h1").await?;
    customer.has_marks(1).await?;
    agent.has_marks(1).await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_scrolls_the_customers_page_in_full_control() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    agent.point_at(".hero h1").await?;
    let wheel = "document.querySelector('.mirror-overlay').dispatchEvent(
        new WheelEvent('wheel', { deltaY: 300, bubbles: true, cancelable: true, clientX: innerWidth / 2, clientY: innerHeight / 2 }))";
    agent.browser.run(wheel, vec![]).await?;
    eventually("the customer's page to scroll", async || {
        Ok(holds(customer.run("return scrollY > 0").await? == true))
    })
    .await?;
    finish(customer, agent).await
}
