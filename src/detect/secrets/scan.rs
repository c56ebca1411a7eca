//! The recogniser.

use std::collections::VecDeque;
use std::sync::Arc;

use once_cell::sync::Lazy;

use super::Options;
use super::checks::{Strength, is_public, is_varied};
use super::gates::{Gate, Gates, LONG, begins_token, in_token};
use super::keys::{KEYS, Keys};
use super::rules::{JWT, ODBC, PEM, PEM_FOOTER, RULES, Rule, SEED, Told};
use super::seed::{self, Phrase};
use super::value::{Start, may_be_assigned, value_start};
use crate::finding::{Action, Category, Finding, Recipe, Sink};
use crate::scan::gate::GateBuilder;
use crate::scan::shape::{Class, Cursor, Outcome, Shape, Window};
use crate::scan::{Hit, Recogniser};
use crate::span::Span;
use crate::text::{Folded, PartRef};

/// The secrets of one text.
#[derive(Clone, Debug)]
pub(super) struct SecretScan {
    options: Arc<Options>,
    /// Literals that were told and not looked at yet; all that begin below `told` are known.
    heard: Vec<Hit>,
    told: usize,
    /// Up to where gates have been looked for.
    scanned: usize,
    /// What may become a secret, in the order in which it is decided.
    waiting: VecDeque<Candidate>,
    /// The last match of each rule that reaches behind what is decided: the next one starts
    /// behind it.
    last: Vec<(usize, Span)>,
    /// The end of the last private key: what starts in it is a part of it.
    key_end: usize,
    open: Option<Open>,
    /// Up to where the last open token was read: what ends below is a part of it.
    covered: usize,
    /// The number of the rule that opened it.
    opened: usize,
    /// Whether the token that the text ends with is near a name, by where it begins.
    near: Option<(usize, bool)>,
}

/// A place at which a secret may begin.
#[derive(Clone, Debug)]
struct Candidate {
    start: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// An operator, with the rules for what it assigns.
    Operator(Vec<usize>),
    /// A look, by its number, and how far it was read.
    Look(usize, Cursor),
    /// Words of a seed phrase.
    Phrase,
}

impl Candidate {
    /// Candidates are decided in this order.
    const fn rank(&self) -> (usize, usize) {
        match self.what {
            What::Operator(_) => (self.start, 0),
            What::Look(look, _) => (self.start, look + 1),
            What::Phrase => (self.start, usize::MAX),
        }
    }
}

/// A redaction whose end is not known yet.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// A private key: until its footer.
    Key,
    /// A token of at most five parts between dots, read up to `at`; signs behind it that fill it up
    /// count as dots.
    Token { at: usize, dots: u8 },
    /// A token that is longer than its look: as long as its bytes go on, read up to `at`.
    Run { at: usize, class: Class },
}

/// The compiled rules.
#[derive(Debug)]
pub(super) struct Compiled {
    gates: Gates,
    /// Every look, with the number of its rule; the first one is the footer.
    pub(super) shapes: Vec<(Shape, Option<usize>)>,
    /// For each rule its first look, and the one behind its last.
    looks: Vec<(usize, usize)>,
    /// How many bytes without a blank a value has, at least, that is told by its name: behind `=`,
    /// and behind any other operator.
    least: [usize; 2],
    seed: usize,
}

/// Whether a candidate has been dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decided {
    Yes,
    NotYet,
}

impl Compiled {
    /// `None` where a rule is not understood, which a test rules out.
    pub(super) fn new(rules: &[Rule]) -> Option<Self> {
        let mut shapes = vec![(Shape::parse(PEM_FOOTER)?, None)];
        let mut looks = Vec::with_capacity(rules.len());
        for (number, rule) in rules.iter().enumerate() {
            let first = shapes.len();
            for look in &rule.looks {
                shapes.push((Shape::parse(look)?, Some(number)));
            }
            looks.push((first, shapes.len()));
        }
        let seed = rules.iter().position(|rule| rule.shown.id == SEED)?;
        let least = |all: bool| {
            let named = shapes.iter().filter(|(_, number)| {
                let rule = number.and_then(|number| rules.get(number));
                rule.is_some_and(|rule| !rule.names.is_empty() && (all || rule.shown.id != ODBC))
            });
            named.map(|(shape, _)| shape.solid_len()).min().unwrap_or(0)
        };
        let least = [least(true), least(false)];
        Some(Self { gates: Gates::new(&shapes), shapes, looks, least, seed })
    }

    /// Whether the operator at `at` may assign a secret.
    fn may_be_assigned(&self, window: Window<'_>, at: usize) -> bool {
        let [equals, other] = self.least;
        may_be_assigned(window, at, if window.get(at) == Some(b'=') { equals } else { other })
    }

