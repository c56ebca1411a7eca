//! Catalogs from files.

#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;

use super::{Capability, Model, ModelCatalog, Tier};
use crate::money::{NanoUsd, Price};

/// What is wrong in a catalog's file: which model, which field, what to change.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The file is not in its format, or has a field twice.
    #[error("catalog: line {line}, column {column} cannot be read as {format}; correct it there")]
    Unreadable {
        /// `JSON` or `TOML`.
        format: &'static str,
        /// The line of the mistake, from 1.
        line: usize,
        /// The column of the mistake, from 1.
        column: usize,
    },
    /// A field is not known, so that what it was to say would be lost.
    #[error("catalog: {model} has an unknown field `{field}`; remove it, or use one of: {known}")]
    UnknownField {
        /// The model's name, or its position where it has none.
        model: String,
        /// The path of the field in the model.
        field: String,
        /// The fields that there are.
        known: &'static str,
    },
    /// A field that must be there is not.
    #[error("catalog: {model} has no `{field}`; give it {expected}")]
    Missing {
        /// The model's name, or its position where it has none.
        model: String,
        /// The path of the field in the model.
        field: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A field has a value that cannot be.
    #[error("catalog: `{field}` of {model} is not {expected}; make it that")]
    Wrong {
        /// The model's name, or its position where it has none.
        model: String,
        /// The path of the field in the model.
        field: String,
        /// What it should be.
        expected: &'static str,
    },
    /// Two models have one name.
    #[error("catalog: two models are named {model:?}; give each its own name")]
    SameName {
        /// The name.
        model: String,
    },
}

impl ModelCatalog {
    /// Reads a catalog from JSON.
    ///
    /// ```
    /// use palisade::{CatalogError, ModelCatalog};
    ///
    /// let error = ModelCatalog::from_json(r#"{
    ///     "models": [{ "name": "small-1", "tier": "tiny" }]
    /// }"#).unwrap_err();
    /// assert!(matches!(error, CatalogError::Wrong { .. }));
    /// assert!(error.to_string().contains("`tier` of small-1 is not small, medium or large"));
    /// ```
    ///
    /// # Errors
    /// Where it is not a catalog; the error names the model, the field and what to change.
    pub fn from_json(json: &str) -> Result<Self, CatalogError> {
        serde_json::from_str::<Self>(json)
            .map_err(|error| {
                let (line, column) = (error.line(), error.column());
                let unreadable = CatalogError::Unreadable { format: "JSON", line, column };
                let value = serde_json::from_str(json).ok();
                value.and_then(|value| explained(&value)).unwrap_or(unreadable)
            })?
            .checked()
    }

    /// Reads a catalog from TOML, with the fields of the JSON; each model is a `[[models]]`.
    ///
    /// ```
    /// use palisade::{ModelCatalog, Tier};
    ///
    /// let catalog = ModelCatalog::from_toml(r#"
    ///     [[models]]
    ///     name = "small-1"
    ///     tier = "small"
    ///     price = { input = 150_000_000, output = 600_000_000 }
    /// "#)?;
    /// assert_eq!(catalog.find("small-1").unwrap().tier(), Tier::Small);
    /// # Ok::<(), palisade::CatalogError>(())
    /// ```
    ///
    /// # Errors
    /// Where it is not a catalog; the error names the model, the field and what to change.
    #[cfg(feature = "toml")]
    pub fn from_toml(toml: &str) -> Result<Self, CatalogError> {
        toml::from_str::<Self>(toml)
            .map_err(|error| {
                let before = error.span().and_then(|span| toml.get(..span.start)).unwrap_or("");
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
                let unreadable = CatalogError::Unreadable { format: "TOML", line, column };
                let value = toml::from_str(toml).ok();
                value.and_then(|value| explained(&value)).unwrap_or(unreadable)
            })?
            .checked()
    }

    /// With what a reader does not see: two models of one name, where the second would be lost.
    fn checked(self) -> Result<Self, CatalogError> {
        for (position, model) in self.iter().enumerate() {
            let (name, field) = (|| model.name().to_owned(), || "name".to_owned());
            if name().is_empty() {
                let model = format!("model {}", position + 1);
                return Err(CatalogError::Missing { model, field: field(), expected: NAME });
            }
            if self.iter().take(position).any(|other| other.name() == model.name()) {
                return Err(CatalogError::SameName { model: name() });
            }
        }
        Ok(self)
    }
}

/// The first mistake of a catalog that was not read.
fn explained(catalog: &Value) -> Option<CatalogError> {
    let at = Place { model: "the catalog", path: "" };
    let Some(catalog) = catalog.as_object() else {
        return Some(at.wrong("models", "a list of models"));
    };
    if let Some(error) = at.unknown(catalog, "models") {
        return Some(error);
    }
    let Some(models) = catalog.get("models") else {
        return Some(at.missing("models", "a list of models"));
    };
    let Some(models) = models.as_array() else {
        return Some(at.wrong("models", "a list of models"));
    };
    models.iter().enumerate().find_map(|(position, model)| {
        let name = match model.get("name").and_then(Value::as_str) {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("model {}", position + 1),
        };
        of_model(&Place { model: &name, path: "" }, model)
    })
}

