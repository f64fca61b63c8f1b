//! How large the mirror is shown: by hand in levels, or fitted to the space there is. Knows nothing of the
//! frame that is scaled.

/// The levels of the list, in percent.
pub const LEVELS: [u16; 6] = [50, 75, 100, 125, 150, 200];

/// Canvas around the mirror, in CSS pixels.
pub const MARGIN: f64 = 24.0;
/// Height of the line below the mirror, its distance included.
pub const CAPTION: f64 = 24.0;
/// Fitting goes no further down than this.
const SMALLEST: f64 = 0.1;
/// Fitting goes no further up: larger than the largest level helps nobody.
const LARGEST: f64 = 2.0;

/// What the agent chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zoom {
    /// Auto-fit.
    Fit,
    /// A level set by hand, in percent.
    Level(u16),
}

impl Zoom {
    /// The scale to show, given the fitting one.
    pub fn scale(self, fit: f64) -> f64 {
        match self {
            Zoom::Fit => fit,
            Zoom::Level(percent) => f64::from(percent) / 100.0,
        }
    }

    /// The next larger level of the list; stays at the largest.
    pub fn larger(self, fit: f64) -> Zoom {
        let now = percent(self.scale(fit));
        Zoom::Level(
            LEVELS.into_iter().find(|level| *level > now).unwrap_or(now.max(LEVELS[LEVELS.len() - 1])),
        )
    }

    /// The next smaller level of the list; stays at the smallest.
    pub fn smaller(self, fit: f64) -> Zoom {
        let now = percent(self.scale(fit));
        Zoom::Level(LEVELS.into_iter().rev().find(|level| *level < now).unwrap_or(now.min(LEVELS[0])))
    }

    /// Auto-fit on becomes the scale that is shown, by hand; a level by hand becomes auto-fit.
    pub fn toggle_fit(self, fit: f64) -> Zoom {
        match self {
            Zoom::Fit => Zoom::Level(percent(fit)),
            Zoom::Level(_) => Zoom::Fit,
        }
    }
}

/// A scale in whole percent.
pub fn percent(scale: f64) -> u16 {
    (scale * 100.0).round().clamp(1.0, 1000.0) as u16
}

/// The scale at which a viewport (CSS pixels) fits into a space with its margin and the line below it.
/// 1 while either is unknown. Rounded down to whole percent, so that the level shown is the true one.
pub fn fit(viewport: (u32, u32), space: (f64, f64)) -> f64 {
    let (width, height) = (f64::from(viewport.0), f64::from(viewport.1));
    let (across, down) = (space.0 - 2.0 * MARGIN, space.1 - 2.0 * MARGIN - CAPTION);
    if width < 1.0 || height < 1.0 || across < 1.0 || down < 1.0 {
        return 1.0;
    }
    let scale = (across / width).min(down / height).clamp(SMALLEST, LARGEST);
    (scale * 100.0).floor() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_fits_with_its_margin_and_its_line() {
        assert_eq!(fit((1280, 800), (1440.0, 792.0)), 0.9);
        assert_eq!(fit((1280, 800), (900.0, 692.0)), 0.66);
        assert_eq!(fit((390, 844), (1440.0, 792.0)), 0.85);
        assert_eq!(fit((320, 200), (3000.0, 3000.0)), 2.0);
        assert_eq!(fit((0, 0), (1440.0, 792.0)), 1.0);
        assert_eq!(fit((1280, 800), (20.0, 20.0)), 1.0);
    }

    #[test]
    fn the_buttons_walk_the_list_from_wherever_the_mirror_stands() {
        assert_eq!(Zoom::Fit.larger(0.9), Zoom::Level(100));
        assert_eq!(Zoom::Fit.smaller(0.9), Zoom::Level(75));
        assert_eq!(Zoom::Level(100).larger(0.9), Zoom::Level(125));
        assert_eq!(Zoom::Level(200).larger(0.9), Zoom::Level(200));
        assert_eq!(Zoom::Level(50).smaller(0.9), Zoom::Level(50));
        assert_eq!(Zoom::Fit.smaller(0.3), Zoom::Level(30));
    }

    #[test]
    fn a_level_set_by_hand_turns_auto_fit_off_and_the_toggle_turns_it_on_again() {
        let by_hand = Zoom::Fit.larger(0.9);
        assert_eq!(by_hand.scale(0.9), 1.0);
        assert_eq!(by_hand.toggle_fit(0.9), Zoom::Fit);
        assert_eq!(Zoom::Fit.toggle_fit(0.87), Zoom::Level(87));
    }
}
