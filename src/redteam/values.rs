//! Addresses, numbers and keys that belong to nobody.

use super::random::Random;

const FIRST: [&str; 12] = [
    "jo", "anna", "maria", "peter", "lena", "samuel", "Olga", "yusuf", "claire", "Hugo", "ines",
    "tom",
];
const LAST: [&str; 12] = [
    "miller",
    "smith",
    "keller",
    "novak",
    "okafor",
    "Jansen",
    "rossi",
    "weber",
    "costa",
    "lindqvist",
    "tanaka",
    "byrne",
];
/// Reserved by RFC 2606, and names below what it reserves.
const DOMAINS: [&str; 8] = [
    "example.com",
    "example.org",
    "example.net",
    "mail.example.com",
    "sales-team.example.org",
    "shop.example",
    "Example.com",
    "a1.uk.example.net",
];

pub(super) fn email(nth: usize, random: &mut Random) -> String {
    let (first, last, domain) = (random.pick(&FIRST), random.pick(&LAST), random.pick(&DOMAINS));
    let number = random.below(1000);
    let local = match nth % 8 {
        0 => format!("{first}.{last}"),
        1 => format!("{first}{number}"),
        2 => format!("{first}.{last}+news"),
        3 => format!("{first}_{last}"),
        4 => format!("{first}-{last}{number}"),
        5 => format!("{}.{last}", first.get(..1).unwrap_or(first)),
        6 => format!("{last}{first}"),
        _ => format!("{first}.{last}.{number}"),
    };
    format!("{local}@{domain}")
}

/// What a number begins with, how many digits it has, and how they are grouped.
const CARDS: &[(&str, usize, &[usize])] = &[
    ("4", 16, &[4, 4, 4, 4]),
    ("51", 16, &[4, 4, 4, 4]),
    ("2221", 16, &[4, 4, 4, 4]),
    ("34", 15, &[4, 6, 5]),
    ("37", 15, &[4, 6, 5]),
    ("6011", 16, &[4, 4, 4, 4]),
    ("3530", 16, &[4, 4, 4, 4]),
    ("36", 14, &[4, 6, 4]),
    ("55", 16, &[4, 4, 4, 4]),
    ("6240", 19, &[6, 6, 7]),
    ("2720", 16, &[4, 4, 4, 4]),
    ("4", 19, &[4, 4, 4, 4, 3]),
    ("6521", 16, &[4, 4, 4, 4]),
];

pub(super) fn card(nth: usize, random: &mut Random) -> String {
    let (prefix, len, groups) = CARDS.get(nth % CARDS.len()).copied().unwrap_or(("4", 16, &[16]));
    let mut digits = prefix.to_owned() + &random.string_of(DIGITS, len - prefix.len() - 1);
    digits.push(luhn_digit(&digits));
    // Groups of seven are no form that people write.
    let separator = if groups.contains(&7) { "" } else { random.pick(&["", " ", "-", " "]) };
    let mut written = String::new();
    let mut rest = digits.as_str();
    for group in groups {
        let (head, behind) = rest.split_at_checked(*group).unwrap_or((rest, ""));
        if !written.is_empty() {
            written.push_str(separator);
        }
        written.push_str(head);
        rest = behind;
    }
    written
}

/// The digit that makes the number pass the check of ISO/IEC 7812-1, annex B.
fn luhn_digit(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| {
            let weighed = u32::from(digit - b'0') * weight;
            weighed / 10 + weighed % 10
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

const DIGITS: &str = "0123456789";
const HEX: &str = "0123456789abcdef";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A key in pieces: text that stays, then an alphabet and how many characters of it.
type Form = &'static [(&'static str, &'static str, usize)];

/// The forms that the vendors document.
const KEYS: &[Form] = &[
    &[("AKIA", BASE32, 16)],
    &[("ghp_", ALNUM, 36)],
    &[("glpat-", ALNUM, 20)],
    &[("sk_live_", ALNUM, 24)],
    &[("AIza", ALNUM, 35)],
    &[("xoxb-", DIGITS, 12), ("-", DIGITS, 12), ("-", ALNUM, 24)],
    &[("npm_", ALNUM, 36)],
    &[("hf_", ALNUM, 34)],
    &[("SG.", ALNUM, 22), (".", ALNUM, 43)],
    &[("sk-ant-api03-", ALNUM, 93), ("AA", "", 0)],
    &[("dop_v1_", HEX, 64)],
    &[("shpat_", HEX, 32)],
    &[("sk-proj-", ALNUM, 48)],
    &[("gsk_", ALNUM, 52)],
    &[("github_pat_", ALNUM, 22), ("_", ALNUM, 59)],
    &[("GOCSPX-", ALNUM, 28)],
    &[("dapi", HEX, 32)],
    &[("rk_test_", ALNUM, 24)],
    &[("ASIA", BASE32, 16)],
    &[("dckr_pat_", ALNUM, 27)],
];

pub(super) fn key(nth: usize, random: &mut Random) -> String {
    let form = KEYS.get(nth % KEYS.len()).copied().unwrap_or_default();
    form.iter()
        .map(|(fixed, alphabet, count)| (*fixed).to_owned() + &random.string_of(alphabet, *count))
        .collect()
}
