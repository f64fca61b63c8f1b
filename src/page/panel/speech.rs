//! What is said to people who cannot see the panel change: two live regions, one that waits and one that does not.
//!
//! Knows no document beyond these two, and nothing of focus.

use crate::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{Document, HtmlElement, Node};

use super::tree::{Drawn, el};
use crate::page::words::{Words, fill, first_name};
use crate::view::{Panel, Surface, View};

/// The two regions.
pub(crate) struct Speech {
    polite: Drawn,
    assertive: Drawn,
}

impl Speech {
    /// Adds both to the layer.
    ///
    /// # Errors
    /// The document makes no elements.
    pub(crate) fn new(document: &Document, layer: &HtmlElement) -> Result<Speech, JsValue> {
        let region = |how| {
            let region =
                Drawn::new(document, el("div", "sr").with("aria-live", how)).ok_or("no live region")?;
            layer.append_child(region.node())?;
            Ok::<_, JsValue>(region)
        };
        Ok(Speech { polite: region("polite")?, assertive: region("assertive")? })
    }

    /// The first of the regions: the panel comes before it.
    pub(crate) fn node(&self) -> &Node {
        self.polite.node()
    }

    /// Says what has changed. A request does not wait for its turn.
    pub(crate) fn say(&self, words: &Words, before: &View, now: &View) {
        if let Panel::Asking { agent, .. } = &now.panel
            && before.panel != now.panel
        {
            let said = fill(words.wants_to_join, &[&agent.name]);
            self.assertive.node().set_text_content(Some(&said));
        }
        if let Some(said) = state(words, before, now).or_else(|| message(words, before, now)) {
            self.polite.node().set_text_content(Some(&said));
        }
    }
}

fn state(words: &Words, before: &View, now: &View) -> Option<String> {
    if core::mem::discriminant(&before.panel) == core::mem::discriminant(&now.panel) {
        return None;
    }
    Some(match &now.panel {
        Panel::Live(live) => {
            let name = live.agents.first().map_or(words.your_agent, |agent| agent.name.as_str());
            fill(words.sees, &[name])
        }
        Panel::Paused { .. } => words.stopped.to_owned(),
        Panel::Reconnecting { .. } => words.reconnecting.to_owned(),
        Panel::Ended { reason, receipt } => {
            let name = receipt.as_ref().map_or(words.your_agent, |receipt| first_name(&receipt.agent));
            let mut said = String::from(words.ended);
            said.push_str(". ");
            said.push_str(&fill(words.reason(*reason), &[name]));
            said
        }
        Panel::CannotStart { .. } => words.cannot_start.to_owned(),
        _ => return None,
    })
}

/// A new message of the agent; in the open chat the log speaks for itself.
fn message(words: &Words, before: &View, now: &View) -> Option<String> {
    let count = |view: &View| view.chat.as_ref().map_or(0, |chat| chat.messages.len());
    let chat = now.chat.as_ref().filter(|_| now.surface != Surface::Chat && count(now) > count(before))?;
    let message = chat.messages.last().filter(|message| message.from_agent)?;
    let name = chat.agent.as_deref().map_or(words.your_agent, first_name);
    Some(fill(words.new_message, &[name, &message.text]))
}
