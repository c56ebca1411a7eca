//! What the walk through one event tells, and what is told of its fields.

use super::Event;
use super::json::{Json, is_name};
use crate::error::EventError;
use crate::text::Channel;

/// What is done with the texts of an event. The walk of each format knows where they stand.
pub(super) trait Visit {
    /// The event closes what its texts stand in: they have to go before it.
    fn closing(&mut self);

    /// A piece of a channel's text, to be replaced by what may go on now.
    fn text(&mut self, channel: Channel, text: &mut String);

    /// A whole text that came in no piece before: the channel begins and ends with it.
    fn whole(&mut self, channel: Channel, text: &mut String);

    /// A channel has ended.
    fn end(&mut self, channel: Channel);

    /// A text that repeats what came in pieces: the bytes of the channel from `start` to `end`,
    /// or to what has gone on by now.
    fn repeated(&mut self, channel: Channel, start: usize, end: Option<usize>, text: &mut String);

    /// How many bytes of a channel have gone on.
    fn sent(&self, channel: Channel) -> usize;

    /// What the event says beside its texts.
    fn note(&mut self, event: Event);

    /// A part of the event was changed that is no text of a channel.
    fn changed(&mut self);

    /// A part of the event is not known.
    ///
    /// # Errors
    /// Where that ends the stream.
    fn unknown(&mut self, what: &'static str) -> Walked;
}

pub(super) type Walked = Result<(), EventError>;

/// Whether what closed last may go on in another part of the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Joins,
    Apart,
}

/// When an event can be dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// At once, ahead of what waits.
    Ahead,
    /// It closes a text that the next event may take up again.
    Waits,
    /// It takes up the text that closed last.
    Joins,
    /// What waits closes for good.
    Apart,
}

/// More texts than these in one answer are refused.
pub(super) const MOST_CHANNELS: usize = 1024;

/// Checks the fields of an object: those of `names` hold names, numbers and the like, those of
/// `known` are looked at elsewhere or echo the caller's own request, and all others must be
/// without text.
pub(super) fn check_fields(
    object: &Json,
    names: &[&str],
    known: &[&str],
    visit: &mut dyn Visit,
) -> Walked {
    if !matches!(object, Json::Object(_)) {
        return visit.unknown("something else where an object was expected");
    }
    for (name, value) in object.members() {
        let passes = if known.contains(&name.as_str()) {
            true
        } else if names.contains(&name.as_str()) {
            value.is_plain()
        } else {
            is_name(name) && !value.has_text()
        };
        if !passes {
            visit.unknown("a field with text that the format does not have, or no plain name")?;
        }
    }
    Ok(())
}

/// Passes over a member that is text or null; anything else there is not known.
pub(super) fn check_text(object: &Json, name: &str, visit: &mut dyn Visit) -> Walked {
    match object.get(name) {
        None | Some(Json::Text(_)) => Ok(()),
        Some(value) if !value.has_text() => Ok(()),
        Some(_) => visit.unknown("something else where text was expected"),
    }
}

/// The values of a list; anything but a list there is not known.
pub(super) fn list<'j>(
    object: &'j mut Json,
    name: &str,
    visit: &mut dyn Visit,
) -> Result<&'j mut [Json], EventError> {
    match object.get_mut(name) {
        None => Ok(&mut []),
        Some(Json::List(values)) => Ok(values),
        Some(_) => visit.unknown("something else where a list was expected").map(|()| &mut [][..]),
    }
}

/// An opaque text of the provider: base64 and nothing else.
pub(super) fn check_opaque(object: &Json, name: &str, visit: &mut dyn Visit) -> Walked {
    let base64 = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=' | b'-' | b'_');
    match object.str(name) {
        Some(text) if !text.bytes().all(base64) => visit.unknown("an opaque field with text"),
        _ => check_text(object, name, visit),
    }
}

/// Empties a field that carries the raw tokens of the text, such as log probabilities.
pub(super) fn drop_field(object: &mut Json, name: &str, visit: &mut dyn Visit) {
    if let Some(value) = object.get_mut(name).filter(|value| value.has_text()) {
        *value = match value {
            Json::List(_) => Json::List(Vec::new()),
            _ => Json::Null,
        };
        visit.changed();
    }
}

/// The type or code of a provider's error where it is one name; its message is replaced.
pub(super) fn blank_error(error: &mut Json, visit: &mut dyn Visit) -> String {
    let named = |name| error.str(name).filter(|text| is_name(text) && !text.is_empty());
    let code = named("code").or_else(|| named("type")).unwrap_or("unknown").to_owned();
    let kept = ["type", "code"].map(|name| match error.get(name) {
        Some(Json::Text(text)) if is_name(text) => (name, Json::text(text.as_str())),
        Some(Json::Number(number)) => (name, Json::Number(number.clone())),
        _ => (name, Json::Null),
    });
    let [kind, number] = kept;
    *error = Json::object([kind, number, ("message", Json::text(UPSTREAM_MESSAGE))]);
    visit.changed();
    code
}

/// Stands in the place of what a provider says of its error.
pub(super) const UPSTREAM_MESSAGE: &str = "The model's provider reported an error.";
