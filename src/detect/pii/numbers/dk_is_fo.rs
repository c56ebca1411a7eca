//! Denmark, the Faroe Islands and Iceland.

use Country::{Denmark as DK, FaroeIslands as FO, Iceland as IS};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, is_birth, is_day, is_digits, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const DENMARK: &[Number] = &[
    // CPR-kontoret, "Personnummeret i CPR": date of birth, four digits of which the first tells
    // the century; the modulus 11 check is given up since 2007.
    Number::new(DK, "dk_cpr", "DK_CPR", "Danish personal identification number (CPR)")
        .written(&["dddddd-dddd", "dddddd dddd"], cpr)
        .raised(CPR),
    Number::new(DK, "dk_cpr", "DK_CPR", "Danish personal identification number (CPR)")
        .written(&["dddddddddd"], cpr)
        .context(CPR),
    // Erhvervsstyrelsen: eight digits, weights 2, 7, 6, 5, 4, 3, 2, 1, modulus 11.
    Number::new(DK, "dk_vat", "DK_VAT", "Danish company and VAT number (CVR)")
        .written(&["DKdddddddd", "DK~dd~dd~dd~dd"], cvr)
        .alone(CVR)
        .severity(Medium),
    Number::new(DK, "dk_vat", "DK_VAT", "Danish company and VAT number (CVR)")
        .written(&["DK dddddddd", "DK-dddddddd"], cvr)
        .raised(CVR)
        .severity(Medium),
    Number::new(DK, "dk_vat", "DK_VAT", "Danish company and VAT number (CVR)")
        .written(&["dd~dd~dd~dd"], cvr)
        .context(CVR)
        .severity(Low),
    Number::new(DK, "dk_passport", "DK_PASSPORT", "Danish passport number")
        .written(&["ddddddddd"], any)
        .context(PASSPORT),
    Number::new(DK, "dk_driver_license", "DK_DRIVER_LICENSE", "Danish driving licence number")
        .written(&["dddddddd"], any)
        .context(DRIVING),
];

pub(super) const FAROE_ISLANDS: &[Number] = &[
    // Taks: six digits, without a check.
    Number::new(FO, "fo_vat", "FO_VAT", "Faroese VAT number (V-tal)")
        .written(&["FO~dddddd", "dddddd", "ddd~ddd"], any)
        .context(&["v-tal", "vinnutal", "v tal", "vat"])
        .severity(Low),
];

pub(super) const ICELAND: &[Number] = &[
    // Registers Iceland, "Kennitala": date of birth (firms 40 more in the day), serial, check
    // digit with weights 3, 2, 7, 6, 5, 4, 3, 2 modulus 11, century.
    Number::new(IS, "is_kennitala", "IS_KENNITALA", "Icelandic identity number (kennitala)")
        .written(&["dddddd-dddd", "dddddd~dddd"], kennitala)
        .raised(&["kennitala", "kt", "kennitolu", "id number", "identity number"]),
    Number::new(IS, "is_vat", "IS_VAT", "Icelandic VAT number (VSK)")
        .written(&["IS~ddddd", "IS~dddddd", "ddddd", "dddddd"], any)
        .context(&["vsk", "vsk-numer", "virdisaukaskattur", "vat"])
        .severity(Low),
    Number::new(IS, "is_passport", "IS_PASSPORT", "Icelandic passport number")
        .written(&["Adddddd", "Addddddd"], any)
        .context(PASSPORT),
];

const CPR: &[&str] = &[
    "cpr",
    "cpr-nummer",
    "cpr-nr",
    "cprnr",
    "cpr nr",
    "personnummer",
    "cpr number",
    "civil registration",
];
const CVR: &[&str] = &["cvr", "cvr-nummer", "cvr-nr", "cvr nr", "se-nummer", "moms", "vat"];

fn cpr(number: &[u8]) -> bool {
    let year = part(number, 4, 6);
    let century = match (at(number, 6), year) {
        (0..=3, _) | (4 | 9, 37..) => 1900,
        (4..=9, 0..=36) | (5..=8, 37..=57) => 2000,
        _ => 1800,
    };
    // Replacement numbers of hospitals have 60 more in the day.
    let day = part(number, 0, 2);
    let day = if day > 60 { day - 60 } else { day };
    is_digits(number, 10) && is_birth(century + year, part(number, 2, 4), day)
}

fn cvr(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"DK").unwrap_or(number);
    is_digits(number, 8)
        && at(number, 0) != 0
        && weighted(number, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn kennitala(number: &[u8]) -> bool {
    let day = part(number, 0, 2);
    let century = match at(number, 9) {
        9 => 1900,
        0 => 2000,
        8 => 1800,
        _ => return false,
    };
    is_digits(number, 10)
        && is_day(
            century + part(number, 4, 6),
            part(number, 2, 4),
            if day > 40 { day - 40 } else { day },
        )
        && weighted(number, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_denmark_and_iceland() {
        // CPR-kontoret's example and python-stdnum.
        assert!(cpr(b"2110625629") && cpr(b"0101110117") && !cpr(b"0001110117"));
        assert!(!cpr(b"3102625629") && !cpr(b"211062562") && !cpr(b"2113625629"));
        assert!(cvr(b"DK13585628") && cvr(b"13585628") && !cvr(b"DK13585627"));
        assert!(kennitala(b"4504013150") && kennitala(b"1201743399") && !kennitala(b"3201743399"));
        assert!(!kennitala(b"5305750299") && !kennitala(b"1201743389"));
    }
}
