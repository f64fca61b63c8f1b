//! Who may come in: passwords, single sign-on, passes, log-ins, tickets for sockets, and how often one may be wrong.
//! Knows no routes and no rooms.

mod claims;
mod pass;
pub(crate) mod password;
mod sso;
mod ticket;
mod trial;
mod tries;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::config::Passes;
use crate::limits::Limits;
use crate::random;
use crate::session::{AgentId, AgentRef, hash_of};
use crate::store::{Identity, Store, StoreError};

pub(crate) use pass::PassError;
pub(crate) use sso::{SingleSignOn, SsoError};
use ticket::Tickets;
use trial::{Trial, Trials};
pub(crate) use tries::Counter;

/// Passwords that are checked at one time: each takes 19 MiB and a core for a while.
const CHECKS: usize = 2;

/// 256 random bits as a peer carries them.
pub(crate) fn secret() -> String {
    URL_SAFE_NO_PAD.encode(random::bytes::<32>())
}

/// The relay's door.
pub(crate) struct Access {
    store: Arc<dyn Store>,
    clock: Clock,
    limits: Arc<Limits>,
    passes: Option<Passes>,
    tickets: Mutex<Tickets>,
    passwords: Mutex<Passwords>,
    ids: Mutex<Ids>,
    opens: Mutex<Counter<IpAddr>>,
    checks: Semaphore,
}

/// Wrong passwords.
struct Passwords {
    here: Counter<(IpAddr, String)>,
    address: Counter<IpAddr>,
    name: Counter<String>,
}

/// Wrong session IDs.
struct Ids {
    agent: Counter<AgentId>,
    address: Counter<IpAddr>,
    all: Counter<()>,
}

impl Trials for Passwords {
    type Key = ((IpAddr, String), IpAddr);

    fn begin(&mut self, (here, address): &Self::Key, now: u64) -> bool {
        if !self.here.begin(here.clone(), now) {
            return false;
        }
        let begins = self.address.begin(*address, now);
        if !begins {
            self.here.end(here);
        }
        begins
    }

    fn end(&mut self, (here, address): &Self::Key) {
        self.here.end(here);
        self.address.end(address);
    }
}

impl Trials for Ids {
    type Key = (AgentId, IpAddr);

    // Of one agent few are on their way at once, so that those of all agents need no such count.
    fn begin(&mut self, (agent, _): &Self::Key, now: u64) -> bool {
        self.agent.begin(*agent, now)
    }

    fn end(&mut self, (agent, _): &Self::Key) {
        self.agent.end(agent);
    }
}

/// Why a log-in was refused.
#[derive(Debug)]
pub(crate) enum LoginError {
    /// The name or the password is wrong; which one is not said.
    BadCredentials {
        /// Whose password it was not; for the audit log alone.
        account: Option<AgentRef>,
    },
    /// Too many wrong ones.
    TooManyTries { retry_s: u32 },
    /// The database does not answer.
    Store(StoreError),
}

/// Why a pass was not taken.
#[derive(Debug)]
pub(crate) enum PassRefusal {
    /// It is not what it should be.
    Pass(PassError),
    /// The database does not answer.
    Store(StoreError),
}

impl From<StoreError> for PassRefusal {
    fn from(error: StoreError) -> PassRefusal {
        PassRefusal::Store(error)
    }
}

impl From<StoreError> for LoginError {
    fn from(error: StoreError) -> LoginError {
        LoginError::Store(error)
    }
}

