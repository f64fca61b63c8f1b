//! What left a browser, read as a site owner asks it: payloads in, a tree and the places of secrets out. It knows no
//! browser; [`report`] makes the words.

pub mod page;
pub mod report;
pub mod secret;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{BadTree, Node, Op, TreeReader};

use crate::wire::Payload;
use page::Page;
use secret::Secret;

/// All that left.
#[derive(Debug, Default)]
pub struct Leaving {
    /// The page as it stood at the end.
    pub page: Page,
    /// Where secrets were found, at any time; empty is good.
    pub leaks: Vec<Leak>,
    /// Style sheets that left as text.
    pub sheets: usize,
    /// Pictures and fonts that left as bytes.
    pub assets: usize,
    /// Bytes of all payloads, inflated.
    pub bytes: usize,
    /// Changes after the first picture.
    pub patches: usize,
}

/// A secret that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// In which form, with the secret.
    pub form: String,
    /// Such as `text in <h1>`.
    pub place: String,
}

impl Leaving {
    /// Reads what one side sent.
    ///
    /// # Errors
    /// A tree cannot be read: then nobody can say what is in it.
    pub fn read(payloads: &[Payload], secrets: &[Secret]) -> Result<Leaving> {
        let mut leaving = Leaving::default();
        let mut reader = TreeReader::new();
        for payload in payloads {
            leaving.bytes += payload.bytes.len();
            match payload.kind {
                FrameType::Snapshot => {
                    leaving.page = Page::default();
                    reader.reset();
                }
                FrameType::Patch => leaving.patches += 1,
                FrameType::Asset => leaving.assets += 1,
                _ => {}
            }
            if matches!(payload.kind, FrameType::Snapshot | FrameType::Patch) {
                reader
                    .read::<BadTree>(&payload.bytes, |op| {
                        leaving.take(&op, secrets);
                        Ok(())
                    })
                    .with_context(|| format!("a {} cannot be read", payload.kind.name()))?;
            }
        }
        leaving.search_whole(payloads, secrets);
        Ok(leaving)
    }

    /// Takes an op in and looks for secrets in its strings.
    pub(crate) fn take(&mut self, op: &Op<'_>, secrets: &[Secret]) {
        self.page.apply(op);
        self.sheets += usize::from(matches!(op, Op::Sheet { .. }));
        for (id, part, text) in strings(op) {
            for form in secrets.iter().filter_map(|secret| secret.found(text)) {
                let place =
                    if id.is_none() { part.clone() } else { format!("{part} {}", self.page.name_of(id)) };
                self.note(form, place);
            }
        }
    }

    /// What lies over several texts, or in no tree at all.
    fn search_whole(&mut self, payloads: &[Payload], secrets: &[Secret]) {
        let texts = self.page.texts();
        let (together, apart) = (texts.concat(), texts.join(" "));
        for secret in secrets {
            let is_known = |leaks: &[Leak]| leaks.iter().any(|leak| leak.form.contains(secret.text()));
            if !is_known(&self.leaks)
                && let Some(form) = secret.found(&together).or_else(|| secret.found(&apart))
            {
                self.note(form, "texts of several elements".to_owned());
            }
            for payload in payloads {
                let is_tree = matches!(payload.kind, FrameType::Snapshot | FrameType::Patch);
                if (!is_tree || !is_known(&self.leaks))
                    && let Some(form) = secret.found_in_bytes(&payload.bytes)
                {
                    self.note(form, format!("bytes of a {}", payload.kind.name()));
                }
            }
        }
    }

    fn note(&mut self, form: String, place: String) {
        let leak = Leak { form, place };
        if !self.leaks.contains(&leak) {
            self.leaks.push(leak);
        }
    }
}

/// All strings of an op: the node, the part of it, the string.
fn strings<'a>(op: &'a Op<'_>) -> Vec<(NodeId, String, &'a str)> {
    let none = NodeId::NONE;
    match op {
        Op::Insert { id, node: Node::Element(element), .. } => {
            let attributes = element.attributes.iter();
            attributes.map(|(name, value)| (*id, format!("attribute {name} of"), *value)).collect()
        }
        Op::Insert { id, node: Node::Text(text), .. } | Op::SetText { id, text } => {
            vec![(*id, "text in".to_owned(), *text)]
        }
        Op::SetAttribute { id, name, value } => vec![(*id, format!("attribute {name} of"), *value)],
        Op::Value { id, value } => vec![(*id, "value of".to_owned(), *value)],
        Op::Sheet { id, css, .. } => vec![(*id, "style sheet of".to_owned(), *css)],
        Op::Page { url, title } => {
            vec![(none, "the page's address".to_owned(), *url), (none, "the page's title".to_owned(), *title)]
        }
        _ => Vec::new(),
    }
}
