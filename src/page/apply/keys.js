// Keys that are no text: the events, and what the browser itself would do next, which it does not do for events made
// by script.
//
// Knows no rules: the gate has allowed it. Where Tab leads is decided outside, field by field.

import { active, assigned, attribute, bodyOf, childrenOf, commit, controlsOf, documentSelect, editorOf,
  enter as enterText, erase, fire, focus, groupOf, has, html, inside, isConnected, isDisabled, isEditable,
  isFocusable, isSelected, isUsable, layersOf, method, modifiers, nodeType, optionsOf, ownerDocument, ownForm,
  parentNode, path, pick, press, scrollerOf, selectedIndex, selection, selectionOf, sendForm, setSelection,
  shadowOf, stepDown, stepUp, styleOf, tabIndex, type, typeOf, valueOf, viewOf } from "./edit.js";
export * from "./edit.js";

// The order in which Tab goes through the page, over open shadow roots and frames of the same origin. Only looks.

function below(node) {
  const root = nodeType(node) === 1 && (shadowOf(node) ?? inside(node));
  if (root) return childrenOf[nodeType(root)](root);
  const slotted = html(node) === "slot" ? assigned(node) : [];
  return slotted.length ? slotted : childrenOf[nodeType(node)](node);
}

function canStop(el) {
  if (html(el) === "iframe" || !isFocusable(el)) return false;
  // Browsers disagree on the tab index of what can be edited and does not say.
  const isEditor = isEditable(el) && !has(el, "tabindex");
  return (isEditor ? editorOf(el) === el : tabIndex(el) >= 0) && isUsable(el);
}

// The elements that Tab comes to after this one, the nearest first; all of them, once around.
export function stops(from, isBack, host) {
  const found = [];
  const walk = (node) => {
    if (node === host) return;
    if (nodeType(node) === 1 && canStop(node)) found.push(node);
    for (const child of below(node)) walk(child);
  };
  walk(document);
  const rank = (el) => (tabIndex(el) > 0 ? tabIndex(el) : Infinity);
  found.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  const at = found.indexOf(from);
  const ahead = [...found.slice(at + 1), ...found.slice(0, Math.max(at, 0))];
  if (!isBack) return ahead;
  return at < 0 ? found.reverse() : [...found.slice(at + 1), ...found.slice(0, at)].reverse();
}

const CODES = { Tab: 9, Enter: 13, Escape: 27, " ": 32, PageUp: 33, PageDown: 34, End: 35, Home: 36, ArrowLeft: 37,
  ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Backspace: 8, Delete: 46 };
const SHIFT = 1;
const BUTTONS = /^(submit|reset|button|image|color|file)$/;
const TICKS = /^(checkbox|radio)$/;
const scrollBy = method(Element, "scrollBy");
const close = method(HTMLDialogElement, "close");
const requestClose = HTMLDialogElement.prototype.requestClose && method(HTMLDialogElement, "requestClose");

// The element that a key without a target goes to.
export const body = () => bodyOf(document) ?? document.documentElement;

function send(el, kind, key, held, charCode) {
  const keyCode = charCode ?? CODES[key];
  const code = key === " " ? "Space" : key;
  return fire(el, "KeyboardEvent", kind, { cancelable: true, key, code, keyCode, which: keyCode, charCode: charCode ?? 0,
    ...modifiers(held) });
}

// The key goes down. False if the page has taken it for itself.
export function down(el, key, held) {
  // Escape closes what is open around the focus, and leaves the focus alone.
  const text = textOf(el);
  if (key !== "Escape" && text) enterText(text);
  else if (key !== "Escape" && el !== body() && isFocusable(el)) focus(el);
  if (!send(el, "keydown", key, held)) return false;
  // Firefox follows a link at a `keypress` made by script: it would be followed twice.
  const isCharacter = (key === "Enter" || key === " ") && !path(el).some(isLink);
  return !isCharacter || !isConnected(el) || send(el, "keypress", key, held, CODES[key]);
}

