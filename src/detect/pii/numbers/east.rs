//! Ukraine, Russia, Belarus, Moldova, Kazakhstan and Azerbaijan.

use Country::{
    Azerbaijan as AZ, Belarus as BY, Kazakhstan as KZ, Moldova as MD, Russia as RU, Ukraine as UA,
};
use Severity::{Low, Medium};

use super::parts::{
    DRIVING, PASSPORT, at, decimal, fits, is_day_of_century, is_digits, last, part,
};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{value, weighted};

pub(super) const UKRAINE: &[Number] = &[
    // State Tax Service: days since the end of 1899, serial, check digit with weights -1, 5, 7,
    // 9, 4, 6, 10, 5, 7, modulus 11.
    Number::new(UA, "ua_rntrc", "UA_RNTRC", "Ukrainian taxpayer number (RNOKPP)")
        .written(&["dddddddddd"], rntrc)
        .context(&[
            "rnokpp",
            "inn",
            "ipn",
            "identyfikatsiinyi nomer",
            "taxpayer",
            "tax number",
            "tin",
        ]),
    Number::new(UA, "ua_edrpou", "UA_EDRPOU", "Ukrainian company number (EDRPOU)")
        .written(&["dddddddd"], edrpou)
        .context(&["edrpou", "yedrpou", "yedrpu", "company number"])
        .severity(Low),
    Number::new(UA, "ua_passport", "UA_PASSPORT", "Ukrainian passport number")
        .written(&["lldddddd"], any)
        .context(PASSPORT),
];

pub(super) const RUSSIA: &[Number] = &[
    // Federal Tax Service, order MMV-7-6/435: ten digits of a firm, twelve of a person, modulus 11.
    Number::new(RU, "ru_inn", "RU_INN", "Russian taxpayer number (INN)")
        .written(&["dddddddddd", "dddddddddddd"], inn)
        .context(&["inn", "taxpayer", "tax number", "nalog"]),
    // Social Fund: nine digits, the sum with weights 9 to 1 by 101.
    Number::new(RU, "ru_snils", "RU_SNILS", "Russian pension insurance number (SNILS)")
        .written(&["ddd-ddd-ddd dd", "ddd-ddd-ddd-dd"], snils)
        .alone(SNILS),
    Number::new(RU, "ru_snils", "RU_SNILS", "Russian pension insurance number (SNILS)")
        .written(&["ddddddddddd"], snils)
        .context(SNILS),
    // Government decree 438 of 2002: thirteen digits by 11, fifteen of a person by 13.
    Number::new(RU, "ru_ogrn", "RU_OGRN", "Russian state registration number (OGRN)")
        .written(&["ddddddddddddd", "ddddddddddddddd"], ogrn)
        .context(&["ogrn", "ogrnip", "registration number"])
        .severity(Low),
    // Ministry of the Interior: a series of four digits and a number of six; nine for abroad.
    Number::new(RU, "ru_passport", "RU_PASSPORT", "Russian passport number")
        .written(
            &[
                "dddd dddddd",
                "dd dd dddddd",
                "dddddddddd",
                "ddddddddd",
                "dd ddddddd",
                "d dd dddddd",
                "ddd dddddd",
            ],
            any,
        )
        .context(PASSPORT),
    Number::new(RU, "ru_driver_license", "RU_DRIVER_LICENSE", "Russian driving licence number")
        .written(&["dd~dd~dddddd", "dddd~dddddd"], any)
        .context(DRIVING),
];

pub(super) const BELARUS: &[Number] = &[
    // Ministry of Taxes: nine places, weights 29, 23, 19, 17, 13, 7, 5, 3, modulus 11.
    Number::new(BY, "by_unp", "BY_UNP", "Belarusian taxpayer number (UNP)")
        .written(&["ddddddddd", "llddddddd", "UNP~ddddddddd"], unp)
        .context(&["unp", "taxpayer", "tax number"])
        .severity(Medium),
    // Ministry of the Interior: sex and century, date of birth, region, serial, PB or the like,
    // check digit.
    Number::new(BY, "by_personal_number", "BY_PERSONAL_NUMBER", "Belarusian personal number")
        .written(&["dddddddldddlld"], personal_by)
        .alone(&["lichnyi nomer", "identifikatsionnyi nomer", "personal number"]),
    Number::new(BY, "by_passport", "BY_PASSPORT", "Belarusian passport number")
        .written(&["llddddddd"], any)
        .context(PASSPORT),
];

pub(super) const MOLDOVA: &[Number] = &[
    // Law on state registers: thirteen digits, weights 7, 3, 1; people begin with 2, firms with 1.
    Number::new(MD, "md_idno", "MD_IDNO", "Moldovan state identification number (IDNO, IDNP)")
        .written(&["ddddddddddddd"], idno)
        .context(&["idno", "idnp", "cod fiscal", "cod personal", "personal code"]),
];

pub(super) const KAZAKHSTAN: &[Number] = &[
    // Law 223-III of 2007: date of birth, sex and century, serial, check digit with weights 1 to
    // 11 and, at a rest of ten, 3 to 11, 1, 2, modulus 11.
    Number::new(KZ, "kz_iin", "KZ_IIN", "Kazakh individual identification number (IIN)")
        .written(&["dddddddddddd"], iin)
        .raised(&["iin", "zhsn", "jsn", "individual identification", "national id"]),
    Number::new(KZ, "kz_passport", "KZ_PASSPORT", "Kazakh passport number")
        .written(&["lddddddd", "ldddddddd"], any)
        .context(PASSPORT),
];

