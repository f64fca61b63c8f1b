//! Elements as values, and the few steps that make the document's elements equal to them. An element that stays the
//! same keeps its node, so focus, a half-done click and a half-written message survive every redraw.
//!
//! Knows nothing of what is shown.

use crate::prelude::*;
use alloc::collections::VecDeque;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node};

/// An element or a text, to be drawn. A thin pointer, so that the hundreds of builder calls of the screens pass one
/// number each: the module is a quarter smaller for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct El(Box<Content>);

/// With an empty tag it is a text.
#[derive(Debug, Clone, PartialEq, Default)]
struct Content {
    tag: &'static str,
    /// Part of the identity: two elements with different classes are different elements.
    class: &'static str,
    text: String,
    attributes: Vec<(&'static str, String)>,
    children: Vec<El>,
}

/// An element without content. This and the builders below are not inlined, for the same reason.
#[inline(never)]
pub(crate) fn el(tag: &'static str, class: &'static str) -> El {
    El(Box::new(Content { tag, class, ..Content::default() }))
}

/// A piece of text.
#[inline(never)]
pub(crate) fn text(text: &str) -> El {
    El(Box::new(Content { text: text.to_owned(), ..Content::default() }))
}

/// A button that does `act` (see `act.rs`).
#[inline(never)]
pub(crate) fn button(class: &'static str, act: &'static str) -> El {
    el("button", class).with("type", "button").with("data-do", act)
}

impl El {
    /// Sets an attribute. Names that start with `--` are custom properties of the element's style: a `style` attribute
    /// would need leave from the page's security policy.
    #[inline(never)]
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> El {
        self.0.attributes.push((name, value.to_owned()));
        self
    }

    /// Adds a child.
    #[inline(never)]
    pub(crate) fn child(mut self, child: El) -> El {
        self.0.children.push(child);
        self
    }

    /// Adds a child if there is one.
    #[inline(never)]
    pub(crate) fn maybe(self, child: Option<El>) -> El {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Adds text.
    #[inline(never)]
    pub(crate) fn says(self, words: &str) -> El {
        self.child(text(words))
    }

    fn is_like(&self, other: &El) -> bool {
        self.0.tag == other.0.tag && self.0.class == other.0.class
    }
}

/// An element that stands in the document.
pub(crate) struct Drawn {
    node: Node,
    el: El,
    children: Vec<Drawn>,
}

impl Drawn {
    /// Makes the node and all below it.
    pub(crate) fn new(document: &Document, mut el: El) -> Option<Drawn> {
        if el.0.tag.is_empty() {
            let node = document.create_text_node(&el.0.text).into();
            return Some(Drawn { node, el, children: Vec::new() });
        }
        let is_drawing = matches!(el.0.tag, "svg" | "path");
        let namespace =
            if is_drawing { "http://www.w3.org/2000/svg" } else { "http://www.w3.org/1999/xhtml" };
        let element = document.create_element_ns(Some(namespace), el.0.tag).ok()?;
        if !el.0.class.is_empty() {
            set(&element, "class", el.0.class);
        }
        for (name, value) in &el.0.attributes {
            set(&element, name, value);
        }
        let children: Vec<Drawn> = core::mem::take(&mut el.0.children)
            .into_iter()
            .filter_map(|child| Drawn::new(document, child))
            .collect();
        for child in &children {
            let _ = element.append_child(&child.node);
        }
        Some(Drawn { node: element.into(), el, children })
    }

    /// The node, to put it somewhere.
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    /// Whether `el` can be reached by `update`.
    pub(crate) fn is_like(&self, el: &El) -> bool {
        self.el.is_like(el)
    }

    /// Makes the node equal to `new`, which is like it.
    pub(crate) fn update(&mut self, document: &Document, mut new: El) {
        if new.0.tag.is_empty() {
            if new.0.text != self.el.0.text {
                self.node.set_node_value(Some(&new.0.text));
            }
        } else {
            self.update_attributes(&new);
            self.update_children(document, core::mem::take(&mut new.0.children));
        }
        self.el = new;
    }

    fn update_attributes(&self, new: &El) {
        let Some(element) = self.node.dyn_ref::<Element>() else { return };
        for (name, value) in &new.0.attributes {
            if !self.el.0.attributes.iter().any(|old| old.0 == *name && old.1 == *value) {
                set(element, name, value);
            }
        }
        for (name, _) in &self.el.0.attributes {
            if !new.0.attributes.iter().any(|kept| kept.0 == *name) {
                let _ = element.remove_attribute(name);
            }
        }
    }

    /// Children never change their order, they only come and go; so one pass finds those that stay.
    fn update_children(&mut self, document: &Document, wanted: Vec<El>) {
        let mut old: VecDeque<Drawn> = core::mem::take(&mut self.children).into();
        for el in wanted {
            let place = old.iter().position(|drawn| drawn.is_like(&el));
            for gone in old.drain(..place.unwrap_or(0)) {
                remove(&gone.node);
            }
            let stays = place.and_then(|_| old.pop_front());
            let drawn = match stays {
                Some(mut drawn) => {
                    drawn.update(document, el);
                    drawn
                }
                None => {
                    let Some(drawn) = Drawn::new(document, el) else { continue };
                    let _ = self.node.insert_before(&drawn.node, old.front().map(|next| &next.node));
                    drawn
                }
            };
            self.children.push(drawn);
        }
        for gone in old {
            remove(&gone.node);
        }
    }
}

fn set(element: &Element, name: &str, value: &str) {
    if name.starts_with("--") {
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            let _ = element.style().set_property(name, value);
        }
    } else {
        let _ = element.set_attribute(name, value);
    }
}

/// Takes a node out of wherever it is.
pub(crate) fn remove(node: &Node) {
    if let Some(parent) = node.parent_node() {
        let _ = parent.remove_child(node);
    }
}
