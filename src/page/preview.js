// Loads what shows the customer the agent's view, when they ask for it, and hands it the frames that leave.
// Knows no frame; the hashes are filled in by the build.

export * from "./site.js";

const SCRIPT = "__PREVIEW_INTEGRITY__";
const WASM = "__PREVIEW_WASM_INTEGRITY__";

// import() takes no hash, but a module that was preloaded with one is not fetched again (see snippet.js).
const preload = (root, href) =>
  new Promise((done, broken) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href, integrity: SCRIPT, crossOrigin: "" });
    link.onload = () => done(link.remove());
    link.onerror = () => broken(link.remove());
    link.relList.supports("modulepreload") ? root.append(link) : done();
  });

let code;
// A failed import stays failed under its address, so another try needs another one.
let tries = "";
const load = async (root) => {
  const url = new URL("preview.js" + tries, import.meta.url).href;
  await preload(root, url);
  const module = await import(url);
  await module.default({ module_or_path: fetch(url.replace(".js", "_bg.wasm"), { integrity: WASM }) });
  return module;
};

// Opens it. `tell` hears "ready", "lost", "closed", and "failed" when it cannot be loaded. What comes before it is
// ready is of no use to it: it begins with a snapshot.
export class AgentView {
  constructor(root, lang, fields, tell) {
    code ||= load(root);
    code.then(
      (module) => {
        if (this.over) return;
        this.view = module.open(root, lang, tell);
        this.view.private(fields);
      },
      () => {
        code = undefined;
        tries += "?";
        if (!this.over) tell("failed");
      },
    );
  }

  frame(kind, epoch, payload) {
    this.view?.frame(kind, epoch, payload);
  }

  fields(count) {
    this.view?.private(count);
  }

  close() {
    this.over = true;
    this.view?.free();
    this.view = undefined;
  }
}
