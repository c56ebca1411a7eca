//! Documents that who asks may not read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::error::GuardError;
use crate::finding::{Category, Finding, Severity, Sink};
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::scan::BuiltIn;
use crate::scope::Scope;
use crate::span::Span;
use crate::text::{Input, Part};

/// Leaves out, one by one, the documents and tool results that the scope may not read, by their
/// labels ([`Part::with_label`](crate::Part::with_label)). It never refuses the request for one.
///
/// A label is readable as the table says: by everyone, or by scopes whose level has one of the
/// values that are named. A label that is not in the table is readable by nobody, and so is what
/// has no label, unless [`allow_unlabelled`](Self::allow_unlabelled) says otherwise. Labels are
/// compared as they are written, to the byte.
///
/// Rules are `unreadable` and `unlabelled`; the finding takes in the whole part, and its category
/// is [`Category::Access`](crate::Category::Access). The other guards look at the part all the
/// same, and one that refuses does so for it, too.
///
/// ```
/// use palisade::{DocumentAccess, Guardrails, Input, Part, Source};
///
/// let access = DocumentAccess::access_list()
///     .everyone("public")
///     .readable("finance", "team", ["finance", "audit"]);
/// let rails = Guardrails::builder().input(access).build()?;
/// let document = |id, label| Part::new(Source::Document, "…").with_id(id).with_label(label);
/// let input = Input::user("What did we earn?")
///     .part(document("handbook", "public"))
///     .part(document("ledger", "finance"));
/// # futures::executor::block_on(async {
/// let scope = palisade::Scope::tenant("acme").with("team", "support");
/// let input = rails.validate_input(&scope, input).await?;
/// let read: Vec<_> = input.parts().filter_map(Part::id).collect();
/// assert_eq!(read, ["handbook"]);
/// # Ok::<(), palisade::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct DocumentAccess {
    by: By,
    unlabelled: Unlabelled,
}

/// Decides what a scope may read.
#[derive(Clone)]
enum By {
    Table { table: BTreeMap<String, Readers>, needs: Needs },
    Closure { version: String, may_read: Arc<MayRead> },
}

type MayRead = dyn Fn(&Scope, &Part<'_>) -> bool + Send + Sync;

/// Who may read a label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Readers {
    everyone: bool,
    /// A level and the value that it must have; one of them is enough.
    levels: Vec<(String, String)>,
}

/// How many of a part's labels must be readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    One,
    All,
}

/// What is done with what has no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unlabelled {
    Exclude,
    Allow,
}

impl DocumentAccess {
    /// Labels are names on an access list: one that the scope may read is enough.
    pub fn access_list() -> Self {
        Self::of(By::Table { table: BTreeMap::new(), needs: Needs::One })
    }

    /// Labels are classes of confidence: the scope must be allowed to read each.
    pub fn clearance() -> Self {
        Self::of(By::Table { table: BTreeMap::new(), needs: Needs::All })
    }

