//! What no phrase shows: many answered turns, strings that a search has found, and orders that
//! stand among facts.
//!
//! They are looked for in a whole text, the first two as it was given, in one pass each over what
//! has the marks that they cannot do without. What is found is weighed as a phrase is.

mod items;
mod salad;
mod shots;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::rules::RULES;
use crate::finding::{Category, Finding, Sink, Taken};
use crate::span::Span;
use crate::text::{Folded, PartRef, Source};

/// Adds what the statistics of a whole text give away to what was found in it.
pub(super) fn report(source: Source, text: &str, at: PartRef, found: &mut Taken) {
    let nobody = Arc::from("");
    let mut found = Sink::new(&nobody, found);
    let shots = shots::find(text);
    let salad = salad::find(text).map(|span| ("adversarial_suffix", span));
    let order = if source.is_data() { order_among_facts(text) } else { None };
    let order = order.map(|span| ("order_among_facts", span));
    for (id, span) in shots.into_iter().chain(salad).chain(order) {
        let Some(rule) = RULES.iter().find(|rule| rule.id == id) else { continue };
        let finding = Finding::new(rule.id, Category::Injection, span)
            .with_severity(rule.family.severity())
            .with_confidence(rule.weight_in(source) as f32);
        found.report(at, finding);
    }
}

/// The order as it reads, with its span in the original.
fn order_among_facts(text: &str) -> Option<Span> {
    if !items::may_hold(text) {
        return None;
    }
    if text.is_ascii() {
        return items::find(text);
    }
    let view = Folded::of(text);
    items::find(view.view()).map(|span| view.original(span.start(), span.end()))
}

/// A rule by its id, and where it was found.
type Found = (&'static str, Span);
