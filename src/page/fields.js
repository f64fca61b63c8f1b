// Reads form fields: what they are called, and what they hold. Of the values of password (now or ever), hidden and
// file inputs, and of those that Rust called masked, only "empty or not" goes into a batch. Knows no other policy.

import * as dom from "./dom.js";
import * as ops from "./batch.js";

const KINDS = { input: 1, textarea: 2, select: 3 };
const ROLES = new Set(["textbox", "searchbox", "combobox", "spinbutton"]);
// Inputs without a value of the customer's.
const PLAIN = new Set(["submit", "button", "reset", "image", "hidden", "file"]);
// Elements inside a label whose text is no part of it.
const HOLDERS = new Set(["select", "textarea", "datalist", "script", "style", "template", "noscript"]);
const LISTS = ["list", "aria-controls", "aria-owns"];
const NAMES = ["aria-label", "title", "data-testid", "formcontrolname", "ng-model"];

// What makes an element a field, as batch.rs numbers it; 0 if it is none.
export function fieldKind(node, tag) {
  const kind = KINDS[tag];
  if (kind) return kind;
  const editable = dom.attribute(node, "contenteditable");
  if (editable !== null && editable !== "false") return 4;
  const role = dom.attribute(node, "role");
  if (role !== null && dom.words(dom.lower(role)).some((one) => ROLES.has(one))) return 5;
  return tag.indexOf("-") > 0 && dom.isFormAssociated(tag) ? 6 : 0;
}

// Whether an input's value is never read.
export function isSecret(fields, node) {
  const type = dom.inputType(node);
  if (type === "password") fields.passwords.add(node);
  return type === "hidden" || type === "file" || fields.passwords.has(node);
}

export class Fields {
  constructor(reader) {
    this.reader = reader;
    this.all = new Map();
    this.passwords = new WeakSet();
  }

  add(node, id, tag, kind) {
    const field = { node, id, tag, kind, hints: "", masked: false, ignored: false, value: undefined,
      told: undefined, still: 0, lists: false };
    this.all.set(id, field);
    this.hints(field);
    return field;
  }

  // Writes the field's hints if they are others than before.
  hints(field) {
    const { node, id, tag, kind } = field;
    const type = kind === 1 ? dom.inputType(node) : "";
    const secret = kind === 1 && isSecret(this, node) && this.passwords.has(node);
    const security = kind !== 3 && dom.styleValue(node, "-webkit-text-security");
    const bits = (secret ? 1 : 0) | (security && security !== "none" ? 2 : 0) | (kind === 1 ? run(node) << 8 : 0);
    const form = kind <= 3 && dom.formOf[tag](node);
    const texts = ["autocomplete", "name", "id", "placeholder", "pattern"].map((name) => dom.attribute(node, name) || "");
    const labels = labelsOf(node, tag, kind);
    const list = this.list(field);
    const all = [type, bits, list, ...texts, ...labels].join("\n");
    if (all === field.hints) return;
    field.hints = all;
    const batch = this.reader.batch;
    batch.op(ops.FIELD, id, (form && this.reader.alive(form)) || 0, list);
    batch.need(2, 0);
    batch.ops[batch.at++] = bits;
    batch.ops[batch.at++] = kind;
    batch.text(type);
    for (const text of texts) batch.text(text);
    batch.need(1, 0);
    batch.ops[batch.at++] = labels.length;
    for (const label of labels) batch.text(label);
  }

  // The number of the list that proposes what the field may hold; 0 if there is none.
  list(field) {
    const name = LISTS.map((name) => dom.attribute(field.node, name)).find((name) => name);
    field.lists = !!name;
    const list = name && dom.byId(field.node, dom.words(name)[0]);
    const is = list && (dom.localName(list) === "datalist" || dom.attribute(list, "role") === "listbox");
    return is ? this.reader.alive(list) : 0;
  }

  // What the field holds, to compare; of a masked one only whether it holds anything. Undefined: nothing to tell.
  now({ node, kind, masked, ignored }) {
    if (ignored || kind > 3) return undefined;
    if (kind === 3) return masked ? true : dom.selectedOptions(node).join();
    const type = kind === 1 ? dom.inputType(node) : "";
    if (PLAIN.has(type)) return undefined;
    if (type === "checkbox" || type === "radio") {
      return masked ? 2 : (dom.inputChecked(node) ? 1 : 0) | (dom.inputMixed(node) ? 2 : 0);
    }
    const value = kind === 1 ? dom.inputValue(node) : dom.areaValue(node);
    return masked || (kind === 1 && isSecret(this, node)) ? value !== "" : value;
  }

