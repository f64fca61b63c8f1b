//! An agent's socket, workspace or session window: its Hello, signals and commands.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::WebSocket;
use bytes::Bytes;
use futures_util::stream::SplitStream;

use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::from_payload;
use pillion_protocol::hello::{AgentHello, Purpose};
use pillion_protocol::ids::{ChatId, Slot};
use pillion_protocol::notice::{AgentNotice, Refusal};
use pillion_protocol::signal::AgentSignal;

use super::pace::{Commands, Signals, Verdict};
use super::{Connection, hello};
use crate::app::Stranger;
use crate::audit::Event;
use crate::hub::Entry;
use crate::session::{AgentRef, Door, Key, Presented, hash_of, notice_frame};

impl Connection {
    pub(super) async fn read_agent(
        &self,
        stream: &mut SplitStream<WebSocket>,
        stranger: Stranger,
        first: &Bytes,
    ) -> bool {
        let Some(hello) = hello::read::<AgentHello>(first) else {
            return self.refuse(stream, CloseCode::BadFrame).await;
        };
        let Some(agent) = self.app.access.take_ticket(&hello.ticket) else {
            return self.refuse(stream, CloseCode::BadToken).await;
        };
        drop(stranger);
        match self.seat(&agent, &hello.purpose).await {
            Ok(Some(entry)) => drop(self.room.set(entry)),
            Ok(None) => {}
            Err(code) => return self.refuse(stream, code).await,
        }
        let (commands, signals) = (Commands::new(), Signals::new());
        loop {
            let frame = match self.frame(stream).await {
                Ok(frame) => frame,
                Err(done) => return done,
            };
            let Ok((header, payload)) = Header::split(&frame) else {
                return self.refuse(stream, CloseCode::BadFrame).await;
            };
            match (header.kind, self.room.get()) {
                (FrameType::Signal, _) => {
                    let Ok(signal) = from_payload(payload) else {
                        return self.refuse(stream, CloseCode::BadFrame).await;
                    };
                    let result = if signals.allows() {
                        self.agent_signal(&agent, signal).await
                    } else {
                        Err(Refusal::TooFast)
                    };
                    if let Err(refusal) = result {
                        self.tell(&AgentNotice::Refused(refusal));
                    }
                }
                (kind, Some(entry)) if kind.is_command() => match commands.judge(kind.is_act()) {
                    Verdict::Pass => {
                        let pass = |room: &mut crate::session::Room, cx: &mut crate::session::Context<'_>| {
                            room.agent_frame(cx, self.peer, header, frame);
                        };
                        self.app.hub.act(entry, pass).await;
                    }
                    Verdict::Drop => {
                        self.app.hub.act(entry, |room, cx| room.too_fast(cx, self.peer, kind)).await;
                        self.tell(&AgentNotice::Dropped(Refusal::TooFast));
                    }
                    Verdict::DropQuietly => {}
                    Verdict::Close => return self.refuse(stream, CloseCode::TooFast).await,
                },
                _ => return self.refuse(stream, CloseCode::NotAllowed).await,
            }
        }
    }

    fn tell(&self, notice: &AgentNotice) {
        self.app.hub.say(self.peer, notice_frame(notice));
    }

    /// The room that this socket is for; a workspace is for none. `Err` after the reason was told.
    async fn seat(&self, agent: &AgentRef, purpose: &Purpose) -> Result<Option<Arc<Entry>>, CloseCode> {
        let result = match purpose {
            Purpose::Workspace => {
                self.open_workspace(agent).await;
                return Ok(None);
            }
            Purpose::Join(id) => self.join(agent, Key::Session(*id), Door::Id).await,
            Purpose::Invite(token) => {
                let hash = hash_of(token);
                self.join(agent, Key::Invite(hash), Door::Invite(hash)).await
            }
            Purpose::Resume(token) => {
                let token = Presented::of(token);
                let back = self.come_back(agent, &token).await;
                if let (Err(_), Some(reason)) = (&back, self.app.hub.farewell(&token.hash)) {
                    self.tell(&AgentNotice::Ended(reason));
                    return Err(CloseCode::Ended);
                }
                back
            }
        };
        match result {
            Ok(entry) => {
                // A session's window hears of invites that come from other chats.
                self.app.hub.board().attach(self.peer, agent.id, false);
                self.app.hub.tell_workspaces();
                Ok(Some(entry))
            }
            Err(refusal) => {
                metrics::counter!("pillion_joins_refused_total").increment(1);
                self.app.hub.note(Event::JoinRefused { agent: agent.clone(), reason: refusal }).await;
                self.tell(&AgentNotice::JoinRefused(refusal));
                Err(CloseCode::Done)
            }
        }
    }

    async fn open_workspace(&self, agent: &AgentRef) {
        let hub = &self.app.hub;
        self.tell(&AgentNotice::Welcome { token: String::new(), slot: Slot(0), name: agent.name.clone() });
        let chats: Vec<ChatId> = {
            let mut board = hub.board();
            board.attach(self.peer, agent.id, true);
            board.chats_of(agent.id)
        };
        hub.say_workspace(self.peer, agent.id);
        for chat in chats {
            let Some(entry) = hub.find(&Key::Chat(chat)) else { continue };
            if let Some(Some(state)) = hub.act(&entry, |room, _| room.chat_for(agent.id)).await {
                self.tell(&AgentNotice::Chat(state));
            }
        }
    }

    async fn join(&self, agent: &AgentRef, key: Key, door: Door) -> Result<Arc<Entry>, Refusal> {
        let (app, by_id) = (&self.app, door == Door::Id);
        if !app.hub.takes_new() {
            return Err(Refusal::Unavailable);
        }
        let trial = by_id.then(|| app.access.try_id(agent.id, self.address)).transpose();
        let _trial = trial.map_err(|retry_s| Refusal::TooManyTries { retry_s })?;
        let found = app.hub.find(&key);
        let asked = match &found {
            Some(entry) => app.hub.act(entry, |room, cx| room.agent_asks(cx, self.peer, agent, door)).await,
            None => None,
        };
        match (found, asked) {
            (Some(entry), Some(Ok(()))) => Ok(entry),
            (_, Some(Err(refusal))) if refusal != Refusal::UnknownSession => Err(refusal),
            _ if by_id => {
                app.access.wrong_id(agent.id, self.address);
                // The same for unknown, expired and used, so that time tells nothing either.
                tokio::time::sleep(Duration::from_millis(app.limits.wrong_id_delay_ms)).await;
                Err(Refusal::UnknownSession)
            }
            _ => Err(Refusal::BadToken),
        }
    }

    async fn come_back(&self, agent: &AgentRef, token: &Presented) -> Result<Arc<Entry>, Refusal> {
        let hub = &self.app.hub;
        let entry = hub.find(&Key::Agent(token.hash)).ok_or(Refusal::BadToken)?;
        let back = hub.present(&entry, |room, cx| room.agent_back(cx, self.peer, agent, token)).await;
        if back { Ok(entry) } else { Err(Refusal::BadToken) }
    }

    async fn agent_signal(&self, agent: &AgentRef, signal: AgentSignal) -> Result<(), Refusal> {
        let hub = &self.app.hub;
        let chat = match &signal {
            AgentSignal::End | AgentSignal::Cancel => {
                let entry = self.room.get().ok_or(Refusal::WrongState)?;
                hub.act(entry, |room, cx| room.agent_says(cx, self.peer, &signal)).await;
                return Ok(());
            }
            AgentSignal::TakeChat(chat)
            | AgentSignal::Say(chat, _)
            | AgentSignal::Propose(chat)
            | AgentSignal::CloseChat(chat)
            | AgentSignal::Read(chat) => *chat,
        };
        let entry = hub.find(&Key::Chat(chat)).ok_or(Refusal::NoChat)?;
        let said = hub.act(&entry, |room, cx| room.chat_says(cx, self.peer, agent, signal)).await;
        said.unwrap_or(Err(Refusal::NoChat))
    }
}
