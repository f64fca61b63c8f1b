//! Log-ins by a pass of an integrator (`/api/login/token`). A program sends JSON; a page of the integrator sends the agent's
//! browser here by a form, and the browser goes on to the console. Knows no claims.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::api::{fresh, own_page};
use super::cookie::Cookie;
use super::fault::Fault;
use crate::access::PassRefusal;
use crate::address;
use crate::app::App;
use crate::audit::Event;
use crate::origin::Origin;
use crate::session::AgentRef;

/// The body, as JSON or as a form.
#[derive(Deserialize)]
struct Body {
    token: String,
}

#[derive(Serialize)]
struct Name {
    name: String,
}

pub(super) async fn log_in(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let body: Option<Body> = if is_form {
        integrators_page(&app, &headers)?;
        form(&body)
    } else {
        own_page(&app, &headers)?;
        serde_json::from_slice(&body).ok()
    };
    let Body { token } = body.ok_or(Fault::BadRequest)?;
    let agent = take(&app, peer, &headers, &token).await?;
    tracing::info!(agent = agent.id.0, "logged in by a pass");
    let cookie = app.access.begin(&agent).await?;
    let set = [(header::SET_COOKIE, Cookie::Login.set(&app, &cookie, app.limits.login_ms / 1000))];
    if is_form {
        let go = [(header::LOCATION, "/console/")];
        return Ok((StatusCode::SEE_OTHER, fresh(), set, go).into_response());
    }
    Ok((fresh(), set, Json(Name { name: agent.name })).into_response())
}

/// A form's only field. JWTs need no escapes.
fn form(body: &[u8]) -> Option<Body> {
    let token = std::str::from_utf8(body).ok()?.strip_prefix("token=")?;
    Some(Body { token: token.to_owned() })
}

/// The agent of a pass. Guesses count as wrong passwords of their address do.
pub(super) async fn take(
    app: &App,
    peer: SocketAddr,
    headers: &HeaderMap,
    token: &str,
) -> Result<AgentRef, Fault> {
    let address = address::client(peer, headers, &app.config.trusted_proxies);
    if let Some(retry_s) = app.access.address_locked(address) {
        return Err(Fault::TooManyTries { retry_s });
    }
    match app.access.take_pass(token).await {
        Ok(agent) => {
            app.hub.note(Event::LoggedIn { agent: agent.clone(), how: "pass" }).await;
            Ok(agent)
        }
        Err(PassRefusal::Pass(error)) => {
            app.hub.note(Event::LogInFailed { agent: None, how: "pass", reason: "bad-pass" }).await;
            tracing::info!(%error, "a pass was refused");
            app.access.address_failed(address);
            Err(Fault::BadPass(error))
        }
        Err(PassRefusal::Store(error)) => Err(error.into()),
    }
}

/// A form may come from the pages that the operator named alone: else any page could log an agent in as somebody else.
fn integrators_page(app: &App, headers: &HeaderMap) -> Result<(), Fault> {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).and_then(Origin::parse);
    let allowed = app.config.passes.as_ref().map(|passes| passes.origins.as_slice()).unwrap_or_default();
    match origin {
        Some(origin) if allowed.contains(&origin) => Ok(()),
        _ => Err(Fault::ForeignOrigin),
    }
}
