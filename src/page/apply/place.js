// Where things are on the screen and what lies on top, through frames of the same origin and open shadow roots.
// Only looks: nothing here leaves a trace in the page. All coordinates are CSS pixels of a viewport.

import { documentSelect, hostOf, isConnected, layersOf, nodeType, ownerDocument, parentNode, rectOf, rootOf, shadowOf, styleOf,
  styleValue, viewOf } from "../dom.js";
import { borderLeft, borderTop, fromPoint, has, height, inside, rectsOf, rootElement, slotOf, width } from "./native.js";

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
