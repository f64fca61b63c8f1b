//! What fields hold: judged after all marks and hints of a batch, and before its texts, which may repeat it.
//! Knows no DOM and writes nothing.

use crate::privacy::{Marks, Masked};

use super::{Capture, Turn, tags};

impl Capture {
    /// What is typed into a masked editable stands in its texts.
    pub(super) fn note_texts(&mut self, turn: &Turn) {
        for id in &turn.texts {
            let Some(node) = self.model.get(*id).filter(|node| node.marks.has(Marks::FIELD)) else {
                continue;
            };
            let mut up = node.parent;
            // The options of a select are the site's words.
            while let Some(above) = self.model.get(up).filter(|above| tags::name(above.tag) != "option") {
                if let Some(field) = self.field(up) {
                    self.privacy.secret(field.node, &node.text);
                    break;
                }
                up = above.parent;
            }
        }
    }

    /// Judges the values of fields, those of sensitive fields first: another field may hold the same.
    pub(super) fn values(&mut self, turn: &mut Turn, values: &[(u32, &str)]) {
        // A value without a field cannot be judged: it stays here.
        turn.values.resize(values.len(), Masked::empty());
        for masked in [true, false] {
            for (at, (id, raw)) in values.iter().enumerate() {
                let (Some(mut state), Some(node)) = (self.field(*id), self.model.get(*id)) else { continue };
                let Some(slot) = turn.values.get_mut(at).filter(|_| state.masked == masked) else { continue };
                *slot = self.privacy.value(&mut state, node.marks, raw);
                self.field_is(turn, *id, state);
            }
        }
    }
}
