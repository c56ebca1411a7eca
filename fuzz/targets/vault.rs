//! Whatever a text and an answer are: restoring what was given out gives back what was there,
//! any chunking restores the same, and a sealed vault opens only as it was sealed.
#![no_main]

use std::sync::{Arc, LazyLock};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{Guardrails, Input, LocalGuardrails, Pattern, Recipe, Vault};

#[derive(Arbitrary, Debug)]
enum Piece {
    Text(String),
    /// A value in marks that the guard looks for.
    Value(String),
    /// What the model makes of a placeholder, by its number.
    Written(u8, u8),
    Cut,
}

#[derive(Arbitrary, Debug)]
struct Case {
    asked: Vec<Piece>,
    answered: Vec<Piece>,
    flip: Option<(u16, u8)>,
}

static RAILS: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    let guard = Pattern::new("value", "<[^<>]{1,40}>").redact_as(Recipe::pseudonym("VALUE"));
    let builder = Guardrails::builder().input(guard);
    builder.dangerous().without_output_guards().build_local().expect("a policy")
});

fuzz_target!(|case: Case| {
    let mut text = String::new();
    for piece in &case.asked {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Value(value) => text.extend(["<", value, ">"]),
            Piece::Written(..) | Piece::Cut => {}
        }
    }
    let vault = Arc::new(Vault::new());
    let input = RAILS.validate_input(Input::user(&text).vault(&vault)).expect("nothing blocks");
    let shown = input.user_text();
    // As JSON, values are written in another way; a value that is too long has its label alone.
    if !shown.trim_start().starts_with(['{', '[']) && !shown.contains("[VALUE]") {
        assert_eq!(vault.restore(shown), text);
    }

    let given: Vec<&str> = shown
        .match_indices("[VALUE_")
        .filter_map(|(at, _)| shown.get(at..)?.split_inclusive(']').next())
        .collect();
    let (mut answer, mut restorer, mut sent) = (String::new(), vault.restorer(), String::new());
    let mut chunk = String::new();
    for piece in &case.answered {
        match piece {
            Piece::Text(piece) | Piece::Value(piece) => chunk.push_str(piece),
            Piece::Written(which, way) if !given.is_empty() => {
                chunk.push_str(&written(given[usize::from(*which) % given.len()], *way));
            }
            Piece::Written(..) => {}
            Piece::Cut => {
                answer.push_str(&chunk);
                sent += &restorer.push(&std::mem::take(&mut chunk));
            }
        }
    }
    answer.push_str(&chunk);
    sent += &restorer.push(&chunk);
    sent += &restorer.finish();
    assert_eq!(sent, vault.restore(&answer));

    let key = [3; 32];
    let mut sealed = vault.seal(&key, "chat").expect("random numbers");
    if let Some((at, flip)) = case.flip.filter(|(_, flip)| *flip != 0) {
        let at = usize::from(at) % sealed.len();
        sealed[at] ^= flip;
        assert!(Vault::new().open(&sealed, &key, "chat").is_err());
    } else {
        let opened = Arc::new(Vault::new().open(&sealed, &key, "chat").expect("as it was"));
        assert_eq!(opened.restore(&answer), sent);
    }
    // Anything may be handed in as a sealed vault.
    let _ = Vault::new().open(answer.as_bytes(), &key, "chat");
});

fn written(placeholder: &str, way: u8) -> String {
    let inside = placeholder.trim_matches(['[', ']']);
    match way % 8 {
        0 => placeholder.to_lowercase(),
        1 => format!("[ {inside} ]"),
        2 => placeholder.replace('_', "\\_"),
        3 => placeholder.replace('_', "\n"),
        4 => format!("\\u005b{inside}\\u005d"),
        5 => format!("&#91;{inside}&#93;"),
        6 => inside.to_owned(),
        _ => placeholder.to_owned(),
    }
}
