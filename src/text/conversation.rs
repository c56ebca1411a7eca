//! What is known of the turns before this one, and how it leaves the process.

mod seal;

pub use seal::{ConversationError, ConversationKey};

/// What guards may know of the turns before this one: how many there were, and a risk that adds
/// up and decays. The caller keeps it between requests; it holds no text.
///
/// A guard that scores what users say, such as [`Injection`](crate::Injection), adds half the risk
/// to the score of this turn, where that is 0.2 or more: several mild signs in a row refuse, and a
/// turn without a sign is never refused for those before it.
///
/// ```
/// use palisade::Conversation;
///
/// let mild = Conversation::new().after_turn(0.3).after_turn(0.3);
/// assert_eq!(mild.turns(), 2);
/// assert!((mild.risk() - 0.51).abs() < 1e-9);
/// let innocent = Conversation::new().after_turn(0.15).after_turn(0.1);
/// assert_eq!(innocent.risk(), 0.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Conversation {
    turns: u32,
    risk: f64,
}

impl Conversation {
    /// How much of the risk of one turn is left a turn later.
    const DECAY: f64 = 0.7;
    /// A score below says nothing: innocent turns never add up, however many they are.
    const MILD: f64 = 0.2;
    /// How much of the risk is added to the score of a turn.
    const SHARE: f64 = 0.5;
    /// Above every risk: the sum of all powers of the decay is one tenth of 33 and a third.
    const MAX_RISK: f64 = 3.34;

    /// A conversation that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Turns before this one.
    pub const fn turns(&self) -> u32 {
        self.turns
    }

    /// The highest score of the user's message in each earlier turn, where it was 0.2 or more,
    /// summed with a decay of 0.7 a turn: 0 for none, below 3.34 always.
    pub const fn risk(&self) -> f64 {
        self.risk
    }

    /// The state after a turn whose message scored so at the highest, held to 0..=1, where not a
    /// number counts as 1. [`ValidatedInput::conversation`](crate::ValidatedInput::conversation)
    /// does this; call it for a turn that was refused ([`Refusal::scores`](crate::Refusal::scores))
    /// and is to count.
    pub fn after_turn(self, highest_score: f64) -> Self {
        let score = if highest_score.is_nan() { 1.0 } else { highest_score.clamp(0.0, 1.0) };
        let counted = if score < Self::MILD { 0.0 } else { score };
        Self { turns: self.turns.saturating_add(1), risk: self.risk * Self::DECAY + counted }
    }

    /// The score of this turn's message with half the risk of the turns before: the score itself
    /// where it is below 0.2, at most 1.
    pub fn escalated(&self, score: f64) -> f64 {
        if score < Self::MILD { score } else { (score + Self::SHARE * self.risk).min(1.0) }
    }

    /// The state as it was written down; none where no conversation is in it.
    const fn of(turns: u32, risk: f64) -> Option<Self> {
        let some = Self { turns, risk };
        if risk >= 0.0 && risk < Self::MAX_RISK { Some(some) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_risk_is_bounded(scores in prop::collection::vec(any::<f64>(), 0..200)) {
            let end = scores.iter().fold(Conversation::new(), |state, score| state.after_turn(*score));
            prop_assert!((0.0..Conversation::MAX_RISK).contains(&end.risk()));
            prop_assert_eq!(Conversation::of(end.turns(), end.risk()), Some(end));
        }

        #[test]
        fn innocent_turns_never_add_up(scores in prop::collection::vec(0.0..0.2_f64, 0..500)) {
            let mut state = Conversation::new();
            for score in scores {
                prop_assert_eq!(state.escalated(score), score);
                state = state.after_turn(score);
            }
            prop_assert_eq!(state.risk(), 0.0);
        }
    }

    #[test]
    fn mild_signs_in_a_row_add_up_and_are_forgotten() {
        let mut state = Conversation::new();
        let mut reached = Vec::new();
        for _ in 0..4 {
            reached.push(state.escalated(0.3) >= 0.5);
            state = state.after_turn(0.3);
        }
        assert_eq!(reached, [false, false, true, true]);
        let later = (0..12).fold(state, |state, _| state.after_turn(0.0));
        assert!(later.escalated(0.3) < 0.31, "{later:?}");
        assert_eq!(later.escalated(0.1), 0.1, "a turn without a sign is not refused");
    }
}
