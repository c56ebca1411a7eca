//! What a guard reports: findings and scores, pushed into a sink that only takes.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::Fingerprint;
use crate::markup::PlaceKind;
use crate::span::Span;
use crate::text::PartRef;
use crate::vault::Vault;

/// What is wrong with a text, broadly; policies and dashboards group by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Category {
    /// Somebody tries to give the model instructions that he may not give.
    Injection,
    /// Data about a person.
    PersonalData,
    /// A key, password or token.
    Secret,
    /// Characters that hide text or change how it is shown.
    Disguise,
    /// A link that is not allowed.
    Link,
    /// A text that is too long.
    Size,
    /// A term or pattern that the operator does not want.
    Term,
    /// The application's own instructions, or a mark in them, in an answer.
    Leak,
    /// A document that who asks may not read.
    Access,
    /// Anything else; the rule says what.
    Other,
}

/// How bad it is. Where redactions overlap, the highest gives the replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// Worth a note.
    Low,
    /// Worth acting on.
    Medium,
    /// Harmful where it gets through.
    High,
    /// Must not get through.
    Critical,
}

/// What a guard proposes to do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Record it.
    Flag,
    /// Replace the span.
    Redact,
    /// Leave the whole part out; where the part is the user's message, the system prompt or an
    /// answer, this blocks.
    Exclude,
    /// Refuse the request or the answer.
    Block,
}

/// How sure a guard is: 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Confidence(f32);

impl Confidence {
    /// Certain.
    pub const CERTAIN: Self = Self(1.0);

    /// Held to 0..=1; not a number becomes 0.
    pub const fn new(value: f32) -> Self {
        if value > 0.0 { Self(if value < 1.0 { value } else { 1.0 }) } else { Self(0.0) }
    }

    /// The value, 0 to 1.
    pub const fn value(self) -> f32 {
        self.0
    }
}

/// What stands in the place of a redacted span.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Recipe {
    /// The label in square brackets: `[EMAIL]`.
    Label(Cow<'static, str>),
    /// Every letter and digit but the last few as `X`: `XXXX XXXX XXXX 1111`. Where the span was
    /// united with another one, the label in square brackets instead.
    Mask {
        /// How many letters and digits stay.
        last: u8,
        /// What stands there where a mask could show too much.
        label: Cow<'static, str>,
    },
    /// Nothing.
    Remove,
    /// The label and nine letters of a keyed digest of the text, `[EMAIL_bqkzrwfpn]`: the same
    /// for the same text under one [key](crate::GuardrailsBuilder::hash_key), so that texts can
    /// be joined by it and none be guessed from it. Letters only, 20 of them, so 39 bits: of
    /// 100,000 values about one pair shares its digest. The label alone where the span was united
    /// with one of another recipe.
    Hash {
        /// The label; that of the rule where it is empty.
        label: Cow<'static, str>,
    },
    /// A placeholder from the [`Vault`](crate::Vault) of the request, `[EMAIL_KQZ1]`, for which
    /// the text is put back in the answer. The label alone where the request has no vault, in an
    /// answer, and where the span was united with one of another recipe.
    Pseudonym {
        /// The label; that of the rule where it is empty.
        label: Cow<'static, str>,
    },
}

impl Recipe {
    /// `Label` from static or owned text.
    pub fn label(label: impl Into<Cow<'static, str>>) -> Self {
        Self::Label(label.into())
    }

    /// `Hash` under this label.
    pub fn hash(label: impl Into<Cow<'static, str>>) -> Self {
        Self::Hash { label: label.into() }
    }

    /// `Pseudonym` under this label.
    pub fn pseudonym(label: impl Into<Cow<'static, str>>) -> Self {
        Self::Pseudonym { label: label.into() }
    }

