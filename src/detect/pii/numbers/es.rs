//! Spain and Andorra.

use Country::{Andorra as AD, Spain as ES};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, decimal, fits, is_digits, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const SPAIN: &[Number] = &[
    // Ministerio del Interior, Real Decreto 1553/2005: eight digits and the letter of their rest
    // by 23.
    Number::new(ES, "es_dni", "ES_DNI", "Spanish identity number (DNI)")
        .written(
            &["dddddddd~l", "dd~ddd~ddd~l", "dd.ddd.ddd-l", "dd.ddd.ddd l", "dd.ddd.dddl"],
            dni,
        )
        .raised(DNI_WORDS),
    // Orden INT/2058/2008: X, Y or Z counts as 0, 1 or 2.
    Number::new(ES, "es_nie", "ES_NIE", "Spanish foreigner identity number (NIE)")
        .written(
            &[
                "X~ddddddd~l",
                "Y~ddddddd~l",
                "Z~ddddddd~l",
                "X~dddddddl",
                "Y~dddddddl",
                "Z~dddddddl",
                "X-d.ddd.ddd-l",
                "Y-d.ddd.ddd-l",
                "Z-d.ddd.ddd-l",
            ],
            nie,
        )
        .alone(&[
            "nie",
            "extranjero",
            "numero de identidad de extranjero",
            "residencia",
            "dni",
            "nif",
        ]),
    // Agencia Tributaria, Orden EHA/451/2008: letter of the legal form, seven digits, Luhn as a
    // digit or a letter; K, L and M for people without another number.
    Number::new(ES, "es_nif", "ES_NIF", "Spanish tax number (NIF, CIF)")
        .written(&["l~ddddddd~a", "l-dd.ddd.ddd", "l-dddddddd"], nif)
        .context(&["nif", "cif", "n.i.f", "c.i.f", "identificacion fiscal", "tax id", "vat"])
        .severity(Medium),
    Number::new(ES, "es_vat", "ES_VAT", "Spanish VAT number")
        .written(&["ESaddddddda", "ES-a-ddddddd-a"], vat)
        .alone(&["nif-iva", "iva", "vat", "nif"])
        .severity(Medium),
    Number::new(ES, "es_vat", "ES_VAT", "Spanish VAT number")
        .written(&["ES addddddda", "ES-addddddda"], vat)
        .raised(&["nif-iva", "iva", "vat", "nif"])
        .severity(Medium),
    // Tesoreria General de la Seguridad Social: province, eight digits, the rest of both by 97.
    Number::new(ES, "es_social_security", "ES_SOCIAL_SECURITY", "Spanish social security number")
        .written(&["dd~dddddddd~dd", "dd~dddddddddd"], social_security)
        .context(&[
            "seguridad social",
            "naf",
            "nuss",
            "afiliacion",
            "numero de afiliacion",
            "social security",
        ]),
    Number::new(ES, "es_passport", "ES_PASSPORT", "Spanish passport number")
        .written(&["llldddddd", "lldddddd"], any)
        .context(PASSPORT),
    Number::new(ES, "es_driver_license", "ES_DRIVER_LICENSE", "Spanish driving licence number")
        .written(&["dddddddd-l", "ddddddddl"], dni)
        .context(DRIVING),
    // Consejo Superior Bancario: bank, branch, two check digits with weights 1, 2, 4, 8, 5, 10,
    // 9, 7, 3, 6 modulus 11, account.
    Number::new(ES, "es_bank_account", "ES_BANK_ACCOUNT", "Spanish bank account number (CCC)")
        .written(&["dddd~dddd~dd~dddddddddd", "dddd-dddd-dd dddddddddd"], ccc)
        .raised(&["ccc", "cuenta", "cuenta corriente", "cuenta bancaria", "bank account"]),
    // Ministerio de Industria, CUPS: ES, sixteen digits, two letters of their rest by 529.
    Number::new(ES, "es_cups", "ES_CUPS", "Spanish supply point number (CUPS)")
        .written(
            &[
                "ES~dddd~dddd~dddd~dddd~ll",
                "ESddddddddddddddddlldl",
                "ES-dddd-dddddddddddd-ll",
                "ES dddd-dddddddddddd-ll",
                "ES dddd-dddddddddddd-ll dl",
                "ES~dddd~dddd~dddd~dddd~ll~dl",
            ],
            cups,
        )
        .alone(&["cups", "punto de suministro"])
        .severity(Low),
];

pub(super) const ANDORRA: &[Number] = &[
    // Departament de Tributs: kind of person, six digits, check letter.
    Number::new(AD, "ad_nrt", "AD_NRT", "Andorran tax register number (NRT)")
        .written(&["l~dddddd~l", "l-ddd ddd-l", "l~ddd~ddd~l"], nrt)
        .context(&["nrt", "registre tributari", "registro tributario", "tax register"])
        .severity(Medium),
];

const DNI_WORDS: &[&str] = &[
    "dni",
    "d.n.i",
    "nif",
    "documento nacional",
    "documento de identidad",
    "identidad",
    "identity",
    "id card",
];

const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

