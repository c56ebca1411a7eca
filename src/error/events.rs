//! What can be wrong with a stream of a provider's events.

use thiserror::Error;

/// Why a stream of events ended before its end. No text of the answer or of a provider's message
/// is in it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EventError {
    /// One event is longer than may be held.
    #[error("one event is longer than the {limit} bytes that may be held")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The bytes are no UTF-8.
    #[error("the stream is not UTF-8")]
    NotUtf8,
    /// An event or a part of one is not known, so nobody can say what text it carries.
    #[error("an event is not understood: {what}")]
    NotUnderstood {
        /// What of it; static, so that no text of the answer gets in.
        what: &'static str,
    },
    /// Events came in an order that the format does not have.
    #[error("the order of the events is broken: {what}")]
    OutOfOrder {
        /// Which rule is broken.
        what: &'static str,
    },
    /// More texts were begun in one answer than are kept apart.
    #[error("the answer has more than {limit} texts")]
    TooManyChannels {
        /// The limit.
        limit: usize,
    },
    /// The provider reported an error in mid-stream.
    #[error("the provider reported an error: {code}")]
    Upstream {
        /// Its type or code, where that is one word; its message may quote text and is left out.
        code: String,
    },
    /// The stream broke off: no event said that the answer was complete.
    #[error("the stream broke off before the answer was complete")]
    CutShort,
}
