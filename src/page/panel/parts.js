// The icons, and the parts that several screens share. Our icons are simple shapes on a 24 grid, drawn with one stroke
// in the colour of the text around them.
//
// Knows no document and no session: a part is a value.

import { firstName, h, initials, say } from "./words.js";
export * from "./words.js";

const SHAPES = {
  chat: "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9l-4 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5",
  page: "M11 19H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v4M3 9h18M13.5 12.5l8 2.9-3.6 1.5-1.5 3.6Z",
  down: "M5.5 9l6.5 6.5L18.5 9",
  up: "M5.5 15.5 12 9l6.5 6.5",
  along: "M9 5.5l6.5 6.5L9 18.5",
  cross: "M6 6l12 12M18 6 6 18",
  copy: "M10 8h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2ZM16 8V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2",
  check: "M5 12.5l4.5 4.5L19 7.5",
  eye: "M2.5 12C4.5 8 8 6 12 6s7.5 2 9.5 6c-2 4-5.5 6-9.5 6s-7.5-2-9.5-6ZM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z",
  shut: "M3 3l18 18M9 6.4A11 11 0 0 1 12 6c4 0 7.5 2 9.5 6a12 12 0 0 1-2.7 3.6M6.3 7.9A12 12 0 0 0 2.5 12c2 4 5.5 6 9.5 6a11 11 0 0 0 4.7-1M10 10a2.8 2.8 0 0 0 4 4",
  lock: "M7 11h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2ZM8 11V7.5a4 4 0 0 1 8 0V11",
  arrow: "M4.5 4.5 20 10l-7 3-3 7Z",
  back: "M8 5 3.5 9.5 8 14M3.5 9.5H15a5 5 0 0 1 0 10h-4",
  bars: "M9 5.5v13M15 5.5v13",
  play: "M8 5.5v13l10.5-6.5Z",
  turn: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15",
  warn: "M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17v.1",
  list: "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1",
  save: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  send: "M20.5 3.5 3.5 10l7 3.5 3.5 7ZM20.5 3.5l-10 10",
  ask: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.7.3-1.1.9-1.1 1.7v.3M12 16.8v.1",
};
const COLOURS = ["#2458c6", "#a3245c", "#7a4e12", "#1f6b8a", "#5b4a9e", "#4a5a20"];

const drawing = (kind, ...paths) => h(kind, { viewBox: "0 0 24 24" }, paths);

export const icon = (shape) => drawing("svg", h("path", { d: SHAPES[shape] }));

// One that mirrors where reading goes from right to left.
export const directed = (shape) => drawing("svg.dir", h("path", { d: SHAPES[shape] }));

// The agent's arrow; it has its own colours.
export const pointer = () => drawing("svg.arrow", h("path", { d: "M2 2 20.5 9.2 12.4 12.4 9.2 20.5Z" }));

// A solid arrow that leads and the outline of a second one behind it; in a rounded square.
export const mark = () =>
  drawing("svg.mark", h("path", { d: "M7 13.8 3.6 3.6 13.8 7" }), h("path.f", { d: "M8.6 8.6 20.6 12.9 15.2 15.2 12.9 20.6Z" }));

// The colour of an agent, the same wherever they are seen.
export const colour = (slot) => COLOURS[(slot - 1) % 6];

// A button that does `act` (see ui.js).
export const button = (kind, act, attributes, ...children) =>
  h("button." + kind, { type: "button", "data-do": act, ...attributes }, children);

// One that has only an icon to be seen, and so a name.
export const iconButton = (kind, act, name, shape, ...more) => button(kind, act, { "aria-label": name }, icon(shape), more);

// A main button with an icon before its words, a second one, and "End session": one click, always.
export const mainButton = (act, words, shape, attributes) =>
  button("btn main", act, attributes, shape && icon(shape), words);
export const plainButton = (act, words, attributes) => button("btn", act, attributes, words);
export const endButton = () => button("btn bad", "end", 0, say("end"));

// A row of buttons.
export const row = (...buttons) => h("div.row", 0, buttons);

// A quiet line, and a quiet paragraph with its first words strong.
export const hint = (words) => h("p.hint", 0, words);
export const soft = (strong, ...words) => h("p.soft", 0, strong && h("b", 0, strong), words);

// A box with an icon at its start.
export const boxed = (kind, shape, content) => h("div." + kind, 0, icon(shape), content);

// The headline: what focus goes to when the panel opens.
export const headline = (words) => h("h2", { tabindex: -1, "data-headline": true }, words);

// The full name of an agent, and the one to use after the first mention.
export const nameOf = (agent) => (agent ? agent.name : say("your_agent"));
export const first = (agent) => (agent ? firstName(agent.name) : say("your_agent"));

// A round picture of a person, with a dot that goes with the words beside it.
export const face = (agent, dot) =>
  h(
    "div.face",
    { "aria-hidden": "true", "--who": colour(agent ? agent.slot : 1) },
    initials(nameOf(agent)),
    dot && h("i.dot", { "data-state": dot }),
  );

export const names = (...lines) => h("div.names", 0, lines);

// Who it is about: picture, headline and a line below.
export const who = (picture, title, below) => h("div.who", 0, picture, names(headline(title), below));

// The head of a panel: mark, title, the chat's button if the unread messages are counted, and the one that puts the
// panel away.
export const head = (unread, isOver) =>
  h(
    "div.head",
    { "data-drag": true },
    mark(),
    h("b", 0, say("co_browsing")),
    unread >= 0 &&
      iconButton("talk", "chat", unread ? say("chat_unread", unread) : say("chat"), "chat", unread && h("i.dot new")),
    isOver
      ? iconButton("away", "close", say("close"), "cross")
      : button("away", "small", { "aria-label": say("collapse"), "aria-expanded": "true" }, icon("down")),
  );

// How far it has come with a session: see the names below for what a number of at least this means.
const STAGES = ["idle", "ended", "failed", "connecting", "asking", "waiting", "live", "paused", "reconnecting"];
export const stage = ({ is }) => STAGES.indexOf(is);
export const [CONNECTING, WAITING, LIVE] = [3, 5, 6];

// The card that all screens of the panel are in; it stays while the screens change.
export const card = (width, ...children) =>
  h("section.card panel", { role: "dialog", "aria-label": say("co_browsing"), "data-kind": width }, children);
