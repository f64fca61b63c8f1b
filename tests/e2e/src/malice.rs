//! A relay that lies: what comes down a customer's WebSocket is put away, changed, said twice or made up. It reads
//! messages out of the bytes and knows no meaning; that is the tests' own.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{self, UnboundedSender};

use crate::proxy::head;
use crate::wire::read;

/// Turns a message of the relay into those that the customer's side gets instead.
type Turn = Box<dyn FnMut(Vec<u8>) -> Vec<Vec<u8>> + Send>;

/// What is done to the messages for customers. Nothing, until it is told.
#[derive(Clone, Default)]
pub struct Malice(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    turn: Option<Turn>,
    /// All that the relay itself said.
    honest: Vec<Vec<u8>>,
    /// To the newest socket.
    to_customer: Option<UnboundedSender<Vec<u8>>>,
}

impl fmt::Debug for Malice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Malice")
    }
}

impl Malice {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on, each message of the relay becomes what `turn` makes of it.
    pub fn turn(&self, turn: impl FnMut(Vec<u8>) -> Vec<Vec<u8>> + Send + 'static) {
        self.state().turn = Some(Box::new(turn));
    }

    /// What the relay itself said until now.
    pub fn honest(&self) -> Vec<Vec<u8>> {
        self.state().honest.clone()
    }

    /// Says something to the newest customer that the relay never said.
    ///
    /// # Errors
    /// No customer is connected.
    pub fn say(&self, message: &[u8]) -> Result<()> {
        self.write(encode(2, message))
    }

    /// Says something as a text message, which the protocol does not have.
    ///
    /// # Errors
    /// No customer is connected.
    pub fn say_text(&self, text: &str) -> Result<()> {
        self.write(encode(1, text.as_bytes()))
    }

    fn write(&self, bytes: Vec<u8>) -> Result<()> {
        let to = self.state().to_customer.clone().context("no customer is connected")?;
        to.send(bytes).ok().context("the customer's socket is closed")
    }

    /// Carries one socket's bytes down, to its end.
    pub(crate) async fn carry(
        &self,
        from: &mut (impl AsyncRead + Unpin),
        to: &mut (impl AsyncWrite + Unpin),
    ) -> std::io::Result<()> {
        let Ok(mut bytes) = head(from).await else { return Ok(()) };
        let body = bytes.windows(4).position(|end| end == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        to.write_all(&bytes[..body]).await?;
        bytes.drain(..body);
        let (send, mut sent) = mpsc::unbounded_channel();
        self.state().to_customer = Some(send.clone());
        let reading = async {
            let mut message = Vec::new();
            loop {
                while let Some((frame, length)) = read(&bytes) {
                    let raw: Vec<u8> = bytes.drain(..length).collect();
                    if frame.opcode >= 8 {
                        let _ = send.send(raw);
                        continue;
                    }
                    message.extend_from_slice(&frame.payload);
                    if frame.is_final {
                        self.pass(std::mem::take(&mut message), &send);
                    }
                }
                if from.read_buf(&mut bytes).await? == 0 {
                    return Ok(());
                }
            }
        };
        let writing = async {
            while let Some(bytes) = sent.recv().await {
                to.write_all(&bytes).await?;
            }
            Ok(())
        };
        tokio::select! { ended = reading => ended, ended = writing => ended }
    }

    fn pass(&self, message: Vec<u8>, to: &UnboundedSender<Vec<u8>>) {
        let mut state = self.state();
        state.honest.push(message.clone());
        let messages = match &mut state.turn {
            Some(turn) => turn(message),
            None => vec![message],
        };
        for message in messages {
            let _ = to.send(encode(2, &message));
        }
    }
}

/// A WebSocket message as servers send it.
fn encode(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![0x80 | opcode];
    match payload.len() {
        short @ 0..=125 => out.push(short as u8),
        middle @ 126..=0xffff => {
            out.push(126);
            out.extend_from_slice(&(middle as u16).to_be_bytes());
        }
        long => {
            out.push(127);
            out.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn messages_are_turned_made_up_and_remembered() {
        let malice = Malice::default();
        malice.turn(|message| if message == b"no" { vec![] } else { vec![message.clone(), message] });
        let mut from: Vec<u8> = b"HTTP/1.1 101 Switching Protocols\r\n\r\n".to_vec();
        for (opcode, message) in [(2, &b"no"[..]), (9, b"ping"), (2, &[7; 70_000])] {
            from.extend(encode(opcode, message));
        }
        let mut to = Vec::new();
        malice.carry(&mut from.as_slice(), &mut to).await.unwrap();
        // The relay's end came at once: what was to be written then may be cut off, what was heard is not.
        assert_eq!(malice.honest().iter().map(Vec::len).collect::<Vec<_>>(), [2, 70_000]);
        assert!(to.starts_with(b"HTTP/1.1 101"));
        assert!(malice.say(b"x").is_err(), "that socket is gone");
    }

    #[test]
    fn what_is_encoded_is_read_again() {
        for length in [0, 125, 126, 65_535, 65_536] {
            let message = vec![9; length];
            let (frame, used) = read(&encode(2, &message)).unwrap();
            assert_eq!((frame.payload, used), (message.clone(), encode(2, &message).len()));
        }
    }
}
