//! France and Monaco.

use Country::{France as FR, Monaco as MC};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, decimal, fits, is_digits, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::luhn;

pub(super) const FRANCE: &[Number] = &[
    // INSEE, "Numero d'inscription au repertoire": sex, year, month, department (2A and 2B in
    // Corsica), commune, order, and a key that makes 97.
    Number::new(FR, "fr_nir", "FR_NIR", "French social security number (NIR)")
        .written(
            &[
                "d~dd~dd~dd~ddd~ddd~dd",
                "d dd dd dd ddd dddd d",
                "d~dd~dd~2A~ddd~ddd~dd",
                "d~dd~dd~2B~ddd~ddd~dd",
                "ddddddddddddd dd",
                "ddddd2Addddddd dd",
                "ddddd2Bddddddd dd",
            ],
            nir_of_birth,
        )
        .alone(NIR_WORDS),
    Number::new(FR, "fr_nir", "FR_NIR", "French social security number (NIR)")
        .written(
            &[
                "d~dd~dd~dd~ddd~ddd~dd",
                "d dd dd dd ddd dddd d",
                "d~dd~dd~2A~ddd~ddd~dd",
                "d~dd~dd~2B~ddd~ddd~dd",
                "ddddddddddddd dd",
                "ddddd2Addddddd dd",
                "ddddd2Bddddddd dd",
            ],
            nir,
        )
        .raised(NIR_WORDS),
    Number::new(FR, "fr_nir", "FR_NIR", "French social security number (NIR), without its key")
        .written(&["d~dd~dd~dd~ddd~ddd", "d~dd~dd~2A~ddd~ddd", "d~dd~dd~2B~ddd~ddd"], nir_body)
        .context(NIR_WORDS),
    // Direction generale des finances publiques: thirteen digits from 0 to 3, of which the last
    // three are the rest of the first ten by 511.
    Number::new(FR, "fr_tax_id", "FR_TAX_ID", "French tax reference number (SPI)")
        .written(&["dd~dd~ddd~ddd~ddd", "d ddd ddd ddd ddd"], spi)
        .alone(&[
            "numero fiscal",
            "spi",
            "reference fiscale",
            "identifiant fiscal",
            "impots",
            "numero d'imposition",
            "tax id",
            "tin",
            "nif",
        ]),
    // INSEE, SIRENE: nine digits, Luhn.
    Number::new(FR, "fr_siren", "FR_SIREN", "French company number (SIREN)")
        .written(&["ddd~ddd~ddd", "dddddd ddd", "RCS l ddd ddd ddd", "RCS l ddddddddd"], siren)
        .context(&["siren", "rcs", "registre du commerce", "numero d'entreprise"])
        .severity(Low),
    // INSEE, SIRENE: a SIREN and five digits, Luhn over all; La Poste has its own sum.
    Number::new(FR, "fr_siret", "FR_SIRET", "French establishment number (SIRET)")
        .written(
            &["ddd~ddd~ddd~ddddd", "ddddddddd ddddd", "ddd ddd ddd ddd dd", "d dd ddd ddd ddd dd"],
            siret,
        )
        .raised(&["siret", "etablissement", "siren"])
        .severity(Low),
    // Code general des impots, 286 ter; European Commission, VIES: FR, two places, a SIREN.
    Number::new(FR, "fr_vat", "FR_VAT", "French VAT number")
        .written(
            &["FR~aa~ddd~ddd~ddd", "FRaaddddddddd", "FR~aa~ddddddddd", "FR ddd ddd dd ddd"],
            tva,
        )
        .alone(TVA_WORDS)
        .severity(Medium),
    Number::new(FR, "fr_vat", "FR_VAT", "French VAT number")
        .written(&["FR aaddddddddd", "FR-aaddddddddd"], tva)
        .raised(TVA_WORDS)
        .severity(Medium),
    Number::new(FR, "fr_vat", "FR_VAT", "French VAT number")
        .written(&["aa~ddd~ddd~ddd"], tva)
        .context(TVA_WORDS)
        .severity(Medium),
    Number::new(FR, "fr_passport", "FR_PASSPORT", "French passport number")
        .written(&["ddllddddd"], any)
        .context(PASSPORT),
    // Agence nationale des titres securises: twelve digits (year and month of issue, department)
    // until 2021, nine places since.
    Number::new(FR, "fr_id_card", "FR_ID_CARD", "French identity card number (CNI)")
        .written(
            &["dddddddddddd", "dddd~dddd~dddd", "ladaaaaaa", "laadaaaaa", "laaadaaaa", "laaaadaaa"],
            id_card,
        )
        .context(&[
            "cni",
            "carte d'identite",
            "carte nationale d'identite",
            "carte nationale",
            "numero de carte",
            "piece d'identite",
            "identity card",
            "id card",
        ]),
    Number::new(FR, "fr_driver_license", "FR_DRIVER_LICENSE", "French driving licence number")
        .written(&["dddddddddddd", "ddlldddddd", "ddllddddd"], any)
        .context(DRIVING),
];

