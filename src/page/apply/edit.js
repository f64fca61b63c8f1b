// Typing and deleting at the caret, by the browser's own editing, so that the customer's "undo" key knows it too.
// Sees to it that each edit has one `beforeinput`, one `input`, and that `change` comes when the field is left.
//
// Knows no rules: the gate has allowed it.

import { above, active, areaValue, attribute, command, fire, focus, has, html, inputChecked, inputValue,
  isConnected, isDisabled, isEditable, isMultiple, lengthLimit, listen, method, nodeType, optionsOf,
  ownerDocument, ownForm, press, rangeText, rootOf, selectedOptions, selectIn, selection, selectionOf,
  setChecked, setSelected, setSelection, setValue, typeOf, unlisten, viewOf } from "./click.js";
export * from "./click.js";

const contains = method(Node, "contains");

// Fields that the agent typed into and that still have the focus: what was in them, and how to stop waiting.
const typed = new Map();

export const valueOf = (el) => ({ input: inputValue, textarea: areaValue })[html(el)]?.(el);

// The outermost editable element around an element that is part of it.
export function editorOf(el) {
  let host = el;
  for (let node = above(el); node && nodeType(node) === 1 && isEditable(node); node = above(node)) host = node;
  return host;
}

// What a field holds, and a function that puts it back.
function keep(el) {
  const value = valueOf(el);
  if (value !== undefined) return { same: () => valueOf(el) === value, back: () => setValue[html(el)](el, value) };
  const nodes = [...el.childNodes].map((node) => node.cloneNode(true));
  const text = el.textContent;
  return { same: () => el.textContent === text, back: () => el.replaceChildren(...nodes) };
}

// Begins, or goes on with, the typing in a field. Browsers themselves do not send `change` after edits by script.
function begin(el) {
  const known = typed.get(el);
  if (known) return known;
  const kept = keep(el);
  const changed = () => end();
  const left = () => {
    end();
    if (valueOf(el) !== undefined && !kept.same()) fire(el, "Event", "change", { composed: false });
  };
  const end = () => {
    unlisten(el, "change", changed);
    unlisten(el, "blur", left);
    typed.delete(el);
  };
  listen(el, "change", changed);
  listen(el, "blur", left);
  const entry = { kept, end, left };
  typed.set(el, entry);
  return entry;
}

// The field is sent as it is: `change` comes now.
export const commit = (el) => typed.get(el)?.left();

// Runs an edit with its events. `fallback` makes it where the browser's own editing did not.
function edit(el, inputType, data, name, fallback) {
  const doc = ownerDocument(el);
  const view = viewOf(doc);
  const entry = begin(el);
  if (!fire(el, "InputEvent", "beforeinput", { cancelable: true, inputType, data })) return entry;
  const before = keep(el);
  let told = false;
  const mute = (event) => event.stopImmediatePropagation();
  const tell = () => (told = true);
  listen(view, "beforeinput", mute, true);
  listen(view, "input", tell, true);
  let done = false;
  try {
    done = active(doc) === el && command(doc, name, false, data);
  } finally {
    unlisten(view, "beforeinput", mute, true);
    unlisten(view, "input", tell, true);
  }
  if (!done && before.same()) fallback();
  if (!told && !before.same()) fire(el, "InputEvent", "input", { inputType, data });
  return entry;
}

function selectionAt(el) {
  const root = rootOf(el);
  return nodeType(root) === 9 ? selectionOf(root) : root.getSelection?.() ?? selectionOf(ownerDocument(el));
}

