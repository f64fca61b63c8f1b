//! A look at somebody's page: opens it in a browser, puts the tag into it, and starts a session that an agent of our
//! own joins. It gives what left, and knows nothing of its meaning.

use anyhow::{Context, Result, bail};
use pillion_protocol::ids::SessionId;
use serde_json::{Value, json};

use crate::browser::Kind;
use crate::customer::Customer;
use crate::leaving::Leaving;
use crate::leaving::secret::Secret;
use crate::proxy::Side;
use crate::raw::RawAgent;
use crate::world::World;

/// Puts a tag of ours into the page, with the data of the page's own, and says by `done` what it found. The page's own
/// cannot be used: it leads to the owner's relay.
const PUT: &str = r"
const [relay, wishes] = arguments;
if (Object(window.Pillion).openMenu) return done('loaded');
const own = [...document.scripts].find((script) => /\/snippet\.js([?#]|$)/.test(script.src));
const tag = document.createElement('script');
const data = own ? [...own.attributes].filter(({ name }) => name.startsWith('data-')) : [];
for (const { name, value } of data) tag.setAttribute(name, value);
for (const [name, value] of wishes) {
  const list = name != 'data-privacy' && tag.getAttribute(name);
  tag.setAttribute(name, list ? list + ', ' + value : value);
}
tag.removeAttribute('data-site-key');
tag.setAttribute('data-consent', 'code');
tag.setAttribute('data-relay', relay);
tag.onload = () => done(own ? 'own' : 'none');
tag.onerror = () => done('refused');
tag.src = relay + '/snippet.js';
document.head.append(tag);";

/// Starts a session and gives its number, or the reason why there is none.
const START: &str = "Pillion.start({ channel: 'phone' }).then(({ sessionId }) => done([String(sessionId)]), \
                     (error) => done(String(error && error.message || error)))";

/// A page that is being looked at.
#[derive(Debug)]
pub struct Visit<'w> {
    world: &'w World,
    /// The browser with the page.
    pub customer: Customer,
    /// Whether the page has a tag of its own, whose data are used.
    pub has_own_tag: bool,
    agent: Option<RawAgent>,
}

/// The origin of an address, as browsers write it.
///
/// # Errors
/// It is no address of the web.
pub fn origin(url: &str) -> Result<String> {
    let no_address = || format!("`{url}` is no address: it must begin with http:// or https://");
    let (scheme, rest) = url.split_once("://").with_context(no_address)?;
    let scheme = scheme.to_ascii_lowercase();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let usual = match &*scheme {
        "http" => ":80",
        "https" => ":443",
        _ => bail!(no_address()),
    };
    let host = host.strip_suffix(usual).unwrap_or(&host);
    if host.is_empty() {
        bail!(no_address());
    }
    Ok(format!("{scheme}://{host}"))
}

impl<'w> Visit<'w> {
    /// Opens `url` in a browser and puts the tag into it, with these attributes (`data-mask`, …) added to those of
    /// the page's own. The page's content security policy is off.
    ///
    /// # Errors
    /// There is no browser, the page cannot be opened or leads to another site, or the tag cannot be put into it.
    pub async fn open(world: &'w World, url: &str, attributes: &[(&str, String)]) -> Result<Visit<'w>> {
        // The page's policy is switched off by this browser's own protocol.
        let customer = world.customer_in(Kind::Chromium).await.context("the browser does not start")?;
        let cdp = customer.browser.driver().cdp();
        cdp.send_raw("Page.setBypassCSP", json!({ "enabled": true })).await?;
        cdp.send_raw("Network.enable", json!({})).await?;
        // Browsers ask people before a page of the internet may reach this machine; an older one knows no such question.
        for name in ["local-network-access", "loopback-network"] {
            let permission = json!({ "permission": { "name": name }, "setting": "granted" });
            let _ = cdp.send_raw("Browser.setPermission", permission).await;
        }
        // The page's own tag must not start: it leads to the owner's relay.
        cdp.send_raw("Network.setBlockedURLs", json!({ "urls": ["*/snippet.js*"] })).await?;
        if let Err(error) = customer.browser.go(url).await {
            let said = format!("{error:#}");
            // Drivers tell their own stack as well.
            let reason = said.split_whitespace().find(|word| word.starts_with("net::"));
            bail!("{url} cannot be opened: {}", reason.unwrap_or(&said));
        }
        let script = "const [entry] = performance.getEntriesByType('navigation');
            return [location.origin, entry && entry.responseStatus || 200]";
        let (at, status): (String, u16) =
            serde_json::from_value(customer.browser.run(script, vec![]).await?)?;
        if status >= 400 {
            bail!("{url} answers with status {status}");
        }
        if at != origin(url)? {
            bail!("{url} leads to {at}: name the address there");
        }
        cdp.send_raw("Network.setBlockedURLs", json!({ "urls": [] })).await?;
        let arguments = vec![json!(world.proxy.origin()), json!(attributes)];
        let put = customer.browser.run_async(PUT, arguments).await?;
        let has_own_tag = match put.as_str() {
            Some("own") => true,
            Some("none") => false,
            Some("loaded") => {
                bail!("the page brings Pillion under another name than snippet.js: leave it out there")
            }
            _ => bail!("the tag cannot be loaded in {url}: does a service worker or a proxy refuse it?"),
        };
        Ok(Visit { world, customer, has_own_tag, agent: None })
    }

    /// Starts a session that an agent of our own joins, and waits until the page has left.
    ///
    /// # Errors
    /// The session does not start; names the reason.
    pub async fn begin(&mut self) -> Result<()> {
        let started = self.customer.browser.run_async(START, vec![]).await?;
        let id = match &started {
            Value::Array(id) => id.first().and_then(Value::as_str).and_then(SessionId::parse),
            reason => {
                bail!("no session can start on this page: {}", reason.as_str().unwrap_or("no reason given"))
            }
        };
        let id = id.with_context(|| format!("{started} is no session ID"))?;
        let agent = RawAgent::ask(self.world, "Leak Check", id).await?;
        agent.sees_a_page().await?;
        self.agent = Some(agent);
        Ok(())
    }

    /// What has left until now.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn leaving(&self, secrets: &[Secret]) -> Result<Leaving> {
        Leaving::read(&self.world.proxy.recording().payloads(Side::Customer), secrets)
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_as_browsers_write_it() {
        for (url, expected) in [
            ("https://www.Example.com/a?b#c", "https://www.example.com"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("HTTPS://u:p@example.com:443/a@b", "https://example.com"),
        ] {
            assert_eq!(origin(url).unwrap(), expected);
        }
        for url in ["example.com", "file:///etc", "https://", "ftp://example.com"] {
            assert!(origin(url).is_err(), "{url}");
        }
    }
}
