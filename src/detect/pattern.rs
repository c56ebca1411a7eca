//! Stub.

use crate::error::GuardError;
use crate::finding::Sink;
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::text::Input;

/// Stub.
#[derive(Clone, Debug, Default)]
pub struct Pattern;

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Pattern {
    fn name(&self) -> &str {
        "pattern"
    }

    fn describe(&self, _to: &mut Fingerprint) {}

    fn check(&self, _input: &Input<'_>, _found: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}
