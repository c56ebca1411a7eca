//! Several types may claim one span: the best explanation is told, with the others beside it.

use super::Options;
use super::national::Forms;
use super::types::Rule;
use crate::finding::{Action, Category, Finding, Recipe, Response, Severity, Sink};
use crate::text::{Folded, PartRef};

/// What a span was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Universal(Rule),
    /// A rule of a country, by number.
    National(u16),
}

/// One explanation of a span of the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) confidence: f32,
}

impl Claim {
    fn response<'o>(&self, options: &'o Options) -> Option<&'o Response> {
        match self.kind {
            Kind::Universal(rule) => options.of_type(rule.of_type()),
            Kind::National(rule) => options.of_rule(rule),
        }
    }

    fn facts(&self) -> (&'static str, &'static str, Severity) {
        match self.kind {
            Kind::Universal(rule) => {
                let (id, severity, _) = rule.facts();
                (id, rule.of_type().label(), severity)
            }
            Kind::National(rule) => match Forms::all().rules().get(usize::from(rule)) {
                Some(rule) => (rule.number.id, rule.number.label, rule.number.severity),
                None => ("number", "NUMBER", Severity::Medium),
            },
        }
    }

    /// What is answered more strictly comes first, then what is surer, then by id: so that no
    /// second explanation lets through what the first would not.
    fn is_better(&self, other: &Self, options: &Options) -> bool {
        let rank = |claim: &Self| {
            let action = claim.response(options).map_or(Action::Flag, Response::action);
            (action, claim.confidence)
        };
        let (own, others) = (rank(self), rank(other));
        own > others || (own == others && self.facts().0 < other.facts().0)
    }
}

/// Tells what the claims at one place come to, one finding a span.
pub(super) fn tell(
    claims: &mut Vec<Claim>,
    options: &Options,
    view: &Folded,
    at: PartRef,
    found: &mut Sink<'_>,
) {
    let base = view.base();
    while let Some(first) = claims.first().copied() {
        let same = |claim: &&Claim| claim.start == first.start && claim.end == first.end;
        let better = |one: Claim, other: &Claim| {
            if other.is_better(&one, options) { *other } else { one }
        };
        let best = claims.iter().filter(same).fold(first, better);
        let (id, label, severity) = best.facts();
        if let Some(response) = best.response(options) {
            let mut others: Vec<&'static str> =
                claims.iter().filter(same).map(|claim| claim.facts().0).collect();
            others.sort_unstable();
            others.dedup();
            others.retain(|other| *other != id);
            let span = view.original(base + best.start, base + best.end);
            let finding = Finding::new(id, Category::PersonalData, span)
                .with_severity(severity)
                .with_confidence(best.confidence)
                .redact(Recipe::label(label))
                .respond(response)
                .with_alternatives(others);
            found.report(at, finding);
        }
        claims.retain(|claim| !same(&claim));
    }
}
