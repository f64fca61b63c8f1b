//! Reading, writing and pinging one socket. Knows sockets; knows no rooms but to hand things over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};

use pillion_protocol::close::CloseCode;

use super::queue::Next;
use super::{Connection, Role};
use crate::app::Stranger;

/// Signs of life of one peer, in milliseconds since the socket opened.
#[derive(Debug)]
pub(super) struct Vitals {
    started: Instant,
    heard: AtomicU64,
    /// `u64::MAX` until the first pong.
    rtt: AtomicU64,
}

impl Vitals {
    pub(super) fn start() -> Vitals {
        Vitals { started: Instant::now(), heard: AtomicU64::new(0), rtt: AtomicU64::new(u64::MAX) }
    }

    fn now(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn heard(&self) {
        self.heard.store(self.now(), Ordering::Relaxed);
    }

    fn silent_ms(&self) -> u64 {
        self.now().saturating_sub(self.heard.load(Ordering::Relaxed))
    }

    /// A pong carries when its ping was sent.
    fn pong(&self, payload: &[u8]) {
        if let Ok(sent) = payload.try_into().map(u64::from_le_bytes) {
            self.rtt.store(self.now().saturating_sub(sent), Ordering::Relaxed);
        }
    }

    /// The newest round trip; before the first one, how long it has taken so far.
    fn rtt_ms(&self) -> u32 {
        let rtt = self.rtt.load(Ordering::Relaxed);
        let rtt = if rtt == u64::MAX { self.silent_ms() } else { rtt };
        u32::try_from(rtt).unwrap_or(u32::MAX)
    }
}

impl Connection {
    /// Reads until the socket is gone. True if the peer closed it on purpose.
    pub(super) async fn read(&self, stream: &mut SplitStream<WebSocket>, stranger: Stranger) -> bool {
        let wait = Duration::from_millis(self.app.limits.hello_ms);
        let hello = tokio::time::timeout(wait, self.frame(stream)).await;
        match hello {
            Ok(Ok(frame)) => match self.role {
                Role::Customer => self.read_customer(stream, stranger, &frame).await,
                Role::Agent => self.read_agent(stream, stranger, &frame).await,
            },
            Ok(Err(done)) => done,
            Err(_) => {
                self.close(CloseCode::HelloTimeout);
                self.drain(stream).await
            }
        }
    }

    /// The next frame within its limit. `Err` when the socket is gone: true if the peer closed it on purpose. After our
    /// own close nothing comes any more.
    pub(super) async fn frame(&self, stream: &mut SplitStream<WebSocket>) -> Result<Bytes, bool> {
        loop {
            let message = match stream.next().await {
                None => return Err(false),
                Some(Ok(message)) => message,
                Some(Err(error)) => {
                    // Far too large for the library, which reads no further then. Our close must still be written:
                    // writing ends the connection, not this.
                    if error.to_string().contains("too long") {
                        self.close(CloseCode::TooLarge);
                        return std::future::pending().await;
                    }
                    return Err(false);
                }
            };
            self.vitals.heard();
            match message {
                Message::Binary(frame) if frame.len() <= self.role.frame_limit() => {
                    metrics::counter!("pillion_frames_total").increment(1);
                    metrics::counter!("pillion_bytes_total").increment(frame.len() as u64);
                    return Ok(frame);
                }
                Message::Binary(_) => return Err(self.refuse(stream, CloseCode::TooLarge).await),
                Message::Text(_) => return Err(self.refuse(stream, CloseCode::BadFrame).await),
                Message::Pong(payload) => self.vitals.pong(&payload),
                Message::Ping(_) => {}
                Message::Close(frame) => {
                    let done = frame.is_some_and(|frame| frame.code == CloseCode::Done.code());
                    // Reading on answers the close.
                    self.drain(stream).await;
                    return Err(done);
                }
            }
        }
    }

    /// Closes with a code and waits for the end.
    pub(super) async fn refuse(&self, stream: &mut SplitStream<WebSocket>, code: CloseCode) -> bool {
        tracing::debug!(peer = self.peer.0, code = code.code(), "closing: {}", code.reason());
        metrics::counter!("pillion_closes_total", "reason" => code.reason()).increment(1);
        self.close(code);
        self.drain(stream).await
    }

    /// Reads and forgets until the socket is gone: what is unread when a socket is dropped can cut off what was sent.
    async fn drain(&self, stream: &mut SplitStream<WebSocket>) -> bool {
        while let Some(Ok(_)) = stream.next().await {}
        false
    }

    /// Writes what waits until the socket is gone or our close is sent.
    pub(super) async fn write(&self, sink: &mut SplitSink<WebSocket, Message>) {
        loop {
            let sent = match self.queue.next() {
                Next::Frame(frame) => sink.feed(Message::Binary(frame)).await,
                Next::Ping => sink.send(Message::Ping(self.vitals.now().to_le_bytes().to_vec().into())).await,
                Next::Close(code) => {
                    let frame = CloseFrame { code: code.code(), reason: code.reason().into() };
                    let _ = sink.send(Message::Close(Some(frame))).await;
                    return;
                }
                Next::Empty { caught_up } => {
                    let flushed = sink.flush().await;
                    if let (true, Some(entry)) = (caught_up, self.room.get()) {
                        self.app.hub.act(entry, |room, cx| room.caught_up(cx, self.peer)).await;
                    }
                    self.queue.filled().await;
                    flushed
                }
            };
            if sent.is_err() {
                // Reading tells that the socket is gone.
                return std::future::pending().await;
            }
        }
    }

    /// Pings, watches for silence, and tells how a customer's connection is. Does not end.
    pub(super) async fn beat(&self) {
        let limits = &self.app.limits;
        loop {
            let often = self.queue.is_often();
            let wait = Duration::from_millis(if often { limits.ping_ms } else { limits.idle_ping_ms });
            self.queue.ping();
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.queue.pulse_changed() => continue,
            }
            let silent_ms = self.vitals.silent_ms();
            if silent_ms >= limits.dead_ms {
                self.close(CloseCode::Dead);
            } else if let (true, Some(entry)) = (often, self.room.get()) {
                let silent_ms = u32::try_from(silent_ms).unwrap_or(u32::MAX);
                self.app.hub.pulse(entry, self.peer, self.vitals.rtt_ms(), silent_ms).await;
            }
        }
    }
}
