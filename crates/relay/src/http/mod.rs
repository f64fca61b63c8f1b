//! Every route, and the headers that all answers carry. What is behind a route is in the file of its name.

mod admin;
mod api;
mod assets;
mod cookie;
mod demo;
mod fault;
mod pages;
mod pass;
mod site;
mod socket;
mod sso;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};

use crate::app::App;
use fault::Fault;

pub(crate) use admin::router as admin;

/// The largest body of `/api/`.
const BODY_LIMIT: usize = 16 * 1024;

/// Everything that browsers see.
pub(crate) fn router(app: Arc<App>) -> Router {
    let mut router = Router::new()
        .route("/", get(|| async { Redirect::temporary("/console/") }))
        .route("/console", get(|| async { Redirect::permanent("/console/") }))
        .route("/console/", get(pages::console))
        .route("/console/session", get(pages::console))
        .route("/console/{*path}", get(assets::console))
        .route("/mirror", get(pages::mirror))
        .route("/snippet.js", get(assets::snippet))
        .route("/pkg/{*path}", get(assets::package))
        .route("/api/login", post(api::log_in))
        .route("/api/login/token", post(pass::log_in))
        .route("/auth/oidc/login", get(sso::log_in))
        .route("/auth/oidc/callback", get(sso::callback))
        .route("/api/logout", post(api::log_out))
        .route("/api/me", get(api::me))
        .route("/api/ticket", post(api::ticket))
        .route("/api/site", get(site::ask))
        .route("/ws/customer", get(socket::customer))
        .route("/ws/agent", get(socket::agent))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    if app.config.demo {
        router = router.merge(demo::router());
    }
    router
        .fallback(|| async { Fault::NotFound })
        .method_not_allowed_fallback(|| async { Fault::MethodNotAllowed })
        .layer(middleware::from_fn_with_state(app.clone(), harden))
        .with_state(app)
}

/// Headers of every answer that its route did not set otherwise.
async fn harden(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_demo = request.uri().path().starts_with("/demo");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // The demo bank's pages are customers' pages: what stands there is their own.
    if !is_demo {
        default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    }
    if app.config.public_url.as_ref().is_some_and(crate::origin::Origin::is_secure) {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains; preload");
    }
    response
}
