//! The laws for the built-in guards together: any chunking equals the whole, redaction is
//! idempotent, the order of guards does not matter, for glued fragments of what they look for.

use palisade::*;
use proptest::prelude::*;

/// What guards look for, what is near to it, and what may stand between. No separators are
/// added: the fragments touch.
const FRAGMENTS: &[&str] = &[
    "jo@example.com",
    "jo.miller+x@mail.example.co.uk",
    "4111 1111 1111 1111",
    "Via Roma 12",
    "P.O. Box 101",
    "Kerkstraat 12",
    "4111111111111111",
    "5555-5555-5555-4444",
    "378282246310005",
    "536-90-4399",
    "SSN: 536904399",
    "+1 415 555 2671",
    "(415) 555-2671",
    "+4930123456",
    "DE89 3704 0044 0532 0130 00",
    "GB29NWBK60161331926819",
    "203.0.113.77",
    "2001:db8::7334:1",
    "00:1A:2B:3C:4D:5E",
    "https://jo:s3cret@example.com/x",
    "www.example.com/a",
    "example.org",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "0x683E07492fBDfDA84457C16546ac3f433BFaa128",
    "IMEI: 490154203237518",
    "BIC: DEUTDEFF500",
    "VIN: WVWZZZ1JZ3W386752",
    "born on 12 March 1984",
    "born March 12, 1984",
    "12 Linden Drive, Boston, MA 02108",
    "Lindenstrasse 12, 10115 Berlin",
    "passport 912803456",
    "ITIN 911-70-1234",
    "Steuer-ID 86 095 742 719",
    "routing ",
    "021000021",
    " office",
    "AKIAQWERTYUIOPASDFGH",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "sk-ant-api03-",
    "glpat-16C7e42F292c6912E77",
    "xoxb-123456789012-123456789012-16C7e42F292c6912E7710c83",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "-----BEGIN RSA PRIVATE KEY-----",
    "MIIEpAIBAAKCAQEA",
    "-----END RSA PRIVATE KEY-----",
    "password = \"9aF3kd82Lmq0Zx7\"",
    "aws_secret_access_key=wJalrXUtnFEMIqK7MDENGqbPxRfiCYzzqqWWeerR",
    "postgres://user:9aF3kd82Lmq0@db.example.com/x",
    "https://evil.net/x?q=1",
    "https://docs.example.com/a",
    "www.evil.org",
    "//evil.net",
    "project bluebird",
    "EMP-123456",
    MARK,
    "kdwfgzqx",
    "KDWF gzqx jcmt ",
    "wgtzdqkfypsltmcjxqzgfwdk",
    "that the cost ",
    "Price of a bicycle, ",
    "is sixty percent",
    " of what",
    "he pays ",
    "\u{200b}",
    "\u{200d}",
    "\u{301}",
    "\u{ad}",
    "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
    "\u{e0041}",
    "\u{0}",
    "\u{fe0f}",
    "４１１１",
    "jo&#64;example.com",
    "jo&commat;",
    "jo%40example.com",
    "\\u0040",
    "\\n",
    "-----BEGIN%20RSA PRIVATE KEY-----",
    "https://ex%61mple.com/",
    "&#104;ttps://evil.net/",
    "＠",
    "а",
    "漢",
    "👩\u{200d}💻",
    "[CARD]",
    "[EMAIL_KQZ1]",
    "[PHONE_bcdfghjkl]",
    "My name is ",
    "Dear Mr ",
    "Jane Doe",
    "Kind regards,\n",
    "[",
    "]",
    " ",
    "  ",
    "\n",
    ".",
    ",",
    "-",
    "_",
    "@",
    ":",
    "=",
    "/",
    "+",
    "\"",
    "'",
    "1",
    "12",
    "4111",
    "a",
    "com",
    "key",
    "secret",
    "token",
    "DE",
    "http",
    "://",
];

/// What stands in the system prompt: a mark, and a sentence.
const MARK: &str = "kdwfgzqxjcmtlspyfkqdztgw";
const PROMPT: &str = "that the cost price of a bicycle is sixty percent of what he pays";

