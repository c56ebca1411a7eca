//! Pseudonyms in the flow: what the model sees, what the user gets, what is cached and kept.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::sync::Arc;
use std::time::Duration;

use futures::executor::block_on;
use money::SwitchedCache;
use palisade::*;
use proptest::prelude::*;
use toys::{Events, Proposes, model};

/// E-mail addresses, cards and names as pseudonyms.
fn pii() -> Pii {
    Pii::redact()
        .respond(PiiType::Email, Response::PSEUDONYM)
        .respond(PiiType::Card, Response::PSEUDONYM)
}

fn names() -> Entities {
    Entities::new(NamesInContext::new()).respond(EntityType::Person, Response::PSEUDONYM)
}

fn builder() -> GuardrailsBuilder {
    Guardrails::builder().input(pii()).input(names()).output(Pii::redact())
}

fn local() -> LocalGuardrails {
    builder().build_local().expect("a policy")
}

const QUESTION: &str = "My name is Jane Doe. Write to jo@example.com about 4111 1111 1111 1111.";
const VALUES: [&str; 3] = ["Jane Doe", "jo@example.com", "4111 1111 1111 1111"];

fn has_value(text: &str) -> bool {
    VALUES.iter().any(|value| text.contains(value))
}

/// The placeholders in a text as the guards left it.
fn placeholders(text: &str) -> Vec<&str> {
    text.match_indices('[').filter_map(|(at, _)| text[at..].split_inclusive(']').next()).collect()
}

#[test]
fn the_model_sees_placeholders_and_the_user_gets_values() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let input = rails.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
    assert!(!has_value(input.user_text()), "{}", input.user_text());
    let answer = format!("Done: {}", input.user_text().to_lowercase());
    let output = rails.validate_output(&input, &answer).unwrap();
    assert_eq!(output.text(), answer, "guards leave placeholders alone");
    let restored = output.restored_text();
    assert!(VALUES.iter().all(|value| restored.contains(value)), "{restored}");
    assert_eq!(restored, output.into_restored_text());
}

/// llm-guard#305.
#[test]
fn trap_only_the_first_occurrence_is_replaced() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let text = "jo@example.com,jo@example.com jo@example.com";
    let input = rails.validate_input(Input::user(text).document("d", text).vault(&vault)).unwrap();
    for part in input.parts() {
        assert!(!part.text().contains("jo@"), "{}", part.text());
        assert_eq!(vault.restore(part.text()), text);
    }
    assert_eq!(vault.len(), 1);
}

#[test]
fn the_next_turn_has_the_same_placeholders() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let first = rails.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
    let shown = first.user_text().to_owned();
    // The history may be sent as the model saw it, or as the user did.
    for history in [shown.as_str(), QUESTION] {
        let asked = Input::user("Again to jo@example.com and al@example.com.").vault(&vault);
        let second = rails.validate_input(asked.earlier_user(history)).unwrap();
        let earlier = second.parts().nth(1).unwrap().text();
        assert_eq!(earlier, shown);
        let now = placeholders(second.user_text());
        assert_eq!(now[0], placeholders(&shown)[1]);
        assert!(!placeholders(&shown).contains(&now[1]));
        let output = rails.validate_output(&second, earlier).unwrap();
        assert_eq!(output.restored_text(), QUESTION);
    }
    assert_eq!(vault.len(), 4);
}

#[test]
fn without_a_vault_labels_stand_there() {
    let rails = local();
    let input = rails.validate_input(QUESTION).unwrap();
    let labels = "My name is [PERSON]. Write to [EMAIL] about [CARD].";
    assert_eq!(input.user_text(), labels);
    let output = rails.validate_output(&input, input.user_text()).unwrap();
    assert_eq!(output.restored_text(), labels);
}

#[test]
fn a_value_that_comes_back_in_clear_is_still_found() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let input = rails.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
    let answer = format!("{} is jo@example.com", placeholders(input.user_text())[1]);
    let output = rails.validate_output(&input, &answer).unwrap();
    assert_eq!(output.restored_text(), "jo@example.com is [EMAIL]");
    // A pseudonym in an answer is its label: nothing is given out there.
    let both = Guardrails::builder().input(pii()).output(pii()).build_local().unwrap();
    let input = both.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
    let output = both.validate_output(&input, "al@example.com").unwrap();
    assert_eq!(output.restored_text(), "[EMAIL]");
    assert_eq!(vault.len(), 3);
}

