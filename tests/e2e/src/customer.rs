//! What the customer does and sees, as verbs. The customer knows the site, the menu and the panel, and no console.

use anyhow::{Context, Result};
use pillion_protocol::ids::SessionId;
use serde_json::{Value, json};

use crate::browser::{Browser, Kind};
use crate::wait::{eventually, holds};

/// Everything of ours in the page. Test pages ask for `data-shadow="open"`.
pub const PANEL: &str = "document.querySelector('pillion-ui')?.shadowRoot";
/// The page itself.
pub const PAGE: &str = "document";

/// A person on a site that carries the tag.
#[derive(Debug)]
pub struct Customer {
    /// Their browser.
    pub browser: Browser,
    origin: String,
}

impl Customer {
    pub(crate) async fn new(origin: String, kind: Kind) -> Result<Customer> {
        Ok(Customer { browser: Browser::of(kind).await?, origin })
    }

    /// Opens a page of the demo bank, such as `/demo/savings?mode=no-control`, with a panel that tests can look into.
    ///
    /// # Errors
    /// The page cannot be opened.
    pub async fn open(&self, path: &str) -> Result<()> {
        let glue = if path.contains('?') { '&' } else { '?' };
        self.browser.go(&format!("{}{path}{glue}shadow=open", self.origin)).await
    }

    /// Opens the menu and chooses an item.
    ///
    /// # Errors
    /// There is no menu or no such item.
    pub async fn choose(&self, item: &str) -> Result<()> {
        self.browser.press(PANEL, "button", "Menu").await?;
        self.browser.press(PANEL, "menuitem", item).await
    }

    /// Starts co-browsing by the menu and reads the session ID off the panel.
    ///
    /// # Errors
    /// No ID is shown.
    pub async fn start(&self) -> Result<SessionId> {
        self.choose("Co-browsing").await?;
        self.id().await
    }

    /// Reads the session ID off the panel.
    ///
    /// # Errors
    /// None is shown.
    pub async fn id(&self) -> Result<SessionId> {
        eventually("a session ID in the panel", async || {
            let shown = self.browser.look_for(PANEL, "status", "*").await?.text().await?;
            let digits = shown.split(' ').collect::<Vec<_>>();
            // As people read it out: three groups of three.
            let is_grouped = digits.len() == 3 && digits.iter().all(|group| group.len() == 3);
            Ok(SessionId::parse(&shown).filter(|_| is_grouped))
        })
        .await
    }

    /// Presses a button of the panel.
    ///
    /// # Errors
    /// It is not there or not to be pressed.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.browser.press(PANEL, "button", name).await
    }

    /// Waits for words in the panel.
    ///
    /// # Errors
    /// They do not come.
    pub async fn reads(&self, text: &str) -> Result<()> {
        self.browser.sees(PANEL, text).await
    }

    /// Waits until `window.Pillion.state` is this.
    ///
    /// # Errors
    /// It never is.
    pub async fn is(&self, state: &str) -> Result<()> {
        let script = "return window.Pillion?.state == arguments[0]";
        self.browser.until(&format!("the state {state}"), script, vec![json!(state)]).await
    }

    /// Clicks an element of the page, after scrolling it to the middle, where nothing of ours lies over it.
    ///
    /// # Errors
    /// It is not there.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let what = format!("the customer's click on {selector}");
        eventually(&what, async || {
            self.scroll_to(selector).await?;
            let script = "return document.querySelector(arguments[0])";
            let element = self.browser.driver().execute(script, vec![json!(selector)]).await?.element()?;
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Types into a field of the page, key by key.
    ///
    /// # Errors
    /// It is not there.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        self.focus(selector).await?;
        self.browser.type_keys(text).await
    }

    /// Puts the focus into a field, as a click does.
    ///
    /// # Errors
    /// It does not get it.
    pub async fn focus(&self, selector: &str) -> Result<()> {
        self.click(selector).await?;
        let script = "return document.activeElement == document.querySelector(arguments[0])";
        self.browser.until(&format!("the focus in {selector}"), script, vec![json!(selector)]).await
    }

    /// Scrolls an element into the middle of the window.
    ///
    /// # Errors
    /// It is not there.
    pub async fn scroll_to(&self, selector: &str) -> Result<()> {
        let script =
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.run(script, vec![json!(selector)]).await.map(drop)
    }

    /// Waits until so many highlights lie over the page.
    ///
    /// # Errors
    /// There are never so many.
    pub async fn has_marks(&self, count: usize) -> Result<()> {
        self.browser.has(PANEL, ".ring-mark", count).await
    }

    /// The value of a field.
    ///
    /// # Errors
    /// It is not there.
    pub async fn value(&self, selector: &str) -> Result<String> {
        let value =
            self.browser.run("return document.querySelector(arguments[0]).value", vec![json!(selector)]);
        value.await?.as_str().map(str::to_owned).context("no value")
    }

    /// Waits until a field has a value.
    ///
    /// # Errors
    /// It never does.
    pub async fn has_value(&self, selector: &str, value: &str) -> Result<()> {
        let what = format!("{selector} to be \"{value}\" at the customer");
        eventually(&what, async || Ok(holds(self.value(selector).await? == value))).await
    }

    /// Waits until the page's address ends like this.
    ///
    /// # Errors
    /// It never does.
    pub async fn is_at(&self, path: &str) -> Result<()> {
        let what = format!("the customer at {path}");
        let script = "return location.pathname == arguments[0] && document.readyState == 'complete'";
        self.browser.until(&what, script, vec![json!(path)]).await
    }

    /// Everything in the page that an agent could have changed: the tree, each field's value and state, the address.
    ///
    /// # Errors
    /// The page cannot be read.
    pub async fn fingerprint(&self) -> Result<String> {
        let script = "
            const fields = [...document.querySelectorAll('input, select, textarea')];
            const state = fields.map((field) => [field.value, field.checked, field.selectedIndex].join('|'));
            return [location.href, document.body.outerHTML, ...state, document.activeElement?.id].join('\\n');";
        let print = self.browser.run(script, vec![]).await?;
        print.as_str().map(str::to_owned).context("no page")
    }

    /// Waits until the browser has drawn twice: what the page was about to do is done.
    ///
    /// # Errors
    /// The page is gone.
    pub async fn settle(&self) -> Result<()> {
        let script = "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)))";
        self.browser.run_async(script, vec![]).await.map(drop)
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// It throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.browser.run(script, vec![]).await
    }
}
