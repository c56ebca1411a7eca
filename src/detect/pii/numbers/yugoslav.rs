//! Slovenia, Croatia, Bosnia and Herzegovina, Serbia, Montenegro, North Macedonia and Albania.

use Country::{
    Albania as AL, BosniaAndHerzegovina as BA, Croatia as HR, Montenegro as ME,
    NorthMacedonia as MK, Serbia as RS, Slovenia as SI,
};
use Severity::{Low, Medium};

use super::parts::{PASSPORT, at, fits, is_birth, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{mod_11_10, weighted};

pub(super) const SLOVENIA: &[Number] = &[
    // Zakon o centralnem registru prebivalstva: as the Yugoslav number of 1977, see `jmbg`.
    Number::new(SI, "si_emso", "SI_EMSO", "Slovenian personal number (EMSO)")
        .written(&["ddddddddddddd"], jmbg)
        .alone(&["emso", "enotna maticna stevilka", "personal number", "national id"]),
    // Financna uprava: eight digits, weights 8 to 2, modulus 11.
    Number::new(SI, "si_vat", "SI_VAT", "Slovenian tax and VAT number")
        .written(&["SIdddddddd", "SI~dddd~dddd"], ddv)
        .alone(DDV)
        .severity(Medium),
    Number::new(SI, "si_vat", "SI_VAT", "Slovenian tax and VAT number")
        .written(&["SI dddddddd", "SI-dddddddd"], ddv)
        .raised(DDV)
        .severity(Medium),
    Number::new(SI, "si_vat", "SI_VAT", "Slovenian tax and VAT number")
        .written(&["dddddddd"], ddv)
        .context(DDV),
    // AJPES: seven digits, weights 7 to 2, modulus 11, and three for a part of a firm.
    Number::new(SI, "si_company", "SI_COMPANY", "Slovenian company number")
        .written(&["ddddddd", "dddddddddd", "ddddddd ddd", "dddddddldd"], maticna)
        .context(&["maticna stevilka", "maticna", "maticna st", "company number"])
        .severity(Low),
    Number::new(SI, "si_passport", "SI_PASSPORT", "Slovenian passport number")
        .written(&["llddddddd", "lldddddd"], any)
        .context(PASSPORT),
];

pub(super) const CROATIA: &[Number] = &[
    // Zakon o osobnom identifikacijskom broju, NN 60/08: eleven digits, ISO 7064 MOD 11,10.
    Number::new(HR, "hr_oib", "HR_OIB", "Croatian personal identification number (OIB)")
        .written(&["ddddddddddd"], oib)
        .context(OIB),
    Number::new(HR, "hr_oib", "HR_OIB", "Croatian VAT number (OIB)")
        .written(&["HRddddddddddd"], oib)
        .alone(OIB),
    Number::new(HR, "hr_oib", "HR_OIB", "Croatian VAT number (OIB)")
        .written(&["HR ddddddddddd", "HR-ddddddddddd"], oib)
        .raised(OIB),
    Number::new(HR, "hr_jmbg", "HR_JMBG", "Croatian citizen number (JMBG)")
        .written(&["ddddddddddddd"], jmbg)
        .alone(JMBG),
    Number::new(HR, "hr_passport", "HR_PASSPORT", "Croatian passport number")
        .written(&["ddddddddd"], any)
        .context(PASSPORT),
    Number::new(HR, "hr_id_card", "HR_ID_CARD", "Croatian identity card number")
        .written(&["ddddddddd"], any)
        .context(&[
            "osobna iskaznica",
            "broj osobne",
            "osobne iskaznice",
            "identity card",
            "id card",
        ]),
];

pub(super) const SERBIA: &[Number] = &[
    Number::new(RS, "rs_jmbg", "RS_JMBG", "Serbian citizen number (JMBG)")
        .written(&["ddddddddddddd"], jmbg)
        .alone(JMBG),
    // Poreska uprava: nine digits, ISO 7064 MOD 11,10.
    Number::new(RS, "rs_pib", "RS_PIB", "Serbian tax number (PIB)")
        .written(&["ddddddddd", "RS~ddddddddd"], pib)
        .context(&["pib", "poreski identifikacioni broj", "poreski broj", "pdv", "vat"])
        .severity(Medium),
    Number::new(RS, "rs_passport", "RS_PASSPORT", "Serbian passport number")
        .written(&["ddddddddd"], any)
        .context(PASSPORT),
];

pub(super) const BOSNIA_AND_HERZEGOVINA: &[Number] = &[
    Number::new(BA, "ba_jmbg", "BA_JMBG", "Bosnian citizen number (JMBG)")
        .written(&["ddddddddddddd"], jmbg)
        .alone(JMBG),
    Number::new(BA, "ba_passport", "BA_PASSPORT", "Bosnian passport number")
        .written(&["lddadaddd", "ldddddddd"], any)
        .context(PASSPORT),
];

pub(super) const MONTENEGRO: &[Number] = &[
    Number::new(ME, "me_jmbg", "ME_JMBG", "Montenegrin citizen number (JMBG)")
        .written(&["ddddddddddddd"], jmbg)
        .alone(JMBG),
    // Poreska uprava Crne Gore: eight digits, weights 8 to 2, modulus 11.
    Number::new(ME, "me_pib", "ME_PIB", "Montenegrin tax number (PIB)")
        .written(&["dddddddd"], pib_me)
        .context(&["pib", "poreski broj", "pdv", "vat"])
        .severity(Medium),
];

pub(super) const NORTH_MACEDONIA: &[Number] = &[
    Number::new(MK, "mk_embg", "MK_EMBG", "Macedonian citizen number (EMBG)")
        .written(&["ddddddddddddd"], jmbg)
        .alone(&["embg", "maticen broj", "edinstven maticen broj", "national id"]),
    // Uprava za javni prihodi: thirteen digits, weights 7 to 2 twice, modulus 11.
    Number::new(MK, "mk_edb", "MK_EDB", "Macedonian tax number (EDB)")
        .written(&["ddddddddddddd", "MK~ddddddddddddd"], edb)
        .context(&["edb", "danocen broj", "ddv", "vat"])
        .severity(Medium),
];

pub(super) const ALBANIA: &[Number] = &[
    // Drejtoria e Pergjithshme e Tatimeve: a letter for the decade, eight digits, a letter.
    Number::new(AL, "al_nipt", "AL_NIPT", "Albanian tax number (NIPT)")
        .written(&["lddddddddl", "AL~lddddddddl", "l dddddddd l"], nipt)
        .context(&["nipt", "nuis", "numri i identifikimit", "tvsh", "vat"])
        .severity(Medium),
    // General Directorate of Civil Status: decade, year, month (women 50 more), day, serial, and a
    // letter from A to W.
    Number::new(AL, "al_nid", "AL_NID", "Albanian personal number (NID)")
        .written(&["lddddddddl"], nid)
        .context(&[
            "numri personal",
            "nid",
            "leternjoftim",
            "karte identiteti",
            "identity card",
            "national id",
        ]),
];

const DDV: &[&str] = &["ddv", "davcna stevilka", "davcna st", "id za ddv", "tax number", "vat"];
const OIB: &[&str] =
    &["oib", "osobni identifikacijski broj", "pdv", "vat", "tax id", "national id"];
const JMBG: &[&str] =
    &["jmbg", "maticni broj", "jedinstveni maticni broj", "national id", "citizen number"];

/// The citizen number of Yugoslavia (law of 1976): day, month, three digits of the year, region,
/// serial, check digit with weights 7 to 2 twice, modulus 11.
fn jmbg(number: &[u8]) -> bool {
    let year = match part(number, 4, 7) {
        year @ 800.. => 1000 + year,
        year => 2000 + year,
    };
    is_digits(number, 13) && is_birth(year, part(number, 2, 4), part(number, 0, 2)) && edb(number)
}

fn edb(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"MK").unwrap_or(number);
    let sum = weighted(number, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    is_digits(number, 13) && part(number, 0, 9) != 0 && (11 - sum % 11) % 11 % 10 == last(number)
}

fn ddv(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"SI").unwrap_or(number);
    let check = 11 - weighted(number, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    is_digits(number, 8) && at(number, 0) != 0 && check != 11 && check % 10 == last(number)
}

fn maticna(number: &[u8]) -> bool {
    let (Some(head), Some(unit)) = (number.get(..7), number.get(7..)) else { return false };
    let check = 11 - weighted(head, &[7, 6, 5, 4, 3, 2]) % 11;
    is_digits(head, 7)
        && (unit.is_empty() || fits(unit, "add"))
        && check != 11
        && check % 10 == last(head)
}

fn oib(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"HR").unwrap_or(number);
    is_digits(number, 11) && mod_11_10(number)
}

