//! Whether a secret that was found is still valid: a question to its vendor, asked by the caller.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use async_trait::async_trait;

use super::secrets::Secrets;
use crate::error::GuardError;
use crate::finding::{Category, Finding, Response, Sink, Taken};
use crate::id::Fingerprint;
use crate::input::{InputGuard, InputJudge};
use crate::output::{Context, OutputJudge};
use crate::text::{Folded, Input, Part, PartRef, Source};

/// Asks whether a secret is still valid: with a request to its vendor, or a look into the caller's
/// own store. Nothing in this crate does so by itself, and no guard calls one unless it was given
/// one. The call leaves the process with the secret: send it to nobody but its vendor.
///
/// ```
/// use palisade::{Candidate, SecretVerifier, Verification};
///
/// #[derive(Debug)]
/// struct Revoked;
///
/// #[async_trait::async_trait]
/// impl SecretVerifier for Revoked {
///     fn name(&self) -> &str { "revoked" }
///     async fn verify(&self, candidate: &Candidate<'_>) -> Verification {
///         match candidate.rule() {
///             "github_token" if candidate.secret().ends_with('0') => Verification::Inactive,
///             _ => Verification::Unknown,
///         }
///     }
/// }
/// ```
#[async_trait]
pub trait SecretVerifier: fmt::Debug + Send + Sync {
    /// Stands for it in the policy's fingerprint: change it with what it does.
    fn name(&self) -> &str;

    /// What is known of this secret. Where nobody can be asked, or in time, it is
    /// [`Verification::Unknown`].
    async fn verify(&self, candidate: &Candidate<'_>) -> Verification;
}

/// What is known of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verification {
    /// It opens something.
    Active,
    /// It opens nothing any more, or never did.
    Inactive,
    /// Nobody knows.
    Unknown,
}

/// A secret to be verified. `Debug` shows its rule and its length, never the secret.
pub struct Candidate<'a> {
    finding: &'a Finding,
    secret: &'a str,
}

/// A finding, and what is known of the secret.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedSecret {
    finding: Finding,
    verification: Verification,
}

/// A judge that finds secrets and has each of them verified: with
/// [`judge_input`](crate::GuardrailsBuilder::judge_input) or
/// [`judge_output`](crate::GuardrailsBuilder::judge_output).
///
/// Secrets that are active or unknown stay as they were found, so that a vendor that does not
/// answer opens nothing; those that are inactive are only flagged. A judge sees what the guards
/// left: it takes the place of [`Secrets`] in that chain, since what is redacted there is not
/// verified any more.
///
/// ```
/// use palisade::*;
/// # #[derive(Debug)]
/// # struct Revoked;
/// # #[async_trait::async_trait]
/// # impl SecretVerifier for Revoked {
/// #     fn name(&self) -> &str { "revoked" }
/// #     async fn verify(&self, candidate: &Candidate<'_>) -> Verification {
/// #         let inactive = candidate.secret().ends_with('0');
/// #         if inactive { Verification::Inactive } else { Verification::Unknown }
/// #     }
/// # }
///
/// let rails = Guardrails::builder()
///     .input(Length::max_chars(10_000))
///     .judge_input(VerifySecrets::new(Revoked))
///     .build()?;
/// # futures::executor::block_on(async {
/// let text = "old ghp_x9q2v7m4t1b8z3wk5n0rAb1Cd2Ef3Gh4Ij50 \
///             new ghp_x9q2v7m4t1b8z3wk5n0rAb1Cd2Ef3Gh4Ij51";
/// let input = rails.validate_input(&Scope::tenant("acme"), text).await?;
/// assert_eq!(
///     input.user_text(),
///     "old ghp_x9q2v7m4t1b8z3wk5n0rAb1Cd2Ef3Gh4Ij50 new [GITHUB_TOKEN]"
/// );
/// # Ok::<(), Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct VerifySecrets<V> {
    verifier: V,
    finder: Arc<dyn InputGuard>,
    unknown: Option<Response>,
    inactive: Response,
    most: NonZeroUsize,
}

impl<V: SecretVerifier> VerifySecrets<V> {
    /// Finds with [`Secrets::redact`], flags what is inactive, and asks at most 16 times a text.
    pub fn new(verifier: V) -> Self {
        Self {
            verifier,
            finder: Arc::new(Secrets::redact()),
            unknown: None,
            inactive: Response::FLAG,
            most: MOST,
        }
    }

    /// Finds with this guard: other responses, or a rule pack. Only findings of the category
    /// [`Secret`](Category::Secret) are verified; all others stay as they are.
    pub fn found_by(mut self, finder: impl InputGuard + 'static) -> Self {
        self.finder = Arc::new(finder);
        self
    }

    /// What is done with a secret of which nobody knows; what its rule says by default.
    pub fn unknown(mut self, response: Response) -> Self {
        self.unknown = Some(response);
        self
    }

    /// What is done with a secret that is not valid any more; [`Response::FLAG`] by default.
    pub fn inactive(mut self, response: Response) -> Self {
        self.inactive = response;
        self
    }

    /// How many different secrets of a text are verified; those behind are unknown.
    pub const fn at_most(mut self, secrets: NonZeroUsize) -> Self {
        self.most = secrets;
        self
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        to.text("verifier", self.verifier.name());
        to.text("unknown", &format!("{:?}", self.unknown));
        to.text("inactive", &format!("{:?}", self.inactive));
        to.text("at most", &self.most.to_string());
        to.text("found by", self.finder.name());
        self.finder.describe(to);
    }

