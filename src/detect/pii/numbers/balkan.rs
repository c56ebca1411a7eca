//! Romania and Bulgaria.

use Country::{Bulgaria as BG, Romania as RO};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, is_day, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const ROMANIA: &[Number] = &[
    // Legea 105/1996, HG 1375/2006: sex and century, date of birth, county, serial, check digit
    // with weights 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9, modulus 11.
    Number::new(RO, "ro_cnp", "RO_CNP", "Romanian personal numeric code (CNP)")
        .written(&["d dddddd dddddd", "d-dddddd-dddddd", "d dddddd dd dddd"], cnp)
        .alone(&["cnp", "cod numeric personal", "personal numeric code", "national id"]),
    Number::new(RO, "ro_cnp", "RO_CNP", "Romanian personal numeric code (CNP)")
        .written(&["ddddddddddddd"], cnp)
        .raised(&["cnp", "cod numeric personal", "personal numeric code", "national id"]),
    // Agentia Nationala de Administrare Fiscala: two to ten digits, weights 7, 5, 3, 2, 1, 7, 5,
    // 3, 2, times ten, modulus 11.
    Number::new(RO, "ro_cui", "RO_CUI", "Romanian company tax number (CUI, CIF)")
        .written(
            &[
                "ROdddddd",
                "ROddddddd",
                "ROdddddddd",
                "ROddddddddd",
                "ROdddddddddd",
                "RO ddd ddd dd",
            ],
            cui,
        )
        .alone(CUI)
        .severity(Medium),
    Number::new(RO, "ro_cui", "RO_CUI", "Romanian company tax number (CUI, CIF)")
        .written(
            &[
                "RO dddddd",
                "RO-dddddd",
                "RO ddddddd",
                "RO-ddddddd",
                "RO dddddddd",
                "RO-dddddddd",
                "RO ddddddddd",
                "RO-ddddddddd",
                "RO dddddddddd",
                "RO-dddddddddd",
            ],
            cui,
        )
        .raised(CUI)
        .severity(Medium),
    Number::new(RO, "ro_cui", "RO_CUI", "Romanian company tax number (CUI, CIF)")
        .written(&["dddddd", "ddddddd", "dddddddd", "ddddddddd", "dddddddddd", "ddd ddd dd"], cui)
        .context(CUI)
        .severity(Medium),
    // Oficiul National al Registrului Comertului: kind, county, serial, year; since 2024 kind,
    // year, serial, county, check digit.
    Number::new(RO, "ro_onrc", "RO_ONRC", "Romanian trade register number")
        .written(
            &[
                "ldd/d/dddd",
                "ldd/ddd/dd.dd.dddd",
                "ldd/dddd/dd.dd.dddd",
                "ldd dd dddd",
                "ldd ddd dddd",
                "ldd dddd dddd",
                "ldd/dd/dddd",
                "ldd/ddd/dddd",
                "ldd/dddd/dddd",
                "ldd/ddddd/dddd",
                "ld/d/dddd",
                "ld/dd/dddd",
                "ld/ddd/dddd",
                "ld/dddd/dddd",
                "ld/ddddd/dddd",
                "ldddddddddddddd",
                "lddddddddddddd",
            ],
            onrc,
        )
        .context(&[
            "registrul comertului",
            "nr. reg. com",
            "reg. com",
            "orc",
            "trade register",
            "inregistrare",
        ])
        .severity(Low),
    Number::new(RO, "ro_id_card", "RO_ID_CARD", "Romanian identity card number")
        .written(&["ll~dddddd", "ll~ddddddd"], any)
        .context(&[
            "carte de identitate",
            "buletin",
            "ci seria",
            "seria",
            "act de identitate",
            "identity card",
            "id card",
        ]),
    Number::new(RO, "ro_passport", "RO_PASSPORT", "Romanian passport number")
        .written(&["dddddddd", "ddddddddd"], any)
        .context(PASSPORT),
    Number::new(RO, "ro_driver_license", "RO_DRIVER_LICENSE", "Romanian driving licence number")
        .written(&["lddddddddl"], any)
        .context(DRIVING),
];

pub(super) const BULGARIA: &[Number] = &[
    // GRAO, Naredba RD-02-20-9: date of birth with the century in the month, serial, check digit
    // with weights 2, 4, 8, 5, 10, 9, 7, 3, 6, modulus 11.
    Number::new(BG, "bg_egn", "BG_EGN", "Bulgarian personal identity number (EGN)")
        .written(&["dddddddddd"], egn)
        .raised(&[
            "egn",
            "edinen grazhdanski nomer",
            "personal number",
            "national id",
            "uniform civil number",
        ]),
    // Ministry of the Interior: ten digits of a foreigner, weights 21, 19, 17, 13, 11, 9, 7, 3, 1.
    Number::new(BG, "bg_pnf", "BG_PNF", "Bulgarian personal number of a foreigner (LNCH)")
        .written(&["dddddddddd", "dddd~ddd~ddd"], pnf)
        .context(&["lnch", "lnc", "lichen nomer na chuzhdenets", "foreigner number"]),
    // National Revenue Agency: nine digits of a firm with weights 1 to 8, or 3 to 10 where the
    // rest is ten; ten digits of a person.
    Number::new(BG, "bg_vat", "BG_VAT", "Bulgarian VAT number")
        .written(&["BGddddddddd", "BGdddddddddd", "BG~ddd~ddd~ddd"], vat)
        .alone(VAT)
        .severity(Medium),
    Number::new(BG, "bg_vat", "BG_VAT", "Bulgarian VAT number")
        .written(&["BG ddddddddd", "BG-ddddddddd", "BG dddddddddd", "BG-dddddddddd"], vat)
        .raised(VAT)
        .severity(Medium),
    Number::new(BG, "bg_vat", "BG_VAT", "Bulgarian company number (EIK)")
        .written(&["ddddddddd", "dddddddddd"], vat)
        .context(VAT)
        .severity(Medium),
    Number::new(BG, "bg_passport", "BG_PASSPORT", "Bulgarian passport number")
        .written(&["ddddddddd"], any)
        .context(PASSPORT),
];

