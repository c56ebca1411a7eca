//! Estonia, Latvia and Lithuania.

use Country::{Estonia as EE, Latvia as LV, Lithuania as LT};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, is_day, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const ESTONIA: &[Number] = &[
    // Standard EVS 585: sex and century, date of birth, serial, check digit modulus 11 with
    // weights 1 to 9 and, at a rest of ten, 3 to 9.
    Number::new(EE, "ee_isikukood", "EE_ISIKUKOOD", "Estonian personal identification code")
        .written(&["ddddddddddd"], personal)
        .raised(&[
            "isikukood",
            "isikukoodi",
            "ik",
            "personal code",
            "personal identification",
            "national id",
        ]),
    // Maksu- ja Tolliamet: nine digits, weights 3, 7, 1.
    Number::new(EE, "ee_vat", "EE_VAT", "Estonian VAT number")
        .written(&["EEddddddddd"], kmkr)
        .alone(KMKR)
        .severity(Medium),
    Number::new(EE, "ee_vat", "EE_VAT", "Estonian VAT number")
        .written(&["EE ddddddddd", "EE-ddddddddd"], kmkr)
        .raised(KMKR)
        .severity(Medium),
    Number::new(EE, "ee_vat", "EE_VAT", "Estonian VAT number")
        .written(&["ddddddddd"], kmkr)
        .context(KMKR)
        .severity(Medium),
    Number::new(EE, "ee_company", "EE_COMPANY", "Estonian company number")
        .written(&["dddddddd"], company)
        .context(&["registrikood", "registrikoodi", "aregister", "reg. kood", "registry code"])
        .severity(Low),
    Number::new(EE, "ee_passport", "EE_PASSPORT", "Estonian passport number")
        .written(&["lddddddd", "llddddddd"], any)
        .context(PASSPORT),
];

pub(super) const LATVIA: &[Number] = &[
    // Pilsonibas un migracijas lietu parvalde: date of birth, century, serial, check digit; since
    // 2017 numbers from 32 that tell no date. Weights 10, 5, 8, 4, 2, 1, 6, 3, 7, 9.
    Number::new(LV, "lv_personas_kods", "LV_PERSONAS_KODS", "Latvian personal code")
        .written(&["dddddd-ddddd"], personas_kods)
        .alone(KODS),
    Number::new(LV, "lv_personas_kods", "LV_PERSONAS_KODS", "Latvian personal code")
        .written(&["ddddddddddd"], personas_kods)
        .context(KODS),
    // Valsts ienemumu dienests: eleven digits from 4 to 9, modulus 11; of people the personal code.
    Number::new(LV, "lv_vat", "LV_VAT", "Latvian VAT number")
        .written(&["LVddddddddddd", "LV~dddd~dddd~ddd"], pvn)
        .alone(&["pvn", "vat"])
        .severity(Medium),
    Number::new(LV, "lv_vat", "LV_VAT", "Latvian VAT number")
        .written(&["LV ddddddddddd", "LV-ddddddddddd"], pvn)
        .raised(&["pvn", "vat"])
        .severity(Medium),
    Number::new(LV, "lv_vat", "LV_VAT", "Latvian VAT number")
        .written(&["ddddddddddd"], pvn)
        .context(&["pvn", "registracijas numurs", "vat"])
        .severity(Medium),
    Number::new(LV, "lv_passport", "LV_PASSPORT", "Latvian passport number")
        .written(&["llddddddd", "laddddddd"], any)
        .context(PASSPORT),
    Number::new(LV, "lv_driver_license", "LV_DRIVER_LICENSE", "Latvian driving licence number")
        .written(&["llldddddd"], any)
        .context(DRIVING),
];

