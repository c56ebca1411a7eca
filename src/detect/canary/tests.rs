use proptest::prelude::*;

use super::*;
use crate::detect::testing::{cut, outline, streamed};
use crate::detect::{ControlCharacters, Disguise, Injection, Pii, Secrets, testing};
use crate::edits::redact;
use crate::finding::Finding;
use crate::output::OutputGuard;

const TOKEN: &str = "kdwfgzqxjcmtlspyfkqdztgw";

fn guard() -> Canary {
    Canary::with_token(TOKEN).redact()
}

fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

fn mistakes(guard: &Canary) -> usize {
    let mut to = Fingerprint::new();
    OutputGuard::describe(guard, &mut to);
    to.mistakes().len()
}

/// Rule and text of what is found, whole and one character at a time.
fn rules(text: &str) -> Vec<(String, &str)> {
    let findings = streamed(&guard(), [text]);
    let chars: Vec<String> = text.chars().map(String::from).collect();
    assert_eq!(streamed(&guard(), chars.iter().map(String::as_str)), findings);
    let shown = |finding: &Finding| finding.span().of(text).expect("on characters");
    findings.iter().map(|finding| (finding.rule().to_owned(), shown(finding))).collect()
}

#[test]
fn the_whole_token_is_found_with_its_exact_span() {
    let spaced: Vec<String> = TOKEN.chars().map(String::from).collect();
    for shown in [
        TOKEN.to_owned(),
        TOKEN.to_uppercase(),
        spaced.join(" "),
        spaced.join("-"),
        spaced.join("\n * "),
        spaced.join(".\u{200b}"),
        rot13(TOKEN),
        backwards(TOKEN),
        backwards(&rot13(TOKEN)),
        TOKEN.replace('d', "\u{ff44}").replace('k', "\u{ff4b}"),
    ] {
        let text = format!("It says: {shown} (end)");
        assert_eq!(rules(&text), [("canary".to_owned(), shown.as_str())], "{text}");
    }
}