const CUI: &[&str] = &[
    "cui",
    "cif",
    "cod fiscal",
    "cod unic de inregistrare",
    "cod de identificare fiscala",
    "tva",
    "vat",
];
const VAT: &[&str] = &["eik", "bulstat", "dds", "dds nomer", "vat"];

/// Bucharest and its sectors, the counties, and who registered abroad or from it.
fn is_county(county: u32) -> bool {
    matches!(county, 1..=52 | 70 | 80..=83)
}

fn cnp(number: &[u8]) -> bool {
    let year = part(number, 1, 3);
    let (month, day) = (part(number, 3, 5), part(number, 5, 7));
    let date = match at(number, 0) {
        1 | 2 => is_day(1900 + year, month, day),
        3 | 4 => is_day(1800 + year, month, day),
        5 | 6 => is_day(2000 + year, month, day),
        // Residents and foreigners: the century is not told.
        7..=9 => is_day(2000 + year, month, day),
        _ => false,
    };
    let check = weighted(number, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    is_digits(number, 13)
        && date
        && is_county(part(number, 7, 9))
        && last(number) == if check == 10 { 1 } else { check }
}

fn cui(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"RO").unwrap_or(number);
    let Some((_, digits)) = number.split_last() else { return false };
    let weights = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    let skip = weights.len().saturating_sub(digits.len());
    let sum = weighted(digits, weights.get(skip..).unwrap_or_default());
    (2..=10).contains(&number.len())
        && is_digits(number, number.len())
        && at(number, 0) != 0
        && sum * 10 % 11 % 10 == last(number)
}

fn onrc(number: &[u8]) -> bool {
    let Some((kind, digits)) = number.split_first() else { return false };
    let count = digits.len();
    if !matches!(kind, b'J' | b'F' | b'C') || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    // The letter counts as the last digit of its code.
    let sum = || u32::from(kind % 10) + (0..12).map(|place| at(digits, place)).sum::<u32>();
    let year = part(digits, count.saturating_sub(4), count);
    let dated = || {
        let date = count.saturating_sub(8);
        let (day, month) = (part(digits, date, date + 2), part(digits, date + 2, date + 4));
        // The year alone, or the whole date.
        (6..=15).contains(&count)
            && (1990..=2024).contains(&year)
            && (count <= 11 || is_day(year, month, day))
    };
    let county = part(digits, 10, 12);
    let since_2024 = count == 13
        && matches!(part(digits, 0, 4), 1990..=2100)
        && (county == 0 || is_county(county))
        && sum() % 10 == last(digits);
    since_2024 || dated()
}

fn egn(number: &[u8]) -> bool {
    let (century, month) = match part(number, 2, 4) {
        month @ 41.. => (2000, month - 40),
        month @ 21.. => (1800, month - 20),
        month => (1900, month),
    };
    is_digits(number, 10)
        && is_day(century + part(number, 0, 2), month, part(number, 4, 6))
        && weighted(number, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == last(number)
}

fn pnf(number: &[u8]) -> bool {
    is_digits(number, 10)
        && part(number, 0, 9) != 0
        && weighted(number, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == last(number)
}

fn vat(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"BG").unwrap_or(number);
    if number.len() == 10 {
        let other = (11 - weighted(number, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        return is_digits(number, 10) && (egn(number) || pnf(number) || other == last(number));
    }
    let check = match weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
        10 => weighted(number, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
        check => check,
    };
    is_digits(number, 9) && part(number, 0, 8) != 0 && check == last(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_romania_and_bulgaria() {
        // python-stdnum.
        assert!(cnp(b"1630615123457") && cnp(b"8001011234563") && !cnp(b"1630615123458"));
        assert!(!cnp(b"1632215123457") && !cnp(b"1630615993454") && !cnp(b"0800101221142"));
        assert!(cui(b"RO18547290") && cui(b"18547290") && !cui(b"18547291") && !cui(b"1"));
        assert!(onrc(b"J2007007766403") && onrc(b"J402232012") && !onrc(b"X402232012"));
        assert!(egn(b"7523169263") && egn(b"7501020018") && !egn(b"8019010008"));
        assert!(pnf(b"7111042925") && !pnf(b"7111042922"));
        assert!(vat(b"BG175074752") && !vat(b"175074751"));
    }
}
