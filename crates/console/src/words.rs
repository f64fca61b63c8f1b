//! Every sentence that an agent reads, in one place, so that a wording can be checked or changed without
//! reading a view. Knows nothing of where a sentence is shown.

use pillion_protocol::mode::{EndReason, Mode};
use pillion_protocol::notice::Refusal;
use pillion_protocol::update::Denied;

use crate::state::clock;
use crate::state::quality::Quality;

/// The product's name.
pub const PRODUCT: &str = "Pillion";
/// The name of the main thing, in the menu and in the window's head.
pub const COBROWSING: &str = "Co-browsing";

/// The co-browsing window's heading, for those who hear it.
pub const THIS_WINDOW: &str = "Co-browsing session";

/// Title and button of the log-in form.
pub const LOG_IN: &str = "Log in";
/// Below the log-in form.
pub const LOG_IN_TROUBLE: &str = "Trouble logging in? Ask your administrator.";
/// What the drawing beside the log-in form means.
pub const MOTTO: &str = "The customer drives. You ride along.";
/// The log-in was refused.
pub const BAD_CREDENTIALS: &str = "The name or password is not right.";
/// The log-in ran out while the agent worked.
pub const LOGGED_OUT: &str = "You were logged out. Log in to go on.";
/// The other way to log in.
pub const SINGLE_SIGN_ON: &str = "Log in with single sign-on";
/// Between the two ways to log in.
pub const OR: &str = "or";
/// The relay does not answer.
pub const UNREACHABLE: &str = "We cannot reach the service right now.";

/// The session ID form.
pub const ENTER_ID: &str = "Enter the session ID";
/// Below its title.
pub const ENTER_ID_HINT: &str = "Ask the customer to read out their nine digits.";
/// Below its card.
pub const NO_ID_YET: &str =
    "No ID yet? The customer opens the menu on the page, chooses Co-browsing and reads out the number.";
/// Fewer than nine digits.
pub const SHORT_ID: &str = "A session ID has nine digits.";
/// Unknown, used or run out.
pub const UNKNOWN_ID: &str = "No session has this ID. Please check the digits with the customer. \
     An ID works for 10 minutes, then they see a new one.";
/// Another agent has it.
pub const IN_USE: &str = "Another agent is in this session.";
/// An invite that was used or is too old.
pub const DEAD_INVITE: &str = "This invite has run out. Ask the customer to start co-browsing again.";
/// The session went on in another window of this agent.
pub const REPLACED: &str = "This session is open in another window.";

/// The customer is being asked.
pub const ASKING: &str = "Waiting for the customer to let you in.";
/// The socket is being opened.
pub const CONNECTING: &str = "Connecting";
/// The strip of a lost connection.
pub const RECONNECTING: &str = "Reconnecting";
/// The agent's own network is what is lost.
pub const RECONNECTING_OWN: &str = "Your connection dropped. It goes on by itself.";
/// The customer's network or page load.
pub const RECONNECTING_CUSTOMER: &str = "The customer is loading a page or lost the connection.";

/// Below the last picture of a customer who is away.
pub const OFFLINE_CAPTION: &str = "The customer is away";
/// The mirror's own document could not be loaded.
pub const NO_MIRROR: &str = "The page cannot be shown. Reload this window.";
/// The first picture is on its way.
pub const GETTING: &str = "Getting the page";
/// After eight seconds.
pub const GETTING_LONG: &str = "This takes longer than usual.";

/// The veil's headline.
pub const VEIL: &str = "The customer stopped sharing";
/// The veil's explanation.
pub const VEIL_TEXT: &str = "You see the page again when they start sharing. The session ID stays the same. There is nothing you need to do.";

/// The message strip while marking: what to do.
pub const MARKING: &str = "Click any part of the page to mark it.";
/// The message strip while marking: what happens then.
pub const MARKING_MORE: &str = "Marks go after 3 minutes. Press Esc to stop marking.";

/// The field for a few words that go with the next mark.
pub const MARK_NOTE: &str = "Note for the next mark";
/// The customer switched clicking and typing off.
pub const SWITCHED_OFF: &str = "The customer turned off clicking and typing.";
/// The customer is asked before a command is done.
pub const CONFIRMING: &str = "The customer is asked first.";
/// Typing into a field that the agent cannot read.
pub const WRITE_ONLY: &str = "You can type here, but not read it back.";
/// Too many commands.
pub const TOO_FAST: &str = "Too many actions at once.";

