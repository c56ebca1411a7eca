//! No pack panics, whatever it says; one that can be used finds in chunks what it finds in the
//! whole, on characters.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{GitleaksPack, Guardrails, Pack, RulePack};

/// A rule in pieces of JSON, so that the fuzzer finds packs that can be used.
#[derive(Arbitrary, Debug)]
struct Rule {
    pattern: Vec<u8>,
    fields: Vec<u8>,
}

#[derive(Arbitrary, Debug)]
struct Case {
    json: String,
    toml: String,
    /// Whether the rules are written as those of gitleaks.
    gitleaks: bool,
    rules: Vec<Rule>,
    text: Vec<(u8, bool)>,
}

const PATTERNS: &[&str] = &[
    "a",
    "b",
    "1",
    "@",
    "é",
    " ",
    "[ab]",
    "[^a]",
    ".",
    "(?u:.)",
    "(ab)",
    "(?:a|ab)",
    "(?i:key)",
    "{1,3}",
    "{2}",
    "?",
    "\\\\b",
    "\\\\B",
    "^",
    "$",
    "(?m:^)",
    "(?m:$)",
    "\\\\d",
    "\\\\w",
    "|",
    "[0-9]{2,9}",
    ".{0,40}",
    "+",
    "key",
    "-",
];

const FIELDS: &[&str] = &[
    r#""keywords": ["key"]"#,
    r#""keywords": ["a", "ab"]"#,
    r#""keywords": ["é", "@"]"#,
    r#""group": 1"#,
    r#""validator": "luhn""#,
    r#""entropy": 1.5"#,
    r#""allow": {"words": ["b"], "patterns": ["^a"]}"#,
    r#""max_len": 5"#,
    r#""context": {"words": ["a", "key"], "distance": 9}"#,
    r#""context": {"words": ["1"], "distance": 3, "effect": "raises"}"#,
    r#""severity": "high""#,
    r#""confidence": 0.5"#,
];

/// What patterns of Go may be of beside.
const GO: &[&str] = &[
    "[\\w.-]{0,50}?",
    "(?:[\\x60'\\s;]|\\\\[nr]|$)",
    "{",
    "[[a]",
    "\\Qa.b\\E",
    ".*",
    "a{2,}",
    "(key)",
    "[^]]",
];

const TOML: &[&str] = &[
    "keywords = ['key']",
    "keywords = ['a', 'AB']",
    "entropy = 1.5",
    "entropy = 0",
    "secretGroup = 1",
    "path = 'a'",
    "allowlist = { stopwords = ['b'], regexes = ['^a'], condition = 'AND' }",
    "allowlists = [{ regexes = ['b$'], regexTarget = 'line' }, { paths = ['a'] }]",
    "allowlists = [{ regexes = ['^k'], regexTarget = 'match' }]",
];

const TEXT: &[&str] = &[
    "a",
    "b",
    "ab",
    "1",
    "4111111111111111",
    "@",
    "é",
    "漢",
    " ",
    "\n",
    "key",
    "KEY",
    "-",
    "&#97;",
    "%61",
    "YWIxMSBhYmIxIGJhYjEx",
    "\u{200b}",
    "\u{301}",
    "k.e.y",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
];

fuzz_target!(|case: Case| {
    if let Err(error) = RulePack::from_json(&case.json) {
        assert!(!error.to_string().is_empty());
    }
    match GitleaksPack::read(&case.toml).and_then(GitleaksPack::build) {
        Ok(_) => {}
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let pack = if case.gitleaks {
        let Ok(mut read) = GitleaksPack::read(&case.gitleaks_pack()) else { return };
        // What stands in the place of a finding is found by no rule.
        read.pack_mut().rules.iter_mut().for_each(|rule| rule.label = Some(".".to_owned()));
        read.build()
    } else {
        Pack::from_json(&case.pack()).and_then(|pack| RulePack::builder().build(pack))
    };
    let Ok(pack) = pack else { return };
    let rails = Guardrails::builder()
        .output(pack)
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("a policy");
    let input = rails.validate_input("").expect("no input guards");
    let mut stream = rails.output_stream(&input).expect("a stream");
    let (mut text, mut sent, mut chunk) = (String::new(), String::new(), String::new());
    for (piece, cut) in &case.text {
        chunk.push_str(pick(TEXT, *piece));
        if *cut {
            sent += &stream.push(&chunk).into_result().expect("nothing blocks");
            text += &std::mem::take(&mut chunk);
        }
    }
    sent += &stream.push(&chunk).into_result().expect("nothing blocks");
    text += &chunk;
    let finished = stream.finish().expect("nothing blocks");
    sent += finished.rest();
    let whole = rails.validate_output(&input, &text).expect("nothing blocks");
    assert_eq!(whole.text(), sent);
    assert_eq!(whole.findings(), finished.output().findings());
    for finding in whole.findings() {
        assert!(finding.span().of(&text).is_some_and(|found| !found.is_empty()));
    }
});

impl Case {
    fn pack(&self) -> String {
        let rule = |(number, rule): (usize, &Rule)| {
            let pattern: String = rule.pattern.iter().map(|n| pick(PATTERNS, *n)).collect();
            // One field of a name.
            let mut fields: Vec<&str> = rule.fields.iter().map(|n| pick(FIELDS, *n)).collect();
            fields.sort_unstable_by_key(|field| field.split(':').next());
            fields.dedup_by_key(|field| field.split(':').next());
            let fields: String = fields.iter().map(|field| format!(", {field}")).collect();
            let action = if number % 2 == 0 { "redact" } else { "flag" };
            format!(
                r#"{{"id": "r{number}", "pattern": "{pattern}", "action": "{action}", "label": "."
                {fields}}}"#
            )
        };
        let rules: Vec<String> = self.rules.iter().take(9).enumerate().map(rule).collect();
        format!(r#"{{"rules": [{}]}}"#, rules.join(","))
    }

    fn gitleaks_pack(&self) -> String {
        let rule = |(number, rule): (usize, &Rule)| {
            let pieces = rule.pattern.iter().map(|n| pick(PATTERNS, *n).replace("\\\\", "\\"));
            let go = rule.fields.iter().map(|n| pick(GO, *n).to_owned());
            let pattern: String = go.take(2).chain(pieces).collect();
            let mut fields: Vec<&str> = rule.fields.iter().map(|n| pick(TOML, *n)).collect();
            fields.sort_unstable_by_key(|field| field.split('=').next());
            fields.dedup_by_key(|field| field.split('=').next());
            format!("[[rules]]\nid = 'r{number}'\nregex = '''{pattern}'''\n{}\n", fields.join("\n"))
        };
        self.rules.iter().take(9).enumerate().map(rule).collect()
    }
}

fn pick<'t>(from: &[&'t str], number: u8) -> &'t str {
    from[usize::from(number) % from.len()]
}
