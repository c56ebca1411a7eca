//! Mistakes in catalogs.

use super::*;

fn error(json: &str) -> String {
    ModelCatalog::from_json(json).expect_err(json).to_string()
}

#[test]
fn a_mistake_names_the_model_the_field_and_what_to_change() {
    let model = |rest: &str| {
        error(&format!(r#"{{"models": [{{"name": "ok", "tier": "small"}}, {{{rest}}}]}}"#))
    };
    let price = |price: &str| model(&format!(r#""name": "a", "tier": "small", "price": {price}"#));
    let cases = [
        (error("{\n\"models\": ["), "line 2, column 11 cannot be read as JSON"),
        (error("[]"), "`models` of the catalog is not a list of models"),
        (error("{}"), "the catalog has no `models`"),
        (error(r#"{"models": 1}"#), "`models` of the catalog is not a list of models"),
        (error(r#"{"models": [], "x": 1}"#), "unknown field `x`; remove it"),
        (error(r#"{"models": [3]}"#), "`models` of model 1 is not"),
        (model(r#""tier": "small""#), "model 2 has no `name`; give it the name"),
        (model(r#""name": "", "tier": "small""#), "model 2 has no `name`"),
        (model(r#""name": "a""#), "a has no `tier`; give it small, medium or large"),
        (model(r#""name": "ok", "tier": "large""#), "two models are named \"ok\""),
        (model(r#""name": "a", "tier": "small", "prize": 1"#), "a has an unknown field `prize`"),
        (
            model(r#""name": "a", "tier": "small", "context_window": -1"#),
            "`context_window` of a is not a whole number of tokens",
        ),
        (
            model(r#""name": "a", "tier": "small", "capabilities": ["flying"]"#),
            "`capabilities` of a is not a list of: tools",
        ),
        (price("3"), "`price` of a is not an object of prices"),
        (price(r#"{"input": 1}"#), "a has no `price.output`; give it a whole number"),
        (price(r#"{"input": -1, "output": 1}"#), "`price.input` of a is not"),
        (price(r#"{"input": 0.5, "output": 1}"#), "`price.input` of a is not"),
        (price(r#"{"input": 1, "output": 1, "cached": 1}"#), "unknown field `price.cached`"),
        (price(r#"{"input": 1, "output": 1, "reasoning": "1"}"#), "`price.reasoning` of a"),
        (
            price(r#"{"input": 1, "output": 1, "above": {"input": 1, "output": 1}}"#),
            "a has no `price.above.input_tokens`",
        ),
        (
            price(
                r#"{"input": 1, "output": 1, "above": [{"input_tokens": 1, "input": 1, "output": 1, "per_request": 1}]}"#,
            ),
            "unknown field `price.above.per_request`",
        ),
        (
            price(
                r#"{"input": 1, "output": 1, "above": [{"input_tokens": 1, "input": 1, "output": 1}, {"input_tokens": 1, "input": 1, "output": 1}]}"#,
            ),
            "`price.above.input_tokens` of a is not a length that no other tier has",
        ),
        (
            price(r#"{"input": 1, "output": 1, "above": [0, 1, 2, 3, 4]}"#),
            "`price.above` of a is not at most 4 tiers",
        ),
    ];
    for (error, expected) in cases {
        assert!(error.contains(expected), "{error:?} should say {expected:?}");
    }
}

#[test]
fn a_field_that_is_there_twice_is_an_error() {
    let twice = r#"{"models": [{"name": "a", "tier": "small", "tier": "large"}]}"#;
    assert!(matches!(
        ModelCatalog::from_json(twice),
        Err(CatalogError::Unreadable { format: "JSON", line: 1, .. })
    ));
}

#[test]
fn one_tier_and_a_list_of_tiers_are_read() {
    let read = |above: &str| {
        let json = format!(
            r#"{{"models": [{{"name": "a", "tier": "small",
                "price": {{"input": 1, "output": 2, "above": {above}}}}}]}}"#
        );
        let catalog = ModelCatalog::from_json(&json).unwrap();
        let price = *catalog.find("a").unwrap().price().unwrap();
        price.tier_lengths().collect::<Vec<_>>()
    };
    assert_eq!(read(r#"{"input_tokens": 9, "input": 3, "output": 4}"#), [9]);
    assert_eq!(
        read(
            r#"[{"input_tokens": 9, "input": 3, "output": 4},
                {"input_tokens": 5, "input": 2, "output": 3}]"#
        ),
        [5, 9]
    );
    assert!(read("null").is_empty());
}

#[cfg(feature = "toml")]
#[test]
fn toml_reads_as_json_does() {
    let toml = r#"
        [[models]]
        name = "a"
        tier = "large"
        capabilities = ["tools"]
        [models.price]
        input = 3_000_000_000
        output = 15_000_000_000
        per_request = 5
        [[models.price.above]]
        input_tokens = 200_000
        input = 6_000_000_000
        output = 22_500_000_000
    "#;
    let json = r#"{"models": [{"name": "a", "tier": "large", "capabilities": ["tools"],
        "price": {"input": 3000000000, "output": 15000000000, "per_request": 5,
            "above": {"input_tokens": 200000, "input": 6000000000, "output": 22500000000}}}]}"#;
    assert_eq!(ModelCatalog::from_toml(toml), ModelCatalog::from_json(json));

    let error = |toml: &str| ModelCatalog::from_toml(toml).unwrap_err().to_string();
    assert!(error("models = [\n  }").contains("line 2"), "{}", error("models = [\n  }"));
    let wrong = error("[[models]]\nname = 'a'\ntier = 'small'\nprice = { input = -1, output = 1 }");
    assert!(wrong.contains("`price.input` of a is not"), "{wrong}");
}
