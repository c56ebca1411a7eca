//! Mexico and Brazil.

use Country::{Brazil as BR, Mexico as MX};
use Severity::Medium;

use super::parts::{
    DRIVING, PASSPORT, at, fits, is_day, is_day_of_century, is_digits, is_uniform, last, part,
};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, value, weighted};

pub(super) const MEXICO: &[Number] = &[
    // Registro Nacional de Poblacion, "Instructivo normativo para la asignacion de la CURP": four
    // letters of the names, date of birth, sex, state, consonants, a place for the century, check
    // digit with weights 18 to 2.
    Number::new(MX, "mx_curp", "MX_CURP", "Mexican population register code (CURP)")
        .written(&["lllldddddddlllllad", "llllddddddllllllad"], curp)
        .alone(&["curp", "clave unica", "registro de poblacion"]),
    // Servicio de Administracion Tributaria, anexo de la RMF: three letters for firms and four for
    // people, date, two places against doubles, check character modulus 11.
    Number::new(MX, "mx_rfc", "MX_RFC", "Mexican taxpayer registry code (RFC)")
        .written(&["llll~dddddd~aaa", "lll~dddddd~aaa"], rfc)
        .alone(RFC),
    // Not all that were given out have the right check character.
    Number::new(MX, "mx_rfc", "MX_RFC", "Mexican taxpayer registry code (RFC)")
        .written(&["llll~dddddd~aaa", "lll~dddddd~aaa"], rfc_of_any_check)
        .raised(RFC),
    Number::new(
        MX,
        "mx_rfc",
        "MX_RFC",
        "Mexican taxpayer registry code (RFC), without its last places",
    )
    .written(&["llll~dddddd"], rfc)
    .context(RFC),
    // Instituto Mexicano del Seguro Social: eleven digits, Luhn.
    Number::new(MX, "mx_nss", "MX_NSS", "Mexican social security number (NSS)")
        .written(&["ddddddddddd", "dd~dd~dd~dddd~d"], nss)
        .context(&[
            "nss",
            "seguro social",
            "imss",
            "numero de seguridad social",
            "social security",
        ]),
    // Banco de Mexico: eighteen digits, weights 3, 7, 1.
    Number::new(MX, "mx_clabe", "MX_CLABE", "Mexican bank account number (CLABE)")
        .written(&["dddddddddddddddddd", "ddd~ddd~ddddddddddd~d"], clabe)
        .raised(&["clabe", "clabe interbancaria", "cuenta", "transferencia", "bank account"]),
    Number::new(MX, "mx_passport", "MX_PASSPORT", "Mexican passport number")
        .written(&["ldddddddd", "ddddddddddd"], any)
        .context(PASSPORT),
    // Instituto Nacional Electoral: six letters, date of birth, state, sex, three digits.
    Number::new(MX, "mx_voter", "MX_VOTER", "Mexican elector key")
        .written(&["llllllddddddddlddd"], elector)
        .alone(&["clave de elector", "ine", "credencial para votar", "elector"]),
];