    /// Names the literals, for a gate that others share.
    pub(super) fn name(&self, to: &mut GateBuilder) {
        self.gates.name(to);
    }

    /// The rule of a look; none of the footer.
    fn rule(&self, look: usize) -> Option<(usize, &'static Rule)> {
        let number = self.shapes.get(look)?.1?;
        Some((number, RULES.get(number)?))
    }
}

/// `None` cannot be: a test compiles the rules. If it were, the guard would refuse every text.
pub(super) static COMPILED: Lazy<Option<Compiled>> = Lazy::new(|| Compiled::new(&RULES));

impl SecretScan {
    pub(super) fn new(options: Arc<Options>) -> Self {
        Self {
            options,
            heard: Vec::new(),
            told: 0,
            scanned: 0,
            waiting: VecDeque::new(),
            last: Vec::new(),
            key_end: 0,
            open: None,
            covered: 0,
            opened: 0,
            near: None,
        }
    }

    /// Looks for gates up to `to`.
    fn scan(&mut self, compiled: &Compiled, keys: &Keys, window: Window<'_>, to: usize) {
        let mut found: Vec<Candidate> = Vec::new();
        let mut look = |number: usize, at: usize| {
            let may_be = compiled.shapes.get(number).is_some_and(|(shape, _)| {
                shape.may_begin(window, at)
                    && shape.read(&mut Cursor::new(at), window) != Outcome::No
            });
            if may_be {
                found.push(Candidate { start: at, what: What::Look(number, Cursor::new(at)) });
            }
        };
        self.heard.retain(|hit| {
            let is_later = hit.start >= to;
            if !is_later {
                let looks = compiled.gates.begun_by(*hit, window);
                looks.iter().for_each(|number| look(*number, hit.start));
            }
            is_later
        });
        let mut operators: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut strength = Strength::default();
        Gates::scan(window, self.scanned, to, |gate, at| match gate {
            Gate::Operator if compiled.may_be_assigned(window, at) => {
                let rules = keys.assigned_by(window, at);
                if !rules.is_empty() {
                    operators.push((at, rules));
                }
            }
            Gate::Operator => {}
            Gate::Long => {
                for number in compiled.gates.placed() {
                    look(*number, at);
                }
                if strength.may_be_strong(window, at)
                    && let Some(rule) = keys.near(window, at)
                    && let Some((first, end)) = compiled.looks.get(rule)
                {
                    (*first..*end).for_each(|number| look(number, at));
                }
            }
        });
        let assigned = |(start, rules)| Candidate { start, what: What::Operator(rules) };
        found.extend(operators.into_iter().map(assigned));
        seed::scan(window, self.scanned, to, |start| {
            found.push(Candidate { start, what: What::Phrase });
        });
        for candidate in found {
            self.wait(candidate);
        }
        self.scanned = to;
    }

    /// Puts a candidate into its place.
    fn wait(&mut self, candidate: Candidate) {
        let rank = candidate.rank();
        let index = self.waiting.partition_point(|other| other.rank() <= rank);
        if index
            .checked_sub(1)
            .and_then(|before| self.waiting.get(before))
            .is_none_or(|other| other.rank() != rank)
        {
            self.waiting.insert(index, candidate);
        }
    }

    /// Where what stands at the end may go on to be a gate that is not seen yet.
    fn begun(&mut self, compiled: &Compiled, keys: &Keys, window: Window<'_>) -> usize {
        let end = window.end();
        let from = (end.saturating_sub(LONG - 1).max(window.base)..end)
            .rev()
            .take_while(|at| in_token(window, *at))
            .last()
            .unwrap_or(end);
        let mut may_become = |at: &usize| {
            if !begins_token(window, *at) {
                return false;
            }
            // What stands before a token does not change as it grows.
            let near = match self.near {
                Some((known, near)) if known == *at => near,
                _ => keys.near(window, *at).is_some(),
            };
            self.near = Some((*at, near));
            near || compiled.gates.placed().iter().any(|look| {
                let shape = compiled.shapes.get(*look);
                shape.is_some_and(|(shape, _)| {
                    shape.read(&mut Cursor::new(*at), window) == Outcome::NeedMore
                })
            })
        };
        let token = (from..end).find(&mut may_become).unwrap_or(end);
        let phrase = seed::begun(window, self.scanned.max(window.base));
        token.min(self.told).min(phrase)
    }

