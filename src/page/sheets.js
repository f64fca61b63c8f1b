// Reads style sheets as the CSSOM has them, and notices by cheap signs when one changed. Knows no policy.

import * as dom from "./dom.js";
import * as ops from "./batch.js";

export class Sheets {
  constructor(reader) {
    this.reader = reader;
    // Those of `style` and `link` elements, and those that documents and shadow roots adopt.
    this.owned = new Map();
    this.roots = new Map();
    // Where the next look into sheets begins.
    this.next = 0;
  }

  own(node, id) {
    const known = { node, sheet: null, stamp: "" };
    this.owned.set(id, known);
    this.check(id, known);
  }

  adopted(root, id) {
    const known = { root, list: [] };
    this.roots.set(id, known);
    this.checkRoot(id, known);
  }

  // Writes all sheets that changed.
  poll(ticked) {
    if (ticked) this.look();
    for (const [id, known] of this.owned) this.check(id, known);
    for (const [id, known] of this.roots) {
      if (this.reader.alive(known.root) === id) this.checkRoot(id, known);
      else this.roots.delete(id);
    }
  }

  // Rules are edited without a sign. Some small sheets at a time are read anew, in turn.
  look() {
    const all = [...this.owned.values()];
    for (const { list } of this.roots.values()) all.push(...list);
    let rules = SOME;
    for (let left = all.length; left > 0 && rules > 0; left--) {
      const known = all[(this.next = (this.next + 1) % all.length)];
      try {
        const count = known.sheet.cssRules.length;
        if (count > SOME) continue;
        rules -= count + 1;
        known.stamp = "";
      } catch {
        // Of another origin, or not loaded.
      }
    }
  }

  check(id, known) {
    const sheet = dom.sheetOf(known.node);
    if (!sheet && !known.sheet) return;
    const stamp = sheet ? stampOf(sheet) : "";
    // Of another origin: cannot be read.
    if (stamp === undefined || (sheet === known.sheet && stamp === known.stamp)) return;
    known.sheet = sheet;
    known.stamp = stamp;
    this.write(id, 0, sheet, known);
  }

  checkRoot(id, known) {
    const list = dom.adoptedBy(known.root) || [];
    const count = list.length;
    for (let i = 0; i < count; i++) {
      const stamp = stampOf(list[i]);
      const before = known.list[i];
      if (before && before.sheet === list[i] && before.stamp === stamp) continue;
      const now = (known.list[i] = { sheet: list[i], stamp, hash: before && before.sheet === list[i] ? before.hash : 0 });
      this.write(id, i, list[i], now);
    }
    if (known.list.length !== count || (known.count || 0) !== count) {
      known.list.length = known.count = count;
      this.reader.batch.op(ops.SHEETS, id, count);
    }
  }

  // The text that a sheet was made from, if it is still the same sheet; nothing while it is being fetched.
  source(sheet, known) {
    const { node } = known;
    if (!node || !sheet.ownerNode) return "";
    if (dom.localName(node) === "style") known.text = dom.textOf(node);
    if (known.text === undefined) {
      known.text = "";
      dom.textAt(sheet.href).then((text) => {
        known.text = text;
        known.stamp = "";
        this.reader.late();
      }, () => {});
    }
    const probe = new CSSStyleSheet();
    probe.replaceSync(known.text);
    const own = sheet.cssRules;
    const same = (rule, i) => own[i] && rule.cssText === own[i].cssText;
    if (probe.cssRules.length !== own.length || ![...probe.cssRules].every(same)) return "";
    return absoluteStyle(known.text, sheet.href || dom.baseOf(node));
  }

  write(id, index, sheet, known) {
    const media = sheet ? sheet.media.mediaText : "";
    let rules = sheet ? rulesOf(sheet, 0) : "";
    // The CSSOM shows a shorthand with var() as empty when one of its parts is set again.
    if (EMPTY.test(rules)) rules = this.source(sheet, known) || rules;
    const disabled = sheet && sheet.disabled ? 1 : 0;
    // A sheet that was made anew, or loaded, is often the same.
    const hash = hashOf(`${disabled}${media}\n${rules}`);
    if (hash === known.hash) return;
    known.hash = hash;
    const batch = this.reader.batch;
    batch.op(ops.SHEET, id, index, disabled);
    batch.text(media);
    batch.text(rules);
  }
}

// How many rules one look reads.
const SOME = 64;
const EMPTY = /: *;/;

function hashOf(text) {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ dom.charCode(text, i), 0x01000193);
  return hash;
}

// Changes when rules come or go, or the sheet is switched on or off; undefined if it cannot be read.
function stampOf(sheet) {
  try {
    return `${sheet.cssRules.length} ${sheet.disabled} ${sheet.media.mediaText}`;
  } catch {
    return undefined;
  }
}

function rulesOf(sheet, depth) {
  let text = "";
  const base = sheet.href || (sheet.ownerNode && dom.baseOf(sheet.ownerNode)) || dom.baseOf(document);
  const rules = sheet.cssRules;
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i];
    text += rule.type === 3 ? imported(rule, depth) : absoluteStyle(rule.cssText, base) + "\n";
  }
  return text;
}

// An imported sheet stands in the place of its rule.
function imported(rule, depth) {
  try {
    if (depth > 8 || !rule.styleSheet) return "";
    let text = rulesOf(rule.styleSheet, depth + 1);
    if (rule.layerName != null) text = `@layer ${rule.layerName} {\n${text}}\n`;
    if (rule.supportsText) text = `@supports (${rule.supportsText}) {\n${text}}\n`;
    if (rule.media.mediaText) text = `@media ${rule.media.mediaText} {\n${text}}\n`;
    return text;
  } catch {
    return "";
  }
}

const ADDRESS = /url\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^"')\s]*))\s*\)/gi;

// Style text with its addresses as the document means them, all in one form: url("…").
export function absoluteStyle(css, base) {
  if (css.indexOf("url(") < 0) return css;
  return dom.replace(css, ADDRESS, (all, double, single, bare) => {
    const address = double ?? single ?? bare;
    return address === "" || address[0] === "#" ? all : `url("${absolute(address, base)}")`;
  });
}

// An address as the document means it.
export function absolute(address, base) {
  try {
    return address === "" ? "" : new dom.Address(address, base).href;
  } catch {
    return address;
  }
}
