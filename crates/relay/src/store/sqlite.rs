//! The embedded store: one SQLite file. The only place that knows SQL.

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Row;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};

use pillion_protocol::mode::{EndReason, Mode};

use super::{Account, Identity, Store, StoreError};
use crate::session::{AgentId, AgentRef, Hash, Over, Record, RoomId};

/// Ended sessions are forgotten after 30 days.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;

/// A SQLite file.
#[derive(Debug, Clone)]
pub(crate) struct Sqlite {
    pool: SqlitePool,
}

impl Sqlite {
    /// Opens `sqlite:FILE`, makes the file if it is missing, checks that it is whole and brings its schema up to date.
    ///
    /// # Errors
    /// Each says what to do.
    pub(crate) async fn open(url: &str) -> Result<Sqlite, StoreError> {
        if !url.starts_with("sqlite:") {
            return Err(StoreError::Url(url.to_owned()));
        }
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|error| StoreError::Open { url: url.to_owned(), cause: error.to_string() })?
            .create_if_missing(true)
            // A killed process loses nothing; a killed machine at most the last moments, which clients survive.
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            // What is deleted or replaced is overwritten, not only forgotten.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(5));
        // One connection writes at a time anyway; more would only wait for its lock.
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(10));
        let pool = pool.connect_with(options).await.map_err(|error| opening(url, &error))?;
        let whole: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&pool)
            .await
            .map_err(|error| opening(url, &error))?;
        if whole != "ok" {
            return Err(StoreError::Damaged { url: url.to_owned(), cause: whole });
        }
        sqlx::migrate!("./migrations").run(&pool).await.map_err(|error| match error {
            MigrateError::Execute(error) => opening(url, &error),
            other => StoreError::Version { url: url.to_owned(), cause: other.to_string() },
        })?;
        Ok(Sqlite { pool })
    }
}

/// Why opening failed: a file that is no whole database is another matter than one that may not be read.
fn opening(url: &str, error: &sqlx::Error) -> StoreError {
    let url = url.to_owned();
    let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    let cause = match error.as_database_error() {
        Some(inner) => inner.message().to_owned(),
        None => error.to_string(),
    };
    // SQLITE_CORRUPT and SQLITE_NOTADB, of which extended codes keep the low byte.
    match code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff) {
        Some(11 | 26) => StoreError::Damaged { url, cause },
        _ => StoreError::Open { url, cause },
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match error.as_database_error() {
            Some(inner) if inner.is_unique_violation() => StoreError::NameTaken,
            _ => StoreError::Database(error.to_string()),
        }
    }
}

fn text(hash: &Hash) -> String {
    URL_SAFE_NO_PAD.encode(hash)
}

fn agent(row: &SqliteRow) -> AgentRef {
    AgentRef { id: AgentId(row.get("id")), name: row.get("name") }
}

fn over(row: &SqliteRow) -> Option<Over> {
    Some(Over {
        agent: AgentRef { id: AgentId(row.get("agent")), name: row.get("agent_name") },
        origin: row.get("origin"),
        // Names that customers gave in a chat are kept in memory alone.
        customer: String::new(),
        mode: Mode::parse(row.get("mode"))?,
        reason: EndReason::parse(row.get("reason"))?,
        ended_at: u64::try_from(row.get::<i64, _>("ended_at")).ok()?,
        live_ms: u32::try_from(row.get::<i64, _>("live_ms")).ok()?,
    })
}

#[async_trait]
impl Store for Sqlite {
    async fn rooms(&self) -> Result<Vec<(RoomId, Record)>, StoreError> {
        let rows = sqlx::query("SELECT id, record FROM rooms").fetch_all(&self.pool).await?;
        let mut rooms = Vec::new();
        for row in rows {
            let id: i64 = row.get("id");
            match serde_json::from_str(row.get("record")) {
                Ok(record) => rooms.push((RoomId(id.cast_unsigned()), record)),
                Err(error) => {
                    tracing::warn!(%error, "a visit in the database cannot be read; it is removed");
                    sqlx::query("DELETE FROM rooms WHERE id = ?").bind(id).execute(&self.pool).await?;
                }
            }
        }
        Ok(rooms)
    }

    async fn save_room(&self, id: RoomId, record: &Record) -> Result<(), StoreError> {
        let record =
            serde_json::to_string(record).map_err(|error| StoreError::Database(error.to_string()))?;
        sqlx::query("INSERT INTO rooms (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record")
            .bind(id.0.cast_signed())
            .bind(record)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn forget_room(&self, id: RoomId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM rooms WHERE id = ?").bind(id.0.cast_signed()).execute(&self.pool).await?;
        Ok(())
    }

    async fn overs(&self) -> Result<Vec<Over>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM ended_sessions ORDER BY ended_at, id").fetch_all(&self.pool).await?;
        Ok(rows.iter().filter_map(over).collect())
    }

