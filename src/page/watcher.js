// Watches the page and hands what changed to the core, one batch at a time.
//
// Observers and listeners only fill sets. The first change after a quiet frame is read at once, further ones once per
// frame. Knows no policy. Everything hooked is unhooked by stop(); no error of ours reaches the page.

import * as dom from "./dom.js";
import { Changes } from "./preview.js";
// One after the other, since the browser tests' server gets stuck over many requests at a time (see CONTRIBUTING.md).
export * from "./preview.js";

// Milliseconds between looks at what changes without an event: values set by script, sheets, the address.
const TICK = 500;
// Milliseconds after which a flush comes without a frame: hidden tabs draw none.
const NO_FRAME = 120;
const DOCUMENT_EVENTS = ["input", "change", "focusin", "focusout", "scroll", "load", "toggle", "pointermove",
  "pointerdown", "pointerout"];
const SHADOW_EVENTS = ["change", "scroll", "load", "toggle"];
const WINDOW_EVENTS = ["resize", "popstate", "hashchange"];
const HINTS = new Set(["for", "id", "name", "aria-label", "aria-labelledby", "placeholder", "title", "autocomplete",
  "type", "pattern", "maxlength", "role", "contenteditable", "form", "list", "aria-controls", "aria-owns"]);
const WATCHED = { subtree: true, childList: true, attributes: true, attributeOldValue: true, characterData: true };
// What Rust answers: the list in src/capture/mod.rs.
const MASKED = 1, IGNORED = 2, READ_AGAIN = 3, BLOCKED = 4;

export class Watcher {
  // take(ops, tail, bytes, whole): hands the batch over; answers pairs of numbers, or nothing after an error.
  // secret(key, value): takes a masked value, which is in no batch. broken(name): an error of ours. marks, lists: pairs of a name or selector list and its bit.
  constructor(memory, grow, take, secret, broken, host, marks, lists, untrusted) {
    this.changes = new Changes(memory, grow, secret, host, marks, lists, () => this.guard(() => this.soon()),
      (root, there) => (there ? this.watch(root) : this.unwatch(root)));
    this.reader = this.changes.reader;
    this.take = take;
    this.broken = broken;
    this.host = host;
    this.untrusted = untrusted;
    this.observers = new Map();
    this.observed = new WeakSet();
    this.roots = new Map();
    this.handler = (event) => this.guard(() => this.event(event));
    this.callback = (records) => this.guard(() => {
      this.gather(records);
      this.run();
    });
  }

  // Runs a piece of ours so that no error of it reaches the page.
  guard(piece) {
    if (this.stopped) return;
    try {
      piece();
    } catch (error) {
      this.stop();
      this.broken(String((error && error.name) || "Error"));
    }
  }

  start() {
    for (const type of WINDOW_EVENTS) dom.on(window, type, this.handler);
    this.tick();
  }

  tick() {
    this.timer = dom.later(() => this.guard(() => {
      this.changes.ticked = true;
      if (this.begun) this.flush();
      this.tick();
    }), TICK);
  }

  stop() {
    if (this.stopped) return;
    this.stopped = true;
    dom.never(this.timer);
    this.unframe();
    for (const root of [...this.roots.keys()]) this.unwatch(root);
    for (const observer of this.observers.values()) observer.disconnect();
    for (const type of WINDOW_EVENTS) dom.off(window, type, this.handler);
    this.observers.clear();
    this.changes.clear();
    this.reader.nodes.clear();
  }

  // Observes what happens below a document or shadow root. False if that was done before.
  observe(root, view) {
    // An observer must belong to the realm of what it observes: Safari.
    let observer = this.observers.get(view);
    if (!observer) this.observers.set(view, (observer = new view.MutationObserver(this.callback)));
    const fresh = !this.observed.has(root);
    this.observed.add(root);
    observer.observe(root, WATCHED);
    return fresh;
  }

