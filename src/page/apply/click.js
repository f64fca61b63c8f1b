// Clicks as a mouse makes them: the events in their order, the focus, and the activation exactly once.
//
// Knows no rules: the gate has allowed it. No file chooser opens and no new window gets hold of this one, because
// both could live on a right that the customer's own last click gave to the page.

import { active, baseOf, belongs, blur, clickOn, drop, eventPath, fire, focus, guard, isConnected, isEditable, isFocusable,
  later, linkOf, listen, method, nodeType, onTop, opens, ownerDocument, path, resolved, selection, selectionOf, setSelection,
  typeOf, unlisten, viewOf } from "./guard.js";
export * from "./guard.js";

const SHIFT = 1, CONTROL = 2, ALT = 4, META = 8;
const SINGLE = 0, CONTEXT = 2;

// Where the agent's pointer was last, so that the element is told that it left.
let hovered = null;

export const modifiers = (held) => ({
  shiftKey: !!(held & SHIFT), ctrlKey: !!(held & CONTROL), altKey: !!(held & ALT), metaKey: !!(held & META),
});

// What looks away from file choosers again.
const ends = new Set();
const ACTIVATION_MS = 1000;

// A page's script may open a file chooser by itself for as long as the customer's own last click or key counts. From
// an agent's click on it may not, until the customer does something again.
function keepFilesShut(views) {
  const noFiles = (event) => {
    if (event.isTrusted || typeOf(eventPath(event)[0]) !== "file") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const each = (act) => views.forEach((view) => {
    act(view, "click", noFiles, true);
    act(view, "pointerdown", onCustomer, true);
    act(view, "keydown", onCustomer, true);
  });
  const end = () => {
    each(unlisten);
    drop(timer);
    ends.delete(end);
  };
  const onCustomer = (event) => {
    if (event.isTrusted) end();
  };
  const timer = later(end, ACTIVATION_MS);
  each(listen);
  ends.add(end);
}

// Runs what activates an element, with both exits watched.
export function activate(el, held, run) {
  const views = new Set([window, viewOf(ownerDocument(el)) ?? window]);
  const link = path(el).find((step) => linkOf(step) !== undefined);
  const isElsewhere = link && (opens(link) || held & (SHIFT | CONTROL | META));
  ends.forEach((end) => end());
  keepFilesShut(views);
  const noOpener = (event) => {
    if (!isElsewhere || event.defaultPrevented) return;
    event.preventDefault();
    window.open(resolved(linkOf(link), baseOf(link)), "_blank", "noopener");
  };
  for (const view of views) listen(view, "click", noOpener);
  try {
    run();
  } finally {
    for (const view of views) unlisten(view, "click", noOpener);
  }
}

// A press of the pointer moves the focus as the browser would; the caret goes to where the place is.
function takeFocus(el, x, y) {
  const doc = ownerDocument(el);
  const before = active(doc);
  for (const step of path(el)) {
    if (ownerDocument(step) !== doc) break;
    if (!isFocusable(step)) continue;
    if (!focus(step)) continue;
    if (isEditable(step)) putCaret(doc, step, x, y);
    else if (before !== step && selection(step)) setSelection(step, 1e9, 1e9);
    return;
  }
  return before;
}

function putCaret(doc, el, x, y) {
  const at = doc.caretPositionFromPoint?.(x, y);
  const range = at ? null : doc.caretRangeFromPoint?.(x, y);
  const node = at ? at.offsetNode : range?.startContainer;
  if (node && path(node.parentElement ?? el).includes(el)) {
    selectionOf(doc).collapse(node, at ? at.offset : range.startOffset);
  }
}

// Clicks at a node's place. 0: done; 1: it is not there to be clicked; 2: it changed a form although it must not,
// and the form was put back. A double click is the second of two clicks: the agent's first came as a single one.
export function click(node, fx, fy, host, kind, held, guarded) {
  const [el, x, y] = onTop(node, fx, fy, host);
  if (!el || el === host || !belongs(el, node)) return 1;
  const check = guarded ? guard(el) : null;
  const button = kind === CONTEXT ? 2 : 0;
  const count = kind === SINGLE ? 1 : kind === CONTEXT ? 0 : 2;
  const at = { cancelable: true, clientX: x, clientY: y, ...modifiers(held) };
  const pointer = { ...at, pointerId: 1, pointerType: "mouse", isPrimary: true };
  const pointed = (type, more) => fire(el, "PointerEvent", `pointer${type}`, { ...pointer, ...more });
  const moused = (type, more) => fire(el, "MouseEvent", `mouse${type}`, { ...at, ...more });
  if (hovered !== el) {
    if (hovered && isConnected(hovered)) {
      fire(hovered, "PointerEvent", "pointerout", { ...pointer, relatedTarget: el });
      fire(hovered, "MouseEvent", "mouseout", { ...at, relatedTarget: el });
    }
    pointed("over", { relatedTarget: hovered });
    moused("over", { relatedTarget: hovered });
    hovered = el;
  }
  pointed("move");
  moused("move");
  const down = { button, buttons: button ? 2 : 1, detail: Math.max(count, 1) };
  // A prevented press of the pointer has no mouse events, as browsers do it.
  const mouse = pointed("down", { ...down, detail: 0, pressure: 0.5 });
  if (!mouse || moused("down", down)) {
    const left = takeFocus(el, x, y);
    if (left && left !== host && isConnected(left)) blur(left);
  }
  if (kind === CONTEXT) fire(el, "PointerEvent", "contextmenu", { ...pointer, button, buttons: 2 });
  const up = { button, buttons: 0, detail: Math.max(count, 1) };
  pointed("up", { ...up, detail: 0 });
  if (mouse) moused("up", up);
  // What a press took away is not clicked.
  if (kind !== CONTEXT && isConnected(el)) {
    activate(el, held, () => fire(el, "PointerEvent", "click", { ...pointer, detail: count }));
    if (count === 2 && isConnected(el)) fire(el, "MouseEvent", "dblclick", { ...at, detail: 2 });
  }
  return check && !check() ? 2 : 0;
}

// Clicks without a pointer, as keys do.
export const press = (el) => activate(el, 0, () => clickOn(el));

export function releasePointer() {
  hovered = null;
  ends.forEach((end) => end());
}

// Scrolling, and going to other pages. Knows no rules: the gate has allowed it.

const { history, location } = window;
const scrollElement = method(Element, "scrollTo");

// A document stands for its viewport. At once, whatever the page's style says: the agent scrolls step by step.
export function scrollTo(node, left, top) {
  const to = { left, top, behavior: "instant" };
  if (nodeType(node) === 9) viewOf(node).scrollTo(to);
  else scrollElement(node, to);
}

export const back = () => history.back();
export const forward = () => history.forward();
export const reload = () => location.reload();
export const go = (address) => location.assign(resolved(address));
