//! How a policy is put together. Mistakes surface in `build()`, each with what to change.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use crate::audit::{self, AuditSink};
use crate::budget::Budget;
use crate::cache::Cache;
use crate::clock::{Clock, SystemClock};
use crate::core::{Caching, Core, Unsettled};
use crate::detect::{ControlCharacters, Injection, Length, Pii, Secrets};
use crate::edits::HashKey;
use crate::error::{ConfigError, GuardError};
use crate::guardrails::{Guardrails, LocalGuardrails};
use crate::id::{Fingerprint, InstanceId};
use crate::input::{InputGuard, InputJudge};
use crate::output::{OutputGuard, OutputJudge};
use crate::policy::{Mode, OnFailure, Placed, Policy, Unguarded, found_by_builtin};
use crate::route::Router;
use crate::scan::BuiltIn;
use crate::scan::gate::Gate;
use crate::text::{TokenCounter, Tokens};

/// Puts a [`Guardrails`] together. Each method takes and gives the builder; what is wrong is
/// said by [`build`](Self::build).
#[derive(Debug)]
#[must_use = "nothing is guarded before build()"]
pub struct GuardrailsBuilder {
    input_guards: Vec<Placed<dyn InputGuard>>,
    input_judges: Vec<Placed<dyn InputJudge>>,
    output_guards: Vec<Placed<dyn OutputGuard>>,
    output_judges: Vec<Placed<dyn OutputJudge>>,
    router: Option<Box<dyn Router>>,
    budget: Option<Box<dyn Budget>>,
    cache: Option<Caching>,
    cache_partition: Vec<String>,
    audit: Vec<Box<dyn AuditSink>>,
    audit_required: bool,
    clock: Arc<dyn Clock>,
    tokens: Arc<dyn TokenCounter>,
    on_failure: OnFailure,
    unguarded: Unguarded,
    max_answer_bytes: usize,
    hash: Option<Arc<HashKey>>,
    described: Described,
}

/// Policies to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// A chat: hidden characters removed, 100,000 characters at most, injections refused,
    /// personal data and secrets replaced, both ways.
    Chat,
    /// A chat over retrieved documents: as `Chat`, but a document or tool result with an
    /// injection is left out instead of refusing the request.
    Documents,
    /// Where nothing may slip: as `Chat`, but secrets are refused, both ways.
    Strict,
}

/// What weakens a policy; reached only through [`GuardrailsBuilder::dangerous`].
#[derive(Debug)]
#[must_use]
pub struct Dangerous {
    builder: GuardrailsBuilder,
}

/// The digest of what was added so far, with the mistakes in it.
#[derive(Default)]
struct Described {
    policy: Fingerprint,
    /// Budgets and caches say their mistakes, but do not enter the policy.
    stores: Fingerprint,
}

impl fmt::Debug for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.policy.mistakes()).entries(self.stores.mistakes()).finish()
    }
}

impl Guardrails {
    /// An empty policy, to be filled.
    pub fn builder() -> GuardrailsBuilder {
        GuardrailsBuilder::default()
    }

    /// A policy to begin with, which can be filled further.
    pub fn preset(preset: Preset) -> GuardrailsBuilder {
        GuardrailsBuilder::of(preset)
    }
}

impl Default for GuardrailsBuilder {
    fn default() -> Self {
        let mut described = Described::default();
        // Rules that come with the crate change with its version.
        described.policy.text("palisade", env!("CARGO_PKG_VERSION"));
        Self {
            input_guards: Vec::new(),
            input_judges: Vec::new(),
            output_guards: Vec::new(),
            output_judges: Vec::new(),
            router: None,
            budget: None,
            cache: None,
            cache_partition: Vec::new(),
            audit: Vec::new(),
            audit_required: false,
            clock: Arc::new(SystemClock),
            tokens: Arc::new(Tokens::bound()),
            on_failure: OnFailure::Refuse,
            unguarded: Unguarded::default(),
            max_answer_bytes: 1 << 20,
            hash: None,
            described,
        }
    }
}

