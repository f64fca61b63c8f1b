//! Chats as an agent holds them: what was said, what is unread, and messages cut into text and addresses.
//! Knows nothing of how a message is drawn; an address is a piece of text here, never a link.

use pillion_protocol::ids::ChatId;
use pillion_protocol::notice::{ChatMessage, ChatState};

/// One chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// What the relay told, with later messages added.
    pub chat: ChatState,
    /// The number of the newest message that the agent has seen.
    pub seen: u32,
    /// Whether the chat is over.
    pub is_over: bool,
}

/// The chats of one socket, in the order in which they were taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Talks {
    all: Vec<Talk>,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// An http or https address, as it was written.
    Address(String),
}

impl Talks {
    /// The relay told the whole chat: when it was taken, and when this socket joined it.
    pub fn set(&mut self, chat: ChatState) {
        match self.all.iter_mut().find(|talk| talk.chat.id == chat.id) {
            Some(talk) => {
                talk.chat = chat;
                talk.is_over = false;
            }
            None => self.all.push(Talk { chat, seen: 0, is_over: false }),
        }
    }

    /// A message came. Returns whether it is new: a relay may tell a message twice around a reconnect.
    pub fn said(&mut self, id: ChatId, message: ChatMessage) -> bool {
        let Some(talk) = self.all.iter_mut().find(|talk| talk.chat.id == id) else { return false };
        if talk.chat.messages.last().is_some_and(|last| last.number >= message.number) {
            return false;
        }
        talk.chat.messages.push(message);
        true
    }

    /// A chat is over; what was said stays readable.
    pub fn over(&mut self, id: ChatId) {
        if let Some(talk) = self.all.iter_mut().find(|talk| talk.chat.id == id) {
            talk.is_over = true;
        }
    }

    /// The agent looks at the chat now. Returns whether something was unread.
    pub fn read(&mut self, id: ChatId) -> bool {
        let Some(talk) = self.all.iter_mut().find(|talk| talk.chat.id == id) else { return false };
        let was_unread = talk.unread() > 0;
        talk.seen = talk.chat.messages.last().map_or(talk.seen, |message| message.number);
        was_unread
    }

    /// One chat.
    pub fn get(&self, id: ChatId) -> Option<&Talk> {
        self.all.iter().find(|talk| talk.chat.id == id)
    }

    /// Messages of customers that the agent has not seen, over all chats.
    pub fn unread(&self) -> usize {
        self.all.iter().map(Talk::unread).sum()
    }
}

impl Talk {
    /// Messages of the customer that the agent has not seen.
    pub fn unread(&self) -> usize {
        self.chat.messages.iter().filter(|message| !message.from_agent && message.number > self.seen).count()
    }
}

/// Cuts a message into words and addresses.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut words = String::new();
    while let Some(start) = next_address(rest) {
        words.push_str(&rest[..start]);
        let tail = &rest[start..];
        let end = tail.find(char::is_whitespace).unwrap_or(tail.len());
        // A full stop or bracket behind an address belongs to the sentence.
        let address = tail[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '>']);
        if !words.is_empty() {
            out.push(Piece::Text(std::mem::take(&mut words)));
        }
        out.push(Piece::Address(address.into()));
        rest = &tail[address.len()..];
    }
    words.push_str(rest);
    if !words.is_empty() {
        out.push(Piece::Text(words));
    }
    out
}

/// Where the next address starts: at the start of a word, with something behind its scheme.
fn next_address(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find("http")?;
        let tail = &text[start..];
        let host = tail.strip_prefix("https://").or_else(|| tail.strip_prefix("http://"));
        let is_word_start = text[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        if is_word_start && host.is_some_and(|host| host.starts_with(char::is_alphanumeric)) {
            return Some(start);
        }
        from = start + 4;
    }
}

/// One or two letters that stand for a person.
pub fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The first name of a person, or the whole name.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(number: u32, from_agent: bool) -> ChatMessage {
        ChatMessage { number, from_agent, text: format!("m{number}"), at_ms: 0 }
    }

    fn talks() -> Talks {
        let mut talks = Talks::default();
        talks.set(ChatState { id: ChatId(1), agent: None, messages: vec![message(1, false)] });
        talks
    }

    #[test]
    fn what_the_customer_says_is_unread_until_the_agent_looks() {
        let mut talks = talks();
        assert!(talks.said(ChatId(1), message(2, true)));
        assert!(talks.said(ChatId(1), message(3, false)));
        assert_eq!(talks.unread(), 2);
        assert!(talks.read(ChatId(1)));
        assert_eq!(talks.unread(), 0);
        assert!(!talks.read(ChatId(1)));
    }

    #[test]
    fn a_message_told_twice_stands_once() {
        let mut talks = talks();
        assert!(!talks.said(ChatId(1), message(1, false)));
        assert!(!talks.said(ChatId(9), message(1, false)));
        assert_eq!(talks.get(ChatId(1)).unwrap().chat.messages.len(), 1);
    }

    #[test]
    fn a_chat_that_is_over_stays_readable_and_can_come_back() {
        let mut talks = talks();
        talks.over(ChatId(1));
        assert!(talks.get(ChatId(1)).unwrap().is_over);
        talks.set(ChatState { id: ChatId(1), agent: Some("Maya R.".into()), messages: vec![] });
        assert!(!talks.get(ChatId(1)).unwrap().is_over);
    }

    #[test]
    fn addresses_are_found_and_sentences_keep_their_stops() {
        let text = |s: &str| Piece::Text(s.into());
        let address = |s: &str| Piece::Address(s.into());
        assert_eq!(
            pieces("See https://a.example/x?y=1. Then (http://b.example) now"),
            [
                text("See "),
                address("https://a.example/x?y=1"),
                text(". Then ("),
                address("http://b.example"),
                text(") now")
            ]
        );
        for plain in ["", "no address", "javascript:alert(1)", "https://", "xhttp://a", "http ://a"] {
            assert!(pieces(plain).iter().all(|piece| matches!(piece, Piece::Text(_))), "{plain:?}");
        }
    }

    #[test]
    fn people_have_initials() {
        assert_eq!(initials("Maya R."), "MR");
        assert_eq!(initials("agent"), "A");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("Ana Maria de Souza"), "AS");
        assert_eq!(first_name("Maya R."), "Maya");
    }
}
