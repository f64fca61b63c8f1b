//! Logs: lines on stderr. Nothing of a page, no token, no session ID is ever given to them.

use std::io::IsTerminal;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. `PILLION_LOG` chooses what is logged: a level such as `debug`, or `pillion_relay=debug,hyper=warn`.
pub(crate) fn start() {
    let wanted = std::env::var("PILLION_LOG").ok().and_then(|text| text.parse::<Targets>().ok());
    let filter = wanted.unwrap_or_else(|| Targets::new().with_default(tracing::Level::INFO));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    // A second start, as in tests, changes nothing.
    let _ = tracing_subscriber::registry().with(lines).with(filter).try_init();
}
