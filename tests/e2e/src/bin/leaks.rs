//! What leaves a page when an agent joins: `cargo xtask leaks`, for a site owner's checks. It reads the command line
//! and chooses the exit code; the library looks.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use pillion_e2e::leaving::report;
use pillion_e2e::leaving::secret::Secret;
use pillion_e2e::visit::{Visit, origin};
use pillion_e2e::world::World;

/// What the owner asked for.
struct Wish {
    url: String,
    secrets: Vec<Secret>,
    attributes: Vec<(&'static str, String)>,
    has_text: bool,
    seconds: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: nothing was looked at: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether a canary left.
async fn run() -> Result<bool> {
    let wish = read(std::env::args().skip(1))?;
    let world = World::with(&["--allow-origin".to_owned(), origin(&wish.url)?]).await?;
    let mut visit = Visit::open(&world, &wish.url, &wish.attributes).await?;
    let tag = if visit.has_own_tag {
        "The settings of the page's own tag were used, with a relay of this check."
    } else {
        "The page has no tag of its own (snippet.js): one was put into it."
    };
    println!("{tag}\nThe page's content security policy was switched off for this check.");
    visit.begin().await?;
    tokio::time::sleep(Duration::from_secs(wish.seconds)).await;
    let leaving = visit.leaving(&wish.secrets)?;
    print!("{}", report::write(&leaving, &wish.secrets, wish.has_text)?);
    Ok(!leaving.leaks.is_empty())
}

fn read(words: impl Iterator<Item = String>) -> Result<Wish> {
    let mut wish =
        Wish { url: String::new(), secrets: vec![], attributes: vec![], has_text: false, seconds: 5 };
    let mut words = words;
    while let Some(word) = words.next() {
        let (word, mut given) = match word.split_once('=').filter(|_| word.starts_with('-')) {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (word, None),
        };
        let mut value =
            || given.take().or_else(|| words.next()).with_context(|| format!("{word} needs a value"));
        let list = match &*word {
            "--canary" => {
                wish.secrets.push(Secret::new(&value()?).context("an empty --canary is none")?);
                continue;
            }
            "--private" => {
                wish.attributes.push(("data-privacy", "private".to_owned()));
                continue;
            }
            "--text" => {
                wish.has_text = true;
                continue;
            }
            "--seconds" => {
                wish.seconds = value()?.parse().context("--seconds takes a number")?;
                continue;
            }
            "--mask" => "data-mask",
            "--block" => "data-block",
            "--ignore" => "data-ignore",
            "--unmask" => "data-unmask",
            _ if wish.url.is_empty() && !word.starts_with('-') => {
                wish.url = word;
                continue;
            }
            _ => bail!("`{word}` is not known here"),
        };
        wish.attributes.push((list, value()?));
    }
    if wish.url.is_empty() {
        bail!("name the address of a page");
    }
    Ok(wish)
}
