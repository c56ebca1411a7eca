//! Disguises that a reader or a model sees through: letters of two scripts in one word, letters
//! of mathematics, marks in stacks, letters spaced out, escapes that nobody needs, encoded text.
//!
//! Each kind has a lane of its own, which passes over what it cannot begin with many bytes at a
//! time. A lane decides by the text alone and within a stated number of bytes; what is certain
//! and goes on is an open redaction, so nothing is held for its length.

mod encoded;
mod escapes;
mod letters;
#[cfg(test)]
mod ordinary;
mod scripts;
mod seen;
mod spaced;
#[cfg(test)]
mod tests;
mod unit;
mod wording;

use crate::detect::respond::describe_response;
use crate::error::GuardError;
use crate::finding::{Category, Finding, Recipe, Response, Severity, Sink};
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard, OutputScan};
use crate::span::{Reach, Span, Watermark};
use crate::text::{Input, PartRef};

use encoded::Encoded;
use escapes::Escapes;
use letters::Letters;
use seen::{LOOK_BEHIND, Said, Seen};
use spaced::Spaced;

/// Finds text that is written so that guards do not read it, while a model does; flags it by
/// default. Category [`Disguise`](Category::Disguise), label `[DISGUISE]`.
///
/// | rule | what | ordinary, and quiet |
/// |---|---|---|
/// | `mixed_scripts` | a word of Latin letters and look-alikes of another script that reads as ASCII: `pаypаl`; or one of look-alikes that no one language has | words of one script, one beside the other; Greek letters as symbols (`ωt`, `NFκB`); Latin stems with an ending (`SMSка`) |
/// | `styled_letters` | a word with four or more mathematical, circled, squared or full-width letters or digits | single letters and short names of mathematics; full-width forms beside Chinese, Japanese or Korean |
/// | `stacked_marks` | two letters with three or more marks each, or three that carry marks which do not belong on them | accents and tone marks, one line struck through a text, phonetic transcription; scripts that are written with marks |
/// | `spaced_letters` | eight or more letters of words, spaced or dotted out: `i g n o r e` | initials, abbreviations, single digits, the alphabet, lists of variables |
/// | `needless_escapes` | five or more escapes, near each other, of ASCII letters or digits: `&#105;`, `%69`, `\x69` | escapes of what has to be escaped; bytes that are no text; formats of numbers (`%4d`) |
/// | `encoded_text` | base64 or hex of at least three words in a row | images and other bytes, tokens, hashes, identifiers, drawings in a data URI |
///
/// What is not seen at all is for [`ControlCharacters`](crate::ControlCharacters). A disguise
/// alone is no attack: flag it, count it, or [`block`](Self::block) where nobody has reason for
/// one. What is behind it is read by the other guards in any case.
///
/// ```
/// use palisade::{Category, Disguise, Guardrails};
///
/// let rails = Guardrails::builder().input(Disguise::flag()).build_local()?;
/// let found = rails.inspect_input("Log in at pаypаl today, Σ-algebra is fun")?;
/// let [finding] = found.findings() else { panic!("one disguise") };
/// assert_eq!((finding.rule(), finding.category()), ("mixed_scripts", Category::Disguise));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Disguise {
    response: Response,
}

impl Disguise {
    /// Records them.
    pub const fn flag() -> Self {
        Self { response: Response::FLAG }
    }

    /// Replaces them by `[DISGUISE]`.
    pub const fn redact() -> Self {
        Self { response: Response::REDACT }
    }

    /// Refuses a text that has any.
    pub const fn block() -> Self {
        Self { response: Response::BLOCK }
    }

    /// Does with them what `response` says.
    pub fn respond(mut self, response: Response) -> Self {
        self.response = response;
        self
    }

    fn scan(&self, at: PartRef) -> DisguiseScan {
        DisguiseScan {
            response: self.response.clone(),
            at,
            lanes: Lanes::default(),
            tail: String::new(),
            base: 0,
            low: 0,
        }
    }
}

impl Default for Disguise {
    fn default() -> Self {
        Self::flag()
    }
}

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Disguise {
    fn name(&self) -> &str {
        "disguise"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("rules", RULES_VERSION);
        describe_response("response", &self.response, LABEL, to);
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        for part in input.parts() {
            let mut scan = self.scan(part.at());
            scan.look(&Seen::new(part.text(), 0, true), found);
        }
        Ok(())
    }

    fn built_in(&self) -> Option<crate::scan::BuiltIn<'_>> {
        None
    }
}

#[deny(clippy::missing_trait_methods)]
impl OutputGuard for Disguise {
    fn name(&self) -> &str {
        InputGuard::name(self)
    }

    fn describe(&self, to: &mut Fingerprint) {
        InputGuard::describe(self, to);
    }

