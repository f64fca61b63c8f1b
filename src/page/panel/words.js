// Every word the customer reads in our surfaces, one table for each language; `{}` stands for what is filled in.
// Also numbers, times and names as they are written. snippet.js has the few words of the menu, since it comes first.
//
// Knows nothing of where the words are shown. Some ids end with a word of the wire: a mode, a reason, a cause.

import { slice, words } from "./tree.js";
export * from "./tree.js";

const ENGLISH = {
  lang: "en",
  dir: "ltr",
  co_browsing: "Co-browsing",
  chat: "Chat",
  chat_unread: "Chat, {} unread",
  collapse: "Make it small",
  expand: "Make it large",
  close: "Close",
  connecting: "Getting a number",
  read_number: "Read this number to your agent",
  "then ask": "They type it in, then you choose Allow.",
  "then code": "They type it in and can join you.",
  waiting: "Waiting for your agent",
  new_number: "New number in {}",
  copy: "Copy the number",
  copied: "Copied",
  shared: "Shared",
  shared_what: "The pages of this site, and where you point",
  never_shared: "Never shared",
  never_shared_what: "Passwords, card and Social Security numbers, your other tabs and apps",
  wants_to_join: "{} wants to join",
  "full-control": "Full-control",
  "partial-control": "Partial-control",
  "no-control": "No-control",
  "may full-control": "{} can see this page, point, click and fill in fields with you.",
  "may partial-control": "{} can see this page, point, and open pages. Only you fill in fields.",
  "may no-control": "{} can see this page and point. Only you click and type.",
  stay_hidden: "Your private fields stay hidden. You can stop at any time.",
  allow: "Allow",
  decline: "Decline",
  only_allow: "Only allow if you are talking to {} now.",
  session: "Session {}",
  sees: "{} sees this page",
  and_more: "{} and {} more",
  mode: "Mode: {} · {}",
  away: "{} lost the connection for now",
  your_agent: "Your agent",
  "switch full-control": "{} may click and type",
  "switch partial-control": "{} may open pages",
  one_private: "1 private field is hidden",
  privates: "{} private fields are hidden",
  filled_in: "{} filled in {}",
  undo: "Undo",
  preview: "What the agent sees",
  stop: "Stop sharing",
  start: "Start sharing",
  end: "End session",
  "ask site": "Open another site?",
  "ask_what site": "{} wants to open {}",
  "ask window": "Open a new window?",
  "ask_what window": "{} wants to open a new window.",
  "ask download": "Download a file?",
  "ask_what download": "{} wants to download a file to your device.",
  "ask submit": "Send this form?",
  "ask_what submit": "{} wants to send the form on this page. Check it first.",
  dont_allow: "Don’t allow",
  stopped: "Sharing is stopped",
  still_connected: "{} is still connected",
  cannot_see: "{} cannot see this page now. Start again whenever you like, with the same session ID.",
  ends_in: "The session ends by itself in {}.",
  reconnecting: "Reconnecting",
  left: "Trying again. {} left",
  dropped: "The network dropped. Your session is kept and your page is as you left it. You can go on.",
  cannot_start: "Co-browsing cannot start here",
  "cause policy": "The site’s security settings do not allow it.",
  "cause settings": "The site has a setting to put right first.",
  "cause browser": "Your browser is too old for it. An update helps.",
  "cause relay": "We cannot reach the service right now.",
  nothing_shared: "Nothing was shared, and your page works as before.",
  stay_on_phone: "Stay on the phone, or write to us here.",
  try_again: "Try again",
  developers: "For the site’s developers",
  ended: "Session ended",
  agent: "Agent",
  time: "Time",
  time_span: "{} to {}, {} min",
  mode_label: "Mode",
  pages: "Pages shared",
  privates_hidden: "Private fields hidden",
  filled_by: "Filled in by {}",
  show_filled: "Show what {} filled in",
  save: "Save receipt",
  write: "Write a message",
  send: "Send",
  no_secrets: "Please don’t send passwords or card numbers here.",
  share_with: "Share this page with {}?",
  share_page: "Share this page",
  not_now: "Not now",
  chat_empty: "Write to us, we answer here.",
  not_sent: "Not sent. Try again",
  chat_over: "This chat is over.",
  you: "You",
  tab_live: "Shared with {}",
  tab_paused: "Sharing stopped",
  private: "Private",
  "marked up": "{} marked something above",
  "marked down": "{} marked something below",
  "marked beside": "{} marked something beside",
  "by customer": "You ended it. Nobody sees this page now.",
  "by agent": "{} ended it. Nobody sees this page now.",
  "by declined": "You declined. Nothing was shared.",
  "by waiting-timeout": "No agent joined. Open Co-browsing again for a new number.",
  "by idle-timeout": "Nothing happened for a while, so the session ended.",
  "by time-limit": "The session reached its longest time. You can start a new one.",
  "by customer-gone": "The connection was lost for too long. You can start a new one.",
  "by agent-gone": "{} lost the connection. You can start a new one.",
  "by relay": "The service stopped the session. You can start a new one.",
  "by unsupported": "Co-browsing cannot start here. Nothing was shared.",
};

const LANGUAGES = { en: ENGLISH };
let table = ENGLISH;

// Chooses the table of a BCP 47 tag; English when there is none.
export const speak = (lang) => (table = LANGUAGES[slice(lang, 0, 2)] || ENGLISH);

// The words of an id, with each `{}` replaced, in order.
export const say = (id, ...values) =>
  table[id]
    .split("{}")
    .map((part, i) => (i ? (values[i - 1] || "") + part : part))
    .join("");

// What a person is called after the first mention: "Maya" of "Maya R.".
export const firstName = (name) => words(name.trim())[0];

// At most two letters for a picture: "MR" of "Maya R.".
export const initials = (name) =>
  words(name.trim())
    .slice(0, 2)
    .map((word) => [...word][0])
    .join("");

const Time = Date;
export const { now } = Time;
const two = (number) => (number < 10 ? ":0" : ":") + number;

// Milliseconds as minutes and seconds: "9:42". Nothing is left below zero.
export const clock = (ms) => {
  const seconds = ms > 0 ? Math.floor(ms / 1000) : 0;
  return Math.floor(seconds / 60) + two(seconds % 60);
};

// The time of day: "2:19 pm", and whether that is before noon.
export const timeOfDay = (at) => {
  const date = new Time(at);
  const hours = date.getHours();
  return [(hours % 12 || 12) + two(date.getMinutes()), hours < 12 ? " am" : " pm"];
};
