//! The owner's marks on elements and how they pass down the tree (R8 of privacy.md).
//! Does not know selectors: the reader matches them and hands over bits.

/// The marks of one element: its own, or those in effect after inheritance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u8);

impl Marks {
    /// No mark.
    pub const NONE: Marks = Marks(0);
    /// `data-cobrowse-block`: a box of the same size, nothing inside.
    pub const BLOCK: Marks = Marks(1);
    /// `data-cobrowse-ignore`: structure only, values always empty.
    pub const IGNORE: Marks = Marks(1 << 1);
    /// `data-cobrowse-mask`: text as stars, carriers dropped.
    pub const MASK: Marks = Marks(1 << 2);
    /// `data-cobrowse-unmask`: clears tier 2, label context and private mode; loses inside a mask.
    pub const UNMASK: Marks = Marks(1 << 3);
    /// `data-cobrowse-cofill`: the agent may write, unseen, into a tier 2 field. Does not pass down.
    pub const COFILL: Marks = Marks(1 << 4);
    /// Inside a masked field: the text of a textarea or an editable, options, a datalist it uses. Set by
    /// whoever walks the tree, for the children of such a field.
    pub const FIELD: Marks = Marks(1 << 5);

    /// Marks from the reader's bits; unknown bits count as a block, the safe side.
    pub fn from_bits(bits: u8) -> Marks {
        if bits & 0b1100_0000 == 0 { Marks(bits) } else { Marks::BLOCK }
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    /// Whether any of `other`'s marks is set.
    pub fn has(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }

    /// The marks in effect on a child or a shadow root's content: its own and its parent's.
    #[must_use]
    pub fn inherit(self, parent: Marks) -> Marks {
        let both = self.0 | parent.0 & !Marks::COFILL.0;
        let loses = both & (Marks::MASK.0 | Marks::FIELD.0) != 0;
        Marks(if loses { both & !Marks::UNMASK.0 } else { both })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unmask_loses_inside_a_mask_and_a_mask_wins_inside_an_unmask() {
        assert_eq!(Marks::UNMASK.inherit(Marks::MASK), Marks::MASK);
        assert_eq!(Marks::MASK.inherit(Marks::UNMASK), Marks::MASK);
        assert_eq!(Marks::MASK.with(Marks::UNMASK).inherit(Marks::NONE), Marks::MASK);
        assert_eq!(Marks::NONE.inherit(Marks::UNMASK), Marks::UNMASK);
    }

    #[test]
    fn cofill_stays_on_its_element() {
        assert_eq!(Marks::NONE.inherit(Marks::COFILL), Marks::NONE);
        assert_eq!(Marks::COFILL.inherit(Marks::NONE), Marks::COFILL);
    }

    #[test]
    fn unknown_bits_block() {
        assert_eq!(Marks::from_bits(0x80), Marks::BLOCK);
        assert_eq!(Marks::from_bits(4), Marks::MASK);
    }
}
