//! WebSocket close codes: one table for all three sides.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $reason:literal;)+) => {
        /// Why a socket was closed. The application's own range starts at 4000 (RFC 6455, 7.4.2).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CloseCode { $($(#[$doc])* $name),+ }

        impl CloseCode {
            /// All codes of the table.
            pub const ALL: &[CloseCode] = &[$(CloseCode::$name),+];

            /// The number on the wire.
            pub const fn code(self) -> u16 { match self { $(CloseCode::$name => $code),+ } }

            /// The reason on the wire: a short English phrase, for logs and developers.
            pub const fn reason(self) -> &'static str { match self { $(CloseCode::$name => $reason),+ } }

            /// The table's entry for a number.
            pub fn from_code(code: u16) -> Option<CloseCode> {
                match code { $($code => Some(CloseCode::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    /// The peer is done; nothing is wrong.
    Done = 1000, "done";
    /// The relay restarts or drains: come back with your token.
    GoingAway = 1001, "the relay is restarting";
    /// No Hello in time.
    HelloTimeout = 4000, "no hello in time";
    /// A frame that is none, or a payload that its type cannot be read from.
    BadFrame = 4001, "a frame could not be read";
    /// A frame over its limit.
    TooLarge = 4002, "a frame is too large";
    /// More frames or bytes than allowed.
    TooFast = 4003, "too many frames";
    /// A frame type that this role may not send.
    NotAllowed = 4004, "this role may not send that";
    /// Unknown, expired or used token or ticket.
    BadToken = 4005, "the token is not valid";
    /// The site key is not known to this relay.
    BadSiteKey = 4006, "the site key is not known";
    /// The page's origin may not use this site key.
    BadOrigin = 4007, "this origin is not allowed";
    /// The session is over.
    Ended = 4008, "the session has ended";
    /// The same peer connected again, with the token of this connection.
    Replaced = 4009, "another connection took over";
    /// The peer was silent for too long.
    Dead = 4010, "no sign of life";
    /// A wire version that this relay does not speak.
    BadVersion = 4011, "this version is not spoken here";
    /// The relay cannot take more.
    Busy = 4012, "the relay is full";
}

impl CloseCode {
    /// Whether coming back with the token can help.
    pub fn is_retryable(code: u16) -> bool {
        match CloseCode::from_code(code) {
            Some(CloseCode::GoingAway | CloseCode::Dead | CloseCode::TooFast | CloseCode::Busy) => true,
            Some(CloseCode::HelloTimeout) => true,
            Some(_) => false,
            // 1005, 1006 and the like: the network's doing.
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_number_and_a_reason_that_fits_a_close_frame() {
        for code in CloseCode::ALL {
            assert_eq!(CloseCode::from_code(code.code()), Some(*code));
            assert!(code.reason().len() <= 123);
        }
    }
}
