// Answers where things are in the mirror and what fields say. Changes nothing but where scrollers stand and what a
// slider shows.

import { assignedSlot, boxOf, clientHeight, clientLeft, clientTop, clientWidth, contains, contentDocument,
  fromPoint, fromPointInShadow, getAttribute, hasAttribute, hostOf, input, isConnected, isDocument, isElement,
  isShadow, localName, nodeType, optionDisabled, optionLabel, optionsOf, ownerDocument, parentOf,
  scrollElement, scrollHeight, scrollingElement, scrollLeft, scrollTop, scrollWidth, selected, shadowRoot,
  textOf, view } from "./dom.js";
export * from "./dom.js";

export const SLOT = Symbol("slot");

// Whoever extends it has `document`, `nodes` by slot, and `frames`: slots of documents by slots of their elements.
export class Look {
  // Where a frame's content begins, in the outermost document's pixels.
  offset(document) {
    let x = 0;
    let y = 0;
    while (document !== this.document) {
      const frame = view(document)?.frameElement;
      if (!frame) return null;
      const box = boxOf(frame);
      const style = view(ownerDocument(frame)).getComputedStyle(frame);
      x += box.left + clientLeft(frame) + parseFloat(style.paddingLeft);
      y += box.top + clientTop(frame) + parseFloat(style.paddingTop);
      document = ownerDocument(frame);
    }
    return [x, y];
  }

  // The innermost element under a point: [slot, left, top, width, height, cursor], or nothing.
  hit(x, y) {
    const found = this.element_at(x, y);
    if (!found) return null;
    const { element, left, top } = found;
    const box = boxOf(element);
    const { cursor } = view(ownerDocument(element)).getComputedStyle(element);
    const word = /^[a-z-]+$/.test(cursor) ? cursor : cursor.split(",").pop().trim();
    return [element[SLOT], box.left + left, box.top + top, box.width, box.height, /^[a-z-]+$/.test(word) ? word : "auto"];
  }

  element_at(x, y) {
    let left = 0;
    let top = 0;
    let element = fromPoint(this.document, x, y);
    while (element) {
      const root = shadowRoot(element);
      const inner = root && fromPointInShadow(root, x - left, y - top);
      if (inner && inner !== element && contains(root, inner)) {
        element = inner;
        continue;
      }
      const document = localName(element) === "iframe" && this.frames.has(element[SLOT]) ? contentDocument(element) : null;
      const offset = document && this.offset(document);
      const within = offset && fromPoint(document, x - offset[0], y - offset[1]);
      if (!within) break;
      [left, top] = offset;
      element = within;
    }
    while (element && element[SLOT] === undefined) element = this.above(element);
    return element && isElement(element) ? { element, left, top } : null;
  }

  // The parent as it is drawn: through slots, hosts and frames.
  above(node) {
    const slot = isElement(node) ? assignedSlot(node) : null;
    if (slot) return slot;
    const parent = parentOf(node);
    if (!parent) return isDocument(node) ? view(node)?.frameElement ?? null : null;
    return isShadow(parent) ? hostOf(parent) : parent;
  }

  // Boxes of nodes: four numbers each (left, top, width, height) of what is to be seen of them, and the radius of
  // their corners. A width below 0: not to be seen.
  boxes(slots) {
    const out = new Float64Array(slots.length * 5);
    for (let i = 0; i < slots.length; i++) out.set(this.box(this.nodes[slots[i]]), i * 5);
    return out;
  }

  box(node) {
    if (node && nodeType(node) === 3) node = parentOf(node);
    if (!node || !isElement(node) || !isConnected(node)) return [0, 0, -1, -1, 0];
    const document = ownerDocument(node);
    const offset = this.offset(document);
    const box = boxOf(node);
    if (!offset || (box.width === 0 && box.height === 0)) return [0, 0, -1, -1, 0];
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    // What a scroller hides is not marked.
    for (let outer = this.above(node); outer && isElement(outer); outer = this.above(outer)) {
      const { overflowX, overflowY } = view(ownerDocument(outer)).getComputedStyle(outer);
      if (overflowX === "visible" && overflowY === "visible") continue;
      if (outer === scrollingElement(ownerDocument(outer)) || localName(outer) === "body") continue;
      if (ownerDocument(outer) !== document) break;
      const edge = boxOf(outer);
      left = Math.max(left, edge.left);
      top = Math.max(top, edge.top);
      right = Math.min(right, edge.right);
      bottom = Math.min(bottom, edge.bottom);
    }
    if (right <= left || bottom <= top) return [0, 0, -1, -1, 0];
    const radius = parseFloat(view(document).getComputedStyle(node).borderTopLeftRadius) || 0;
    return [left + offset[0], top + offset[1], right - left, bottom - top, radius];
  }

