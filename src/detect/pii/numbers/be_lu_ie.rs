//! Belgium, Luxembourg and Ireland.

use Country::{Belgium as BE, Ireland as IE, Luxembourg as LU};
use Severity::{Low, Medium};

use super::parts::{
    DRIVING, PASSPORT, at, decimal, fits, is_day, is_day_of_century, is_digits, part,
};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, verhoeff, weighted};

pub(super) const BELGIUM: &[Number] = &[
    // Koninklijk besluit of 3 April 1984: date of birth, serial (odd for men), 97 less the rest
    // of the nine digits, with a 2 before them for who was born since 2000. The BIS number of who
    // is not registered has 20 or 40 more in the month.
    Number::new(BE, "be_national_number", "BE_NATIONAL_NUMBER", "Belgian national number")
        .written(&["dd.dd.dd-ddd.dd", "dd~dd~dd~ddd~dd", "dddddd~ddd~dd"], national)
        .raised(&[
            "rijksregisternummer",
            "rijksregister",
            "insz",
            "niss",
            "numero national",
            "numero de registre national",
            "registre national",
            "rrn",
            "bis-nummer",
            "numero bis",
            "national number",
            "nationalregisternummer",
        ]),
    // FOD Binnenlandse Zaken: twelve digits, the last two the rest of the others by 97.
    Number::new(BE, "be_id_card", "BE_ID_CARD", "Belgian identity card number")
        .written(&["ddd-ddddddd-dd", "dddddddddddd", "ddd ddddddd dd"], eid)
        .context(&[
            "identiteitskaart",
            "carte d'identite",
            "eid",
            "kaartnummer",
            "identity card",
            "id card",
            "numero de carte",
        ]),
    Number::new(BE, "be_passport", "BE_PASSPORT", "Belgian passport number")
        .written(&["lldddddd"], any)
        .context(PASSPORT),
    Number::new(BE, "be_driver_license", "BE_DRIVER_LICENSE", "Belgian driving licence number")
        .written(&["dddddddddd"], any)
        .context(DRIVING),
    // Kruispuntbank van Ondernemingen: ten digits from 0 or 1, 97 less the rest of the first eight.
    Number::new(BE, "be_vat", "BE_VAT", "Belgian enterprise and VAT number")
        .written(
            &[
                "BE~dddd~ddd~ddd",
                "BEddddddddd",
                "BE dddd.ddd.ddd",
                "BE ddd.ddd.ddd",
                "BEdddddddddd",
            ],
            enterprise,
        )
        .alone(BTW_WORDS)
        .severity(Medium),
    Number::new(BE, "be_vat", "BE_VAT", "Belgian enterprise and VAT number")
        .written(&["BE ddddddddd", "BE dddddddddd"], enterprise)
        .raised(BTW_WORDS)
        .severity(Medium),
    Number::new(BE, "be_vat", "BE_VAT", "Belgian enterprise and VAT number")
        .written(&["dddd.ddd.ddd", "dddddddddd"], enterprise)
        .context(BTW_WORDS)
        .severity(Medium),
];

pub(super) const LUXEMBOURG: &[Number] = &[
    // Centre des technologies de l'information de l'Etat, "Matricule": date of birth, serial,
    // a check digit by Luhn and one by Verhoeff, each over the first eleven digits.
    Number::new(LU, "lu_matricule", "LU_MATRICULE", "Luxembourg national number (matricule)")
        .written(&["ddddddddddddd", "dddd~dddd~ddddd", "dddd~dd~dd~ddddd"], matricule)
        .alone(&[
            "matricule",
            "numero d'identification",
            "securite sociale",
            "cns",
            "sozialversicherungsnummer",
            "social security",
        ]),
    // Administration de l'enregistrement: six digits and their rest by 89.
    Number::new(LU, "lu_vat", "LU_VAT", "Luxembourg VAT number")
        .written(&["LUdddddddd", "LU~ddd~ddd~dd"], vat_lu)
        .alone(&["tva", "vat", "mwst"])
        .severity(Medium),
    Number::new(LU, "lu_vat", "LU_VAT", "Luxembourg VAT number")
        .written(&["LU dddddddd", "LU-dddddddd"], vat_lu)
        .raised(&["tva", "vat", "mwst"])
        .severity(Medium),
    Number::new(LU, "lu_passport", "LU_PASSPORT", "Luxembourg passport number")
        .written(
            &["lladaaaa", "lladadad", "laadadad", "lllddada", "llldadad", "lldaldal", "lladldll"],
            any,
        )
        .context(PASSPORT),
];

