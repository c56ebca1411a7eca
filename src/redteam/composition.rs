//! Two disguises, one over the other.

use std::fmt;

use super::fixture::Kind;
use super::mutator::Mutator;

/// Two [mutators](Mutator), the second over what the first one wrote.
///
/// ```
/// use palisade::redteam::{Composition, Mutator};
///
/// let both = Composition::new(Mutator::Reversed, Mutator::Hex);
/// assert_eq!(both.apply("xyz", 1).to_lowercase(), "7a7978");
/// assert_eq!(both.to_string(), "reversed, hex");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Composition {
    first: Mutator,
    second: Mutator,
}

impl Composition {
    /// `first`, and `second` over it.
    pub const fn new(first: Mutator, second: Mutator) -> Self {
        Self { first, second }
    }

    /// Every ordered pair of two different mutators.
    ///
    /// ```
    /// use palisade::redteam::{Composition, Mutator};
    ///
    /// let count = Mutator::ALL.len();
    /// assert_eq!(Composition::all().count(), count * (count - 1));
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        Mutator::ALL.into_iter().flat_map(|first| {
            let others = Mutator::ALL.into_iter().filter(move |second| *second != first);
            others.map(move |second| Self { first, second })
        })
    }

    /// The one that comes first.
    pub const fn first(self) -> Mutator {
        self.first
    }

    /// The one that is written over it.
    pub const fn second(self) -> Mutator {
        self.second
    }

    /// Writes `text` in both disguises, each with this seed.
    pub fn apply(self, text: &str, seed: u64) -> String {
        self.second.apply(&self.first.apply(text, seed), seed)
    }

    /// Whether a value of this kind is still one for a reader; see [`Mutator::keeps`]. Another case
    /// or other letters break what an encoding has written: nobody reads that again.
    ///
    /// ```
    /// use palisade::redteam::{Composition, Kind, Mutator};
    ///
    /// assert!(Composition::new(Mutator::CaseNoise, Mutator::Base64).keeps(Kind::Email));
    /// assert!(!Composition::new(Mutator::Base64, Mutator::CaseNoise).keeps(Kind::Email));
    /// ```
    pub const fn keeps(self, kind: Kind) -> bool {
        let breaks = match self.second {
            Mutator::CaseNoise => self.first.encodes_in_letters(),
            Mutator::Leetspeak => {
                self.first.encodes_in_letters()
                    || matches!(
                        self.first,
                        Mutator::PercentEscapes | Mutator::Hex | Mutator::HexEscapes
                    )
            }
            _ => false,
        };
        !breaks && self.first.keeps(kind) && self.second.keeps(kind)
    }
}

impl fmt::Display for Composition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.first, self.second)
    }
}
