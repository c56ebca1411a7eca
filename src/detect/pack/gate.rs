//! What every match of a pattern must hold, so that most of a text need not be searched for it.
//!
//! All that is told here is on the safe side: more bytes, earlier starts.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Where matches of a pattern may begin.
#[derive(Debug)]
pub(super) enum Gate {
    /// At one of these literals, in any case of ASCII letters.
    Literals(Vec<Vec<u8>>),
    /// At most `lead` bytes before one of these bytes.
    Bytes { set: ByteSet, lead: usize },
    /// Anywhere.
    Open,
}

/// A set of bytes.
#[derive(Clone, Debug)]
pub(super) struct ByteSet(Box<[bool; 256]>);

/// What a match begins with, in lower case; it is all of the match, or more may follow.
#[derive(Clone, Debug)]
struct Head {
    bytes: Vec<u8>,
    whole: bool,
}

impl Gate {
    /// The gate of a pattern without keywords.
    pub(super) fn of(hir: &Hir) -> Self {
        let heads = heads(hir);
        if heads.iter().all(|head| head.bytes.len() >= 2) {
            return Self::Literals(heads.into_iter().map(|head| head.bytes).collect());
        }
        match required(hir) {
            Some((set, lead)) if set.weight() <= COMMON => Self::Bytes { set, lead },
            _ => Self::Open,
        }
    }
}

/// Whether every match begins with one of these keywords, which are in lower case.
pub(super) fn begins_with(hir: &Hir, keywords: &[String]) -> bool {
    let begins = |head: &Head| keywords.iter().any(|k| head.bytes.starts_with(k.as_bytes()));
    heads(hir).iter().all(begins)
}

/// False where no match can hold the keyword, since it lacks one of its bytes.
pub(super) fn may_hold(hir: &Hir, keyword: &str) -> bool {
    let all = bytes_of(hir);
    keyword.bytes().all(|byte| all.has(byte) || all.has(byte.to_ascii_uppercase()))
}

/// Every byte that a match may hold.
pub(super) fn bytes_of(hir: &Hir) -> ByteSet {
    let mut all = ByteSet::empty();
    collect(hir, &mut all);
    all
}

impl ByteSet {
    pub(super) fn empty() -> Self {
        Self(Box::new([false; 256]))
    }

    pub(super) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or(false)
    }

    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(|byte| self.has(*byte))
    }

    fn add(&mut self, from: u8, to: u8) {
        let range = usize::from(from)..=usize::from(to);
        self.0.get_mut(range).into_iter().flatten().for_each(|has| *has = true);
    }

    pub(super) fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(has, too)| *has |= too);
    }

    pub(super) fn of_class(class: &Class) -> Self {
        let mut set = Self::empty();
        match class {
            Class::Bytes(class) => {
                class.ranges().iter().for_each(|range| set.add(range.start(), range.end()));
            }
            Class::Unicode(class) => {
                for range in class.ranges() {
                    match (u8::try_from(range.start()), u8::try_from(range.end())) {
                        (Ok(from), Ok(to)) if to.is_ascii() => set.add(from, to),
                        (Ok(from), _) if from.is_ascii() => set.add(from, u8::MAX),
                        _ => set.add(0x80, u8::MAX),
                    }
                }
            }
        }
        set
    }

    /// About how many of a thousand bytes of text are in it.
    fn weight(&self) -> u32 {
        self.bytes().map(weight).sum()
    }
}

/// About how many of a thousand bytes of English text are this one.
const fn weight(byte: u8) -> u32 {
    match byte {
        b' ' => 170,
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'h' => 55,
        b'a'..=b'z' => 15,
        b'.' | b',' | b'\n' => 8,
        b'A'..=b'Z' => 3,
        b'0'..=b'9' => 2,
        _ => 1,
    }
}

/// The bytes of which one stands in every match, the rarest that are seen, and how many bytes of
/// the match may stand before it.
fn required(hir: &Hir) -> Option<(ByteSet, usize)> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => None,
        HirKind::Literal(literal) => {
            let (at, byte) = literal.0.iter().enumerate().min_by_key(|(_, byte)| weight(**byte))?;
            let mut set = ByteSet::empty();
            set.add(*byte, *byte);
            Some((set, at))
        }
        HirKind::Class(class) => {
            // A character off ASCII is told by its first byte.
            Some((ByteSet::of_class(class), 0))
        }
        HirKind::Repetition(repeated) if repeated.min == 0 => None,
        HirKind::Repetition(repeated) => required(&repeated.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Concat(parts) => {
            let (mut best, mut before): (Option<(ByteSet, usize)>, usize) = (None, 0);
            for part in parts {
                if let Some((set, lead)) = required(part) {
                    let cost = |set: &ByteSet, lead: usize| set.weight() as usize + lead / 4;
                    let lead = before + lead;
                    let is_better =
                        |(other, far): &(ByteSet, usize)| cost(&set, lead) < cost(other, *far);
                    if best.as_ref().is_none_or(is_better) {
                        best = Some((set, lead));
                    }
                }
                before += part.properties().maximum_len()?;
            }
            best
        }
        HirKind::Alternation(ways) => {
            let mut all = (ByteSet::empty(), 0);
            for way in ways {
                let (set, lead) = required(way)?;
                all.0.unite(&set);
                all.1 = all.1.max(lead);
            }
            Some(all)
        }
    }
}

