// The page's properties and places, read past whatever the page or a framework put in front of them; and what an
// element is, in the page's own words, for the gate to judge. The setters here are the browser's own: frameworks
// watch an element's `value`, and notice the event that follows.
//
// Looks, and judges nothing. Each of the commands' scripts imports from one other alone: see `shim.rs`.

import { activeIn, activeInShadow, Address, attribute, attributeNS, attrValue, baseOf, byId, dataOf,
  documentSelect, firstChild, formOf as formsOf, fragmentSelect, frameDocument, get, hostOf, inputType, isConnected,
  isFormAssociated, labelsOf, layersOf, localName, lower, method, namespaceOf, nextSibling, nodeType, ownerDocument, parentNode, rectOf,
  rootOf, select, shadowOf, styleOf, styleValue, uncurry, viewOf, words } from "../dom.js";
export * from "../dom.js";

const own = Object.getOwnPropertyDescriptor;
const set = (type, name) => uncurry(own(type.prototype, name).set);

// The local name of an HTML element; "" for all other nodes, which have none of HTML's properties.
export const html = (node) =>
  (nodeType(node) === 1 && namespaceOf(node) === "http://www.w3.org/1999/xhtml" ? localName(node) : "");

const buttonType = get(HTMLButtonElement, "type");
// The type of an input or button as the browser understands it.
export const typeOf = (el) => ({ input: inputType, button: buttonType })[html(el)]?.(el) ?? "";

const owners = { ...formsOf, button: get(HTMLButtonElement, "form") };
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
const selectRange = { input: method(HTMLInputElement, "setSelectionRange"), textarea: method(HTMLTextAreaElement, "setSelectionRange") };
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
  if (selection(el)) selectRange[html(el)](el, start, end, direction);
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

// Where things are on the screen and what lies on top, through frames of the same origin and open shadow roots.
// Only looks: nothing here leaves a trace in the page. All coordinates are CSS pixels of a viewport.

const page = document;
const frameOf = (doc) => viewOf(doc)?.frameElement;

// What is above a node on an event's way out, and beyond that the frame that a document is shown in.
export function above(node) {
  const type = nodeType(node);
  if (type === 9) return node === page ? null : frameOf(node);
  if (type === 11) return hostOf(node);
  return slotOf[type]?.(node) ?? parentNode(node);
}

// The elements from this one outwards.
export function path(el) {
  const found = [];
  for (let node = el; node; node = above(node)) if (nodeType(node) === 1) found.push(node);
  return found;
}

// The element that a node stands for; null if it is in no page that is shown.
export function elementOf(node) {
  let doc = nodeType(node) === 9 ? node : isConnected(node) && ownerDocument(node);
  while (doc && doc !== page) {
    const frame = frameOf(doc);
    doc = frame && isConnected(frame) && ownerDocument(frame);
  }
  if (!doc) return null;
  while (node && nodeType(node) !== 1) node = nodeType(node) === 9 ? rootElement(node) : above(node);
  return node;
}

function box(node) {
  const type = nodeType(node);
  if (type === 1) return rectOf(node);
  if (type === 9) {
    const { innerWidth, innerHeight } = viewOf(node);
    return { left: 0, top: 0, width: innerWidth, height: innerHeight };
  }
  if (type === 11) return rectOf(hostOf(node));
  const range = new Range();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
}

// Where a frame's own viewport begins, and how much larger than itself it is shown.
function inset(frame) {
  const rect = rectOf(frame);
  const x = rect.width / width(frame) || 1;
  const y = rect.height / height(frame) || 1;
  const pad = (side) => parseFloat(styleValue(frame, side)) || 0;
  return {
    x, y,
    left: rect.left + (borderLeft(frame) + pad("padding-left")) * x,
    top: rect.top + (borderTop(frame) + pad("padding-top")) * y,
  };
}

// A point in a node's box, by fractions, in the page's viewport: [x, y]; empty if it is nowhere.
export function point(node, x, y) {
  if (!elementOf(node)) return [];
  const { left, top, width, height } = box(node);
  if (!width && !height) return [];
  let at = [left + x * width, top + y * height];
  for (let doc = nodeType(node) === 9 ? node : ownerDocument(node); doc !== page;) {
    const frame = frameOf(doc);
    const from = inset(frame);
    at = [from.left + at[0] * from.x, from.top + at[1] * from.y];
    doc = ownerDocument(frame);
  }
  return at;
}

