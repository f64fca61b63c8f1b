//! One browser under a driver: pages, elements by role and name, the mouse, the keyboard, and what its pages
//! complained about. It knows neither of the two people.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{Capabilities, TypingData, WebDriver, WebElement};

use crate::driver::Driver;
use crate::relay::free_port;
use crate::wait::{eventually, holds};

/// Finds elements by role and accessible name, through open shadow roots.
pub(crate) const FIND: &str = include_str!("find.js");

/// Complaints that no test has to name: no page of ours asks for an icon at the root, and the console asks who is
/// logged in before anybody is.
const ALWAYS_ALLOWED: [&str; 2] = ["/favicon.ico", "/api/me"];

/// Which browser the tests run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver, on a screen of its own.
    WebKit,
}

impl Kind {
    /// As `PILLION_BROWSER` says; Chromium when it says nothing.
    ///
    /// # Errors
    /// It names no browser that these tests can drive.
    pub fn chosen() -> Result<Kind> {
        match env::var("PILLION_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Ok(Kind::Chromium),
            Ok("firefox") => Ok(Kind::Firefox),
            Ok("webkit") => Ok(Kind::WebKit),
            Ok(other) => bail!(
                "PILLION_BROWSER is `{other}`: these tests can drive chromium, firefox and webkit. Run `cargo xtask test e2e`."
            ),
        }
    }
}

/// A browser with one session. Quits when dropped.
#[derive(Debug)]
pub struct Browser {
    // Fields are dropped in this order: the session while its driver lives, and the profile last.
    driver: WebDriver,
    process: Driver,
    _profile: TempDir,
    kind: Kind,
    complaints: Vec<String>,
    allowed: Vec<String>,
}

impl Browser {
    /// Starts an empty browser.
    ///
    /// # Errors
    /// Driver or browser cannot be started.
    pub async fn start() -> Result<Browser> {
        Browser::of(Kind::chosen()?).await
    }

    /// Starts an empty browser of this kind.
    ///
    /// # Errors
    /// Driver or browser cannot be started.
    pub async fn of(kind: Kind) -> Result<Browser> {
        let profile = tempfile::tempdir()?;
        let (process, wishes) = match kind {
            Kind::Chromium => {
                let program = program("CHROMEDRIVER", "chromedriver");
                (Driver::start(program, &["--port=0"]).await?, chromium(&profile))
            }
            Kind::Firefox => {
                // It names its port at the level "info" only, so `--log` is left alone.
                let arguments = ["--port", "0", "--websocket-port", "0"];
                (Driver::start(program("GECKODRIVER", "geckodriver"), &arguments).await?, firefox())
            }
            Kind::WebKit => {
                let program = program("WEBKIT_DRIVER", "WebKitWebDriver");
                (Driver::on_screen(program, free_port().await?).await?, webkit()?)
            }
        };
        let Value::Object(wishes) = wishes else { bail!("capabilities are an object") };
        let driver = WebDriver::new(process.url.clone(), Capabilities::from(wishes)).await?;
        driver.set_window_rect(0, 0, 1280, 900).await?;
        let (complaints, allowed) = (Vec::new(), ALWAYS_ALLOWED.map(str::to_owned).into());
        Ok(Browser { driver, process, _profile: profile, kind, complaints, allowed })
    }

    /// The session, for what this harness has no verb for.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Which browser this is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Opens an address and waits for the page's load.
    ///
    /// # Errors
    /// The browser cannot open it.
    pub async fn go(&self, url: &str) -> Result<()> {
        self.driver.goto(url).await.with_context(|| format!("opening {url}"))
    }

