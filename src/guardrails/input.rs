//! `validate_input`: guards, judges, edits, decision.

use std::sync::Arc;
use std::time::Instant;

use crate::audit::{Outcome, Step};
use crate::core::{Request, Said};
use crate::edits::{self, EditMap};
use crate::error::{Error, Refusal};
use crate::finding::{Action, Finding, Sink, Taken};
use crate::output::Context;
use crate::policy::{Policy, Verdict};
use crate::text::{Input, Part, PartRef, Source};
use crate::validated::{CheckedInput, ValidatedInput};

/// Asks the guards.
pub(super) fn check(policy: &Policy, input: &Input<'_>) -> Result<Verdict, Error> {
    let mut verdict = policy.check_input(input)?;
    verdict.sort();
    Ok(verdict)
}

/// Asks the judges about the input as the guards left it. A request that is refused already is
/// not shown to them.
pub(super) async fn judge(
    policy: &Policy,
    input: &Input<'_>,
    mut verdict: Verdict,
) -> Result<Verdict, Error> {
    if policy.input_judges.is_empty() || refuses(input, &verdict) {
        return Ok(verdict);
    }
    let (redacted, maps) = redacted(input, &verdict);
    let shown = without_excluded(&redacted, &excluded(&verdict));
    for placed in &policy.input_judges {
        let mut taken = Taken::default();
        let asked = placed.guard.judge(&shown, &mut Sink::new(&placed.name, &mut taken)).await;
        let mut said = Verdict::default();
        let judged = asked
            .and_then(|()| said.take(placed.mode, taken, |at| part_at(&shown, at).map(Part::text)));
        if judged.is_ok() {
            verdict.findings.extend(said.findings.into_iter().map(|finding| {
                let place = input.parts().iter().position(|part| part.at() == finding.part());
                match place.and_then(|place| maps.get(place)).and_then(Option::as_ref) {
                    Some(map) => {
                        let span = map.back(finding.span());
                        finding.with_span(span)
                    }
                    None => finding,
                }
            }));
            verdict.scores.extend(said.scores);
        }
        policy.settle_failure(&placed.name, judged, &mut verdict)?;
    }
    verdict.sort();
    Ok(verdict)
}

/// Decides, applies the edits, and writes the event.
pub(super) fn conclude(
    request: &Arc<Request>,
    input: &Input<'_>,
    checked: Result<Verdict, Error>,
    begun: Instant,
) -> Result<ValidatedInput, Error> {
    let fail = |error| request.fail(Step::ValidateInput, begun, error);
    let verdict = checked.map_err(fail)?;
    if refuses(input, &verdict) {
        let refusal = Refusal::new(request.tag.request, verdict.findings, verdict.scores);
        return Err(fail(refusal.into()));
    }
    let excluded = excluded(&verdict);
    let (texts, maps) = redacted(input, &verdict);
    let redacted = !excluded.is_empty() || maps.iter().any(Option::is_some);
    let outcome = if redacted { Outcome::Redacted } else { Outcome::Allowed };
    request.record(Step::ValidateInput, outcome, begun, &Said::found(&verdict))?;
    let highest = verdict.scores.iter().map(|score| score.value()).fold(0.0, f64::max);
    let enforced = request.core().policy.enforces_input() && verdict.failed.is_empty();
    let kept = without_excluded(&texts, &excluded).into_owned();
    let checked = CheckedInput {
        context: Context::of_input(kept),
        verdict,
        excluded,
        redacted,
        enforced,
        conversation: input.state().after_turn(highest),
    };
    Ok(ValidatedInput { request: Arc::clone(request), checked: Arc::new(checked) })
}

/// Whether a finding blocks, or leaves out a part that the request cannot do without.
fn refuses(input: &Input<'_>, verdict: &Verdict) -> bool {
    verdict.findings.iter().any(|finding| {
        let needed = || {
            let source = part_at(input, finding.part()).map_or(Source::User, Part::source);
            matches!(source, Source::User | Source::System | Source::Answer)
        };
        let excludes = finding.is_enforced() && finding.action() == Action::Exclude;
        finding.refuses() || (excludes && needed())
    })
}

fn excluded(verdict: &Verdict) -> Vec<PartRef> {
    let excludes = |f: &&Finding| f.is_enforced() && f.action() == Action::Exclude;
    let mut parts: Vec<PartRef> =
        verdict.findings.iter().filter(excludes).map(Finding::part).collect();
    parts.dedup();
    parts
}

/// The input with its edits applied, and the way back for each part.
fn redacted<'i>(input: &Input<'i>, verdict: &Verdict) -> (Input<'i>, Vec<Option<EditMap>>) {
    let edited: Vec<_> = input
        .parts()
        .iter()
        .map(|part| {
            let findings = verdict.findings.iter().filter(|finding| finding.part() == part.at());
            edits::redact(part.text(), findings).unzip()
        })
        .collect();
    let (texts, maps): (Vec<_>, Vec<_>) = edited.into_iter().unzip();
    (input.with_texts(texts), maps)
}

fn without_excluded<'i>(input: &Input<'i>, excluded: &[PartRef]) -> Input<'i> {
    input.retaining(|part| !excluded.contains(&part.at()))
}

fn part_at<'p, 'i>(input: &'p Input<'i>, at: PartRef) -> Option<&'p Part<'i>> {
    input.parts().iter().find(|part| part.at() == at)
}
