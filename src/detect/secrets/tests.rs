use crate::finding::Sink;
use crate::output::{Context, OutputGuard};
use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::keys::LOOK;
use super::rules::{ADVICE, PEM_FOOTER, RULES, Told, lines, written};
use super::samples::samples;
use super::scan::COMPILED;
use super::*;
use crate::detect::testing::{self, outline};
use crate::edits;
use crate::finding::{Finding, Taken};
use crate::scope::Scope;
use crate::span::Span;

/// What one way of cutting gave: the findings, open ones closed, in order.
fn streamed(guard: &Secrets, chunks: &[&str]) -> Vec<Finding> {
    testing::streamed(guard, chunks.iter().copied())
}

fn whole(text: &str) -> Vec<Finding> {
    streamed(&Secrets::redact(), &[text])
}

fn redacted(text: &str) -> String {
    edits::redact(text, &whole(text)).map_or_else(|| text.to_owned(), |(text, _)| text)
}

/// Rule and text of what is found.
fn found(text: &str) -> Vec<(String, &str)> {
    let findings = whole(text);
    let chars: Vec<String> = text.chars().map(String::from).collect();
    let chars: Vec<&str> = chars.iter().map(String::as_str).collect();
    assert_eq!(streamed(&Secrets::redact(), &chars), findings, "one character at a time: {text}");
    let checked = testing::whole(&Secrets::redact(), text);
    assert_eq!(outline(&checked), outline(&findings), "as an input: {text}");
    findings
        .iter()
        .map(|f| (f.rule().to_owned(), f.span().of(text).expect("on characters")))
        .collect()
}

/// A value of `count` bytes that looks random.
fn noise(alphabet: &str, count: usize) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..count).map(|_| alphabet[next() as usize % alphabet.len()]).collect()
}

