//! The laws of streaming for positives of every rule of every guard, glued without separators:
//! any chunking equals the whole, and nothing of what was found is sent.
#![cfg(feature = "conformance")]

use std::sync::LazyLock;

use palisade::conformance::output::positives;
use palisade::*;
use proptest::prelude::*;

/// Positives of every built-in rule from several seeds, of the terms and patterns of the chain,
/// and what may stand between.
static PIECES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let made = (1..=SEEDS).flat_map(positives).map(|positive| positive.text().to_owned());
    made.chain(OWN.iter().map(|text| (*text).to_owned())).collect()
});

const SEEDS: u64 = 4;
const OWN: &[&str] = &[
    "project bluebird",
    "xK9pQz4mWv7TrB2n",
    "c4n4ry-81f3e0d2",
    "EMP-123456",
    "EMP-654321",
    "AB-1234",
    "[CARD]",
    "\u{200b}",
    "\u{301}",
    "a",
    "7",
    " ",
    "\n",
    "=",
    "-",
    "@",
    "漢",
    "secret",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----END RSA PRIVATE KEY-----",
];

fn guards(builder: GuardrailsBuilder) -> GuardrailsBuilder {
    builder
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(BannedTerms::new(["xK9pQz4mWv7TrB2n", "c4n4ry-81f3e0d2"]).anywhere().redact())
        .output(
            Pattern::new("employee", "EMP-[0-9]{6}").label("EMPLOYEE").respond(Response::REDACT),
        )
        .output(
            Pattern::new("ticket", "[A-Z]{2}-[0-9]{4}").label("TICKET").respond(Response::REDACT),
        )
}

static CHAIN: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    let builder = guards(Guardrails::builder()).dangerous().without_input_guards();
    builder.build_local().expect("a policy")
});

fn glued() -> impl Strategy<Value = String> {
    let piece = (any::<prop::sample::Index>(), 0..8_u8).prop_map(|(index, cut)| {
        let piece = index.get(&PIECES);
        // Now and then a beginning or an end of one.
        let middle = (0..=piece.len() / 2).rev().find(|at| piece.is_char_boundary(*at));
        let (head, tail) = piece.split_at(middle.unwrap_or(0));
        match cut {
            0 => head.to_owned(),
            1 => tail.to_owned(),
            _ => piece.clone(),
        }
    });
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// What is sent where the answer comes in these chunks, and its proof.
fn streamed(text: &str, cuts: &[usize]) -> (String, ValidatedOutput) {
    let input = CHAIN.validate_input("").expect("no input guards");
    let mut stream = CHAIN.output_stream(&input).expect("a stream");
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
    cuts.retain(|cut| text.is_char_boundary(*cut));
    cuts.sort_unstable();
    cuts.push(text.len());
    let (mut sent, mut from) = (String::new(), 0);
    for to in cuts {
        sent += &stream.push(&text[from..to]).into_result().expect("nothing blocks");
        from = to;
    }
    let finished = stream.finish().expect("nothing blocks");
    sent += finished.rest();
    (sent, finished.into_output())
}

/// Six bytes in a row of what was found that are sent, where the text around, or a label, has
/// them not.
fn leaked<'t>(text: &'t str, findings: &[Finding], sent: &str) -> Option<&'t str> {
    // What is only flagged is sent.
    let taken_out = findings.iter().filter(|finding| finding.action() > Action::Flag);
    let mut spans: Vec<Span> = taken_out.map(Finding::span).collect();
    spans.sort_unstable();
    let (mut clean, mut at) = (Vec::new(), 0);
    for span in &spans {
        clean.extend(text.get(at..span.start()));
        at = at.max(span.end());
    }
    clean.extend(text.get(at..));
    let labels: Vec<String> =
        findings.iter().map(|finding| format!("{:?}", finding.recipe())).collect();
    spans.iter().find_map(|span| {
        let found = span.of(text)?;
        let windows = (0..found.len()).filter_map(|start| found.get(start..start + 6));
        windows.filter(|window| !window.contains(['[', ']'])).find(|window| {
            sent.contains(window)
                && !clean.iter().any(|clean| clean.contains(window))
                && !labels.iter().any(|label| label.contains(window))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn glued_positives_of_every_rule_are_found_the_same_and_leak_nothing(
        text in glued(),
        cuts in prop::collection::vec(any::<usize>(), 0..24),
    ) {
        let input = CHAIN.validate_input("").unwrap();
        let whole = CHAIN.validate_output(&input, &text).unwrap();
        for cuts in [cuts, (0..text.len()).collect()] {
            let (sent, output) = streamed(&text, &cuts);
            prop_assert_eq!(&sent, whole.text());
            prop_assert_eq!(output.findings(), whole.findings());
            prop_assert_eq!(leaked(&text, whole.findings(), &sent), None);
        }
    }
}

#[test]
fn a_positive_between_words_is_taken_out_whole() {
    for positive in (1..=SEEDS).flat_map(positives) {
        let text = format!("see\n{}\nthere", positive.text());
        let (sent, output) = streamed(&text, &(0..text.len()).collect::<Vec<_>>());
        let rule = positive.rule();
        assert!(output.findings().iter().any(|found| found.rule() == rule), "{rule}: {text:?}");
        assert_eq!(leaked(&text, output.findings(), &sent), None, "{rule}");
        assert!(sent.starts_with("see\n") && sent.ends_with("there"), "{rule}: {sent:?}");
    }
}

#[test]
fn trap_two_guards_of_different_cadence_mix_up_what_is_released() {
    // One decides as the answer comes, one at its end, one only observes.
    let builder = Guardrails::builder()
        .output(Pii::redact())
        .output(Whole::new(Secrets::redact()))
        .observe_output(Urls::allow(["example.com"]));
    let rails = builder.dangerous().without_input_guards().build_local().expect("a policy");
    let input = rails.validate_input("").unwrap();
    let text = "Ask jo@example.com, by ghp_16C7e42F292c6912E7710c838347Ae178B4a, at www.evil.net.";
    for cut in 0..text.len() {
        let mut stream = rails.output_stream(&input).unwrap();
        let mut sent = stream.push(&text[..cut]).into_result().unwrap();
        sent += &stream.push(&text[cut..]).into_result().unwrap();
        assert_eq!(sent, "", "a guard wants the whole answer");
        let finished = stream.finish().unwrap();
        assert_eq!(finished.rest(), "Ask [EMAIL], by [GITHUB_TOKEN], at www.evil.net.");
        assert_eq!(finished.output().findings().len(), 4);
    }
}

#[test]
fn a_leak_would_be_seen() {
    let text = "key ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    let (sent, output) = streamed(text, &[]);
    assert_eq!(sent, "key [GITHUB_TOKEN]");
    assert_eq!(leaked(text, output.findings(), &sent), None);
    assert_eq!(leaked(text, output.findings(), "key ghp_16"), Some("ghp_16"));
}

/// Few in CI; `PROPTEST_CASES=100000 cargo test --release --all-features --test glued_laws` runs
/// long.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300)
}
