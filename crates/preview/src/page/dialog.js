// The preview's dialog: a headline, how many fields are private, and the mirror, scaled to fit. It wears the colours
// that snippet.js gave our shadow root. Knows no frames: the mirror is the viewer's.

// One table for each language; a language without one gets English.
const WORDS = {
  en: {
    title: "What the agent sees",
    how: "Made on your device, live. Private fields show as stars.",
    none: "No private fields",
    one: "1 private field",
    many: "{} private fields",
    close: "Close",
    wait: "Getting the page",
  },
};

// The scrim leaves the frame at the edge of the window free, which says that the page is shared.
const STYLE = `
.sees { position: fixed; inset: 0; margin: auto; width: min(1000px, 100vw - 32px); height: min(712px, 100vh - 40px); padding: 0;
  border: 0; border-radius: 18px; overflow: hidden; pointer-events: auto; flex-direction: column; background: var(--surface);
  color: var(--text); font: 15px/1.47 system-ui, sans-serif; box-shadow: 0 20px 56px #0c1c1938, 0 4px 14px #0c1c191f; }
.sees[open] { display: flex; animation: sees-in .18s ease-out; }
.sees::backdrop { background: #0c1c19a6; inset: 5.5px; }
.sees header { display: flex; align-items: center; gap: 12px; padding: 12px 12px 12px 24px; border-bottom: 1px solid #8884; }
.sees h2 { font-size: 18px; line-height: 25px; font-weight: 650; outline: 0; }
.sees header > div { flex: 1; min-width: 0; }
.sees header p { font-size: 14px; line-height: 20px; opacity: .8; }
.sees .count { display: flex; align-items: center; gap: 8px; min-height: 34px; padding: 0 14px; border-radius: 17px; white-space: nowrap;
  background: var(--tint); color: var(--brand); font-size: 13px; font-weight: 600; }
.sees .count svg { width: 16px; height: 16px; }
.sees header button { flex: none; width: 44px; height: 44px; display: grid; place-items: center; }
.sees header button svg { width: 20px; height: 20px; }
.sees header button:hover { background: #8882; }
.sees .ground { flex: 1; min-height: 0; position: relative; overflow: hidden; background: #8883; }
.sees .ground p { position: absolute; inset: 0; display: grid; place-items: center; opacity: .8; }
.sees .paper { position: absolute; overflow: hidden; background: #fff; border-radius: 8px; visibility: hidden;
  box-shadow: 0 0 0 1px #0c1c1929, 0 12px 36px #0c1c1924; }
.sees[data-shown] .paper { visibility: visible; }
.sees[data-shown] .ground p { display: none; }
.sees iframe { display: block; border: 0; transform-origin: 0 0; }
.sees .over { position: absolute; left: 0; top: 0; }
@keyframes sees-in { from { opacity: 0; translate: 0 8px; } }
@media (prefers-reduced-motion: reduce) { .sees { animation: none !important; } }
@media (max-width: 600px) {
  .sees { width: 100vw; max-width: none; height: 100vh; max-height: none; border-radius: 0; }
  .sees header { padding-left: 16px; }
  .sees .count { display: none; }
}
`;

const CROSS = "M6 6l12 12M18 6 6 18";
const LOCK = "M7 11V8a5 5 0 0 1 10 0v3M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z";
const MARGIN = 24;

const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
};

const icon = (d) => {
  const shape = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = shape("svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = shape("path");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
};

export class Dialog {
  constructor(root, lang, tell, loaded) {
    const words = (this.words = WORDS[lang.slice(0, 2)] || WORDS.en);
    this.root = root;
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.sheet];

    this.count = make("span", { class: "count", role: "status" });
    const close = make("button", { type: "button", "aria-label": words.close }, icon(CROSS));
    const headline = make("h2", { id: "sees", tabindex: "-1" }, words.title);
    // No script, no form, no window may come from it; the viewer's allow-lists come first all the same.
    this.frame = make("iframe", { sandbox: "allow-same-origin", title: words.title, tabindex: "-1" });
    this.overlay = make("div", { class: "over", "aria-hidden": "true" });
    this.paper = make("div", { class: "paper" }, this.frame, this.overlay);
    this.ground = make("div", { class: "ground" }, make("p", {}, words.wait), this.paper);
    const text = make("div", {}, headline, make("p", {}, words.how));
    this.dialog = make("dialog", { class: "sees", "aria-labelledby": "sees" }, make("header", {}, text, this.count, close), this.ground);
    this.private(0);

    close.onclick = () => this.dialog.close();
    // Gestures end here: nothing of the preview is the page's, and nothing in it can be used.
    for (const kind of ["keydown", "keyup", "keypress", "click", "pointerdown", "pointerup", "mousedown", "mouseup", "wheel"])
      this.dialog.addEventListener(kind, (event) => event.stopPropagation());
    this.dialog.addEventListener("close", () => tell("closed"));
    // Chromium loads the empty document before `append` returns, and nobody holds this dialog yet.
    this.frame.addEventListener("load", () => setTimeout(() => this.sheet && loaded()), { once: true });
    this.tell = undefined;
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.ground);
    root.append(this.dialog);
    this.dialog.showModal();
    headline.focus();
  }

  // What is called with each new scale.
  scaled(tell) {
    this.tell = tell;
  }

  // The customer's viewport, in CSS pixels.
  size(width, height) {
    this.viewport = [width, height];
    this.fit();
  }

  fit() {
    if (!this.viewport || !this.tell) return;
    const [width, height] = this.viewport;
    const { clientWidth, clientHeight } = this.ground;
    const scale = Math.min(1, Math.max(0.05, (clientWidth - 2 * MARGIN) / width, 0), Math.max(0.05, (clientHeight - 2 * MARGIN) / height));
    const { style } = this.paper;
    style.width = `${width * scale}px`;
    style.height = `${height * scale}px`;
    style.left = `${(clientWidth - width * scale) / 2}px`;
    style.top = `${(clientHeight - height * scale) / 2}px`;
    this.tell(scale);
  }

  // The first picture is up.
  shown() {
    this.dialog.setAttribute("data-shown", "");
  }

  private(fields) {
    const { none, one, many } = this.words;
    this.count.replaceChildren(icon(LOCK), fields == 0 ? none : fields == 1 ? one : many.replace("{}", fields));
  }

  close() {
    if (!this.sheet) return;
    this.watch.disconnect();
    this.dialog.remove();
    this.root.adoptedStyleSheets = this.root.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    this.sheet = undefined;
  }
}
