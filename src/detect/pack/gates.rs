//! The gates of all rules of a pack, looked for in one pass each kind.

use super::body::Body;
use super::gate::ByteSet;
use crate::scan::literals::{Literals, LiteralsState};

/// Where matches may begin: at literals, near bytes, anywhere.
#[derive(Debug, Default)]
pub(super) struct Gates {
    literals: Option<Literals>,
    words: Vec<Vec<u8>>,
    /// For each literal its rule, and how far before its start and behind it a match may begin.
    places: Vec<Place>,
    bytes: Vec<ByteGate>,
    open: Vec<usize>,
    /// What is held for rules whose matches may begin before a literal.
    bodies: Vec<Body>,
    /// The most bytes before a byte at which a match may begin.
    byte_lead: usize,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    rule: usize,
    before: usize,
    behind: usize,
    told: Told,
}

/// Up to 64 rules, a bit each.
#[derive(Debug)]
struct ByteGate {
    masks: Box<[u64; 256]>,
    /// Each rule, and how many bytes before its byte a match may begin.
    rules: Vec<(usize, usize)>,
}

/// Starts of matches of a rule: from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Starts {
    pub(super) rule: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) told: Told,
}

/// What starts were told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The bytes that a match begins with: of one start.
    Head,
    /// Something that says within which starts count.
    Region,
}

impl Gates {
    /// Whether so many bytes more may be looked for.
    pub(super) fn has_room<L: AsRef<[u8]>>(&self, more: &[L]) -> bool {
        let more: usize = more.iter().map(|literal| literal.as_ref().len()).sum();
        self.words.iter().map(Vec::len).sum::<usize>() + more <= MAX_LITERALS
    }

    /// A rule whose matches begin at most `before` bytes before the start of a literal, and at
    /// most `behind` bytes after it.
    pub(super) fn literal(
        &mut self,
        literal: impl AsRef<[u8]>,
        rule: usize,
        before: usize,
        behind: usize,
    ) {
        self.words.push(literal.as_ref().to_vec());
        self.places.push(Place { rule, before, behind, told: Told::Region });
    }

    /// Matches like this may begin before a literal of their rule.
    pub(super) fn hold(&mut self, body: Body) {
        self.bodies.push(body);
    }

    /// A rule with heads that counts only at most `before` bytes before the start of a literal,
    /// and at most `behind` bytes after it.
    pub(super) fn cover(
        &mut self,
        literal: impl AsRef<[u8]>,
        rule: usize,
        before: usize,
        behind: usize,
    ) {
        self.words.push(literal.as_ref().to_vec());
        self.places.push(Place { rule, before, behind, told: Told::Region });
    }

    /// A rule whose matches begin with a literal.
    pub(super) fn head(&mut self, literal: impl AsRef<[u8]>, rule: usize) {
        self.words.push(literal.as_ref().to_vec());
        self.places.push(Place { rule, before: 0, behind: 0, told: Told::Head });
    }

    /// How many of the last bytes may be the beginning of a literal.
    pub(super) fn begun(&self, state: Option<LiteralsState>) -> usize {
        match (&self.literals, state) {
            (Some(literals), Some(state)) => literals.begun(state),
            _ => 0,
        }
    }

    /// The rules of which a match may begin within these bytes, by its head.
    pub(super) fn heads_in(&self, bytes: &[u8]) -> Vec<usize> {
        let mut rules = Vec::new();
        if let Some(literals) = &self.literals {
            literals.scan(&mut literals.begin(), bytes, 0, |literal, _| {
                let place = self.places.get(literal).filter(|place| place.told == Told::Head);
                rules.extend(place.map(|place| place.rule));
            });
        }
        rules
    }

    /// A rule whose matches begin at most `lead` bytes before one of these bytes.
    pub(super) fn bytes(&mut self, set: ByteSet, rule: usize, lead: usize) {
        if self.bytes.last().is_none_or(|gate| gate.rules.len() == 64) {
            self.bytes.push(ByteGate { masks: Box::new([0; 256]), rules: Vec::new() });
        }
        let Some(gate) = self.bytes.last_mut() else { return };
        let bit = 1 << gate.rules.len();
        for (mask, _) in gate.masks.iter_mut().zip(0..=u8::MAX).filter(|(_, b)| set.has(*b)) {
            *mask |= bit;
        }
        gate.rules.push((rule, lead));
        self.byte_lead = self.byte_lead.max(lead);
    }