pub(super) const LITHUANIA: &[Number] = &[
    // Gyventoju registro istatymas: as the Estonian code.
    Number::new(LT, "lt_asmens_kodas", "LT_ASMENS_KODAS", "Lithuanian personal code")
        .written(&["ddddddddddd"], asmens_kodas)
        .raised(&["asmens kodas", "asmens kodo", "a.k", "personal code", "national id"]),
    // Valstybine mokesciu inspekcija: nine digits or twelve, the last but one a 1.
    Number::new(LT, "lt_vat", "LT_VAT", "Lithuanian VAT number")
        .written(&["LTddddddddd", "LTdddddddddddd"], pvm)
        .alone(PVM)
        .severity(Medium),
    Number::new(LT, "lt_vat", "LT_VAT", "Lithuanian VAT number")
        .written(&["LT ddddddddd", "LT-ddddddddd", "LT dddddddddddd", "LT-dddddddddddd"], pvm)
        .raised(PVM)
        .severity(Medium),
    Number::new(LT, "lt_vat", "LT_VAT", "Lithuanian VAT number")
        .written(&["ddddddddd", "dddddddddddd"], pvm)
        .context(PVM)
        .severity(Medium),
    Number::new(LT, "lt_passport", "LT_PASSPORT", "Lithuanian passport number")
        .written(&["dddddddd", "lldddddd"], any)
        .context(PASSPORT),
];

const KMKR: &[&str] = &["kmkr", "kmkr number", "kaibemaksukohustuslase", "kaibemaks", "vat"];
const KODS: &[&str] =
    &["personas kods", "personas koda", "pers. kods", "p.k", "personal code", "national id"];
const PVM: &[&str] = &["pvm", "pvm kodas", "pvm moketojo kodas", "vat"];

/// The check digit of the Baltic codes: weights that count up from 1, and once more from 3 where
/// the rest is ten.
fn two_rounds(digits: &[u8]) -> u32 {
    let round = |from: u32| {
        let sum: u32 = (0..digits.len())
            .map(|place| at(digits, place) * ((place as u32 + from - 1) % 9 + 1))
            .sum();
        sum % 11
    };
    match round(1) {
        10 => round(3) % 10,
        check => check,
    }
}

fn has_two_rounds(number: &[u8]) -> bool {
    number.split_last().is_some_and(|(_, digits)| two_rounds(digits) == last(number))
}

fn personal(number: &[u8]) -> bool {
    let century = match at(number, 0) {
        1 | 2 => 1800,
        3 | 4 => 1900,
        5 | 6 => 2000,
        _ => return false,
    };
    is_digits(number, 11)
        && is_day(century + part(number, 1, 3), part(number, 3, 5), part(number, 5, 7))
        && has_two_rounds(number)
}

/// Codes from 9 tell no date.
fn asmens_kodas(number: &[u8]) -> bool {
    personal(number) || is_digits(number, 11) && at(number, 0) == 9 && has_two_rounds(number)
}

fn kmkr(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"EE").unwrap_or(number);
    is_digits(number, 9)
        && at(number, 0) != 0
        && weighted(number, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

fn company(number: &[u8]) -> bool {
    is_digits(number, 8) && matches!(at(number, 0), 1 | 7..=9) && has_two_rounds(number)
}

fn personas_kods(number: &[u8]) -> bool {
    let date = || {
        at(number, 6) <= 2
            && is_day(
                1800 + at(number, 6) * 100 + part(number, 4, 6),
                part(number, 2, 4),
                part(number, 0, 2),
            )
    };
    is_digits(number, 11)
        && (number.starts_with(b"32") || date())
        && (1 + weighted(number, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10 == last(number)
}

fn pvn(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"LV").unwrap_or(number);
    let firm = is_digits(number, 11)
        && at(number, 0) > 3
        && weighted(number, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    firm || personas_kods(number)
}

fn pvm(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"LT").unwrap_or(number);
    let mark = number.len().saturating_sub(2);
    (is_digits(number, 9) || is_digits(number, 12))
        && at(number, mark) == 1
        && has_two_rounds(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_baltic_states() {
        // python-stdnum.
        assert!(personal(b"36805280109") && personal(b"37102250382") && !personal(b"36805280108"));
        assert!(!personal(b"36813280103") && !personal(b"06805280106"));
        assert!(kmkr(b"EE100594102") && !kmkr(b"100594103"));
        assert!(company(b"12345678") && !company(b"12345679") && !company(b"32345674"));
        assert!(personas_kods(b"16117519997") && personas_kods(b"32867300679"));
        assert!(!personas_kods(b"16137519997") && !personas_kods(b"32867300677"));
        assert!(pvn(b"LV40003521600") && !pvn(b"40003521601"));
        assert!(asmens_kodas(b"33309240064") && !asmens_kodas(b"33309240164"));
        assert!(pvm(b"LT119511515") && pvm(b"100001919017") && !pvm(b"100001919018"));
    }
}