pub(super) const IRELAND: &[Number] = &[
    // Department of Social Protection, "PPS number structure": seven digits, a letter of their
    // sum with weights 8 to 2 (and 9 for a second letter) by 23.
    Number::new(IE, "ie_pps", "IE_PPS", "Irish personal public service number")
        .written(&["ddddddd~l", "ddddddd~ll"], pps)
        .raised(&[
            "pps",
            "ppsn",
            "pps no",
            "pps number",
            "personal public service",
            "rsi",
            "social welfare",
            "tax number",
        ]),
    // Revenue Commissioners: as a PPS number, or a letter or sign in the second place.
    Number::new(IE, "ie_vat", "IE_VAT", "Irish VAT number")
        .written(&["IEdddddddl", "IEdddddddll", "IEdldddddl", "IEd+dddddl", "IEd*dddddl"], vat_ie)
        .alone(&["vat", "vat no"])
        .severity(Medium),
    Number::new(IE, "ie_vat", "IE_VAT", "Irish VAT number")
        .written(
            &[
                "IE dddddddl",
                "IE-dddddddl",
                "IE dddddddll",
                "IE-dddddddll",
                "IE dldddddl",
                "IE-dldddddl",
                "IE d+dddddl",
                "IE-d+dddddl",
                "IE d*dddddl",
                "IE-d*dddddl",
            ],
            vat_ie,
        )
        .raised(&["vat", "vat no"])
        .severity(Medium),
    Number::new(IE, "ie_vat", "IE_VAT", "Irish VAT number")
        .written(&["dddddddl", "dddddddll", "dldddddl"], vat_ie)
        .context(&["vat", "vat no"])
        .severity(Medium),
    Number::new(IE, "ie_passport", "IE_PASSPORT", "Irish passport number")
        .written(&["lldddddd d", "llddddddd", "ldddddddd"], any)
        .context(PASSPORT),
    Number::new(IE, "ie_driver_license", "IE_DRIVER_LICENSE", "Irish driving licence number")
        .written(&["ddddddddd"], any)
        .context(DRIVING)
        .severity(Low),
];

const BTW_WORDS: &[&str] = &[
    "btw",
    "btw-nummer",
    "tva",
    "ondernemingsnummer",
    "numero d'entreprise",
    "kbo",
    "bce",
    "vat",
    "enterprise number",
    "mwst",
];

fn national(number: &[u8]) -> bool {
    let (month, check) = (part(number, 2, 4) % 20, decimal(number, 9, 11));
    let key = |head: u64| 97 - (head + decimal(number, 0, 9)) % 97 == check;
    // Where the date is not known the month is zero, and the day counts.
    let (year, day) = (part(number, 0, 2), part(number, 4, 6));
    let known = is_day_of_century(year, month, day);
    is_digits(number, 11)
        && part(number, 2, 4) < 60
        && part(number, 6, 9) != 0
        && (known || month == 0 && day <= 31)
        && (key(0) || key(2_000_000_000))
}

fn eid(number: &[u8]) -> bool {
    let rest = decimal(number, 0, 10) % 97;
    is_digits(number, 12) && decimal(number, 10, 12) == if rest == 0 { 97 } else { rest }
}