    /// Runs the body of a function in the page and gives what it returns.
    ///
    /// # Errors
    /// The script throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Like [`Browser::run`], for a promise: `done` is the function to call with the result.
    ///
    /// # Errors
    /// The script throws or never calls `done`.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let script = format!("const done = arguments[arguments.length - 1];\n{script}");
        Ok(self.driver.execute_async(script, arguments).await?.json().clone())
    }

    /// The first visible element below `scope` (a script expression for an element, document or shadow root) with this
    /// role whose accessible name is `name`, or starts with what is before a `*` at its end.
    ///
    /// # Errors
    /// There is none now.
    pub async fn look_for(&self, scope: &str, role: &str, name: &str) -> Result<WebElement> {
        let script = format!("return ({FIND})({scope}, arguments[0], arguments[1])");
        let found = self.driver.execute(script, vec![json!(role), json!(name)]).await?;
        if found.json().is_null() {
            bail!("no {role} \"{name}\"");
        }
        Ok(found.element()?)
    }

    /// Waits for [`Browser::look_for`].
    ///
    /// # Errors
    /// It does not come.
    pub async fn find(&self, scope: &str, role: &str, name: &str) -> Result<WebElement> {
        let what = format!("{role} \"{name}\" in {scope}");
        eventually(&what, async || self.look_for(scope, role, name).await.map(Some)).await
    }

    /// Clicks an element once it is there, enabled and not covered.
    ///
    /// # Errors
    /// It cannot be clicked in time.
    pub async fn press(&self, scope: &str, role: &str, name: &str) -> Result<()> {
        let what = format!("a click on {role} \"{name}\" in {scope}");
        eventually(&what, async || {
            let element = self.look_for(scope, role, name).await?;
            if !element.is_enabled().await? {
                bail!("it is disabled");
            }
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Waits until a script's value is true.
    ///
    /// # Errors
    /// It stays false.
    pub async fn until(&self, what: &str, script: &str, arguments: Vec<Value>) -> Result<()> {
        eventually(what, async || Ok(holds(self.run(script, arguments.clone()).await? == Value::Bool(true))))
            .await
    }

    /// Waits until the visible text below `scope` has `text` in it, white space aside.
    ///
    /// # Errors
    /// It never comes; names the text that was there.
    pub async fn sees(&self, scope: &str, text: &str) -> Result<()> {
        let wanted = plain(text);
        let mut last = String::new();
        let seen = eventually(&format!("\"{text}\" in {scope}"), async || {
            last = self.text(scope).await?;
            Ok(holds(plain(&last).contains(&wanted)))
        })
        .await;
        seen.map_err(|error| anyhow!("{error:#}; there was: {}", plain(&last)))
    }

    /// Waits until so many elements below `scope` fit a CSS selector. Nested shadow roots are not walked.
    ///
    /// # Errors
    /// There are never so many.
    pub async fn has(&self, scope: &str, selector: &str, count: usize) -> Result<()> {
        let script = format!("return ({scope})?.querySelectorAll(arguments[0]).length == arguments[1]");
        self.until(&format!("{count} of {selector}"), &script, vec![json!(selector), json!(count)]).await
    }

    /// The visible text below an element, document or shadow root.
    ///
    /// # Errors
    /// The scope is not there.
    pub async fn text(&self, scope: &str) -> Result<String> {
        let script = format!(
            "const scope = {scope}; if (!scope) return null;
             const top = scope.documentElement ? [scope.documentElement] : scope.host ? [...scope.children] : [scope];
             return top.map((element) => element.innerText ?? '').join('\\n');"
        );
        let text = self.run(&script, vec![]).await?;
        text.as_str().map(str::to_owned).with_context(|| format!("no {scope}"))
    }

    /// Types into what has the focus, key by key.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn type_keys(&self, text: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(text).perform().await?)
    }

    /// Moves the mouse to a point of the window's viewport.
    ///
    /// # Errors
    /// The point is outside.
    pub async fn move_mouse(&self, (x, y): (i64, i64)) -> Result<()> {
        Ok(self.driver.action_chain().move_to(x, y).perform().await?)
    }

    /// Clicks at a point of the window's viewport.
    ///
    /// # Errors
    /// The point is outside.
    pub async fn click_at(&self, (x, y): (i64, i64)) -> Result<()> {
        Ok(self.driver.action_chain().move_to(x, y).click().perform().await?)
    }

    /// From now on, complaints of the pages that have `text` in them are no failure.
    pub fn allow(&mut self, text: &str) {
        self.allowed.push(text.to_owned());
    }

    /// What the pages complained about until now: uncaught errors, unhandled rejections, `console.error`, failed loads.
    ///
    /// # Errors
    /// The browser does not tell.
    pub async fn complaints(&mut self) -> Result<Vec<String>> {
        match self.kind {
            Kind::Chromium => {
                let entries = self.driver.get_log("browser").await?;
                let severe = entries.into_iter().filter(|entry| entry.level == "SEVERE");
                self.complaints.extend(severe.map(|entry| entry.message));
            }
            Kind::Firefox => {
                let lines = self.process.heard.lines();
                self.complaints = lines.into_iter().filter(|line| is_firefox_complaint(line)).collect();
            }
            Kind::WebKit => {
                let lines = self.process.heard.lines();
                self.complaints = lines.into_iter().filter(|line| is_webkit_complaint(line)).collect();
            }
        }
        Ok(self.complaints.clone())
    }

    /// Fails if the pages complained about anything that was not allowed; then quits.
    ///
    /// # Errors
    /// They did.
    pub async fn finish(mut self, whose: &str) -> Result<()> {
        let mut complaints = self.complaints().await?;
        complaints.retain(|complaint| !self.allowed.iter().any(|allowed| complaint.contains(allowed)));
        let quit = self.driver.clone().quit().await;
        if !complaints.is_empty() {
            bail!("the {whose}'s pages complained:\n{}", complaints.join("\n"));
        }
        Ok(quit?)
    }
}

/// White space folded, and typographic apostrophes as the plain one.
fn plain(text: &str) -> String {
    text.replace(['\u{2019}', '\u{2018}'], "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn program(variable: &str, otherwise: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| otherwise.into(), PathBuf::from)
}

fn chromium(profile: &TempDir) -> Value {
    let profile = format!("--user-data-dir={}", profile.path().display());
    let mut options = json!({"args": [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-default-apps",
        "--disable-popup-blocking", "--lang=en-US", profile,
    ]});
    if let Ok(binary) = env::var("PILLION_CHROMIUM") {
        options["binary"] = json!(binary);
    }
    json!({"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}})
}

fn firefox() -> Value {
    let mut options = json!({"args": ["-headless"], "prefs": {
        // What pages write to their consoles, and errors that they do not catch, as lines on standard output.
        "devtools.console.stdout.content": true,
        "browser.dom.window.dump.enabled": true,
        "intl.accept_languages": "en-US",
        "dom.disable_open_during_load": false,
        // No look-ups of its own.
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
    }});
    if let Ok(binary) = env::var("PILLION_FIREFOX") {
        options["binary"] = json!(binary);
    }
    json!({"browserName": "firefox", "moz:firefoxOptions": options})
}

/// Where Debian and Ubuntu have the browser that WebKitGTK brings for its driver.
const MINI_BROWSERS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser",
];

fn webkit() -> Result<Value> {
    let named = env::var_os("PILLION_WEBKIT").map(PathBuf::from);
    let binary = named.or_else(|| MINI_BROWSERS.iter().map(PathBuf::from).find(|path| path.is_file()));
    let binary = binary.context("MiniBrowser is not installed: `apt-get install webkit2gtk-driver xvfb`")?;
    let arguments = ["--automation", "--enable-write-console-messages-to-stdout=true"];
    Ok(
        json!({"browserName": "MiniBrowser", "webkitgtk:browserOptions": {"binary": binary, "args": arguments}}),
    )
}

/// A line in which WebKit tells of an error of a page: "CONSOLE JS ERROR …", or one that a page wrote.
fn is_webkit_complaint(line: &str) -> bool {
    line.contains("CONSOLE") && line.contains(" ERROR ")
}

/// A line in which Firefox tells of an error of a page, not of its own machinery.
fn is_firefox_complaint(line: &str) -> bool {
    let is_page = line.contains("http://") || line.contains("https://");
    // Values of a page are written as source text; Firefox's own modules write theirs bare.
    let is_said = ["console.error: \"", "console.error: ("].iter().any(|start| line.starts_with(start));
    let is_firefox = ["moz-src://", "resource://", "chrome://"].iter().any(|own| line.contains(own));
    !is_firefox && (line.starts_with("JavaScript error:") && is_page || is_said)
}

#[cfg(test)]
mod tests {
    use super::{is_firefox_complaint, is_webkit_complaint, plain};

    #[test]
    fn firefox_own_errors_are_not_the_pages() {
        assert!(is_firefox_complaint("JavaScript error: http://localhost:1/a.js, line 3: Error: no"));
        assert!(is_firefox_complaint("console.error: \"Pillion: the tag\""));
        assert!(!is_firefox_complaint("console.error: RSLoader:"));
        assert!(!is_firefox_complaint(
            "console.error: (new TypeError(\"no\", \"moz-src:///browser/a.mjs\", 1))"
        ));
        assert!(!is_firefox_complaint("JavaScript error: resource://gre/modules/A.sys.mjs, line 3: Error"));
    }

    #[test]
    fn webkit_tells_errors_by_their_level() {
        assert!(is_webkit_complaint("CONSOLE JS ERROR TypeError: no"));
        assert!(is_webkit_complaint("http://localhost:1/: CONSOLE SECURITY ERROR Refused to load"));
        assert!(!is_webkit_complaint("CONSOLE LOG hello"));
    }

    #[test]
    fn words_are_compared_without_their_typography() {
        assert_eq!(plain(" The customer\u{2019}s\n  page "), "The customer's page");
    }
}
