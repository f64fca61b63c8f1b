// Carries out the instructions of src/mirror/batch.rs in the frame's document, and answers where things are in
// it. Decides nothing: what may stand in the mirror was decided before.
//
// Every method and property of the frame's nodes is taken from the console's own prototypes: a page can name its
// fields and images so that `form.setAttribute` or `document.createElementNS` would be one of them.

const NAMESPACES = [
  "http://www.w3.org/1999/xhtml",
  "http://www.w3.org/2000/svg",
  "http://www.w3.org/1998/Math/MathML",
];
const SLOT = Symbol("slot");
// A canvas is not among them: without scripts it is an inline element.
const OWN_BOX = new Set(["video", "iframe", "embed", "img", "input", "select", "textarea", "button"]);

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
const createElement = method("createElementNS", D);
const createText = method("createTextNode", D);
const createHolder = method("createDocumentFragment", D);
const adopt = method("adoptNode", D);
const fromPoint = method("elementFromPoint", D);
const fromPointInShadow = method("elementFromPoint", ShadowRoot.prototype);
const setAttribute = method("setAttribute", E);
const removeAttribute = method("removeAttribute", E);
const getAttribute = method("getAttribute", E);
const hasAttribute = method("hasAttribute", E);
const attachShadow = method("attachShadow", E);
const boxOf = method("getBoundingClientRect", E);
const scrollElement = method("scrollTo", E);
const insertBefore = method("insertBefore", N);
const removeChild = method("removeChild", N);
const listen = method("addEventListener", EventTarget.prototype);
const contains = method("contains", N);
const parentOf = property("parentNode", N).get;
const firstChild = property("firstChild", N).get;
const nextSibling = property("nextSibling", N).get;
const isConnected = property("isConnected", N).get;
const nodeType = property("nodeType", N).get;
const ownerDocument = property("ownerDocument", N).get;
const setText = property("textContent", N).set;
const textOf = property("textContent", N).get;
const setData = property("data", CharacterData.prototype).set;
const localName = property("localName", E).get;
const shadowRoot = property("shadowRoot", E).get;
const assignedSlot = property("assignedSlot", E).get;
const clientLeft = property("clientLeft", E).get;
const clientTop = property("clientTop", E).get;
const clientWidth = property("clientWidth", E).get;
const clientHeight = property("clientHeight", E).get;
const scrollWidth = property("scrollWidth", E).get;
const scrollHeight = property("scrollHeight", E).get;
const scrollLeft = property("scrollLeft", E).get;
const scrollTop = property("scrollTop", E).get;
const hostOf = property("host", ShadowRoot.prototype).get;
const contentDocument = property("contentDocument", HTMLIFrameElement.prototype).get;
const view = property("defaultView", D).get;
const scrollingElement = property("scrollingElement", D).get;
const compatMode = property("compatMode", D).get;
const openDocument = method("open", D);
const writeDocument = method("write", D);
const closeDocument = method("close", D);
const styleOf = property("style", H, E).get;
const styleOfSvg = property("style", SVGElement.prototype, E).get;
const adoptedInDocument = property("adoptedStyleSheets", D, Object.getPrototypeOf(D)).set;
const adoptedInShadow = property("adoptedStyleSheets", ShadowRoot.prototype, Object.getPrototypeOf(ShadowRoot.prototype)).set;
const input = {
  value: property("value", HTMLInputElement.prototype),
  checked: property("checked", HTMLInputElement.prototype),
  indeterminate: property("indeterminate", HTMLInputElement.prototype),
};
const areaValue = property("value", HTMLTextAreaElement.prototype);
const optionsOf = property("options", HTMLSelectElement.prototype).get;
const selected = property("selected", HTMLOptionElement.prototype);
const optionDisabled = property("disabled", HTMLOptionElement.prototype).get;
const optionLabel = property("label", HTMLOptionElement.prototype).get;
const showModal = method("showModal", HTMLDialogElement.prototype);
const closeDialog = method("close", HTMLDialogElement.prototype);
const showPopover = H.showPopover && method("showPopover", H);
const hidePopover = H.hidePopover && method("hidePopover", H);

