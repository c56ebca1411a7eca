//! United States, but for the social security number.

use Country::UnitedStates as US;
use Evidence::{Context, Raised};
use Severity::{High, Medium};

use super::parts::{at, fits, is_digits, last, part};
use super::{Country, Evidence, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const NUMBERS: &[Number] = &[
    // Internal Revenue Service, publication 1915 and IRM 3.21.263: nine digits from 9, with the
    // fourth and fifth from 50 to 65, 70 to 88, 90 to 92 or 94 to 99.
    Number {
        id: "us_itin",
        label: "US_ITIN",
        name: "United States individual taxpayer identification number",
        country: US,
        forms: &["9dd-dd-dddd", "9dd dd dddd"],
        check: itin,
        evidence: Raised,
        words: ITIN_WORDS,
        severity: High,
    },
    Number {
        id: "us_itin",
        label: "US_ITIN",
        name: "United States individual taxpayer identification number",
        country: US,
        forms: &["9dddddddd"],
        check: itin,
        evidence: Context,
        words: ITIN_WORDS,
        severity: High,
    },
    // Internal Revenue Service, form W-7A: nine digits from 9, with 93 in the fourth and fifth.
    Number {
        id: "us_atin",
        label: "US_ATIN",
        name: "United States adoption taxpayer identification number",
        country: US,
        forms: &["9dd~93~dddd"],
        check: any,
        evidence: Context,
        words: &["atin", "adoption taxpayer"],
        severity: High,
    },
    // Internal Revenue Service, "How EINs are assigned and valid EIN prefixes".
    Number {
        id: "us_ein",
        label: "US_EIN",
        name: "United States employer identification number",
        country: US,
        forms: &["dd-ddddddd", "dd ddddddd", "ddddddddd"],
        check: ein,
        evidence: Context,
        words: &[
            "ein",
            "fein",
            "employer identification",
            "employer id",
            "tax id",
            "tax identification",
            "federal id",
            "tin",
        ],
        severity: Medium,
    },
    // Internal Revenue Service, publication 4396: P and eight digits.
    Number {
        id: "us_ptin",
        label: "US_PTIN",
        name: "United States preparer tax identification number",
        country: US,
        forms: &["P~dddddddd"],
        check: any,
        evidence: Context,
        words: &["ptin", "preparer"],
        severity: Medium,
    },
    // American Bankers Association, "Routing number policy and procedures": the first two digits
    // name a Federal Reserve district or a use, weights 3, 7, 1 give a multiple of ten.
    Number {
        id: "us_aba_routing",
        label: "US_ABA_ROUTING",
        name: "United States bank routing number",
        country: US,
        forms: &["ddddddddd", "dddd-dddd-d"],
        check: aba_routing,
        evidence: Context,
        words: &[
            "aba",
            "routing",
            "rtn",
            "transit number",
            "wire",
            "direct deposit",
            "ach",
            "bank number",
        ],
        severity: Medium,
    },
    // Centers for Medicare & Medicaid Services, "Requirements for NPI and NPI check digit": ten
    // digits from 1 or 2, Luhn with the issuer number 80840 before them.
    Number {
        id: "us_npi",
        label: "US_NPI",
        name: "United States national provider identifier",
        country: US,
        forms: &["dddddddddd", "dddd-ddd-ddd", "dddd ddd ddd"],
        check: npi,
        evidence: Context,
        words: &["npi", "national provider", "provider id", "provider number"],
        severity: Medium,
    },
    // 21 CFR 1301 and the Drug Enforcement Administration's practitioner's manual: kind of
    // registrant, first letter of the name or 9, six digits and the last digit of (first + third
    // + fifth) + 2 (second + fourth + sixth).
    Number {
        id: "us_dea",
        label: "US_DEA",
        name: "United States drug enforcement registration number",
        country: US,
        forms: &["ll~ddddddd", "l9~ddddddd"],
        check: dea,
        evidence: Context,
        words: &["dea", "drug enforcement", "prescriber", "registrant", "controlled substance"],
        severity: High,
    },
    // Centers for Medicare & Medicaid Services, "Understanding the Medicare beneficiary
    // identifier format": eleven places, no letters S, L, O, I, B, Z.
    Number {
        id: "us_mbi",
        label: "US_MBI",
        name: "United States Medicare beneficiary identifier",
        country: US,
        forms: &["dlad~lad~lldd"],
        check: mbi,
        evidence: Raised,
        words: &["mbi", "medicare", "beneficiary", "cms"],
        severity: High,
    },
    // Department of State: nine digits, or a letter and eight since 2021.
    Number {
        id: "us_passport",
        label: "US_PASSPORT",
        name: "United States passport number",
        country: US,
        forms: &["ddddddddd", "ldddddddd"],
        check: any,
        evidence: Context,
        words: &["passport", "passports", "travel document"],
        severity: High,
    },
    // American Association of Motor Vehicle Administrators, "Driver license number formats by
    // state", in the order of their length.
    Number {
        id: "us_driver_license",
        label: "US_DRIVER_LICENSE",
        name: "United States driver license number",
        country: US,
        forms: &[
            // Alabama, Alaska, Delaware, District of Columbia, Maine, Oregon and others.
            "ddddddd",
            "dddddddd",
            "ddddddddd",
            "dddddddddd",
            // Hawaii, Massachusetts, Virginia, Arizona, Kansas, Kentucky, Missouri, Nebraska.
            "ldddddddd",
            "ldd~dd~dddd",
            "ldd-ddd-ddd",
            // California, West Virginia, Rhode Island.
            "lddddddd",
            "ldddddd",
            "lldddddd",
            "llddddd",
            // New York, Ohio, Nevada, New Jersey, Wisconsin, Michigan, Maryland, Minnesota,
            // Florida, Illinois.
            "lldddddddd",
            "ddd~ddd~ddd",
            "dddddddddddd",
            "l~dddd~dddd~dddd",
            "l~ddd~ddd~ddd~ddd",
            "lddd~dddd~dddd~dd",
            "ldddddddddddd",
            "lddd~ddd~dd~ddd~d",
            "ldddd~ddddd~ddddd",
            "lddd~dddd~dddd",
            // Idaho, Iowa, New Hampshire, North Dakota, Washington, Vermont.
            "lldddddl",
            "dddlldddd",
            "ddllldddddd",
            "ddlll~ddddd",
            "lll-dd-dddd",
            "llllldddddddd",
            "lllll~dddll",
            "dddddddA",
            "ll-dd-dddd",
        ],
        check: driver_license,
        evidence: Context,
        words: &[
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
        ],
        severity: High,
    },
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
