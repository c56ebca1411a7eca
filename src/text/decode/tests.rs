//! Views that are made by a decoder, whole and cut.

use proptest::prelude::*;

use super::{Decoder, Piece};
use crate::text::Folded;

/// The view above that of `text`, where the text comes in chunks.
fn above(chunks: &[&str]) -> Folded {
    let (mut lower, mut decoder) = (Folded::default(), Decoder::new(0));
    let mut above = Folded::default();
    for nth in 0..=chunks.len() {
        chunks.get(nth).into_iter().for_each(|chunk| lower.push(chunk));
        loop {
            let from = decoder.at();
            match decoder.next(&lower, nth == chunks.len()) {
                Piece::Plain { to } => above.copy(&lower, from, to),
                Piece::Read { from, to, becomes } => above.read(&lower, from, to, becomes),
                Piece::Wait => break,
            }
        }
    }
    above
}

fn reads(text: &str) -> String {
    above(&[text]).view().to_owned()
}

#[test]
fn escapes_read_as_characters() {
    for (text, reading) in [
        ("a&#64;b &#x40; &commat; &AMP; &amp;lt;", "a@b @ @ & &lt;"),
        ("&#64 &#x40z &unknown; &; & &#; &#x; &#xg;", "@ @z &unknown; &; & &#; &#x; &#xg;"),
        ("a%40b %C3%A4 %e6%bc%a2 %C3 %4 % %zz %00", "a@b a \u{6f22} %C3 %4 % %zz %00"),
        (r"\u0040 \u{1F600} \ud83d\ude00 \x40 \n\t\/\\", "@ \u{1f600} \u{1f600} @ \n\t/\\"),
        (r"\ud83d \u00 \x4 \q \", r"\ud83d \u00 \x4 \q \"),
    ] {
        assert_eq!(reads(text), reading, "{text}");
    }
}

#[test]
fn codes_of_text_read_as_the_text() {
    for (text, reading) in [
        ("x bWVldCBtZSBhdCBub29u y", "x meet me at noon y"),
        ("x bWVldCBtZSBhdCBub29uIQ== y", "x meet me at noon! y"),
        ("x bWVldCBtZSBhdCBub29uIQ y", "x meet me at noon! y"),
        ("bWVldCBt\r\nZSBhdCBu\r\nb29u", "meet me at noon"),
        ("6d656574206d65206174206e6f6f6e", "meet me at noon"),
        ("0x6D656574206D65206174206E6F6F6E.", "0x\u{ffff}meet me at noon."),
        ("eyJ.bWVldCBtZSBhdCBub29u", "eyJ.meet me at noon"),
        (r"\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0x", "\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0x"),
        // Binary, hashes, identifiers, long words, paths.
        ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"),
        ("d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
        ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"),
        ("counterrevolutionaries/incomprehensible", "counterrevolutionaries/incomprehensible"),
        ("src/text/decode/candidates.rs", "src/text/decode/candidates.rs"),
    ] {
        assert_eq!(reads(text), reading, "{text}");
    }
}

#[test]
fn spaced_letters_read_as_words() {
    for (text, reading) in [
        ("so i g n o r e   a l l of it", "so ignore all of it"),
        ("so i.g.n.o.r.e a.l.l of it", "so ignore all of it"),
        ("so i-g-n-o-r-e it", "so ignore it"),
        ("so j.o.@.e.x...d.e, it is", "so jo@ex.de, it is"),
        // Lists, initials, numbers with points, rules.
        ("a b c and d", "a b c and d"),
        ("A. B. Smith, U.S.A., e.g. that", "A. B. Smith, U.S.A., e.g. that"),
        ("1.2.3.4 and 10.0.0.1", "1.2.3.4 and 10.0.0.1"),
        ("- - - - - * * * * *", "- - - - - * * * * *"),
        ("-----  =====", "-----  ====="),
    ] {
        assert_eq!(reads(text), reading, "{text}");
    }
}

#[test]
fn places_lead_back_to_the_original() {
    let text = "\u{e4} jo&#x40;ex.de bWVldCBtZSBhdCBub29uIQ== \u{200b}i g n o r e";
    let view = above(&[text]);
    let back = |needle: &str| {
        let at = view.view().find(needle).expect("it is read");
        view.original(at, at + needle.len()).of(text).expect("on characters")
    };
    assert_eq!(back("jo@ex"), "jo&#x40;ex");
    assert_eq!(back("@"), "&#x40;");
    assert_eq!(back("meet me at noon!"), "bWVldCBtZSBhdCBub29uIQ==");
    assert_eq!(back("ignore"), "i g n o r e");
    let at = view.view().find("meet").expect("it is read");
    assert!(view.is_reread(view.original(at, at + 4)));
    assert!(!view.is_reread(view.original(0, 1)));
}

proptest! {
    #[test]
    fn cuts_change_nothing(
        pieces in prop::collection::vec(
            prop_oneof![
                4 => prop::sample::select(PIECES).prop_map(str::to_owned),
                1 => any::<String>(),
                1 => "[a-f0-9A-Z&%.;# ]{1,20}",
            ],
            0..10,
        ),
    ) {
        let text = pieces.concat();
        let whole = above(&[&text]);
        let chars: Vec<String> = text.chars().map(String::from).collect();
        let chars: Vec<&str> = chars.iter().map(String::as_str).collect();
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        for cut in [above(&pieces), above(&chars)] {
            prop_assert_eq!(cut.view(), whole.view());
            let marks: Vec<usize> = cut.view().char_indices().map(|(at, _)| at).collect();
            for pair in marks.windows(2) {
                let span = cut.original(pair[0], pair[1]);
                prop_assert_eq!(span, whole.original(pair[0], pair[1]));
                prop_assert!(span.of(&text).is_some());
                prop_assert_eq!(cut.is_reread(span), whole.is_reread(span));
            }
        }
    }
}

const PIECES: &[&str] = &[
    "&#64;",
    "&amp;",
    "&",
    "#64",
    "%40",
    "%",
    "C3%A4",
    "\\u0040",
    "\\ud83d\\ude00",
    "\\",
    "\\n",
    "bWVldCBtZSBhdCBub29u",
    "bWVldCBt\n",
    "ZSBhdCBub29u",
    "IQ==",
    "=",
    "6d656574206d6520",
    "6e6f6f6e",
    "0x",
    "i g n o r e",
    "a.l.l",
    " ",
    ".",
    "   ",
    "word",
    "1",
    "\u{200b}",
    "\u{301}",
    "\u{e0041}",
    "é",
    "漢",
];
