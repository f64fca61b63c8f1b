// Scrolling, and going to other pages. Knows no rules: the gate has allowed it.

import { method, nodeType, viewOf } from "../dom.js";
import { resolved } from "./look.js";

const { history, location } = window;
const scrollElement = method(Element, "scrollTo");

// A document stands for its viewport. At once, whatever the page's style says: the agent scrolls step by step.
export function scrollTo(node, left, top) {
  const to = { left, top, behavior: "instant" };
  if (nodeType(node) === 9) viewOf(node).scrollTo(to);
  else scrollElement(node, to);
}

export const back = () => history.back();
export const forward = () => history.forward();
export const reload = () => location.reload();
export const go = (address) => location.assign(resolved(address));
