// The chat's screen. What the other side wrote is text and stays text; a link in it is only followed when the customer
// clicks it.
//
// Knows no document and no socket.

import { boxed, button, CONNECTING, directed, face, first, h, headline, hint, icon, iconButton, mainButton, mark, names,
  plainButton, row, say, soft, stage, timeOfDay } from "./screens.js";
export * from "./screens.js";

// Characters of a message, as the protocol limits it.
const LONGEST = 2000;
const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>".,)!?:;])/;

// The text in pieces, with addresses as links. Nothing is fetched for a link before it is clicked.
const linked = (text) =>
  text
    .split(ADDRESS)
    .map((part, i) =>
      i % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow" }, part) : part,
    );

const bubble = ({ agent, text, at }, name) =>
  h(
    "div.said " + (agent ? "theirs" : "ours"),
    0,
    h("p", { dir: "auto" }, linked(text)),
    // What was not sent yet has no time.
    hint((agent ? name : say("you")) + (at ? ", " + timeOfDay(at).join("") : "")),
  );

// The chat, as large as the panel.
export const chat = ({ view }) => {
  const { panel, chat } = view;
  const { agent, company, messages, proposed, offline, closed } = chat;
  const person = agent && { slot: 1, name: agent };
  const name = first(person);
  const write = say("write");
  return h(
    "section.card talks",
    { role: "dialog", "aria-label": say("chat") },
    h(
      "div.head talkhead",
      { "data-drag": true },
      person ? face(person, offline || closed ? "off" : "on") : mark(),
      names(headline(agent || say("chat")), company && hint(company)),
      stage(panel) >= CONNECTING && iconButton("talk", "panel", say("co_browsing"), "page"),
      iconButton("away", "hide", say("collapse"), "down"),
    ),
    h(
      "div.log",
      { role: "log", tabindex: 0, "aria-label": say("chat") },
      messages[0] ? messages.map((message) => bubble(message, name)) : h("p.soft empty", 0, say("chat_empty")),
    ),
    proposed &&
      h(
        "div.box ask",
        0,
        boxed("note", "page", soft(say("share_with", name), say("stay_hidden"))),
        row(mainButton("share", say("share_page")), plainButton("notnow", say("not_now"))),
      ),
    closed
      ? hint(say("chat_over"))
      : [
          offline && h("p.hint unsent", { role: "status" }, say("not_sent")),
          h(
            "div.write",
            0,
            h("textarea", { rows: 1, maxlength: LONGEST, placeholder: write, "aria-label": write, enterkeyhint: "send" }),
            button("btn main", "say", { "aria-label": say("send") }, directed("send")),
          ),
        ],
    hint(say("no_secrets")),
  );
};
