//! India, Pakistan and Sri Lanka.

use Country::{India as IN, Pakistan as PK, SriLanka as LK};
use Severity::Medium;

use super::parts::{DRIVING, PASSPORT, at, fits, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, value, verhoeff};

pub(super) const INDIA: &[Number] = &[
    // Unique Identification Authority of India, "A UID numbering scheme": twelve digits from 2,
    // Verhoeff, no palindrome.
    Number::new(IN, "in_aadhaar", "IN_AADHAAR", "Indian Aadhaar number")
        .written(&["dddd dddd dddd", "dddd-dddd-dddd"], aadhaar)
        .raised(&[
            "aadhaar",
            "aadhar",
            "adhaar",
            "aadhaar no",
            "uid",
            "uidai",
            "unique identification",
        ]),
    Number::new(IN, "in_aadhaar", "IN_AADHAAR", "Indian Aadhaar number")
        .written(&["dddddddddddd"], aadhaar)
        .context(&[
            "aadhaar",
            "aadhar",
            "adhaar",
            "aadhaar no",
            "uid",
            "uidai",
            "unique identification",
        ]),
    // The same authority: sixteen digits in its place.
    Number::new(IN, "in_aadhaar_vid", "IN_AADHAAR_VID", "Indian Aadhaar virtual number")
        .written(&["dddd~dddd~dddd~dddd"], virtual_id)
        .context(&["vid", "virtual id", "aadhaar", "aadhar", "uidai"]),
    // Income-tax Department, rule 114: three letters, kind of holder, first letter of the name,
    // four digits, a letter.
    Number::new(IN, "in_pan", "IN_PAN", "Indian permanent account number (PAN)")
        .written(&["lllllddddl"], pan)
        .raised(&["pan", "pan card", "pan no", "pan number", "permanent account", "income tax"]),
    Number::new(IN, "in_pan", "IN_PAN", "Indian permanent account number (PAN)")
        .written(&["lllll~dddd~l"], pan)
        .context(&["pan", "pan card", "pan no", "pan number", "permanent account", "income tax"]),
    // Goods and Services Tax Network: state, PAN, entity, Z, check character modulus 36.
    Number::new(IN, "in_gstin", "IN_GSTIN", "Indian goods and services tax number (GSTIN)")
        .written(&["ddlllllddddlala", "ddlllllddddldZa"], gstin)
        .alone(&["gstin", "gst", "gst no", "gst number", "goods and services"])
        .severity(Medium),
    // Election Commission of India: three letters, seven digits, Luhn.
    Number::new(
        IN,
        "in_voter_id",
        "IN_VOTER_ID",
        "Indian elector photo identity card number (EPIC)",
    )
    .written(&["lll~ddddddd"], voter)
    .raised(&["voter", "voter id", "epic", "election card", "elector", "electoral"]),
    Number::new(IN, "in_passport", "IN_PASSPORT", "Indian passport number")
        .written(&["l~ddddddd", "l dd ddddd"], any)
        .context(PASSPORT),
    // Ministry of Road Transport and Highways: state, office, year, seven digits.
    Number::new(IN, "in_driver_license", "IN_DRIVER_LICENSE", "Indian driving licence number")
        .written(
            &["lldd~ddddddddddd", "ll-ddddddddddddd", "lldd dddd ddddddd", "ll-dd-dddd-ddddddd"],
            licence,
        )
        .context(DRIVING),
    // Employees' Provident Fund Organisation: twelve digits.
    Number::new(IN, "in_uan", "IN_UAN", "Indian universal account number (UAN)")
        .written(&["dddddddddddd"], |number| is_digits(number, 12))
        .context(&["uan", "epf", "provident fund", "universal account"]),
    // Reserve Bank of India: bank, a zero, branch.
    Number::new(IN, "in_ifsc", "IN_IFSC", "Indian bank branch code (IFSC)")
        .written(&["llll0dddddd"], any)
        .context(&["ifsc", "ifsc code", "neft", "rtgs", "imps", "branch"])
        .severity(Medium),
];

pub(super) const PAKISTAN: &[Number] = &[
    // National Database and Registration Authority: province and place, family, sex (odd for men).
    Number::new(PK, "pk_cnic", "PK_CNIC", "Pakistani identity card number (CNIC)")
        .written(&["ddddd-ddddddd-d"], cnic)
        .raised(CNIC),
    Number::new(PK, "pk_cnic", "PK_CNIC", "Pakistani identity card number (CNIC)")
        .written(&["ddddddddddddd"], cnic)
        .context(CNIC),
    Number::new(PK, "pk_passport", "PK_PASSPORT", "Pakistani passport number")
        .written(&["llddddddd"], any)
        .context(PASSPORT),
];

