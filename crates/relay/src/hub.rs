//! The rooms of this process: finds them, hands inputs in, and carries out what they ask for. Knows no sockets: peers are
//! reached by the bus.

mod watch;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;

use pillion_protocol::mode::EndReason;
use pillion_protocol::notice::AgentNotice;

use crate::audit::{Audit, Event, NotWritten};
use crate::bus::{Bus, Delivered, Delivery};
use crate::clock::Clock;
use crate::limits::Limits;
use crate::random;
use crate::registry::{Draw, Registry};
use crate::session::{
    Action, AgentId, Context, Fit, Hash, Key, PeerId, Presented, Room, RoomId, Visitor, notice_frame,
};
use crate::store::{Store, StoreError};
use crate::workspace::Board;
use watch::midnight;

/// How often a token that is held is looked at.
const HELD_STEP: Duration = Duration::from_millis(20);

/// All rooms and what is kept about them.
pub(crate) struct Hub {
    bus: Arc<dyn Bus>,
    store: Arc<dyn Store>,
    audit: Arc<Audit>,
    clock: Clock,
    limits: Arc<Limits>,
    company: String,
    rooms: RwLock<HashMap<RoomId, Arc<Entry>>>,
    registry: Mutex<Registry>,
    board: Mutex<Board>,
    news: Notify,
    /// A session's ID was used, and stands in the database's leavings.
    used: AtomicBool,
    /// The relay is about to stop.
    draining: AtomicBool,
}

/// One room of the hub.
///
/// The lock is held while what must outlive a crash is written, so that nothing is acknowledged before, and nobody sees
/// a room half done. Rooms do not wait for each other.
pub(crate) struct Entry {
    id: RoomId,
    /// When the room must be looked at, in milliseconds since 1970.
    deadline: AtomicU64,
    /// A [`Stage`], as of the last change.
    stage: AtomicU8,
    held: tokio::sync::Mutex<Option<Held>>,
}

struct Held {
    room: Room,
    keys: Vec<Key>,
}

/// Why a customer was turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turned {
    /// The token is not good.
    BadToken,
    /// The session that it was for is over.
    Ended(EndReason),
}

