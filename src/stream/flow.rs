//! What both kinds of stream do.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::conclude::{conclude, error_of};
use super::lane::Hold;
use super::screen::{Halt, Screen, Screened};
use super::utf8::{CutCharacter, NotUtf8};
use super::{Finished, Pushed};
use crate::audit::Step;
use crate::error::Error;
use crate::money::Usage;
use crate::output::{FinishReason, Reply};
use crate::text::Channel;
use crate::validated::ValidatedInput;

/// One streamed answer.
pub(super) struct Flow {
    pub(super) input: ValidatedInput,
    pub(super) screen: Screen,
    pub(super) hold: Hold,
    begun: Instant,
    ended: bool,
    sent: Vec<(Channel, String)>,
    /// The beginning of a character, by channel, whose rest has not come yet.
    cut: BTreeMap<Channel, CutCharacter>,
    pub(super) model: Option<String>,
    pub(super) usage: Option<Usage>,
    pub(super) finish: FinishReason,
}

impl Flow {
    pub(super) fn new(input: &ValidatedInput, hold: Hold) -> Self {
        let policy = Arc::clone(&input.request.core().policy);
        Self {
            screen: Screen::new(policy, input.checked.context.clone(), hold),
            input: input.clone(),
            hold,
            begun: Instant::now(),
            ended: false,
            sent: Vec::new(),
            cut: BTreeMap::new(),
            model: None,
            usage: None,
            finish: FinishReason::Stop,
        }
    }

    pub(super) fn push(&mut self, channel: Channel, chunk: &str) -> Pushed {
        let mut released = String::new();
        if self.ended {
            return Pushed { released, error: Some(Error::StreamEnded) };
        }
        if self.cut.get(&channel).is_some_and(|cut| !cut.is_empty()) {
            return self.end_with(released, Error::NotUtf8);
        }
        let pushed = self.screen.push(channel, chunk, &mut released);
        if !released.is_empty() {
            self.sent_on(channel, &released);
        }
        match pushed {
            Ok(()) => Pushed { released, error: None },
            Err(halt) => {
                let error = error_of(halt, &self.input.request);
                self.end_with(released, error)
            }
        }
    }

    pub(super) fn push_bytes(&mut self, channel: Channel, chunk: &[u8]) -> Pushed {
        let mut text = String::with_capacity(chunk.len() + 3);
        let whole = self.cut.entry(channel).or_default().complete(chunk, &mut text);
        let cut = self.cut.remove(&channel);
        let pushed = self.push(channel, &text);
        if let Some(cut) = cut.filter(|cut| !cut.is_empty()) {
            self.cut.insert(channel, cut);
        }
        match whole {
            // What came before the bytes that are no text is shown to the guards all the same.
            Err(NotUtf8) if pushed.error.is_none() => {
                self.end_with(pushed.released, Error::NotUtf8)
            }
            _ => pushed,
        }
    }

    /// That the stream has not ended yet, and does not end inside a character.
    pub(super) fn check_end(&mut self) -> Result<(), Error> {
        if self.ended {
            return Err(Error::StreamEnded);
        }
        if self.cut.values().all(CutCharacter::is_empty) {
            return Ok(());
        }
        Err(self.fail(Error::NotUtf8))
    }

    fn end_with(&mut self, released: String, error: Error) -> Pushed {
        let error = self.fail(error);
        Pushed { released, error: Some(error) }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.ended = true;
        self.input.request.fail(Step::ValidateOutput, self.begun, error)
    }

    pub(super) fn conclude(mut self, screened: Result<Screened, Halt>) -> Result<Finished, Error> {
        self.ended = true;
        let rest = screened.as_ref().map(|screened| screened.rest.clone()).unwrap_or_default();
        for (channel, text) in &rest {
            self.sent_on(*channel, text);
        }
        let whole = std::mem::take(&mut self.sent);
        let screened = screened.map(|screened| Screened { rest: whole, ..screened });
        let mut reply = Reply::of(Vec::new()).finish(self.finish);
        if let Some(model) = self.model.take() {
            reply = reply.model(model);
        }
        if let Some(usage) = self.usage {
            reply = reply.usage(usage);
        }
        let input = &self.input;
        let output = conclude(&input.request, input, screened, &reply, self.begun)?;
        Ok(Finished { rest, output })
    }

    fn sent_on(&mut self, channel: Channel, text: &str) {
        match self.sent.iter_mut().find(|(existing, _)| *existing == channel) {
            Some((_, sent)) => sent.push_str(text),
            None => self.sent.push((channel, text.to_owned())),
        }
    }
}

/// Shows how much was released, never what.
impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<_> = self.sent.iter().map(|(c, text)| (c, text.len())).collect();
        f.debug_struct("Flow")
            .field("request", &self.input.request_id())
            .field("sent_bytes", &bytes)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
