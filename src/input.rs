//! The contracts on the way in: guards that look, judges that are asked.

use std::fmt;

use async_trait::async_trait;

use crate::error::GuardError;
use crate::finding::Sink;
use crate::id::Fingerprint;
use crate::scan::BuiltIn;
use crate::text::{Input, Part};

/// Looks at an input and reports what it finds. Synchronous: it never waits, and it never
/// changes the text; the crate applies what is proposed.
///
/// ```
/// use palisade::{Category, Finding, Fingerprint, GuardError, Input, InputGuard, Sink, Span};
///
/// #[derive(Debug)]
/// struct NoShouting;
///
/// impl InputGuard for NoShouting {
///     fn name(&self) -> &str { "no_shouting" }
///     fn describe(&self, _to: &mut Fingerprint) {}
///     fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
///         for part in input.parts() {
///             if part.text().len() > 20 && !part.text().contains(char::is_lowercase) {
///                 let span = Span::new(0, part.text().len());
///                 found.report(part.at(), Finding::new("upper_case", Category::Other, span));
///             }
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait InputGuard: fmt::Debug + Send + Sync {
    /// The name in findings, refusals and the audit log.
    fn name(&self) -> &str;

    /// Writes every option that changes what it finds, and the mistakes in them.
    fn describe(&self, to: &mut Fingerprint);

    /// Looks at all parts.
    ///
    /// # Errors
    /// Where it cannot judge; the text is refused then.
    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError>;

    /// The guard as the crate's own chains see it: built-in guards share their views of a text.
    #[doc(hidden)]
    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

/// The asynchronous kind: a remote classifier, a model that is asked for its verdict. It sees
/// the text as the guards left it, redacted; its spans are led back to the original.
#[async_trait]
pub trait InputJudge: fmt::Debug + Send + Sync {
    /// The name in findings, refusals and the audit log.
    fn name(&self) -> &str;

    /// Writes every option that changes its verdicts, and the mistakes in them.
    fn describe(&self, to: &mut Fingerprint);

    /// Judges the redacted input.
    ///
    /// # Errors
    /// Where it cannot judge or cannot be asked; the text is refused then.
    async fn judge(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError>;
}

/// A guard made from a closure over one part, for checks that need no type of their own.
///
/// ```
/// use palisade::{Category, EachPart, Finding, Span};
///
/// let guard = EachPart::new("no_todo", "1", |part, found| {
///     if let Some(start) = part.text().find("TODO") {
///         let span = Span::new(start, start + 4);
///         found.report(part.at(), Finding::new("todo", Category::Term, span).block());
///     }
/// });
/// # let _ = palisade::Guardrails::builder().input(guard).build().unwrap();
/// ```
pub struct EachPart<F> {
    name: String,
    version: String,
    check: F,
}

impl<F: Fn(&Part<'_>, &mut Sink<'_>) + Send + Sync> EachPart<F> {
    /// A guard of that name. Change `version` whenever the closure changes: it stands for it in
    /// the policy fingerprint, and so in cache keys.
    pub fn new(name: impl Into<String>, version: impl Into<String>, check: F) -> Self {
        Self { name: name.into(), version: version.into(), check }
    }
}

impl<F> fmt::Debug for EachPart<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EachPart")
            .field("name", &self.name)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl<F: Fn(&Part<'_>, &mut Sink<'_>) + Send + Sync> InputGuard for EachPart<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("version", &self.version);
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        input.parts().iter().for_each(|part| (self.check)(part, found));
        Ok(())
    }
}
