//! All that one test needs: a relay of its own, the wire before it, and people. It knows no test.

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::agent::{Agent, MIRROR};
use crate::browser::Kind;
use crate::customer::{Customer, PAGE};
use crate::proxy::Proxy;
use crate::relay::Relay;
use crate::wait::eventually;

/// The password of every agent.
pub const PASSWORD: &str = "ride along 2026";

/// A relay behind a wire that can be cut and is recorded.
#[derive(Debug)]
pub struct World {
    /// The wire. Its address is the relay's public one.
    pub proxy: Proxy,
    /// The relay.
    pub relay: Relay,
}

impl World {
    /// A relay with the demo bank.
    ///
    /// # Errors
    /// It does not start.
    pub async fn new() -> Result<World> {
        World::with(&[]).await
    }

    /// A relay with more arguments.
    ///
    /// # Errors
    /// It does not start.
    pub async fn with(arguments: &[String]) -> Result<World> {
        let proxy = Proxy::start().await?;
        let relay = Relay::start(&proxy.origin(), arguments).await?;
        proxy.serve(relay.port());
        Ok(World { proxy, relay })
    }

    /// A customer with an empty browser.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn customer(&self) -> Result<Customer> {
        self.customer_in(Kind::chosen()?).await
    }

    /// A customer with an empty browser of this kind.
    ///
    /// # Errors
    /// The browser does not start.
    pub async fn customer_in(&self, kind: Kind) -> Result<Customer> {
        Customer::new(self.proxy.origin(), kind).await
    }

    /// A new agent, logged in.
    ///
    /// # Errors
    /// The account cannot be made, or the browser does not start.
    pub async fn agent(&self, name: &str) -> Result<Agent> {
        let agent = self.stranger(name).await?;
        agent.log_in(PASSWORD).await?;
        Ok(agent)
    }

    /// A new agent with an empty browser, not logged in.
    ///
    /// # Errors
    /// The account cannot be made, or the browser does not start.
    pub async fn stranger(&self, name: &str) -> Result<Agent> {
        self.relay.add_agent(name, PASSWORD).await?;
        Agent::new(self.proxy.origin(), name).await
    }

    /// A customer on `path` of the demo bank and an agent who sees the page.
    ///
    /// # Errors
    /// The session does not get live.
    pub async fn live(&self, path: &str) -> Result<(Customer, Agent)> {
        let (customer, agent) = tokio::try_join!(self.customer(), self.agent("Maya R."))?;
        customer.open(path).await?;
        let id = customer.start().await?;
        agent.ask_to_join(id).await?;
        customer.press("Allow").await?;
        agent.sees_a_page().await?;
        customer.is("live").await?;
        Ok((customer, agent))
    }
}

/// The customer scrolls an element into the middle of the window, and the mirror follows.
///
/// # Errors
/// The element does not get to the same place in both.
pub async fn bring(customer: &Customer, agent: &Agent, selector: &str) -> Result<()> {
    let place = |scope: &str| {
        format!(
            "const {{ left, top, width, height }} = ({scope}).querySelector(arguments[0]).getBoundingClientRect();
             return [left, top, width, height];"
        )
    };
    let (here, there) = (place(PAGE), place(MIRROR));
    customer.scroll_to(selector).await?;
    eventually(&format!("{selector} at the same place in page and mirror"), async || {
        let read = |value: Value| serde_json::from_value::<[f64; 4]>(value);
        let page = read(customer.browser.run(&here, vec![json!(selector)]).await?)?;
        let mirror = read(agent.browser.run(&there, vec![json!(selector)]).await?)?;
        // Within a pixel: the two engines' windows may round differently.
        let is_same = page.iter().zip(mirror).all(|(page, mirror)| (page - mirror).abs() <= 1.0);
        if is_same { Ok(Some(())) } else { bail!("{page:?} at the customer, {mirror:?} in the mirror") }
    })
    .await
}

/// Ends a test: both people's pages must not have complained.
///
/// # Errors
/// They have.
pub async fn finish(customer: Customer, agent: Agent) -> Result<()> {
    tokio::try_join!(customer.browser.finish("customer"), agent.browser.finish("agent"))?;
    Ok(())
}
