// Reads nodes into a batch: elements, texts, shadow roots, frames of the same origin. Gives each its number.
//
// Knows no policy: what may leave is judged in Rust. It only leaves out what is never read at all: the values of
// password, hidden and file inputs, what is inside blocked parts, scripts and templates, and our own host.

import * as dom from "./dom.js";
import * as ops from "./batch.js";
import { Fields, fieldKind, isSecret } from "./fields.js";
import { Sheets, absolute, absoluteStyle } from "./sheets.js";

const SPACES = new Map([["http://www.w3.org/2000/svg", 1], ["http://www.w3.org/1998/Math/MathML", 2]]);
// Elements whose content is not read, and those shown as a box of the same size.
const UNREAD = new Set(["script", "noscript", "template", "style", "object", "embed", "applet", "canvas", "video",
  "audio", "iframe", "frame"]);
const BOXES = new Set(["object", "embed", "applet", "canvas", "video", "audio"]);
// Elements that cannot be scrolled: asking each of them for its position would cost more than reading it.
const FIXED = new Set(["span", "a", "b", "i", "em", "strong", "small", "p", "h1", "h2", "h3", "h4", "h5", "h6", "td",
  "th", "tr", "br", "hr", "img", "input", "label", "option", "script", "style", "link", "meta", "title", "head", "svg",
  "path", "g", "use", "source", "button", "sub", "sup", "dt", "dd", "abbr", "time", "s", "u", "wbr"]);
// Elements some of whose attributes are not read as they stand.
const TWEAKED = new Set(["img", "source", "input", "image", "use"]);

export class Reader {
  // marks: pairs of an attribute's name and its bit. drop: called for a known node that is to be read as another one.
  // onRoot: told of each document and shadow root that is read; true if it was not observed before.
  // secret(key, value): takes a value that is in no batch.
  // late(): something that was waited for is there.
  constructor(batch, host, marks, secret, late, drop, onRoot) {
    this.late = late;
    this.secret = secret;
    this.batch = batch;
    this.host = host;
    this.markBits = new Map(marks);
    this.drop = drop;
    this.onRoot = onRoot;
    // Inside a root that was not observed before: what known nodes went through in there was not seen.
    this.unseen = false;
    this.ids = new WeakMap();
    this.keys = new WeakMap();
    this.nodes = new Map();
    this.last = 0;
    // Elements that match the owner's selectors, with their bits.
    this.matched = new Map();
    this.blocked = new WeakSet();
    // The address of each picture as last written: the browser may choose another.
    this.sources = new WeakMap();
    this.fields = new Fields(this);
    this.sheets = new Sheets(this);
    this.frames = new Map();
    this.layers = new Map();
    // Numbers of known nodes that were met on a walk: they were moved.
    this.placed = [];
    // While the whole page is read again: the nodes known before. They keep their numbers.
    this.whole = null;
    this.nested = 0;
    // Fields of this walk whose state is still to be written.
    this.fresh = [];
  }

  // The number of a node that the agent has; 0 if it has none.
  alive(node) {
    const id = this.ids.get(node);
    return id !== undefined && this.nodes.has(id) ? id : 0;
  }

  name(node) {
    const before = this.ids.get(node);
    if (before !== undefined && (this.whole || this.nodes).has(before)) {
      this.nodes.set(before, node);
      return before;
    }
    const id = ++this.last;
    if (before !== undefined && !this.keys.has(node)) this.keys.set(node, before);
    this.ids.set(node, id);
    this.nodes.set(id, node);
    return id;
  }

  // A node and all below it are gone: their numbers die, and each is told to `dead`.
  forget(top, dead) {
    let node = top;
    for (;;) {
      const id = this.ids.get(node);
      if (id !== undefined && this.nodes.delete(id)) {
        dead(node, id);
        this.fields.all.delete(id);
        this.sheets.owned.delete(id);
        this.layers.delete(id);
        const frame = this.frames.get(id);
        if (frame) {
          this.frames.delete(id);
          if (frame.inner) {
            this.forget(frame.inner, dead);
            this.onRoot(frame.inner, false);
          }
        }
      }
      const shadow = dom.nodeType(node) === 1 && dom.shadowOf(node);
      if (shadow && this.alive(shadow)) {
        this.forget(shadow, dead);
        this.onRoot(shadow, false);
      }
      const first = dom.firstChild(node);
      if (first) {
        node = first;
        continue;
      }
      while (node !== top && !dom.nextSibling(node)) node = dom.parentNode(node);
      if (node === top) return;
      node = dom.nextSibling(node);
    }
  }

