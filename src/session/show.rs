//! The view of it all.

use super::{Link, Session, Stage};
use crate::view::{Live, Message, Panel, View};

impl Session {
    /// What the customer is to be shown now.
    pub fn view(&self) -> View {
        let mut chat = self.chat.clone();
        if let Some(chat) = &mut chat {
            chat.offline |= !self.unsent.is_empty() && self.link != Link::Up;
            // What waits to be sent is shown where it will stand.
            chat.messages.extend(self.unsent.iter().map(|text| Message {
                from_agent: false,
                text: text.clone(),
                at: 0.0,
            }));
        }
        View { surface: self.surface, panel: self.panel(), chat }
    }

    fn panel(&self) -> Panel {
        if let Some(until) = self.lost_until.filter(|_| self.has_session()) {
            return Panel::Reconnecting { agent: self.agents.first().cloned(), until };
        }
        match &self.stage {
            Stage::Idle => Panel::Idle,
            Stage::Opening => Panel::Connecting,
            Stage::Waiting { renew_at } => match self.id {
                Some(id) => {
                    Panel::Waiting { id: id.grouped(), renew_at: *renew_at, consent: self.settings.consent }
                }
                None => Panel::Connecting,
            },
            Stage::Asking(agent) => Panel::Asking { agent: agent.clone(), mode: self.mode },
            Stage::Live => Panel::Live(Live {
                agents: self.agents.clone(),
                mode: self.mode,
                since: self.memory.since,
                control: self.control,
                private_fields: self.private_fields,
                filled: self.last_filled.clone(),
                confirm: self.confirm.clone(),
                can_preview: true,
            }),
            Stage::Paused { until } => Panel::Paused { agent: self.agents.first().cloned(), until: *until },
            Stage::Ended { reason, receipt } => Panel::Ended { reason: *reason, receipt: receipt.clone() },
            Stage::Failed { cause, detail } => Panel::CannotStart { cause: *cause, detail: detail.clone() },
        }
    }
}
