//! Turkey, Israel, Iran, Egypt, Saudi Arabia and the Emirates.

use Country::{
    Egypt as EG, Iran as IR, Israel as IL, SaudiArabia as SA, Turkey as TR,
    UnitedArabEmirates as AE,
};
use Severity::{Low, Medium};

use super::parts::{PASSPORT, at, fits, is_day, is_digits, is_uniform, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const TURKEY: &[Number] = &[
    // Nufus ve Vatandaslik Isleri: eleven digits, no zero first; the tenth is seven times the
    // sum of the odd places less that of the even ones, the last the sum of ten, by 10.
    Number::new(TR, "tr_national_id", "TR_NATIONAL_ID", "Turkish identification number (TCKN)")
        .written(&["ddddddddddd", "ddd~ddd~ddd~dd"], tckn)
        .raised(&[
            "tc kimlik",
            "t.c. kimlik",
            "kimlik no",
            "kimlik numarasi",
            "tckn",
            "tc no",
            "national id",
        ]),
    // Gelir Idaresi Baskanligi: ten digits with a check digit of powers of two by 9.
    Number::new(TR, "tr_tax_number", "TR_TAX_NUMBER", "Turkish tax number (VKN)")
        .written(&["dddddddddd", "ddd~ddd~dddd"], vkn)
        .context(&[
            "vergi kimlik",
            "vergi no",
            "vergi numarasi",
            "vkn",
            "vergi dairesi",
            "tax number",
        ])
        .severity(Medium),
    Number::new(TR, "tr_passport", "TR_PASSPORT", "Turkish passport number")
        .written(&["l~dddddddd"], any)
        .context(PASSPORT),
];

pub(super) const ISRAEL: &[Number] = &[
    // Population and Immigration Authority: nine digits, Luhn; zeros at the front may be missing.
    Number::new(IL, "il_national_id", "IL_NATIONAL_ID", "Israeli identity number")
        .written(&["ddddddddd", "dddddddd-d", "ddddddd-d", "dddddddd"], teudat_zehut)
        .context(&[
            "teudat zehut",
            "mispar zehut",
            "zehut",
            "t.z",
            "identity number",
            "id number",
            "national id",
            "תעודת זהות",
            "מספר זהות",
        ]),
    // Registrar of Companies: nine digits from 5, Luhn.
    Number::new(IL, "il_company", "IL_COMPANY", "Israeli company number")
        .written(&["5dddddddd", "5d-ddddddd"], company)
        .context(&["h.p", "hp", "het pe", "company number", "hevra"])
        .severity(Low),
    Number::new(IL, "il_passport", "IL_PASSPORT", "Israeli passport number")
        .written(&["dddddddd", "ddddddddd"], any)
        .context(PASSPORT),
];

pub(super) const IRAN: &[Number] = &[
    // National Organization for Civil Registration: ten digits, weights 10 to 2, modulus 11.
    Number::new(IR, "ir_national_id", "IR_NATIONAL_ID", "Iranian national code")
        .written(&["dddddddddd", "ddd-dddddd-d"], code_melli)
        .context(&[
            "kod melli",
            "code melli",
            "codemelli",
            "shomare melli",
            "national code",
            "national id",
            "کد ملی",
        ]),
    Number::new(IR, "ir_passport", "IR_PASSPORT", "Iranian passport number")
        .written(&["ldddddddd"], any)
        .context(PASSPORT),
];

pub(super) const EGYPT: &[Number] = &[
    // Civil Status Organization: century, date of birth, governorate, serial, check digit.
    Number::new(EG, "eg_national_id", "EG_NATIONAL_ID", "Egyptian national identity number")
        .written(&["dddddddddddddd"], national_eg)
        .raised(&[
            "national id",
            "national number",
            "raqam qawmi",
            "bitaqa",
            "identity number",
            "الرقم القومي",
        ]),
    // Egyptian Tax Authority: nine digits, without a check.
    Number::new(EG, "eg_tax_number", "EG_TAX_NUMBER", "Egyptian tax number")
        .written(&["ddd~ddd~ddd"], |number| is_digits(number, 9))
        .context(&["tax number", "tax registration", "tin", "vat"])
        .severity(Medium),
];

pub(super) const SAUDI_ARABIA: &[Number] = &[
    // Ministry of Interior: ten digits, from 1 for citizens and 2 for residents, Luhn.
    Number::new(SA, "sa_national_id", "SA_NATIONAL_ID", "Saudi national identity and iqama number")
        .written(&["dddddddddd"], iqama)
        .context(&[
            "iqama",
            "national id",
            "hawiya",
            "huwiya",
            "identity number",
            "muqeem",
            "رقم الهوية",
            "الاقامة",
        ]),
    // Zakat, Tax and Customs Authority: fifteen digits, from 3 to 3.
    Number::new(SA, "sa_vat", "SA_VAT", "Saudi VAT number")
        .written(&["3ddddddddddddd3"], any)
        .context(&["vat", "trn", "tax number"])
        .severity(Medium),
];

pub(super) const UNITED_ARAB_EMIRATES: &[Number] = &[
    // Federal Authority for Identity and Citizenship: 784, year of birth, serial, Luhn.
    Number::new(AE, "ae_emirates_id", "AE_EMIRATES_ID", "Emirates identity number")
        .written(&["784~dddd~ddddddd~d"], emirates_id)
        .alone(&["emirates id", "eid", "identity number", "national id"]),
];

fn tckn(number: &[u8]) -> bool {
    let odd = (0..9).step_by(2).map(|place| at(number, place)).sum::<u32>();
    let even = (1..8).step_by(2).map(|place| at(number, place)).sum::<u32>();
    is_digits(number, 11)
        && at(number, 0) != 0
        && (odd * 7 + 40 - even) % 10 == at(number, 9)
        && (odd + even + at(number, 9)) % 10 == at(number, 10)
}

fn vkn(number: &[u8]) -> bool {
    let sum: u32 = (0..9)
        .map(|place| match (at(number, place) + 9 - place as u32) % 10 {
            0 => 0,
            moved => match (moved << (9 - place)) % 9 {
                0 => 9,
                rest => rest,
            },
        })
        .sum();
    is_digits(number, 10) && part(number, 0, 9) != 0 && (10 - sum % 10) % 10 == last(number)
}

fn teudat_zehut(number: &[u8]) -> bool {
    (7..=9).contains(&number.len())
        && is_digits(number, number.len())
        && part(number, 0, 9) != 0
        && luhn(number)
}

fn company(number: &[u8]) -> bool {
    is_digits(number, 9) && at(number, 0) == 5 && luhn(number)
}

fn code_melli(number: &[u8]) -> bool {
    let rest = weighted(number, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    is_digits(number, 10)
        && !is_uniform(number)
        && part(number, 3, 9) != 0
        && last(number) == if rest < 2 { rest } else { 11 - rest }
}

fn national_eg(number: &[u8]) -> bool {
    let century = match at(number, 0) {
        2 => 1900,
        3 => 2000,
        _ => return false,
    };
    is_digits(number, 14)
        && is_day(century + part(number, 1, 3), part(number, 3, 5), part(number, 5, 7))
        && matches!(part(number, 7, 9), 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
}

fn iqama(number: &[u8]) -> bool {
    is_digits(number, 10) && matches!(at(number, 0), 1 | 2) && luhn(number)
}

fn emirates_id(number: &[u8]) -> bool {
    fits(number, "784dddddddddddd") && matches!(part(number, 3, 7), 1900..=2100) && luhn(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_near_east() {
        // python-stdnum and validator.js.
        assert!(tckn(b"17291716060") && tckn(b"24721853608") && !tckn(b"17291716050"));
        assert!(!tckn(b"07291716092") && vkn(b"4540536920") && !vkn(b"4540536921"));
        assert!(
            teudat_zehut(b"39337423") && teudat_zehut(b"219472156") && !teudat_zehut(b"39337422")
        );
        assert!(company(b"516179157") && !company(b"516179150") && !company(b"490154203"));
        assert!(
            code_melli(b"0499370899") && !code_melli(b"0499370898") && !code_melli(b"1111111111")
        );
        assert!(national_eg(b"29001011234567") && !national_eg(b"29013011234567"));
        assert!(iqama(b"1000000008") && !iqama(b"1000000009") && !iqama(b"3000000004"));
        assert!(emirates_id(b"784198012345678") && !emirates_id(b"784178012345678"));
    }
}