impl GuardrailsBuilder {
    pub(crate) fn of(preset: Preset) -> Self {
        let (injection, secrets) = match preset {
            Preset::Chat => (Injection::default(), Secrets::redact()),
            Preset::Documents => (Injection::default().exclude_documents(), Secrets::redact()),
            Preset::Strict => (Injection::default(), Secrets::block()),
        };
        Self::default()
            .input(ControlCharacters::remove())
            .input(Length::max_chars(100_000))
            .input(injection)
            .input(Pii::redact())
            .input(secrets.clone())
            .output(ControlCharacters::remove())
            .output(Pii::redact())
            .output(secrets)
    }

    /// Adds an input guard.
    pub fn input(self, guard: impl InputGuard + 'static) -> Self {
        self.place_input(guard, Mode::Enforce)
    }

    /// Adds an input guard whose findings are recorded and not enforced.
    pub fn observe_input(self, guard: impl InputGuard + 'static) -> Self {
        self.place_input(guard, Mode::Observe)
    }

    /// Adds an input judge. A judge makes the policy asynchronous.
    pub fn judge_input(mut self, judge: impl InputJudge + 'static) -> Self {
        self.described.begin("input judge", Mode::Enforce, judge.name());
        judge.describe(&mut self.described.policy);
        self.input_judges.push(Placed {
            name: judge.name().into(),
            mode: Mode::Enforce,
            guard: Box::new(judge),
        });
        self
    }

    /// Adds an output guard.
    pub fn output(self, guard: impl OutputGuard + 'static) -> Self {
        self.place_output(guard, Mode::Enforce)
    }

    /// Adds an output guard whose findings are recorded and not enforced. It holds nothing back.
    pub fn observe_output(self, guard: impl OutputGuard + 'static) -> Self {
        self.place_output(guard, Mode::Observe)
    }

    /// Adds an output judge. With one, streams release nothing before their end.
    pub fn judge_output(mut self, judge: impl OutputJudge + 'static) -> Self {
        self.described.begin("output judge", Mode::Enforce, judge.name());
        judge.describe(&mut self.described.policy);
        self.output_judges.push(Placed {
            name: judge.name().into(),
            mode: Mode::Enforce,
            guard: Box::new(judge),
        });
        self
    }

    /// Sets the router; a [`Model`](crate::Model) by itself is one that always takes it.
    pub fn router(mut self, router: impl Router + 'static) -> Self {
        self.described.begin("router", Mode::Enforce, router.name());
        router.describe(&mut self.described.policy);
        self.router = Some(Box::new(router));
        self
    }

    /// Sets the budget.
    pub fn budget(mut self, budget: impl Budget + 'static) -> Self {
        budget.describe(&mut self.described.stores);
        self.budget = Some(Box::new(budget));
        self
    }

    /// Sets the cache, and how long answers are kept in it.
    pub fn cache(mut self, cache: impl Cache + 'static, ttl: Duration) -> Self {
        cache.describe(&mut self.described.stores);
        if ttl.is_zero() {
            let mistake = "cache: a time to live of zero keeps nothing; set a longer one";
            self.described.stores.mistake(mistake);
        }
        self.cache = Some(Caching { cache: Box::new(cache), ttl, partition: Vec::new() });
        self
    }

    /// Names the levels of the scope that part the cache. Without this all levels of the scope
    /// do, so that nobody gets the answer of another user.
    pub fn cache_partition<L: Into<String>>(mut self, levels: impl IntoIterator<Item = L>) -> Self {
        self.cache_partition = levels.into_iter().map(Into::into).collect();
        self
    }

    /// Adds an audit sink.
    pub fn audit(mut self, sink: impl AuditSink + 'static) -> Self {
        self.audit.push(Box::new(sink));
        self
    }

    /// Refuses requests whose audit events cannot be kept.
    pub const fn audit_required(mut self) -> Self {
        self.audit_required = true;
        self
    }

