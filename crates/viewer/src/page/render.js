// Carries out the instructions of src/mirror/batch.rs in the frame's document. Decides nothing: what may stand in
// the mirror was decided before.

import { adopt, areaValue, attachShadow, closeDocument, compatMode, contentDocument, createElement,
  createHolder, createText, firstChild, input, insertBefore, isConnected, isDocument, isElement, isShadow, KEEPER,
  lift, listen, localName, Look, nextSibling, nodeType, openDocument, optionsOf, ownerDocument, parentOf,
  removeAttribute, removeChild, restyle, scrollElement, selected, setAttribute, setData, setText, Sheets, size, SLOT,
  view, writeDocument } from "./sheets.js";

const NAMESPACES = [
  "http://www.w3.org/1999/xhtml",
  "http://www.w3.org/2000/svg",
  "http://www.w3.org/1998/Math/MathML",
];
export class Renderer extends Look {
  // `guest`: the frame stands in a page with a security policy of its own.
  constructor(frame, first, last, guest) {
    super();
    this.guest = guest;
    this.frame = frame;
    this.document = frame.contentDocument;
    if (!this.document) throw new Error("the frame's document is out of reach");
    this.sheets = new Sheets(first, last);
    this.names = [];
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
    const console = this.frame.ownerDocument;
    if (console.activeElement !== this.frame) return;
    if (focused && focused !== this.frame) focused.focus({ preventScroll: true });
    // What cannot take it back, such as the body, had it because nothing had.
    if (console.activeElement === this.frame) this.frame.blur();
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
          const space = NAMESPACES[code[at++]];
          const name = names[code[at++]];
          const node = createElement(document, space, this.guest && name === "style" ? KEEPER : name);
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
          const value = string();
          if (name === "style" && this.guest) restyle(node, value);
          else setAttribute(node, name, value);
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
          if (this.guest) this.sheets.keep(node, string(), media);
          else setText(node, string());
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
    if (this.guest) this.look_for_styles();
    for (const slot of this.undressed) this.dress(slot);
    this.undressed.clear();
    for (const [slot, width, height] of this.sizes) if (nodes[slot]) size(nodes[slot], width, height);
    this.sizes.length = 0;
    for (const [slot, layer] of this.layers) if (nodes[slot]) lift(nodes[slot], layer);
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
    const document = isDocument(node) ? node : ownerDocument(node);
    // A document that is still being built has no window.
    if (!view(document) || (node !== document && !isShadow(node))) return;
    root.document = document;
    this.sheets.dress(node, document, [...(root.kept || []), ...root.sheets]);
  }

  // Roots whose style elements, kept aside, are others than they were.
  look_for_styles() {
    for (const [slot, root] of this.roots) {
      const node = this.nodes[slot];
      if (!node || !(isDocument(node) || isShadow(node))) continue;
      const kept = this.sheets.kept(node);
      const before = root.kept || [];
      if (kept.length === before.length && kept.every((text, i) => text === before[i])) continue;
      root.kept = kept;
      this.undressed.add(slot);
    }
  }

  // Replaces the style that stands behind everything else.
  set_last(last) {
    const documents = Array.from(this.roots.values(), (root) => root.document).filter(Boolean);
    this.sheets.set_last(last, new Set(documents));
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
}