  // Watches a document or shadow root. False if it was observed before.
  watch(root) {
    if (this.roots.has(root)) return false;
    const page = dom.nodeType(root) === 9;
    const view = dom.viewOf(page ? root : dom.ownerDocument(root)) || window;
    const events = page ? DOCUMENT_EVENTS : SHADOW_EVENTS;
    for (const type of events) dom.on(root, type, this.handler);
    const unhook = page ? dom.hook(view, (host, shadow) => this.guard(() => {
      if (dom.shadowOf(host) !== shadow) return;
      // At once: what happens inside before it is read must be seen.
      this.observe(shadow, view);
      this.changes.shadows.add(host);
      this.soon();
    })) : null;
    this.roots.set(root, { events, unhook, view: page && view !== window ? view : null });
    return this.observe(root, view);
  }

  unwatch(root) {
    const known = this.roots.get(root);
    if (!known) return;
    this.roots.delete(root);
    for (const type of known.events) dom.off(root, type, this.handler);
    if (known.unhook) known.unhook();
    const observer = known.view && this.observers.get(known.view);
    if (observer) {
      observer.disconnect();
      this.observers.delete(known.view);
    }
  }

  // Sorts what an observer saw into the sets.
  gather(records) {
    const reader = this.reader;
    // Nodes and their numbers: all are looked up before the first one dies, since one may now be inside another.
    const removed = [];
    let lost = false;
    for (let i = 0; i < records.length; i++) {
      const record = records[i];
      const target = dom.recordTarget(record);
      const type = dom.recordType(record);
      if (type === "attributes") {
        const id = reader.alive(target);
        const name = attributeName(record, target);
        // Also for less than a task, and before it was read.
        if (name === "type" && dom.lower(dom.recordOld(record) || "") === "password") reader.fields.passwords.add(target);
        if (!id) continue;
        let names = this.changes.attributes.get(target);
        if (!names) this.changes.attributes.set(target, (names = new Set()));
        names.add(name);
        if (reader.markBits.has(name)) this.changes.marked.add(target);
        if (HINTS.has(name)) {
          this.changes.hints = true;
          const field = reader.fields.all.get(id);
          if (field) field.again = true;
        }
        continue;
      }
      this.changes.hints = true;
      if (type === "characterData") {
        this.changes.texts.add(target);
        this.restyle(dom.parentNode(target));
        continue;
      }
      this.restyle(target);
      const list = dom.recordRemoved(record);
      for (let j = 0, n = dom.length(list); j < n; j++) {
        const node = list[j];
        const id = reader.alive(node);
        if (id) removed.push(node, id);
        else lost = true;
      }
      const added = dom.recordAdded(record);
      for (let j = 0, n = dom.length(added); j < n; j++) this.changes.touched.add(added[j]);
    }
    for (let i = 0; i < removed.length; i += 2) {
      // What happens to it from now on is not observed: if it comes back, it is another node.
      if (dom.isConnected(removed[i])) this.changes.touched.add(removed[i]);
      else this.changes.drop(removed[i], removed[i + 1]);
    }
    // A new node that went again may have taken known ones along.
    if (lost) {
      for (const node of this.changes.touched) {
        const id = reader.alive(node);
        if (id && !dom.isConnected(node)) this.changes.drop(node, id);
      }
    }
  }

  // What hangs on an element's children: a style element has another sheet, which may look like the one before, and
  // a select's choice is to be said again.
  restyle(node) {
    if (!node || dom.nodeType(node) !== 1) return;
    const reader = this.reader;
    const sheet = reader.sheets.owned.get(reader.alive(node));
    if (sheet) sheet.stamp = "";
    const tag = dom.localName(node);
    const select = tag === "select" ? node : tag === "optgroup" ? dom.parentNode(node) : null;
    const field = select && reader.fields.all.get(reader.alive(select));
    if (field) field.value = undefined;
  }

