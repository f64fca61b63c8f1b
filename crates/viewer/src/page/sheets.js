// The sheets that documents and shadow roots adopt, ours among them.

import { adoptedInDocument, adoptedInShadow, isDocument, view } from "./shape.js";
export * from "./shape.js";

const allInDocument = Function.prototype.call.bind(Document.prototype.querySelectorAll);
const allInShadow = Function.prototype.call.bind(DocumentFragment.prototype.querySelectorAll);
// What stands in the place of a style element then: nothing of it is shown, and no policy asks about it.
export const KEEPER = "template";
// Adopted sheets of one document that are kept by their text: sites share few among many roots.
const KEPT = 500;

export class Sheets {
  // `first` stands before, `last` behind what a root adopts.
  constructor(first, last) {
    this.first = first;
    this.last = last;
    this.own = new WeakMap();
    this.texts = new WeakMap();
  }

  // Keeps the text of a style element aside, where a page's policy forbids such elements: its root adopts it.
  keep(node, text, media) {
    this.texts.set(node, { text, media, disabled: false });
  }

  // What was kept aside for a document or shadow root, in the order of its elements.
  kept(root) {
    const all = isDocument(root) ? allInDocument(root, KEEPER) : allInShadow(root, KEEPER);
    return Array.from(all, (node) => this.texts.get(node)).filter(Boolean);
  }

  // Gives a document or shadow root what it adopts.
  dress(node, document, adopted) {
    const own = this.of(document);
    const sheets = adopted.filter(Boolean).map((sheet) => {
      const key = `${sheet.disabled}\n${sheet.media}\n${sheet.text}`;
      let made = own.made.get(key);
      if (!made) {
        made = this.make(document, sheet);
        if (own.made.size >= KEPT) own.made.clear();
        own.made.set(key, made);
      }
      return made;
    });
    if (node === document) adoptedInDocument(node, [...sheets, own.last]);
    else adoptedInShadow(node, [own.first, ...sheets, own.last]);
  }

  // Replaces what stands behind everything, in all of these documents.
  set_last(last, documents) {
    this.last = last;
    for (const document of documents) this.of(document).last.replaceSync(last);
  }

  of(document) {
    let own = this.own.get(document);
    if (!own) {
      const { first, last } = this;
      own = { first: this.make(document, { text: first }), last: this.make(document, { text: last }), made: new Map() };
      this.own.set(document, own);
    }
    return own;
  }

  // A sheet belongs to the realm of its document.
  make(document, { text, media = "", disabled = false }) {
    const sheet = new (view(document).CSSStyleSheet)({ media, disabled });
    sheet.replaceSync(text);
    return sheet;
  }
}

// Gives the document or shadow root that holds `node` a sheet more: a page's policy may forbid style elements, sheets
// made by script it cannot.
export function wear(node, text) {
  const root = node.getRootNode();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return { root, sheet };
}

export function shed({ root, sheet }) {
  root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
}