fn alnum(count: usize) -> String {
    noise("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count)
}

fn hex(count: usize) -> String {
    noise("0123456789abcdef", count)
}

fn aws() -> String {
    format!("AKIA{}", noise("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16))
}

const TOKEN_HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// One secret of every rule: the rule, what stands before it, the secret, what stands behind.
fn secrets() -> Vec<(&'static str, &'static str, String, &'static str)> {
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    vec![
        ("aws_access_key_id", "id ", aws(), "."),
        ("aws_secret_access_key", "AWS_SECRET_ACCESS_KEY=\"", alnum(40), "\""),
        ("aws_bedrock_api_key", " ", format!("ABSK{}=", alnum(128)), " "),
        ("google_api_key", "?key=", format!("AIza{}", alnum(35)), "&"),
        ("google_oauth_client_secret", "", format!("GOCSPX-{}", alnum(28)), ""),
        ("google_oauth_access_token", "", format!("ya29.{}", alnum(60)), " "),
        ("digitalocean_token", "", format!("dop_v1_{}", hex(64)), "\n"),
        ("heroku_api_key", "HEROKU_KEY: ", "12345678-90ab-4cde-8f01-234567890abc".into(), "\n"),
        ("heroku_platform_token", "", format!("HRKU-AA{}", alnum(58)), ""),
        ("databricks_token", "'", format!("dapi{}", hex(32)), "'"),
        ("hashicorp_vault_token", "X-Vault: ", format!("hvs.{}", alnum(90)), ""),
        ("github_token", "//", format!("ghp_{}", alnum(36)), "@github.com"),
        ("github_fine_grained_token", "", format!("github_pat_{}", alnum(82)), ""),
        ("gitlab_token", "", format!("glpat-{}", alnum(20)), "/"),
        ("npm_token", "_t=", format!("npm_{}", alnum(36)), ""),
        ("pypi_token", "", format!("pypi-AgEIcHlwaS5vcmc{}", alnum(150)), ""),
        ("docker_token", "", format!("dckr_pat_{}", alnum(27)), ""),
        ("openai_api_key", "", format!("sk-{}T3BlbkFJ{}", alnum(20), alnum(20)), ","),
        ("anthropic_api_key", "(", format!("sk-ant-api03-{}AA", alnum(93)), ")"),
        ("huggingface_token", "", format!("hf_{}", alnum(34)), ""),
        ("groq_api_key", "", format!("gsk_{}", alnum(52)), ""),
        ("xai_api_key", "", format!("xai-{}", alnum(80)), ""),
        ("perplexity_api_key", "", format!("pplx-{}", alnum(48)), ""),
        ("replicate_api_token", "", format!("r8_{}", alnum(37)), ""),
        ("slack_token", "", format!("xoxb-123456789012-123456789012-{}", alnum(24)), ""),
        ("slack_webhook_url", "", format!("https://hooks.slack.com/services/T{}", alnum(43)), ""),
        (
            "discord_webhook_url",
            "(",
            format!("https://discord.com/api/webhooks/123456789012345678/{}", alnum(68)),
            "",
        ),
        (
            "discord_bot_token",
            "DISCORD_BOT = ",
            format!("M{}.{}.{}", alnum(23), alnum(6), alnum(27)),
            "",
        ),
        ("discord_secret", "discord_key=", hex(64), ""),
        ("telegram_bot_token", "bot123456789:", format!("AA{}", alnum(33)), "/getMe"),
        ("sendgrid_api_key", "", format!("SG.{}.{}", alnum(22), alnum(43)), ""),
        ("twilio_api_key", "", format!("SK{}", hex(32)), ""),
        ("mailgun_api_key", "", format!("key-{}", hex(32)), ""),
        ("mailgun_signing_key", "mailgun: ", format!("{}-{}-{}", hex(32), hex(8), hex(8)), ""),
        ("mailchimp_api_key", "MAILCHIMP_KEY=", format!("{}-us12", hex(32)), ""),
        ("stripe_key", "", format!("sk_live_{}", alnum(24)), ""),
        ("square_access_token", "squareToken => \"", format!("EAAA{}", alnum(60)), "\""),
        ("square_token", "", format!("sq0atp-{}", alnum(22)), ""),
        ("shopify_token", "", format!("shpat_{}", hex(32)), ""),
        (
            "jwt",
            "Bearer ",
            format!("{TOKEN_HEADER}.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{}", alnum(43)),
            ". More",
        ),
        (
            "private_key_pem",
            "key: ",
            format!(
                "-----BEGIN {u} PRIVATE KEY-----\n{}\n-----END {u} PRIVATE KEY-----",
                alnum(64),
                u = &upper[..3]
            ),
            " and more",
        ),
        ("connection_string_password", "postgres://app:", "s3cr3t-Pw!".into(), "@db:5432/x"),
        ("generic_assigned_secret", "\"password\": \"", "hunter2-Blue!".into(), "\""),
    ]
}

#[test]
fn every_rule_compiles_and_is_bounded() {
    let compiled = COMPILED.as_ref().expect("the rules compile");
    for (shape, rule) in &compiled.shapes {
        assert!(shape.max_len() < MAX_LEN, "{rule:?}");
    }
    assert!(PEM_FOOTER.starts_with("-----END"));
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.shown.id()).collect();
    assert_eq!(ids.len(), RULES.len(), "ids are unique");
    assert!(checks::PLACEHOLDERS.iter().all(|start| start.len() <= 8));
    let services =
        RULES.iter().filter(|rule| matches!(rule.told, Told::Near(_) | Told::Phrase)).count();
    assert_eq!(RULES.len() - services, written(), "every line is understood");
    for rule in RULES.iter() {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        assert!(rule.shown.id().bytes().all(is_name), "{rule:?}");
        assert!(rule.names.iter().all(|name| name.len() + 20 < LOOK), "{rule:?}");
        assert!(!rule.shown.advice().is_empty() && !rule.shown.kind().is_empty());
    }
    for place in lines(ADVICE) {
        let vendor = place.split(" ; ").next().expect("a vendor");
        assert!(Secrets::rules().any(|rule| rule.vendor() == vendor), "{vendor} issues nothing");
    }
}

#[test]
fn what_stands_near_a_name_is_as_long_as_is_said() {
    let near = crate::scan::shape::Shape::parse(super::rules::NEAR).expect("a shape");
    assert_eq!(near.max_len(), super::rules::NEAR_LEN + 2);
}

#[test]
fn every_rule_finds_its_secret_and_nothing_else() {
    let mut seen = BTreeSet::new();
    for (rule, before, secret, behind) in secrets() {
        let text = format!("{before}{secret}{behind}");
        let found = found(&text);
        assert!(found.contains(&(rule.to_owned(), secret.as_str())), "{rule} in {text}: {found:?}");
        seen.insert(rule);
    }
    assert!(seen.len() > 40);
}

/// Numbers that look random.
fn random(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below.max(1)
    }
}

#[test]
fn every_rule_finds_what_is_made_from_its_looks() {
    let mut open: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for seed in 1..=12 {
        for (rule, text) in samples(&mut random(seed)) {
            // Another rule may tell the same with more to say.
            let is_found = found(&text).iter().any(|(id, _)| id == rule)
                || seed > 6 && !whole(&text).is_empty();
            if is_found {
                seen.insert(rule.to_owned())
            } else {
                open.insert(rule.to_owned())
            };
        }
    }
    let never: Vec<&String> = open.difference(&seen).collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn near_misses_are_quiet() {
    for text in [
        "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "XAKIAQ3EGRIXKVPQCNLQ2",
        "AKIAQ3EGRIXKVPQCNLQ22",
        "password: hunter",
        "password = getPassword()",
        "password=${DB_PASSWORD}",
        "password: <your-password-1>",
        "the secret: be kind",
        "token: xxxxxxxx1",
        "api_key = os.environ['OPENAI_API_KEY_2']",
        "max_tokens = 4096",
        "postgres://user:password@localhost/db",
        "postgres://user:${PASSWORD}@localhost/db",
        "http://localhost:8080/path?x=a@b",
        "12:AAfoo",
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJmb28iOiJiYXIifQabc.eyJzdWIiOiIxMjM0In0.abc",
        "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "task SKILL risk-taking sk-learn SG.1",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    for (rule, before, secret, behind) in secrets() {
        if !matches!(rule, "jwt" | "private_key_pem" | "connection_string_password") {
            let short: String = secret.chars().take(6).collect();
            let text = format!("{before}{short}{behind}");
            assert_eq!(found(&text), [], "{rule}: {text}");
        }
    }
}

#[test]
fn a_placeholder_does_not_hide_a_secret_beside_it() {
    let key = aws();
    let text = format!("AKIAIOSFODNN7EXAMPLE {key} [AWS_ACCESS_KEY]={key}");
    assert_eq!(
        redacted(&text),
        "AKIAIOSFODNN7EXAMPLE [AWS_ACCESS_KEY] [AWS_ACCESS_KEY]=[AWS_ACCESS_KEY]"
    );
}

#[test]
fn trap_only_the_first_occurrence_of_a_secret_is_removed() {
    let key = aws();
    assert_eq!(redacted(&format!("{key} {key}/{key}")).matches("[AWS_ACCESS_KEY]").count(), 3);
}

#[test]
fn trap_zero_width_space_inside_a_key() {
    let key = aws();
    let (head, tail) = key.split_at(9);
    let hidden = format!("{head}\u{200b}{tail}");
    let text = format!("id={hidden}\u{200b} end");
    assert_eq!(found(&text), [("aws_access_key_id".to_owned(), hidden.as_str())]);
}

#[test]
fn disguises_are_seen_through_with_exact_spans() {
    let key = aws();
    let wide: String = key
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("a full-width form"))
        .collect();
    assert_eq!(found(&format!("ключ {wide}。")), [("aws_access_key_id".to_owned(), wide.as_str())]);
    let cyrillic = key.replacen('A', "\u{410}", 2);
    assert_eq!(found(&format!("k {cyrillic}")), [("aws_access_key_id".to_owned(), &*cyrillic)]);
    let text = "pаsswоrd: hunter2-Blue";
    assert_eq!(found(text), [("generic_assigned_secret".to_owned(), "hunter2-Blue")]);
}

#[test]
fn trap_unterminated_pem_is_rescanned_quadratically() {
    // A quadratic scan of a megabyte, byte by byte, would not end.
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ-----EN ".repeat(18_000);
    let text = format!("x -----BEGIN PRIVATE KEY-----\n{body}");
    let chunks: Vec<&str> =
        text.as_bytes().chunks(1).map(|c| std::str::from_utf8(c).expect("ASCII")).collect();
    let found = streamed(&Secrets::redact(), &chunks);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span(), Span::new(2, text.len()));
}

