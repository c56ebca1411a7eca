//! Germany.

use Country::Germany as DE;
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, fits, is_day_of_century, is_digits, last, part};
use super::{Country, Number};
use crate::finding::Severity;
use crate::scan::checksum::{mod_11_10, value, weighted};

pub(super) const NUMBERS: &[Number] = &[
    // Bundeszentralamt fuer Steuern, § 139b AO and IdNrV § 2: eleven digits, no zero first, one
    // digit of the first ten twice or three times and the others at most once, ISO 7064 MOD 11,10.
    Number::new(DE, "de_tax_id", "DE_TAX_ID", "German tax identification number")
        .written(&["dd~ddd~ddd~ddd", "dddddddddd d", "ddd/ddd/dddd/d"], tax_id)
        .raised(&[
            "steuer-id",
            "steuer id",
            "steuerid",
            "steueridentifikationsnummer",
            "steuerliche identifikationsnummer",
            "identifikationsnummer",
            "idnr",
            "id-nr",
            "steuer-idnr",
            "steuer-identifikationsnummer",
            "tin",
            "tax id",
            "tax identification",
        ]),
    // Verordnung ueber die Versicherungsnummer (VKVV) § 2: area, date of birth, initial, serial,
    // check digit with weights 2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1 and cross sums.
    Number::new(DE, "de_social_security", "DE_SOCIAL_SECURITY", "German pension insurance number")
        .written(&["dd~dddddd~l~ddd", "dd dddddd l dd d", "dd dd dd dd l ddd"], social_security)
        .raised(&[
            "sozialversicherungsnummer",
            "sozialversicherung",
            "sv-nummer",
            "svnr",
            "sv-nr",
            "rentenversicherungsnummer",
            "rentenversicherung",
            "rvnr",
            "rv-nummer",
            "versicherungsnummer",
            "vsnr",
            "social security",
            "pension insurance",
        ]),
    // Bundesministerium des Innern, PAuswV: nine places without vowels and some letters; the
    // check digit of ICAO 9303 (weights 7, 3, 1) follows in the machine-readable zone alone.
    Number::new(DE, "de_id_card", "DE_ID_CARD", "German identity card number")
        .written(SERIALS, id_card)
        .context(&[
            "personalausweis",
            "personalausweisnummer",
            "ausweisnummer",
            "ausweis-nr",
            "ausweisnr",
            "ausweis",
            "perso",
            "identity card",
            "id card",
            "id-karte",
            "seriennummer",
        ]),
    Number::new(DE, "de_passport", "DE_PASSPORT", "German passport number")
        .written(SERIALS, serial)
        .context(PASSPORT),
    // SGB V § 290 and GKV-Spitzenverband: a letter, eight digits, check digit by cross sums with
    // weights 1 and 2 where the letter counts as two digits.
    Number::new(DE, "de_health_insurance", "DE_HEALTH_INSURANCE", "German health insurance number")
        .written(&["l~ddd~ddd~ddd", "ldddddddd d"], health_insurance)
        .context(&[
            "krankenversichertennummer",
            "krankenversicherungsnummer",
            "krankenversicherung",
            "krankenkasse",
            "kvnr",
            "kv-nr",
            "kv-nummer",
            "versichertennummer",
            "versicherten-nr",
            "gesundheitskarte",
            "egk",
            "health insurance",
            "versichertennr",
            "krankenkassennummer",
        ]),
    // Kraftfahrt-Bundesamt: authority, serial, check digit or X, number of the copy.
    Number::new(DE, "de_driver_license", "DE_DRIVER_LICENSE", "German driving licence number")
        .written(&["addaaaaaada", "addaaaaaaXa"], driving_license)
        .context(DRIVING),
    // Bundeszentralamt fuer Steuern: DE, nine digits, ISO 7064 MOD 11,10.
    Number::new(DE, "de_vat", "DE_VAT", "German VAT identification number")
        .written(&["DE~ddd~ddd~ddd", "DEddddddddd", "DE ddd.ddd.ddd", "DE ddd,ddd ddd"], vat)
        .alone(VAT_WORDS)
        .severity(Medium),
    Number::new(DE, "de_vat", "DE_VAT", "German VAT identification number")
        .written(&["DE ddddddddd", "DE-ddddddddd"], vat)
        .raised(VAT_WORDS)
        .severity(Medium),
    Number::new(DE, "de_vat", "DE_VAT", "German VAT identification number")
        .written(&["ddd~ddd~ddd"], vat)
        .context(VAT_WORDS)
        .severity(Medium),
    // Bundesministerium der Finanzen, ELSTER, "Pruefung der Steuer- und
    // Steueridentifikationsnummer": tax office, district, serial; thirteen digits begin with the
    // number of the state and have a zero in the fifth place.
    Number::new(DE, "de_tax_number", "DE_TAX_NUMBER", "German tax number")
        .written(&["dd/ddd/ddddd", "ddd/ddd/ddddd", "ddd/dddd/dddd", "0dd/ddd/ddddd"], tax_number)
        .raised(STEUERNUMMER),
    Number::new(DE, "de_tax_number", "DE_TAX_NUMBER", "German tax number")
        .written(
            &[
                "dddddddddd",
                "ddddddddddd",
                "ddddddddddddd",
                "dd ddd ddddd",
                "ddd ddd ddddd",
                "ddd dddd dddd",
                "0dd ddd ddddd",
                "dd ddd dddd d",
            ],
            tax_number,
        )
        .context(STEUERNUMMER),
    // Kassenaerztliche Bundesvereinigung, "Arztnummern": six digits, check digit with weights 4
    // and 9, two digits for the field.
    Number::new(DE, "de_lanr", "DE_LANR", "German physician number")
        .written(&["ddddddddd", "ddddddd dd"], lanr)
        .context(&["lanr", "arztnummer", "arzt-nr", "lebenslange arztnummer", "physician number"])
        .severity(Medium),
    Number::new(DE, "de_bsnr", "DE_BSNR", "German medical practice number")
        .written(&["ddddddddd"], bsnr)
        .context(&["bsnr", "betriebsstattennummer", "betriebsstaettennummer", "nbsnr"])
        .severity(Low),
];

