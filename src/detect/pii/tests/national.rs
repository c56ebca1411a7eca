//! The numbers of countries.

use super::*;

fn states() -> Pii {
    Pii::redact().countries(["us"])
}

#[track_caller]
fn assert_us(text: &str, expected: &[(&str, &str)]) {
    let findings = whole(&states(), text);
    assert_eq!(found(&findings, text), expected, "{text:?}");
}

#[test]
fn a_number_is_found_near_its_word_and_not_without() {
    assert_us("My passport number is 912803456.", &[("us_passport", "912803456")]);
    assert_us("912803456 is the number of my passport", &[("us_passport", "912803456")]);
    assert_us("912803456", &[]);
    // The word is too far, or something stands between that was replaced.
    let far = format!("passport {} 912803456", "x ".repeat(40));
    assert_us(&far, &[]);
    assert_us("passport [EMAIL] 912803456", &[]);
    assert_us("passports: none. room 912803456789", &[]);
}

#[test]
fn trap_driver_licences() {
    // One letter and digits are anything without a word that says it.
    assert_us("order D1234567 of part A12345678", &[]);
    let findings = whole(&states(), "driver's license D1234567");
    assert_eq!(found(&findings, "driver's license D1234567"), [("us_driver_license", "D1234567")]);
}

#[test]
fn a_country_is_looked_for_only_where_it_is_named() {
    let text = "passport 912803456";
    assert_eq!(redacted(&Pii::redact(), text), text);
    assert_eq!(redacted(&Pii::redact().countries(["gb"]).without_rule("uk_passport"), text), text);
    assert_eq!(redacted(&Pii::redact().countries(["US"]), text), "passport [US_PASSPORT]");
    assert_eq!(redacted(&Pii::redact().countries(["us"]).without_rule("us_passport"), text), text);
    let one = Pii::redact().respond_to_rule("us_passport", Response::BLOCK);
    assert_eq!(whole(&one, text)[0].action(), Action::Block);
}

#[test]
fn a_likely_number_is_told_at_a_low_threshold_or_near_its_word() {
    let text = "911-70-1234";
    assert_us(text, &[]);
    assert_us("ITIN 911-70-1234", &[("us_itin", "911-70-1234")]);
    let low = states().threshold(Threshold::LOW);
    let findings = whole(&low, text);
    assert!(found(&findings, text).contains(&("us_itin", text)));
    assert!(findings[0].confidence().value() < 0.5);
}

#[test]
fn disguises_do_not_hide_a_number() {
    assert_us("passport ９１２８０３４５６", &[("us_passport", "９１２８０３４５６")]);
    assert_us("passport 9128\u{200b}03456", &[("us_passport", "9128\u{200b}03456")]);
    assert_us("Passport 912&#56;03456", &[("us_passport", "912&#56;03456")]);
}

#[test]
fn groups_of_any_size_are_read_behind_a_word() {
    assert_us("routing 0 2100002 1", &[("us_aba_routing", "0 2100002 1")]);
    assert_us("x 0 2100002 1", &[]);
    assert_us("routing 0 2100002 1 [CARD]", &[]);
}

#[test]
fn a_number_within_a_longer_one_is_none() {
    for text in [
        "passport 12-912803456-7",
        "passport 1.912803456",
        "passport x912803456y",
        "passport 912803456/9",
    ] {
        let findings = whole(&Pii::redact().countries(["us"]), text);
        let passports = findings.iter().filter(|finding| finding.rule() == "us_passport");
        assert_eq!(passports.count(), 0, "{text}");
    }
}

#[test]
fn every_rule_has_a_country_and_a_name() {
    for (id, name) in Pii::country_rules() {
        let country = id.split('_').next().unwrap_or_default();
        let country = if country == "uk" { "gb" } else { country };
        assert!(Pii::country_codes().any(|code| code == country), "{id}");
        assert!(!name.is_empty());
        assert!(PiiType::ALL.iter().all(|of_type| of_type.name() != id), "{id}");
    }
}

