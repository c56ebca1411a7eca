//! Stub.

use crate::error::GuardError;
use crate::finding::Sink;
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::text::Input;

/// Stub.
#[derive(Clone, Debug, Default)]
pub struct Secrets;

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Secrets {
    fn name(&self) -> &str {
        "secrets"
    }

    fn describe(&self, _to: &mut Fingerprint) {}

    fn check(&self, _input: &Input<'_>, _found: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}
