//! The gates of all rules of a pack: literals, which the gate of the chain tells, and bytes, looked
//! for in one pass.

use super::body::Body;
use super::gate::ByteSet;
use crate::scan::Hit;
use crate::scan::gate::GateBuilder;

/// Where matches may begin: at literals, near bytes, anywhere.
#[derive(Debug, Default)]
pub(super) struct Gates {
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
    /// most `behind` bytes after it; of one with heads, those heads count.
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

    /// A rule whose matches begin with a literal.
    pub(super) fn head(&mut self, literal: impl AsRef<[u8]>, rule: usize) {
        self.words.push(literal.as_ref().to_vec());
        self.places.push(Place { rule, before: 0, behind: 0, told: Told::Head });
    }

    /// Names the literals, for a gate that others share.
    pub(super) fn name(&self, to: &mut GateBuilder) {
        self.words.iter().for_each(|word| to.anywhere(word));
    }

    /// The rules of which a match may begin within these bytes, by its head.
    pub(super) fn heads_in(&self, bytes: &[u8]) -> Vec<usize> {
        let stands =
            |word: &[u8]| bytes.windows(word.len()).any(|at| at.eq_ignore_ascii_case(word));
        let heads = self.words.iter().zip(&self.places).filter(|(_, p)| p.told == Told::Head);
        heads.filter(|(word, _)| stands(word)).map(|(_, place)| place.rule).collect()
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

    /// Where matches may begin by a literal, and where the literal ends. Starts before the text are
    /// possible.
    pub(super) fn told_by(&self, hit: Hit) -> Option<(Starts, usize)> {
        let Place { rule, before, behind, told } = *self.places.get(hit.literal)?;
        let from = hit.start.saturating_sub(before);
        let end = hit.start + self.words.get(hit.literal)?.len();
        Some((Starts { rule, from, to: hit.start + behind, told }, end))
    }

    /// Tells where else matches may begin by what stands in `bytes`, the first of which is at
    /// `base`. Starts before the text are possible.
    pub(super) fn scan(&self, bytes: &[u8], base: usize, mut tell: impl FnMut(Starts)) {
        if bytes.is_empty() {
            return;
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
    /// yet; `bytes` are those that are kept, up to `end`, the last `begun` of which may be the
    /// beginning of a literal.
    pub(super) fn untold(&self, begun: usize, bytes: &[u8], end: usize) -> usize {
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
        let mut told = Vec::new();
        let region = |rule, from, to| Starts { rule, from, to, told: Told::Region };
        let key = gates.told_by(Hit { start: 14, literal: 0 });
        assert_eq!(key, Some((region(0, 12, 19), 17)));
        gates.scan(b"....KEY..@..@.", 10, |starts| told.push(starts));
        assert_eq!(told.len(), 71);
        assert_eq!(told[69], region(70, 16, 22));
        assert_eq!(told[70], region(71, 10, 23));
        assert_eq!(gates.untold(0, b"....KEY..@..@.", 24), 21);
        assert_eq!(gates.untold(5, b"....KEY..@..@.", 24), 19);
    }
}
