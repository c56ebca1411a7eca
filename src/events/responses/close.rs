//! Events of a response that the crate writes itself: pieces of held text, and an end.

use std::sync::Arc;

use super::super::json::Json;
use super::parts::{Key, Kind};
use super::{Item, Responses};
use crate::text::Channel;

/// How a response that the crate ends has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Closing {
    Completed,
    /// For this reason.
    Incomplete(&'static str),
}

impl Responses {
    /// A piece of a channel, in its last part.
    pub(in super::super) fn delta(&mut self, channel: Channel, text: &str, out: &mut Vec<u8>) {
        let Some(key) = self.places.get(&channel).copied() else { return };
        let (kind, ..) = key.kind.events();
        let members = [
            ("item_id", self.item_id(key.item)),
            ("output_index", key.item.into()),
            place(key),
            ("delta", Json::text(text)),
        ];
        self.write(kind, members, out);
    }

    /// Begins an item.
    pub(in super::super) fn add_item(&mut self, json: Json, out: &mut Vec<u8>) -> u64 {
        let index = self.items.keys().next_back().map_or(0, |last| last.saturating_add(1));
        let members = [("output_index", index.into()), ("item", json.clone())];
        self.write("response.output_item.added", members, out);
        self.items.insert(index, Item { json: Arc::new(json), done: false, last: None });
        index
    }

    /// Begins a part of an item, which has no part of that kind yet.
    pub(in super::super) fn add_part(
        &mut self,
        item: u64,
        kind: PartOf,
        channel: Channel,
        out: &mut Vec<u8>,
    ) {
        let kind = kind.kind();
        let key = Key { item, kind, place: 0 };
        if kind != Kind::Arguments {
            let name = match kind {
                Kind::Summary => "response.reasoning_summary_part.added",
                _ => "response.content_part.added",
            };
            let members = [
                ("item_id", self.item_id(item)),
                ("output_index", item.into()),
                place(key),
                ("part", part(kind, "")),
            ];
            self.write(name, members, out);
        }
        let told = super::Part { channel, start: 0, end: None, told: true, repeats: 0 };
        self.parts.insert(key, told);
        self.places.insert(channel, key);
    }

    /// The channel of the answer's text that is open, where one is.
    pub(in super::super) fn open_text(&self) -> Option<Channel> {
        let open = self.parts.iter().rfind(|(_, part)| part.end.is_none())?;
        Some(open.1.channel).filter(|_| open.0.kind == Kind::Text)
    }

    /// Closes the open parts and items, each with its text so far.
    pub(in super::super) fn close_items(
        &mut self,
        status: &'static str,
        sent: &dyn Fn(Channel) -> String,
        out: &mut Vec<u8>,
    ) {
        let open = |part: &super::Part| part.end.is_none();
        let keys: Vec<Key> =
            self.parts.iter().filter(|(_, part)| open(part)).map(|(key, _)| *key).collect();
        for key in keys {
            self.close_open_part(key, sent, out);
        }
        let items: Vec<u64> =
            self.items.iter().filter(|(_, item)| !item.done).map(|(index, _)| *index).collect();
        for index in items {
            if let Some(item) = self.items.get_mut(&index) {
                item.done = true;
                Arc::make_mut(&mut item.json).set("status", Json::text(status));
            }
            let item = self.item(index, sent);
            let members = [("output_index", index.into()), ("item", item)];
            self.write("response.output_item.done", members, out);
        }
    }

    /// The last event.
    pub(in super::super) fn close(
        &mut self,
        closing: Closing,
        usage: Option<Json>,
        sent: &dyn Fn(Channel) -> String,
        out: &mut Vec<u8>,
    ) {
        let (kind, status) = match closing {
            Closing::Completed => ("response.completed", "completed"),
            Closing::Incomplete(_) => ("response.incomplete", "incomplete"),
        };
        self.close_items(status, sent, out);
        let mut response = self.response.as_deref().cloned().unwrap_or_else(|| {
            Json::object([("object", Json::text("response")), ("status", Json::Null)])
        });
        response.set("status", Json::text(status));
        if let Closing::Incomplete(reason) = closing {
            let reason = Json::object([("reason", Json::text(reason))]);
            response.set("incomplete_details", reason);
        }
        let items: Vec<u64> = self.items.keys().copied().collect();
        let items = items.into_iter().map(|index| self.item(index, sent)).collect();
        response.set("output", Json::List(items));
        if let Some(usage) = usage {
            response.set("usage", usage);
        }
        self.write(kind, [("response", response)], out);
        self.done = true;
    }

