//! Names of people, places and organisations: by a recogniser that the caller brings, since no
//! pattern finds them.

mod context;
mod scan;
mod seen;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use super::respond::describe_response;
use crate::error::GuardError;
use crate::finding::{Category, Finding, Recipe, Response, Severity, Sink};
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard, OutputScan};
use crate::scan::BuiltIn;
use crate::span::{Reach, Span};
use crate::text::{Input, PartRef};

pub use context::NamesInContext;
use scan::EntityScan;

/// A type of name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EntityType {
    /// A person. Rule `person`, label `PERSON`.
    Person,
    /// A place. Rule `location`, label `LOCATION`.
    Location,
    /// An organisation. Rule `organization`, label `ORGANIZATION`.
    Organization,
}

impl EntityType {
    const ALL: [Self; 3] = [Self::Person, Self::Location, Self::Organization];

    const fn rule(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Location => "location",
            Self::Organization => "organization",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Location => "LOCATION",
            Self::Organization => "ORGANIZATION",
        }
    }
}

/// Finds names in a text: a model for named entities, a list of customers, a service within the
/// process. Synchronous; what has to be asked over a network is a [judge](crate::InputJudge).
///
/// ```
/// use palisade::{EntityRecognizer, EntitySink, EntityType, Fingerprint, GuardError, Reach, Span};
///
/// /// Knows one customer.
/// #[derive(Debug)]
/// struct Customer;
///
/// impl EntityRecognizer for Customer {
///     fn name(&self) -> &str { "customer" }
///     fn describe(&self, to: &mut Fingerprint) { to.text("version", "1") }
///     fn reach(&self) -> Reach { Reach::Bytes(16) }
///     fn recognize(&self, text: &str, found: &mut EntitySink) -> Result<(), GuardError> {
///         for (start, name) in text.match_indices("Jane Doe") {
///             found.report(EntityType::Person, Span::new(start, start + name.len()), 1.0);
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait EntityRecognizer: fmt::Debug + Send + Sync {
    /// The name in the policy's fingerprint.
    fn name(&self) -> &str;

    /// Writes every option that changes what it finds, its version among them, and the mistakes
    /// in them.
    fn describe(&self, to: &mut Fingerprint);

    /// On how much of a text a name depends. [`Reach::WholeAnswer`]: on all of it; an answer is
    /// released at its end. [`Reach::Bytes`]: a name has at most so many bytes, and whether it is
    /// one depends on it and at most so many bytes before and behind it. Then an answer is looked
    /// at in pieces as it streams, each with so much around it.
    fn reach(&self) -> Reach;

    /// Finds names. The text may be a piece of a longer one, by the reach.
    ///
    /// # Errors
    /// Where it cannot say; the text is refused then.
    fn recognize(&self, text: &str, found: &mut EntitySink) -> Result<(), GuardError>;
}

/// Takes the names of one text.
#[derive(Debug, Default)]
pub struct EntitySink {
    found: Vec<Entity>,
}

#[derive(Clone, Copy, Debug)]
struct Entity {
    of_type: EntityType,
    span: Span,
    confidence: f32,
}

impl EntitySink {
    /// An empty one, for tests of a recogniser.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports a name in bytes of the text, on whole characters, and how sure the recogniser is,
    /// held to 0..=1. A span outside of the text or within a character fails the guard.
    pub fn report(&mut self, of_type: EntityType, span: Span, confidence: f32) {
        self.found.push(Entity { of_type, span, confidence });
    }

    /// What was reported, for tests of a recogniser: types and spans, in the order they came.
    pub fn reported(&self) -> impl Iterator<Item = (EntityType, Span)> {
        self.found.iter().map(|entity| (entity.of_type, entity.span))
    }
}

/// Finds the names that a [recogniser](EntityRecognizer) knows, and replaces them by `[PERSON]`,
/// `[LOCATION]` and `[ORGANIZATION]` unless told otherwise. Serves both ways.
///
/// A name is what the recogniser says with a confidence of 0.5 or more. Labels and placeholders
/// that the crate put into a text are no names. The recogniser sees the text as it stands: hidden
/// characters in it are not taken out.
///
/// ```
/// use palisade::{Entities, EntityType, Guardrails, NamesInContext, Response};
///
/// let names = Entities::new(NamesInContext::new())
///     .respond(EntityType::Person, Response::PSEUDONYM)
///     .without(EntityType::Location);
/// let rails = Guardrails::builder().input(names).build_local()?;
/// let input = rails.validate_input("Dear Ms Okafor,\nthe bill is wrong.")?;
/// assert_eq!(input.user_text(), "Dear Ms [PERSON],\nthe bill is wrong."); // without a vault
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Entities {
    shared: Arc<Shared>,
}

#[derive(Clone, Debug)]
struct Shared {
    recognizer: Arc<dyn EntityRecognizer>,
    /// By type; `None` where it is not looked for.
    responses: [Option<Response>; EntityType::ALL.len()],
    at_least: f32,
}

impl Entities {
    /// A guard with this recogniser.
    pub fn new(recognizer: impl EntityRecognizer + 'static) -> Self {
        let responses = EntityType::ALL.map(|_| Some(Response::REDACT));
        let recognizer = Arc::new(recognizer);
        Self { shared: Arc::new(Shared { recognizer, responses, at_least: 0.5 }) }
    }

    /// Does this with names of one type, and looks for them if it did not yet.
    pub fn respond(self, of_type: EntityType, response: Response) -> Self {
        self.set(of_type, Some(response))
    }

    /// Does this with names of every type.
    pub fn respond_to_all(self, response: &Response) -> Self {
        EntityType::ALL
            .into_iter()
            .fold(self, |guard, of_type| guard.set(of_type, Some(response.clone())))
    }

