// The transaction guard of partial-control: what an agent does must leave every form as it was. It detects; what
// prevents is the gate's list of targets.
//
// Knows no targets and no modes. What a framework keeps besides the page's own fields it cannot put back.

import { active, areaValue, attribute, blur, caught, fire, flag, formOf, has, html, inputChecked, inputValue,
  inside, isConnected, isEditable, isField, isFocusable, isFormAssociated, isMultiple, listen, localName,
  optionsOf, ownerDocument, path, roleOf, selectedOptions, selectIn, setChecked, setSelected, setValue, shadowOf,
  textOf, unlisten } from "./look.js";
export * from "./look.js";

const { FormData: Entries } = window;
export const { setTimeout: later, clearTimeout: drop } = window;
const GUARD_MS = 300;
const CUSTOMERS = ["input", "keydown", "pointerdown"];
const STATES = ["aria-checked", "aria-pressed", "aria-selected", "aria-valuenow"];

const running = new Set();
let late = false;

const valueOf = { input: inputValue, textarea: areaValue, select: (el) => selectedOptions(el).join() };

// A list's entry and a pressed button are part of a form, a tab and a progress bar are not.
const isWatched = (el) => (isField(el) && flag(el, "type") !== "file")
  || has(el, "aria-checked") || has(el, "aria-pressed") || ["gridcell", "row"].includes(roleOf(el));

// What a custom element sends with its form, which no property tells. Nobody in the page hears of it.
function sentBy(el) {
  const form = formOf(el);
  const name = attribute(el, "name");
  if (!form || !name) return "";
  const mute = (event) => event.stopImmediatePropagation();
  listen(window, "formdata", mute, true);
  try {
    return new Entries(form).getAll(name).join();
  } finally {
    unlisten(window, "formdata", mute, true);
  }
}

function stateOf(el) {
  const tag = html(el);
  const value = valueOf[tag]?.(el) ?? (isEditable(el) ? textOf(el) : isFormAssociated(localName(el)) ? sentBy(el) : "");
  return [value, tag === "input" && inputChecked(el), ...STATES.map((name) => attribute(el, name))];
}

function putBack(el, [value, checked]) {
  const tag = html(el);
  if (!valueOf[tag]) return;
  if (tag === "input") setChecked(el, checked);
  if (tag === "select" && isMultiple(el)) {
    const chosen = value.split(",");
    [...optionsOf(el)].forEach((option, index) => setSelected(option, chosen.includes(`${index}`)));
  } else if (valueOf[tag](el) !== value) {
    setValue[tag](el, tag === "select" && value === "" ? -1 : value);
  }
  fire(el, "Event", "input");
  fire(el, "Event", "change", { composed: false });
}

// All fields of a document, through open shadow roots and frames of the same origin.
function fieldsIn(root, found) {
  for (const el of selectIn(root, "*")) {
    if (isWatched(el)) found.push(el);
    const inner = shadowOf(el) ?? inside(el);
    if (inner) fieldsIn(inner, found);
  }
  return found;
}

// What was clicked counts as part of a form from now on, and so does what made it a target.
function remember(el) {
  caught.add(el);
  const target = path(el).find((step) => isFocusable(step) || has(step, "role") || has(step, "data-cobrowse-allow"));
  if (target) caught.add(target);
}

// Remembers all forms. The function it returns says whether they are still as they were, puts back what is not, and
// looks twice more for what scripts do later. It stops as soon as the customer does something.
export function guard(el) {
  const doc = ownerDocument(el);
  const before = new Map(fieldsIn(document, []).map((field) => [field, stateOf(field)]));
  const focused = active(document);
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
      if (!isConnected(field) || is.every((state, index) => state === was[index])) continue;
      same = false;
      putBack(field, was);
    }
    if (!same) remember(el);
    const now = active(document);
    if (now !== focused && now && isField(now)) blur(now);
    return same;
  };
  running.add(stop);
  return () => {
    const same = check();
    const again = () => {
      late = !check() || late;
    };
    for (const type of CUSTOMERS) listen(doc, type, onCustomer, true);
    timers.push(later(again, 0), later(() => {
      again();
      stop();
    }, GUARD_MS));
    return same;
  };
}

// Whether a form changed after its click was told as done. Asked once.
export function wasLate() {
  const was = late;
  late = false;
  return was;
}

// Ends all that still waits.
export function releaseGuards() {
  running.forEach((stop) => stop());
  late = false;
}
