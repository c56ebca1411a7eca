//! What is hard on guards costs no memory beyond the stated bound and gives the same bytes whole
//! and streamed.

#[path = "../benches/shared/worst.rs"]
mod worst;

use palisade::*;

/// The chain, refusing where more is held than the guards' reaches together allow.
fn chain() -> LocalGuardrails {
    let (mut builder, mut bound) = (Guardrails::builder(), 0);
    builder = place(builder, &mut bound, ControlCharacters::remove());
    builder = place(builder, &mut bound, Pii::redact());
    builder = place(builder, &mut bound, Secrets::redact());
    builder = place(builder, &mut bound, Urls::allow(["example.com"]));
    builder = place(builder, &mut bound, BannedTerms::new(["project bluebird"]).redact());
    let canary = BannedTerms::new(["xK9pQz4mWv7TrB2n"]).anywhere().redact();
    builder = place(builder, &mut bound, canary);
    let employee = Pattern::new("employee", "EMP-[0-9]{6}").label("EMPLOYEE");
    builder = place(builder, &mut bound, employee.respond(Response::REDACT));
    let builder = builder.max_answer_bytes(bound).dangerous().without_input_guards();
    builder.build_local().expect("a policy")
}

/// Adds a guard, and its reach to the bound: spans that overlap are held together, each within
/// the reach of its guard.
fn place(
    builder: GuardrailsBuilder,
    bound: &mut usize,
    guard: impl OutputGuard + 'static,
) -> GuardrailsBuilder {
    match guard.reach() {
        Reach::Bytes(reach) => *bound += reach,
        _ => panic!("no guard of the chain waits for the whole answer"),
    }
    builder.output(guard)
}

/// Pushes what the sizes say, over and over; what was released.
fn streamed(rails: &LocalGuardrails, text: &str, sizes: &[usize]) -> String {
    let input = rails.validate_input("").expect("no input guards");
    let mut stream = rails.output_stream(&input).expect("a stream");
    let (mut sent, mut rest) = (String::new(), text);
    for size in sizes.iter().cycle() {
        let mut at = (*size).min(rest.len());
        while !rest.is_char_boundary(at) {
            at += 1;
        }
        let (chunk, behind) = rest.split_at(at);
        sent += &stream.push(chunk).into_result().expect("within the bound of memory");
        rest = behind;
        if rest.is_empty() {
            break;
        }
    }
    sent + stream.finish().expect("nothing blocks").rest()
}

#[test]
fn worst_cases_give_the_same_bytes_within_the_bound_of_memory() {
    let rails = chain();
    let input = rails.validate_input("").unwrap();
    for (name, text) in worst::worst(32 << 10) {
        let whole = rails.validate_output(&input, &text).expect("nothing blocks");
        for sizes in [&[1][..], &[4], &[0, 1, 0, 0, 7, 300], &[4096]] {
            let sent = streamed(&rails, &text, sizes);
            assert!(sent == whole.text(), "{name} differs in chunks of {sizes:?}");
        }
    }
}

#[test]
fn trap_a_held_run_without_white_space_is_force_released() {
    // Behind any run, however long, what is found is taken out all the same.
    let rails = chain();
    let secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    for piece in ["a", "=", "4111", "://", "a@", "\u{301}"] {
        let run = piece.repeat(20_000 / piece.len());
        let sent = streamed(&rails, &format!("{run}={secret}"), &[1]);
        assert!(!sent.contains("ghp_16"), "it is sent behind a run of {piece:?}");
        assert!(sent.contains("[GITHUB_TOKEN]") || sent.contains("[SECRET]"), "{piece:?}");
    }
}

#[test]
fn trap_an_unterminated_key_is_read_again_and_again() {
    // What is dropped as it comes is not held: the bound of memory is far below the key.
    let rails = chain();
    let key = "MIIEpAIBAAKCAQEAq7wJ0pXc3VfLk2TnY8rUe5sHdBzGm1oQxWvKa6ZtPi9NhCuF\n".repeat(20_000);
    let sent = streamed(&rails, &format!("see -----BEGIN RSA PRIVATE KEY-----\n{key}"), &[61]);
    assert_eq!(sent, "see [PRIVATE_KEY]");
}

#[test]
fn ten_megabytes_in_one_chunk() {
    let rails = chain();
    let text = "The harbour was rebuilt after the storm. ".repeat((10 << 20) / 41 + 1);
    let sent = streamed(&rails, &text, &[text.len()]);
    assert!(sent == text);
}

#[test]
fn what_secrets_begin_with_over_and_over_gives_the_same_bytes_within_the_bound_of_memory() {
    // One text for each way in which a secret is told.
    let rails = chain();
    let input = rails.validate_input("").unwrap();
    for piece in [
        "token=",
        "key: \"",
        "stripe token ",
        "value=\"key\" ",
        "a1B2c3-",
        "a1b2c3d4e5f6a7b8_",
        "abandon ",
        "curl -u a:",
        "login a password ",
        "SG.a1.",
        "Bearer: Bearer ",
        "xoxb-1-",
        "$2a$10$",
        "https://a:b1",
        "apikey::",
        "8Q~",
    ] {
        let text = piece.repeat((12 << 10) / piece.len());
        let whole = rails.validate_output(&input, &text).expect("nothing blocks");
        for sizes in [&[1][..], &[5], &[0, 1, 7, 300]] {
            let sent = streamed(&rails, &text, sizes);
            assert!(sent == whole.text(), "{piece:?} differs in chunks of {sizes:?}");
        }
    }
}
