//! The wire between browsers and relay: one port of this machine that passes everything on, can cut the sockets of
//! either person, and records what they send. To browsers it is the relay, and to customers it can be a malicious one
//! ([`crate::malice`]). It reads the first request of a connection and the frames of WebSockets, and knows no meaning.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Result, bail};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use crate::malice::Malice;
use crate::wire::{Recording, Tap};

/// Bytes of a request's head; the relay's own limit is lower.
const HEAD: usize = 64 * 1024;

/// Whose WebSocket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// `/ws/customer`
    Customer,
    /// `/ws/agent`
    Agent,
}

/// The proxy. Stops when dropped.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    accepting: AbortHandle,
}

#[derive(Debug, Default)]
struct Shared {
    relay: Mutex<u16>,
    sockets: Mutex<Vec<(Side, AbortHandle)>>,
    shut: Mutex<HashSet<Side>>,
    recording: Recording,
    malice: Malice,
}

impl Proxy {
    /// Listens on a free port of its own.
    ///
    /// # Errors
    /// There is none.
    pub async fn start() -> Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared::default());
        let of_connections = shared.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(stream, of_connections.clone()));
            }
        })
        .abort_handle();
        Ok(Proxy { port, shared, accepting })
    }

    /// What browsers open.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// From now on, new connections go to the relay on this port.
    pub fn serve(&self, relay: u16) {
        *lock(&self.shared.relay) = relay;
    }

    /// Cuts the sockets that a side has now, as a lost network does: without a word.
    pub fn cut(&self, side: Side) {
        lock(&self.shared.sockets).retain(|(whose, socket)| {
            if *whose == side {
                socket.abort();
            }
            *whose != side
        });
    }

    /// Cuts a side off until [`Proxy::open`].
    pub fn shut(&self, side: Side) {
        lock(&self.shared.shut).insert(side);
        self.cut(side);
    }

    /// Lets a side connect again.
    pub fn open(&self, side: Side) {
        lock(&self.shared.shut).remove(&side);
    }

    /// What the two sides sent to the relay over WebSockets.
    pub fn recording(&self) -> &Recording {
        &self.shared.recording
    }

    /// What is done to the messages for customers.
    pub fn malice(&self) -> &Malice {
        &self.shared.malice
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut(Side::Customer);
        self.cut(Side::Agent);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection, to its end. An error is the end of it: the browser sees a lost connection, as it should.
async fn pass(mut browser: TcpStream, shared: Arc<Shared>) -> Result<()> {
    let head = head(&mut browser).await?;
    let side = side_of(&head);
    if side.is_some_and(|side| lock(&shared.shut).contains(&side)) {
        return Ok(());
    }
    let port = *lock(&shared.relay);
    let mut relay = TcpStream::connect(("127.0.0.1", port)).await?;
    // Small frames as they come: the tests look at what arrives when.
    browser.set_nodelay(true)?;
    relay.set_nodelay(true)?;
    relay.write_all(&head).await?;
    let Some(side) = side else {
        tokio::io::copy_bidirectional(&mut browser, &mut relay).await?;
        return Ok(());
    };
    let tap = shared.recording.tap(side);
    let malice = (side == Side::Customer).then(|| shared.malice.clone());
    let socket = tokio::spawn(carry(browser, relay, tap, malice)).abort_handle();
    lock(&shared.sockets).push((side, socket));
    Ok(())
}

/// A WebSocket, both ways, until either end closes or the task is aborted, which drops both streams.
async fn carry(browser: TcpStream, relay: TcpStream, mut tap: Tap, malice: Option<Malice>) -> Result<()> {
    let (mut from_browser, mut to_browser) = browser.into_split();
    let (mut from_relay, mut to_relay) = relay.into_split();
    let up = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match from_browser.read(&mut buffer).await? {
                0 => break to_relay.shutdown().await,
                count => {
                    tap.hear(&buffer[..count]);
                    to_relay.write_all(&buffer[..count]).await?;
                }
            }
        }
    };
    let down = async {
        match malice {
            Some(malice) => malice.carry(&mut from_relay, &mut to_browser).await?,
            None => drop(tokio::io::copy(&mut from_relay, &mut to_browser).await?),
        }
        to_browser.shutdown().await
    };
    tokio::try_join!(up, down)?;
    Ok(())
}

/// Everything up to the first request's blank line, and what came with it.
pub(crate) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 || head.len() > HEAD {
            bail!("no request");
        }
    }
    Ok(head)
}

/// Browsers open a connection of its own for each WebSocket, so the first request tells.
fn side_of(head: &[u8]) -> Option<Side> {
    if head.starts_with(b"GET /ws/customer") {
        Some(Side::Customer)
    } else if head.starts_with(b"GET /ws/agent") {
        Some(Side::Agent)
    } else {
        None
    }
}
