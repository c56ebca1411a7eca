//! One gate for all guards of a chain: the literals of every rule, looked for in one pass over
//! each view, whoever asked for them.
//!
//! A guard says which [literals](GateBuilder) it looks for and is [told](super::Recogniser::hear)
//! where they stand. Those that begin where no word is cut cost next to nothing, however many
//! there are ([`Words`]); the others take an automaton, a step a byte ([`Literals`]), which is only
//! run where a guard has such a literal.

use std::collections::BTreeMap;
use std::fmt;

use super::detector::Detector;
use super::literals::{Literals, LiteralsState};
use super::words::Words;
use crate::error::GuardError;
use crate::text::Folded;

/// A literal that stands in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// Its position in the view.
    pub(crate) start: usize,
    /// Its number: literals count in the order in which the guard named them.
    pub(crate) literal: usize,
}

/// The literals of some guards, compiled.
pub(crate) struct Gate {
    words: Words,
    anywhere: Option<Literals>,
    /// Who asked for each literal of `words` and of `anywhere`.
    of_words: Vec<Owners>,
    of_anywhere: Vec<Owners>,
    guards: usize,
}

#[derive(Clone, Copy, Default)]
struct Owner {
    guard: usize,
    literal: usize,
}

/// Who asked for a literal: one as a rule.
#[derive(Clone, Default)]
struct Owners {
    first: Owner,
    others: Vec<Owner>,
}

impl Owners {
    fn push(owners: &mut Option<Self>, owner: Owner) {
        match owners {
            Some(owners) => owners.others.push(owner),
            None => *owners = Some(Self { first: owner, others: Vec::new() }),
        }
    }
}

/// Takes the literals of one guard after the other. The case of ASCII letters counts for nothing.
#[derive(Default)]
pub(crate) struct GateBuilder {
    words: BTreeMap<Vec<u8>, Option<Owners>>,
    anywhere: BTreeMap<Vec<u8>, Option<Owners>>,
    /// Of this guard, the number of the next literal.
    next: Owner,
}

/// How far a view has been looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GateState {
    /// No word will be told that begins below.
    words: usize,
    anywhere: Option<LiteralsState>,
    /// Up to where the automaton has come.
    scanned: usize,
}

impl GateBuilder {
    /// A literal that is told where it begins a word, a number or something else: not between two
    /// letters or two digits, so behind an underscore and between a letter and a digit. It may be
    /// told elsewhere, too.
    pub(crate) fn word(&mut self, literal: &[u8]) {
        if Words::takes(literal) {
            let owner = self.number();
            Owners::push(self.words.entry(literal.to_ascii_lowercase()).or_default(), owner);
        } else {
            self.anywhere(literal);
        }
    }

    /// A literal, not empty, that is told wherever it stands.
    pub(crate) fn anywhere(&mut self, literal: &[u8]) {
        let owner = self.number();
        Owners::push(self.anywhere.entry(literal.to_ascii_lowercase()).or_default(), owner);
    }

    fn number(&mut self) -> Owner {
        let owner = self.next;
        self.next.literal += 1;
        owner
    }

    fn next_guard(&mut self) {
        self.next = Owner { guard: self.next.guard + 1, literal: 0 };
    }

    fn build(self) -> Option<Gate> {
        let guards = self.next.guard;
        let parted = |named: BTreeMap<Vec<u8>, Option<Owners>>| {
            let named = named.into_iter().filter_map(|(literal, owners)| Some((literal, owners?)));
            named.unzip::<_, _, Vec<_>, Vec<_>>()
        };
        let (words, of_words) = parted(self.words);
        let (anywhere, of_anywhere) = parted(self.anywhere);
        let anywhere = match anywhere.as_slice() {
            [] => None,
            literals => Some(Literals::new(literals)?),
        };
        Some(Gate { words: Words::new(&words)?, anywhere, of_words, of_anywhere, guards })
    }
}

