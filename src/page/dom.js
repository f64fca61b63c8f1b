// The page, as it was when this file was loaded: a page may replace globals later, and its forms shadow properties by
// the names of their fields, so that all is read through the prototypes' own getters. Also the one hook into the page,
// the function that attaches shadow roots, which no observer sees. Knows no policy.

const { bind, call } = Function.prototype;
export const uncurry = bind.bind(call);
const own = Object.getOwnPropertyDescriptor;
const none = () => undefined;
export const get = (type, name) => {
  const found = type && own(type.prototype, name);
  return found && found.get ? uncurry(found.get) : none;
};
export const method = (type, name) => (type && type.prototype[name] ? uncurry(type.prototype[name]) : none);

export const nodeType = get(Node, "nodeType");
export const parentNode = get(Node, "parentNode");
export const firstChild = get(Node, "firstChild");
export const nextSibling = get(Node, "nextSibling");
export const previousSibling = get(Node, "previousSibling");
export const isConnected = get(Node, "isConnected");
export const ownerDocument = get(Node, "ownerDocument");
export const rootOf = method(Node, "getRootNode");
export const textOf = get(Node, "textContent");
export const dataOf = get(CharacterData, "data");
export const localName = get(Element, "localName");
export const namespaceOf = get(Element, "namespaceURI");
export const shadowOf = get(Element, "shadowRoot");
export const hostOf = get(ShadowRoot, "host");
export const attributeNames = method(Element, "getAttributeNames");
export const attribute = method(Element, "getAttribute");
export const attributeNS = method(Element, "getAttributeNodeNS");
export const attrName = get(Attr, "name");
export const attrValue = get(Attr, "value");
export const matches = method(Element, "matches");
export const closest = method(Element, "closest");
export const previousElement = get(Element, "previousElementSibling");
export const firstElement = get(Element, "firstElementChild");
export const select = method(Element, "querySelectorAll");
export const rectOf = method(Element, "getBoundingClientRect");
export const scrollTop = get(Element, "scrollTop");
export const scrollLeft = get(Element, "scrollLeft");
export const inputType = get(HTMLInputElement, "type");
export const inputValue = get(HTMLInputElement, "value");
export const inputChecked = get(HTMLInputElement, "checked");
export const inputMixed = get(HTMLInputElement, "indeterminate");
export const areaValue = get(HTMLTextAreaElement, "value");
export const optionsOf = get(HTMLSelectElement, "options");
export const isSelected = get(HTMLOptionElement, "selected");
export const formOf = {
  input: get(HTMLInputElement, "form"),
  textarea: get(HTMLTextAreaElement, "form"),
  select: get(HTMLSelectElement, "form"),
};
export const labelsOf = {
  input: get(HTMLInputElement, "labels"),
  textarea: get(HTMLTextAreaElement, "labels"),
  select: get(HTMLSelectElement, "labels"),
};
export const currentSource = get(HTMLImageElement, "currentSrc");
export const frameDocument = get(HTMLIFrameElement, "contentDocument");
export const oldFrameDocument = get(HTMLFrameElement, "contentDocument");
export const urlOf = get(Document, "URL");
export const baseOf = get(Node, "baseURI");
export const viewOf = get(Document, "defaultView");
export const documentSelect = method(Document, "querySelectorAll");
export const fragmentSelect = method(DocumentFragment, "querySelectorAll");
export const documentById = method(Document, "getElementById");
export const fragmentById = method(DocumentFragment, "getElementById");
export const length = get(NodeList, "length");
export const doctype = ["name", "publicId", "systemId"].map((name) => get(DocumentType, name));
export const styleOf = getComputedStyle;
export const propertyOf = method(CSSStyleDeclaration, "getPropertyValue");
export const encoder = new TextEncoder();
export const encode = uncurry(TextEncoder.prototype.encodeInto);
export const charCode = uncurry(String.prototype.charCodeAt);
export const lower = uncurry(String.prototype.toLowerCase);
export const replace = uncurry(String.prototype.replace);
export const Address = URL;
export const slice = uncurry(String.prototype.slice);
const split = uncurry(String.prototype.split);
export const words = (text) => split(text, /\s+/);
export const styleValue = (node, name) => propertyOf(styleOf(node), name);
export const scrollerOf = get(Document, "scrollingElement");
export const activeIn = get(Document, "activeElement");
export const activeInShadow = get(ShadowRoot, "activeElement");
export const titleOf = get(Document, "title");
const sheets = [HTMLStyleElement, HTMLLinkElement, SVGStyleElement].map((type) => get(type, "sheet"));
const styleElements = ["style", "link"];
const adopted = [get(Document, "adoptedStyleSheets"), get(ShadowRoot, "adoptedStyleSheets")];

