//! China, Hong Kong, Taiwan, Japan and South Korea.

use Country::{China as CN, HongKong as HK, Japan as JP, SouthKorea as KR, Taiwan as TW};
use Severity::{Low, Medium};

use super::parts::{PASSPORT, at, decimal, fits, is_day, is_day_of_century, is_digits, last, part};
use super::{Country, Number, any};
use crate::finding::Severity;
use crate::scan::checksum::{mod_11_2, weighted};

pub(super) const CHINA: &[Number] = &[
    // GB 11643-1999: division, date of birth, serial, ISO 7064 MOD 11-2; fifteen digits until 1999.
    Number::new(CN, "cn_resident_id", "CN_RESIDENT_ID", "Chinese resident identity number")
        .written(
            &[
                "dddddddddddddddddd",
                "dddddddddddddddddX",
                "dddddd~dddddddd~dddd",
                "dddddd~dddddddd~dddX",
            ],
            resident,
        )
        .alone(RESIDENT),
    Number::new(CN, "cn_resident_id", "CN_RESIDENT_ID", "Chinese resident identity number")
        .written(&["ddddddddddddddd"], resident_old)
        .context(RESIDENT),
    // GB 32100-2015: registry, kind, division, organisation, check character of powers of three
    // by 31.
    Number::new(CN, "cn_uscc", "CN_USCC", "Chinese unified social credit code")
        .written(&["ddddddddaaaaaaaaaa", "adddddddaaaaaaaaaa"], uscc)
        .alone(&[
            "tongyi shehui xinyong daima",
            "uscc",
            "social credit code",
            "credit code",
            "统一社会信用代码",
            "信用代码",
        ])
        .severity(Low),
    Number::new(CN, "cn_passport", "CN_PASSPORT", "Chinese passport number")
        .written(&["ldddddddd", "llddddddd"], passport_cn)
        .context(PASSPORT),
];

pub(super) const HONG_KONG: &[Number] = &[
    // Immigration Department, Registration of Persons Regulations: one or two letters, six
    // digits, check digit or A with weights 9 to 2, modulus 11.
    Number::new(HK, "hk_id_card", "HK_ID_CARD", "Hong Kong identity card number")
        .written(&["ldddddd(a)", "lldddddd(a)", "ldddddd[a]", "lldddddd[a]"], id_card)
        .alone(HKID),
    Number::new(HK, "hk_id_card", "HK_ID_CARD", "Hong Kong identity card number")
        .written(&["ldddddda", "lldddddda", "ldddddd-a"], id_card)
        .context(HKID),
];

pub(super) const TAIWAN: &[Number] = &[
    // Ministry of the Interior: place as a letter, sex or kind of resident, seven digits, check
    // digit.
    Number::new(TW, "tw_national_id", "TW_NATIONAL_ID", "Taiwanese national identity number")
        .written(&["lddddddddd", "llddddddddd", "lldddddddd"], national_tw)
        .raised(&[
            "shenfenzheng",
            "national id",
            "identity number",
            "arc",
            "id number",
            "身分證",
            "身分證字號",
            "身份證",
            "居留證",
        ]),
    // Ministry of Finance: eight digits, cross sums with weights 1, 2, 1, 2, 1, 2, 4, 1 by 5.
    Number::new(TW, "tw_company", "TW_COMPANY", "Taiwanese business number (UBN)")
        .written(&["dddddddd"], ubn)
        .context(&[
            "ubn",
            "tongyi bianhao",
            "gui number",
            "tax id",
            "business number",
            "統一編號",
            "統編",
        ])
        .severity(Low),
];

pub(super) const JAPAN: &[Number] = &[
    // Ministry of Internal Affairs, Order 85 of 2014: eleven digits and a check digit with
    // weights 6, 5, 4, 3, 2, 7 to 2, modulus 11.
    Number::new(JP, "jp_my_number", "JP_MY_NUMBER", "Japanese individual number (My Number)")
        .written(&["dddd~dddd~dddd"], my_number)
        .context(&[
            "my number",
            "mynumber",
            "maina",
            "individual number",
            "kojin bango",
            "kojinbango",
            "マイナンハー",
            "個人番号",
        ]),
    // National Tax Agency: thirteen digits, the first a check digit by 9.
    Number::new(JP, "jp_company", "JP_COMPANY", "Japanese corporate number")
        .written(&["ddddddddddddd", "d-dddd-dddd-dddd"], corporate)
        .context(&["hojin bango", "corporate number", "hojinbango", "法人番号"])
        .severity(Low),
    Number::new(JP, "jp_passport", "JP_PASSPORT", "Japanese passport number")
        .written(&["llddddddd"], any)
        .context(PASSPORT),
    Number::new(JP, "jp_driver_license", "JP_DRIVER_LICENSE", "Japanese driving licence number")
        .written(&["dddddddddddd"], any)
        .context(&[
            "unten menkyo",
            "driver license",
            "driver's license",
            "driving licence",
            "license number",
            "運転免許",
            "免許証",
        ]),
];