    fn reach(&self) -> Reach {
        Reach::Bytes(REACH)
    }

    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(self.scan(context.at()))
    }

    fn built_in(&self) -> Option<crate::scan::BuiltIn<'_>> {
        None
    }
}

const LABEL: &str = "DISGUISE";
/// Changed whenever the rules find something else.
const RULES_VERSION: &str = "1";
/// More than any lane holds back.
const REACH: usize = 640;

/// What is looked for. The order gives each its number among open redactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    MixedScripts,
    StyledLetters,
    StackedMarks,
    SpacedLetters,
    NeedlessEscapes,
    EncodedText,
}

impl Rule {
    const fn id(self) -> &'static str {
        match self {
            Self::MixedScripts => "mixed_scripts",
            Self::StyledLetters => "styled_letters",
            Self::StackedMarks => "stacked_marks",
            Self::SpacedLetters => "spaced_letters",
            Self::NeedlessEscapes => "needless_escapes",
            Self::EncodedText => "encoded_text",
        }
    }

    /// Two scripts in a word have no use but to deceive; the others are also play and habit.
    const fn severity(self) -> Severity {
        match self {
            Self::MixedScripts => Severity::High,
            Self::StackedMarks | Self::NeedlessEscapes | Self::EncodedText => Severity::Medium,
            Self::StyledLetters | Self::SpacedLetters => Severity::Low,
        }
    }

    const fn confidence(self) -> f32 {
        match self {
            Self::MixedScripts | Self::EncodedText => 0.9,
            Self::StackedMarks | Self::NeedlessEscapes => 0.8,
            Self::StyledLetters | Self::SpacedLetters => 0.7,
        }
    }

    fn finding(self, span: Span, response: &Response) -> Finding {
        Finding::new(self.id(), Category::Disguise, span)
            .with_severity(self.severity())
            .with_confidence(self.confidence())
            .redact(Recipe::label(LABEL))
            .respond(response)
    }
}

/// One text under all rules.
#[derive(Default)]
struct Lanes {
    letters: Letters,
    spaced: Spaced,
    escapes: Escapes,
    encoded: Encoded,
    said: Vec<Said>,
}

impl Lanes {
    /// Looks at what came; returns the position below which nothing more is found.
    fn advance(&mut self, seen: &Seen<'_>) -> usize {
        let said = &mut self.said;
        let decided = [
            self.letters.advance(seen, said),
            self.spaced.advance(seen, said),
            self.escapes.advance(seen, said),
            self.encoded.advance(seen, said),
        ];
        decided.into_iter().min().unwrap_or(0)
    }
}

struct DisguiseScan {
    response: Response,
    at: PartRef,
    lanes: Lanes,
    /// What is not decided yet, and a little before it.
    tail: String,
    /// Where the tail begins.
    base: usize,
    low: usize,
}

impl DisguiseScan {
    fn look(&mut self, seen: &Seen<'_>, found: &mut Sink<'_>) {
        let decided = self.lanes.advance(seen);
        for said in std::mem::take(&mut self.lanes.said) {
            match said {
                Said::Found(rule, span) => {
                    found.report(self.at, rule.finding(span, &self.response));
                }
                Said::Opened(rule, start) => {
                    let finding = rule.finding(Span::new(start, start), &self.response);
                    found.open_as(rule as u8, self.at, finding);
                }
                Said::Closed(rule, end) => found.close_as(rule as u8, end),
            }
        }
        self.low = self.low.max(decided);
    }

    fn look_at_tail(&mut self, done: bool, found: &mut Sink<'_>) {
        let tail = std::mem::take(&mut self.tail);
        self.look(&Seen::new(&tail, self.base, done), found);
        self.tail = tail;
    }

    /// Waits until as much can go as stays, so that it is cheap on the whole.
    fn forget(&mut self) {
        let mut gone = self.low.saturating_sub(LOOK_BEHIND).saturating_sub(self.base);
        if gone < 256 || gone < self.tail.len() / 2 {
            return;
        }
        while !self.tail.is_char_boundary(gone) {
            gone -= 1;
        }
        self.tail.drain(..gone);
        self.base += gone;
    }
}

#[deny(clippy::missing_trait_methods)]
impl OutputScan for DisguiseScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.tail.push_str(chunk);
        self.look_at_tail(false, found);
        self.forget();
        Ok(Watermark(self.low))
    }

    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError> {
        self.look_at_tail(true, found);
        Ok(())
    }
}

/// Shows how much there is, never what.
impl std::fmt::Debug for DisguiseScan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DisguiseScan")
            .field("base", &self.base)
            .field("bytes", &self.tail.len())
            .field("low", &self.low)
            .finish_non_exhaustive()
    }
}
