//! What every request and socket shares.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::access::{Access, SingleSignOn};
use crate::bus::Local;
use crate::config::Config;
use crate::hub::Hub;
use crate::limits::Limits;
use crate::session::PeerId;
use crate::site::Sites;
use crate::store::Store;

/// One relay.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) limits: Arc<Limits>,
    pub(crate) sites: Sites,
    pub(crate) access: Access,
    pub(crate) sso: Option<SingleSignOn>,
    pub(crate) bus: Arc<Local>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) strangers: Strangers,
    pub(crate) last_peer: AtomicU64,
}

impl App {
    /// A number that no other socket of this process has.
    pub(crate) fn next_peer(&self) -> PeerId {
        PeerId(self.last_peer.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// Sockets that have not said who they are, by address.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// One of them. Dropped when it said Hello, or left.
#[derive(Debug)]
pub(crate) struct Stranger {
    app: Arc<App>,
    address: IpAddr,
}

impl Stranger {
    /// Counts one more, unless there are enough.
    pub(crate) fn admit(app: &Arc<App>, address: IpAddr) -> Option<Stranger> {
        let mut by_address = app.strangers.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = by_address.entry(address).or_default();
        if *count >= app.limits.strangers_per_address && app.access.limits_hold_for(address) {
            return None;
        }
        *count += 1;
        Some(Stranger { app: app.clone(), address })
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let mut by_address = self.app.strangers.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}