pub(super) const BRAZIL: &[Number] = &[
    // Receita Federal, Instrucao Normativa RFB 1548/2015: nine digits, two check digits with
    // weights from 10 and 11 down, modulus 11.
    Number::new(BR, "br_cpf", "BR_CPF", "Brazilian individual taxpayer number (CPF)")
        .written(&["ddd.ddd.ddd-dd", "ddd~ddd~ddd~dd", "ddddddddd-dd"], cpf)
        .raised(&[
            "cpf",
            "cadastro de pessoas fisicas",
            "cadastro de pessoa fisica",
            "contribuinte",
            "tax id",
        ]),
    // Receita Federal, Instrucao Normativa RFB 2229/2024: twelve places, letters from 2026, two
    // check digits, weights 2 to 9 from the right.
    Number::new(BR, "br_cnpj", "BR_CNPJ", "Brazilian company number (CNPJ)")
        .written(
            &[
                "dd.ddd.ddd/dddd-dd",
                "aa.aaa.aaa/aaaa-dd",
                "dd ddd ddd dddd dd",
                "dddddddd/dddd-dd",
                "dd.ddd.ddd.dddd-dd",
            ],
            cnpj,
        )
        .alone(&["cnpj", "cadastro nacional", "cgc", "inscricao"])
        .severity(Medium),
    Number::new(BR, "br_cnpj", "BR_CNPJ", "Brazilian company number (CNPJ)")
        .written(&["dddddddddddddd", "aaaaaaaadaaadd", "aadaaaaaaaaadd", "aaaaaaaaaaaadd"], cnpj)
        .raised(&["cnpj", "cadastro nacional", "cgc", "inscricao"])
        .severity(Medium),
    // Caixa Economica Federal: eleven digits, weights 3, 2, 9 to 2, modulus 11.
    Number::new(BR, "br_pis", "BR_PIS", "Brazilian social insurance number (PIS, NIS)")
        .written(&["ddd.ddddd.dd-d", "ddddddddddd"], pis)
        .context(&["pis", "pasep", "nis", "nit", "pis/pasep", "previdencia"]),
    // Conselho Nacional de Saude: fifteen digits, weights 15 to 1, modulus 11.
    Number::new(BR, "br_cns", "BR_CNS", "Brazilian health card number (CNS)")
        .written(&["ddd~dddd~dddd~dddd"], cns)
        .raised(&["cns", "cartao sus", "sus", "cartao nacional de saude"]),
    // Tribunal Superior Eleitoral, Resolucao 21.538: serial, state, two check digits.
    Number::new(BR, "br_voter", "BR_VOTER", "Brazilian voter number")
        .written(&["dddd~dddd~dddd"], voter)
        .context(&["titulo de eleitor", "titulo eleitoral", "eleitor"]),
    Number::new(BR, "br_rg", "BR_RG", "Brazilian identity card number (RG)")
        .written(&["dd.ddd.ddd-a", "ddddddddd", "dd.ddd.ddd", "d.ddd.ddd"], any)
        .context(&["rg", "identidade", "registro geral", "carteira de identidade"]),
    // Conselho Nacional de Transito: eleven digits, two check digits.
    Number::new(
        BR,
        "br_driver_license",
        "BR_DRIVER_LICENSE",
        "Brazilian driving licence number (CNH)",
    )
    .written(&["ddddddddddd"], cnh)
    .context(DRIVING),
    Number::new(BR, "br_passport", "BR_PASSPORT", "Brazilian passport number")
        .written(&["lldddddd"], any)
        .context(PASSPORT),
];

const RFC: &[&str] = &["rfc", "registro federal de contribuyentes", "contribuyente", "tax id"];

/// Words that the four letters may not make; X stands in the second place then.
const UNWANTED: &[&[u8; 4]] = &[
    b"BACA", b"BAKA", b"BUEI", b"BUEY", b"CACA", b"CACO", b"CAGA", b"CAGO", b"CAKA", b"CAKO",
    b"COGE", b"COGI", b"COJA", b"COJE", b"COJI", b"COJO", b"COLA", b"CULO", b"FALO", b"FETO",
    b"GETA", b"GUEI", b"GUEY", b"JETA", b"JOTO", b"KACA", b"KACO", b"KAGA", b"KAGO", b"KAKA",
    b"KAKO", b"KOGE", b"KOGI", b"KOJA", b"KOJE", b"KOJI", b"KOJO", b"KOLA", b"KULO", b"LILO",
    b"LOCA", b"LOCO", b"LOKA", b"LOKO", b"MAME", b"MAMO", b"MEAR", b"MEAS", b"MEON", b"MIAR",
    b"MION", b"MOCO", b"MOKO", b"MULA", b"MULO", b"NACA", b"NACO", b"PEDA", b"PEDO", b"PENE",
    b"PIPI", b"PITO", b"POPO", b"PUTA", b"PUTO", b"QULO", b"RATA", b"ROBA", b"ROBE", b"ROBO",
    b"RUIN", b"SENO", b"TETA", b"VACA", b"VAGA", b"VAGO", b"VAKA", b"VUEI", b"VUEY", b"WUEI",
    b"WUEY",
];

