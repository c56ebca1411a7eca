//! Stub.

use crate::error::GuardError;
use crate::finding::Sink;
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::text::Input;

/// Stub.
#[derive(Clone, Debug, Default)]
pub struct Injection;

#[deny(clippy::missing_trait_methods)]
impl InputGuard for Injection {
    fn name(&self) -> &str {
        "injection"
    }

    fn describe(&self, _to: &mut Fingerprint) {}

    fn check(&self, _input: &Input<'_>, _found: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

impl Injection {
    /// Stub.
    pub const fn exclude_documents(self) -> Self {
        self
    }
}
