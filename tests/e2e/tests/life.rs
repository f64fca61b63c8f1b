//! The life of a session: stopped and started, over page loads, and ended by either side.

use anyhow::Result;
use pillion_e2e::agent::{CONSOLE, MIRROR};
use pillion_e2e::canary::Canary;
use pillion_e2e::customer::PANEL;
use pillion_e2e::proxy::Side;
use pillion_e2e::world::{World, finish};
use pillion_protocol::frame::FrameType;

#[tokio::test(flavor = "multi_thread")]
async fn while_sharing_is_stopped_nothing_leaves_the_page_and_the_number_stays() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/savings/joint/your-details").await?;
    let id = customer.run("return Pillion.sessionId").await?;
    customer.press("Stop sharing").await?;
    customer.is("paused").await?;
    customer.reads("Sharing is stopped").await?;
    customer.reads("Maya cannot see this page now.").await?;
    agent.reads("The customer stopped sharing").await?;
    let emptied = format!("return !({MIRROR})?.body?.innerText.trim()");
    agent.browser.until("the mirror is emptied", &emptied, vec![]).await?;

    let recording = world.proxy.recording();
    let sent = recording.count(Side::Customer, FrameType::is_update);
    customer.type_into("#first_name", "Jordana").await?;
    customer.run("document.body.append('new and unseen'); scrollBy(0, 100)").await?;
    customer.settle().await?;
    assert_eq!(recording.count(Side::Customer, FrameType::is_update), sent, "frames left while paused");
    for text in ["Jordana", "new and unseen"] {
        assert_eq!(Canary::new(text, 7).leaks(recording, Side::Customer), Vec::<String>::new());
    }

    customer.press("Start sharing").await?;
    customer.is("live").await?;
    assert_eq!(customer.run("return Pillion.sessionId").await?, id);
    agent.sees("new and unseen").await?;
    agent.sees_value("#first_name", "Jordana").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_stays_stopped_over_a_page_load() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    customer.press("Stop sharing").await?;
    agent.reads("The customer stopped sharing").await?;
    let sent = world.proxy.recording().count(Side::Customer, FrameType::is_update);
    customer.open("/demo/loans").await?;
    customer.is("paused").await?;
    customer.settle().await?;
    assert_eq!(world.proxy.recording().count(Side::Customer, FrameType::is_update), sent);
    customer.press("Start sharing").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_customer_ends_it_both_are_told_why_and_nothing_is_left() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    let reasons = "window.reasons = []; Pillion.addEventListener('ended', (event) => reasons.push(event.detail.reason))";
    customer.run(reasons).await?;
    customer.press("End session").await?;
    customer.reads("You ended it. Nobody sees this page now.").await?;
    agent.reads("The customer ended the session.").await?;
    assert_eq!(customer.run("return reasons").await?, serde_json::json!(["customer"]));

    let sent = world.proxy.recording().messages(Side::Customer).len();
    customer.press("Close").await?;
    customer.is("idle").await?;
    customer.browser.find(PANEL, "button", "Menu").await?;
    assert_eq!(customer.run("return sessionStorage.length").await?, 0);
    customer.run("document.body.append('after the end')").await?;
    customer.settle().await?;
    assert_eq!(world.proxy.recording().messages(Side::Customer).len(), sent);
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_agent_closes_it_both_are_told_why() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/").await?;
    agent.press("Close session").await?;
    agent.reads("You closed the session.").await?;
    customer.reads("Maya ended it. Nobody sees this page now.").await?;
    customer.is("ended").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_declines_has_shared_nothing() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.open("/demo/").await?;
    let id = customer.start().await?;
    agent.ask_to_join(id).await?;
    customer.reads("Maya R. wants to join").await?;
    customer.press("Decline").await?;
    customer.reads("You declined. Nothing was shared.").await?;
    agent.reads("The customer declined. Nothing was shared.").await?;
    assert_eq!(world.proxy.recording().count(Side::Customer, FrameType::is_update), 0);
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_goes_on_over_every_kind_of_page_load() -> Result<()> {
    let world = World::new().await?;
    let (mut customer, agent) = world.live("/demo/").await?;
    let id = customer.run("return Pillion.sessionId").await?;
    // A link.
    customer.click(".menu a[href='/demo/loans']").await?;
    customer.is_at("/demo/loans").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    // Back, which may come out of the browser's cache, and forward.
    customer.browser.driver().back().await?;
    customer.is_at("/demo/").await?;
    agent.sees("Save together, from the first dollar.").await?;
    customer.browser.driver().forward().await?;
    customer.is_at("/demo/loans").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    // A reload.
    customer.browser.driver().refresh().await?;
    customer.is("live").await?;
    agent.sees("One fixed rate, one monthly payment").await?;
    // A form that posts, is refused by the bank, and is posted again.
    customer.browser.allow("422");
    customer.open("/demo/sign-in").await?;
    agent.sees_element("#password").await?;
    customer.type_into("#user", "jordan").await?;
    customer.type_into("#password", "not-it").await?;
    customer.click("form .actions .button").await?;
    agent.sees("That user ID and password do not match.").await?;
    customer.type_into("#password", "correct-horse").await?;
    customer.click("form .actions .button").await?;
    agent.sees("Good to see you, Jordan").await?;
    // Images behind the bank's cookie are there.
    let image = format!("return ({MIRROR}).querySelector('.plate img')?.naturalWidth > 0");
    agent.browser.until("the card's picture in the mirror", &image, vec![]).await?;
    customer.is("live").await?;
    assert_eq!(customer.run("return Pillion.sessionId").await?, id);
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mirror_follows_routes_that_load_no_page() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/planner").await?;
    let epoch = world.proxy.recording().count(Side::Customer, |kind| kind == FrameType::Hello);
    customer.click("a[href='/demo/planner/goals']").await?;
    customer.is_at("/demo/planner/goals").await?;
    let heading = customer.run("return document.querySelector('#planner h2').textContent").await?;
    agent.sees(heading.as_str().unwrap_or("no heading")).await?;
    let address = agent.browser.find(CONSOLE, "textbox", "Address").await?;
    let shown = address.prop("value").await?.unwrap_or_default();
    assert!(shown.ends_with("/demo/planner/goals"), "{shown}");
    customer.browser.driver().back().await?;
    agent.sees_element("#income").await?;
    assert_eq!(world.proxy.recording().count(Side::Customer, |kind| kind == FrameType::Hello), epoch);
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_agent_is_told_that_another_is_in_the_session() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.open("/demo/").await?;
    let id = customer.start().await?;
    agent.ask_to_join(id).await?;
    customer.press("Allow").await?;
    agent.sees_a_page().await?;

    let second = world.agent("Noor A.").await?;
    second.ask_to_join(id).await?;
    second.reads("Another agent is in this session.").await?;
    second.browser.finish("second agent").await?;
    customer.is("live").await?;
    customer.reads("Maya R. sees this page").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_scripts_do_is_in_the_mirror() -> Result<()> {
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/loans").await?;
    // A same-origin frame and an open shadow root are in it from the start.
    let frame = format!(
        "return Boolean([...({MIRROR}).querySelectorAll('iframe')].some((f) => f.contentDocument?.body?.innerText.trim()))"
    );
    agent.browser.until("the frame's text", &frame, vec![]).await?;
    let shadow = format!(
        "return ({MIRROR}).querySelector('rate-calculator')?.shadowRoot?.textContent.trim().length > 0"
    );
    agent.browser.until("the shadow root", &shadow, vec![]).await?;
    customer
        .run(
            "const box = document.createElement('section');
             box.id = 'made'; box.innerHTML = '<h3>Made by a script</h3><p class=a>one</p>';
             document.querySelector('main').prepend(box);",
        )
        .await?;
    agent.sees("Made by a script").await?;
    customer.run("document.querySelector('#made .a').textContent = 'two'; document.querySelector('#made').className = 'changed'").await?;
    agent.sees_element("#made.changed").await?;
    agent.sees("two").await?;
    customer.run("document.querySelector('#made').remove()").await?;
    agent.browser.has(MIRROR, "#made", 0).await?;
    customer.run("scrollTo(0, 200)").await?;
    let scrolled = format!("return Math.abs(({MIRROR}).defaultView.scrollY - 200) <= 1");
    agent.browser.until("the scroll position", &scrolled, vec![]).await?;
    finish(customer, agent).await
}
