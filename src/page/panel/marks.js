// Highlights: a ring around an element of the page, a note, a number when there are several, and a chip at the edge
// when the element is out of sight. And the marks of private fields, for the customer's eyes: a dashed outline and
// "Private" with a lock. Both follow their elements.
//
// Knows nothing of who may mark what, and no rule of privacy.

import { button, closest, contains, cover, draw, elementAt, FIELDS, grown, h, hostOf, icon, insert, localName, method, never, nextFrame,
  noFrame, nodeType, now, off, on, page, parentNode, patch, boxOf, px, put, rectOf, remove, rootOf, same, say, setAttribute, style,
  styleValue, toggle, touch, windowSize } from "./over.js";
export * from "./over.js";

// Ring and outline stand off their element by this much.
const OFF = 4;
// Room kept between a note or chip and the window's edge.
const EDGE = 12;
// A mark is fresh, and kept clear of the panel, for this long.
const FRESH_MS = 10_000;
// A mark that went fades for this long.
const FADE_MS = 600;
// A page can move a field without any event; the private marks catch up at this pace.
const CATCH_UP_MS = 400;
// What a note does not lie on.
const BUSY = FIELDS + ",a,button,label,summary,pillion-ui,[role=button],[role=link],[role=checkbox]";
const SIDES = ["up", "down", "beside"];

const scrollTo = method(Element, "scrollIntoView");
const hide = (node, is) => toggle(node, "hidden", is);

export class Marks {
  constructor(layer, run, after) {
    this.layer = layer;
    this.marks = [];
    this.after = after;
    this.step = run(() => {
      this.frame = 0;
      this.follow();
    });
  }

  // Makes these the highlights; those that stay are not drawn anew. `given`: of each its id, element, note, and agent.
  set(given) {
    const marks = [];
    for (const mark of this.marks) {
      if (given.some(([id, target]) => id === mark.id && target === mark.target)) marks.push(mark);
      else this.leave(mark);
    }
    for (const [id, target, note, name] of given) {
      if (marks.some((mark) => mark.id === id)) continue;
      const words = SIDES.map((side) => h("span." + side, 0, say("marked " + side, name)));
      const parts = [
        h("div.ring-mark"),
        note && h("div.note-label", 0, h("b", 0, name), " ", note),
        button("chip", "chip", { hidden: true }, words),
      ].map((el) => el && insert(this.layer, draw(el), null));
      marks.push({ id, target, parts, since: now(), number: [] });
    }
    this.marks = marks;
    marks.forEach((mark, i) => {
      mark.number = patch(mark.parts[0], mark.number, marks[1] ? [h("b.number", 0, "" + (i + 1))] : []);
    });
    this.follow();
  }

  // One that went has no chip any more; its picture fades.
  leave({ parts: [ring, note, chip] }) {
    remove(chip);
    for (const node of note ? [ring, note] : [ring]) {
      toggle(node, "data-gone", true);
      this.after(FADE_MS, () => remove(node));
    }
  }

  follow() {
    const size = windowSize();
    for (const mark of this.marks) {
      const at = boxOf(mark.target);
      const last = [at, size];
      if (same(last, mark.last)) continue;
      this.draw(mark, at, size, !mark.last || !same(size, mark.last[1]));
      mark.last = last;
    }
    if (this.marks[0] && !this.frame) this.frame = nextFrame(this.step);
  }

  draw(mark, at, [width, height], isNew) {
    const [ring, note, chip] = mark.parts;
    const seen = touch(at, [0, 0, width, height]);
    hide(ring, !seen);
    if (note) hide(note, !seen);
    // An element that takes no room has no place to lead to.
    hide(chip, seen || !at);
    if (at && !seen) setAttribute(chip, "data-side", at[3] <= 0 ? "up" : at[1] >= height ? "down" : "beside");
    if (!seen) return;
    cover(ring, grown(at, OFF));
    style(ring, "border-radius", px((parseFloat(styleValue(mark.target, "border-top-left-radius")) || 0) + OFF));
    if (note) this.putNote(mark, note, at, width, height, isNew);
  }

