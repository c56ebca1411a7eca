//! The router as a filter for JSON lines: `cargo run --release --example route`
//!
//! Reads `{"prompt": …, "id"?: …}` and writes
//! `{"id","model","tier","complexity","estimated_cost_usd","reasons"}`, one a line, in order.
//! Guards observe only. Errors are as in `scan`.

#[path = "shared/lines.rs"]
mod lines;

use std::process::ExitCode;

use futures::executor::block_on;
use palisade::{
    Capability, Error, Guardrails, Injection, Model, ModelCatalog, NanoUsd, Parameters, Price,
    Scope, Tier, TierRouter,
};
use serde::Serialize;
use serde_json::Value;

fn main() -> ExitCode {
    let rails = Guardrails::builder()
        .observe_input(Injection::default())
        .router(TierRouter::new(catalog()))
        .build();
    match rails {
        Ok(rails) => lines::filter("prompt", |id, prompt| {
            block_on(route(&rails, id, prompt)).map_err(|error| error.to_string())
        }),
        Err(mistakes) => {
            eprintln!("route: {mistakes}");
            ExitCode::from(2)
        }
    }
}

/// Three models of made-up names, at prices as they are usual.
fn catalog() -> ModelCatalog {
    let model = |name, tier, input_cents, output_cents, window| {
        let cents = NanoUsd::from_cents;
        Model::new(name, tier)
            .with_price(Price::per_million(cents(input_cents), cents(output_cents)))
            .with_context_window(window)
            .in_region("eu")
            .with(Capability::Tools)
    };
    ModelCatalog::new()
        .model(model("small-1", Tier::Small, 10, 40, 128_000))
        .model(model("medium-1", Tier::Medium, 60, 240, 200_000))
        .model(model("large-1", Tier::Large, 300, 1_500, 1_000_000))
}

async fn route(rails: &Guardrails, id: Value, prompt: &str) -> Result<Answer, Error> {
    let input = rails.validate_input(&Scope::tenant("demo"), prompt).await?;
    let route = rails.route(&input).await?;
    let call = rails.prepare(&input, &route, Parameters::new())?;
    Ok(Answer {
        id,
        model: route.model().name().to_owned(),
        tier: route.model().tier(),
        complexity: route.complexity(),
        estimated_cost_usd: call.estimate().cost.as_dollars(),
        reasons: route.reasons().to_vec(),
    })
}

/// One line of the answer.
#[derive(Serialize)]
struct Answer {
    id: Value,
    model: String,
    tier: Tier,
    complexity: Option<f64>,
    estimated_cost_usd: f64,
    reasons: Vec<String>,
}
