//! Every word the customer reads in our surfaces, one table for each language. `{}` stands for what is filled in.
//!
//! Knows nothing of where the words are shown. `snippet.js` has the few words of the menu, since it comes first.

use crate::prelude::*;
use pillion_protocol::mode::{EndReason, Mode};

macro_rules! table {
    ($($name:ident: $english:literal,)+) => {
        /// The words of one language.
        pub(crate) struct Words {
            /// The tag of the language, for `lang`.
            pub(crate) lang: &'static str,
            /// "ltr" or "rtl", for `dir`.
            pub(crate) dir: &'static str,
            $(pub(crate) $name: &'static str,)+
        }

        static ENGLISH: Words = Words { lang: "en", dir: "ltr", $($name: $english,)+ };
    };
}

table! {
    co_browsing: "Co-browsing",
    chat: "Chat",
    chat_unread: "Chat, {} unread",
    collapse: "Make it small",
    expand: "Make it large",
    close: "Close",
    connecting: "Getting a number",
    read_number: "Read this number to your agent",
    then_allow: "They type it in, then you choose Allow.",
    can_join: "They type it in and can join you.",
    waiting: "Waiting for your agent",
    new_number: "New number in {}",
    copy: "Copy the number",
    copied: "Copied",
    shared: "Shared",
    shared_what: "The pages of this site, and where you point",
    never_shared: "Never shared",
    never_shared_what: "Passwords, card and Social Security numbers, your other tabs and apps",
    wants_to_join: "{} wants to join",
    may_full: "{} can see this page, point, click and fill in fields with you.",
    may_partial: "{} can see this page, point, and open pages. Only you fill in fields.",
    may_none: "{} can see this page and point. Only you click and type.",
    stay_hidden: "Your private fields stay hidden. You can stop at any time.",
    allow: "Allow",
    decline: "Decline",
    only_allow: "Only allow if you are talking to {} now.",
    session: "Session {}",
    sees: "{} sees this page",
    and_more: "{} and {} more",
    mode: "Mode: {}",
    away: "{} lost the connection for now",
    your_agent: "Your agent",
    may_click: "{} may click and type",
    may_open: "{} may open pages",
    one_private: "1 private field is hidden",
    privates: "{} private fields are hidden",
    filled_in: "{} filled in {}",
    undo: "Undo",
    stop: "Stop sharing",
    start: "Start sharing",
    end: "End session",
    ask_site: "Open another site?",
    ask_site_what: "{} wants to open {}",
    ask_window: "Open a new window?",
    ask_window_what: "{} wants to open a new window.",
    ask_download: "Download a file?",
    ask_download_what: "{} wants to download a file to your device.",
    ask_submit: "Send this form?",
    ask_submit_what: "{} wants to send the form on this page. Check it first.",
    dont_allow: "Don’t allow",
    stopped: "Sharing is stopped",
    still_connected: "{} is still connected",
    cannot_see: "{} cannot see this page now. Start again whenever you like, with the same session ID.",
    ends_in: "The session ends by itself in {}.",
    reconnecting: "Reconnecting",
    left: "Trying again. {} left",
    dropped: "The network dropped. Your session is kept and your page is as you left it. You can go on.",
    cannot_start: "Co-browsing cannot start here",
    cause_policy: "The site’s security settings do not allow it.",
    cause_settings: "The site has a setting to put right first.",
    cause_browser: "Your browser is too old for it. An update helps.",
    cause_relay: "We cannot reach the service right now.",
    nothing_shared: "Nothing was shared, and your page works as before.",
    stay_on_phone: "Stay on the phone, or write to us here.",
    try_again: "Try again",
    developers: "For the site’s developers",
    ended: "Session ended",
    agent: "Agent",
    time: "Time",
    time_span: "{} to {}, {} min",
    mode_label: "Mode",
    pages: "Pages shared",
    privates_hidden: "Private fields hidden",
    filled_by: "Filled in by {}",
    show_filled: "Show what {} filled in",
    save: "Save receipt",
    write: "Write a message",
    send: "Send",
    no_secrets: "Please don’t send passwords or card numbers here.",
    share_with: "Share this page with {}?",
    share_page: "Share this page",
    not_now: "Not now",
    chat_empty: "Write to us, we answer here.",
    not_sent: "Not sent. Try again",
    chat_over: "This chat is over.",
    you: "You",
    new_message: "{}: {}",
    tab_live: "Shared with {}",
    tab_stopped: "Sharing stopped",
    private: "Private",
    marked_above: "{} marked something above",
    marked_below: "{} marked something below",
    marked_beside: "{} marked something beside",
    by_customer: "You ended it. Nobody sees this page now.",
    by_agent: "{} ended it. Nobody sees this page now.",
    by_decline: "You declined. Nothing was shared.",
    by_waiting: "No agent joined. Open Co-browsing again for a new number.",
    by_idle: "Nothing happened for a while, so the session ended.",
    by_limit: "The session reached its longest time. You can start a new one.",
    by_customer_gone: "The connection was lost for too long. You can start a new one.",
    by_agent_gone: "{} lost the connection. You can start a new one.",
    by_relay: "The service stopped the session. You can start a new one.",
    by_unsupported: "Co-browsing cannot start here. Nothing was shared.",
}

impl Words {
    /// The table of a BCP 47 tag; English when there is none.
    pub(crate) fn of(_lang: &str) -> &'static Words {
        &ENGLISH
    }

    /// What a mode lets an agent do.
    pub(crate) fn may(&self, mode: Mode) -> &'static str {
        match mode {
            Mode::FullControl => self.may_full,
            Mode::PartialControl => self.may_partial,
            Mode::NoControl => self.may_none,
        }
    }

    /// Why a session is over, as the customer reads it.
    pub(crate) fn reason(&self, reason: EndReason) -> &'static str {
        match reason {
            EndReason::Customer => self.by_customer,
            EndReason::Agent => self.by_agent,
            EndReason::Declined => self.by_decline,
            EndReason::WaitingTimeout => self.by_waiting,
            EndReason::IdleTimeout => self.by_idle,
            EndReason::TimeLimit => self.by_limit,
            EndReason::CustomerGone => self.by_customer_gone,
            EndReason::AgentGone => self.by_agent_gone,
            EndReason::Relay => self.by_relay,
            EndReason::Unsupported => self.by_unsupported,
        }
    }
}