  // Hands the value of a masked field to Rust apart from the batch, so that it is found where the page repeats it.
  tell(field) {
    const { node, id, kind, tag } = field;
    if (kind > 3 || (field.ignored && !field.masked)) return;
    const type = kind === 1 ? dom.inputType(node) : "";
    if (PLAIN.has(type) || type === "checkbox" || type === "radio") return;
    if (!field.masked && !(kind === 1 && isSecret(this, node))) return;
    const value = kind === 3 ? dom.selectedTexts(node) : tag === "input" ? dom.inputValue(node) : dom.areaValue(node);
    if (value === field.told) return;
    field.told = value;
    field.still = 0;
    const { batch, keys, secret } = this.reader;
    secret(keys.get(node) || id, value);
    batch.view();
  }

  // Writes what the field holds if that is another thing than before.
  state(field, first) {
    this.tell(field);
    const value = this.now(field);
    if (value === undefined || value === field.value) return;
    field.value = value;
    const { node, id, kind } = field;
    const batch = this.reader.batch;
    if (typeof value === "boolean") {
      batch.op(ops.FILLED, id, value ? 1 : 0);
    } else if (typeof value === "number") {
      batch.op(ops.CHECKED, id, value);
    } else if (kind === 3) {
      const options = dom.selectedOptions(node);
      batch.need(options.length + 8, 0);
      batch.op(ops.SELECTED, id, options.length);
      for (const option of options) batch.ops[batch.at++] = option;
    } else if (!first || value !== "" || (kind === 1 ? dom.attribute(node, "value") : dom.textOf(node))) {
      batch.op(ops.VALUE, id);
      batch.text(value);
    }
  }

  // Writes all that changed. `hints`: labels may have changed. A field whose value changed is judged by what it is
  // called now before that value leaves. Of a masked one, whether it is empty is told with the clock, not with the keys.
  poll(hints, ticked) {
    for (const field of this.all.values()) {
      this.tell(field);
      // Idle for a second: what it holds stands.
      if (ticked && field.told && field.still < 2 && ++field.still === 2) this.reader.batch.op(ops.SETTLED, field.id);
      const value = field.masked && !ticked ? field.value : this.now(field);
      if (hints || field.again || (value !== undefined && value !== field.value)) {
        field.again = false;
        this.hints(field);
        if (ticked || !field.masked) this.state(field);
      }
    }
  }
}

// Among how many adjacent inputs for one character it stands.
function run(node) {
  if (dom.attribute(node, "maxlength") !== "1") return 0;
  let box = node;
  let most = 1;
  for (let up = 0; up < 3; up++) {
    box = dom.parentNode(box);
    if (!box || dom.nodeType(box) !== 1) break;
    most = dom.length(dom.select(box, 'input[maxlength="1"]'));
    if (most > 1) break;
  }
  return most > 255 ? 255 : most;
}

// What else names a field.
function labelsOf(node, tag, kind) {
  const labels = [];
  const add = (text) => {
    if (text && labels.length < 16) labels.push(text.length > 200 ? dom.slice(text, 0, 200) : text);
  };
  for (const name of NAMES) add(dom.attribute(node, name));
  const by = dom.attribute(node, "aria-labelledby");
  if (by) {
    // Together they are one name.
    let name = "";
    for (const id of dom.words(by)) {
      const label = dom.byId(node, id);
      if (label) name += `${words(label)} `;
    }
    add(name);
  }
  const own = kind <= 3 && dom.labelsOf[tag](node);
  const around = kind > 3 && dom.closest(node, "label");
  if (around) add(words(around));
  if (own) for (let i = 0; i < dom.length(own) && i < 4; i++) add(words(own[i]));
  const set = dom.closest(node, "fieldset");
  if (set && dom.length(dom.select(set, "input,select,textarea")) === 1) {
    const legend = dom.firstElement(set);
    if (legend && dom.localName(legend) === "legend") add(words(legend));
  }
  const cell = dom.closest(node, "td,th,dd");
  const before = cell && dom.previousElement(cell);
  if (before) add(words(before));
  return labels;
}

// The text of a label, without what the fields inside it hold. Parts stand apart: `<b>PIN</b>code` is no one word.
function words(top) {
  let text = "";
  let node = top;
  for (let left = 60; left > 0 && text.length < 200; left--) {
    const type = dom.nodeType(node);
    if (type === 3) text += `${dom.dataOf(node)} `;
    let next = type === 1 && !HOLDERS.has(dom.localName(node)) && dom.firstChild(node);
    while (!next) {
      if (node === top) return text;
      next = dom.nextSibling(node);
      if (!next) node = dom.parentNode(node);
    }
    node = next;
  }
  return text;
}