pub(super) const SOUTH_KOREA: &[Number] = &[
    // Resident Registration Act: date of birth, sex and century, place, serial, check digit with
    // weights 2 to 9 and 2 to 5, modulus 11, which numbers since October 2020 do not have.
    Number::new(KR, "kr_rrn", "KR_RRN", "South Korean resident registration number")
        .written(&["dddddd-ddddddd"], rrn)
        .alone(RRN),
    Number::new(KR, "kr_rrn", "KR_RRN", "South Korean resident registration number")
        .written(&["ddddddddddddd"], rrn)
        .context(RRN),
    Number::new(
        KR,
        "kr_rrn",
        "KR_RRN",
        "South Korean resident registration number, without check digit",
    )
    .written(&["dddddd-ddddddd"], rrn_since_2020)
    .raised(RRN),
    // National Tax Service: ten digits, weights 1, 3, 7.
    Number::new(KR, "kr_brn", "KR_BRN", "South Korean business registration number")
        .written(&["ddd-dd-ddddd"], brn)
        .raised(BRN)
        .severity(Low),
    Number::new(KR, "kr_brn", "KR_BRN", "South Korean business registration number")
        .written(&["dddddddddd"], brn)
        .context(BRN)
        .severity(Low),
    Number::new(KR, "kr_passport", "KR_PASSPORT", "South Korean passport number")
        .written(&["ldddddddd", "lldddddddd", "ldddldddd"], any)
        .context(PASSPORT),
    Number::new(
        KR,
        "kr_driver_license",
        "KR_DRIVER_LICENSE",
        "South Korean driving licence number",
    )
    .written(&["dd-dd-dddddd-dd"], any)
    .context(&[
        "unjeon myeonheo",
        "driver license",
        "driver's license",
        "license number",
        "운전면허",
        "면허번호",
    ])
    .severity(Medium),
];

const RESIDENT: &[&str] = &[
    "shenfenzheng",
    "sfz",
    "resident identity",
    "identity card",
    "id card",
    "id number",
    "identity number",
    "身份证",
    "身份证号",
    "公民身份号码",
    "居民身份证",
];
const HKID: &[&str] =
    &["hkid", "hong kong id", "identity card", "id card", "id number", "身份證", "身分證"];
const RRN: &[&str] = &[
    "jumin",
    "jumin beonho",
    "juminbeonho",
    "rrn",
    "resident registration",
    "resident number",
    "주민등록번호",
    "주민번호",
];
const BRN: &[&str] = &[
    "brn",
    "saeopja",
    "business registration",
    "business number",
    "사업자등록번호",
    "사업자번호",
    "사업자",
];

/// The provinces of GB/T 2260.
fn is_province(province: u32) -> bool {
    matches!(
        province,
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91
    )
}

fn resident(number: &[u8]) -> bool {
    is_digits(number.get(..17).unwrap_or_default(), 17)
        && number.len() == 18
        && is_province(part(number, 0, 2))
        && matches!(part(number, 6, 10), 1850..=2100)
        && is_day(part(number, 6, 10), part(number, 10, 12), part(number, 12, 14))
        && mod_11_2(number)
}

fn resident_old(number: &[u8]) -> bool {
    is_digits(number, 15)
        && is_province(part(number, 0, 2))
        && is_day_of_century(part(number, 6, 8), part(number, 8, 10), part(number, 10, 12))
}

fn uscc(number: &[u8]) -> bool {
    const SIGNS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut power = 1;
    let mut sum = 0;
    for byte in number.iter().take(17) {
        let Some(value) = SIGNS.iter().position(|sign| sign == byte) else { return false };
        sum += value * power;
        power = power * 3 % 31;
    }
    number.len() == 18
        && number.first().is_some_and(|registry| b"123456789ANY".contains(registry))
        && matches!(at(number, 1), 1..=5 | 9)
        && is_digits(number.get(2..8).unwrap_or_default(), 6)
        && is_province(part(number, 2, 4))
        && SIGNS.get((31 - sum % 31) % 31) == number.last()
}

fn passport_cn(number: &[u8]) -> bool {
    match number {
        [b'E', letter @ b'A'..=b'Z', ..] => !matches!(letter, b'I' | b'O'),
        [kind, digit, ..] => b"DEGPSH".contains(kind) && digit.is_ascii_digit(),
        _ => false,
    }
}