/// Every byte that a match may hold.
fn collect(hir: &Hir, all: &mut ByteSet) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => literal.0.iter().for_each(|byte| all.add(*byte, *byte)),
        HirKind::Class(class) => all.unite(&ByteSet::of_class(class)),
        HirKind::Repetition(repeated) => collect(&repeated.sub, all),
        HirKind::Capture(capture) => collect(&capture.sub, all),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| collect(part, all));
        }
    }
}

/// What matches begin with: one of these.
fn heads(hir: &Hir) -> Vec<Head> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Head::only(Vec::new(), true),
        HirKind::Literal(literal) => Head::only(literal.0.to_ascii_lowercase(), true),
        HirKind::Class(class) => {
            let mut bytes: Vec<u8> =
                ByteSet::of_class(class).bytes().map(|byte| byte.to_ascii_lowercase()).collect();
            bytes.sort_unstable();
            bytes.dedup();
            if bytes.len() > MAX_CLASS || !bytes.is_ascii() {
                return Head::only(Vec::new(), false);
            }
            bytes.into_iter().map(|byte| Head { bytes: vec![byte], whole: true }).collect()
        }
        HirKind::Repetition(repeated) => {
            let mut heads = match (repeated.min, repeated.max) {
                (0, Some(1)) => {
                    let mut heads = heads(&repeated.sub);
                    heads.push(Head { bytes: Vec::new(), whole: true });
                    return heads;
                }
                (0, _) => return Head::only(Vec::new(), false),
                _ => heads(&repeated.sub),
            };
            heads.iter_mut().for_each(|head| head.whole = false);
            heads
        }
        HirKind::Capture(capture) => heads(&capture.sub),
        HirKind::Alternation(ways) => {
            let heads: Vec<Head> = ways.iter().flat_map(heads).collect();
            if heads.len() > MAX_HEADS { Head::only(Vec::new(), false) } else { heads }
        }
        HirKind::Concat(parts) => {
            let mut all = Head::only(Vec::new(), true);
            for part in parts {
                if !all.iter().any(|head| head.whole) {
                    break;
                }
                let next = heads(part);
                let is_long = all.iter().any(|head| head.bytes.len() > MAX_HEAD);
                if is_long || all.len() * next.len() > MAX_HEADS {
                    all.iter_mut().for_each(|head| head.whole = false);
                    break;
                }
                all = all.iter().flat_map(|head| head.followed_by(&next)).collect();
            }
            all
        }
    }
}

impl Head {
    fn only(bytes: Vec<u8>, whole: bool) -> Vec<Self> {
        vec![Self { bytes, whole }]
    }

    fn followed_by(&self, next: &[Self]) -> Vec<Self> {
        if !self.whole {
            return vec![self.clone()];
        }
        let join = |next: &Self| Self {
            bytes: [self.bytes.as_slice(), next.bytes.as_slice()].concat(),
            whole: next.whole,
        };
        next.iter().map(join).collect()
    }
}

/// A gate of more bytes than this, of a thousand, rules too little out.
const COMMON: u32 = 250;
const MAX_HEADS: usize = 64;
const MAX_CLASS: usize = 8;
/// How long a head grows before it is taken as it is.
const MAX_HEAD: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(pattern: &str) -> Hir {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        parser.parse(pattern).expect("a pattern")
    }

    fn literals(pattern: &str) -> Option<Vec<String>> {
        match Gate::of(&parse(pattern)) {
            Gate::Literals(all) => {
                Some(all.iter().map(|l| String::from_utf8_lossy(l).into_owned()).collect())
            }
            _ => None,
        }
    }

    #[test]
    fn what_matches_begin_with_is_their_gate() {
        let some = |all: &[&str]| Some(all.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>());
        assert_eq!(literals(r"\bT-[0-9]{3,5}\b"), some(&["t-"]));
        assert_eq!(literals("(?i)key[-_]?id[0-9]{4}"), some(&["key-id", "key_id", "keyid"]));
        assert_eq!(literals("(?:ab|(cd))x{2}"), some(&["abx", "cdx"]));
        assert_eq!(literals("(?:ab){1,3}x"), some(&["ab"]));
        for open in ["a?b", "[a-z]b", "(?:ab|c)", "(?:ab){0,2}cd", "x"] {
            assert_eq!(literals(open), None, "{open}");
        }
    }

    #[test]
    fn a_rare_byte_is_the_gate_of_what_begins_with_any() {
        let gate = |pattern: &str| match Gate::of(&parse(pattern)) {
            Gate::Bytes { set, lead } => Some((set.bytes().collect::<Vec<_>>(), lead)),
            _ => None,
        };
        assert_eq!(gate("[a-z]{1,20}@[a-z]{2,9}"), Some((b"@".to_vec(), 20)));
        assert_eq!(gate("[0-9]{4}"), Some((b"0123456789".to_vec(), 0)));
        assert_eq!(gate("[a-z]{4}(?:#|[a-z]@)"), Some((b"#@".to_vec(), 5)));
        assert_eq!(gate("[a-z]{4}"), None);
        assert_eq!(gate("[a-z]{4}@?"), None);
    }

    #[test]
    fn keywords_before_in_or_at_the_start_of_matches_are_told_apart() {
        let keys = ["staff".to_owned(), "employee".to_owned()];
        assert!(begins_with(&parse("(?i)(?:staff|employee) [0-9]{6}"), &keys));
        assert!(!begins_with(&parse("(?:staff|guest) [0-9]{6}"), &keys));
        assert!(may_hold(&parse("[A-Za-z]{20}"), "staff"));
        assert!(may_hold(&parse("[A-Z]{20}"), "staff"));
        assert!(!may_hold(&parse("[0-9]{6}"), "staff"));
    }
}