  event(event) {
    const type = dom.eventType(event);
    const reader = this.reader;
    if (type === "resize" || type === "popstate" || type === "hashchange") return this.soon();
    const target = dom.eventPath(event)[0] || dom.eventTarget(event);
    if (!target || this.isOurs(target)) return;
    // At once: the page's own listeners may take the value away again.
    const field = (type === "input" || type === "change") && reader.fields.all.get(reader.alive(target));
    if (field) reader.fields.tell(field);
    if (type === "scroll") {
      this.changes.scrolled.add(target);
    } else if (type === "load") {
      const id = reader.alive(target);
      const sheet = reader.sheets.owned.get(id);
      if (sheet) sheet.stamp = "";
      else if (!reader.frames.has(id) && !this.changedSource(target, id)) return;
    } else if (type === "pointermove" || type === "pointerdown" || type === "pointerout") {
      if (!this.untrusted && !dom.isTrusted(event)) return;
      if (type === "pointerout" && dom.relatedTarget(event)) return;
      const out = type === "pointerout";
      const pointer = { target: out ? null : target, x: dom.clientX(event), y: dom.clientY(event) };
      if (type === "pointerdown") this.changes.presses.push(pointer);
      else this.changes.pointer = pointer;
    } else if (type === "change" || type === "focusout") {
      this.changes.settled.add(target);
    }
    this.soon();
  }

  // An image that was loaded may have chosen another source.
  changedSource(target, id) {
    const before = this.reader.sources.get(target);
    if (!id || dom.localName(target) !== "img" || dom.currentSource(target) === before) return false;
    this.changes.attributes.set(target, (this.changes.attributes.get(target) || new Set()).add("src"));
    return true;
  }

  isOurs(node) {
    return node === this.host || dom.rootOf(node) === this.host;
  }

  soon() {
    if (this.framed) this.dirty = true;
    else if (!this.queued) {
      this.queued = true;
      dom.soon(() => this.guard(() => this.run()));
    }
  }

  run() {
    this.queued = false;
    if (this.framed) {
      this.dirty = true;
      return;
    }
    this.dirty = false;
    const frame = () => this.guard(() => {
      this.unframe();
      if (this.dirty) this.run();
    });
    this.framed = { frame: dom.nextFrame(frame), timer: dom.later(frame, NO_FRAME) };
    this.flush();
  }

  unframe() {
    if (!this.framed) return;
    dom.noFrame(this.framed.frame);
    dom.never(this.framed.timer);
    this.framed = null;
  }

  // Reads the whole page.
  snapshot() {
    this.guard(() => {
      if (this.begun) this.flush();
      if (this.busy) return this.broken("Busy");
      this.begun = true;
      this.flush(true);
    });
  }

  // Reads what changed.
  flush(whole) {
    if (!this.begun || this.stopped) return;
    if (this.busy) return this.soon();
    this.busy = true;
    try {
      for (let round = 0; round < 5 && !this.stopped; round++) {
        for (const observer of this.observers.values()) this.gather(observer.takeRecords());
        const { batch } = this.changes;
        const tail = this.changes.write(whole);
        if (!batch.at) break;
        const reply = this.take(batch.at, tail, batch.used, !!whole);
        if (!reply) {
          // The two sides do not agree on the tree: once more from the start.
          if (whole) throw new Error("capture");
          whole = true;
          continue;
        }
        whole = false;
        if (!this.answer(reply)) break;
      }
    } finally {
      this.busy = false;
    }
  }

  // Does what Rust asks for. True if there is more to read at once.
  answer(reply) {
    const reader = this.reader;
    for (let i = 0; i + 1 < reply.length; i += 2) {
      const id = reply[i + 1];
      const node = reader.nodes.get(id);
      const field = reader.fields.all.get(id);
      if (!node) continue;
      if (reply[i] === BLOCKED) this.changes.block(node, id);
      if (reply[i] === READ_AGAIN) this.changes.again.add(node);
      if (field && reply[i] === MASKED) {
        field.masked = true;
        field.value = this.reader.fields.now(field);
      }
      if (field && reply[i] === IGNORED) field.ignored = true;
    }
    return this.changes.again.size > 0 || this.changes.touched.size > 0;
  }

  node(id) {
    return this.reader.nodes.get(id);
  }

  id(node) {
    return this.reader.alive(node);
  }
}

function attributeName(record, target) {
  const local = dom.recordName(record);
  const space = dom.recordSpace(record);
  if (space === null) return local;
  const found = dom.attributeNS(target, space, local);
  return found ? dom.attrName(found) : (space.endsWith("xlink") ? "xlink:" : "") + local;
}
