//! Italy and San Marino.

use Country::{Italy as IT, SanMarino as SM};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, fits, is_day_of_century, is_digits, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, value};

pub(super) const ITALY: &[Number] = &[
    // Ministero delle finanze, decreto 23 dicembre 1976: surname, name, year, month, day (women
    // 40 more), place, check letter. Where two people would have the same, digits become letters
    // (omocodia), from the right.
    Number::new(IT, "it_fiscal_code", "IT_FISCAL_CODE", "Italian fiscal code (codice fiscale)")
        .written(
            &[
                "llllllddlddldddl",
                "lll~lll~ddldd~lddd~l",
                "llllllddlddlddll",
                "llllllddlddldlll",
                "llllllddlddlllll",
                "llllllddldllllll",
                "llllllddllllllll",
                "llllllllddlddlddl",
                "llllllddlddlalal",
                "llllllaalaalaadl",
                "llllllaalaaladal",
                "llllllaalaalldal",
                "llllllaalaaldaal",
                "llllllaaladlaaal",
                "llllllaaldalaaal",
                "llllllaldaalaaal",
                "lllllladlaalaaal",
                "lllllldalaalaaal",
            ],
            codice_fiscale,
        )
        .alone(&[
            "codice fiscale",
            "cod. fisc",
            "cod fisc",
            "c.f",
            "cf",
            "fiscal code",
            "tax code",
            "tessera sanitaria",
        ]),
    // Agenzia delle entrate: seven digits, province of the office, check digit by Luhn.
    Number::new(IT, "it_vat", "IT_VAT", "Italian VAT number (partita IVA)")
        .written(&["ITddddddddddd", "IT~ddddddd~ddd~d"], iva)
        .alone(IVA)
        .severity(Medium),
    Number::new(IT, "it_vat", "IT_VAT", "Italian VAT number (partita IVA)")
        .written(&["IT ddddddddddd", "IT-ddddddddddd"], iva)
        .raised(IVA)
        .severity(Medium),
    Number::new(IT, "it_vat", "IT_VAT", "Italian VAT number (partita IVA)")
        .written(&["ddddddddddd"], iva)
        .context(IVA)
        .severity(Medium),
    // Ministero dell'interno: the electronic card has two letters, five digits, two letters; the
    // card on paper two letters and seven digits.
    Number::new(IT, "it_id_card", "IT_ID_CARD", "Italian identity card number")
        .written(&["lldddddll", "ll~ddddddd", "ddddddddll"], any)
        .context(&[
            "carta d'identita",
            "carta di identita",
            "carta identita",
            "cie",
            "documento",
            "identity card",
            "id card",
        ]),
    Number::new(IT, "it_passport", "IT_PASSPORT", "Italian passport number")
        .written(&["llddddddd"], any)
        .context(PASSPORT),
    Number::new(IT, "it_driver_license", "IT_DRIVER_LICENSE", "Italian driving licence number")
        .written(&["lldddddddl", "U1dddddddl", "U1aaaaaadl", "U1aaaaaddl"], any)
        .context(DRIVING),
    // Ministero della salute: issuer 80380, region, ten digits, Luhn.
    Number::new(IT, "it_health_card", "IT_HEALTH_CARD", "Italian health card number")
        .written(&["80380ddddddddddddddd"], health_card)
        .raised(&["tessera sanitaria", "health card", "numero tessera"]),
];

pub(super) const SAN_MARINO: &[Number] = &[
    // Ufficio tributario: up to five digits.
    Number::new(SM, "sm_coe", "SM_COE", "San Marino economic operator code (COE)")
        .written(&["SM~ddddd", "ddddd", "dddd", "ddd"], coe)
        .context(&["coe", "codice operatore economico", "san marino"])
        .severity(Low),
];

const IVA: &[&str] =
    &["partita iva", "p.iva", "p. iva", "p iva", "piva", "partita i.v.a", "iva", "vat"];

/// The values of `0` to `9` and `A` to `Z` in the odd places.
const ODD: [u8; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6,
    8, 12, 14, 16, 10, 22, 25, 24, 23,
];

fn codice_fiscale(number: &[u8]) -> bool {
    let (Some(&code), 16) = (number.first_chunk::<16>(), number.len()) else { return false };
    let mut sum = 0;
    for (place, byte) in code.iter().take(15).enumerate() {
        let Some(value) = value(*byte) else { return false };
        sum += match place % 2 {
            0 => ODD.get(value as usize).map_or(0, |odd| u32::from(*odd)),
            _ if value > 9 => value - 10,
            _ => value,
        };
    }
    // Read letters that stand for digits.
    let mut plain = code;
    for place in [6, 7, 9, 10, 12, 13, 14] {
        if let Some(byte) = plain.get_mut(place)
            && let Some(digit) = b"LMNPQRSTUV".iter().position(|letter| letter == byte)
        {
            *byte = b'0' + digit as u8;
        }
    }
    let month = b"ABCDEHLMPRST".iter().position(|letter| *letter == plain[8]);
    let day = part(&plain, 9, 11);
    fits(&plain, "llllllddlddldddl")
        && month.is_some_and(|month| {
            is_day_of_century(
                part(&plain, 6, 8),
                month as u32 + 1,
                if day > 40 { day - 40 } else { day },
            )
        })
        && part(&plain, 12, 15) != 0
        && is_name(&code[..3])
        && is_name(&code[3..6])
        && sum % 26 + 10 == value(code[15]).unwrap_or(0)
}

/// Consonants, then vowels, then X to fill: no consonant but X stands behind a vowel.
fn is_name(letters: &[u8]) -> bool {
    let vowel = |byte: &u8| b"AEIOU".contains(byte);
    let behind = letters.iter().skip_while(|byte| !vowel(byte));
    behind.skip_while(|byte| vowel(byte)).all(|byte| *byte == b'X')
}

fn iva(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"IT").unwrap_or(number);
    is_digits(number, 11)
        && part(number, 0, 7) != 0
        && matches!(part(number, 7, 10), 1..=100 | 120 | 121 | 888 | 999)
        && luhn(number)
}

fn health_card(number: &[u8]) -> bool {
    is_digits(number, 20) && number.starts_with(b"80380") && luhn(number)
}

fn coe(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"SM").unwrap_or(number);
    (2..=6).contains(&number.len())
        && number.iter().all(u8::is_ascii_digit)
        && part(number, 0, 6) <= 99_999
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_italy() {
        // python-stdnum; the second is written with letters for digits.
        assert!(codice_fiscale(b"RCCMNL83S18D969H") && codice_fiscale(b"AXXFAXTTD41H501M"));
        assert!(codice_fiscale(b"CNTCHR83T41D969D") && codice_fiscale(b"FOXDRA26C24H872Y"));
        assert!(!codice_fiscale(b"CNTCHR83T32D969H") && !codice_fiscale(b"FOXDRA26C24H872A"));
        assert!(!codice_fiscale(b"CSTNGL22I10D086I") && !codice_fiscale(b"RCCMNL83S18D969"));
        assert!(iva(b"IT00743110157") && iva(b"00743110157") && !iva(b"00743110158"));
        assert!(!iva(b"12345679995") && coe(b"024165") && !coe(b"1124165"));
    }
}
