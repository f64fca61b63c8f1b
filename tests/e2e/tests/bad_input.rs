//! Bad input: each has a clear message, in the panel, the browser's console or the terminal.

use anyhow::{Context, Result};
use pillion_e2e::customer::Customer;
use pillion_e2e::proxy::Side;
use pillion_e2e::relay::{command, free_port};
use pillion_e2e::site::{Plot, Site};
use pillion_e2e::world::{World, finish};

const CANNOT: &str = "Co-browsing cannot start here";
const UNHARMED: &str = "Nothing was shared, and your page works as before.";

/// A relay that allows a foreign site, and that site with one page whose tag has these attributes.
async fn tagged(policy: &str, attributes: &str) -> Result<(World, Site)> {
    let plot = Plot::take().await?;
    let world = World::with(&["--allow-origin".to_owned(), plot.origin()]).await?;
    let policy = policy.replace("RELAY", &world.proxy.origin());
    let tag = format!(
        "<h1>A site</h1><script async src=\"{}/snippet.js\" data-shadow=\"open\" {attributes}></script>",
        world.proxy.origin()
    );
    Ok((world, plot.build(&policy, &tag)))
}

/// The customer tries to start on a site, and reads why that does not work.
async fn is_refused(world: &World, site: &Site, why: &str, detail: &str) -> Result<Customer> {
    let mut customer = world.customer().await?;
    customer.browser.allow("Pillion: ");
    customer.browser.go(&site.origin()).await?;
    customer.choose("Co-browsing").await?;
    customer.reads(CANNOT).await?;
    customer.reads(why).await?;
    customer.reads(UNHARMED).await?;
    customer
        .browser
        .find(pillion_e2e::customer::PANEL, "button", "For the site's developers")
        .await?
        .click()
        .await?;
    customer.reads(detail).await?;
    Ok(customer)
}

