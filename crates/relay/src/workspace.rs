//! What agents see of all rooms: waiting chats, invites, live and recent sessions, the day's numbers. Metadata alone.
//! Knows no sockets.

use std::collections::{HashMap, VecDeque};

use pillion_protocol::ids::ChatId;
use pillion_protocol::mode::EndReason;
use pillion_protocol::notice::{ChatSummary, Invite, LiveSummary, RecentSummary, Today, Workspace};

use crate::session::{AgentId, Over, PeerId, RoomId, Summary};

/// Sessions that a workspace lists as recent.
const RECENT: usize = 20;
/// Ended sessions kept in memory: a busy day of a large team.
const KEPT: usize = 20_000;

/// The state of all workspaces.
#[derive(Debug, Default)]
pub(crate) struct Board {
    rooms: HashMap<RoomId, Summary>,
    /// Oldest first.
    over: VecDeque<Over>,
    sockets: HashMap<PeerId, Socket>,
}

/// A socket of an agent.
#[derive(Debug)]
struct Socket {
    agent: AgentId,
    /// A workspace is told of everything, a session's window of invites alone.
    workspace: bool,
    invites: usize,
}

impl Board {
    /// Ended sessions of the past, oldest first.
    pub(crate) fn load(&mut self, over: Vec<Over>) {
        self.over = over.into();
    }

    /// Takes a room's summary. True if it differs from the last.
    pub(crate) fn show(&mut self, room: RoomId, summary: Summary) -> bool {
        if summary == Summary::default() {
            return self.hide(room);
        }
        let changed = self.rooms.get(&room) != Some(&summary);
        self.rooms.insert(room, summary);
        changed
    }

    /// A room is gone. True if workspaces showed it.
    pub(crate) fn hide(&mut self, room: RoomId) -> bool {
        self.rooms.remove(&room).is_some()
    }

    /// A session is over.
    pub(crate) fn add(&mut self, over: Over) {
        if self.over.len() == KEPT {
            self.over.pop_front();
        }
        self.over.push_back(over);
    }

    /// An agent's socket. `workspace`: wants to be told of everything.
    pub(crate) fn attach(&mut self, peer: PeerId, agent: AgentId, workspace: bool) {
        self.sockets.insert(peer, Socket { agent, workspace, invites: 0 });
    }

    /// An agent's socket is gone.
    pub(crate) fn detach(&mut self, peer: PeerId) {
        self.sockets.remove(&peer);
    }

    /// All workspaces of an agent.
    pub(crate) fn workspaces(&self, agent: AgentId) -> impl Iterator<Item = PeerId> {
        let own = move |socket: &Socket| socket.workspace && socket.agent == agent;
        self.sockets.iter().filter(move |(_, socket)| own(socket)).map(|(peer, _)| *peer)
    }

    /// The chats that this agent took.
    pub(crate) fn chats_of(&self, agent: AgentId) -> Vec<ChatId> {
        let chats = self.rooms.values().filter_map(|room| room.chat.as_ref());
        chats.filter(|chat| chat.agent == Some(agent)).map(|chat| chat.id).collect()
    }

    /// Whether any session is live: then round trips change without anybody saying so.
    pub(crate) fn is_live(&self) -> bool {
        self.rooms.values().any(|summary| summary.live.is_some())
    }

    /// What to send to whom now. `midnight` is when the relay's local day began.
    pub(crate) fn news(&mut self, now: u64, midnight: u64) -> Vec<(PeerId, Workspace)> {
        let mut views: HashMap<AgentId, Workspace> = HashMap::new();
        let mut sockets = std::mem::take(&mut self.sockets);
        let mut news = Vec::new();
        for (peer, socket) in &mut sockets {
            let view = views.entry(socket.agent).or_insert_with(|| self.view(socket.agent, now, midnight));
            let invites = view.invites.len();
            let tell = socket.workspace || invites > 0 || socket.invites > 0;
            socket.invites = invites;
            if tell {
                news.push((*peer, view.clone()));
            }
        }
        self.sockets = sockets;
        news
    }

    /// The workspace of one agent.
    pub(crate) fn view(&self, agent: AgentId, now: u64, midnight: u64) -> Workspace {
        let since = |then: u64| u32::try_from(now.saturating_sub(then)).unwrap_or(u32::MAX);
        let own = |id: Option<AgentId>| id == Some(agent);
        let mut chats: Vec<ChatSummary> = self
            .rooms
            .values()
            .filter_map(|room| room.chat.as_ref())
            .filter(|chat| chat.agent.is_none() || own(chat.agent))
            .map(|chat| ChatSummary {
                id: chat.id,
                customer: chat.customer.clone(),
                last: chat.last.clone(),
                age_ms: since(chat.opened_at),
                mine: own(chat.agent),
                unread: if own(chat.agent) { chat.unread } else { 0 },
            })
            .collect();
        chats.sort_by_key(|chat| (std::cmp::Reverse(chat.age_ms), chat.id));
        let mut invites: Vec<Invite> = self
            .rooms
            .values()
            .filter_map(|room| room.invite.as_ref())
            .filter(|invite| invite.agent == agent)
            .map(|invite| Invite {
                token: invite.token.clone(),
                chat: invite.chat,
                customer: invite.customer.clone(),
                age_ms: since(invite.made_at),
            })
            .collect();
        invites.sort_by_key(|invite| (std::cmp::Reverse(invite.age_ms), invite.chat));
        let mut live: Vec<LiveSummary> = self
            .rooms
            .values()
            .filter_map(|room| room.live.as_ref())
            .map(|live| LiveSummary {
                origin: live.origin.clone(),
                customer: live.customer.clone(),
                mode: live.mode,
                agent: live.agent.name.clone(),
                mine: live.agent.id == agent,
                live_ms: since(live.live_at),
                rtt_ms: live.rtt_ms,
            })
            .collect();
        live.sort_by_key(|live| (!live.mine, std::cmp::Reverse(live.live_ms)));
        let recent = self.over.iter().rev().take(RECENT).map(|over| RecentSummary {
            origin: over.origin.clone(),
            customer: over.customer.clone(),
            agent: over.agent.name.clone(),
            mode: over.mode,
            ended_at_ms: over.ended_at,
            live_ms: over.live_ms,
            reason: over.reason,
        });
        Workspace { chats, invites, live, recent: recent.collect(), today: self.today(agent, midnight) }
    }

    fn today(&self, agent: AgentId, midnight: u64) -> Today {
        let mut today = Today::default();
        let mut total = 0u64;
        let own = self.over.iter().rev().take_while(|over| over.ended_at >= midnight);
        for over in own.filter(|over| over.agent.id == agent) {
            today.sessions += 1;
            today.ended_by_customer += u32::from(over.reason == EndReason::Customer);
            total += u64::from(over.live_ms);
        }
        if let Some(mean) = total.checked_div(u64::from(today.sessions)) {
            today.mean_live_ms = u32::try_from(mean).unwrap_or(u32::MAX);
        }
        today
    }
}