    fn decide(
        &mut self,
        compiled: &Compiled,
        candidate: &mut Candidate,
        view: &Folded,
        window: Window<'_>,
        (at, found): (PartRef, &mut Sink<'_>),
    ) -> Decided {
        let in_key = matches!(self.open, Some(Open::Key));
        let from = candidate.start;
        let (look, cursor) = match &mut candidate.what {
            What::Look(look, cursor) => (*look, cursor),
            What::Phrase if in_key || from < self.key_end => return Decided::Yes,
            What::Phrase => match seed::read(window, from) {
                Phrase::NeedMore => return Decided::NotYet,
                Phrase::No => return Decided::Yes,
                Phrase::Ends(end) => {
                    let secret = Span::new(from, end);
                    self.report(compiled.seed, secret, None, view, (at, found));
                    return Decided::Yes;
                }
            },
            What::Operator(rules) => match value_start(window, from) {
                Start::NeedMore => return Decided::NotYet,
                Start::Nowhere => return Decided::Yes,
                Start::At(start) => {
                    let looks = rules.iter().filter_map(|rule| compiled.looks.get(*rule));
                    for look in looks.flat_map(|(first, end)| *first..*end) {
                        let what = What::Look(look, Cursor::new(start));
                        self.wait(Candidate { start, what });
                    }
                    return Decided::Yes;
                }
            },
        };
        let Some((shape, number)) = compiled.shapes.get(look) else { return Decided::Yes };
        // In a private key only the footer counts, elsewhere it counts for nothing.
        if number.is_none() != in_key || from < self.key_end {
            return Decided::Yes;
        }
        let rule = compiled.rule(look);
        if let Some((number, _)) = rule
            && (self.options.is_without(number)
                || self.last.iter().any(|(last, span)| *last == number && from < span.end()))
        {
            return Decided::Yes;
        }
        let (start, end) = match shape.read(cursor, window) {
            Outcome::NeedMore => return Decided::NotYet,
            Outcome::No => return Decided::Yes,
            Outcome::Match { start, end } => (start, end),
        };
        let Some((number, rule)) = rule else {
            if super::checks::is_private_key_line(window, from, Span::new(start, end)) {
                self.close(view.original(start, end).end(), found);
                self.key_end = end;
            }
            return Decided::Yes;
        };
        let secret = Span::new(start, end_of(rule, window, start, end));
        let head = end.min(start + shape.min_len());
        if is_varied(window.slice(start, head), rule.distinct)
            && (rule.check)(window, from, secret)
            && !is_public(window.slice(secret.start(), secret.end()))
        {
            let is_long = secret.end() - secret.start() >= ENDLESS;
            let filled = |class: Class| match rule.told {
                Told::Near(_) => class.with(b'='),
                _ => class,
            };
            let tail = shape.tail(ENDLESS).map(filled).filter(|class| {
                is_long && window.get(secret.end()).is_some_and(|byte| class.has(byte))
            });
            self.report(number, secret, tail, view, (at, found));
            self.read_token(view, window, found);
        }
        Decided::Yes
    }

    /// Reports a secret, or opens a redaction where its end is not known: of a token that is longer
    /// than its look, `tail` says what it goes on with.
    fn report(
        &mut self,
        number: usize,
        secret: Span,
        tail: Option<Class>,
        view: &Folded,
        (at, found): (PartRef, &mut Sink<'_>),
    ) {
        let Some(rule) = RULES.get(number) else { return };
        if self.options.is_without(number)
            || self.is_told_already(rule, secret)
            || self.last.iter().any(|(last, span)| *last == number && secret.start() < span.end())
        {
            return;
        }
        self.last.retain(|(_, span)| span.end() > secret.start());
        self.last.push((number, secret));
        let span = view.original(secret.start(), secret.end());
        let finding = Finding::new(rule.shown.id.as_str(), Category::Secret, span)
            .with_severity(rule.shown.severity)
            .with_confidence(rule.shown.confidence)
            .redact(Recipe::label(rule.shown.label.as_str()))
            .respond(&self.options.response);
        let open = match (rule.shown.id.as_str(), tail) {
            // Within what is open, or was, however the text was cut.
            _ if secret.end() <= self.covered => None,
            (PEM, _) => Some(Open::Key),
            (JWT, _) => Some(Open::Token { at: secret.end(), dots: 1 }),
            (_, tail) => tail.map(|class| Open::Run { at: secret.end(), class }),
        };
        if open.is_none() {
            found.report(at, finding);
            return;
        }
        (self.open, self.opened) = (open, number);
        if self.is_told() {
            found.open(at, finding);
        } else {
            found.report(at, finding);
        }
    }

    /// Whether another rule has told the same, or, of what is told by a word or by what stands
    /// near it, more.
    fn is_told_already(&self, rule: &Rule, secret: Span) -> bool {
        let is_weak = matches!(rule.told, Told::ByWord | Told::Near(_));
        self.last.iter().any(|(_, span)| {
            *span == secret
                || is_weak && span.start() <= secret.start() && secret.end() <= span.end()
        })
    }

    /// Whether the sink is told where an open secret begins and ends. Where the text is refused,
    /// its beginning is enough, and at once.
    fn is_told(&self) -> bool {
        self.options.response.action() < Action::Exclude
    }

    fn close(&mut self, end: usize, found: &mut Sink<'_>) {
        self.open = None;
        if self.is_told() {
            found.close(end);
        }
    }

    /// Reads an open token on, and closes it where it ends.
    fn read_token(&mut self, view: &Folded, window: Window<'_>, found: &mut Sink<'_>) {
        let number = self.opened;
        if let Some(Open::Run { mut at, class }) = self.open {
            while window.get(at).is_some_and(|byte| class.has(byte)) {
                at += 1;
            }
            self.open = Some(Open::Run { at, class });
            self.covered = at;
            for (_, span) in self.last.iter_mut().filter(|(last, _)| *last == number) {
                *span = Span::new(span.start(), at);
            }
            if window.get(at).is_some() || window.done {
                self.close(view.original_start(at), found);
            }
            return;
        }
        let Some(Open::Token { mut at, mut dots }) = self.open else { return };
        let in_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let ended = loop {
            match window.get(at) {
                Some(byte) if in_token(byte) && dots <= DOTS => at += 1,
                // It may be filled up.
                Some(b'=') if dots < DOTS + 2 => {
                    at += 1;
                    dots = dots.max(DOTS) + 1;
                }
                // A dot is a part of it where another part follows.
                Some(b'.') if dots < DOTS => match window.get(at + 1) {
                    Some(byte) if in_token(byte) => {
                        at += 1;
                        dots += 1;
                    }
                    None if !window.done => break false,
                    _ => break true,
                },
                None if !window.done => break false,
                _ => break true,
            }
        };
        self.open = Some(Open::Token { at, dots });
        self.covered = at;
        for (_, span) in self.last.iter_mut().filter(|(last, _)| *last == number) {
            *span = Span::new(span.start(), at);
        }
        if ended {
            // With the invisible characters behind it, below which the watermark may not stay.
            self.close(view.original_start(at), found);
        }
    }

    /// Decides what can be decided below `open`.
    fn decide_below(
        &mut self,
        compiled: &Compiled,
        open: usize,
        view: &Folded,
        window: Window<'_>,
        (at, found): (PartRef, &mut Sink<'_>),
    ) {
        while let Some(mut first) = self.waiting.pop_front() {
            if first.start >= open
                || self.decide(compiled, &mut first, view, window, (at, found)) == Decided::NotYet
            {
                self.waiting.push_front(first);
                break;
            }
        }
    }
}

/// Where the secret ends: what may have points in it does not end with one.
fn end_of(rule: &Rule, window: Window<'_>, start: usize, end: usize) -> usize {
    if !matches!(rule.told, Told::Near(_)) {
        return end;
    }
    let trailing = window.slice(start, end).iter().rev();
    end - trailing.take_while(|byte| matches!(byte, b'.' | b'-')).count()
}

impl Recogniser for SecretScan {
    fn hear(&mut self, hits: &[Hit], told: usize) {
        self.heard.extend_from_slice(hits);
        self.told = told;
    }

    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let (Some(compiled), Some(keys)) = (COMPILED.as_ref(), KEYS.as_ref()) else {
            return view.base();
        };
        let window = Window::of(view, done);
        self.read_token(view, window, found);
        let end = window.end();
        let open = if done { end } else { self.begun(compiled, keys, window).max(self.scanned) };
        // In blocks, so that few candidates wait at a time.
        while self.scanned < open {
            let to = open.min(self.scanned + BLOCK);
            self.scan(compiled, keys, window, to);
            self.decide_below(compiled, to, view, window, (at, found));
        }
        self.decide_below(
            compiled,
            if done { usize::MAX } else { open },
            view,
            window,
            (at, found),
        );
        let first = self.waiting.front().map_or(open, |first| first.start.min(open));
        match self.open {
            Some(Open::Token { at, .. } | Open::Run { at, .. }) => return first.min(at),
            Some(Open::Key) if done => self.close(view.original_len(), found),
            _ => {}
        }
        first
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        super::MAX_LEN + 1
    }
}

const BLOCK: usize = 4096;
/// What may be so long may be longer.
const ENDLESS: usize = 128;
/// The most dots in a token.
const DOTS: u8 = 4;
