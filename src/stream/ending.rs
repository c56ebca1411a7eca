//! How a stream ends that the guards stop in mid-way.

use std::fmt;
use std::sync::Arc;

use crate::error::ConfigError;
use crate::policy;

/// How a stream ends where it is refused in mid-way, or cannot be checked any further. In every
/// case the audit event and the error are the same, and the error is given to the caller.
///
/// ```
/// use palisade::{Ending, Guardrails, Pii, Secrets};
///
/// let rails = Guardrails::builder().input(Pii::redact()).output(Secrets::block()).build_local()?;
/// let input = rails.validate_input("How do I log in?")?;
/// let ending = Ending::message("Here I have to stop.")?;
/// let mut stream = rails.output_stream(&input)?.ending(ending);
/// let mut sent = stream.push("Use this one: ").into_result()?;
/// let (rest, error) = stream.push("AKIAZ7QX2MWN4KPLE3TB today").into_parts();
/// sent += &rest;
/// assert_eq!(sent, "Use this one: Here I have to stop.");
/// assert!(error.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Ending {
    message: Option<Arc<str>>,
    hold: Goes,
}

/// In which pieces text goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Goes {
    #[default]
    AtOnce,
    InSentences,
}

impl Ending {
    /// Ends with a refusal, the default: a stream of text breaks off, a stream of events ends
    /// with the refusal of its format.
    pub fn refusal() -> Self {
        Self::default()
    }

    /// Sends a message in the place of the rest, as ordinary text, behind a space where none
    /// stands; then a stream of events ends as one that was answered.
    ///
    /// # Errors
    /// Where the message is empty, or a built-in guard would find something in it.
    pub fn message(text: impl Into<String>) -> Result<Self, ConfigError> {
        let text = text.into();
        if text.is_empty() {
            let mistake = "the message that ends a stream is empty; use Ending::refusal()";
            return Err(ConfigError::new(vec![mistake.to_owned()]));
        }
        if let Some(guard) = policy::found_by_builtin(&text) {
            return Err(ConfigError::new(vec![format!(
                "the message {text:?} that ends a stream would itself be found by {guard}; \
                 choose another"
            )]));
        }
        Ok(Self { message: Some(text.into()), hold: Goes::AtOnce })
    }

    /// Holds answers back to their last whole sentence, so that one that is stopped ends there;
    /// reasoning and tool calls go on at once.
    ///
    /// A sentence ends behind `.`, `!`, `?`, `…` or their full-width forms and at a line break,
    /// but not behind initials, a few abbreviations, and numbers that begin a line. A sentence
    /// of more than 1,024 bytes goes on at the end of a word.
    pub const fn at_sentence(mut self) -> Self {
        self.hold = Goes::InSentences;
        self
    }

    pub(crate) fn text(&self) -> Option<&Arc<str>> {
        self.message.as_ref()
    }

    pub(super) fn in_sentences(&self) -> bool {
        self.hold == Goes::InSentences
    }
}

/// Shows how long the message is; it is the caller's own, but logs stay short.
impl fmt::Debug for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ending")
            .field("message_bytes", &self.message.as_ref().map(|text| text.len()))
            .field("goes", &self.hold)
            .finish()
    }
}