#[test]
fn arguments_of_tools_stay_json() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let quoted = Guardrails::builder()
        .input(Pattern::new("quote", "<.{1,40}>").redact_as(Recipe::pseudonym("QUOTE")))
        .output(Pii::redact())
        .build_local()
        .unwrap();
    let input = quoted.validate_input(Input::user("Send <a \"b\" \\ c>").vault(&vault)).unwrap();
    let placeholder = placeholders(input.user_text())[0];
    let channel = Channel::new(0, ChannelKind::ToolArguments(0));
    let arguments = format!("{{\"body\":\"{placeholder}\"}}");
    let reply = Reply::text(placeholder).channel(channel, &arguments);
    let output = quoted.validate_output(&input, reply).unwrap();
    let restored = output.restored_channel(channel).unwrap();
    let parsed: serde_json::Value = serde_json::from_str(&restored).expect("it is JSON");
    assert_eq!(parsed["body"], "<a \"b\" \\ c>");
    assert_eq!(output.restored_text(), "<a \"b\" \\ c>");
    assert_eq!(output.restored().len(), 2);
    let mut stream = quoted.output_stream(&input).unwrap().restoring();
    let mut streamed = String::new();
    for c in arguments.chars() {
        let chunk = c.encode_utf8(&mut [0; 4]).to_owned();
        streamed += &stream.push_to(channel, &chunk).into_result().unwrap();
    }
    streamed += stream.finish().unwrap().rest_of(channel);
    assert_eq!(streamed, restored);
    drop(rails);
}

#[test]
fn a_full_vault_refuses() {
    let (rails, vault) = (local(), Arc::new(Vault::new().max_values(2)));
    let error = rails.validate_input(Input::user(QUESTION).vault(&vault)).unwrap_err();
    let full = VaultError::Full { values: 2, max_values: 2 };
    assert!(matches!(error, Error::Vault(found) if found == full), "{error}");
}

#[test]
fn a_restoring_stream_ends_with_all_of_its_text() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let input = rails.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
    let placeholder = placeholders(input.user_text())[0];
    // The beginning of a placeholder that never ends is text.
    let cut = format!("to {placeholder}, {}", &placeholder[..placeholder.len() - 2]);
    let mut stream = rails.output_stream(&input).unwrap().restoring();
    let mut sent = stream.push(&cut).into_result().unwrap();
    sent += &stream.end_channel(Channel::TEXT).into_result().unwrap();
    let finished = stream.finish().unwrap();
    assert_eq!(finished.rest(), "");
    assert_eq!(sent, cut.replace(placeholder, "Jane Doe"));
    assert_eq!(finished.output().text(), cut, "the proof has placeholders");

    let refusing = builder().output(toys::Word::block("worst")).build_local().unwrap();
    let input = refusing.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
    let placeholder = placeholders(input.user_text())[0];
    let mut stream = refusing.output_stream(&input).unwrap().restoring();
    let mut sent = String::new();
    let (released, error) = stream.push(&format!("to {placeholder} [")).into_parts();
    sent += &released;
    assert!(error.is_none());
    let (released, error) = stream.push("PERSON worst").into_parts();
    sent += &released;
    // What had been released when the guards refused, with the value where all of its placeholder
    // was.
    assert!(error.is_some());
    let with_value = "to Jane Doe [PERSON ".starts_with(&sent);
    assert!(with_value || format!("to {placeholder}").starts_with(&sent), "{sent:?}");
}

/// With a judge all events wait for the end, and go on with values then.
#[test]
fn events_that_wait_for_a_judge_have_values_too() {
    let judge = toys::Judge::of(toys::Word { name: "flag", word: "x", action: Action::Flag });
    let rails = builder().judge_output(judge.clone()).build().unwrap();
    let vault = Arc::new(Vault::new());
    block_on(async {
        let asked = Input::user(QUESTION).vault(&vault);
        let input = rails.validate_input(&Scope::tenant("acme"), asked).await.unwrap();
        let placeholder = placeholders(input.user_text())[0].to_owned();
        let stream = rails.output_stream(&input).unwrap().restoring();
        let mut stream = stream.events(EventFormat::OpenAiChat);
        let mut out = Vec::new();
        for event in chat(&["Dear ", &placeholder, "!"]) {
            out.extend(stream.push(event.as_bytes()).into_result().unwrap());
        }
        let (rest, output) = stream.finish().await.into_parts();
        out.extend(rest);
        assert_eq!(told(out), "Dear Jane Doe!");
        assert_eq!(output.unwrap().text(), format!("Dear {placeholder}!"));
        assert!(judge.shown().iter().all(|text| !has_value(text)), "judges see placeholders");
    });
}

