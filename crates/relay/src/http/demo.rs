//! The demo bank: an invented small bank whose pages carry the Pillion tag, served under `/demo/`.
//!
//! It stands for any site a customer could be on: pages, forms that post, a signed-in area with images that
//! need its cookie, and a page made with a framework. It knows nothing of sessions, agents or frames: to it,
//! the tag is one line of HTML. Nothing is stored outside this process's memory.

mod account;
mod application;
mod page;
mod tag;
mod template;
mod visit;
mod visitors;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use rust_embed::{EmbeddedFile, RustEmbed};

use application::{Flow, JOINT_SAVINGS, PERSONAL_LOAN};
use template::Vars;
use visit::Visit;
use visitors::Visitors;

/// What a form posts or a query says, in order; names may repeat.
type Fields = Vec<(String, String)>;

/// The largest form the bank takes, in bytes. Its longest real form is under 4 KiB.
const FORM_LIMIT: usize = 64 * 1024;

/// Style sheet, scripts and public images.
#[derive(RustEmbed)]
#[folder = "../../www/demo/assets/"]
struct Assets;

/// The planner's bundle, which the build makes and git does not hold. Without it the planner page says so.
#[derive(RustEmbed)]
#[folder = "../../www/demo/planner/dist/"]
#[allow_missing = true]
struct Bundle;

/// Pages that look the same for everybody: path below `/demo/` and page file.
const PUBLIC_PAGES: [(&str, &str); 10] = [
    ("savings", "savings.html"),
    ("cards", "cards.html"),
    ("loans", "loans.html"),
    ("help", "help.html"),
    ("branches", "branches.html"),
    ("business", "business.html"),
    ("private", "private.html"),
    ("frames/rates", "frames-rates.html"),
    ("planner", "planner.html"),
    ("planner/goals", "planner.html"),
];

/// All routes of the bank, with their full paths: merge it, do not nest it.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/demo", get(|| async { Redirect::permanent("/demo/") }))
        .route("/demo/", get(|visit: Visit| async move { visit.page("home.html", Vars::default()) }))
        .route("/demo/sign-in", get(sign_in_form).post(sign_in))
        .route("/demo/sign-out", post(sign_out))
        .route("/demo/account", get(account::show))
        .route("/demo/account/transfer", post(account::transfer))
        .route("/demo/account/{image}", get(account::image))
        .route("/demo/payments", get(account::payments).post(account::pay))
        .merge(flow_routes(&JOINT_SAVINGS))
        .merge(flow_routes(&PERSONAL_LOAN))
        .route("/demo/{*path}", get(page_or_asset))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .with_state(Visitors::default())
}

fn flow_routes(flow: &'static Flow) -> Router<Visitors> {
    let first = format!("{}/{}", flow.base, flow.steps[0].slug);
    Router::new().route(flow.base, get(|| async move { Redirect::to(&first) })).route(
        &format!("{}/{{step}}", flow.base),
        get(move |visit: Visit, Path(step): Path<String>| async move { flow.show(&visit, &step) }).post(
            move |visit: Visit, Path(step): Path<String>, Form(fields): Form<Fields>| async move {
                flow.save(visit, &step, &fields)
            },
        ),
    )
}

async fn page_or_asset(visit: Visit, Path(path): Path<String>, headers: HeaderMap) -> Response {
    if let Some((_, file)) = PUBLIC_PAGES.iter().find(|(known, _)| *known == path) {
        return visit.page(file, Vars::default());
    }
    match Assets::get(&path).or_else(|| Bundle::get(&path)) {
        Some(file) => asset(&path, &file, &headers, "no-cache"),
        None => visit.page_with_status(StatusCode::NOT_FOUND, "not-found.html", Vars::default()),
    }
}

/// Answers with an embedded file, or 304 when the browser has this very one. `cache` is the Cache-Control.
fn asset(path: &str, file: &EmbeddedFile, headers: &HeaderMap, cache: &'static str) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
    let common = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, media_type(path))], file.data.to_vec()).into_response()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

async fn sign_in_form(visit: Visit, Query(query): Query<Fields>) -> Response {
    let next = value(&query, "next");
    if visit.customer().is_some() {
        return visit.redirect(local(next));
    }
    visit.page("sign-in.html", Vars::default().text("next", local(next)))
}

async fn sign_in(visit: Visit, State(visitors): State<Visitors>, Form(fields): Form<Fields>) -> Response {
    let (user, next) = (value(&fields, "user").trim(), local(value(&fields, "next")));
    if account::knows(user, value(&fields, "password")) {
        return match visitors.sign_in(visit.token()) {
            Some(token) => visit.redirect_with_session(next, &token),
            None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        };
    }
    let vars = Vars::default().text("next", next).text("user", user).text("wrong", "yes");
    visit.page_with_status(StatusCode::UNPROCESSABLE_ENTITY, "sign-in.html", vars)
}

async fn sign_out(visit: Visit, State(visitors): State<Visitors>) -> Response {
    visitors.forget(visit.token());
    visit.redirect_without_session("/demo/")
}

/// The first value posted under `name`, or the empty string.
fn value<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// `next` if it stays inside the bank, else the account page: a sign-in link must not lead elsewhere.
fn local(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-".contains(&byte));
    if plain && next.starts_with("/demo/") { next } else { "/demo/account" }
}

#[cfg(test)]
mod tests;
