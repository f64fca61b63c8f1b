// The order in which Tab goes through the page, over open shadow roots and frames of the same origin. Only looks.

import { nodeType, shadowOf } from "../dom.js";
import { assigned, childrenOf, has, html, inside, isEditable, isFocusable, tabIndex } from "./native.js";
import { isUsable } from "./place.js";
import { editorOf } from "./edit.js";

function below(node) {
  const root = nodeType(node) === 1 && (shadowOf(node) ?? inside(node));
  if (root) return childrenOf[nodeType(root)](root);
  const slotted = html(node) === "slot" ? assigned(node) : [];
  return slotted.length ? slotted : childrenOf[nodeType(node)](node);
}

function canStop(el) {
  if (html(el) === "iframe" || !isFocusable(el)) return false;
  // Browsers disagree on the tab index of what can be edited and does not say.
  const isEditor = isEditable(el) && !has(el, "tabindex");
  return (isEditor ? editorOf(el) === el : tabIndex(el) >= 0) && isUsable(el);
}

// The elements that Tab comes to after this one, the nearest first; all of them, once around.
export function stops(from, isBack, host) {
  const found = [];
  const walk = (node) => {
    if (node === host) return;
    if (nodeType(node) === 1 && canStop(node)) found.push(node);
    for (const child of below(node)) walk(child);
  };
  walk(document);
  const rank = (el) => (tabIndex(el) > 0 ? tabIndex(el) : Infinity);
  found.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  const at = found.indexOf(from);
  const ahead = [...found.slice(at + 1), ...found.slice(0, Math.max(at, 0))];
  if (!isBack) return ahead;
  return at < 0 ? found.reverse() : [...found.slice(at + 1), ...found.slice(0, at)].reverse();
}