#[test]
fn threads_that_share_a_vault_get_the_same_placeholders() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let seen: Vec<Vec<String>> = std::thread::scope(|scope| {
        let turns = (0..4).map(|_| {
            scope.spawn(|| {
                let ask = |n: usize| {
                    let text = format!("To a{n}@example.com and b{n}@example.com");
                    let input = Input::user(&text).vault(&vault);
                    let input = rails.validate_input(input).unwrap();
                    assert_eq!(vault.restore(input.user_text()), text);
                    input.user_text().to_owned()
                };
                (0..50).map(ask).collect()
            })
        });
        let turns: Vec<_> = turns.collect();
        turns.into_iter().map(|turn| turn.join().unwrap()).collect()
    });
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(vault.len(), 100);
}

/// The events of a chat with these pieces of text.
fn chat(pieces: &[&str]) -> Vec<String> {
    let event = |delta: &str, finish: &str| {
        format!(
            "data: {{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\
             \"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{finish}}}]}}\n\n"
        )
    };
    let mut events: Vec<String> =
        pieces.iter().map(|piece| event(&format!("{{\"content\":\"{piece}\"}}"), "null")).collect();
    events.push(event("{}", "\"stop\"") + "data: [DONE]\n\n");
    events
}

/// The text that events tell.
fn told(events: Vec<u8>) -> String {
    let mut read = String::new();
    for line in String::from_utf8(events).unwrap().lines() {
        let Some(data) = line.strip_prefix("data: ").filter(|data| *data != "[DONE]") else {
            continue;
        };
        let event: serde_json::Value = serde_json::from_str(data).unwrap();
        read += event["choices"][0]["delta"]["content"].as_str().unwrap_or("");
    }
    read
}

#[test]
fn events_of_a_provider_go_on_with_values() {
    let (rails, vault) = (local(), Arc::new(Vault::new()));
    let input = rails.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
    let placeholder = placeholders(input.user_text())[0].to_owned();
    let stream = rails.output_stream(&input).unwrap().restoring();
    let mut stream = stream.events(EventFormat::OpenAiChat);
    let mut out = Vec::new();
    let (head, tail) = placeholder.split_at(4);
    for event in chat(&["Dear ", head, tail, "!"]) {
        out.extend(stream.push(event.as_bytes()).into_result().unwrap());
    }
    let (rest, output) = stream.finish().into_parts();
    out.extend(rest);
    assert_eq!(told(out), "Dear Jane Doe!");
    assert_eq!(output.unwrap().text(), format!("Dear {placeholder}!"));
}

// ---- the cache

fn cached(cache: &SwitchedCache) -> Guardrails {
    builder()
        .router(Proposes(vec![model("small")]))
        .cache(cache.clone(), Duration::from_secs(60))
        .cache_partition(["tenant"])
        .build()
        .unwrap()
}

fn call(rails: &Guardrails, text: &str, vault: Option<&Arc<Vault>>) -> Call {
    block_on(async {
        let input = Input::user(text);
        let input = match vault {
            Some(vault) => input.vault(vault),
            None => input,
        };
        let input = rails.validate_input(&Scope::tenant("acme"), input).await.unwrap();
        let route = rails.route(&input).await.unwrap();
        rails.prepare(&input, &route, Parameters::new().temperature(0.0)).unwrap()
    })
}

fn store(rails: &Guardrails, call: &Call, answer: &str) -> Stored {
    block_on(async {
        let reply = Reply::text(answer).model("small");
        let output = rails.validate_output(call.input(), reply).await.unwrap();
        rails.store(call, &output).await.unwrap()
    })
}

fn hit(rails: &Guardrails, call: &Call) -> Option<String> {
    block_on(rails.lookup(call)).unwrap().map(ValidatedOutput::into_restored_text)
}

