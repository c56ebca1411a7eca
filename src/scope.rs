//! Who pays and who may see: the levels of a request, in the caller's own names.

use std::fmt;

use serde::Serialize;

/// The levels a request belongs to (tenant, team, user, key, or the caller's own), outermost
/// first. A limit or a cache partition that names a level that is missing here refuses; it
/// never falls back to "global".
///
/// `Debug` shows the names of the levels and a digest of their values, since a user's name may
/// be personal data.
///
/// ```
/// use palisade::Scope;
///
/// let scope = Scope::tenant("acme").with("team", "support").user("u-17");
/// assert_eq!(scope.level("team"), Some("support"));
/// assert_eq!(scope.level("key"), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Scope {
    levels: Vec<(String, String)>,
}

impl Scope {
    /// No levels; a budget or a cache refuses it.
    pub const fn empty() -> Self {
        Self { levels: Vec::new() }
    }

    /// A scope with the level `tenant`.
    pub fn tenant(value: impl Into<String>) -> Self {
        Self::empty().with("tenant", value)
    }

    /// Adds the level `user`.
    pub fn user(self, value: impl Into<String>) -> Self {
        self.with("user", value)
    }

    /// Adds the level `name`; a level that is there already takes the new value. A value that
    /// is empty counts as missing.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.levels.iter_mut().find(|(existing, _)| *existing == name) {
            Some(level) => level.1 = value,
            None => self.levels.push((name, value)),
        }
        self
    }

    /// The value of a level, or `None` where it is missing or empty.
    pub fn level(&self, name: &str) -> Option<&str> {
        let (_, value) = self.levels.iter().find(|(level, _)| level == name)?;
        (!value.is_empty()).then_some(value)
    }

    /// Names and values, in the order they were added.
    pub fn levels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.levels.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether no level has a value.
    pub fn is_empty(&self) -> bool {
        self.levels.iter().all(|(_, value)| value.is_empty())
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in &self.levels {
            map.entry(name, &format_args!("#{}", &blake3::hash(value.as_bytes()).to_hex()[..8]));
        }
        map.finish()
    }
}
