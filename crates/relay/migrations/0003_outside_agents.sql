-- The name that customers see, where it is not the account's own.
ALTER TABLE agents ADD COLUMN shown TEXT;

-- Agents whom somebody else vouches for: a provider of single sign-on, or an integrator. They have no password.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    agent INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    PRIMARY KEY (issuer, subject)
);

-- Passes of integrators that were used: SHA-256 of their number, until they have run out.
CREATE TABLE used_passes (
    hash TEXT PRIMARY KEY,
    until BIGINT NOT NULL
);