async fn complains(customer: &mut Customer, words: &str) -> Result<()> {
    let complaints = customer.browser.complaints().await?;
    complaints
        .iter()
        .any(|complaint| complaint.contains(words))
        .then_some(())
        .with_context(|| format!("no complaint has \"{words}\": {complaints:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_of_its_own_needs_nothing_but_the_tag() -> Result<()> {
    let policy = "default-src 'none'; script-src RELAY 'wasm-unsafe-eval'; connect-src RELAY ws:";
    let (world, site) = tagged(policy, "").await?;
    let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.browser.go(&site.origin()).await?;
    let id = customer.start().await?;
    agent.ask_to_join(id).await?;
    customer.press("Allow").await?;
    agent.sees("A site").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_mode_is_the_least_one_and_is_said_in_the_console() -> Result<()> {
    let (world, site) = tagged("", "data-mode=\"full\"").await?;
    let (mut customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
    customer.browser.allow("data-mode");
    customer.browser.go(&site.origin()).await?;
    let id = customer.start().await?;
    complains(&mut customer, "used as no-control").await?;
    agent.ask_to_join(id).await?;
    customer.press("Allow").await?;
    agent.status("Mode: No-control").await?;
    finish(customer, agent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selector_that_does_not_parse_stops_the_start() -> Result<()> {
    let (world, site) = tagged("", "data-mask=\"input[\"").await?;
    let why = "The site has a setting to put right first.";
    let mut customer = is_refused(&world, &site, why, "data-mask").await?;
    complains(&mut customer, "data-mask").await?;
    assert!(world.proxy.recording().messages(Side::Customer).is_empty());
    customer.press("Close").await?;
    customer.browser.find(pillion_e2e::customer::PANEL, "button", "Menu").await?;
    customer.browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_cannot_be_reached_is_said_and_can_be_tried_again() -> Result<()> {
    let attributes = format!("data-relay=\"http://localhost:{}\"", free_port().await?);
    let (world, site) = tagged("", &attributes).await?;
    let mut customer = world.customer().await?;
    for expected in ["Pillion: ", "WebSocket", "ERR_CONNECTION_REFUSED"] {
        customer.browser.allow(expected);
    }
    customer.browser.go(&site.origin()).await?;
    customer.choose("Co-browsing").await?;
    customer.reads(CANNOT).await?;
    customer.reads("We cannot reach the service right now.").await?;
    customer.press("Try again").await?;
    customer.reads(CANNOT).await?;
    customer.browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_comes_back_serves_the_next_try() -> Result<()> {
    let mut world = World::new().await?;
    let mut customer = world.customer().await?;
    for expected in ["Pillion: ", "ERR_", "Failed to load", "Failed to fetch"] {
        customer.browser.allow(expected);
    }
    customer.open("/demo/").await?;
    world.relay.kill().await?;
    customer.choose("Co-browsing").await?;
    customer.reads("We cannot reach the service right now.").await?;
    world.relay.restart().await?;
    customer.press("Try again").await?;
    customer.id().await?;
    customer.browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_blocks_wasm_is_named_with_the_line_to_add() -> Result<()> {
    let (world, site) = tagged("script-src RELAY; connect-src RELAY ws:", "").await?;
    let why = "The site's security settings do not allow it.";
    let mut customer = is_refused(&world, &site, why, "'wasm-unsafe-eval'").await?;
    customer.browser.allow("Content Security Policy");
    customer.browser.allow("Content-Security-Policy");
    complains(&mut customer, "'wasm-unsafe-eval'").await?;
    assert!(world.proxy.recording().messages(Side::Customer).is_empty());
    customer.browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_blocks_the_socket_is_named() -> Result<()> {
    let (world, site) = tagged("script-src RELAY 'wasm-unsafe-eval'; connect-src RELAY/pkg/", "").await?;
    let mut customer = world.customer().await?;
    for expected in
        ["Pillion: ", "Content Security Policy", "Content-Security-Policy", "Refused to connect", "WebSocket"]
    {
        customer.browser.allow(expected);
    }
    customer.browser.go(&site.origin()).await?;
    customer.choose("Co-browsing").await?;
    customer.reads(CANNOT).await?;
    customer.reads("The site's security settings do not allow it.").await?;
    customer.browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_site_key_is_refused_by_the_relay() -> Result<()> {
    let (world, site) = tagged("", "data-site-key=\"nobody\"").await?;
    let why = "The site has a setting to put right first.";
    let customer = is_refused(&world, &site, why, "site key").await?;
    customer.browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_the_relay_does_not_serve_is_told_so() -> Result<()> {
    let plot = Plot::take().await?;
    let world = World::new().await?;
    let tag =
        format!("<script async src=\"{}/snippet.js\" data-shadow=\"open\"></script>", world.proxy.origin());
    let site = plot.build("", &tag);
    let why = "The site has a setting to put right first.";
    let mut customer = is_refused(&world, &site, why, "may not use this site").await?;
    customer.browser.allow("WebSocket");
    customer.browser.finish("customer").await
}

/// Runs `serve` with bad input: it must end, say one thing on stderr, and say it in words.
async fn serve_refuses(arguments: &[&str], words: &[&str]) -> Result<()> {
    let arguments: Vec<&str> =
        ["serve", "--admin-listen", "127.0.0.1:0"].iter().chain(arguments).copied().collect();
    let output = command(&arguments, "").await?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it started: {said}");
    for word in words {
        assert!(said.contains(word), "no \"{word}\" in: {said}");
    }
    assert!(!said.contains("panicked") && said.trim().lines().count() <= 2, "not in words: {said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_named() -> Result<()> {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = taken.local_addr()?.to_string();
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite:{}", folder.path().join("pillion.db").display());
    serve_refuses(&["--listen", &address, "--database", &database], &[&address, "in use", "--listen"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_cannot_be_read_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let missing = folder.path().join("missing.toml").display().to_string();
    serve_refuses(&["--config", &missing], &[&missing]).await?;

    let broken = folder.path().join("broken.toml");
    std::fs::write(&broken, "listen = \"127.0.0.1:0\"\ncompany = \n")?;
    let broken = broken.display().to_string();
    serve_refuses(&["--config", &broken], &[&broken, "line 2"]).await?;

    let unknown = folder.path().join("unknown.toml");
    std::fs::write(&unknown, "lisen = \"127.0.0.1:0\"\n")?;
    let unknown = unknown.display().to_string();
    serve_refuses(&["--config", &unknown], &[&unknown, "lisen"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrupt_database_is_named_and_left_as_it_is() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("pillion.db");
    let rubbish = "this is no database ".repeat(1000);
    std::fs::write(&file, &rubbish)?;
    let database = format!("sqlite:{}", file.display());
    let path = file.display().to_string();
    serve_refuses(&["--listen", "127.0.0.1:0", "--database", &database], &[&path, "database"]).await?;
    assert_eq!(std::fs::read_to_string(&file)?, rubbish);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_password_is_refused() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite:{}", folder.path().join("pillion.db").display());
    let arguments = ["agent", "add", "Maya R.", "--password-stdin", "--database", &database];
    let output = command(&arguments, "short").await?;
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("12"));
    Ok(())
}