    /// The text that stands in brackets.
    fn named(&self) -> Cow<'static, str> {
        match self {
            Self::Label(label)
            | Self::Mask { label, .. }
            | Self::Hash { label }
            | Self::Pseudonym { label } => label.clone(),
            Self::Remove => Cow::Borrowed("REMOVED"),
        }
    }

    /// The same, under the label of `rule` where it has none of its own.
    fn under(&self, rule: &Self) -> Self {
        match self {
            Self::Hash { label } if label.is_empty() => Self::Hash { label: rule.named() },
            Self::Pseudonym { label } if label.is_empty() => {
                Self::Pseudonym { label: rule.named() }
            }
            recipe => recipe.clone(),
        }
    }

    /// Writes what may stand in the place of a span, for a rule whose own label is `own`.
    pub(crate) fn describe_replacements(&self, own: &str, to: &mut Fingerprint) {
        let named = self.named();
        let label = if named.is_empty() { own } else { &named };
        to.replacement(&format!("[{label}]"));
        match self {
            Self::Hash { .. } => {
                to.needs_hash_key();
                to.replacement(&hashed(label, SAMPLE_DIGEST));
            }
            Self::Pseudonym { .. } => to.replacement(&Vault::sample(label)),
            _ => {}
        }
    }
}

/// What stands in the place of a text with this digest. No separator that parts a name from a
/// value, as in `password: …`, and no digit: nothing that a guard looks for.
pub(crate) fn hashed(label: &str, digest: &str) -> String {
    format!("[{label}_{digest}]")
}

const SAMPLE_DIGEST: &str = "bcdfghjkl";

/// One thing a guard found. It holds where, never what: no copy of the user's text.
///
/// ```
/// use palisade::{Action, Category, Finding, Recipe, Severity, Span};
///
/// let finding = Finding::new("ticket_number", Category::Other, Span::new(4, 12))
///     .with_severity(Severity::Low)
///     .redact(Recipe::label("TICKET"));
/// assert_eq!(finding.action(), Action::Redact);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    guard: Arc<str>,
    rule: Cow<'static, str>,
    category: Category,
    severity: Severity,
    confidence: Confidence,
    part: PartRef,
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceKind>,
    action: Action,
    #[serde(skip)]
    recipe: Recipe,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<&'static str>,
    enforced: bool,
}

impl Finding {
    /// A finding to be flagged, of medium severity and full confidence. `rule` names the rule
    /// and must not quote the text.
    pub fn new(rule: impl Into<Cow<'static, str>>, category: Category, span: Span) -> Self {
        Self {
            guard: Arc::from(""),
            rule: rule.into(),
            category,
            severity: Severity::Medium,
            confidence: Confidence::CERTAIN,
            part: PartRef::Part(0),
            span,
            place: None,
            action: Action::Flag,
            recipe: Recipe::Label(Cow::Borrowed("REDACTED")),
            alternatives: Vec::new(),
            enforced: true,
        }
    }

    /// Sets the severity.
    pub const fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets the confidence, held to 0..=1.
    pub const fn with_confidence(mut self, confidence: f32) -> Self {
        self.confidence = Confidence::new(confidence);
        self
    }

    /// Proposes to replace the span.
    pub fn redact(mut self, recipe: Recipe) -> Self {
        self.action = Action::Redact;
        self.recipe = recipe;
        self
    }

    /// Proposes to leave the part out.
    pub const fn exclude(mut self) -> Self {
        self.action = Action::Exclude;
        self
    }

    /// Proposes to refuse.
    pub const fn block(mut self) -> Self {
        self.action = Action::Block;
        self
    }

    /// Proposes what `response` says.
    pub fn respond(mut self, response: &Response) -> Self {
        self.action = response.action;
        if let Some(recipe) = &response.recipe {
            self.recipe = recipe.under(&self.recipe);
        }
        self
    }

    /// The name of the guard; set by the sink.
    pub fn guard(&self) -> &str {
        &self.guard
    }

    /// The name of the rule.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What is wrong, broadly.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// How sure the guard is.
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The part or channel it stands in.
    pub const fn part(&self) -> PartRef {
        self.part
    }

    /// Where, in bytes of the original text of its part.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// In what kind of place of the markup it stands, where its guard says so and it is hidden
    /// from readers: a comment, an alternative text, a hidden element. `None` in plain sight.
    pub const fn place(&self) -> Option<PlaceKind> {
        self.place
    }

    /// What the guard proposed.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// What is to stand in its place where it is redacted.
    pub const fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The ids of other rules of the same guard that explain the same span, in order.
    pub fn alternatives(&self) -> &[&'static str] {
        &self.alternatives
    }

    /// Whether the proposal was carried out; false for a guard that only observes.
    pub const fn is_enforced(&self) -> bool {
        self.enforced
    }

