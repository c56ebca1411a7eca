//! The guards that come with the crate. Most serve both ways.

/// Makes a guard of answers of a [`Detector`].
macro_rules! serves_answers {
    ($guard:ty) => {
        #[deny(clippy::missing_trait_methods)]
        impl crate::output::OutputGuard for $guard {
            fn name(&self) -> &str {
                self.id()
            }

            fn describe(&self, to: &mut crate::id::Fingerprint) {
                self.describe_options(to);
            }

            fn reach(&self) -> crate::span::Reach {
                crate::span::Reach::Bytes(crate::scan::reach_of(self.longest()))
            }

            fn begin(
                &self,
                context: &crate::output::Context,
            ) -> Box<dyn crate::output::OutputScan> {
                crate::detect::begin(self, context)
            }

            fn built_in(&self) -> Option<crate::scan::BuiltIn<'_>> {
                Some(crate::scan::BuiltIn(self))
            }
        }
    };
}

/// Makes a guard for both ways of a [`Detector`].
macro_rules! serves_both_ways {
    ($guard:ty) => {
        serves_answers!($guard);

        #[deny(clippy::missing_trait_methods)]
        impl crate::input::InputGuard for $guard {
            fn name(&self) -> &str {
                self.id()
            }

            fn describe(&self, to: &mut crate::id::Fingerprint) {
                self.describe_options(to);
            }

            fn check(
                &self,
                input: &crate::text::Input<'_>,
                found: &mut crate::finding::Sink<'_>,
            ) -> Result<(), crate::error::GuardError> {
                crate::detect::check_parts(self, input, found)
            }

            fn built_in(&self) -> Option<crate::scan::BuiltIn<'_>> {
                Some(crate::scan::BuiltIn(self))
            }
        }
    };
}

mod access;
mod banned;
mod canary;
mod control;
mod disguise;
mod entities;
mod injection;
mod length;
mod listing;
mod pack;
mod pattern;
mod pii;
mod respond;
mod secrets;
mod system_leak;
#[cfg(test)]
mod testing;
#[cfg(all(test, feature = "redteam"))]
mod tests;
mod urls;
mod verify;

use std::sync::Arc;

use crate::error::GuardError;
use crate::finding::{Sink, Taken};
use crate::output::{Context, OutputScan};
use crate::scan::Detector;
use crate::scan::engine::Engine;
use crate::scan::gate::Gate;
use crate::span::Watermark;
use crate::text::Input;

pub use access::DocumentAccess;
pub use banned::BannedTerms;
pub use canary::Canary;
pub use control::ControlCharacters;
pub use disguise::Disguise;
pub use entities::{Entities, EntityRecognizer, EntitySink, EntityType, NamesInContext};
#[cfg(feature = "redteam")]
#[doc(hidden)]
pub use injection::training;
pub use injection::{Explanation, Injection, Reason, ReasonKind};
pub use length::Length;
pub use listing::{RuleInfo, rules};
pub use pack::{
    AllowTarget, AllowWhen, ContextEffect, GroupFallback, Pack, PackAllow, PackContext, PackError,
    PackRule, RulePack, RulePackBuilder,
};
#[cfg(feature = "toml")]
pub use pack::{GitleaksPack, PackNote};
pub use pattern::Pattern;
pub use pii::{Phones, Pii, PiiType, Threshold};
#[cfg(feature = "conformance")]
pub(crate) use secrets::samples as secret_samples;
pub use secrets::{SecretRule, Secrets};
pub use system_leak::SystemPromptLeak;
pub use urls::Urls;
pub use verify::{
    Candidate, SecretVerifier, Verification, VerifiedSecret, VerifySecrets, verify_secrets,
};

/// Runs one guard by itself over each part.
fn check_parts(
    guard: &dyn Detector,
    input: &Input<'_>,
    found: &mut Sink<'_>,
) -> Result<(), GuardError> {
    let (nobody, mut all) = (Arc::from(""), Taken::default());
    for part in input.parts() {
        let Some(recogniser) = guard.recogniser(part.source())? else { continue };
        let gate = own_gate(guard)?;
        let mut engine = Engine::new(vec![(0, recogniser)], gate, part.at());
        engine.read_whole(part.text());
        if let Some(said) = engine.said(0) {
            guard.conclude(part.source(), part.text(), part.at(), said);
            Sink::new(&nobody, &mut all).absorb(said);
        }
    }
    guard.conclude_input(input, &mut all)?;
    found.absorb(&mut all);
    Ok(())
}

/// Begins one guard by itself over one channel of an answer.
fn begin(guard: &dyn Detector, context: &Context) -> Box<dyn OutputScan> {
    match guard.answering(context.input()).and_then(|r| Ok((r, own_gate(guard)?))) {
        Ok((recogniser, gate)) => {
            let recognisers = recogniser.into_iter().map(|recogniser| (0, recogniser)).collect();
            let engine = Engine::new(recognisers, gate, context.at());
            Box::new(EngineScan { engine, pushed: 0 })
        }
        Err(error) => Box::new(Failed(error)),
    }
}

/// The gate of one guard by itself.
fn own_gate(guard: &dyn Detector) -> Result<Arc<Gate>, GuardError> {
    guard.own_gate().map_or_else(|| Gate::of([Some(guard)]).map(Arc::new), Ok)
}

/// One guard by itself over a stream.
#[derive(Debug)]
struct EngineScan {
    engine: Engine,
    pushed: usize,
}

#[deny(clippy::missing_trait_methods)]
impl OutputScan for EngineScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.pushed += chunk.len();
        self.engine.push(chunk);
        match self.engine.said(0) {
            Some(said) => {
                found.absorb(said);
                Ok(Watermark(self.engine.watermark(0)))
            }
            None => Ok(Watermark(self.pushed)),
        }
    }

    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError> {
        self.engine.finish();
        self.engine.said(0).into_iter().for_each(|said| found.absorb(said));
        Ok(())
    }
}

/// Refuses every answer: a mistake in the options that `build()` did not see.
#[derive(Debug)]
struct Failed(GuardError);

#[deny(clippy::missing_trait_methods)]
impl OutputScan for Failed {
    fn push(&mut self, _: &str, _: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        Err(self.0.clone())
    }

    fn finish(&mut self, _: &mut Sink<'_>) -> Result<(), GuardError> {
        Err(self.0.clone())
    }
}
