//! Sweden, Norway and Finland.

use Country::{Finland as FI, Norway as NO, Sweden as SE};
use Severity::{Low, Medium};

use super::parts::{
    DRIVING, PASSPORT, at, decimal, fits, is_birth, is_day, is_day_of_century, is_digits, last,
    part,
};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const SWEDEN: &[Number] = &[
    // Skatteverket, SKV 704: date of birth, three digits, Luhn over the last ten; the
    // coordination number (samordningsnummer) has 60 more in the day. A plus stands in place of
    // the hyphen from the age of a hundred.
    Number::new(SE, "se_personnummer", "SE_PERSONNUMMER", "Swedish personal identity number")
        .written(
            &[
                "dddddd-dddd",
                "dddddd+dddd",
                "dddddddd-dddd",
                "dddddddd+dddd",
                "dd-dd-dd-dddd",
                "dddddd dddd",
                "dddddddd dddd",
                "dddd-dd-dddd",
                "ddddddd-dddd",
            ],
            personnummer,
        )
        .raised(PERSON),
    Number::new(SE, "se_personnummer", "SE_PERSONNUMMER", "Swedish personal identity number")
        .written(&["dddddddddd", "dddddddddddd"], personnummer)
        .context(PERSON),
    // Skatteverket, SKV 709: ten digits, the third at least 2, Luhn.
    Number::new(SE, "se_company", "SE_COMPANY", "Swedish company number")
        .written(&["dddddd~dddd", "16dddddd~dddd"], orgnr)
        .context(&[
            "organisationsnummer",
            "organisationsnr",
            "org.nr",
            "org nr",
            "orgnr",
            "foretag",
        ])
        .severity(Low),
    Number::new(SE, "se_vat", "SE_VAT", "Swedish VAT number")
        .written(&["SEdddddddddddd", "SE~dddddd-dddd-01", "SE~dddddddddd~01"], vat_se)
        .alone(&["momsnummer", "moms", "momsregistreringsnummer", "vat"])
        .severity(Medium),
    Number::new(SE, "se_vat", "SE_VAT", "Swedish VAT number")
        .written(&["SE dddddddddddd", "SE-dddddddddddd"], vat_se)
        .raised(&["momsnummer", "moms", "momsregistreringsnummer", "vat"])
        .severity(Medium),
    Number::new(SE, "se_passport", "SE_PASSPORT", "Swedish passport number")
        .written(&["dddddddd", "lldddddd"], any)
        .context(PASSPORT),
    Number::new(SE, "se_driver_license", "SE_DRIVER_LICENSE", "Swedish driving licence number")
        .written(&["dddddd-dddd"], personnummer)
        .context(DRIVING),
];

pub(super) const NORWAY: &[Number] = &[
    // Skatteetaten, "Fodselsnummer": date of birth, three digits, two check digits modulus 11;
    // 40 more in the day for a D number, 40 more in the month for an H number, 65 and 80 for
    // tests.
    Number::new(NO, "no_fodselsnummer", "NO_FODSELSNUMMER", "Norwegian national identity number")
        .written(
            &[
                "dddddd ddddd",
                "dddddd-ddddd",
                "dddddd ddd dd",
                "dddddd-ddd-dd",
                "dd.dd.dd ddddd",
                "dd dd dd ddddd",
            ],
            fodselsnummer,
        )
        .alone(&[
            "fodselsnummer",
            "fodselsnr",
            "personnummer",
            "f.nr",
            "fnr",
            "d-nummer",
            "national id",
            "identity number",
        ]),
    Number::new(NO, "no_fodselsnummer", "NO_FODSELSNUMMER", "Norwegian national identity number")
        .written(&["ddddddddddd", "dddddd.ddddd"], fodselsnummer)
        .raised(&[
            "fodselsnummer",
            "fodselsnr",
            "personnummer",
            "f.nr",
            "fnr",
            "d-nummer",
            "national id",
            "identity number",
        ]),
    // Bronnoysundregistrene: nine digits from 8 or 9, weights 3, 2, 7, 6, 5, 4, 3, 2, modulus 11.
    Number::new(NO, "no_company", "NO_COMPANY", "Norwegian organisation number")
        .written(&["ddd~ddd~ddd"], orgnr_no)
        .context(&["organisasjonsnummer", "org.nr", "orgnr", "org nr", "foretak"])
        .severity(Low),
    Number::new(NO, "no_vat", "NO_VAT", "Norwegian VAT number")
        .written(
            &[
                "ddd~ddd~ddd~MVA",
                "NO~ddd~ddd~ddd~MVA",
                "dddddddddMVA",
                "ddd ddd dddMVA",
                "ddddddddd MVA",
                "NOdddddddddMVA",
                "NO ddddddddd MVA",
            ],
            mva,
        )
        .alone(&["mva", "merverdiavgift", "vat"])
        .severity(Medium),
    Number::new(NO, "no_vat", "NO_VAT", "Norwegian VAT number")
        .written(&["NO dddddddddMVA"], mva)
        .raised(&["mva", "merverdiavgift", "vat"])
        .severity(Medium),
    // Finans Norge: eleven digits, weights 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, modulus 11.
    Number::new(NO, "no_bank_account", "NO_BANK_ACCOUNT", "Norwegian bank account number")
        .written(&["dddd.dd.ddddd", "dddd~dd~ddddd", "dddd.ddddddd"], kontonr)
        .context(&["kontonummer", "kontonr", "konto", "bank account"]),
    Number::new(NO, "no_passport", "NO_PASSPORT", "Norwegian passport number")
        .written(&["dddddddd", "lldddddd", "lllddddd"], any)
        .context(PASSPORT),
];

