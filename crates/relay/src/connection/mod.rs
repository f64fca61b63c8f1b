//! One WebSocket, from the upgrade to the end: Hello, then frames in, frames out and pings at the same time. What frames
//! mean is the rooms' business.
//!
//! `hello`: who it is. `customer`, `agent`: what each side's frames do. `wire`: reading, writing, pinging. `queue`: what
//! waits. `pace`: how much is too much.

mod agent;
mod customer;
mod hello;
mod pace;
mod queue;
mod wire;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::ws::WebSocket;
use futures_util::StreamExt;

use pillion_protocol::close::CloseCode;
use pillion_protocol::limits;

use crate::app::{App, Stranger};
use crate::hub::Entry;
use crate::origin::Origin;
use crate::session::PeerId;

pub(crate) use queue::Queue;
use wire::Vitals;

/// Which door a socket came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// `/ws/customer`
    Customer,
    /// `/ws/agent`
    Agent,
}

impl Role {
    /// Bytes of one frame.
    pub(crate) fn frame_limit(self) -> usize {
        match self {
            Role::Customer => limits::CUSTOMER_FRAME,
            Role::Agent => limits::AGENT_FRAME,
        }
    }
}

/// Who opened a socket, as far as the upgrade tells.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) role: Role,
    pub(crate) origin: Origin,
    pub(crate) address: IpAddr,
    pub(crate) stranger: Stranger,
}

/// One socket.
struct Connection {
    app: Arc<App>,
    peer: PeerId,
    role: Role,
    origin: Origin,
    address: IpAddr,
    queue: Arc<Queue>,
    vitals: Vitals,
    /// The room, once there is one. A workspace has none.
    room: OnceLock<Arc<Entry>>,
}

/// Runs a socket to its end.
pub(crate) async fn run(app: Arc<App>, socket: WebSocket, caller: Caller) {
    let Caller { role, origin, address, stranger } = caller;
    let peer = app.next_peer();
    let queue = Arc::new(Queue::new(app.limits.queue_bytes));
    app.bus.attach(peer, queue.clone());
    metrics::gauge!("pillion_sockets").increment(1.0);
    let connection = Connection {
        app,
        peer,
        role,
        origin,
        address,
        queue,
        vitals: Vitals::start(),
        room: OnceLock::new(),
    };
    let close_ms = connection.app.limits.close_ms;
    let (mut sink, mut stream) = socket.split();
    let done = tokio::select! {
        done = connection.read(&mut stream, stranger) => done,
        // Our close is sent: the peer may answer it, so that it arrives before the connection is cut.
        () = async {
            connection.write(&mut sink).await;
            tokio::time::sleep(Duration::from_millis(close_ms)).await;
        } => false,
        // The peer does not even read our close.
        () = async {
            connection.queue.closing().await;
            tokio::time::sleep(Duration::from_millis(2 * close_ms)).await;
        } => false,
        () = connection.beat() => false,
    };
    connection.leave(done).await;
    metrics::gauge!("pillion_sockets").decrement(1.0);
}

impl Connection {
    fn close(&self, code: CloseCode) {
        self.queue.close(code);
    }

    /// The socket is gone. `done`: the peer closed it on purpose.
    async fn leave(&self, done: bool) {
        self.app.bus.detach(self.peer);
        let hub = &self.app.hub;
        if self.role == Role::Agent {
            hub.board().detach(self.peer);
        }
        if let Some(entry) = self.room.get() {
            match self.role {
                Role::Customer => {
                    hub.act(entry, |room, cx| room.customer_lost(cx, self.peer, done)).await;
                }
                Role::Agent => {
                    hub.act(entry, |room, cx| room.agent_lost(cx, self.peer)).await;
                }
            }
        }
    }
}
