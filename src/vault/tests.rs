//! The laws of the vault, under a pretend model that writes placeholders as models do.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::{MAX_VALUE, Vault, VaultError};
use crate::clock::{FakeClock, Timestamp};

/// A text in pieces, some of which are values.
#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Value(&'static str, String),
}

/// What comes back of the pieces, and what a model sees.
fn asked(vault: &Arc<Vault>, pieces: &[Piece]) -> (String, String) {
    let original: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Value(_, text) => text.as_str(),
        })
        .collect();
    let mut filling = vault.fill([original.as_str()]);
    let shown = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Value(label, value) => filling.placeholder(label, value).expect("there is room"),
    });
    let shown = shown.collect();
    assert!(filling.finish(vault).is_ok());
    (original, shown)
}

/// A placeholder as a model may write it.
fn rewritten(placeholder: &str, way: u8) -> String {
    let inside = placeholder.trim_matches(['[', ']']);
    let (head, tail) = inside.rsplit_once('_').expect("a placeholder has a low line");
    match way % 16 {
        0 => placeholder.to_owned(),
        1 => placeholder.to_lowercase(),
        2 => format!("[ {inside} ]"),
        3 => format!("[{head} {tail}]"),
        4 => format!("[{head}-{tail}]"),
        5 => placeholder.replace('_', "\\_"),
        6 => format!("\\[{}\\]", inside.replace('_', "\\_")),
        7 => format!("[{head}_\n{tail}]"),
        8 => format!("**{placeholder}**"),
        9 => format!("\"{placeholder}\"'s"),
        10 => format!("［{inside}］"),
        11 => format!("\\u005b{inside}\\u005d"),
        12 => format!("&#91;{inside}&#93;"),
        13 => format!("%5B{inside}%5D"),
        14 => format!("[**{inside}**]"),
        _ => format!("[{head}\n> {tail}]"),
    }
}

fn piece() -> impl Strategy<Value = Piece> {
    let value = prop_oneof![
        "[a-z]{1,8}@example\\.com",
        "[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}",
        "[0-9 ]{4,19}x",
        "\\PC{1,12}",
        "[\"\\\\\n<&>%]{1,4}",
    ];
    let label = prop::sample::select(&["EMAIL", "PERSON", "US_SSN", "straße 1"][..]);
    prop_oneof![
        2 => (label, value).prop_map(|(label, value)| Piece::Value(label, value)),
        2 => prop_oneof![
            "[a-zA-Z ,.\n]{0,20}",
            "\\PC{0,12}",
            "\\[[A-Z_]{0,8}[0-9]{0,3}\\]?",
            "[A-Z]{2,6}_[A-Z]{3}[0-9]{1,4}",
            "[\\[\\]_*`\\\\ &%#;\"{}]{0,8}",
        ].prop_map(Piece::Text),
    ]
}

fn chunked(text: &str, sizes: &[usize], mut each: impl FnMut(&str)) {
    let (mut rest, mut sizes) = (text, sizes.iter().cycle());
    while !rest.is_empty() {
        let mut size = sizes.next().copied().unwrap_or(1).clamp(1, rest.len());
        while !rest.is_char_boundary(size) {
            size += 1;
        }
        let (chunk, behind) = rest.split_at(size);
        each(chunk);
        rest = behind;
    }
}

fn streamed(vault: &Arc<Vault>, text: &str, sizes: &[usize]) -> String {
    let (mut restorer, mut out) = (vault.restorer(), String::new());
    chunked(text, sizes, |chunk| out += &restorer.push(chunk));
    out + &restorer.finish()
}