// Gives a field the focus and, if it had none, a caret at its end. What it returns is the caret in an editor.
export function enter(el) {
  const had = active(ownerDocument(el)) === el;
  if (valueOf(el) === undefined) {
    const chosen = selectionAt(el);
    const kept = chosen.rangeCount && contains(el, chosen.anchorNode) ? chosen.getRangeAt(0).cloneRange() : null;
    focus(el);
    if (!kept) {
      chosen.selectAllChildren(el);
      chosen.collapseToEnd();
    } else if (!had) {
      chosen.removeAllRanges();
      chosen.addRange(kept);
    }
    return chosen.rangeCount ? chosen.getRangeAt(0) : null;
  }
  focus(el);
  if (had) return null;
  const value = valueOf(el);
  if (selection(el)) {
    setSelection(el, value.length, value.length);
  } else if (value) {
    // Fields without a selection of their own put the caret behind a value that is new to them.
    setValue[html(el)](el, "");
    setValue[html(el)](el, value);
  }
  return null;
}

const after = (el, entry) => () => {
  if (!isConnected(el)) return;
  entry.kept.back();
  fire(el, "InputEvent", "input", { inputType: "historyUndo" });
  if (valueOf(el) !== undefined) fire(el, "Event", "change", { composed: false });
};

// Types at the caret. The function it returns puts back what was there before the agent began to type.
export function type(el, text, inputType = "insertText") {
  const range = enter(el);
  const name = { insertLineBreak: "insertLineBreak", insertParagraph: "insertParagraph" }[inputType] ?? "insertText";
  const entry = edit(el, inputType, text, range ? name : "insertText", () => {
    if (range) {
      range.deleteContents();
      range.insertNode(new Text(text));
      range.collapse(false);
      return;
    }
    const value = valueOf(el);
    const [start, end] = selection(el) ?? [value.length, value.length];
    const limit = lengthLimit[html(el)](el);
    const room = limit < 0 ? text.length : Math.max(limit - value.length + end - start, 0);
    if (selection(el)) rangeText[html(el)](el, text.slice(0, room), start, end, "end");
    else setValue[html(el)](el, value + text.slice(0, room));
  });
  return after(el, entry);
}

// Deletes the selection, or one character before or after the caret.
export function erase(el, forward) {
  const range = enter(el);
  const inputType = forward ? "deleteContentForward" : "deleteContentBackward";
  edit(el, inputType, null, forward ? "forwardDelete" : "delete", () => {
    if (range) {
      range.deleteContents();
      return;
    }
    const value = valueOf(el);
    let [start, end] = selection(el) ?? [value.length, value.length];
    if (start === end) {
      // One character as people count it, as far as pairs of surrogates go.
      const next = forward ? [...value.slice(start, start + 2)][0] : [...value.slice(Math.max(start - 2, 0), start)].pop();
      if (!next) return;
      if (forward) end += next.length;
      else start -= next.length;
    }
    if (selection(el)) rangeText[html(el)](el, "", start, end, "end");
    else setValue[html(el)](el, value.slice(0, start) + value.slice(end));
  });
}

// Replaces all that an editor holds.
export function replace(el, text) {
  focus(el);
  selectionAt(el).selectAllChildren(el);
  return type(el, text);
}

// Stops waiting for fields to be left.
export function releaseEdits() {
  typed.forEach((entry) => entry.end());
}

// Fields get their value at once: text, dates, sliders, colours, choices. By the native setters, with the events
// that a person's input has, so that frameworks notice.
//
// Knows no rules: the gate has allowed it. Each function returns `false` when the value does not fit the field and
// nothing was done, `null` when it was so already, and else a function that puts back what was there.

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

const create = method(Document, "createElement");
const setAttribute = method(Element, "setAttribute");

// What the field makes of a text, found out in one of its kind that nobody sees; undefined if it takes no such text.
function understood(el, text) {
  const kind = typeOf(el);
  if (kind === "color" && !/^#[0-9a-f]{6}$/i.test(text)) return undefined;
  if (!STRICT.test(kind) && kind !== "range") return text;
  const probe = create(document, "input");
  for (const name of ["type", "min", "max", "step"]) {
    if (has(el, name)) setAttribute(probe, name, attribute(el, name));
  }
  setValue.input(probe, text);
  const value = inputValue(probe);
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