const isDocument = (node) => nodeType(node) === 9;
const isElement = (node) => nodeType(node) === 1;
const isShadow = (node) => nodeType(node) === 11 && "host" in node;

export class Renderer {
  constructor(frame, first, last) {
    this.frame = frame;
    this.document = frame.contentDocument;
    if (!this.document) throw new Error("the frame's document is out of reach");
    this.first = first;
    this.last = last;
    this.names = [];
    // By document: our own sheets, and the adopted ones by their text.
    this.own = new WeakMap();
    this.busy = false;
    this.reset();
    this.empty();
  }

  reset() {
    this.nodes = [null];
    // By slot of a frame element: slot of its document.
    this.frames = new Map();
    // Slots of frames' documents that have a document type.
    this.standards = new Set();
    // By slot of a document or shadow root: the sheets that it adopts, and the document they were made for.
    this.roots = new Map();
    this.undressed = new Set();
    this.scrolls = new Map();
    this.layers = [];
    this.sizes = [];
    this.swap = 0;
    this.moved = false;
  }

  // Shows nothing.
  empty() {
    const { document } = this;
    this.reset();
    this.strip(document);
    insertBefore(document, createElement(document, NAMESPACES[0], "html"), null);
  }

  // Takes everything but the document type out of a document.
  strip(document) {
    let child = firstChild(document);
    while (child) {
      const next = nextSibling(child);
      if (nodeType(child) !== 10) removeChild(document, child);
      child = next;
    }
  }

  apply(code, text) {
    const focused = this.frame.ownerDocument.activeElement;
    this.busy = true;
    try {
      this.run(code, text);
    } finally {
      this.busy = false;
    }
    this.settle();
    // A modal dialog takes the focus into the frame; typing must stay with the console.
    const now = this.frame.ownerDocument.activeElement;
    if (now === this.frame && focused && focused !== now) focused.focus({ preventScroll: true });
  }

