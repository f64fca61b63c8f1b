//! `cargo xtask demo`: builds everything and runs the relay with the demo bank and one agent. It does not
//! know what the relay does with them.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::build::{self, Kind};
use crate::command;
use crate::flags::Flags;
use crate::stage;
use crate::workspace::Workspace;

const AGENT: &str = "Maya R.";
const DEFAULT_PORT: u16 = 8080;
/// Random bytes in the password: 96 bits, 24 characters.
const PASSWORD_BYTES: usize = 12;
const START_LIMIT: Duration = Duration::from_secs(30);
const STOP_LIMIT: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, flags: &Flags) -> Result<()> {
    let port = match flags.value("--port") {
        Some(text) => text.parse().with_context(|| format!("`{text}` is not a port number"))?,
        None => DEFAULT_PORT,
    };
    refuse_used(port)?;
    build::assets(workspace, Kind::Release)?;
    let relay = build::relay(workspace)?;
    let database = format!("sqlite:{}", workspace.output("demo.db").display());
    let password = stage::hex(&random()?);
    add_agent(workspace, &relay, &database, &password)?;

    let stopped = stop_signal()?;
    let log = workspace.output("demo.log");
    let file = std::fs::File::create(&log).context("opening target/pillion/demo.log")?;
    let mut serve = command::new(workspace, &relay);
    serve.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}")]);
    // Not the default port: the demo must start beside another relay of the same machine.
    serve.args(["--admin-listen", "127.0.0.1:0"]);
    serve.args(["--public-url", &format!("http://localhost:{port}"), "--database", &database]);
    serve.stdin(Stdio::null()).stdout(file.try_clone().context("the log")?).stderr(file);
    let child = serve.spawn().with_context(|| format!("cannot start {}", relay.display()))?;
    let mut child = Guard(child);
    wait_until_ready(&mut child.0, port, &stopped).with_context(|| last_lines(&log))?;

    println!("Customer: http://localhost:{port}/demo/");
    println!("Console: http://localhost:{port}/console/");
    println!("Agent: {AGENT}");
    println!("Password: {password}");
    eprintln!("The relay writes to {}. Stop with Ctrl-C.", workspace.relative(&log));
    loop {
        if !matches!(stopped.recv_timeout(LOOK_EVERY), Err(RecvTimeoutError::Timeout)) {
            return Ok(());
        }
        if let Some(status) = child.0.try_wait().context("watching the relay")? {
            bail!("the relay ended by itself ({status})\n{}", last_lines(&log));
        }
    }
}

/// Before the long build, so that a wrong port is known at once.
fn refuse_used(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => bail!(
            "port {port} is in use. Stop the program that uses it, or choose another: cargo xtask demo --port {}",
            port.checked_add(1).unwrap_or(DEFAULT_PORT)
        ),
        Err(error) => Err(error).with_context(|| format!("port {port} cannot be used")),
    }
}

/// The database outlives a run but the password must not, so the agent is made anew.
fn add_agent(workspace: &Workspace, relay: &Path, database: &str, password: &str) -> Result<()> {
    let agent = |words: &[&str]| {
        let mut command = command::new(workspace, relay);
        command.arg("agent").args(words).args(["--database", database]);
        command
    };
    if command::output(&mut agent(&["list"]))?.lines().any(|line| line.contains(AGENT)) {
        command::output(&mut agent(&["remove", AGENT]))?;
    }
    let mut add = agent(&["add", AGENT, "--password-stdin"]);
    add.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = add.spawn().context("cannot start `pillion-relay agent add`")?;
    // Dropped at the end of the statement, which closes it.
    child
        .stdin
        .take()
        .context("no way to hand over the password")?
        .write_all(format!("{password}\n").as_bytes())?;
    let output = child.wait_with_output().context("waiting for `pillion-relay agent add`")?;
    if !output.status.success() {
        bail!("`pillion-relay agent add` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

fn random() -> Result<[u8; PASSWORD_BYTES]> {
    let mut bytes = [0; PASSWORD_BYTES];
    let mut source = std::fs::File::open("/dev/urandom").context("opening the system's random source")?;
    source.read_exact(&mut bytes).context("reading the system's random source")?;
    Ok(bytes)
}

/// Hears Ctrl-C and a request to terminate.
fn stop_signal() -> Result<Receiver<()>> {
    let (sender, receiver) = mpsc::channel();
    // A second signal finds the channel gone; there is nothing more to do then.
    let handler = move || {
        let _ = sender.send(());
    };
    ctrlc::set_handler(handler).context("listening for Ctrl-C")?;
    Ok(receiver)
}

fn wait_until_ready(child: &mut Child, port: u16, stopped: &Receiver<()>) -> Result<()> {
    let started = Instant::now();
    loop {
        if answers(port) {
            return Ok(());
        }
        if let Some(status) = child.try_wait().context("watching the relay")? {
            bail!("the relay ended while starting ({status})");
        }
        if started.elapsed() > START_LIMIT {
            bail!("the relay did not answer within {} seconds", START_LIMIT.as_secs());
        }
        if !matches!(stopped.recv_timeout(LOOK_EVERY), Err(RecvTimeoutError::Timeout)) {
            bail!("stopped");
        }
    }
}

/// Whether the demo's first page is served.
fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        let request = format!("GET /demo/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(&head == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

/// The end of the relay's log, which says why it stopped.
fn last_lines(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    format!("the end of {}:\n{}", log.display(), lines[lines.len().saturating_sub(10)..].join("\n"))
}

/// Ends the relay when the task ends, whatever the way.
struct Guard(Child);

impl Drop for Guard {
    fn drop(&mut self) {
        // std can only kill; the relay should say goodbye to its peers, so it is asked first.
        let _ = Command::new("kill").arg(self.0.id().to_string()).stderr(Stdio::null()).status();
        let started = Instant::now();
        while started.elapsed() < STOP_LIMIT {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(LOOK_EVERY);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    #[test]
    fn a_port_in_use_is_refused_with_a_way_out() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let said = super::refuse_used(port).unwrap_err().to_string();
        assert!(said.contains("in use") && said.contains("--port"), "{said}");
    }

    #[test]
    fn passwords_are_long_and_differ() {
        let (one, two) = (super::random().unwrap(), super::random().unwrap());
        assert_ne!(one, two);
        assert!(crate::stage::hex(&one).len() >= 12);
    }
}
