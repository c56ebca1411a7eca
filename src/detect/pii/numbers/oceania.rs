//! Australia and New Zealand.

use Country::{Australia as AU, NewZealand as NZ};
use Severity::{Low, Medium};

use super::parts::{DRIVING, PASSPORT, at, decimal, fits, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const AUSTRALIA: &[Number] = &[
    // Australian Taxation Office: eight or nine digits, weights 1, 4, 3, 7, 5, 8, 6, 9, 10 by 11.
    Number::new(AU, "au_tfn", "AU_TFN", "Australian tax file number")
        .written(&["ddd~ddd~ddd", "ddd~ddd~dd", "dd~ddd~ddd"], tfn)
        .context(&["tfn", "tax file", "tax file number", "ato"]),
    // Australian Business Register: eleven digits, one less in the first, weights 10, 1, 3 to 19,
    // divisible by 89.
    Number::new(AU, "au_abn", "AU_ABN", "Australian business number")
        .written(&["dd ddd ddd ddd", "ddddddddddd", "dd-ddd-ddd-ddd", "AU~ddddddddddd"], abn)
        .raised(&["abn", "business number", "a.b.n"])
        .severity(Low),
    // Australian Securities and Investments Commission: nine digits, weights 8 to 1.
    Number::new(AU, "au_acn", "AU_ACN", "Australian company number")
        .written(&["ddd~ddd~ddd"], acn)
        .context(&["acn", "company number", "a.c.n"])
        .severity(Low),
    // Services Australia: ten digits from 2 to 6, the ninth a check digit with weights 1, 3, 7, 9,
    // and one for the person.
    Number::new(AU, "au_medicare", "AU_MEDICARE", "Australian Medicare number")
        .written(
            &[
                "dddd ddddd d",
                "dddd-ddddd-d",
                "dddddddddd",
                "dddd ddddd d d",
                "dddd ddddd d-d",
                "ddddddddddd",
                "dddd ddddd d/d",
            ],
            medicare,
        )
        .context(&["medicare", "medicare card", "medicare no", "irn"]),
    // Department of Health: five digits, a practice location, a check letter.
    Number::new(AU, "au_ihi", "AU_IHI", "Australian healthcare identifier (IHI)")
        .written(&["8003~60dd~dddd~dddd"], |number| {
            is_digits(number, 16) && crate::scan::checksum::luhn(number)
        })
        .alone(&["ihi", "healthcare identifier"]),
    Number::new(AU, "au_passport", "AU_PASSPORT", "Australian passport number")
        .written(&["lddddddd", "llddddddd"], any)
        .context(PASSPORT),
    // Between six and ten places, by state.
    Number::new(AU, "au_driver_license", "AU_DRIVER_LICENSE", "Australian driver licence number")
        .written(
            &["dddddd", "ddddddd", "dddddddd", "ddddddddd", "dddddddddd", "ddddll", "lddddd"],
            any,
        )
        .context(DRIVING)
        .severity(Medium),
];

pub(super) const NEW_ZEALAND: &[Number] = &[
    // Inland Revenue, "Resident withholding tax specification": eight or nine digits, two sets of
    // weights, modulus 11.
    Number::new(NZ, "nz_ird", "NZ_IRD", "New Zealand tax number (IRD)")
        .written(
            &[
                "ddd-ddd-ddd",
                "dd-ddd-ddd",
                "NZ ddd-ddd-ddd",
                "NZ dd-ddd-ddd",
                "ddddddddd",
                "dddddddd",
                "ddd ddd ddd",
            ],
            ird,
        )
        .context(&["ird", "ird number", "inland revenue", "tax number", "gst"]),
    // Ministry of Health, HISO 10046: three letters, four digits with weights 7 to 2, modulus 11,
    // or a check letter by 24 behind two digits and a letter; no I and O.
    Number::new(NZ, "nz_nhi", "NZ_NHI", "New Zealand national health index number")
        .written(&["llldddd", "lllddll"], nhi)
        .context(&["nhi", "national health index", "health index", "patient"]),
    // Payments NZ, "Bank account number standard": bank, branch, account, suffix.
    Number::new(NZ, "nz_bank_account", "NZ_BANK_ACCOUNT", "New Zealand bank account number")
        .written(
            &[
                "dd-dddd-ddddddd-dd",
                "dd-dddd-ddddddd-ddd",
                "dd dddd ddddddd dd",
                "dd dddd ddddddd ddd",
            ],
            bank_account,
        )
        .alone(&["bank account", "account number", "account no", "acct"]),
    Number::new(NZ, "nz_passport", "NZ_PASSPORT", "New Zealand passport number")
        .written(
            &["LAdddddd", "LDdddddd", "LFdddddd", "LHdddddd", "EAdddddd", "EPdddddd", "Ndddddd"],
            any,
        )
        .context(PASSPORT),
    Number::new(NZ, "nz_driver_license", "NZ_DRIVER_LICENSE", "New Zealand driver licence number")
        .written(&["lldddddd"], any)
        .context(DRIVING),
];

fn tfn(number: &[u8]) -> bool {
    let nine = || weighted(number, &[1, 4, 3, 7, 5, 8, 6, 9, 10]);
    let eight = || weighted(number, &[10, 7, 8, 4, 6, 3, 5, 1]);
    (is_digits(number, 9) && nine().is_multiple_of(11)
        || is_digits(number, 8) && eight().is_multiple_of(11))
        && part(number, 0, 8) != 0
}

fn abn(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"AU").unwrap_or(number);
    let sum = weighted(number, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    is_digits(number, 11) && at(number, 0) != 0 && (sum - 10).is_multiple_of(89)
}

fn acn(number: &[u8]) -> bool {
    is_digits(number, 9)
        && part(number, 0, 8) != 0
        && weighted(number, &[8, 7, 6, 5, 4, 3, 2, 1, 1]).is_multiple_of(10)
}

fn medicare(number: &[u8]) -> bool {
    (is_digits(number, 10) || is_digits(number, 11))
        && matches!(at(number, 0), 2..=6)
        && weighted(number, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == at(number, 8)
        && at(number, 9) != 0
}

fn ird(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"NZ").unwrap_or(number);
    let padded;
    let number = if number.len() == 8 {
        padded = [b"0", number].concat();
        &padded
    } else {
        number
    };
    let check = |weights: &[u32]| (11 - weighted(number, weights) % 11) % 11;
    let check = match check(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => check(&[7, 4, 3, 2, 5, 2, 7, 6]),
        check => check,
    };
    is_digits(number, 9)
        && (10_000_000..150_000_000).contains(&decimal(number, 0, 9))
        && check == last(number)
}

fn nhi(number: &[u8]) -> bool {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut sum = 0;
    for (byte, weight) in number.iter().take(6).zip([7, 6, 5, 4, 3, 2]) {
        sum += weight
            * match byte {
                b'0'..=b'9' => usize::from(byte - b'0'),
                letter => match LETTERS.iter().position(|known| known == letter) {
                    Some(place) => place + 1,
                    None => return false,
                },
            };
    }
    match number.last() {
        Some(digit @ b'0'..=b'9') => {
            fits(number, "llldddd")
                && !sum.is_multiple_of(11)
                && (11 - sum % 11) % 10 == usize::from(digit - b'0')
        }
        letter => fits(number, "lllddll") && LETTERS.get(23 - sum % 24) == letter,
    }
}

fn bank_account(number: &[u8]) -> bool {
    let (branch, account) = (part(number, 2, 6), part(number, 6, 13));
    // Weights over bank, branch, account and suffix, and the modulus, by bank.
    let sum = |weights: &[u32]| weighted(&padded(number), weights);
    let cross = |weights: &[u32]| -> u32 {
        let number = padded(number);
        let products =
            weights.iter().enumerate().map(|(place, weight)| at(&number, place) * weight);
        products.map(|product| product / 10 + product % 10).map(|sum| sum / 10 + sum % 10).sum()
    };
    const A: [u32; 18] = [0, 0, 6, 3, 7, 9, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0];
    const B: [u32; 18] = [0, 0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0];
    let checked = match part(number, 0, 2) {
        1..=3 | 6 | 10..=24 | 27 | 30 | 35 | 38 => {
            sum(if account < 990_000 { &A } else { &B }).is_multiple_of(11)
        }
        8 => sum(&[0, 0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0]).is_multiple_of(11),
        9 => cross(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 0, 1]).is_multiple_of(11),
        25 | 33 => sum(&[0, 0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0, 0]).is_multiple_of(10),
        26 | 28 | 29 => {
            cross(&[0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 0, 3, 7, 1]).is_multiple_of(10)
        }
        31 => true,
        _ => false,
    };
    (is_digits(number, 15) || is_digits(number, 16)) && branch != 0 && account != 0 && checked
}

