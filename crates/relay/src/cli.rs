//! The command line: what can be said, and which part of the library does it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::command;
use crate::config::{Config, Environment};
use crate::server;

/// Brings customers and agents together and serves everything that their browsers load.
#[derive(Debug, Parser)]
#[command(name = "pillion-relay", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the relay.
    Serve(Box<Settings>),
    /// Manage agents' accounts.
    Agent {
        #[command(subcommand)]
        command: Agent,
        #[command(flatten)]
        place: Place,
    },
    /// Check the audit log, or show the key that checks it.
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Check what a page's content security policies let through.
    Policy {
        #[command(subcommand)]
        command: Policy,
    },
    /// Look into recorded frames.
    Frames {
        #[command(subcommand)]
        command: Frames,
    },
}

#[derive(Debug, Subcommand)]
enum Agent {
    /// Add an agent. Asks for the password twice, or reads one line with --password-stdin.
    Add {
        /// As customers see it, and for logging in.
        name: String,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Remove an agent, with all log-ins and tokens.
    Remove {
        /// As it was added.
        name: String,
    },
    /// List all agents.
    List,
    /// Make a static token with which an integrator's server acts as this agent. It is shown once.
    Token {
        /// As it was added.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Say whether a log is as it was written: exit code 0 if it is, 1 if not, 2 if a file cannot be read.
    Verify {
        /// The log; several files in their order.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Signed heads that were kept elsewhere: without them, lines cut off the end do not show.
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
        /// The relay's public key, as `audit key` prints it. Several, one a line, if it was changed.
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Print the public key.
    Key {
        /// Folder of the audit log [default: beside the database].
        #[arg(long, env = "PILLION_AUDIT", value_name = "DIR")]
        audit: Option<String>,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
enum Policy {
    /// Print what the tag needs and what the page's policies lack. Exit code 1 if something is missing.
    Check {
        /// A page that carries the tag, or is to carry it.
        url: String,
        /// How browsers see the relay [default: where the page's tag is from].
        #[arg(long, env = "PILLION_PUBLIC_URL", value_name = "URL")]
        public_url: Option<String>,
        /// TOML file.
        #[arg(long, env = "PILLION_CONFIG", value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum Frames {
    /// Print recorded frames, each after its length as a 32-bit little-endian number, as JSON lines.
    Dump {
        /// The recording.
        file: PathBuf,
    },
}

/// Where the accounts are.
#[derive(Debug, Args)]
struct Place {
    /// TOML file.
    #[arg(long, global = true, env = "PILLION_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Database, such as sqlite:pillion.db.
    #[arg(long, global = true, env = "PILLION_DATABASE", value_name = "URL")]
    database: Option<String>,
}

/// What flags and environment say. Every one is also a key of the TOML file.
#[derive(Debug, Clone, Default, Args)]
pub struct Settings {
    /// TOML file.
    #[arg(long, env = "PILLION_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where browsers connect [default: 127.0.0.1:8080].
    #[arg(long, env = "PILLION_LISTEN", value_name = "ADDR")]
    pub listen: Option<String>,
    /// Where health and metrics are, or `off` [default: 127.0.0.1:8081].
    #[arg(long, env = "PILLION_ADMIN_LISTEN", value_name = "ADDR")]
    pub admin_listen: Option<String>,
    /// How browsers see the relay, such as https://cobrowse.example.com.
    #[arg(long, env = "PILLION_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Origin of pages that may carry the tag without a site key. May be given several times.
    #[arg(long, env = "PILLION_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    pub allow_origin: Vec<String>,
    /// Database [default: sqlite:pillion.db].
    #[arg(long, env = "PILLION_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// Whom the agents work for, as customers see it [default: Support].
    #[arg(long, env = "PILLION_COMPANY", value_name = "NAME")]
    pub company: Option<String>,
    /// Proxy whose X-Forwarded-For is believed. May be given several times.
    #[arg(long, env = "PILLION_TRUSTED_PROXY", value_name = "IP", value_delimiter = ',')]
    pub trusted_proxy: Vec<String>,
    /// A time in seconds, such as customer-away=120. May be given several times.
    #[arg(long, env = "PILLION_TIME", value_name = "NAME=SECONDS", value_delimiter = ',')]
    pub time: Vec<String>,
    /// Folder of the audit log, or `off` [default: beside the database].
    #[arg(long, env = "PILLION_AUDIT", value_name = "DIR")]
    pub audit: Option<String>,
    /// While the audit log cannot be written: `refuse` new sessions, or `continue` [default: refuse].
    #[arg(long, env = "PILLION_AUDIT_FAILURE", value_name = "POLICY")]
    pub audit_failure: Option<String>,
    /// MiB of one file of the audit log [default: 64].
    #[arg(long, env = "PILLION_AUDIT_FILE_MIB", value_name = "MIB")]
    pub audit_file_mib: Option<u64>,
    /// Settings that are no flags.
    #[arg(skip)]
    pub environment: Environment,
    /// Serve the demo bank too.
    #[arg(long, env = "PILLION_DEMO", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub demo: Option<bool>,
}

/// Reads the arguments and does what they say. The exit code is that of a command that did its work.
///
/// # Errors
/// Anything that stops the command, in words for the operator.
pub fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    match &cli.command {
        Command::Frames { command: Frames::Dump { file } } => {
            command::frames::dump(file, &mut std::io::stdout().lock())?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Audit { command: Audit::Verify { files, head, key } } => {
            return Ok(command::audit::verify(files, head.as_deref(), key.as_deref()));
        }
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("the system gives no threads")?.block_on(run(cli.command))
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(mut settings) => {
            settings.environment = Environment::read();
            crate::log::start();
            server::serve(Config::read(&settings)?).await?;
        }
        Command::Agent { command, place } => {
            let settings = Settings {
                config: place.config,
                database: place.database,
                environment: Environment::read(),
                ..Settings::default()
            };
            let database = Config::read(&settings)?.database;
            match command {
                Agent::Add { name, password_stdin } => {
                    command::agent::add(&database, &name, password_stdin).await?;
                }
                Agent::Remove { name } => command::agent::remove(&database, &name).await?,
                Agent::List => command::agent::list(&database).await?,
                Agent::Token { name } => command::agent::token(&database, &name).await?,
            }
        }
        Command::Audit { command: Audit::Key { audit, place } } => {
            let settings = Settings {
                config: place.config,
                database: place.database,
                audit,
                environment: Environment::read(),
                ..Settings::default()
            };
            let config = Config::read(&settings)?;
            command::audit::key(config.audit.folder(&config.database).as_deref())?;
        }
        Command::Policy { command: Policy::Check { url, public_url, config } } => {
            let settings =
                Settings { config, public_url, environment: Environment::read(), ..Settings::default() };
            let relay = Config::read(&settings)?.public_url;
            let complete = command::policy::check(&url, relay.as_ref(), &mut std::io::stdout()).await?;
            return Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Audit { command: Audit::Verify { .. } } | Command::Frames { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_of_the_accounts_stand_before_or_after_the_name() {
        for words in [["--database", "sqlite:a.db", "list"], ["list", "--database", "sqlite:a.db"]] {
            let cli = Cli::try_parse_from(["pillion-relay", "agent"].into_iter().chain(words)).unwrap();
            let Command::Agent { place, .. } = cli.command else { panic!("not agent") };
            assert_eq!(place.database.as_deref(), Some("sqlite:a.db"));
        }
    }
}
