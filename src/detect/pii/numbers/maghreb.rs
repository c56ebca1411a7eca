//! Morocco, Algeria, Tunisia, Libya, Senegal and Guinea.

use Country::{
    Algeria as DZ, Guinea as GN, Libya as LY, Morocco as MA, Senegal as SN, Tunisia as TN,
};
use Severity::{Low, Medium};

use super::parts::{PASSPORT, at, decimal, fits, is_digits, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{luhn, weighted};

pub(super) const MOROCCO: &[Number] = &[
    // Office marocain de la propriete industrielle: fifteen digits, ISO 7064 MOD 97-10 with a
    // rest of zero.
    Number::new(MA, "ma_ice", "MA_ICE", "Moroccan company number (ICE)")
        .written(&["ddddddddddddddd", "ddd ddd ddd ddd ddd"], ice)
        .raised(&["ice", "identifiant commun"])
        .severity(Low),
    Number::new(MA, "ma_cin", "MA_CIN", "Moroccan identity card number (CIN)")
        .written(&["ldddddd", "lddddd", "lldddddd", "llddddd"], any)
        .context(&["cin", "cnie", "carte d'identite", "carte nationale", "identity card"]),
];

pub(super) const ALGERIA: &[Number] = &[
    // Direction generale des impots: fifteen digits, or twenty for a part.
    Number::new(DZ, "dz_nif", "DZ_NIF", "Algerian tax number (NIF)")
        .written(
            &[
                "ddddddddddddddd",
                "dddddddddddddddddddd",
                "ddddddddddddddd ddddd",
                "ddd ddd ddd ddd ddd",
            ],
            nif,
        )
        .context(&["nif", "identification fiscale", "tax number"])
        .severity(Medium),
    Number::new(
        DZ,
        "dz_national_id",
        "DZ_NATIONAL_ID",
        "Algerian national identification number (NIN)",
    )
    .written(&["dddddddddddddddddd"], any)
    .context(&["nin", "identification national", "carte d'identite", "national id"]),
    Number::new(DZ, "dz_passport", "DZ_PASSPORT", "Algerian passport number")
        .written(&["ddddddddd"], any)
        .context(PASSPORT),
];

pub(super) const TUNISIA: &[Number] = &[
    // Direction generale des impots: up to seven digits, a check letter, and codes for tax,
    // kind and branch.
    Number::new(TN, "tn_mf", "TN_MF", "Tunisian tax number (matricule fiscal)")
        .written(
            &[
                "ddddddd/l/l/l/ddd",
                "dddddddl/l/l/ddd",
                "ddddddd~l",
                "ddddddd~l~l~l~ddd",
                "dddddd~l",
                "ddddddl/l/l/ddd",
                "dddddd/l/l/l/ddd",
                "dddddddlllddd",
                "ddddddlllddd",
                "ddddddd l/l/l/ddd",
                "ddddddd l/l/lddd",
                "dddl",
            ],
            matricule,
        )
        .context(&["matricule fiscal", "matricule fiscale", "mf", "identifiant fiscal", "m.f"])
        .severity(Medium),
    // Ministry of the Interior: eight digits.
    Number::new(TN, "tn_national_id", "TN_NATIONAL_ID", "Tunisian identity card number (CIN)")
        .written(&["dddddddd"], any)
        .context(&["cin", "carte d'identite", "identite nationale", "national id", "bitaqa"]),
];

pub(super) const LIBYA: &[Number] = &[
    // Civil Registry Authority: sex, year of birth, seven digits.
    Number::new(LY, "ly_national_id", "LY_NATIONAL_ID", "Libyan national number")
        .written(&["dddddddddddd"], national)
        .context(&["national number", "national id", "raqam watani", "identity number"]),
    Number::new(LY, "ly_passport", "LY_PASSPORT", "Libyan passport number")
        .written(
            &["ladaadal", "lldddada", "lddlldda", "laaaaaad", "laaaaada", "lddaaaal", "lldaaaal"],
            any,
        )
        .context(PASSPORT),
];

pub(super) const SENEGAL: &[Number] = &[
    // Agence nationale de la statistique: nine digits with weights 1 and 2, and a code of three
    // places for the tax.
    Number::new(SN, "sn_ninea", "SN_NINEA", "Senegalese company number (NINEA)")
        .written(
            &[
                "ddddddddd",
                "ddddddd",
                "dddddddddddd",
                "ddddddddd~dld",
                "ddddddd~dld",
                "ddddddddddld",
                "ddddddd d l d",
                "ddddddd/dld",
            ],
            ninea,
        )
        .context(&["ninea", "cofi"])
        .severity(Low),
];

pub(super) const GUINEA: &[Number] = &[
    // Direction nationale des impots: nine digits, Luhn.
    Number::new(GN, "gn_nifp", "GN_NIFP", "Guinean tax number (NIFp)")
        .written(&["ddddddddd", "ddd~ddd~ddd"], |number| is_digits(number, 9) && luhn(number))
        .context(&["nif", "nifp", "identification fiscale"])
        .severity(Medium),
];

fn ice(number: &[u8]) -> bool {
    is_digits(number, 15)
        && decimal(number, 0, 13) != 0
        && decimal(number, 0, 15).is_multiple_of(97)
}

fn nif(number: &[u8]) -> bool {
    is_digits(number, 15) || is_digits(number, 20)
}

fn matricule(number: &[u8]) -> bool {
    let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let Some((head, tail)) = number.split_at_checked(digits) else { return false };
    let codes = match tail {
        [_] => true,
        [_, tax, kind, branch @ ..] => {
            b"ABPDN".contains(tax)
                && b"MPCNE".contains(kind)
                && is_digits(branch, 3)
                && (*kind != b'M' || part(branch, 0, 3) == 0 || *kind == b'E')
        }
        _ => false,
    };
    (1..=7).contains(&head.len())
        && tail.first().is_some_and(|letter| b"ABCDEFGHJKLMNPQRSTVWXYZ".contains(letter))
        && codes
}

fn national(number: &[u8]) -> bool {
    is_digits(number, 12)
        && matches!(at(number, 0), 1 | 2)
        && matches!(part(number, 1, 5), 1900..=2099)
}

fn ninea(number: &[u8]) -> bool {
    let (head, tail) = match number.len() {
        7 | 9 => (number, &b""[..]),
        length => match length.checked_sub(3).and_then(|head| number.split_at_checked(head)) {
            Some(parts) => parts,
            None => return false,
        },
    };
    let weights: &[u32] =
        if head.len() == 7 { &[1, 2, 1, 2, 1, 2, 1] } else { &[1, 2, 1, 2, 1, 2, 1, 2, 1] };
    let code =
        tail.is_empty() || fits(tail, "dld") && at(tail, 0) <= 2 && matches!(at(tail, 1), 10..=35);
    (is_digits(head, 7) || is_digits(head, 9))
        && part(head, 0, 9) != 0
        && code
        && weighted(head, weights).is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_north_and_west_africa() {
        // python-stdnum.
        assert!(ice(b"001561191000066") && !ice(b"001561191000065") && !ice(b"000000000000097"));
        assert!(nif(b"416001000000007") && nif(b"41600100000000700001") && !nif(b"4160010000000"));
        assert!(matricule(b"1222695K") && matricule(b"1496298TPN000") && !matricule(b"1219773I"));
        assert!(!matricule(b"12345") && national(b"119803455876") && !national(b"319803455876"));
        assert!(ninea(b"004912269") && ninea(b"30672212G2") && !ninea(b"3067222"));
    }
}