#[test]
fn trap_held_run_without_white_space_is_force_released() {
    // Nothing of a token without an end is let go, and nothing is held back for it.
    let text = format!("a {TOKEN_HEADER}.eyJzdWIiOiI{} b", alnum(100_000));
    assert_eq!(redacted(&text), "a [JWT] b");
    let chunks: Vec<&str> =
        text.as_bytes().chunks(7).map(|c| std::str::from_utf8(c).expect("ASCII")).collect();
    assert_eq!(streamed(&Secrets::redact(), &chunks), whole(&text));
}

#[test]
fn a_token_longer_than_its_look_is_taken_out_whole() {
    for head in ["ops_eyJ", "pypi-AgEIcHlwaS5vcmc", "ya29.", "fm2_"] {
        let text = format!("a {head}{} b", alnum(3_000));
        let left = redacted(&text);
        assert!(left.len() < 60 && left.starts_with("a [") && left.ends_with("] b"), "{left}");
        let chunks: Vec<&str> =
            text.as_bytes().chunks(7).map(|c| std::str::from_utf8(c).expect("ASCII")).collect();
        assert_eq!(streamed(&Secrets::redact(), &chunks), whole(&text), "{head}");
    }
}

#[test]
fn a_value_longer_than_its_look_is_taken_out_whole() {
    // What is left of a long token can be tried by whoever reads it.
    for (before, secret, behind) in [
        ("password=\"", alnum(3_000), "\""),
        ("api_key: ", format!("{}/{}==", alnum(400), alnum(400)), " b"),
        ("key = ", alnum(700), ""),
        ("sourcegraph token ", format!("{}==", alnum(900)), " b"),
        // A web token in the middle of it, and at its end.
        ("token=", format!("{}-{TOKEN_HEADER}.eyJzdWIiOiI{}.x", alnum(200), alnum(300)), " b"),
    ] {
        let text = format!("{before}{secret}{behind}");
        let left = redacted(&text);
        let rest = left.strip_prefix(before).and_then(|left| left.strip_suffix(behind));
        assert!(rest.is_some_and(|label| label.len() < 20), "{left}");
        for size in [1, 7, 160] {
            let chunks: Vec<&str> = text
                .as_bytes()
                .chunks(size)
                .map(|chunk| std::str::from_utf8(chunk).expect("ASCII"))
                .collect();
            assert_eq!(streamed(&Secrets::redact(), &chunks), whole(&text), "{text}");
        }
    }
}

