//! The end of an answer: the proof, or the refusal, and its event.

use std::sync::Arc;
use std::time::Instant;

use super::screen::{Halt, Screened};
use crate::audit::{Outcome, Step};
use crate::core::{End, Request, Said};
use crate::error::{Error, Refusal};
use crate::finding::{Action, Finding};
use crate::output::{FinishReason, Reply};
use crate::validated::{ValidatedInput, ValidatedOutput};

/// Makes the proof and writes the event, or gives the refusal.
pub(crate) fn conclude(
    request: &Request,
    input: &ValidatedInput,
    screened: Result<Screened, Halt>,
    reply: &Reply,
    begun: Instant,
) -> Result<ValidatedOutput, Error> {
    let mut output = match screened {
        Ok(screened) => output(input, screened),
        Err(halt) => {
            let error = error_of(halt, request);
            return Err(request.fail(Step::ValidateOutput, begun, error));
        }
    };
    output.model = reply.answered_by().map(str::to_owned);
    output.finish = reply.finish_reason();
    output.usage = reply.used();
    request.record(
        Step::ValidateOutput,
        outcome_of(&output.verdict.findings),
        begun,
        &Said { model: reply.answered_by(), ..Said::found(&output.verdict) },
    )?;
    request.end_with(End::Completed);
    Ok(output)
}

fn outcome_of(findings: &[Finding]) -> Outcome {
    let redacts = |f: &Finding| f.is_enforced() && f.action() == Action::Redact;
    if findings.iter().any(redacts) { Outcome::Redacted } else { Outcome::Allowed }
}

pub(crate) fn error_of(halt: Halt, request: &Request) -> Error {
    match halt {
        Halt::Refused(verdict) => {
            Refusal::new(request.tag.request, verdict.findings, verdict.scores).into()
        }
        Halt::Error(error) => error,
    }
}

/// The proof, without what the reply says of itself.
pub(crate) fn output(input: &ValidatedInput, screened: Screened) -> ValidatedOutput {
    let policy = &input.request.core().policy;
    let enforced = policy.enforces_output() && screened.verdict.failed.is_empty();
    ValidatedOutput {
        request: Arc::clone(&input.request),
        channels: screened.rest,
        verdict: Arc::new(screened.verdict),
        model: None,
        finish: FinishReason::Other,
        usage: None,
        enforced,
        cached: false,
        pseudonyms: input.checked.pseudonyms.clone(),
    }
}
