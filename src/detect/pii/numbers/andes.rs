//! Argentina, Chile, Colombia, Peru, Ecuador, Uruguay, Paraguay and Venezuela.

use Country::{
    Argentina as AR, Chile as CL, Colombia as CO, Ecuador as EC, Paraguay as PY, Peru as PE,
    Uruguay as UY, Venezuela as VE,
};
use Severity::Medium;

use super::parts::{PASSPORT, at, fits, is_digits, is_uniform, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const ARGENTINA: &[Number] = &[
    // AFIP, Resolucion General 10/97: kind, eight digits, check digit with weights 5, 4, 3, 2, 7
    // to 2, modulus 11.
    Number::new(AR, "ar_cuit", "AR_CUIT", "Argentine tax and labour number (CUIT, CUIL)")
        .written(&["dd-dddddddd-d", "dd dddddddd d"], cuit)
        .alone(CUIT),
    Number::new(AR, "ar_cuit", "AR_CUIT", "Argentine tax and labour number (CUIT, CUIL)")
        .written(&["ddddddddddd", "dd.dddddddd.d", "dd.ddd.ddd-d"], cuit)
        .context(CUIT),
    // Registro Nacional de las Personas: seven or eight digits.
    Number::new(AR, "ar_dni", "AR_DNI", "Argentine identity number (DNI)")
        .written(&["dd.ddd.ddd", "dddddddd", "d.ddd.ddd", "ddddddd"], dni)
        .context(&["dni", "d.n.i", "documento", "documento nacional", "identidad"]),
    // Banco Central de la Republica Argentina: bank and account, each with a
    // check digit of weights 9, 7, 1, 3.
    Number::new(AR, "ar_cbu", "AR_CBU", "Argentine bank account number (CBU)")
        .written(
            &["dddddddddddddddddddddd", "dddddddd~dddddddddddddd", "dddddddd-ddddddddddddd-d"],
            cbu,
        )
        .raised(&["cbu", "clave bancaria", "cuenta", "bank account"]),
    Number::new(AR, "ar_passport", "AR_PASSPORT", "Argentine passport number")
        .written(&["llldddddd"], any)
        .context(PASSPORT),
];

pub(super) const CHILE: &[Number] = &[
    // Servicio de Registro Civil: digits and a check digit or K, weights 2 to 7 from the right,
    // modulus 11.
    Number::new(CL, "cl_rut", "CL_RUT", "Chilean identity and tax number (RUN, RUT)")
        .written(
            &[
                "dd.ddd.ddd-d",
                "d.ddd.ddd-d",
                "dd.ddd.ddd-K",
                "d.ddd.ddd-K",
                "dddddddd-d",
                "dddddddd-K",
                "ddddddd-d",
                "ddddddd-K",
                "ddd.ddd.ddd-d",
            ],
            rut,
        )
        .raised(RUT),
    Number::new(CL, "cl_rut", "CL_RUT", "Chilean identity and tax number (RUN, RUT)")
        .written(
            &["ddddddddd", "ddddddddK", "dddddddd", "dddddddK", "dd ddd ddd d", "CL~dddddddd-d"],
            rut,
        )
        .context(RUT),
];

pub(super) const COLOMBIA: &[Number] = &[
    // DIAN, Orden Administrativa 4 de 1989: a check digit with the primes from 3 as weights.
    Number::new(CO, "co_nit", "CO_NIT", "Colombian tax number (NIT)")
        .written(
            &[
                "ddd.ddd.ddd-d",
                "dd.ddd.ddd-d",
                "ddddddddd-d",
                "dddddddd-d",
                "ddd ddd ddd d",
                "d.ddd.ddd-d",
            ],
            nit,
        )
        .raised(NIT),
    Number::new(CO, "co_nit", "CO_NIT", "Colombian tax number (NIT)")
        .written(&["dddddddddd", "ddd.ddd.ddd~d", "ddd.ddd.ddd d"], nit)
        .context(NIT),
    Number::new(CO, "co_cedula", "CO_CEDULA", "Colombian citizenship card number (cedula)")
        .written(&["d.ddd.ddd.ddd", "dddddddddd", "dd.ddd.ddd", "dddddddd"], any)
        .context(&[
            "cedula",
            "cedula de ciudadania",
            "c.c",
            "cc",
            "identificacion",
            "tarjeta de identidad",
        ]),
];

pub(super) const PERU: &[Number] = &[
    // SUNAT: kind, eight digits, check digit with weights 5, 4, 3, 2, 7 to 2, modulus 11.
    Number::new(PE, "pe_ruc", "PE_RUC", "Peruvian tax number (RUC)")
        .written(&["ddddddddddd"], ruc_pe)
        .context(&["ruc", "registro unico de contribuyentes", "sunat", "tax number"]),
    // RENIEC: eight digits, and a check digit or letter.
    Number::new(PE, "pe_dni", "PE_DNI", "Peruvian identity number (DNI, CUI)")
        .written(&["dddddddd-a", "dddddddda"], cui)
        .context(DNI_PE),
    Number::new(PE, "pe_dni", "PE_DNI", "Peruvian identity number (DNI), without its check digit")
        .written(&["dddddddd"], |number| is_digits(number, 8))
        .context(DNI_PE),
];

pub(super) const ECUADOR: &[Number] = &[
    // Registro Civil: province, seven digits, Luhn with the doubling from the left.
    Number::new(EC, "ec_cedula", "EC_CEDULA", "Ecuadorian identity card number (cedula)")
        .written(&["dddddddddd", "ddddddddd-d", "dddddd-ddd-d"], cedula)
        .context(&["cedula", "cedula de identidad", "c.i", "ci", "identificacion"]),
    // Servicio de Rentas Internas: thirteen digits; of people a cedula, of the state with 6 and
    // of firms with 9 in the third place modulus 11.
    Number::new(EC, "ec_ruc", "EC_RUC", "Ecuadorian tax number (RUC)")
        .written(&["ddddddddddddd", "dddddddddd-ddd"], ruc_ec)
        .raised(&["ruc", "registro unico de contribuyentes", "sri", "tax number"])
        .severity(Medium),
];

pub(super) const URUGUAY: &[Number] = &[
    // Direccion General Impositiva: department, six digits, 001, check digit modulus 11.
    Number::new(UY, "uy_rut", "UY_RUT", "Uruguayan tax number (RUT)")
        .written(&["dddddddddddd", "dd-dddddd-ddd-d", "dd dddddd ddd d"], rut_uy)
        .raised(&["rut", "registro unico tributario", "dgi", "tax number"])
        .severity(Medium),
    // Direccion Nacional de Identificacion Civil: seven digits, weights 2, 9, 8, 7, 6, 3, 4.
    Number::new(UY, "uy_cedula", "UY_CEDULA", "Uruguayan identity card number (cedula)")
        .written(&["d.ddd.ddd-d"], cedula_uy)
        .raised(CEDULA),
    Number::new(UY, "uy_cedula", "UY_CEDULA", "Uruguayan identity card number (cedula)")
        .written(&["dddddddd", "ddddddd-d"], cedula_uy)
        .context(CEDULA),
];

pub(super) const PARAGUAY: &[Number] = &[
    // SET: up to eight digits, check digit with weights 2 up from the right, modulus 11.
    Number::new(PY, "py_ruc", "PY_RUC", "Paraguayan tax number (RUC)")
        .written(
            &[
                "dddddddd-d",
                "ddddddd-d",
                "dddddd-d",
                "ddddd-d",
                "dd.ddd.ddd-d",
                "d.ddd.ddd-d",
                "ddddddd/d",
            ],
            ruc_py,
        )
        .context(&["ruc", "registro unico", "contribuyente", "tax number"])
        .severity(Medium),
];

pub(super) const VENEZUELA: &[Number] = &[
    // SENIAT: kind, eight digits, check digit with weights 3, 2, 7 to 2 and one of the letter,
    // modulus 11.
    Number::new(VE, "ve_rif", "VE_RIF", "Venezuelan tax number (RIF)")
        .written(&["l-dddddddd-d", "l~dddddddd~d", "ldddddddd-d", "l-ddddddddd"], rif)
        .raised(&["rif", "registro de informacion fiscal", "seniat", "tax number"]),
    Number::new(VE, "ve_cedula", "VE_CEDULA", "Venezuelan identity card number (cedula)")
        .written(&["V~dddddddd", "E~dddddddd", "V-dd.ddd.ddd", "E-dd.ddd.ddd", "V-ddddddd"], any)
        .context(CEDULA),
];

const CUIT: &[&str] = &["cuit", "cuil", "cdi", "afip", "clave unica", "tax number"];
const RUT: &[&str] = &["rut", "run", "rol unico", "cedula de identidad", "cedula", "identidad"];
const NIT: &[&str] = &["nit", "identificacion tributaria", "dian", "tax number"];
const DNI_PE: &[&str] = &["dni", "d.n.i", "documento nacional", "cui", "reniec"];
const CEDULA: &[&str] = &["cedula", "cedula de identidad", "c.i", "ci", "documento", "identidad"];

/// The check digit of CUIT and RUC.
fn eleven(number: &[u8]) -> u32 {
    11 - weighted(number, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
}

fn cuit(number: &[u8]) -> bool {
    let check = match eleven(number) {
        11 => 0,
        10 => 9,
        check => check,
    };
    is_digits(number, 11)
        && matches!(part(number, 0, 2), 20 | 23..=27 | 30 | 33 | 34 | 50 | 51 | 55)
        && part(number, 2, 10) != 0
        && check == last(number)
}

fn dni(number: &[u8]) -> bool {
    (is_digits(number, 7) || is_digits(number, 8)) && part(number, 0, 8) >= 1_000_000
}

fn cbu(number: &[u8]) -> bool {
    let check = |digits: &[u8], weights: &[u32]| (10 - weighted(digits, weights) % 10) % 10;
    let Some((bank, account)) = number.split_at_checked(8) else { return false };
    is_digits(number, 22)
        && part(number, 0, 3) != 0
        && check(bank, &[7, 1, 3, 9, 7, 1, 3]) == last(bank)
        && check(account, &[3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3]) == last(account)
}

fn rut(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"CL").unwrap_or(number);
    let Some((check, digits)) = number.split_last() else { return false };
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([2, 3, 4, 5, 6, 7, 2, 3, 4])
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    (7..=9).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
        && part(digits, 0, 9) >= 100_000
        && b"0K987654321".get((sum % 11) as usize) == Some(check)
}

fn nit(number: &[u8]) -> bool {
    let Some((check, digits)) = number.split_last() else { return false };
    let weights = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    if !(7..=15).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    part(digits, 0, 9) != 0 && b"01987654321".get((sum % 11) as usize) == Some(check)
}

fn ruc_pe(number: &[u8]) -> bool {
    is_digits(number, 11)
        && matches!(part(number, 0, 2), 10 | 15..=17 | 20)
        && eleven(number) % 10 == last(number)
}

fn cui(number: &[u8]) -> bool {
    let rest = (weighted(number, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) as usize;
    (fits(number, "ddddddddd") || fits(number, "ddddddddl"))
        && part(number, 0, 8) != 0
        && (b"65432110987".get(rest) == number.last() || b"KJIHGFEDCBA".get(rest) == number.last())
}

fn is_province(number: &[u8]) -> bool {
    matches!(part(number, 0, 2), 1..=24 | 30 | 50)
}

fn cedula(number: &[u8]) -> bool {
    is_digits(number, 10) && is_province(number) && at(number, 2) <= 6 && luhn(number)
}

fn ruc_ec(number: &[u8]) -> bool {
    let state = || {
        part(number, 9, 13) != 0
            && weighted(number, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    };
    let firm = || {
        part(number, 10, 13) != 0
            && weighted(number, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
    };
    let person = || part(number, 10, 13) != 0 && number.get(..10).is_some_and(luhn);
    is_digits(number, 13)
        && is_province(number)
        && match at(number, 2) {
            0..=5 => person(),
            // Numbers of people who came from abroad also begin so.
            6 => state() || person(),
            9 => firm() || state(),
            _ => false,
        }
}

fn rut_uy(number: &[u8]) -> bool {
    let check = (11 - weighted(number, &[4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    is_digits(number, 12)
        && matches!(part(number, 0, 2), 1..=22)
        && part(number, 2, 8) != 0
        && part(number, 8, 11) == 1
        && check == last(number)
}

fn cedula_uy(number: &[u8]) -> bool {
    let check = (10 - weighted(number, &[2, 9, 8, 7, 6, 3, 4]) % 10) % 10;
    is_digits(number, 8) && !is_uniform(number) && check == last(number)
}

fn ruc_py(number: &[u8]) -> bool {
    let Some((_, digits)) = number.split_last() else { return false };
    let sum: u32 = (2..)
        .zip(digits.iter().rev())
        .map(|(weight, digit)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    (5..=9).contains(&number.len())
        && is_digits(number, number.len())
        && part(digits, 0, 8) != 0
        && (11 - sum % 11) % 11 % 10 == last(number)
}

fn rif(number: &[u8]) -> bool {
    let Some((kind, digits)) = number.split_first() else { return false };
    let letter = match kind {
        b'V' => 4,
        b'E' => 8,
        b'J' | b'C' => 12,
        b'P' => 16,
        b'G' => 20,
        _ => return false,
    };
    let sum = letter + weighted(digits, &[3, 2, 7, 6, 5, 4, 3, 2]);
    is_digits(digits, 9) && b"00987654321".get((sum % 11) as usize) == digits.last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_south_america() {
        // python-stdnum and validator.js.
        assert!(
            cuit(b"20055361682")
                && cuit(b"30534868460")
                && !cuit(b"20055361681")
                && !cuit(b"00055361682")
        );
        assert!(dni(b"20123456") && !dni(b"2012345699"));
        assert!(cbu(b"2850590940090418135201") && !cbu(b"2850590940090418135202"));
        assert!(rut(b"125319092") && rut(b"760156620") && rut(b"10000013K") && !rut(b"125319091"));
        assert!(nit(b"2131234321") && !nit(b"2131234322"));
        assert!(ruc_pe(b"20512333797") && !ruc_pe(b"20512333798"));
        assert!(cui(b"101174102") && cui(b"10117410G") && !cui(b"101174103"));
        assert!(cedula(b"1714307103") && !cedula(b"1714307104") && !cedula(b"8814307107"));
        assert!(ruc_ec(b"1792060346001") && !ruc_ec(b"1792060347001"));
        assert!(rut_uy(b"211003420017") && !rut_uy(b"210303670014"));
        assert!(cedula_uy(b"12345672") && !cedula_uy(b"12345671"));
        assert!(ruc_py(b"800285255") && !ruc_py(b"800285257"));
        assert!(rif(b"V114702834") && !rif(b"V114702839"));
    }
}