    /// What a writer of its own begins with.
    pub(in super::super) fn begin(&mut self, id: &str, model: &str, out: &mut Vec<u8>) {
        let response = Json::object([
            ("id", Json::text(id)),
            ("object", Json::text("response")),
            ("created_at", 0.into()),
            ("status", Json::text("in_progress")),
            ("model", Json::text(model)),
            ("output", Json::List(Vec::new())),
        ]);
        self.response = Some(Arc::new(response.clone()));
        let event = [("sequence_number", 0.into()), ("response", response)];
        // The first number; those behind it count on.
        self.number = None;
        self.write("response.created", event, out);
        self.number = Some(0);
    }

    fn close_open_part(&mut self, key: Key, sent: &dyn Fn(Channel) -> String, out: &mut Vec<u8>) {
        let text = self.text_of(key, sent);
        if let Some(part) = self.parts.get_mut(&key) {
            part.end = Some(part.start + text.len());
        }
        let (_, done, name) = key.kind.events();
        let id = self.item_id(key.item);
        let at = [("item_id", id), ("output_index", key.item.into()), place(key)];
        let [item, output, place] = at.clone();
        self.write(done, [item, output, place, (name, Json::text(text.as_str()))], out);
        let done = match key.kind {
            Kind::Arguments => return,
            Kind::Summary => "response.reasoning_summary_part.done",
            _ => "response.content_part.done",
        };
        let [item, output, place] = at;
        self.write(done, [item, output, place, ("part", part(key.kind, &text))], out);
    }

    /// An item with its texts as they have gone on.
    fn item(&self, index: u64, sent: &dyn Fn(Channel) -> String) -> Json {
        let Some(item) = self.items.get(&index) else { return Json::Null };
        let mut json = Json::clone(&item.json);
        for name in [Kind::Text, Kind::Summary, Kind::Arguments].map(list_name) {
            super::empty(&mut json, name);
        }
        for key in self.parts.keys().filter(|key| key.item == index) {
            let text = self.text_of(*key, sent);
            if key.kind == Kind::Arguments {
                json.set("arguments", Json::text(text));
                continue;
            }
            let part = part(key.kind, &text);
            match json.get_mut(list_name(key.kind)) {
                Some(Json::List(parts)) => parts.push(part),
                _ => json.set(list_name(key.kind), Json::List(vec![part])),
            }
        }
        json
    }

    fn text_of(&self, key: Key, sent: &dyn Fn(Channel) -> String) -> String {
        let Some(part) = self.parts.get(&key) else { return String::new() };
        let text = sent(part.channel);
        let end = part.end.unwrap_or(text.len());
        text.get(part.start..end).unwrap_or("").to_owned()
    }

    fn item_id(&self, index: u64) -> Json {
        let id = self.items.get(&index).and_then(|item| item.json.str("id"));
        Json::text(id.unwrap_or(""))
    }
}

/// The kinds of part that can be begun.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum PartOf {
    Text,
    Refusal,
    Summary,
    Arguments,
}

impl PartOf {
    const fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::Refusal => Kind::Refusal,
            Self::Summary => Kind::Summary,
            Self::Arguments => Kind::Arguments,
        }
    }
}

/// The list of an item that parts of a kind stand in.
const fn list_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Summary => "summary",
        Kind::Arguments => "arguments",
        Kind::Text | Kind::Refusal | Kind::Reasoning => "content",
    }
}

fn place(key: Key) -> (&'static str, Json) {
    match key.kind {
        Kind::Summary => ("summary_index", key.place.into()),
        // A call has no places, and a member that stands twice is written once.
        Kind::Arguments => ("output_index", key.item.into()),
        Kind::Text | Kind::Refusal | Kind::Reasoning => ("content_index", key.place.into()),
    }
}

fn part(kind: Kind, text: &str) -> Json {
    let text = Json::text(text);
    match kind {
        Kind::Refusal => Json::object([("type", Json::text("refusal")), ("refusal", text)]),
        Kind::Summary => Json::object([("type", Json::text("summary_text")), ("text", text)]),
        Kind::Reasoning => Json::object([("type", Json::text("reasoning_text")), ("text", text)]),
        Kind::Text | Kind::Arguments => Json::object([
            ("type", Json::text("output_text")),
            ("text", text),
            ("annotations", Json::List(Vec::new())),
        ]),
    }
}