pub(super) const SRI_LANKA: &[Number] = &[
    // Department for Registration of Persons: year, day of the year (women 500 more), serial,
    // check digit, V or X; twelve digits since 2016.
    Number::new(LK, "lk_nic", "LK_NIC", "Sri Lankan national identity card number (NIC)")
        .written(&["dddddddddV", "dddddddddX"], nic)
        .raised(NIC),
    Number::new(LK, "lk_nic", "LK_NIC", "Sri Lankan national identity card number (NIC)")
        .written(&["dddddddddddd"], nic)
        .context(NIC),
];

const CNIC: &[&str] =
    &["cnic", "nic", "nicop", "shanakhti", "shanakhti card", "national identity", "id card"];
const NIC: &[&str] = &["nic", "national identity", "identity card", "id number"];

fn aadhaar(number: &[u8]) -> bool {
    is_digits(number, 12)
        && at(number, 0) >= 2
        && !number.iter().eq(number.iter().rev())
        && verhoeff(number)
}

fn virtual_id(number: &[u8]) -> bool {
    is_digits(number, 16)
        && at(number, 0) >= 2
        && !number.iter().eq(number.iter().rev())
        && verhoeff(number)
}

fn pan(number: &[u8]) -> bool {
    fits(number, "lllllddddl")
        && number.get(3).is_some_and(|kind| b"ABCEFGHJKLPT".contains(kind))
        && part(number, 5, 9) != 0
}

fn gstin(number: &[u8]) -> bool {
    let Some((body, check)) = number.split_at_checked(14) else { return false };
    let sum: u32 = body
        .iter()
        .enumerate()
        .map(|(place, byte)| {
            let product = value(*byte).unwrap_or(0) * (1 + place as u32 % 2);
            product / 36 + product % 36
        })
        .sum();
    number.len() == 15
        && matches!(part(number, 0, 2), 1..=38 | 97 | 99)
        && pan(number.get(2..12).unwrap_or_default())
        && at(number, 12) != 0
        && number.get(13) == Some(&b'Z')
        && (36 - sum % 36) % 36 == last(check)
}

fn voter(number: &[u8]) -> bool {
    fits(number, "lllddddddd") && part(number, 3, 9) != 0 && number.get(3..).is_some_and(luhn)
}

fn licence(number: &[u8]) -> bool {
    fits(number, "llddddddddddddd") && matches!(part(number, 4, 8), 1950..=2100)
}

fn cnic(number: &[u8]) -> bool {
    is_digits(number, 13) && matches!(at(number, 0), 1..=7) && last(number) != 0
}

fn nic(number: &[u8]) -> bool {
    let day = |from| part(number, from, from + 3) % 500;
    match number.len() {
        10 => {
            (fits(number, "dddddddddV") || fits(number, "dddddddddX")) && matches!(day(2), 1..=366)
        }
        12 => {
            is_digits(number, 12)
                && matches!(part(number, 0, 4), 1900..=2100)
                && matches!(day(4), 1..=366)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_south_asia() {
        // python-stdnum and validator.js.
        assert!(aadhaar(b"234123412346") && aadhaar(b"298448863364") && !aadhaar(b"234123412347"));
        assert!(!aadhaar(b"222222222222") && !aadhaar(b"123412341234"));
        assert!(virtual_id(b"2341234123412341") && !virtual_id(b"2341234123412342"));
        assert!(pan(b"ACUPA7085R") && !pan(b"ABMXA3211G") && !pan(b"ACUPA0000R"));
        assert!(
            gstin(b"27AAPFU0939F1ZV") && !gstin(b"27AAPFU0939F1ZO") && !gstin(b"00AAPFU0939F1ZV")
        );
        assert!(voter(b"WKH1186253") && !voter(b"WKH1186263"));
        assert!(licence(b"MH1420110062821") && !licence(b"MH1418110062821"));
        assert!(cnic(b"3420108912318") && !cnic(b"3420108912310") && !cnic(b"9420108912318"));
        assert!(nic(b"722222222V") && nic(b"199951501234") && !nic(b"994001234V"));
    }
}
