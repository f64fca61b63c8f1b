//! Which of the console's windows this is, and who is logged in.

use leptos::html::{button, div, main, p};
use leptos::prelude::*;
use leptos::{ev, task::spawn_local};

use crate::api::{self, ApiError, Me};
use crate::browser;
use crate::view::icon::mark;
use crate::view::login::login;
use crate::view::session::{Opened, session};
use crate::view::workspace::workspace;
use crate::words;

/// Who sits at the console.
#[derive(Clone, PartialEq)]
enum Who {
    Unknown,
    Unreachable,
    Nobody { company: String },
    Agent(Me),
}

/// The console, mounted to the page's body for as long as the page lives.
pub(crate) fn mount() {
    leptos::mount::mount_to_body(app);
}

fn app() -> AnyView {
    let who = RwSignal::new(Who::Unknown);
    let is_session = browser::path().trim_end_matches('/').ends_with("/session");
    let trouble = StoredValue::new(browser::take_parameter("sso").map(|word| words::sso_trouble(&word)));
    let back = StoredValue::new(browser::address());
    // Read before anything else happens, so that the address is clean from the first moment.
    let opened = StoredValue::new(is_session.then(opened));
    let ask = move || {
        spawn_local(async move {
            who.set(match api::me().await {
                Ok(me) => Who::Agent(me),
                Err(ApiError::LoggedOut { company, .. }) => Who::Nobody { company },
                Err(_) => Who::Unreachable,
            });
        });
    };
    ask();
    let leave = UnsyncCallback::new(move |()| {
        spawn_local(async move {
            let company = who.with_untracked(|who| match who {
                Who::Agent(me) => me.company.clone(),
                _ => String::new(),
            });
            api::logout().await;
            who.set(Who::Nobody { company });
        });
    });
    (move || match who.get() {
        Who::Unknown => ().into_any(),
        Who::Unreachable => main()
            .class("card-page")
            .child(
                div().class("card").child((
                    div().class("brandline").child((mark(), words::PRODUCT)),
                    p().class("lead").attr("role", "alert").child(words::UNREACHABLE),
                    button()
                        .attr("type", "button")
                        .attr("class", "button primary wide")
                        .on(ev::click, move |_| ask())
                        .child("Try again"),
                )),
            )
            .into_any(),
        Who::Nobody { company } => {
            login(company, trouble.get_value(), back.get_value(), UnsyncCallback::new(move |()| ask()))
        }
        Who::Agent(me) if is_session => {
            let opened = opened.try_update_value(Option::take).flatten().unwrap_or(Opened::Empty);
            session(opened, me.company)
        }
        Who::Agent(me) => workspace(me, leave),
    })
    .into_any()
}

/// How the co-browsing window was opened. An invite or an ID is a wish of just now, since it is taken out of the
/// address at once; without one, the token that a reload left goes on.
fn opened() -> Opened {
    if let Some(token) = browser::take_parameter("invite") {
        return Opened::Invite(token);
    }
    if let Some(digits) = browser::take_parameter("id") {
        return Opened::Id(digits);
    }
    browser::kept_token().map_or(Opened::Empty, Opened::Again)
}
