//! Canada.

use Country::Canada as CA;
use Severity::Low;

use super::parts::{DRIVING, PASSPORT, at, fits, is_day_of_century, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const NUMBERS: &[Number] = &[
    // Service Canada, "Social Insurance Number Code of Practice": nine digits, Luhn, not from
    // 8; from 0 are tax numbers of those who have none.
    Number::new(CA, "ca_sin", "CA_SIN", "Canadian social insurance number")
        .written(&["ddd-ddd-ddd", "ddd ddd ddd"], sin)
        .raised(SIN),
    Number::new(CA, "ca_sin", "CA_SIN", "Canadian social insurance number")
        .written(&["ddddddddd"], sin)
        .context(SIN),
    // Canada Revenue Agency: nine digits with Luhn, a program, four digits.
    Number::new(CA, "ca_bn", "CA_BN", "Canadian business number")
        .written(
            &[
                "ddddddddd~RC~dddd",
                "ddddddddd~RT~dddd",
                "ddddddddd~RP~dddd",
                "ddddddddd~RM~dddd",
                "dddddddddRC~dddd",
                "ddddddddd RCdddd",
                "ddddddddd RTdddd",
                "ddddddddd RPdddd",
                "ddddd dddd RC dddd",
                "ddddd dddd RT dddd",
            ],
            bn,
        )
        .alone(&["business number", "gst", "hst", "numero d'entreprise", "bn"])
        .severity(Low),
    Number::new(CA, "ca_bn", "CA_BN", "Canadian business number")
        .written(&["ddddddddd", "ddddd dddd"], bn)
        .context(&["business number", "gst", "hst", "numero d'entreprise", "bn"])
        .severity(Low),
    // Ontario Ministry of Health, "Health card validation": ten digits with Luhn, a version of
    // two letters.
    Number::new(CA, "ca_on_health", "CA_ON_HEALTH", "Ontario health card number")
        .written(&["dddd~ddd~ddd", "dddd~ddd~ddd~ll", "dddddddddd~ll", "dddd-ddd-ddd-l"], ontario)
        .context(HEALTH),
    // Regie de l'assurance maladie du Quebec: four letters of the name, date of birth (women 50
    // more in the month), two digits.
    Number::new(CA, "ca_qc_health", "CA_QC_HEALTH", "Quebec health insurance number")
        .written(&["llll~dddd~dddd", "llll dddddddd"], quebec)
        .raised(HEALTH),
    // Medical Services Plan of British Columbia: ten digits from 9, weights 2, 4, 8, 5, 10, 9, 7,
    // 3, modulus 11.
    Number::new(CA, "ca_bc_health", "CA_BC_HEALTH", "British Columbia personal health number")
        .written(&["9ddd~ddd~ddd"], british_columbia)
        .context(HEALTH),
    // Alberta, Manitoba, Saskatchewan, New Brunswick: nine digits.
    Number::new(CA, "ca_health", "CA_HEALTH", "Canadian provincial health number")
        .written(&["ddddddddd", "ddddd-dddd", "ddd~ddd~ddd"], any)
        .context(HEALTH),
    Number::new(CA, "ca_passport", "CA_PASSPORT", "Canadian passport number")
        .written(&["lldddddd", "ldddddd~ll"], any)
        .context(PASSPORT),
    // Ontario, Quebec; Newfoundland, Nova Scotia; British Columbia, Saskatchewan; Alberta;
    // Manitoba.
    Number::new(CA, "ca_driver_license", "CA_DRIVER_LICENSE", "Canadian driver licence number")
        .written(
            &[
                "ldddd~ddddd~ddddd",
                "ldddd~dddddd~dd",
                "ldddddddddddd",
                "ldddddddddddddd",
                "lllll~ddddddddd",
                "ddddddd",
                "dddddddd",
                "dddddd-ddd",
                "ll~ll~ll~ldddll",
                "ldddddddddlldd",
            ],
            any,
        )
        .context(DRIVING),
];

const SIN: &[&str] = &[
    "sin",
    "social insurance",
    "social insurance number",
    "nas",
    "assurance sociale",
    "numero d'assurance sociale",
    "tax number",
];
const HEALTH: &[&str] = &[
    "health card",
    "health number",
    "health insurance",
    "ohip",
    "phn",
    "personal health number",
    "msp",
    "ramq",
    "assurance maladie",
    "carte soleil",
    "carte d'assurance maladie",
    "ahcip",
    "care card",
    "carecard",
    "medicare",
    "hcn",
];

fn sin(number: &[u8]) -> bool {
    is_digits(number, 9) && at(number, 0) != 8 && part(number, 0, 9) != 0 && luhn(number)
}

fn bn(number: &[u8]) -> bool {
    let Some((head, tail)) = number.split_at_checked(9) else { return false };
    let program = matches!(tail.get(..2), Some(b"RC" | b"RM" | b"RP" | b"RT" | b"RR"));
    is_digits(head, 9)
        && part(head, 0, 9) != 0
        && luhn(head)
        && (tail.is_empty() || program && is_digits(tail.get(2..).unwrap_or_default(), 4))
}

fn ontario(number: &[u8]) -> bool {
    let Some((head, version)) = number.split_at_checked(10) else { return false };
    is_digits(head, 10)
        && at(head, 0) != 0
        && version.len() <= 2
        && version.iter().all(u8::is_ascii_uppercase)
        && luhn(head)
}

fn quebec(number: &[u8]) -> bool {
    let month = part(number, 6, 8);
    fits(number, "lllldddddddd")
        && is_day_of_century(
            part(number, 4, 6),
            if month > 50 { month - 50 } else { month },
            part(number, 8, 10),
        )
}

fn british_columbia(number: &[u8]) -> bool {
    let digits = number.get(1..).unwrap_or_default();
    let check = (11 - weighted(digits, &[2, 4, 8, 5, 10, 9, 7, 3]) % 11) % 11;
    is_digits(number, 10) && at(number, 0) == 9 && check == last(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_canada() {
        // python-stdnum and validator.js.
        assert!(sin(b"123456782") && sin(b"521719666") && !sin(b"823456785") && !sin(b"123456783"));
        assert!(
            bn(b"123026635RC0001")
                && bn(b"123026635")
                && !bn(b"123456783")
                && !bn(b"123026635ZZ0001")
        );
        assert!(british_columbia(b"9698658215") && !british_columbia(b"9698648215"));
        assert!(ontario(b"1234567897") && ontario(b"1234567897AB") && !ontario(b"1234567898AB1"));
        assert!(quebec(b"TREM82531517") && !quebec(b"TREM82731517"));
    }
}