pub(super) const AZERBAIJAN: &[Number] = &[
    // State Tax Service: ten digits, check digit in the ninth place with weights 4, 1, 8, 6, 2,
    // 7, 5, 3 modulus 11, 1 for firms and 2 for people in the last.
    Number::new(AZ, "az_voen", "AZ_VOEN", "Azerbaijani taxpayer number (VOEN)")
        .written(&["dddddddddd", "ddddddddd"], voen)
        .context(&["voen", "taxpayer", "tax number", "vergi"])
        .severity(Medium),
    Number::new(AZ, "az_passport", "AZ_PASSPORT", "Azerbaijani passport number")
        .written(&["ldddddddd"], any)
        .context(PASSPORT),
];

const SNILS: &[&str] = &["snils", "strakhovoi nomer", "pension insurance"];

fn rntrc(number: &[u8]) -> bool {
    // -1 is 10 modulus 11.
    let sum = weighted(number, &[10, 5, 7, 9, 4, 6, 10, 5, 7]);
    is_digits(number, 10) && part(number, 0, 5) != 0 && sum % 11 % 10 == last(number)
}

fn edrpou(number: &[u8]) -> bool {
    let turned = matches!(at(number, 0), 3..=5);
    let weights = if turned { [7, 1, 2, 3, 4, 5, 6] } else { [1, 2, 3, 4, 5, 6, 7] };
    let check = match weighted(number, &weights) % 11 {
        10 => weighted(number, &weights.map(|weight| weight + 2)) % 11 % 10,
        check => check,
    };
    is_digits(number, 8) && part(number, 0, 7) != 0 && check == last(number)
}

fn inn(number: &[u8]) -> bool {
    let check = |weights: &[u32]| weighted(number, weights) % 11 % 10;
    match number.len() {
        10 => {
            is_digits(number, 10)
                && part(number, 0, 9) != 0
                && check(&[2, 4, 10, 3, 5, 9, 4, 6, 8]) == at(number, 9)
        }
        12 => {
            is_digits(number, 12)
                && decimal(number, 0, 10) != 0
                && check(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == at(number, 10)
                && check(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == at(number, 11)
        }
        _ => false,
    }
}

fn snils(number: &[u8]) -> bool {
    let sum = weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100;
    // Numbers up to 001-001-998 have no check.
    is_digits(number, 11) && part(number, 0, 9) > 1_001_998 && sum == part(number, 9, 11)
}

fn ogrn(number: &[u8]) -> bool {
    let Some(head) = number.len().checked_sub(1) else { return false };
    let by = match number.len() {
        13 => 11,
        15 => 13,
        _ => return false,
    };
    is_digits(number, number.len())
        && matches!((at(number, 0), by), (1..=9, 11) | (3 | 4, 13))
        && decimal(number, 0, head) % by % 10 == u64::from(last(number))
}

fn unp(number: &[u8]) -> bool {
    const LETTERS: &[u8; 10] = b"ABCEHKMOPT";
    let number = number.strip_prefix(b"UNP").unwrap_or(number);
    // The second letter counts as its place among those that occur.
    let second = number.get(1).and_then(|byte| LETTERS.iter().position(|letter| letter == byte));
    let values = (0..8).map(|place| match (place, second) {
        (1, Some(second)) => second as u32,
        _ => at(number, place),
    });
    let sum: u32 =
        values.zip([29, 23, 19, 17, 13, 7, 5, 3]).map(|(value, weight)| value * weight).sum();
    (is_digits(number, 9) || fits(number, "llddddddd") && second.is_some())
        && number.first().is_some_and(|first| b"1234567ABCEHKM".contains(first))
        && sum % 11 == last(number)
}

fn personal_by(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .zip([7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7])
        .map(|(byte, weight)| value(*byte).unwrap_or(0) * weight)
        .sum();
    fits(number, "dddddddldddlld")
        && matches!(at(number, 0), 1..=6)
        && is_day_of_century(part(number, 5, 7), part(number, 3, 5), part(number, 1, 3))
        && sum % 10 == last(number)
}

fn idno(number: &[u8]) -> bool {
    is_digits(number, 13)
        && at(number, 0) <= 2
        && decimal(number, 0, 12) != 0
        && weighted(number, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10 == last(number)
}

fn iin(number: &[u8]) -> bool {
    let check = match weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11 {
        10 => weighted(number, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11,
        check => check,
    };
    is_digits(number, 12)
        && is_day_of_century(part(number, 0, 2), part(number, 2, 4), part(number, 4, 6))
        && matches!(at(number, 6), 0..=6)
        && check == last(number)
}

fn voen(number: &[u8]) -> bool {
    if number.len() == 9 {
        return voen(&[b"0", number].concat());
    }
    is_digits(number, 10)
        && part(number, 0, 8) != 0
        && matches!(last(number), 1 | 2)
        && weighted(number, &[4, 1, 8, 6, 2, 7, 5, 3]) % 11 == at(number, 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_east() {
        // python-stdnum; the example of the Social Fund.
        assert!(rntrc(b"2511313590") && rntrc(b"3006321856") && !rntrc(b"2511313591"));
        assert!(edrpou(b"31850889") && edrpou(b"03355353") && !edrpou(b"31850888"));
        assert!(
            inn(b"7707083893")
                && inn(b"005826107187")
                && !inn(b"1234567895")
                && !inn(b"123456789037")
        );
        assert!(snils(b"11223344595") && !snils(b"11223344596"));
        assert!(ogrn(b"1022200525819") && ogrn(b"304500116000157") && !ogrn(b"1022500001328"));
        assert!(unp(b"100217336") && unp(b"MA1953684") && !unp(b"200988542") && !unp(b"991705588"));
        assert!(idno(b"1006601004943") && !idno(b"1006601004944"));
        assert!(voen(b"2005913681") && !voen(b"2005913671") && !voen(b"2005913683"));
        assert!(iin(b"850415300121") && !iin(b"851515300123"));
    }
}
