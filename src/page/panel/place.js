// Where the panel stands in the window: its corner, where the customer dragged it, at the top of what an on-screen
// keyboard leaves, and how it stays clear of the field in focus and of fresh highlights.
//
// Knows no session and no words.

import { activeIn, boxOf, clientX, clientY, closest, FIELDS, get, grown, matches, method, never, now, page, PHONE, px, stage, style,
  touch, WAITING, windowNumber, windowSize } from "./marks.js";
export * from "./marks.js";

// Room around what is to be kept clear.
const ROOM = 16;
// The panel moves at most once in so many milliseconds,
const PAUSE_MS = 800;
// and comes back when the place was free for these.
const BACK_MS = 5_000;
// Distance from the window's edges.
const EDGE = 24;
// What is missing at the bottom of the window by this much is a keyboard.
const KEYBOARD = 120;
const EDGES = ["left", "right", "top", "bottom"];

const capture = method(Element, "setPointerCapture");
const buttonOf = get(MouseEvent, "button");
const pointerId = get(PointerEvent, "pointerId");
export const view = window.visualViewport;
const [viewTop, viewHeight, viewScale] = ["offsetTop", "height", "scale"].map((name) => get(window.VisualViewport, name));

// The top and height of what an on-screen keyboard leaves of the window; nothing without one.
const leftByKeyboard = () => {
  const height = view && viewHeight(view);
  return height && windowNumber("innerHeight") - height * viewScale(view) > KEYBOARD && [viewTop(view), height];
};

export class Place {
  // `my` is what the panel remembers and `after` starts a timer (see ui.js); `position` is "bottom-right" and so on.
  constructor(my, position, after) {
    this.my = my;
    this.after = after;
    // Top and left; and whether it is away from there, to stay clear.
    this.corner = [position[0] === "t", position.endsWith("left")];
    this.other = [false, false];
    this.moved = 0;
  }

  // Puts the card there. What is not set here is as the tag says.
  apply() {
    const { node } = this.my;
    if (!node) return;
    const { corner, other, dragged } = this;
    const keyboard = leftByKeyboard();
    const at = [];
    if (keyboard) at.push(undefined, undefined, px(keyboard[0] + 8), "auto");
    else if (dragged) at.push(px(dragged[0]), "auto", px(dragged[1]), "auto");
    else if (other[0] || other[1]) {
      const [isTop, isLeft] = corner.map((is, i) => is !== other[i]);
      for (const is of [isLeft, !isLeft, isTop, !isTop]) at.push(is ? px(EDGE) : "auto");
    }
    EDGES.forEach((edge, i) => style(node, edge, at[i]));
    style(node, "max-height", keyboard && px(keyboard[1] - 16));
  }

  // The pointer goes down: on the head, but not on a button, it begins to drag.
  grab(event, target) {
    const box = this.my.node && boxOf(this.my.node);
    if (!box || buttonOf(event) || !closest(target, "[data-drag]") || closest(target, "button")) return;
    if (windowSize()[0] < PHONE) return;
    this.grip = [box[0] - clientX(event), box[1] - clientY(event), box[2] - box[0], box[3] - box[1]];
    capture(target, pointerId(event));
  }

  // The pointer moves.
  drag(event) {
    if (!this.grip || !this.my.node) return;
    const [left, top, ...size] = this.grip;
    const room = windowSize();
    this.dragged = [clientX(event) + left, clientY(event) + top].map((at, i) =>
      Math.max(8, Math.min(at, room[i] - size[i] - 8)),
    );
    this.apply();
  }

  // The pointer goes up.
  release() {
    this.grip = undefined;
  }

  // The customer wants it large: it stays so for a while, whatever it covers.
  hold() {
    this.moved = now() + BACK_MS;
    this.home();
  }

  home() {
    this.other = [false, false];
    this.large = undefined;
    this.stay();
  }

  stay() {
    never(this.timer);
    this.timer = 0;
  }

  // Makes way for what is spoken of, or comes back.
  keepClear() {
    const { my } = this;
    const { open, panel } = my.view;
    if (!my.node || open !== "panel" || stage(panel) < WAITING || panel.ask || now() - this.moved < PAUSE_MS) return;
    // It never moves under a hand.
    if (my.isInUse()) return;
    const clear = this.toKeepClear();
    const covers = (box) => clear.some((other) => touch(other, box));
    const at = boxOf(my.node);
    if (my.aside) {
      if (covers(this.large)) this.stay();
      else if (!this.timer) this.timer = this.after(BACK_MS, () => this.comeBack());
    }
    if (!covers(at)) return;
    if (!my.aside && !my.small) {
      this.large = at;
      my.aside = true;
      this.moved = now();
      my.redraw();
    }
    if (covers(boxOf(my.node))) this.toFreeCorner(clear);
  }

  toKeepClear() {
    const boxes = this.my.fresh();
    const active = activeIn(page);
    if (active && matches(active, FIELDS)) boxes.push(boxOf(active));
    return boxes.filter((box) => box).map((box) => grown(box, ROOM));
  }

  // The other side first, then the other edge; on a phone, where it is as wide as the window, only the other edge.
  toFreeCorner(clear) {
    const box = boxOf(this.my.node);
    if (!box || this.dragged || leftByKeyboard()) return;
    const size = windowSize();
    const wide = box[2] - box[0];
    const high = box[3] - box[1];
    const tries = [[false, false], [false, true], [true, false], [true, true]].filter(
      ([, side]) => size[0] >= PHONE || !side,
    );
    const free = tries.find((other) => {
      const [isTop, isLeft] = this.corner.map((is, i) => is !== other[i]);
      const x = isLeft ? EDGE : size[0] - wide - EDGE;
      const y = isTop ? EDGE : size[1] - high - EDGE;
      return !clear.some((kept) => touch(kept, [x, y, x + wide, y + high]));
    });
    if (!free) return;
    this.other = free;
    this.moved = now();
    this.apply();
  }

  comeBack() {
    this.timer = 0;
    const { my, large } = this;
    if (my.isInUse() || this.toKeepClear().some((box) => touch(box, large))) return;
    my.aside = false;
    this.moved = now();
    this.home();
    my.redraw();
  }
}
