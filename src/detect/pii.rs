//! Stub.

use crate::error::GuardError;
use crate::finding::Sink;
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::text::Input;

/// Stub.
#[derive(Clone, Debug, Default)]
pub struct Pii;

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Pii {
    fn name(&self) -> &str {
        "pii"
    }

    fn describe(&self, _to: &mut Fingerprint) {}

    fn check(&self, _input: &Input<'_>, _found: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

/// Stub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PiiType {
    /// Stub.
    Email,
}

impl Pii {
    /// Stub.
    pub const fn redact() -> Self {
        Self
    }
}

impl crate::output::OutputGuard for Pii {
    fn name(&self) -> &str {
        "pii"
    }
    fn describe(&self, _to: &mut Fingerprint) {}
    fn reach(&self) -> crate::span::Reach {
        crate::span::Reach::Bytes(0)
    }
    fn begin(&self, _c: &crate::output::Context) -> Box<dyn crate::output::OutputScan> {
        unimplemented!()
    }
}
