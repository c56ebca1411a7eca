//! One entry of the table.

use serde_json::value::RawValue;

use super::decimal::scaled;
use super::pairs::Pairs;
use super::tiers::{Kind, Prices, is_free};
use super::{PricedModel, SkipReason};
use crate::route::Capability;

/// The entry that explains the fields.
const SAMPLE: &str = "sample_spec";

/// Answers longer than this are long, in tokens.
const LONG_OUTPUT: u64 = 8_192;

pub(super) fn read(name: &str, json: &RawValue) -> Result<PricedModel, SkipReason> {
    if name == SAMPLE {
        return Err(SkipReason::Sample);
    }
    let Pairs(fields) = serde_json::from_str(json.get()).map_err(|_| SkipReason::NotAnEntry)?;
    no_field_twice(&fields)?;
    let text = |field: &str| find(&fields, field).and_then(string).unwrap_or_default();
    let count = |field: &str| find(&fields, field).and_then(|json| scaled(json.get(), 0).ok());
    let provider = text("litellm_provider");
    let (price, beside) = charges(&fields, searches_always(name, &provider))?;
    let max_output_tokens = count("max_output_tokens");
    Ok(PricedModel {
        name: name.to_owned(),
        provider,
        mode: text("mode"),
        price,
        context_window: count("max_input_tokens").or_else(|| count("max_tokens")),
        max_output_tokens,
        capabilities: capabilities(&fields, max_output_tokens),
        beside,
    })
}

/// When charges for searches fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Searches {
    /// At each call, so that tokens alone do not price it.
    Always,
    /// Where the application turns them on.
    OnDemand,
}

fn searches_always(name: &str, provider: &str) -> Searches {
    if provider == "perplexity" || name.contains("search") || name.contains("sonar") {
        Searches::Always
    } else {
        Searches::OnDemand
    }
}

/// The price, and the fields with charges that tokens do not show.
fn charges(
    fields: &[(String, &RawValue)],
    searches: Searches,
) -> Result<(crate::money::Price, Vec<String>), SkipReason> {
    let mut prices = Prices::default();
    let mut beside = Vec::new();
    for (field, json) in fields.iter().filter(|(_, json)| json.get() != "null") {
        let (kind, above) = tier_of(field);
        if field == "tiered_pricing" {
            prices.ranges(json)?;
        } else if let Some(kind) = Kind::of(kind) {
            let above = above.ok_or_else(|| SkipReason::OddTiers { field: field.clone() })?;
            prices.tokens(above, kind, field, json)?;
        } else if field == "input_cost_per_request" {
            prices.request(field, json)?;
        } else if !is_charge(field)
            || is_other_service(field)
            || is_free(json)
            || is_as_text(fields, field, json)
        {
            // Nothing that a call of the ordinary service pays.
        } else if is_of_tools(field, searches) {
            beside.push(field.clone());
        } else {
            return Err(SkipReason::OtherUnit { field: field.clone() });
        }
    }
    Ok((prices.finish()?, beside))
}

/// A field without the end that names a tier, and the length that an input must pass: 0 where
/// there is no such end, `None` where it cannot be read.
fn tier_of(field: &str) -> (&str, Option<u64>) {
    let split = field.strip_suffix("_tokens").and_then(|field| field.rsplit_once("_above_"));
    let Some((kind, length)) = split else { return (field, Some(0)) };
    let (digits, unit) = match length.as_bytes().last() {
        Some(b'k' | b'K') => (&length[..length.len() - 1], 1_000),
        Some(b'm' | b'M') => (&length[..length.len() - 1], 1_000_000),
        _ => (length, 1),
    };
    let length = digits.parse::<u64>().ok().and_then(|digits| digits.checked_mul(unit));
    (kind, length.filter(|length| *length > 0))
}

/// Whether a field may be a charge, or change one.
fn is_charge(field: &str) -> bool {
    ["cost", "price", "pricing", "fee", "uplift", "multiplier", "provider_specific_entry"]
        .iter()
        .any(|word| field.contains(word))
}

/// Charges of services that a call must ask for, and the same charges in another currency.
fn is_other_service(field: &str) -> bool {
    let ends = ["_priority", "_flex", "_batches", "_batch"];
    ends.iter().any(|end| field.ends_with(end)) || field.contains("dbu_cost")
}

/// Whether tokens of images cost what those of text do, so that they need not be told apart.
fn is_as_text(fields: &[(String, &RawValue)], field: &str, json: &RawValue) -> bool {
    let text = match field {
        "input_cost_per_image_token" => "input_cost_per_token",
        "output_cost_per_image_token" => "output_cost_per_token",
        _ => return false,
    };
    let text = find(fields, text).and_then(|json| scaled(json.get(), 15).ok());
    text.is_some() && text == scaled(json.get(), 15).ok()
}

/// Charges for the provider's own tools, and factors for places and speeds, which the
/// application turns on.
fn is_of_tools(field: &str, searches: Searches) -> bool {
    let tools = [
        "code_interpreter",
        "file_search",
        "vector_store",
        "computer_use",
        "web_search",
        "google_maps",
        "cache_storage",
        "regional_processing_uplift",
        "provider_specific_entry",
    ];
    // The reading of usage counts sound from the cache as sound, which costs more.
    field == "cache_read_input_audio_token_cost"
        || tools.iter().any(|tool| field.contains(tool))
        || searches == Searches::OnDemand && field == "search_context_cost_per_query"
}

fn capabilities(fields: &[(String, &RawValue)], most_output: Option<u64>) -> Vec<Capability> {
    let table = [
        ("supports_function_calling", Capability::Tools),
        ("supports_vision", Capability::Vision),
        ("supports_audio_input", Capability::Audio),
        ("supports_audio_output", Capability::Audio),
        ("supports_pdf_input", Capability::Documents),
        ("supports_response_schema", Capability::Json),
        ("supports_reasoning", Capability::Reasoning),
        ("supports_prompt_caching", Capability::PromptCaching),
    ];
    let is = |field: &str| find(fields, field).is_some_and(|json| json.get() == "true");
    let mut found: Vec<_> =
        table.into_iter().filter(|(field, _)| is(field)).map(|(_, can)| can).collect();
    if most_output.is_some_and(|tokens| tokens > LONG_OUTPUT) {
        found.push(Capability::LongOutput);
    }
    found.dedup();
    found
}

fn no_field_twice(fields: &[(String, &RawValue)]) -> Result<(), SkipReason> {
    let mut names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(SkipReason::Twice { field: pair[0].to_owned() }),
        None => Ok(()),
    }
}

fn find<'j>(fields: &[(String, &'j RawValue)], field: &str) -> Option<&'j RawValue> {
    fields.iter().find(|(name, _)| name == field).map(|(_, json)| *json)
}

fn string(json: &RawValue) -> Option<String> {
    serde_json::from_str(json.get()).ok()
}