export const adoptedBy = (root) => adopted[nodeType(root) === 9 ? 0 : 1](root);

export function sheetOf(node) {
  const html = namespaceOf(node) === "http://www.w3.org/1999/xhtml";
  return sheets[html ? styleElements.indexOf(localName(node)) : 2](node);
}

// The document inside a frame, if it is of the same origin.
export function documentIn(frame) {
  return (localName(frame) === "frame" ? oldFrameDocument : frameDocument)(frame);
}

export const isBlob = (page) => urlOf(page).slice(0, 5) === "blob:";

export function byId(node, id) {
  const root = rootOf(node);
  return (nodeType(root) === 9 ? documentById : fragmentById)(root, id);
}

// All elements below a document or shadow root that match.
export const selectIn = (root, list) => (nodeType(root) === 9 ? documentSelect : fragmentSelect)(root, list);

// 1: a modal dialog; 2: an open popover.
export function layersOf(node) {
  try {
    return (matches(node, ":modal") ? 1 : 0) | (matches(node, ":popover-open") ? 2 : 0);
  } catch {
    return 0;
  }
}

const registry = customElements;
const defined = uncurry(CustomElementRegistry.prototype.get);
export function isFormAssociated(tag) {
  const type = defined(registry, tag);
  return !!type && type.formAssociated === true;
}

export function selectedOptions(node) {
  const options = optionsOf(node);
  const chosen = [];
  for (let i = 0; i < options.length; i++) if (isSelected(options[i])) chosen.push(i);
  return chosen;
}

// The texts of a select's chosen options.
export function selectedTexts(node) {
  const options = optionsOf(node);
  return selectedOptions(node).map((at) => textOf(options[at])).join(" ");
}

export const recordType = get(MutationRecord, "type");
export const recordTarget = get(MutationRecord, "target");
export const recordAdded = get(MutationRecord, "addedNodes");
export const recordRemoved = get(MutationRecord, "removedNodes");
export const recordName = get(MutationRecord, "attributeName");
export const recordOld = get(MutationRecord, "oldValue");
export const recordSpace = get(MutationRecord, "attributeNamespace");
export const eventType = get(Event, "type");
export const eventTarget = get(Event, "target");
export const eventPath = method(Event, "composedPath");
export const relatedTarget = get(MouseEvent, "relatedTarget");
export const clientX = get(MouseEvent, "clientX");
export const clientY = get(MouseEvent, "clientY");
export const isTrusted = (event) => event.isTrusted;

// The page's clocks and events.
const add = method(EventTarget, "addEventListener");
const remove = method(EventTarget, "removeEventListener");
const options = { capture: true, passive: true };
export const on = (target, type, handler) => add(target, type, handler, options);
export const off = (target, type, handler) => remove(target, type, handler, options);

export const bound = (name) => window[name].bind(window);
export const later = bound("setTimeout");
export const never = bound("clearTimeout");
export const nextFrame = bound("requestAnimationFrame");
export const noFrame = bound("cancelAnimationFrame");
export const soon = bound("queueMicrotask");

const apply = Reflect.apply;
const sizes = {};
for (const name of ["innerWidth", "innerHeight", "devicePixelRatio"]) {
  const found = own(window, name);
  sizes[name] = found && found.get ? uncurry(found.get) : () => window[name];
}
// A number of the window.
export const windowNumber = (name) => sizes[name](window);

// Tells `attached` of each host and the shadow root that it gets; gives the function that undoes it.
export function hook(view, attached) {
  const type = view.Element.prototype;
  const before = own(type, "attachShadow");
  if (!before || !before.configurable || typeof before.value !== "function") return () => {};
  const attachShadow = before.value;
  const wrapped = {
    attachShadow() {
      const root = apply(attachShadow, this, arguments);
      attached(this, root);
      return root;
    },
  }.attachShadow;
  Object.defineProperty(type, "attachShadow", { ...before, value: wrapped });
  return () => {
    const present = own(type, "attachShadow");
    if (present && present.value === wrapped) Object.defineProperty(type, "attachShadow", before);
  };
}

const load = bound("fetch");
const responseText = method(Response, "text");
// The text at an address of this origin, from the browser's cache where it can be.
export const textAt = (address) => load(address, { cache: "force-cache", mode: "same-origin" }).then(responseText);
