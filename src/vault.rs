//! Pseudonyms: what a model gets in the place of a value, and the way back in its answer.
//!
//! # How it goes
//!
//! The guards find values; where their recipe is [`Pseudonym`](crate::Recipe::Pseudonym), each is
//! replaced by a placeholder such as `[EMAIL_KQZ1]`: the label of the rule, three letters that
//! are the vault's own, a number. The model, the output guards, the cache and the audit log see
//! placeholders. Restoring comes last, once: what was put back is not looked at again.
//!
//! - The same value has the same placeholder, in all turns of a conversation that share the
//!   vault; different values have different ones. Values are compared byte by byte, so that what
//!   comes back is exactly what was there.
//! - Where a text has a placeholder that was not given out, other letters are taken, so that it
//!   stays what it is. One that was given out, as in earlier answers that are sent again, stands
//!   for its value.
//! - A placeholder is read re-cased, re-wrapped, with spaces, emphasis or escapes in it, in East
//!   Asian brackets and without any. One that was never given out is left.
//!
//! # How a value is written
//!
//! As its placeholder was: escaped for HTML where the brackets are (`&#91;…&#93;`), for an
//! address where they are (`%5B…%5D`). In JSON (the arguments of a tool call, and an answer
//! that begins with `{"` or `[{`) a value is escaped as JSON strings are, so that a quotation mark or a line
//! break in it breaks nothing. JSON that stands as a string in other JSON, or in the middle of
//! prose, is not seen as such: a value there is escaped once, or not at all.
//!
//! # What it cannot do
//!
//! A model that is told to, by a document for example, can put a placeholder where its value does
//! not belong, such as an address on the web. Guard answers against links
//! ([`Urls`](crate::Urls)): guards see the placeholder in them as any other text.

mod canonical;
mod error;
mod name;
mod read;
mod restore;
#[cfg(feature = "seal")]
mod seal;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::clock::{Clock, SystemClock, Timestamp};

pub(crate) use canonical::Canonical;
pub use error::VaultError;
use name::{CANONICAL, Name, label_of};
use read::Lexicon;
pub use restore::Restorer;
pub(crate) use restore::Setting;
use state::{MAX_VALUE, State};

/// Holds values and their placeholders, for one conversation. The caller owns it and shares it
/// between the turns by an [`Arc`]; one vault never serves two users.
///
/// Memory: at most as many values as [`max_values`](Self::max_values) says, each of at most 1,024
/// bytes, and 16 MiB together. A longer value gets its label alone. Values are zeroised when they
/// are forgotten and when the vault goes; `Debug` shows how many there are.
///
/// ```
/// use std::sync::Arc;
/// use palisade::{Guardrails, Input, Pii, PiiType, Response, Vault};
///
/// # fn model(asked: &str) -> String { asked.replace("Write to", "I wrote to").to_uppercase() }
/// let pii = Pii::redact().respond(PiiType::Email, Response::PSEUDONYM);
/// let rails = Guardrails::builder().input(pii).output(Pii::redact()).build_local()?;
/// let vault = Arc::new(Vault::new());
/// let input = rails.validate_input(Input::user("Write to jo@example.com.").vault(&vault))?;
/// assert!(!input.user_text().contains("jo@example.com"));
/// let output = rails.validate_output(&input, &model(input.user_text()))?;
/// assert_eq!(output.into_restored_text(), "I WROTE TO jo@example.com.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Vault {
    state: Mutex<State>,
    max_values: usize,
    max_age: Duration,
    clock: Arc<dyn Clock>,
}

