//! The limits, laid out for the decision: what they share is looked up once.

use std::sync::Arc;

use crate::budget::calendar::Window;
use crate::budget::limits::{Limits, Unit};
use crate::error::BudgetError;
use crate::scope::Scope;

/// The limits with their windows, models and levels numbered.
pub(super) struct Rules {
    /// In the order of the limits.
    pub(super) rules: Vec<Rule>,
    /// The sets of levels that are counted apart, one of a kind: a scope has one account in each.
    pub(super) partitions: Vec<Partition>,
    /// The windows, one of a kind.
    pub(super) windows: Vec<Window>,
    /// The models that some limit is held to, one of a kind.
    models: Vec<String>,
}

/// One limit.
pub(super) struct Rule {
    pub(super) name: Arc<str>,
    pub(super) unit: Unit,
    pub(super) cap: u64,
    /// Where in `Rules::windows`.
    pub(super) window: usize,
    /// Where in `Rules::models`; `None` for every model.
    model: Option<usize>,
    /// Where in `Rules::partitions`.
    pub(super) partition: usize,
    /// Where among the counters of an account of its partition.
    pub(super) slot: usize,
}

/// A set of levels with the limits that count by it.
pub(super) struct Partition {
    levels: Vec<String>,
    /// The window of each counter of an account, in the order of `Rule::slot`.
    pub(super) windows: Vec<usize>,
}

impl Rules {
    pub(super) fn new(limits: &Limits) -> Self {
        let mut all = Self {
            rules: Vec::with_capacity(limits.limits().len()),
            partitions: Vec::new(),
            windows: Vec::new(),
            models: Vec::new(),
        };
        for limit in limits.limits() {
            let window = position(&mut all.windows, |w| *w == limit.window(), || limit.window());
            let model = limit
                .model()
                .map(|model| position(&mut all.models, |m| m == model, || model.to_owned()));
            let partition = position(
                &mut all.partitions,
                |partition| partition.levels == limit.levels(),
                || Partition { levels: limit.levels().to_vec(), windows: Vec::new() },
            );
            let counters = &mut all.partitions[partition].windows;
            let slot = counters.len();
            counters.push(window);
            all.rules.push(Rule {
                name: Arc::from(&*limit.name()),
                unit: limit.unit(),
                cap: limit.cap(),
                window,
                model,
                partition,
                slot,
            });
        }
        all
    }

    /// The number of a model that some limit is held to.
    pub(super) fn model(&self, name: &str) -> Option<usize> {
        self.models.iter().position(|model| model == name)
    }

    /// Whether the scope has at least one level, and every level that some limit names.
    pub(super) fn check_levels(&self, scope: &Scope) -> Result<(), BudgetError> {
        let mut levels = self.partitions.iter().flat_map(|partition| &partition.levels);
        let missing = if scope.is_empty() {
            Some(levels.next().map_or("tenant", String::as_str))
        } else {
            levels.map(String::as_str).find(|level| scope.level(level).is_none())
        };
        missing.map_or(Ok(()), |level| Err(BudgetError::MissingLevel { level: level.to_owned() }))
    }
}

impl Rule {
    /// Whether it counts calls of a model, given as its number.
    pub(super) fn covers(&self, model: Option<usize>) -> bool {
        self.model.is_none() || self.model == model
    }
}

impl Partition {
    /// Writes what tells this scope from every other in this partition. Equal bytes mean equal
    /// values: each comes with its length, and a long one as its 256-bit digest, so that no
    /// caller can fill the memory with names.
    pub(super) fn write_key(&self, scope: &Scope, key: &mut Vec<u8>) {
        key.clear();
        for level in &self.levels {
            let value = scope.level(level).unwrap_or_default().as_bytes();
            // A length of 255 is that of no value that stands here in full.
            match u8::try_from(value.len()) {
                Ok(length) if length <= LONGEST_VALUE => {
                    key.push(length);
                    key.extend_from_slice(value);
                }
                _ => {
                    key.push(u8::MAX);
                    key.extend_from_slice(blake3::hash(value).as_bytes());
                }
            }
        }
    }
}

/// Longer values of a level are kept as digests.
const LONGEST_VALUE: u8 = 64;

/// Where the first that fits stands, added at the end where none does.
fn position<T>(list: &mut Vec<T>, fits: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> usize {
    list.iter().position(fits).unwrap_or_else(|| {
        list.push(make());
        list.len() - 1
    })
}
