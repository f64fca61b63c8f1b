//! An agent without a console: logs in over HTTP, speaks the protocol over a real WebSocket, and sends whatever it is
//! told to. Reads the customer's tree for the numbers of its nodes, and knows no rules.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use pillion_protocol::command::Command;
use pillion_protocol::frame::{Flags, FrameType, Header};
use pillion_protocol::hello::{AgentHello, Purpose};
use pillion_protocol::ids::{Epoch, NodeId, SessionId, Slot};
use pillion_protocol::notice::AgentNotice;
use pillion_protocol::tree::{BadTree, BoxKind, Node, Op, TreeReader};
use pillion_protocol::update::{CommandResult, Outcome};
use pillion_protocol::version::Version;
use pillion_protocol::{from_payload, to_payload};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::malice::Malice;
use crate::wait::eventually;
use crate::wire::inflate;
use crate::world::{PASSWORD, World};

/// Between two acts: a little more than the tenth of a second that customer's side and relay allow.
const PACE: Duration = Duration::from_millis(110);

type Outgoing = SplitSink<WebSocketStream<MaybeTlsStream<TcpStream>>, Message>;

/// What came from the relay and from the customer.
#[derive(Debug, Default)]
struct Heard {
    notices: Vec<AgentNotice>,
    outcomes: Vec<Outcome>,
    tree: Tree,
}

/// As much of the customer's page as it takes to name its nodes.
#[derive(Debug, Default)]
struct Tree {
    reader: TreeReader,
    epoch: Epoch,
    ids: HashMap<String, NodeId>,
    /// The first text below an element.
    texts: HashMap<NodeId, NodeId>,
    /// What the site keeps hidden: boxes without anything in them, not even an `id`.
    hidden: Vec<NodeId>,
    doctype: NodeId,
    document: NodeId,
}

/// An agent of our own making.
#[derive(Debug)]
pub struct RawAgent {
    out: Outgoing,
    heard: Arc<Mutex<Heard>>,
    seq: u32,
    slot: Slot,
    /// Where frames go instead of the relay.
    by: Option<Malice>,
    pace: Interval,
    reading: AbortHandle,
}

impl Drop for RawAgent {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl RawAgent {
    /// Makes an account, logs in and asks to join.
    ///
    /// # Errors
    /// The relay refuses.
    pub async fn ask(world: &World, name: &str, id: SessionId) -> Result<RawAgent> {
        world.relay.add_agent(name, PASSWORD).await?;
        let port = world.relay.port();
        let origin = world.proxy.origin();
        let body = json!({"name": name, "password": PASSWORD}).to_string();
        let (head, _) = post(port, &origin, "/api/login", "", &body).await?;
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|cookie| cookie.split(';').next())
            .with_context(|| format!("no cookie: {head}"))?;
        let (_, body) = post(port, &origin, "/api/ticket", cookie, "").await?;
        let ticket: Value = serde_json::from_str(&body)?;
        let ticket = ticket["ticket"].as_str().with_context(|| format!("no ticket: {body}"))?.to_owned();

        let mut request = format!("ws://127.0.0.1:{port}/ws/agent").into_client_request()?;
        request.headers_mut().insert("origin", origin.parse()?);
        request.headers_mut().insert("sec-websocket-protocol", Version::LATEST.subprotocol().parse()?);
        let (socket, _) = connect_async(request).await?;
        let (out, mut incoming) = socket.split();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let shared = heard.clone();
        let reading = tokio::spawn(async move {
            let mut joined: HashMap<FrameType, Vec<u8>> = HashMap::new();
            while let Some(Ok(message)) = incoming.next().await {
                if let Message::Binary(frame) = message {
                    lock(&shared).hear(&frame, &mut joined);
                }
            }
        })
        .abort_handle();
        let mut pace = tokio::time::interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut agent = RawAgent { out, heard, seq: 0, slot: Slot(0), by: None, pace, reading };
        let hello = AgentHello { ticket, purpose: Purpose::Join(id) };
        agent.send_frame(&Header::plain(FrameType::Hello).frame(&to_payload(&hello))).await?;
        agent.slot = agent
            .notice("a welcome", |notice| match notice {
                AgentNotice::Welcome { slot, .. } => Some(*slot),
                _ => None,
            })
            .await?;
        Ok(agent)
    }

    /// Waits until the page is there.
    ///
    /// # Errors
    /// The customer does not let the agent in.
    pub async fn sees_a_page(&self) -> Result<()> {
        eventually("the page at the raw agent", async || {
            let heard = lock(&self.heard);
            Ok((!heard.tree.document.is_none()).then_some(()))
        })
        .await
    }

    /// From now on frames go to the customer's side past the relay and its limits.
    pub fn say_by(&mut self, malice: Malice) {
        self.by = Some(malice);
    }

    /// This agent's place.
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// The page load that the agent sees.
    pub fn epoch(&self) -> Epoch {
        lock(&self.heard).tree.epoch
    }

    /// The last number that was used.
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// The number of the element with this `id` attribute; `text:x` for the text in it, `hidden:0` for the first box that
    /// the site keeps hidden, `#doctype` and `#document` for themselves.
    ///
    /// # Errors
    /// The agent does not have it.
    pub fn node(&self, id: &str) -> Result<NodeId> {
        let heard = lock(&self.heard);
        let tree = &heard.tree;
        let of = |id: &str| tree.ids.get(id).copied().with_context(|| format!("no #{id} at the agent"));
        match id.split_once(':') {
            None if id == "#doctype" => Ok(tree.doctype),
            None if id == "#document" => Ok(tree.document),
            Some(("text", id)) => {
                tree.texts.get(&of(id)?).copied().with_context(|| format!("no text in #{id}"))
            }
            Some(("hidden", place)) => tree
                .hidden
                .get(place.parse::<usize>()?)
                .copied()
                .with_context(|| format!("no hidden box {place}")),
            _ => of(id),
        }
    }

