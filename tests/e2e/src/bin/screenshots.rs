//! The README's pictures, taken of the real product: `cargo xtask screenshots`. It says nothing about whether anything
//! works; the tests do.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use pillion_e2e::browser::Browser;
use pillion_e2e::world::{World, finish};

#[tokio::main]
async fn main() -> Result<()> {
    let folder: PathBuf = std::env::args_os().nth(1).context("name the folder for the pictures")?.into();
    tokio::fs::create_dir_all(&folder).await?;
    let world = World::new().await?;
    let (customer, agent) = world.live("/demo/savings/joint/your-details").await?;
    customer.browser.driver().set_window_rect(0, 0, 1280, 940).await?;
    agent.browser.driver().set_window_rect(0, 0, 1440, 1040).await?;
    for (field, text) in [("#first_name", "Jordan"), ("#last_name", "Parker"), ("#zip", "97214")] {
        customer.type_into(field, text).await?;
    }
    customer.type_into("#ssn", "512734961").await?;
    agent.sees_value("#ssn", "********").await?;
    agent.sees_value("#zip", "97214").await?;
    agent.press("Highlight").await?;
    agent.click("#employer").await?;
    customer.has_marks(1).await?;
    agent.press("Highlight").await?;
    agent.type_into("#employer", "Cascade").await?;
    customer.has_value("#employer", "Cascade").await?;
    shoot(&customer.browser, &folder.join("customer-live.png")).await?;
    shoot(&agent.browser, &folder.join("agent-full-control.png")).await?;
    finish(customer, agent).await
}

async fn shoot(browser: &Browser, path: &Path) -> Result<()> {
    browser.driver().screenshot(path).await?;
    println!("{}", path.display());
    Ok(())
}
