// What an element is, in the page's own words, for the gate to judge. Only looks, and judges nothing.

import { Address, attribute, attributeNS, attrValue, baseOf, byId, dataOf, documentSelect, firstChild, get, labelsOf,
  localName, lower, nextSibling, nodeType, ownerDocument, select, words } from "../dom.js";
import { controlsOf, controlOf, flag, has, html, isDisabled, isEditable, isReadOnly, ownForm, typeOf } from "./native.js";
import { above } from "./place.js";
import { caught } from "./guard.js";

// Bits of an element. The first eight are those of `Marks`.
const BLOCKED = 2, PRIVATE = 4, NO_CONTROL = 16, ALLOW = 32, CONFIRM = 64, FIXED = 128;
const HOLDS_STATE = 256, EDITABLE = 512, IN_FORM = 1024, CONFIRMS = 2048, NEW_WINDOW = 4096, DOWNLOAD = 8192;
const MASKS = 16384, FIELD = 32768;

const home = location.origin;
const protocolOf = get(URL, "protocol"), originOf = get(URL, "origin"), hrefOf = get(URL, "href");
const userOf = get(URL, "username"), passwordOf = get(URL, "password");

// Where an address leads: "=" to the page's own origin, "!" nowhere that may be opened, else to this origin.
export function address(href, base) {
  try {
    const url = new Address(href, base ?? location.href);
    if (!/^https?:$/.test(protocolOf(url)) || userOf(url) || passwordOf(url)) return "!";
    return originOf(url) === home ? "=" : originOf(url);
  } catch {
    return "!";
  }
}

// The whole address, as the browser resolves it.
export const resolved = (href, base) => hrefOf(new Address(href, base ?? location.href));

// The address in a link's attribute; undefined for all that is no link.
export function linkOf(el) {
  if (localName(el) !== "a" && html(el) !== "area") return undefined;
  const href = attribute(el, "href");
  if (href !== null || html(el)) return href ?? undefined;
  const old = attributeNS(el, "http://www.w3.org/1999/xlink", "href");
  return old ? attrValue(old) : undefined;
}

// Whether a link or form shows what it leads to in another window.
export function opens(el, name = "target") {
  let target = attribute(el, name);
  if (target === null) {
    const [base] = documentSelect(ownerDocument(el), "base[target]");
    target = base ? attribute(base, "target") : "";
  }
  return !!target && !/^_(self|top|parent)$/i.test(target);
}

const FORM_ROLES = new Set(["textbox", "searchbox", "combobox", "listbox", "option", "checkbox", "radio", "radiogroup",
  "switch", "slider", "spinbutton", "menuitemcheckbox", "menuitemradio"]);

// The first role, but one that belongs to forms wherever it stands: browsers pass over names they do not know.
function roleOf(el) {
  const all = words(flag(el, "role")).filter(Boolean);
  return all.find((role) => FORM_ROLES.has(role)) ?? all[0] ?? "";
}

// "tag type role address" of an element; "-" for the address of what is no link.
export function describe(el) {
  const href = linkOf(el);
  const leads = href === undefined ? "-" : address(href, baseOf(el));
  return `${lower(localName(el))} ${lower(typeOf(el))} ${roleOf(el)} ${leads}`;
}

const FIELDS = "input,select,textarea,[contenteditable]";

function holdsState(el) {
  if (caught.has(el) || ["aria-checked", "aria-pressed", "aria-valuenow"].some((name) => has(el, name))) return true;
  if (has(el, "aria-selected") && ["option", "gridcell", "row"].includes(roleOf(el))) return true;
  const popup = flag(el, "aria-haspopup");
  if (popup !== "dialog") return popup === "listbox";
  // A dialog that cannot be found may have fields.
  const id = attribute(el, "aria-controls") ?? attribute(el, "aria-owns");
  const dialog = id && byId(el, id);
  return !dialog || select(dialog, FIELDS).length > 0;
}

// The form that an element belongs to: its own, or the one around it.
export function formOf(el) {
  let node = ownForm(el) ?? el;
  while (node && html(node) !== "form") node = above(node);
  return node;
}

const isMarked = (el, name) => has(el, `data-cobrowse-${name}`);

export function bits(el) {
  const tag = html(el);
  const form = formOf(el);
  const isField = ["input", "select", "textarea"].includes(tag) || isEditable(el);
  const isFixed = ["input", "select", "textarea", "button"].includes(tag) && isDisabled(el);
  const confirms = form && (isMarked(form, "confirm") || opens(form) || (has(el, "formtarget") && opens(el, "formtarget")));
  const all = [
    [BLOCKED, isMarked(el, "block") || isMarked(el, "ignore")],
    [PRIVATE, typeOf(el) === "password"],
    [NO_CONTROL, isMarked(el, "no-control")],
    [ALLOW, isMarked(el, "allow")],
    // On a form it is the sending that is confirmed.
    [CONFIRM, tag !== "form" && isMarked(el, "confirm")],
    [FIXED, isFixed || isReadOnly[tag]?.(el)],
    [HOLDS_STATE, holdsState(el)],
    [EDITABLE, isEditable(el)],
    [IN_FORM, form],
    [CONFIRMS, confirms],
    [NEW_WINDOW, linkOf(el) !== undefined && opens(el)],
    [DOWNLOAD, linkOf(el) !== undefined && has(el, "download")],
    [MASKS, isMarked(el, "mask")],
    [FIELD, isField],
  ];
  return all.reduce((sum, [bit, is]) => (is ? sum | bit : sum), 0);
}

// The control that a label activates.
export const labelled = (el) => (html(el) === "label" ? controlOf(el) : null);

// The controls of an element's form.
export function controls(el) {
  const form = formOf(el);
  return form ? [...controlsOf(form)] : [];
}

// The text of a label without that of the fields inside of it.
function spoken(node) {
  if (nodeType(node) === 3) return dataOf(node);
  if (nodeType(node) !== 1 || ["select", "textarea", "button", "script", "style"].includes(html(node))) return "";
  let text = "";
  for (let child = firstChild(node); child; child = nextSibling(child)) text += spoken(child);
  return text;
}

// A field's name as people see it, for the customer alone.
export function labelOf(el) {
  const named = (attribute(el, "aria-labelledby") ?? "").split(/\s+/).map((id) => id && byId(el, id));
  const labels = labelsOf[html(el)]?.(el) ?? [];
  const texts = [...named, ...labels].map((node) => (node ? spoken(node) : ""));
  const all = [texts.join(" "), ...["aria-label", "title", "placeholder", "name"].map((name) => attribute(el, name))];
  return (all.map((text) => (text ?? "").replace(/\s+/g, " ").trim()).find(Boolean) ?? "").slice(0, 80);
}
