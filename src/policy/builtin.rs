//! Text that the crate itself puts into answers must not be found in its turn.

use std::sync::Arc;

use crate::detect::{ControlCharacters, Injection, Pii, Secrets};
use crate::finding::{Action, Finding, Sink, Taken};
use crate::input::InputGuard;
use crate::text::Input;

/// The built-in guard that finds something in `text`, if one does.
pub(crate) fn found_by_builtin(text: &str) -> Option<Arc<str>> {
    let guards: [&dyn InputGuard; 4] =
        [&ControlCharacters::remove(), &Injection::default(), &Pii::default(), &Secrets::default()];
    let input = Input::user(text);
    guards.into_iter().find_map(|guard| {
        let name = Arc::from(guard.name());
        let mut taken = Taken::default();
        let checked = guard.check(&input, &mut Sink::new(&name, &mut taken));
        // What is only flagged stays as it is.
        let acts = |finding: &Finding| finding.action() > Action::Flag;
        let found = checked.is_err() || taken.findings.iter().any(acts) || !taken.closed.is_empty();
        found.then_some(name)
    })
}