const VAT_WORDS: &[&str] = &[
    "ust-idnr",
    "ust-id",
    "ust id",
    "ustid",
    "umsatzsteuer",
    "umsatzsteuer-id",
    "umsatzsteuer-identifikationsnummer",
    "ust-id-nr",
    "vat",
    "vat id",
    "vat number",
];

const STEUERNUMMER: &[&str] = &[
    "steuernummer",
    "steuer-nr",
    "steuernr",
    "st.-nr",
    "st-nr",
    "stnr",
    "steuer nr",
    "finanzamt",
    "tax number",
];

/// A letter or digit, then at least one digit at any place, with or without the check digit.
const SERIALS: &[&str] = &[
    "ladaaaaaa",
    "laadaaaaa",
    "laaadaaaa",
    "laaaadaaa",
    "laaaaadaa",
    "laaaaaada",
    "laaaaaaad",
    "ldaaaaaaa",
    "laaaaaaaad",
    "laaaaaaaa d",
    "laaaaaaaadD",
];

fn tax_id(number: &[u8]) -> bool {
    let mut counts = [0_u8; 10];
    for byte in number.iter().take(10) {
        if let Some(count) = counts.get_mut(usize::from(byte.wrapping_sub(b'0'))) {
            *count += 1;
        }
    }
    let repeated = counts.iter().filter(|count| **count > 1).count();
    is_digits(number, 11)
        && at(number, 0) != 0
        && repeated == 1
        && counts.iter().all(|count| *count <= 3)
        && !number.windows(3).take(8).any(|run| run.iter().all(|digit| Some(digit) == run.first()))
        && mod_11_10(number)
}

fn social_security(number: &[u8]) -> bool {
    if !fits(number, "ddddddddlddd") {
        return false;
    }
    let letter = at(number, 8) - 9;
    let digits = (0..8).map(|place| at(number, place)).chain([letter / 10, letter % 10]);
    let digits = digits.chain([at(number, 9), at(number, 10)]);
    let sum: u32 =
        digits.zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(d, w)| cross(d * w)).sum();
    // Where the serial numbers of a day were not enough, 50 was added to the day.
    let (day, month, year) = (part(number, 2, 4), part(number, 4, 6), part(number, 6, 8));
    let area = part(number, 0, 2);
    matches!(area, 2..=4 | 8..=21 | 23..=26 | 28 | 29 | 38..=40 | 42..=44 | 48..=82 | 89)
        && is_day_of_century(year, month, if day > 50 { day - 50 } else { day })
        && sum % 10 == last(number)
}

fn cross(number: u32) -> u32 {
    number / 10 + number % 10
}