const NAME: &str = "the name that its provider calls it by";
const TOKENS: &str = "a whole number of tokens";
const NANOS: &str = "a whole number of nano-dollars per million tokens";

fn of_model(at: &Place<'_>, model: &Value) -> Option<CatalogError> {
    let Some(model) = model.as_object() else {
        return Some(at.wrong("models", "a list of models"));
    };
    at.unknown(model, "name, tier, price, context_window, region, capabilities")
        .or_else(|| at.needs::<String>(model, "name", NAME))
        .or_else(|| at.needs::<Tier>(model, "tier", "small, medium or large"))
        .or_else(|| model.get("price").and_then(|price| of_price(at, price)))
        .or_else(|| at.may::<u64>(model, "context_window", TOKENS))
        .or_else(|| at.may::<String>(model, "region", "text"))
        .or_else(|| {
            let known = "a list of: tools, vision, audio, documents, json, reasoning, \
                         long_output, prompt_caching";
            at.may::<Vec<Capability>>(model, "capabilities", known)
        })
        // What the fields do not show by themselves.
        .or_else(|| {
            let whole = serde_json::from_value::<Model>(Value::Object(model.clone()));
            whole.is_err().then(|| at.wrong("price", "a price"))
        })
}

fn of_price(at: &Place<'_>, price: &Value) -> Option<CatalogError> {
    let Some(object) = price.as_object() else {
        return (!price.is_null()).then(|| at.wrong("price", "an object of prices"));
    };
    let here = Place { path: "price.", ..*at };
    let known = "input, output, cached_input, cache_write, cache_write_1h, audio_input, \
                 reasoning, audio_output, per_request, above";
    if let Some(error) = here.unknown(object, known).or_else(|| rates(&here, object)) {
        return Some(error);
    }
    let fee = "a whole number of nano-dollars";
    here.may::<NanoUsd>(object, "per_request", fee).or_else(|| above(at, object.get("above")?))
}

/// The tiers of a price: one, or a list.
fn above(at: &Place<'_>, tiers: &Value) -> Option<CatalogError> {
    let here = Place { path: "price.above.", ..*at };
    let list = match tiers {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    if list.len() > Price::MAX_TIERS {
        return Some(at.wrong("price.above", "at most 4 tiers"));
    }
    let known = "input_tokens, input, output, cached_input, cache_write, cache_write_1h, \
                 audio_input, reasoning, audio_output";
    let mut lengths = Vec::new();
    list.iter().find_map(|tier| {
        let Some(tier) = tier.as_object() else {
            return Some(at.wrong("price.above", "the prices of long inputs, or a list of them"));
        };
        let error = here
            .unknown(tier, known)
            .or_else(|| here.needs::<u64>(tier, "input_tokens", TOKENS))
            .or_else(|| rates(&here, tier));
        let length = tier.get("input_tokens");
        let twice = lengths.contains(&length);
        lengths.push(length);
        let other = "a length that no other tier has";
        error.or_else(|| twice.then(|| here.wrong("input_tokens", other)))
    })
}

fn rates(at: &Place<'_>, object: &Map<String, Value>) -> Option<CatalogError> {
    let others = [
        "cached_input",
        "cache_write",
        "cache_write_1h",
        "audio_input",
        "reasoning",
        "audio_output",
    ];
    at.needs::<NanoUsd>(object, "input", NANOS)
        .or_else(|| at.needs::<NanoUsd>(object, "output", NANOS))
        .or_else(|| others.iter().find_map(|field| at.may::<NanoUsd>(object, field, NANOS)))
}

/// Where a mistake is looked for.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    model: &'a str,
    /// What stands before the names of fields.
    path: &'a str,
}

impl Place<'_> {
    fn unknown(&self, object: &Map<String, Value>, known: &'static str) -> Option<CatalogError> {
        let field = object.keys().find(|field| known.split(", ").all(|known| known != *field))?;
        let (model, field) = (self.model.to_owned(), format!("{}{field}", self.path));
        Some(CatalogError::UnknownField { model, field, known })
    }

    fn needs<T: DeserializeOwned>(
        &self,
        object: &Map<String, Value>,
        field: &str,
        expected: &'static str,
    ) -> Option<CatalogError> {
        match object.get(field) {
            None => Some(self.missing(field, expected)),
            Some(value) if reads::<T>(value) => None,
            Some(_) => Some(self.wrong(field, expected)),
        }
    }

    fn may<T: DeserializeOwned>(
        &self,
        object: &Map<String, Value>,
        field: &str,
        expected: &'static str,
    ) -> Option<CatalogError> {
        let value = object.get(field).filter(|value| !value.is_null())?;
        (!reads::<T>(value)).then(|| self.wrong(field, expected))
    }

    fn missing(&self, field: &str, expected: &'static str) -> CatalogError {
        let (model, field) = (self.model.to_owned(), format!("{}{field}", self.path));
        CatalogError::Missing { model, field, expected }
    }

    fn wrong(&self, field: &str, expected: &'static str) -> CatalogError {
        let (model, field) = (self.model.to_owned(), format!("{}{field}", self.path));
        CatalogError::Wrong { model, field, expected }
    }
}

fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    serde_json::from_value::<T>(value.clone()).is_ok()
}
