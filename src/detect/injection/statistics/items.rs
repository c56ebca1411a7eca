//! An order where its neighbours are facts: one item of a list, or one field of a record, that
//! tells somebody to do something, while those around it tell what is. A review among reviews does
//! not ask for a booking. Lists of orders are recipes, tasks and instructions to readers.

use super::super::vocabulary::{Word, begins_object, is_action, is_owner, is_verb};
use crate::scan::shape::is_word;
use crate::span::Span;

/// So many lines before and behind are neighbours.
const NEAR: usize = 6;
/// So many items or fields must be among them.
const FEWEST: usize = 2;
/// An order of fewer words is a label.
const WORDS: usize = 5;
/// How long the name of a field may be.
const NAME: usize = 25;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Other,
    Item,
    Field,
}

#[derive(Clone, Copy, Debug, Default)]
struct Line {
    kind: Kind,
    is_order: bool,
    /// Whether it begins with a verb of an order, whatever follows.
    may_be_order: bool,
    /// Without the sign or name before it.
    start: usize,
    end: usize,
    is_long: bool,
    /// Whether it says that orders follow: "Action items:".
    is_plan: bool,
}

/// The first order among facts.
pub(super) fn find(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut near = [Line::default(); 2 * NEAR + 1];
    let mut at = 0;
    let lines = text.split('\n').map(|line| {
        let start = at;
        at += line.len() + 1;
        read(bytes, start, start + line.len())
    });
    for line in lines.chain([Line::default(); NEAR]) {
        near.rotate_left(1);
        if let Some(last) = near.last_mut() {
            *last = line;
        }
        let middle = near[NEAR];
        if !middle.is_order || !middle.is_long {
            continue;
        }
        let alike = near.iter().filter(|other| other.kind == middle.kind).count() - 1;
        let orders = near.iter().filter(|other| other.kind == middle.kind && other.may_be_order);
        let is_planned = near[..NEAR].iter().any(|before| before.is_plan);
        if alike >= FEWEST && orders.count() == 1 && !is_planned {
            return Some(Span::new(middle.start, middle.end));
        }
    }
    None
}

/// Whether a text may have lists or records at all.
pub(super) fn may_hold(text: &str) -> bool {
    let begins = |line: &&str| head(line.as_bytes()).is_some();
    text.split('\n').filter(begins).take(FEWEST + 1).count() > FEWEST
}

/// What a line is, and how many bytes stand before its words.
fn head(line: &[u8]) -> Option<(Kind, usize)> {
    let blank = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = line.get(blank..)?;
    let item = item(rest).map(|skipped| (Kind::Item, blank + skipped));
    item.or_else(|| field(rest).map(|skipped| (Kind::Field, blank + skipped)))
}

fn read(bytes: &[u8], start: usize, end: usize) -> Line {
    let line = bytes.get(start..end).unwrap_or(&[]);
    let Some((kind, from)) = head(line) else {
        return Line { is_plan: is_plan(line), ..Line::default() };
    };
    let value = line.get(from..).unwrap_or(&[]);
    let (may_be_order, is_order) = order(value);
    let gaps = value.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let is_long = is_order && gaps.take(WORDS).count() == WORDS;
    let is_plan = false;
    Line { kind, is_order, may_be_order, start: start + from, end, is_long, is_plan }
}

/// Whether a line of few words announces what people are to do.
fn is_plan(line: &[u8]) -> bool {
    let start = line.iter().position(u8::is_ascii_alphabetic).unwrap_or(line.len());
    let line = line.get(start..).unwrap_or(&[]);
    line.len() < 32
        && PLANS.iter().any(|plan| {
            line.get(..plan.len()).is_some_and(|start| start.eq_ignore_ascii_case(plan.as_bytes()))
        })
}

const PLANS: &[&str] = &["action", "follow-up", "next step", "tasks", "to do", "to-do", "todo"];

