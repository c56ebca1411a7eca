//! One event under the guards: each of its texts is replaced by what may go on.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Event;
use super::super::escapes::Escapes;
use super::super::event::Unknown;
use super::super::state::State;
use super::super::walk::{MOST_CHANNELS, Visit, Walked};
use crate::error::{Error, EventError};
use crate::stream::Flow;
use crate::text::{Channel, ChannelKind};

/// Where the texts go, and what comes back.
pub(super) trait Texts {
    /// A piece of a channel: what may go on now, and the error that ended it.
    fn show(&mut self, channel: Channel, text: &str) -> (String, Option<Error>);

    /// The end of a channel: what was held.
    fn end(&mut self, channel: Channel) -> (String, Option<Error>);

    /// What has gone on of a channel.
    fn sent(&self, channel: Channel) -> &str;

    /// What is known beside the texts.
    fn note(&mut self, event: Event);

    /// Ends the stream with an error.
    fn fail(&mut self, error: EventError) -> Error;
}

impl Texts for Flow {
    fn show(&mut self, channel: Channel, text: &str) -> (String, Option<Error>) {
        Self::show(self, channel, text)
    }

    fn end(&mut self, channel: Channel) -> (String, Option<Error>) {
        self.end_channel(channel)
    }

    fn sent(&self, channel: Channel) -> &str {
        Self::sent(self, channel)
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Model(model) => self.answered_by(model),
            Event::Usage(usage) => self.used(usage),
            Event::Finish { choice: 0, reason } => self.finish_reason(reason),
            _ => {}
        }
    }

    fn fail(&mut self, error: EventError) -> Error {
        Self::fail(self, error.into())
    }
}

/// Texts that are known already: the first piece of a channel becomes all of it.
pub(super) struct Told {
    left: BTreeMap<Channel, String>,
    sent: BTreeMap<Channel, String>,
}

impl Told {
    pub(super) const fn new(texts: BTreeMap<Channel, String>) -> Self {
        Self { left: texts, sent: BTreeMap::new() }
    }
}

impl Texts for Told {
    fn show(&mut self, channel: Channel, _: &str) -> (String, Option<Error>) {
        let text = self.left.remove(&channel).unwrap_or_default();
        self.sent.entry(channel).or_default().push_str(&text);
        (text, None)
    }

    fn end(&mut self, channel: Channel) -> (String, Option<Error>) {
        self.show(channel, "")
    }

    fn sent(&self, channel: Channel) -> &str {
        self.sent.get(&channel).map_or("", String::as_str)
    }

    fn note(&mut self, _: Event) {}

    fn fail(&mut self, error: EventError) -> Error {
        error.into()
    }
}

/// What was seen of the channels so far.
#[derive(Default)]
pub(super) struct Seen {
    channels: BTreeSet<Channel>,
    /// The arguments of tool calls that are open.
    escapes: BTreeMap<Channel, Escapes>,
}

/// The visit of one event.
pub(super) struct Pass<'t> {
    texts: &'t mut dyn Texts,
    unknown: Unknown,
    seen: &'t mut Seen,
    closing: bool,
    changed: bool,
    touched: bool,
    /// What goes on before the event.
    before: Vec<(Channel, String)>,
    /// What goes on in it.
    within: Vec<(Channel, String)>,
    error: Option<Error>,
    upstream: Option<String>,
}

impl<'t> Pass<'t> {
    pub(super) const fn new(
        texts: &'t mut dyn Texts,
        unknown: Unknown,
        seen: &'t mut Seen,
    ) -> Self {
        Self {
            texts,
            unknown,
            seen,
            closing: false,
            changed: false,
            touched: false,
            before: Vec::new(),
            within: Vec::new(),
            error: None,
            upstream: None,
        }
    }

    /// Whether the guards have ended the stream.
    pub(super) const fn is_stopped(&self) -> bool {
        self.error.is_some()
    }

    pub(super) const fn is_closing(&self) -> bool {
        self.closing
    }

    pub(super) const fn has_changed(&self) -> bool {
        self.changed
    }

    /// Whether the event has a text, begins a tool call or closes something.
    pub(super) const fn has_touched(&self) -> bool {
        self.touched || self.closing
    }