proptest! {
    #[test]
    fn restoring_is_the_exact_inverse(pieces in prop::collection::vec(piece(), 0..12)) {
        let vault = Arc::new(Vault::new());
        // Values that an earlier turn gave.
        let _ = asked(&vault, &[Piece::Value("EMAIL", "jo@example.com".to_owned())]);
        let (original, shown) = asked(&vault, &pieces);
        // In JSON a value is written as JSON has it.
        prop_assume!(!matches!(original.trim_start().as_bytes().first(), Some(b'{' | b'[')));
        prop_assume!(!matches!(shown.trim_start().as_bytes().get(..2), Some(b"[\"" | b"[{" | b"[ ")));
        prop_assert_eq!(vault.restore(&shown), original);
    }

    #[test]
    fn any_chunking_restores_the_same(
        pieces in prop::collection::vec((piece(), any::<u8>()), 0..12),
        sizes in prop::collection::vec(1_usize..40, 1..8),
        brackets in prop::sample::select(&["", "{\"a\": \"", "[{\"", "[ \"", "{ ", " ["][..]),
    ) {
        let vault = Arc::new(Vault::new());
        let mut text = brackets.to_owned();
        for (piece, way) in &pieces {
            match piece {
                Piece::Text(piece) => text += piece,
                Piece::Value(label, value) => {
                    let mut filling = vault.fill([]);
                    let placeholder = filling.placeholder(label, value).expect("there is room");
                    text += &rewritten(&placeholder, *way);
                }
            }
        }
        let whole = vault.restore(&text);
        prop_assert_eq!(streamed(&vault, &text, &sizes), whole.clone());
        prop_assert_eq!(streamed(&vault, &text, &[1]), whole);
    }

    #[test]
    fn what_a_model_makes_of_placeholders_is_restored(
        values in prop::collection::vec("[A-Za-z]{3,9} [A-Za-z]{3,9}", 1..6),
        ways in prop::collection::vec(any::<u8>(), 6),
        words in prop::collection::vec("[a-z ,.]{0,12}", 6),
    ) {
        let vault = Arc::new(Vault::new());
        let (mut answer, mut expected) = ("So: ".to_owned(), "So: ".to_owned());
        for ((value, way), words) in values.iter().zip(&ways).zip(&words) {
            let mut filling = vault.fill([value.as_str()]);
            let placeholder = filling.placeholder("PERSON", value).expect("there is room");
            drop(filling);
            answer += &format!(" {} {words}", rewritten(&placeholder, *way));
            let value = if way % 16 == 13 { value.replace(' ', "%20") } else { value.clone() };
            expected += &match way % 16 {
                8 => format!(" **{value}** {words}"),
                9 => format!(" \"{value}\"'s {words}"),
                _ => format!(" {value} {words}"),
            };
        }
        prop_assert_eq!(vault.restore(&answer), expected);
    }

    #[test]
    fn a_value_has_one_placeholder_and_different_values_have_different_ones(
        values in prop::collection::vec(("[A-C]{1,2}", "[ab]{1,3}"), 0..40),
    ) {
        let vault = Arc::new(Vault::new());
        let mut given = std::collections::BTreeMap::new();
        for (label, value) in &values {
            let mut filling = vault.fill([value.as_str()]);
            let placeholder = filling.placeholder(label, value).expect("there is room");
            let first = given.entry(value.clone()).or_insert_with(|| placeholder.clone());
            prop_assert_eq!(&*first, &placeholder);
        }
        let different: std::collections::BTreeSet<_> = given.values().collect();
        prop_assert_eq!(different.len(), given.len());
        prop_assert_eq!(vault.len(), given.len());
    }
}

fn placeholder(vault: &Vault, text: &str, value: &str) -> String {
    vault.fill([text]).placeholder("EMAIL", value).expect("there is room")
}

/// llm-guard#82.
#[test]
fn trap_vault_placeholders_collide() {
    let vault = Arc::new(Vault::new());
    let first = placeholder(&vault, "a", "a");
    // The user's text has what the next placeholder would be, and it stays the user's.
    for theirs in [first.replace('1', "2"), first.replace('1', "2").to_lowercase()] {
        let text = format!("b {theirs}");
        let second = placeholder(&vault, &text, "b");
        assert_ne!(second.to_lowercase(), theirs.to_lowercase());
        assert_eq!(vault.restore(&format!("{second} {theirs}")), format!("b {theirs}"));
        vault.clear();
    }
    // Nor is it given out later.
    for number in 0..20 {
        let value = format!("value {number}");
        assert_ne!(placeholder(&vault, &value, &value), first.replace('1', "2"));
    }
}

#[test]
fn a_text_with_every_tag_refuses_itself_and_nothing_else() {
    let vault = Arc::new(Vault::new());
    let all: String = (0..super::name::Tag::COUNT)
        .map(|number| format!("{}1 ", super::name::Tag::at(number).as_str()))
        .collect();
    let mut filling = vault.fill([all.as_str()]);
    assert_eq!(filling.placeholder("EMAIL", "a"), None);
    assert!(filling.finish(&vault).is_err());
    let given = placeholder(&vault, "a", "a");
    assert_eq!(vault.restore(&given), "a");
}

/// presidio#1151.
#[test]
fn trap_restoring_is_not_the_identity() {
    let vault = Arc::new(Vault::new());
    let values = ["Jane", "Jane ", "jane", "Jane Doe", "Doe", "e"];
    let pieces = values.map(|value| Piece::Value("PERSON", value.to_owned()));
    let (original, shown) = asked(&vault, &pieces);
    assert_eq!(vault.restore(&shown), original);
    assert_eq!(vault.len(), values.len());
}

#[test]
fn numbers_stay_short() {
    let vault = Arc::new(Vault::new().max_values(30_000));
    let mut given = std::collections::BTreeSet::new();
    for number in 0..10_050 {
        let value = format!("value {number}");
        let placeholder = placeholder(&vault, "", &value);
        assert!(placeholder.len() <= "[EMAIL_KQZ9999]".len());
        assert_eq!(vault.restore(&placeholder), value);
        assert!(given.insert(placeholder));
    }
}