// What is on top at a node's place: [element, x, y] with the place in the element's own viewport; empty if nothing.
export function onTop(node, fx, fy, host) {
  let [x, y] = point(node, fx, fy);
  let el = x === undefined ? null : fromPoint[9](page, x, y);
  while (el && el !== host) {
    const root = shadowOf(el);
    const deeper = root && fromPoint[11](root, x, y);
    if (deeper && deeper !== el && rootOf(deeper) === root) {
      el = deeper;
      continue;
    }
    const doc = inside(el);
    if (!doc) break;
    const from = inset(el);
    const [inX, inY] = [(x - from.left) / from.x, (y - from.top) / from.y];
    const within = fromPoint[9](doc, inX, inY);
    if (!within) break;
    [el, x, y] = [within, inX, inY];
  }
  return el ? [el, x, y] : [];
}

// Whether what is on top is the node or inside of it. What pointers pass through lets them reach what it is in.
export function belongs(el, node) {
  const meant = elementOf(node);
  return path(el).includes(meant) || (styleOf(meant).pointerEvents === "none" && path(meant).includes(el));
}

// Whether a field is displayed, and neither inert nor behind a modal dialog.
export function isUsable(el) {
  if (!rectsOf(el).length || styleValue(el, "visibility") !== "visible") return false;
  const all = path(el);
  if (all.some((step) => has(step, "inert"))) return false;
  const dialogs = [...documentSelect(ownerDocument(el), "dialog[open]")].filter((dialog) => layersOf(dialog) & 1);
  return !dialogs.length || dialogs.some((dialog) => all.includes(dialog));
}

// What an element is, in the page's own words, for the gate to judge. Only looks, and judges nothing.

// Bits of an element. The first eight are those of `Marks`.
const BLOCKED = 2, PRIVATE = 4, NO_CONTROL = 16, ALLOW = 32, CONFIRM = 64, FIXED = 128;
const HOLDS_STATE = 256, EDITABLE = 512, IN_FORM = 1024, CONFIRMS = 2048, NEW_WINDOW = 4096, DOWNLOAD = 8192;
const MASKS = 16384, FIELD = 32768;

const home = location.origin;
const protocolOf = get(URL, "protocol"), originOf = get(URL, "origin"), hrefOf = get(URL, "href");
const userOf = get(URL, "username"), passwordOf = get(URL, "password");

// Where an address leads: "=" to the page's own origin, "!" nowhere that may be opened, else to this origin.
export function address(href, base) {
  try {
    const url = new Address(href, base ?? location.href);
    if (!/^https?:$/.test(protocolOf(url)) || userOf(url) || passwordOf(url)) return "!";
    return originOf(url) === home ? "=" : originOf(url);
  } catch {
    return "!";
  }
}

// The whole address, as the browser resolves it.
export const resolved = (href, base) => hrefOf(new Address(href, base ?? location.href));

// There, browsers make a link of whatever has an address.
const MATHML = "http://www.w3.org/1998/Math/MathML";

// The address in a link's attribute; undefined for all that is no link.
export function linkOf(el) {
  if (localName(el) !== "a" && html(el) !== "area" && namespaceOf(el) !== MATHML) return undefined;
  const href = attribute(el, "href");
  if (href !== null || html(el)) return href ?? undefined;
  const old = attributeNS(el, "http://www.w3.org/1999/xlink", "href");
  return old ? attrValue(old) : undefined;
}

// Whether a link or form shows what it leads to in another window.
export function opens(el, name = "target") {
  let target = attribute(el, name);
  if (target === null) {
    const [base] = documentSelect(ownerDocument(el), "base[target]");
    target = base ? attribute(base, "target") : "";
  }
  return !!target && !/^_(self|top|parent)$/i.test(target);
}

const FORM_ROLES = new Set(["textbox", "searchbox", "combobox", "listbox", "option", "checkbox", "radio", "radiogroup",
  "switch", "slider", "spinbutton", "menuitemcheckbox", "menuitemradio"]);

// The first role, but one that belongs to forms wherever it stands: browsers pass over names they do not know.
export function roleOf(el) {
  const all = words(flag(el, "role")).filter(Boolean);
  return all.find((role) => FORM_ROLES.has(role)) ?? all[0] ?? "";
}

// "tag type role address" of an element; "-" for the address of what is no link.
export function describe(el) {
  const href = linkOf(el);
  const leads = href === undefined ? "-" : address(href, baseOf(el));
  return `${lower(localName(el))} ${lower(typeOf(el))} ${roleOf(el)} ${leads}`;
}