impl Hub {
    /// The rooms of the last run, with everybody away.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(crate) async fn load(
        bus: Arc<dyn Bus>,
        store: Arc<dyn Store>,
        audit: Arc<Audit>,
        clock: Clock,
        limits: Arc<Limits>,
        company: String,
    ) -> Result<Hub, StoreError> {
        let hub = Hub {
            bus,
            store,
            audit,
            clock,
            limits,
            company,
            rooms: RwLock::default(),
            registry: Mutex::default(),
            board: Mutex::default(),
            news: Notify::new(),
            used: AtomicBool::new(false),
            draining: AtomicBool::new(false),
        };
        for (id, record) in hub.store.rooms().await? {
            let mut draw = Draw { room: id, registry: &hub.registry };
            match Room::restore(record, clock.now(), &hub.limits, &mut draw) {
                Some(room) => drop(hub.insert(room, id)),
                None => {
                    tracing::warn!(room = %id, "a damaged visit in the database was removed");
                    hub.store.forget_room(id).await?;
                }
            }
        }
        let overs = hub.store.overs().await?;
        hub.board().load(overs);
        Ok(hub)
    }

    fn insert(&self, room: Room, id: RoomId) -> Arc<Entry> {
        let keys = room.keys();
        self.registry().change(id, &[], &keys);
        self.board().show(id, room.summary());
        let deadline = room.deadline(self.limits.waiting_ms, self.limits.session_ms).unwrap_or(u64::MAX);
        let stage = AtomicU8::new(room.stage() as u8);
        let held = tokio::sync::Mutex::new(Some(Held { room, keys }));
        let entry = Arc::new(Entry { id, deadline: AtomicU64::new(deadline), stage, held });
        self.rooms.write().unwrap_or_else(PoisonError::into_inner).insert(id, entry.clone());
        entry
    }

    /// A new visit.
    pub(crate) async fn open(&self, visitor: Visitor, peer: PeerId) -> Arc<Entry> {
        let id = RoomId(u64::from_le_bytes(random::bytes()) >> 1);
        let (room, actions) = self.context(id, |cx| Room::open(cx, visitor, peer));
        let entry = self.insert(room, id);
        if let Some(held) = entry.held.lock().await.as_mut() {
            self.settle(&entry, held, actions).await;
        }
        entry
    }

    /// A visit that goes on.
    ///
    /// # Errors
    /// See [`Turned`].
    pub(crate) async fn come_back(
        &self,
        visitor: Visitor,
        peer: PeerId,
        token: &str,
        page_load: bool,
    ) -> Result<Arc<Entry>, Turned> {
        let token = Presented::of(token);
        let found = self.find(&Key::Customer(token.hash));
        if let Some(entry) = found {
            let back = |room: &mut Room, cx: &mut Context<'_>| {
                room.customer_back(cx, peer, &token, visitor.clone(), page_load)
            };
            if self.present(&entry, back).await {
                metrics::counter!("pillion_customers_back_total").increment(1);
                return Ok(entry);
            }
        }
        Err(self.farewell(&token.hash).map_or(Turned::BadToken, Turned::Ended))
    }

    /// Presents a token to a room, again and again for a moment while a socket holds its successor: that socket may be
    /// the very page that was left, whose end is still on its way. True if the token was good.
    pub(crate) async fn present(
        &self,
        entry: &Entry,
        input: impl Fn(&mut Room, &mut Context<'_>) -> Fit,
    ) -> bool {
        let until = self.clock.now() + self.limits.held_ms;
        loop {
            match self.act(entry, &input).await {
                Some(Fit::Good) => return true,
                Some(Fit::Held) if self.clock.now() < until => {
                    tokio::time::sleep(HELD_STEP).await;
                }
                Some(Fit::Held | Fit::Bad) | None => return false,
            }
        }
    }

    /// Why what this token was for is over, if it is known.
    pub(crate) fn farewell(&self, token: &Hash) -> Option<EndReason> {
        self.registry().farewell(token)
    }

    /// The room of a key.
    pub(crate) fn find(&self, key: &Key) -> Option<Arc<Entry>> {
        let id = self.registry().find(key)?;
        self.rooms.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Hands an input to a room and carries out what it asks for. `None` if the room is gone.
    pub(crate) async fn act<R>(
        &self,
        entry: &Entry,
        input: impl FnOnce(&mut Room, &mut Context<'_>) -> R,
    ) -> Option<R> {
        let mut held = entry.held.lock().await;
        let inside = held.as_mut()?;
        let (out, actions) = self.context(entry.id, |cx| input(&mut inside.room, cx));
        if self.settle(entry, inside, actions).await {
            *held = None;
        }
        Some(out)
    }

    fn context<R>(&self, id: RoomId, input: impl FnOnce(&mut Context<'_>) -> R) -> (R, Vec<Action>) {
        let mut draw = Draw { room: id, registry: &self.registry };
        let mut cx = Context {
            now: self.clock.now(),
            limits: &self.limits,
            company: &self.company,
            source: &mut draw,
            actions: Vec::new(),
        };
        let out = input(&mut cx);
        (out, cx.actions)
    }

    /// True if the room is gone.
    async fn settle(&self, entry: &Entry, held: &mut Held, mut actions: Vec<Action>) -> bool {
        if !self.recorded(&actions).await {
            // Nobody was told anything yet: it did not begin.
            actions.retain(|action| !matches!(action, Action::Say { .. } | Action::TellAgent { .. }));
            let (_, ending) = self.context(entry.id, |cx| held.room.end(cx, EndReason::Relay));
            self.recorded(&ending).await;
            actions.extend(ending);
        }
        let voided = |event: &Event| matches!(event, Event::Allowed { .. } | Event::Ended { .. });
        let voided = |action: &Action| matches!(action, Action::Audit { event, .. } if voided(event));
        let voids_id = actions.iter().any(voided);
        let gone = actions.contains(&Action::Gone);
        let save = actions.contains(&Action::Save);
        if gone {
            self.registry().change(entry.id, &held.keys, &[]);
            self.rooms.write().unwrap_or_else(PoisonError::into_inner).remove(&entry.id);
            self.kept(self.store.forget_room(entry.id).await);
        } else if save {
            let keys = held.room.keys();
            self.registry().change(entry.id, &held.keys, &keys);
            held.keys = keys;
            self.kept(self.store.save_room(entry.id, &held.room.record()).await);
        }
        self.used.fetch_or(voids_id, Ordering::Relaxed);
        let changed = gone || save || actions.contains(&Action::Changed);
        // Before anybody is told: numbers are never behind what was said.
        entry.stage.store(held.room.stage() as u8, Ordering::Relaxed);
        let mut next = 0;
        while let Some(action) = actions.get(next).cloned() {
            next += 1;
            if let Some(overflowed) = self.carry_out(action).await {
                metrics::counter!("pillion_resyncs_total").increment(1);
                let (_, more) = self.context(entry.id, |cx| held.room.overflowed(cx, overflowed));
                actions.extend(more);
            }
        }
        if changed {
            let limits = &self.limits;
            let deadline = held.room.deadline(limits.waiting_ms, limits.session_ms).unwrap_or(u64::MAX);
            entry.deadline.store(deadline, Ordering::Relaxed);
            let shown = {
                let mut board = self.board();
                if gone { board.hide(entry.id) } else { board.show(entry.id, held.room.summary()) }
            };
            if shown {
                self.news.notify_one();
            }
        }
        gone
    }

    /// The peer whose queue overflowed, if one did.
    async fn carry_out(&self, action: Action) -> Option<PeerId> {
        let (to, delivery) = match action {
            Action::Say { to, frame } => (to, Delivery::Say(frame)),
            Action::Pass { to, kind, frame } => (to, Delivery::Pass(kind, frame)),
            Action::Purge { to } => (to, Delivery::Purge),
            Action::Close { to, code } => (to, Delivery::Close(code)),
            Action::Pulse { to, often } => (to, Delivery::Pulse(often)),
            Action::TellAgent { agent, frame } => {
                let workspaces: Vec<PeerId> = self.board().workspaces(agent).collect();
                for to in workspaces {
                    self.say(to, frame.clone());
                }
                return None;
            }
            Action::Farewell { token, reason } => {
                let until = self.clock.now() + self.limits.farewell_ms;
                self.registry().say_farewell(token, reason, until);
                return None;
            }
            Action::Over(over) => {
                metrics::counter!("pillion_sessions_ended_total", "reason" => over.reason.word())
                    .increment(1);
                let (agent, reason) = (over.agent.id.0, over.reason.word());
                tracing::info!(agent, reason, live_ms = over.live_ms, "a session ended");
                self.kept(self.store.add_over(&over).await);
                self.board().add(over);
                self.news.notify_one();
                return None;
            }
            Action::Save | Action::Changed | Action::Gone | Action::Audit { .. } => return None,
        };
        (self.bus.deliver(to, delivery) == Delivered::Overflowed).then_some(to)
    }

    /// Writes what the audit log must tell. False if something that begins could not be recorded, and must not begin.
    async fn recorded(&self, actions: &[Action]) -> bool {
        let mut may_begin = true;
        for action in actions {
            let Action::Audit { place, event } = action else { continue };
            let written = self.audit.record(place, event).await;
            may_begin &= written != Err(NotWritten) || !event.opens() || !self.audit.refuses();
        }
        may_begin
    }

    /// Tells the audit log what happened outside of sessions.
    pub(crate) async fn note(&self, event: Event) {
        // What could not be written waits, and is written when it can be.
        let _ = self.audit.note(event).await;
    }

    /// Whether sessions, and agents in them, may begin.
    pub(crate) fn takes_new(&self) -> bool {
        !self.draining.load(Ordering::Relaxed) && self.audit.accepts()
    }

    /// From now on nothing new begins here.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Sends the relay's own words.
    pub(crate) fn say(&self, to: PeerId, frame: Bytes) {
        self.bus.deliver(to, Delivery::Say(frame));
    }

    /// The customer's connection was measured.
    pub(crate) async fn pulse(&self, entry: &Entry, peer: PeerId, rtt_ms: u32, silent_ms: u32) {
        let summary = self
            .act(entry, |room, cx| {
                room.pulse(cx, peer, rtt_ms, silent_ms);
                room.summary()
            })
            .await;
        if let Some(summary) = summary {
            // Workspaces hear of it with the next refresh.
            self.board().show(entry.id, summary);
        }
    }

    /// What workspaces see.
    pub(crate) fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells one workspace at once.
    pub(crate) fn say_workspace(&self, to: PeerId, agent: AgentId) {
        let view = self.board().view(agent, self.clock.now(), midnight());
        self.say(to, notice_frame(&AgentNotice::Workspace(view)));
    }

    /// Tells workspaces soon.
    pub(crate) fn tell_workspaces(&self) {
        self.news.notify_one();
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A full disk must not end live sessions: they go on, and only a restart would lose them.
    fn kept(&self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            metrics::counter!("pillion_store_errors_total").increment(1);
            tracing::error!(%error, "the database did not take a change; sessions go on without it");
        }
    }
}
