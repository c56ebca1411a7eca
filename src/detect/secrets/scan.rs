//! The recogniser.

use once_cell::sync::Lazy;

use super::Options;
use super::checks::has_distinct;
use super::rules::{ASSIGN, JWT, PEM, PEM_FOOTER, RULES, Rule};
use crate::finding::{Action, Category, Finding, Recipe, Sink};
use crate::scan::Recogniser;
use crate::scan::gated::{Candidate, Decided, Gated};
use crate::scan::literals::Literals;
use crate::scan::shape::{Outcome, Shape, Window};
use crate::span::Span;
use crate::text::{Folded, PartRef};

use std::sync::Arc;

/// The secrets of one text.
#[derive(Clone, Debug)]
pub(super) struct SecretScan {
    options: Arc<Options>,
    candidates: Gated,
    /// For each rule the end of its last match: the next one starts behind it.
    ends: Vec<usize>,
    /// The end of the last private key: what starts in it is a part of it.
    key_end: usize,
    open: Option<Open>,
}

/// A redaction whose end is not known yet.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// A private key: until its footer.
    Key,
    /// A token of at most five parts between dots, read up to `at`.
    Token { at: usize, dots: u8 },
}

/// The compiled rules.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) literals: Literals,
    /// A shape for each literal, with the number of its rule; the last one is the footer.
    pub(super) shapes: Vec<(Shape, Option<usize>)>,
}

impl Compiled {
    /// `None` where a rule is not understood, which a test rules out.
    pub(super) fn new(rules: &[Rule]) -> Option<Self> {
        let mut shapes = vec![(Shape::parse(PEM_FOOTER)?, None)];
        for (number, rule) in rules.iter().enumerate() {
            for shape in rule.shapes {
                if rule.keys.is_empty() {
                    shapes.push((Shape::parse(shape)?, Some(number)));
                }
                for key in rule.keys {
                    let notation = format!("{key}{ASSIGN}({shape})");
                    shapes.push((Shape::parse(&notation)?, Some(number)));
                }
            }
        }
        let literals: Vec<Vec<u8>> = shapes.iter().map(|(shape, _)| shape.literal()).collect();
        if literals.iter().any(Vec::is_empty) {
            return None;
        }
        Some(Self { literals: Literals::new(&literals)?, shapes })
    }
}

/// `None` cannot be: a test compiles the rules. If it were, the guard would refuse every text.
pub(super) static COMPILED: Lazy<Option<Compiled>> = Lazy::new(|| Compiled::new(RULES));

impl SecretScan {
    pub(super) fn new(options: Arc<Options>, compiled: &Compiled) -> Self {
        Self {
            options,
            candidates: Gated::new(&compiled.literals),
            ends: vec![0; RULES.len()],
            key_end: 0,
            open: None,
        }
    }

    fn decide(
        &mut self,
        compiled: &Compiled,
        candidate: &mut Candidate,
        view: &Folded,
        window: Window<'_>,
        (at, found): (PartRef, &mut Sink<'_>),
    ) -> Decided {
        let Some((shape, number)) = compiled.shapes.get(candidate.literal) else {
            return Decided::Yes;
        };
        let in_key = matches!(self.open, Some(Open::Key));
        // In a private key only the footer counts, elsewhere it counts for nothing.
        if number.is_none() != in_key || candidate.start < self.key_end {
            return Decided::Yes;
        }
        let number = number.unwrap_or(usize::MAX);
        let rule = RULES.get(number);
        if rule.is_some_and(|_| self.options.is_without(number))
            || self.ends.get(number).is_some_and(|end| candidate.start < *end)
        {
            return Decided::Yes;
        }
        let (start, end) = match shape.read(&mut candidate.cursor, window) {
            Outcome::NeedMore => return Decided::NotYet,
            Outcome::No => return Decided::Yes,
            Outcome::Match { start, end } => (start, end),
        };
        let secret = Span::new(start, end);
        let Some(rule) = rule else {
            if super::checks::is_private_key_line(window, candidate.start, secret) {
                self.close(view.original(start, end).end(), found);
                self.key_end = end;
            }
            return Decided::Yes;
        };
        if !has_distinct(window.slice(start, end), rule.distinct)
            || !(rule.check)(window, candidate.start, secret)
        {
            return Decided::Yes;
        }
        if let Some(last) = self.ends.get_mut(number) {
            *last = end;
        }
        let finding = Finding::new(rule.id, Category::Secret, view.original(start, end))
            .with_severity(rule.severity)
            .with_confidence(rule.confidence)
            .redact(Recipe::label(rule.label))
            .respond(&self.options.response);
        self.open = match rule.id {
            PEM => Some(Open::Key),
            JWT => Some(Open::Token { at: end, dots: 1 }),
            _ => {
                found.report(at, finding);
                return Decided::Yes;
            }
        };
        if self.is_told() {
            found.open(at, finding);
        } else {
            found.report(at, finding);
        }
        self.read_token(number, view, window, found);
        Decided::Yes
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
    fn read_token(
        &mut self,
        number: usize,
        view: &Folded,
        window: Window<'_>,
        found: &mut Sink<'_>,
    ) {
        let Some(Open::Token { mut at, mut dots }) = self.open else { return };
        let in_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let ended = loop {
            match window.get(at) {
                Some(byte) if in_token(byte) => at += 1,
                // A dot is a part of it where another part follows.
                Some(b'.') if dots < 4 => match window.get(at + 1) {
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
        if let Some(last) = self.ends.get_mut(number) {
            *last = at;
        }
        if ended {
            // With the invisible characters behind it, below which the watermark may not stay.
            self.close(view.original_start(at), found);
        }
    }
}

impl Recogniser for SecretScan {
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let Some(compiled) = COMPILED.as_ref() else { return view.base() };
        let window = Window::of(view, done);
        if self.open.is_some()
            && let Some(jwt) = RULES.iter().position(|rule| rule.id == JWT)
        {
            self.read_token(jwt, view, window, found);
        }
        let mut candidates =
            std::mem::replace(&mut self.candidates, Gated::new(&compiled.literals));
        let mut decided = candidates.advance(
            &compiled.literals,
            window,
            |literal, start| {
                let shape = compiled.shapes.get(literal);
                shape.is_some_and(|(shape, _)| shape.may_begin(window, start))
            },
            |candidate| self.decide(compiled, candidate, view, window, (at, found)),
        );
        self.candidates = candidates;
        match self.open {
            Some(Open::Token { at, .. }) => decided = decided.min(at),
            Some(Open::Key) if done => self.close(view.original_len(), found),
            _ => {}
        }
        decided
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        super::MAX_LEN + 1
    }
}
