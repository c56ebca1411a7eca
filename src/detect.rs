//! The guards that come with the crate. Most serve both ways.

/// Makes a guard for both ways of a [`Detector`].
macro_rules! serves_both_ways {
    ($guard:ty) => {
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

mod banned;
mod control;
mod disguise;
mod injection;
mod length;
mod pack;
mod pattern;
mod pii;
mod respond;
mod secrets;
#[cfg(test)]
mod testing;
mod urls;

use crate::error::GuardError;
use crate::finding::Sink;
use crate::output::{Context, OutputScan};
use crate::scan::Detector;
use crate::scan::engine::Engine;
use crate::span::Watermark;
use crate::text::{Input, Source};

pub use banned::BannedTerms;
pub use control::ControlCharacters;
pub use disguise::Disguise;
#[cfg(feature = "redteam")]
#[doc(hidden)]
pub use injection::training;
pub use injection::{Explanation, Injection, Reason, ReasonKind};
pub use length::Length;
pub use pack::{
    ContextEffect, Pack, PackAllow, PackContext, PackError, PackRule, RulePack, RulePackBuilder,
};
pub use pattern::Pattern;
pub use pii::{Pii, PiiType};
pub use secrets::Secrets;
#[cfg(feature = "conformance")]
pub(crate) use secrets::samples as secret_samples;
pub use urls::Urls;

/// Runs one guard by itself over each part.
fn check_parts(
    guard: &dyn Detector,
    input: &Input<'_>,
    found: &mut Sink<'_>,
) -> Result<(), GuardError> {
    for part in input.parts() {
        let Some(recogniser) = guard.recogniser(part.source())? else { continue };
        let mut engine = Engine::new(vec![recogniser], part.at());
        engine.read_whole(part.text());
        if let Some(said) = engine.said(0) {
            guard.conclude(part.source(), part.text(), part.at(), said);
            found.absorb(said);
        }
    }
    Ok(())
}

/// Begins one guard by itself over one channel of an answer.
fn begin(guard: &dyn Detector, context: &Context) -> Box<dyn OutputScan> {
    match guard.recogniser(Source::Answer) {
        Ok(recogniser) => {
            let recognisers = recogniser.into_iter().collect();
            Box::new(EngineScan { engine: Engine::new(recognisers, context.at()), pushed: 0 })
        }
        Err(error) => Box::new(Failed(error)),
    }
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
