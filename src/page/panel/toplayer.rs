//! Keeps our host above the page: in the top layer, and inside a modal dialog of the page while there is one, since
//! everything outside of such a dialog is inert.
//!
//! Knows nothing of what the host holds.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, HtmlElement, MutationObserver, MutationObserverInit, MutationRecord};

use super::tree::remove;

/// The host in the top layer; dropping it brings the host back to where it was.
pub(crate) struct TopLayer {
    document: Document,
    host: HtmlElement,
    watch: Option<Watch>,
}

struct Watch {
    observer: MutationObserver,
    _seen: Closure<dyn FnMut(Array)>,
}

impl TopLayer {
    /// Raises the host, where the browser can.
    pub(crate) fn new(document: &Document, host: &Element) -> TopLayer {
        let host: HtmlElement = host.clone().unchecked_into();
        raise(&host);
        TopLayer { document: document.clone(), host, watch: None }
    }

    /// Follows the page's modal dialogs, or stops it. Only a session needs this, so only then is the page observed.
    pub(crate) fn watch(&mut self, is_on: bool) {
        if is_on == self.watch.is_some() {
            return;
        }
        self.watch = None;
        if !is_on {
            home(&self.document, &self.host);
            return;
        }
        settle(&self.document, &self.host, None);
        let (document, host) = (self.document.clone(), self.host.clone());
        let seen = Closure::<dyn FnMut(Array)>::new(move |records: Array| {
            let newest = records.iter().last().and_then(|record| record.dyn_into::<MutationRecord>().ok());
            let newest = newest
                .and_then(|record| record.target())
                .and_then(|target| target.dyn_into::<Element>().ok());
            settle(&document, &host, newest);
        });
        let Ok(observer) = MutationObserver::new(seen.as_ref().unchecked_ref()) else { return };
        let options = MutationObserverInit::new();
        options.set_subtree(true);
        options.set_attribute_filter(&Array::of1(&"open".into()));
        if observer.observe_with_options(&self.document, &options).is_ok() {
            self.watch = Some(Watch { observer, _seen: seen });
        }
    }
}

impl TopLayer {
    /// Brings the host back when the dialog it was in has left the page together with it.
    pub(crate) fn check(&self) {
        if !self.host.is_connected() {
            settle(&self.document, &self.host, None);
        }
    }
}

/// Puts the host into the modal dialog on top: the one that opened last, else the last of the page; else home.
fn settle(document: &Document, host: &HtmlElement, newest: Option<Element>) {
    // Older browsers do not know `:modal`; there each open dialog counts.
    let is_modal = |dialog: &Element| {
        dialog.matches("dialog:modal").unwrap_or_else(|_| dialog.matches("dialog[open]").unwrap_or(false))
    };
    let top = newest.filter(&is_modal).or_else(|| {
        let open = document.query_selector_all("dialog[open]").ok()?;
        let dialogs = (0..open.length()).rev().filter_map(|i| open.item(i)?.dyn_into::<Element>().ok());
        dialogs.into_iter().find(&is_modal)
    });
    match top {
        Some(dialog) if host.parent_element().as_ref() != Some(&dialog) => {
            let _ = dialog.append_child(host);
            raise(host);
        }
        Some(_) => {}
        None => home(document, host),
    }
}

fn home(document: &Document, host: &HtmlElement) {
    let Some(root) = document.document_element() else { return };
    if host.parent_element().as_ref() == Some(&root) {
        return;
    }
    remove(host);
    let was_raised = host.has_attribute("popover");
    let _ = root.append_child(host);
    if was_raised {
        raise(host);
    }
}

/// A popover of ours has no light dismissal and no looks of its own: it is only a way into the top layer.
fn raise(host: &HtmlElement) {
    // Without popovers the highest z-index has to do.
    if host.set_popover(Some("manual")).is_ok() {
        let _ = host.show_popover();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Drop for TopLayer {
    fn drop(&mut self) {
        self.watch = None;
        let _ = self.host.hide_popover();
        let _ = self.host.remove_attribute("popover");
        home(&self.document, &self.host);
    }
}
