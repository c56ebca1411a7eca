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
