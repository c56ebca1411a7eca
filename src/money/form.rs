//! How a price is written in files.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::tiers::{Rates, Tier, Tiers};
use super::{NanoUsd, Price};

/// A price, or one of its tiers, as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    /// In tiers only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input_tokens: Option<u64>,
    input: NanoUsd,
    output: NanoUsd,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cached_input: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cache_write: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cache_write_1h: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audio_input: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reasoning: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audio_output: Option<NanoUsd>,
    /// In prices only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    per_request: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Above::is_empty")]
    above: Above,
}

impl Form {
    fn of(rates: &Rates) -> Self {
        let Rates {
            input,
            output,
            cached_input,
            cache_write,
            cache_write_1h,
            audio_input,
            reasoning,
            audio_output,
        } = *rates;
        Self {
            input_tokens: None,
            input,
            output,
            cached_input,
            cache_write,
            cache_write_1h,
            audio_input,
            reasoning,
            audio_output,
            per_request: None,
            above: Above::default(),
        }
    }

    const fn rates(&self) -> Rates {
        Rates {
            input: self.input,
            output: self.output,
            cached_input: self.cached_input,
            cache_write: self.cache_write,
            cache_write_1h: self.cache_write_1h,
            audio_input: self.audio_input,
            reasoning: self.reasoning,
            audio_output: self.audio_output,
        }
    }
}

impl From<Price> for Form {
    fn from(price: Price) -> Self {
        let tier =
            |tier: &Tier| Self { input_tokens: Some(tier.input_tokens), ..Self::of(&tier.rates) };
        let mut tiers: Vec<_> = price.tiers.iter().map(tier).collect();
        if price.tiers.too_many() {
            // What was lost cannot be written; one tier too many keeps it from being read.
            tiers.extend(tiers.last().cloned());
        }
        let fee = price.per_request;
        Self {
            per_request: (fee != NanoUsd::ZERO).then_some(fee),
            above: Above(tiers),
            ..Self::of(&price.rates)
        }
    }
}

impl TryFrom<Form> for Price {
    type Error = &'static str;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        if form.input_tokens.is_some() {
            return Err("`input_tokens` belongs into `above`, beside the prices of long inputs");
        }
        if form.above.0.len() > Self::MAX_TIERS {
            return Err("`above` has more than 4 tiers; give it fewer");
        }
        let mut tiers = Tiers::NONE;
        for tier in &form.above.0 {
            let Some(input_tokens) = tier.input_tokens else {
                return Err("`above` needs `input_tokens`: the prices hold for longer inputs");
            };
            if tier.per_request.is_some() || !tier.above.is_empty() {
                return Err("`per_request` and `above` belong beside the first prices");
            }
            if tiers.iter().any(|other| other.input_tokens == input_tokens) {
                return Err("`above` has two tiers of the same `input_tokens`; give one");
            }
            tiers = tiers.with(Tier { input_tokens, rates: tier.rates() });
        }
        let per_request = form.per_request.unwrap_or(NanoUsd::ZERO);
        Ok(Self { rates: form.rates(), per_request, tiers })
    }
}

/// The tiers: one by itself, or a list.
#[derive(Clone, Debug, Default)]
struct Above(Vec<Form>);

impl Above {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Above {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Above {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;

        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Above;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the prices of long inputs, or a list of them")
            }

            fn visit_unit<E>(self) -> Result<Above, E> {
                Ok(Above::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Above, A::Error> {
                Form::deserialize(MapAccessDeserializer::new(map)).map(|one| Above(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Above, A::Error> {
                let mut tiers = Vec::new();
                while let Some(tier) = list.next_element()? {
                    tiers.push(tier);
                }
                Ok(Above(tiers))
            }
        }

        deserializer.deserialize_any(OneOrMany)
    }
}
