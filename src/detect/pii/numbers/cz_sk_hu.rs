//! Czechia, Slovakia and Hungary.

use Country::{Czechia as CZ, Hungary as HU, Slovakia as SK};
use Severity::Medium;

use super::parts::{
    DRIVING, PASSPORT, at, decimal, fits, is_day, is_day_of_century, is_digits, last, part,
};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const CZECHIA: &[Number] = &[
    // Ministerstvo vnitra, zakon 133/2000: date of birth (women 50 more in the month, 20 more
    // where the serials of a day ran out), three or, since 1954, four digits, divisible by 11.
    Number::new(CZ, "cz_birth_number", "CZ_BIRTH_NUMBER", "Czech birth number (rodne cislo)")
        .written(&["dddddd/dddd", "dddddd/ddd"], birth_number)
        .raised(RODNE),
    Number::new(CZ, "cz_birth_number", "CZ_BIRTH_NUMBER", "Czech birth number (rodne cislo)")
        .written(&["dddddddddd", "ddddddddd"], birth_number)
        .context(RODNE),
    // Financni sprava: eight digits of a firm (weights 8 to 2, modulus 11), nine from 6, or a
    // birth number.
    Number::new(CZ, "cz_vat", "CZ_VAT", "Czech VAT number (DIC)")
        .written(&["CZdddddddd", "CZddddddddd", "CZdddddddddd"], dic)
        .alone(&["dic", "dph", "vat"])
        .severity(Medium),
    Number::new(CZ, "cz_vat", "CZ_VAT", "Czech VAT number (DIC)")
        .written(
            &[
                "CZ dddddddd",
                "CZ-dddddddd",
                "CZ ddddddddd",
                "CZ-ddddddddd",
                "CZ dddddddddd",
                "CZ-dddddddddd",
            ],
            dic,
        )
        .raised(&["dic", "dph", "vat"])
        .severity(Medium),
    Number::new(CZ, "cz_vat", "CZ_VAT", "Czech company number (ICO)")
        .written(&["dddddddd"], dic)
        .context(&["ico", "dic", "identifikacni cislo"])
        .severity(Medium),
    Number::new(CZ, "cz_id_card", "CZ_ID_CARD", "Czech identity card number")
        .written(&["ddddddddd", "dddddddll"], any)
        .context(&["obcansky prukaz", "cislo op", "prukaz", "identity card", "id card"]),
    Number::new(CZ, "cz_passport", "CZ_PASSPORT", "Czech passport number")
        .written(&["dddddddd"], any)
        .context(PASSPORT),
    Number::new(CZ, "cz_driver_license", "CZ_DRIVER_LICENSE", "Czech driving licence number")
        .written(&["ll~dddddd"], any)
        .context(DRIVING),
];

pub(super) const SLOVAKIA: &[Number] = &[
    // Ministerstvo vnutra, zakon 301/1995: as in Czechia.
    Number::new(SK, "sk_birth_number", "SK_BIRTH_NUMBER", "Slovak birth number (rodne cislo)")
        .written(&["dddddd/dddd", "dddddd/ddd"], birth_number)
        .raised(RODNE),
    Number::new(SK, "sk_birth_number", "SK_BIRTH_NUMBER", "Slovak birth number (rodne cislo)")
        .written(&["dddddddddd", "ddddddddd"], birth_number)
        .context(RODNE),
    // Financna sprava: ten digits, divisible by 11, the third one of 2, 3, 4, 7, 8, 9.
    Number::new(SK, "sk_vat", "SK_VAT", "Slovak VAT number (IC DPH)")
        .written(&["SKdddddddddd", "SK~ddd~ddd~dd~dd"], dph)
        .alone(&["ic dph", "dph", "dic", "vat"])
        .severity(Medium),
    Number::new(SK, "sk_vat", "SK_VAT", "Slovak VAT number (IC DPH)")
        .written(&["SK dddddddddd", "SK-dddddddddd"], dph)
        .raised(&["ic dph", "dph", "dic", "vat"])
        .severity(Medium),
    Number::new(SK, "sk_id_card", "SK_ID_CARD", "Slovak identity card number")
        .written(&["ll~dddddd"], any)
        .context(&["obciansky preukaz", "cislo op", "preukaz", "identity card", "id card"]),
    Number::new(SK, "sk_passport", "SK_PASSPORT", "Slovak passport number")
        .written(&["lddddddd", "llddddddd"], any)
        .context(PASSPORT),
];

