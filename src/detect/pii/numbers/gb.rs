//! United Kingdom.

use Country::UnitedKingdom as GB;
use Evidence::{Alone, Context, Raised};
use Severity::{High, Medium};

use super::parts::{at, decimal, fits, is_day_of_century, is_digits, last, part};
use super::{Country, Evidence, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::weighted;

pub(super) const NUMBERS: &[Number] = &[
    // HM Revenue & Customs, National Insurance Manual NIM39110: two letters but for some, six
    // digits, a letter from A to D.
    Number {
        id: "uk_nino",
        label: "UK_NINO",
        name: "United Kingdom national insurance number",
        country: GB,
        forms: &["ll dd dd dd l", "ll-dd-dd-dd-l"],
        check: nino,
        evidence: Alone,
        words: NINO_WORDS,
        severity: High,
    },
    Number {
        id: "uk_nino",
        label: "UK_NINO",
        name: "United Kingdom national insurance number",
        country: GB,
        forms: &["lldddddd~l", "ll dddddd l"],
        check: nino,
        evidence: Raised,
        words: NINO_WORDS,
        severity: High,
    },
    Number {
        id: "uk_nino",
        label: "UK_NINO",
        name: "United Kingdom national insurance number",
        country: GB,
        forms: &["ll~dd~dd~dd"],
        check: nino,
        evidence: Context,
        words: NINO_WORDS,
        severity: High,
    },
    // NHS Data Dictionary, "NHS number": ten digits, modulus 11 with weights 10 to 2.
    Number {
        id: "uk_nhs",
        label: "UK_NHS",
        name: "United Kingdom NHS number",
        country: GB,
        forms: &["ddd~ddd~dddd"],
        check: nhs,
        evidence: Context,
        words: &["nhs", "national health", "health service", "patient", "hospital number"],
        severity: High,
    },
    // NHS National Services Scotland, "CHI number": a date of birth, four digits, modulus 11.
    Number {
        id: "uk_chi",
        label: "UK_CHI",
        name: "Scottish community health index number",
        country: GB,
        forms: &["dddddddddd", "dddddd~dddd"],
        check: chi,
        evidence: Context,
        words: &["chi", "community health index", "nhs scotland", "patient"],
        severity: High,
    },
    // HM Revenue & Customs, specification of the check of the unique taxpayer reference.
    Number {
        id: "uk_utr",
        label: "UK_UTR",
        name: "United Kingdom unique taxpayer reference",
        country: GB,
        forms: &["dddddddddd", "ddddd~ddddd", "ddddddddddK"],
        check: utr,
        evidence: Context,
        words: &["utr", "taxpayer reference", "tax reference", "self assessment", "hmrc"],
        severity: High,
    },
    // Driver and Vehicle Licensing Agency, "INF45P": five letters of the surname with 9 to fill,
    // the decade of birth, month (women 50 more), day, year, initials, three for the record.
    Number {
        id: "uk_driving_license",
        label: "UK_DRIVING_LICENSE",
        name: "United Kingdom driving licence number",
        country: GB,
        forms: &["aaaaaddddddaaall", "aaaaa~dddddd~aaall", "aaaaa dddddd aa all"],
        check: driving_license,
        evidence: Alone,
        words: &[
            "driving licence",
            "driving license",
            "licence",
            "license",
            "dvla",
            "driver number",
        ],
        severity: High,
    },
    // HM Passport Office: nine digits.
    Number {
        id: "uk_passport",
        label: "UK_PASSPORT",
        name: "United Kingdom passport number",
        country: GB,
        forms: &["ddddddddd"],
        check: any,
        evidence: Context,
        words: &["passport", "passports", "travel document"],
        severity: High,
    },
    // HM Revenue & Customs, "VAT registration number: the check": 97 less the weighted sum, or
    // 55 more than that since 2010; GD and HA for departments and health authorities.
    Number {
        id: "uk_vat",
        label: "UK_VAT",
        name: "United Kingdom VAT registration number",
        country: GB,
        forms: &["GB~ddd~dddd~dd", "GB ddddddddd", "GB~ddd~dddd~dd~ddd", "GB~GDddd", "GB~HAddd"],
        check: vat,
        evidence: Alone,
        words: VAT_WORDS,
        severity: Medium,
    },
    Number {
        id: "uk_vat",
        label: "UK_VAT",
        name: "United Kingdom VAT registration number",
        country: GB,
        forms: &["ddd~dddd~dd", "ddd~dddd~dd~ddd"],
        check: vat,
        evidence: Context,
        words: VAT_WORDS,
        severity: Medium,
    },
    // Department for Education, "Unique pupil numbers": a check letter, twelve places.
    Number {
        id: "uk_upn",
        label: "UK_UPN",
        name: "United Kingdom unique pupil number",
        country: GB,
        forms: &["ldddddddddddd"],
        check: upn,
        evidence: Raised,
        words: &["upn", "pupil number", "pupil", "student"],
        severity: High,
    },
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
        let code = if is_digits(code, 3) { part(code, 0, 3) } else { return false };
        return matches!((kind, code), (b"GD", 0..=499) | (b"HA", 500..=999));
    }
    let sum = weighted(number, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    (is_digits(number, 9) || is_digits(number, 12))
        && decimal(number, 0, 7) != 0
        && (sum == 0 || sum == 42)
}

fn upn(number: &[u8]) -> bool {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    let sum = weighted(number, &[0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    (fits(number, "ldddddddddddd") || fits(number, "lddddddddddda"))
        && matches!(part(number, 1, 4), 201..=213 | 301..=320 | 330..=394 | 420..=421 | 660..=681 | 800..=999)
        && LETTERS.get((sum % 23) as usize) == number.first()
        && last(number) < 36
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
