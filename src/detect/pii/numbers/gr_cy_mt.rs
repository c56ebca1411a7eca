//! Greece, Cyprus and Malta.

use Country::{Cyprus as CY, Greece as GR, Malta as MT};
use Severity::Medium;

use super::parts::{DRIVING, PASSPORT, at, fits, is_day_of_century, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const GREECE: &[Number] = &[
    // AADE: nine digits, the powers of two from 256 down, modulus 11.
    Number::new(GR, "gr_vat", "GR_VAT", "Greek tax and VAT number (AFM)")
        .written(&["ELddddddddd", "GRddddddddd"], afm)
        .alone(AFM)
        .severity(Medium),
    Number::new(GR, "gr_vat", "GR_VAT", "Greek tax and VAT number (AFM)")
        .written(&["EL ddddddddd", "EL-ddddddddd", "GR ddddddddd", "GR-ddddddddd"], afm)
        .raised(AFM)
        .severity(Medium),
    Number::new(GR, "gr_vat", "GR_VAT", "Greek tax and VAT number (AFM)")
        .written(&["ddddddddd"], afm)
        .context(AFM),
    // IDIKA: date of birth, five digits, Luhn.
    Number::new(GR, "gr_amka", "GR_AMKA", "Greek social security number (AMKA)")
        .written(&["ddddddddddd", "dddddd~ddddd"], amka)
        .raised(&["amka", "arithmos mitroou", "social security"]),
    Number::new(GR, "gr_id_card", "GR_ID_CARD", "Greek identity card number")
        .written(&["ll~dddddd", "l~dddddd"], any)
        .context(&[
            "adt",
            "deltio taftotitas",
            "taftotita",
            "tautotita",
            "identity card",
            "id card",
        ]),
    Number::new(GR, "gr_passport", "GR_PASSPORT", "Greek passport number")
        .written(&["llddddddd"], any)
        .context(PASSPORT),
];

pub(super) const CYPRUS: &[Number] = &[
    // Tax Department: eight digits and a letter of their sum, with the digits in odd places
    // mapped, by 26.
    Number::new(CY, "cy_vat", "CY_VAT", "Cypriot VAT number")
        .written(&["CYddddddddl"], vat_cy)
        .alone(&["vat", "fpa"])
        .severity(Medium),
    Number::new(CY, "cy_vat", "CY_VAT", "Cypriot VAT number")
        .written(&["CY ddddddddl", "CY-ddddddddl"], vat_cy)
        .raised(&["vat", "fpa"])
        .severity(Medium),
    Number::new(CY, "cy_tax_number", "CY_TAX_NUMBER", "Cypriot tax identification code (TIC)")
        .written(&["ddddddddl"], vat_cy)
        .raised(&["tic", "tin", "tax identification", "fpa", "afm", "vat"]),
    Number::new(CY, "cy_passport", "CY_PASSPORT", "Cypriot passport number")
        .written(&["ldddddd", "ldddddddd"], any)
        .context(PASSPORT),
];

pub(super) const MALTA: &[Number] = &[
    // Office of the Commissioner for Revenue: eight digits, weights 3, 4, 6, 7, 8, 9, 10, 1,
    // divisible by 37.
    Number::new(MT, "mt_vat", "MT_VAT", "Maltese VAT number")
        .written(&["MTdddddddd", "MT~dddd-dddd", "MT~dddd~dddd"], vat_mt)
        .alone(&["vat", "vat no"])
        .severity(Medium),
    Number::new(MT, "mt_vat", "MT_VAT", "Maltese VAT number")
        .written(&["MT dddddddd", "MT-dddddddd"], vat_mt)
        .raised(&["vat", "vat no"])
        .severity(Medium),
    // Identity Malta: up to seven digits and a letter; the same is the tax number of a citizen.
    Number::new(MT, "mt_id_card", "MT_ID_CARD", "Maltese identity card number")
        .written(&["dddddddl", "ddddddl", "dddddl", "ddddl", "dddl"], id_card)
        .context(&[
            "identity card",
            "id card",
            "karta tal-identita",
            "identita",
            "id no",
            "tax number",
        ]),
    Number::new(MT, "mt_tax_number", "MT_TAX_NUMBER", "Maltese tax number")
        .written(&["ddddddddd"], tax_mt)
        .context(&["tax number", "tin", "income tax", "taxxa"]),
    Number::new(MT, "mt_passport", "MT_PASSPORT", "Maltese passport number")
        .written(&["ddddddd"], any)
        .context(PASSPORT),
    Number::new(MT, "mt_driver_license", "MT_DRIVER_LICENSE", "Maltese driving licence number")
        .written(&["ddddddd"], any)
        .context(DRIVING),
];

const AFM: &[&str] = &[
    "afm",
    "a.f.m",
    "arithmos forologikou mitroou",
    "forologiko mitroo",
    "fpa",
    "tax number",
    "tin",
    "vat",
];

fn afm(number: &[u8]) -> bool {
    let number =
        number.strip_prefix(b"EL").or_else(|| number.strip_prefix(b"GR")).unwrap_or(number);
    is_digits(number, 9)
        && part(number, 0, 8) != 0
        && weighted(number, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == last(number)
}

fn amka(number: &[u8]) -> bool {
    is_digits(number, 11)
        && is_day_of_century(part(number, 4, 6), part(number, 2, 4), part(number, 0, 2))
        && luhn(number)
}

fn vat_cy(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"CY").unwrap_or(number);
    let mapped = |place: usize| {
        let digit = at(number, place);
        match (place % 2, digit) {
            (0, 0) => 1,
            (0, 1) => 0,
            (0, 2..=4) => digit * 2 + 1,
            (0, _) => digit * 2 + 3,
            _ => digit,
        }
    };
    fits(number, "ddddddddl")
        && !number.starts_with(b"12")
        && (0..8).map(mapped).sum::<u32>() % 26 + 10 == last(number)
}

fn vat_mt(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"MT").unwrap_or(number);
    is_digits(number, 8)
        && at(number, 0) != 0
        && weighted(number, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37)
}

fn id_card(number: &[u8]) -> bool {
    let Some((letter, digits)) = number.split_last() else { return false };
    (3..=7).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
        && part(digits, 0, 7) != 0
        && b"MGAPLHBZ".contains(letter)
}

/// Numbers of nine digits begin with the same digit twice.
fn tax_mt(number: &[u8]) -> bool {
    is_digits(number, 9) && at(number, 0) == at(number, 1) && matches!(at(number, 0), 1..=8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_greece_cyprus_and_malta() {
        // python-stdnum.
        assert!(afm(b"EL094259216") && afm(b"054100004") && !afm(b"123456781"));
        assert!(amka(b"01013099997") && !amka(b"01013099999") && !amka(b"01133099997"));
        assert!(vat_cy(b"CY10259033P") && vat_cy(b"00123123T") && !vat_cy(b"10259033Z"));
        assert!(vat_mt(b"MT11679112") && !vat_mt(b"11679113"));
        assert!(id_card(b"1234567A") && id_card(b"34581M") && !id_card(b"1234567C"));
    }
}