/// The template with each `{}` replaced, in order. Formatting macros would cost more bytes than this.
#[inline(never)]
pub(crate) fn fill(template: &str, values: &[&str]) -> String {
    let mut out = String::new();
    let mut values = values.iter();
    for c in template.chars() {
        match c {
            '{' => out.push_str(values.next().copied().unwrap_or_default()),
            '}' => {}
            _ => out.push(c),
        }
    }
    out
}

/// What a person is called after the first mention: "Maya" of "Maya R.".
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// At most two letters for an avatar: "MR" of "Maya R.".
pub(crate) fn initials(name: &str) -> String {
    name.split_whitespace().take(2).filter_map(|word| word.chars().next()).collect()
}

/// A whole number as digits.
#[inline(never)]
pub(crate) fn digits(number: u32) -> String {
    let mut rest = number;
    let mut out = Vec::new();
    loop {
        out.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            return out.iter().rev().collect();
        }
    }
}

/// Milliseconds as minutes and seconds: "9:42". Nothing is left below zero.
#[inline(never)]
pub(crate) fn clock(ms: f64) -> String {
    let seconds = (ms.max(0.0) / 1000.0) as u32;
    let mut out = digits(seconds / 60);
    out.push_str(if seconds % 60 < 10 { ":0" } else { ":" });
    out.push_str(&digits(seconds % 60));
    out
}

/// The time of day: "2:19 pm". `half` says whether am or pm is added.
pub(crate) fn time_of_day(hours: u32, minutes: u32, half: bool) -> String {
    let mut out = digits(if hours.is_multiple_of(12) { 12 } else { hours % 12 });
    out.push_str(if minutes < 10 { ":0" } else { ":" });
    out.push_str(&digits(minutes));
    if half {
        out.push_str(if hours < 12 { " am" } else { " pm" });
    }
    out
}
