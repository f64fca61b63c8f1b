//! The relay's cookies: how they are named, written and read. Knows nothing of what they hold.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::App;
use crate::origin::Origin;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    /// A log-in. No request that another site begins carries it.
    Login,
    /// What a browser must bring back from single sign-on. The provider's page sends the browser back, so it must go along
    /// with a navigation that another site begins.
    Departure,
}

impl Cookie {
    /// With `__Host-`, browsers take the cookie over TLS and for this very host alone.
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Cookie::Login, false) => "pillion",
            (Cookie::Login, true) => "__Host-pillion",
            (Cookie::Departure, false) => "pillion-sso",
            (Cookie::Departure, true) => "__Host-pillion-sso",
        }
    }

    /// The header that sets it; an empty value with no seconds removes it.
    pub(super) fn set(self, app: &App, value: &str, seconds: u64) -> HeaderValue {
        let secure = is_secure(app);
        let same_site = match self {
            Cookie::Login => "Strict",
            Cookie::Departure => "Lax",
        };
        let ending = if secure { "; Secure" } else { "" };
        let name = self.name(secure);
        let text =
            format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}; Max-Age={seconds}{ending}");
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }

    /// Its value in a request.
    pub(super) fn get<'a>(self, app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.name(is_secure(app));
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(it, _)| *it == name).map(|(_, value)| value)
    }
}

fn is_secure(app: &App) -> bool {
    app.config.public_url.as_ref().is_some_and(Origin::is_secure)
}
