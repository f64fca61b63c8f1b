// What the script tag loads: it reads the tag's attributes, shows the menu, and loads the core when the customer acts.
// Until then nothing happens: no wasm, no socket, no observer, no timer, no write to storage.
// It knows no frames, no masking and no session; those are the core's. The colours and base styles below are the
// core's too: its panel lives in the same shadow root and adds a sheet of its own. Every visitor of the site loads
// this file, so it is written to be small: 4 KB after brotli is the limit.
(() => {
  const script = document.currentScript;
  const complain = (text) => console.error("Pillion: " + text);
  // A second tag would be a second launcher. A page may own the name for something else: then it is not ours.
  if (Object(window.Pillion).openMenu) return complain("the script tag is on the page twice");

  // ---- The tag's attributes: read once, now, since currentScript is null later ----

  let problem;
  const refuse = (name, value) => complain((problem ||= `data-${name}="${value}" is not valid`));
  const attribute = (name, absent = "") => script?.getAttribute("data-" + name) ?? absent;
  const choice = (name, words, wrong = words[0], isQuiet) => {
    const value = attribute(name, words[0]);
    if (words.includes(value)) return value;
    isQuiet || complain(`data-${name}="${value}" is not known, ${wrong} is used`);
    return wrong;
  };
  const selectors = (name) => {
    const list = attribute(name).trim();
    try {
      list && new DocumentFragment().querySelector(list);
    } catch {
      refuse(name, list);
    }
    return list;
  };
  const folder = script?.src && new URL(".", script.src).href;
  const relay = attribute("relay", folder && new URL("/", folder));
  const seconds = attribute("highlight-seconds", "180");
  const config = {
    mode: choice("mode", ["full-control", "partial-control", "no-control"], "no-control"),
    relay: "",
    siteKey: attribute("site-key"),
    consent: choice("consent", ["ask", "code"]),
    privacy: choice("privacy", ["standard", "private"], "private"),
    mask: selectors("mask"),
    block: selectors("block"),
    ignore: selectors("ignore"),
    unmask: selectors("unmask"),
    noControl: selectors("no-control"),
    lang: attribute("lang") || document.documentElement.lang || navigator.language,
    theme: choice("theme", ["auto", "light", "dark"], "auto", 1),
    accent: attribute("accent", "auto"),
    position: choice("position", ["bottom-right", "bottom-left", "top-right", "top-left"]),
    highlightSeconds: /^\d+$/.test(seconds) && seconds >= 5 && seconds <= 3600 ? seconds : choice("highlight-seconds", ["180"]),
  };
  const hasLauncher = choice("launcher", ["menu", "none"]) == "menu";
  const shadow = choice("shadow", ["closed", "open"], "closed", 1);
  try {
    const { protocol, origin, pathname } = new URL(relay);
    if (!/^https?:/.test(protocol)) throw 0;
    config.relay = origin + pathname.replace(/\/*$/, "/");
  } catch {
    refuse("relay", relay);
  }
  const base = (folder || config.relay) + "pkg/__PILLION_VERSION__/pillion";

  // One table for each language; a language without one gets English.
  const WORDS = {
    en: {
      menu: "Menu",
      hand: "Need a hand?",
      calm: "Nothing is shared until you say so.",
      share: "Co-browsing",
      shareHint: "Show this page to an agent",
      chat: "Chat",
      chatHint: "Write with an agent",
      cannot: "Co-browsing cannot start here",
      policy: "The site’s security settings do not allow it.",
      settings: "The site has a setting to put right first.",
      browser: "Your browser is too old for it. An update helps.",
      relay: "We cannot reach the service right now.",
      safe: "Nothing was shared, and your page works as before.",
      again: "Try again",
      close: "Close",
      developers: "For the site’s developers",
    },
  };
  const words = WORDS[config.lang.slice(0, 2)] || WORDS.en;

  // ---- Looks: tokens and base classes, shared with the core's panel ----

  const TOKENS = "surface surface-2 line edge text text-3 focus on brand hover tint".split(" ");
  const LIGHT = "fff f4f7f6 dce3e1 73817d 14211f 5a6864 1b5fd9 fff 0a675b 08534a e4f2ef";
  const DARK = "18211f 202b29 33413e 7e908b eef3f2 98a8a4 8fb5ff 06231f 5fcbb7 7cd9c7 143833";
  // Brand, hover and tint from the accent. It moves towards black (dark theme: white) until the text on it has 4.5.
  const derived = (rgb, end) => {
    const toward = (part) => rgb.map((channel) => channel + (end - channel) * part);
    const light = () => rgb.reduce((sum, channel, i) => sum + [0.2126, 0.7152, 0.0722][i] * (channel / 255) ** 2.2, 0);
    while (end ? light() < 0.25 : light() > 0.178) rgb = toward(0.05);
    return [`rgb(${rgb})`, `rgb(${toward(0.2)})`, `rgba(${rgb},.13)`];
  };
  const rule = (values, end, rgb) => {
    values = values.split(" ").map((hex) => "#" + hex);
    if (rgb) values.splice(8, 3, ...derived(rgb, end));
    return ":host>*{" + values.map((value, i) => `--${TOKENS[i]}:${value}`).join(";") + "}";
  };
  const [edge, side] = config.position.split("-");
  // The page's own rules reach the host but not beyond, so what keeps the host in place is important.
  const STYLE = `:host{all:initial!important;display:block!important;position:fixed!important;inset:0!important;pointer-events:none!important;z-index:2147483647!important;direction:ltr!important}
:host>*{font:15px/22px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--text)}
*{box-sizing:border-box;margin:0;padding:0}
[hidden]{display:none!important}
svg{width:20px;height:20px;flex:none;display:block;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
svg .f{fill:currentColor}
button{font:inherit;font-weight:600;color:inherit;background:none;border:0;border-radius:12px;cursor:pointer;min-height:44px}
:focus-visible{outline:2.5px solid var(--focus);outline-offset:2px}
h2{font-size:20px;line-height:27px;font-weight:650}
h2:focus{outline:0}
.hint{font-size:13px;line-height:19px;font-weight:400;color:var(--text-3)}
.launcher,.card{position:fixed;pointer-events:auto;${edge}:24px;${side}:24px}
.launcher{width:56px;height:56px;border-radius:50%;border:2px solid var(--surface);padding:12px;box-shadow:0 8px 24px #0c1c1938}
.launcher svg{width:28px;height:28px}
.launcher,.main{background:var(--brand);color:var(--on)}
.launcher:hover,.main:hover{background:var(--hover)}
.launcher[aria-busy]{opacity:.6}
.card{background:var(--surface);border:1px solid var(--line);border-radius:18px;box-shadow:0 20px 56px #0c1c1938,0 4px 14px #0c1c191f;padding:20px;width:386px;max-width:calc(100vw - 24px);max-height:calc(100vh - 48px);overflow:auto;animation:p-rise .18s;overflow-wrap:anywhere}
.row{display:flex;gap:10px;margin-top:16px}
.btn{flex:1;min-height:46px;padding:8px 14px;border:1px solid var(--edge)}
.item:hover,.item:focus{background:var(--surface-2)}
.menu{width:312px;${edge}:96px;padding:20px 8px 8px}
.menu p{padding:0 12px}
.item{display:flex;gap:14px;align-items:center;width:100%;padding:9px 12px;text-align:start}
.item svg{width:42px;height:42px;padding:11px;border-radius:12px;background:var(--tint);color:var(--brand)}
.item .hint{display:block}
@keyframes p-rise{from{opacity:0;transform:translateY(8px)}}
@media(max-width:479px){.card:not(.menu){left:0;${edge}:0;width:100%;max-width:none}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}`;
  // On a 24 grid; the second path of an icon is filled.
  const MARK = ["M7 13.8 3.6 3.6 13.8 7", "M8.6 8.6 20.6 12.9 15.2 15.2 12.9 20.6Z"];
  const SHARE = ["M11 19H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v4M3 9h18M13.5 12.5l8 2.9-3.6 1.5-1.5 3.6Z"];
  const CHAT = ["M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9l-4 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5"];
  const dress = (node, attributes, ...children) => {
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    node.append(...children);
    return node;
  };
  const make = (tag, attributes, ...children) => dress(document.createElement(tag), attributes, ...children);
  const icon = (paths, kind = "") => {
    const shape = (tag, attributes, ...children) => dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, ...children);
    return shape("svg", { viewBox: "0 0 24 24", class: kind }, ...paths.map((d, i) => shape("path", { d, class: i ? "f" : "" })));
  };
  const button = (attributes, act, ...children) => {
    const node = make("button", { type: "button", ...attributes }, ...children);
    node.onclick = act;
    return node;
  };

  // ---- The one element of ours in the page ----

  const host = make("pillion-ui");
  const root = host.attachShadow({ mode: shadow });
  const place = make("div", { lang: words == WORDS.en ? "en" : config.lang });
  root.append(place);
  const mount = () => {
    document.documentElement.append(host);
    // The browser reads the colour; one that it does not know, or not as RGB, leaves no match.
    place.style.color = config.accent;
    const read = place.style.color ? /^rgb\((\d+), (\d+), (\d+)/.exec(getComputedStyle(place).color) : 0;
    place.style.color = "";
    const accent = read && read.slice(1).map(Number);
    const tokens = (theme) => (theme == "dark" ? rule(DARK, 255, accent) : rule(LIGHT, 0, accent));
    const css = (config.theme == "auto" ? tokens() + `@media(prefers-color-scheme:dark){${tokens("dark")}}` : tokens(config.theme)) + STYLE;
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      // Too old for the core as well: without looks it can still be told.
    }
    if (hasLauncher) place.append(launcher);
  };

  // ---- The menu, and what is shown when it cannot start ----

  let menu, failure, isSurfaceOpen, cameFromMenu;
  const outside = (event) => event.target != host && closeMenu();
  const closeMenu = () => {
    menu?.remove();
    menu = undefined;
    launcher.setAttribute("aria-expanded", false);
    removeEventListener("pointerdown", outside, true);
  };
  const openMenu = () => {
    if (menu || failure || isSurfaceOpen) return;
    const item = (title, text, paths, act) => {
      const go = () => {
        closeMenu();
        cameFromMenu = true;
        act();
      };
      return button({ class: "item", role: "menuitem", "aria-label": title, "aria-description": text }, go, icon(paths), make("span", {}, title, make("span", { class: "hint" }, text)));
    };
    const items = [item(words.share, words.shareHint, SHARE, () => api.start()), item(words.chat, words.chatHint, CHAT, () => api.openChat())];
    menu = make("div", { class: "card menu" }, make("p", {}, make("b", {}, words.hand)), make("p", { class: "hint" }, words.calm), make("div", { role: "menu", "aria-label": words.menu }, ...items));
    menu.onkeydown = (event) => {
      const { key } = event;
      const isOver = key == "Escape" || key == "Tab";
      if (isOver) closeMenu(), launcher.focus();
      else if (/^(Arrow|Home|End)/.test(key)) items[+(key == "End" || (key != "Home" && root.activeElement == items[0]))].focus();
      else return;
      if (key != "Tab") event.preventDefault();
    };
    place.append(menu);
    launcher.setAttribute("aria-expanded", true);
    addEventListener("pointerdown", outside, true);
    items[0].focus();
  };
  const launcher = button({ class: "launcher", "aria-label": words.menu, "aria-haspopup": "menu", "aria-expanded": false }, () => (menu ? closeMenu() : openMenu()), icon(MARK));
  const closeFailure = () => {
    failure?.remove();
    failure = undefined;
    launcher.hidden = isSurfaceOpen;
    launcher.focus();
  };
  const showFailure = (cause, detail, act) => {
    failure?.remove();
    const retry = () => {
      closeFailure();
      act();
    };
    const headline = make("h2", { tabindex: -1 }, words.cannot);
    failure = make(
      "div",
      { class: "card", role: "dialog", "aria-label": words.share },
      headline,
      make("p", {}, words[cause] + " " + words.safe),
      make("div", { class: "row" }, cause == "relay" ? button({ class: "btn main" }, retry, words.again) : "", button({ class: "btn" }, closeFailure, words.close)),
      make("details", { class: "hint" }, make("summary", {}, words.developers), detail),
    );
    failure.onkeydown = (event) => event.key == "Escape" && closeFailure();
    place.append(failure);
    launcher.hidden = true;
    headline.focus();
  };

  // ---- The core: loaded once, when it is first needed ----

  const fail = (cause, detail) => {
    throw { cause, detail };
  };
  const check = () => {
    if (problem) fail("settings", problem);
    try {
      top.document.body;
    } catch {
      fail("settings", "in a frame of another site");
    }
    if (!isSecureContext) fail("settings", "not https");
    if (!window.WebAssembly || !window.CompressionStream || !root.adoptedStyleSheets) fail("browser", "no CompressionStream or adoptedStyleSheets");
    try {
      // The smallest module there is: it shows the page's policy before anything is fetched.
      new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    } catch {
      fail("policy", "Content-Security-Policy blocks WebAssembly: add 'wasm-unsafe-eval' to script-src");
    }
  };
  // import() takes no hash, but a module that was preloaded with one is not fetched again. A browser without
  // modulepreload skips this; the wasm, where the work is done, is checked in all of them.
  const preload = (href) =>
    new Promise((done, broken) => {
      const link = make("link", { rel: "modulepreload", href, integrity: "__CORE_INTEGRITY__", crossorigin: "", nonce: script?.nonce || "" });
      link.onload = done;
      link.onerror = broken;
      link.relList.supports("modulepreload") ? root.append(link) : done();
    });
  // A failed import stays failed under its address, so another try needs another one.
  let tries = "";
  const fetchCore = async () => {
    try {
      const url = base + ".js" + tries;
      await preload(url);
      const code = await import(url);
      await code.default({ module_or_path: fetch(base + "_bg.wasm" + tries, { integrity: "__WASM_INTEGRITY__" }) });
      return code;
    } catch (error) {
      tries += "?";
      fail("relay", `${base} cannot be loaded: ${error.message || "network, policy or integrity"}`);
    }
  };
  let code, core;
  const load = (act) => {
    launcher.setAttribute("aria-busy", true);
    core ||= (async () => {
      try {
        check();
        return (await (code ||= fetchCore())).boot(host, root, config, emit);
      } catch (error) {
        const { cause = "relay", detail = String(error) } = error;
        core = code = undefined;
        complain(detail);
        announce({ state: "idle" });
        if (act) showFailure(cause, detail, act);
        throw new Error(detail);
      } finally {
        launcher.removeAttribute("aria-busy");
      }
    })();
    return core;
  };

  // ---- window.Pillion ----

  const now = { state: "idle", sessionId: null, mode: config.mode, agents: [] };
  // The promise of a start, until there is a session ID or a reason why not.
  let starting;
  const tell = (name, detail) => api.dispatchEvent(new CustomEvent(name, { detail }));
  const announce = (detail) => {
    Object.assign(now, detail);
    if (now.sessionId) starting?.done({ sessionId: now.sessionId });
    tell("statechange", { ...now });
  };
  const giveUp = (text) => starting?.broken(new Error(text));
  const emit = (name, detail) => {
    if (name == "statechange") return announce(detail);
    if (name == "failed") return giveUp(detail.detail);
    if (name == "surface") {
      isSurfaceOpen = launcher.hidden = detail.open;
      if (!detail.open && cameFromMenu && document.activeElement == document.body) launcher.focus();
    } else if (name == "idle") {
      // Freed later: this call comes from inside the core.
      core?.then((old) => old.free());
      core = undefined;
      if (now.state != "idle") announce({ state: "idle", sessionId: null, agents: [] });
    } else {
      if (name == "ended") giveUp(detail.reason);
      tell(name, detail);
    }
  };
  // Every method gives a promise; one that nobody looks at must not become an error of the page.
  const promised = (work) => {
    const promise = (async () => work())();
    promise.catch(() => {});
    return promise;
  };
  const ask = (method, ...values) => promised(async () => (await core)?.[method](...values));
  const begin = (channel) => {
    starting = {};
    const promise = new Promise((done, broken) => Object.assign(starting, { done, broken })).finally(() => (starting = undefined));
    starting.promise = promise;
    announce({ state: "connecting" });
    load(() => api.start({ channel })).then((made) => made.start(channel)).catch((error) => giveUp(error.message));
  };
  class Pillion extends EventTarget {
    get state() { return now.state; }
    get sessionId() { return now.sessionId; }
    get mode() { return now.mode; }
    get agents() { return now.agents; }
    start({ channel = "phone" } = {}) {
      return promised(() => {
        if (now.sessionId) return ask("openPanel").then(() => ({ sessionId: now.sessionId }));
        starting || begin(channel);
        return starting.promise;
      });
    }
    pause() { return ask("pause"); }
    resume() { return ask("resume"); }
    end() { return ask("end"); }
    openMenu() { return promised(openMenu); }
    openPanel() { return this.start(); }
    openChat() { return promised(async () => (await load(() => this.openChat())).openChat()); }
    previewAgentView() { return promised(() => { throw new Error("not in this version"); }); }
    expectDisconnect({ seconds, message }) { return ask("expectDisconnect", seconds, message); }
  }
  const api = (window.Pillion = new Pillion());

  // The page's own structure comes first.
  if (document.body) mount();
  else document.addEventListener("DOMContentLoaded", mount, { once: true });
  try {
    // The core writes this key while there is a session or a chat: then the page was left in the middle of it.
    sessionStorage.getItem("pillion") && load().then((made) => made.resumeVisit()).catch(() => {});
  } catch {
    // Storage is shut: nothing to resume.
  }
})();
