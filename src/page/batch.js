// Writes batches: numbers and UTF-8 strings in the core's own memory. src/capture/batch.rs reads them.
// Knows the layout alone.

import { charCode, encode, encoder } from "./dom.js";

// Numbers of the ops: the list in batch.rs.
export const AT = 1, ELEMENT = 2, TEXT = 3, DOCTYPE = 4, SHADOW = 5, DOCUMENT = 6, UP = 7, PLACE = 8, MARKS = 9,
  FIELD = 10, VALUE = 11, FILLED = 12, CHECKED = 13, SELECTED = 14, SCROLL = 15, SHEET = 16, SHEETS = 17, BOX = 18,
  ATTRIBUTE = 19, NO_ATTRIBUTE = 20, SET_TEXT = 21, FOCUS = 22, PAGE = 23, VIEWPORT = 24, LAYER = 25, POINTER = 26,
  MOVED = 27, GONE = 28, SETTLED = 29;
// Bits of marks: those of privacy::Marks.
export const BLOCK = 1;

export class Batch {
  // memory: the core's. grow(ops, bytes): makes room and tells where, as four numbers at an address.
  constructor(memory, grow) {
    this.memory = memory;
    this.grow = grow;
    this.seen = new Map();
    this.capacity = this.room = 0;
    this.reset();
  }

  reset() {
    this.seen.clear();
    this.shared = this.at = this.used = 0;
    this.view();
  }

  view() {
    if (!this.capacity) return this.need(0, 0, true);
    const buffer = this.memory.buffer;
    if (this.buffer === buffer) return;
    this.buffer = buffer;
    this.ops = new Uint32Array(buffer, this.opsAt, this.capacity);
    this.bytes = new Uint8Array(buffer, this.bytesAt, this.room);
  }

  // Makes room for so many numbers and bytes more.
  need(ops, bytes, first) {
    if (!first && this.at + ops <= this.capacity && this.used + bytes <= this.room) return;
    const header = this.grow(this.at + ops, this.used + bytes);
    [this.opsAt, this.capacity, this.bytesAt, this.room] = new Uint32Array(this.memory.buffer, header, 4);
    this.buffer = 0;
    this.view();
  }

  op(code, a, b, c, d) {
    this.need(8, 0);
    const ops = this.ops;
    ops[this.at++] = code;
    if (a !== undefined) ops[this.at++] = a;
    if (b !== undefined) ops[this.at++] = b;
    if (c !== undefined) ops[this.at++] = c;
    if (d !== undefined) ops[this.at++] = d;
  }

  // A string: one that came before by its number, or its bytes. Never joined with another before it is encoded.
  text(text) {
    const units = text.length;
    let kind = 1;
    if (units <= 128) {
      const known = this.seen.get(text);
      if (known !== undefined) {
        this.need(1, 0);
        this.ops[this.at++] = known << 2;
        return;
      }
      this.seen.set(text, this.shared++);
      kind = 3;
    }
    this.need(1, units * 3);
    const start = this.used;
    const bytes = this.bytes;
    let end = start;
    if (units < 40) {
      let i = 0;
      for (; i < units; i++) {
        const code = charCode(text, i);
        if (code > 127) break;
        bytes[end++] = code;
      }
      if (i < units) end = -1;
    } else {
      end = -1;
    }
    if (end < 0) end = start + encode(encoder, text, bytes.subarray(start)).written;
    this.used = end;
    this.ops[this.at++] = ((end - start) << 2 | kind) >>> 0;
  }
}
