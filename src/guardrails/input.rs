//! `validate_input`: guards, judges, edits, decision.

use std::sync::Arc;
use std::time::Instant;

use crate::audit::{Outcome, Step};
use crate::core::{Request, Said};
use crate::edits::{self, EditMap, Inks};
use crate::error::{Error, Refusal};
use crate::finding::{Action, Finding, Sink, Taken};
use crate::output::Context;
use crate::policy::{Policy, Verdict};
use crate::text::{Input, Part, PartRef, Source};
use crate::validated::{CheckedInput, ValidatedInput};
use crate::vault::Pseudonyms;

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
    let Edited { texts, maps, .. } = edited(policy, input, &verdict)?;
    let excluded = excluded(&verdict);
    let shown = input.clone().into_edited(texts, |at| excluded.binary_search(&at).is_err());
    for placed in &policy.input_judges {
        let mut taken = Taken::default();
        let asked = placed.guard.judge(&shown, &mut Sink::new(&placed.name, &mut taken)).await;
        let mut said = Verdict::default();
        let judged = asked
            .and_then(|()| said.take(placed.mode, taken, |at| shown.part_at(at).map(Part::text)));
        if judged.is_ok() {
            verdict.findings.extend(said.findings.into_iter().map(|finding| {
                let map = match finding.part() {
                    // A part of an input stands at its own place.
                    PartRef::Part(place) => maps.get(place).and_then(Option::as_ref),
                    PartRef::Channel(_) => None,
                };
                match map {
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
    input: Input<'_>,
    checked: Result<Verdict, Error>,
    begun: Instant,
) -> Result<ValidatedInput, Error> {
    let fail = |error| request.fail(Step::ValidateInput, begun, error);
    let verdict = checked.map_err(fail)?;
    if refuses(&input, &verdict) {
        let mut dispensable = excluded(&verdict);
        dispensable.retain(|at| !is_needed(&input, *at));
        let refusal = Refusal::new(request.tag.request, verdict.findings, verdict.scores);
        return Err(fail(refusal.but_for(dispensable).into()));
    }
    let excluded = excluded(&verdict);
    let edited = edited(&request.core().policy, &input, &verdict);
    let Edited { texts, pseudonyms, .. } = edited.map_err(fail)?;
    let redacted = !excluded.is_empty() || texts.iter().any(Option::is_some);
    let outcome = if redacted { Outcome::Redacted } else { Outcome::Allowed };
    request.record(Step::ValidateInput, outcome, begun, &Said::found(&verdict))?;
    // Earlier turns were counted in their time, and a document is not what the user said.
    let is_users = |at| input.part_at(at).is_some_and(|part| part.source() == Source::User);
    let scores = verdict.scores.iter().filter(|score| is_users(score.part()));
    let highest = scores.map(|score| score.value()).fold(0.0, f64::max);
    let enforced = request.core().policy.enforces_input() && verdict.failed.is_empty();
    let conversation = input.state().after_turn(highest);
    let kept = input.into_edited(texts, |at| excluded.binary_search(&at).is_err());
    let checked = CheckedInput {
        context: Context::of_input(kept),
        verdict,
        excluded,
        redacted,
        enforced,
        conversation,
        pseudonyms,
    };
    Ok(ValidatedInput { request: Arc::clone(request), checked: Arc::new(checked) })
}

/// Whether a finding blocks, or leaves out a part that the request cannot do without.
fn refuses(input: &Input<'_>, verdict: &Verdict) -> bool {
    verdict.findings.iter().any(|finding| {
        let excludes = finding.is_enforced() && finding.action() == Action::Exclude;
        finding.refuses() || (excludes && is_needed(input, finding.part()))
    })
}

/// Whether the request cannot do without the part.
fn is_needed(input: &Input<'_>, at: PartRef) -> bool {
    let source = input.part_at(at).map_or(Source::User, Part::source);
    matches!(source, Source::User | Source::System | Source::Answer)
}

/// The parts that are left out, sorted.
fn excluded(verdict: &Verdict) -> Vec<PartRef> {
    let excludes = |f: &&Finding| f.is_enforced() && f.action() == Action::Exclude;
    let mut parts: Vec<PartRef> =
        verdict.findings.iter().filter(excludes).map(Finding::part).collect();
    parts.dedup();
    parts
}

/// An input after its edits.
struct Edited {
    /// The text of each part; `None` where nothing changes.
    texts: Vec<Option<String>>,
    /// The way back.
    maps: Vec<Option<EditMap>>,
    /// Where the input has a vault.
    pseudonyms: Option<Pseudonyms>,
}

/// Applies the edits. The findings are sorted by part.
fn edited(policy: &Policy, input: &Input<'_>, verdict: &Verdict) -> Result<Edited, Error> {
    let texts = || input.parts().iter().map(Part::text);
    let vault = input.vault_set();
    let filling = vault.map(|vault| vault.fill(texts()));
    let mut with = Inks { hash: policy.hash.as_deref(), vault: filling };
    let edited = input.parts().iter().map(|part| {
        let all = &verdict.findings;
        let first = all.partition_point(|finding| finding.part() < part.at());
        let here = all.iter().skip(first).take_while(|finding| finding.part() == part.at());
        let allowed = verdict.allowed.iter().filter(|(at, _)| *at == part.at());
        let allowed = allowed.map(|(_, span)| *span);
        edits::redact_with(part.text(), here, allowed, &mut with).unzip()
    });
    let (texts, maps) = edited.unzip();
    let pseudonyms = match (with.vault, vault) {
        (Some(filling), Some(vault)) => Some(filling.finish(vault)?),
        _ => None,
    };
    Ok(Edited { texts, maps, pseudonyms })
}