#[test]
fn words_of_other_scripts_speak_for_a_number() {
    for (country, text, rule, number) in [
        ("ru", "Мой ИНН 500100732259, спасибо", "ru_inn", "500100732259"),
        ("ru", "инн: 500100732259", "ru_inn", "500100732259"),
        ("ru", "Инн 500100732259", "ru_inn", "500100732259"),
        ("ru", "СНИЛС 11223344595", "ru_snils", "11223344595"),
        ("bg", "ЕГН 7523169263", "bg_egn", "7523169263"),
        ("gr", "ΑΦΜ: 094259216", "gr_vat", "094259216"),
        ("gr", "το αφμ μου είναι 094259216", "gr_vat", "094259216"),
        ("gr", "ΑΜΚΑ 01013099997", "gr_amka", "01013099997"),
        ("il", "ת.ז. 39337423", "il_national_id", "39337423"),
        ("il", "מספר זהות: 39337423", "il_national_id", "39337423"),
        ("th", "เลขประจำตัวประชาชน 3100600445635", "th_national_id", "3100600445635"),
        ("cn", "身份证号码：360426199101010071", "cn_resident_id", "360426199101010071"),
        ("kr", "주민등록번호는 9710139019902", "kr_rrn", "9710139019902"),
    ] {
        let findings = whole(&Pii::redact().countries([country]), text);
        assert_eq!(found(&findings, text), [(rule, number)], "{text}");
    }
}

#[test]
fn a_word_within_a_word_of_the_same_script_says_nothing() {
    for text in ["винница 500100732259", "ИННА 500100732259", "500100732259 длинная"]
    {
        let findings = whole(&Pii::redact().countries(["ru"]), text);
        assert_eq!(found(&findings, text), [], "{text}");
    }
}

#[test]
fn every_native_word_speaks_for_the_numbers_of_its_rules() {
    let numbers = Country::ALL.iter().flat_map(|country| numbers::of(*country));
    for number in numbers {
        let guard = Pii::redact().countries([number.country.code()]);
        let Some(sample) = number.sample(1) else { continue };
        for spelling in numbers::spellings(number.id) {
            let behind = format!("{sample} {}", spelling.text);
            // Less is read behind a number than before it.
            let behind = Some(behind).filter(|_| spelling.text.len() < context::AFTER);
            for text in [format!("{} {sample}.", spelling.text)].into_iter().chain(behind) {
                let findings = whole(&guard, &text);
                let mut said = findings.iter().flat_map(|finding| {
                    finding.alternatives().iter().copied().chain([finding.rule()])
                });
                assert!(said.any(|rule| rule == number.id), "{}: {text}", number.id);
            }
        }
    }
}

#[test]
fn no_disguise_hides_a_number_of_any_country() {
    let full_width = |c: char| match c {
        '0'..='9' => char::from_u32(0xff10 + u32::from(c) - 0x30).unwrap_or(c),
        _ => c,
    };
    let mut tried = 0;
    let numbers = Country::ALL.iter().flat_map(|country| numbers::of(*country));
    for number in numbers {
        let guard = Pii::redact().countries([number.country.code()]);
        let (Some(sample), Some(word)) = (number.sample(3), number.words.first()) else { continue };
        let tells = |written: &str| {
            let text = format!("{word} {written} ");
            let start = word.len() + 1;
            whole(&guard, &text).iter().any(|finding| {
                let mut said = finding.alternatives().iter().copied().chain([finding.rule()]);
                said.any(|rule| rule == number.id)
                    && finding.span() == crate::Span::new(start, start + written.len())
            })
        };
        if !tells(&sample) {
            continue;
        }
        tried += 1;
        let hidden: String = sample.chars().flat_map(|c| [c, '\u{200b}']).collect();
        assert!(tells(hidden.trim_end_matches('\u{200b}')), "{}: zero-width", number.id);
        let wide: String = sample.chars().map(full_width).collect();
        assert!(tells(&wide), "{}: {wide}", number.id);
    }
    assert!(tried > 300, "{tried} kinds are found near their word");
}
