// Put into the console by the tests of hostile content: remembers how things are before, hears every report of a policy
// in the console, the mirror and each frame and shadow root that comes into it, and tells what became of it all.
const watch = (window.watch = { reports: [], seen: new WeakSet() });

const hear = (root) => {
  if (watch.seen.has(root)) return;
  watch.seen.add(root);
  root.addEventListener(
    "securitypolicyviolation",
    // Only what the browser says: the tests say such things too.
    (event) => event.isTrusted && watch.reports.push(`${event.effectiveDirective}: ${event.blockedURI} (${event.sourceFile}:${event.lineNumber} ${event.sample})`),
    true,
  );
  const dig = () => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) hear(element.shadowRoot);
      if (element.localName === "iframe" && element.contentDocument) hear(element.contentDocument);
    }
  };
  new MutationObserver(dig).observe(root, { childList: true, subtree: true });
  dig();
};
hear(document);

const frame = () => document.querySelector("iframe[title=\"Customer's page\"]");
watch.begin = () => {
  watch.mirror = frame().contentDocument;
  watch.href = location.href;
  watch.history = history.length;
  hear(watch.mirror);
};

const documents = (root, found = []) => {
  found.push(root);
  for (const element of root.querySelectorAll("*")) {
    if (element.shadowRoot) documents(element.shadowRoot, found);
    if (element.localName === "iframe" && element.contentDocument) documents(element.contentDocument, found);
  }
  return found;
};

// What a person or a browser might do to each element: nothing of it may do anything here.
const HAPPENINGS = ["load", "error", "focus", "click", "toggle", "beforetoggle", "animationstart", "begin", "input", "change", "pointerover",
  "mouseover", "submit", "scroll", "start", "close", "cancel", "transitionend", "securitypolicyviolation"];
watch.poke = () => {
  let count = 0;
  for (const root of documents(watch.mirror)) {
    for (const element of root.querySelectorAll("*")) {
      for (const name of HAPPENINGS) element.dispatchEvent(new Event(name, { bubbles: false, cancelable: true }));
      if (element.hasAttribute("data-poke")) {
        count++;
        if (element.localName === "form") HTMLFormElement.prototype.requestSubmit.call(element);
        else element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
        if (element.click) HTMLElement.prototype.click.call(element);
      }
    }
  }
  return count;
};

// All that must not be. Empty if all is well.
watch.verdict = () => {
  const wrong = watch.reports.map((report) => `a policy had to step in: ${report}`);
  if (window.canary !== undefined) wrong.push(`a script ran: ${window.canary}`);
  if (frame().contentDocument !== watch.mirror) wrong.push("the mirror has another document");
  const at = watch.mirror.defaultView.location.href;
  if (new URL(at).pathname !== "/mirror") wrong.push(`the mirror went to ${at}`);
  if (location.href !== watch.href) wrong.push(`the console went to ${location.href}`);
  if (history.length !== watch.history) wrong.push(`the history has ${history.length} entries, there were ${watch.history}`);
  for (const root of documents(watch.mirror)) {
    const view = root.defaultView;
    if (view && view.canary !== undefined) wrong.push(`a script ran in ${root.URL}: ${view.canary}`);
    if (view && root !== watch.mirror && !/^about:(blank|srcdoc)$/.test(root.URL)) wrong.push(`a frame went to ${root.URL}`);
  }
  if (document.activeElement === frame()) wrong.push("the mirror has the focus");
  return wrong;
};
