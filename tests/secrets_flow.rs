//! Secrets on the way out and in: in every part of an input, in what stands for something else,
//! and beside placeholders.

use palisade::*;

fn rails() -> LocalGuardrails {
    let builder = Guardrails::builder().input(Secrets::redact()).output(Secrets::redact());
    builder.build_local().expect("a policy")
}

const KEY: &str = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
const SEED: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";

fn redacted(text: &str) -> String {
    let checked = rails().validate_input(text).expect("nothing blocks");
    checked.user_text().to_owned()
}

#[test]
fn secrets_in_the_system_prompt_and_in_documents_do_not_reach_a_model() {
    let input = Input::user("What is our plan?")
        .system(format!("Use the key {KEY} for lookups."))
        .document("wiki", "db: postgres://app:s3cr3t-Pw@db:5432/x and stripe_key=sk_live_4eC39HqLyjWDarjtT1zdp7dc");
    let checked = rails().validate_input(input).expect("nothing blocks");
    let rules: Vec<&str> = checked.findings().iter().map(Finding::rule).collect();
    assert!(rules.contains(&"github_token"), "{rules:?}");
    assert!(rules.contains(&"connection_string_password"), "{rules:?}");
    assert!(rules.contains(&"stripe_key"), "{rules:?}");
    let strict = Guardrails::builder().input(Secrets::block()).build_local().expect("a policy");
    let asked = Input::user("Hello").system(format!("Key: {KEY}"));
    assert!(strict.validate_input(asked).is_err());
}

#[test]
fn a_secret_is_found_in_whatever_it_is_written_in() {
    for (text, expected) in [
        (r#"{"token": "{KEY}"}"#, r#"{"token": "[GITHUB_TOKEN]"}"#),
        (
            r#"{\"body\": \"{\\\"api_key\\\": \\\"a8Xk29fQw1Zp\\\"}\"}"#,
            r#"{\"body\": \"{\\\"api_key\\\": \\\"[SECRET]\\\"}\"}"#,
        ),
        ("export GH={KEY}\n", "export GH=[GITHUB_TOKEN]\n"),
        ("https://{KEY}@github.com/a/b", "https://[GITHUB_TOKEN]@github.com/a/b"),
        ("?access_token={KEY}&x=1", "?access_token=[GITHUB_TOKEN]&x=1"),
        ("a line\n{KEY}\nanother {KEY}", "a line\n[GITHUB_TOKEN]\nanother [GITHUB_TOKEN]"),
        ("x-api-key:\n  \"f3A9c27Bd18E64cf02ab\"", "x-api-key:\n  \"[AUTHORIZATION]\""),
        ("Authorization: Bearer f3A9c27Bd18E64cf02ab\n", "Authorization: Bearer [AUTHORIZATION]\n"),
        ("<password>Tr0ub4dor-3x</password>", "<password>[SECRET]</password>"),
        (
            r#"<add key="ClearTextPassword" value="Tr0ub4dor3x" />"#,
            r#"<add key="ClearTextPassword" value="[PASSWORD]" />"#,
        ),
        ("curl -u app:Tr0ub4dor-3x https://x.org", "curl -u app:[PASSWORD] https://x.org"),
        (
            "machine x.org login jo password Tr0ub4dor3x",
            "machine x.org login jo password [PASSWORD]",
        ),
        ("Write it down: {SEED}.", "Write it down: [SEED_PHRASE]."),
    ] {
        let text = text.replace("{KEY}", KEY).replace("{SEED}", SEED);
        assert_eq!(redacted(&text), expected, "{text}");
    }
}

#[test]
fn what_stands_for_a_secret_is_quiet_and_hides_none() {
    for quiet in [
        "api_key = \"your-api-key-here\"",
        "password: changeme123",
        "TOKEN=<your-token>",
        "secret=${SECRET_1}",
        "key: AKIAIOSFODNN7EXAMPLE",
        "token: xxxxxxxxxxxxxxxx1",
        "api_key: {{ vault.key1 }}",
        "public_key = \"9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit\"",
        "token_url = \"auth.example.org/v2\"",
        "legal winner thank year wave sausage worth useful legal winner thank year",
        "the secret: 2 eggs and 3 spoons of sugar",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    ] {
        assert_eq!(redacted(quiet), quiet);
        let beside = format!("{quiet} {KEY}");
        assert_eq!(redacted(&beside), format!("{quiet} [GITHUB_TOKEN]"));
    }
}

#[test]
fn findings_say_whose_it_is_and_what_to_do() {
    let checked = rails().validate_input(format!("k {KEY}").as_str()).expect("nothing blocks");
    let rule = checked.findings().first().map(Finding::rule).expect("a finding");
    let rule = Secrets::rules().find(|known| known.id() == rule).expect("a known rule");
    assert_eq!((rule.vendor(), rule.kind()), ("GitHub", "token"));
    assert!(rule.advice().starts_with("Revoke it at https://"));
    assert!(rule.keywords().any(|keyword| keyword == "ghp_"));
    assert!(Secrets::rules().count() > 800);
}