impl Vault {
    /// An empty vault for 10,000 values, each kept for a day after it was given out last.
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State::new()),
            max_values: 10_000,
            max_age: Duration::from_secs(24 * 60 * 60),
            clock: Arc::new(SystemClock),
        }
    }

    /// At most so many values. An input that needs more is refused with [`VaultError::Full`].
    pub const fn max_values(mut self, values: usize) -> Self {
        self.max_values = values;
        self
    }

    /// Forgets a value so long after its placeholder was given out last, to the millisecond; from
    /// then on the placeholder is left as it is. It is zeroised when the vault is used the next
    /// time.
    pub const fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Tells the time by this clock; by that of the machine unless told.
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        self.swept().len()
    }

    /// Whether it holds no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all values. Their placeholders are left as they are from then on, and never given
    /// out again.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The text with every placeholder of this vault replaced by its value; see the way for a
    /// stream in [`restorer`](Self::restorer). [`ValidatedOutput`](crate::ValidatedOutput) and
    /// [`OutputStream`](crate::OutputStream) do it by themselves.
    pub fn restore(self: &Arc<Self>, text: &str) -> String {
        Pseudonyms { vault: Arc::clone(self), lexicon: self.lexicon() }
            .restore(text, Setting::Prose)
    }

    /// Restores a text that comes in chunks.
    pub fn restorer(self: &Arc<Self>) -> Restorer {
        Restorer::new(Arc::clone(self), self.lexicon(), Setting::Prose)
    }

    /// Begins to give out placeholders for the values in these texts, all of what one input has:
    /// none that stands in one of them will be given out for something else.
    pub(crate) fn fill<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Filling<'_> {
        let texts: Vec<&str> = texts.into_iter().collect();
        let mut state = self.swept();
        state.avoid(&texts);
        Filling { state, now: self.clock.now(), max_values: self.max_values, refused: None }
    }

    /// The placeholder of some value under this label, for those who check replacements.
    pub(crate) fn sample(label: &str) -> String {
        Name { tag: CANONICAL, number: 1 }.placeholder(&label_of(label))
    }

    fn lexicon(&self) -> Arc<Lexicon> {
        Arc::clone(&self.swept().lexicon)
    }

    fn is_known(&self, label: &str, name: Name) -> bool {
        self.lock().entry(label, name, self.clock.now(), self.max_age).is_some()
    }

    fn value(&self, label: &str, name: Name) -> Option<Zeroizing<String>> {
        let state = self.lock();
        let entry = state.entry(label, name, self.clock.now(), self.max_age)?;
        Some(Zeroizing::new(entry.value.to_string()))
    }

    fn swept(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        state.sweep(self.clock.now(), self.max_age);
        state
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows how much it holds, never what.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not by waiting: who holds the lock may be the one who prints.
        let values = self.state.try_lock().ok().map(|state| state.len());
        f.debug_struct("Vault")
            .field("values", &values)
            .field("max_values", &self.max_values)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}

/// A vault that gives out placeholders for one input.
pub(crate) struct Filling<'v> {
    state: MutexGuard<'v, State>,
    now: Timestamp,
    max_values: usize,
    refused: Option<VaultError>,
}

impl Filling<'_> {
    /// The placeholder of a value; `None` where it is too long, or the vault is full.
    pub(crate) fn placeholder(&mut self, label: &str, value: &str) -> Option<String> {
        if value.len() > MAX_VALUE {
            return None;
        }
        match self.state.placeholder(label, value, self.now, self.max_values) {
            Ok(placeholder) => Some(placeholder),
            Err(error) => {
                self.refused = Some(error);
                None
            }
        }
    }

    /// Whether all values got theirs.
    ///
    /// # Errors
    /// [`VaultError::Full`].
    pub(crate) fn finish(self, vault: &Arc<Vault>) -> Result<Pseudonyms, VaultError> {
        match self.refused {
            Some(error) => Err(error),
            None => {
                let lexicon = Arc::clone(&self.state.lexicon);
                Ok(Pseudonyms { vault: Arc::clone(vault), lexicon })
            }
        }
    }
}

/// What one request may read: the vault, and the tags that stand in none of its texts by chance.
#[derive(Clone)]
pub(crate) struct Pseudonyms {
    vault: Arc<Vault>,
    lexicon: Arc<Lexicon>,
}

impl Pseudonyms {
    pub(crate) fn restorer(&self, setting: Setting) -> Restorer {
        Restorer::new(Arc::clone(&self.vault), Arc::clone(&self.lexicon), setting)
    }

    pub(crate) fn restore(&self, text: &str, setting: Setting) -> String {
        let mut restorer = self.restorer(setting);
        let mut out = restorer.push(text);
        out.push_str(&restorer.finish());
        out
    }

    /// The placeholders of these texts, for the cache.
    pub(crate) fn canonical<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Canonical {
        Canonical::of(&self.vault, Arc::clone(&self.lexicon), texts)
    }
}

impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pseudonyms").field(&self.vault).finish()
    }
}

impl fmt::Debug for Filling<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filling").field("values", &self.state.len()).finish_non_exhaustive()
    }
}
