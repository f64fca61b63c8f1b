// The transaction guard of partial-control: an agent's click must leave every form as it was. It detects; what
// prevents is the gate's list of targets.
//
// Knows no targets and no modes. What a framework keeps besides the page's own fields it cannot put back.

import { attribute, documentSelect, fragmentSelect, inputChecked, inputValue, isConnected, areaValue, nodeType,
  ownerDocument, rootOf, textOf } from "../dom.js";
import { active, blur, fire, html, isEditable, listen, selectedIndex, setChecked, setValue, typeOf, unlisten }
  from "./native.js";
import { path } from "./place.js";

const { setTimeout: later, clearTimeout: drop } = window;
const WATCHED = "input:not([type=file i]),textarea,select,[contenteditable],[aria-checked],[aria-valuenow],"
  + "[role=option i][aria-selected]";
const STATES = ["aria-checked", "aria-valuenow", "aria-selected"];
const CUSTOMERS = ["input", "keydown", "pointerdown"];

// Elements that were clicked and changed a form: they count as parts of forms from then on.
export const caught = new WeakSet();
const running = new Set();

const valueOf = { input: inputValue, textarea: areaValue, select: selectedIndex };

function stateOf(el) {
  const tag = html(el);
  const value = valueOf[tag]?.(el) ?? (isEditable(el) ? textOf(el) : "");
  return { value, checked: tag === "input" && inputChecked(el), aria: STATES.map((name) => attribute(el, name)).join() };
}

function putBack(el, { value, checked }) {
  const tag = html(el);
  if (!valueOf[tag]) return;
  if (tag === "input") setChecked(el, checked);
  if (valueOf[tag](el) !== value) setValue[tag](el, value);
  fire(el, "Event", "input");
  fire(el, "Event", "change", { composed: false });
}

const isField = (el) => !!valueOf[html(el)] || isEditable(el);

// Remembers all forms around an element. The function it returns says whether they are still as they were, puts
// back what is not, and looks twice more for what scripts do later. It stops as soon as the customer does something.
export function guard(el) {
  const doc = ownerDocument(el);
  const roots = new Set([document, doc, ...path(el).map((step) => rootOf(step))]);
  const fields = [...roots].flatMap((root) => [...(nodeType(root) === 9 ? documentSelect : fragmentSelect)(root, WATCHED)]);
  const before = new Map(fields.map((field) => [field, stateOf(field)]));
  const focused = active(doc);
  const timers = [];
  const stop = () => {
    for (const type of CUSTOMERS) unlisten(doc, type, onCustomer, true);
    timers.forEach((timer) => drop(timer));
    running.delete(stop);
  };
  const onCustomer = (event) => {
    if (event.isTrusted) stop();
  };
  const check = () => {
    let same = true;
    for (const [field, was] of before) {
      const is = stateOf(field);
      if (!isConnected(field) || (is.value === was.value && is.checked === was.checked && is.aria === was.aria)) continue;
      same = false;
      putBack(field, was);
    }
    if (!same) caught.add(el);
    const now = active(doc);
    if (now !== focused && now && isField(now)) blur(now);
    return same;
  };
  running.add(stop);
  return () => {
    const same = check();
    for (const type of CUSTOMERS) listen(doc, type, onCustomer, true);
    timers.push(later(check, 0), later(() => (check(), stop()), 300));
    return same;
  };
}

// Ends all that still waits.
export function release() {
  running.forEach((stop) => stop());
}
