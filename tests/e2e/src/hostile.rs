//! A customer of our own making: speaks the protocol over a real WebSocket and sends whatever it is told to. It goes
//! round everything that an honest customer's side would not do. Knows no browser.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::hello::{ClientInfo, CustomerHello};
use pillion_protocol::ids::{Epoch, SessionId};
use pillion_protocol::mode::{Channel, Consent, Mode};
use pillion_protocol::notice::CustomerNotice;
use pillion_protocol::signal::CustomerSignal;
use pillion_protocol::version::Version;
use pillion_protocol::{from_payload, limits, to_payload};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::wait::eventually;
use crate::world::World;

type Outgoing = SplitSink<WebSocketStream<MaybeTlsStream<TcpStream>>, Message>;

/// What came from the relay and from agents.
#[derive(Debug, Default)]
struct Heard {
    notices: Vec<CustomerNotice>,
    commands: Vec<FrameType>,
}

/// The customer. Its socket closes when it is dropped.
#[derive(Debug)]
pub struct Hostile {
    out: Outgoing,
    heard: Arc<Mutex<Heard>>,
    listening: AbortHandle,
    /// The page load that the relay named.
    pub epoch: Epoch,
    /// The number of the last frame.
    pub seq: u32,
}

impl Hostile {
    /// Connects as a customer of the demo bank's site and opens a session, for which the ID alone is consent.
    ///
    /// # Errors
    /// The relay does not take it.
    pub async fn start(world: &World, client: ClientInfo) -> Result<(Hostile, SessionId)> {
        let mut hostile = Hostile::connect(world, client).await?;
        hostile
            .signal(&CustomerSignal::OpenSession {
                mode: Mode::FullControl,
                consent: Consent::Code,
                channel: Channel::Phone,
            })
            .await?;
        let id = hostile
            .notice("a session", |notice| match notice {
                CustomerNotice::SessionOpened { id, .. } => Some(*id),
                _ => None,
            })
            .await?;
        Ok((hostile, id))
    }

    /// Connects and says hello.
    ///
    /// # Errors
    /// The relay does not take it.
    pub async fn connect(world: &World, client: ClientInfo) -> Result<Hostile> {
        let origin = world.proxy.origin();
        let url = format!("{}/ws/customer", origin.replacen("http", "ws", 1));
        let mut request = url.into_client_request()?;
        request.headers_mut().insert("origin", origin.parse()?);
        request.headers_mut().insert("sec-websocket-protocol", Version::LATEST.subprotocol().parse()?);
        let (socket, _) = connect_async(request).await.context("the relay's socket")?;
        let (out, mut incoming) = socket.split();
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let hears = Arc::clone(&heard);
        let listening = tokio::spawn(async move {
            while let Some(Ok(message)) = incoming.next().await {
                let Message::Binary(bytes) = message else { continue };
                let Ok((header, payload)) = Header::split(&bytes) else { continue };
                let mut heard = hears.lock().unwrap_or_else(PoisonError::into_inner);
                match (header.kind, from_payload(payload)) {
                    (FrameType::Notice, Ok(notice)) => heard.notices.push(notice),
                    (kind, _) => heard.commands.push(kind),
                }
            }
        })
        .abort_handle();
        let mut hostile = Hostile { out, heard, listening, epoch: Epoch(0), seq: 0 };
        let hello = CustomerHello { site_key: None, client, resume: None };
        hostile.raw(Header::plain(FrameType::Hello).frame(&to_payload(&hello))).await?;
        hostile.epoch = hostile
            .notice("a welcome", |notice| match notice {
                CustomerNotice::Welcome { epoch, .. } => Some(*epoch),
                _ => None,
            })
            .await?;
        Ok(hostile)
    }

    /// Tells the relay.
    ///
    /// # Errors
    /// The socket is closed.
    pub async fn signal(&mut self, signal: &CustomerSignal) -> Result<()> {
        self.raw(Header::plain(FrameType::Signal).frame(&to_payload(signal))).await
    }

    /// Sends a payload as it is, in as many frames as it takes.
    ///
    /// # Errors
    /// The socket is closed.
    pub async fn send(&mut self, kind: FrameType, payload: &[u8]) -> Result<()> {
        self.send_flagged(kind, Flags::default(), payload).await
    }

    /// Sends a payload with these flags on each of its frames.
    ///
    /// # Errors
    /// The socket is closed.
    pub async fn send_flagged(&mut self, kind: FrameType, flags: Flags, payload: &[u8]) -> Result<()> {
        let parts: Vec<&[u8]> = match payload {
            [] => vec![payload],
            _ => payload.chunks(limits::CUSTOMER_FRAME - 16).collect(),
        };
        for (place, part) in (1..).zip(&parts) {
            if !kind.is_coalesced() {
                self.seq += 1;
            }
            let flags = if place < parts.len() { flags.with(Flags::MORE) } else { flags };
            let header = Header { kind, flags, epoch: self.epoch, seq: self.seq };
            self.raw(header.frame(part)).await?;
        }
        Ok(())
    }

    /// Sends bytes as one message.
    ///
    /// # Errors
    /// The socket is closed.
    pub async fn raw(&mut self, bytes: Vec<u8>) -> Result<()> {
        Ok(self.out.send(Message::Binary(Bytes::from(bytes))).await?)
    }

    /// Waits until a notice is one that is looked for.
    ///
    /// # Errors
    /// It does not come; names those that came.
    pub async fn notice<T>(&self, what: &str, wanted: impl Fn(&CustomerNotice) -> Option<T>) -> Result<T> {
        eventually(what, async || {
            let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            match heard.notices.iter().find_map(&wanted) {
                Some(found) => Ok(Some(found)),
                None => bail!("notices until now: {:?}", heard.notices),
            }
        })
        .await
    }

    /// How many frames of a type agents have sent.
    pub fn commands(&self, kind: FrameType) -> usize {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.commands.iter().filter(|heard| **heard == kind).count()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
