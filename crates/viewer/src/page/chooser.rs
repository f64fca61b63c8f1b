//! Lists and editors that a browser would open on the customer's side alone: the options of a select, and dates,
//! times and colours. The agent chooses here; the choice is sent.
//!
//! Knows nothing of what is allowed.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use pillion_protocol::command::{Command, Fill, Filling};
use pillion_protocol::ids::NodeId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent, Node};

use super::keyboard::Keyboard;
use super::listen::Listener;
use super::render::{Area, Choice};
use super::stage::Stage;
use crate::mirror::words;

/// An open list or editor. Dropping it closes it.
pub(super) struct Chooser {
    root: HtmlElement,
    /// Gets the focus.
    first: HtmlElement,
    _listeners: Vec<Listener>,
}

/// What a list's listeners share.
struct List {
    stage: Weak<Stage>,
    keyboard: Rc<Keyboard>,
    node: u32,
    multiple: bool,
    root: HtmlElement,
    options: Vec<Element>,
    disabled: Vec<bool>,
    chosen: RefCell<Vec<bool>>,
    at: Cell<usize>,
}

impl Chooser {
    /// The options of a select.
    pub(super) fn list(
        stage: &Rc<Stage>,
        keyboard: &Rc<Keyboard>,
        node: u32,
    ) -> Result<Option<Chooser>, JsValue> {
        let Some((slot, area)) = place(stage, node) else { return Ok(None) };
        let Some(choices) = stage.renderer.options(slot).filter(|choices| !choices.is_empty()) else {
            return Ok(None);
        };
        let root = open(stage, "pv-list", area)?;
        root.set_attribute("role", "listbox")?;
        root.set_attribute("aria-label", "Options")?;
        root.set_tab_index(0);
        let multiple = stage.renderer.is_multiple(slot);
        root.set_attribute("aria-multiselectable", if multiple { "true" } else { "false" })?;
        let options = rows(stage, &root, &choices)?;
        let list = Rc::new(List {
            stage: Rc::downgrade(stage),
            keyboard: keyboard.clone(),
            node,
            multiple,
            root: root.clone(),
            options,
            disabled: choices.iter().map(|choice| choice.disabled).collect(),
            chosen: RefCell::new(choices.iter().map(|choice| choice.chosen).collect()),
            at: Cell::new(choices.iter().position(|choice| choice.chosen).unwrap_or(0)),
        });
        list.show();
        let listeners = vec![
            {
                let list = list.clone();
                Listener::new(&root, "keydown", move |event: KeyboardEvent| list.key(&event))?
            },
            {
                let list = list.clone();
                Listener::new(&root, "click", move |event: MouseEvent| list.click(&event))?
            },
        ];
        Ok(Some(Chooser { first: root.clone(), root, _listeners: listeners }))
    }

    /// An editor for an input that a browser has a chooser for.
    pub(super) fn editor(
        stage: &Rc<Stage>,
        keyboard: &Rc<Keyboard>,
        node: u32,
    ) -> Result<Option<Chooser>, JsValue> {
        let Some((slot, area)) = place(stage, node) else { return Ok(None) };
        let Some(field) = stage.renderer.field(slot) else { return Ok(None) };
        let root = open(stage, "pv-editor", area)?;
        root.set_attribute("role", "dialog")?;
        root.set_attribute("aria-label", "Choose a value")?;
        let input: HtmlInputElement = stage.document.create_element("input")?.unchecked_into();
        input.set_type(&field.kind);
        input.set_min(&field.min);
        input.set_max(&field.max);
        input.set_step(&field.step);
        input.set_value(&field.value);
        input.set_attribute("aria-label", "Value")?;
        let set: HtmlElement = stage.document.create_element("button")?.unchecked_into();
        set.set_attribute("type", "button")?;
        set.set_text_content(Some("Set"));
        root.append_child(&input)?;
        root.append_child(&set)?;
        let stage = Rc::downgrade(stage);
        let send = {
            let (input, root, keyboard) = (input.clone(), root.clone(), keyboard.clone());
            Rc::new(move || {
                if let Some(stage) = stage.upgrade() {
                    fill(&stage, node, Filling::Value(input.value()));
                }
                root.remove();
                keyboard.focus();
            })
        };
        let listeners = vec![
            {
                let send = send.clone();
                Listener::new(&set, "click", move |_: Event| send())?
            },
            {
                let (closed, keyboard) = (root.clone(), keyboard.clone());
                Listener::new(&root, "keydown", move |event: KeyboardEvent| match &*event.key() {
                    "Escape" => {
                        closed.remove();
                        keyboard.focus();
                    }
                    "Enter" => {
                        event.prevent_default();
                        send();
                    }
                    _ => {}
                })?
            },
        ];
        Ok(Some(Chooser { root, first: input.unchecked_into(), _listeners: listeners }))
    }

    /// The keyboard is for the list or editor.
    pub(super) fn focus(&self) {
        let _ = self.first.focus();
    }

    /// Whether an event's target is in it.
    pub(super) fn contains(&self, node: Option<&Node>) -> bool {
        self.root.contains(node)
    }
}

impl Drop for Chooser {
    fn drop(&mut self) {
        self.root.remove();
    }
}

