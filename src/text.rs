//! What is guarded: an input in parts, each with its source.

mod bits;
mod classes;
mod confusables;
mod conversation;
mod decode;
mod edge;
mod fold;
mod invisible;
mod passes_for;
mod tokens;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::scope::Scope;
use crate::vault::Vault;

pub(crate) use bits::{ONES, gathered, gathered_64, letters};
pub use conversation::{Conversation, ConversationError, ConversationKey};
pub(crate) use decode::{Decoder, Piece};
pub(crate) use edge::is_edge;
pub(crate) use fold::{Folded, MAX_STRETCH, plain_len};
pub(crate) use invisible::{Invisible, MAX_RUN, visible_len};
pub(crate) use passes_for::passes_for;
pub(crate) use tokens::TokenCount;
#[cfg(feature = "bpe")]
pub use tokens::Vocabulary;
pub use tokens::{MESSAGE_TOKENS, TokenCounter, Tokens, estimate_tokens, max_tokens};

/// Where a part comes from; how far it is trusted goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// The application's own instructions.
    System,
    /// The message of the user that is asked about now.
    User,
    /// What the user said earlier.
    EarlierUser,
    /// What the model said earlier.
    EarlierAssistant,
    /// A retrieved document, e-mail or web page.
    Document,
    /// What a tool returned.
    ToolResult,
    /// An answer of the model, under the output guards.
    Answer,
}

impl Source {
    /// Whether the text is data: nobody who may give instructions wrote it for this request.
    pub const fn is_data(self) -> bool {
        matches!(self, Self::Document | Self::ToolResult)
    }

    /// The name in audit events and fingerprints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::EarlierUser => "earlier_user",
            Self::EarlierAssistant => "earlier_assistant",
            Self::Document => "document",
            Self::ToolResult => "tool_result",
            Self::Answer => "answer",
        }
    }
}

/// Which of an answer's texts: a choice, and a kind within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Channel {
    choice: u32,
    kind: ChannelKind,
}

/// The kinds of text that one choice of an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChannelKind {
    /// The answer itself.
    Text,
    /// The model's visible reasoning.
    Reasoning,
    /// The arguments of the tool call with this number.
    ToolArguments(u32),
    /// A text that is shown apart from the first, as behind a tool call; counted from 1.
    TextBlock(u32),
    /// A visible reasoning apart from the first; counted from 1.
    ReasoningBlock(u32),
    /// The text with which the model itself declines; counted from 0.
    Refusal(u32),
}

impl Channel {
    /// The text of the first choice.
    pub const TEXT: Self = Self { choice: 0, kind: ChannelKind::Text };

    /// A channel of a choice, counted from 0.
    pub const fn new(choice: u32, kind: ChannelKind) -> Self {
        Self { choice, kind }
    }

    /// The number of the choice.
    pub const fn choice(self) -> u32 {
        self.choice
    }

    /// The kind of text.
    pub const fn kind(self) -> ChannelKind {
        self.kind
    }
}

/// Where a finding stands: a part of the input, by its position, or a channel of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PartRef {
    /// The part of the input at this position, counted from 0.
    Part(usize),
    /// A channel of the answer.
    Channel(Channel),
}

impl From<Channel> for PartRef {
    fn from(channel: Channel) -> Self {
        Self::Channel(channel)
    }
}

/// One piece of an input. `Debug` shows its length, never its text.
#[derive(Clone)]
pub struct Part<'a> {
    source: Source,
    id: Option<Cow<'a, str>>,
    labels: Vec<Cow<'a, str>>,
    text: Cow<'a, str>,
    at: PartRef,
}

impl<'a> Part<'a> {
    /// A part from `source`.
    pub fn new(source: Source, text: impl Into<Cow<'a, str>>) -> Self {
        Self { source, id: None, labels: Vec::new(), text: text.into(), at: PartRef::Part(0) }
    }

    /// Names it, so that an exclusion or an audit event can say which document it was.
    pub fn with_id(mut self, id: impl Into<Cow<'a, str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds a label, such as a name on its access list.
    pub fn with_label(mut self, label: impl Into<Cow<'a, str>>) -> Self {
        self.labels.push(label.into());
        self
    }

    /// Where it comes from.
    pub const fn source(&self) -> Source {
        self.source
    }

    /// The caller's name for it.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Its labels, in the order they were added.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(|label| &**label)
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its place, to report findings at.
    pub const fn at(&self) -> PartRef {
        self.at
    }

    pub(crate) fn placed(mut self, at: PartRef) -> Self {
        self.at = at;
        self
    }

    /// The same part with another text.
    pub(crate) fn with_text(&self, text: String) -> Self {
        Self { text: Cow::Owned(text), ..self.clone() }
    }

    fn into_owned(self) -> Part<'static> {
        Part {
            source: self.source,
            id: self.id.map(|id| Cow::Owned(id.into_owned())),
            labels: self.labels.into_iter().map(|label| Cow::Owned(label.into_owned())).collect(),
            text: Cow::Owned(self.text.into_owned()),
            at: self.at,
        }
    }
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("source", &self.source)
            .field("at", &self.at)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// What is to be sent to a model, in parts, with who asks and what the conversation was so far.
///
/// ```
/// use palisade::{Input, Source};
///
/// let input = Input::user("Which of these is cheaper?")
///     .system("You compare offers.")
///     .document("offer-1", "12 licences at 40 EUR");
/// assert_eq!(input.parts().len(), 3);
/// assert_eq!(input.parts()[2].source(), Source::Document);
/// ```
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Shared with the request; none for nobody.
    scope: Option<Arc<Scope>>,
    conversation: Conversation,
    vault: Option<Arc<Vault>>,
    parts: Vec<Part<'a>>,
}