  // Writes a node and all below it where the batch's cursor stands, then what its fields hold: a select's choice means
  // nothing before its options are there.
  walk(top) {
    const { unseen } = this;
    this.nested++;
    this.walkOn(top);
    this.nested--;
    this.unseen = unseen;
    if (!this.nested) this.states();
  }

  // Writes what the fields that were met hold.
  states() {
    for (const field of this.fresh) {
      // Its list may have come behind it.
      if (field.lists) this.fields.hints(field);
      this.fields.state(field, true);
    }
    this.fresh.length = 0;
  }

  walkOn(top) {
    let node = top;
    for (;;) {
      const open = this.write(node);
      if (open === 2) {
        const first = dom.firstChild(node);
        if (first) {
          node = first;
          continue;
        }
      }
      if (open) this.batch.op(ops.UP);
      for (;;) {
        if (node === top) return;
        const next = dom.nextSibling(node);
        if (next) {
          node = next;
          break;
        }
        node = dom.parentNode(node);
        this.batch.op(ops.UP);
      }
    }
  }

  // Writes one node. 0: nothing was opened; 1: opened, and what is inside is not read; 2: opened.
  write(node) {
    const type = dom.nodeType(node);
    if (type === 8 || type === 4 || type === 7 || node === this.host) return 0;
    if (!this.whole) {
      const known = this.alive(node);
      if (known && this.unseen) {
        this.drop(node, known);
      } else if (known) {
        this.batch.op(ops.PLACE, known);
        this.placed.push(known);
        return 0;
      }
    }
    const id = this.name(node);
    const key = this.keys.get(node) || id;
    const batch = this.batch;
    if (type === 1) return this.element(node, id, key);
    if (type === 3) {
      batch.op(ops.TEXT, id, key);
      batch.text(dom.dataOf(node));
    } else if (type === 10) {
      batch.op(ops.DOCTYPE, id, key);
      for (const part of dom.doctype) batch.text(part(node));
    } else {
      batch.op(type === 9 ? ops.DOCUMENT : ops.SHADOW, id, key);
      if (this.onRoot(node, true)) this.unseen = true;
      this.sheets.adopted(node, id);
      if (type === 9) this.scroll(dom.scrollerOf(node), id);
      return 2;
    }
    return 0;
  }

  element(node, id, key) {
    const batch = this.batch;
    const tag = dom.localName(node);
    const space = SPACES.get(dom.namespaceOf(node)) || 0;
    const names = dom.attributeNames(node);
    let bits = this.matched.get(node) || 0;
    for (let i = 0; i < names.length; i++) {
      if (names[i].length > 17) bits |= this.markBits.get(names[i]) || 0;
    }
    if (bits & ops.BLOCK) this.blocked.add(node);
    const blocked = this.blocked.has(node);
    if (blocked) bits |= ops.BLOCK;
    batch.op(ops.ELEMENT | space << 8, id, key, bits);
    batch.text(tag);
    batch.need(1, 0);
    const count = batch.at++;
    let written = 0;
    if (!blocked && tag !== "script") {
      const tweaked = TWEAKED.has(tag);
      for (let i = 0; i < names.length; i++) {
        const name = names[i];
        let value = dom.attribute(node, name);
        if (value === null) continue;
        if (tweaked || name === "style") value = this.tweak(node, tag, name, value);
        if (value === undefined) continue;
        batch.text(name);
        batch.text(value);
        written++;
      }
      // A picture whose choice is made by `srcset` alone.
      if (tag === "img" && names.indexOf("src") < 0) {
        const source = this.source(node, "");
        if (source) {
          batch.text("src");
          batch.text(source);
          written++;
        }
      }
    }
    batch.ops[count] = written;
    if (blocked) {
      this.box(node, id);
      return 1;
    }
    this.field(node, id, tag);
    const shadow = dom.shadowOf(node);
    // Deeper than any page: the stack is the page's.
    if (shadow && this.nested < 100) this.walk(shadow);
    if (UNREAD.has(tag)) {
      if (tag === "iframe" || tag === "frame") this.frame(node, id);
      else if (BOXES.has(tag)) this.box(node, id);
      else if (tag === "style") this.sheets.own(node, id);
      return 1;
    }
    if (tag === "link") this.sheets.own(node, id);
    if (tag === "dialog" || names.indexOf("popover") >= 0) this.layer(id, { node, bits: 0 });
    if (!space && !FIXED.has(tag)) this.scroll(node, id);
    return 2;
  }