    /// A header as an honest console would write it, with the next number.
    pub fn header(&mut self, kind: FrameType) -> Header {
        self.seq += 1;
        Header { kind, flags: Flags::default().from_slot(self.slot), epoch: self.epoch(), seq: self.seq }
    }

    /// Sends a command and gives its number.
    ///
    /// # Errors
    /// The socket is gone.
    pub async fn send(&mut self, command: &Command) -> Result<u32> {
        let header = self.header(command.frame_type());
        self.send_frame(&header.frame(&command.to_payload())).await?;
        Ok(header.seq)
    }

    /// Sends a command and waits for its (next) outcome. What came too fast is sent again.
    ///
    /// # Errors
    /// There is none.
    pub async fn act(&mut self, command: &Command) -> Result<CommandResult> {
        loop {
            if command.frame_type().is_act() {
                self.pace.tick().await;
            }
            let seq = self.send(command).await?;
            let result = self.outcome(seq, 0).await?;
            if result != CommandResult::Refused(pillion_protocol::update::Denied::TooFast) {
                return Ok(result);
            }
        }
    }

    /// Waits for the outcome of a number: the first, or after `skip` others.
    ///
    /// # Errors
    /// It does not come.
    pub async fn outcome(&self, seq: u32, skip: usize) -> Result<CommandResult> {
        eventually(&format!("an outcome of {seq}"), async || {
            let heard = lock(&self.heard);
            Ok(heard.outcomes.iter().filter(|outcome| outcome.seq == seq).nth(skip).map(|found| found.result))
        })
        .await
    }

    /// How many outcomes of a number there are.
    pub fn outcomes(&self, seq: u32) -> usize {
        lock(&self.heard).outcomes.iter().filter(|outcome| outcome.seq == seq).count()
    }

    /// How many commands were refused by the customer's side.
    pub fn refused(&self) -> usize {
        let heard = lock(&self.heard);
        heard.outcomes.iter().filter(|found| matches!(found.result, CommandResult::Refused(_))).count()
    }

    /// All notices until now.
    pub fn notices(&self) -> Vec<AgentNotice> {
        lock(&self.heard).notices.clone()
    }

    /// Waits for a notice.
    ///
    /// # Errors
    /// It does not come.
    pub async fn notice<T>(&self, what: &str, find: impl Fn(&AgentNotice) -> Option<T>) -> Result<T> {
        eventually(what, async || {
            let heard = lock(&self.heard);
            match heard.notices.iter().find_map(&find) {
                Some(found) => Ok(Some(found)),
                None => bail!("{:?}", heard.notices),
            }
        })
        .await
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// The socket is gone.
    pub async fn send_frame(&mut self, frame: &[u8]) -> Result<()> {
        match &self.by {
            Some(malice) => malice.say(frame),
            None => Ok(self.out.send(Message::Binary(Bytes::copy_from_slice(frame))).await?),
        }
    }
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Heard {
    fn hear(&mut self, frame: &[u8], joined: &mut HashMap<FrameType, Vec<u8>>) {
        let Ok((header, payload)) = Header::split(frame) else { return };
        let mut whole = joined.remove(&header.kind).unwrap_or_default();
        whole.extend_from_slice(payload);
        if header.flags.has(Flags::MORE) {
            joined.insert(header.kind, whole);
            return;
        }
        if header.flags.has(Flags::DEFLATED) {
            whole = inflate(&whole);
        }
        match header.kind {
            FrameType::Notice => self.notices.extend(from_payload::<AgentNotice>(&whole)),
            FrameType::Outcome => self.outcomes.extend(from_payload::<Outcome>(&whole)),
            FrameType::Snapshot => {
                self.tree = Tree { epoch: header.epoch, ..Tree::default() };
                self.tree.read(&whole);
            }
            FrameType::Patch => self.tree.read(&whole),
            _ => {}
        }
    }
}

impl Tree {
    fn read(&mut self, payload: &[u8]) {
        let Tree { reader, ids, texts, hidden, doctype, document, .. } = self;
        // A payload that is none would be this harness's own mistake, and then a node is missing.
        let _ = reader.read::<BadTree>(payload, |op| {
            match op {
                Op::Insert { id, node: Node::Element(element), .. } => {
                    for (_, value) in element.attributes.iter().filter(|(name, _)| *name == "id") {
                        ids.insert((*value).to_owned(), id);
                    }
                }
                Op::Insert { id, parent, node: Node::Text(_), .. } => drop(texts.entry(parent).or_insert(id)),
                Op::Box { id, kind: BoxKind::Hidden, .. } => hidden.push(id),
                Op::Insert { id, node: Node::Doctype { .. }, .. } => *doctype = id,
                Op::Insert { id, parent, node: Node::Document, .. } if parent.is_none() => *document = id,
                _ => {}
            }
            Ok(())
        });
    }
}

/// The head, with its names in lower case as the relay writes them, and the body of the answer.
async fn post(port: u16, origin: &str, path: &str, cookie: &str, body: &str) -> Result<(String, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let host = origin.trim_start_matches("http://");
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nx-pillion: 1\r\nCookie: {cookie}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
    Ok((head.to_owned(), body.to_owned()))
}
