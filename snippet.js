// What the script tag loads: it reads the tag's attributes, shows the menu, and loads the core when the customer acts.
// Until then nothing happens: no wasm, no socket, no observer, no timer, no write to storage.
// It knows no frames, no masking and no session; those are the core's. The colours and base styles below are the
// core's too: its panel lives in the same shadow root and adds a sheet of its own. Every visitor of the site loads
// this file, so it is written to be small: 4 KB after brotli is the limit.
(() => {
  // No tag (a bundler put the file into another one): then as with a tag without attributes.
  const script = document.currentScript || document.createElement("script");
  const complain = (text) => console.error("Pillion: " + text);
  // A second tag would be a second launcher. A page may own the name for something else: then it is not ours.
  if (Object(window.Pillion).openMenu) return complain("the tag is there twice");

  // ---- The tag's attributes: read once, now, since currentScript is null later ----

  let problem;
  const invalid = (name, value) => `data-${name}="${value}" is not valid`;
  const refuse = (name, value) => complain((problem ||= invalid(name, value)));
  const attribute = (name, absent = "") => script.getAttribute("data-" + name) ?? absent;
  const choice = (name, words, wrong = words[0], isQuiet) => {
    const value = attribute(name, words[0]);
    if (words.includes(value)) return value;
    isQuiet || complain(invalid(name, value) + ": used as " + wrong);
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
  const relay = () => {
    const value = attribute("relay", script.src && String(new URL("/", script.src)));
    const address = /^https?:\/\/[^?#\s]+/.exec(value);
    if (address) return address[0].replace(/\/?$/, "/");
    refuse("relay", value);
    return "";
  };
  const seconds = attribute("highlight-seconds", "180");
  const config = {
    mode: choice("mode", ["full-control", "partial-control", "no-control"], "no-control"),
    relay: relay(),
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
    highlightSeconds: seconds >= 5 && seconds <= 3600 ? seconds : choice("highlight-seconds", ["180"]),
  };
  const base = (script.src || config.relay).replace(/[^/]*(\?.*)?$/, "pkg/__PILLION_VERSION__/pillion");

  // One list for each language, in the order of the names below; a language without one gets English.
  const WORDS = {
    en: [
      "Menu",
      "Need a hand?",
      "Nothing is shared until you say so.",
      "Co-browsing",
      "Show this page to an agent",
      "Chat",
      "Write with an agent",
      "Co-browsing cannot start here",
      "The site’s security settings do not allow it.",
      "The site has a setting to put right first.",
      "Your browser is too old for it. An update helps.",
      "We cannot reach the service right now.",
      "Nothing was shared, and your page works as before.",
      "Try again",
      "Close",
      "For the site’s developers",
    ],
  };
  const [MENU, NEED, CALM, SHARE, SHARE_HINT, CHAT, CHAT_HINT, CANNOT, POLICY, SETTINGS, BROWSER, RELAY, SAFE, AGAIN, CLOSE, DEVELOPERS] = WORDS[config.lang.slice(0, 2)] || WORDS.en;

  // ---- Looks: tokens and base classes; the core's panel adds to both ----

  const TOKENS = "surface text focus on brand tint".split(" ");
  const LIGHT = "fff 14211f 1b5fd9 fff 0a675b e4f2ef";
  const DARK = "18211f eef3f2 8fb5ff 06231f 5fcbb7 143833";
  // Brand and tint from the accent. It moves towards black (dark theme: white) until the text on it has 4.5.
  const derived = (rgb, end) => {
    // Luminance, times 255 to the power of 2.2.
    const light = ([r, g, b]) => 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2;
    while (end ? light(rgb) < 49e3 : light(rgb) > 35e3) rgb = rgb.map((channel) => channel - (channel - end) / 20);
    return [`rgb(${rgb})`, `rgba(${rgb},.13)`];
  };
  const [edge, side] = config.position.split("-");
  // The page's own rules reach the host but not beyond, so what keeps the host in place is important.
  const STYLE = `:host{all:initial!important;position:fixed!important;inset:0!important;pointer-events:none!important;z-index:2147483647!important;direction:ltr!important}
:host>*{font:15px/1.47 system-ui,sans-serif;color:var(--text)}
*{box-sizing:border-box;margin:0;padding:0}
svg{width:100%;display:block;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
svg .f{fill:currentColor}
button{font:inherit;font-weight:600;color:inherit;background:none;border:0;border-radius:12px;cursor:pointer;min-height:44px}
:focus-visible{outline:2.5px solid var(--focus);outline-offset:2px}
.hint{font-size:13px;line-height:19px;font-weight:400;opacity:.75}
.launcher,.card{position:fixed;pointer-events:auto;${edge}:24px;${side}:24px}
.launcher{width:56px;height:56px;border-radius:50%;border:2px solid var(--surface);padding:12px;box-shadow:0 12px 48px #0c1c1938}
.launcher,.main{background:var(--brand);color:var(--on)}
.launcher:hover,.main:hover{filter:brightness(.88)}
[aria-busy]{opacity:.6}
.card{background:var(--surface);border:1px solid #8884;border-radius:18px;box-shadow:0 12px 48px #0c1c1938;padding:20px;width:386px;max-width:calc(100vw - 48px);overflow-wrap:anywhere}
.row{display:flex;gap:10px;margin:16px 0}
.btn{flex:1;min-height:46px;padding:8px 14px;border:1px solid}
.item:hover,.item:focus{background:#8881}
.menu{width:312px;${edge}:96px;padding:20px 8px 8px}
.menu p{padding:0 12px}
.item{display:flex;gap:12px;align-items:center;width:100%;padding:8px 12px;text-align:start}
.item svg{flex:none;width:42px;padding:11px;border-radius:12px;background:var(--tint);color:var(--brand)}
.item .hint{display:block}`;
  // On a 24 grid; the second path of an icon is filled.
  const MARK = ["M7 14 4 4 14 7", "M8.6 8.6 20.6 12.9 15.2 15.2 12.9 20.6Z"];
  const SHARE_ICON = ["M11 19H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v4M3 9h18M13 12l8 3-4 1-1 4Z"];
  const CHAT_ICON = ["M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9l-4 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5"];
  const dress = (node, attributes, ...children) => {
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    node.append(...children);
    return node;
  };
  const make = (tag, attributes, ...children) => dress(document.createElement(tag), attributes, ...children);
  const icon = (paths) => {
    const shape = (tag, attributes, ...children) => dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, ...children);
    return shape("svg", { viewBox: "0 0 24 24" }, ...paths.map((d, i) => shape("path", { d, class: i ? "f" : "" })));
  };
  const button = (attributes, act, ...children) => {
    const node = make("button", attributes, ...children);
    node.onclick = act;
    return node;
  };

  // ---- The one element of ours in the page ----

  const host = make("pillion-ui");
  const root = host.attachShadow({ mode: choice("shadow", ["closed", "open"], "closed", 1) });
  const place = make("div", { lang: "en" });
  root.append(place);
  const mount = () => {
    document.documentElement.append(host);
    // The browser reads the colour; one that it does not know, or not as RGB, leaves none.
    place.style.color = config.accent;
    const [, ...accent] = /^rgb\((\d+), (\d+), (\d+)/.exec(place.style.color && getComputedStyle(place).color) || [];
    place.style.color = "";
    const tokens = (isDark) => {
      const values = (isDark ? DARK : LIGHT).split(" ").map((hex) => "#" + hex);
      if (accent[0]) values.splice(4, 2, ...derived(accent, isDark ? 255 : 0));
      return ":host>*{" + values.map((value, i) => `--${TOKENS[i]}:${value}`).join(";") + "}";
    };
    const { theme } = config;
    const css = tokens(theme == "dark") + (theme == "auto" ? `@media(prefers-color-scheme:dark){${tokens(1)}}` : "") + STYLE;
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      // Too old for the core as well: without looks it can still be told.
    }
  };

  // ---- The menu, and what is shown when it cannot start ----

  let menu, failure, isSurfaceOpen, cameFromMenu;
  const outside = (event) => event.target != host && closeMenu();
  const closeMenu = () => {
    if (menu) menu.remove();
    menu = 0;
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
    const items = [item(SHARE, SHARE_HINT, SHARE_ICON, () => api.start()), item(CHAT, CHAT_HINT, CHAT_ICON, () => api.openChat())];
    menu = make("div", { class: "card menu" }, make("p", {}, make("b", {}, NEED)), make("p", { class: "hint" }, CALM), make("div", { role: "menu", "aria-label": MENU }, ...items));
    menu.onkeydown = (event) => {
      const { key } = event;
      // Two items: each arrow leads to the other one.
      if (/^Arrow/.test(key)) items[+(root.activeElement == items[0])].focus();
      else if (key == "Escape" || key == "Tab") closeMenu(), launcher.focus();
      else return;
      if (key != "Tab") event.preventDefault();
    };
    place.append(menu);
    launcher.setAttribute("aria-expanded", true);
    addEventListener("pointerdown", outside, true);
    items[0].focus();
  };
  const launcher = button({ class: "launcher", "aria-label": MENU, "aria-haspopup": "menu", "aria-expanded": false }, () => (menu ? closeMenu() : openMenu()), icon(MARK));
  if (choice("launcher", ["menu", "none"]) == "menu") place.append(launcher);
  const closeFailure = () => {
    failure.remove();
    failure = 0;
    launcher.hidden = isSurfaceOpen;
    launcher.focus();
  };
  const showFailure = (cause, detail, act) => {
    if (failure) failure.remove();
    const retry = () => {
      closeFailure();
      act();
    };
    const headline = make("h2", { tabindex: -1 }, CANNOT);
    failure = make(
      "div",
      { class: "card", role: "dialog", "aria-label": SHARE },
      headline,
      make("p", {}, cause + " " + SAFE),
      make("div", { class: "row" }, cause == RELAY ? button({ class: "btn main" }, retry, AGAIN) : "", button({ class: "btn" }, closeFailure, CLOSE)),
      make("details", { class: "hint" }, make("summary", {}, DEVELOPERS), detail),
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
    if (problem) fail(SETTINGS, problem);
    try {
      top.document.body;
    } catch {
      fail(SETTINGS, "in a foreign frame");
    }
    if (!isSecureContext) fail(SETTINGS, "not https");
    if (!window.CompressionStream || !root.adoptedStyleSheets) fail(BROWSER, "no CompressionStream");
    try {
      // The smallest module there is: it shows the page's policy before anything is fetched.
      new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    } catch {
      fail(POLICY, "Content-Security-Policy blocks WebAssembly: add 'wasm-unsafe-eval' to script-src");
    }
  };
  // import() takes no hash, but a module that was preloaded with one is not fetched again. A browser without
  // modulepreload skips this; the wasm, where the work is done, is checked in all of them.
  const preload = (href) =>
    new Promise((done, broken) => {
      const link = make("link", { rel: "modulepreload", href, integrity: "__CORE_INTEGRITY__", crossorigin: "" });
      const over = (then) => () => then(link.remove());
      link.onload = over(done);
      link.onerror = over(broken);
      link.relList.supports("modulepreload") ? place.append(link) : done();
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
    } catch {
      tries += "?";
      fail(RELAY, `${base} cannot be loaded: network, policy or integrity`);
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
        const { cause = RELAY, detail = String(error) } = error;
        core = code = 0;
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
  // The promise of a start, until there is a session ID or a reason why not; and the two ends of it.
  let starting;
  let done = () => {};
  let broken = done;
  const tell = (name, detail) => api.dispatchEvent(new CustomEvent(name, { detail }));
  const announce = (detail) => {
    const before = now.state + now.sessionId + now.agents;
    Object.assign(now, detail);
    if (now.sessionId) done({ sessionId: now.sessionId });
    if (before != now.state + now.sessionId + now.agents) tell("statechange", { ...now });
  };
  const emit = (name, detail) => {
    if (name == "statechange") announce(detail);
    else if (name == "surface") {
      isSurfaceOpen = launcher.hidden = detail.open;
      if (!detail.open && cameFromMenu && document.activeElement == document.body) launcher.focus();
    } else if (name == "idle") {
      // Freed later: this call comes from inside the core.
      if (core) core.then((old) => old.free());
      core = 0;
      if (now.state != "idle") announce({ state: "idle", sessionId: null, agents: [] });
    } else {
      if (name == "ended" || name == "failed") broken(new Error(detail.reason || detail.detail));
      tell(name, detail);
    }
  };
  // Every method gives a promise; one that nobody looks at must not become an error of the page.
  const quietly = (work) => {
    const promise = (async () => work())();
    promise.catch(() => {});
    return promise;
  };
  const ask = (method, ...values) => quietly(async () => core && (await core)[method](...values));
  const start = (channel) => {
    if (now.sessionId) return ask("openPanel").then(() => ({ sessionId: now.sessionId }));
    if (!starting) {
      starting = new Promise((...ends) => ([done, broken] = ends)).finally(() => (starting = 0));
      announce({ state: "connecting" });
      load(() => api.start({ channel })).then((made) => made.start(channel)).catch(broken);
    }
    return starting;
  };
  const api = Object.assign(new EventTarget(), {
    start: ({ channel = "phone" } = {}) => quietly(() => start(channel)),
    pause: () => ask("pause"),
    resume: () => ask("resume"),
    end: () => ask("end"),
    openMenu: () => quietly(openMenu),
    openPanel: () => api.start(),
    openChat: () => quietly(async () => (await load(api.openChat)).openChat()),
    previewAgentView: () => quietly(async () => (await load()).previewAgentView()),
    expectDisconnect: ({ seconds, message }) => ask("expectDisconnect", seconds, message),
  });
    for (const name in now) Object.defineProperty(api, name, { get: () => now[name] });
  window.Pillion = api;

  // The page's own structure comes first.
  if (document.body) mount();
  else document.addEventListener("DOMContentLoaded", mount, { once: true });
  // The core writes this key while there is a session or a chat: then the page was left in the middle of it.
  quietly(async () => sessionStorage.getItem("pillion") && (await load()).resumeVisit());
})();
