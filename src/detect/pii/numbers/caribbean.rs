//! The Dominican Republic, Costa Rica, El Salvador, Guatemala and Cuba.

use Country::{
    CostaRica as CR, Cuba as CU, DominicanRepublic as DO, ElSalvador as SV, Guatemala as GT,
};
use Severity::{Low, Medium};

use super::parts::{PASSPORT, at, is_day_of_century, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const DOMINICAN_REPUBLIC: &[Number] = &[
    // Junta Central Electoral: eleven digits, Luhn.
    Number::new(DO, "do_cedula", "DO_CEDULA", "Dominican identity card number (cedula)")
        .written(&["ddd-ddddddd-d", "ddd ddddddd d"], cedula)
        .raised(CEDULA),
    // Thousands of numbers were given out with a check digit that is wrong.
    Number::new(DO, "do_cedula", "DO_CEDULA", "Dominican identity card number (cedula)")
        .written(&["ddddddddddd", "ddd~ddddddd~d"], |number| is_digits(number, 11))
        .context(CEDULA),
    // Direccion General de Impuestos Internos: nine digits, weights 7, 9, 8, 6, 5, 4, 3, 2.
    Number::new(DO, "do_rnc", "DO_RNC", "Dominican taxpayer number (RNC)")
        .written(&["ddddddddd", "d-dd-ddddd-d", "ddd-ddddd-d"], rnc)
        .context(&["rnc", "registro nacional del contribuyente", "dgii", "tax number"])
        .severity(Medium),
];

pub(super) const COSTA_RICA: &[Number] = &[
    // Tribunal Supremo de Elecciones: province, volume, entry; without a check.
    Number::new(CR, "cr_cedula", "CR_CEDULA", "Costa Rican identity card number (cedula)")
        .written(
            &[
                "d-dddd-dddd",
                "0d-dddd-dddd",
                "ddddddddd",
                "0ddddddddd",
                "d dddd dddd",
                "d-ddd-ddd",
                "d-ddd-dddd",
                "d-dddd-ddd",
                "dd-dddd-dddd",
            ],
            fisica,
        )
        .context(&["cedula", "cedula fisica", "identidad", "identificacion", "cpf"]),
    // Registro Nacional: class, kind, six digits.
    Number::new(CR, "cr_company", "CR_COMPANY", "Costa Rican company number (cedula juridica)")
        .written(&["d-ddd-dddddd", "dddddddddd", "d ddd dddddd"], juridica)
        .context(&["cedula juridica", "juridica", "persona juridica", "cpj"])
        .severity(Low),
    // Direccion General de Migracion y Extranjeria: eleven or twelve digits from 1.
    Number::new(CR, "cr_dimex", "CR_DIMEX", "Costa Rican residence number (DIMEX)")
        .written(&["1dddddddddd", "1ddddddddddd", "1ddd-ddddddd", "1ddd-dddddddd"], dimex)
        .context(&["dimex", "cedula de residencia", "residencia", "extranjero"]),
];

pub(super) const EL_SALVADOR: &[Number] = &[
    // Ministerio de Hacienda: municipality, date of birth, serial, check digit; modulus 11 with
    // other weights for serials above 100.
    Number::new(SV, "sv_nit", "SV_NIT", "Salvadoran tax number (NIT)")
        .written(&["dddd-dddddd-ddd-d", "dddddddddddddd", "dddd dddddd ddd d"], nit)
        .raised(&["nit", "identificacion tributaria", "tax number"]),
    Number::new(SV, "sv_dui", "SV_DUI", "Salvadoran identity number (DUI)")
        .written(&["dddddddd-d"], dui)
        .context(&["dui", "documento unico", "identidad"]),
];

pub(super) const GUATEMALA: &[Number] = &[
    // Superintendencia de Administracion Tributaria: digits and a check digit or K, weights 2 up
    // from the right, modulus 11.
    Number::new(GT, "gt_nit", "GT_NIT", "Guatemalan tax number (NIT)")
        .written(
            &[
                "ddddddd-d",
                "ddddddd-K",
                "dddddddd",
                "dddddddK",
                "dddddd-d",
                "dddddd-K",
                "ddddd-d",
                "dddd-d",
                "d-ddddd-d",
                "ddddddd",
                "ddddddK",
                "dddddddd-d",
                "dddddddd-K",
                "dddddd",
                "ddddd",
            ],
            nit_gt,
        )
        .context(&["nit", "identificacion tributaria", "sat", "tax number"])
        .severity(Medium),
    Number::new(GT, "gt_dpi", "GT_DPI", "Guatemalan identity number (DPI, CUI)")
        .written(&["dddd~ddddd~dddd"], |number| is_digits(number, 13))
        .context(&["dpi", "cui", "documento personal", "renap"]),
];

pub(super) const CUBA: &[Number] = &[
    // Ministerio del Interior: date of birth, century, three digits, check.
    Number::new(CU, "cu_national_id", "CU_NATIONAL_ID", "Cuban identity number")
        .written(&["ddddddddddd"], national)
        .context(&["carne de identidad", "numero de identidad", "identidad", "identity number"]),
    Number::new(CU, "cu_passport", "CU_PASSPORT", "Cuban passport number")
        .written(&["ldddddd"], any)
        .context(PASSPORT),
];

const CEDULA: &[&str] = &["cedula", "cedula de identidad", "documento", "identidad"];

fn cedula(number: &[u8]) -> bool {
    is_digits(number, 11) && part(number, 0, 9) != 0 && luhn(number)
}

fn rnc(number: &[u8]) -> bool {
    let sum = weighted(number, &[7, 9, 8, 6, 5, 4, 3, 2]);
    let check = match sum % 11 {
        0 => 2,
        1 => 1,
        rest => 11 - rest,
    };
    is_digits(number, 9) && part(number, 0, 8) != 0 && check == last(number)
}

fn fisica(number: &[u8]) -> bool {
    let digits = number.len();
    (7..=10).contains(&digits)
        && is_digits(number, digits)
        && (digits < 10 || at(number, 0) == 0)
        && at(number, usize::from(digits == 10)) != 0
}

fn juridica(number: &[u8]) -> bool {
    is_digits(number, 10)
        && match at(number, 0) {
            2 => matches!(part(number, 1, 4), 100 | 200 | 300 | 400),
            3 => matches!(part(number, 1, 4), 2..=14 | 101..=110),
            4 => part(number, 1, 4) == 0,
            5 => part(number, 1, 4) == 1,
            _ => false,
        }
}

fn dimex(number: &[u8]) -> bool {
    (is_digits(number, 11) || is_digits(number, 12)) && at(number, 0) == 1
}

fn nit(number: &[u8]) -> bool {
    let check = if part(number, 10, 13) <= 100 {
        weighted(number, &[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11 % 10
    } else {
        (11 - weighted(number, &[2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10
    };
    is_digits(number, 14) && matches!(at(number, 0), 0 | 1 | 9) && check == last(number)
}

fn dui(number: &[u8]) -> bool {
    let sum = weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2]);
    is_digits(number, 9) && part(number, 0, 8) != 0 && (10 - sum % 10) % 10 == last(number)
}

fn nit_gt(number: &[u8]) -> bool {
    let Some((check, digits)) = number.split_last() else { return false };
    let sum: u32 = (2..)
        .zip(digits.iter().rev())
        .map(|(weight, digit)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    (2..=12).contains(&number.len())
        && digits.iter().all(u8::is_ascii_digit)
        && b"0123456789K".get(((11 - sum % 11) % 11) as usize) == Some(check)
}

fn national(number: &[u8]) -> bool {
    is_digits(number, 11)
        && is_day_of_century(part(number, 0, 2), part(number, 2, 4), part(number, 4, 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_middle_america() {
        // python-stdnum.
        assert!(cedula(b"00113918205") && !cedula(b"00113918204"));
        assert!(rnc(b"101850043") && rnc(b"131246796") && !rnc(b"112031226"));
        assert!(fisica(b"110890198") && fisica(b"0204320316") && !fisica(b"11089019800"));
        assert!(juridica(b"3101999999") && !juridica(b"3534123559"));
        assert!(dimex(b"155812994816") && !dimex(b"30123456789"));
        assert!(nit(b"06140507071048") && !nit(b"06140507071040"));
        assert!(dui(b"000162975") && !dui(b"000162970"));
        assert!(nit_gt(b"39525503") && !nit_gt(b"89771120") && !nit_gt(b"12D"));
        assert!(national(b"91021027775") && !national(b"9102102777A") && !national(b"91131027775"));
    }
}
