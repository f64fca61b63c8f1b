// What changed in the page since the last batch, as sets, and the writing of it. Whoever fills the sets is watcher.js.
// Knows no observers, events or clocks, and no policy.

import * as dom from "./dom.js";
import * as ops from "./batch.js";
import { Reader } from "./reader.js";

export class Changes {
  // lists: pairs of a selector list and its bit. onRoot: told of each document and shadow root that is read.
  constructor(memory, grow, secret, host, marks, lists, late, onRoot) {
    this.batch = new ops.Batch(memory, grow);
    this.reader = new Reader(this.batch, host, marks, secret, late, (node, id) => this.drop(node, id), (root, there) => {
      if (there) this.roots.add(root);
      else this.roots.delete(root);
      if (there) this.matchIn(root);
      return onRoot(root, there);
    });
    this.host = host;
    this.lists = lists;
    this.roots = new Set();
    // Numbers of nodes that are gone.
    this.gone = [];
    // Elements that Rust wants to judge again.
    this.again = new Set();
    this.forgetPage();
    this.clear();
  }

  forgetPage() {
    this.page = this.viewport = this.title = undefined;
    this.focus = 0;
  }

  clear() {
    this.touched = new Set();
    this.attributes = new Map();
    this.texts = new Set();
    this.marked = new Set();
    this.shadows = new Set();
    this.scrolled = new Set();
    this.settled = new Set();
    this.presses = [];
    this.pointer = null;
    this.hints = false;
  }

  block(node, id) {
    this.reader.blocked.add(node);
    this.drop(node, id);
    this.touched.add(node);
  }

  // Writes a batch. Gives where its tail starts: the list of moved and gone nodes, which is read first.
  write(whole) {
    const { batch, reader } = this;
    batch.reset();
    if (whole) this.writeAll();
    else this.writeChanges();
    const tail = batch.at;
    if (!whole) {
      this.writeIds(ops.MOVED, reader.placed);
      this.writeIds(ops.GONE, this.gone);
    }
    reader.placed = [];
    this.gone = [];
    return tail;
  }

  writeIds(code, ids) {
    if (!ids.length) return;
    const { batch } = this;
    batch.need(ids.length + 2, 0);
    batch.op(code, ids.length);
    for (const id of ids) batch.ops[batch.at++] = id;
  }

  writeAll() {
    const reader = this.reader;
    this.clear();
    this.again.clear();
    this.match();
    const before = reader.nodes;
    reader.nodes = new Map();
    for (const part of [reader.fields.all, reader.sheets.owned, reader.sheets.roots, reader.frames, reader.layers]) {
      part.clear();
    }
    this.forgetPage();
    this.writePage();
    reader.whole = before;
    try {
      this.batch.op(ops.AT, 0, 0);
      reader.walk(document);
    } finally {
      reader.whole = null;
    }
    this.writeFocus();
  }

  writeChanges() {
    const { reader, batch } = this;
    const changed = this.touched.size + this.attributes.size + this.shadows.size > 0;
    if (changed && this.lists.length) this.match();
    for (const [id, frame] of reader.frames) {
      if (dom.documentIn(frame.node) !== frame.inner) this.renew(frame.node, id);
    }
    for (const node of this.marked) {
      const id = reader.alive(node);
      const bits = reader.marksOf(node);
      if (!id) continue;
      if (bits & ops.BLOCK && !reader.blocked.has(node)) this.block(node, id);
      else batch.op(ops.MARKS, id, bits);
    }
    for (const node of this.again) {
      const id = reader.alive(node);
      if (!id) continue;
      const changed = this.attributes.get(node);
      for (const name of dom.attributeNames(node)) reader.attribute(node, id, name, changed && changed.has(name) ? 1 : 3);
      const field = reader.fields.all.get(id);
      if (!field) continue;
      field.hints = "";
      reader.fields.hints(field);
      field.value = undefined;
      reader.fields.state(field);
    }
    this.again.clear();
    const held = new Map();
    for (const [node, names] of this.attributes) {
      const id = reader.alive(node);
      if (!id || reader.blocked.has(node) || dom.localName(node) === "script") continue;
      const field = reader.fields.all.get(id);
      if (!field && (names.has("role") || names.has("contenteditable"))) reader.field(node, id, dom.localName(node));
      if (field && field.masked && !this.ticked) {
        held.set(node, names);
        continue;
      }
      for (const name of names) reader.attribute(node, id, name, 0);
    }
    for (const node of this.texts) {
      const id = reader.alive(node);
      if (!id) continue;
      batch.op(ops.SET_TEXT, id);
      batch.text(dom.dataOf(node));
    }
    reader.states();
    this.writeNodes();
    for (const host of this.shadows) {
      const id = reader.alive(host);
      const shadow = id && dom.shadowOf(host);
      if (!shadow || reader.alive(shadow) || reader.blocked.has(host)) continue;
      // A custom element is known for a field only when it is defined.
      if (!reader.fields.all.has(id)) reader.field(host, id, dom.localName(host));
      batch.op(ops.AT, id, 0);
      reader.walk(shadow);
    }
    const many = reader.fields.all.size > 40;
    const hints = this.hints && (!many || this.ticked);
    const late = this.hints && !hints;
    reader.fields.poll(hints, this.ticked);
    reader.sheets.poll(this.ticked);
    for (const [id, layer] of reader.layers) reader.layer(id, layer);
    this.writeScroll();
    this.writePointers();
    for (const node of this.settled) {
      const id = reader.alive(node);
      if (reader.fields.all.has(id)) batch.op(ops.SETTLED, id);
    }
    this.clear();
    this.attributes = held;
    this.hints = late;
    this.ticked = false;
    this.writePage();
    this.writeFocus();
  }