impl Gate {
    /// The gate of these guards, which it knows by their positions.
    ///
    /// # Errors
    /// Where the literals are too many: some millions of bytes.
    pub(crate) fn of<'g>(
        guards: impl IntoIterator<Item = Option<&'g dyn Detector>>,
    ) -> Result<Self, GuardError> {
        let mut builder = GateBuilder::default();
        for guard in guards {
            if let Some(guard) = guard {
                guard.literals(&mut builder);
            }
            builder.next_guard();
        }
        builder.build().ok_or(GuardError::failed("the literals of all guards are too many"))
    }

    /// How many guards it knows.
    pub(crate) const fn guards(&self) -> usize {
        self.guards
    }

    /// Before the first byte of a view.
    pub(crate) fn begin(&self) -> GateState {
        let anywhere = self.anywhere.as_ref().map(Literals::begin);
        GateState { words: 0, anywhere, scanned: 0 }
    }

    /// Looks at what of a view is new, and adds what stands there to the hits of each guard.
    /// Returns the position below which no literal will begin that was not told.
    pub(crate) fn scan(
        &self,
        state: &mut GateState,
        view: &Folded,
        done: bool,
        hits: &mut [Vec<Hit>],
    ) -> usize {
        let (bytes, base) = (view.bytes(), view.base());
        let mut tell = |owners: Option<&Owners>, start: usize| {
            let Some(Owners { first, others }) = owners else { return };
            let mut tell = |owner: &Owner| {
                if let Some(hits) = hits.get_mut(owner.guard) {
                    hits.push(Hit { start, literal: owner.literal });
                }
            };
            tell(first);
            others.iter().for_each(tell);
        };
        let from = state.words.saturating_sub(base);
        let told = self.words.scan(bytes, from, done, |literal, start| {
            tell(self.of_words.get(literal), base + start);
        });
        state.words = base + told;
        let (Some(literals), Some(anywhere)) = (&self.anywhere, &mut state.anywhere) else {
            return state.words;
        };
        let new = bytes.get(state.scanned.saturating_sub(base)..).unwrap_or(&[]);
        literals.scan(anywhere, new, state.scanned, |literal, span| {
            tell(self.of_anywhere.get(literal), span.start());
        });
        state.scanned = view.end();
        let begun = if done { 0 } else { literals.begun(*anywhere) };
        state.words.min(state.scanned - begun)
    }
}

/// Shows how much there is: literals may be words of the operator's.
impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("guards", &self.guards).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Wants(&'static [&'static str], &'static [&'static str]);

    impl Detector for Wants {
        fn id(&self) -> &str {
            "wants"
        }

        fn describe_options(&self, _: &mut crate::id::Fingerprint) {}

        fn longest(&self) -> usize {
            0
        }

        fn literals(&self, to: &mut GateBuilder) {
            self.0.iter().for_each(|word| to.word(word.as_bytes()));
            self.1.iter().for_each(|literal| to.anywhere(literal.as_bytes()));
        }

        fn recogniser(
            &self,
            _: crate::text::Source,
        ) -> Result<Option<Box<dyn super::super::Recogniser>>, GuardError> {
            Ok(None)
        }
    }

    /// What each of three guards is told, where the text comes in pieces.
    fn told(pieces: &[&str]) -> Vec<Vec<Hit>> {
        let guards =
            [Wants(&["key", "to"], &["ken"]), Wants(&[], &[]), Wants(&["token", "Key"], &["e"])];
        let gate = Gate::of([Some(&guards[0] as &dyn Detector), None, Some(&guards[2])])
            .expect("few literals");
        let (mut state, mut view, mut floor) = (gate.begin(), Folded::default(), 0);
        let mut all = vec![Vec::new(); gate.guards()];
        for (nth, piece) in pieces.iter().enumerate() {
            view.push(piece);
            let mut hits = vec![Vec::new(); gate.guards()];
            let next = gate.scan(&mut state, &view, nth + 1 == pieces.len(), &mut hits);
            assert!(hits.iter().flatten().all(|hit| hit.start >= floor), "told before");
            floor = next;
            all.iter_mut().zip(hits).for_each(|(all, hits)| all.extend(hits));
        }
        assert_eq!(floor, view.end());
        all.iter_mut().for_each(|hits| hits.sort_unstable());
        all
    }

    #[test]
    fn each_guard_is_told_its_own_literals_by_its_own_numbers() {
        let whole = told(&["a KEY, a token_key"]);
        let hit = |start, literal| Hit { start, literal };
        assert_eq!(whole[0], [hit(2, 0), hit(9, 1), hit(11, 2), hit(15, 0)]);
        assert_eq!(whole[1], []);
        assert_eq!(whole[2], [hit(2, 1), hit(3, 2), hit(9, 0), hit(12, 2), hit(15, 1), hit(16, 2)]);
        for step in 1..6 {
            let text = "a KEY, a token_key";
            let pieces: Vec<&str> = (0..text.len())
                .step_by(step)
                .map(|at| &text[at..text.len().min(at + step)])
                .collect();
            assert_eq!(told(&pieces), whole, "{step}");
        }
    }
}
