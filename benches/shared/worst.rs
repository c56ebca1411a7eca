//! Texts that are hard on guards, of any length, the same at each run.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

/// Names, and what is repeated.
const RUNS: &[(&str, &str)] = &[
    ("no white space", "a"),
    ("`@`", "@"),
    ("digits", "7"),
    ("`1.1.1.`", "1."),
    ("tasks", "Sort this.\nx Sort your "),
    ("`password=`", "password="),
    ("zero-width spaces", "\u{200b}"),
    ("zero-width in words", "a\u{200b}"),
    ("combining marks", "\u{301}"),
    ("`a@`", "a@"),
    ("cards glued", "4111111111111111"),
    ("IBAN-like letters", "DE89AB"),
    ("`://`", "://"),
    ("JSON braces", "{\"a\":[{"),
    ("base64", "VGhlIGhhcmJvdXIgd2FzIHJlYnVpbHQgYWZ0ZXIgdGhlIHN0b3Jt"),
    ("percent escapes", "%70%61%73%73"),
    ("HTML entities", "&#112;&amp;"),
    ("`eyJ`", "eyJ"),
    ("`ghp_`", "ghp_"),
    ("`AKIA`", "AKIA"),
    ("`sk-`", "sk-"),
    ("`https://a.`", "https://a."),
    ("`+1 `", "+1 "),
    ("`1:`", "1:"),
];

/// Each text, of at least `bytes`.
pub fn worst(bytes: usize) -> Vec<(&'static str, String)> {
    let runs = RUNS.iter().map(|(name, piece)| (*name, piece.repeat(bytes.div_ceil(piece.len()))));
    let mut texts: Vec<(&str, String)> = runs.collect();
    let key = "MIIEpAIBAAKCAQEAq7wJ0pXc3VfLk2TnY8rUe5sHdBzGm1oQxWvKa6ZtPi9NhCuF\n";
    let unterminated = key.repeat(bytes.div_ceil(key.len()));
    texts.push(("unterminated PEM", format!("-----BEGIN RSA PRIVATE KEY-----\n{unterminated}")));
    let heads = "-----BEGIN PRIVATE KEY";
    texts.push(("PEM headers without an end", heads.repeat(bytes.div_ceil(heads.len()))));
    texts
}
