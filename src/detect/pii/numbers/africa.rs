//! South Africa, Kenya, Ghana, Nigeria, Mozambique and Mauritius.

use Country::{
    Ghana as GH, Kenya as KE, Mauritius as MU, Mozambique as MZ, Nigeria as NG, SouthAfrica as ZA,
};

use super::parts::{DRIVING, PASSPORT, at, fits, is_day_of_century, is_digits, last, part};
use super::{Country, Number, any};
use crate::scan::checksum::{luhn, value, weighted};

pub(super) const SOUTH_AFRICA: &[Number] = &[
    // Department of Home Affairs, Identification Act 68 of 1997: date of birth, sex and serial,
    // citizenship, 8 or 9, Luhn.
    Number::new(ZA, "za_national_id", "ZA_NATIONAL_ID", "South African identity number")
        .written(&["ddddddddddddd", "dddddd~dddd~ddd", "dddddd dddd dd d"], national)
        .alone(&[
            "id number",
            "identity number",
            "id no",
            "rsa id",
            "identiteitsnommer",
            "national id",
            "sa id",
        ]),
    // South African Revenue Service, "TRN check digit": ten digits from 0, 1, 2, 3 or 9, Luhn.
    Number::new(ZA, "za_tax_number", "ZA_TAX_NUMBER", "South African tax number")
        .written(&["dddddddddd", "dddd/ddd/dd/d"], tax)
        .context(&["tax reference", "tax number", "income tax", "sars", "tin", "paye"]),
    Number::new(ZA, "za_passport", "ZA_PASSPORT", "South African passport number")
        .written(&["Adddddddd", "Ddddddddd", "Mdddddddd", "Tdddddddd"], any)
        .context(PASSPORT),
    Number::new(
        ZA,
        "za_driver_license",
        "ZA_DRIVER_LICENSE",
        "South African driving licence number",
    )
    .written(&["ddddddddaaal", "ddddddddaaad"], any)
    .context(DRIVING),
];

pub(super) const KENYA: &[Number] = &[
    // Kenya Revenue Authority: A for people and P for others, nine digits, a letter.
    Number::new(KE, "ke_pin", "KE_PIN", "Kenyan tax number (PIN)")
        .written(&["A~ddddddddd~l", "P~ddddddddd~l"], pin)
        .context(&["kra", "kra pin", "pin", "tax number", "itax"]),
    Number::new(KE, "ke_national_id", "KE_NATIONAL_ID", "Kenyan national identity number")
        .written(&["ddddddd", "dddddddd"], any)
        .context(&["national id", "kitambulisho", "id number", "huduma"]),
];

pub(super) const GHANA: &[Number] = &[
    // Ghana Revenue Authority: kind, two zeros, seven digits, check digit modulus 11 or X.
    Number::new(GH, "gh_tin", "GH_TIN", "Ghanaian tax number (TIN)")
        .written(&["l00ddddddda"], tin_gh)
        .raised(&["tin", "gra", "tax number", "taxpayer"]),
    // National Identification Authority: GHA, nine digits, check digit.
    Number::new(GH, "gh_card", "GH_CARD", "Ghana card number")
        .written(&["GHA-ddddddddd-d"], any)
        .alone(&["ghana card", "national id", "nia"]),
];

pub(super) const NIGERIA: &[Number] = &[
    // National Identity Management Commission and Central Bank of Nigeria: eleven digits.
    Number::new(NG, "ng_nin", "NG_NIN", "Nigerian national identification number (NIN)")
        .written(&["ddddddddddd", "dddd ddd dddd"], |number| is_digits(number, 11))
        .context(&["nin", "nimc", "national identification", "national id"]),
    Number::new(NG, "ng_bvn", "NG_BVN", "Nigerian bank verification number (BVN)")
        .written(&["22ddddddddd"], any)
        .context(&["bvn", "bank verification"]),
    Number::new(NG, "ng_passport", "NG_PASSPORT", "Nigerian passport number")
        .written(&["ldddddddd"], any)
        .context(PASSPORT),
];

pub(super) const MOZAMBIQUE: &[Number] = &[
    // Autoridade Tributaria: nine digits, weights 8, 9, 4, 5, 6, 7, 8, 9, modulus 11.
    Number::new(MZ, "mz_nuit", "MZ_NUIT", "Mozambican tax number (NUIT)")
        .written(&["ddddddddd", "ddd~ddd~ddd"], nuit)
        .context(&["nuit", "contribuinte", "tax number"]),
    Number::new(MZ, "mz_passport", "MZ_PASSPORT", "Mozambican passport number")
        .written(&["llddddddd", "ddllddddd"], any)
        .context(PASSPORT),
];

pub(super) const MAURITIUS: &[Number] = &[
    // Civil Status Division: first letter of the surname, date of birth, serial, check character
    // with weights 14 to 2 by 17.
    Number::new(MU, "mu_nid", "MU_NID", "Mauritian national identity number")
        .written(&["ldddddddddddda"], nid)
        .raised(&["nic", "national identity", "identity card", "id number"]),
];

fn national(number: &[u8]) -> bool {
    is_digits(number, 13)
        && is_day_of_century(part(number, 0, 2), part(number, 2, 4), part(number, 4, 6))
        && at(number, 10) <= 2
        && matches!(at(number, 11), 8 | 9)
        && luhn(number)
}

fn tax(number: &[u8]) -> bool {
    is_digits(number, 10)
        && matches!(at(number, 0), 0..=3 | 9)
        && part(number, 0, 9) != 0
        && luhn(number)
}

fn pin(number: &[u8]) -> bool {
    fits(number, "Adddddddddl") || fits(number, "Pdddddddddl")
}

fn tin_gh(number: &[u8]) -> bool {
    let Some((kind, rest)) = number.split_first() else { return false };
    let check = weighted(rest, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    fits(rest, "00ddddddda")
        && b"PCGQV".contains(kind)
        && rest.last() == Some(&if check == 10 { b'X' } else { b'0' + check as u8 })
}

fn nuit(number: &[u8]) -> bool {
    let rest = weighted(number, &[8, 9, 4, 5, 6, 7, 8, 9]) % 11;
    is_digits(number, 9)
        && part(number, 0, 8) != 0
        && b"01234567891".get(rest as usize) == number.last()
}

fn nid(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .zip((2..=14).rev())
        .map(|(byte, weight)| value(*byte).unwrap_or(0) * weight)
        .sum();
    fits(number, "ldddddddddddda")
        && is_day_of_century(part(number, 5, 7), part(number, 3, 5), part(number, 1, 3))
        && (17 - sum % 17) % 17 == last(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_africa() {
        // python-stdnum and presidio.
        assert!(national(b"7503305044089") && national(b"0002294321191"));
        assert!(
            !national(b"8503305044089")
                && !national(b"9913326789285")
                && !national(b"8001015000076")
        );
        assert!(
            tax(b"0001339050") && tax(b"0843089848") && !tax(b"2449494160") && !tax(b"5001339050")
        );
        assert!(tin_gh(b"C0000803561") && !tin_gh(b"C0000803562") && !tin_gh(b"X0000803561"));
        assert!(nuit(b"400339910") && !nuit(b"101935626"));
        assert!(nid(b"A3112991234567") && !nid(b"A3112991234565") && !nid(b"A3213991234567"));
    }
}