// The key comes up, where the focus is by now.
export function up(el, key, held) {
  const at = key === "Tab" ? active(document) : el;
  if (at && isConnected(at)) send(at, "keyup", key, held);
}

// What the browser does for a key.
export function act(el, key, held) {
  if (!isConnected(el)) return;
  const text = textOf(el);
  const isFixed = html(el) && !isEditable(el) && (isDisabled(el) || has(el, "readonly"));
  if (key === "Escape") return escape(el);
  if (key === "Enter") return enter(el, text, held, isFixed);
  if (key === " ") return space(el, text, isFixed);
  if (key === "Backspace" || key === "Delete") {
    if (text && !isFixed) erase(text, key === "Delete");
    return undefined;
  }
  if (!isFixed && choose(el, key)) return undefined;
  if (text) return caret(text, key, !!(held & SHIFT));
  return scroll(el, key);
}

const isTyped = (el) => !BUTTONS.test(typeOf(el)) && !TICKS.test(typeOf(el)) && typeOf(el) !== "range";

// The field or editor that has a caret, if the element is one or in one.
const textOf = (el) => (isEditable(el) ? editorOf(el) : valueOf(el) !== undefined && isTyped(el) ? el : null);

function enter(el, text, held, isFixed) {
  const tag = html(el);
  if (isEditable(el)) type(text, "\n", held & SHIFT ? "insertLineBreak" : "insertParagraph");
  else if (tag === "textarea") isFixed || type(el, "\n", "insertLineBreak");
  else if (tag === "input" && !BUTTONS.test(typeOf(el))) submit(el);
  else if (tag === "button" || tag === "input" || tag === "summary" || path(el).some(isLink)) press(el);
}

const isLink = (el) => (html(el) === "a" || html(el) === "area") && has(el, "href");

// The button by which Enter in a field sends its form: the form's first.
export function sender(el) {
  const form = html(el) === "input" && !BUTTONS.test(typeOf(el)) && ownForm(el);
  if (!form) return undefined;
  const all = [...controlsOf(form)];
  const images = [...documentSelect(ownerDocument(el), "input[type=image i]")].filter((one) => ownForm(one) === form);
  return [...all.filter((one) => typeOf(one) === "submit"), ...images][0];
}

// As the browser does it: by the button, or without one when it is the only field for text.
function submit(el) {
  const form = ownForm(el);
  if (!form) return;
  commit(el);
  const button = sender(el);
  if (button) {
    if (!isDisabled(button)) press(button);
  } else if ([...controlsOf(form)].filter((one) => html(one) === "input" && isTyped(one)).length < 2) {
    sendForm(form);
  }
}

function space(el, text, isFixed) {
  if (text) return isFixed || type(text, " ");
  const tag = html(el);
  if (tag === "button" || tag === "summary" || (tag === "input" && typeOf(el) !== "range")) return press(el);
  if (tag !== "select") scroll(el, "PageDown");
}

// The topmost thing that Escape closes.
function escape(el) {
  const open = [...documentSelect(ownerDocument(el), "dialog[open],[popover]")].filter((one) => layersOf(one)).pop();
  if (!open) return;
  if (layersOf(open) & 2) {
    if (attribute(open, "popover") !== "manual") open.hidePopover();
  } else if (requestClose) requestClose(open);
  else if (fire(open, "Event", "cancel", { bubbles: false, composed: false, cancelable: true })) close(open);
}