#[test]
fn a_hit_has_the_values_of_the_one_who_asks() {
    let cache = SwitchedCache::new();
    let rails = cached(&cache);
    let (first, second) = (Arc::new(Vault::new()), Arc::new(Vault::new()));
    // The second vault has given out others before.
    call(&rails, "From x@example.com, y@example.com and z@example.com", Some(&second));
    let asked = call(&rails, "From a@example.com to b@example.com, a@example.com", Some(&first));
    let given = asked.input().user_text().to_owned();
    let answer =
        format!("{} asks {}", placeholders(&given)[1].to_lowercase(), placeholders(&given)[0]);
    assert_eq!(store(&rails, &asked, &answer), Stored::Kept);
    assert_eq!(hit(&rails, &asked).as_deref(), Some("b@example.com asks a@example.com"));

    let same = call(&rails, "From z@example.com to q@example.com, z@example.com", Some(&second));
    assert_eq!(hit(&rails, &same).as_deref(), Some("q@example.com asks z@example.com"));
    // Another pattern of the same addresses is another question.
    let other = call(&rails, "From z@example.com to q@example.com, q@example.com", Some(&second));
    assert_eq!(hit(&rails, &other), None);
    // And so is one without values, in whatever form.
    for text in [
        "From [EMAIL] to [EMAIL], [EMAIL]",
        "From [EMAIL_ZZZ1] to [EMAIL_ZZZ2], [EMAIL_ZZZ1]",
        "From a@example.com to b@example.com, a@example.com",
    ] {
        assert_eq!(hit(&rails, &call(&rails, text, None)), None, "{text}");
    }
    for (key, kept) in cache.stored.lock().unwrap().iter() {
        let texts = kept.channels().iter().map(|(_, text)| text.as_str());
        for text in texts.chain([key.question()]) {
            assert!(!text.contains('@'), "a value is in the cache");
            assert!(!placeholders(&given).iter().any(|given| text.contains(given)));
        }
    }
}

#[test]
fn an_answer_with_a_placeholder_of_another_question_is_not_kept() {
    let rails = cached(&SwitchedCache::new());
    let vault = Arc::new(Vault::new());
    let other = call(&rails, "From other@example.com", Some(&vault));
    let foreign = placeholders(other.input().user_text())[0].to_owned();
    let asked = call(&rails, "From a@example.com", Some(&vault));
    assert_eq!(store(&rails, &asked, &foreign), Stored::ForeignPlaceholder);
    let never = foreign.replace('1', "77");
    assert_eq!(store(&rails, &asked, &never), Stored::ForeignPlaceholder);
    assert_eq!(store(&rails, &asked, "[EMAIL_ZZZ1]"), Stored::ForeignPlaceholder);
    assert_eq!(hit(&rails, &asked), None);
    assert_eq!(store(&rails, &asked, "no placeholder"), Stored::Kept);
    assert_eq!(hit(&rails, &asked).as_deref(), Some("no placeholder"));
}

#[test]
fn a_hit_without_a_counterpart_is_a_miss() {
    let cache = SwitchedCache::new();
    let rails = cached(&cache);
    let vault = Arc::new(Vault::new());
    let asked = call(&rails, "From a@example.com", Some(&vault));
    // As a cache that compares meaning, or one that was tampered with, may answer.
    for text in ["[EMAIL_ZZZ2]", "[PERSON_ZZZ1]", "email_zzz9"] {
        let answer = CachedAnswer::new("small", vec![(Channel::TEXT, text.to_owned())]);
        let key = asked.cache_key().unwrap();
        block_on(cache.memory.store(key, &answer, Duration::from_secs(60))).unwrap();
        assert_eq!(hit(&rails, &asked), None, "{text}");
    }
}

// ---- hashes

fn hashing() -> Pii {
    Pii::redact()
        .respond(PiiType::Email, Response::HASH)
        .respond(PiiType::Card, Response::redact_as(Recipe::hash("PAYMENT")))
}

fn hashed(key: u8) -> LocalGuardrails {
    let builder = Guardrails::builder().input(hashing()).output(hashing());
    builder.hash_key([key; 32]).build_local().expect("a policy")
}

#[test]
fn hashes_are_the_same_under_one_key_only() {
    let text = "jo@example.com, jo@example.com, al@example.com, 4111 1111 1111 1111";
    let redacted =
        |rails: &LocalGuardrails| rails.validate_input(text).unwrap().user_text().to_owned();
    let (one, again, other) = (redacted(&hashed(1)), redacted(&hashed(1)), redacted(&hashed(2)));
    assert_eq!(one, again);
    let (one, other) = (placeholders(&one), placeholders(&other));
    assert_eq!(one[0], one[1]);
    assert_ne!(one[0], one[2]);
    assert_ne!(one[0], other[0]);
    assert!(one[0].starts_with("[EMAIL_") && one[3].starts_with("[PAYMENT_"), "{one:?}");
    assert_eq!(hashed(1).policy(), hashed(1).policy());
    assert_ne!(hashed(1).policy(), hashed(2).policy());
    assert!(!format!("{:?}", hashed(7)).contains("7, 7"), "the key is not shown");
}