fn enterprise(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"BE").unwrap_or(number);
    // Nine digits are those of before 2008, without the zero.
    let checked = digits.get(digits.len().saturating_sub(9)..).unwrap_or_default();
    let head = match digits.len() {
        9 => 0,
        10 if at(digits, 0) <= 1 => decimal(digits, 0, 1) * 10_000_000,
        _ => return false,
    };
    is_digits(checked, 9)
        && decimal(checked, 0, 7) != 0
        && 97 - (head + decimal(checked, 0, 7)) % 97 == decimal(checked, 7, 9)
}

fn matricule(number: &[u8]) -> bool {
    let (Some(head), Some(body)) = (number.get(..12), number.get(..11)) else { return false };
    is_digits(number, 13)
        && matches!(part(number, 0, 4), 1850..=2100)
        && is_day(part(number, 0, 4), part(number, 4, 6), part(number, 6, 8))
        && luhn(head)
        && verhoeff(&[body, number.get(12..).unwrap_or_default()].concat())
}

fn vat_lu(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"LU").unwrap_or(number);
    is_digits(digits, 8) && part(digits, 0, 6) != 0 && part(digits, 0, 6) % 89 == part(digits, 6, 8)
}

/// The check letter of seven digits and, where there is one, a second letter.
fn letter(digits: &[u8], second: Option<&u8>) -> u8 {
    let second = match second {
        Some(byte @ b'A'..=b'I') => u32::from(byte - b'A' + 1),
        _ => 0,
    };
    let sum = weighted(digits, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
    b"WABCDEFGHIJKLMNOPQRSTUV".get((sum % 23) as usize).copied().unwrap_or(0)
}

fn pps(number: &[u8]) -> bool {
    let Some((digits, letters)) = number.split_at_checked(7) else { return false };
    is_digits(digits, 7)
        && match letters {
            [check] => letter(digits, None) == *check,
            // W and T stand for a wife and a child in older numbers.
            [check, second @ (b'A'..=b'I' | b'T' | b'W')] => letter(digits, Some(second)) == *check,
            _ => false,
        }
}

fn vat_ie(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"IE").unwrap_or(number);
    // The older form, moved: 0, the five digits behind the letter, the first digit.
    let moved = || {
        let (Some(middle), Some([first])) = (number.get(2..7), number.get(..1)) else {
            return false;
        };
        let digits = [b"0", middle, &[*first]].concat();
        number.last() == Some(&letter(&digits, None))
    };
    match number.len() {
        8 | 9 if pps(number) => true,
        8 => (fits(number, "dldddddl")) && moved(),
        // The sign in the second place does not stand in the compact form.
        7 => {
            let digits =
                [b"0", number.get(1..6).unwrap_or_default(), number.get(..1).unwrap_or_default()]
                    .concat();
            fits(number, "ddddddl") && number.last() == Some(&letter(&digits, None))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_belgium_luxembourg_and_ireland() {
        // python-stdnum.
        assert!(national(b"85073003328") && national(b"17073003384") && national(b"01490700185"));
        assert!(
            !national(b"12345678901") && !national(b"85073003329") && !national(b"85133003328")
        );
        assert!(eid(b"591191706458") && !eid(b"591191706459") && !eid(b"000001103225"));
        assert!(
            enterprise(b"BE428759497") && enterprise(b"0428759497") && !enterprise(b"431150351")
        );
        assert!(matricule(b"1893120105732") && !matricule(b"1893120105733"));
        assert!(!matricule(b"1893130105732") && vat_lu(b"LU15027442") && !vat_lu(b"15027443"));
        assert!(pps(b"6433435F") && pps(b"6433435OA") && !pps(b"6433435E") && !pps(b"6433435VH"));
        assert!(vat_ie(b"IE6433435F") && vat_ie(b"8D79739I") && !vat_ie(b"8D79739J"));
    }
}
