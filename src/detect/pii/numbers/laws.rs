//! What holds of every number in the tables.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::sample::{Dice, compact, fill, has_form};
use super::{Country, Evidence, Number, of};
use crate::text::Folded;

fn all() -> impl Iterator<Item = &'static Number> {
    Country::ALL.iter().flat_map(|country| of(*country))
}

#[test]
fn tables_say_what_their_contract_says() {
    for number in all() {
        let Number { id, label, forms, words, .. } = number;
        let code = match number.country.code() {
            "gb" => "uk",
            code => code,
        };
        assert!(id.starts_with(&format!("{code}_")), "{id}");
        let is_id = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        assert!(id.bytes().all(is_id) && label.starts_with(&code.to_uppercase()), "{id} {label}");
        assert!(label.bytes().all(|byte| is_id(byte.to_ascii_lowercase())), "{label}");
        assert!(!number.name.is_empty() && !forms.is_empty() && !words.is_empty(), "{id}");
        for form in *forms {
            assert!(form.is_ascii() && form.len() <= 32 && form.contains('d'), "{id}: {form}");
            assert!(!form.starts_with('~') && !form.ends_with('~'), "{id}: {form}");
        }
        let unlike: BTreeSet<_> = forms.iter().collect();
        assert_eq!(unlike.len(), forms.len(), "{id}: a form twice in {forms:?}");
        let unlike: BTreeSet<_> = words.iter().collect();
        assert_eq!(unlike.len(), words.len(), "{id}: a word twice in {words:?}");
        for word in *words {
            let plain = Folded::of(word).view().eq_ignore_ascii_case(word)
                && !word.bytes().any(|byte| byte.is_ascii_uppercase());
            assert!(plain && word.trim() == *word && word.len() > 1, "{id}: {word}");
        }
    }
}

#[test]
fn countries_are_in_order_and_read_by_their_code() {
    assert!(Country::ALL.windows(2).all(|pair| pair[0].code() < pair[1].code()));
    for country in Country::ALL {
        assert_eq!(Country::parse(&country.code().to_uppercase()), Some(*country));
        assert!(!of(*country).is_empty() && of(*country).iter().all(|n| n.country == *country));
        assert!(country.name().starts_with(|first: char| first.is_ascii_uppercase()));
    }
    assert_eq!(Country::parse("uk"), Country::parse("gb"));
    assert!(Country::parse("").is_none() && Country::parse("zz").is_none());
}

#[test]
fn every_number_has_samples_that_are_found_again() {
    for number in all() {
        for seed in 0..2 {
            let sample = number.sample(seed).unwrap_or_else(|| panic!("{}: none", number.id));
            assert_eq!(number.sample(seed).as_ref(), Some(&sample));
            assert!(number.forms.iter().any(|form| has_form(form, sample.as_bytes())), "{sample}");
            assert!((number.check)(&compact(sample.as_bytes())), "{}: {sample}", number.id);
        }
    }
}

/// An order number or a time in milliseconds should not be taken for somebody's number.
#[test]
fn plain_digits_that_are_found_alone_seldom_pass_by_chance() {
    const TRIES: usize = 20_000;
    for number in all().filter(|number| number.evidence == Evidence::Alone) {
        let plain = |form: &&&str| form.bytes().all(|place| matches!(place, b'd' | b'~'));
        for form in number.forms.iter().filter(plain) {
            let mut dice = Dice(11);
            let passes =
                (0..TRIES).filter(|_| (number.check)(&compact(&fill(form, &mut dice)))).count();
            assert!(passes < TRIES / 500, "{} {form}: {passes} of {TRIES}", number.id);
        }
    }
}

/// Where a time in seconds, milliseconds or microseconds stands, nobody's number does.
#[test]
fn trap_times_are_not_found_alone() {
    const TRIES: usize = 20_000;
    let is_plain = |form: &str| form.bytes().all(|place| matches!(place, b'd' | b'~'));
    let length = |form: &str| form.bytes().filter(|place| *place == b'd').count();
    for number in all().filter(|number| number.evidence == Evidence::Alone) {
        for (digits, unit) in [(10, 1), (13, 1_000), (16, 1_000_000)] {
            if !number.forms.iter().any(|form| is_plain(form) && length(form) == digits) {
                continue;
            }
            let mut dice = Dice(digits as u64);
            // From 2020 to 2035.
            let mut time = || 1_577_836_800 * unit + dice.below(473_385_600 * unit);
            let found = (0..TRIES).filter(|_| (number.check)(time().to_string().as_bytes()));
            let found = found.count();
            assert!(found < TRIES / 200, "{}: {found} of {TRIES}", number.id);
        }
    }
}

