//! The relay's binary as a process: what it says, and where it listens.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// The binary in a folder of its own.
pub(crate) fn relay(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pillion-relay"));
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn run(folder: &Path, words: &[&str]) -> Output {
    relay(folder).args(words).output().unwrap()
}

/// A running relay; killed when dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) admin: Option<SocketAddr>,
    /// What it wrote to stderr and stdout so far.
    pub(crate) said: Arc<Mutex<Vec<u8>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `serve` on this address, without an admin listener.
pub(crate) fn serve(folder: &Path, listen: &str) -> Running {
    serve_with(relay(folder).args(["serve", "--listen", listen, "--admin-listen", "off"]))
}

/// `serve` with all its words.
pub(crate) fn serve_with(command: &mut Command) -> Running {
    let words: Vec<_> = command.get_args().collect();
    let has_admin = !words.windows(2).any(|pair| pair[0] == "--admin-listen" && pair[1] == "off");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let said = Arc::new(Mutex::new(Vec::new()));
    let keep = |said: &Arc<Mutex<Vec<u8>>>, line: &str| {
        said.lock().unwrap().extend_from_slice(format!("{line}\n").as_bytes());
    };
    let mut out = child.stdout.take().unwrap();
    let printed = said.clone();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = out.read_to_end(&mut bytes);
        printed.lock().unwrap().extend(bytes);
    });
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (mut address, mut admin) = (None, None);
    while address.is_none() || (has_admin && admin.is_none()) {
        let line = lines.next().expect("it ended").unwrap();
        keep(&said, &line);
        let place = |words: &str| line.split_once(words).map(|(_, rest)| rest.trim().parse().unwrap());
        address = address.or(place("serving browsers address="));
        admin = admin.or(place("serving health and metrics address="));
    }
    // Read on, so that it never waits for us.
    let log = said.clone();
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| keep(&log, &line)));
    Running { child, address: address.unwrap(), admin, said }
}
