//! Versions of the wire, oldest first, as the WebSocket subprotocol that names them.

/// A version of the wire. What changed is said at each variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Version {
    /// The first.
    V1,
}

impl Version {
    /// All versions that this build speaks, oldest first.
    pub const ALL: &[Version] = &[Version::V1];

    /// The newest.
    pub const LATEST: Version = Version::V1;

    /// The subprotocol's name, as in `Sec-WebSocket-Protocol`.
    pub const fn subprotocol(self) -> &'static str {
        match self {
            Version::V1 => "pillion.1",
        }
    }

    /// The newest version among the names that a peer offered, comma-separated as in the HTTP header.
    pub fn choose(offered: &str) -> Option<Version> {
        Version::ALL
            .iter()
            .rev()
            .copied()
            .find(|version| offered.split(',').any(|name| name.trim() == version.subprotocol()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_offered_version_is_chosen_and_unknown_ones_are_not() {
        assert_eq!(Version::choose("pillion.1"), Some(Version::V1));
        assert_eq!(Version::choose("chat, pillion.1 , pillion.99"), Some(Version::V1));
        assert_eq!(Version::choose("pillion.99"), None);
        assert_eq!(Version::choose("pillion.10"), None);
        assert_eq!(Version::choose(""), None);
    }
}
