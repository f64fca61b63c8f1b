// The customer's panel, chat and overlay, in the shadow root that snippet.js made: draws the view that it is given and
// reports what the customer did. Rust decides, in mod.rs and behind it; this script and the files that it imports do
// the work in the document.
//
// Knows no session, no socket and no page content. All that is put into the page is taken away by `end`, and no error
// of ours reaches the page. The files import one another in a chain, each from the next and with all of its exports:
// the server of the browser tests gets stuck when a browser asks for more than four files at a time.

import { activeIn, activeInShadow, areaValue, asText, attribute, chat, click, closest, contains, Cursors, draw, eventTarget, find, first,
  focusOn, Frame, get, h, has, insert, isConnected, CONNECTING, later, LIVE, localName, Marks, matches, method, nameOf, never, page, panel as screen,
  patch, Place, PrivateMarks, putOn, quietly, reason, remove, replace, say, setter, speak, stage, style, TopLayer, view as visible,
  WAITING, write } from "./layer.js";

// "Allow" does nothing for so long, so that a key pressed in the page cannot consent.
const GATE_MS = 500;
// How long "Copied" stands.
const COPIED_MS = 2_000;
// The address of a saved file is not needed after the task that began the download.
const SAVED_MS = 1_000;
// Events that must not reach the page's own shortcuts and "click outside" handlers.
const OURS = ["keydown", "keypress", "keyup", "input", "click", "pointerdown", "pointerup", "mousedown", "mouseup"];

const { parse } = JSON;
const complain = console.error;
const [listen, unlisten] = ["addEventListener", "removeEventListener"].map((name) => method(EventTarget, name));
const [stop, prevent] = ["stopPropagation", "preventDefault"].map((name) => method(Event, name));
const [keyOf, isShift, isComposing] = ["key", "shiftKey", "isComposing"].map((name) => get(KeyboardEvent, name));
const setValue = setter(HTMLTextAreaElement, "value");
const scrollTo = setter(Element, "scrollTop");
const heightOf = get(Element, "scrollHeight");
const bodyOf = get(Document, "body");
const { clipboard, userActivation } = navigator;
const hasBeenActive = get(window.UserActivation, "hasBeenActive");
const copyText = method(window.Clipboard, "writeText");
const Data = Blob;
const addressOf = URL.createObjectURL;
const forget = URL.revokeObjectURL;

// What the customer is asked at this moment; the same as long as this is.
const question = ({ is, agents, ask, origin }) => (is === "asking" ? agents[0].slot : ask && ask + " " + origin);
const count = ({ chat }) => (chat ? chat.messages.length : 0);

