//! The learned part: windows of a text that read like attacks, whatever their words.

use super::evidence::logistic;
use super::spelling::Spelling;
use crate::finding::{Category, Finding, Severity, Sink};
use crate::learned::{Adder, Head, INJECTION, Reader, Scored, Windows};
use crate::span::Span;
use crate::text::{Folded, PartRef, Source};

/// The name of the rule in findings.
pub(super) const RULE: &str = "learned";

/// From which confidence on a window is reported by itself.
pub(super) const KEPT: f32 = 0.5;

/// The head for texts from `source`.
pub(super) const fn head_of(heads: &[Head; 2], source: Source) -> &Head {
    let [direct, indirect] = heads;
    if source.is_data() { indirect } else { direct }
}

/// The windows of one view.
#[derive(Clone, Debug)]
pub(super) struct ModelScan {
    source: Source,
    reader: Reader,
    windows: Windows,
}

impl ModelScan {
    pub(super) fn new(source: Source) -> Self {
        Self { source, reader: Reader::default(), windows: Windows::default() }
    }

    /// Reads on. Reports every window that is hostile, and of the others those that are more so
    /// than all before. Returns the position below which no window will begin any more.
    pub(super) fn advance(
        &mut self,
        view: &Folded,
        done: bool,
        at: PartRef,
        found: &mut Sink<'_>,
    ) -> usize {
        let Ok(heads) = INJECTION.as_ref() else { return view.base() };
        let head = head_of(heads, self.source);
        let tell = |scored: Scored| {
            let span = view.original(scored.span.start(), scored.span.end());
            found.report(at, finding(span, confidence(head, scored.score)));
        };
        let mut adder = Adder { head, windows: &mut self.windows, fires: fires(head), tell };
        self.reader.advance(view.bytes(), view.base(), done, &mut adder)
    }

    /// The most hostile window of a stretch in another spelling, with a span of the stretch.
    /// `plain` is the text in plain English.
    pub(super) fn respelled(
        &self,
        spelling: Spelling,
        text: &str,
        plain: &[u8],
    ) -> Option<(Span, f32)> {
        let head = head_of(INJECTION.as_ref().ok()?, self.source);
        let (mut reader, mut windows) = (Reader::default(), Windows::default());
        let mut best: Option<Scored> = None;
        let tell = |scored: Scored| {
            if best.is_none_or(|best| scored.score > best.score) {
                best = Some(scored);
            }
        };
        let mut adder = Adder { head, windows: &mut windows, fires: f32::INFINITY, tell };
        reader.advance(plain, 0, true, &mut adder);
        let best = best?;
        Some((spelling.back(best.span, text), confidence(head, best.score)))
    }
}

/// What is said of a window.
pub(super) fn finding(span: Span, confidence: f32) -> Finding {
    Finding::new(RULE, Category::Injection, span)
        .with_severity(Severity::High)
        .with_confidence(confidence)
}

/// The log-odds of a chance.
pub(super) fn log_odds(chance: f64) -> f64 {
    (chance.max(1e-9) / (1.0 - chance).max(1e-9)).ln()
}

fn confidence(head: &Head, score: f32) -> f32 {
    let calibrator = head.calibrator;
    logistic(f64::from(calibrator.window) * f64::from(score) + f64::from(calibrator.offset)) as f32
}

/// The score from which on the confidence is [`KEPT`].
fn fires(head: &Head) -> f32 {
    -head.calibrator.offset / head.calibrator.window
}