pub(super) const FINLAND: &[Number] = &[
    // Digi- ja vaestotietovirasto, asetus 128/2010 and 690/2022: date of birth, a sign for the
    // century, serial, a check letter of the nine digits by 31.
    Number::new(FI, "fi_hetu", "FI_HETU", "Finnish personal identity code (HETU)")
        .written(
            &[
                "dddddd-ddda",
                "dddddd+ddda",
                "ddddddAddda",
                "ddddddBddda",
                "ddddddCddda",
                "ddddddDddda",
                "ddddddEddda",
                "ddddddFddda",
                "ddddddUddda",
                "ddddddVddda",
                "ddddddWddda",
                "ddddddXddda",
                "ddddddYddda",
            ],
            hetu,
        )
        .alone(&[
            "hetu",
            "henkilotunnus",
            "henkilotunnuksesi",
            "sosiaaliturvatunnus",
            "sotu",
            "personbeteckning",
            "identity code",
            "social security",
        ]),
    // Patentti- ja rekisterihallitus: seven digits, weights 7, 9, 10, 5, 8, 4, 2, modulus 11.
    Number::new(FI, "fi_company", "FI_COMPANY", "Finnish business identity code")
        .written(&["ddddddd-d"], ytunnus)
        .context(&["y-tunnus", "ytunnus", "fo-nummer", "business id", "lytunnus"])
        .severity(Low),
    Number::new(FI, "fi_vat", "FI_VAT", "Finnish VAT number")
        .written(&["FIdddddddd", "FI~ddddddd-d"], ytunnus)
        .alone(&["alv", "alv-numero", "arvonlisavero", "mervarsskatt", "vat"])
        .severity(Medium),
    Number::new(FI, "fi_vat", "FI_VAT", "Finnish VAT number")
        .written(&["FI dddddddd", "FI-dddddddd"], ytunnus)
        .raised(&["alv", "alv-numero", "arvonlisavero", "mervarsskatt", "vat"])
        .severity(Medium),
    // Verohallinto: twelve digits, without a published check.
    Number::new(FI, "fi_tax_number", "FI_TAX_NUMBER", "Finnish construction tax number")
        .written(&["dddddddddddd"], any)
        .context(&["veronumero", "veronro", "skattenummer"]),
    Number::new(FI, "fi_passport", "FI_PASSPORT", "Finnish passport number")
        .written(&["llddddddd"], any)
        .context(PASSPORT),
];

const PERSON: &[&str] = &[
    "personnummer",
    "personnr",
    "person nr",
    "pnr",
    "p-nr",
    "samordningsnummer",
    "fodelsenummer",
    "personal identity number",
    "personal number",
];

fn personnummer(number: &[u8]) -> bool {
    let Some(short) = number.len().checked_sub(10).and_then(|skip| number.get(skip..)) else {
        return false;
    };
    let (year, month, day) = (part(short, 0, 2), part(short, 2, 4), part(short, 4, 6));
    let day = if day > 60 { day - 60 } else { day };
    let date = match number.len() {
        10 => is_day_of_century(year, month, day),
        12 => matches!(part(number, 0, 2), 18..=20) && is_birth(part(number, 0, 4), month, day),
        _ => false,
    };
    is_digits(number, number.len()) && date && luhn(short)
}

