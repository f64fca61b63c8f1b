//! Peers of the relay over real sockets.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::ids::{Epoch, Slot};
use pillion_protocol::notice::{AgentNotice, CustomerNotice, Workspace};
use pillion_protocol::signal::{AgentSignal, CustomerSignal};
use pillion_protocol::{from_payload, to_payload};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// No message takes this long, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What comes out of a socket.
#[derive(Debug)]
pub(crate) enum Event {
    Frame(Header, Vec<u8>),
    Closed(u16),
}

pub(crate) struct Peer {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// Upgrades with these headers. `Err` is the HTTP status of a refusal and its body.
pub(crate) async fn upgrade(
    address: SocketAddr,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Result<Peer, (u16, String)> {
    let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let socket = TcpSocket::new_v4().unwrap();
    // A small window, so that a peer that stops reading is noticed after few bytes.
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let stream = socket.connect(address).await.unwrap();
    match tokio_tungstenite::client_async(request, MaybeTlsStream::Plain(stream)).await {
        Ok((socket, _)) => Ok(Peer { socket }),
        Err(Error::Http(response)) => {
            let body = response.body().clone().unwrap_or_default();
            Err((response.status().as_u16(), String::from_utf8(body).unwrap()))
        }
        Err(error) => panic!("{error}"),
    }
}

impl Peer {
    pub(crate) async fn connect(address: SocketAddr, path: &str, origin: &str) -> Peer {
        let headers = [("origin", origin), ("sec-websocket-protocol", "pillion.1")];
        upgrade(address, path, &headers).await.unwrap_or_else(|refusal| panic!("{refusal:?}"))
    }

    pub(crate) async fn hello<T: Serialize>(&mut self, hello: &T) {
        self.send(Header::plain(FrameType::Hello), &to_payload(hello)).await;
    }

    pub(crate) async fn send(&mut self, header: Header, payload: &[u8]) {
        self.send_raw(header.frame(payload)).await;
    }

    pub(crate) async fn send_raw(&mut self, frame: Vec<u8>) {
        self.socket.send(Message::Binary(frame.into())).await.unwrap();
    }

    /// As [`Peer::send_raw`]; false if the relay is not there to take it.
    pub(crate) async fn try_send_raw(&mut self, frame: Vec<u8>) -> bool {
        self.socket.send(Message::Binary(frame.into())).await.is_ok()
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    /// The next frame or the close.
    pub(crate) async fn event(&mut self) -> Event {
        loop {
            let message =
                tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the relay is silent");
            match message {
                Some(Ok(Message::Binary(frame))) => {
                    let (header, payload) = Header::split(&frame).unwrap();
                    return Event::Frame(header, payload.to_vec());
                }
                Some(Ok(Message::Close(frame))) => {
                    return Event::Closed(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                None | Some(Err(_)) => return Event::Closed(1006),
            }
        }
    }

    pub(crate) async fn frame(&mut self) -> (Header, Vec<u8>) {
        match self.event().await {
            Event::Frame(header, payload) => (header, payload),
            Event::Closed(code) => panic!("closed with {code}"),
        }
    }

    /// Reads on until the close, and checks its code.
    pub(crate) async fn closed(&mut self, code: CloseCode) {
        loop {
            if let Event::Closed(got) = self.event().await {
                assert_eq!(CloseCode::from_code(got), Some(code), "closed with {got}");
                return;
            }
        }
    }

    /// Reads on until the connection is gone without a goodbye.
    pub(crate) async fn closed_by_loss(&mut self) {
        loop {
            if let Event::Closed(code) = self.event().await {
                assert_eq!(code, 1006);
                return;
            }
        }
    }

    /// Says goodbye with code 1000.
    pub(crate) async fn close(mut self) {
        let frame = CloseFrame { code: 1000.into(), reason: "done".into() };
        self.socket.close(Some(frame)).await.unwrap();
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    async fn notice<T: DeserializeOwned>(&mut self) -> T {
        let (header, payload) = self.frame().await;
        assert_eq!(header.kind, FrameType::Notice, "a {} came instead of a notice", header.kind.name());
        from_payload(&payload).unwrap()
    }
}

pub(crate) struct Customer {
    pub(crate) peer: Peer,
    pub(crate) token: String,
    pub(crate) epoch: Epoch,
    seq: u32,
}

impl Customer {
    pub(crate) fn new(peer: Peer) -> Customer {
        Customer { peer, token: String::new(), epoch: Epoch(0), seq: 0 }
    }

    pub(crate) async fn signal(&mut self, signal: &CustomerSignal) {
        self.peer.send(Header::plain(FrameType::Signal), &to_payload(signal)).await;
    }

    pub(crate) async fn next(&mut self) -> CustomerNotice {
        self.peer.notice().await
    }

    /// Sends an update and gives its header.
    pub(crate) async fn update(&mut self, kind: FrameType, payload: &[u8]) -> Header {
        self.part(kind, Flags::default(), payload).await
    }

    pub(crate) async fn part(&mut self, kind: FrameType, flags: Flags, payload: &[u8]) -> Header {
        self.seq += u32::from(!kind.is_coalesced());
        let header = Header { kind, flags, epoch: self.epoch, seq: self.seq };
        self.peer.send(header, payload).await;
        header
    }
}

pub(crate) struct Agent {
    pub(crate) peer: Peer,
    pub(crate) token: String,
    pub(crate) slot: Slot,
    seq: u32,
}

impl Agent {
    pub(crate) fn new(peer: Peer) -> Agent {
        Agent { peer, token: String::new(), slot: Slot(0), seq: 0 }
    }

    pub(crate) async fn signal(&mut self, signal: &AgentSignal) {
        self.peer.send(Header::plain(FrameType::Signal), &to_payload(signal)).await;
    }

    /// The next notice that is not about the connection, which comes at any time.
    pub(crate) async fn next(&mut self) -> AgentNotice {
        loop {
            match self.peer.notice().await {
                AgentNotice::Connection { .. } => {}
                notice => return notice,
            }
        }
    }

    /// The next workspace of which this holds.
    pub(crate) async fn workspace(&mut self, holds: impl Fn(&Workspace) -> bool) -> Workspace {
        loop {
            match self.next().await {
                AgentNotice::Workspace(workspace) if holds(&workspace) => return workspace,
                AgentNotice::Workspace(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The next notice that is no workspace.
    pub(crate) async fn news(&mut self) -> AgentNotice {
        loop {
            match self.next().await {
                AgentNotice::Workspace(_) => {}
                notice => return notice,
            }
        }
    }

    /// The token of the first invite that shows.
    pub(crate) async fn until_invited(&mut self) -> String {
        loop {
            if let AgentNotice::Workspace(workspace) = self.next().await
                && let Some(invite) = workspace.invites.first()
            {
                return invite.token.clone();
            }
        }
    }

    /// The next update, whatever notices come before it.
    pub(crate) async fn update_among_news(&mut self) -> (Header, Vec<u8>) {
        loop {
            let (header, payload) = self.peer.frame().await;
            if header.kind.is_update() {
                return (header, payload);
            }
        }
    }

    /// The next update; notices about the connection are passed over.
    pub(crate) async fn update(&mut self) -> (Header, Vec<u8>) {
        loop {
            let (header, payload) = self.peer.frame().await;
            if header.kind.is_update() {
                return (header, payload);
            }
            let notice: AgentNotice = from_payload(&payload).unwrap();
            assert!(matches!(notice, AgentNotice::Connection { .. }), "{notice:?}");
        }
    }

    /// Sends a command of this agent's slot and gives its header.
    pub(crate) async fn command(&mut self, kind: FrameType, payload: &[u8]) -> Header {
        self.seq += u32::from(!kind.is_coalesced());
        let flags = Flags::default().from_slot(self.slot);
        let header = Header { kind, flags, epoch: Epoch(1), seq: self.seq };
        self.peer.send(header, payload).await;
        header
    }
}
