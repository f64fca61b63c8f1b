//! From one state to the next: what is drawn, which question must wait, what takes focus, what is said.
//!
//! Knows no session; how a screen looks is in `screens`, `receipt` and `chat`.

use alloc::rc::Rc;
use core::cell::RefCell;

use crate::page::timer::Timer;
use pillion_protocol::ids::Slot;

use super::chat;
use super::scene::Scene;
use super::screens;
use super::stage::Stage;
use super::tree::El;
use crate::view::{Confirm, Panel, Surface, View};

/// "Allow" does nothing for so long, so that a key pressed in the page cannot consent.
const GATE_MS: u32 = 500;

/// Shows a whole state.
pub(crate) fn show(stage: &Rc<RefCell<Stage>>, view: &View) {
    let Ok(mut now) = stage.try_borrow_mut() else { return };
    if now.view == *view {
        return;
    }
    let before = core::mem::replace(&mut now.view, view.clone());
    let opened = before.surface == Surface::Closed && view.surface != Surface::Closed;
    if opened {
        now.local.is_small = false;
        now.came_from = now.page_focus();
    }
    if let Panel::Waiting { id, .. } = &view.panel {
        now.local.id.clone_from(id);
    }
    let asked = question(&view.panel);
    if asked.is_some() && asked != question(&before.panel) {
        now.local.is_small = false;
        now.local.is_aside = false;
        now.local.may_allow = false;
        let again = Rc::downgrade(stage);
        let gate = Timer::once(GATE_MS, move || {
            if let Some(stage) = again.upgrade()
                && let Ok(mut stage) = stage.try_borrow_mut()
            {
                stage.local.may_allow = true;
                stage.redraw();
            }
        });
        now.timers.borrow_mut().gate = Some(gate);
    }
    let had_focus = now.has_focus();
    let takes_focus = opened && now.is_opened_by_customer();
    now.redraw();
    now.draw_badge();
    now.draw_frame();
    now.draw_private();
    match &view.panel {
        Panel::Live(live) => now.cursors.keep(&live.agents),
        _ => now.cursors.keep(&[]),
    }
    let is_session = !matches!(view.panel, Panel::Idle | Panel::Ended { .. } | Panel::CannotStart { .. });
    now.top.watch(is_session);
    if takes_focus {
        now.focus_headline();
    } else if had_focus && now.panel.is_none() {
        now.give_focus_back();
    }
    now.speech.say(now.words(), &before, view);
    if view.chat != before.chat || view.surface != before.surface {
        now.scroll_log();
    }
    keep_time(&mut now, stage);
}

/// The clocks run only while there is one to be seen.
fn keep_time(now: &mut Stage, stage: &Rc<RefCell<Stage>>) {
    let has_clock = now.panel.is_some()
        && matches!(
            now.view.panel,
            Panel::Waiting { .. } | Panel::Live(_) | Panel::Paused { .. } | Panel::Reconnecting { .. }
        )
        && now.view.surface != Surface::Chat;
    let mut timers = now.timers.borrow_mut();
    if !has_clock {
        timers.clock = None;
    } else if timers.clock.is_none() {
        let again = Rc::downgrade(stage);
        timers.clock = Some(Timer::every(1_000, move || {
            if let Some(stage) = again.upgrade()
                && let Ok(mut stage) = stage.try_borrow_mut()
            {
                stage.redraw();
                stage.top.check();
            }
        }));
    }
}

/// What is to be seen: the chat gives way to a question that must be answered.
pub(crate) fn wanted(scene: &Scene<'_>) -> Option<El> {
    let view = scene.view;
    let is_over = matches!(view.panel, Panel::Ended { .. } | Panel::CannotStart { .. } | Panel::Connecting);
    match (view.surface, &view.chat) {
        (Surface::Chat, Some(talk)) if question(&view.panel).is_none() => Some(chat::chat(scene, talk)),
        (Surface::Closed, _) if is_over => None,
        _ => screens::panel(scene),
    }
}

/// What the customer is asked at this moment.
#[derive(Debug, Clone, PartialEq)]
enum Question {
    /// May this agent come in?
    Join(Slot),
    /// May the agent do this?
    Act(Confirm),
}

/// A question is the same as long as this is.
fn question(panel: &Panel) -> Option<Question> {
    match panel {
        Panel::Asking { agent, .. } => Some(Question::Join(agent.slot)),
        Panel::Live(live) => live.confirm.clone().map(Question::Act),
        _ => None,
    }
}