fn orgnr(number: &[u8]) -> bool {
    let number =
        if number.len() == 12 { number.strip_prefix(b"16").unwrap_or(number) } else { number };
    is_digits(number, 10) && at(number, 0) != 0 && luhn(number)
}

fn vat_se(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"SE").unwrap_or(number);
    let Some((company, suffix)) = digits.split_at_checked(10) else { return false };
    orgnr(company) && suffix == b"01"
}

fn fodselsnummer(number: &[u8]) -> bool {
    let (day, month, year) = (part(number, 0, 2), part(number, 2, 4), part(number, 4, 6));
    let day = if day > 40 { day - 40 } else { day };
    let month = match month {
        81..=92 => month - 80,
        66..=77 => month - 65,
        41..=52 => month - 40,
        _ => month,
    };
    // The serial tells the century.
    let year = match (part(number, 6, 9), year) {
        (0..=499, _) => 1900 + year,
        (500..=749, 54..) => 1800 + year,
        (500..=999, 0..=39) => 2000 + year,
        (900..=999, 40..) => 1900 + year,
        _ => return false,
    };
    is_digits(number, 11)
        && is_birth(year, month, day)
        && weighted(number, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(number, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn orgnr_no(number: &[u8]) -> bool {
    is_digits(number, 9)
        && part(number, 0, 9) != 0
        && weighted(number, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn mva(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"NO").unwrap_or(number);
    number.strip_suffix(b"MVA").is_some_and(orgnr_no)
}

fn kontonr(number: &[u8]) -> bool {
    // Accounts of the post bank begin with four zeros and are checked from there.
    let checked =
        if number.starts_with(b"0000") { number.get(4..).unwrap_or_default() } else { number };
    let by_eleven = weighted(number, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    is_digits(number, 11)
        && decimal(number, 0, 11) != 0
        && if checked.len() == 7 { luhn(checked) } else { by_eleven }
}

fn hetu(number: &[u8]) -> bool {
    // The hyphen and the plus do not stand in the compact form.
    let (century, rest) = match (number.len(), number.get(6)) {
        (10, _) => (19, number.get(6..)),
        (11, Some(b'A'..=b'F')) => (20, number.get(7..)),
        (11, Some(b'U'..=b'Y')) => (19, number.get(7..)),
        _ => return false,
    };
    let rest = rest.unwrap_or_default();
    let (day, month, year) = (part(number, 0, 2), part(number, 2, 4), part(number, 4, 6));
    let value = decimal(number, 0, 6) * 1000 + decimal(rest, 0, 3);
    const SIGNS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    is_digits(number.get(..6).unwrap_or_default(), 6)
        && fits(rest, "ddda")
        && (is_day(century * 100 + year, month, day)
            || number.len() == 10 && is_day(1800 + year, month, day))
        && matches!(part(rest, 0, 3), 2..=899)
        && SIGNS.get((value % 31) as usize) == rest.last()
}

fn ytunnus(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"FI").unwrap_or(number);
    is_digits(number, 8)
        && part(number, 0, 7) != 0
        && weighted(number, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11)
        && last(number) < 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_sweden_norway_and_finland() {
        // Skatteverket's example 811228-9874 and python-stdnum.
        assert!(personnummer(b"8112289874") && personnummer(b"198112289874"));
        assert!(personnummer(b"6709199530") && !personnummer(b"8112289875"));
        assert!(
            !personnummer(b"8113289874")
                && !personnummer(b"811228987")
                && !personnummer(b"178112289874")
        );
        assert!(orgnr(b"1234567897") && !orgnr(b"1234567891"));
        assert!(vat_se(b"SE123456789701") && !vat_se(b"SE123456789101"));
        assert!(fodselsnummer(b"15108695088") && fodselsnummer(b"10048745526"));
        assert!(!fodselsnummer(b"15108695077") && !fodselsnummer(b"19575770838"));
        assert!(orgnr_no(b"988077917") && mva(b"NO995525828MVA") && !mva(b"NO995525829MVA"));
        assert!(kontonr(b"86011117947") && kontonr(b"00004090403") && !kontonr(b"86011117949"));
        // Vaestorekisterikeskus: 131052-308T.
        assert!(hetu(b"131052308T") && hetu(b"131052A308T") && !hetu(b"131052308U"));
        assert!(!hetu(b"131352308T") && !hetu(b"131052G308T") && !hetu(b"131052000V"));
        assert!(ytunnus(b"20774740") && ytunnus(b"FI20774740") && !ytunnus(b"FI20774741"));
    }
}