  // A frame shows another document: it is read as a new element.
  renew(node, id) {
    this.drop(node, id);
    this.touched.add(node);
  }

  // Writes new and moved nodes so that parent and previous sibling are there before them.
  writeNodes() {
    const { reader, batch } = this;
    const pending = new Set();
    const open = [];
    const last = reader.last;
    for (const node of this.touched) {
      const id = reader.alive(node);
      if (!dom.isConnected(node)) {
        if (id) this.drop(node, id);
        continue;
      }
      const parent = dom.parentNode(node);
      if (parent && reader.alive(parent)) {
        if (reader.isRead(parent)) pending.add(node);
        else if (id) this.drop(node, id);
      } else if (id) {
        open.push(node);
      }
    }
    for (let node of pending) {
      if (!pending.has(node)) continue;
      // Back to the first of its row, then forward: each finds its previous sibling in place.
      let before = node;
      while ((before = dom.previousSibling(before))) {
        if (pending.has(before)) node = before;
        else if (reader.alive(before)) break;
      }
      batch.op(ops.AT, reader.alive(dom.parentNode(node)), before ? reader.alive(before) : 0);
      for (; node; node = dom.nextSibling(node)) {
        if (pending.delete(node)) reader.walk(node);
        else if (reader.alive(node)) break;
      }
    }
    // Known nodes whose new parent turned out not to be read.
    if (open.length) {
      const placed = new Set(reader.placed);
      for (const node of open) {
        const id = reader.alive(node);
        if (id && id <= last && !placed.has(id)) this.drop(node, id);
      }
    }
  }

  // A node is gone, or is to be read as another one, with all below it. What was moved there since the last batch is
  // still elsewhere for the agent, and goes by itself.
  drop(node, id) {
    this.gone.push(id);
    if (this.reader.alive(node)) this.reader.forget(node, (below, its) => {
      if (this.touched.has(below)) this.gone.push(its);
    });
  }

  writeScroll() {
    const { reader, batch } = this;
    for (const node of this.scrolled) {
      const id = reader.alive(node);
      if (!id) continue;
      const scroller = dom.nodeType(node) === 9 ? dom.scrollerOf(node) : node;
      if (!scroller) continue;
      batch.op(ops.SCROLL, id, Math.round(dom.scrollLeft(scroller)), Math.round(dom.scrollTop(scroller)));
    }
  }

  writePointers() {
    for (const press of this.presses) this.writePointer(press, 1);
    if (this.pointer) this.writePointer(this.pointer, 0);
  }

  writePointer({ target, x, y }, press) {
    let node = target;
    while (node && (dom.nodeType(node) !== 1 || !this.reader.alive(node))) {
      node = dom.parentNode(node) || (dom.nodeType(node) === 11 && dom.hostOf(node));
    }
    if (target && !node) return;
    if (!node) return this.batch.op(ops.POINTER, 0, 0, 0, press);
    const rect = dom.rectOf(node);
    const part = (at, size) => Math.round(Math.min(Math.max(size ? at / size : 0, 0), 1) * 65535);
    this.batch.op(ops.POINTER, this.reader.alive(node), part(x - rect.left, rect.width), part(y - rect.top, rect.height),
      press);
  }

  writePage() {
    const url = dom.urlOf(document);
    const title = dom.titleOf(document);
    const { batch } = this;
    if (url !== this.page || title !== this.title) {
      this.page = url;
      this.title = title;
      batch.op(ops.PAGE);
      batch.text(url);
      batch.text(title);
    }
    const size = [dom.windowNumber("innerWidth"), dom.windowNumber("innerHeight"), Math.round(dom.windowNumber("devicePixelRatio") * 1000)];
    if (size.join() !== this.viewport) {
      this.viewport = size.join();
      batch.op(ops.VIEWPORT, ...size);
    }
  }

  writeFocus() {
    let node = dom.activeIn(document);
    for (let inner = node; inner && dom.nodeType(inner) === 1; node = inner || node) {
      const shadow = dom.shadowOf(inner);
      const frame = !shadow && this.reader.frames.get(this.reader.alive(inner));
      inner = shadow ? dom.activeInShadow(shadow) : frame && frame.inner && dom.activeIn(frame.inner);
    }
    if (node === this.host) return;
    const id = node && node !== document.body ? this.reader.alive(node) : 0;
    if (id !== this.focus) this.batch.op(ops.FOCUS, (this.focus = id));
  }

  // Finds what the owner's selectors match. They are not asked node by node: one may look at any other node.
  match() {
    if (!this.lists.length) return;
    const before = this.reader.matched;
    const after = (this.reader.matched = new Map());
    for (const root of this.roots.size ? this.roots : [document]) this.matchIn(root);
    for (const [node, bits] of after) if (before.get(node) !== bits) this.marked.add(node);
    for (const node of before.keys()) if (!after.has(node)) this.marked.add(node);
  }

  matchIn(root) {
    const matched = this.reader.matched;
    for (const [list, bit] of this.lists) {
      const found = dom.selectIn(root, list);
      for (let i = 0; i < dom.length(found); i++) matched.set(found[i], (matched.get(found[i]) || 0) | bit);
    }
  }
}
