//! All that one test needs: a relay of its own, the wire before it, and people. It knows no test.

use anyhow::Result;

use crate::agent::Agent;
use crate::customer::Customer;
use crate::proxy::Proxy;
use crate::relay::Relay;

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
        Customer::new(self.proxy.origin()).await
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

/// Ends a test: both people's pages must not have complained.
///
/// # Errors
/// They have.
pub async fn finish(customer: Customer, agent: Agent) -> Result<()> {
    tokio::try_join!(customer.browser.finish("customer"), agent.browser.finish("agent"))?;
    Ok(())
}
