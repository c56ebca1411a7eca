//! Poland.

use Country::Poland as PL;
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, decimal, fits, is_day, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const NUMBERS: &[Number] = &[
    // Ministerstwo Cyfryzacji, "Numer PESEL": date of birth with the century in the month,
    // serial, check digit with weights 1, 3, 7, 9.
    Number::new(PL, "pl_pesel", "PL_PESEL", "Polish national identification number (PESEL)")
        .written(&["ddddddddddd"], pesel)
        .raised(&["pesel", "numer pesel", "nr pesel", "identification number", "national id"]),
    // Ministerstwo Finansow, ustawa z 13 pazdziernika 1995: weights 6, 5, 7, 2, 3, 4, 5, 6, 7,
    // modulus 11.
    Number::new(PL, "pl_nip", "PL_NIP", "Polish tax identification number (NIP)")
        .written(&["ddd-ddd-dd-dd", "ddd-dd-dd-ddd", "ddd ddd dd dd", "dddddddddd"], nip)
        .context(NIP),
    Number::new(PL, "pl_vat", "PL_VAT", "Polish VAT number")
        .written(&["PLdddddddddd", "PL ddd-ddd-dd-dd", "PL~ddd~ddd~dd~dd"], nip)
        .alone(NIP)
        .severity(Medium),
    Number::new(PL, "pl_vat", "PL_VAT", "Polish VAT number")
        .written(&["PL dddddddddd", "PL-dddddddddd"], nip)
        .raised(NIP)
        .severity(Medium),
    // Glowny Urzad Statystyczny: nine digits, or fourteen for a local unit, modulus 11.
    Number::new(PL, "pl_regon", "PL_REGON", "Polish business register number (REGON)")
        .written(&["ddddddddd", "dddddddddddddd", "ddd~ddd~ddd"], regon)
        .context(&["regon", "numer regon", "nr regon"])
        .severity(Low),
    // Ministerstwo Spraw Wewnetrznych, "Dowod osobisty": three letters, a check digit, five
    // digits, weights 7, 3, 1.
    Number::new(PL, "pl_id_card", "PL_ID_CARD", "Polish identity card number")
        .written(&["lll~dddddd"], id_card)
        .raised(&[
            "dowod osobisty",
            "dowodu osobistego",
            "nr dowodu",
            "numer dowodu",
            "seria i numer",
            "identity card",
            "id card",
        ]),
    // Ministerstwo Spraw Wewnetrznych: two letters and seven digits.
    Number::new(PL, "pl_passport", "PL_PASSPORT", "Polish passport number")
        .written(&["ll~ddddddd"], any)
        .context(PASSPORT),
    Number::new(PL, "pl_driver_license", "PL_DRIVER_LICENSE", "Polish driving licence number")
        .written(&["ddddd/dd/dddd"], any)
        .context(DRIVING),
];

const NIP: &[&str] =
    &["nip", "numer nip", "nr nip", "identyfikacji podatkowej", "vat", "tax id", "ust-id"];

fn pesel(number: &[u8]) -> bool {
    let month = part(number, 2, 4);
    let century = match month / 20 {
        0 => 1900,
        1 => 2000,
        2 => 2100,
        3 => 2200,
        _ => 1800,
    };
    is_digits(number, 11)
        && is_day(century + part(number, 0, 2), month % 20, part(number, 4, 6))
        && weighted(number, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

fn nip(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"PL").unwrap_or(number);
    is_digits(number, 10)
        && part(number, 0, 9) != 0
        && weighted(number, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(number)
}

fn regon(number: &[u8]) -> bool {
    let Some(head) = number.get(..9) else { return false };
    let short = weighted(head, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == last(head);
    let long = || {
        let sum = weighted(number, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]);
        sum % 11 % 10 == last(number)
    };
    decimal(head, 0, 8) != 0 && short && (is_digits(number, 9) || is_digits(number, 14) && long())
}

fn id_card(number: &[u8]) -> bool {
    fits(number, "llldddddd")
        && weighted(number, &[7, 3, 1, 9, 7, 3, 1, 7, 3]).is_multiple_of(10)
        && at(number, 0) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_poland() {
        // The Ministry's example 44051401359 and python-stdnum.
        assert!(pesel(b"44051401359") && pesel(b"02070803628") && !pesel(b"44051401358"));
        assert!(!pesel(b"44131401358") && !pesel(b"4405140135") && !pesel(b"44053201353"));
        assert!(nip(b"8567346215") && nip(b"PL8567346215") && !nip(b"8567346216"));
        assert!(regon(b"192598184") && regon(b"12345678512347") && !regon(b"12345678612342"));
        assert!(!regon(b"192598183") && id_card(b"ABA300000") && !id_card(b"ABA400000"));
    }
}
