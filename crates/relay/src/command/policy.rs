//! `pillion-relay policy check URL`: whether a page's content security policies let the tag work, and what is missing.
//! Fetches the page as a browser without cookies would; what a script adds later it does not see.

mod csp;
mod page;

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::header::{ACCEPT, CONTENT_SECURITY_POLICY, HeaderMap};

use crate::origin::Origin;
use csp::{Needs, Policy};
use page::Page;

const PATIENCE: Duration = Duration::from_secs(20);
/// No page's head is further down.
const LONGEST_PAGE: usize = 8 * 1024 * 1024;

/// Checks a page. `relay` is where the relay is, if that is known; else the page's tag says it. False: something is
/// missing.
///
/// # Errors
/// The page cannot be fetched, or nobody says where the relay is.
pub async fn check(url: &str, relay: Option<&Origin>, out: &mut impl Write) -> anyhow::Result<bool> {
    let client = reqwest::Client::builder().timeout(PATIENCE).build().context("the system's certificates")?;
    let request = client.get(url).header(ACCEPT, "text/html,application/xhtml+xml");
    let mut answer = request.send().await.with_context(|| format!("{url} cannot be fetched"))?;
    let place = answer.url().to_string();
    if !answer.status().is_success() {
        bail!("{place} answers {}; give the address of a page that carries the tag", answer.status());
    }
    let headers = answer.headers().clone();
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.with_context(|| format!("{url} cannot be read"))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_PAGE {
            break;
        }
    }
    let page = Page::read(&String::from_utf8_lossy(&bytes));
    let own = Origin::parse(&place).with_context(|| format!("{place} is no web page"))?;
    let relay = match relay {
        Some(relay) => relay.clone(),
        None => relay_of(&page, &own)?,
    };
    report(&place, &own, &relay, &headers, &page, out).context("printing the result")
}

/// The relay that the page's tag is from.
fn relay_of(page: &Page, own: &Origin) -> anyhow::Result<Origin> {
    let Some((source, _)) = &page.tag else {
        bail!("the page has no tag, so say where the relay is: --public-url https://cobrowse.example.com");
    };
    if let Some(rest) = source.strip_prefix("//") {
        let scheme = if own.is_secure() { "https" } else { "http" };
        return Origin::parse(&format!("{scheme}://{rest}")).context("the tag's address is none");
    }
    // Without a scheme it is the page's own.
    Ok(Origin::parse(source).unwrap_or_else(|| own.clone()))
}

fn report(
    place: &str,
    own: &Origin,
    relay: &Origin,
    headers: &HeaderMap,
    page: &Page,
    out: &mut impl Write,
) -> std::io::Result<bool> {
    writeln!(
        out,
        "The tag needs, in every policy of the page that says anything of scripts or connections:"
    )?;
    writeln!(out, "  script-src {} 'wasm-unsafe-eval'", relay.as_str())?;
    writeln!(out, "  connect-src {} {}", relay.as_str(), relay.socket())?;
    writeln!(
        out,
        "Nothing for styles, images, frames or fonts. Instead of the host, the tag may carry the page's nonce."
    )?;
    writeln!(out)?;
    let nonce = page.tag.as_ref().and_then(|(_, nonce)| nonce.as_deref());
    let needs = Needs { page: own, relay, nonce };
    let sent = headers.get_all(CONTENT_SECURITY_POLICY).iter().filter_map(|value| value.to_str().ok());
    let policies: Vec<(&str, Policy)> = sent
        .flat_map(|value| Policy::parse_all(value).into_iter().map(|policy| ("header", policy)))
        .chain(
            page.policies
                .iter()
                .flat_map(|text| Policy::parse_all(text))
                .map(|policy| ("meta element", policy)),
        )
        .collect();
    if policies.is_empty() {
        writeln!(out, "{place} has no policy: nothing is missing.")?;
        return Ok(true);
    }
    let mut complete = true;
    for (number, (from, policy)) in policies.iter().enumerate() {
        let lacks = policy.lacks(&needs);
        complete &= lacks.is_empty();
        let verdict = if lacks.is_empty() { "nothing is missing" } else { "missing" };
        writeln!(out, "{place}, policy {} ({from}): {verdict}", number + 1)?;
        for lack in lacks {
            writeln!(out, "  {} {}", lack.directive, lack.source)?;
        }
    }
    Ok(complete)
}
