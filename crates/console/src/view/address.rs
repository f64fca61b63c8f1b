//! The address field: shows where the customer is, and takes the customer elsewhere.

use leptos::ev;
use leptos::html::{form, input, span};
use leptos::prelude::*;
use pillion_protocol::command::Navigate;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::room::Room;
use crate::view::bar::can_navigate;
use crate::view::icon::{Icon, icon};

/// The field. While it is not being edited, a second layer draws the address with a quiet host and a strong
/// path; screen readers get the field's own value.
pub(crate) fn address(room: Room) -> AnyView {
    let url = Memo::new(move |_| room.page.with(|page| page.url.clone()));
    let typed = RwSignal::new(None::<String>);
    let off = Memo::new(move |_| !can_navigate(room));
    let is_safe = Memo::new(move |_| url.with(|url| url.starts_with("https://")));
    form()
        .attr("class", "address")
        .attr("novalidate", "")
        .attr("data-editing", move || typed.with(Option::is_some).then_some("true"))
        .attr("data-off", move || off.get().then_some("true"))
        .on(ev::submit, move |event| {
            event.prevent_default();
            let to = typed.get_untracked().unwrap_or_else(|| url.get_untracked());
            if !to.trim().is_empty() && !off.get_untracked() {
                room.navigate(Navigate::To(to.trim().to_owned()));
            }
            typed.set(None);
            if let Some(focused) = crate::browser::document().and_then(|document| document.active_element())
                && let Ok(field) = focused.dyn_into::<HtmlInputElement>()
            {
                let _ = field.blur();
            }
        })
        .child((
            move || icon(if is_safe.get() { Icon::Lock } else { Icon::Info }),
            span().class("address-show").attr("aria-hidden", "true").child(move || {
                let (scheme, host, path) = url.with(|url| parts(url));
                (
                    span().class("scheme").child(scheme),
                    span().class("host").child(host),
                    span().class("path").child(path),
                )
            }),
            input()
                .attr("type", "text")
                .attr("class", "address-field")
                .attr("aria-label", "Address")
                .attr("inputmode", "url")
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .attr("dir", "ltr")
                .attr("disabled", move || off.get().then_some(""))
                .prop("value", move || typed.get().unwrap_or_else(|| url.get()))
                .on(ev::focus, move |event| {
                    typed.set(Some(url.get_untracked()));
                    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
                    if let Some(field) = field {
                        field.select();
                    }
                })
                .on(ev::blur, move |_| typed.set(None))
                .on(ev::keydown, move |event| {
                    if event.key() == "Escape" {
                        typed.set(Some(url.get_untracked()));
                    }
                })
                .on(ev::input, move |event| typed.set(Some(event_target_value(&event)))),
        ))
        .into_any()
}

/// Scheme with its slashes, host, and the rest.
fn parts(url: &str) -> (String, String, String) {
    let Some((scheme, rest)) = url.split_once("://") else {
        return (String::new(), String::new(), url.to_owned());
    };
    let path = rest.find('/').unwrap_or(rest.len());
    (format!("{scheme}://"), rest[..path].to_owned(), rest[path..].to_owned())
}
