//! Attempts to give the model instructions, by the phrases that they are made of and by how
//! their sentences read.
//!
//! One pass looks for the literals that phrases begin with; only where one stands is a pattern
//! tried, once, on a bounded window. A second pass reads words and adds up learned weights, for
//! each sentence and each pair of neighbours. The chance that a part is an attack is a logistic
//! function of the most hostile window and of the phrases, which count as a noisy or; it is never
//! less than the phrases say alone, except that what a user says counts less as a phrase where the
//! model finds every sentence innocent.

mod evidence;
mod explain;
mod model;
mod needs;
mod recogniser;
mod rules;
mod scan;
mod spelling;
mod statistics;
mod tasks;
#[cfg(test)]
mod tests;
#[cfg(feature = "redteam")]
pub mod training;
mod turns;
mod vocabulary;

pub use explain::{Explanation, Reason, ReasonKind};
use recogniser::PhraseScan;
use scan::COMPILED;

use std::sync::Arc;

use once_cell::sync::Lazy;

use crate::detect::check_parts;
use crate::error::GuardError;
use crate::finding::{Finding, Response, Sink, Taken};
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::learned::INJECTION;
use crate::markup::Hidden;
use crate::scan::gate::{Gate, GateBuilder};
use crate::scan::{BuiltIn, Detector, Recogniser};
use crate::text::{Input, PartRef, Source};

/// Finds prompt injection: orders to drop the instructions, roles without rules, questions for
/// the system prompt, marks of chat templates, and documents that speak to the model. It scores
/// each part from 0 to 1 and refuses from 0.5 on; what scores less is flagged.
///
/// What is data, a document or the result of a tool, is judged more strictly than what a user
/// says; the more so what it hides from readers, in a comment, an alternative text or title, or
/// an element that is not shown ([`Finding::place`](crate::Finding::place) says where). The system
/// prompt is not judged. Phrases that are split over the turns of a user are found in them, and a
/// message is refused, too, where its own mild score and those of the turns before reach the
/// threshold together ([`Conversation`](crate::Conversation) has the formula; rule `adding_up`).
///
/// English phrases are found in rot13, backwards and with digits for letters, too.
/// [`explain`](Self::explain) says what carried a score.
///
/// # The model
///
/// | | |
/// |---|---|
/// | kind | two linear heads, one for what users say and one for data; hashed words, stems, word pairs, and pairs and triples of classes of words; sentences, pairs of sentences and a decaying trail of them are scored, the highest counts |
/// | size | 128 KB: 2 × 65,536 weights of one byte |
/// | languages | English; German, Spanish, French, Chinese, Russian, Italian, Portuguese, Japanese and Korean from generated text alone; a little Arabic, Hindi, Dutch, Polish and Turkish |
/// | public data | prompts and attacks of awesome-chatgpt-prompts (and -zh), BIPIA, HumanEval and MBPP, deepset prompt-injections, Enron mails, GPTeacher, GPTFuzz, custom-GPT prompts of TheBigPromptLibrary, HackAPrompt, jackhhao jailbreak-classification, Lakera Mosscap, Parapet's benign mix, Self-Instruct, Self-Reminder, T0 documents, documents of open-source projects, in-the-wild jailbreaks of verazuo, XQuAD (MIT, Apache-2.0, CC BY-SA 4.0; of some mirrors no licence is known). No text of them is in the crate, only weights |
/// | generated data | of one grammar: 21 families of attacks by users, 35 of innocent look-alikes, and both in fourteen other languages, from shared slots; orders to models, and orders to people, spliced into documents, mails, records and tool results |
/// | training | `cargo run --release --features redteam --example train_injection -- --data DIR`, the same bytes each time |
/// | threshold | chosen on sources left out of the fit, so that the model lets 1.4 % of ordinary prompts and 6 % of ordinary documents of an unseen kind reach 0.5 |
///
/// # Shapes
///
/// Two things are told by the shape of a text alone. In a user's message, a task with data behind it
/// and then another task (rule `second_task`): how an application's prompt looks whose untrusted part
/// brings a task of its own. Who asks his own model for two unrelated things in one message, each
/// with its data, is refused, too; of 10,498 innocent prompts of the training data five were. In data, an order in
/// a list or record whose other items are facts (rule `order_among_facts`); it adds to what its words
/// say and refuses nothing by itself. Both know English.
///
/// It is weak where nothing but the place makes an order an attack: a plain question in a document.
/// It flags some texts that quote attacks, about
/// one in fourteen short messages that are made of trigger words on purpose, long prompts for custom
/// assistants, and documents with prompts for models in them; the longer an ordinary text is, the
/// more often it is flagged. Fluent fiction and frames of research pass, as do most attacks in
/// languages that it never read. A harmful question without an attempt on the instructions is not
/// its business.
///
/// ```
/// use palisade::{Fingerprint, Injection, InputGuard};
///
/// let guard = Injection::default().threshold(0.7).exclude_documents();
/// let mut to = Fingerprint::new();
/// guard.describe(&mut to);
/// assert!(to.mistakes().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Injection {
    threshold: f64,
    response: Response,
    excludes_documents: bool,
}

impl Injection {
    /// Refuses; the default.
    pub fn block(mut self) -> Self {
        self.response = Response::BLOCK;
        self
    }

    /// Only records.
    pub fn flag(mut self) -> Self {
        self.response = Response::FLAG;
        self
    }

