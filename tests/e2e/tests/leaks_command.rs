//! What `cargo xtask leaks` looks at, on a page of the demo bank and on one that has no tag and a strict policy.
//! The command drives Chromium, whichever browser the other tests run in.

use anyhow::Result;
use pillion_e2e::leaving::report;
use pillion_e2e::leaving::secret::Secret;
use pillion_e2e::site::Plot;
use pillion_e2e::visit::Visit;
use pillion_e2e::wait::eventually;
use pillion_e2e::world::World;

const SSN: &str = "523-48-1907";

fn secrets(texts: &[&str]) -> Vec<Secret> {
    texts.iter().filter_map(|text| Secret::new(text)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_page_types_leaves_as_stars_and_a_canary_in_the_heading_is_found() -> Result<()> {
    let world = World::new().await?;
    let url = format!("{}/demo/savings/joint/your-details", world.proxy.origin());
    let mut visit = Visit::open(&world, &url, &[]).await?;
    assert!(visit.has_own_tag);
    let heading = visit.customer.run("return document.querySelector('h1').textContent").await?;
    let heading = heading.as_str().unwrap_or_default().to_owned();
    visit.begin().await?;
    let typing = format!(
        "const field = document.querySelector('#ssn');
         field.value = '{SSN}';
         field.dispatchEvent(new Event('input', {{ bubbles: true }}));"
    );
    visit.customer.run(&typing).await?;
    let secrets = secrets(&[SSN, &heading]);
    let leaving = eventually("stars in the report", async || {
        let leaving = visit.leaving(&secrets)?;
        let is_starred = |field: &pillion_e2e::leaving::page::Field| {
            field.name == "ssn" && field.is_private && field.shows == "********"
        };
        Ok(leaving.page.fields().iter().any(is_starred).then_some(leaving))
    })
    .await?;
    let report = report::write(&leaving, &secrets, true)?;
    assert!(report.contains("\"ssn\" (Social Security number): ********"), "{report}");
    assert!(leaving.leaks.iter().any(|leak| leak.place == "text in <h1>"), "{report}");
    assert!(leaving.leaks.iter().all(|leak| leak.form.contains(&heading)), "{report}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_tag_gets_one_with_the_marks_that_were_asked_for() -> Result<()> {
    let plot = Plot::take().await?;
    let world = World::with(&["--allow-origin".to_owned(), plot.origin()]).await?;
    let site = plot.build("default-src 'self'", "<h1>Welcome Jordana</h1><p id=kept>Parkerson</p>");
    let mark = [("data-mask", "#kept".to_owned())];
    let mut visit = Visit::open(&world, &site.origin(), &mark).await?;
    assert!(!visit.has_own_tag);
    visit.begin().await?;
    let secrets = secrets(&["Jordana", "Parkerson"]);
    let leaving = visit.leaving(&secrets)?;
    let places: Vec<&str> = leaving.leaks.iter().map(|leak| &*leak.place).collect();
    assert_eq!(places, ["text in <h1>"]);
    Ok(())
}
