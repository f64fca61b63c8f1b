//! `/api/site`: whether the page that asks may use a site, so that a customer's panel can say why it cannot start. The
//! refusal of a socket tells a browser nothing. Anyone may ask: site keys are public, and nothing else is told.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use pillion_protocol::version::Version;

use super::fault::Fault;
use crate::app::App;
use crate::origin::Origin;
use crate::site::SiteRefusal;

/// Longer keys are nobody's.
const LONGEST_KEY: usize = 256;

#[derive(Deserialize)]
pub(super) struct Question {
    /// As `data-site-key` says it; empty is the default site.
    #[serde(default)]
    key: String,
}

#[derive(Serialize)]
struct Verdict {
    allowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    protocols: Vec<&'static str>,
}

pub(super) async fn ask(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Response, Fault> {
    let Ok(Query(Question { key })) = question else { return Err(Fault::BadRequest) };
    if key.len() > LONGEST_KEY {
        return Err(Fault::BadRequest);
    }
    let key = (!key.is_empty()).then_some(key.as_str());
    let refusal = match headers.get(header::ORIGIN) {
        // A browser leaves it out on requests of the relay's own pages alone.
        None => app.sites.own().and_then(|own| app.sites.allows(key, own).err()),
        Some(origin) => match origin.to_str().ok().and_then(Origin::parse) {
            Some(origin) => app.sites.allows(key, &origin).err(),
            // `null`, as of files and sandboxed frames.
            None => Some(SiteRefusal::ForeignOrigin),
        },
    };
    let (error, message) = match refusal {
        None => (None, None),
        Some(SiteRefusal::UnknownKey) => {
            let message = format!("This relay knows no site with the key `{}`.", key.unwrap_or_default());
            (Some("unknown-key"), Some(message))
        }
        Some(SiteRefusal::ForeignOrigin) => {
            let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
            let message =
                format!("Pages of {} may not use this site.", origin.unwrap_or("the relay's own origin"));
            (Some("foreign-origin"), Some(message))
        }
    };
    let protocols = Version::ALL.iter().map(|version| version.subprotocol()).collect();
    let verdict = Verdict { allowed: refusal.is_none(), error, message, protocols };
    let open = [
        (header::CACHE_CONTROL.as_str(), "no-store"),
        (header::VARY.as_str(), "origin"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN.as_str(), "*"),
        ("cross-origin-resource-policy", "cross-origin"),
    ];
    Ok((open, Json(verdict)).into_response())
}