/// The letters and digits of a serial number: no vowels, and none that reads like another.
fn serial(number: &[u8]) -> bool {
    let number =
        if number.len() == 11 { number.strip_suffix(b"D").unwrap_or(number) } else { number };
    let (Some(serial), checked) = (number.get(..9), number.len() == 10) else { return false };
    let of_set = |byte: &u8| byte.is_ascii_digit() || b"CFGHJKLMNPRTVWXYZ".contains(byte);
    number.first().is_some_and(u8::is_ascii_uppercase)
        && serial.iter().all(of_set)
        && serial.iter().any(u8::is_ascii_digit)
        && (number.len() == 9
            || checked && weighted(serial, &[7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10 == last(number))
}

/// The serial, or the form until 2010: T and eight digits.
fn id_card(number: &[u8]) -> bool {
    serial(number) && part(number, 1, 9) != 0
}

fn health_insurance(number: &[u8]) -> bool {
    let letter = at(number, 0).saturating_sub(9);
    let digits =
        [letter / 10, letter % 10].into_iter().chain((1..9).map(|place| at(number, place)));
    let sum: u32 = digits.enumerate().map(|(place, d)| cross(d * (1 + place as u32 % 2))).sum();
    fits(number, "lddddddddd") && sum % 10 == last(number)
}

fn driving_license(number: &[u8]) -> bool {
    // Weights 9 to 1 over the first nine places, ten as X.
    let sum = weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    let check = number.get(9).and_then(|byte| value(*byte)).map(|v| if v == 33 { 10 } else { v });
    number.len() == 11 && check == Some(sum)
}

fn vat(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"DE").unwrap_or(number);
    is_digits(number, 9) && at(number, 0) != 0 && mod_11_10(number)
}

fn tax_number(number: &[u8]) -> bool {
    let state = matches!(
        part(number, 0, 2),
        10..=12 | 21..=24 | 26..=32 | 40 | 41 | 51..=56 | 57 | 58 | 90..=99
    );
    match number.len() {
        10 | 11 => is_digits(number, number.len()) && part(number, 0, 9) != 0,
        13 => is_digits(number, 13) && state && at(number, 4) == 0,
        _ => false,
    }
}

fn lanr(number: &[u8]) -> bool {
    let sum = weighted(number, &[4, 9, 4, 9, 4, 9]);
    is_digits(number, 9) && (10 - sum % 10) % 10 == at(number, 6)
}

fn bsnr(number: &[u8]) -> bool {
    is_digits(number, 9) && part(number, 0, 9) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_germany() {
        // Bundeszentralamt fuer Steuern and python-stdnum.
        assert!(tax_id(b"36574261809") && tax_id(b"86095742719") && !tax_id(b"36574261890"));
        assert!(!tax_id(b"12345678903") && !tax_id(b"11123456786") && !tax_id(b"06574261809"));
        // presidio; the first is the example of the pension insurance.
        assert!(social_security(b"15070649C103") && social_security(b"65070803A019"));
        assert!(!social_security(b"15070649C100") && !social_security(b"15071349C103"));
        assert!(!social_security(b"15420649C103") && !social_security(b"150706491103"));
        // The specimens of the Ministry of the Interior.
        assert!(id_card(b"L01X00T47") && id_card(b"L01X00T471") && id_card(b"T220001293"));
        assert!(!id_card(b"L01X00T472") && !id_card(b"A01X00T47") && !id_card(b"T00000000"));
        assert!(serial(b"C01X00T47") && serial(b"C01X00T478") && serial(b"C01X00T478D"));
        assert!(!serial(b"C01X00T479") && !serial(b"IOQSUBDE1"));
        assert!(health_insurance(b"A123456780") && health_insurance(b"Z000000005"));
        assert!(!health_insurance(b"A123456787") && !health_insurance(b"1123456780"));
        // The specimen of the Bundesdruckerei.
        assert!(driving_license(b"B072RRE2I55") && !driving_license(b"B072RRE2I65"));
        assert!(vat(b"DE136695976") && vat(b"136695976") && !vat(b"136695978"));
        assert!(tax_number(b"2181508150") && tax_number(b"2613081508153"));
        assert!(
            !tax_number(b"2613181508153")
                && !tax_number(b"9913081508153".get(..12).unwrap_or_default())
        );
        assert!(
            lanr(b"123456601") && !lanr(b"123456901") && bsnr(b"021234568") && !bsnr(b"000000000")
        );
    }
}
