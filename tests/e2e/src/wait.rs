//! Waiting for a condition, with a deadline. Knows no browser.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long anything may take. Generous: two browsers and a relay share few cores, and a slow pass is a pass.
pub const DEADLINE: Duration = Duration::from_secs(15);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks again and again until there is something, and gives it. An error counts as "not yet": pages load and elements
/// go stale while a test looks at them.
///
/// # Errors
/// Nothing came within [`DEADLINE`]; names `what` and the last error.
pub async fn eventually<T>(what: &str, look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    within(DEADLINE, what, look).await
}

/// Like [`eventually`], with a deadline of one's own.
///
/// # Errors
/// Nothing came in time.
pub async fn within<T>(
    deadline: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        let last = match look().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => String::new(),
            Err(error) => format!("; the last error: {error:#}"),
        };
        if start.elapsed() > deadline {
            bail!("not within {} s: {what}{last}", deadline.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// `Some(())` if it holds, for [`eventually`].
pub fn holds(condition: bool) -> Option<()> {
    condition.then_some(())
}
