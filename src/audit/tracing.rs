//! Audit events as events of the `tracing` ecosystem.

use crate::audit::{AuditEvent, AuditSink, Outcome};
use crate::error::AuditError;

/// Emits one `tracing` event for each audit event, at the target `palisade`: as a warning where a
/// step refused or failed, and else for information.
///
/// Its fields are `request`, `step`, `outcome`, `took_us`, `policy`, `model`, `findings` (how
/// many), `rules` (their guards and names), `input_tokens`, `output_tokens`, `cost_nano_usd` and
/// `note`; those that an event lacks are left out. Neither text nor the scope is among them:
/// spans go to more places than audit logs.
///
/// ```
/// use palisade::{AuditSink, TracingAudit};
///
/// let audit = TracingAudit::new();
/// assert_eq!(audit.lost(), 0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct TracingAudit;

impl TracingAudit {
    /// A sink that emits to whatever subscriber is there.
    pub const fn new() -> Self {
        Self
    }
}

/// The level of an event must be known at compile time, hence a macro.
macro_rules! emit {
    ($level:ident, $event:expr) => {{
        let event = $event;
        let amount = event.amount.as_ref();
        ::tracing::event!(
            target: "palisade",
            ::tracing::Level::$level,
            request = %event.request,
            step = event.step.name(),
            outcome = event.outcome.name(),
            took_us = event.took_us,
            policy = event.policy,
            model = event.model,
            findings = event.findings.len() as u64,
            rules = rules(event),
            input_tokens = amount.map(|amount| amount.input_tokens),
            output_tokens = amount.map(|amount| amount.output_tokens),
            cost_nano_usd = amount.map(|amount| amount.cost.nanos()),
            note = event.note,
        );
    }};
}

impl AuditSink for TracingAudit {
    fn record(&self, event: &AuditEvent<'_>) -> Result<(), AuditError> {
        match event.outcome {
            Outcome::Refused | Outcome::OverBudget | Outcome::Failed => emit!(WARN, event),
            _ => emit!(INFO, event),
        }
        Ok(())
    }

    /// None: what a subscriber leaves out it was told to leave out.
    fn lost(&self) -> u64 {
        0
    }
}

/// Guards and rules, each once, in the order they were found: `pii/card,injection/override`.
fn rules(event: &AuditEvent<'_>) -> Option<String> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for finding in event.findings {
        let name = (finding.guard(), finding.rule());
        if !names.contains(&name) && names.len() < MAX_RULES {
            names.push(name);
        }
    }
    let joined: Vec<_> = names.iter().map(|(guard, rule)| format!("{guard}/{rule}")).collect();
    (!joined.is_empty()).then(|| joined.join(","))
}

/// How many rules are named; a text may break any number of them.
const MAX_RULES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::tests::{Sample, TEXT};
    use std::fmt;
    use std::sync::{Arc, Mutex};
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    #[derive(Clone, Default)]
    struct Collect(Arc<Mutex<Vec<String>>>);

    impl Subscriber for Collect {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, event: &Event<'_>) {
            let meta = event.metadata();
            let mut line = Line(format!("{} {}", meta.level(), meta.target()));
            event.record(&mut line);
            self.0.lock().unwrap().push(line.0);
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    struct Line(String);

    impl Visit for Line {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.0.push_str(&format!(" {}={value:?}", field.name()));
        }
    }

    #[test]
    fn an_event_has_its_fields_and_no_text_of_the_user() {
        let collect = Collect::default();
        let sample = Sample::new();
        tracing::subscriber::with_default(collect.clone(), || {
            let audit = TracingAudit::new();
            audit.record(&sample.event()).unwrap();
            audit.record(&sample.bare_event()).unwrap();
        });
        let lines = collect.0.lock().unwrap();
        let [full, bare] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(full.starts_with("WARN palisade request="), "{full}");
        for field in [
            "step=\"validate_input\"",
            "outcome=\"refused\"",
            "took_us=42",
            "model=\"small-1\"",
            "findings=3",
            "rules=\"pii/card,pii/email\"",
            "input_tokens=10",
            "cost_nano_usd=7",
        ] {
            assert!(full.contains(field), "{field} is not in {full}");
        }
        for word in TEXT.split(' ').chain(["acme"]) {
            assert!(!full.contains(word), "{word} is in {full}");
        }
        assert!(bare.starts_with("INFO palisade") && bare.contains("findings=0"), "{bare}");
        assert!(!bare.contains("model=") && !bare.contains("rules="), "{bare}");
    }
}