#[test]
fn a_hash_without_a_key_is_a_mistake() {
    for guard in [hashing(), Pii::redact().respond(PiiType::Ip, Response::HASH)] {
        let error = Guardrails::builder().input(guard).build_local().unwrap_err();
        assert!(error.to_string().contains("hash_key"), "{error}");
    }
    let terms = BannedTerms::new(["bluebird"]).respond(Response::HASH);
    assert!(Guardrails::builder().output(terms).build_local().is_err());
    let secrets = Secrets::redact().respond(Response::HASH);
    assert!(Guardrails::builder().output(secrets).build_local().is_err());
    let pattern = Pattern::new("x", "x").respond(Response::HASH);
    assert!(Guardrails::builder().output(pattern).build_local().is_err());
}

/// Everything that finds something by rules of its own.
fn all_guards() -> LocalGuardrails {
    Guardrails::builder()
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(Disguise::redact())
        .output(Entities::new(NamesInContext::new()))
        .output(Whole::new(Injection::default().flag()))
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("a policy")
}

thread_local! {
    static ALL: LocalGuardrails = all_guards();
    static LOCAL: LocalGuardrails = local();
    static HASHED: LocalGuardrails = hashed(3);
}

const LABELS: &[&str] = &[
    "EMAIL", "CARD", "SSN", "PHONE", "IP", "IBAN", "PASSWORD", "SECRET", "TOKEN", "API_KEY", "KEY",
    "PASSPORT", "DATE", "URL", "PERSON", "DATA", "DE", "VAT", "ACCOUNT", "PIN", "SK", "AKIA",
];

proptest! {
    #[test]
    fn what_stands_for_a_value_is_found_by_no_guard(
        label in prop::sample::select(LABELS),
        values in prop::collection::vec("[a-z]{1,9}", 1..30),
        before in prop::sample::select(&["", "phone ", "my password is ", "SSN: ", "key=", "x"][..]),
        key: u8,
    ) {
        let all = ALL.with(Clone::clone);
        let none = all.validate_input("").unwrap();
        let vault = Arc::new(Vault::new());
        for recipe in [Recipe::pseudonym(label), Recipe::hash(label)] {
            let guard = Pattern::new("value", "<[a-z]{1,9}>").redact_as(recipe);
            let rails = Guardrails::builder().input(guard).hash_key([key; 32]);
            let rails = rails.build_local().unwrap();
            let text: String = values.iter().map(|value| format!("{before}<{value}>, ")).collect();
            let input = rails.validate_input(Input::user(&text).vault(&vault)).unwrap();
            let output = all.validate_output(&none, input.user_text()).unwrap();
            prop_assert_eq!(output.text(), input.user_text());
            // The words around may be told, what stands for a value is not.
            let acts = |finding: &&Finding| finding.action() > Action::Flag;
            let found: Vec<&Finding> = output.findings().iter().filter(acts).collect();
            prop_assert!(found.is_empty(), "{found:?}");
        }
    }

    #[test]
    fn a_restored_stream_is_the_restored_whole(
        pieces in prop::collection::vec((0_usize..9, "[a-z ,.\n\\[\\]*_]{0,9}"), 0..12),
        sizes in prop::collection::vec(1_usize..20, 1..6),
    ) {
        let (rails, vault) = (LOCAL.with(Clone::clone), Arc::new(Vault::new()));
        let input = rails.validate_input(Input::user(QUESTION).vault(&vault)).unwrap();
        let given = placeholders(input.user_text());
        let mut answer = String::new();
        for (way, text) in &pieces {
            let placeholder = given[way % 3];
            answer += &match way / 3 {
                0 => placeholder.to_owned(),
                1 => placeholder.to_lowercase().replace('_', "\\_"),
                _ => placeholder.replace('[', "[ \n").replace('_', "-"),
            };
            answer += text;
        }
        answer += " al@example.com";
        let whole = rails.validate_output(&input, &answer).unwrap();
        let mut stream = rails.output_stream(&input).unwrap().restoring();
        let (mut sent, mut from, mut sizes) = (String::new(), 0, sizes.iter().cycle());
        while from < answer.len() {
            let to = answer.len().min(from + sizes.next().unwrap());
            sent += &stream.push(&answer[from..to]).into_result().unwrap();
            from = to;
        }
        let finished = stream.finish().unwrap();
        sent += finished.rest();
        prop_assert_eq!(&sent, &whole.restored_text());
        prop_assert_eq!(finished.output().text(), whole.text());
        prop_assert_eq!(finished.output().restored_text(), sent);
    }

    #[test]
    fn hashing_is_the_same_again_and_in_a_stream(
        pieces in prop::collection::vec(prop::sample::select(&[
            "jo@example.com", "al@example.org", "4111 1111 1111 1111", "x", " ", ",", "@", "[",
            "+1 415 555 2671", "EMAIL_", "]",
        ][..]), 0..12),
        size in 1_usize..9,
    ) {
        let rails = HASHED.with(Clone::clone);
        let text = pieces.concat();
        let input = rails.validate_input("").unwrap();
        let whole = rails.validate_output(&input, &text).unwrap();
        let mut stream = rails.output_stream(&input).unwrap();
        let mut sent = String::new();
        for chunk in text.as_bytes().chunks(size) {
            let chunk = std::str::from_utf8(chunk).unwrap();
            sent += &stream.push(chunk).into_result().unwrap();
        }
        sent += stream.finish().unwrap().rest();
        prop_assert_eq!(&sent, whole.text());
        let again = rails.validate_output(&input, whole.text()).unwrap();
        prop_assert_eq!(again.text(), whole.text());
    }
}

