//! What the agent does and sees, as verbs. The agent knows the console, and of the customer's page what the mirror shows.

use anyhow::{Context, Result, bail};
use pillion_protocol::ids::SessionId;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::{Browser, FIND};
use crate::wait::{eventually, holds};

/// The console's own page.
pub const CONSOLE: &str = "document";
/// The document in the mirror.
pub const MIRROR: &str = "document.querySelector('iframe[title=\"Customer\\'s page\"]')?.contentDocument";

/// A person in the console.
#[derive(Debug)]
pub struct Agent {
    /// Their browser.
    pub browser: Browser,
    /// As customers see it.
    pub name: String,
    origin: String,
}

impl Agent {
    pub(crate) async fn new(origin: String, name: &str) -> Result<Agent> {
        Ok(Agent { browser: Browser::start().await?, name: name.to_owned(), origin })
    }

    /// Opens the console and logs in.
    ///
    /// # Errors
    /// The workspace does not come.
    pub async fn log_in(&self, password: &str) -> Result<()> {
        self.browser.go(&format!("{}/console/", self.origin)).await?;
        self.give_credentials(password).await?;
        self.browser.find(CONSOLE, "button", "Menu").await.map(drop)
    }

    /// Fills in the log-in form and sends it.
    ///
    /// # Errors
    /// There is no form.
    pub async fn give_credentials(&self, password: &str) -> Result<()> {
        self.fill("Name", &self.name).await?;
        self.fill("Password", password).await?;
        self.press("Log in").await
    }