pub(super) const MONACO: &[Number] = &[
    // Direction des services fiscaux: as in France, with three zeros for a SIREN's head.
    Number::new(MC, "mc_vat", "MC_VAT", "Monegasque VAT number")
        .written(&["FR~dd~000~ddd~ddd", "FR~dd000dddddd", "dd 0000 ddddd", "dd 000ddddddd"], monaco)
        .context(&["tva", "vat", "monaco"])
        .severity(Medium),
];

const NIR_WORDS: &[&str] = &[
    "nir",
    "securite sociale",
    "numero de securite sociale",
    "secu",
    "numero de secu",
    "insee",
    "carte vitale",
    "vitale",
    "assure social",
    "social security",
    "immatriculation",
];
const TVA_WORDS: &[&str] = &["tva", "no tva", "numero de tva", "tva intracommunautaire", "vat"];

fn nir(number: &[u8]) -> bool {
    let Some((body, key)) = number.split_at_checked(13) else { return false };
    let mut value = decimal(body, 0, 5) * 100_000_000;
    value += match body.get(5..7) {
        Some(b"2A") => 19,
        Some(b"2B") => 18,
        _ => decimal(body, 5, 7),
    } * 1_000_000;
    value += decimal(body, 7, 13);
    nir_body(body) && is_digits(key, 2) && 97 - value % 97 == decimal(key, 0, 2)
}

/// Of a man or a woman whose month of birth is known: all but a few.
fn nir_of_birth(number: &[u8]) -> bool {
    matches!(at(number, 0), 1 | 2) && matches!(part(number, 3, 5), 1..=12) && nir(number)
}

fn nir_body(body: &[u8]) -> bool {
    let corsica = matches!(body.get(5..7), Some(b"2A" | b"2B"));
    (is_digits(body, 13) || corsica && fits(body, "ddddddldddddd"))
        && matches!(at(body, 0), 1..=4 | 7 | 8)
        // Months from 20 and 50 stand for a date that is not known.
        && matches!(part(body, 3, 5), 1..=12 | 20..=42 | 50..=99)
        && (corsica || part(body, 5, 7) != 0)
        && part(body, 10, 13) != 0
}

fn spi(number: &[u8]) -> bool {
    is_digits(number, 13)
        && at(number, 0) <= 3
        && decimal(number, 0, 10) != 0
        && decimal(number, 0, 10) % 511 == decimal(number, 10, 13)
}

fn siren(number: &[u8]) -> bool {
    let number = if number.len() > 9 { number.get(4..).unwrap_or_default() } else { number };
    is_digits(number, 9) && part(number, 0, 9) != 0 && luhn(number)
}

fn siret(number: &[u8]) -> bool {
    let Some(head) = number.get(..9) else { return false };
    let post = || {
        number.starts_with(b"356000000")
            && number.iter().map(|b| u32::from(b - b'0')).sum::<u32>().is_multiple_of(5)
    };
    is_digits(number, 14) && siren(head) && (luhn(number) || post())
}

/// The key is that of SIREN and 12 by 97, or, since it may hold a letter, a number in the places
/// of two by 11.
fn tva(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"FR").unwrap_or(number);
    let Some((key, company)) = number.split_at_checked(2) else { return false };
    if !is_digits(company, 9) || !(siren(company) || company.starts_with(b"000")) {
        return false;
    }
    if is_digits(key, 2) {
        return (decimal(company, 0, 9) * 100 + 12) % 97 == decimal(key, 0, 2);
    }
    let signs = |byte: Option<&u8>| {
        let byte = byte?;
        b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".iter().position(|sign| sign == byte)
    };
    let (Some(first), Some(second)) = (signs(key.first()), signs(key.last())) else { return false };
    let value =
        if first < 10 { first * 24 + second - 10 } else { first * 34 + second - 100 } as u64;
    (decimal(company, 0, 9) + 1 + value / 11) % 11 == value % 11
}

fn id_card(number: &[u8]) -> bool {
    is_digits(number, 12) && matches!(part(number, 2, 4), 1..=12) || number.len() == 9
}

fn monaco(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"FR").unwrap_or(number);
    digits.get(2..5) == Some(b"000") && tva(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_france() {
        // python-stdnum and INSEE.
        assert!(nir(b"295109912611193") && nir(b"253072A07300443") && nir(b"253072B07300470"));
        assert!(!nir(b"295109912611199") && !nir(b"253072C07300443") && !nir(b"295139912611193"));
        assert!(nir_body(b"2951099126111") && !nir_body(b"5951099126111"));
        assert!(spi(b"3023217600053") && !spi(b"3023217600054") && !spi(b"4023217600053"));
        assert!(siren(b"552008443") && !siren(b"404833047") && !siren(b"000000000"));
        assert!(siret(b"73282932000074") && !siret(b"73282932000079") && siret(b"35600000049837"));
        assert!(tva(b"FR23334175221") && tva(b"4Z123456782") && !tva(b"84323140391"));
        assert!(!tva(b"IO334175221") && monaco(b"FR53000004605") && !monaco(b"FR23334175221"));
        assert!(id_card(b"880692310285") && !id_card(b"889992310285"));
    }
}