#[test]
fn nothing_of_a_secret_is_left_beside_its_label() {
    let jwt = format!("{TOKEN_HEADER}.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{}", alnum(43));
    for (text, left) in [
        // A value between quotes ends with the quote.
        (
            "secret_key = 'wwf*2#86t64!fgh6yav$ao&*gg7(6q!&%6x'".to_owned(),
            "secret_key = '[SECRET]'",
        ),
        (
            "{\"user_auth\": \"am9obmRv-TMyY+S0wMmUwOW/IwNjc=\"}".to_owned(),
            "{\"user_auth\": \"[SECRET]\"}",
        ),
        // The last `@` before the host ends the password.
        ("postgres://app:s2Tf2k@rLMy@db:5432/x".to_owned(), "postgres://app:[PASSWORD]@db:5432/x"),
        (
            "mongodb://app:s2Tf2k@a.example,b.example/x".to_owned(),
            "mongodb://app:[PASSWORD]@a.example,b.example/x",
        ),
        (format!("Cookie: t={jwt}==; b"), "Cookie: t=[JWT]; b"),
        (format!("({jwt}=)"), "([JWT])"),
        ("Authorization: abcd1234@=-.a+/hgdS".to_owned(), "Authorization: [AUTHORIZATION]"),
        (
            "see https://hooks.slack.com/services/T024TTTTT/BBB72BBL/AZAAA9u0pA4ad666eMgbi555 now"
                .to_owned(),
            "see [SLACK_WEBHOOK] now",
        ),
    ] {
        assert_eq!(redacted(&text), left, "{text}");
        assert_eq!(found(&text).len(), 1, "{text}");
    }
}

#[test]
fn the_name_of_a_key_is_no_part_of_it() {
    for (text, secret) in [
        ("codequiry-PRIVATE-abcdef1234567890abcdef12345678", "abcdef1234567890abcdef12345678"),
        ("geocodify_key.access.1234567890abcdef1234567890", "1234567890abcdef1234567890"),
        ("my-secret-key-ab123cdef456ghijkl789mnopqr", "ab123cdef456ghijkl789mnopqr"),
    ] {
        let secrets: Vec<&str> = found(text).iter().map(|(_, secret)| *secret).collect();
        assert_eq!(secrets, [secret], "{text}");
    }
    let text = "token := \"sha256~8k9RYASc__zzp6CmRtnyOUk0nfMX78IRMdy_wkAS2yi\";";
    assert_eq!(redacted(text), "token := \"[OPENSHIFT_USER_TOKEN]\";");
}