/// The states, and NE for who was born abroad.
const STATES: &[&[u8; 2]] = &[
    b"AS", b"BC", b"BS", b"CC", b"CH", b"CL", b"CM", b"CS", b"DF", b"DG", b"GR", b"GT", b"HG",
    b"JC", b"MC", b"MN", b"MS", b"NE", b"NL", b"NT", b"OC", b"PL", b"QR", b"QT", b"SL", b"SP",
    b"SR", b"TC", b"TL", b"TS", b"VZ", b"YN", b"ZS",
];

fn is_unwanted(number: &[u8]) -> bool {
    UNWANTED.iter().any(|word| number.starts_with(*word))
}

fn curp(number: &[u8]) -> bool {
    // An enye stands before O: letters from there on count one more.
    let sum: u32 = number
        .iter()
        .zip((2..=18).rev())
        .map(|(byte, weight)| {
            value(*byte).map_or(0, |value| value + u32::from(value > 23)) * weight
        })
        .sum();
    let state = number.get(11..13).is_some_and(|state| STATES.iter().any(|known| *known == state));
    let century = if number.get(16).is_some_and(u8::is_ascii_digit) { 1900 } else { 2000 };
    (fits(number, "llllddddddlllllldd") || fits(number, "llllddddddllllllld"))
        && matches!(number.get(10), Some(b'H' | b'M' | b'X'))
        && state
        && !is_unwanted(number)
        && is_day(century + part(number, 4, 6), part(number, 6, 8), part(number, 8, 10))
        && (10 - sum % 10) % 10 == last(number)
}

fn rfc(number: &[u8]) -> bool {
    let (letters, body) = match number.len() {
        12 => (3, number.get(..11)),
        13 => (4, number.get(..12)),
        _ => (4, None),
    };
    // Values of the authority's annex: letters from A at 10 with & between N and O. A firm counts
    // as if a blank (37) stood before it.
    let check = || {
        let Some(body) = body else { return true };
        let blank = if letters == 3 { 37 * 13 } else { 0 };
        let weights = (2..=letters as u32 + 9).rev();
        let sum: u32 = body
            .iter()
            .zip(weights)
            .map(|(byte, weight)| {
                value(*byte).map_or(0, |value| value + u32::from(value > 23)) * weight
            })
            .sum();
        let check = (11 - (sum + blank) % 11) % 11;
        last(number) == check && number.last() != Some(&b'B')
            || check == 10 && number.last() == Some(&b'A')
    };
    rfc_of_any_check(number) && check()
}

fn rfc_of_any_check(number: &[u8]) -> bool {
    let letters = match number.len() {
        12 if fits(number.get(..9).unwrap_or_default(), "llldddddd") => 3,
        10 | 13 if fits(number.get(..10).unwrap_or_default(), "lllldddddd") => 4,
        _ => return false,
    };
    !(letters == 4 && is_unwanted(number))
        && is_day_of_century(
            part(number, letters, letters + 2),
            part(number, letters + 2, letters + 4),
            part(number, letters + 4, letters + 6),
        )
}

fn nss(number: &[u8]) -> bool {
    is_digits(number, 11) && part(number, 0, 9) != 0 && luhn(number)
}

fn clabe(number: &[u8]) -> bool {
    let sum: u32 = (0..17).map(|place| at(number, place) * [3, 7, 1][place % 3] % 10).sum();
    is_digits(number, 18) && part(number, 0, 3) != 0 && (10 - sum % 10) % 10 == last(number)
}

