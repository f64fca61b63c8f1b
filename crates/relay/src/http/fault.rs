//! What can go wrong with a request, as the client sees it: a status, a code for programs and a sentence for people.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::access::PassError;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    NotFound,
    MethodNotAllowed,
    /// The relay was built without browser parts.
    NoAssets,
    /// The body is no JSON of the right shape.
    BadRequest,
    /// A POST without the header that no other site can send.
    MissingHeader,
    BadCredentials,
    NotLoggedIn,
    /// A pass that is not what it should be, and why.
    BadPass(PassError),
    /// No provider is configured.
    NoSso,
    TooManyTries {
        retry_s: u32,
    },
    /// No `Origin`, or one that may not connect.
    ForeignOrigin,
    /// None of the offered subprotocols is spoken here.
    BadVersion {
        offered: String,
    },
    NoWebSocket,
    TooManySockets,
    /// The database does not answer.
    Unavailable,
    /// The relay stops, or its audit log cannot be written.
    TakesNone,
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_s: Option<u32>,
}

impl Fault {
    fn describe(&self) -> (StatusCode, &'static str, String) {
        let (status, code, message) = match self {
            Fault::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is nothing here."),
            Fault::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "This address does not take that method.",
            ),
            Fault::NoAssets => (
                StatusCode::NOT_FOUND,
                "no-assets",
                "This relay was built without the parts for browsers. Build it with `cargo xtask demo` or set \
                 PILLION_ASSETS when compiling.",
            ),
            Fault::BadRequest => {
                (StatusCode::BAD_REQUEST, "bad-request", "The body must be JSON with the documented fields.")
            }
            Fault::MissingHeader => {
                (StatusCode::FORBIDDEN, "missing-header", "Send the header `x-pillion: 1` with this request.")
            }
            Fault::BadCredentials => {
                (StatusCode::UNAUTHORIZED, "bad-credentials", "The name or the password is not right.")
            }
            Fault::NotLoggedIn => (StatusCode::UNAUTHORIZED, "not-logged-in", "Log in first."),
            Fault::BadPass(error) => {
                let message = format!("The token is refused: {error}.");
                return (StatusCode::UNAUTHORIZED, "bad-token", message);
            }
            Fault::NoSso => (StatusCode::NOT_FOUND, "no-sso", "This relay has no single sign-on."),
            Fault::TooManyTries { .. } => {
                (StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "Too many tries. Wait, then try again.")
            }
            Fault::ForeignOrigin => (
                StatusCode::FORBIDDEN,
                "foreign-origin",
                "Pages of this origin may not connect. The operator allows origins with --allow-origin or [[site]].",
            ),
            Fault::BadVersion { offered } => {
                let message = format!("This relay speaks {}, not `{offered}`.", spoken());
                return (StatusCode::BAD_REQUEST, "bad-version", message);
            }
            Fault::NoWebSocket => {
                (StatusCode::UPGRADE_REQUIRED, "no-websocket", "This address is for WebSockets alone.")
            }
            Fault::TooManySockets => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-sockets",
                "Too many sockets of this address have not said who they are.",
            ),
            Fault::TakesNone => {
                (StatusCode::SERVICE_UNAVAILABLE, "takes-none", "The relay takes no new sessions now.")
            }
            Fault::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The relay's database does not answer.")
            }
        };
        (status, code, message.to_owned())
    }
}

fn spoken() -> String {
    let names = pillion_protocol::version::Version::ALL.iter().map(|version| version.subprotocol());
    names.collect::<Vec<_>>().join(", ")
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, error, message) = self.describe();
        let retry_s = match self {
            Fault::TooManyTries { retry_s } => Some(retry_s),
            _ => None,
        };
        let mut response = (status, Json(Body { error, message, retry_s })).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<crate::store::StoreError> for Fault {
    fn from(error: crate::store::StoreError) -> Fault {
        tracing::error!(%error, "a request failed");
        Fault::Unavailable
    }
}
