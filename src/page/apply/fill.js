// Fields get their value at once: text, dates, sliders, colours, choices. By the native setters, with the events
// that a person's input has, so that frameworks notice.
//
// Knows no rules: the gate has allowed it. Each function returns `false` when the value does not fit the field and
// nothing was done, `null` when it was so already, and else a function that puts back what was there.

import { attribute, inputChecked, isConnected, optionsOf, ownerDocument, rootOf, selectIn, selectedOptions } from "../dom.js";
import { active, fire, html, isDisabled, isEditable, isMultiple, lengthLimit, ownForm, setChecked, setSelected, setValue,
  typeOf } from "./native.js";
import { press } from "./click.js";
import { editorOf, replace, type, valueOf } from "./edit.js";

// Frameworks wait for a field to be entered and left; a field that is filled from afar is neither.
function visit(el, run) {
  const isAway = active(ownerDocument(el)) !== el;
  const tell = (type, bubbles) => isAway && fire(el, "FocusEvent", type, { bubbles });
  tell("focus", false);
  tell("focusin", true);
  run();
  tell("blur", false);
  tell("focusout", true);
}

const changed = (el) => fire(el, "Event", "change", { composed: false });
const PICKED = /^(date|time|datetime-local|month|week|color|range)$/;
const STRICT = /^(date|time|datetime-local|month|week|number)$/;

// What the field makes of a text, found out without anybody noticing; undefined if it takes no such text.
function understood(el, text) {
  const before = valueOf(el);
  const kind = typeOf(el);
  if (kind === "color" && !/^#[0-9a-f]{6}$/i.test(text)) return undefined;
  if (!STRICT.test(kind) && kind !== "range") return text;
  setValue.input(el, text);
  const value = valueOf(el);
  setValue.input(el, before);
  return value === "" && text !== "" ? undefined : value;
}

// Replaces the whole value.
export function value(el, text) {
  if (isEditable(el)) return replace(editorOf(el), text);
  const before = valueOf(el);
  if (before === undefined) return false;
  const kind = typeOf(el);
  const limit = lengthLimit[html(el)](el);
  const wanted = understood(el, limit < 0 ? text : text.slice(0, limit));
  if (wanted === undefined) return false;
  if (wanted === before) return null;
  put(el, kind, wanted, "insertReplacementText");
  return () => isConnected(el) && put(el, kind, before, "historyUndo");
}

function put(el, kind, text, inputType) {
  visit(el, () => {
    const init = { inputType, data: text };
    const isPicked = PICKED.test(kind);
    if (!isPicked && !fire(el, "InputEvent", "beforeinput", { cancelable: true, ...init })) return;
    setValue[html(el)](el, text);
    fire(el, isPicked ? "Event" : "InputEvent", "input", init);
    changed(el);
  });
}

// Types at the caret.
export function insert(el, text) {
  if (isEditable(el)) return type(editorOf(el), text);
  return valueOf(el) === undefined ? false : type(el, text);
}

// Checks or unchecks. A radio button is let go only by checking another one.
export function check(el, on) {
  const before = inputChecked(el);
  if (before === on) return null;
  if (typeOf(el) === "radio" && !on) return false;
  const radio = typeOf(el) === "radio";
  const other = radio ? groupOf(el).find(inputChecked) : null;
  press(el);
  return () => {
    if (!isConnected(el)) return;
    if (!radio || (other && isConnected(other))) return press(other ?? el);
    setChecked(el, false);
    fire(el, "Event", "input");
    changed(el);
  };
}

// The radio buttons of which one can be checked, in their order.
export function groupOf(el) {
  const name = attribute(el, "name");
  const isOfGroup = (one) => one === el || (name && attribute(one, "name") === name && ownForm(one) === ownForm(el));
  return [...selectIn(rootOf(el), "input[type=radio i]")].filter(isOfGroup);
}

// Chooses exactly these options, by index.
export function choose(el, wanted) {
  const options = [...optionsOf(el)];
  const before = selectedOptions(el);
  const fits = wanted.every((index) => options[index] && !isDisabled(options[index]));
  if (!fits || (!isMultiple(el) && wanted.length !== 1)) return false;
  if (wanted.length === before.length && before.every((index) => wanted.includes(index))) return null;
  pick(el, wanted);
  return () => isConnected(el) && pick(el, before);
}

export function pick(el, wanted) {
  visit(el, () => {
    if (isMultiple(el)) [...optionsOf(el)].forEach((option, index) => setSelected(option, wanted.includes(index)));
    else setValue.select(el, wanted[0] ?? -1);
    fire(el, "Event", "input");
    changed(el);
  });
}
