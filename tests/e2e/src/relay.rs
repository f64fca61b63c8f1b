//! The relay's process, as an operator runs it: flags, a database, a port. Knows no browsers.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::driver::Heard;
use crate::wait::eventually;

/// The binary under test.
///
/// # Errors
/// Nobody built it: the tests do not build by themselves.
pub fn binary() -> Result<PathBuf> {
    let path = env::var_os("PILLION_RELAY").map(PathBuf::from);
    path.filter(|path| path.is_file()).context(
        "PILLION_RELAY names no relay binary. Run `cargo xtask test e2e`, which builds all that these tests need.",
    )
}

/// A port that nobody listens on now.
///
/// # Errors
/// The system gives none.
pub async fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port())
}

/// A relay with the demo bank and a database of its own. Killed when dropped.
#[derive(Debug)]
pub struct Relay {
    process: Option<Child>,
    port: u16,
    public_url: String,
    more: Vec<String>,
    folder: TempDir,
    heard: Heard,
}

impl Relay {
    /// Starts a relay that browsers see as `public_url`, with `more` arguments of `serve`.
    ///
    /// # Errors
    /// It does not get ready; names what it said.
    pub async fn start(public_url: &str, more: &[String]) -> Result<Relay> {
        let mut relay = Relay {
            process: None,
            port: free_port().await?,
            public_url: public_url.to_owned(),
            more: more.to_vec(),
            folder: tempfile::tempdir()?,
            heard: Heard::default(),
        };
        relay.run().await?;
        Ok(relay)
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it wrote to its log until now.
    pub fn log(&self) -> Vec<String> {
        self.heard.lines()
    }

    /// Its folder, with the database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds an agent's account.
    ///
    /// # Errors
    /// The relay's command refuses.
    pub async fn add_agent(&self, name: &str, password: &str) -> Result<()> {
        let database = database(self.folder.path());
        let output =
            command(&["agent", "add", name, "--password-stdin", "--database", &database], password).await?;
        if !output.status.success() {
            bail!("agent add {name}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    /// Kills it, as a crash does.
    ///
    /// # Errors
    /// There is none running.
    pub async fn kill(&mut self) -> Result<()> {
        let mut process = self.process.take().context("no relay runs")?;
        Ok(process.kill().await?)
    }

    /// Starts it again: same port, same database.
    ///
    /// # Errors
    /// It does not get ready.
    pub async fn restart(&mut self) -> Result<()> {
        self.run().await
    }

    async fn run(&mut self) -> Result<()> {
        let listen = format!("127.0.0.1:{}", self.port);
        let mut process = Command::new(binary()?)
            .args(["serve", "--demo", "--listen", &listen, "--admin-listen", "127.0.0.1:0"])
            .args(["--public-url", &self.public_url, "--database", &database(self.folder.path())])
            .args(&self.more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        self.heard.listen(process.stdout.take().context("no stdout")?);
        self.heard.listen(process.stderr.take().context("no stderr")?);
        let ready = eventually("the relay answers", async || {
            if let Some(status) = process.try_wait()? {
                bail!("it ended with {status}");
            }
            Ok(get(self.port, "/demo/").await?.starts_with("HTTP/1.1 200").then_some(()))
        })
        .await;
        self.process = Some(process);
        ready.with_context(|| format!("the relay said:\n{}", self.log().join("\n")))
    }
}

/// Runs the relay's binary to its end, with one line on its standard input.
///
/// # Errors
/// It cannot be run, or runs longer than anything may take.
pub async fn command(arguments: &[&str], line: &str) -> Result<Output> {
    let mut process = Command::new(binary()?)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut stdin = process.stdin.take().context("no stdin")?;
    // One that does not read its input may have ended by now, and that is no error here.
    let _ = stdin.write_all(format!("{line}\n").as_bytes()).await;
    drop(stdin);
    let output = tokio::time::timeout(crate::wait::DEADLINE, process.wait_with_output());
    Ok(output.await.with_context(|| format!("it still runs: {}", arguments.join(" ")))??)
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("pillion.db").display())
}

/// The head of the answer to a GET.
async fn get(port: u16, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = vec![0; 64];
    let count = stream.read(&mut head).await?;
    Ok(String::from_utf8_lossy(&head[..count]).into_owned())
}
