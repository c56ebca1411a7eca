//! United States, but for the social security number.

use Country::UnitedStates as US;
use Severity::Medium;

use super::parts::{at, fits, is_digits, is_uniform, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const NUMBERS: &[Number] = &[
    // Internal Revenue Service, publication 1915 and IRM 3.21.263: nine digits from 9, with the
    // fourth and fifth from 50 to 65, 70 to 88, 90 to 92 or 94 to 99.
    Number::new(
        US,
        "us_itin",
        "US_ITIN",
        "United States individual taxpayer identification number",
    )
    .written(&["9dd-dd-dddd", "9dd dd dddd"], itin)
    .raised(ITIN_WORDS),
    Number::new(
        US,
        "us_itin",
        "US_ITIN",
        "United States individual taxpayer identification number",
    )
    .written(&["9dddddddd"], itin)
    .context(ITIN_WORDS),
    // Internal Revenue Service, form W-7A: nine digits from 9, with 93 in the fourth and fifth.
    Number::new(US, "us_atin", "US_ATIN", "United States adoption taxpayer identification number")
        .written(&["9dd~93~dddd"], any)
        .context(&["atin", "adoption taxpayer"]),
    // Internal Revenue Service, "How EINs are assigned and valid EIN prefixes".
    Number::new(US, "us_ein", "US_EIN", "United States employer identification number")
        .written(&["dd-ddddddd", "dd ddddddd", "ddddddddd"], ein)
        .context(&[
            "ein",
            "fein",
            "employer identification",
            "employer id",
            "tax id",
            "tax identification",
            "federal id",
            "tin",
        ])
        .severity(Medium),
    // Internal Revenue Service, preparer tax identification: P and eight digits.
    Number::new(US, "us_ptin", "US_PTIN", "United States preparer tax identification number")
        .written(&["P~dddddddd"], any)
        .context(&["ptin", "preparer"])
        .severity(Medium),
    // American Bankers Association, "Routing number policy and procedures": the first two digits
    // name a Federal Reserve district or a use, weights 3, 7, 1 give a multiple of ten.
    Number::new(US, "us_aba_routing", "US_ABA_ROUTING", "United States bank routing number")
        .written(&["ddddddddd", "dddd-dddd-d"], aba_routing)
        .context(&[
            "aba",
            "routing",
            "rtn",
            "transit number",
            "wire",
            "direct deposit",
            "ach",
            "bank number",
        ])
        .severity(Medium),
    // Eight to seventeen digits, without a check that all banks share.
    Number::new(US, "us_bank_account", "US_BANK_ACCOUNT", "United States bank account number")
        .written(
            &[
                "dddddddd",
                "ddddddddd",
                "dddddddddd",
                "ddddddddddd",
                "dddddddddddd",
                "ddddddddddddd",
                "dddddddddddddd",
                "ddddddddddddddd",
                "dddddddddddddddd",
                "ddddddddddddddddd",
            ],
            is_account,
        )
        .context(&[
            "bank account",
            "checking account",
            "savings account",
            "account and routing",
            "routing and account",
            "direct deposit",
        ]),
    // Centers for Medicare & Medicaid Services, "Requirements for NPI and NPI check digit": ten
    // digits from 1 or 2, Luhn with the issuer number 80840 before them.
    Number::new(US, "us_npi", "US_NPI", "United States national provider identifier")
        .written(&["dddddddddd", "dddd-ddd-ddd", "dddd ddd ddd"], npi)
        .context(&["npi", "national provider", "provider id", "provider number"])
        .severity(Medium),
    // 21 CFR 1301 and the Drug Enforcement Administration's practitioner's manual: kind of
    // registrant, first letter of the name or 9, six digits and the last digit of (first + third
    // + fifth) + 2 (second + fourth + sixth).
    Number::new(US, "us_dea", "US_DEA", "United States drug enforcement registration number")
        .written(&["ll~ddddddd", "l9~ddddddd"], dea)
        .context(&["dea", "drug enforcement", "prescriber", "registrant", "controlled substance"]),
    // Centers for Medicare & Medicaid Services, "Understanding the Medicare beneficiary
    // identifier format": eleven places, no letters S, L, O, I, B, Z.
    Number::new(US, "us_mbi", "US_MBI", "United States Medicare beneficiary identifier")
        .written(&["dlad~lad~lldd"], mbi)
        .raised(&["mbi", "medicare", "beneficiary", "cms"]),
    // Department of State: nine digits, or a letter and eight since 2021.
    Number::new(US, "us_passport", "US_PASSPORT", "United States passport number")
        .written(&["ddddddddd", "ldddddddd"], any)
        .context(&["passport", "passports", "travel document"]),
    // American Association of Motor Vehicle Administrators, "Driver license number formats by
    // state".
    Number::new(
        US,
        "us_driver_license",
        "US_DRIVER_LICENSE",
        "United States driver license number",
    )
    .written(
        &[
            // Most states have six to nine digits, some up to fourteen.
            "dddddd",
            "ddddddd",
            "dddddddd",
            "ddddddddd",
            "dddddddddd",
            "ddddddddddd",
            "dddddddddddd",
            "ddddddddddddd",
            "dddddddddddddd",
            // In groups, as some print them.
            "ddd~ddd~ddd",
            "ddd~ddd~dddd",
            "dd~ddd~ddd",
            "ddd~dd~dddd",
            "dddddd-ddd",
            // A letter and digits: Arizona, California, Colorado, Hawaii, Indiana, Kansas,
            // Kentucky, Massachusetts, Missouri, Montana, Nebraska, Nevada, Ohio, Oklahoma,
            // Rhode Island, Virginia, West Virginia.
            "ldddd",
            "lddddd",
            "ldddddd",
            "lddddddd",
            "ldddddddd",
            "lddddddddd",
            "ldddddddddd",
            "ldd~dd~dddd",
            "ldd~ddd~ddd",
            "lddd~ddd~ddd",
            // Florida, Illinois, Maryland, Michigan, Minnesota, Wisconsin, New Jersey.
            "lddddddddddd",
            "ldddddddddddd",
            "lddddddddddddd",
            "lddd~dddd~dddd",
            "lddd~ddd~dd~ddd~d",
            "l~ddd~ddd~ddd~ddd",
            "l~dddd~dddd~dddd",
            "lddd~dddd~dddd~dd",
            "ldddd~ddddd~ddddd",
            // Two letters and digits: Ohio, West Virginia, Colorado, Idaho.
            "lldddd",
            "llddddd",
            "lldddddd",
            "llddddddd",
            "llddddddl",
            // Digits around letters: Iowa, Missouri, New Hampshire, North Dakota, Vermont,
            // Washington.
            "dddlldddd",
            "dddldddddd",
            "lddddddR",
            "ddddddddll",
            "dddddddddl",
            "ddlllddddd",
            "ddllldddddd",
            "lll~dd~dddd",
            "llldddddd",
            "dddddddA",
            "dddddddl",
            "WDLaaaaadaaa",
            "WDLadaaaaaaa",
            "WDLaaadaaaaa",
        ],
        driver_license,
    )
    .context(&[
        "driver license",
        "drivers license",
        "driver's license",
        "driver licence",
        "drivers licence",
        "driver's licence",
        "driving license",
        "driving licence",
        "licence number",
        "license number",
        "license no",
        "dl",
        "dln",
        "dl#",
        "dmv",
        "lic",
        "lic#",
        "cdl",
        "permit",
    ]),
];

const ITIN_WORDS: &[&str] =
    &["itin", "individual taxpayer", "taxpayer id", "taxpayer identification", "tax id", "tin"];

fn itin(number: &[u8]) -> bool {
    fits(number, "9dddddddd") && matches!(part(number, 3, 5), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

fn ein(number: &[u8]) -> bool {
    let prefix = part(number, 0, 2);
    is_digits(number, 9)
        && !matches!(
            prefix,
            0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97
        )
}

fn aba_routing(number: &[u8]) -> bool {
    is_digits(number, 9)
        && matches!(part(number, 0, 2), 0..=12 | 21..=32 | 61..=72 | 80)
        && weighted(number, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
        && part(number, 0, 8) != 0
}

fn npi(number: &[u8]) -> bool {
    let mut full = *b"808400000000000";
    if let Some((_, tail)) = full.split_at_mut_checked(5) {
        tail.iter_mut().zip(number).for_each(|(place, digit)| *place = *digit);
    }
    is_digits(number, 10) && matches!(at(number, 0), 1 | 2) && luhn(&full)
}

fn dea(number: &[u8]) -> bool {
    let sum = weighted(number.get(2..).unwrap_or_default(), &[1, 2, 1, 2, 1, 2]);
    (fits(number, "llddddddd") || fits(number, "l9ddddddd"))
        && number.first().is_some_and(|kind| b"ABCDEFGHJKLMPRSTUX".contains(kind))
        && sum % 10 == last(number)
}

fn mbi(number: &[u8]) -> bool {
    fits(number, "dladladlldd")
        && at(number, 0) != 0
        && !number.iter().any(|byte| b"SLOIBZ".contains(byte))
}

/// Of more than one digit: zeros and the like stand for want of a number.
fn is_account(number: &[u8]) -> bool {
    (8..=17).contains(&number.len()) && is_digits(number, number.len()) && !is_uniform(number)
}

fn driver_license(number: &[u8]) -> bool {
    number.iter().any(|byte| *byte != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_united_states() {
        // python-stdnum and the IRS's table of prefixes.
        assert!(itin(b"912903456") && !itin(b"912934567") && !itin(b"123456789"));
        assert!(ein(b"911144442") && !ein(b"071144442"));
        // validator.js; 111000025 is the Federal Reserve Bank in Dallas.
        assert!(aba_routing(b"111000025") && aba_routing(b"322070381"));
        assert!(!aba_routing(b"112000025") && !aba_routing(b"382070381"));
        // The example of the CMS's paper on the check digit.
        assert!(npi(b"1234567893") && !npi(b"1234567890") && !npi(b"3234567891"));
        // DEA practitioner's manual.
        assert!(dea(b"AB1234563") && dea(b"F91234563") && !dea(b"AB1234564") && !dea(b"IB1234563"));
        // CMS: the example on its specimen card.
        assert!(mbi(b"1EG4TE5MK73") && !mbi(b"1SG4TE5MK73") && !mbi(b"0EG4TE5MK73"));
    }
}
