//! What a site owner grants, and why a session is over: the words of the contract, as values.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All values, in order.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The word of the contract.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The value of a word of the contract; exact, in lower case.
            pub fn parse(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// How far the site owner lets an agent go. Ordered from least to most would be tempting, but no code
    /// compares modes: the gate's table is the only judge.
    Mode {
        /// The agent may do all that the command table allows at all.
        FullControl = "full-control",
        /// The agent may navigate, never touch a form.
        PartialControl = "partial-control",
        /// The agent looks, points and highlights.
        NoControl = "no-control",
    }
}

words! {
    /// What counts as the customer's consent to be seen.
    Consent {
        /// The customer presses Allow on seeing the agent's name.
        Ask = "ask",
        /// Giving the session ID is consent.
        Code = "code",
    }
}

words! {
    /// Why a session ended.
    EndReason {
        /// The customer ended it.
        Customer = "customer",
        /// The agent ended it.
        Agent = "agent",
        /// The customer did not let the agent in.
        Declined = "declined",
        /// Nobody joined in time.
        WaitingTimeout = "waiting-timeout",
        /// Paused for too long.
        IdleTimeout = "idle-timeout",
        /// The hard cap.
        TimeLimit = "time-limit",
        /// The customer stayed away.
        CustomerGone = "customer-gone",
        /// The agent stayed away.
        AgentGone = "agent-gone",
        /// The relay stopped it.
        Relay = "relay",
        /// The customer's browser or page cannot be shared.
        Unsupported = "unsupported",
    }
}

words! {
    /// How customer and agent speak with each other.
    Channel {
        /// By phone: the session ID is read out.
        Phone = "phone",
        /// By Pillion's own chat: the agent gets an invite.
        Chat = "chat",
    }
}

impl Mode {
    /// As the console and the panel show it.
    pub const fn label(self) -> &'static str {
        match self {
            Mode::FullControl => "Full-control",
            Mode::PartialControl => "Partial-control",
            Mode::NoControl => "No-control",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_comes_back_and_no_other_is_taken() {
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.word()), Some(*mode));
        }
        for reason in EndReason::ALL {
            assert_eq!(EndReason::parse(reason.word()), Some(*reason));
        }
        for wrong in ["", "Full-control", "full_control", "full-control "] {
            assert_eq!(Mode::parse(wrong), None);
        }
    }
}
