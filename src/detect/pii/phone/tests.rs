use proptest::prelude::*;

use super::*;
use crate::detect::pii::Pii;
use crate::detect::testing::{cut, found, outline, redacted, streamed, whole};
use crate::input::InputGuard;
use plans::can_be;

/// Numbers as people of a country write them. Sources: examples of libphonenumber's metadata
/// (Apache-2.0), and the forms of each country's regulator.
const NATIONAL: &[(&str, &str)] = &[
    ("DE", "030 901820"),
    ("DE", "030/901820"),
    ("DE", "(030) 901820"),
    ("DE", "089 - 1234567"),
    ("DE", "030 901820-12"),
    ("DE", "0171 2345678"),
    ("DE", "01712345678"),
    ("GB", "020 7946 0958"),
    ("GB", "(020) 7946 0958"),
    ("GB", "07400 123456"),
    ("GB", "0121 234 5678"),
    ("FR", "01 23 45 67 89"),
    ("FR", "06.12.34.56.78"),
    ("FR", "0612345678"),
    ("ES", "612 34 56 78"),
    ("ES", "612 345 678"),
    ("ES", "91 123 45 67"),
    ("IT", "02 1234 5678"),
    ("IT", "312 345 6789"),
    ("NL", "010 123 4567"),
    ("NL", "06 12345678"),
    ("PL", "12 345 67 89"),
    ("PL", "512 345 678"),
    ("CH", "021 234 56 78"),
    ("AT", "01 234567890"),
    ("NO", "21 23 45 67"),
    ("NO", "406 12 345"),
    ("DK", "34 41 23 45"),
    ("SE", "08-12 34 56"),
    ("PT", "912 345 678"),
    ("CZ", "212 345 678"),
    ("US", "(201) 555-0123"),
    ("US", "201-555-0123"),
    ("US", "1-201-555-0123"),
    ("CA", "506-234-5678"),
    ("AU", "(02) 1234 5678"),
    ("AU", "0412 345 678"),
    ("JP", "03-1234-5678"),
    ("JP", "090-1234-5678"),
    ("KR", "02-212-3456"),
    ("CN", "010 1234 5678"),
    ("IN", "074104 10123"),
    ("BR", "(11) 2345-6789"),
    ("BR", "(11) 96123-4567"),
    ("MX", "200 123 4567"),
    ("RU", "8 (912) 345-67-89"),
    ("SG", "6123 4567"),
    ("HK", "2123 4567"),
    ("ZA", "071 123 4567"),
    ("JE", "01534 456789"),
    ("KZ", "8 (71234) 5 67 89"),
    ("BY", "8 0152 45-09-11"),
    ("TR", "0501 234 56 78"),
];

/// What is no number, for a guard that looks at all those countries.
const NEGATIVES: &[&str] = &[
    "01.02.2024 02.03.2024 14:30 03.02.2024 12.30 2.03.2024 30.12.2023",
    "2024-01-02 2019-2020 2019 2020 12/05/2024 05-12-2024 06 12 2024",
    "0.9018203 0.30.901820 1.612.345.678 612.345.678",
    "ISBN 0-306-40615-2 and 978-0-306-40615-7",
    "612345678 2015550123 912345678",
    "#030901820 $030901820 a030901820",
    "4 030 901820 and 030 901820-[X] or [X] 030 901820",
    "612 345 678 901 234 567",
    "1700000000 1700000000123 20240102 0304",
    "192.168.010.020 v030.901.820 a030901820b",
    "09 / 11 / 2000 01 : 31 and 5825 - 3719 - 0357 - 1568",
    "08 2004 2002 and 0614842809561657",
    "goals is 0 3 3 1 1 0 0 8 2\n\n",
    "06 / 26 / 00 03 : 33 and 04 / 10 04 / 14 and 01 / 01 - 01 / 31 and 05 / 763638",
    "0435 1409 and 0435 656 and 078 - 15631 - 102 and 012-88494-202 and 028-27099-02-002",
    "078-05-1120 01001-99998 021234568 734 000 000",
    "030",
    "007 0815 4711",
];

fn of(regions: &[&str]) -> Pii {
    Pii::redact().phones(Phones::metadata().regions(regions))
}

fn everywhere() -> Pii {
    let mut regions: Vec<&str> = NATIONAL.iter().map(|(region, _)| *region).collect();
    regions.dedup();
    of(&regions)
}

fn phones(guard: &Pii, text: &str) -> Vec<String> {
    let findings = whole(guard, text);
    let phones = findings.iter().filter(|finding| finding.rule() == "phone");
    phones.filter_map(|finding| finding.span().of(text)).map(str::to_owned).collect()
}

