//! The vocabulary of the relay's tests: a server on a port of its own, and peers that say and expect things.
//! Nothing here waits for time: every step waits for a message.

#![allow(dead_code)] // Each test file uses a part.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

pub(crate) mod browser;
pub(crate) mod http;
pub(crate) mod peer;
pub(crate) mod process;
pub(crate) mod provider;
pub(crate) mod proxy;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use pillion_protocol::hello::{AgentHello, ClientInfo, CustomerHello, Purpose, Resume};
use pillion_protocol::ids::{ChatId, SessionId, Slot};
use pillion_protocol::mode::{Channel, Consent, Mode};
use pillion_protocol::notice::{AgentNotice, CustomerNotice};
use pillion_protocol::signal::CustomerSignal;
use pillion_relay::config::Config;
use pillion_relay::limits::Limits;
use pillion_relay::server::Server;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use peer::{Agent, Customer, Peer};

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A relay in this process, on a runtime of its own, so that it can be killed like a process.
pub(crate) struct TestServer {
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
    folder: TempDir,
    config: Config,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
    runtime: Option<Runtime>,
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // Waiting is not allowed here; the tasks end by themselves.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl TestServer {
    /// With the agents Maya R. and Tom B., and the limits of operators.
    pub(crate) async fn start() -> TestServer {
        TestServer::with(|_| {}).await
    }

    /// With other limits.
    pub(crate) async fn with(change: impl FnOnce(&mut Limits)) -> TestServer {
        let mut config = Config::default();
        config.limits.workspace_ms = 1;
        config.limits.sweep_ms = 5;
        config.limits.wrong_id_delay_ms = 1;
        config.limits.held_ms = 50;
        change(&mut config.limits);
        TestServer::configured(config).await
    }

