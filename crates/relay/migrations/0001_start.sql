-- Agents' accounts.
CREATE TABLE agents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Static tokens for integrators: SHA-256 alone.
CREATE TABLE agent_tokens (
    hash TEXT PRIMARY KEY,
    agent INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);

-- Log-ins of the console: SHA-256 of the cookie.
CREATE TABLE logins (
    hash TEXT PRIMARY KEY,
    agent INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    until BIGINT NOT NULL
);

-- Visits that a restart must not end: metadata as JSON. No content, no chat text, no token, no used session ID.
CREATE TABLE rooms (
    id BIGINT PRIMARY KEY,
    record TEXT NOT NULL
);

-- Sessions that ended, for the workspace; forgotten after 30 days.
CREATE TABLE ended_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent BIGINT NOT NULL,
    agent_name TEXT NOT NULL,
    origin TEXT NOT NULL,
    customer TEXT NOT NULL,
    mode TEXT NOT NULL,
    reason TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    live_ms BIGINT NOT NULL
);
CREATE INDEX ended_sessions_by_time ON ended_sessions (ended_at);