/// Title of the summary.
pub const SESSION_ENDED: &str = "Session ended";
/// Label of the summary's note.
pub const NOTE: &str = "Note for your team";
/// In the empty note.
pub const NOTE_PLACEHOLDER: &str = "What was it about?";
/// Below the note.
pub const NOTE_HINT: &str = "The note goes into the copied summary. It is not kept.";
/// Read out when the mirror is up.
pub const SEES_PAGE: &str = "You see the customer’s page.";

/// Title of an invite's card.
pub const INVITE: &str = "Co-browsing invite";
/// The agent's offer to co-browse is at the customer.
pub const PROPOSED: &str = "The customer is asked to share the page.";
/// The field of a chat.
pub const WRITE: &str = "Write a message";
/// Before an address of a message, for those who hear it.
pub const OPEN_LINK: &str = "Open link";
/// The message waits for a connection.
pub const NOT_SENT: &str = "Not sent. Try again";
/// Below the last message.
pub const CHAT_OVER: &str = "This chat is over.";
/// The chat column of a session that began by phone.
pub const NO_CHAT_HERE: &str =
    "This session has no chat. The customer can start one from the menu on the page.";
/// The chat page with no chat chosen.
pub const CHOOSE_CHAT: &str = "Choose a chat to read it.";
/// No live session.
pub const NO_LIVE: &str = "No session is live. To start one, open the menu and choose Co-browsing.";
/// No past session.
pub const NO_RECENT: &str = "Sessions that ended appear here.";

/// Nothing waits in the workspace.
pub const NOBODY: &str = "Nobody is waiting. Invites and chats appear here.";
/// The workspace is open in another window, and this one is no longer told anything.
pub const WORKSPACE_ELSEWHERE: &str = "The workspace is open in another window. Reload to use this one.";
/// What an agent never gets.
pub const NEVER_SEEN: &str =
    "You never see passwords, card numbers or Social Security numbers. They stay in the customer’s browser.";

/// Which company's workspace this is.
pub fn workspace_of(company: &str) -> String {
    if company.is_empty() { "To your workspace.".into() } else { format!("To your workspace at {company}.") }
}

/// Why single sign-on led back to the log-in form, by the relay's word for it.
pub fn sso_trouble(word: &str) -> &'static str {
    match word {
        "state" => "The log-in took too long. Try again.",
        "refused" => "Single sign-on did not let you in.",
        "role" => "You are not an agent here. Ask your administrator.",
        "token" => "Single sign-on gave no proof of who you are. Ask your administrator.",
        "busy" => "Too many tries. Wait a few minutes, then try again.",
        _ => "Single sign-on does not answer right now.",
    }
}

/// Too many wrong IDs or passwords.
pub fn too_many_tries(seconds: u32) -> String {
    format!("Too many tries. You can try again in {seconds} seconds.")
}

/// The strip that explains a mode, where it needs one.
pub fn mode_strip(mode: Mode) -> Option<&'static str> {
    match mode {
        Mode::FullControl => None,
        Mode::PartialControl => {
            Some("Forms cannot be edited on the agent side. You can highlight and navigate.")
        }
        Mode::NoControl => {
            Some("View only. You can point and highlight. The customer does the clicking and typing.")
        }
    }
}

/// Why a command was not done, beside the pointer.
pub fn denied(why: Denied) -> &'static str {
    match why {
        Denied::Form => "Forms cannot be edited on the agent side",
        Denied::ViewOnly => {
            "View only. You can point and highlight. The customer does the clicking and typing."
        }
        Denied::UnknownTarget => "Ask the customer to click here.",
        Denied::Private => "This field is private. Ask the customer to fill it in.",
        Denied::Site => "The site keeps this for the customer.",
        Denied::SwitchedOff => SWITCHED_OFF,
        Denied::Customer => "The customer said no to that.",
        Denied::Changed | Denied::Replay => "The page just changed. Try again.",
        Denied::TooFast => TOO_FAST,
        Denied::Never => "Only the customer can do that.",
        Denied::Address => "This address cannot be opened for the customer.",
        Denied::Misfit => "That does not fit this field.",
        Denied::Paused => VEIL,
        _ => "The customer’s side did not do that.",
    }
}

