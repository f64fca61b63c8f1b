//! The console's page and the mirror's document, each under its own policy (docs/security.md). Knows no sessions.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

use super::assets;
use crate::app::App;

/// Nothing runs, nothing loads, nothing leaves: whatever a customer's page puts into the mirror.
const MIRROR_POLICY: &str = "default-src 'none'; script-src 'none'; style-src 'unsafe-inline'; \
    img-src data: blob:; font-src data: blob:; media-src 'none'; object-src 'none'; frame-src 'none'; \
    connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin";

/// All that a page could ask a browser for, refused.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// `/console/` and `/console/session`.
pub(super) async fn console(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let socket = app.config.public_url.as_ref().map(|url| format!(" {}", url.socket())).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'{socket}; frame-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'"
    );
    let mut response = assets::page("console/index.html", &headers);
    let headers = response.headers_mut();
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    set(headers, "cross-origin-opener-policy", "same-origin");
    set(headers, "permissions-policy", PERMISSIONS);
    set(headers, "x-dns-prefetch-control", "off");
    set(headers, "x-frame-options", "DENY");
    response
}

/// `/mirror`
pub(super) async fn mirror(headers: HeaderMap) -> Response {
    let mut response = assets::page("mirror/index.html", &headers);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(MIRROR_POLICY));
    set(headers, "permissions-policy", PERMISSIONS);
    set(headers, "x-dns-prefetch-control", "off");
    response
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
}