  // The whole border box of a node: [left, top, width, height], or nothing.
  whole_box(slot) {
    let node = this.nodes[slot];
    if (node && nodeType(node) === 3) node = parentOf(node);
    if (!node || !isElement(node) || !isConnected(node)) return null;
    const offset = this.offset(ownerDocument(node));
    if (!offset) return null;
    const box = boxOf(node);
    return [box.left + offset[0], box.top + offset[1], box.width, box.height];
  }

  // Scrolls what a wheel over a point would scroll: [slot, x, y] of where it stands then, or nothing.
  wheel(x, y, by_x, by_y) {
    const found = this.element_at(x, y);
    for (let node = found?.element; node; node = this.above(node)) {
      if (!isElement(node)) {
        const root = isDocument(node) ? scrollingElement(node) : null;
        if (root && node[SLOT] !== undefined && this.can_scroll(root, by_x, by_y, true)) {
          view(node).scrollBy({ left: by_x, top: by_y, behavior: "instant" });
          return [node[SLOT], Math.round(scrollLeft(root)), Math.round(scrollTop(root))];
        }
        continue;
      }
      if (node === scrollingElement(ownerDocument(node)) || node[SLOT] === undefined) continue;
      if (this.can_scroll(node, by_x, by_y, false)) {
        scrollElement(node, { left: scrollLeft(node) + by_x, top: scrollTop(node) + by_y, behavior: "instant" });
        return [node[SLOT], Math.round(scrollLeft(node)), Math.round(scrollTop(node))];
      }
    }
    return null;
  }

  can_scroll(node, by_x, by_y, root) {
    const { overflowX, overflowY } = view(ownerDocument(node)).getComputedStyle(node);
    const moves = (overflow) => (root ? overflow !== "hidden" && overflow !== "clip" : overflow === "auto" || overflow === "scroll");
    const room = (at, most, by) => (by < 0 ? at > 0 : by > 0 ? at < most - 1 : false);
    return (
      (moves(overflowX) && room(scrollLeft(node), scrollWidth(node) - clientWidth(node), by_x)) ||
      (moves(overflowY) && room(scrollTop(node), scrollHeight(node) - clientHeight(node), by_y))
    );
  }

  // What a chooser must know of a field: [value, min, max, step, type as the page says it].
  field(slot) {
    const node = this.nodes[slot];
    if (!node || localName(node) !== "input") return null;
    const of = (name) => getAttribute(node, name) ?? "";
    return [input.value.get(node), of("min"), of("max"), of("step"), of("type").trim().toLowerCase(), of("dir")];
  }

  set_value(slot, value) {
    const node = this.nodes[slot];
    if (node && localName(node) === "input") input.value.set(node, value);
  }

  // The options of a select: [label, group, disabled, chosen] each.
  options(slot) {
    const node = this.nodes[slot];
    if (!node || localName(node) !== "select") return null;
    return Array.from(optionsOf(node), (option) => {
      const parent = parentOf(option);
      const group = parent && localName(parent) === "optgroup" ? parent : null;
      const label = optionLabel(option) || textOf(option).trim();
      const disabled = optionDisabled(option) || (group !== null && hasAttribute(group, "disabled"));
      return [label, group ? getAttribute(group, "label") ?? "" : "", disabled, selected.get(option)];
    });
  }

  is_multiple(slot) {
    const node = this.nodes[slot];
    return Boolean(node && isElement(node) && hasAttribute(node, "multiple"));
  }
}