#[test]
fn numbers_are_found_as_they_are_written_at_home() {
    let mut missed = Vec::new();
    for (region, number) in NATIONAL {
        let guard = of(&[region]);
        for (before, after) in
            [("", ""), ("ring ", " please"), ("(", ")"), ("a,", "."), ("请", "谢")]
        {
            let text = format!("{before}{number}{after}");
            let found = phones(&guard, &text);
            if found != [*number] {
                missed.push((region, text, found));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn numbers_of_countries_that_nobody_chose_are_left_alone() {
    for guard in [Pii::redact(), of(&[]), Pii::redact().countries(["all"]), of(&["LU"])] {
        assert_eq!(phones(&guard, "030 901820, 06 12 34 56 78, 612 345 678"), [""; 0]);
    }
}

#[test]
fn what_is_no_number_is_left_alone() {
    let guard = everywhere();
    let found = NEGATIVES.iter().map(|text| (text, phones(&guard, text)));
    let wrong: Vec<_> = found.filter(|(_, found)| !found.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn numbers_that_nobody_can_have_are_no_telephone_numbers() {
    let guard = Pii::redact().phones(Phones::metadata());
    let mut wrong = Vec::new();
    for (number, can_be) in [
        ("+49 30 901820", true),
        ("+44 (0)20 7946 0958", true),
        ("+44 020 7946 0958", true),
        ("0044 20 7946 0958", true),
        ("+1 201 555 0123", true),
        ("+1 111 111 1111", false),
        ("+44 1 234 567", false),
        ("+33 0000 00000", false),
        ("+354 123 4567", false),
        ("201-555-0123", true),
        ("(999) 555-0123", false),
        ("+800 1234 5678", true),
    ] {
        let found = phones(&guard, number);
        if found.len() != usize::from(can_be) {
            wrong.push((number, found));
        }
        // A word for it is enough.
        for text in [format!("Phone: {number}"), format!("{number} office")] {
            let named = phones(&guard, &text);
            if named != [number] {
                wrong.push((number, named));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn countries_of_the_guard_are_those_of_its_numbers_unless_others_are_chosen() {
    let text = "030 901820 and 612 345 678";
    let metadata = Phones::metadata;
    for guard in [
        Pii::redact().countries(["de"]).phones(metadata()),
        Pii::redact().phones(metadata()).countries(["de"]),
    ] {
        assert_eq!(phones(&guard, text), ["030 901820"]);
        let chosen = Pii::redact().countries(["de"]).phones(metadata().regions(["ES"]));
        assert_eq!(phones(&chosen, text), ["612 345 678"]);
    }
}

#[test]
fn disguises_hide_no_national_number() {
    for (text, number) in [
        ("０３０ ９０１８２０!", "０３０ ９０１８２０"),
        ("03\u{200b}0 90\u{ad}1820!", "03\u{200b}0 90\u{ad}1820"),
        ("030\u{a0}901820 ", "030\u{a0}901820"),
        ("٠٣٠ ٩٠١٨٢٠", "٠٣٠ ٩٠١٨٢٠"),
    ] {
        assert_eq!(phones(&of(&["DE"]), text), [number]);
    }
}

#[test]
fn an_extension_belongs_to_a_national_number() {
    assert_eq!(phones(&of(&["GB"]), "020 7946 0958 ext. 12"), ["020 7946 0958 ext. 12"]);
}

#[test]
fn short_numbers_are_found_behind_a_word_for_them() {
    assert_eq!(phones(&of(&["FK"]), "Phone: 31234, 31234"), ["31234"]);
    assert_eq!(phones(&of(&["DE"]), "phone 99 of 1234"), [""; 0]);
}

#[test]
fn mistakes_in_regions_are_told() {
    for (guard, count) in [
        (of(&["de", "UK"]), 0),
        (of(&["atlantis"]), 1),
        (of(&["001"]), 1),
        (Pii::redact().phones(Phones::pattern().regions(["DE"])), 1),
    ] {
        let mut to = Fingerprint::new();
        guard.describe(&mut to);
        assert_eq!(to.mistakes().len(), count);
    }
}

#[test]
fn every_plan_can_be_asked() {
    // Each pattern compiles, and takes the example of its own kind.
    let mut refused = Vec::new();
    for metadata in phonenumber::metadata::DATABASE.iter() {
        let code = metadata.country_code().to_string();
        let kinds = [metadata.descriptors().fixed_line(), metadata.descriptors().mobile()];
        for example in kinds.into_iter().flatten().filter_map(|kind| kind.example()) {
            if !can_be(code.as_bytes(), example.as_bytes()) {
                refused.push((code.clone(), example));
            }
        }
    }
    assert!(refused.is_empty(), "{refused:?}");
    assert!(!can_be(b"999", b"12345678") && !can_be(b"", b"") && !can_be(b"49", b""));
}

fn text() -> impl Strategy<Value = String> {
    let number = prop::sample::select(NATIONAL).prop_map(|(_, number)| number.to_owned());
    let negative = prop::sample::select(NEGATIVES).prop_map(str::to_owned);
    let piece = prop_oneof![
        4 => number,
        1 => negative,
        3 => "[0-9]{1,5}[ ./()+-]{1,2}",
        2 => "[ a,.:(\\[\\]/-]{1,3}",
        1 => Just("phone: ".to_owned()),
        1 => Just("[PHONE]".to_owned()),
        1 => Just("4111 1111 1111 1111".to_owned()),
        1 => Just("+49 30 901820".to_owned()),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_stream_finds_what_the_whole_has(text in text(), sizes in prop::collection::vec(1_usize..9, 1..5)) {
        let guard = everywhere();
        let parts = streamed(&guard, cut(&text, &sizes));
        prop_assert_eq!(outline(&parts), outline(&whole(&guard, &text)));
    }

    #[test]
    fn a_redacted_text_has_nothing_more(text in text()) {
        let guard = everywhere();
        let once = redacted(&guard, &text);
        prop_assert_eq!(redacted(&guard, &once), once);
    }
}

#[test]
fn trap_what_is_found_is_what_stands_there() {
    let text = "ring 030 901820.";
    assert_eq!(found(&whole(&of(&["DE"]), text), text), [("phone", "030 901820")]);
}
