//! What a click on one of our buttons does: most become a `UiEvent`, some change only the panel itself.
//!
//! Knows no session: whether an event makes sense is the conductor's to judge.

use crate::prelude::*;
use alloc::rc::Rc;
use core::cell::RefCell;

use crate::page::timer::Timer;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlTextAreaElement, Url};

use super::place;
use super::receipt;
use super::stage::Stage;
use crate::view::{Panel, Surface, UiEvent};

/// How long "Copied" stands.
const COPIED_MS: u32 = 2_000;

type Shared = Rc<RefCell<Stage>>;

/// Does what the button named `name` is for.
pub(crate) fn act(stage: &Shared, name: &str) {
    let event = match name {
        "close" => UiEvent::Close,
        "retry" => UiEvent::Retry,
        "pause" => UiEvent::Pause,
        "resume" => UiEvent::Resume,
        "end" => UiEvent::End,
        "undo" => UiEvent::Undo,
        "chat" => UiEvent::OpenChat,
        "panel" => UiEvent::OpenPanel,
        "hide" => UiEvent::HideChat,
        "share" => UiEvent::Share,
        "notnow" => UiEvent::NotNow,
        "no" => UiEvent::Confirm(false),
        "allow" | "yes" | "decline" | "control" => match judged(stage, name) {
            Some(event) => event,
            None => return,
        },
        "say" => match said(stage) {
            Some(text) => UiEvent::Say(text),
            None => return,
        },
        _ => return within(stage, name),
    };
    // No borrow is held here: the conductor may answer with `show` at once.
    let on = stage.try_borrow().map(|stage| stage.on());
    if let Ok(on) = on {
        on(event);
    }
}

/// Esc: puts away what is open, never ends a session.
pub(crate) fn escape(stage: &Shared) {
    let Ok(view) = stage.try_borrow().map(|stage| stage.view().clone()) else { return };
    match view.panel {
        _ if view.surface == Surface::Chat => act(stage, "hide"),
        Panel::Ended { .. } | Panel::CannotStart { .. } => act(stage, "close"),
        _ => act(stage, "small"),
    }
}

/// The answers that depend on what is asked. "Allow" does nothing until the request has stood for a moment.
fn judged(stage: &Shared, name: &str) -> Option<UiEvent> {
    let stage = stage.try_borrow().ok()?;
    match (&stage.view().panel, name) {
        (Panel::Asking { agent, .. }, "allow") if stage.local.may_allow => Some(UiEvent::Allow(agent.slot)),
        (Panel::Asking { agent, .. }, "decline") => Some(UiEvent::Decline(agent.slot)),
        (Panel::Live(live), "yes") if live.confirm.is_some() && stage.local.may_allow => {
            Some(UiEvent::Confirm(true))
        }
        (Panel::Live(live), "control") => Some(UiEvent::Control(!live.control)),
        _ => None,
    }
}

/// Takes the written message out of its field.
fn said(stage: &Shared) -> Option<String> {
    let stage = stage.try_borrow().ok()?;
    let field =
        stage.layer().query_selector("textarea").ok().flatten()?.dyn_into::<HtmlTextAreaElement>().ok()?;
    let text = field.value().trim().to_owned();
    let _ = field.focus();
    if text.is_empty() {
        return None;
    }
    field.set_value("");
    Some(text)
}

/// What changes only the panel.
fn within(stage: &Shared, name: &str) {
    let mut opened = false;
    let Ok(mut now) = stage.try_borrow_mut() else { return };
    match name {
        "small" => now.local.is_small = true,
        "large" => {
            now.local.is_small = false;
            now.local.is_aside = false;
            opened = now.view().surface == Surface::Closed;
            place::hold(&mut now);
        }
        "list" => now.local.is_list_open = !now.local.is_list_open,
        "save" => save(&now),
        "copy" => copy(&mut now, stage),
        _ => return,
    }
    now.redraw();
    if name == "small" {
        now.give_focus_back();
    }
    let on = now.on();
    drop(now);
    if opened {
        on(UiEvent::OpenPanel);
    }
}

fn copy(now: &mut Stage, stage: &Shared) {
    let Panel::Waiting { id, .. } = &now.view().panel else { return };
    let stage = Rc::downgrade(stage);
    let set = move |is_copied: bool| {
        if let Some(stage) = stage.upgrade()
            && let Ok(mut stage) = stage.try_borrow_mut()
        {
            stage.local.is_copied = is_copied;
            stage.redraw();
            stage.copied = None;
        }
    };
    let later = set.clone();
    let back = Rc::downgrade(&now.timers);
    let done = Closure::<dyn FnMut(wasm_bindgen::JsValue)>::new(move |_| {
        set(true);
        let later = later.clone();
        if let Some(timers) = back.upgrade() {
            timers.borrow_mut().copied = Some(Timer::once(COPIED_MS, move || later(false)));
        }
    });
    // Not allowed to: then the number is still there to be read.
    let failed = Closure::<dyn FnMut(wasm_bindgen::JsValue)>::new(|_| {});
    let promise = now.window().navigator().clipboard().write_text(&id.replace(' ', ""));
    let _ = promise.then2(&done, &failed);
    now.copied = Some((done, failed));
}

/// Gives the receipt as a text file. A link to a blob needs no leave from the page's security policy.
fn save(now: &Stage) {
    let Panel::Ended { reason, receipt: Some(receipt) } = &now.view().panel else { return };
    let text = Array::of1(&receipt::as_text(now.words(), *reason, receipt).into());
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain");
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&text, &kind) else { return };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return };
    let link =
        now.document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download("co-browsing.txt");
        link.click();
    }
    // The download has begun with the click; the address is not needed after this task.
    let old = address.clone();
    crate::page::timer::later(1_000, move || {
        let _ = Url::revoke_object_url(&old);
    });
}
