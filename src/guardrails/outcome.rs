//! `lookup`, `validate_output`, `inspect_output` and `store`.

use std::sync::Arc;
use std::time::Instant;

use crate::cache::{CachedAnswer, Invalidation};
use crate::call::Call;
use crate::core::Core;
use crate::error::Error;
use crate::finding::Finding;
use crate::output::{Context, FinishReason, Reply};
use crate::policy::Verdict;
use crate::scope::Scope;
use crate::stream::{self, Halt, Hold, Screen, Screened, judge};
use crate::text::Channel;
use crate::validated::{Inspection, ValidatedInput, ValidatedOutput};

/// What became of an answer that was to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stored {
    /// It is kept.
    Kept,
    /// Another model than the call's answered, or it is not known which.
    OtherModel,
    /// The answer did not end by itself.
    Unfinished,
    /// The same call may get another answer: the temperature is not 0.
    NotDeterministic,
    /// It came from the cache.
    Cached,
    /// A guard failed and was passed over, on the way in or out.
    NotEnforced,
    /// It has a placeholder of the [`Vault`](crate::Vault) that the question has not, so that
    /// nobody else could have a value put there.
    ForeignPlaceholder,
    /// The cache could not keep it.
    Failed(crate::error::CacheError),
}

impl Stored {
    pub(super) const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Kept => None,
            Self::OtherModel => Some("another model answered"),
            Self::Unfinished => Some("the answer did not end by itself"),
            Self::NotDeterministic => Some("the call is not deterministic"),
            Self::Cached => Some("the answer came from the cache"),
            Self::NotEnforced => Some("a guard failed and was passed over"),
            Self::ForeignPlaceholder => Some("the answer has a placeholder of another question"),
            Self::Failed(_) => Some("the cache could not keep it"),
        }
    }
}

/// A hit that passed the output guards, and a note on what happened otherwise.
pub(super) async fn lookup(
    core: &Core,
    call: &Call,
) -> Result<(Option<ValidatedOutput>, Option<&'static str>), Error> {
    let (Some(caching), Some(key)) = (&core.cache, &call.key) else {
        return Err(Error::NotConfigured { step: "a cache" });
    };
    let answer = match caching.cache.lookup(key).await {
        Ok(Some(answer)) => answer,
        Ok(None) => return Ok((None, None)),
        Err(_) => return Ok((None, Some("the cache did not answer"))),
    };
    if answer.model() != call.model.name() {
        return Ok((None, Some("an answer of another model was left")));
    }
    let own;
    let channels = match &call.canonical {
        Some(canonical) => match mapped(answer.channels(), |text| canonical.to_own(text)) {
            Some(channels) => {
                own = channels;
                &own[..]
            }
            None => return Ok((None, Some("a placeholder of a hit has no counterpart"))),
        },
        None => answer.channels(),
    };
    match screen(core, &call.input, channels).await {
        Ok(screened) => {
            let mut output = stream::output(&call.input, screened);
            output.model = Some(answer.model().to_owned());
            output.finish = answer.finish();
            output.usage = answer.usage();
            output.cached = true;
            Ok((Some(output), None))
        }
        Err(Halt::Error(error @ Error::NotConfigured { .. })) => Err(error),
        // A judge that is away is no reason to empty the cache.
        Err(Halt::Error(Error::GuardFailed { .. })) => {
            Ok((None, Some("a hit could not be checked")))
        }
        Err(_) => {
            // It may stay a while where the cache does not answer; it is checked at every hit.
            drop(caching.cache.invalidate(&Invalidation::Key(key.clone())).await);
            Ok((None, Some("a hit was refused and forgotten")))
        }
    }
}

pub(super) async fn validate(
    core: &Core,
    input: &ValidatedInput,
    reply: &Reply,
    begun: Instant,
) -> Result<ValidatedOutput, Error> {
    let screened = screen(core, input, reply.channels()).await;
    stream::conclude(&input.request, input, screened, reply, begun)
}

/// Looks at all channels and enforces nothing. The judges are asked where the guards do not
/// refuse.
pub(super) async fn inspect(
    core: &Core,
    scope: &Scope,
    reply: &Reply,
) -> Result<Inspection, Error> {
    let mut verdict = inspect_guards(core, scope, reply)?;
    // What the guards refuse is not shown to judges, here as there.
    let refused = verdict.findings.iter().any(Finding::refuses_answer);
    if !core.policy.output_judges.is_empty() && !refused {
        let (mut all, context) = (Vec::new(), Context::of_scope(scope.clone()));
        for (channel, text) in reply.channels() {
            let here = |finding: &&Finding| finding.part() == (*channel).into();
            let mut findings: Vec<_> = verdict.findings.iter().filter(here).cloned().collect();
            let allowed = verdict.allowed.iter().filter(|(at, _)| *at == (*channel).into());
            let allowed: Vec<_> = allowed.map(|(_, span)| *span).collect();
            let (context, text) = (context.on(*channel), (text.as_str(), &*allowed));
            judge(&core.policy, &context, text, &mut findings, &mut verdict).await?;
            all.append(&mut findings);
        }
        verdict.findings = all;
        verdict.sort();
    }
    Ok(Inspection::new(verdict))
}