  // Beside the element, where it hides least of what can be used; of equal places the one with the most room, counted
  // in notes. A note stays on its side while the page scrolls, as long as there is room.
  putNote(mark, note, [left, top, right, bottom], width, height, isNew) {
    const { width: wide, height: high } = rectOf(note);
    const gap = OFF + 8;
    const fit = (at, size, room) => Math.max(EDGE, Math.min(at, room - size - EDGE));
    const along = fit(left, wide, width);
    const across = fit(top, high, height);
    const sides = [
      ["below", along, bottom + gap, (height - bottom - gap - EDGE) / high],
      ["above", along, top - gap - high, (top - gap - EDGE) / high],
      ["end", right + gap, across, (width - right - gap - EDGE) / wide],
      ["start", left - gap - wide, across, (left - gap - EDGE) / wide],
    ];
    const fits = ([, , , room]) => room >= 1;
    let side = sides.find(([name]) => name === mark.side);
    if (isNew || !side || !fits(side)) {
      const cost = ([, x, y, room]) => {
        let hits = 0;
        for (const h of [0.02, 0.25, 0.5, 0.75, 0.98]) {
          for (const v of [0.1, 0.5, 0.9]) {
            const hit = elementAt(page, x + wide * h, y + high * v);
            if (hit && closest(hit, BUSY)) hits++;
          }
        }
        return hits - room / 1e3;
      };
      side = sides.filter(fits).sort((a, b) => cost(a) - cost(b))[0] || sides[0];
    }
    mark.side = side[0];
    setAttribute(note, "data-side", side[0]);
    put(note, fit(side[1], wide, width), fit(side[2], high, height));
  }

  // The element that a chip leads to comes into sight.
  lead(chip) {
    const mark = this.marks.find(({ parts }) => parts[2] === chip);
    if (mark) scrollTo(mark.target, { block: "center" });
  }

  // Where the fresh ones are, with their notes: what the panel keeps clear of.
  fresh() {
    const since = now() - FRESH_MS;
    return this.marks
      .filter((mark) => mark.since > since)
      .flatMap(({ target, parts }) => [boxOf(target), parts[1] && boxOf(parts[1])]);
  }

  end() {
    noFrame(this.frame);
  }
}

export class PrivateMarks {
  constructor(layer, run, after) {
    this.layer = layer;
    this.marks = new Map();
    this.step = run(() => this.follow());
    this.tick = () => {
      this.follow();
      this.timer = after(CATCH_UP_MS, this.tick);
    };
  }

  // Makes these the marked fields.
  set(fields) {
    const { marks } = this;
    for (const [field, { node }] of marks) {
      if (fields.includes(field)) continue;
      remove(node);
      marks.delete(field);
    }
    for (const field of fields) {
      if (marks.has(field)) continue;
      const el = h(
        "div.private-mark",
        { "aria-hidden": "true", "data-on": isDark(field) ? "dark" : "light" },
        h("span.pill", 0, icon("lock"), say("private")),
      );
      marks.set(field, { node: insert(this.layer, draw(el), null) });
    }
    if (!fields[0] === !this.timer) return this.follow();
    const change = fields[0] ? on : off;
    change(window, "scroll", this.step);
    change(window, "resize", this.step);
    never(this.timer);
    this.timer = 0;
    if (fields[0]) this.tick();
  }

  follow() {
    const size = windowSize();
    for (const [field, mark] of this.marks) {
      let at = boxOf(field);
      if (at && !isInSight(field, at, size)) at = undefined;
      if (mark.last && same(mark.last, [at])) continue;
      mark.last = [at];
      hide(mark.node, !at);
      if (at) cover(mark.node, grown(at, OFF));
    }
  }
}

// Whether the field is what the customer sees there, and not a dialog or another part of the page above it.
const isInSight = (field, [left, top, right, bottom], [width, height]) => {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const hit = x >= 0 && y >= 0 && x < width && y < height && elementAt(page, x, y);
  // In a frame or a shadow root the hit is what holds them.
  if (!hit || localName(hit) === "pillion-ui" || rootOf(field) !== page) return true;
  return contains(hit, field) || contains(field, hit) || !!closest(hit, "label");
};

// Whether what is behind the field is dark: the first background that covers.
const isDark = (field) => {
  for (let at = field, up; at && nodeType(at) === 1; at = up && nodeType(up) === 11 ? hostOf(up) : up) {
    up = parentNode(at);
    const [, red, green, blue, alpha = 1] = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?/.exec(styleValue(at, "background-color")) || [];
    if (red && alpha > 0) return red * 2 + green * 7 + +blue < 1000;
  }
  return false;
};