    /// The error of the guards, and the code of one that the provider reported.
    pub(super) fn into_parts(self) -> (Option<Error>, Option<String>) {
        (self.error, self.upstream)
    }

    /// Writes what goes before the event.
    pub(super) fn write_before(&mut self, state: &mut State, out: &mut Vec<u8>) {
        for (channel, text) in self.before.drain(..) {
            state.delta(channel, &text, out);
        }
    }

    /// Writes all released text, where the event itself does not go on.
    pub(super) fn write_all(&mut self, state: &mut State, out: &mut Vec<u8>) {
        let within = std::mem::take(&mut self.within);
        self.before.extend(within);
        self.write_before(state, out);
    }

    fn admit(&mut self, channel: Channel) -> bool {
        self.touched = true;
        if self.error.is_none() {
            self.seen.channels.insert(channel);
            if self.seen.channels.len() > MOST_CHANNELS {
                let error = EventError::TooManyChannels { limit: MOST_CHANNELS };
                self.error = Some(self.texts.fail(error));
            }
        }
        self.error.is_none()
    }

    /// Shows a piece to the guards, that of a tool call without needless escapes.
    fn show(&mut self, channel: Channel, text: &str) -> String {
        let (released, error) = match channel.kind() {
            ChannelKind::ToolArguments(_) => {
                let mut plain = String::with_capacity(text.len());
                self.seen.escapes.entry(channel).or_default().resolve(text, &mut plain);
                self.texts.show(channel, &plain)
            }
            _ => self.texts.show(channel, text),
        };
        self.error = error;
        released
    }

    /// Ends a channel: what was held of it.
    fn finish(&mut self, channel: Channel) -> String {
        let cut = self.seen.escapes.remove(&channel).map(Escapes::finish).unwrap_or_default();
        let mut released = String::new();
        if !cut.is_empty() {
            (released, self.error) = self.texts.show(channel, &cut);
        }
        if self.error.is_none() {
            let (rest, error) = self.texts.end(channel);
            released.push_str(&rest);
            self.error = error;
        }
        released
    }

    fn replace(&mut self, text: &mut String, by: String) {
        if *text != by {
            *text = by;
            self.changed = true;
        }
    }
}

impl Visit for Pass<'_> {
    fn closing(&mut self) {
        self.closing = true;
    }

    fn text(&mut self, channel: Channel, text: &mut String) {
        if !self.admit(channel) {
            return self.replace(text, String::new());
        }
        let released = self.show(channel, text);
        let place = if self.closing { &mut self.before } else { &mut self.within };
        if !released.is_empty() {
            place.push((channel, released.clone()));
        }
        self.replace(text, if self.closing { String::new() } else { released });
    }

    fn whole(&mut self, channel: Channel, text: &mut String) {
        if !self.admit(channel) {
            return self.replace(text, String::new());
        }
        let mut released = self.show(channel, text);
        if self.error.is_none() {
            released += &self.finish(channel);
        }
        self.replace(text, released);
    }

    fn end(&mut self, channel: Channel) {
        if self.error.is_some() {
            return;
        }
        let rest = self.finish(channel);
        if !rest.is_empty() {
            self.before.push((channel, rest));
        }
    }

    fn repeated(&mut self, channel: Channel, start: usize, end: Option<usize>, text: &mut String) {
        let sent = self.texts.sent(channel);
        let now = sent.get(start..end.unwrap_or(sent.len())).unwrap_or("").to_owned();
        self.replace(text, now);
    }

    fn sent(&self, channel: Channel) -> usize {
        self.texts.sent(channel).len()
    }

    fn note(&mut self, event: Event) {
        match &event {
            Event::Error { code } => self.upstream = Some(code.clone()),
            Event::ToolCall { .. } => self.touched = true,
            _ => {}
        }
        self.texts.note(event);
    }

    fn changed(&mut self) {
        self.changed = true;
    }

    fn unknown(&mut self, what: &'static str) -> Walked {
        match self.unknown {
            Unknown::Refuse => Err(EventError::NotUnderstood { what }),
            Unknown::PassThrough => Ok(()),
        }
    }
}
