//! One request to the bank: which tag its page carries, who is signed in, and the answers made from that.
//! Knows cookies and headers; knows no page by name.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::header::{LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::tag::Tag;
use super::template::Vars;
use super::visitors::{Visitor, Visitors, fresh_token};
use super::{Fields, account, page};

/// The session cookie. Not `Secure`: the demo runs on loopback without TLS.
const SESSION: &str = "demo-session";

/// What the pages know of the browser that asks.
#[derive(Debug)]
pub(super) struct Visit {
    tag: Tag,
    /// `Set-Cookie` values to send along with the answer.
    cookies: Vec<String>,
    token: Option<String>,
    visitors: Visitors,
}

impl FromRequestParts<Visitors> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, visitors: &Visitors) -> Result<Self, Infallible> {
        // A query that does not parse sets nothing; the page is still worth showing.
        let query: Query<Fields> = Query::try_from_uri(&parts.uri).unwrap_or_default();
        let (tag, cookies) = Tag::choose(|name| cookie(&parts.headers, name), &query.0);
        let token = cookie(&parts.headers, SESSION);
        Ok(Self { tag, cookies, token, visitors: visitors.clone() })
    }
}

impl Visit {
    /// The session cookie that came along. It may be unknown or out of date.
    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Runs `action` on what is remembered of this browser, if anything is.
    pub(super) fn with<R>(&self, action: impl FnOnce(&mut Visitor) -> R) -> Option<R> {
        self.visitors.with(self.token(), action)
    }

    /// As [`Self::with`], and begins to remember this browser if nothing was; the answer then sets its cookie.
    pub(super) fn remember<R>(&mut self, action: impl FnOnce(&mut Visitor) -> R) -> Option<R> {
        let token = self.visitors.open(self.token())?;
        if self.token.as_ref() != Some(&token) {
            self.cookies.push(session_cookie(&token));
            self.token = Some(token);
        }
        self.with(action)
    }

    /// The name of the signed-in customer.
    pub(super) fn customer(&self) -> Option<&'static str> {
        self.with(|visitor| visitor.customer)?.then_some(account::CUSTOMER)
    }

    /// Answers with page file `file`.
    pub(super) fn page(&self, file: &str, vars: Vars) -> Response {
        self.page_with_status(StatusCode::OK, file, vars)
    }

    /// Answers with page file `file` under another status.
    pub(super) fn page_with_status(&self, status: StatusCode, file: &str, vars: Vars) -> Response {
        // A nonce must not be guessed, so without random numbers the page goes without its inline style.
        let nonce = fresh_token().unwrap_or_default();
        let customer = self.customer();
        let vars = vars
            .html("snippet", self.tag.html())
            .text("nonce", &nonce)
            .text("customer", customer.unwrap_or_default())
            .text("signed_in", if customer.is_some() { "yes" } else { "no" });
        let Some(html) = page::fill(file, vars) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CONTENT_SECURITY_POLICY, policy(&nonce)),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            // A signed-in page must not come back from a cache after signing out. Public pages may be kept
            // alive by the browser for back and forward, which the tag has to bear too.
            (
                CACHE_CONTROL,
                HeaderValue::from_static(if self.token.is_some() { "no-store" } else { "no-cache" }),
            ),
        ];
        self.with_cookies((status, headers, html).into_response())
    }

    /// Sends the browser on to `to` with GET, as after a form.
    pub(super) fn redirect(&self, to: &str) -> Response {
        let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/demo/"));
        self.with_cookies((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
    }

    /// Sends the browser on, signed in under `token`.
    pub(super) fn redirect_with_session(mut self, to: &str, token: &str) -> Response {
        self.cookies.push(session_cookie(token));
        self.redirect(to)
    }

    /// Sends the browser on without its session cookie.
    pub(super) fn redirect_without_session(mut self, to: &str) -> Response {
        self.cookies.push(format!("{SESSION}=; Path=/demo; HttpOnly; SameSite=Lax; Max-Age=0"));
        self.redirect(to)
    }

    fn with_cookies(&self, mut response: Response) -> Response {
        for cookie in &self.cookies {
            if let Ok(cookie) = HeaderValue::from_str(cookie) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
        }
        response
    }
}

/// The content security policy of a careful bank that has let Pillion in: its own scripts, WebAssembly, and
/// connections to its own host (`'self'` covers the WebSocket of the same host and port).
fn policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'self'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn session_cookie(token: &str) -> String {
    format!("{SESSION}={token}; Path=/demo; HttpOnly; SameSite=Lax")
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}
