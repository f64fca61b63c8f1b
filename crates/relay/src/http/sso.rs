//! `/auth/oidc/`: the way to the provider of single sign-on and back. Whatever goes wrong ends at the log-in form, which
//! says what it was: people are here, not programs. Knows no tokens.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::cookie::Cookie;
use super::fault::Fault;
use crate::access::{SingleSignOn, SsoError};
use crate::address;
use crate::app::App;
use crate::audit::Event;

/// People have this long at the provider.
const AWAY_SECONDS: u64 = 600;
/// Where people go when nothing else was asked for.
const CONSOLE: &str = "/console/";
/// Longer addresses are none of the console's.
const LONGEST_NEXT: usize = 200;

/// What a browser brings back. It is the browser's own, so it may see it; others cannot read or set it.
#[derive(Serialize, Deserialize)]
struct Departed {
    state: String,
    nonce: String,
    verifier: String,
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Wish {
    /// The console's address to come back to.
    next: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Return {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// What the log-in form says, as its address carries it.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    /// The way began elsewhere, or too long ago.
    State,
    /// The provider says no: most often somebody pressed Cancel.
    Refused,
    /// What the provider sent proves nothing.
    Token,
    /// Known, but no agent.
    Role,
    /// The provider or our database does not answer.
    Down,
    /// Too many failures from there.
    Busy,
}

impl Trouble {
    fn word(self) -> &'static str {
        match self {
            Trouble::State => "state",
            Trouble::Refused => "refused",
            Trouble::Token => "token",
            Trouble::Role => "role",
            Trouble::Down => "down",
            Trouble::Busy => "busy",
        }
    }
}

/// Sends the browser to the provider.
pub(super) async fn log_in(
    State(app): State<Arc<App>>,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Result<Response, Fault> {
    let sso = configured(&app)?;
    let next = wish.ok().and_then(|Query(wish)| wish.next).filter(|next| is_console(next));
    let departure = match sso.depart().await {
        Ok(departure) => departure,
        Err(error) => return Ok(fail(&app, &error)),
    };
    let departed = Departed {
        state: departure.state,
        nonce: departure.nonce,
        verifier: departure.verifier,
        next: next.unwrap_or_else(|| CONSOLE.to_owned()),
    };
    let value = serde_json::to_vec(&departed).map_err(|_| Fault::BadRequest)?;
    let cookie = Cookie::Departure.set(&app, &URL_SAFE_NO_PAD.encode(value), AWAY_SECONDS);
    Ok(go(&departure.url, [cookie]))
}

/// Lets in who the provider sends.
pub(super) async fn callback(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    answer: Result<Query<Return>, QueryRejection>,
) -> Result<Response, Fault> {
    let sso = configured(&app)?;
    let departed = Cookie::Departure.get(&app, &headers).and_then(|value| URL_SAFE_NO_PAD.decode(value).ok());
    let departed = departed.and_then(|json| serde_json::from_slice::<Departed>(&json).ok());
    let (Some(departed), Ok(Query(answer))) = (departed, answer) else {
        return Ok(show(&app, Trouble::State));
    };
    let issued = answer.iss.as_deref().is_none_or(|issuer| sso.is_issuer(issuer));
    if answer.state.as_deref() != Some(departed.state.as_str()) || !issued {
        return Ok(show(&app, Trouble::State));
    }
    let code = match (answer.code, answer.error) {
        (Some(code), None) => code,
        (_, error) => {
            // Its own words would be anybody's, who could send a browser here.
            tracing::info!(known = error.is_some(), "the provider of single sign-on refused somebody");
            return Ok(show(&app, Trouble::Refused));
        }
    };
    let address = address::client(peer, &headers, &app.config.trusted_proxies);
    if app.access.address_locked(address).is_some() {
        return Ok(show(&app, Trouble::Busy));
    }
    let identity = match sso.arrive(code, departed.nonce, departed.verifier).await {
        Ok(identity) => identity,
        Err(error) => {
            app.access.address_failed(address);
            app.hub.note(Event::LogInFailed { agent: None, how: "sso", reason: "refused" }).await;
            return Ok(fail(&app, &error));
        }
    };
    let (agent, cookie) = match app.access.log_in_as(&identity).await {
        Ok(in_) => in_,
        Err(error) => {
            tracing::error!(%error, "somebody could not be logged in");
            return Ok(show(&app, Trouble::Down));
        }
    };
    tracing::info!(agent = agent.id.0, "logged in by single sign-on");
    app.hub.note(Event::LoggedIn { agent: agent.clone(), how: "sso" }).await;
    let next = if is_console(&departed.next) { departed.next.as_str() } else { CONSOLE };
    let login = Cookie::Login.set(&app, &cookie, app.limits.login_ms / 1000);
    Ok(go(next, [Cookie::Departure.set(&app, "", 0), login]))
}

fn configured(app: &App) -> Result<&SingleSignOn, Fault> {
    app.sso.as_ref().ok_or(Fault::NoSso)
}

/// Only the console's own addresses: anything else would make this a way to send people anywhere.
fn is_console(path: &str) -> bool {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"/?=&-_.".contains(&it);
    path.starts_with(CONSOLE) && path.len() <= LONGEST_NEXT && path.bytes().all(plain)
}

fn fail(app: &App, error: &SsoError) -> Response {
    tracing::warn!(%error, "single sign-on failed");
    show(
        app,
        match error {
            SsoError::Down(_) => Trouble::Down,
            SsoError::Code(_) => Trouble::State,
            SsoError::Token(_) => Trouble::Token,
            SsoError::Role(_) => Trouble::Role,
        },
    )
}

/// Back to the form, which says what it was.
fn show(app: &App, trouble: Trouble) -> Response {
    go(&format!("{CONSOLE}?sso={}", trouble.word()), [Cookie::Departure.set(app, "", 0)])
}

fn go<const N: usize>(to: &str, cookies: [HeaderValue; N]) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else { return Fault::BadRequest.into_response() };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::is_console;

    #[test]
    fn people_come_back_to_the_console_alone() {
        assert!(is_console("/console/") && is_console("/console/session?id=482913076"));
        for wrong in [
            "",
            "/",
            "//evil.example",
            "https://evil.example",
            "/console",
            "/console/\\evil",
            "/console/%0d%0a",
            "/console/#x",
            "/mirror",
        ] {
            assert!(!is_console(wrong), "{wrong}");
        }
    }
}
