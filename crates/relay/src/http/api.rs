//! `/api/`: logging in and out, who is logged in, tickets for sockets. Knows no rooms.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::cookie::Cookie;
use super::fault::Fault;
use super::pass;
use crate::access::LoginError;
use crate::address;
use crate::app::App;
use crate::audit::Event;
use crate::origin::Origin;
use crate::session::AgentRef;

/// Longer ones are nobody's: refused before they are hashed.
const LONGEST_PASSWORD: usize = 1024;

/// The body of `POST /api/login`.
#[derive(Deserialize)]
pub(super) struct Credentials {
    name: String,
    password: String,
}

#[derive(Serialize)]
struct Name {
    name: String,
}

#[derive(Serialize)]
struct Me {
    name: String,
    company: String,
}

/// Nobody is logged in; the log-in form says whose workspace it opens.
#[derive(Serialize)]
struct Nobody {
    error: &'static str,
    message: &'static str,
    company: String,
    /// Whether there is single sign-on.
    sso: bool,
}

#[derive(Serialize)]
struct Ticket {
    ticket: String,
}

pub(super) async fn log_in(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Json<Credentials>, JsonRejection>,
) -> Result<Response, Fault> {
    own_page(&app, &headers)?;
    let Ok(Json(Credentials { name, password })) = body else { return Err(Fault::BadRequest) };
    if password.len() > LONGEST_PASSWORD || name.len() > LONGEST_PASSWORD {
        return Err(Fault::BadCredentials);
    }
    let address = address::client(peer, &headers, &app.config.trusted_proxies);
    let (agent, cookie) = match app.access.log_in(address, &name, password).await {
        Ok(in_) => in_,
        Err(LoginError::BadCredentials { account }) => {
            let failed = Event::LogInFailed { agent: account, how: "password", reason: "bad-credentials" };
            app.hub.note(failed).await;
            return Err(Fault::BadCredentials);
        }
        Err(LoginError::TooManyTries { retry_s }) => return Err(Fault::TooManyTries { retry_s }),
        Err(LoginError::Store(error)) => return Err(error.into()),
    };
    tracing::info!(agent = agent.id.0, "logged in");
    app.hub.note(Event::LoggedIn { agent: agent.clone(), how: "password" }).await;
    let seconds = app.limits.login_ms / 1000;
    let cookie = Cookie::Login.set(&app, &cookie, seconds);
    Ok((fresh(), [(header::SET_COOKIE, cookie)], Json(Name { name: agent.name })).into_response())
}

pub(super) async fn log_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Fault> {
    own_page(&app, &headers)?;
    if let Some(cookie) = Cookie::Login.get(&app, &headers) {
        let agent = app.access.agent_of_login(cookie).await?;
        app.access.log_out(cookie).await?;
        if let Some(agent) = agent {
            app.hub.note(Event::LoggedOut { agent }).await;
        }
    }
    Ok((StatusCode::NO_CONTENT, fresh(), [(header::SET_COOKIE, Cookie::Login.set(&app, "", 0))])
        .into_response())
}

pub(super) async fn me(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Fault> {
    let company = app.config.company.clone();
    match agent(&app, &headers).await {
        Ok(agent) => Ok((fresh(), Json(Me { name: agent.name, company })).into_response()),
        Err(Fault::NotLoggedIn) => {
            let nobody =
                Nobody { error: "not-logged-in", message: "Log in first.", company, sso: app.sso.is_some() };
            Ok((StatusCode::UNAUTHORIZED, fresh(), Json(nobody)).into_response())
        }
        Err(fault) => Err(fault),
    }
}

pub(super) async fn ticket(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let agent = match bearer(&headers) {
        // A static token has no dots.
        Some(token) if token.contains('.') => pass::take(&app, peer, &headers, token).await?,
        Some(_) => {
            let agent = agent(&app, &headers).await?;
            app.hub.note(Event::LoggedIn { agent: agent.clone(), how: "token" }).await;
            agent
        }
        None => {
            own_page(&app, &headers)?;
            agent(&app, &headers).await?
        }
    };
    Ok((fresh(), Json(Ticket { ticket: app.access.issue_ticket(agent) })).into_response())
}

/// The agent that a cookie or an integrator's token stands for.
async fn agent(app: &App, headers: &HeaderMap) -> Result<AgentRef, Fault> {
    let agent = match (bearer(headers), Cookie::Login.get(app, headers)) {
        (Some(token), _) => app.access.agent_of_token(token).await?,
        (None, Some(cookie)) => app.access.agent_of_login(cookie).await?,
        (None, None) => None,
    };
    agent.ok_or(Fault::NotLoggedIn)
}

/// Refuses what another site's page could have sent: a form cannot set a header, and a script of another origin would
/// need a permission that nobody gives. The cookie's `SameSite` says the same a third time.
pub(super) fn own_page(app: &App, headers: &HeaderMap) -> Result<(), Fault> {
    if headers.get("x-pillion").is_none_or(|value| value != "1") {
        return Err(Fault::MissingHeader);
    }
    match headers.get(header::ORIGIN) {
        None => Ok(()),
        Some(origin) => {
            let origin = origin.to_str().ok().and_then(Origin::parse);
            if origin.is_some_and(|origin| app.sites.is_own(&origin)) {
                Ok(())
            } else {
                Err(Fault::ForeignOrigin)
            }
        }
    }
}

pub(super) fn fresh() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
