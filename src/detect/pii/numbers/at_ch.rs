//! Austria, Switzerland and Liechtenstein.

use Country::{Austria as AT, Liechtenstein as LI, Switzerland as CH};
use Severity::{Low, Medium};

use super::parts::{PASSPORT, at, fits, is_day_of_century, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const AUSTRIA: &[Number] = &[
    // Dachverband der Sozialversicherungstraeger: serial, check digit in the fourth place, date
    // of birth; a month from 13 to 15 where there are no serials left. Weights 3, 7, 9, 5, 8, 4,
    // 2, 1, 6, modulus 11.
    Number::new(AT, "at_social_security", "AT_SOCIAL_SECURITY", "Austrian social insurance number")
        .written(&["dddd~dddddd", "dddd~dd~dd~dd", "dddd dd.dd.dd"], vnr)
        .raised(&[
            "sozialversicherungsnummer",
            "sv-nummer",
            "svnr",
            "sv-nr",
            "versicherungsnummer",
            "vsnr",
            "sozialversicherung",
            "e-card",
            "social security",
            "social insurance",
        ]),
    // Bundesministerium fuer Finanzen: tax office, serial, check digit by cross sums.
    Number::new(AT, "at_tax_number", "AT_TAX_NUMBER", "Austrian tax number")
        .written(&["dd-ddd/dddd", "dd~ddd~dddd"], tin)
        .context(&[
            "steuernummer",
            "abgabenkontonummer",
            "steuer-nr",
            "steuernr",
            "finanzamt",
            "tax number",
            "tin",
        ]),
    // Bundesministerium fuer Finanzen, BMF-010219: ATU and eight digits.
    Number::new(AT, "at_vat", "AT_VAT", "Austrian VAT identification number")
        .written(&["ATUdddddddd", "AT-U-dddddddd", "ATU ddd ddd dd"], vat)
        .alone(&["uid", "uid-nummer", "umsatzsteuer", "ust-id", "vat"])
        .severity(Medium),
    Number::new(AT, "at_vat", "AT_VAT", "Austrian VAT identification number")
        .written(&["AT Udddddddd", "AT U dddddddd", "ATU dddddddd", "Udddddddd"], vat)
        .raised(&["uid", "uid-nummer", "umsatzsteuer", "ust-id", "vat"])
        .severity(Medium),
    // Justiz, Firmenbuch: up to six digits and a check letter.
    Number::new(AT, "at_company", "AT_COMPANY", "Austrian company register number")
        .written(&["FN~dddddd~l", "FN~ddddd~l", "FN dddddd l", "FN ddddddl", "FN dddddl"], company)
        .raised(&["firmenbuch", "firmenbuchnummer", "fn"])
        .severity(Low),
    Number::new(AT, "at_company", "AT_COMPANY", "Austrian company register number")
        .written(&["dddddd~l", "ddddd~l"], company)
        .context(&["firmenbuch", "firmenbuchnummer", "fn", "fb-nr"])
        .severity(Low),
    Number::new(AT, "at_passport", "AT_PASSPORT", "Austrian passport number")
        .written(&["l~ddddddd", "lldddddd", "llddddddd"], any)
        .context(PASSPORT),
    Number::new(AT, "at_id_card", "AT_ID_CARD", "Austrian identity card number")
        .written(&["ddddddd", "dddddddd", "llddddddd"], any)
        .context(&["personalausweis", "ausweisnummer", "identity card", "id card", "ausweis"]),
];

pub(super) const SWITZERLAND: &[Number] = &[
    // Bundesamt fuer Sozialversicherungen, "Die neue AHV-Nummer": 756, nine digits, check digit
    // of EAN-13.
    Number::new(
        CH,
        "ch_social_security",
        "CH_SOCIAL_SECURITY",
        "Swiss social insurance number (AHV, AVS)",
    )
    .written(&["756~dddd~dddd~dd"], ahv)
    .alone(&[
        "ahv",
        "ahv-nummer",
        "ahv-nr",
        "ahvn13",
        "avs",
        "numero avs",
        "no avs",
        "sozialversicherungsnummer",
        "oasi",
        "social security",
        "assurance sociale",
        "avs-ai",
    ]),
    // Bundesamt fuer Statistik, UIDV: CHE, nine digits with weights 5, 4, 3, 2, 7, 6, 5, 4,
    // modulus 11; as a VAT number with a suffix in the language of the canton.
    Number::new(CH, "ch_vat", "CH_VAT", "Swiss VAT number")
        .written(
            &[
                "CHE~ddd~ddd~ddd~MWST",
                "CHE~ddd~ddd~ddd~TVA",
                "CHE~ddd~ddd~ddd~IVA",
                "CHE-ddd.ddd.ddd MWST",
                "CHE-ddd.ddd.ddd TVA",
                "CHE-ddd.ddd.ddd IVA",
                "CHE-ddd.ddd.ddd TPV",
                "CHE-ddd.ddd.dddMWST",
                "CHE-ddd.ddd.dddTVA",
                "CHE-ddd.ddd.dddIVA",
                "CHE-ddddddddd MWST",
                "CHE-ddddddddd TVA",
                "CHE-ddddddddd IVA",
                "CHEddddddddd MWST",
                "CHEddddddddd TVA",
                "CHEddddddddd IVA",
            ],
            uid,
        )
        .alone(&["mwst", "tva", "iva", "tpv", "mehrwertsteuer", "vat"])
        .severity(Medium),
    Number::new(CH, "ch_vat", "CH_VAT", "Swiss VAT number")
        .written(
            &[
                "ddd.ddd.ddd MWST",
                "ddd.ddd.ddd TVA",
                "ddd.ddd.ddd IVA",
                "ddd.ddd.ddd",
                "dddddddddMWST",
                "dddddddddTVA",
                "dddddddddIVA",
                "ddddddddd",
                "CHE-dddddddddMWST",
                "CHE-dddddddddTVA",
                "CHE-dddddddddIVA",
                "CHE-ddd.ddd.ddd",
            ],
            uid,
        )
        .context(&["mwst", "mwst-nummer", "tva", "iva", "mehrwertsteuer", "uid", "vat"])
        .severity(Medium),
    Number::new(CH, "ch_uid", "CH_UID", "Swiss enterprise identification number")
        .written(&["CHE-ddd.ddd.ddd", "CHE~ddd~ddd~ddd", "CHE~ddddddddd"], uid)
        .alone(&["uid", "ide", "idi", "unternehmens-identifikationsnummer", "enterprise"])
        .severity(Low),
    Number::new(CH, "ch_passport", "CH_PASSPORT", "Swiss passport number")
        .written(&["l~ddddddd", "ladadadd", "laaaaaad"], any)
        .context(PASSPORT),
    Number::new(CH, "ch_id_card", "CH_ID_CARD", "Swiss identity card number")
        .written(&["lddddddd", "laaaaaad"], any)
        .context(&[
            "identitatskarte",
            "carte d'identite",
            "carta d'identita",
            "identity card",
            "id card",
            "ausweis",
        ]),
];

pub(super) const LIECHTENSTEIN: &[Number] = &[
    // Steuerverwaltung: up to twelve digits, without a check.
    Number::new(
        LI,
        "li_tax_id",
        "LI_TAX_ID",
        "Liechtenstein personal identification number (PEID)",
    )
    .written(
        &["ddddd", "dddddd", "ddddddd", "dddddddd", "ddddddddd", "dddddddddd", "dddddddddddd"],
        peid,
    )
    .context(&["peid", "personenidentifikationsnummer", "steuernummer"]),
    Number::new(LI, "li_passport", "LI_PASSPORT", "Liechtenstein passport number")
        .written(&["lddddd"], any)
        .context(PASSPORT),
];

fn vnr(number: &[u8]) -> bool {
    let sum = weighted(number, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11;
    let (day, month, year) = (part(number, 4, 6), part(number, 6, 8), part(number, 8, 10));
    let month_exists = matches!(month, 13..=15) && matches!(day, 1..=31);
    is_digits(number, 10)
        && at(number, 0) != 0
        && (month_exists || is_day_of_century(year, month, day))
        && sum == at(number, 3)
}

fn tin(number: &[u8]) -> bool {
    is_digits(number, 9) && part(number, 0, 9) != 0 && luhn(number)
}

fn vat(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"AT").unwrap_or(number);
    let Some(digits) = number.strip_prefix(b"U") else { return false };
    // Luhn with four more in the sum.
    let sum: u32 = (0..7).map(|place| cross(at(digits, place) * (1 + place as u32 % 2))).sum();
    is_digits(digits, 8) && (sum + 4 + last(digits)).is_multiple_of(10)
}

fn cross(number: u32) -> u32 {
    number / 10 + number % 10
}

fn company(number: &[u8]) -> bool {
    const LETTERS: &[u8; 17] = b"ABDFGHIKMPSTVWXYZ";
    let number = number.strip_prefix(b"FN").unwrap_or(number);
    let Some((letter, digits)) = number.split_last() else { return false };
    let weights = [6, 4, 14, 15, 10, 1];
    let sum =
        weighted(digits, weights.get(6_usize.saturating_sub(digits.len())..).unwrap_or_default());
    (4..=6).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
        && LETTERS.get((sum % 17) as usize) == Some(letter)
}

fn ahv(number: &[u8]) -> bool {
    let sum = weighted(number, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    fits(number, "756dddddddddd") && sum.is_multiple_of(10)
}

fn uid(number: &[u8]) -> bool {
    let rest = number.strip_prefix(b"CHE").unwrap_or(number);
    let Some((digits, suffix)) = rest.split_at_checked(9) else { return false };
    let sum = weighted(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 1]);
    is_digits(digits, 9)
        && matches!(suffix, b"" | b"MWST" | b"TVA" | b"IVA" | b"TPV")
        && sum.is_multiple_of(11)
}

fn peid(number: &[u8]) -> bool {
    (4..=12).contains(&number.len())
        && number.iter().all(u8::is_ascii_digit)
        && part(number, 0, 9) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_austria_switzerland_and_liechtenstein() {
        // python-stdnum; 1237 010180 is the example of the Austrian social insurance.
        assert!(vnr(b"1237010180") && !vnr(b"2237010180") && !vnr(b"1237320180"));
        assert!(tin(b"591199013") && tin(b"931736581") && !tin(b"591199014"));
        assert!(vat(b"ATU13585627") && vat(b"U13585627") && !vat(b"U13585626"));
        assert!(company(b"FN122119M") && company(b"122119M") && !company(b"M123123"));
        assert!(ahv(b"7569217076985") && !ahv(b"7569217076984") && !ahv(b"1234567891019"));
        assert!(uid(b"CHE100155212") && uid(b"CHE107787577IVA") && !uid(b"CHE107787578IVA"));
        assert!(!uid(b"CHE107787577ZZZ") && peid(b"00001234567") && !peid(b"123"));
    }
}
