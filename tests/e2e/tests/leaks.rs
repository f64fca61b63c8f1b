//! The leak samples with all of the product: the real tag, relay and mirror, in the first HTML and as a later change.
//! `tests/leaks.rs` at the root runs these and many more with the reader alone.

#[path = "../../leaks/cases.rs"]
#[allow(dead_code, clippy::panic)]
mod cases;

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use cases::{Case, Expect, HELPERS};
use pillion_e2e::agent::Agent;
use pillion_e2e::canary::Canary;
use pillion_e2e::customer::Customer;
use pillion_e2e::proxy::Side;
use pillion_e2e::wait::eventually;
use pillion_e2e::world::World;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A site whose one page can be changed. Serves while the test's runtime lives.
struct Stage {
    origin: String,
    page: Arc<Mutex<String>>,
}

impl Stage {
    async fn open() -> Result<Stage> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let page = Arc::new(Mutex::new(String::new()));
        let shown = page.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let shown = shown.clone();
                tokio::spawn(async move {
                    let mut request = [0; 8192];
                    let read = stream.read(&mut request).await.unwrap_or(0);
                    // Not before: browsers connect ahead of their requests.
                    let body = shown.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    // Only the page itself is there: pictures that a case names are not.
                    let is_page = request[..read].starts_with(b"GET /case");
                    let (status, body) =
                        if is_page { ("200 OK", body) } else { ("404 Not Found", String::new()) };
                    let answer = format!(
                        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                        body.len()
                    );
                    let _ = stream.write_all(answer.as_bytes()).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Ok(Stage { origin, page })
    }
}

/// One session that goes on from page to page.
struct Show {
    world: World,
    stage: Stage,
    customer: Customer,
    agent: Agent,
    pages: usize,
}

impl Show {
    async fn open() -> Result<Show> {
        let stage = Stage::open().await?;
        let world = World::with(&["--allow-origin".to_owned(), stage.origin.clone()]).await?;
        let (customer, agent) = tokio::try_join!(world.customer(), world.agent("Maya R."))?;
        let show = Show { world, stage, customer, agent, pages: 0 };
        show.load("<p>ready</p>", &[], 0).await?;
        let id = show.customer.start().await?;
        show.agent.ask_to_join(id).await?;
        show.customer.press("Allow").await?;
        show.agent.sees("ready").await?;
        Ok(show)
    }

    async fn load(&self, html: &str, snippet: &[(String, String)], number: usize) -> Result<()> {
        let attributes =
            snippet.iter().map(|(name, value)| format!(" data-{name}='{value}'")).collect::<String>();
        let page = format!(
            "<!doctype html><title>t</title><body>{html}<script src=\"{}/snippet.js\" data-shadow=open{attributes}></script>",
            self.world.proxy.origin()
        );
        *self.stage.page.lock().unwrap_or_else(PoisonError::into_inner) = page;
        self.customer.browser.go(&format!("{}/case?{number}", self.stage.origin)).await
    }

    /// Runs some cases as one page; those with scripts stand alone.
    async fn run(&mut self, cases: &[&Case], later: bool) -> Result<Vec<String>> {
        self.pages += 1;
        let number = self.pages;
        let before = self.world.proxy.recording().payloads(Side::Customer).len();
        let html: String = cases.iter().map(|case| format!("<section>{}</section>", case.html)).collect();
        let there = format!("<p data-cobrowse-unmask>page {number} there</p>");
        let first = cases.first().context("no case")?;
        self.load(&if later { there.clone() } else { format!("{html}{there}") }, &first.snippet, number)
            .await?;
        self.agent.sees(&format!("page {number} there")).await?;
        if later {
            let script =
                "const template = document.createElement('template'); template.innerHTML = arguments[0];
                document.body.append(template.content)";
            self.customer.browser.run(script, vec![json!(html)]).await?;
        }
        for sentinel in cases.iter().filter_map(|case| case.sentinel.as_ref()) {
            self.agent.sees(sentinel).await?;
        }
        for script in &first.script {
            let body = format!(
                "(async () => {{ {HELPERS} {script}\n }})().then(() => done(), (error) => done(String(error)))"
            );
            let thrown = self.customer.browser.run_async(&body, vec![]).await?;
            if let Some(error) = thrown.as_str() {
                bail!("{}: {error}", first.id);
            }
        }
        for (selector, text) in &first.keys {
            self.customer.type_into(selector, text).await?;
        }
        for selector in &first.highlights {
            self.agent.press("Highlight").await?;
            self.agent.click(selector).await?;
            self.customer.has_marks(1).await?;
            self.agent.press("Highlight").await?;
        }
        // What comes after all else, so that all else is there.
        let end = "document.body.insertAdjacentHTML('beforeend', arguments[0])";
        let last = format!("<p data-cobrowse-unmask>end of page {number}</p>");
        self.customer.browser.run(end, vec![json!(last)]).await?;
        self.agent.sees(&format!("end of page {number}")).await?;
        self.judge(cases, before).await
    }

    async fn judge(&self, cases: &[&Case], before: usize) -> Result<Vec<String>> {
        let mirror = self.agent.everything().await?;
        let payloads = self.world.proxy.recording().payloads(Side::Customer);
        let sent: Vec<u8> =
            payloads.iter().skip(before).flat_map(|payload| payload.bytes.iter().copied()).collect();
        let mut failed = Vec::new();
        for case in cases {
            let canary = match &case.canary_expr {
                Some(expression) => {
                    let value = self.customer.run(&format!("return {expression}")).await?;
                    value.as_str().map(str::to_owned).context("no canary")?
                }
                None => case.canary.clone(),
            };
            if case.expect == Expect::Allowed {
                let there = eventually("the canary", async || {
                    Ok(self.agent.everything().await?.contains(&canary).then_some(()))
                });
                if there.await.is_err() {
                    failed.push(format!("{}: \"{canary}\" did not arrive", case.id));
                }
                continue;
            }
            let secrets =
                [(&canary, case.prefix)].into_iter().chain(case.forbid.iter().map(|text| (text, usize::MAX)));
            for (secret, prefix) in secrets {
                let needles = Canary::new(secret, prefix.min(secret.chars().count()));
                let places = [("what was sent", sent.as_slice()), ("the mirror", mirror.as_bytes())];
                failed.extend(places.into_iter().filter_map(|(place, bytes)| {
                    Some(format!("{}: {} in {place}", case.id, needles.found(bytes)?))
                }));
            }
        }
        Ok(failed)
    }
}

fn stands_alone(case: &Case) -> bool {
    let stays = case.script.is_empty() && case.keys.is_empty() && case.highlights.is_empty();
    !stays || !case.snippet.is_empty() || case.canary_expr.is_some()
}

async fn hold(later: bool) -> Result<()> {
    let samples = cases::samples();
    assert!(samples.len() > 80, "only {} samples", samples.len());
    // One whose lists do not parse starts no session: bad_input.rs has that.
    let samples: Vec<&Case> =
        samples.iter().filter(|case| case.sentinel.is_some() && case.paths[usize::from(later)]).collect();
    let (alone, together): (Vec<&Case>, Vec<&Case>) =
        samples.into_iter().partition(|case| stands_alone(case));
    let mut show = Show::open().await?;
    let mut failed = show.run(&together, later).await?;
    for case in alone {
        failed.extend(show.run(&[case], later).await.with_context(|| case.id.clone())?);
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_hold_in_the_first_html() -> Result<()> {
    hold(false).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_hold_as_a_later_change() -> Result<()> {
    hold(true).await
}
