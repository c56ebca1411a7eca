//! The prices of one entry by kind and by length of input, as they are collected.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::SkipReason;
use super::decimal::{Inexact, scaled};
use super::pairs::Pairs;
use crate::money::{NanoUsd, Price};

/// The kinds of tokens that have prices, by the table's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Input,
    Output,
    CacheRead,
    CacheWrite,
    CacheWriteHour,
    AudioInput,
    AudioOutput,
    Reasoning,
}

impl Kind {
    /// The kind that a field prices, without the end that names a tier.
    pub(super) fn of(field: &str) -> Option<Self> {
        Some(match field {
            "input_cost_per_token" => Self::Input,
            "output_cost_per_token" => Self::Output,
            // The second is an older name for the same.
            "cache_read_input_token_cost" | "input_cost_per_token_cache_hit" => Self::CacheRead,
            "cache_creation_input_token_cost" => Self::CacheWrite,
            "cache_creation_input_token_cost_above_1hr" => Self::CacheWriteHour,
            "input_cost_per_audio_token" => Self::AudioInput,
            "output_cost_per_audio_token" => Self::AudioOutput,
            "output_cost_per_reasoning_token" => Self::Reasoning,
            _ => return None,
        })
    }
}

/// What the entry says: prices by the length that an input must pass, 0 for all, and by kind.
#[derive(Debug, Default)]
pub(super) struct Prices {
    said: BTreeMap<u64, BTreeMap<Kind, NanoUsd>>,
    per_request: NanoUsd,
}

impl Prices {
    /// Takes a price of tokens of inputs that are longer than `above`.
    pub(super) fn tokens(
        &mut self,
        above: u64,
        kind: Kind,
        field: &str,
        json: &RawValue,
    ) -> Result<(), SkipReason> {
        let price = dollars(field, json, 15)?;
        let earlier = self.said.entry(above).or_default().insert(kind, price);
        if earlier.is_some_and(|earlier| earlier != price) {
            return Err(SkipReason::OddTiers { field: field.to_owned() });
        }
        Ok(())
    }

    /// Takes the fee of a request.
    pub(super) fn request(&mut self, field: &str, json: &RawValue) -> Result<(), SkipReason> {
        self.per_request = dollars(field, json, 9)?;
        Ok(())
    }

    /// Takes tiers that are written as a list of ranges, each from where the one before ends.
    pub(super) fn ranges(&mut self, json: &RawValue) -> Result<(), SkipReason> {
        let odd = || SkipReason::OddTiers { field: "tiered_pricing".to_owned() };
        let list: Vec<Pairs<'_>> = serde_json::from_str(json.get()).map_err(|_| odd())?;
        let mut ranges = Vec::new();
        for Pairs(fields) in &list {
            let range = fields.iter().find(|(name, _)| name == "range").ok_or_else(odd)?;
            let ends: [&RawValue; 2] = serde_json::from_str(range.1.get()).map_err(|_| odd())?;
            let from = scaled(ends[0].get(), 0).map_err(|_| odd())?;
            let to = match ends[1].get() {
                "null" => u64::MAX,
                end => scaled(end, 0).map_err(|_| odd())?,
            };
            ranges.push((from, to, fields));
        }
        ranges.sort_by_key(|(from, to, _)| (*from, *to));
        let mut end = 0;
        for (from, to, fields) in ranges {
            // Some write the next range from the token after, some from the same.
            if from != end && Some(from) != u64::checked_add(end, 1) || to <= from {
                return Err(odd());
            }
            for (field, json) in fields.iter().filter(|(field, _)| field != "range") {
                match Kind::of(field) {
                    Some(kind) => self.tokens(end, kind, field, json)?,
                    None if is_free(json) => {}
                    None => return Err(SkipReason::OtherUnit { field: field.clone() }),
                }
            }
            end = to;
        }
        Ok(())
    }

    /// The price. A tier keeps what it does not name: so the table reads.
    pub(super) fn finish(mut self) -> Result<Price, SkipReason> {
        let first = self.said.remove(&0).unwrap_or_default();
        if self.said.len() > Price::MAX_TIERS {
            return Err(SkipReason::OddTiers { field: "input_cost_per_token_above".to_owned() });
        }
        let mut price = rates(&first)?.per_request(self.per_request);
        for (above, said) in self.said {
            let mut all = first.clone();
            all.extend(said);
            price = price.above(above, rates(&all)?);
        }
        Ok(price)
    }
}

/// A price in dollars as nano-dollars, with so many places moved.
fn dollars(field: &str, json: &RawValue, shift: i32) -> Result<NanoUsd, SkipReason> {
    let field = || field.to_owned();
    match scaled(json.get(), shift) {
        Ok(nanos) => Ok(NanoUsd::from_nanos(nanos)),
        Err(Inexact::NotACount) => Err(SkipReason::NotAPrice { field: field() }),
        Err(Inexact::TooFine) => Err(SkipReason::TooFine { field: field() }),
    }
}

/// Whether a charge of a kind that is not known is nothing: 0, null, or an object of these.
pub(super) fn is_free(json: &RawValue) -> bool {
    let text = json.get();
    match serde_json::from_str::<Pairs<'_>>(text) {
        Ok(Pairs(fields)) => fields.iter().all(|(_, json)| is_nothing(json.get())),
        Err(_) => is_nothing(text),
    }
}

fn is_nothing(text: &str) -> bool {
    text == "null" || scaled(text, 0) == Ok(0)
}

/// One of the methods that give a price another kind.
type Setter = fn(Price, NanoUsd) -> Price;

fn rates(of: &BTreeMap<Kind, NanoUsd>) -> Result<Price, SkipReason> {
    let said = |kind| of.get(&kind).copied();
    let missing = |field| SkipReason::Missing { field };
    let input = said(Kind::Input).ok_or(missing("input_cost_per_token"))?;
    let output = said(Kind::Output).ok_or(missing("output_cost_per_token"))?;
    let setters: [(Kind, Setter); 6] = [
        (Kind::CacheRead, Price::cached_input),
        (Kind::CacheWrite, Price::cache_write),
        (Kind::CacheWriteHour, Price::cache_write_1h),
        (Kind::AudioInput, Price::audio_input),
        (Kind::AudioOutput, Price::audio_output),
        (Kind::Reasoning, Price::reasoning),
    ];
    let price = Price::per_million(input, output);
    Ok(setters.into_iter().fold(price, |price, (kind, set)| match said(kind) {
        Some(value) => set(price, value),
        None => price,
    }))
}