impl<'a> Input<'a> {
    /// An input with the user's message as its first part.
    pub fn user(text: impl Into<Cow<'a, str>>) -> Self {
        Self::of([Part::new(Source::User, text)])
    }

    /// An input of the given parts.
    pub fn of(parts: impl IntoIterator<Item = Part<'a>>) -> Self {
        let empty = Self {
            scope: None,
            conversation: Conversation::default(),
            vault: None,
            parts: Vec::new(),
        };
        parts.into_iter().fold(empty, Self::part)
    }

    /// Adds any part.
    pub fn part(mut self, part: Part<'a>) -> Self {
        let at = PartRef::Part(self.parts.len());
        self.parts.push(part.placed(at));
        self
    }

    /// Adds the application's instructions.
    pub fn system(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.part(Part::new(Source::System, text))
    }

    /// Adds an earlier message of the user.
    pub fn earlier_user(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.part(Part::new(Source::EarlierUser, text))
    }

    /// Adds an earlier answer.
    pub fn earlier_assistant(self, text: impl Into<Cow<'a, str>>) -> Self {
        self.part(Part::new(Source::EarlierAssistant, text))
    }

    /// Adds a retrieved document under the caller's name for it.
    pub fn document(self, id: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        self.part(Part::new(Source::Document, text).with_id(id))
    }

    /// Adds what a tool returned, under the caller's name for the call.
    pub fn tool_result(self, id: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        self.part(Part::new(Source::ToolResult, text).with_id(id))
    }

    /// Continues a conversation, so that guards see what came before.
    pub const fn conversation(mut self, state: Conversation) -> Self {
        self.conversation = state;
        self
    }

    /// Takes placeholders from this vault, where a guard replaces what it finds by
    /// [pseudonyms](crate::Response::PSEUDONYM), and puts the values back in the answer. Turns of
    /// one conversation share a vault; two users never do.
    pub fn vault(mut self, vault: &Arc<Vault>) -> Self {
        self.vault = Some(Arc::clone(vault));
        self
    }

    /// The vault that placeholders are taken from.
    pub(crate) const fn vault_set(&self) -> Option<&Arc<Vault>> {
        self.vault.as_ref()
    }

    /// The parts, in the order they were added.
    pub fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// Who asks.
    pub fn scope(&self) -> &Scope {
        static NOBODY: Scope = Scope::empty();
        self.scope.as_deref().unwrap_or(&NOBODY)
    }

    /// What the conversation was before this request.
    pub const fn state(&self) -> &Conversation {
        &self.conversation
    }

    pub(crate) fn scoped(mut self, scope: &Arc<Scope>) -> Self {
        self.scope = Some(Arc::clone(scope));
        self
    }

    /// Adds a part that keeps its own place: a channel of an answer.
    pub(crate) fn placed_part(mut self, part: Part<'a>, at: PartRef) -> Self {
        self.parts.push(part.placed(at));
        self
    }

    /// The same input, owned, with other texts and without the parts that `keep` is false for.
    /// What stays as it is and is owned already is not copied.
    pub(crate) fn into_edited(
        self,
        texts: impl IntoIterator<Item = Option<String>>,
        keep: impl Fn(PartRef) -> bool,
    ) -> Input<'static> {
        let parts = self.parts.into_iter().zip(texts).filter(|(part, _)| keep(part.at));
        let parts = parts.map(|(part, text)| match text {
            Some(text) => {
                let part = Part { text: Cow::Owned(text), ..part };
                part.into_owned()
            }
            None => part.into_owned(),
        });
        Input {
            parts: parts.collect(),
            scope: self.scope,
            conversation: self.conversation,
            vault: self.vault,
        }
    }

    /// The part at this place.
    pub(crate) fn part_at(&self, at: PartRef) -> Option<&Part<'a>> {
        // As a rule a part stands at its own place; parts that are left out move the others up.
        let own = match at {
            PartRef::Part(place) => self.parts.get(place).filter(|part| part.at == at),
            PartRef::Channel(_) => None,
        };
        own.or_else(|| self.parts.iter().find(|part| part.at == at))
    }
}

impl<'a> From<&'a str> for Input<'a> {
    fn from(text: &'a str) -> Self {
        Self::user(text)
    }
}

impl<'a> From<&'a String> for Input<'a> {
    fn from(text: &'a String) -> Self {
        Self::user(text.as_str())
    }
}

impl From<String> for Input<'_> {
    fn from(text: String) -> Self {
        Self::user(text)
    }
}
