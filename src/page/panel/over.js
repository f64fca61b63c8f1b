// The frame around a shared page with a tab that says the state, and the agents' cursors: an arrow in the agent's
// colour, the name beside it, a ring for a press.
//
// Takes no clicks, shifts no layout. Knows no session and no mirror: it is told what to say and where to point.

import { clientX, clientY, colour, draw, eventTarget, FIELDS, grown, h, has, icon, matches, nameOf, off, on, patch, boxOf,
  pointer, put, remove, say, insert, toggle, touch, windowSize } from "./rect.js";
export * from "./rect.js";

// The tab makes way for a pointer that is this near.
const NEAR = 80;
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
  constructor(layer) {
    this.layer = layer;
    this.all = new Map();
  }

  // Moves a person's cursor, or hides it when the place is not a number. Without movement the style sheet hides first
  // the name and then the arrow.
  set(slot, name, x, y, press) {
    const { all } = this;
    let cursor = all.get(slot);
    if (cursor && (cursor.name !== name || x !== x)) cursor = this.take(slot);
    if (x !== x) return;
    if (!cursor) {
      const el = h(
        "div.cursor",
        { "aria-hidden": "true", "--who": colour(slot) },
        pointer(),
        h("span.name", 0, name),
      );
      all.set(slot, (cursor = { name, node: insert(this.layer, draw(el), null), rings: [] }));
    }
    const { node } = cursor;
    const [width, height] = windowSize();
    put(node, x, y);
    toggle(node, "data-flip", x > width - NAME_WIDTH);
    toggle(node, "data-over", y > height - NAME_HEIGHT);
    // Another name of the same animation starts it anew.
    toggle(node, "data-again");
    // One ring that grows and fades; a new press starts a new one.
    if (press) cursor.rings = patch(node, patch(node, cursor.rings, []), [h("i.ring")]);
  }

  take(slot) {
    remove(this.all.get(slot).node);
    this.all.delete(slot);
  }

  // Takes all away but those of these agents.
  keep(agents) {
    for (const slot of [...this.all.keys()]) {
      if (!agents.some((agent) => agent.slot === slot && !agent.away)) this.take(slot);
    }
  }
}
