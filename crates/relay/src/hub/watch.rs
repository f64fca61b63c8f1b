//! What the hub does by itself: looks at rooms whose time has come, and tells agents what changed. Knows no inputs.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use chrono::{Local, TimeZone};

use pillion_protocol::notice::AgentNotice;

use super::{Entry, Hub};
use crate::session::{Stage, notice_frame};

/// How often workspaces hear of round trips while a session is live.
const REFRESH: Duration = Duration::from_secs(5);

impl Hub {
    /// How many sessions are waiting, live and paused.
    pub(crate) fn sessions(&self) -> [(&'static str, usize); 3] {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        let stages: Vec<u8> = rooms.values().map(|entry| entry.stage.load(Ordering::Relaxed)).collect();
        let count = |stage: Stage| stages.iter().filter(|it| **it == stage as u8).count();
        [("waiting", count(Stage::Waiting)), ("live", count(Stage::Live)), ("paused", count(Stage::Paused))]
    }

    /// Looks at rooms whose time has come, for ever.
    pub(crate) async fn sweep(self: Arc<Self>) {
        let mut clock = tokio::time::interval(Duration::from_millis(self.limits.sweep_ms));
        clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            clock.tick().await;
            let now = self.clock.now();
            let due: Vec<Arc<Entry>> = {
                let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
                metrics::gauge!("pillion_rooms").set(rooms.len() as f64);
                rooms.values().filter(|it| it.deadline.load(Ordering::Relaxed) <= now).cloned().collect()
            };
            for entry in due {
                self.act(&entry, |room, cx| room.tick(cx)).await;
            }
            self.registry().sweep(now);
            if self.used.swap(false, Ordering::Relaxed) {
                self.kept(self.store.rub_out().await);
            }
        }
    }

    /// Tells agents what changed, for ever.
    pub(crate) async fn tell(self: Arc<Self>) {
        loop {
            let changed = tokio::time::timeout(REFRESH, self.news.notified()).await.is_ok();
            if !changed && !self.board().is_live() {
                continue;
            }
            tokio::time::sleep(Duration::from_millis(self.limits.workspace_ms)).await;
            let news = self.board().news(self.clock.now(), midnight());
            for (peer, workspace) in news {
                self.say(peer, notice_frame(&AgentNotice::Workspace(workspace)));
            }
        }
    }
}

/// When the relay's local day began, in milliseconds since 1970.
pub(super) fn midnight() -> u64 {
    let now = Local::now();
    let midnight = now.date_naive().and_hms_opt(0, 0, 0);
    // A day may begin twice or at one o'clock when clocks are changed; the first moment is meant.
    let midnight = midnight.and_then(|midnight| Local.from_local_datetime(&midnight).earliest());
    midnight.map_or(0, |midnight| u64::try_from(midnight.timestamp_millis()).unwrap_or(0))
}
