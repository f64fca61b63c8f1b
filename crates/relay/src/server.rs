//! The accept loop: binds, serves until it is told to stop, says goodbye. Knows no routes.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower::ServiceExt;

use pillion_protocol::close::CloseCode;

use crate::access::{Access, SingleSignOn};
use crate::app::{App, Strangers};
use crate::audit::{Audit, AuditError, Event};
use crate::bus::Local;
use crate::clock::Clock;
use crate::config::{Config, Origin};
use crate::http;
use crate::hub::Hub;
use crate::idle::Watched;
use crate::site::Sites;
use crate::store::{Sqlite, Store, StoreError};

/// Bytes of a request's head. Hyper takes no less than 8 KiB.
const HEAD_BYTES: usize = 16 * 1024;
/// Peers have this long to take their leave when the relay stops.
const LEAVE_TIME: Duration = Duration::from_secs(5);

/// Why the relay cannot run. Operators see these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is taken.
    #[error("{address} is in use; stop the program that uses it, or choose another address with {option}")]
    InUse {
        /// As configured.
        address: SocketAddr,
        /// The option that chooses it.
        option: &'static str,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}; choose another address with {option}")]
    Listen {
        /// As configured.
        address: SocketAddr,
        /// The option that chooses it.
        option: &'static str,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Single sign-on needs certificates, and the system's cannot be read.
    #[error("the certificates for reaching the provider of single sign-on cannot be used: {0}")]
    Certificates(reqwest::Error),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The audit log cannot be written.
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// A relay that has its addresses and its database, and does not serve yet.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    public: TcpListener,
    admin: Option<TcpListener>,
    address: SocketAddr,
    admin_address: Option<SocketAddr>,
}

impl Server {
    /// Binds and opens the database.
    ///
    /// # Errors
    /// See [`ServeError`].
    pub async fn bind(config: Config) -> Result<Server, ServeError> {
        let public = listen(config.listen, "--listen").await?;
        let admin = match config.admin_listen {
            Some(address) => Some(listen(address, "--admin-listen").await?),
            None => None,
        };
        let bound = |listener: &TcpListener, wanted| listener.local_addr().unwrap_or(wanted);
        let address = bound(&public, config.listen);
        let admin_address = admin.as_ref().zip(config.admin_listen).map(|(it, wanted)| bound(it, wanted));

        let clock = Clock::start();
        let limits = Arc::new(config.limits.clone());
        let bus = Arc::new(Local::default());
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&config.database).await?);
        let company = config.company.clone();
        let folder = config.audit.folder(&config.database);
        let audit = Arc::new(Audit::start(folder.as_deref(), &config.audit, config.told()).await?);
        let hub = Hub::load(bus.clone(), store.clone(), audit, clock, limits.clone(), company).await?;
        let hub = Arc::new(hub);
        let sites = Sites::new(own_origins(&config, address), &config.allow_origins, &config.sites);
        let sso = match config.oidc.clone().zip(sites.own()) {
            Some((settings, own)) => {
                Some(SingleSignOn::new(settings, own).map_err(ServeError::Certificates)?)
            }
            None => None,
        };
        let app = Arc::new(App {
            sites,
            access: Access::new(store.clone(), clock, limits.clone(), config.passes.clone()),
            sso,
            config,
            limits,
            bus,
            store,
            hub,
            strangers: Strangers::default(),
            last_peer: AtomicU64::new(0),
        });
        Ok(Server { app, public, admin, address, admin_address })
    }

    /// Where browsers connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where health and metrics are.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// Serves until `shutdown`, then tells every peer to come back later and closes.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let Server { app, public, admin, .. } = self;
        let mut tasks = JoinSet::new();
        let patience = (Duration::from_millis(app.limits.head_ms), Duration::from_millis(app.limits.idle_ms));
        tasks.spawn(app.hub.clone().sweep());
        tasks.spawn(app.hub.clone().tell());
        if let Some(listener) = admin {
            let router = http::admin(app.clone());
            tasks.spawn(async move { accept(listener, router, patience, &GracefulShutdown::new()).await });
        }
        let graceful = GracefulShutdown::new();
        tokio::select! {
            () = accept(public, http::router(app.clone()), patience, &graceful) => {}
            () = shutdown => {}
        }
        tracing::info!(peers = app.bus.count(), "stopping");
        app.hub.drain();
        let left = async {
            let all = async {
                loop {
                    // Again and again: a socket may have opened while the others were closed.
                    app.bus.close_all(CloseCode::GoingAway);
                    if app.bus.count() == 0 {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            tokio::join!(graceful.shutdown(), all);
        };
        if tokio::time::timeout(LEAVE_TIME, left).await.is_err() {
            tracing::warn!(peers = app.bus.count(), "some peers did not take their leave in time");
        }
        tasks.shutdown().await;
        app.hub.note(Event::Stopped).await;
        app.store.close().await;
    }
}

/// `pillion-relay serve`: runs until Ctrl-C or a request to terminate.
///
/// # Errors
/// See [`ServeError`].
pub async fn serve(config: Config) -> Result<(), ServeError> {
    let server = Server::bind(config).await?;
    tracing::info!(address = %server.address(), "serving browsers");
    if let Some(address) = server.admin_address() {
        tracing::info!(%address, "serving health and metrics");
    }
    server.run(told_to_stop()).await;
    Ok(())
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        _ = interrupted => {}
        _ = terminated => {}
    }
}

async fn listen(address: SocketAddr, option: &'static str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AddrInUse => ServeError::InUse { address, option },
        _ => ServeError::Listen { address, option, cause },
    })
}

/// The relay as browsers name it. On loopback all its names are meant.
fn own_origins(config: &Config, address: SocketAddr) -> Vec<Origin> {
    let listening = Origin::parse(&format!("http://{address}")).filter(|_| address.ip().is_loopback());
    let named = config.public_url.clone().or_else(|| Origin::parse(&format!("http://{address}")));
    let mut own: Vec<Origin> = named.into_iter().chain(listening).collect();
    let aliases: Vec<Origin> = own.iter().flat_map(Origin::loopback_names).collect();
    own.extend(aliases);
    own
}

/// Takes connections for ever.
async fn accept(
    listener: TcpListener,
    router: Router,
    (head, idle): (Duration, Duration),
    graceful: &GracefulShutdown,
) {
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(head).max_buf_size(HEAD_BYTES);
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, most likely: connections that end will give some back.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Frames are small and wanted at once.
        let _ = stream.set_nodelay(true);
        let service =
            router.clone().map_request(move |mut request: axum::http::Request<hyper::body::Incoming>| {
                request.extensions_mut().insert(ConnectInfo(peer));
                request.map(axum::body::Body::new)
            });
        let connection = builder.serve_connection_with_upgrades(
            TokioIo::new(Watched::new(stream, head, idle)),
            TowerToHyperService::new(service),
        );
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
}
