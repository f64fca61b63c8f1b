// Where things are in the window, also those in a frame of the same site, and putting things there. Also listeners
// that can be taken off together.
//
// Knows nothing of what is drawn there. A rectangle is [left, top, right, bottom] in pixels of the window.

import { get, isConnected, method, ownerDocument, page, rectOf, style, viewOf, windowNumber } from "./chat.js";
export * from "./chat.js";

const [clientLeft, clientTop, clientWidth] = ["clientLeft", "clientTop", "clientWidth"].map((name) => get(Element, name));
const rootElement = get(Document, "documentElement");
export const elementAt = method(Document, "elementFromPoint");
export const root = () => rootElement(page);

// Below this width the panel is as wide as the window.
export const PHONE = 480;

// What one writes into or chooses from.
export const FIELDS = "input,textarea,select,[contenteditable],[role=textbox],[role=combobox]";

// Where an element is; nothing when it takes no room or has left the page.
export const boxOf = (node) => {
  const at = rectOf(node);
  if (!at.width || !at.height || !isConnected(node)) return undefined;
  let left = at.left;
  let top = at.top;
  for (let view = viewOf(ownerDocument(node)); view && view !== window; ) {
    const frame = view.frameElement;
    if (!frame) break;
    const outer = rectOf(frame);
    left += outer.left + clientLeft(frame);
    top += outer.top + clientTop(frame);
    view = viewOf(ownerDocument(frame));
  }
  return [left, top, left + at.width, top + at.height];
};

// The same with `room` more on each side.
export const grown = ([left, top, right, bottom], room) => [left - room, top - room, right + room, bottom + room];

// Whether the two share a point.
export const touch = (a, b) => a && b && a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

export const same = (a, b) => "" + a === "" + b;

// The size of the window without scroll bars. In quirks mode the root element is as high as the page.
export const windowSize = () => [clientWidth(root()), windowNumber("innerHeight")];

// Pixels to half a pixel.
export const px = (value) => Math.round(value * 2) / 2 + "px";

// Moves a fixed element by its transform, which costs no layout.
export const put = (node, left, top) => style(node, "transform", `translate(${px(left)}, ${px(top)})`);

// Puts a fixed element onto a rectangle.
export const cover = (node, [left, top, right, bottom]) => {
  put(node, left, top);
  style(node, "width", px(right - left));
  style(node, "height", px(bottom - top));
};