fn pib(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"RS").unwrap_or(number);
    is_digits(number, 9) && part(number, 0, 8) != 0 && mod_11_10(number)
}

fn pib_me(number: &[u8]) -> bool {
    let check = (11 - weighted(number, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10;
    is_digits(number, 8) && part(number, 0, 7) != 0 && check == last(number)
}

fn nipt(number: &[u8]) -> bool {
    let number =
        if number.len() == 12 { number.strip_prefix(b"AL").unwrap_or(number) } else { number };
    fits(number, "lddddddddl") && matches!(number.first(), Some(b'A'..=b'M'))
}

fn nid(number: &[u8]) -> bool {
    let month = part(number, 2, 4);
    let month = if month > 50 { month - 50 } else { month };
    let decade = at(number, 0) * 10;
    // A is the decade of 1800, and J that of 1890; K begins 1900 and U 2000.
    fits(number, "lddddddddl")
        && is_birth(1700 + decade + at(number, 1), month, part(number, 4, 6))
        && matches!(number.last(), Some(b'A'..=b'W'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_western_balkans() {
        // python-stdnum.
        assert!(jmbg(b"0101006500006") && jmbg(b"1508995500237") && !jmbg(b"0101006500007"));
        assert!(!jmbg(b"3202006500008") && !jmbg(b"010100650000"));
        assert!(ddv(b"SI50223054") && !ddv(b"50223055"));
        assert!(maticna(b"1876031010") && !maticna(b"2961970") && !maticna(b"12345"));
        assert!(oib(b"HR33392005961") && !oib(b"33392005962"));
        assert!(
            pib(b"100125276") && !pib(b"100125277") && pib_me(b"02766515") && !pib_me(b"02766516")
        );
        assert!(edb(b"4028008507070") && !edb(b"4028008507071"));
        assert!(nipt(b"K36520204A") && nipt(b"ALJ93910409N") && !nipt(b"X36520204A"));
        assert!(nid(b"I05101999I") && !nid(b"J31399999A"));
    }
}
