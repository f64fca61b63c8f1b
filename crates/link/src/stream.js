// The browser's own deflate, as two functions on whole payloads. Knows nothing of frames.
// `done` is called exactly once: with the bytes, or with undefined when it could not be done.
// Taken at load: a page that replaces these globals later changes nothing for us.
const { CompressionStream: Deflate, DecompressionStream: Inflate, Response: Answer, Uint8Array: Bytes } = globalThis;

async function deflated(bytes) {
  const stream = new Deflate("deflate-raw");
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  return new Bytes(await new Answer(stream.readable).arrayBuffer());
}

// Rejects as soon as more than `limit` bytes have come out, so that a small payload cannot fill the memory.
async function inflated(bytes, limit) {
  const stream = new Inflate("deflate-raw");
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      reader.cancel().catch(() => {});
      throw new RangeError("too large");
    }
    parts.push(value);
  }
  const whole = new Bytes(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function deflate(bytes, done) {
  deflated(bytes).then(done, () => done());
}

export function inflate(bytes, limit, done) {
  inflated(bytes, limit).then(done, () => done());
}
