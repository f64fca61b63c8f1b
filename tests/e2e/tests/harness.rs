//! The harness itself: a green run must mean something.

use anyhow::Result;
use pillion_e2e::browser::Browser;
use pillion_e2e::site::Plot;
use pillion_e2e::wait::{eventually, holds};

/// A page that makes every kind of complaint.
const TROUBLED: &str = "<script>console.error('said so');
    setTimeout(() => { throw new Error('thrown') });
    Promise.reject(new Error('rejected'));</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_complains_fails_its_test() -> Result<()> {
    let site = Plot::take().await?.build("", TROUBLED);
    let mut browser = Browser::start().await?;
    browser.go(&site.origin()).await?;
    eventually("all complaints", async || {
        let complaints = browser.complaints().await?.join("\n");
        Ok(holds(["said so", "thrown", "rejected"].iter().all(|word| complaints.contains(word))))
    })
    .await?;
    let refused = browser.finish("customer").await;
    assert!(refused.is_err_and(|error| error.to_string().contains("thrown")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_that_the_test_names_is_none() -> Result<()> {
    let site = Plot::take().await?.build("", "<script>console.error('on purpose')</script>");
    let mut browser = Browser::start().await?;
    browser.allow("on purpose");
    browser.go(&site.origin()).await?;
    browser.finish("customer").await
}

#[tokio::test(flavor = "multi_thread")]
async fn elements_are_found_by_role_and_name_through_shadow_roots() -> Result<()> {
    let body =
        "<section aria-label='Hall'><button hidden>Go on</button></section><host-element></host-element>
        <script>
        const root = document.querySelector('host-element').attachShadow({ mode: 'open' });
        root.innerHTML = `<label for=a>Your name</label><input id=a><button aria-label='Go on'>x</button>`;
        root.querySelector('button').onclick = () => (document.title = root.querySelector('input').value);
        </script>";
    let site = Plot::take().await?.build("", body);
    let browser = Browser::start().await?;
    browser.go(&site.origin()).await?;
    browser.find("document", "region", "Hall").await?;
    browser.find("document", "textbox", "Your name").await?.send_keys("Ada").await?;
    browser.press("document", "button", "Go*").await?;
    browser.until("the click", "return document.title == 'Ada'", vec![]).await?;
    assert!(browser.look_for("document", "button", "Stay").await.is_err());
    browser.finish("customer").await
}
