//! Disguises: the usual ways in which somebody hides a text from guards, while a reader or a
//! model still understands it.
//!
//! A [`Mutator`] is one disguise, a [`Composition`] two of them one after the other. Both are pure
//! functions of a text and a seed, so that what one run found can be looked at again.
//! [`fixtures`] makes sentences that hold an address, a card number, a key or an attack, and
//! knows where: disguise that value, and ask your guards whether they still find it, and just it.
//!
//! The set is frozen: guards are measured by it, and it does not follow what they can do. A
//! further disguise is a further variant; none changes what it writes.
//!
//! ```
//! use palisade::redteam::{Kind, Mutator, fixtures};
//! use palisade::{Category, Guardrails, Pii};
//!
//! let rails = Guardrails::builder().input(Pii::redact()).build_local()?;
//! for fixture in fixtures(Kind::Email, 40, 7) {
//!     let disguised = fixture.disguised(|value| Mutator::FullWidth.apply(value, 1));
//!     let found = rails.inspect_input(disguised.text())?;
//!     assert!(found.findings().iter().any(|finding| {
//!         finding.category() == Category::PersonalData
//!             && finding.span() == disguised.value_span()
//!     }));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`PatternTexts`] makes texts from the pattern of a rule: that match, and that just do not.
//!
//! `cargo run --release --features redteam --example mutators` prints what the guards of this
//! crate find of each.

mod composition;
mod encodings;
mod fixture;
mod look_alikes;
mod mutator;
mod patterns;
mod random;
mod sentences;
mod spelling;
#[cfg(test)]
mod tests;
mod unseen;
mod values;

pub use composition::Composition;
pub use fixture::{Fixture, Kind, fixtures};
pub use mutator::{Mutator, mutations};
pub use patterns::PatternTexts;
