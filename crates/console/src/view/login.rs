//! The log-in form, and the drawing beside it.

use leptos::ev;
use leptos::html::{a, button, div, form, h1, input, label, main, p, span};
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::browser;
use crate::view::icon::{Icon, icon, mark};
use crate::words;

/// The form. `company` may be empty; `reason` says why it is shown, if that needs saying; `back` is the console's address
/// to come back to from single sign-on; `done` is called after a log-in.
pub(crate) fn login(
    company: String,
    reason: Option<&'static str>,
    back: String,
    done: UnsyncCallback<()>,
) -> AnyView {
    let has_sso = RwSignal::new(false);
    leptos::task::spawn_local(async move {
        if let Err(ApiError::LoggedOut { sso, .. }) = api::me().await {
            has_sso.set(sso);
        }
    });
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let is_shown = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let problem = RwSignal::new(reason.map(str::to_owned));

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = api::login(name.get_untracked().trim(), &password.get_untracked()).await;
            is_busy.set(false);
            let words = match answer {
                Ok(()) => {
                    password.set(String::new());
                    done.run(());
                    return;
                }
                Err(ApiError::TooManyTries { retry_s }) => words::too_many_tries(retry_s),
                Err(ApiError::Unreachable) => words::UNREACHABLE.to_owned(),
                Err(_) => words::BAD_CREDENTIALS.to_owned(),
            };
            problem.set(Some(words));
            browser::focus("login-password");
        });
    };
    request_animation_frame(|| browser::focus("login-name"));

    let field = |id: &'static str, name: &'static str, value: RwSignal<String>| {
        input()
            .attr("id", id)
            .attr("class", "field")
            .attr("autocomplete", name)
            .attr("required", "")
            .attr("aria-invalid", move || problem.get().map(|_| "true"))
            .attr("aria-describedby", "login-problem")
            .prop("value", value)
            .on(ev::input, move |event| value.set(event_target_value(&event)))
    };
    let words = form().class("login-form").attr("novalidate", "").on(ev::submit, submit).child((
        h1().child(words::LOG_IN),
        p().class("lead").child(words::workspace_of(&company)),
        label().attr("for", "login-name").child("Name"),
        field("login-name", "username", name).attr("type", "text"),
        label().attr("for", "login-password").child("Password"),
        div().class("password").child((
            field("login-password", "current-password", password)
                .attr("type", move || if is_shown.get() { "text" } else { "password" }),
            button()
                .attr("type", "button")
                .attr("class", "ghost")
                .attr("aria-label", "Show password")
                .attr("aria-pressed", move || is_shown.get().to_string())
                .on(ev::click, move |_| is_shown.update(|shown| *shown = !*shown))
                .child(move || icon(if is_shown.get() { Icon::EyeOff } else { Icon::Eye })),
        )),
        p().attr("id", "login-problem")
            .class("problem")
            .attr("role", "alert")
            .child(move || problem.get().map(|words| (icon(Icon::Warn), span().child(words)))),
        button()
            .attr("type", "submit")
            .attr("class", "button primary wide")
            .attr("aria-busy", move || is_busy.get().then_some("true"))
            .child(words::LOG_IN),
        move || {
            has_sso.get().then(|| {
                (
                    p().class("or").child(words::OR),
                    a().attr("class", "button wide")
                        .attr("href", api::sso_address(&back))
                        .child((icon(Icon::Key), words::SINGLE_SIGN_ON)),
                )
            })
        },
    ));
    main()
        .class("login")
        .child((
            div().class("login-side").child((
                div().class("brandline").child((mark(), span().child(words::PRODUCT))),
                words,
                p().class("hint").child(words::LOG_IN_TROUBLE),
            )),
            drawing(),
        ))
        .into_any()
}

/// What the product does, in one picture: decoration.
fn drawing() -> AnyView {
    let bone = |class: &'static str| div().attr("class", format!("bone {class}"));
    let cursor = |class: &'static str, name: &'static str| {
        div().attr("class", format!("drawn-cursor {class}")).child((icon(Icon::Pointer), span().child(name)))
    };
    div()
        .class("login-art")
        .attr("aria-hidden", "true")
        .child((
            div().class("art-window").child((
                div().class("art-bar").child((span(), span(), span(), div().class("art-address"))),
                div().class("art-page").child((
                    bone("title"),
                    bone("text"),
                    div().class("art-grid").child((
                        div().child((bone("label"), div().class("art-field"))),
                        div().child((
                            bone("label"),
                            div()
                                .class("art-field private")
                                .child(span().class("pill").child((icon(Icon::Lock), "Private"))),
                        )),
                        div().child((
                            bone("label"),
                            div().class("art-field marked").child(cursor("agent", "You")),
                        )),
                        div().child((bone("label"), div().class("art-field"))),
                    )),
                    div().class("art-button"),
                    cursor("customer", "Customer"),
                )),
            )),
            p().child(words::MOTTO),
        ))
        .into_any()
}