/// What a bullet or number takes in front of an item.
fn item(line: &[u8]) -> Option<usize> {
    let sign = match line {
        [b'-' | b'*', ..] => 1,
        [0xe2, 0x80, 0xa2, ..] => 3,
        _ => match line.iter().take_while(|byte| byte.is_ascii_digit()).count() {
            digits @ 1..=3 if matches!(line.get(digits), Some(b'.' | b')')) => digits + 1,
            _ => return None,
        },
    };
    let gap = line.get(sign..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    (gap > 0).then_some(sign + gap)
}

/// What the name of a field takes in front of its value: `body: `, `"body": "`.
fn field(line: &[u8]) -> Option<usize> {
    let quote = usize::from(line.first() == Some(&b'"'));
    let named = line.get(quote..)?;
    let in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b' ');
    let name = named.iter().take(NAME + 1).take_while(in_name).count();
    let is_name = (1..=NAME).contains(&name) && !named.first()?.is_ascii_digit();
    let colon = quote + name + usize::from(quote == 1 && named.get(name) == Some(&b'"'));
    if !is_name || line.get(colon) != Some(&b':') {
        return None;
    }
    let behind = line.get(colon + 1..)?;
    let gap = behind.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let quoted = usize::from(behind.get(gap) == Some(&b'"'));
    (gap > 0).then_some(colon + 1 + gap + quoted)
}

/// Whether words may be an order, and whether they tell somebody to do something with something: a
/// verb and what begins its object.
fn order(value: &[u8]) -> (bool, bool) {
    let words = value.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let mut words = words.map(Token::of).peekable();
    let is_lead = |word: &Token| LEADS.iter().any(|lead| word.letters() == lead.as_bytes());
    while words.next_if(is_lead).is_some() {}
    let Some(verb) = words.next() else { return (false, false) };
    let tells = is_verb(verb.letters()) || is_action(verb.letters());
    let next = words.next();
    let begins =
        |next: &Token| begins_object(next.letters()) || is_owner(next.letters()) || next.has_sign;
    let is_order = tells && verb.is_bare && next.as_ref().is_some_and(begins);
    let has_article = next.is_some_and(|next| ARTICLES.contains(&next.letters()));
    // "Agreed on the plan": minutes of a meeting have deeds and orders.
    let is_deed = verb.letters().len() > 4 && verb.letters().ends_with(b"ed");
    (tells || is_deed || has_article && verb.may_be_verb(), is_order)
}

/// What makes an order of a verb that is not known.
const ARTICLES: [&[u8]; 4] = [b"the", b"a", b"an", b"your"];

/// What stands before articles and is no verb of an order.
const PREPOSITIONS: [&[u8]; 16] = [
    b"about", b"after", b"and", b"at", b"by", b"for", b"from", b"in", b"into", b"near", b"of",
    b"on", b"or", b"over", b"to", b"with",
];

/// What may stand before an order.
const LEADS: &[&str] = &["todo", "note", "action", "task", "please", "kindly"];

/// A word of a line, without the marks around it.
#[derive(Clone, Copy)]
struct Token {
    word: Word,
    /// Whether no mark stood at its end.
    is_bare: bool,
    /// Whether it begins with a quotation mark or a sum, or is an address.
    has_sign: bool,
}

impl Token {
    fn of(word: &[u8]) -> Self {
        let has_sign = matches!(word.first(), Some(b'"' | b'\'' | b'$')) || word.contains(&b'@');
        let start = word.iter().position(|byte| is_word(*byte)).unwrap_or(word.len());
        let inner = word.get(start..).unwrap_or(&[]);
        let end = inner.iter().rposition(|byte| is_word(*byte)).map_or(0, |last| last + 1);
        let is_bare = end == inner.len();
        Self { word: Word::of(inner.get(..end).unwrap_or(&[])), is_bare, has_sign }
    }

    /// Whether it may be a verb of an order: no preposition, and in no other form of a verb.
    fn may_be_verb(&self) -> bool {
        let word = self.letters();
        let ends = |end: &[u8]| word.ends_with(end);
        self.is_bare
            && !word.is_empty()
            && !ends(b"s")
            && !ends(b"ed")
            && !ends(b"ing")
            && !PREPOSITIONS.contains(&word)
    }

    fn letters(&self) -> &[u8] {
        self.word.letters()
    }
}