    /// Sets the clock of the audit events. Budgets and caches have their own.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The most bytes of one channel of an answer that may be held at a time; 1 MiB unless told.
    /// Only guards that want the whole answer, and judges, hold so much; a longer answer is
    /// refused then.
    pub const fn max_answer_bytes(mut self, bytes: usize) -> Self {
        self.max_answer_bytes = bytes;
        self
    }

    /// Sets the key of all [hashes](crate::Recipe::Hash): 32 bytes from a source of random
    /// numbers, kept where secrets are kept. One key gives the same hash for the same text, also
    /// in other processes; who has it can try out what stands behind a hash. A new key is a new
    /// policy. It is zeroised with the policy.
    pub fn hash_key(mut self, key: [u8; 32]) -> Self {
        self.hash = Some(Arc::new(HashKey::new(key)));
        self
    }

    /// The way to options that weaken the policy.
    pub const fn dangerous(self) -> Dangerous {
        Dangerous { builder: self }
    }

    /// Builds the policy.
    ///
    /// # Errors
    /// [`ConfigError`] with every mistake: no guards at all, one that a guard, judge, router,
    /// budget or cache finds in its configuration, a replacement that a built-in guard would
    /// find in its turn, a required audit log without a sink.
    pub fn build(self) -> Result<Guardrails, ConfigError> {
        self.finish().map(|core| Guardrails { core })
    }

    /// Builds a policy of guards only, whose methods do not await.
    ///
    /// # Errors
    /// As [`build`](Self::build), and where a judge, router, budget or cache was set.
    pub fn build_local(mut self) -> Result<LocalGuardrails, ConfigError> {
        let asynchronous = [
            ("a judge", !self.input_judges.is_empty() || !self.output_judges.is_empty()),
            ("a router", self.router.is_some()),
            ("a budget", self.budget.is_some()),
            ("a cache", self.cache.is_some()),
        ];
        for (what, _) in asynchronous.into_iter().filter(|(_, set)| *set) {
            let mistake = format!("build_local() cannot use {what}; use build()");
            self.described.stores.mistake(mistake);
        }
        self.finish().map(|core| LocalGuardrails { core })
    }

    fn place_input(mut self, guard: impl InputGuard + 'static, mode: Mode) -> Self {
        self.described.begin("input guard", mode, guard.name());
        guard.describe(&mut self.described.policy);
        let name = guard.name().into();
        self.input_guards.push(Placed { name, mode, guard: Box::new(guard) });
        self
    }

    fn place_output(mut self, guard: impl OutputGuard + 'static, mode: Mode) -> Self {
        self.described.begin("output guard", mode, guard.name());
        guard.describe(&mut self.described.policy);
        let name = guard.name().into();
        self.output_guards.push(Placed { name, mode, guard: Box::new(guard) });
        self
    }

