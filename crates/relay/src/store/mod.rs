//! What outlives the process: accounts, log-ins, visits that a restart must not end, and what workspaces list. Nothing of
//! any page.

mod sqlite;

use async_trait::async_trait;

use crate::session::{AgentId, AgentRef, Hash, Over, Record, RoomId};

pub(crate) use sqlite::Sqlite;

/// Why the store could not do something. Operators see these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The URL names no database that this relay can use.
    #[error("`{0}` is no database this relay can use; give one such as sqlite:pillion.db")]
    Url(String),
    /// The file cannot be opened or made.
    #[error(
        "the database {url} cannot be opened ({cause}); check that the folder exists and may be written to"
    )]
    Open {
        /// As the operator wrote it.
        url: String,
        /// What the database says.
        cause: String,
    },
    /// The file is not a whole database.
    #[error(
        "the database {url} is damaged ({cause}); restore it from a backup, or move it away to start with an empty one"
    )]
    Damaged {
        /// As the operator wrote it.
        url: String,
        /// What the database says.
        cause: String,
    },
    /// The schema is not one that this version knows.
    #[error(
        "the database {url} is of another version of the relay ({cause}); use that version, or a newer one"
    )]
    Version {
        /// As the operator wrote it.
        url: String,
        /// What the migration says.
        cause: String,
    },
    /// An account of this name exists.
    #[error("there is an agent of that name already; remove it first, or choose another name")]
    NameTaken,
    /// Anything else.
    #[error("the database says: {0}")]
    Database(String),
}

/// An account, with what checks its password.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) agent: AgentRef,
    /// PHC string of argon2id.
    pub(crate) password: String,
}

/// Who somebody is, as another service vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The service.
    pub(crate) issuer: String,
    /// Their number or name there, which is never given to anybody else.
    pub(crate) subject: String,
    /// What operators call the account.
    pub(crate) account: String,
    /// What customers see.
    pub(crate) shown: String,
}

/// Keeps things. Times are milliseconds since 1970.
#[async_trait]
pub(crate) trait Store: Send + Sync {
    /// All visits.
    async fn rooms(&self) -> Result<Vec<(RoomId, Record)>, StoreError>;
    /// Keeps a visit as it is now.
    async fn save_room(&self, id: RoomId, record: &Record) -> Result<(), StoreError>;
    /// A visit is over.
    async fn forget_room(&self, id: RoomId) -> Result<(), StoreError>;

    /// Ended sessions of the last days, oldest first.
    async fn overs(&self) -> Result<Vec<Over>, StoreError>;
    /// A session ended.
    async fn add_over(&self, over: &Over) -> Result<(), StoreError>;

    /// All accounts, by name.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;
    /// The account of this name.
    async fn account(&self, name: &str) -> Result<Option<Account>, StoreError>;
    /// A new account. [`StoreError::NameTaken`] if there is one.
    async fn add_account(&self, name: &str, password: &str, now: u64) -> Result<AgentId, StoreError>;
    /// Removes an account and all its log-ins and tokens. False if there is none.
    async fn remove_account(&self, name: &str) -> Result<bool, StoreError>;
    /// Adds a static token of an account.
    async fn add_token(&self, agent: AgentId, hash: &Hash, now: u64) -> Result<(), StoreError>;
    /// The account of a static token.
    async fn agent_of_token(&self, hash: &Hash) -> Result<Option<AgentRef>, StoreError>;
    /// An agent logged in.
    async fn add_login(&self, agent: AgentId, hash: &Hash, until: u64, now: u64) -> Result<(), StoreError>;
    /// The agent of a log-in that has not run out.
    async fn agent_of_login(&self, hash: &Hash, now: u64) -> Result<Option<AgentRef>, StoreError>;
    /// An agent logged out.
    async fn remove_login(&self, hash: &Hash) -> Result<(), StoreError>;

    /// The agent of an identity that was proved elsewhere; a new one gets an account without a password.
    /// [`StoreError::NameTaken`] if another account has its name.
    async fn agent_of_identity(&self, identity: &Identity, now: u64) -> Result<AgentRef, StoreError>;
    /// Uses up a pass of an integrator. False if it was used before.
    async fn use_up(&self, hash: &Hash, until: u64, now: u64) -> Result<bool, StoreError>;

    /// Removes what is left of values that were replaced, such as session IDs that were used.
    async fn rub_out(&self) -> Result<(), StoreError>;
    /// Whether the database answers.
    async fn check(&self) -> Result<(), StoreError>;
    /// Writes everything and closes.
    async fn close(&self);
}
