// Elements as values, and the few steps that make the document's elements equal to them. An element that stays the
// same keeps its node, so focus, a half-done click and a half-written message survive every redraw.
//
// Like dom.js it holds the document's functions as they were when this file was loaded. Knows nothing of what is
// shown. No markup and no style attribute is ever written: the page's security policy may forbid both.

import { get, method, parentNode, uncurry } from "./look.js";
export * from "./look.js";

// The setter of a property, as it was.
export const setter = (type, name) => uncurry(Object.getOwnPropertyDescriptor(type.prototype, name).set);
const of = (type, ...names) => names.map((name) => method(type, name));

export const page = document;
const [makeElement, makeText] = of(Document, "createElementNS", "createTextNode");
const [insert, removeChild] = of(Node, "insertBefore", "removeChild");
export const contains = method(Node, "contains");
const [setAttribute, removeAttribute] = of(Element, "setAttribute", "removeAttribute");
export const [toggle, find, has] = of(Element, "toggleAttribute", "querySelector", "hasAttribute");
export const [focusOn, click, showPopover, hidePopover] = of(HTMLElement, "focus", "click", "showPopover", "hidePopover");
const styles = get(HTMLElement, "style");
const [setProperty] = of(CSSStyleDeclaration, "setProperty");
export const write = setter(Node, "textContent");
export { insert, setAttribute, removeAttribute as takeOff };

// A property of an element's own style; no value takes it away.
export const style = (node, name, value) => setProperty(styles(node), name, value || "");

// What a browser may refuse without harm.
export const quietly = (work) => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

// Takes a node out of wherever it is.
export const remove = (node) => {
  const parent = parentNode(node);
  if (parent) removeChild(parent, node);
};

// An element to be drawn: `kind` is "tag.classes" and its identity; attributes that are undefined or false are not
// there, and names that start with "--" are custom properties; children are elements, texts, lists of them, or nothing.
export const h = (kind, attributes, ...children) => ({
  kind,
  attributes: attributes || {},
  children: children
    .flat(2)
    .filter((child) => child)
    .map((child) => (child.kind ? child : { text: "" + child })),
});

// Makes the node of `el`, or the node of `before`, which is of the same kind, equal to it.
export const draw = (el, before) => {
  const { kind, text, attributes, children } = el;
  const [tag, names] = kind ? kind.split(".") : [];
  const space = tag === "svg" || tag === "path" ? "2000/svg" : "1999/xhtml";
  const node = (el.node = before ? before.node : kind ? makeElement(page, "http://www.w3.org/" + space, tag) : makeText(page, ""));
  if (!kind) {
    if (!before || before.text !== text) write(node, text);
    return node;
  }
  if (!before) {
    before = { attributes: {}, children: [] };
    if (names) setAttribute(node, "class", names);
  }
  for (const name in { ...before.attributes, ...attributes }) {
    const value = attributes[name];
    if (value === before.attributes[name]) continue;
    if (name[0] === "-") style(node, name, value);
    else if (value === undefined || value === false) removeAttribute(node, name);
    else setAttribute(node, name, value === true ? "" : value);
  }
  patch(node, before.children, children);
  return node;
};

// Makes the drawn children `old` of a node equal to `fresh`; what is new at the end comes before `next`. Children never
// change their order, they only come and go, so one pass finds those that stay.
export const patch = (parent, old, fresh, next = null) => {
  let at = 0;
  for (const el of fresh) {
    let like = at;
    while (like < old.length && old[like].kind !== el.kind) like++;
    if (like < old.length) {
      while (at < like) remove(old[at++].node);
      draw(el, old[at++]);
    } else insert(parent, draw(el), at < old.length ? old[at].node : next);
  }
  while (at < old.length) remove(old[at++].node);
  return fresh;
};