  // Takes note of a field, of an element that was none before.
  field(node, id, tag) {
    const kind = fieldKind(node, tag);
    if (kind) this.fresh.push(this.fields.add(node, id, tag, kind));
  }

  // An attribute as the agent is to have it; undefined if not at all.
  tweak(node, tag, name, value) {
    if (name === "style") return value.indexOf("url(") < 0 ? value : absoluteStyle(value, dom.baseOf(node));
    if (tag === "img") {
      if (name === "srcset" || name === "sizes") return undefined;
      if (name === "src") return this.source(node, value);
    } else if (tag === "source") {
      if (name === "srcset") return undefined;
    } else if (tag === "input") {
      if (name === "value" && isSecret(this.fields, node)) return undefined;
      if (name === "src") return absolute(value, dom.baseOf(node));
    } else if ((name === "href" || name === "xlink:href") && value[0] !== "#") {
      return absolute(value, dom.baseOf(node));
    }
    return value;
  }

  // The address of a picture: what the browser chose.
  source(node, written) {
    const source = dom.currentSource(node) || absolute(written, dom.baseOf(node));
    this.sources.set(node, source);
    return source;
  }

  // Writes one attribute of a known element. `again`: it is judged by other rules now.
  attribute(node, id, name, again) {
    const batch = this.batch;
    const tag = dom.localName(node);
    let value = dom.attribute(node, name);
    if (value === null && tag === "img" && name === "src") value = this.source(node, "") || null;
    else if (value !== null && (TWEAKED.has(tag) || name === "style")) value = this.tweak(node, tag, name, value);
    if (value === undefined) return;
    if (value === null) {
      batch.op(ops.NO_ATTRIBUTE, id);
      batch.text(name);
    } else {
      batch.op(ops.ATTRIBUTE | again << 8, id);
      batch.text(name);
      batch.text(value);
    }
  }

  // Whether the children of a known node are read.
  isRead(node) {
    return dom.nodeType(node) !== 1 || !(UNREAD.has(dom.localName(node)) || this.blocked.has(node));
  }

  marksOf(node) {
    let bits = this.matched.get(node) || 0;
    for (const [name, bit] of this.markBits) if (dom.attribute(node, name) !== null) bits |= bit;
    return bits;
  }

  frame(node, id) {
    const inner = dom.documentIn(node);
    this.frames.set(id, { node, inner });
    // A document that a script wrote into a blob is no part of the site.
    if (inner && !dom.isBlob(inner) && this.nested < 100) this.walk(inner);
    else this.box(node, id);
  }

  box(node, id) {
    const rect = dom.rectOf(node);
    this.batch.op(ops.BOX, id, Math.round(rect.width), Math.round(rect.height));
  }

  // Whether a dialog or popover is in the top layer, when that changed.
  layer(id, layer) {
    const bits = dom.layersOf(layer.node);
    this.layers.set(id, layer);
    if (bits !== layer.bits) this.batch.op(ops.LAYER, id, (layer.bits = bits));
  }

  scroll(node, id) {
    if (!node) return;
    const x = dom.scrollLeft(node);
    const y = dom.scrollTop(node);
    if (x || y) this.batch.op(ops.SCROLL, id, Math.round(x), Math.round(y));
  }
}
