// Fetches images and fonts of the page as the customer's browser has them. Knows no limit and no list of types of its
// own; the core says them.

import { bound, get, later, method, never, uncurry } from "./dom.js";
export * from "./changes.js";

const load = bound("fetch");
const headersOf = get(Response, "headers");
const isOk = get(Response, "ok");
const header = method(Headers, "get");
const blobOf = method(Response, "blob");
const bytesOf = method(Blob, "arrayBuffer");
const sizeOf = get(Blob, "size");
const stopOf = method(AbortController, "abort");
const here = location.origin;
const origin = uncurry(Object.getOwnPropertyDescriptor(URL.prototype, "origin").get);
const Address = URL;
// How many at once: the page's own requests come first.
const AT_ONCE = 3;
// Milliseconds for one.
const TIME = 20000;

export class Loader {
  // done(index, type, bytes): what was had; no bytes if it could not be.
  constructor(most, done) {
    this.most = most;
    this.done = done;
    this.queue = [];
    this.running = 0;
    this.aborts = new Set();
  }

  // Fetches one, in its turn. `cross`: it may be of another origin.
  want(index, address, cross) {
    this.queue.push([index, address, cross]);
    this.next();
  }

  stop() {
    this.queue.length = 0;
    this.stopped = true;
    for (const abort of this.aborts) stopOf(abort);
  }

  next() {
    while (this.running < AT_ONCE && this.queue.length) {
      const [index, address, cross] = this.queue.shift();
      this.running++;
      this.fetch(address, cross).catch(() => ["", new Uint8Array()]).then(([type, bytes]) => {
        this.running--;
        if (this.stopped) return;
        this.done(index, type, bytes);
        this.next();
      }).catch(() => {});
    }
  }

  async fetch(address, cross) {
    const same = origin(new Address(address)) === here;
    // Another origin is asked only where the page itself asks so: all else would fail, loudly.
    if (!same && !cross) throw 0;
    const abort = new AbortController();
    this.aborts.add(abort);
    const timer = later(() => stopOf(abort), TIME);
    try {
      const response = await load(address, {
        credentials: same ? "same-origin" : "omit",
        cache: "force-cache",
        redirect: "follow",
        signal: abort.signal,
      });
      if (!isOk(response)) throw 0;
      const type = header(headersOf(response), "content-type") || "";
      const length = header(headersOf(response), "content-length");
      if (length && +length > this.most) throw 0;
      const blob = await blobOf(response);
      if (sizeOf(blob) > this.most) throw 0;
      return [type, new Uint8Array(await bytesOf(blob))];
    } finally {
      never(timer);
      this.aborts.delete(abort);
    }
  }
}