    /// A closure decides for each document and tool result, those without labels among them once
    /// [`allow_unlabelled`](Self::allow_unlabelled) is set. Change `version` whenever the closure
    /// changes: it stands for it in the policy fingerprint, and so in cache keys.
    ///
    /// ```
    /// use palisade::DocumentAccess;
    ///
    /// // A label names its reader: `team:finance`.
    /// let access = DocumentAccess::by("1", |scope, part| {
    ///     part.labels().filter_map(|label| label.split_once(':')).any(|(level, value)| {
    ///         scope.level(level) == Some(value)
    ///     })
    /// });
    /// # let _ = palisade::Guardrails::builder().input(access).build().unwrap();
    /// ```
    pub fn by(
        version: impl Into<String>,
        may_read: impl Fn(&Scope, &Part<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::of(By::Closure { version: version.into(), may_read: Arc::new(may_read) })
    }

    /// Lets everyone read what has this label, also somebody without a scope.
    pub fn everyone(self, label: impl Into<String>) -> Self {
        self.change(label, |readers| readers.everyone = true)
    }

    /// Lets those read what has this label whose scope has one of `values` at `level`. Called
    /// again for a label, it adds to what was said.
    pub fn readable<V: Into<String>>(
        self,
        label: impl Into<String>,
        level: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let levels = values.into_iter().map(|value| (level.to_owned(), value.into()));
        self.change(label, |readers| readers.levels.extend(levels))
    }

    /// Lets documents and tool results without any label in, instead of leaving them out.
    pub const fn allow_unlabelled(mut self) -> Self {
        self.unlabelled = Unlabelled::Allow;
        self
    }

    const fn of(by: By) -> Self {
        Self { by, unlabelled: Unlabelled::Exclude }
    }

    fn change(mut self, label: impl Into<String>, change: impl FnOnce(&mut Readers)) -> Self {
        let label = label.into();
        match &mut self.by {
            By::Table { table, .. } => change(table.entry(label).or_default()),
            // A table beside a closure would say nothing; `describe` tells.
            By::Closure { version, .. } => version.push_str(MIXED),
        }
        self
    }

    /// The rule by which a part is left out; none where the scope may read it.
    fn objection(&self, scope: &Scope, part: &Part<'_>) -> Option<&'static str> {
        let mut labels = part.labels().peekable();
        let is_unlabelled = labels.peek().is_none();
        if is_unlabelled && self.unlabelled == Unlabelled::Exclude {
            return Some("unlabelled");
        }
        let may_read = match &self.by {
            By::Closure { may_read, .. } => may_read(scope, part),
            By::Table { .. } if is_unlabelled => true,
            By::Table { table, needs } => {
                let mut reads = labels
                    .map(|label| table.get(label).is_some_and(|readers| readers.take_in(scope)));
                match needs {
                    Needs::One => reads.any(|reads| reads),
                    Needs::All => reads.all(|reads| reads),
                }
            }
        };
        (!may_read).then_some("unreadable")
    }
}

impl Readers {
    fn take_in(&self, scope: &Scope) -> bool {
        let has = |(level, value): &(String, String)| scope.level(level) == Some(value);
        self.everyone || self.levels.iter().any(has)
    }
}

/// Shows how many labels there are; none of them, nor who reads them.
impl fmt::Debug for DocumentAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("DocumentAccess");
        match &self.by {
            By::Table { table, needs } => {
                shown.field("labels", &table.len()).field("needs", needs);
            }
            By::Closure { version, .. } => {
                shown.field("version", version);
            }
        }
        shown.field("unlabelled", &self.unlabelled).finish_non_exhaustive()
    }
}

#[deny(clippy::missing_trait_methods)]
impl InputGuard for DocumentAccess {
    fn name(&self) -> &str {
        "document_access"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("unlabelled", &format!("{:?}", self.unlabelled));
        match &self.by {
            By::Closure { version, .. } => {
                to.text("version", version);
                if version.ends_with(MIXED) {
                    to.mistake(
                        "document_access: a closure decides, so a table of labels says nothing; \
                         use one of them",
                    );
                }
            }
            By::Table { table, needs } => {
                to.text("needs", &format!("{needs:?}"));
                for (label, readers) in table {
                    let mut levels = readers.levels.clone();
                    levels.sort();
                    levels.dedup();
                    to.text("label", label);
                    to.number("everyone", u64::from(readers.everyone));
                    to.number("levels", levels.len() as u64);
                    for (level, value) in &levels {
                        to.text("level", level);
                        to.text("value", value);
                        if level.is_empty() || value.is_empty() {
                            to.mistake(
                                "document_access: a level or a value is empty, which no scope \
                                 has; name one",
                            );
                        }
                    }
                }
                if table.is_empty() && self.unlabelled == Unlabelled::Exclude {
                    to.mistake(
                        "document_access: no label is readable, so every document is left out; \
                         add .everyone() or .readable()",
                    );
                }
            }
        }
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        for part in input.parts().iter().filter(|part| part.source().is_data()) {
            if let Some(rule) = self.objection(input.scope(), part) {
                let whole = Span::new(0, part.text().len());
                let finding = Finding::new(rule, Category::Access, whole);
                found.report(part.at(), finding.with_severity(Severity::High).exclude());
            }
        }
        Ok(())
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

/// Ends the version of a closure beside which a table was given.
const MIXED: &str = " and a table";
