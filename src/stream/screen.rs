//! All channels of one answer under the output guards.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lane::{Hold, Lane, Stop};
use crate::edits;
use crate::error::Error;
use crate::finding::{Finding, Sink, Taken};
use crate::output::Context;
use crate::policy::{Policy, Verdict};
use crate::span::Span;
use crate::text::Channel;

/// The lanes of one answer, and what was found in those that have ended.
pub(crate) struct Screen {
    policy: Arc<Policy>,
    context: Context,
    hold: Hold,
    lanes: BTreeMap<Channel, Lane>,
    /// Channels that ended before the answer.
    ended: BTreeSet<Channel>,
}

/// What a screen had to say at the end or when it stopped.
pub(crate) struct Screened {
    /// What had been held, by channel.
    pub(crate) rest: Vec<(Channel, String)>,
    pub(crate) verdict: Verdict,
}

/// Why a screen stopped: a refusal by findings, or an error.
#[derive(Debug)]
pub(crate) enum Halt {
    Refused(Verdict),
    Error(Error),
}

impl Screen {
    pub(crate) fn new(policy: Arc<Policy>, context: Context, hold: Hold) -> Self {
        Self { policy, context, hold, lanes: BTreeMap::new(), ended: BTreeSet::new() }
    }

    /// Shows the next chunk of a channel to the guards and appends what may go to `out`.
    pub(crate) fn push(
        &mut self,
        channel: Channel,
        chunk: &str,
        out: &mut String,
    ) -> Result<(), Halt> {
        let Self { policy, context, hold, lanes, ended } = self;
        if ended.contains(&channel) {
            return Err(Halt::Error(Error::StreamEnded));
        }
        let lane =
            lanes.entry(channel).or_insert_with(|| Lane::new(policy, &context.on(channel), *hold));
        let pushed = lane.push(chunk, out);
        let held = lane.held();
        pushed.map_err(|stop| self.halt(stop))?;
        let limit = self.policy.max_answer_bytes;
        if held > limit {
            return Err(Halt::Error(Error::AnswerTooLong { limit }));
        }
        Ok(())
    }

    /// One channel has ended before the others: appends what was held of it to `out`. Where
    /// judges want the whole answer, it stays held.
    pub(crate) fn end(&mut self, channel: Channel, out: &mut String) -> Result<(), Halt> {
        if !self.ended.insert(channel) {
            return Ok(());
        }
        let Some(lane) = self.lanes.get_mut(&channel) else { return Ok(()) };
        lane.finish(out).map_err(|stop| self.halt(stop))
    }

    /// The answer has ended: what is left of each channel, and all that was found.
    pub(crate) fn finish(&mut self) -> Result<Screened, Halt> {
        let mut rest = Vec::with_capacity(self.lanes.len());
        let mut stopped = None;
        let ended = &self.ended;
        for (channel, lane) in self.lanes.iter_mut().filter(|(c, _)| !ended.contains(c)) {
            let mut out = String::new();
            let finished = lane.finish(&mut out);
            stopped = stopped.or(finished.err());
            rest.push((*channel, out));
        }
        match stopped {
            Some(stop) => Err(self.halt(stop)),
            None => Ok(Screened { rest, verdict: self.verdict() }),
        }
    }

    /// Ends a screen that held everything: the judges look at each redacted channel, then all
    /// edits are applied to the original.
    pub(crate) async fn finish_judged(&mut self) -> Result<Screened, Halt> {
        let Screened { mut verdict, .. } = self.finish()?;
        verdict.findings.clear();
        let (policy, context) = (Arc::clone(&self.policy), self.context.clone());
        let mut rest = Vec::with_capacity(self.lanes.len());
        for (channel, lane) in std::mem::take(&mut self.lanes) {
            let (original, mut findings, allowed) = lane.into_original();
            let context = context.on(channel);
            let hash = policy.hash.as_deref();
            let judged =
                judge(&policy, &context, (&original, &allowed), &mut findings, &mut verdict).await;
            judged.map_err(Halt::Error)?;
            let redacted = edits::redact_answer(&original, &findings, &allowed, hash);
            let text = redacted.map_or(original, |(text, _)| text);
            verdict.findings.append(&mut findings);
            rest.push((channel, text));
        }
        verdict.sort();
        if verdict.findings.iter().any(Finding::refuses_answer) {
            return Err(Halt::Refused(verdict));
        }
        Ok(Screened { rest, verdict })
    }

    /// All that was found so far.
    pub(crate) fn verdict(&self) -> Verdict {
        let lanes = self.lanes.values();
        let mut verdict = Verdict {
            allowed: lanes.clone().flat_map(|lane| lane.allowed.iter().copied()).collect(),
            findings: lanes.clone().flat_map(|lane| lane.findings.iter().cloned()).collect(),
            scores: lanes.clone().flat_map(|lane| lane.scores.iter().cloned()).collect(),
            failed: lanes.flat_map(Lane::failed).collect(),
        };
        verdict.sort();
        verdict
    }

    fn halt(&self, stop: Stop) -> Halt {
        match stop {
            Stop::Refused => Halt::Refused(self.verdict()),
            Stop::Failed(guard, error) => {
                Halt::Error(Error::GuardFailed { guard: guard.to_string(), error })
            }
        }
    }
}

/// Asks the judges about a channel as the guards left it; their findings go to `findings`, with
/// spans of the original, which stands with what was allowed of it as a whole.
pub(crate) async fn judge(
    policy: &Policy,
    context: &Context,
    (original, allowed): (&str, &[Span]),
    findings: &mut Vec<Finding>,
    verdict: &mut Verdict,
) -> Result<(), Error> {
    let hash = policy.hash.as_deref();
    let redacted = edits::redact_answer(original, &*findings, allowed, hash);
    let (redacted, map) = match redacted {
        Some((text, map)) => (Cow::Owned(text), Some(map)),
        None => (Cow::Borrowed(original), None),
    };
    for placed in &policy.output_judges {
        let mut taken = Taken::default();
        let mut found = Sink::new(&placed.name, &mut taken);
        let asked = placed.guard.judge(context, &redacted, &mut found).await;
        let mut said = Verdict::default();
        let judged = asked.and_then(|()| {
            said.take(placed.mode, taken, |at| (at == context.at()).then_some(&*redacted))
        });
        if judged.is_ok() {
            findings.extend(said.findings.into_iter().map(|finding| match &map {
                Some(map) => {
                    let span = map.back(finding.span());
                    finding.with_span(span)
                }
                None => finding,
            }));
            verdict.scores.extend(said.scores);
        }
        policy.settle_failure(&placed.name, judged, verdict)?;
    }
    Ok(())
}