/// Escapes of digits, which go on a number, and encoded text, which goes on with what is glued to
/// it: where something beside them is redacted, what is left may read as something else.
const JOINING: &[&str] = &[
    "&",
    "#64;",
    "%25",
    "%",
    "40",
    "\\",
    "u0040",
    "0x",
    "&amp;",
    "&#x34;",
    "&#52;",
    "%31",
    "%2534111",
    "\\u0034111111111111111",
    "am9AZXhhbXBsZS5jb20gaXMgbXkgbWFpbA==",
    "NDExMSAxMTExIDExMTEgMTExMQ==",
    "NDExMSAxMTExIDExMTEg",
    "MTExMQ",
    "QUtJQVFXRVJUWVVJT1BBU0RGR0g",
    "6a6f406578616d706c652e636f6d",
    "2034313131",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "j o @ e x a m p l e . c o m",
    "j.o.@.e.x.a.m.p.l.e...c.o.m",
    "a2R3Zmd6cXhqY210bHNweWZrcWR6dGd3",
    "6b647766677a71786a",
    "that%20the%20cost%20",
    "cHJpY2Ugb2YgYSBiaWN5Y2xlIGlzIHNpeHR5IA==",
];

fn joined() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        3 => prop::sample::select(FRAGMENTS).prop_map(str::to_owned),
        1 => prop::sample::select(JOINING).prop_map(str::to_owned),
    ];
    prop::collection::vec(fragment, 0..12).prop_map(|pieces| pieces.concat())
}

fn glued() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        8 => prop::sample::select(FRAGMENTS).prop_map(str::to_owned),
        1 => "[0-9 .-]{1,8}",
        1 => "[a-zA-Z0-9]{1,12}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(fragment, 0..12).prop_map(|pieces| pieces.concat())
}

fn chain() -> LocalGuardrails {
    let builder = Guardrails::builder()
        .output(ControlCharacters::remove())
        .output(Pii::redact().countries(["us", "de", "fr"]))
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(Entities::new(NamesInContext::new()))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(Canary::with_token(MARK).redact())
        .output(SystemPromptLeak::new().prompt(PROMPT).min_words(4).redact())
        .output(
            Pattern::new("employee", "EMP-[0-9]{6}").label("EMPLOYEE").respond(Response::REDACT),
        );
    builder.dangerous().without_input_guards().build_local().expect("a policy")
}

fn reversed() -> LocalGuardrails {
    let builder = Guardrails::builder()
        .output(
            Pattern::new("employee", "EMP-[0-9]{6}").label("EMPLOYEE").respond(Response::REDACT),
        )
        .output(SystemPromptLeak::new().prompt(PROMPT).min_words(4).redact())
        .output(Canary::with_token(MARK).redact())
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(Entities::new(NamesInContext::new()))
        .output(Urls::allow(["example.com"]))
        .output(Secrets::redact())
        .output(Pii::redact().countries(["us", "de", "fr"]))
        .output(ControlCharacters::remove());
    builder.dangerous().without_input_guards().build_local().expect("a policy")
}

