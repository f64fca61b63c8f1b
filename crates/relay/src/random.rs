//! Random numbers from the operating system. Knows nothing of what they are for.

use pillion_protocol::ids::SessionId;

/// Random bytes. A relay that cannot draw them must not go on: every token would be worthless.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    if getrandom::fill(&mut out).is_err() {
        tracing::error!("the operating system gives no random numbers");
        std::process::abort();
    }
    out
}

/// A uniform nine-digit ID.
pub(crate) fn session_id() -> SessionId {
    session_id_from(|| u32::from_le_bytes(bytes()))
}

/// Draws until a number is in the largest range that is a multiple of the count of IDs: a plain remainder would make
/// small IDs likelier.
fn session_id_from(mut draw: impl FnMut() -> u32) -> SessionId {
    const FAIR: u32 = u32::MAX - u32::MAX % SessionId::COUNT;
    loop {
        let number = draw();
        if number < FAIR
            && let Some(id) = SessionId::new(number % SessionId::COUNT)
        {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_beyond_the_fair_range_are_drawn_again() {
        let mut draws = [4_000_000_000, u32::MAX, 3_999_999_999].into_iter();
        assert_eq!(session_id_from(|| draws.next().unwrap()).number(), 999_999_999);
        assert_eq!(session_id_from(|| 1_000_000_042).number(), 42);
    }

    #[test]
    fn ids_are_spread_over_the_whole_range() {
        let mut tenths = [0u32; 10];
        for _ in 0..10_000 {
            tenths[(session_id().number() / 100_000_000) as usize] += 1;
        }
        // Six standard deviations around 1000.
        assert!(tenths.iter().all(|count| (820..1180).contains(count)), "{tenths:?}");
    }
}
