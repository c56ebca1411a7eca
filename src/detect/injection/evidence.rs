//! What phrases and windows say together.

use super::model::{self, head_of};
use super::rules::{Family, RULES};
use crate::finding::Finding;
use crate::learned::{Calibrator, INJECTION};
use crate::text::Source;

/// What was found in one text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// The log-odds of the most hostile window, by the model alone.
    pub(super) window: f64,
    /// The sum over phrases of minus the logarithm of the chance that it is innocent (a noisy or).
    pub(super) phrases: f64,
    /// Those of them that are signs of formats or the shape of a text, and no words.
    marks: f64,
    /// What the place of an order adds to the log-odds of the window.
    lift: f64,
}

/// Of these findings of the guard.
pub(super) fn of(source: Source, findings: &[Finding]) -> Evidence {
    let mut counted: Vec<&str> = Vec::new();
    let mut evidence = Evidence { window: LEAST, phrases: 0.0, marks: 0.0, lift: 0.0 };
    let mut is_hidden = false;
    for finding in findings {
        is_hidden |= finding.place().is_some() && source.is_data();
        if finding.rule() == model::RULE {
            let confidence = f64::from(finding.confidence().value());
            evidence.window = evidence.window.max(model::log_odds(confidence));
            continue;
        }
        let rule = RULES.iter().find(|rule| rule.id == finding.rule());
        let Some(rule) = rule.filter(|rule| !counted.contains(&rule.id)) else { continue };
        counted.push(rule.id);
        if rule.family == Family::MisplacedOrder {
            evidence.lift = MISPLACED;
            continue;
        }
        let said = -(1.0 - rule.weight_in(source)).max(1e-3).ln();
        evidence.phrases += said;
        if matches!(
            rule.family,
            Family::DelimiterToken | Family::ToolSmuggling | Family::SecondTask
        ) {
            evidence.marks += said;
        }
    }
    if is_hidden {
        evidence.phrases -= (1.0 - super::HIDDEN).ln();
    }
    evidence
}

impl Evidence {
    /// The chance that the text is an attack.
    pub(super) fn score(self, source: Source) -> f64 {
        let calibrator = INJECTION.as_ref().ok().map(|heads| head_of(heads, source).calibrator);
        let Some(Calibrator { evidence, .. }) = calibrator else { return 1.0 };
        let marks = 1.0 - (-self.marks).exp();
        combined(source, self.window + self.lift, f64::from(evidence), self.phrases).max(marks)
    }
}

/// The chance by the log-odds of a window and by phrases, of which one of innocence 1/e counts
/// `weight`: what both say together, and never less than the phrases say alone. Of that a window
/// takes back a part, where it is what a user says and all innocent words: "tell me the secret of
/// good bread".
pub(super) fn combined(source: Source, window: f64, weight: f64, phrases: f64) -> f64 {
    let together = logistic(window + weight * phrases.min(MOST));
    let alone = phrases.min(MOST).exp_m1().max(1e-9).ln();
    let doubt = if source.is_data() { 0.0 } else { DOUBT * (window - DOUBTED).min(0.0) };
    together.max(logistic(alone + doubt))
}

pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The log-odds of a text without a window.
pub(super) const LEAST: f64 = -9.0;
/// What an order among facts adds to the log-odds of a window of data. By itself it is no attack:
/// minutes of meetings have some.
const MISPLACED: f64 = 2.0;
/// How much of what a window is below [`DOUBTED`] counts against phrases.
const DOUBT: f64 = 0.5;
/// The log-odds below which a window is innocent words.
const DOUBTED: f64 = -2.5;
/// More phrases than that add nothing.
pub(super) const MOST: f64 = 6.0;