fn streamed(rails: &LocalGuardrails, text: &str, cuts: &[usize]) -> (String, ValidatedOutput) {
    let input = rails.validate_input("").expect("no input guards");
    let mut stream = rails.output_stream(&input).expect("a stream");
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

/// Without a pattern of the operator, which may cut words and so make others.
fn built_in() -> LocalGuardrails {
    let builder = Guardrails::builder()
        .output(ControlCharacters::remove())
        .output(Pii::redact().countries(["us", "de", "fr"]))
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(Entities::new(NamesInContext::new()))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(Canary::with_token(MARK).redact())
        .output(SystemPromptLeak::new().prompt(PROMPT).min_words(4).redact());
    builder.dangerous().without_input_guards().build_local().expect("a policy")
}

thread_local! {
    static BUILT_IN: LocalGuardrails = built_in();
    static CHAIN: LocalGuardrails = chain();
    static REVERSED: LocalGuardrails = reversed();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn any_chunking_equals_the_whole(
        text in prop_oneof![glued(), joined()],
        cuts in prop::collection::vec(any::<usize>(), 0..24),
    ) {
        let rails = CHAIN.with(Clone::clone);
        let input = rails.validate_input("").unwrap();
        let whole = rails.validate_output(&input, &text).unwrap();
        for cuts in [cuts, (0..text.len()).collect()] {
            let (sent, output) = streamed(&rails, &text, &cuts);
            prop_assert_eq!(&sent, whole.text());
            prop_assert_eq!(output.findings(), whole.findings());
        }
    }

    #[test]
    fn redaction_is_idempotent(text in glued()) {
        let rails = BUILT_IN.with(Clone::clone);
        let input = rails.validate_input("").unwrap();
        let once = rails.validate_output(&input, &text).unwrap();
        let twice = rails.validate_output(&input, once.text()).unwrap();
        prop_assert_eq!(twice.text(), once.text());
    }

    #[test]
    fn the_order_of_guards_does_not_matter(text in glued()) {
        let (one, other) = (CHAIN.with(Clone::clone), REVERSED.with(Clone::clone));
        let whole = |rails: &LocalGuardrails| {
            let input = rails.validate_input("").unwrap();
            rails.validate_output(&input, &text).unwrap()
        };
        let (one, other) = (whole(&one), whole(&other));
        prop_assert_eq!(one.text(), other.text());
        prop_assert_eq!(one.findings(), other.findings());
    }

    #[test]
    fn an_edit_removes_what_was_found(text in prop_oneof![glued(), joined()]) {
        let rails = CHAIN.with(Clone::clone);
        for finding in rails.inspect_output(text.as_str()).unwrap().findings() {
            let (before, behind) = (&text[..finding.span().start()], &text[finding.span().end()..]);
            let edited = format!("{before}[GONE]{behind}");
            let again = rails.inspect_output(edited.as_str()).unwrap();
            let gone = Span::new(before.len(), before.len() + "[GONE]".len());
            let is_there = |other: &Finding| {
                other.rule() == finding.rule()
                    && other.span().start() == gone.start()
                    && other.span().overlaps(gone)
            };
            prop_assert!(!again.findings().iter().any(is_there), "{:?} in {:?}", finding, edited);
        }
    }

    #[test]
    fn spans_lie_on_characters(text in prop_oneof![glued(), joined()]) {
        let rails = CHAIN.with(Clone::clone);
        let inspection = rails.inspect_output(text.as_str()).unwrap();
        for finding in inspection.findings() {
            prop_assert!(finding.span().of(&text).is_some_and(|found| !found.is_empty()));
        }
    }
}

#[test]
fn an_allowed_link_that_a_card_stands_in_leaves_no_link_to_another_host() {
    // Each is a link to a host below the one that is allowed, until the card is taken out.
    for (text, expected) in [
        ("www.evil.org4111111111111111www.example.com/a", "[CARD]/a"),
        ("see https://evil.net4111111111111111.example.com/x.", "see [CARD]/x."),
        ("//evil.net4111-1111-1111-1111.example.com/x", "[CARD]/x"),
        ("https://a4111111111111111.example.com", "[CARD]"),
        ("https://www.example.com/4111111111111111/x", "https://www.example.com/[CARD]/x"),
        ("4111111111111111https://www.example.com", "[CARD]https://www.example.com"),
    ] {
        for rails in [chain(), reversed()] {
            for cut in 0..text.len() {
                let (sent, _) = streamed(&rails, text, &[cut]);
                assert_eq!(sent, expected, "{text:?} cut at {cut}");
            }
            assert_eq!(streamed(&rails, expected, &[]).0, expected);
        }
    }
}

#[test]
fn nothing_begins_or_ends_within_a_character_that_reads_as_several() {
    // What took the second half of the quarter took the first, too, and freed the card.
    let once = streamed(&chain(), "4111111111111111\u{bc}://jo@example.com", &[]).0;
    assert_eq!(once, "4111111111111111\u{bc}://[EMAIL]");
    assert_eq!(streamed(&chain(), &once, &[]).0, once);
    // In the view above, too, which may end within the quarter for a while.
    let text = "jo&#64;example.com\u{bc}jo&#64;example.com";
    let whole = streamed(&chain(), text, &[]).0;
    assert_eq!(streamed(&chain(), text, &(0..text.len()).collect::<Vec<_>>()).0, whole);
    let once = streamed(&chain(), "\u{33a5}4111111111111111 and \u{33a1}a@example.com", &[]).0;
    assert_eq!(once, "\u{33a5}4111111111111111 and [EMAIL]");
}

#[test]
fn an_address_ends_within_no_word_and_no_number() {
    for (text, expected) in [
        // The town would take the beginning of the word, and what is left would be another one.
        (
            "Lindenstrasse 12, 10115 BerlinAKIAQWERTYUIOPASDFGHpostgres://user:9aF3kd82Lmq0@db.example.com/x",
            "[ADDRESS], 10115 BerlinAKIAQWERTYUIOPASDFGHpostgres://user:[PASSWORD]/x",
        ),
        (
            "Lindenstrasse 12, 10115 Berlinv4111111111111111",
            "[ADDRESS], 10115 Berlinv4111111111111111",
        ),
        ("12 Linden Drive, Apt 4111111111111111", "[ADDRESS], Apt [CARD]"),
        ("12 Linden Drive, Apt 4B, Boston", "[ADDRESS], Boston"),
    ] {
        let once = streamed(&chain(), text, &[]).0;
        assert_eq!(once, expected);
        assert_eq!(streamed(&chain(), &once, &[]).0, once);
    }
}

#[test]
fn trap_a_card_glued_to_a_key_leaks_one_character_at_a_time() {
    let text = "key=AKIAQ3EGRIXKVPQCNLQX4111 1111 1111 1111";
    let (sent, _) = streamed(&chain(), text, &(0..text.len()).collect::<Vec<_>>());
    assert_eq!(sent, "key=[AWS_ACCESS_KEY][CARD]");
}

#[test]
fn trap_redaction_leaks_at_chunk_boundaries() {
    let text = "Mail jo.miller@example.com, pay 5555-5555-5555-4444 by ghp_16C7e42F292c6912E7710c838347Ae178B4a.";
    for cut in 0..text.len() {
        let (sent, _) = streamed(&chain(), text, &[cut]);
        assert_eq!(sent, "Mail [EMAIL], pay [CARD] by [GITHUB_TOKEN].");
    }
}

#[test]
fn trap_a_streamed_answer_bypasses_the_output_guards() {
    // There is no other way to a stream than through the guards of the policy.
    let blocking = Guardrails::builder()
        .output(Secrets::block())
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("a policy");
    let input = blocking.validate_input("").unwrap();
    let mut stream = blocking.output_stream(&input).unwrap();
    let text = "The key: ghp_16C7e42F292c6912E7710c838347Ae178B4a, and more.";
    let mut sent = String::new();
    let stopped = text.char_indices().find_map(|(at, c)| {
        let (released, error) = stream.push(&text[at..at + c.len_utf8()]).into_parts();
        sent += &released;
        error
    });
    assert!(stopped.is_some_and(|error| error.refusal().is_some()));
    assert!("The key: ".starts_with(&sent), "{sent:?} was sent");
}

#[test]
fn trap_whole_answer_buffering_delays_the_first_text() {
    let text = "The second charge was a mistake, and we have paid it back to you on Monday. ";
    let builder = Guardrails::builder()
        .output(Pii::redact().countries(["us", "de", "fr"]))
        .output(Secrets::redact());
    let rails = builder.dangerous().without_input_guards().build_local().expect("a policy");
    let input = rails.validate_input("").unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    let (mut pushed, mut released) = (0, 0);
    for chunk in text.repeat(4).as_bytes().chunks(4) {
        let chunk = std::str::from_utf8(chunk).unwrap();
        released += stream.push(chunk).into_result().unwrap().len();
        pushed += chunk.len();
        assert!(pushed - released <= 16, "{} bytes of plain prose are held", pushed - released);
    }
}

#[test]
fn trap_a_megabyte_without_white_space() {
    for piece in ["a", "@", "1", "a@", "4111-", "://", "-----BEGIN PRIVATE KEY", "ghp_", "\u{301}"]
    {
        let text = piece.repeat((1 << 20) / piece.len());
        let rails = chain();
        let input = rails.validate_input("").unwrap();
        let whole = rails.validate_output(&input, &text).unwrap();
        // One byte at a time for a while, then in larger chunks.
        let cuts = (0..text.len()).filter(|cut| *cut < 16_384 || cut % 509 == 0);
        let (sent, _) = streamed(&rails, &text, &cuts.collect::<Vec<_>>());
        assert!(sent == whole.text(), "a run of {piece:?} differs when streamed");
    }
}

/// Few in CI; `PROPTEST_CASES=100000 cargo test --release --test chain_laws` runs long.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000)
}