fn id_card(number: &[u8]) -> bool {
    // A blank, which counts 36, stands before a single letter.
    let blank = if number.len() == 8 { 36 * 9 } else { 0 };
    let skip = if number.len() == 8 { 1 } else { 0 };
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, 1];
    let sum = blank + weighted(number, weights.get(skip..).unwrap_or_default());
    (fits(number, "ldddddda") || fits(number, "lldddddda"))
        && last(number) <= 10
        && sum.is_multiple_of(11)
}

fn national_tw(number: &[u8]) -> bool {
    // The letters by their codes from 10, which are not in order.
    const LETTERS: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let code = |byte: Option<&u8>| {
        LETTERS.iter().position(|letter| Some(letter) == byte).map(|place| place as u32 + 10)
    };
    let Some(first) = code(number.first()) else { return false };
    let second = match number.get(1) {
        Some(digit @ b'0'..=b'9') => u32::from(digit - b'0'),
        letter => match code(letter) {
            Some(code) => code % 10,
            None => return false,
        },
    };
    let rest = weighted(number.get(2..).unwrap_or_default(), &[7, 6, 5, 4, 3, 2, 1, 1]);
    (fits(number, "lddddddddd") && matches!(second, 1 | 2 | 8 | 9)
        || fits(number, "lldddddddd") && matches!(number.get(1), Some(b'A'..=b'D')))
        && (first / 10 + first % 10 * 9 + second * 8 + rest).is_multiple_of(10)
}

fn ubn(number: &[u8]) -> bool {
    let sum: u32 = [1, 2, 1, 2, 1, 2, 4, 1]
        .iter()
        .enumerate()
        .map(|(place, weight)| {
            let product = at(number, place) * weight;
            product / 10 + product % 10
        })
        .sum();
    // A 7 in the seventh place may count one more.
    is_digits(number, 8)
        && part(number, 0, 8) != 0
        && (sum.is_multiple_of(5) || at(number, 6) == 7 && (sum + 1).is_multiple_of(5))
}

fn my_number(number: &[u8]) -> bool {
    let rest = weighted(number, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    is_digits(number, 12)
        && decimal(number, 0, 11) != 0
        && last(number) == if rest < 2 { 0 } else { 11 - rest }
}

fn corporate(number: &[u8]) -> bool {
    let sum = weighted(number, &[0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]);
    is_digits(number, 13) && at(number, 0) == 9 - sum % 9
}

fn rrn_of_any_check(number: &[u8]) -> bool {
    let century = match at(number, 6) {
        1 | 2 | 5 | 6 => 1900,
        3 | 4 | 7 | 8 => 2000,
        _ => 1800,
    };
    is_digits(number, 13)
        && is_day(century + part(number, 0, 2), part(number, 2, 4), part(number, 4, 6))
        && part(number, 7, 9) <= 96
}

fn rrn(number: &[u8]) -> bool {
    let sum = weighted(number, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    rrn_of_any_check(number) && (11 - sum % 11) % 10 == last(number)
}

/// Of who was born since numbers have no check digit; a few were given to older people.
fn rrn_since_2020(number: &[u8]) -> bool {
    matches!(at(number, 6), 3 | 4 | 7 | 8)
        && (20..=35).contains(&part(number, 0, 2))
        && rrn_of_any_check(number)
}

fn brn(number: &[u8]) -> bool {
    let sum = weighted(number, &[1, 3, 7, 1, 3, 7, 1, 3, 0]);
    let ninth = at(number, 8) * 5;
    is_digits(number, 10)
        && part(number, 0, 3) > 100
        && part(number, 3, 5) != 0
        && (10 - (sum + ninth / 10 + ninth % 10) % 10) % 10 == last(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_east_asia() {
        // python-stdnum and validator.js.
        assert!(resident(b"360426199101010071") && resident(b"44011320141005001X"));
        assert!(
            !resident(b"36042619910102009X")
                && !resident(b"360426199113010079")
                && !resident(b"990426199112010074")
        );
        assert!(resident_old(b"110101491001001") && !resident_old(b"110101491301001"));
        assert!(uscc(b"91110000600037341L") && !uscc(b"91110000600037341N"));
        assert!(id_card(b"Z0977986") && id_card(b"OV290326A") && !id_card(b"Z0977987"));
        assert!(
            national_tw(b"B176944193") && national_tw(b"A123456789") && !national_tw(b"B176944194")
        );
        assert!(ubn(b"00501503") && !ubn(b"00501502"));
        assert!(my_number(b"621498320257") && !my_number(b"621498320258"));
        assert!(corporate(b"5835678256246") && !corporate(b"2835678256246"));
        assert!(rrn(b"9710139019902") && !rrn(b"9710139019903") && !rrn(b"9713139019902"));
        assert!(brn(b"1168200276") && !brn(b"1168200277"));
    }
}