fn has_letter(value: u64, letter: Option<&u8>) -> bool {
    LETTERS.get((value % 23) as usize) == letter
}

/// Also with fewer than eight digits, as zeros at the front are often left out.
fn dni(number: &[u8]) -> bool {
    let Some((letter, digits)) = number.split_last() else { return false };
    is_digits(digits, 8)
        && part(digits, 0, 8) != 0
        && has_letter(decimal(digits, 0, 8), Some(letter))
}

fn nie(number: &[u8]) -> bool {
    let head = match number.first() {
        Some(b'X') => 0,
        Some(b'Y') => 10_000_000,
        Some(b'Z') => 20_000_000,
        _ => return false,
    };
    fits(number, "ldddddddl") && has_letter(head + decimal(number, 1, 8), number.last())
}

fn nif(number: &[u8]) -> bool {
    let Some(([kind, .., check], 9)) = number.get(..).map(|all| (all, all.len())) else {
        return false;
    };
    if !is_digits(number.get(1..8).unwrap_or_default(), 7) {
        return false;
    }
    if matches!(kind, b'K' | b'L' | b'M') {
        return has_letter(decimal(number, 1, 8), Some(check));
    }
    // Luhn over the seven digits.
    let sum: u32 = (1..8)
        .map(|place| {
            let digit = at(number, place) * (1 + place as u32 % 2);
            digit / 10 + digit % 10
        })
        .sum();
    let digit = (10 - sum % 10) % 10;
    let as_digit = check.is_ascii_digit() && at(number, 8) == digit;
    let as_letter = b"JABCDEFGHI".get(digit as usize) == Some(check);
    match kind {
        b'A' | b'B' | b'E' | b'H' => as_digit,
        b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => as_letter,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'U' | b'V' => as_digit || as_letter,
        _ => false,
    }
}

fn vat(number: &[u8]) -> bool {
    number.strip_prefix(b"ES").is_some_and(|rest| dni(rest) || nie(rest) || nif(rest))
}

fn social_security(number: &[u8]) -> bool {
    let (province, serial) = (decimal(number, 0, 2), decimal(number, 2, 10));
    let joined = if serial < 10_000_000 {
        province * 10_000_000 + serial
    } else {
        province * 100_000_000 + serial
    };
    is_digits(number, 12)
        && matches!(province, 1..=53 | 66)
        && serial != 0
        && joined % 97 == decimal(number, 10, 12)
}

fn ccc(number: &[u8]) -> bool {
    let check = |digits: &[u8], weights: &[u32]| match 11 - weighted(digits, weights) % 11 {
        11 => 0,
        10 => 1,
        digit => digit,
    };
    let (Some(bank), Some(account)) = (number.get(..8), number.get(10..)) else { return false };
    is_digits(number, 20)
        && part(number, 0, 8) != 0
        && check(bank, &[4, 8, 5, 10, 9, 7, 3, 6]) == at(number, 8)
        && check(account, &[1, 2, 4, 8, 5, 10, 9, 7, 3, 6]) == at(number, 9)
}

fn cups(number: &[u8]) -> bool {
    let rest = decimal(number, 2, 18) % 529;
    let letter = |value: u64| LETTERS.get(value as usize);
    let kind = number.get(20..).unwrap_or_default();
    fits(number.get(..20).unwrap_or_default(), "ESddddddddddddddddll")
        && (kind.is_empty()
            || kind.first().is_some_and(u8::is_ascii_digit)
                && matches!(kind.get(1..), Some(b"F" | b"P" | b"R" | b"C" | b"X" | b"Y" | b"Z")))
        && letter(rest / 23) == number.get(18)
        && letter(rest % 23) == number.get(19)
}

fn nrt(number: &[u8]) -> bool {
    let serial = part(number, 1, 7);
    fits(number, "lddddddl")
        && match number.first() {
            Some(b'F') => serial <= 699_999,
            Some(b'A' | b'L') => (700_000..800_000).contains(&serial),
            Some(kind) => b"CDEGOPU".contains(kind),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_spain_and_andorra() {
        // The Ministry's example and those of python-stdnum.
        assert!(dni(b"12345678Z") && dni(b"54362315K") && !dni(b"54362315Z") && !dni(b"54362315"));
        assert!(nie(b"X2482300W") && nie(b"Z8327649K") && !nie(b"X2482300A"));
        assert!(nif(b"J99216582") && nif(b"B64717838") && nif(b"M1234567L"));
        assert!(!nif(b"J99216583") && !nif(b"B64717839") && !nif(b"O1234567L"));
        assert!(vat(b"ES54362315K") && vat(b"ESB64717838") && !vat(b"B64717838"));
        assert!(social_security(b"281234567840") && !social_security(b"281234567841"));
        assert!(ccc(b"12341234161234567890") && !ccc(b"12341234001234567890"));
        assert!(cups(b"ES1234123456789012JY") && cups(b"ES1234123456789012JY1F"));
        assert!(!cups(b"ES1234123456789012XY1F") && !cups(b"ES1234123456789012JY1T"));
        assert!(nrt(b"U132950X") && nrt(b"A705321C") && !nrt(b"A699999X") && !nrt(b"L800000X"));
    }
}