    async fn verified(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        let (secrets, others): (Vec<_>, Vec<_>) =
            self.find(input)?.into_iter().partition(|f| f.category() == Category::Secret);
        others.into_iter().for_each(|finding| found.report(finding.part(), finding));
        for part in input.parts() {
            let here = secrets.iter().filter(|finding| finding.part() == part.at());
            let here: Vec<Finding> = here.cloned().collect();
            let verified = ask(&self.verifier, &here, part.text(), self.most).await;
            for VerifiedSecret { finding, verification } in verified {
                let finding = match (verification, &self.unknown) {
                    (Verification::Inactive, _) => finding.respond(&self.inactive),
                    (Verification::Unknown, Some(response)) => finding.respond(response),
                    _ => finding,
                };
                found.report(part.at(), finding);
            }
        }
        Ok(())
    }

    fn find(&self, input: &Input<'_>) -> Result<Vec<Finding>, GuardError> {
        let (name, mut taken) = (Arc::from(self.finder.name()), Taken::default());
        self.finder.check(input, &mut Sink::new(&name, &mut taken))?;
        let mut findings = std::mem::take(&mut taken.findings);
        findings.extend(taken.closed.drain(..).map(|closed| closed.finding));
        Ok(findings)
    }
}

/// Has the secrets among findings verified, in a text of which they are: the findings of one part
/// of an [`Inspection`](crate::Inspection), and that part's original text. Equal secrets are asked
/// for once. What does not stand in `text` is [`Unknown`](Verification::Unknown).
///
/// ```
/// # use palisade::*;
/// # #[derive(Debug)]
/// # struct Never;
/// # #[async_trait::async_trait]
/// # impl SecretVerifier for Never {
/// #     fn name(&self) -> &str { "never" }
/// #     async fn verify(&self, _: &Candidate<'_>) -> Verification { Verification::Inactive }
/// # }
/// let rails = Guardrails::builder().input(Secrets::flag()).build_local()?;
/// let text = "It is ghp_x9q2v7m4t1b8z3wk5n0rAb1Cd2Ef3Gh4Ij50.";
/// let inspection = rails.inspect_input(text)?;
/// # futures::executor::block_on(async {
/// let verified = verify_secrets(&Never, inspection.findings(), text).await;
/// assert_eq!(verified[0].verification(), Verification::Inactive);
/// # });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn verify_secrets(
    verifier: &dyn SecretVerifier,
    findings: &[Finding],
    text: &str,
) -> Vec<VerifiedSecret> {
    ask(verifier, findings, text, NonZeroUsize::MAX).await
}

async fn ask(
    verifier: &dyn SecretVerifier,
    findings: &[Finding],
    text: &str,
    most: NonZeroUsize,
) -> Vec<VerifiedSecret> {
    let mut known: HashMap<(&str, String), Verification> = HashMap::new();
    let mut verified = Vec::new();
    for finding in findings.iter().filter(|finding| finding.category() == Category::Secret) {
        let secret = finding.span().of(text).map(|secret| Folded::of(secret).view().to_owned());
        let verification = match secret.filter(|secret| !secret.is_empty()) {
            None => Verification::Unknown,
            Some(secret) => match known.get(&(finding.rule(), secret.clone())) {
                Some(verification) => *verification,
                None if known.len() >= most.get() => Verification::Unknown,
                None => {
                    let candidate = Candidate { finding, secret: &secret };
                    let verification = verifier.verify(&candidate).await;
                    known.insert((finding.rule(), secret), verification);
                    verification
                }
            },
        };
        verified.push(VerifiedSecret { finding: finding.clone(), verification });
    }
    verified
}

impl Candidate<'_> {
    /// The guard that found it.
    pub fn guard(&self) -> &str {
        self.finding.guard()
    }

    /// Its rule, which names the vendor.
    pub fn rule(&self) -> &str {
        self.finding.rule()
    }

    /// The part or channel that it stands in.
    pub const fn part(&self) -> PartRef {
        self.finding.part()
    }

    /// The secret itself, as it reads: without invisible characters, look-alikes as ASCII. One
    /// that was encoded is as it stands.
    pub const fn secret(&self) -> &str {
        self.secret
    }
}

impl fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("rule", &self.rule())
            .field("bytes", &self.secret.len())
            .finish_non_exhaustive()
    }
}

impl VerifiedSecret {
    /// The finding, as it was made.
    pub const fn finding(&self) -> &Finding {
        &self.finding
    }

    /// What is known of the secret.
    pub const fn verification(&self) -> Verification {
        self.verification
    }
}

#[async_trait]
impl<V: SecretVerifier> InputJudge for VerifySecrets<V> {
    fn name(&self) -> &str {
        self.finder.name()
    }

    fn describe(&self, to: &mut Fingerprint) {
        self.describe_options(to);
    }

    async fn judge(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        self.verified(input, found).await
    }
}

#[async_trait]
impl<V: SecretVerifier> OutputJudge for VerifySecrets<V> {
    fn name(&self) -> &str {
        self.finder.name()
    }

    fn describe(&self, to: &mut Fingerprint) {
        self.describe_options(to);
    }

    async fn judge(
        &self,
        context: &Context,
        answer: &str,
        found: &mut Sink<'_>,
    ) -> Result<(), GuardError> {
        let input = Input::of([]);
        let input = input.placed_part(Part::new(Source::Answer, answer), context.at());
        self.verified(&input, found).await
    }
}

/// How many secrets of a text are verified.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add(15);