    /// Replaces what is in a text box of the console.
    ///
    /// # Errors
    /// It is not there.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        eventually(&format!("\"{text}\" in the field {name}"), async || {
            let field = self.browser.look_for(CONSOLE, "textbox", name).await?;
            // As people do: WebDriver's own clearing would leave the field and come back.
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(text).await?;
            Ok(holds(field.prop("value").await?.as_deref() == Some(text)))
        })
        .await
    }

    /// Goes to the co-browsing window without the workspace's menu, in the same tab.
    ///
    /// # Errors
    /// It does not ask for the session ID.
    pub async fn open_session_window(&self) -> Result<()> {
        self.browser.go(&format!("{}/console/session", self.origin)).await?;
        self.browser.find(CONSOLE, "textbox", "Session ID").await.map(drop)
    }

    /// Goes to the co-browsing window, types the session ID and presses Start.
    ///
    /// # Errors
    /// The window does not come.
    pub async fn ask_to_join(&self, id: SessionId) -> Result<()> {
        self.open_session_window().await?;
        self.enter(&id.grouped()).await
    }

    /// Types a session ID and presses Start.
    ///
    /// # Errors
    /// The window does not ask for one.
    pub async fn enter(&self, digits: &str) -> Result<()> {
        self.fill("Session ID", digits).await?;
        self.press("Start").await
    }

    /// Waits until the mirror shows a page, laid out.
    ///
    /// # Errors
    /// It does not.
    pub async fn sees_a_page(&self) -> Result<()> {
        let script = format!("return ({MIRROR})?.body?.innerText.trim().length > 0");
        self.browser.until("a page in the mirror", &script, vec![]).await
    }

    /// Presses a button of the console.
    ///
    /// # Errors
    /// It is not there or not to be pressed.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.browser.press(CONSOLE, "button", name).await
    }

    /// Waits for words in the console.
    ///
    /// # Errors
    /// They do not come.
    pub async fn reads(&self, text: &str) -> Result<()> {
        self.browser.sees(CONSOLE, text).await
    }

    /// Waits for words in the mirror.
    ///
    /// # Errors
    /// They do not come.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.browser.sees(MIRROR, text).await
    }

    /// Waits until a field in the mirror shows a value.
    ///
    /// # Errors
    /// It never does.
    pub async fn sees_value(&self, selector: &str, value: &str) -> Result<()> {
        let what = format!("{selector} to be \"{value}\" in the mirror");
        let script = format!("return ({MIRROR})?.querySelector(arguments[0])?.value == arguments[1]");
        self.browser.until(&what, &script, vec![json!(selector), json!(value)]).await
    }

    /// The value of a field as the mirror shows it.
    ///
    /// # Errors
    /// It is not there.
    pub async fn value(&self, selector: &str) -> Result<String> {
        let script = format!("return ({MIRROR})?.querySelector(arguments[0])?.value");
        let value = self.browser.run(&script, vec![json!(selector)]).await?;
        value.as_str().map(str::to_owned).with_context(|| format!("no {selector} in the mirror"))
    }

    /// Waits until the mirror's `selector` is there.
    ///
    /// # Errors
    /// It never is.
    pub async fn sees_element(&self, selector: &str) -> Result<()> {
        let script = format!("return Boolean(({MIRROR})?.querySelector(arguments[0]))");
        self.browser.until(&format!("{selector} in the mirror"), &script, vec![json!(selector)]).await
    }

    /// All that could be read off the mirror: its whole source, and the live value of each field, through shadow roots
    /// and frames.
    ///
    /// # Errors
    /// There is no mirror.
    pub async fn everything(&self) -> Result<String> {
        let script = format!(
            "const all = [];
             const walk = (root) => {{
                 all.push(root.documentElement?.outerHTML ?? root.innerHTML);
                 for (const element of root.querySelectorAll('*')) {{
                     if ('value' in element) all.push(element.value);
                     if (element.shadowRoot) walk(element.shadowRoot);
                     if (element.contentDocument) walk(element.contentDocument);
                 }}
                 for (const sheet of [...(root.styleSheets ?? []), ...(root.adoptedStyleSheets ?? [])])
                     all.push([...sheet.cssRules].map((rule) => rule.cssText).join('\\n'));
             }};
             walk({MIRROR});
             return all.join('\\n');"
        );
        let all = self.browser.run(&script, vec![]).await?;
        all.as_str().map(str::to_owned).context("no mirror")
    }

    /// Where the middle of an element of the mirror is in the console's window, once it is inside the visible part and
    /// stands still.
    ///
    /// # Errors
    /// It is not there, or outside.
    pub async fn point_of(&self, selector: &str) -> Result<(i64, i64)> {
        self.point("(top) => top?.querySelector(arguments[0])", vec![json!(selector)]).await
    }

    /// `finder` is a script's function that gets the mirror's document and gives the element.
    async fn point(&self, finder: &str, arguments: Vec<Value>) -> Result<(i64, i64)> {
        let script = format!(
            "const frame = document.querySelector('iframe[title=\"Customer\\'s page\"]');
             const find = {finder};
             const element = find({MIRROR}, arguments[0], arguments[1]);
             if (!element) return 'not in the mirror';
             const outer = frame.getBoundingClientRect();
             const scale = outer.width / frame.offsetWidth;
             const inner = element.getBoundingClientRect();
             const x = outer.left + (inner.left + inner.width / 2) * scale;
             const y = outer.top + (inner.top + inner.height / 2) * scale;
             const inside = x > 0 && y > outer.top && x < innerWidth && y < innerHeight && y < outer.bottom;
             return inside && inner.width ? [Math.round(x), Math.round(y)] : `outside: ${{x}} ${{y}} ${{inner.width}}`;"
        );
        let what = format!("{arguments:?} within the visible part of the mirror");
        let mut last = None;
        eventually(&what, async || {
            let point = self.browser.run(&script, arguments.clone()).await?;
            let (Some(x), Some(y)) =
                (point.get(0).and_then(Value::as_i64), point.get(1).and_then(Value::as_i64))
            else {
                bail!("{point}");
            };
            // The mirror may still be following a scroll or a load.
            let is_still = last.replace((x, y)) == Some((x, y));
            Ok(is_still.then_some((x, y)))
        })
        .await
    }

    /// Clicks what has this role and name in the mirror.
    ///
    /// # Errors
    /// It is not there, or outside.
    pub async fn click_on(&self, role: &str, name: &str) -> Result<()> {
        let point = self.point(FIND, vec![json!(role), json!(name)]).await?;
        self.browser.click_at(point).await
    }

    /// Clicks an element of the mirror.
    ///
    /// # Errors
    /// It is not there, or outside.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let point = self.point_of(selector).await?;
        self.browser.click_at(point).await
    }

    /// Moves the mouse over an element of the mirror.
    ///
    /// # Errors
    /// It is not there, or outside.
    pub async fn point_at(&self, selector: &str) -> Result<()> {
        let point = self.point_of(selector).await?;
        self.browser.move_mouse(point).await
    }

    /// Clicks a field of the mirror and types.
    ///
    /// # Errors
    /// It is not there, or outside.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        self.click(selector).await?;
        self.browser.type_keys(text).await
    }

    /// Waits until so many highlights lie over the mirror.
    ///
    /// # Errors
    /// There are never so many.
    pub async fn has_marks(&self, count: usize) -> Result<()> {
        self.browser.has(CONSOLE, ".mirror-overlay .pv-mark", count).await
    }

    /// Waits for words beside the pointer.
    ///
    /// # Errors
    /// They do not come.
    pub async fn is_told(&self, text: &str) -> Result<()> {
        self.browser.sees("document.querySelector('.mirror .tip')", text).await
    }

    /// Waits until a toggle of the console is on or off.
    ///
    /// # Errors
    /// It never is.
    pub async fn is_pressed(&self, name: &str, on: bool) -> Result<()> {
        eventually(&format!("{name} to be {on}"), async || {
            let toggle = self.browser.look_for(CONSOLE, "button", name).await?;
            Ok(holds(
                toggle.attr("aria-pressed").await?.as_deref() == Some(if on { "true" } else { "false" }),
            ))
        })
        .await
    }

    /// Waits until a status of the console reads like this.
    ///
    /// # Errors
    /// It never does.
    pub async fn status(&self, name: &str) -> Result<()> {
        self.browser.find(CONSOLE, "status", name).await.map(drop)
    }
}
