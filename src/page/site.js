// Asks the relay why it refuses this page: a browser hides from scripts how a socket's handshake was answered.
// Knows no session.

export * from "./assets.js";

// told(sentence) when the relay refuses the page; told() when it does not, or cannot be asked.
export function refusal(socket, key, told) {
  const url = socket.replace(/^ws/, "http").replace(/ws\/customer$/, "api/site?key=" + encodeURIComponent(key));
  fetch(url, { credentials: "omit", cache: "no-store" })
    .then((answer) => answer.json())
    .then(({ allowed, message }) => told(allowed ? undefined : message), () => told());
}
