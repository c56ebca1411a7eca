mod national;
mod universal;

use proptest::prelude::*;

use super::*;
use crate::detect::testing::{cut, found, outline, redacted, streamed, whole};
use crate::finding::Sink;
use crate::finding::{Action, Recipe, Severity};
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard};

/// What is found, by rule, each as it stands in a text.
const POSITIVES: &[(&str, &str)] = &[
    ("email", "foo@bar.com"),
    ("email", "first.last+tag@sub.example.co.uk"),
    ("email", "o'brien@example.ie"),
    ("email", "user@xn--80ak6aa92e.xn--p1ai"),
    ("email", "a@b.co"),
    ("email", "UPPER_case-99@Example.ORG"),
    ("email", "git@github.com"),
    ("card", "4111111111111111"),
    ("card", "4111 1111 1111 1111"),
    ("card", "4111-1111-1111-1111"),
    ("card", "378282246310005"),
    ("card", "3782 822463 10005"),
    ("card", "6011111111111117"),
    ("card", "3530111333300000"),
    ("card", "30569309025904"),
    ("card", "3056 930902 5904"),
    ("card", "6250946000000016"),
    ("card", "8171999927660000"),
    ("card", "2200770212727079"),
    ("card", "6759649826438453"),
    ("card", "501800000009"),
    ("us_ssn", "123-45-6789"),
    ("us_ssn", "856 45 6789"),
    ("iban", "DE89370400440532013000"),
    ("iban", "DE89 3704 0044 0532 0130 00"),
    ("iban", "gb82west12345698765432"),
    ("iban", "NO93 8601 1117 947"),
    ("iban", "MT84MALT011000012345MTLCAST001S"),
    ("iban", "FR14 2004 1010 0505 0001 3M02 606"),
    ("iban", "BJ66BJ0610100100144390000769"),
    ("ipv4", "8.8.4.4"),
    ("ipv4", "192.168.100.200"),
    ("ipv6", "2001:db8::1"),
    ("ipv6", "2001:db8:85a3::8a2e:370:7334"),
    ("ipv6", "2001:0DB8:85A3:0000:0000:8A2E:0370:7334"),
    ("ipv6", "fe80::a6db:30ff:fe98:e946"),
    ("ipv6", "64:ff9b::c000:221"),
    ("phone", "+14155552671"),
    ("phone", "+1 (415) 555-2671"),
    ("phone", "+49 (0)30 123456"),
    ("phone", "+44 20 7946 0958"),
    ("phone", "0049 30 123456"),
    ("phone", "+90.312.213.2965"),
    ("phone", "(415) 555-2671"),
    ("phone", "(415)555-2671"),
    ("phone", "415-555-2671"),
    ("phone", "415.555.2671"),
    ("phone", "415 555 2671"),
    ("phone", "415/555-2671"),
    ("phone", "1-800-555-2671"),
    ("phone", "415-555-2671x1234"),
    ("phone", "415-555-2671 ext. 12"),
    ("mac", "00:1A:2B:3C:4D:5E"),
    ("mac", "a9-c5-d4-9f-eb-d3"),
    ("mac", "0102.0304.05ab"),
    ("url", "https://www.example.com/a/b?c=d"),
    ("url_credentials", "postgres://jo:s3cret@db/x"),
    ("bitcoin", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    ("bitcoin", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
    ("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    ("ethereum", "0x683E07492fBDfDA84457C16546ac3f433BFaa128"),
    ("address", "12 Linden Drive"),
    ("address", "Lindenstrasse 12"),
    ("address", "Kerkstraat 12"),
    ("address", "Storgatan 5"),
    ("address", "Via Giuseppe Verdi 12"),
    ("address", "Calle de la Paz, 5"),
    ("address", "Rua Augusta 100"),
    ("address", "P.O. Box 101"),
    ("address", "Postfach 1234"),
];

/// What surrounds them without hiding them.
const AROUND: &[(&str, &str)] = &[
    ("", ""),
    ("Here: ", "."),
    ("write to ", ", please"),
    ("\"", "\""),
    ("'", "'"),
    ("<", ">"),
    ("(", ")"),
    ("[", "]"),
    ("**", "**"),
    ("_", "_"),
    ("key=", ";"),
    ("请联系", "谢谢"),
    ("«", "»!"),
    ("a\n", "\nb"),
    ("|", "|"),
    ("ж", "ж"),
];

const NEGATIVES: &[&str] = &[
    // Not addresses.
    "@handle and @other_handle",
    "user@host",
    "a@b..com",
    "foo@bar.c",
    "foo@-bar.com",
    "foo.@bar.com",
    "x @ example.co",
    // Not cards: wrong check digit, no issuer, timestamps, all the same, longer, inside words.
    "4111111111111112",
    "1700000000000 1700000000123 1700000000000000",
    "0000000000000000",
    "41111111111111111111",
    "v4111111111111111 94111111111111111",
    "0.4111111111111111",
    "ISBN 978-3-16-148410-0",
    // Not social security numbers.
    "000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000",
    "078-05-1120 219-09-9999",
    "123-45 6789 123456789 1-123-45-67890",
    // Not bank accounts.
    "DE89370400440532013001 DE8937040044053201300 De89370400440532013000",
    "XX89370400440532013000 DE89 37040044 0532013000",
    // Not addresses of machines that could be told apart.
    "127.0.0.1 0.0.0.0 255.255.255.255 ::1 :: 127.12.0.9",
    "1.2.3 1.2.3.4.5 256.1.1.1 01.2.3.4 v1.2.3.4",
    "12:34:56 and 10:30 and 1:2",
    "std::vec a::b foo::bar1 x[1::2] fe80::new",
    "43:51:43:a1:b5:fc:8b:b7:0a:3a:a9:b1:0f:66:73:a8 00:1A:2B:3C:4D",
    // Not telephone numbers.
    "2019-12-31 2019-2020 31.12.2019 12/31/2019 1-2-3",
    "$1,234,567.89 or 1.234.567,89 EUR",
    "1700000000 and 1700000000123",
    "115-555-2671 415-155-2671 911-555-2671",
    "+0 123 456 789 and +999 123456789",
    "555-2671",
    "f(415) g(2) 3 + 4155",
    "550e8400-e29b-41d4-a716-446655440000",
    // Not addresses.
    "via Email 12 and Via email 12 and Via 12 and 3 via Roma 5",
    "the Brigade 12, Plaza 5, po box 12 (small), Box 12",
];

fn guard() -> Pii {
    Pii::redact()
}

#[test]
fn positives_are_found_to_the_character_in_any_surroundings() {
    for (rule, positive) in POSITIVES {
        for (before, after) in AROUND {
            let text = format!("{before}{positive}{after}");
            let findings = whole(&guard(), &text);
            assert_eq!(found(&findings, &text), [(*rule, *positive)], "{text:?}");
        }
    }
}

#[test]
fn negatives_are_left_alone() {
    for text in NEGATIVES {
        let findings = whole(&guard(), text);
        assert_eq!(found(&findings, text), [], "{text:?}");
    }
}

#[track_caller]
fn assert_found(text: &str, expected: &[(&str, &str)]) {
    let findings = whole(&guard(), text);
    assert_eq!(found(&findings, text), expected, "{text:?}");
}

#[test]
fn trap_zero_width_space_inside_an_email() {
    assert_found("to foo\u{200b}@b\u{ad}ar.com!", &[("email", "foo\u{200b}@b\u{ad}ar.com")]);
}

#[test]
fn trap_full_width_email() {
    assert_found("ｆｏｏ＠ｂａｒ．ｃｏｍ", &[("email", "ｆｏｏ＠ｂａｒ．ｃｏｍ")]);
}

#[test]
fn trap_cyrillic_look_alikes_in_an_email() {
    assert_found("«fоо@bаr.соm»", &[("email", "fоо@bаr.соm")]);
}

#[test]
fn trap_digits_of_other_scripts_and_marks_in_numbers() {
    assert_found("٤١١١١١١١١١١١١١١١", &[("card", "٤١١١١١١١١١١١١١١١")]);
    assert_found("4\u{301}111 1111\u{a0}1111 1111", &[("card", "4\u{301}111 1111\u{a0}1111 1111")]);
    assert_found("123‑45–6789", &[("us_ssn", "123‑45–6789")]);
}

#[test]
fn trap_mastercard_2_series_and_19_digit_cards() {
    for card in ["2221000000000009", "2720998837779594", "4716989580001715211"] {
        assert_found(card, &[("card", card)]);
    }
    assert_found("8171999900000000021", &[("card", "8171999900000000021")]);
    assert_found("2220990000000007 2721000000000004", &[]);
}

#[test]
fn trap_unix_timestamp_as_card() {
    for start in ["17", "16", "15", "18"] {
        for end in 0..1_000 {
            let text = format!("at {start}00000000{end:03} ms, {start}00000000{end:06} us");
            assert_found(&text, &[]);
        }
    }
}

#[test]
fn trap_numbers_as_names() {
    assert_found("I bought 2 of 3, 100 000 in 1999, room 4155, order 12345678", &[]);
}

#[test]
fn trap_spaced_iban() {
    let iban = "DE89 3704 0044 0532 0130 00";
    assert_found("to DE89 3704 0044 0532 0130 00 by Friday", &[("iban", iban)]);
    assert_found("GB82 WEST 1234 5698 7654 32", &[("iban", "GB82 WEST 1234 5698 7654 32")]);
}

#[test]
fn trap_ipv6() {
    assert_found("to [2001:db8::1]:443,", &[("ipv6", "2001:db8::1")]);
    assert_found("addr:2001:db8::1.", &[("ipv6", "2001:db8::1")]);
    let mapped = "2001:db8::192.0.2.33";
    assert_found("2001:db8::192.0.2.33/64", &[("ipv6", mapped)]);
    assert_found("is ::ffff:c0a8:101,", &[("ipv6", "::ffff:c0a8:101")]);
    assert_found("fe80::7:8%eth0", &[("ipv6", "fe80::7:8%eth0")]);
}

#[test]
fn trap_second_occurrence() {
    let text = "a@b.co, a@b.co 4111111111111111 4111111111111111";
    assert_eq!(redacted(&guard(), text), "[EMAIL], [EMAIL] [CARD] [CARD]");
}

#[test]
fn a_port_and_a_full_stop_are_no_part_of_an_address() {
    let (link, address) = (("url", "http://8.8.4.4:8080/x"), ("ipv4", "8.8.4.4"));
    assert_found("http://8.8.4.4:8080/x 8.8.4.4.", &[link, address, address]);
}

#[test]
fn nine_digits_are_a_social_security_number_behind_a_key() {
    for before in ["SSN: ", "ssn=", "Social Security Number is ", "SSN #", "my ssn no. "] {
        assert_found(&format!("{before}123456789."), &[("us_ssn", "123456789")]);
    }
    for before in ["", "assn: ", "ssn of the man: ", "SSN [CARD] ", "ssn"] {
        assert_found(&format!("{before}123456789"), &[]);
    }
}

#[test]
fn a_key_makes_a_telephone_number_of_a_grouped_one() {
    for (text, number) in [
        ("My phone number is 9320 7126", "9320 7126"),
        ("Tel.: 030 1234567", "030 1234567"),
        ("fax (030) 123 45 67,", "(030) 123 45 67"),
        ("Mobile 06-24312407.", "06-24312407"),
    ] {
        assert_found(text, &[("phone", number)]);
    }
    assert_found("hotel 030 1234567, number 030 1234567", &[]);
}

#[test]
fn neighbours_are_found_each() {
    assert_eq!(
        redacted(&guard(), "a@b.co+14155552671(415) 555-2671DE89370400440532013000"),
        "[EMAIL][PHONE][PHONE][IBAN]"
    );
    assert_eq!(redacted(&guard(), "Visa4111111111111111EUR"), "Visa[CARD]EUR");
    assert_eq!(redacted(&guard(), "2001:db8::1DE89370400440532013000"), "[IBAN]");
    assert_eq!(redacted(&guard(), "4111111111111111 123-45-6789"), "[CARD] [SSN]");
    assert_eq!(redacted(&guard(), "4111111111111111-4111111111111111"), "[CARD]-[CARD]");
}

#[test]
fn types_are_chosen_and_answered_apart() {
    let text = "a@b.co 4111111111111111 8.8.4.4";
    let only = Pii::block().only([PiiType::Email, PiiType::Card]).without(PiiType::Email);
    let findings = whole(&only, text);
    assert_eq!(found(&findings, text), [("card", "4111111111111111")]);
    assert_eq!(findings[0].action(), Action::Block);
    assert_eq!(findings[0].severity(), Severity::High);
    let mask = Response::redact_as(Recipe::Mask { last: 4, label: "CARD".into() });
    let masked = Pii::redact().respond(PiiType::Card, mask).respond(PiiType::Ip, Response::FLAG);
    assert_eq!(redacted(&masked, text), "[EMAIL] XXXXXXXXXXXX1111 8.8.4.4");
}

#[test]
fn the_fingerprint_tells_options_apart_and_names_the_mistake() {
    let describe = |guard: &Pii| {
        let mut to = Fingerprint::new();
        InputGuard::describe(guard, &mut to);
        to
    };
    let all = [
        Pii::redact(),
        Pii::block(),
        Pii::redact().without(PiiType::Ip),
        Pii::redact().respond(PiiType::Ip, Response::redact_as(Recipe::label("ADDRESS"))),
        Pii::redact().countries(["us"]),
        Pii::redact().countries(["us"]).without_rule("us_ein"),
        Pii::redact().threshold(Threshold::HIGH),
    ];
    let prints: Vec<_> = all.iter().map(|guard| describe(guard).finish()).collect();
    for (index, print) in prints.iter().enumerate() {
        assert!(!prints[index + 1..].contains(print));
    }
    let labels = ["[EMAIL]", "[CARD]", "[SSN]", "[IBAN]", "[IP]", "[PHONE]"];
    assert_eq!(describe(&Pii::default()).replacements()[..6], labels);
    assert!(!describe(&Pii::default()).replacements().contains(&"[URL]".to_owned()));
    assert_eq!(describe(&Pii::redact().only([])).mistakes().len(), 1);
    assert_eq!(describe(&Pii::redact().countries(["us", "atlantis"])).mistakes().len(), 1);
    assert_eq!(describe(&Pii::redact().without_rule("us_number")).mistakes().len(), 1);
    assert_eq!(describe(&Pii::redact().threshold(Threshold::new(1.5))).mistakes().len(), 1);
    assert!(describe(&Pii::redact().countries(["all"])).mistakes().is_empty());
}

#[test]
fn prose_is_held_back_by_a_word_at_most() {
    let text = "The quick brown fox (see above) jumps over 3 lazy dogs: at 10:30, in 2019.  ";
    let mut scan = guard().begin(&Context::of_scope(crate::Scope::empty()));
    let (name, mut taken) = (Arc::from("pii"), crate::finding::Taken::default());
    for (end, c) in text.char_indices() {
        let watermark = scan.push(c.encode_utf8(&mut [0; 4]), &mut Sink::new(&name, &mut taken));
        let end = end + c.len_utf8();
        let held = end - watermark.expect("it can judge").0;
        let word = text[..end].bytes().rev().skip_while(|b| *b == b' ').count();
        let word =
            end - word + text[..end].trim_end().bytes().rev().take_while(|b| *b != b' ').count();
        // With a letter or digit before it that stands alone: more of them may follow.
        assert!(held <= word.max(1) + 2, "{held} held at {:?}", &text[..end]);
    }
}

#[test]
fn hostile_repetitions_are_read_in_linear_time() {
    for unit in ["1 ", "1:", "a@", "a.", "(1", "+1", "4111-", "::", "1.1.", "a@b.c.", "DE89 ", "@"]
    {
        let text = unit.repeat(40_000);
        let chunks = cut(&text, &[7]);
        assert_eq!(
            outline(&streamed(&guard(), chunks)),
            outline(&whole(&guard(), &text)),
            "{unit}"
        );
    }
}

/// What is found behind a word, or together with something else, and parts of it.
const MORE: &[&str] = &[
    "https://jo:s3cret@example.com/x",
    "example.com/a",
    "www.example.com",
    "http://",
    "://",
    "::1",
    "127.0.0.1",
    "fe80::7:8%eth0",
    "DEUTDEFF500",
    "FFFFFFFFFFFF",
    "490154203237518",
    "1HGBH41JXMN109186",
    "WVWZZZ1JZ3W386752",
    "12 March 1984",
    "March 12, 1984",
    "March ",
    "12.3.1984",
    "12 Linden Drive, Apt. 4, Boston, MA 02108",
    "Lindenstrasse 12, 10115 Berlin",
    "Lindenstrasse ",
    "12, rue de la Paix, 75002 Paris",
    "\"jo\"@example.com",
    "912803456",
    "123456782",
    "911-70-1234",
    "AB123456C",
    "AB 12 34 56 C",
    "943 476 5919",
    "1EG4-TE5-MK73",
    "D1234567",
    "030 1234567",
];

/// Pieces of what is looked for, and what may stand around and between.
fn glued() -> impl Strategy<Value = String> {
    let positives: Vec<String> = POSITIVES.iter().map(|(_, text)| (*text).to_owned()).collect();
    let fragment = prop::sample::select(positives.clone())
        .prop_flat_map(|text| (0..text.len(), Just(text)))
        .prop_map(|(cut, text)| {
            let (head, tail) = text.split_at(cut);
            if cut % 2 == 0 { head.to_owned() } else { tail.to_owned() }
        });
    let keys = [
        "SSN: ",
        "phone ",
        "tel:",
        "ssn",
        "number is ",
        "ext. 1",
        "x12",
        "IP: ",
        "BIC: ",
        "MAC: ",
        "IMEI ",
        "VIN ",
        "born ",
        "born on ",
        "passport ",
        "tax id ",
        " passport",
        " office",
        "IBAN: ",
    ];
    let separators = [
        "", "", " ", ".", "-", ":", "::", "@", "+", "(", ")", "[", "]", "_", "/", ", ", "\n", "漢",
        "ж", "\u{200b}", "\u{301}", "é", "[EMAIL]", "1", "00", "a", "xn--",
    ];
    let piece = prop_oneof![
        4 => prop::sample::select(positives),
        2 => prop::sample::select(MORE.to_vec()).prop_map(str::to_owned),
        3 => fragment,
        4 => prop::sample::select(separators.to_vec()).prop_map(str::to_owned),
        1 => prop::sample::select(keys.to_vec()).prop_map(str::to_owned),
        1 => "[0-9 .:+()@/-]{1,12}",
        1 => "[a-z0-9 @.]{1,70}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_cut_text_gives_the_findings_of_the_whole(
        text in glued(),
        sizes in prop::collection::vec(1_usize..12, 1..6),
    ) {
        let expected = outline(&whole(&guard(), &text));
        prop_assert_eq!(outline(&streamed(&guard(), cut(&text, &sizes))), expected.clone());
        prop_assert_eq!(outline(&streamed(&guard(), [&*text])), expected);
    }

    #[test]
    fn the_numbers_of_all_countries_are_found_however_a_text_is_cut(
        text in glued(),
        sizes in prop::collection::vec(1_usize..12, 1..6),
    ) {
        let guard = guard().countries(["all"]).threshold(Threshold::LOW);
        let expected = outline(&whole(&guard, &text));
        prop_assert_eq!(outline(&streamed(&guard, cut(&text, &sizes))), expected.clone());
        prop_assert_eq!(outline(&streamed(&guard, [&*text])), expected);
    }

    #[test]
    fn a_redacted_text_has_nothing_more_to_redact(text in glued()) {
        for guard in [guard(), guard().countries(["all"]).threshold(Threshold::LOW)] {
            let guard = guard.respond(PiiType::Url, Response::REDACT);
            let once = redacted(&guard, &text);
            let again = whole(&guard, &once);
            prop_assert!(again.is_empty(), "{:?} in {:?} of {:?}", again, once, text);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), sizes in prop::collection::vec(1_usize..9, 1..4)) {
        let expected = outline(&whole(&guard(), &text));
        prop_assert_eq!(outline(&streamed(&guard(), cut(&text, &sizes))), expected);
    }
}

#[test]
fn a_candidate_that_waits_does_not_hide_the_beginning_of_a_later_one() {
    // The number behind the letter waits for its extension, the address begins with the letter.
    let text = "tel:(0@ 0@0\u{e9}001:db8::1";
    for size in 1..8 {
        let findings = streamed(&guard(), cut(text, &[size]));
        assert_eq!(outline(&findings), outline(&whole(&guard(), text)));
    }
}

#[test]
fn an_address_with_too_many_groups_is_found_as_far_as_it_is_one() {
    for text in [
        "2001:db8::1B8:85A3:0000:0000:8A2E:0370:7334user@example.com",
        "2001:db8::185a3::8a2e:370:7334",
    ] {
        let once = redacted(&guard(), text);
        assert_eq!(redacted(&guard(), &once), once);
        assert!(once.starts_with("[IP]"), "{once}");
    }
}