    /// A rule whose matches begin anywhere.
    pub(super) fn open(&mut self, rule: usize) {
        self.open.push(rule);
    }

    /// Makes the automaton; false where it would be too large.
    pub(super) fn build(&mut self) -> bool {
        if !self.words.is_empty() {
            self.literals = Literals::new(&self.words);
        }
        self.literals.is_some() || self.words.is_empty()
    }

    pub(super) fn begin(&self) -> Option<LiteralsState> {
        self.literals.as_ref().map(Literals::begin)
    }

    /// Tells where matches may begin by what stands in `bytes`, the first of which is at `base`:
    /// for each rule in the order of the ends. Starts before the text are possible.
    pub(super) fn scan(
        &self,
        state: &mut Option<LiteralsState>,
        bytes: &[u8],
        base: usize,
        mut tell: impl FnMut(Starts),
    ) {
        if bytes.is_empty() {
            return;
        }
        if let (Some(literals), Some(state)) = (&self.literals, state) {
            literals.scan(state, bytes, base, |literal, span| {
                let place = self.places.get(literal).copied();
                if let Some(Place { rule, before, behind, told }) = place {
                    let from = span.start().saturating_sub(before);
                    tell(Starts { rule, from, to: span.start() + behind, told });
                }
            });
        }
        for gate in &self.bytes {
            gate.scan(bytes, base, &mut tell);
        }
        for rule in &self.open {
            tell(Starts {
                rule: *rule,
                from: base,
                to: base + bytes.len() - 1,
                told: Told::Region,
            });
        }
    }

    /// The first position, by what has been scanned, at which a match may begin that was not told
    /// yet; `bytes` are those that are kept, up to `end`.
    pub(super) fn untold(&self, state: Option<LiteralsState>, bytes: &[u8], end: usize) -> usize {
        let begun = self.begun(state);
        let held = self.bodies.iter().map(|body| body.held(bytes, begun)).max().unwrap_or(0);
        end.saturating_sub(begun.max(held).max(self.byte_lead))
    }
}

impl ByteGate {
    fn scan(&self, bytes: &[u8], base: usize, tell: &mut impl FnMut(Starts)) {
        let mask = |byte: &u8| self.masks.get(usize::from(*byte)).copied().unwrap_or(0);
        for (nth, block) in bytes.chunks(BLOCK).enumerate() {
            let base = base + nth * BLOCK;
            let mut any = block.iter().fold(0, |any, byte| any | mask(byte));
            while any != 0 {
                let bit = any.trailing_zeros();
                any &= any - 1;
                let holds = |byte: &u8| mask(byte) >> bit & 1 != 0;
                let (Some((rule, lead)), Some(first), Some(last)) = (
                    self.rules.get(bit as usize).copied(),
                    block.iter().position(holds),
                    block.iter().rposition(holds),
                ) else {
                    continue;
                };
                let from = (base + first).saturating_sub(lead);
                tell(Starts { rule, from, to: base + last, told: Told::Region });
            }
        }
    }
}

/// The most bytes of all literals.
const MAX_LITERALS: usize = 32_768;
const BLOCK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_gate_tells_its_rule() {
        let mut gates = Gates::default();
        gates.literal("key", 0, 2, 5);
        for rule in 1..=70 {
            match crate::detect::pack::gate::Gate::of(
                &regex_syntax::parse("[a-z]{1,3}@x").expect("a pattern"),
            ) {
                crate::detect::pack::gate::Gate::Bytes { set, lead } => {
                    gates.bytes(set, rule, lead);
                }
                _ => panic!("a byte gate"),
            }
        }
        gates.open(71);
        assert!(gates.build());
        let (mut state, mut told) = (gates.begin(), Vec::new());
        gates.scan(&mut state, b"....KEY..@..@.", 10, |starts| told.push(starts));
        assert_eq!(told.len(), 72);
        let region = |rule, from, to| Starts { rule, from, to, told: Told::Region };
        assert_eq!(told[0], region(0, 12, 19));
        assert_eq!(told[70], region(70, 16, 22));
        assert_eq!(told[71], region(71, 10, 23));
        assert_eq!(gates.untold(state, b"....KEY..@..@.", 24), 21);
        gates.scan(&mut state, b"ke", 24, |_| {});
        assert_eq!(gates.untold(state, b"....KEY..@..@.ke", 26), 23);
    }
}