    /// Does not look for this type.
    pub fn without(self, of_type: EntityType) -> Self {
        self.set(of_type, None)
    }

    /// Takes only names of at least this confidence, 0 to 1; 0.5 unless told.
    pub fn at_least(mut self, confidence: f32) -> Self {
        Arc::make_mut(&mut self.shared).at_least = confidence;
        self
    }

    fn set(mut self, of_type: EntityType, response: Option<Response>) -> Self {
        let responses = &mut Arc::make_mut(&mut self.shared).responses;
        if let Some(slot) = responses.get_mut(of_type as usize) {
            *slot = response;
        }
        self
    }
}

impl Shared {
    /// What the recogniser finds in a text, as far as it is asked for, with spans of that text.
    fn entities(&self, text: &str) -> Result<Vec<Entity>, GuardError> {
        let mut sink = EntitySink::new();
        self.recognizer.recognize(text, &mut sink)?;
        let mut entities = sink.found;
        if entities.iter().any(|entity| entity.span.of(text).is_none_or(str::is_empty)) {
            let rule = "a name is on whole characters of its text, and not empty";
            return Err(GuardError::Contract { rule });
        }
        entities.retain(|entity| {
            // Not a number is no confidence.
            entity.confidence >= self.at_least && !is_replacement(text, entity.span)
        });
        Ok(entities)
    }

    /// The finding of an entity that stands `offset` bytes further in its part.
    fn finding(&self, entity: &Entity, offset: usize) -> Option<Finding> {
        let response = self.responses.get(entity.of_type as usize)?.as_ref()?;
        let span = Span::new(entity.span.start() + offset, entity.span.end() + offset);
        let finding = Finding::new(entity.of_type.rule(), Category::PersonalData, span)
            .with_severity(Severity::Medium)
            .with_confidence(entity.confidence)
            .redact(Recipe::label(entity.of_type.label()))
            .respond(response);
        Some(finding)
    }

    fn report(&self, text: &str, at: PartRef, found: &mut Sink<'_>) -> Result<(), GuardError> {
        let entities = self.entities(text)?;
        let findings = entities.iter().filter_map(|entity| self.finding(entity, 0));
        findings.for_each(|finding| found.report(at, finding));
        Ok(())
    }
}

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Entities {
    fn name(&self) -> &str {
        NAME
    }

    fn describe(&self, to: &mut Fingerprint) {
        let Shared { recognizer, responses, at_least } = &*self.shared;
        to.text("recognizer", recognizer.name());
        recognizer.describe(to);
        to.fraction("at_least", f64::from(*at_least));
        if !(0.0..=1.0).contains(at_least) {
            to.mistake("entities: at_least is a confidence, from 0 to 1");
        }
        for (of_type, response) in EntityType::ALL.into_iter().zip(responses) {
            match response {
                Some(response) => {
                    describe_response(of_type.rule(), response, of_type.label(), to);
                }
                None => to.text(of_type.rule(), "not looked for"),
            }
        }
        if responses.iter().all(Option::is_none) {
            to.mistake("entities: no type is left to look for; leave the guard out");
        }
        if recognizer.reach() == Reach::Bytes(0) {
            to.mistake("entities: a recogniser with a reach of 0 bytes finds nothing");
        }
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        input.parts().iter().try_for_each(|part| self.shared.report(part.text(), part.at(), found))
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

#[deny(clippy::missing_trait_methods)]
impl OutputGuard for Entities {
    fn name(&self) -> &str {
        NAME
    }

    fn describe(&self, to: &mut Fingerprint) {
        InputGuard::describe(self, to);
    }

    fn reach(&self) -> Reach {
        match self.shared.recognizer.reach() {
            Reach::Bytes(reach) => Reach::Bytes(scan::lag(around(reach))),
            _ => Reach::WholeAnswer,
        }
    }

    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(EntityScan::new(&self.shared, context.at()))
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

/// How much around a name decides whether it is one: what the recogniser says, and what shows
/// that it is a label.
fn around(reach: usize) -> usize {
    reach.max(MAX_REPLACEMENT + 2)
}

/// Whether a span is what the crate itself puts in the place of a find: a label or placeholder
/// within brackets, with a hash or without.
fn is_replacement(text: &str, span: Span) -> bool {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let within = text.get(span.range()).unwrap_or("").trim_matches(['[', ']']);
    if within.is_empty() || !within.chars().all(is_inside) {
        return false;
    }
    let offset = text.get(span.range()).and_then(|found| found.find(within)).unwrap_or(0);
    let (start, end) = (span.start() + offset, span.start() + offset + within.len());
    let before = text.get(..start).unwrap_or("").bytes().rev();
    let behind = text.get(end..).unwrap_or("").bytes();
    let run = |bytes: &mut dyn Iterator<Item = u8>| {
        bytes.take(MAX_REPLACEMENT).take_while(|byte| is_inside(char::from(*byte))).count()
    };
    let (head, tail) = (start - run(&mut { before }), end + run(&mut { behind }));
    let inside = text.get(head..tail).unwrap_or("");
    let label = match inside.rsplit_once('_') {
        Some((label, hash)) if hash.len() == 9 && !hash.contains(|c: char| !c.is_lowercase()) => {
            label
        }
        _ => inside,
    };
    let opens = text.get(..head).is_some_and(|before| before.ends_with('['));
    let closes = text.get(tail..).is_some_and(|behind| behind.starts_with(']'));
    opens && closes && !label.contains(|c: char| c.is_lowercase())
}

/// The longest label or placeholder that is seen as such, on either side of a name in it.
const MAX_REPLACEMENT: usize = 48;

const NAME: &str = "entities";
