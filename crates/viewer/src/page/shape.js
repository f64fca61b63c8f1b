// The size of boxes, and the top layer.

import { closeDialog, hasAttribute, hidePopover, isConnected, localName, ownerDocument, removeAttribute,
  setAttribute, showModal, showPopover, styleOf, styleOfSvg, view } from "./look.js";
export * from "./look.js";

// A canvas is not among them: without scripts it is an inline element.
const OWN_BOX = new Set(["video", "iframe", "embed", "img", "input", "select", "textarea", "button"]);

const inline = (node) => (node instanceof view(ownerDocument(node)).SVGElement ? styleOfSvg : styleOf)(node);

// Sets an element's own style without its attribute, which a page's security policy may forbid.
export function restyle(node, text) {
  inline(node).cssText = text;
}

// A local address for an image or font where the page's policy may forbid `blob:`.
export function inlined(type, bytes) {
  let text = "";
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:${type};base64,${btoa(text)}`;
}

// Gives a box its size, whatever the page's style says.
export function size(node, width, height) {
  const style = inline(node);
  style.setProperty("width", `${width}px`, "important");
  style.setProperty("height", `${height}px`, "important");
  if (OWN_BOX.has(localName(node)) || !isConnected(node)) return;
  const { display } = view(ownerDocument(node)).getComputedStyle(node);
  const shown = localName(node) === "audio" && width > 0 && height > 0;
  if (display === "inline" || (display === "none" && shown)) style.setProperty("display", "inline-block", "important");
}

// Puts a dialog (1) or popover (2) into the top layer, or takes it out (0).
export function lift(node, layer) {
  if (!isConnected(node)) return;
  try {
    const dialog = localName(node) === "dialog";
    if (layer === 1 && dialog) {
      removeAttribute(node, "open");
      showModal(node);
    } else if (layer === 2 && showPopover) {
      showPopover(node);
    } else if (layer === 0 && dialog) {
      // It stays in the top layer when only the attribute goes.
      const open = hasAttribute(node, "open");
      setAttribute(node, "open", "");
      closeDialog(node);
      if (open) setAttribute(node, "open", "");
    } else if (layer === 0 && hidePopover && hasAttribute(node, "popover")) {
      hidePopover(node);
    }
  } catch {
    // It is shown where the page's own style puts it; only its place above everything else is lost.
  }
}
