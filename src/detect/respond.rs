//! What a guard does with what it finds, as a policy records it.

use crate::finding::{Action, Response};
use crate::id::Fingerprint;

/// Writes a response and what may stand in the place of a redacted span, where `label` is the
/// rule's own.
pub(super) fn describe_response(
    name: &str,
    response: &Response,
    label: &'static str,
    to: &mut Fingerprint,
) {
    to.text(name, &format!("{response:?}"));
    if response.action() != Action::Redact {
        return;
    }
    match response.recipe() {
        None => to.replacement(&format!("[{label}]")),
        Some(recipe) => recipe.describe_replacements(label, to),
    }
}