pub(super) const HUNGARY: &[Number] = &[
    // Nemzeti Ado- es Vamhivatal, 1996. evi XX. torveny: ten digits from 8, weights 1 to 9,
    // modulus 11.
    Number::new(HU, "hu_tax_id", "HU_TAX_ID", "Hungarian personal tax number (adoazonosito jel)")
        .written(&["8ddddddddd", "8~ddd~ddd~ddd", "8dd~ddd~dddd"], tax_id)
        .context(&["adoazonosito", "adoazonosito jel", "adojel", "tax id", "tin"]),
    // The same law: nine digits, weights 3 and 7.
    Number::new(HU, "hu_taj", "HU_TAJ", "Hungarian social security number (TAJ)")
        .written(&["ddd~ddd~ddd"], taj)
        .context(&["taj", "taj szam", "tajszam", "tarsadalombiztositasi", "social security"]),
    // The same law: sex and century, date of birth, serial, modulus 11 with weights from 1 to 10
    // until 1996 and from 10 to 1 since.
    Number::new(
        HU,
        "hu_personal_id",
        "HU_PERSONAL_ID",
        "Hungarian personal identifier (szemelyi szam)",
    )
    .written(&["d-dddddd-dddd", "d~dddddd~dddd"], personal_id)
    .raised(&["szemelyi szam", "szemelyi azonosito", "personal identifier", "national id"]),
    // Nemzeti Ado- es Vamhivatal: eight digits, weights 9, 7, 3, 1; then kind and county.
    Number::new(HU, "hu_vat", "HU_VAT", "Hungarian VAT number (adoszam)")
        .written(&["HUdddddddd", "dddddddd-d-dd"], vat)
        .alone(&["adoszam", "kozossegi adoszam", "afa", "vat"])
        .severity(Medium),
    Number::new(HU, "hu_vat", "HU_VAT", "Hungarian VAT number (adoszam)")
        .written(&["HU dddddddd", "HU-dddddddd"], vat)
        .raised(&["adoszam", "kozossegi adoszam", "afa", "vat"])
        .severity(Medium),
    Number::new(HU, "hu_id_card", "HU_ID_CARD", "Hungarian identity card number")
        .written(&["dddddd~ll"], any)
        .context(&[
            "szemelyi igazolvany",
            "szemelyi igazolvanyszam",
            "igazolvany",
            "identity card",
            "id card",
        ]),
    Number::new(HU, "hu_passport", "HU_PASSPORT", "Hungarian passport number")
        .written(&["lldddddd", "llddddddd"], any)
        .context(PASSPORT),
    Number::new(HU, "hu_driver_license", "HU_DRIVER_LICENSE", "Hungarian driving licence number")
        .written(&["ll~dddddd"], any)
        .context(DRIVING),
];

const RODNE: &[&str] = &[
    "rodne cislo",
    "rodneho cisla",
    "rc",
    "r.c",
    "r. c",
    "birth number",
    "national id",
    "cislo pojistence",
];

fn birth_number(number: &[u8]) -> bool {
    let (year, day) = (part(number, 0, 2), part(number, 4, 6));
    let month = match part(number, 2, 4) {
        month @ 51.. => month - 50,
        month => month,
    };
    match number.len() {
        // Three digits were given out until 1953, and none of them is zero.
        9 => {
            is_digits(number, 9)
                && !(54..80).contains(&year)
                && is_day(if year < 54 { 1900 } else { 1800 } + year, month, day)
                && part(number, 6, 9) != 0
        }
        10 => {
            let month = if month > 20 { month - 20 } else { month };
            let year = if year < 54 { 2000 + year } else { 1900 + year };
            // A rest of ten stands as zero in numbers until 1985, and in some since.
            let check = decimal(number, 0, 9) % 11 % 10;
            is_digits(number, 10) && is_day(year, month, day) && check == u64::from(last(number))
        }
        _ => false,
    }
}

fn dic(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"CZ").unwrap_or(number);
    let from_weights = |digits: &[u8]| (11 - weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    match number.len() {
        8 => {
            let check = match from_weights(number) {
                0 => 1,
                10 => 0,
                check => check,
            };
            is_digits(number, 8)
                && part(number, 0, 7) != 0
                && at(number, 0) != 9
                && check == last(number)
        }
        9 if number.starts_with(b"6") => {
            let Some(digits) = number.get(1..8) else { return false };
            let check = (weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) % 11 + 8) % 10;
            is_digits(number, 9) && check == last(number)
        }
        _ => birth_number(number),
    }
}

fn dph(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"SK").unwrap_or(number);
    is_digits(number, 10)
        && at(number, 0) != 0
        && matches!(at(number, 2), 2 | 3 | 4 | 7 | 8 | 9)
        && decimal(number, 0, 10).is_multiple_of(11)
}

fn tax_id(number: &[u8]) -> bool {
    fits(number, "8ddddddddd")
        && weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == last(number)
}

fn taj(number: &[u8]) -> bool {
    is_digits(number, 9)
        && part(number, 0, 8) != 0
        && weighted(number, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == last(number)
}

fn personal_id(number: &[u8]) -> bool {
    let up = weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 11;
    let down = weighted(number, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    is_digits(number, 11)
        && matches!(at(number, 0), 1..=8)
        && is_day_of_century(part(number, 1, 3), part(number, 3, 5), part(number, 5, 7))
        && (up == last(number) || down == last(number))
}

fn vat(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"HU").unwrap_or(number);
    let (Some(head), Some(tail)) = (number.get(..8), number.get(8..)) else { return false };
    let unit = || {
        is_digits(tail, 3)
            && matches!(at(tail, 0), 1..=5)
            && matches!(part(tail, 1, 3), 2..=20 | 22..=44 | 51)
    };
    is_digits(head, 8)
        && part(head, 0, 7) != 0
        && weighted(head, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10)
        && (tail.is_empty() || unit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_czechia_slovakia_and_hungary() {
        // python-stdnum.
        assert!(
            birth_number(b"7103192745")
                && birth_number(b"991231123")
                && birth_number(b"8801251680")
        );
        assert!(
            !birth_number(b"7103192746")
                && !birth_number(b"1103492745")
                && !birth_number(b"590312123")
        );
        assert!(dic(b"25123891") && dic(b"CZ640903926") && dic(b"7103192745") && !dic(b"25123890"));
        assert!(dph(b"SK2022749619") && !dph(b"2022749618"));
        assert!(tax_id(b"8071592153") && !tax_id(b"8071592154") && !tax_id(b"7071592153"));
        assert!(taj(b"123456788") && !taj(b"123456789"));
        assert!(vat(b"HU12892312") && vat(b"12892312242") && !vat(b"HU12892313"));
        assert!(personal_id(b"18505058503") && !personal_id(b"18513058500"));
    }
}
