//! A small model that was trained beside the crate: it reads a view word by word and scores its
//! windows. Inference only; the trainer is an example.
//!
//! A [`Reader`] tells the features of sentences, a head adds up their weights: one look-up in a
//! table of 64 KB each. Sentences, pairs of neighbours and what came lately are scored, so that
//! one hostile sentence in a long text is found, and is the span.

mod hash;
mod lexicon;
mod reader;
#[cfg(test)]
mod tests;
mod tokens;
mod weights;
mod windows;
mod words;

use once_cell::sync::Lazy;

pub(crate) use lexicon::name_of;
pub(crate) use reader::{LONGEST, Listener, Reader, Sentence};
#[cfg(feature = "redteam")]
pub use weights::BUCKETS;
#[cfg(feature = "redteam")]
pub(crate) use weights::{BITS, write};
pub(crate) use weights::{Calibrator, Head, WeightsError};
pub(crate) use windows::{Adder, Scored, Windows};
#[cfg(feature = "redteam")]
pub use windows::{KINDS, LENGTHS, TRAIL};
#[cfg(feature = "redteam")]
pub(crate) use windows::{Window, length_class};
pub(crate) use words::{Meaning, meaning};

/// The heads of the injection guard: for what a user says, and for data.
pub(crate) static INJECTION: Lazy<Result<[Head; 2], WeightsError>> =
    Lazy::new(|| weights::read(INJECTION_FILE));

/// As the trainer wrote it.
pub(crate) static INJECTION_FILE: &[u8] = include_bytes!("learned/injection.bin");
