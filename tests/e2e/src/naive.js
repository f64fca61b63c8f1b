// A mirror as a careless author would write it: every vector of the corpus is built by the DOM in a frame of its own,
// whatever it is, and then used. It shows that the corpus, the sink and the canary work.
// arguments: trees, styles, and where to report.
const [trees, styles] = arguments;
window.alert = window.confirm = window.prompt = () => {};

const SPACES = { svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML" };

const build = (document, node, after) => {
  if (typeof node === "string") return document.createTextNode(node);
  const [name, attributes, ...children] = node;
  const [, space, tag] = /^(?:(svg|math):)?(.*)$/s.exec(name);
  let element;
  try {
    element = document.createElementNS(SPACES[space] ?? "http://www.w3.org/1999/xhtml", tag);
  } catch {
    return document.createTextNode("");
  }
  for (const [name, value] of Object.entries(attributes)) {
    try {
      if (name.startsWith("xlink:")) element.setAttributeNS("http://www.w3.org/1999/xlink", name, value);
      else if (!name.startsWith("#")) element.setAttribute(name, value);
    } catch {
      // No DOM takes this name.
    }
  }
  for (const child of children) {
    if (child[0] === "#shadow") {
      const root = element.attachShadow({ mode: "open" });
      if (child[1]["#adopt"]) after.push(() => root.append(build(document, ["style", { "#css": child[1]["#adopt"] }], after)));
      root.append(...child.slice(2).map((inner) => build(document, inner, after)));
    } else if (child[0] === "#document") {
      after.push(() => {
        const inner = element.contentDocument;
        inner.replaceChildren(build(inner, child[2], after));
      });
    } else {
      element.append(build(document, child, after));
    }
  }
  const css = attributes["#later"] ?? attributes["#css"];
  if (css !== undefined && element.localName === "style") element.textContent = css;
  if (attributes["#flags"] === 8) after.push(() => (element.removeAttribute("open"), element.showModal(), element.close()));
  if (attributes["#flags"] === 16) after.push(() => element.showPopover());
  if (attributes["#scroll"]) after.push(() => (element.scrollTop = attributes["#scroll"]));
  return element;
};

const run = (steps) => {
  for (let step; (step = steps.shift()); ) {
    try {
      step();
    } catch {
      // A browser that cannot do this is none that it works in.
    }
  }
};

const frame = (fill) => {
  const frame = document.createElement("iframe");
  frame.style.cssText = "width:300px;height:60px;border:0";
  frame.addEventListener("load", () => fill(frame.contentDocument), { once: true });
  frame.src = "/blank";
  document.body.append(frame);
};

const use = (document) => {
  for (const element of document.querySelectorAll("[data-poke]")) {
    if (element.localName === "form") element.requestSubmit();
    else if (element.click) element.click();
    else element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
};

for (const vector of trees) {
  if (vector.control === false) continue;
  frame((document) => {
    const after = [];
    const made = build(document, vector.tree, after);
    if (vector.where === "html") document.body.replaceWith(made);
    else (vector.where === "head" ? document.head : document.body).append(made);
    run(after);
    setTimeout(() => use(document), 300);
    const events = ["load", "error", "focus", "pointerover", "animationstart", "start", "begin"];
    setTimeout(() => {
      for (const element of document.querySelectorAll("*")) for (const name of events) element.dispatchEvent(new Event(name));
    }, 600);
  });
  if (!vector.mutation) continue;
  const again = document.createElement("iframe");
  const markup = build(document.implementation.createHTMLDocument(""), vector.tree, []).outerHTML;
  again.srcdoc = `<!doctype html>${markup}`;
  document.body.append(again);
}

for (const { id, control, sheet, decl, media } of styles) {
  if (control === false) continue;
  frame((document) => {
    const text = sheet ?? `.${id}{${decl}}`;
    const style = document.createElement("style");
    style.textContent = media ? `@media ${media}{${text}}` : text;
    const item = build(document, ["ul", {}, ["li", { class: id, "data-u": `${location.origin}/${id}`, "data-i": `url(${location.origin}/${id})` }, "x"],
      ["li", {}, ["a", { href: "/blank", class: id }, "x"]]], []);
    document.body.append(item, style);
  });
}
