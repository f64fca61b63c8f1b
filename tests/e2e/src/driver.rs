//! The process of a WebDriver server: started on a free port, heard, and stopped when dropped. Knows no sessions.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use crate::wait::eventually;

/// What a process said, line by line, on both of its outputs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    /// All lines until now.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes on hearing until the stream ends.
    pub(crate) fn listen(&self, stream: impl AsyncRead + Unpin + Send + 'static) {
        let heard = self.clone();
        tokio::spawn(async move {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            // Browsers write what they like: lossy, so that one odd byte does not end the hearing.
            while stream.read_until(b'\n', &mut line).await.is_ok_and(|count| count > 0) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                heard.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
                line.clear();
            }
        });
    }
}

/// A running WebDriver server with no session yet.
#[derive(Debug)]
pub(crate) struct Driver {
    /// Killed when dropped; the driver first, then the screen it is on.
    _process: Child,
    _screen: Option<Child>,
    /// Where it listens.
    pub(crate) url: String,
    /// What it and its browser said.
    pub(crate) heard: Heard,
}

impl Driver {
    /// Starts `program` with `arguments`, which ask for a port of its own choice, and waits until it names the port.
    pub(crate) async fn start(program: PathBuf, arguments: &[&str]) -> Result<Driver> {
        let (process, heard) = spawn(Command::new(&program).args(arguments))?;
        let port = eventually("the driver names its port", async || {
            Ok(heard.lines().iter().find_map(|line| port_of(line)))
        })
        .await?;
        Ok(Driver { _process: process, _screen: None, url: format!("http://127.0.0.1:{port}"), heard })
    }

    /// Starts WebKitWebDriver, which wants to be told its port and has no windowless mode, on a virtual screen.
    pub(crate) async fn on_screen(program: PathBuf, port: u16) -> Result<Driver> {
        let arguments = ["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
        let (screen, said) = spawn(Command::new("Xvfb").args(arguments))
            .context("`apt-get install xvfb` brings the screen")?;
        let display = eventually("Xvfb names its display", async || {
            Ok(said.lines().iter().find_map(|line| line.trim().parse::<u32>().ok()))
        })
        .await?;
        let mut driver = Command::new(&program);
        driver
            .arg(format!("--port={port}"))
            .env("DISPLAY", format!(":{display}"))
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("LANG", "en_US.UTF-8");
        let (process, heard) = spawn(&mut driver)?;
        eventually("WebKitWebDriver answers", async || {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok().map(drop))
        })
        .await?;
        Ok(Driver {
            _process: process,
            _screen: Some(screen),
            url: format!("http://127.0.0.1:{port}"),
            heard,
        })
    }
}

/// Starts a process that ends with its handle, and hears what it says.
fn spawn(command: &mut Command) -> Result<(Child, Heard)> {
    let name = command.as_std().get_program().display().to_string();
    let mut process = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("starting {name}"))?;
    let heard = Heard::default();
    heard.listen(process.stdout.take().context("no stdout")?);
    heard.listen(process.stderr.take().context("no stderr")?);
    Ok((process, heard))
}

/// "ChromeDriver was started successfully on port 40123." or "… Listening on 127.0.0.1:40123".
fn port_of(line: &str) -> Option<u16> {
    let rest = match line.split_once("successfully on port ") {
        Some((_, rest)) => rest,
        None => line.split_once("Listening on 127.0.0.1:")?.1,
    };
    rest.trim_end_matches('.').trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn the_port_is_read_from_what_either_driver_says() {
        assert_eq!(port_of("ChromeDriver was started successfully on port 40123."), Some(40123));
        assert_eq!(port_of("1 geckodriver INFO Listening on 127.0.0.1:4444"), Some(4444));
        assert_eq!(port_of("Only local connections are allowed."), None);
    }
}
