//! Portugal and the Netherlands.

use Country::{Netherlands as NL, Portugal as PT};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, fits, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{value, weighted};

pub(super) const PORTUGAL: &[Number] = &[
    // Autoridade Tributaria, Decreto-Lei 14/2013: nine digits, weights 9 to 2, modulus 11.
    Number::new(PT, "pt_nif", "PT_NIF", "Portuguese tax number (NIF)")
        .written(&["ddd~ddd~ddd"], nif)
        .context(NIF_WORDS),
    Number::new(PT, "pt_vat", "PT_VAT", "Portuguese VAT number")
        .written(&["PT~ddd~ddd~ddd", "PTddddddddd"], nif)
        .alone(NIF_WORDS)
        .severity(Medium),
    Number::new(PT, "pt_vat", "PT_VAT", "Portuguese VAT number")
        .written(&["PT ddddddddd", "PT-ddddddddd"], nif)
        .raised(NIF_WORDS)
        .severity(Medium),
    // Instituto dos Registos e do Notariado, "Algoritmo de validacao do numero de documento do
    // Cartao de Cidadao": eight digits, a check digit, version, check digit of all with every
    // other value doubled.
    Number::new(PT, "pt_citizen_card", "PT_CITIZEN_CARD", "Portuguese citizen card number")
        .written(
            &[
                "dddddddd~d~lld",
                "ddddddddd~lld",
                "ddddddddd~lad",
                "dddddddd d lad",
                "dddddddd~d~ll~d",
            ],
            cartao,
        )
        .raised(&[
            "cartao de cidadao",
            "cartao do cidadao",
            "cc",
            "bilhete de identidade",
            "identidade",
            "citizen card",
            "id card",
        ]),
    // Instituto da Seguranca Social: eleven digits from 1 or 2, weights the primes from 29 down.
    Number::new(
        PT,
        "pt_social_security",
        "PT_SOCIAL_SECURITY",
        "Portuguese social security number (NISS)",
    )
    .written(&["ddddddddddd", "d~dddddddddd", "ddd ddd ddd dd"], niss)
    .context(&["niss", "seguranca social", "numero de seguranca social", "social security"]),
    Number::new(PT, "pt_passport", "PT_PASSPORT", "Portuguese passport number")
        .written(&["ldddddd", "lldddddd"], any)
        .context(PASSPORT),
    Number::new(PT, "pt_driver_license", "PT_DRIVER_LICENSE", "Portuguese driving licence number")
        .written(&["l-ddddddd d", "ll-dddddd d", "l-ddddddd", "ll-dddddd"], any)
        .context(DRIVING),
];

pub(super) const NETHERLANDS: &[Number] = &[
    // Rijksdienst voor Identiteitsgegevens, "Het BSN": nine digits, the eleven test with the last
    // weighing -1.
    Number::new(NL, "nl_bsn", "NL_BSN", "Dutch citizen service number (BSN)")
        .written(&["ddddddddd", "dddd~dd~ddd", "ddd~ddd~ddd", "dddddddd"], bsn)
        .context(&[
            "bsn",
            "burgerservicenummer",
            "burger service nummer",
            "sofinummer",
            "sofi-nummer",
            "sofi",
            "citizen service number",
        ]),
    // Rijksdienst voor Identiteitsgegevens: two letters, six places, a digit; no letter O.
    Number::new(NL, "nl_passport", "NL_PASSPORT", "Dutch passport number")
        .written(&["llaaaaaad"], document)
        .context(PASSPORT),
    Number::new(NL, "nl_id_card", "NL_ID_CARD", "Dutch identity card number")
        .written(&["llaaaaaad"], document)
        .context(&[
            "identiteitskaart",
            "id-kaart",
            "id kaart",
            "documentnummer",
            "legitimatie",
            "identity card",
            "id card",
        ]),
    Number::new(NL, "nl_driver_license", "NL_DRIVER_LICENSE", "Dutch driving licence number")
        .written(&["dddddddddd"], any)
        .context(DRIVING),
    // Belastingdienst: NL, nine digits that pass the eleven test or, since 2020, ISO 7064 MOD
    // 97-10 of the whole, B, two digits.
    Number::new(NL, "nl_vat", "NL_VAT", "Dutch VAT number")
        .written(
            &["NL~ddddddddd~Bdd", "NLdddddddddBdd", "NL~dddd~dd~ddd~B~dd", "NLdddd.dd.ddd.B.dd"],
            btw,
        )
        .alone(BTW_WORDS)
        .severity(Medium),
    Number::new(NL, "nl_vat", "NL_VAT", "Dutch VAT number")
        .written(&["NL dddddddddBdd", "NL-dddddddddBdd"], btw)
        .raised(BTW_WORDS)
        .severity(Medium),
    Number::new(NL, "nl_vat", "NL_VAT", "Dutch VAT number")
        .written(&["dddddddddBdd", "ddddddddd~B~dd"], btw)
        .raised(BTW_WORDS)
        .severity(Medium),
    // Dienst Uitvoering Onderwijs: as the BSN, from 10, with a rest of 5.
    Number::new(NL, "nl_education", "NL_EDUCATION", "Dutch education number")
        .written(&["ddddddddd", "dddd~dd~ddd"], onderwijs)
        .context(&["onderwijsnummer", "onderwijs", "leerling", "student"])
        .severity(Low),
];