    /// With another configuration; addresses and database are the test's own.
    pub(crate) async fn configured(config: Config) -> TestServer {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("test.db").display());
        let config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            admin_listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
            database,
            ..config
        };
        for name in ["Maya R.", "Tom B."] {
            pillion_relay::command::agent::create(&config.database, name, PASSWORD).await.unwrap();
        }
        TestServer::run(config, folder).await
    }

    async fn run(config: Config, folder: TempDir) -> TestServer {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let bind = runtime.spawn(Server::bind(config.clone()));
        let server = bind.await.unwrap().unwrap();
        let (address, admin) = (server.address(), server.admin_address().unwrap());
        let (stop, stopped) = oneshot::channel();
        let task = runtime.spawn(server.run(async {
            let _ = stopped.await;
        }));
        TestServer { address, admin, folder, config, stop: Some(stop), task, runtime: Some(runtime) }
    }

    /// Stops the relay as an operator does, and waits until it is gone.
    pub(crate) async fn stop(&mut self) {
        drop(self.stop.take());
        (&mut self.task).await.unwrap();
    }

    /// Kills the relay without a goodbye and starts another on the same database and address.
    pub(crate) async fn kill_and_restart(mut self) -> TestServer {
        let runtime = self.runtime.take().unwrap();
        tokio::task::spawn_blocking(move || runtime.shutdown_timeout(Duration::from_secs(10))).await.unwrap();
        let config = Config { listen: self.address, ..self.config.clone() };
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        TestServer::run(config, folder).await
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// The folder of the audit log.
    pub(crate) fn audit(&self) -> PathBuf {
        self.folder.path().join("test-audit")
    }

    /// The lines of the audit log, as they are now.
    pub(crate) fn audit_lines(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.audit().join("audit.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The records of all visits, as the database holds them now.
    pub(crate) async fn stored_rooms(&self) -> Vec<String> {
        let url = format!("sqlite:{}", self.database().display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query_scalar("SELECT record FROM rooms").fetch_all(&pool).await.unwrap()
    }

    /// The names of all accounts.
    pub(crate) async fn accounts(&self) -> Vec<String> {
        let url = format!("sqlite:{}", self.database().display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query_scalar("SELECT name FROM agents").fetch_all(&pool).await.unwrap()
    }

    /// The relay's own origin.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A socket that has said nothing.
    pub(crate) async fn socket(&self, path: &str) -> Peer {
        Peer::connect(self.address, path, &self.origin()).await
    }

    /// A customer after Hello and Welcome.
    pub(crate) async fn customer(&self) -> Customer {
        let mut customer = Customer::new(self.socket("/ws/customer").await);
        customer.peer.hello(&hello(None)).await;
        customer.welcome().await;
        customer
    }

    /// A customer who comes back with a token, as a new page or the same.
    pub(crate) async fn customer_again(&self, token: &str, page_load: bool) -> Customer {
        let mut customer = Customer::new(self.socket("/ws/customer").await);
        customer.peer.hello(&hello(Some(Resume { token: token.into(), page_load }))).await;
        customer
    }

    /// A socket of an agent, logged in anew, after its Hello.
    pub(crate) async fn agent(&self, name: &str, purpose: Purpose) -> Agent {
        let ticket = http::ticket(self.address, name).await;
        let mut agent = Agent::new(self.socket("/ws/agent").await);
        agent.peer.hello(&AgentHello { ticket, purpose }).await;
        agent
    }

    /// A customer and Maya R., joined.
    pub(crate) async fn live(&self, mode: Mode) -> (Customer, Agent) {
        self.live_as("Maya R.", mode).await
    }

    /// The same with another agent.
    pub(crate) async fn live_as(&self, name: &str, mode: Mode) -> (Customer, Agent) {
        let mut customer = self.customer().await;
        let id = customer.open(mode, Consent::Code).await;
        let mut agent = self.agent(name, Purpose::Join(id)).await;
        agent.joined().await;
        customer.agent_joined().await;
        (customer, agent)
    }
}

/// A customer's Hello of the default site.
pub(crate) fn hello(resume: Option<Resume>) -> CustomerHello {
    let client = ClientInfo {
        browser: "Chrome".into(),
        version: "142.0".into(),
        system: "Windows 11".into(),
        language: "en".into(),
    };
    CustomerHello { site_key: None, client, resume }
}

impl Customer {
    /// The Welcome, whose token and epoch are remembered.
    pub(crate) async fn welcome(&mut self) -> CustomerNotice {
        let notice = self.next().await;
        let CustomerNotice::Welcome { token, epoch, .. } = &notice else { panic!("{notice:?}") };
        self.token = token.clone();
        self.epoch = *epoch;
        notice
    }

    /// Opens a session and gives its ID.
    pub(crate) async fn open(&mut self, mode: Mode, consent: Consent) -> SessionId {
        self.signal(&CustomerSignal::OpenSession { mode, consent, channel: Channel::Phone }).await;
        self.session_opened().await
    }

    pub(crate) async fn session_opened(&mut self) -> SessionId {
        match self.next().await {
            CustomerNotice::SessionOpened { id, .. } => id,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn agent_joined(&mut self) -> Slot {
        match self.next().await {
            CustomerNotice::AgentJoined(agent) => agent.slot,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn agent_asks(&mut self) -> Slot {
        match self.next().await {
            CustomerNotice::AgentAsks(agent) => agent.slot,
            other => panic!("{other:?}"),
        }
    }
}

impl Agent {
    /// Welcome and Joined; the token and slot are remembered.
    pub(crate) async fn joined(&mut self) -> AgentNotice {
        self.welcome().await;
        let notice = self.next().await;
        assert!(matches!(notice, AgentNotice::Joined { .. }), "{notice:?}");
        notice
    }

    pub(crate) async fn welcome(&mut self) {
        match self.next().await {
            AgentNotice::Welcome { token, slot, .. } => (self.token, self.slot) = (token, slot),
            other => panic!("{other:?}"),
        }
    }
}

/// Opens a chat and gives its number.
pub(crate) async fn open_chat(customer: &mut Customer, name: &str) -> ChatId {
    customer.signal(&CustomerSignal::OpenChat { name: name.into() }).await;
    match customer.next().await {
        CustomerNotice::Chat(state) => state.id,
        other => panic!("{other:?}"),
    }
}

/// An ID that is most likely nobody's.
pub(crate) fn other_than(id: SessionId) -> SessionId {
    SessionId::new((id.number() + 1) % SessionId::COUNT).unwrap()
}