    /// From which score on a part is acted on, above 0 and up to 1; 0.5 by default. Anything else
    /// is a mistake.
    pub const fn threshold(mut self, score: f64) -> Self {
        self.threshold = score;
        self
    }

    /// Leaves out a document or tool result that is an attack, instead of refusing the request.
    pub const fn exclude_documents(mut self) -> Self {
        self.excludes_documents = true;
        self
    }

    fn response(&self, source: Source) -> Response {
        if self.excludes_documents && source.is_data() {
            Response::EXCLUDE
        } else {
            self.response.clone()
        }
    }
}

/// Every phrase, for the list of all rules.
pub(super) fn listed() -> impl Iterator<Item = super::listing::Phrase> {
    let rules = rules::RULES.iter();
    rules.map(|rule| (rule.id, format!("{:?}", rule.family), rule.gate, rule.family.severity()))
}

impl Default for Injection {
    fn default() -> Self {
        Self { threshold: 0.5, response: Response::BLOCK, excludes_documents: false }
    }
}

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Injection {
    fn name(&self) -> &str {
        self.id()
    }

    fn describe(&self, to: &mut Fingerprint) {
        self.describe_options(to);
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        check_parts(self, input, found)
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        Some(BuiltIn(self))
    }
}

impl Detector for Injection {
    fn id(&self) -> &str {
        "injection"
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        to.text("rules", RULES_VERSION);
        to.fraction("threshold", self.threshold);
        to.text("action", &format!("{:?}", self.response.action()));
        to.number("excludes_documents", u64::from(self.excludes_documents));
        if !(self.threshold > 0.0 && self.threshold <= 1.0) {
            to.mistake("injection: the threshold must be above 0 and at most 1");
        }
    }

    fn longest(&self) -> usize {
        recogniser::LONGEST
    }

    fn literals(&self, to: &mut GateBuilder) {
        COMPILED.iter().for_each(|compiled| compiled.name(to));
    }

    fn own_gate(&self) -> Option<Arc<Gate>> {
        static ALONE: Lazy<Option<Arc<Gate>>> = Lazy::new(|| {
            Gate::of([Some(&Injection::default() as &dyn Detector)]).ok().map(Arc::new)
        });
        ALONE.clone()
    }

    fn recogniser(&self, source: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        if COMPILED.is_none() {
            return Err(GuardError::failed("the built-in rules did not compile"));
        }
        if INJECTION.is_err() {
            return Err(GuardError::failed("the built-in weights cannot be read"));
        }
        if source == Source::System {
            return Ok(None);
        }
        Ok(Some(Box::new(PhraseScan::new(source))))
    }

    /// Scores the text by what the phrases and the windows in it say together. A phrase counts
    /// once. That one stands where no reader of a document sees it counts as a phrase of its own,
    /// of weight [`HIDDEN`].
    fn conclude(&self, source: Source, text: &str, at: PartRef, found: &mut Taken) {
        statistics::report(source, text, at, found);
        let hidden = if found.findings.is_empty() { None } else { Some(Hidden::of(text)) };
        for finding in &mut found.findings {
            let place = hidden.as_ref().and_then(|hidden| hidden.holds(finding.span()));
            let Some(place) = place else { continue };
            let mut placed = finding.clone().with_place(place);
            if source.is_data() {
                let weight = f64::from(finding.confidence().value());
                let weight = 1.0 - (1.0 - weight) * (1.0 - HIDDEN);
                placed = placed.with_confidence(weight as f32);
            }
            *finding = placed;
        }
        let score = evidence::of(source, &found.findings).score(source);
        let findings = std::mem::take(&mut found.findings);
        let (windows, phrases): (Vec<Finding>, Vec<Finding>) =
            findings.into_iter().partition(|finding| finding.rule() == model::RULE);
        let best = windows.iter().max_by(|a, b| {
            let key = |finding: &Finding| (finding.confidence().value(), finding.span());
            let ((a, at), (b, bt)) = (key(a), key(b));
            a.total_cmp(&b).then(bt.cmp(&at))
        });
        let acts = score >= self.threshold;
        // What is acted on has a finding.
        let lone = best.filter(|_| acts && phrases.is_empty()).cloned();
        // A phrase that is surely hostile says more exactly where.
        let is_told = |window: &Finding| {
            phrases.iter().any(|phrase| {
                phrase.confidence().value() >= model::KEPT && phrase.span().overlaps(window.span())
            })
        };
        let is_kept =
            |window: &Finding| window.confidence().value() >= model::KEPT && !is_told(window);
        let mut kept: Vec<Finding> = windows.into_iter().filter(is_kept).collect();
        kept.sort_by_key(Finding::span);
        kept.dedup_by(|later, kept| kept.span().overlaps(later.span()));
        if kept.is_empty() {
            kept.extend(lone);
        }
        let response = if acts { self.response(source) } else { Response::FLAG };
        found.findings = phrases.into_iter().chain(kept).map(|f| f.respond(&response)).collect();
        let nobody = Arc::from("");
        Sink::new(&nobody, found).score(at, score);
    }

    fn conclude_input(&self, input: &Input<'_>, found: &mut Taken) -> Result<(), GuardError> {
        turns::conclude(self, (self.threshold, &self.response), input, found)
    }
}

/// Changed whenever the rules find something else.
const RULES_VERSION: &str = "5";

/// How surely an instruction is an attack for being hidden from the readers of a document, on top
/// of what it says.
const HIDDEN: f64 = 0.5;