    async fn add_over(&self, over: &Over) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO ended_sessions (agent, agent_name, origin, mode, reason, ended_at, live_ms) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(over.agent.id.0)
        .bind(&over.agent.name)
        .bind(&over.origin)
        .bind(over.mode.word())
        .bind(over.reason.word())
        .bind(over.ended_at.cast_signed())
        .bind(i64::from(over.live_ms))
        .execute(&self.pool)
        .await?;
        sqlx::query("DELETE FROM ended_sessions WHERE ended_at < ?")
            .bind(over.ended_at.cast_signed() - KEPT_MS)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows =
            sqlx::query("SELECT id, name, password FROM agents ORDER BY name").fetch_all(&self.pool).await?;
        Ok(rows.iter().map(|row| Account { agent: agent(row), password: row.get("password") }).collect())
    }

    async fn account(&self, name: &str) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query("SELECT id, name, password FROM agents WHERE name = ?").bind(name);
        let row = row.fetch_optional(&self.pool).await?;
        Ok(row.map(|row| Account { agent: agent(&row), password: row.get("password") }))
    }

    async fn add_account(&self, name: &str, password: &str, now: u64) -> Result<AgentId, StoreError> {
        let row =
            sqlx::query("INSERT INTO agents (name, password, created_at) VALUES (?, ?, ?) RETURNING id")
                .bind(name)
                .bind(password)
                .bind(now.cast_signed())
                .fetch_one(&self.pool)
                .await?;
        Ok(AgentId(row.get("id")))
    }

    async fn remove_account(&self, name: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM agents WHERE name = ?").bind(name).execute(&self.pool).await?;
        Ok(done.rows_affected() > 0)
    }

    async fn add_token(&self, agent: AgentId, hash: &Hash, now: u64) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO agent_tokens (hash, agent, created_at) VALUES (?, ?, ?)")
            .bind(text(hash))
            .bind(agent.0)
            .bind(now.cast_signed())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn agent_of_token(&self, hash: &Hash) -> Result<Option<AgentRef>, StoreError> {
        let query = "SELECT agents.id, COALESCE(shown, name) AS name FROM agent_tokens JOIN agents ON agents.id = agent_tokens.agent \
                     WHERE agent_tokens.hash = ?";
        let row = sqlx::query(query).bind(text(hash)).fetch_optional(&self.pool).await?;
        Ok(row.as_ref().map(agent))
    }

    async fn add_login(&self, agent: AgentId, hash: &Hash, until: u64, now: u64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM logins WHERE until <= ?")
            .bind(now.cast_signed())
            .execute(&self.pool)
            .await?;
        sqlx::query("INSERT INTO logins (hash, agent, until) VALUES (?, ?, ?)")
            .bind(text(hash))
            .bind(agent.0)
            .bind(until.cast_signed())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn agent_of_login(&self, hash: &Hash, now: u64) -> Result<Option<AgentRef>, StoreError> {
        let query = "SELECT agents.id, COALESCE(shown, name) AS name FROM logins JOIN agents ON agents.id = logins.agent \
                     WHERE logins.hash = ? AND logins.until > ?";
        let row = sqlx::query(query).bind(text(hash)).bind(now.cast_signed());
        let row = row.fetch_optional(&self.pool).await?;
        Ok(row.as_ref().map(agent))
    }

    async fn remove_login(&self, hash: &Hash) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM logins WHERE hash = ?").bind(text(hash)).execute(&self.pool).await?;
        Ok(())
    }

    async fn agent_of_identity(&self, identity: &Identity, now: u64) -> Result<AgentRef, StoreError> {
        let Identity { issuer, subject, account, shown } = identity;
        let mut transaction = self.pool.begin().await?;
        let known = sqlx::query("SELECT agent FROM identities WHERE issuer = ? AND subject = ?")
            .bind(issuer)
            .bind(subject)
            .fetch_optional(&mut *transaction)
            .await?;
        let id: i64 = match known {
            Some(row) => {
                let id = row.get("agent");
                sqlx::query("UPDATE agents SET shown = ? WHERE id = ?")
                    .bind(shown)
                    .bind(id)
                    .execute(&mut *transaction)
                    .await?;
                id
            }
            None => {
                // No password hashes to nothing.
                let row = sqlx::query(
                    "INSERT INTO agents (name, password, created_at, shown) VALUES (?, '', ?, ?) RETURNING id",
                )
                .bind(account)
                .bind(now.cast_signed())
                .bind(shown)
                .fetch_one(&mut *transaction)
                .await?;
                let id = row.get("id");
                sqlx::query("INSERT INTO identities (issuer, subject, agent) VALUES (?, ?, ?)")
                    .bind(issuer)
                    .bind(subject)
                    .bind(id)
                    .execute(&mut *transaction)
                    .await?;
                id
            }
        };
        transaction.commit().await?;
        Ok(AgentRef { id: AgentId(id), name: shown.clone() })
    }

    async fn use_up(&self, hash: &Hash, until: u64, now: u64) -> Result<bool, StoreError> {
        sqlx::query("DELETE FROM used_passes WHERE until <= ?")
            .bind(now.cast_signed())
            .execute(&self.pool)
            .await?;
        let done = sqlx::query("INSERT INTO used_passes (hash, until) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(text(hash))
            .bind(until.cast_signed())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    async fn rub_out(&self) -> Result<(), StoreError> {
        // What was replaced stands in the write-ahead log until that is emptied.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
        Ok(())
    }

    async fn check(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
