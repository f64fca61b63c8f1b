//! `pillion-relay agent`: accounts. Works beside a running relay, on the same database.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, bail};

use crate::access::{self, password};
use crate::clock::Clock;
use crate::person;
use crate::store::{Account, Sqlite, Store};

/// Fewer characters are refused.
const SHORTEST_PASSWORD: usize = 12;

/// Adds an agent.
///
/// # Errors
/// The name is empty or taken, the password too short or not the same twice, the database cannot be used.
pub async fn add(database: &str, name: &str, password_stdin: bool) -> anyhow::Result<()> {
    let store = Sqlite::open(database).await?;
    refuse_name(&store, name).await?;
    let password = if password_stdin { read_line()? } else { ask_twice()? };
    insert(&store, name, &password).await?;
    println!("Added {name}.");
    store.close().await;
    Ok(())
}

/// Adds an agent whose password is known already. For programs and tests; nothing is printed.
///
/// # Errors
/// As for [`add`].
pub async fn create(database: &str, name: &str, password: &str) -> anyhow::Result<()> {
    let store = Sqlite::open(database).await?;
    refuse_name(&store, name).await?;
    insert(&store, name, password).await?;
    store.close().await;
    Ok(())
}

/// Before the password is asked for.
async fn refuse_name(store: &Sqlite, name: &str) -> anyhow::Result<()> {
    if name.is_empty() || person::name(name) != name {
        bail!("`{name}` is no name: give 1 to 64 characters on one line, without spaces around them");
    }
    if store.account(name).await?.is_some() {
        bail!(crate::store::StoreError::NameTaken);
    }
    Ok(())
}

async fn insert(store: &Sqlite, name: &str, password: &str) -> anyhow::Result<()> {
    if password.chars().count() < SHORTEST_PASSWORD {
        bail!("the password is too short: give at least {SHORTEST_PASSWORD} characters");
    }
    let hash = password::hash(password).context("the password cannot be hashed")?;
    store.add_account(name, &hash, Clock::start().now()).await?;
    Ok(())
}

fn read_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("reading the password from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn ask_twice() -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        bail!("there is no terminal to ask for the password: use --password-stdin");
    }
    let first = rpassword::prompt_password("Password: ").context("reading the password")?;
    let second = rpassword::prompt_password("Again: ").context("reading the password")?;
    if first != second {
        bail!("the two passwords differ; nothing was changed");
    }
    Ok(first)
}

/// Removes an agent with all log-ins and tokens.
///
/// # Errors
/// There is no such agent, or the database cannot be used.
pub async fn remove(database: &str, name: &str) -> anyhow::Result<()> {
    let store = Sqlite::open(database).await?;
    if !store.remove_account(name).await? {
        bail!("there is no agent `{name}`; `pillion-relay agent list` shows all");
    }
    println!("Removed {name}.");
    store.close().await;
    Ok(())
}

/// Prints all names, one a line.
///
/// # Errors
/// The database cannot be used.
pub async fn list(database: &str) -> anyhow::Result<()> {
    let store = Sqlite::open(database).await?;
    for account in store.accounts().await? {
        println!("{}", account.agent.name);
    }
    store.close().await;
    Ok(())
}

/// Makes and prints a static token.
///
/// # Errors
/// There is no such agent, or the database cannot be used.
pub async fn token(database: &str, name: &str) -> anyhow::Result<()> {
    println!("{}", make_token(database, name).await?);
    Ok(())
}

/// Makes a static token. For programs and tests; nothing is printed.
///
/// # Errors
/// As for [`token`].
pub async fn make_token(database: &str, name: &str) -> anyhow::Result<String> {
    let store = Sqlite::open(database).await?;
    let Some(Account { agent, .. }) = store.account(name).await? else {
        bail!("there is no agent `{name}`; `pillion-relay agent list` shows all");
    };
    let token = access::secret();
    store.add_token(agent.id, &crate::session::hash_of(&token), Clock::start().now()).await?;
    store.close().await;
    Ok(token)
}
