// The methods and properties of the DOM as the console's own prototypes have them. A page can name its fields and
// images so that `form.setAttribute` or `document.createElementNS` would be one of them; these cannot be replaced so.

const method = (name, ...owners) => {
  for (const owner of owners) if (owner[name]) return Function.prototype.call.bind(owner[name]);
};
const property = (name, ...owners) => {
  for (const owner of owners) {
    const found = Object.getOwnPropertyDescriptor(owner, name);
    if (found) {
      const get = Function.prototype.call.bind(found.get);
      const set = found.set && Function.prototype.call.bind(found.set);
      return { get, set };
    }
  }
};

const D = Document.prototype;
const E = Element.prototype;
const N = Node.prototype;
const H = HTMLElement.prototype;
export const createElement = method("createElementNS", D);
export const createText = method("createTextNode", D);
export const createHolder = method("createDocumentFragment", D);
export const adopt = method("adoptNode", D);
export const fromPoint = method("elementFromPoint", D);
export const fromPointInShadow = method("elementFromPoint", ShadowRoot.prototype);
export const setAttribute = method("setAttribute", E);
export const removeAttribute = method("removeAttribute", E);
export const getAttribute = method("getAttribute", E);
export const hasAttribute = method("hasAttribute", E);
export const attachShadow = method("attachShadow", E);
export const boxOf = method("getBoundingClientRect", E);
export const scrollElement = method("scrollTo", E);
export const insertBefore = method("insertBefore", N);
export const removeChild = method("removeChild", N);
export const listen = method("addEventListener", EventTarget.prototype);
export const contains = method("contains", N);
export const parentOf = property("parentNode", N).get;
export const firstChild = property("firstChild", N).get;
export const nextSibling = property("nextSibling", N).get;
export const isConnected = property("isConnected", N).get;
export const nodeType = property("nodeType", N).get;
export const ownerDocument = property("ownerDocument", N).get;
export const setText = property("textContent", N).set;
export const textOf = property("textContent", N).get;
export const setData = property("data", CharacterData.prototype).set;
export const localName = property("localName", E).get;
export const shadowRoot = property("shadowRoot", E).get;
export const assignedSlot = property("assignedSlot", E).get;
export const clientLeft = property("clientLeft", E).get;
export const clientTop = property("clientTop", E).get;
export const clientWidth = property("clientWidth", E).get;
export const clientHeight = property("clientHeight", E).get;
export const scrollWidth = property("scrollWidth", E).get;
export const scrollHeight = property("scrollHeight", E).get;
export const scrollLeft = property("scrollLeft", E).get;
export const scrollTop = property("scrollTop", E).get;
export const hostOf = property("host", ShadowRoot.prototype).get;
export const contentDocument = property("contentDocument", HTMLIFrameElement.prototype).get;
export const view = property("defaultView", D).get;
export const scrollingElement = property("scrollingElement", D).get;
export const compatMode = property("compatMode", D).get;
export const openDocument = method("open", D);
export const writeDocument = method("write", D);
export const closeDocument = method("close", D);
export const styleOf = property("style", H, E).get;
export const styleOfSvg = property("style", SVGElement.prototype, E).get;
export const adoptedInDocument = property("adoptedStyleSheets", D, Object.getPrototypeOf(D)).set;
export const adoptedInShadow = property("adoptedStyleSheets", ShadowRoot.prototype, Object.getPrototypeOf(ShadowRoot.prototype)).set;
export const input = {
  value: property("value", HTMLInputElement.prototype),
  checked: property("checked", HTMLInputElement.prototype),
  indeterminate: property("indeterminate", HTMLInputElement.prototype),
};
export const areaValue = property("value", HTMLTextAreaElement.prototype);
export const optionsOf = property("options", HTMLSelectElement.prototype).get;
export const selected = property("selected", HTMLOptionElement.prototype);
export const optionDisabled = property("disabled", HTMLOptionElement.prototype).get;
export const optionLabel = property("label", HTMLOptionElement.prototype).get;
export const showModal = method("showModal", HTMLDialogElement.prototype);
export const closeDialog = method("close", HTMLDialogElement.prototype);
export const showPopover = H.showPopover && method("showPopover", H);
export const hidePopover = H.hidePopover && method("hidePopover", H);

export const isDocument = (node) => nodeType(node) === 9;
export const isElement = (node) => nodeType(node) === 1;
export const isShadow = (node) => nodeType(node) === 11 && "host" in node;