fn elector(number: &[u8]) -> bool {
    fits(number, "llllllddddddddlddd")
        && is_day_of_century(part(number, 6, 8), part(number, 8, 10), part(number, 10, 12))
        && matches!(part(number, 12, 14), 1..=33 | 87 | 88)
        && matches!(number.get(14), Some(b'H' | b'M'))
}

/// A check digit modulus 11 that is zero where eleven less the rest is ten or more.
fn eleven(sum: u32) -> u32 {
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

fn cpf(number: &[u8]) -> bool {
    is_digits(number, 11)
        && !is_uniform(number)
        && eleven(weighted(number, &[10, 9, 8, 7, 6, 5, 4, 3, 2])) == at(number, 9)
        && eleven(weighted(number, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) == at(number, 10)
}

fn cnpj(number: &[u8]) -> bool {
    // A letter counts as its code less that of zero.
    let sum = |weights: &[u32]| -> u32 {
        number
            .iter()
            .zip(weights)
            .map(|(byte, weight)| u32::from(byte.saturating_sub(b'0')) * weight)
            .sum()
    };
    fits(number, "aaaaaaaaaaaadd")
        && !is_uniform(number)
        && number.iter().take(8).any(|byte| *byte != b'0')
        && eleven(sum(&[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == at(number, 12)
        && eleven(sum(&[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == at(number, 13)
}

fn pis(number: &[u8]) -> bool {
    is_digits(number, 11)
        && part(number, 0, 9) != 0
        && eleven(weighted(number, &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == last(number)
}

fn cns(number: &[u8]) -> bool {
    is_digits(number, 15)
        && matches!(at(number, 0), 1 | 2 | 7..=9)
        && weighted(number, &[15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn voter(number: &[u8]) -> bool {
    let state = part(number, 8, 10);
    let first = weighted(number, &[2, 3, 4, 5, 6, 7, 8, 9]) % 11 % 10;
    let second = (at(number, 8) * 7 + at(number, 9) * 8 + at(number, 10) * 9) % 11 % 10;
    is_digits(number, 12)
        && matches!(state, 1..=28)
        && first == at(number, 10)
        && second == at(number, 11)
}

fn cnh(number: &[u8]) -> bool {
    let first = weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    let moved = if first > 9 { 2 } else { 0 };
    let second = (weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 + 11 - moved) % 11;
    is_digits(number, 11)
        && !is_uniform(number)
        && at(number, 9) == if first > 9 { 0 } else { first }
        && at(number, 10) == if second > 9 { 0 } else { second }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_mexico() {
        // python-stdnum.
        assert!(
            curp(b"BOXW310820HNERXN09")
                && curp(b"BAAA890317HDFRLL03")
                && !curp(b"BOXW310820HNERXN08")
        );
        assert!(!curp(b"BACA890909MJCRMS05") && !curp(b"BOXW311320HNERXN09"));
        assert!(rfc(b"GODE561231GR8") && rfc(b"EYO121214DD5") && !rfc(b"GODE561231GR9"));
        assert!(rfc(b"GODE561231") && !rfc(b"CACA580710NF7") && !rfc(b"AKJ970902"));
        assert!(clabe(b"032180000118359719") && !clabe(b"032180000118359718"));
        assert!(elector(b"GMVLMR80070501M100") && !elector(b"GMVLMR80130501M100"));
        assert!(nss(b"12345678903") && !nss(b"12345678904"));
    }

    #[test]
    fn numbers_of_brazil() {
        // python-stdnum, validator.js, Receita Federal.
        assert!(
            cpf(b"39053344705")
                && cpf(b"11144477735")
                && !cpf(b"23100299900")
                && !cpf(b"11111111111")
        );
        assert!(cnpj(b"16727230000197") && cnpj(b"12ABC34501DE35") && !cnpj(b"16727230000198"));
        assert!(pis(b"12056412545") && !pis(b"12056412546") && !pis(b"00000000000"));
        assert!(!cns(b"300000000000000") && !voter(b"123456780000"));
        assert!(cnh(b"02650306461") && !cnh(b"02650306462"));
    }
}
