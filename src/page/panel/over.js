// The frame around a shared page with a tab that says the state, and the agents' cursors: an arrow in the agent's
// colour, the name beside it, a ring for a press.
//
// Takes no clicks, shifts no layout. Knows no session and no mirror: it is told what to say and where to point.

import { clientX, clientY, colour, draw, eventTarget, FIELDS, grown, h, has, icon, later, matches, never, nameOf, now, off, on, patch, boxOf,
  pointer, put, remove, say, insert, setAttribute, toggle, touch, windowSize } from "./rect.js";
export * from "./rect.js";

// The tab makes way for a pointer that is this near.
const NEAR = 80;
// Without movement the name goes after this many milliseconds,
const NAME_MS = 4_000;
// and the arrow after these.
const ARROW_MS = 15_000;
// Room the name needs at the end edge and below, before it flips.
const NAME_WIDTH = 140;
const NAME_HEIGHT = 56;

const SHOWN = {
  live: ({ agents }) => [
    "eye",
    say("tab_live", agents[1] ? say("and_more", agents[0].name, agents.length - 1) : nameOf(agents[0])),
  ],
  paused: () => ["bars", say("tab_paused")],
  reconnecting: () => ["turn", say("reconnecting")],
};

export class Frame {
  // `run` makes a listener of ours from a function (see ui.js).
  constructor(layer, run) {
    this.layer = layer;
    this.drawn = [];
    this.near = run((event) => {
      const [x, y] = [clientX(event), clientY(event)];
      this.shrink("data-near", [x, y, x + 1, y + 1], NEAR);
    });
    this.focus = run((event) => {
      const field = eventTarget(event);
      this.shrink("data-under", matches(field, FIELDS) && boxOf(field), 0);
    });
  }

  show(panel) {
    const shown = SHOWN[panel.is];
    const [frame] = this.drawn;
    const [shape, words] = shown ? shown(panel) : [];
    this.drawn = patch(
      this.layer,
      this.drawn,
      shown ? [h("div.frame", { "data-state": panel.is }, h("i.edge"), h("div.tab", 0, icon(shape), h("span", 0, words)))] : [],
    );
    if (!shown === !frame) return;
    const change = shown ? on : off;
    change(window, "pointermove", this.near);
    change(window, "focusin", this.focus);
    // Where the tab is when it is large: the small one is somewhere else.
    if (shown) this.at = boxOf(this.tab());
  }

  tab() {
    return this.drawn[0].children[1].node;
  }

  shrink(why, what, room) {
    const tab = this.tab();
    const is = !!touch(this.at && grown(this.at, room), what);
    if (has(tab, why) !== is) toggle(tab, why, is);
  }
}

export class Cursors {
  constructor(layer, run) {
    this.layer = layer;
    this.run = run;
    this.all = new Map();
  }

  // Moves a person's cursor, or hides it when there is no place.
  set(agent, x, y, press) {
    let cursor = this.all.get(agent.slot);
    if (cursor && (cursor.name !== agent.name || !(x >= 0 || x < 0))) {
      this.take(agent.slot);
      cursor = undefined;
    }
    if (!(x >= 0 || x < 0)) return;
    if (!cursor) {
      const el = h(
        "div.cursor",
        { "aria-hidden": "true", "--who": colour(agent.slot) },
        pointer(),
        h("span.name", 0, agent.name),
      );
      cursor = { name: agent.name, node: draw(el), rings: [] };
      insert(this.layer, cursor.node, null);
      this.all.set(agent.slot, cursor);
    }
    const { node } = cursor;
    const [width, height] = windowSize();
    cursor.moved = now();
    put(node, x, y);
    toggle(node, "data-flip", x > width - NAME_WIDTH);
    toggle(node, "data-over", y > height - NAME_HEIGHT);
    setAttribute(node, "data-shown", "all");
    // One ring that grows and fades; a new press starts a new one.
    if (press) cursor.rings = patch(node, patch(node, cursor.rings, []), [h("i.ring")]);
    if (!cursor.timer) this.fade(cursor, NAME_MS);
  }

  fade(cursor, after) {
    cursor.timer = later(
      this.run(() => {
        const still = now() - cursor.moved;
        const next = still < NAME_MS ? NAME_MS : still < ARROW_MS ? ARROW_MS : 0;
        setAttribute(cursor.node, "data-shown", next === NAME_MS ? "all" : next ? "arrow" : "none");
        cursor.timer = 0;
        if (next) this.fade(cursor, next - still);
      }),
      after,
    );
  }

  take(slot) {
    const { timer, node } = this.all.get(slot);
    never(timer);
    remove(node);
    this.all.delete(slot);
  }

  // Takes all away but those of these agents.
  keep(agents) {
    for (const slot of [...this.all.keys()]) {
      if (!agents.some((agent) => agent.slot === slot && !agent.away)) this.take(slot);
    }
  }
}
