//! Who is on the bank's site now, in memory: session cookies, half-filled applications, moved money.
//! Knows no HTTP. A restart forgets all of it, as a demo should.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// More than this many visitors and the one who was quiet longest is forgotten.
const MOST_VISITORS: usize = 1000;

/// Newest transfers kept for one visitor.
const MOST_TRANSFERS: usize = 20;

/// What the bank remembers of one browser.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    /// Whether this browser is signed in as the demo customer.
    pub(super) customer: bool,
    /// Begun applications by the key of their flow.
    pub(super) applications: HashMap<&'static str, Application>,
    /// Money moved from everyday to savings, newest last: cents and the customer's note.
    pub(super) transfers: Vec<(u64, String)>,
    /// A sentence to show once, on the next page of the account.
    pub(super) notice: Option<String>,
    seen: Instant,
}

/// One begun application.
#[derive(Debug, Clone)]
pub(super) struct Application {
    /// What was filled in, by field name.
    pub(super) values: BTreeMap<String, String>,
    /// The digits of the number that the customer can quote on the phone.
    pub(super) number: u32,
    /// When a step was last saved.
    pub(super) saved: Instant,
    /// Whether it was sent.
    pub(super) sent: bool,
}

impl Visitor {
    fn new() -> Self {
        Self {
            customer: false,
            applications: HashMap::new(),
            transfers: Vec::new(),
            notice: None,
            seen: Instant::now(),
        }
    }

    /// Notes a transfer of `cents`.
    pub(super) fn move_money(&mut self, cents: u64, note: String) {
        self.transfers.push((cents, note));
        if self.transfers.len() > MOST_TRANSFERS {
            self.transfers.remove(0);
        }
    }
}

/// All visitors, by the value of their session cookie.
#[derive(Debug, Clone, Default)]
pub(super) struct Visitors {
    by_token: Arc<Mutex<HashMap<String, Visitor>>>,
}

impl Visitors {
    /// Runs `action` on the visitor with this cookie, if there is one.
    pub(super) fn with<R>(&self, token: Option<&str>, action: impl FnOnce(&mut Visitor) -> R) -> Option<R> {
        self.locked(|all| {
            let visitor = all.get_mut(token?)?;
            visitor.seen = Instant::now();
            Some(action(visitor))
        })
    }

    /// The cookie of this visitor: the same one if we know it, else a new one. `None` only when the system
    /// gives no random numbers.
    pub(super) fn open(&self, token: Option<&str>) -> Option<String> {
        if let Some(known) = token.filter(|known| self.with(Some(known), |_| ()).is_some()) {
            return Some(known.to_owned());
        }
        self.insert(Visitor::new())
    }

    /// Signs the visitor in under a new cookie, so that a cookie planted before is worth nothing after.
    pub(super) fn sign_in(&self, token: Option<&str>) -> Option<String> {
        let before = self.locked(|all| all.remove(token?));
        let mut visitor = before.unwrap_or_else(Visitor::new);
        visitor.customer = true;
        visitor.seen = Instant::now();
        self.insert(visitor)
    }

    /// Forgets the visitor.
    pub(super) fn forget(&self, token: Option<&str>) {
        self.locked(|all| token.and_then(|token| all.remove(token)));
    }

    fn insert(&self, visitor: Visitor) -> Option<String> {
        let token = fresh_token()?;
        self.locked(|all| {
            if all.len() >= MOST_VISITORS {
                let quiet = all.iter().min_by_key(|(_, v)| v.seen).map(|(token, _)| token.clone());
                quiet.and_then(|token| all.remove(&token));
            }
            all.insert(token.clone(), visitor);
        });
        Some(token)
    }

    fn locked<R>(&self, action: impl FnOnce(&mut HashMap<String, Visitor>) -> R) -> R {
        // A visitor is whole between statements, so a panic elsewhere leaves nothing half done.
        action(&mut self.by_token.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// 128 random bits as hex, for a cookie or a nonce.
pub(super) fn fresh_token() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Five random digits, the first not zero, for an application's number.
pub(super) fn fresh_number() -> u32 {
    // Without random numbers the well-known one is as good: it names nothing.
    fresh_token()
        .and_then(|hex| u32::from_str_radix(&hex[..8], 16).ok())
        .map_or(20418, |n| 10_000 + n % 90_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_cookie_is_kept_and_an_unknown_one_replaced() {
        let visitors = Visitors::default();
        let token = visitors.open(None).unwrap();
        assert_eq!(visitors.open(Some(&token)).as_ref(), Some(&token));
        assert_ne!(visitors.open(Some("made up")).as_deref(), Some("made up"));
    }

    #[test]
    fn signing_in_changes_the_cookie_and_keeps_the_application() {
        let visitors = Visitors::default();
        let before = visitors.open(None).unwrap();
        visitors.with(Some(&before), |v| v.notice = Some("kept".into()));
        let after = visitors.sign_in(Some(&before)).unwrap();
        assert!(visitors.with(Some(&before), |_| ()).is_none());
        assert_eq!(
            visitors.with(Some(&after), |v| (v.customer, v.notice.clone())),
            Some((true, Some("kept".into())))
        );
        visitors.forget(Some(&after));
        assert!(visitors.with(Some(&after), |_| ()).is_none());
    }

    #[test]
    fn the_quietest_visitor_makes_room() {
        let visitors = Visitors::default();
        let first = visitors.open(None).unwrap();
        for _ in 0..MOST_VISITORS {
            visitors.open(None);
        }
        assert!(visitors.with(Some(&first), |_| ()).is_none());
        assert_eq!(visitors.by_token.lock().unwrap().len(), MOST_VISITORS);
    }
}