#[test]
fn what_was_never_given_out_stays() {
    let vault = Arc::new(Vault::new());
    let given = placeholder(&vault, "a", "a");
    for text in [given.replace('1', "2"), given.replace("EMAIL", "PERSON"), "[EMAIL_BCD1".into()] {
        assert_eq!(vault.restore(&text), text);
    }
}

#[test]
fn what_was_restored_is_not_looked_at_again() {
    let vault = Arc::new(Vault::new());
    let first = placeholder(&vault, "", "first");
    // An earlier placeholder within a value stays what it was there.
    let second = placeholder(&vault, &first, &first);
    assert_eq!(vault.restore(&second), first);
}

#[test]
fn values_are_written_as_their_place_asks() {
    let vault = Arc::new(Vault::new());
    let value = "O'Hara \"<Jo>\" & \\ 50%\n";
    let placeholder = placeholder(&vault, value, value);
    let inside = placeholder.trim_matches(['[', ']']);
    let json = "O'Hara \\\"<Jo>\\\" & \\\\ 50%\\n";
    for (text, becomes) in [
        (placeholder.clone(), value.to_owned()),
        (format!("{{\"to\": \"{placeholder}\"}}"), format!("{{\"to\": \"{json}\"}}")),
        (format!(" [{{\"to\": \"{placeholder}\"}}]"), format!(" [{{\"to\": \"{json}\"}}]")),
        (format!("[\"{inside}\"]"), format!("[\"{json}\"]")),
        (format!("\\u005b{inside}\\u005d"), json.to_owned()),
        (
            format!("<p>&#91;{inside}&#93;</p>"),
            "<p>O&#39;Hara &quot;&lt;Jo&gt;&quot; &amp; \\ 50%\n</p>".to_owned(),
        ),
        (
            format!("https://example.com/?q=%5B{inside}%5D"),
            "https://example.com/?q=O%27Hara%20%22%3CJo%3E%22%20%26%20%5C%2050%25%0A".to_owned(),
        ),
    ] {
        assert_eq!(vault.restore(&text), becomes, "{text}");
    }
    let arguments = super::Pseudonyms { lexicon: vault.lexicon(), vault: Arc::clone(&vault) };
    let restored = arguments.restore(&placeholder, super::Setting::Json);
    assert_eq!(restored, json, "the arguments of a tool call are JSON from the start");
}

#[test]
fn values_are_bounded_by_number_length_and_age() {
    let clock = Arc::new(FakeClock::at(Timestamp::from_millis(0)));
    let vault = Vault::new().max_values(2).max_age(Duration::from_secs(10));
    let vault = Arc::new(vault.with_clock(Arc::clone(&clock)));
    let first = placeholder(&vault, "", "a");
    clock.advance(Duration::from_secs(8));
    let second = placeholder(&vault, "", "b");
    let mut filling = vault.fill([""]);
    assert_eq!(filling.placeholder("EMAIL", "c"), None);
    assert_eq!(filling.placeholder("EMAIL", "a"), Some(first.clone()), "what is there, is");
    let full = VaultError::Full { values: 2, max_values: 2 };
    assert_eq!(filling.finish(&vault).err(), Some(full));
    clock.advance(Duration::from_secs(10));
    assert_eq!(vault.restore(&format!("{first} {second}")), "a b", "used at 8 s, and kept for 10");
    clock.advance(Duration::from_millis(1));
    assert_eq!(vault.restore(&format!("{first} {second}")), format!("{first} {second}"));
    assert_eq!(vault.len(), 0);
    let third = placeholder(&vault, "", "a");
    assert!(third != first && third != second, "a placeholder never stands for something else");
    let long = "x".repeat(MAX_VALUE + 1);
    assert_eq!(vault.fill([""]).placeholder("EMAIL", &long), None);
    assert!(vault.fill([""]).placeholder("EMAIL", &long[1..]).is_some());
}

#[test]
fn a_restorer_holds_little() {
    let vault = Arc::new(Vault::new());
    let given = placeholder(&vault, "", "a");
    let label = given.trim_start_matches('[').split('_').next().expect("a label");
    let filler = "_\n> ** \u{200b}".repeat(100);
    for text in [
        format!("[{filler}{label}"),
        "[".repeat(5_000),
        format!("[{label}{filler}"),
        "\\".repeat(5_000),
        "&#91;".repeat(1_000),
        format!("{label}_").repeat(1_000),
        "[EMAIL_".repeat(1_000),
    ] {
        let mut restorer = vault.restorer();
        for c in text.chars() {
            let _ = restorer.push(c.encode_utf8(&mut [0; 4]));
            assert!(restorer.held() <= super::read::MAX, "{} bytes are held", restorer.held());
        }
    }
    let mut restorer = vault.restorer();
    let prose = "Plain prose, as most answers are, is never held at all by its words. ";
    for c in prose.chars() {
        let _ = restorer.push(c.encode_utf8(&mut [0; 4]));
        assert!(restorer.held() <= 1, "{} bytes of prose are held", restorer.held());
    }
}