// Puts an empty surface into the shadow root: nothing is to be seen before the first `show`. `tell` is called with the
// name of what the customer did, and an agent's place, a switch or a text where that belongs to it.
export function mount(host, root, lang, theme, position, tell) {
  let isOver, shown, from, gate, ticking, copied;
  let [card, badge, fields] = [[], [], []];
  const timers = new Set();
  const hooks = [];

  // ---- What is ours in the document ----

  const run = (work) => (...values) => {
    if (isOver) return undefined;
    try {
      return work(...values);
    } catch (error) {
      return complain("Pillion:", error);
    }
  };
  const after = (ms, work) => {
    const timer = later(
      run(() => {
        timers.delete(timer);
        work();
      }),
      ms,
    );
    timers.add(timer);
    return timer;
  };
  const hear = (target, kind, work, options) => {
    const heard = run(work);
    listen(target, kind, heard, options);
    hooks.push(() => unlisten(target, kind, heard, options));
  };
  // First, since this is what an old browser refuses: then nothing else was done yet.
  const takeOffSheet = putOn(root, theme);
  const words = speak(lang);
  const [overlay, polite, assertive] = [
    h("div.over"),
    h("div.sr", { "aria-live": "polite" }),
    h("div.sr", { "aria-live": "assertive" }),
  ];
  const layer = draw(h(position[0] === "t" ? "div.ui top" : "div.ui", { lang: words.lang, dir: words.dir }, overlay, polite, assertive));
  const over = overlay.node;

  // ---- Focus ----

  const focused = () => {
    const active = activeInShadow(root);
    return active && contains(layer, active) ? active : undefined;
  };
  const pageFocus = () => {
    const active = activeIn(page);
    return active && active !== bodyOf(page) && active !== host ? active : undefined;
  };
  // In the chat one goes on writing.
  const focusHeadline = () => {
    const target = find(layer, ".talks textarea,[data-headline]");
    if (target) focusOn(target, { preventScroll: true });
  };
  // To where it was in the page, or to the way back into the panel.
  const giveFocusBack = () => {
    const target = from && isConnected(from) ? from : find(layer, "[data-do=large]");
    from = undefined;
    if (target) quietly(() => focusOn(target));
  };
  // Focus moves into a surface that the customer opened, never into one that came by itself.
  const isOpenedByCustomer = ({ panel }) =>
    (stage(panel) <= CONNECTING || panel.is === "waiting") &&
    (!userActivation || hasBeenActive(userActivation) || !pageFocus());

  // ---- What the panel remembers, and its parts ----

  const my = {
    view: { open: "", panel: { is: "idle" } },
    // The customer made it small; it made itself small, to stay clear of what is spoken of.
    small: false,
    aside: false,
    // The number was copied a moment ago.
    copied: false,
    // The question has stood long enough to be answered on purpose.
    may: false,
    // What the agent filled in is shown.
    list: false,
    // The last session ID shown, for the line below a request.
    id: "",
    // The card that is to be seen, if any.
    node: undefined,
    // Whether the customer is at one of the controls. The headline, to which focus goes by itself, is none.
    isInUse: () => {
      const active = focused();
      return (active && !has(active, "data-headline")) || (my.node && matches(my.node, ":hover"));
    },
    fresh: () => marks.fresh(),
    redraw: () => {
      const had = focused();
      const wanted = seen();
      card = patch(layer, card, wanted ? [wanted] : [], polite.node);
      my.node = wanted && wanted.node;
      place.apply();
      if (had && !focused()) focusHeadline();
    },
  };
  const { redraw } = my;
  const top = new TopLayer(host, run);
  const place = new Place(my, position, after);
  const [marks, secrets, frame, cursors] = [Marks, PrivateMarks, Frame, Cursors].map((Part) => new Part(over, run, after));

  // What is to be seen: the chat gives way to a question that must be answered.
  const seen = () => {
    const { open, panel, chat: talk } = my.view;
    if (open === "chat" && talk && !question(panel)) return chat(my);
    return open || stage(panel) > CONNECTING ? screen(my) : undefined;
  };
  const drawPrivate = () => secrets.set(stage(my.view.panel) >= LIVE ? fields : []);
  const drawBadge = ({ chat: talk }) => {
    const unread = talk && !my.node && talk.unread;
    badge = patch(over, badge, unread ? [h("div.badge", { "aria-hidden": "true" }, Math.min(unread, 99))] : []);
    if (!unread) return;
    const [isTop, isLeft] = place.corner;
    style(badge[0].node, isLeft ? "left" : "right", "22px");
    style(badge[0].node, isTop ? "top" : "bottom", isTop ? "22px" : "64px");
  };
  // The clocks run only while there is one to be seen.
  const keepTime = () => {
    const { open, panel } = my.view;
    if (!my.node || open === "chat" || stage(panel) < WAITING) {
      never(ticking);
      ticking = 0;
    } else if (!ticking) {
      ticking = after(1_000, () => {
        ticking = 0;
        redraw();
        top.check();
        keepTime();
      });
    }
  };

  // ---- What is said to people who cannot see the panel change: a question does not wait for its turn ----

  const SPOKEN = {
    live: ({ agents }) => say("sees", nameOf(agents[0])),
    paused: () => say("stopped"),
    reconnecting: () => say("reconnecting"),
    ended: (panel) => say("ended") + ". " + reason(panel),
    failed: () => say("cannot_start"),
  };
  const speakOf = (before, view) => {
    const { open, panel, chat: talk } = view;
    if (panel.is !== before.panel.is && SPOKEN[panel.is]) return write(polite.node, SPOKEN[panel.is](panel));
    // A new message of the agent; in the open chat the log speaks for itself.
    if (open === "chat" || count(view) <= count(before)) return undefined;
    const { agent, text } = talk.messages[count(view) - 1];
    return agent && write(polite.node, first(talk.agent && { name: talk.agent }) + ": " + text);
  };

  // ---- What a button does: what is not here is told as it is. Whether it makes sense is judged behind `tell` ----

  const does = {
    allow: () => my.may && tell("allow", my.view.panel.agents[0].slot),
    decline: () => tell("decline", my.view.panel.agents[0].slot),
    yes: () => my.may && tell("yes"),
    control: () => tell("control", my.view.panel.control ? 0 : 1),
    say: () => {
      const field = find(layer, "textarea");
      const text = areaValue(field).trim();
      focusOn(field);
      if (!text) return;
      setValue(field, "");
      tell("say", text);
    },
    small: () => {
      my.small = true;
      redraw();
      giveFocusBack();
    },
    large: () => {
      my.small = my.aside = false;
      place.hold();
      redraw();
      if (!my.view.open) tell("panel");
    },
    list: () => {
      my.list = !my.list;
      redraw();
    },
    // Not allowed to: then the number is still there to be read.
    copy: () => {
      const set = (is) => () => {
        my.copied = is;
        redraw();
        never(copied);
        if (is) copied = after(COPIED_MS, set(false));
      };
      copyText(clipboard, replace(my.id, / /g, "")).then(run(set(true)), () => {});
    },
    // A link to a blob needs no leave from the page's security policy.
    save: () => {
      const address = addressOf(new Data([asText(my.view.panel)], { type: "text/plain" }));
      click(draw(h("a", { href: address, download: "co-browsing.txt" })));
      later(() => forget(address), SAVED_MS);
    },
    chip: (button) => marks.lead(button),
  };
  const act = (name, button) => (does[name] ? does[name](button) : tell(name));
  // Puts away what is open, never ends a session.
  const escape = () => {
    const { open, panel } = my.view;
    act(open === "chat" ? "hide" : stage(panel) < CONNECTING ? "close" : "small");
  };

  // ---- What is heard ----

  for (const kind of OURS) hear(layer, kind, (event) => stop(event));
  const hearOurs = (kind, work) => hear(layer, kind, (event) => work(event, eventTarget(event)));
  hearOurs("click", (event, target) => {
    const button = closest(target, "[data-do]");
    if (button) act(attribute(button, "data-do"), button);
  });
  hearOurs("keydown", (event, target) => {
    // While an input method composes, both keys are its own. A browser's own filling-in sends keys that are none.
    const key = quietly(() => !isComposing(event) && keyOf(event));
    if (key === "Escape") escape();
    else if (key === "Enter" && localName(target) === "textarea" && !isShift(event)) act("say");
    else return;
    prevent(event);
  });
  hearOurs("pointerdown", (event, target) => place.grab(event, target));
  hearOurs("pointermove", (event) => place.drag(event));
  for (const kind of ["pointerup", "pointercancel"]) hearOurs(kind, () => place.release());
  // Before the page does, and with a promise not to prevent anything.
  const early = { capture: true, passive: true };
  for (const kind of ["focusin", "scroll", "resize"]) hear(window, kind, () => place.keepClear(), early);
  if (visible) for (const kind of ["scroll", "resize"]) hear(visible, kind, () => place.apply(), early);
  insert(root, layer, null);

  return {
    // Shows a state, whole, as the text that mod.rs makes of a view. The same again changes nothing, and focus stays
    // where it is as long as its element is part of the new state.
    show: run((text) => {
      if (text !== shown) {
        shown = text;
        const before = my.view;
        const view = (my.view = parse(text));
        const { panel, open } = view;
        const isOpened = open && !before.open;
        if (isOpened) {
          my.small = false;
          from = pageFocus();
        }
        if (panel.is === "waiting") my.id = panel.id;
        const asked = question(panel);
        if (asked && asked !== question(before.panel)) {
          my.small = my.aside = my.may = false;
          never(gate);
          gate = after(GATE_MS, () => {
            my.may = true;
            redraw();
          });
          write(assertive.node, panel.ask ? say("ask " + panel.ask) : say("wants_to_join", panel.agents[0].name));
        }
        const had = focused();
        const takes = isOpened && isOpenedByCustomer(view);
        redraw();
        drawBadge(view);
        frame.show(panel);
        drawPrivate();
        cursors.keep(panel.is === "live" ? panel.agents : []);
        top.watch(stage(panel) >= CONNECTING);
        if (takes) focusHeadline();
        else if (had && !my.node) giveFocusBack();
        speakOf(before, view);
        const log = find(layer, ".log");
        // The end of the conversation is what one reads.
        if (log && (open !== before.open || count(view) !== count(before))) scrollTo(log, heightOf(log));
        keepTime();
      }
      place.keepClear();
    }),
    // Moves an agent's cursor to a place in the window, or hides it when the place is not a number.
    cursor: run((slot, name, x, y, press) => cursors.set(slot, name, x, y, press)),
    marks: run((given) => {
      marks.set(given);
      place.keepClear();
    }),
    // The fields that are marked as private, while a session has an agent.
    fields: run((given) => {
      fields = given;
      drawPrivate();
    }),
    // Takes all of it away.
    end: run(() => {
      for (const unhook of hooks) unhook();
      for (const timer of timers) never(timer);
      marks.end();
      secrets.set([]);
      frame.show({});
      cursors.keep([]);
      top.end();
      takeOffSheet();
      remove(layer);
      isOver = true;
    }),
  };
}