/// Numbers of licences are but some digits and letters.
#[test]
fn trap_driver_licences_take_a_word() {
    let licences = all().filter(|number| number.id.contains("driv"));
    // The British number tells the day of birth.
    let mut licences = licences.filter(|number| number.id != "uk_driving_license");
    assert!(licences.all(|number| number.evidence == Evidence::Context));
}

/// Numbers in which each digit that is not the right one is found, by the arithmetic of their
/// check: a prime modulus above all weights and digits, Luhn, weights that are units of ten.
const FINDS_A_WRONG_DIGIT: &[&str] = &[
    "at_tax_number",
    "au_abn",
    "au_tfn",
    "be_id_card",
    "bg_pnf",
    "by_unp",
    "ca_sin",
    "ch_social_security",
    "ch_uid",
    "cl_rut",
    "cn_uscc",
    "de_health_insurance",
    "de_tax_id",
    "de_vat",
    "dk_vat",
    "ee_vat",
    "es_dni",
    "es_nie",
    "fi_company",
    "fi_hetu",
    "fr_siren",
    "fr_tax_id",
    "gr_amka",
    "hk_id_card",
    "hr_oib",
    "hu_taj",
    "ie_pps",
    "il_national_id",
    "in_aadhaar",
    "in_aadhaar_vid",
    "in_gstin",
    "in_voter_id",
    "it_fiscal_code",
    "it_vat",
    "lu_matricule",
    "lu_vat",
    "ma_ice",
    "md_idno",
    "mt_vat",
    "mu_nid",
    "mx_clabe",
    "mx_nss",
    "nl_bsn",
    "no_company",
    "no_fodselsnummer",
    "pl_id_card",
    "pl_nip",
    "pl_pesel",
    "rs_pib",
    "sa_national_id",
    "sg_nric",
    "sk_vat",
    "uk_nhs",
    "uk_upn",
    "us_aba_routing",
    "us_npi",
    "za_national_id",
    "za_tax_number",
];

/// Those among them whose check also finds two neighbours that changed places.
const FINDS_A_SWAP: &[&str] = &[
    "au_abn",
    "au_tfn",
    "be_id_card",
    "by_unp",
    "ch_uid",
    "cl_rut",
    "dk_vat",
    "es_dni",
    "es_nie",
    "fi_company",
    "fi_hetu",
    "hk_id_card",
    "ie_pps",
    "in_aadhaar",
    "in_aadhaar_vid",
    "lu_matricule",
    "ma_ice",
    "mt_vat",
    "mu_nid",
    "nl_bsn",
    "no_company",
    "no_fodselsnummer",
    "pl_nip",
    "sg_nric",
    "sk_vat",
    "uk_nhs",
    "uk_upn",
];

fn among(ids: &'static [&'static str]) -> impl Strategy<Value = (&'static Number, Vec<u8>)> {
    let numbers: Vec<_> = all().filter(|number| ids.contains(&number.id)).collect();
    assert!(ids.iter().all(|id| numbers.iter().any(|number| number.id == *id)));
    (prop::sample::select(numbers), any::<u64>()).prop_map(|(number, seed)| {
        let sample = number.sample(seed).unwrap_or_default();
        (number, compact(sample.as_bytes()))
    })
}

proptest! {
    #[test]
    fn checks_take_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        for number in all() {
            (number.check)(&bytes);
        }
    }

    #[test]
    fn checks_take_any_digits_and_letters(text in "[0-9A-Z]{0,32}") {
        for number in all() {
            (number.check)(text.as_bytes());
        }
    }

    #[test]
    fn a_wrong_digit_is_found((number, sample) in among(FINDS_A_WRONG_DIGIT)) {
        for place in 0..sample.len() {
            for digit in b'0'..=b'9' {
                let mut wrong = sample.clone();
                if wrong[place].is_ascii_digit() && wrong[place] != digit {
                    wrong[place] = digit;
                    prop_assert!(!(number.check)(&wrong), "{} {:?}", number.id, wrong);
                }
            }
        }
    }

    #[test]
    fn two_digits_that_changed_places_are_found((number, sample) in among(FINDS_A_SWAP)) {
        for place in 1..sample.len() {
            let mut swapped = sample.clone();
            swapped.swap(place - 1, place);
            let digits = swapped[place - 1].is_ascii_digit() && swapped[place].is_ascii_digit();
            if digits && swapped != sample {
                prop_assert!(!(number.check)(&swapped), "{} {:?}", number.id, swapped);
            }
        }
    }
}
