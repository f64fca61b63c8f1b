// The co-browsing panel's screens, large and as a bar.
//
// Knows no document and no session: a screen is a value made from `my`, which has the view (see view.rs) and what the
// panel itself remembers (see ui.js).

import { boxed, button, card, clock, directed, endButton, face, first, firstName, h, head, headline, hint, icon, iconButton,
  mainButton, mark, nameOf, names, now, plainButton, row, say, soft, timeOfDay, who } from "./parts.js";
export * from "./parts.js";

// The relay keeps a session for a customer who is away for so long.
const AWAY_MS = 120_000;

const spin = () => h("i.spin");
const sharing = () => row(mainButton("pause", say("stop"), "bars"), endButton());
const startAgain = () => mainButton("resume", say("start"), "play");

const stateOf = (agent) => (agent && !agent.away ? "on" : "off");
const lost = (panel) => say("left", clock(panel.until - now()));

const question = (name, { ask, origin }, disabled) => {
  const title = say("ask " + ask);
  return h(
    "div.box ask",
    { role: "group", "aria-label": title },
    boxed("note", "ask", soft(title, say("ask_what " + ask, name, origin))),
    row(plainButton("yes", say("allow"), { disabled }), plainButton("no", say("dont_allow"))),
  );
};

// What a session says about itself while it lasts: switch, private fields, what was filled in.
const lines = (name, { mode, control, fields, filled, preview }) =>
  h(
    "div.lines",
    0,
    mode !== "no-control" &&
      button(
        "line switch",
        "control",
        { role: "switch", "aria-checked": "" + control },
        icon("arrow"),
        h("span.grow", 0, say("switch " + mode, name)),
        h("i.knob"),
      ),
    fields > 0 &&
      boxed("line private", "lock", h("span.grow", 0, fields > 1 ? say("privates", fields) : say("one_private"))),
    filled !== undefined &&
      h(
        "div.line filled",
        0,
        directed("back"),
        h("span.grow", 0, say("filled_in", name, filled)),
        button("link", "undo", 0, say("undo")),
      ),
    preview && button("line look", "preview", 0, icon("eye"), h("span.grow", 0, say("preview")), directed("along")),
  );

const SCREENS = {
  connecting: () => card("waiting", head(), h("p.state", 0, spin(), headline(say("connecting")))),

  waiting: ({ id, until, consent }, my, unread) => {
    const about = (kind, shape, words) => boxed("about " + kind, shape, soft(say(words), say(words + "_what")));
    return card(
      "waiting",
      head(unread),
      headline(say("read_number")),
      soft("", say("then " + consent)),
      h(
        "div.id",
        0,
        h("output.digits", { role: "status", dir: "ltr" }, id),
        my.copied && h("span.hint copied", { role: "status" }, say("copied")),
        iconButton("copy", "copy", say(my.copied ? "copied" : "copy"), my.copied ? "check" : "copy"),
      ),
      h("div.state", 0, spin(), h("b", 0, say("waiting")), hint(say("new_number", clock(until - now())))),
      h("div.box shares", 0, about("can", "eye", "shared"), about("not", "lock", "never_shared")),
      row(endButton()),
    );
  },

  asking: ({ agents: [agent], mode }, my) => {
    const { chat } = my.view;
    const name = first(agent);
    return card(
      "asking",
      head(),
      who(face(agent), say("wants_to_join", agent.name), chat && chat.company && hint(chat.company)),
      boxed("box good", "arrow", h("p", 0, h("b", 0, say(mode) + "."), " ", say("may " + mode, name))),
      boxed("note", "lock", soft("", say("stay_hidden"))),
      row(mainButton("allow", say("allow"), "", { disabled: !my.may }), plainButton("decline", say("decline"))),
      h("div.foot", 0, hint(say("only_allow", name)), my.id && hint(say("session", my.id))),
    );
  },

  live: (panel, my, unread) => {
    const [agent] = panel.agents;
    const name = first(agent);
    const dot = stateOf(agent);
    const below = dot === "off" ? say("away", name) : say("mode", say(panel.mode), clock(now() - panel.since));
    return card(
      "live",
      head(unread),
      who(face(agent, dot), say("sees", nameOf(agent)), hint(below)),
      panel.ask ? question(name, panel, !my.may) : lines(name, panel),
      sharing(),
    );
  },

  paused: ({ agents: [agent], until }, my, unread) =>
    card(
      "live",
      head(unread),
      agent
        ? who(face(agent, "off"), say("stopped"), hint(say("still_connected", first(agent))))
        : headline(say("stopped")),
      boxed("box warn", "shut", h("p", 0, say("cannot_see", first(agent)))),
      row(startAgain(), endButton()),
      h("div.foot", 0, hint(say("ends_in", clock(until - now())))),
    ),

  reconnecting: (panel, my, unread) => {
    const [agent] = panel.agents;
    const part = Math.max(0, Math.min(100, ((panel.until - now()) / AWAY_MS) * 100));
    return card(
      "live",
      head(unread),
      who(agent && face(agent, "off"), say("reconnecting"), hint(lost(panel))),
      h("div.left", { "--left": Math.floor(part) + "%", "aria-hidden": "true" }),
      boxed("box", "turn", soft("", say("dropped"))),
      sharing(),
    );
  },

  ended: (panel, my) => {
    const { receipt } = panel;
    const close = mainButton("close", say("close"));
    const open = my.list;
    return card(
      "asking",
      head(undefined, true),
      who(h("div.round", 0, icon("check")), say("ended"), hint(reason(panel))),
      receipt && h("dl.box facts", 0, facts(receipt).map(([label, value]) => [h("dt.soft", 0, label), h("dd", 0, value)])),
      receipt &&
        receipt.filled[0] !== undefined &&
        h(
          "div.listed",
          0,
          button(
            "link more",
            "list",
            { "aria-expanded": "" + open },
            icon("list"),
            h("span.grow", 0, say("show_filled", firstName(receipt.agent))),
            open ? icon("down") : directed("along"),
          ),
          open && h("ul", 0, receipt.filled.map((label) => h("li", 0, label))),
        ),
      receipt ? row(button("btn", "save", 0, icon("save"), say("save")), close) : row(close),
    );
  },

  failed: ({ cause, detail }) => {
    // Without a relay there is no chat either.
    const retry = cause === "relay";
    return card(
      "waiting",
      head(undefined, true),
      h("div.round warn", 0, icon("warn")),
      headline(say("cannot_start")),
      soft("", say("cause " + cause), " ", say("nothing_shared")),
      !retry && soft("", say("stay_on_phone")),
      row(
        retry ? mainButton("retry", say("try_again")) : mainButton("chat", say("chat"), "chat"),
        plainButton("close", say("close")),
      ),
      h("details", 0, h("summary", 0, h("span.grow", 0, say("developers")), icon("down")), h("pre", 0, detail)),
    );
  },
};