// ---- what shows

#[test]
fn no_value_shows_where_it_does_not_belong() {
    let events = Events::default();
    let cache = SwitchedCache::new();
    let rails = builder()
        .router(Proposes(vec![model("small")]))
        .cache(cache.clone(), Duration::from_secs(60))
        .audit(events.clone())
        .build()
        .unwrap();
    let vault = Arc::new(Vault::new());
    let mut shown = Vec::new();
    block_on(async {
        let scope = Scope::tenant("acme");
        let asked = Input::user(QUESTION).vault(&vault);
        shown.push(format!("{asked:?}"));
        let input = rails.validate_input(&scope, asked).await.unwrap();
        shown.push(format!("{input:?} {vault:?}"));
        let route = rails.route(&input).await.unwrap();
        let parameters = Parameters::new().temperature(0.0);
        let call = rails.prepare(&input, &route, parameters).unwrap();
        shown.push(format!("{call:?} {:?}", call.cache_key()));
        let reply = Reply::text(input.user_text()).model("small");
        let output = rails.validate_output(&input, reply).await.unwrap();
        assert!(has_value(&output.restored_text()));
        shown.push(format!("{output:?} {}", output.text()));
        rails.store(&call, &output).await.unwrap();
        shown.push(format!("{:?}", rails.lookup(&call).await.unwrap()));
        let mut stream = rails.output_stream(&input).unwrap().restoring();
        let pushed = stream.push(&format!("{} [PERSON", input.user_text()));
        assert!(has_value(pushed.released()));
        shown.push(format!("{stream:?} {pushed:?}"));
        let finished = stream.finish().await.unwrap();
        shown.push(format!("{finished:?}"));
        let mut restorer = vault.restorer();
        assert!(has_value(&restorer.push(input.user_text())));
        shown.push(format!("{restorer:?}"));
        let full = Arc::new(Vault::new().max_values(1));
        let error = rails.validate_input(&scope, Input::user(QUESTION).vault(&full)).await;
        let error = error.unwrap_err();
        shown.push(format!("{error} {error:?}"));
    });
    shown.extend(events.all().into_iter().map(|event| event.json + &event.debug));
    for (key, kept) in cache.stored.lock().unwrap().iter() {
        shown.push(key.question().to_owned());
        shown.extend(kept.channels().iter().map(|(_, text)| text.clone()));
    }
    assert!(shown.len() > 15);
    for shown in shown {
        assert!(!has_value(&shown), "{shown}");
    }
}

#[test]
fn handles_cross_threads() {
    fn shared<T: std::fmt::Debug + Send + Sync>() {}
    shared::<Vault>();
    shared::<Restorer>();
    shared::<Entities>();
    shared::<Box<dyn EntityRecognizer>>();
}