const NIF_WORDS: &[&str] = &[
    "nif",
    "contribuinte",
    "numero de contribuinte",
    "n.i.f",
    "nipc",
    "identificacao fiscal",
    "iva",
    "vat",
    "tax id",
];
const BTW_WORDS: &[&str] =
    &["btw", "btw-nummer", "btw-id", "btw nr", "btw-nr", "omzetbelasting", "vat"];

fn nif(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"PT").unwrap_or(number);
    let check = 11 - weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    is_digits(number, 9) && at(number, 0) != 0 && last(number) == if check > 9 { 0 } else { check }
}

fn cartao(number: &[u8]) -> bool {
    let doubled = |place: usize| {
        let value = at(number, place);
        match place % 2 {
            0 if value > 4 => value * 2 - 9,
            0 => value * 2,
            _ => value,
        }
    };
    fits(number, "dddddddddaad") && (0..12).map(doubled).sum::<u32>().is_multiple_of(10)
}

fn niss(number: &[u8]) -> bool {
    let sum = weighted(number, &[29, 23, 19, 17, 13, 11, 7, 5, 3, 2]);
    is_digits(number, 11) && matches!(at(number, 0), 1 | 2) && last(number) == 9 - sum % 10
}

/// The weighted sum of the eleven test, where the last digit counts -1, modulo 11.
fn eleven(number: &[u8]) -> u32 {
    weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2, 10]) % 11
}

fn bsn(number: &[u8]) -> bool {
    if number.len() == 8 {
        // The zero at the front is left out in older papers.
        return is_digits(number, 8) && bsn(&[b"0", number].concat());
    }
    is_digits(number, 9) && part(number, 0, 9) != 0 && eleven(number) == 0
}

fn onderwijs(number: &[u8]) -> bool {
    is_digits(number, 9) && number.starts_with(b"10") && eleven(number) == 5
}

fn document(number: &[u8]) -> bool {
    fits(number, "llaaaaaad") && !number.contains(&b'O')
}

fn btw(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"NL").unwrap_or(number);
    let Some((digits, suffix)) = number.split_at_checked(9) else { return false };
    // MOD 97-10 over NL, number and suffix, a letter as two digits from 10 on.
    let signs = b"NL".iter().chain(number);
    let rest = signs.fold(0, |rest, byte| {
        let value = value(*byte).unwrap_or(0);
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    });
    is_digits(digits, 9)
        && fits(suffix, "Bdd")
        && part(suffix, 1, 3) != 0
        && (bsn(digits) || rest == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_portugal_and_the_netherlands() {
        // python-stdnum.
        assert!(nif(b"501964843") && nif(b"PT501964843") && !nif(b"501964842"));
        assert!(cartao(b"000000000ZZ4") && cartao(b"054546796ZY7") && !cartao(b"000000000ZZ3"));
        assert!(niss(b"11234567892") && !niss(b"31234567890"));
        assert!(bsn(b"111222333") && !bsn(b"111252333"));
        assert!(onderwijs(b"101222331") && !onderwijs(b"100252333") && !onderwijs(b"211222337"));
        assert!(document(b"EM0000000") && document(b"XR1001R58") && !document(b"XR1O01R58"));
        assert!(btw(b"004495445B01") && btw(b"NL002455799B11") && !btw(b"123456789B90"));
    }
}