  run(code, text) {
    const { document, names } = this;
    let at = 0;
    let from = 0;
    const string = () => {
      const to = from + code[at++];
      const part = text.slice(from, to);
      from = to;
      return part;
    };
    while (at < code.length) {
      const instruction = code[at++];
      const { nodes } = this;
      switch (instruction) {
        case 0: // Name
          names.push(string());
          break;
        case 1: { // Element
          const slot = code[at++];
          const node = createElement(document, NAMESPACES[code[at++]], names[code[at++]]);
          node[SLOT] = slot;
          nodes[slot] = node;
          break;
        }
        case 2: { // Text
          const slot = code[at++];
          nodes[slot] = createText(document, string());
          break;
        }
        case 3: { // Document
          const slot = code[at++];
          nodes[slot] = createHolder(document);
          this.roots.set(slot, { sheets: [], document: null });
          this.undressed.add(slot);
          break;
        }
        case 4: { // Shadow
          const slot = code[at++];
          const root = attachShadow(nodes[code[at++]], { mode: "open" });
          root[SLOT] = slot;
          nodes[slot] = root;
          this.roots.set(slot, { sheets: [], document: null });
          this.undressed.add(slot);
          break;
        }
        case 5: { // Set
          const node = nodes[code[at++]];
          const name = names[code[at++]];
          setAttribute(node, name, string());
          break;
        }
        case 6: { // Unset
          const node = nodes[code[at++]];
          removeAttribute(node, names[code[at++]]);
          break;
        }
        case 7: { // Insert
          const node = nodes[code[at++]];
          const parent = nodes[code[at++]];
          const prev = code[at++];
          // A document has one element, behind its type.
          const next = isDocument(parent) ? null : prev ? nextSibling(nodes[prev]) : firstChild(parent);
          insertBefore(parent, node, next);
          if (this.frames.size) this.moved = true;
          break;
        }
        case 8: { // Take
          const node = nodes[code[at++]];
          if (isDocument(node)) this.strip(node);
          else {
            const parent = parentOf(node);
            if (parent) removeChild(parent, node);
          }
          break;
        }
        case 9: { // Free
          const slot = code[at++];
          nodes[slot] = null;
          this.frames.delete(slot);
          this.standards.delete(slot);
          this.roots.delete(slot);
          this.undressed.delete(slot);
          this.scrolls.delete(slot);
          break;
        }
        case 10: { // Data
          const node = nodes[code[at++]];
          setData(node, string());
          break;
        }
        case 11: { // Value
          const node = nodes[code[at++]];
          const value = string();
          if (localName(node) === "select") this.only_option(node, value);
          else (localName(node) === "textarea" ? areaValue : input.value).set(node, value);
          break;
        }
        case 12: { // Checked
          const node = nodes[code[at++]];
          const bits = code[at++];
          input.checked.set(node, (bits & 1) !== 0);
          input.indeterminate.set(node, (bits & 2) !== 0);
          break;
        }
        case 13: { // Selected
          const node = nodes[code[at++]];
          const count = code[at++];
          const chosen = new Set(code.subarray(at, at + count));
          at += count;
          const options = optionsOf(node);
          for (let i = 0; i < options.length; i++) {
            if (selected.get(options[i]) !== chosen.has(i)) selected.set(options[i], chosen.has(i));
          }
          break;
        }
        case 14: { // Scroll
          const slot = code[at++];
          this.scrolls.set(slot, [code[at++] | 0, code[at++] | 0]);
          break;
        }
        case 15: { // Sheet
          const node = nodes[code[at++]];
          const media = string();
          if (media) setAttribute(node, "media", media);
          else removeAttribute(node, "media");
          setText(node, string());
          break;
        }
        case 16: { // Adopt
          const slot = code[at++];
          const index = code[at++];
          const disabled = code[at++] !== 0;
          const media = string();
          this.roots.get(slot).sheets[index] = { media, disabled, text: string() };
          this.undressed.add(slot);
          break;
        }
        case 17: { // AdoptCount
          const slot = code[at++];
          const { sheets } = this.roots.get(slot);
          sheets.length = Math.min(sheets.length, code[at++]);
          this.undressed.add(slot);
          break;
        }
        case 18: // Size
          this.sizes.push([code[at++], code[at++], code[at++]]);
          break;
        case 19: // Layer
          this.layers.push([code[at++], code[at++]]);
          break;
        case 20: // Frame
          this.frame_of(code[at++], code[at++]);
          break;
        case 21: // Swap
          this.swap = code[at++];
          break;
        case 22: // Reset
          this.reset();
          break;
        case 23: { // Source
          const node = nodes[code[at++]];
          const url = string();
          if (url) setAttribute(node, "src", url);
          else removeAttribute(node, "src");
          break;
        }
        case 24: // Names
          names.length = 0;
          break;
        case 25: // Standards
          this.standards.add(code[at++]);
          break;
        default:
          throw new Error(`no instruction ${instruction}`);
      }
    }
  }

  // A private select has no options of its own: it says one thing.
  only_option(node, words) {
    setText(node, "");
    const option = createElement(ownerDocument(node), NAMESPACES[0], "option");
    setText(option, words);
    insertBefore(node, option, null);
  }

  frame_of(slot, document) {
    this.frames.set(slot, document);
    this.moved = true;
    // Some browsers replace a frame's first document once more, later; others say so in the midst of inserting it.
    listen(this.nodes[slot], "load", () => {
      this.moved = true;
      if (!this.busy) this.settle();
    });
  }

  // What can only be done when everything stands in its place.
  settle() {
    this.busy = true;
    try {
      this.arrange();
    } finally {
      this.busy = false;
    }
  }

  arrange() {
    const { nodes } = this;
    if (this.swap) {
      const holder = nodes[this.swap];
      this.strip(this.document);
      insertBefore(this.document, holder, null);
      nodes[this.swap] = this.document;
      this.document[SLOT] = this.swap;
      this.swap = 0;
      this.moved = true;
    }
    while (this.moved) this.fill_frames();
    for (const slot of this.undressed) this.dress(slot);
    this.undressed.clear();
    for (const [slot, width, height] of this.sizes) if (nodes[slot]) this.size(nodes[slot], width, height);
    this.sizes.length = 0;
    for (const [slot, layer] of this.layers) if (nodes[slot]) this.lift(nodes[slot], layer);
    this.layers.length = 0;
    this.apply_scrolls();
  }

