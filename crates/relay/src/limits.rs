//! Every time and count that the relay keeps to, as one value, so that tests can be short of both. Sizes of frames are
//! the protocol's and cannot be changed.

use pillion_protocol::limits as wire;

/// Times in milliseconds, counts, and bytes. [`Default`] is what operators get.
#[derive(Debug, Clone)]
pub struct Limits {
    /// From the first byte of a request, or the connection, to the end of its head: a client that sends it byte by byte
    /// holds a connection no longer.
    pub head_ms: u64,
    /// A connection over which nothing goes is given up after this. Above [`Limits::dead_ms`], so that sockets end by
    /// their own rule.
    pub idle_ms: u64,
    /// From the upgrade to a Hello.
    pub hello_ms: u64,
    /// Between pings to a customer who is seen by an agent.
    pub ping_ms: u64,
    /// Between pings to everybody else.
    pub idle_ping_ms: u64,
    /// Silence after which a socket counts as dead.
    pub dead_ms: u64,
    /// From our close frame to dropping a socket that does not answer it.
    pub close_ms: u64,
    /// Life of an ID that nobody used; a fresh one follows.
    pub unjoined_ms: u64,
    /// Life of a session that nobody joins, over all its IDs.
    pub waiting_ms: u64,
    /// How long a customer may be away.
    pub customer_away_ms: u64,
    /// How long an agent may be away.
    pub agent_away_ms: u64,
    /// How long sharing may be stopped.
    pub paused_ms: u64,
    /// How long a session may be live.
    pub session_ms: u64,
    /// Life of an invite's token; a fresh one follows.
    pub invite_ms: u64,
    /// How long the reason of an end is kept for a peer that was away then.
    pub farewell_ms: u64,
    /// How long a token is looked at again while a socket that may be closing holds its successor.
    pub held_ms: u64,
    /// Life of a ticket for a socket.
    pub ticket_ms: u64,
    /// Life of a log-in.
    pub login_ms: u64,
    /// Added to the answer to a wrong ID.
    pub wrong_id_delay_ms: u64,
    /// How often rooms are looked at for run-out times.
    pub sweep_ms: u64,
    /// How long changes of the workspace are gathered before agents are told.
    pub workspace_ms: u64,
    /// Bytes waiting for one peer.
    pub queue_bytes: usize,
    /// Wrong IDs of one agent.
    pub wrong_ids: Tries,
    /// Wrong IDs from one address.
    pub wrong_ids_of_address: Tries,
    /// Wrong IDs of all agents together.
    pub wrong_ids_of_all: Tries,
    /// Wrong passwords for one name from one address.
    pub wrong_passwords: Tries,
    /// Wrong passwords from one address.
    pub wrong_passwords_of_address: Tries,
    /// Wrong passwords for one name from anywhere: high, since anyone can spend it.
    pub wrong_passwords_of_name: Tries,
    /// Sessions opened from one address in a minute.
    pub opens_per_minute: u32,
    /// Sockets of one address that have not said Hello.
    pub strangers_per_address: usize,
    /// Whether the limits of sockets, sessions and IDs by address hold for loopback too. Loopback says nothing about who
    /// it is: it is a proxy on the same machine, or a developer.
    pub loopback_is_an_address: bool,
}

/// So many failures in a window, then a lock.
#[derive(Debug, Clone, Copy)]
pub struct Tries {
    /// Failures that are let pass.
    pub count: u32,
    /// Milliseconds in which they are counted.
    pub window_ms: u64,
    /// Milliseconds of the lock.
    pub lock_ms: u64,
}

const MINUTE: u64 = 60_000;

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            head_ms: 5_000,
            idle_ms: 75_000,
            hello_ms: wire::HELLO_MS,
            ping_ms: wire::PING_MS,
            idle_ping_ms: 15_000,
            dead_ms: wire::DEAD_MS,
            close_ms: 2_000,
            unjoined_ms: wire::UNJOINED_MS,
            waiting_ms: 60 * MINUTE,
            customer_away_ms: wire::CUSTOMER_AWAY_MS,
            agent_away_ms: wire::AGENT_AWAY_MS,
            paused_ms: wire::PAUSED_MS,
            session_ms: wire::SESSION_MS,
            invite_ms: wire::INVITE_MS,
            farewell_ms: 10 * MINUTE,
            held_ms: 1_000,
            ticket_ms: 30_000,
            login_ms: 12 * 60 * MINUTE,
            wrong_id_delay_ms: 300,
            sweep_ms: 500,
            workspace_ms: 50,
            queue_bytes: wire::QUEUE_BYTES,
            wrong_ids: Tries { count: 5, window_ms: 10 * MINUTE, lock_ms: 15 * MINUTE },
            wrong_ids_of_address: Tries { count: 20, window_ms: 10 * MINUTE, lock_ms: 10 * MINUTE },
            wrong_ids_of_all: Tries { count: 30, window_ms: 10 * MINUTE, lock_ms: 5 * MINUTE },
            wrong_passwords: Tries { count: 5, window_ms: 10 * MINUTE, lock_ms: 15 * MINUTE },
            wrong_passwords_of_address: Tries { count: 20, window_ms: 10 * MINUTE, lock_ms: 10 * MINUTE },
            wrong_passwords_of_name: Tries { count: 50, window_ms: 10 * MINUTE, lock_ms: 5 * MINUTE },
            opens_per_minute: 10,
            strangers_per_address: 20,
            loopback_is_an_address: false,
        }
    }
}
