//! The laws of streaming, for any [`OutputGuard`].
//!
//! Give it texts in which your guard finds something and texts in which it finds nothing; it cuts
//! them, glues them to each other and repeats them.
//!
//! ```
//! use palisade::conformance::output::{self, Samples};
//! use palisade::{
//!     Category, Context, Finding, Fingerprint, GuardError, OutputGuard, OutputScan, PartRef,
//!     Reach, Recipe, Sink, Span, Watermark,
//! };
//!
//! /// Takes out `#` and the digits behind it, as they come: nothing has to wait.
//! #[derive(Debug)]
//! struct Tickets;
//!
//! #[derive(Debug)]
//! struct TicketScan {
//!     at: PartRef,
//!     read: usize,
//!     within: bool,
//! }
//!
//! impl OutputGuard for Tickets {
//!     fn name(&self) -> &str {
//!         "tickets"
//!     }
//!     fn describe(&self, _: &mut Fingerprint) {}
//!     fn reach(&self) -> Reach {
//!         Reach::Bytes(0)
//!     }
//!     fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
//!         Box::new(TicketScan { at: context.at(), read: 0, within: false })
//!     }
//! }
//!
//! impl OutputScan for TicketScan {
//!     fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
//!         for (at, character) in chunk.char_indices() {
//!             let at = self.read + at;
//!             if self.within && !character.is_ascii_digit() {
//!                 found.close(at);
//!                 self.within = false;
//!             }
//!             if !self.within && character == '#' {
//!                 let ticket = Finding::new("ticket", Category::Other, Span::new(at, at + 1));
//!                 found.open(self.at, ticket.redact(Recipe::label("TICKET")));
//!                 self.within = true;
//!             }
//!         }
//!         self.read += chunk.len();
//!         Ok(Watermark(self.read))
//!     }
//!     fn finish(&mut self, _: &mut Sink<'_>) -> Result<(), GuardError> {
//!         Ok(())
//!     }
//! }
//!
//! let samples = Samples::new().finds("#1234").finds("see #9, please").passes("number 9");
//! let report = output::all(&Tickets, &samples);
//! assert_eq!(report.longest_lag(), 0);
//! ```
//!
//! # What it cannot see
//!
//! How much work a guard does. A clock says so, and a test that asks a clock fails now and then
//! for no fault of the guard's: [`growth`] is for a bench. What a guard keeps is seen by the text
//! that it holds back (its reach bounds that), and byte by byte where you say how many bytes are
//! allocated ([`Samples::allocated_by`]).

mod agree;
mod cuts;
mod debug;
mod growth;
mod long;
mod positives;
mod random;
mod run;
mod samples;

use crate::output::OutputGuard;

pub use growth::growth;
pub use positives::{Positive, positives};
pub use samples::{Report, Samples};

use run::Bench;

/// Runs every law of streaming against a guard:
///
/// - a positive is found, a negative is not, and an answer without text ends without a fault;
/// - whatever the answer and wherever it is cut (each single place, each character, at random,
///   with empty chunks between), the findings and scores are those of the whole answer in one
///   chunk; the same answer twice gives the same;
/// - a watermark never goes back, is at most what was pushed, and lags at most by the reach, in
///   long runs of what cannot be decided too;
/// - no finding starts and no open redaction ends below the watermark; spans lie on characters
///   that were pushed, in the channel that was looked at;
/// - two streams of one guard share nothing, whether of two channels or one after the other;
/// - `Debug` of guard, scan and findings shows none of the text;
/// - where [`Samples::allocated_by`] tells, what is kept does not grow with the answer.
///
/// # Panics
/// Where a law is broken; the message begins with the law and shows the answer and its cuts.
/// Where there is no positive, since then nothing would be shown.
pub fn all(guard: &dyn OutputGuard, samples: &Samples) -> Report {
    assert!(!samples.finds.is_empty(), "the suite wants a text that the guard finds something in");
    let mut bench = Bench::new(guard);
    let shown = format!("{guard:?}");
    agree::tells_positives_from_negatives(&mut bench, samples);
    agree::ends_an_empty_answer(&mut bench);
    agree::finds_the_same_however_cut(&mut bench, samples);
    agree::shares_nothing_between_streams(&mut bench, samples);
    long::lags_by_the_reach_at_most(&mut bench, samples);
    long::keeps_no_more_for_longer_answers(&mut bench, samples);
    debug::shows_no_text(&mut bench, samples, &shown);
    bench.report
}