impl List {
    /// Marks the current option and the chosen ones, and brings the current one into view.
    fn show(&self) {
        let chosen = self.chosen.borrow();
        for (index, option) in self.options.iter().enumerate() {
            let current = index == self.at.get();
            let _ = option.class_list().toggle_with_force("pv-at", current);
            let _ = option.set_attribute("aria-selected", if chosen[index] { "true" } else { "false" });
            if current {
                let _ = self.root.set_attribute("aria-activedescendant", &option.id());
                option.scroll_into_view_with_bool(false);
            }
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        let key = event.key();
        let last = self.options.len().saturating_sub(1);
        let at = self.at.get();
        let to = match &*key {
            "ArrowDown" => self.next_from(at + 1),
            "ArrowUp" => (0..at).rev().find(|index| !self.disabled[*index]),
            "Home" => self.next_from(0),
            "End" => (0..=last).rev().find(|index| !self.disabled[*index]),
            "Escape" | "Tab" => {
                self.close();
                None
            }
            "Enter" => {
                self.choose(at, true);
                None
            }
            " " => {
                self.choose(at, !self.multiple);
                None
            }
            letters if letters.chars().count() == 1 => self.starting_with(letters, at),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(to) = to {
            self.at.set(to);
        }
        self.show();
    }

    fn next_from(&self, from: usize) -> Option<usize> {
        (from..self.options.len()).find(|index| !self.disabled[*index])
    }

    fn starting_with(&self, letter: &str, after: usize) -> Option<usize> {
        let letter = letter.to_lowercase();
        let count = self.options.len();
        (1..=count).map(|step| (after + step) % count).find(|index| {
            let label = self.options[*index].text_content().unwrap_or_default();
            !self.disabled[*index] && label.trim().to_lowercase().starts_with(&letter)
        })
    }

    fn click(&self, event: &MouseEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Node>().ok()) else { return };
        if let Some(index) = self.options.iter().position(|option| option.contains(Some(&target))) {
            self.at.set(index);
            self.choose(index, !self.multiple);
            self.show();
        }
    }

    /// Chooses an option; of many only when `done`, so that several can be chosen first.
    fn choose(&self, index: usize, done: bool) {
        if self.disabled.get(index).copied().unwrap_or(true) {
            return;
        }
        let mut chosen = self.chosen.borrow_mut();
        if !self.multiple {
            chosen.fill(false);
            chosen[index] = true;
        } else if !done {
            chosen[index] = !chosen[index];
        }
        let options: Vec<u16> =
            chosen.iter().zip(0..=u16::MAX).filter(|(chosen, _)| **chosen).map(|(_, index)| index).collect();
        drop(chosen);
        if let Some(stage) = self.stage.upgrade() {
            fill(&stage, self.node, Filling::Options(options));
        }
        if done {
            self.close();
        }
    }

    fn close(&self) {
        self.root.remove();
        self.keyboard.focus();
    }
}

/// Sends what was chosen.
fn fill(stage: &Stage, node: u32, what: Filling) {
    if stage.listens() {
        stage.send(Command::Fill(Fill { node: NodeId(node), what }));
    }
}

/// Where a field is, if it is shown.
fn place(stage: &Stage, node: u32) -> Option<(u32, Area)> {
    let slot = stage.mirror.borrow().model.get(node).ok()?.slot;
    Some((slot, stage.renderer.whole_box(slot)?))
}

/// An empty box below a field, or above it where there is more room.
fn open(stage: &Stage, class: &str, area: Area) -> Result<HtmlElement, JsValue> {
    let root: HtmlElement = stage.document.create_element("div")?.unchecked_into();
    root.set_class_name(class);
    let scale = stage.scale.get();
    let height = f64::from(stage.viewport.get().1) * scale;
    let (top, bottom) = (area.top * scale, (area.top + area.height) * scale);
    let style = root.style();
    style.set_property("left", &format!("{}px", (area.left * scale).max(0.0)))?;
    style.set_property("min-width", &format!("{}px", area.width * scale))?;
    if height - bottom >= top.min(240.0) {
        style.set_property("top", &format!("{}px", bottom + 4.0))?;
        style.set_property("max-height", &format!("{}px", (height - bottom - 12.0).clamp(80.0, 320.0)))?;
    } else {
        style.set_property("bottom", &format!("{}px", height - top + 4.0))?;
        style.set_property("max-height", &format!("{}px", (top - 12.0).clamp(80.0, 320.0)))?;
    }
    stage.overlay.append_child(&root)?;
    Ok(root)
}

/// A row for each option, with its group's label before the first of a group.
fn rows(stage: &Stage, root: &HtmlElement, choices: &[Choice]) -> Result<Vec<Element>, JsValue> {
    let mut group = "";
    let mut options = Vec::with_capacity(choices.len());
    for (index, choice) in choices.iter().enumerate() {
        if choice.group != group {
            group = &choice.group;
            if !group.is_empty() {
                let label = stage.document.create_element("div")?;
                label.set_class_name("pv-group");
                label.set_text_content(Some(&words::line(group, words::LABEL)));
                root.append_child(&label)?;
            }
        }
        let option = stage.document.create_element("div")?;
        option.set_attribute("role", "option")?;
        option.set_id(&format!("pv-option-{index}"));
        option.set_text_content(Some(&words::line(&choice.label, words::LABEL)));
        if choice.disabled {
            option.set_attribute("aria-disabled", "true")?;
        }
        root.append_child(&option)?;
        options.push(option);
    }
    Ok(options)
}