impl Access {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        clock: Clock,
        limits: Arc<Limits>,
        passes: Option<Passes>,
    ) -> Access {
        let passwords = Passwords {
            here: Counter::new(limits.wrong_passwords),
            address: Counter::new(limits.wrong_passwords_of_address),
            name: Counter::new(limits.wrong_passwords_of_name),
        };
        let ids = Ids {
            agent: Counter::new(limits.wrong_ids),
            address: Counter::new(limits.wrong_ids_of_address),
            all: Counter::new(limits.wrong_ids_of_all),
        };
        let opens = Counter::new(crate::limits::Tries {
            count: limits.opens_per_minute,
            window_ms: 60_000,
            lock_ms: 60_000,
        });
        Access {
            store,
            clock,
            passes,
            tickets: Mutex::new(Tickets::new(limits.ticket_ms)),
            limits,
            passwords: Mutex::new(passwords),
            ids: Mutex::new(ids),
            opens: Mutex::new(opens),
            checks: Semaphore::new(CHECKS),
        }
    }

    /// Checks a password and makes a log-in. The answer takes as long for a name that nobody has.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub(crate) async fn log_in(
        &self,
        address: IpAddr,
        name: &str,
        password: String,
    ) -> Result<(AgentRef, String), LoginError> {
        let now = self.clock.now();
        let here = (address, name.to_owned());
        {
            let passwords = lock(&self.passwords);
            let locks = [
                passwords.here.locked(&here, now),
                passwords.address.locked(&address, now),
                passwords.name.locked(&here.1, now),
            ];
            if let Some(retry_s) = locks.into_iter().flatten().max() {
                return Err(LoginError::TooManyTries { retry_s });
            }
        }
        let _trial = Trial::begin(&self.passwords, (here.clone(), address), now)
            .ok_or(LoginError::TooManyTries { retry_s: 1 })?;
        let account = self.store.account(name).await?;
        let right = {
            let _turn = self.checks.acquire().await;
            // Without a password, as of single sign-on, it must take as long as with one.
            let stored = account.as_ref().map(|account| account.password.clone()).filter(|it| !it.is_empty());
            tokio::task::spawn_blocking(move || password::check(stored.as_deref(), &password)).await
        };
        let (Some(account), Ok(true)) = (&account, right) else {
            let mut passwords = lock(&self.passwords);
            passwords.here.fail(here.clone(), now);
            passwords.address.fail(address, now);
            passwords.name.fail(here.1, now);
            metrics::counter!("pillion_logins_total", "result" => "refused").increment(1);
            return Err(LoginError::BadCredentials { account: account.map(|account| account.agent) });
        };
        lock(&self.passwords).here.clear(&here);
        let cookie = self.begin(&account.agent).await?;
        Ok((account.agent.clone(), cookie))
    }

    /// Seconds until this address may try to log in again, if it must wait.
    pub(crate) fn address_locked(&self, address: IpAddr) -> Option<u32> {
        lock(&self.passwords).address.locked(&address, self.clock.now())
    }

    /// Somebody at this address brought a proof that is none.
    pub(crate) fn address_failed(&self, address: IpAddr) {
        metrics::counter!("pillion_logins_total", "result" => "refused").increment(1);
        lock(&self.passwords).address.fail(address, self.clock.now());
    }

    /// Makes a log-in for somebody whom a provider vouched for.
    pub(crate) async fn log_in_as(&self, identity: &Identity) -> Result<(AgentRef, String), StoreError> {
        let agent = self.store.agent_of_identity(identity, self.clock.now()).await?;
        let cookie = self.begin(&agent).await?;
        Ok((agent, cookie))
    }

    /// The agent of a pass, which is used up by that.
    pub(crate) async fn take_pass(&self, token: &str) -> Result<AgentRef, PassRefusal> {
        let now = self.clock.now();
        let settings = self.passes.as_ref().ok_or(PassRefusal::Pass(PassError::Off))?;
        let pass = pass::check(settings, token, now).map_err(PassRefusal::Pass)?;
        if !self.store.use_up(&pass.hash, pass.until, now).await? {
            return Err(PassRefusal::Pass(PassError::Used));
        }
        Ok(self.store.agent_of_identity(&pass.identity, now).await?)
    }

    /// A new log-in of this agent.
    pub(crate) async fn begin(&self, agent: &AgentRef) -> Result<String, StoreError> {
        let now = self.clock.now();
        let cookie = secret();
        self.store.add_login(agent.id, &hash_of(&cookie), now + self.limits.login_ms, now).await?;
        metrics::counter!("pillion_logins_total", "result" => "ok").increment(1);
        Ok(cookie)
    }

    /// The agent of a cookie.
    pub(crate) async fn agent_of_login(&self, cookie: &str) -> Result<Option<AgentRef>, StoreError> {
        self.store.agent_of_login(&hash_of(cookie), self.clock.now()).await
    }

    /// The agent of an integrator's token.
    pub(crate) async fn agent_of_token(&self, token: &str) -> Result<Option<AgentRef>, StoreError> {
        self.store.agent_of_token(&hash_of(token)).await
    }

    /// Ends a log-in.
    pub(crate) async fn log_out(&self, cookie: &str) -> Result<(), StoreError> {
        self.store.remove_login(&hash_of(cookie)).await
    }

    /// A ticket for one socket of this agent.
    pub(crate) fn issue_ticket(&self, agent: AgentRef) -> String {
        lock(&self.tickets).issue(agent, self.clock.now())
    }

    /// The agent of a ticket, which is used up by that.
    pub(crate) fn take_ticket(&self, ticket: &str) -> Option<AgentRef> {
        lock(&self.tickets).take(ticket, self.clock.now())
    }

    /// Begins a try of an ID, which is over when the result is dropped.
    ///
    /// # Errors
    /// Seconds until this agent may try again from this address.
    pub(crate) fn try_id(&self, agent: AgentId, address: IpAddr) -> Result<impl Drop, u32> {
        let now = self.clock.now();
        let locked = {
            let ids = lock(&self.ids);
            ids.agent.locked(&agent, now).max(ids.address.locked(&address, now)).max(ids.all.locked(&(), now))
        };
        match locked {
            Some(seconds) => Err(seconds),
            None => Trial::begin(&self.ids, (agent, address), now).ok_or(1),
        }
    }

    /// This agent entered an ID that no session has.
    pub(crate) fn wrong_id(&self, agent: AgentId, address: IpAddr) {
        metrics::counter!("pillion_wrong_ids_total").increment(1);
        let now = self.clock.now();
        let counts = self.limits_hold_for(address);
        let mut ids = lock(&self.ids);
        ids.agent.fail(agent, now);
        if counts {
            ids.address.fail(address, now);
        }
        ids.all.fail((), now);
        if ids.all.locked(&(), now).is_some() {
            tracing::warn!("so many wrong session IDs were entered that joining by ID pauses for everybody");
        }
    }

    /// Whether this address may open one more session now.
    pub(crate) fn may_open(&self, address: IpAddr) -> bool {
        if !self.limits_hold_for(address) {
            return true;
        }
        let now = self.clock.now();
        let mut opens = lock(&self.opens);
        let free = opens.locked(&address, now).is_none();
        if free {
            opens.fail(address, now);
        }
        free
    }

    /// See [`Limits::loopback_is_an_address`].
    pub(crate) fn limits_hold_for(&self, address: IpAddr) -> bool {
        self.limits.loopback_is_an_address || !address.is_loopback()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Counts and tickets are whole between statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
