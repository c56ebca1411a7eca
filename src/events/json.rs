//! JSON as it came: members stay in their order, and a name that stands twice is an error, since
//! another reader may take the other one.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;

/// One value. It has no `Debug`: it holds text.
#[derive(Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads one value; the depth is bounded by the parser (128).
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// An object of these members.
    pub(super) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The members of an object; none of any other value.
    pub(super) fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// A member, where it is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let found = self.members().iter().find(|(existing, _)| existing == name);
        found.map(|(_, value)| value).filter(|value| **value != Self::Null)
    }

    /// A member to be changed, where it is there and not null.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(members) = self else { return None };
        let found = members.iter_mut().find(|(existing, _)| existing == name);
        found.map(|(_, value)| value).filter(|value| **value != Self::Null)
    }

    /// Sets a member, in its place or as the last.
    pub(super) fn set(&mut self, name: &str, value: Self) {
        let Self::Object(members) = self else { return };
        match members.iter_mut().find(|(existing, _)| existing == name) {
            Some((_, existing)) => *existing = value,
            None => members.push((name.to_owned(), value)),
        }
    }

    /// A member that is text.
    pub(super) fn str(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Self::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A member that is text, to be changed.
    pub(super) fn str_mut(&mut self, name: &str) -> Option<&mut String> {
        match self.get_mut(name) {
            Some(Self::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A member that is a whole number.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        match self.get(name) {
            Some(Self::Number(number)) => number.as_u64(),
            _ => None,
        }
    }

    /// Whether any text stands in it, names of members that are no plain names included.
    pub(super) fn has_text(&self) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => false,
            Self::Text(text) => !text.is_empty(),
            Self::List(values) => values.iter().any(Self::has_text),
            Self::Object(members) => {
                members.iter().any(|(name, value)| !is_name(name) || value.has_text())
            }
        }
    }

    /// Whether every text in it is a short name, such as an id.
    pub(super) fn is_plain(&self) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => true,
            Self::Text(text) => is_name(text),
            Self::List(values) => values.iter().all(Self::is_plain),
            Self::Object(members) => {
                members.iter().all(|(name, value)| is_name(name) && value.is_plain())
            }
        }
    }
}

/// Whether a text is one short name, such as an id or a model: letters, digits and a few marks.
pub(super) fn is_name(text: &str) -> bool {
    let marks = |byte: u8| matches!(byte, b'_' | b'-' | b'.' | b':' | b'/' | b'+' | b'=' | b'|');
    text.len() <= 256 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || marks(byte))
}

/// As one line of JSON.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only maps with other keys than text cannot be written.
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without a name that stands twice")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = from.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut members: Vec<(String, Json)> = Vec::new();
        while let Some(member) = from.next_entry()? {
            members.push(member);
        }
        let mut seen = HashSet::with_capacity(members.len());
        match members.iter().all(|(name, _)| seen.insert(name.as_str())) {
            true => Ok(Json::Object(members)),
            false => Err(A::Error::custom("a name stands twice")),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Number(value) => value.serialize(to),
            Self::Text(value) => to.serialize_str(value),
            Self::List(values) => to.collect_seq(values),
            Self::Object(members) => {
                let mut map = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_none_stands_twice() {
        let text = r#"{"z":[1,-2,0.5,null,true],"a":{"b":"\u0040 \ud83d\ude00"}}"#;
        let json = Json::parse(text).map(|json| json.to_string());
        assert_eq!(json.as_deref(), Some(r#"{"z":[1,-2,0.5,null,true],"a":{"b":"@ 😀"}}"#));
        assert!(Json::parse(r#"{"a":{"b":1,"b":2}}"#).is_none());
        assert!(Json::parse(r#"{"a":1,"\u0061":2}"#).is_none(), "however it is written");
        assert!(Json::parse(&"[".repeat(100_000)).is_none());
    }

    #[test]
    fn text_is_found_wherever_it_stands() {
        let has_text = |text: &str| Json::parse(text).unwrap().has_text();
        for text in [r#""a""#, r#"[[{"a":["b"]}]]"#, r#"{"not a name":1}"#] {
            assert!(has_text(text), "{text}");
        }
        assert!(!has_text(r#"{"a":[1,null,"",{}],"b.c":false}"#));
    }
}
