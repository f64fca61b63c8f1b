// Keeps our host above the page: in the top layer, and inside a modal dialog of the page while there is one, since
// everything outside of such a dialog is inert.
//
// Knows nothing of what the host holds.

import { documentSelect, has, hidePopover, insert, isConnected, matches, method, page, parentNode, quietly, recordTarget, remove, root,
  setAttribute, showPopover, takeOff } from "./place.js";
export * from "./place.js";

const Observer = MutationObserver;
const [observe, disconnect] = ["observe", "disconnect"].map((name) => method(Observer, name));

// A popover of ours has no light dismissal and no looks of its own: it is only a way into the top layer. Without
// popovers the highest z-index has to do.
const raise = (host) => {
  setAttribute(host, "popover", "manual");
  quietly(() => showPopover(host));
};

// Older browsers do not know `:modal`; there each open dialog counts.
const isModal = (dialog) => quietly(() => matches(dialog, "dialog:modal")) ?? matches(dialog, "dialog[open]");

export class TopLayer {
  constructor(host, run) {
    this.host = host;
    this.observer = new Observer(run((records) => this.settle(recordTarget(records[records.length - 1]))));
    raise(host);
  }

  // Follows the page's modal dialogs, or stops it. Only a session needs this, so only then is the page observed.
  watch(is) {
    if (is === this.is) return;
    this.is = is;
    if (is) {
      this.settle();
      observe(this.observer, page, { subtree: true, attributeFilter: ["open"] });
    } else {
      disconnect(this.observer);
      this.home();
    }
  }

  // Brings the host back when the dialog it was in has left the page together with it.
  check() {
    if (!isConnected(this.host)) this.settle();
  }

  // Puts the host into the modal dialog on top: the one that opened last, else the last of the page; else home.
  settle(newest) {
    const dialogs = newest && isModal(newest) ? [newest] : [...documentSelect(page, "dialog[open]")].filter(isModal);
    this.into(dialogs.pop() || root());
  }

  into(parent) {
    const { host } = this;
    if (parentNode(host) === parent) return;
    remove(host);
    insert(parent, host, null);
    if (has(host, "popover")) raise(host);
  }

  home() {
    this.into(root());
  }

  end() {
    this.watch(false);
    quietly(() => hidePopover(this.host));
    takeOff(this.host, "popover");
    this.home();
  }
}