// The small form: who or what, a line below, the one button that matters.
const BARS = {
  waiting: ({ id }) => [mark(), id, say("waiting")],
  asking: ({ agents: [agent] }) => [face(agent), agent.name, say("wants_to_join").trim()],
  live: ({ agents: [agent] }) => [face(agent, stateOf(agent)), nameOf(agent), say("sees").trim(), mainButton("pause", say("stop"), "bars")],
  paused: ({ agents: [agent] }) => [face(agent, "off"), say("stopped"), "", startAgain()],
  reconnecting: (panel) => [face(panel.agents[0], "off"), say("reconnecting"), lost(panel), mainButton("pause", say("stop"), "bars")],
};

// Why a session ended, with the agent's name where the words have one.
export const reason = ({ reason, receipt }) =>
  say("by " + reason, receipt ? firstName(receipt.agent) : say("your_agent"));

// The lines of a receipt: label and value.
const facts = (receipt) => {
  const [[from, half], [to, otherHalf]] = [receipt.from, receipt.to].map(timeOfDay);
  const minutes = Math.max(1, Math.round((receipt.to - receipt.from) / 60_000));
  return [
    [say("agent"), receipt.agent],
    [say("time"), say("time_span", half === otherHalf ? from : from + half, to + otherHalf, minutes)],
    [say("mode_label"), say(receipt.mode)],
    [say("pages"), "" + receipt.pages],
    [say("privates_hidden"), "" + receipt.fields],
    [say("filled_by", firstName(receipt.agent)), "" + receipt.filled.length],
  ];
};

// A receipt as plain text, to keep.
export const asText = (panel) =>
  [
    say("ended"),
    reason(panel),
    "",
    ...facts(panel.receipt).map(([label, value]) => label + ": " + value),
    ...panel.receipt.filled.map((label) => "- " + label),
    "",
  ].join("\n");

// The panel, or nothing when there is nothing to say.
export const panel = (my) => {
  const { panel, chat, open } = my.view;
  const bar = (my.small || my.aside || !open) && BARS[panel.is];
  if (!bar) return SCREENS[panel.is] && SCREENS[panel.is](panel, my, chat ? chat.unread : 0);
  const [picture, title, below, act] = bar(panel);
  return h(
    "section.card panel bar",
    { role: "dialog", "aria-label": say("co_browsing"), "data-drag": true },
    picture,
    names(h("b", { "data-headline": true, tabindex: -1 }, title), hint(below)),
    act,
    button("away", "large", { "aria-label": say("expand"), "aria-expanded": "false" }, icon("up")),
  );
};