/// Bank, branch, account of eight and suffix of four digits.
fn padded(number: &[u8]) -> Vec<u8> {
    let suffix = number.get(13..).unwrap_or_default();
    let zeros = b"0000".get(..4_usize.saturating_sub(suffix.len())).unwrap_or_default();
    [
        number.get(..6).unwrap_or_default(),
        b"0",
        number.get(6..13).unwrap_or_default(),
        zeros,
        suffix,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_australia_and_new_zealand() {
        // python-stdnum and the authorities' examples.
        assert!(tfn(b"123456782") && tfn(b"112474082") && !tfn(b"123456783") && !tfn(b"999999999"));
        assert!(abn(b"51824753556") && abn(b"53004085616") && !abn(b"51824753557"));
        assert!(acn(b"004085616") && acn(b"010499966") && !acn(b"004085617"));
        assert!(medicare(b"2123456701") && !medicare(b"2123456711") && !medicare(b"1123456701"));
        assert!(ird(b"49091850") && ird(b"136410132") && !ird(b"136410133") && !ird(b"9125568"));
        assert!(nhi(b"ZZZ0016") && nhi(b"ZZZ00AX") && !nhi(b"ZZZ0017") && !nhi(b"DAB8233"));
        assert!(bank_account(b"0305020525755000") && bank_account(b"011839092565200"));
        assert!(!bank_account(b"010242010019500"));
    }
}