    fn finish(mut self) -> Result<Arc<Core>, ConfigError> {
        let no_input = self.input_guards.is_empty() && self.input_judges.is_empty();
        let no_output = self.output_guards.is_empty() && self.output_judges.is_empty();
        if no_input && no_output {
            let mistake = "no guards at all; add one with .input() or .output(), or begin with \
                           Guardrails::preset()";
            self.described.stores.mistake(mistake);
        }
        if self.max_answer_bytes == 0 {
            let mistake = "max_answer_bytes: 0 refuses every answer; set at least 1";
            self.described.stores.mistake(mistake);
        }
        if self.audit_required && self.audit.is_empty() {
            let mistake = "audit_required: there is nothing that keeps events; add a sink with \
                           .audit()";
            self.described.stores.mistake(mistake);
        }
        let Described { policy: mut described, stores } = self.described;
        check_replacements(&mut described);
        match &self.hash {
            Some(key) => described.bytes("hash_key", &key.id()),
            None if described.has_hashes() => described.mistake(
                "something is replaced by a hash, which needs a key; set one with .hash_key()",
            ),
            None => {}
        }
        let input_gate = gate(self.input_guards.iter().map(|placed| placed.guard.built_in()));
        let output_gate = gate(self.output_guards.iter().map(|placed| placed.guard.built_in()));
        for error in [&input_gate, &output_gate].into_iter().filter_map(|gate| gate.as_ref().err())
        {
            described.mistake(error.to_string());
        }
        described.text("on_failure", &format!("{:?}", self.on_failure));
        described.text("unguarded", &format!("{:?}", self.unguarded));
        let mistakes = [described.mistakes(), stores.mistakes()].concat();
        let (Ok(input_gate), Ok(output_gate), []) = (input_gate, output_gate, mistakes.as_slice())
        else {
            return Err(ConfigError::new(mistakes));
        };
        let fingerprint = described.finish();
        if let Some(caching) = &mut self.cache {
            caching.partition = self.cache_partition;
        }
        let policy = Policy {
            input_guards: self.input_guards,
            input_judges: self.input_judges,
            output_guards: self.output_guards,
            output_judges: self.output_judges,
            input_gate,
            output_gate,
            fingerprint,
            name: audit::short(&fingerprint),
            on_failure: self.on_failure,
            unguarded: self.unguarded,
            max_answer_bytes: self.max_answer_bytes,
            hash: self.hash,
        };
        Ok(Arc::new(Core {
            policy: Arc::new(policy),
            instance: InstanceId::fresh(),
            requests: AtomicU64::new(1),
            router: self.router,
            budget: self.budget,
            cache: self.cache,
            audit: self.audit,
            audit_required: self.audit_required,
            clock: self.clock,
            tokens: self.tokens,
            unsettled: Unsettled::default(),
        }))
    }
}

impl Dangerous {
    /// A guard or judge that fails is passed over instead of refusing.
    /// [`ValidatedInput::failed_guards`](crate::ValidatedInput::failed_guards) names it.
    pub fn fail_open(mut self) -> GuardrailsBuilder {
        self.builder.on_failure = OnFailure::PassOn;
        self.builder
    }

    /// Counts the input of a call by `counter` for what is reserved and what fits a model's
    /// window, instead of by the bound that is never under. A counter that is under lets a
    /// budget be overspent by the difference, which settling records; exact counts are under
    /// only for a model of another vocabulary.
    pub fn token_counter(mut self, counter: impl TokenCounter + 'static) -> GuardrailsBuilder {
        self.builder.described.policy.text("token_counter", counter.name());
        self.builder.tokens = Arc::new(counter);
        self.builder
    }

    /// Lets inputs through where there is no input guard, for policies that only guard answers.
    pub fn without_input_guards(mut self) -> GuardrailsBuilder {
        self.builder.unguarded.input = true;
        self.builder
    }

    /// Lets answers through where there is no output guard, for policies that only guard inputs.
    pub fn without_output_guards(mut self) -> GuardrailsBuilder {
        self.builder.unguarded.output = true;
        self.builder
    }
}

impl Described {
    fn begin(&mut self, kind: &str, mode: Mode, name: &str) {
        self.policy.text(kind, name);
        self.policy.text("mode", &format!("{mode:?}"));
    }
}

/// The shared gate of the built-in guards of one way.
fn gate<'g>(guards: impl Iterator<Item = Option<BuiltIn<'g>>>) -> Result<Arc<Gate>, GuardError> {
    Gate::of(guards.map(|guard| guard.map(|guard| guard.0))).map(Arc::new)
}

/// What stands in the place of a finding must not be found again: redaction is idempotent.
fn check_replacements(described: &mut Fingerprint) {
    let mut replacements = described.replacements().to_vec();
    replacements.sort_unstable();
    replacements.dedup();
    for text in replacements {
        if let Some(name) = found_by_builtin(&text) {
            described.mistake(format!(
                "the replacement {text:?} would itself be found by {name}; choose another",
            ));
        }
    }
}
