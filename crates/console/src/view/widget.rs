//! Small parts that several views share: avatars, rows of numbers, strips.

use leptos::html::{div, span};
use leptos::prelude::*;

use crate::state::talk;
use crate::view::icon::{Icon, icon};

/// A round picture of a person: initials on a colour that their name decides.
pub(crate) fn avatar(name: &str) -> AnyView {
    // Six colours that carry white text, as for agents (screens.md); which one is chance, but always the same.
    let colour = name.bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte)) % 6;
    let letters = match talk::initials(name) {
        letters if letters.is_empty() => "?".to_owned(),
        letters => letters,
    };
    span()
        .attr("class", format!("avatar avatar-{colour}"))
        .attr("aria-hidden", "true")
        .child(letters)
        .into_any()
}

/// A label and its value, on one line.
pub(crate) fn row(label: &'static str, value: impl IntoView + 'static) -> AnyView {
    div()
        .class("fact")
        .child((leptos::html::dt().child(label), leptos::html::dd().child(value.into_any())))
        .into_any()
}

/// A strip of words with an icon, across the window.
pub(crate) fn strip(class: &'static str, which: Icon, words: impl IntoView + 'static) -> AnyView {
    div()
        .attr("class", format!("strip {class}"))
        .child((icon(which), span().child(words.into_any())))
        .into_any()
}