// Elements that were clicked and changed a form: they count as parts of forms from then on.
export const caught = new WeakSet();

const FIELDS = "input,select,textarea,[contenteditable]";

function holdsState(el) {
  if (caught.has(el) || isFormAssociated(localName(el))) return true;
  if (["aria-checked", "aria-pressed", "aria-valuenow"].some((name) => has(el, name))) return true;
  if (has(el, "aria-selected") && ["option", "gridcell", "row"].includes(roleOf(el))) return true;
  const popup = flag(el, "aria-haspopup");
  if (popup !== "dialog") return ["listbox", "grid", "tree"].includes(popup);
  // A dialog that cannot be found may have fields.
  const id = attribute(el, "aria-controls") ?? attribute(el, "aria-owns");
  const dialog = id && byId(el, id);
  return !dialog || select(dialog, FIELDS).length > 0;
}

// The form that an element belongs to: its own, or the one around it.
export function formOf(el) {
  let node = ownForm(el) ?? el;
  while (node && html(node) !== "form") node = above(node);
  return node;
}

const isMarked = (el, name) => has(el, `data-cobrowse-${name}`);

// Whether it is entered, checked or chosen, whatever it is made of.
export const isField = (el) => ["input", "select", "textarea"].includes(html(el)) || isEditable(el)
  || FORM_ROLES.has(roleOf(el)) || isFormAssociated(localName(el));

// Whether sending the form leads to another site or window, or the site wants it confirmed.
function isSpecial(el, form) {
  const leads = attribute(el, "formaction") ?? attribute(form, "action");
  return isMarked(form, "confirm") || opens(form) || (has(el, "formtarget") && opens(el, "formtarget"))
    || (!!leads && address(leads, baseOf(form)) !== "=");
}

export function bits(el) {
  const tag = html(el);
  const form = formOf(el);
  const isFixed = ["input", "select", "textarea", "button"].includes(tag) && isDisabled(el);
  const all = [
    [BLOCKED, isMarked(el, "block") || isMarked(el, "ignore")],
    [PRIVATE, typeOf(el) === "password"],
    [NO_CONTROL, isMarked(el, "no-control")],
    [ALLOW, isMarked(el, "allow")],
    // On a form it is the sending that is confirmed.
    [CONFIRM, tag !== "form" && isMarked(el, "confirm")],
    [FIXED, isFixed || isReadOnly[tag]?.(el)],
    [HOLDS_STATE, holdsState(el)],
    [EDITABLE, isEditable(el)],
    [IN_FORM, form],
    [CONFIRMS, form && isSpecial(el, form)],
    [NEW_WINDOW, linkOf(el) !== undefined && opens(el)],
    [DOWNLOAD, linkOf(el) !== undefined && has(el, "download")],
    [MASKS, isMarked(el, "mask")],
    [FIELD, isField(el)],
  ];
  return all.reduce((sum, [bit, is]) => (is ? sum | bit : sum), 0);
}

// The control that a label activates.
export const labelled = (el) => (html(el) === "label" ? controlOf(el) : null);

// The fields of an element's form: those that are sent with it, and all inside of it, through shadow roots.
export function controls(el) {
  const form = formOf(el);
  const found = form ? [...controlsOf(form)] : [];
  const walk = (root) => {
    for (const one of (nodeType(root) === 1 ? select : fragmentSelect)(root, "*")) {
      if (isField(one)) found.push(one);
      if (shadowOf(one)) walk(shadowOf(one));
    }
  };
  if (form) walk(form);
  return found;
}

// The text of a label without that of the fields inside of it.
function spoken(node) {
  if (nodeType(node) === 3) return dataOf(node);
  if (nodeType(node) !== 1 || ["select", "textarea", "button", "script", "style"].includes(html(node))) return "";
  let text = "";
  for (let child = firstChild(node); child; child = nextSibling(child)) text += spoken(child);
  return text;
}

// A field's name as people see it, for the customer alone.
export function labelOf(el) {
  const named = (attribute(el, "aria-labelledby") ?? "").split(/\s+/).map((id) => id && byId(el, id));
  const labels = labelsOf[html(el)]?.(el) ?? [];
  const texts = [...named, ...labels].map((node) => (node ? spoken(node) : ""));
  const all = [texts.join(" "), ...["aria-label", "title", "placeholder", "name"].map((name) => attribute(el, name))];
  return (all.map((text) => (text ?? "").replace(/\s+/g, " ").trim()).find(Boolean) ?? "").slice(0, 80);
}