/// The same without judges.
pub(super) fn inspect_guards(core: &Core, scope: &Scope, reply: &Reply) -> Result<Verdict, Error> {
    core.policy.guards_output()?;
    let context = Context::of_scope(scope.clone());
    let mut screen = Screen::new(Arc::clone(&core.policy), context, Hold::Inspect);
    let screened = push_all(&mut screen, reply.channels()).and_then(|_| screen.finish());
    match screened {
        Ok(screened) => Ok(screened.verdict),
        Err(Halt::Error(error)) => Err(error),
        // An inspection stops at no finding.
        Err(Halt::Refused(verdict)) => Ok(verdict),
    }
}

pub(super) async fn store(
    core: &Core,
    call: &Call,
    output: &ValidatedOutput,
) -> Result<Stored, Error> {
    let (Some(caching), Some(key)) = (&core.cache, &call.key) else {
        return Err(Error::NotConfigured { step: "a cache" });
    };
    let skipped = if output.cached {
        Some(Stored::Cached)
    } else if output.model.as_deref() != Some(call.model.name()) {
        Some(Stored::OtherModel)
    } else if output.finish != FinishReason::Stop {
        Some(Stored::Unfinished)
    } else if !call.parameters.is_deterministic() {
        Some(Stored::NotDeterministic)
    } else if !output.verdict.failed.is_empty() || !call.input.checked.verdict.failed.is_empty() {
        Some(Stored::NotEnforced)
    } else {
        None
    };
    if let Some(skipped) = skipped {
        return Ok(skipped);
    }
    let documents = call.input.parts().filter(|part| part.source().is_data());
    let documents = documents.filter_map(|part| part.id()).map(|id| format!("document:{id}"));
    let channels = match &call.canonical {
        Some(canonical) => mapped(&output.channels, |text| canonical.of_answer(text)),
        None => Some(output.channels.clone()),
    };
    let Some(channels) = channels else { return Ok(Stored::ForeignPlaceholder) };
    let answer = CachedAnswer::new(call.model.name(), channels)
        .with_usage(output.usage)
        .with_finish(output.finish)
        .with_tags(documents.chain(call.parameters.tags().iter().cloned()));
    match caching.cache.store(key, &answer, caching.ttl).await {
        Ok(()) => Ok(Stored::Kept),
        Err(error) => Ok(Stored::Failed(error)),
    }
}

/// The channels with other texts, where there is one for each.
fn mapped(
    channels: &[(Channel, String)],
    becomes: impl Fn(&str) -> Option<String>,
) -> Option<Vec<(Channel, String)>> {
    channels.iter().map(|(channel, text)| Some((*channel, becomes(text)?))).collect()
}

/// Runs whole channels through the guards, and the judges where there are any.
async fn screen(
    core: &Core,
    input: &ValidatedInput,
    channels: &[(Channel, String)],
) -> Result<Screened, Halt> {
    core.policy.guards_output().map_err(Halt::Error)?;
    let judged = !core.policy.output_judges.is_empty();
    let hold = if judged { Hold::All } else { Hold::Undecided };
    let mut screen = Screen::new(Arc::clone(&core.policy), input.checked.context.clone(), hold);
    let mut texts = push_all(&mut screen, channels)?;
    let screened = if judged { screen.finish_judged().await? } else { screen.finish()? };
    Ok(joined(&mut texts, screened))
}

/// The same without judges.
pub(super) fn screen_locally(
    core: &Core,
    input: &ValidatedInput,
    channels: &[(Channel, String)],
) -> Result<Screened, Halt> {
    core.policy.guards_output().map_err(Halt::Error)?;
    let context = input.checked.context.clone();
    let mut screen = Screen::new(Arc::clone(&core.policy), context, Hold::Undecided);
    let mut texts = push_all(&mut screen, channels)?;
    let screened = screen.finish()?;
    Ok(joined(&mut texts, screened))
}

fn push_all(
    screen: &mut Screen,
    channels: &[(Channel, String)],
) -> Result<Vec<(Channel, String)>, Halt> {
    let mut texts = Vec::with_capacity(channels.len());
    for (channel, text) in channels {
        let mut released = String::with_capacity(text.len());
        screen.push(*channel, text, &mut released)?;
        // The guards see a channel that comes twice as one text, and so it leaves.
        match texts.iter_mut().find(|(existing, _): &&mut (Channel, String)| existing == channel) {
            Some((_, text)) => text.push_str(&released),
            None => texts.push((*channel, released)),
        }
    }
    Ok(texts)
}

/// What was released at once, with what came at the end behind it.
fn joined(texts: &mut Vec<(Channel, String)>, screened: Screened) -> Screened {
    for (channel, rest) in &screened.rest {
        match texts.iter_mut().find(|(existing, _)| existing == channel) {
            Some((_, text)) => text.push_str(rest),
            None => texts.push((*channel, rest.clone())),
        }
    }
    Screened { rest: std::mem::take(texts), ..screened }
}