    /// The same, as the finding of a guard that only observes.
    pub(crate) const fn observed(mut self) -> Self {
        self.enforced = false;
        self
    }

    /// Whether it refuses wherever it stands.
    pub(crate) fn refuses(&self) -> bool {
        self.enforced && self.action == Action::Block
    }

    /// Whether it refuses in an answer: leaving an answer out is refusing it.
    pub(crate) fn refuses_answer(&self) -> bool {
        self.enforced && self.action >= Action::Exclude
    }

    pub(crate) const fn with_span(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    pub(crate) fn with_alternatives(mut self, alternatives: Vec<&'static str>) -> Self {
        self.alternatives = alternatives;
        self
    }

    pub(crate) const fn with_place(mut self, place: PlaceKind) -> Self {
        self.place = Some(place);
        self
    }

    pub(crate) fn sort_key(&self) -> (PartRef, Span, &str, &str, Action, Severity, u32) {
        let confidence = self.confidence.0.to_bits();
        (self.part, self.span, &self.guard, &self.rule, self.action, self.severity, confidence)
    }
}

/// What a guard does with what it finds: an action, and for a redaction how.
///
/// ```
/// use palisade::{Pii, PiiType, Response};
///
/// let guard = Pii::redact()
///     .respond(PiiType::Email, Response::PSEUDONYM)
///     .respond(PiiType::Ip, Response::HASH);
/// # let _ = guard;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    action: Action,
    recipe: Option<Recipe>,
}

impl Response {
    /// Record it.
    pub const FLAG: Self = Self { action: Action::Flag, recipe: None };
    /// Replace it as its rule says.
    pub const REDACT: Self = Self { action: Action::Redact, recipe: None };
    /// Replace it by the label of its rule and a keyed digest: [`Recipe::Hash`].
    pub const HASH: Self =
        Self { action: Action::Redact, recipe: Some(Recipe::Hash { label: Cow::Borrowed("") }) };
    /// Replace it by a placeholder for which it is put back in the answer: [`Recipe::Pseudonym`].
    pub const PSEUDONYM: Self = Self {
        action: Action::Redact,
        recipe: Some(Recipe::Pseudonym { label: Cow::Borrowed("") }),
    };
    /// Leave the part out.
    pub const EXCLUDE: Self = Self { action: Action::Exclude, recipe: None };
    /// Refuse.
    pub const BLOCK: Self = Self { action: Action::Block, recipe: None };

    /// Replace it in this way, whatever its rule says.
    pub const fn redact_as(recipe: Recipe) -> Self {
        Self { action: Action::Redact, recipe: Some(recipe) }
    }

    /// The action.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// The recipe, where it is not the rule's.
    pub const fn recipe(&self) -> Option<&Recipe> {
        self.recipe.as_ref()
    }
}

/// How likely a part is an attack, as one guard sees it: 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    guard: Arc<str>,
    part: PartRef,
    value: f64,
}

impl Score {
    /// The guard that gave it.
    pub fn guard(&self) -> &str {
        &self.guard
    }

    /// The part or channel it is about.
    pub const fn part(&self) -> PartRef {
        self.part
    }

    /// The score, 0 to 1.
    pub const fn value(&self) -> f64 {
        self.value
    }
}

/// Takes the findings of one guard. It is fresh for each guard: no guard sees or removes what
/// another one found.
pub struct Sink<'a> {
    guard: &'a Arc<str>,
    taken: &'a mut Taken,
}

/// What a guard said in one call, before it was checked.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) findings: Vec<Finding>,
    pub(crate) scores: Vec<Score>,
    /// Redactions without an end, each under a number of its own; guards see one, number 0.
    pub(crate) opened: Vec<(u8, Finding)>,
    pub(crate) closed: Vec<Closed>,
    /// What was allowed as a whole, though a part of it would not be: another guard's edit takes
    /// all of it or nothing.
    pub(crate) allowed: Vec<(PartRef, Span)>,
    /// An `open` inside an open span, a `close` without one, or a part that an open span is not in.
    pub(crate) misused: bool,
}

/// A redaction that was open.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    /// The span that it was opened with.
    pub(crate) began: Span,
    pub(crate) finding: Finding,
}

