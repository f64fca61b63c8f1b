//! The signed-in part of the bank: the account page, its images, moving money and paying.
//! Knows one invented customer and no real money.

use axum::extract::{Form, Path};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::page::{cents, dollars};
use super::template::{Vars, escape};
use super::visit::Visit;
use super::{Fields, asset, value};

/// The one customer of the bank.
pub(super) const CUSTOMER: &str = "Jordan Parker";

// Printed on the sign-in page: they protect nothing.
const USER: &str = "jordan";
const PASSWORD: &str = "correct-horse";

/// Balances before any transfer, in cents.
const EVERYDAY: u64 = 428_612;
const SAVINGS: u64 = 1_245_000;

/// The longest note that is kept, in characters.
const NOTE_LENGTH: usize = 80;

/// Images that only the signed-in customer gets.
#[derive(RustEmbed)]
#[folder = "../../www/demo/account/"]
struct Images;

/// Whether these are the demo customer's user ID (in any case) and password.
pub(super) fn knows(user: &str, password: &str) -> bool {
    user.eq_ignore_ascii_case(USER) && password == PASSWORD
}

/// The account page, or the way to sign in.
pub(super) async fn show(visit: Visit) -> Response {
    if visit.customer().is_none() {
        return visit.redirect("/demo/sign-in?next=/demo/account");
    }
    let (transfers, notice) =
        visit.with(|visitor| (visitor.transfers.clone(), visitor.notice.take())).unwrap_or_default();
    let moved: u64 = transfers.iter().map(|(cents, _)| cents).sum();
    let rows: String = transfers.iter().rev().map(|(cents, note)| transfer_row(*cents, note)).collect();
    let vars = Vars::default()
        .text("notice", notice.unwrap_or_default())
        .text("everyday", dollars(EVERYDAY.saturating_sub(moved)))
        .text("savings", dollars(SAVINGS + moved))
        .html("transfers", rows);
    visit.page("account.html", vars)
}

fn transfer_row(cents: u64, note: &str) -> String {
    let note = if note.is_empty() { "Transfer to savings" } else { note };
    format!(
        "<tr><td data-value=\"20261201\">Today</td><td>{}</td><td>Transfer</td>\
         <td class=\"amount\" data-value=\"-{cents}\">−{}</td></tr>",
        escape(note),
        dollars(cents)
    )
}

/// Moves money from everyday to savings.
pub(super) async fn transfer(visit: Visit, Form(fields): Form<Fields>) -> Response {
    if visit.customer().is_none() {
        return visit.redirect("/demo/sign-in?next=/demo/account");
    }
    let amount = cents(value(&fields, "amount")).filter(|cents| *cents > 0);
    let note: String = value(&fields, "note").chars().take(NOTE_LENGTH).collect();
    visit.with(|visitor| {
        let moved: u64 = visitor.transfers.iter().map(|(cents, _)| cents).sum();
        visitor.notice = Some(match amount {
            Some(cents) if moved + cents <= EVERYDAY => {
                visitor.move_money(cents, note);
                format!("{} moved to Everyday Joint Savings.", dollars(cents))
            }
            Some(_) => "That is more than your Everyday Checking holds. Nothing was moved.".to_owned(),
            None => "That is not an amount. Nothing was moved.".to_owned(),
        });
    });
    visit.redirect("/demo/account")
}

/// An image of the account page. Without the cookie there is none, as at a real bank.
pub(super) async fn image(visit: Visit, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Images::get(&name) else {
        return visit.page_with_status(StatusCode::NOT_FOUND, "not-found.html", Vars::default());
    };
    if visit.customer().is_none() {
        return (StatusCode::FORBIDDEN, "Sign in to see this image.").into_response();
    }
    asset(&name, &file, &headers, "private, no-store")
}

/// The payments page, or the way to sign in.
pub(super) async fn payments(visit: Visit) -> Response {
    if visit.customer().is_none() {
        return visit.redirect("/demo/sign-in?next=/demo/payments");
    }
    let notice = visit.with(|visitor| visitor.notice.take()).flatten();
    visit.page("payments.html", Vars::default().text("notice", notice.unwrap_or_default()))
}

/// Takes a payment order. Nothing is paid; the page says that it is planned.
pub(super) async fn pay(visit: Visit, Form(fields): Form<Fields>) -> Response {
    if visit.customer().is_none() {
        return visit.redirect("/demo/sign-in?next=/demo/payments");
    }
    let payee: String = value(&fields, "payee").trim().chars().take(NOTE_LENGTH).collect();
    let notice = match cents(value(&fields, "amount")).filter(|cents| *cents > 0) {
        Some(cents) if !payee.is_empty() => format!("{} to {payee} is planned.", dollars(cents)),
        _ => "Please choose a payee and an amount. Nothing was planned.".to_owned(),
    };
    visit.with(|visitor| visitor.notice = Some(notice));
    visit.redirect("/demo/payments")
}
