//! The relay's HTTP interface as the console uses it. Knows nothing of what is shown for an answer.

use gloo_net::http::{Request, Response};
use serde::{Deserialize, Serialize};

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Me {
    /// The agent's name, as customers see it.
    pub(crate) name: String,
    /// The company whose workspace this is; may be empty.
    #[serde(default)]
    pub(crate) company: String,
}

/// Why the relay gave no answer that helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// Nobody is logged in. The relay may tell the company even so.
    LoggedOut {
        /// May be empty.
        company: String,
        /// Whether there is single sign-on.
        sso: bool,
    },
    /// Name or password is not right.
    BadCredentials,
    /// Too many tries.
    TooManyTries {
        /// Seconds until the next one.
        retry_s: u32,
    },
    /// No answer, or one that is none of the interface.
    Unreachable,
}

#[derive(Serialize)]
struct Credentials<'a> {
    name: &'a str,
    password: &'a str,
}

#[derive(Deserialize)]
struct Ticket {
    ticket: String,
}

/// What an error's body may tell.
#[derive(Deserialize, Default)]
struct Problem {
    #[serde(default)]
    retry_s: u32,
    #[serde(default)]
    company: String,
    #[serde(default)]
    sso: bool,
}

/// Where single sign-on begins, and which of the console's addresses it comes back to.
pub(crate) fn sso_address(back: &str) -> String {
    let back = js_sys::encode_uri_component(back);
    format!("/auth/oidc/login?next={back}")
}

/// Logs in; the answer sets the cookie.
pub(crate) async fn login(name: &str, password: &str) -> Result<(), ApiError> {
    let request = Request::post("/api/login")
        .header("x-pillion", "1")
        .json(&Credentials { name, password })
        .map_err(|_| ApiError::Unreachable)?;
    let response = request.send().await.map_err(|_| ApiError::Unreachable)?;
    match response.status() {
        200 => Ok(()),
        400 | 401 | 403 => Err(ApiError::BadCredentials),
        _ => Err(problem(&response).await),
    }
}

/// Logs out. An answer is not waited for in vain: the page is left either way.
pub(crate) async fn logout() {
    if let Ok(request) = Request::post("/api/logout").header("x-pillion", "1").build() {
        // Without an answer the cookie stays, and the next view shows the agent still logged in: honest enough.
        let _ = request.send().await;
    }
}

/// Who is logged in.
pub(crate) async fn me() -> Result<Me, ApiError> {
    let response = Request::get("/api/me").send().await.map_err(|_| ApiError::Unreachable)?;
    match response.status() {
        200 => response.json().await.map_err(|_| ApiError::Unreachable),
        _ => Err(problem(&response).await),
    }
}

/// A ticket for one socket: single use, 30 seconds.
pub(crate) async fn ticket() -> Result<String, ApiError> {
    let request = Request::post("/api/ticket").header("x-pillion", "1").build();
    let request = request.map_err(|_| ApiError::Unreachable)?;
    let response = request.send().await.map_err(|_| ApiError::Unreachable)?;
    match response.status() {
        200 => Ok(response.json::<Ticket>().await.map_err(|_| ApiError::Unreachable)?.ticket),
        _ => Err(problem(&response).await),
    }
}

async fn problem(response: &Response) -> ApiError {
    let status = response.status();
    let problem: Problem = response.json().await.unwrap_or_default();
    match status {
        401 => ApiError::LoggedOut { company: problem.company, sso: problem.sso },
        // The design's lock is 30 seconds at the least; a relay that names no time gets that.
        429 => ApiError::TooManyTries { retry_s: if problem.retry_s > 0 { problem.retry_s } else { 30 } },
        _ => ApiError::Unreachable,
    }
}