impl Taken {
    /// Opens a redaction under a number.
    pub(crate) fn open(&mut self, number: u8, finding: Finding) {
        self.misused |= self.opened.iter().any(|(other, _)| *other == number);
        self.opened.push((number, finding));
    }

    /// Ends all that are open before byte `end`.
    pub(crate) fn close_all(&mut self, end: usize) {
        while let Some((number, _)) = self.opened.first() {
            self.close(*number, end);
        }
    }

    /// Ends the one of this number before byte `end`.
    pub(crate) fn close(&mut self, number: u8, end: usize) {
        match self.opened.iter().position(|(other, _)| *other == number) {
            Some(index) => {
                let (_, finding) = self.opened.remove(index);
                let began = finding.span();
                let finding = finding.with_span(Span::new(began.start(), end));
                self.closed.push(Closed { began, finding });
            }
            None => self.misused = true,
        }
    }
}

impl<'a> Sink<'a> {
    pub(crate) const fn new(guard: &'a Arc<str>, taken: &'a mut Taken) -> Self {
        Self { guard, taken }
    }

    /// Reports a finding at a part ([`Part::at`](crate::Part::at)) or channel
    /// ([`Context::at`](crate::Context::at)).
    pub fn report(&mut self, at: impl Into<PartRef>, finding: Finding) {
        let finding = self.stamp(at.into(), finding);
        self.taken.findings.push(finding);
    }

    /// Reports how likely the part is an attack; held to 0..=1, where not a number counts as 1.
    pub fn score(&mut self, at: impl Into<PartRef>, value: f64) {
        let value = if value.is_nan() { 1.0 } else { value.clamp(0.0, 1.0) };
        self.taken.scores.push(Score { guard: Arc::clone(self.guard), part: at.into(), value });
    }

    /// In a stream: begins a redaction whose end is not known yet, from the start of the
    /// finding's span. Nothing is held back for it: the text is dropped as it comes, until
    /// [`close`](Self::close) or the end of the answer. One at a time for each guard and channel.
    /// A mask, a hash and a pseudonym become their label, since the text is not kept.
    pub fn open(&mut self, at: impl Into<PartRef>, finding: Finding) {
        let mut finding = self.stamp(at.into(), finding);
        if let Recipe::Mask { label, .. } | Recipe::Hash { label } | Recipe::Pseudonym { label } =
            finding.recipe
        {
            finding.recipe = Recipe::Label(label);
        }
        self.taken.open(0, finding);
    }

    /// In a stream: ends the open redaction before byte `end`.
    pub fn close(&mut self, end: usize) {
        self.taken.close(0, end);
    }

    /// The same under a number, for a guard that may have several open.
    pub(crate) fn open_as(&mut self, number: u8, at: PartRef, finding: Finding) {
        let finding = self.stamp(at, finding);
        self.taken.open(number, finding);
    }

    /// Ends the one of this number before byte `end`.
    pub(crate) fn close_as(&mut self, number: u8, end: usize) {
        self.taken.close(number, end);
    }

    /// Allows a span as a whole: where another guard takes a part of it, all of it goes.
    pub(crate) fn allow(&mut self, at: PartRef, span: Span) {
        self.taken.allowed.push((at, span));
    }

    /// Takes over what was said elsewhere, as this guard's.
    pub(crate) fn absorb(&mut self, said: &mut Taken) {
        let guard = || Arc::clone(self.guard);
        let stamp = |finding: Finding| Finding { guard: guard(), ..finding };
        self.taken.findings.extend(said.findings.drain(..).map(stamp));
        let score = |score| Score { guard: guard(), ..score };
        self.taken.scores.extend(said.scores.drain(..).map(score));
        self.taken.allowed.append(&mut said.allowed);
        let closed = said.closed.drain(..);
        let closed = closed.map(|c| Closed { finding: stamp(c.finding), ..c });
        self.taken.closed.extend(closed);
        let opened = said.opened.iter().map(|(number, open)| (*number, stamp(open.clone())));
        self.taken.opened = opened.collect();
        self.taken.misused |= said.misused;
    }

    fn stamp(&self, at: PartRef, mut finding: Finding) -> Finding {
        finding.guard = Arc::clone(self.guard);
        finding.part = at;
        finding
    }
}

impl fmt::Debug for Sink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink").field("guard", self.guard).finish_non_exhaustive()
    }
}
