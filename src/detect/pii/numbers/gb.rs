//! United Kingdom.

use Country::UnitedKingdom as GB;
use Severity::Medium;

use super::parts::{at, decimal, fits, is_day_of_century, is_digits, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const NUMBERS: &[Number] = &[
    // HM Revenue & Customs, National Insurance Manual NIM39110: two letters but for some, six
    // digits, a letter from A to D.
    Number::new(GB, "uk_nino", "UK_NINO", "United Kingdom national insurance number")
        .written(&["ll dd dd dd l", "ll-dd-dd-dd-l"], nino)
        .alone(NINO_WORDS),
    Number::new(GB, "uk_nino", "UK_NINO", "United Kingdom national insurance number")
        .written(&["lldddddd~l", "ll dddddd l"], nino)
        .raised(NINO_WORDS),
    Number::new(GB, "uk_nino", "UK_NINO", "United Kingdom national insurance number")
        .written(&["ll~dd~dd~dd"], nino)
        .context(NINO_WORDS),
    // NHS Data Dictionary, "NHS number": ten digits, modulus 11 with weights 10 to 2.
    Number::new(GB, "uk_nhs", "UK_NHS", "United Kingdom NHS number")
        .written(&["ddd~ddd~dddd"], nhs)
        .context(&["nhs", "national health", "health service", "patient", "hospital number"]),
    // NHS National Services Scotland, "CHI number": a date of birth, four digits, modulus 11.
    Number::new(GB, "uk_chi", "UK_CHI", "Scottish community health index number")
        .written(&["dddddddddd", "dddddd~dddd"], chi)
        .context(&["chi", "community health index", "nhs scotland", "patient"]),
    // HM Revenue & Customs, specification of the check of the unique taxpayer reference.
    Number::new(GB, "uk_utr", "UK_UTR", "United Kingdom unique taxpayer reference")
        .written(&["dddddddddd", "ddddd~ddddd", "ddddddddddK"], utr)
        .context(&["utr", "taxpayer reference", "tax reference", "self assessment", "hmrc"]),
    // Driver and Vehicle Licensing Agency: five letters of the surname with 9 to fill,
    // the decade of birth, month (women 50 more), day, year, initials, three for the record.
    Number::new(
        GB,
        "uk_driving_license",
        "UK_DRIVING_LICENSE",
        "United Kingdom driving licence number",
    )
    .written(&["aaaaaddddddaaall", "aaaaa~dddddd~aaall", "aaaaa dddddd aa all"], driving_license)
    .alone(&[
        "driving licence",
        "driving license",
        "licence",
        "license",
        "dvla",
        "driver number",
    ]),
    // HM Passport Office: nine digits.
    Number::new(GB, "uk_passport", "UK_PASSPORT", "United Kingdom passport number")
        .written(&["ddddddddd"], any)
        .context(&["passport", "passports", "travel document"]),
    // HM Revenue & Customs, "VAT registration number: the check": 97 less the weighted sum, or
    // 55 more or less than that since 2010; GD and HA for departments and health authorities.
    Number::new(GB, "uk_vat", "UK_VAT", "United Kingdom VAT registration number")
        .written(
            &[
                "GB~ddd~dddd~dd",
                "GBddddddddd",
                "GB ddd ddd ddd",
                "GBdddddddddddd",
                "GB~ddd~dddd~dd~ddd",
                "GBGDddd",
                "GBHAddd",
            ],
            vat,
        )
        .alone(VAT_WORDS)
        .severity(Medium),
    Number::new(GB, "uk_vat", "UK_VAT", "United Kingdom VAT registration number")
        .written(
            &[
                "GB ddddddddd",
                "GB-ddddddddd",
                "GB dddddddddddd",
                "GB-dddddddddddd",
                "GB GDddd",
                "GB-GDddd",
                "GB HAddd",
                "GB-HAddd",
            ],
            vat,
        )
        .raised(VAT_WORDS)
        .severity(Medium),
    Number::new(GB, "uk_vat", "UK_VAT", "United Kingdom VAT registration number")
        .written(
            &[
                "ddd~dddd~dd",
                "ddd~dddd~dd~ddd",
                "ddd ddd ddd",
                "GDddd",
                "HAddd",
                "GD8888ddddd",
                "HA8888ddddd",
            ],
            vat,
        )
        .context(VAT_WORDS)
        .severity(Medium),
    // Pay.UK, "Vocalink modulus checking": six digits of the branch and eight of the account; the
    // check hangs on a list of branches.
    Number::new(
        GB,
        "uk_bank_account",
        "UK_BANK_ACCOUNT",
        "United Kingdom sort code and account number",
    )
    .written(&["dd-dd-dd dddddddd", "dd-dd-dd", "dddddddd"], any)
    .context(&["sort code", "sort-code", "sortcode"]),
    // Department for Education, "Unique pupil numbers": a check letter, twelve places.
    Number::new(GB, "uk_upn", "UK_UPN", "United Kingdom unique pupil number")
        .written(&["ldddddddddddd"], upn)
        .raised(&["upn", "pupil number", "pupil", "student"]),
];

const NINO_WORDS: &[&str] =
    &["nino", "national insurance", "ni number", "ni no", "nin", "insurance number"];

const VAT_WORDS: &[&str] = &["vat", "vat reg", "vat number", "vat no", "value added tax"];

fn nino(number: &[u8]) -> bool {
    let [first, second, ..] = number else { return false };
    (fits(number, "lldddddd") || fits(number, "llddddddl") && matches!(at(number, 8), 10..=13))
        && !b"DFIQUV".contains(first)
        && !b"DFIOQUV".contains(second)
        && !matches!(&[*first, *second], b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
}

fn nhs(number: &[u8]) -> bool {
    is_digits(number, 10)
        && weighted(number, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
        && part(number, 0, 9) != 0
}

fn chi(number: &[u8]) -> bool {
    nhs(number) && is_day_of_century(part(number, 4, 6), part(number, 2, 4), part(number, 0, 2))
}

fn utr(number: &[u8]) -> bool {
    let number = number.strip_suffix(b"K").unwrap_or(number);
    let sum = weighted(number.get(1..).unwrap_or_default(), &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
    is_digits(number, 10) && b"21987654321".get(sum as usize) == number.first()
}

fn driving_license(number: &[u8]) -> bool {
    let Some((surname, rest)) = number.split_first_chunk::<5>() else { return false };
    let letters = surname.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let month = part(rest, 1, 3);
    let (year, day) = (at(rest, 0) * 10 + at(rest, 5), part(rest, 3, 5));
    let initials = rest.get(6..8).unwrap_or_default();
    fits(rest, "ddddddaaall")
        && letters > 0
        && surname.iter().skip(letters).all(|byte| *byte == b'9')
        && is_day_of_century(year, if month > 50 { month - 50 } else { month }, day)
        && initials.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'9')
        && (initials.first() != Some(&b'9') || initials.last() == Some(&b'9'))
}

fn vat(number: &[u8]) -> bool {
    let number = number.strip_prefix(b"GB").unwrap_or(number);
    if let Some((kind, code)) = number.split_first_chunk::<2>()
        && kind.iter().all(u8::is_ascii_uppercase)
    {
        // In trade with other states: 8888, the code, and the rest of it by 97.
        let code = match code.strip_prefix(b"8888") {
            Some(long) if is_digits(long, 5) && part(long, 0, 3) % 97 == part(long, 3, 5) => long,
            _ if is_digits(code, 3) => code,
            _ => return false,
        };
        return matches!((kind, part(code, 0, 3)), (b"GD", 0..=499) | (b"HA", 500..=999));
    }
    let sum = weighted(number, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    (is_digits(number, 9) || is_digits(number, 12))
        && decimal(number, 0, 7) != 0
        && (sum == 0 || matches!(sum, 42 | 55) && part(number, 0, 3) >= 100)
}

fn upn(number: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    let sum = weighted(number, &[0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    fits(number, "ldddddddddddd")
        && is_authority(part(number, 1, 4))
        && LETTERS.get((sum % 23) as usize) == number.first()
}

/// Local authorities of England and Wales as the Department for Education numbers them.
fn is_authority(number: u32) -> bool {
    matches!(number, 201..=213 | 301..=320 | 330..=394 | 420 | 421 | 660..=681 | 800..=999)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_united_kingdom() {
        assert!(nino(b"AB123456C") && nino(b"AB123456") && !nino(b"QQ123456C"));
        assert!(!nino(b"GB123456A") && !nino(b"AO123456A") && !nino(b"AB123456E"));
        // python-stdnum.
        assert!(nhs(b"9434765870") && !nhs(b"9434765871") && !nhs(b"943476587"));
        assert!(utr(b"1955839661") && utr(b"1955839661K") && !utr(b"2955839661"));
        assert!(vat(b"GB980780684") && vat(b"980780684") && !vat(b"802311781"));
        assert!(vat(b"GBGD000") && !vat(b"GBGD600") && !vat(b"HA201"));
        assert!(upn(b"B801200005001") && !upn(b"A801200005001") && !upn(b"E000200005001"));
        // The DVLA's specimen licence.
        assert!(driving_license(b"MORGA657054SM9IJ") && driving_license(b"MORGA607054SM9IJ"));
        assert!(!driving_license(b"MORGA613054SM9IJ") && !driving_license(b"MORGA657354SM9IJ"));
        assert!(!driving_license(b"9MORG657054SM9IJ"));
    }
}