/// Why the relay did not pass something on, beside the pointer or in the chat.
pub fn refused(why: Refusal) -> &'static str {
    match why {
        Refusal::TooFast | Refusal::TooManyTries { .. } => TOO_FAST,
        Refusal::Mode => "The mode of this session does not allow that.",
        Refusal::Paused => VEIL,
        Refusal::NoChat => "This chat is over, or another agent has it.",
        Refusal::BadText => "A message has 1 to 2,000 characters.",
        _ => "The service did not do that. Try again.",
    }
}

/// Why the session is over, for the agent.
pub fn ended(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Customer => "The customer ended the session.",
        EndReason::Agent => "You closed the session.",
        EndReason::Declined => "The customer declined. Nothing was shared.",
        EndReason::WaitingTimeout => "Nobody joined in time.",
        EndReason::IdleTimeout => "Nothing happened for a while, so the session ended.",
        EndReason::TimeLimit => "The session reached its longest time.",
        EndReason::CustomerGone => "The customer left the site or lost the connection.",
        EndReason::AgentGone => "You were disconnected for too long.",
        EndReason::Relay => "The service stopped the session.",
        EndReason::Unsupported => "The customer’s page cannot be shared.",
    }
}

/// The reason with its time: "The customer ended the session at 2:32 pm."
pub fn ended_at(reason: &str, time: &str) -> String {
    // Only the plain sentences take a time; the others say what happened before it ended.
    match reason.strip_suffix("the session.") {
        Some(start) => format!("{start}the session at {time}."),
        None => format!("{reason} It was {time}."),
    }
}

/// Below an invite's title.
pub fn wants_to_share(name: &str) -> String {
    format!("{name} wants to share the page with you.")
}

/// Why a session ended, in the list of recent ones.
pub fn ended_short(reason: EndReason, mine: bool) -> &'static str {
    match reason {
        EndReason::Customer => "Ended by the customer",
        EndReason::Agent if mine => "Closed by you",
        EndReason::Agent => "Closed by the agent",
        EndReason::Declined => "Declined by the customer",
        EndReason::WaitingTimeout => "Nobody joined",
        EndReason::IdleTimeout => "Nothing happened",
        EndReason::TimeLimit => "Longest time reached",
        EndReason::CustomerGone => "Customer left the site",
        EndReason::AgentGone => "Agent was disconnected",
        EndReason::Relay => "Stopped by the service",
        EndReason::Unsupported => "Page cannot be shared",
    }
}

/// The one sentence of advice in the connection's details. `late_ms` is the round trip; `kept_ms` is how long
/// an offline customer's session is kept, if that is known.
pub fn advice(quality: Quality, late_ms: u32, kept_ms: Option<u32>) -> String {
    match quality {
        Quality::Good => "The customer’s connection is good.".into(),
        Quality::Slow => format!(
            "The customer’s network is slow. You see changes about {} late. \
             Give them a moment before you click again.",
            about(late_ms)
        ),
        Quality::Poor => "The connection is poor. Guide by voice until it is better.".into(),
        Quality::Offline => match kept_ms {
            Some(left) => {
                format!("The customer lost the connection. The session is kept for {}.", clock::minutes(left))
            }
            None => "The customer lost the connection. The session is kept for a while.".into(),
        },
    }
}

/// A delay as people say it.
pub fn about(ms: u32) -> &'static str {
    match ms {
        0..=349 => "a third of a second",
        350..=749 => "half a second",
        750..=1499 => "one second",
        _ => "two seconds or more",
    }
}

/// The button that takes all marks away.
pub fn clear_marks(count: u32) -> String {
    format!("Clear marks ({count})")
}

/// How many customers wait.
pub fn waiting(count: usize) -> String {
    match count {
        0 => "Nobody is waiting".into(),
        1 => "1 customer waiting".into(),
        n => format!("{n} customers waiting"),
    }
}

/// A customer's name, or a word for one who gave none.
pub fn customer(name: &str) -> &str {
    if name.trim().is_empty() { "Customer" } else { name }
}

/// Whose page it is, under the mirror.
pub fn on_this_page(name: &str) -> String {
    if name.trim().is_empty() {
        "The customer is on this page".into()
    } else {
        format!("{name} is on this page")
    }
}