#[test]
fn trap_chain_of_a_name_and_a_key_one_character_at_a_time() {
    let key = aws();
    let text = format!("key={key}4111 1111 1111 1111");
    assert_eq!(redacted(&text), "key=[AWS_ACCESS_KEY]4111 1111 1111 1111");
    let text = format!("secret={key} 4111 1111 1111 1111");
    assert_eq!(redacted(&text), "secret=[AWS_ACCESS_KEY] 4111 1111 1111 1111");
}

#[test]
fn hostile_repetition_ends() {
    for unit in ["sk-ant-", "eyJ", "-----BEGIN ", "password=", "://a:", "xoxb-1", "SG.", ":AA"] {
        let text = unit.repeat(60_000 / unit.len());
        let _ = whole(&text);
        let chunks: Vec<&str> =
            text.as_bytes().chunks(3).map(|c| std::str::from_utf8(c).expect("ASCII")).collect();
        assert_eq!(streamed(&Secrets::redact(), &chunks), whole(&text), "{unit}");
    }
}

#[test]
fn a_rule_can_be_left_out_and_an_unknown_one_is_a_mistake() {
    let guard = Secrets::flag().without("aws_access_key_id");
    assert_eq!(streamed(&guard, &[&aws()]), []);
    let mut to = Fingerprint::new();
    OutputGuard::describe(&guard.without("aws"), &mut to);
    assert_eq!(to.mistakes().len(), 1);
}

#[test]
fn a_block_is_reported_at_once() {
    let name: Arc<str> = Arc::from("secrets");
    let mut taken = Taken::default();
    let mut scan = Secrets::block().begin(&Context::of_scope(Scope::empty()));
    let text = "-----BEGIN PRIVATE KEY-----\nMIIE";
    scan.push(text, &mut Sink::new(&name, &mut taken)).expect("judges");
    assert_eq!(taken.findings.len(), 1);
    assert!(taken.opened.is_empty());
}

#[test]
fn labels_are_no_secrets() {
    for rule in RULES.iter() {
        for before in ["", "password=", "token: \"", "postgres://u:"] {
            let text = format!("{before}[{}]@x", rule.shown.label());
            assert_eq!(found(&text), [], "{text}");
        }
    }
}

fn piece() -> impl Strategy<Value = String> {
    let all = secrets();
    let parts: Vec<String> = all
        .iter()
        .flat_map(|(_, before, secret, behind)| {
            let middle = secret.len() / 2;
            [
                format!("{before}{secret}{behind}"),
                secret.clone(),
                (*before).to_owned(),
                secret[..middle].to_owned(),
                secret[middle..].to_owned(),
            ]
        })
        .collect();
    // Of every rule.
    let made: Vec<String> = samples(&mut random(7))
        .into_iter()
        .flat_map(|(_, text)| {
            let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at));
            let (head, tail) = text.split_at(middle.unwrap_or(0));
            [text.clone(), text.clone(), head.to_owned(), tail.to_owned()]
        })
        .collect();
    prop_oneof![
        4 => prop::sample::select(parts),
        2 => prop::sample::select(vec![
            "", " ", "-", "_", ".", "=", ":", "\"", "\n", "/", "@", "\u{200b}", "é", "漢", "[", "]",
            "password=", "token: ", "://u:", "-----BEGIN ", "PRIVATE KEY-----", "-----END ",
            "AWS_SECRET_KEY", "[SECRET]", "eyJ", "a", "9", "A", "12345678", "discord ",
            "token ", "stripe", "abandon ", "value=\"", "curl -u a:", "Bearer ", ",", "'", "~", "+",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(made),
        1 => "[a-zA-Z0-9_.=:-]{1,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn cuts_change_nothing_and_redacting_twice_is_redacting_once(
        pieces in prop::collection::vec(piece(), 1..9),
        cuts in prop::collection::vec(1_usize..40, 1..9),
    ) {
        let text = pieces.concat();
        let expected = whole(&text);
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let mut at = 0;
        let mut chunks = Vec::new();
        for size in cuts.iter().cycle() {
            if at >= chars.len() {
                break;
            }
            let end = chars.get(at + size).map_or(text.len(), |(index, _)| *index);
            chunks.push(&text[chars[at].0..end]);
            at += size;
        }
        prop_assert_eq!(&streamed(&Secrets::redact(), &chunks), &expected);
        let once = redacted(&text);
        prop_assert_eq!(redacted(&once), once.clone());
    }
}
