// More of the page's properties, read and written past whatever the page or a framework put in front of them.
// Frameworks watch an element's own `value`; the prototype's setter is not seen by them, so that they notice the
// event that follows. Knows no policy.

import { attribute, formOf, get, inputType, isConnected, localName, lower, method, namespaceOf, nodeType, ownerDocument,
  shadowOf, uncurry, viewOf, activeIn, activeInShadow, frameDocument } from "../dom.js";

const own = Object.getOwnPropertyDescriptor;
const set = (type, name) => uncurry(own(type.prototype, name).set);

// The local name of an HTML element; "" for all other nodes, which have none of HTML's properties.
export const html = (node) =>
  (nodeType(node) === 1 && namespaceOf(node) === "http://www.w3.org/1999/xhtml" ? localName(node) : "");

const buttonType = get(HTMLButtonElement, "type");
// The type of an input or button as the browser understands it.
export const typeOf = (el) => ({ input: inputType, button: buttonType })[html(el)]?.(el) ?? "";

const owners = { ...formOf, button: get(HTMLButtonElement, "form") };
export const ownForm = (el) => owners[html(el)]?.(el);
export const controlsOf = get(HTMLFormElement, "elements");
export const sendForm = method(HTMLFormElement, "requestSubmit");
export const controlOf = get(HTMLLabelElement, "control");

export const has = method(Element, "hasAttribute");
export const flag = (el, name) => lower(attribute(el, name) ?? "");
export const isEditable = (el) =>
  (html(el) && editing(el)) || lower(designMode(ownerDocument(el)) ?? "") === "on";
const editing = get(HTMLElement, "isContentEditable");
const designMode = get(Document, "designMode");
export const isReadOnly = { input: get(HTMLInputElement, "readOnly"), textarea: get(HTMLTextAreaElement, "readOnly") };
export const rectsOf = method(Element, "getClientRects");
export const width = get(HTMLElement, "offsetWidth");
export const height = get(HTMLElement, "offsetHeight");
export const borderLeft = get(Element, "clientLeft");
export const borderTop = get(Element, "clientTop");
export const slotOf = { 1: get(Element, "assignedSlot"), 3: get(Text, "assignedSlot") };
export const assigned = method(HTMLSlotElement, "assignedElements");
export const childrenOf = { 1: get(Element, "children"), 9: get(Document, "children"), 11: get(DocumentFragment, "children") };
export const rootElement = get(Document, "documentElement");
export const bodyOf = get(Document, "body");
export const fromPoint = { 9: method(Document, "elementFromPoint"), 11: method(ShadowRoot, "elementFromPoint") };
// The document inside a frame of the same origin that is shown as part of the page.
export const inside = (el) => (html(el) === "iframe" ? frameDocument(el) : null);

export const dispatch = method(EventTarget, "dispatchEvent");
export const listen = method(EventTarget, "addEventListener");
export const unlisten = method(EventTarget, "removeEventListener");
export const clickOn = method(HTMLElement, "click");
const focusOn = method(HTMLElement, "focus");
const blurOf = method(HTMLElement, "blur");
export const command = method(Document, "execCommand");
export const selectionOf = method(Document, "getSelection");
export const tabIndex = get(HTMLElement, "tabIndex");

export const setValue = {
  input: set(HTMLInputElement, "value"),
  textarea: set(HTMLTextAreaElement, "value"),
  select: set(HTMLSelectElement, "selectedIndex"),
};
export const setChecked = set(HTMLInputElement, "checked");
export const setSelected = set(HTMLOptionElement, "selected");
export const isMultiple = get(HTMLSelectElement, "multiple");
export const selectedIndex = get(HTMLSelectElement, "selectedIndex");
export const lengthLimit = { input: get(HTMLInputElement, "maxLength"), textarea: get(HTMLTextAreaElement, "maxLength") };
const starts = { input: get(HTMLInputElement, "selectionStart"), textarea: get(HTMLTextAreaElement, "selectionStart") };
const ends = { input: get(HTMLInputElement, "selectionEnd"), textarea: get(HTMLTextAreaElement, "selectionEnd") };
const directions = { input: get(HTMLInputElement, "selectionDirection"), textarea: get(HTMLTextAreaElement, "selectionDirection") };
const select = { input: method(HTMLInputElement, "setSelectionRange"), textarea: method(HTMLTextAreaElement, "setSelectionRange") };
export const rangeText = { input: method(HTMLInputElement, "setRangeText"), textarea: method(HTMLTextAreaElement, "setRangeText") };
export const stepUp = method(HTMLInputElement, "stepUp");
export const stepDown = method(HTMLInputElement, "stepDown");

// [start, end, direction] of a text field's selection; undefined where the type has none.
export function selection(el) {
  const tag = html(el);
  const start = starts[tag]?.(el);
  return start == null ? undefined : [start, ends[tag](el), directions[tag](el)];
}

export function setSelection(el, start, end, direction) {
  if (selection(el)) select[html(el)](el, start, end, direction);
}

// Makes an event of the element's own window and sends it off. True unless a listener prevented the default.
export function fire(el, kind, type, init) {
  const view = viewOf(ownerDocument(el)) ?? window;
  return dispatch(el, new view[kind](type, { bubbles: true, composed: true, view, ...init }));
}

// The element that has the focus, through open shadow roots and frames; the body when none has.
export function active(doc) {
  let el = activeIn(doc);
  for (;;) {
    const root = el && shadowOf(el);
    const frame = el && !root && inside(el);
    const inner = root ? activeInShadow(root) : frame ? activeIn(frame) : null;
    if (!inner) return el;
    el = inner;
  }
}

const FOCUSABLE = "a[href],area[href],button,input:not([type=hidden i]),select,textarea,summary,[tabindex],iframe,"
  + "[contenteditable]:not([contenteditable=false i])";
const fits = method(Element, "matches");
export const isDisabled = (el) => fits(el, ":disabled");
export const isFocusable = (el) => !!html(el) && fits(el, FOCUSABLE) && !isDisabled(el);

// Gives an element the focus; says whether it has it.
export function focus(el) {
  if (active(ownerDocument(el)) !== el && isConnected(el)) focusOn(el, { preventScroll: true });
  return active(ownerDocument(el)) === el;
}

export function blur(el) {
  if (html(el)) blurOf(el);
}
