//! What every kind of stream does.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::conclude::{conclude, error_of};
use super::ending::Ending;
use super::lane::Hold;
use super::screen::{Halt, Screen, Screened};
use super::sentences::Sentences;
use super::utf8::{CutCharacter, NotUtf8};
use super::{Ended, Finished, Pushed};
use crate::audit::Step;
use crate::error::Error;
use crate::money::Usage;
use crate::output::{FinishReason, Reply};
use crate::reservation::{Reservation, Settlement};
use crate::text::{Channel, ChannelKind};
use crate::validated::{ValidatedInput, setting_of};
use crate::vault::Restorer;

/// One streamed answer.
pub(crate) struct Flow {
    input: ValidatedInput,
    screen: Screen,
    hold: Hold,
    begun: Instant,
    ended: bool,
    sent: Vec<(Channel, String)>,
    /// The beginning of a character, by channel, whose rest has not come yet.
    cut: BTreeMap<Channel, CutCharacter>,
    ending: Ending,
    /// What waits for the end of its sentence.
    sentences: BTreeMap<Channel, Sentences>,
    charge: Option<Reservation>,
    model: Option<String>,
    usage: Option<Usage>,
    finish: FinishReason,
    /// Where values are put back in what goes on.
    restoring: Option<Restoring>,
}

