//! All rules of the built-in guards: `cargo run --example rules -- [--format table|json]
//! [--guard secrets|pii|injection]`

use std::error::Error;

use palisade::{RuleInfo, rules};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut format, mut guard) = ("table".to_owned(), None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or("a value is missing: --format table, --guard pii")?;
        match argument.as_str() {
            "--format" if ["table", "json"].contains(&value.as_str()) => format = value,
            "--guard" if ["secrets", "pii", "injection"].contains(&value.as_str()) => {
                guard = Some(value);
            }
            _ => return Err("use --format table|json and --guard secrets|pii|injection".into()),
        }
    }
    let rules = rules().into_iter().filter(|rule| guard.as_ref().is_none_or(|g| g == rule.guard()));
    let rules: Vec<RuleInfo> = rules.collect();
    if format == "json" {
        let rules: Vec<serde_json::Value> = rules.iter().map(json).collect();
        println!("{}", serde_json::to_string_pretty(&rules)?);
        return Ok(());
    }
    println!("| guard | rule | family | vendor | severity | action | longest | keywords |");
    println!("|---|---|---|---|---|---|---|---|");
    for rule in &rules {
        let keywords: Vec<String> = rule.keywords().map(|k| format!("`{k}`")).collect();
        println!(
            "| {} | {} | {} | {} | {} | {:?} | {} | {} |",
            rule.guard(),
            rule.id(),
            rule.family(),
            rule.vendor(),
            rule.severity().map_or(String::new(), |severity| format!("{severity:?}")),
            rule.action(),
            rule.longest().map_or(String::new(), |longest| longest.to_string()),
            keywords.join(" "),
        );
    }
    println!("\n{} rules", rules.len());
    Ok(())
}

fn json(rule: &RuleInfo) -> serde_json::Value {
    serde_json::json!({
        "guard": rule.guard(),
        "id": rule.id(),
        "family": rule.family(),
        "vendor": rule.vendor(),
        "label": rule.label(),
        "keywords": rule.keywords().collect::<Vec<_>>(),
        "longest": rule.longest(),
        "severity": rule.severity(),
        "action": rule.action(),
    })
}
