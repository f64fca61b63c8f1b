//! The browser end of the wire: socket, outbox, inbox, backoff.
