//! The limits, laid out for the decision: what they share is looked up once.

use std::sync::Arc;

use crate::budget::limit::{Limit, Unit};
use crate::budget::limits::Limits;
use crate::budget::window::Window;
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
    /// The models that some limit is or was held to, one of a kind. They keep their numbers when
    /// the limits change, since holds have them.
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
    /// Whether it only reports.
    pub(super) soft: bool,
    /// The percents of the cap at which it alerts, in rising order.
    pub(super) alerts: Box<[u16]>,
    /// The change of the limits that brought it; older charges are not counted by it.
    pub(super) born: u32,
    /// The change that set the rate of its bucket: what an older charge has left in the bucket
    /// is not known, so nothing of it is given back.
    pub(super) rated: u32,
}

/// A set of levels with the limits that count by it.
pub(super) struct Partition {
    pub(super) levels: Vec<String>,
    /// The window and the cap of each counter of an account, in the order of `Rule::slot`.
    pub(super) windows: Vec<(usize, u64)>,
}

impl Rules {
    pub(super) fn new(limits: &Limits) -> Self {
        Self::changed(limits, Vec::new(), 0, |_| None)
    }

    /// The rules of these limits after a change, the number of which is `epoch`. `from` gives the
    /// window and the rule that each goes on from, where it was there before.
    fn changed<'a>(
        limits: &Limits,
        models: Vec<String>,
        epoch: u32,
        from: impl Fn(usize) -> Option<(Window, &'a Rule)>,
    ) -> Self {
        let mut all = Self {
            rules: Vec::with_capacity(limits.limits().len()),
            partitions: Vec::new(),
            windows: Vec::new(),
            models,
        };
        for (number, limit) in limits.limits().enumerate() {
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
            counters.push((window, limit.cap()));
            all.rules.push(Rule {
                name: Arc::from(&*limit.name()),
                unit: limit.unit(),
                cap: limit.cap(),
                window,
                model,
                partition,
                slot,
                soft: limit.is_soft(),
                alerts: limit.alerts().into(),
                born: from(number).map_or(epoch, |(_, old)| old.born),
                rated: from(number)
                    .filter(|(window, _)| *window == limit.window())
                    .map_or(epoch, |(_, old)| old.rated),
            });
        }
        all
    }

    /// The rules of `new` in the place of these, which are those of `old`; and for each the
    /// number of the rule that it goes on from, if any.
    pub(super) fn change(
        &self,
        old: &Limits,
        new: &Limits,
        epoch: u32,
    ) -> (Self, Vec<Option<usize>>) {
        let old: Vec<&Limit> = old.limits().collect();
        let mut from = vec![None; new.limits().len()];
        // First those of the same name, then those that only were renamed.
        for same_name in [true, false] {
            for (number, limit) in new.limits().enumerate() {
                let free = |place: &usize| !from.contains(&Some(*place));
                let fits = |place: &usize| {
                    let other = old[*place];
                    limit.continues(other) && (!same_name || limit.name() == other.name())
                };
                if from[number].is_none() {
                    from[number] = (0..old.len()).filter(free).find(fits);
                }
            }
        }
        let rules = Self::changed(new, self.models.clone(), epoch, |number| {
            let old = &self.rules[from[number]?];
            Some((self.windows[old.window], old))
        });
        (rules, from)
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
    /// The levels that a key was written from; of a value that was too long its digest.
    pub(super) fn scope(&self, key: &[u8]) -> Scope {
        let mut rest = key;
        let mut scope = Scope::empty();
        for level in &self.levels {
            let Some((length, after)) = rest.split_first() else { break };
            let is_digest = *length == u8::MAX;
            let length = if is_digest { blake3::OUT_LEN } else { usize::from(*length) };
            let Some((value, after)) = after.split_at_checked(length) else { break };
            rest = after;
            let value = if is_digest {
                value.iter().fold("#".to_owned(), |text, byte| text + &format!("{byte:02x}"))
            } else {
                String::from_utf8_lossy(value).into_owned()
            };
            scope = scope.with(level, value);
        }
        scope
    }

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
