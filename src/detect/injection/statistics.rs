//! What no phrase shows: many answered turns, and strings that a search has found.
//!
//! Both are looked for in the text as it was given, whole, in one pass each over what has the
//! marks that they cannot do without. What is found is weighed as a phrase is.

mod salad;
mod shots;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::rules::RULES;
use crate::finding::{Category, Finding, Sink, Taken};
use crate::span::Span;
use crate::text::{PartRef, Source};

/// Adds what the statistics of a whole text give away to what was found in it.
pub(super) fn report(source: Source, text: &str, at: PartRef, found: &mut Taken) {
    let nobody = Arc::from("");
    let mut found = Sink::new(&nobody, found);
    let shots = shots::find(text);
    let salad = salad::find(text).map(|span| ("adversarial_suffix", span));
    for (id, span) in shots.into_iter().chain(salad) {
        let Some(rule) = RULES.iter().find(|rule| rule.id == id) else { continue };
        let finding = Finding::new(rule.id, Category::Injection, span)
            .with_severity(rule.family.severity())
            .with_confidence(rule.weight_in(source) as f32);
        found.report(at, finding);
    }
}

/// A rule by its id, and where it was found.
type Found = (&'static str, Span);