  // A frame gets its document when it comes into the page, and a new one whenever it moves: what was built for it
  // goes over. Frames within frames come in the next round.
  fill_frames() {
    this.moved = false;
    for (let again = true; again; ) {
      again = false;
      for (const [slot, document] of this.frames) {
        const frame = this.nodes[slot];
        const built = this.nodes[document];
        const inner = frame && isConnected(frame) ? contentDocument(frame) : null;
        if (!inner || !built || inner === built) continue;
        if (this.standards.has(document)) this.make_standard(inner);
        this.strip(inner);
        let child = firstChild(built);
        while (child) {
          const next = nextSibling(child);
          if (nodeType(child) !== 10) insertBefore(inner, adopt(inner, child), null);
          child = next;
        }
        this.nodes[document] = inner;
        inner[SLOT] = document;
        again = true;
      }
    }
    // Adopted sheets do not go over.
    for (const [slot, root] of this.roots) {
      const node = this.nodes[slot];
      if (node && (isDocument(node) ? node : ownerDocument(node)) !== root.document) this.undressed.add(slot);
    }
  }

  // A frame's first document is laid out as pages of old are, and only a parsed document type changes that. What is
  // parsed is this one constant.
  make_standard(inner) {
    if (compatMode(inner) === "CSS1Compat") return;
    openDocument(inner);
    writeDocument(inner, "<!doctype html>");
    closeDocument(inner);
  }

  // Gives a document or shadow root the sheets that it adopts, between ours.
  dress(slot) {
    const node = this.nodes[slot];
    const root = this.roots.get(slot);
    const whole = isDocument(node);
    const document = whole ? node : ownerDocument(node);
    // A document that is still being built has no window.
    if (!view(document) || (!whole && !isShadow(node))) return;
    root.document = document;
    const own = this.own_sheets(document);
    const sheets = root.sheets.filter(Boolean).map((sheet) => {
      const key = `${sheet.disabled}\n${sheet.media}\n${sheet.text}`;
      let made = own.made.get(key);
      if (!made) {
        made = this.make_sheet(document, sheet);
        // Sites share few sheets among many roots; a site that does not is served all the same.
        if (own.made.size >= 500) own.made.clear();
        own.made.set(key, made);
      }
      return made;
    });
    if (whole) adoptedInDocument(node, [...sheets, own.last]);
    else adoptedInShadow(node, [own.first, ...sheets, own.last]);
  }

  own_sheets(document) {
    let own = this.own.get(document);
    if (!own) {
      own = {
        first: this.make_sheet(document, { text: this.first }),
        last: this.make_sheet(document, { text: this.last }),
        made: new Map(),
      };
      this.own.set(document, own);
    }
    return own;
  }

  make_sheet(document, { text, media = "", disabled = false }) {
    // A sheet belongs to the realm of its document.
    const sheet = new (view(document).CSSStyleSheet)({ media, disabled });
    sheet.replaceSync(text);
    return sheet;
  }

  set_last(last) {
    this.last = last;
    const seen = new Set();
    for (const { document } of this.roots.values()) {
      if (!document || seen.has(document)) continue;
      seen.add(document);
      this.own_sheets(document).last.replaceSync(last);
    }
  }

  size(node, width, height) {
    const style = (node instanceof view(ownerDocument(node)).SVGElement ? styleOfSvg : styleOf)(node);
    style.setProperty("width", `${width}px`, "important");
    style.setProperty("height", `${height}px`, "important");
    if (OWN_BOX.has(localName(node)) || !isConnected(node)) return;
    const { display } = view(ownerDocument(node)).getComputedStyle(node);
    const shown = localName(node) === "audio" && width > 0 && height > 0;
    if (display === "inline" || (display === "none" && shown)) style.setProperty("display", "inline-block", "important");
  }

  lift(node, layer) {
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

  apply_scrolls() {
    for (const [slot, [x, y]] of this.scrolls) {
      const node = this.nodes[slot];
      if (!node) continue;
      const to = { left: x, top: y, behavior: "instant" };
      if (isDocument(node)) view(node)?.scrollTo(to);
      else if (isElement(node)) scrollElement(node, to);
    }
    this.scrolls.clear();
  }

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