/// Puts values back, by channel.
#[derive(Default)]
struct Restoring {
    restorers: BTreeMap<Channel, Restorer>,
    /// What has gone on so, since it is not what the proof has.
    shown: Vec<(Channel, String)>,
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
            ending: Ending::default(),
            sentences: BTreeMap::new(),
            charge: None,
            model: None,
            usage: None,
            finish: FinishReason::Stop,
            restoring: None,
        }
    }

    /// Puts values back in what goes on from here, where the input has a vault.
    pub(crate) fn restore(&mut self) {
        self.restoring = self.input.checked.pseudonyms.is_some().then(Restoring::default);
    }

    pub(crate) fn end_with(&mut self, ending: Ending) {
        self.ending = ending;
    }

    pub(crate) fn charge(&mut self, mut held: Reservation) -> Result<(), Error> {
        let (of, core) = (&self.input.request.tag, self.input.request.core());
        core.own("the reservation", &held.request.tag, of)?;
        self.usage.into_iter().for_each(|usage| held.report(usage));
        self.charge = Some(held);
        Ok(())
    }

    pub(crate) fn answered_by(&mut self, model: String) {
        self.model = Some(model);
    }

    pub(crate) const fn used(&mut self, usage: Usage) {
        self.usage = Some(usage);
        if let Some(held) = &mut self.charge {
            held.report(usage);
        }
    }

    pub(crate) const fn finish_reason(&mut self, reason: FinishReason) {
        self.finish = reason;
    }

    /// Whether nothing is released before the end, since judges want the whole answer.
    pub(crate) fn holds_all(&self) -> bool {
        self.hold == Hold::All
    }

    /// What is sent in the place of an answer that is refused, where the caller chose that.
    pub(crate) fn message(&self) -> Option<Arc<str>> {
        self.ending.text().cloned()
    }

    /// What was released of a channel so far.
    pub(crate) fn sent(&self, channel: Channel) -> &str {
        let sent = self.restoring.as_ref().map_or(&self.sent, |restoring| &restoring.shown);
        let found = sent.iter().find(|(existing, _)| *existing == channel);
        found.map_or("", |(_, text)| text)
    }

    /// Shows a chunk to the guards; what may go on, and the error that ended the stream.
    pub(crate) fn show(&mut self, channel: Channel, chunk: &str) -> (String, Option<Error>) {
        if self.ended {
            return (String::new(), Some(Error::StreamEnded));
        }
        if self.cut.get(&channel).is_some_and(|cut| !cut.is_empty()) {
            return (String::new(), Some(self.fail(Error::NotUtf8)));
        }
        let mut decided = String::new();
        let pushed = self.screen.push(channel, chunk, &mut decided);
        let mut released = decided;
        if self.ending.in_sentences() && is_answer(channel) && !self.holds_all() {
            let sentences = self.sentences.entry(channel).or_default();
            let mut whole = String::new();
            sentences.push(&released, &mut whole);
            released = whole;
        }
        let error = pushed.err().map(|halt| self.halt(halt));
        let released = self.sent_on(channel, released, error.is_some());
        (released, error)
    }

    /// One channel has ended: what was held of it.
    pub(crate) fn end_channel(&mut self, channel: Channel) -> (String, Option<Error>) {
        if self.ended {
            return (String::new(), Some(Error::StreamEnded));
        }
        if self.cut.get(&channel).is_some_and(|cut| !cut.is_empty()) {
            return (String::new(), Some(self.fail(Error::NotUtf8)));
        }
        let mut rest = String::new();
        if let Err(halt) = self.screen.end(channel, &mut rest) {
            return (String::new(), Some(self.halt(halt)));
        }
        if let Some(sentences) = self.sentences.remove(&channel) {
            rest.insert_str(0, &sentences.finish());
        }
        (self.sent_on(channel, rest, true), None)
    }

    pub(super) fn push(&mut self, channel: Channel, chunk: &str) -> Pushed {
        let had_ended = self.ended;
        let (released, error) = self.show(channel, chunk);
        self.pushed(channel, released, error, had_ended)
    }

    pub(super) fn end(&mut self, channel: Channel) -> Pushed {
        let had_ended = self.ended;
        let (released, error) = self.end_channel(channel);
        self.pushed(channel, released, error, had_ended)
    }

    pub(super) fn push_bytes(&mut self, channel: Channel, chunk: &[u8]) -> Pushed {
        let had_ended = self.ended;
        let mut text = String::with_capacity(chunk.len() + 3);
        let whole = self.cut.entry(channel).or_default().complete(chunk, &mut text);
        let cut = self.cut.remove(&channel);
        let (released, error) = self.show(channel, &text);
        if let Some(cut) = cut.filter(|cut| !cut.is_empty()) {
            self.cut.insert(channel, cut);
        }
        // What came before the bytes that are no text is shown to the guards all the same.
        let error = error.or_else(|| whole.err().map(|NotUtf8| self.fail(Error::NotUtf8)));
        self.pushed(channel, released, error, had_ended)
    }

    /// Adds the message that the caller chose for the end, once.
    fn pushed(
        &self,
        channel: Channel,
        mut released: String,
        error: Option<Error>,
        had_ended: bool,
    ) -> Pushed {
        let message = self.message().filter(|_| error.is_some() && !had_ended);
        match message {
            Some(message) if is_answer(channel) => {
                released.push_str(gap(self.sent(channel)));
                released.push_str(&message);
                Pushed { released, message: None, error }
            }
            message => Pushed { released, message, error },
        }
    }

    fn halt(&mut self, halt: Halt) -> Error {
        let error = error_of(halt, &self.input.request);
        self.fail(error)
    }

    /// Ends the stream with an error, which goes into the audit log.
    pub(crate) fn fail(&mut self, error: Error) -> Error {
        self.ended = true;
        self.input.request.fail(Step::ValidateOutput, self.begun, error)
    }

    /// That the stream has not ended yet, and does not end inside a character.
    fn check_end(&mut self) -> Result<(), Error> {
        if self.ended {
            return Err(Error::StreamEnded);
        }
        if self.cut.values().all(CutCharacter::is_empty) {
            return Ok(());
        }
        Err(self.fail(Error::NotUtf8))
    }

    /// The answer has ended, with judges or without. Settles first: a refused answer was paid.
    pub(crate) async fn finish(mut self) -> Ended {
        let settlement = match self.charge.take() {
            Some(held) => Some(held.settle(self.usage).await),
            None => None,
        };
        let had_ended = self.ended;
        let result = match self.check_end() {
            Err(error) => Err(error),
            Ok(()) if self.holds_all() => {
                let screened = self.screen.finish_judged().await;
                self.conclude(screened, settlement)
            }
            Ok(()) => {
                let screened = self.screen.finish();
                self.conclude(screened, settlement)
            }
        };
        self.ended(result, had_ended)
    }

    /// The same for guards alone.
    pub(crate) fn finish_locally(mut self) -> Ended {
        let had_ended = self.ended;
        let checked = self.check_end();
        let result = checked.and_then(|()| {
            let screened = self.screen.finish();
            self.conclude(screened, None)
        });
        self.ended(result, had_ended)
    }

    fn ended(&self, result: Result<Finished, Error>, had_ended: bool) -> Ended {
        let message = self.message().filter(|_| result.is_err() && !had_ended);
        let gap = gap(self.sent(Channel::TEXT));
        Ended { message: message.map(|text| format!("{gap}{text}")), result }
    }

    fn conclude(
        &mut self,
        screened: Result<Screened, Halt>,
        settlement: Option<Settlement>,
    ) -> Result<Finished, Error> {
        self.ended = true;
        let mut rest = screened.as_ref().map(|s| s.rest.clone()).unwrap_or_default();
        for (channel, text) in &mut rest {
            if let Some(sentences) = self.sentences.remove(channel) {
                text.insert_str(0, &sentences.finish());
            }
        }
        let mut whole = std::mem::take(&mut self.sent);
        rest.iter().for_each(|(channel, text)| append(&mut whole, *channel, text));
        self.restore_rest(&mut rest);
        let sent = screened.is_err().then(|| whole.clone());
        let screened = screened.map(|screened| Screened { rest: whole, ..screened });
        let mut reply = Reply::of(Vec::new()).finish(self.finish);
        if let Some(model) = self.model.take() {
            reply = reply.model(model);
        }
        if let Some(usage) = self.usage {
            reply = reply.usage(usage);
        }
        self.sent = sent.unwrap_or_default();
        let input = &self.input;
        let output = conclude(&input.request, input, screened, &reply, self.begun)?;
        Ok(Finished { rest, output, settlement })
    }

    /// Notes what goes on of a channel, and gives it with the values in it. At its end nothing
    /// is held any more.
    fn sent_on(&mut self, channel: Channel, text: String, ends: bool) -> String {
        if !text.is_empty() {
            append(&mut self.sent, channel, &text);
        }
        self.restored(channel, text, ends)
    }

    fn restored(&mut self, channel: Channel, text: String, ends: bool) -> String {
        let (Some(restoring), Some(pseudonyms)) =
            (&mut self.restoring, &self.input.checked.pseudonyms)
        else {
            return text;
        };
        let restorer = || pseudonyms.restorer(setting_of(channel));
        let mut shown = restoring.restorers.entry(channel).or_insert_with(restorer).push(&text);
        if ends {
            let held = restoring.restorers.remove(&channel).map(Restorer::finish);
            shown.push_str(&held.unwrap_or_default());
        }
        if !shown.is_empty() {
            append(&mut restoring.shown, channel, &shown);
        }
        shown
    }

    /// The same for what is left of all channels at the end.
    fn restore_rest(&mut self, rest: &mut Vec<(Channel, String)>) {
        let Some(restoring) = &self.restoring else { return };
        let held: Vec<Channel> = restoring.restorers.keys().copied().collect();
        for channel in held {
            if !rest.iter().any(|(existing, _)| *existing == channel) {
                rest.push((channel, String::new()));
            }
        }
        for (channel, text) in rest {
            *text = self.restored(*channel, std::mem::take(text), true);
        }
    }
}

/// Whether a channel is an answer for people, not reasoning or a tool call.
const fn is_answer(channel: Channel) -> bool {
    matches!(
        channel.kind(),
        ChannelKind::Text | ChannelKind::TextBlock(_) | ChannelKind::Refusal(_)
    )
}

/// What parts a message from the text before it.
pub(crate) fn gap(before: &str) -> &'static str {
    match before.chars().next_back() {
        Some(last) if !last.is_whitespace() => " ",
        _ => "",
    }
}

fn append(texts: &mut Vec<(Channel, String)>, channel: Channel, text: &str) {
    match texts.iter_mut().find(|(existing, _)| *existing == channel) {
        Some((_, existing)) => existing.push_str(text),
        None => texts.push((channel, text.to_owned())),
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