// Arrows change what is chosen. True if the element is of that kind.
function choose(el, key) {
  const tag = html(el);
  const kind = typeOf(el);
  const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[key];
  if (tag === "select") {
    const all = [...optionsOf(el)];
    const end = { Home: 0, End: all.length - 1 }[key];
    let at = end ?? selectedIndex(el) + (by ?? 0);
    const step = by ?? (key === "End" ? -1 : 1);
    while (all[at] && isDisabled(all[at])) at += step;
    if (all[at] && !isSelected(all[at])) pick(el, [at]);
    return true;
  }
  if (kind === "radio" && by) {
    const group = groupOf(el).filter((one) => !isDisabled(one));
    const next = group[(group.indexOf(el) + by + group.length) % group.length];
    focus(next);
    press(next);
    return true;
  }
  const isUpright = key === "ArrowUp" || key === "ArrowDown";
  if (!by || (kind !== "range" && !(kind === "number" && isUpright))) return false;
  const before = valueOf(el);
  // A slider's up is more, a list's up is less.
  ((key === "ArrowUp" || key === "ArrowRight") ? stepUp : stepDown)(el);
  if (valueOf(el) === before) return true;
  fire(el, "Event", "input");
  fire(el, "Event", "change", { composed: false });
  return true;
}

// The caret of a text: by characters and lines as they are written, not as they are wrapped.
function caret(el, key, isExtending) {
  const way = { ArrowLeft: ["backward", "character"], ArrowRight: ["forward", "character"], ArrowUp: ["backward", "line"],
    ArrowDown: ["forward", "line"], Home: ["backward", "lineboundary"], End: ["forward", "lineboundary"] }[key];
  if (!way) return scroll(el, key);
  if (valueOf(el) === undefined) return selectionOf(ownerDocument(el)).modify(isExtending ? "extend" : "move", ...way);
  const found = selection(el);
  if (!found) return undefined;
  const [start, end, direction] = found;
  const value = valueOf(el);
  const [fixed, from] = direction === "backward" ? [end, start] : [start, end];
  const begin = value.lastIndexOf("\n", from - 1) + 1;
  const until = value.indexOf("\n", from);
  const finish = until < 0 ? value.length : until;
  const to = {
    ArrowLeft: () => (start !== end && !isExtending ? start : from - ([...value.slice(Math.max(from - 2, 0), from)].pop()?.length ?? 0)),
    ArrowRight: () => (start !== end && !isExtending ? end : from + ([...value.slice(from, from + 2)][0]?.length ?? 0)),
    Home: () => begin,
    End: () => finish,
    ArrowUp: () => (begin ? Math.min(value.lastIndexOf("\n", begin - 2) + 1 + from - begin, begin - 1) : 0),
    ArrowDown: () => {
      if (until < 0) return value.length;
      const next = value.indexOf("\n", until + 1);
      return Math.min(until + 1 + from - begin, next < 0 ? value.length : next);
    },
  }[key]();
  if (!isExtending) return setSelection(el, to, to);
  return setSelection(el, Math.min(fixed, to), Math.max(fixed, to), to < fixed ? "backward" : "forward");
}

// Scrolls the nearest thing around an element that can be.
export function scroll(el, key) {
  const doc = ownerDocument(el);
  const root = scrollerOf(doc) ?? doc.documentElement;
  const isSideways = key === "ArrowLeft" || key === "ArrowRight";
  const canScroll = (step) => {
    const style = styleOf(step);
    if (isSideways) return step.scrollWidth > step.clientWidth && /auto|scroll/.test(style.overflowX);
    return step.scrollHeight > step.clientHeight && /auto|scroll/.test(style.overflowY);
  };
  const inDoc = path(el).filter((step) => ownerDocument(step) === doc && step !== doc.body && step !== root);
  const scroller = inDoc.find(canScroll) ?? root;
  // A page is shown with an eighth of what was there before, an arrow goes 40 pixels: what browsers do.
  const height = scroller === root ? viewOf(doc).innerHeight : scroller.clientHeight;
  const [left, top] = { ArrowUp: [0, -40], ArrowDown: [0, 40], ArrowLeft: [-40, 0], ArrowRight: [40, 0],
    PageUp: [0, -height * 0.875], PageDown: [0, height * 0.875], Home: [0, -1e9], End: [0, 1e9] }[key];
  scrollBy(scroller, { left, top, behavior: "instant" });
}