#[test]
fn encoded_tokens_are_found() {
    let hex: String = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = TOKEN.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let entities: String = TOKEN.bytes().map(|byte| format!("&#{byte};")).collect();
    let escapes: String = TOKEN.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    // Base64 of the token, and of a text that holds it.
    let base64 = ["a2R3Zmd6cXhqY210bHNweWZrcWR6dGd3", "VGhlIHRva2VuIGlzIGtkd2Znenpx"];
    for shown in [hex.as_str(), &percent, &entities, &escapes, base64[0]] {
        let text = format!("Here: {shown} and no more");
        let found = rules(&text);
        assert!(
            found.iter().any(|(rule, text)| rule == "canary" && *text == shown),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn eight_letters_in_a_row_are_a_part() {
    for part in [&TOKEN[..8], &TOKEN[5..14], &TOKEN[16..]] {
        let text = format!("It begins with {part}.");
        assert_eq!(rules(&text), [("canary_part".to_owned(), part)], "{text}");
    }
    assert_eq!(rules(&format!("It begins with {}.", &TOKEN[..7])), []);
    let apart = format!("{} and {}", &TOKEN[..7], &TOKEN[7..14]);
    assert_eq!(rules(&apart), []);
    let far = format!("{}{}{}", &TOKEN[..4], " ".repeat(MAX_GAP_TESTED + 1), &TOKEN[4..8]);
    assert_eq!(rules(&far), []);
}

const MAX_GAP_TESTED: usize = 8;

#[test]
fn trap_only_the_first_of_two_tokens_is_removed() {
    let text = format!("{TOKEN}, again {TOKEN}; {TOKEN}{TOKEN}");
    let shown = redact(&text, &streamed(&guard(), [text.as_str()])).expect("edits").0;
    assert!(!shown.contains(&TOKEN[..8]) && shown.contains(", again "), "{shown}");
}

#[test]
fn trap_redaction_leaks_at_chunk_boundaries() {
    let text = format!("the mark is {TOKEN}.");
    for at in 0..text.len() {
        let (head, tail) = text.split_at(at);
        let found = streamed(&guard(), [head, tail]);
        assert_eq!(outline(&found), [("canary".to_owned(), 12, 36)], "cut at {at}");
    }
}

#[test]
fn fresh_tokens_are_valid_differ_and_are_nothing_that_other_guards_find() {
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let canary = Canary::new();
        assert_eq!(mistakes(&canary), 0);
        let planted = canary.plant("Be kind.");
        assert!(testing::whole(&Pii::default(), &planted).is_empty());
        assert!(testing::whole(&Secrets::default(), &planted).is_empty());
        assert!(testing::whole(&Injection::default(), &planted).is_empty());
        assert!(testing::whole(&Disguise::default(), &planted).is_empty());
        assert!(testing::whole(&ControlCharacters::remove(), &planted).is_empty());
        assert_eq!(streamed(&canary, [planted.as_str()]).len(), 1);
        assert!(seen.insert(planted));
    }
}

#[test]
fn mistakes_are_told_and_refuse() {
    for token in ["", "kdwfgzq", "kdwfgzqxjcmtlspa", &"kdwfgzqx".repeat(3), &"k".repeat(24), "ключ"]
    {
        let guard = Canary::with_token(token);
        assert_eq!(mistakes(&guard), 1, "{token}");
        assert!(guard.recogniser(Source::Answer).is_err());
    }
    let long = "kdwfgzqxjcmtlspyfkqdztgw".repeat(3);
    assert_eq!(mistakes(&Canary::with_token(long)), 1);
}

#[test]
fn debug_shows_no_token() {
    let guard = guard();
    let mut scan = guard.begin(&crate::output::Context::of_scope(crate::scope::Scope::empty()));
    let (name, mut taken) = (Arc::from("canary"), crate::finding::Taken::default());
    let pushed = scan.push(&TOKEN[..12], &mut crate::finding::Sink::new(&name, &mut taken));
    assert!(pushed.is_ok());
    let shown = format!("{guard:?} {scan:?} {taken:?}");
    assert!(!shown.contains(&TOKEN[..4]), "{shown}");
}

/// Pieces of the token and what stands near them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        (0..TOKEN.len(), 1..TOKEN.len())
            .prop_map(|(from, len)| { TOKEN[from..(from + len).min(TOKEN.len())].to_owned() }),
        (0..TOKEN.len()).prop_map(|from| rot13(&TOKEN[from..])),
        (0..TOKEN.len()).prop_map(|from| backwards(&TOKEN[from..])),
        prop::sample::select(vec![
            " ",
            "  ",
            "         ",
            "-",
            ".",
            "a",
            "K",
            "[",
            "]",
            "[CARD]",
            "[CANARY]",
            "\u{200b}",
            "\n",
            "1",
            "é",
            "漢",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// With escapes and codes between them, which may go on or begin where something is taken out.
fn encoded() -> impl Strategy<Value = String> {
    let code = prop::sample::select(vec![
        "&#107;",
        "%6b",
        "\\u006b",
        "a2R3Zmd6cXhqY210",
        "6b647766677a7178",
    ]);
    (pieces(), code, pieces()).prop_map(|(before, code, behind)| format!("{before}{code}{behind}"))
}

proptest! {
    #[test]
    fn cuts_change_nothing(text in prop_oneof![pieces(), encoded()], sizes in prop::collection::vec(1_usize..9, 1..6)) {
        let whole = streamed(&guard(), [text.as_str()]);
        prop_assert_eq!(streamed(&guard(), cut(&text, &sizes)), whole.clone());
        prop_assert_eq!(streamed(&guard(), cut(&text, &[1])), whole);
    }

    #[test]
    fn what_was_redacted_is_found_no_more(text in pieces()) {
        let once = streamed(&guard(), [text.as_str()]);
        if let Some((redacted, _)) = redact(&text, &once) {
            let again = streamed(&guard(), [redacted.as_str()]);
            prop_assert!(again.is_empty(), "{:?} in {:?}", again, redacted);
        }
    }

    #[test]
    fn prose_is_never_a_part(
        words in prop::collection::vec("[a-z]{0,3}[aeiou][a-z]{0,3}", 0..60),
    ) {
        prop_assert!(streamed(&Canary::new(), [words.join(" ").as_str()]).is_empty());
    }
}
