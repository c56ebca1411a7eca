//! Made-up texts that the built-in guards find.

use super::cuts;
use super::random::Random;
use super::run::Bench;
use crate::detect::{ControlCharacters, Pii, Secrets, Urls, secret_samples};
use crate::output::OutputGuard;
use crate::span::Span;

/// A text in which a guard of this crate finds something by one of its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positive {
    guard: &'static str,
    rule: String,
    text: String,
    span: Span,
}

impl Positive {
    /// The guard's name.
    pub const fn guard(&self) -> &'static str {
        self.guard
    }

    /// The rule that finds it.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The text: what is found and, where the rule has one, the key before it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where in the text it is found.
    pub const fn span(&self) -> Span {
        self.span
    }
}

/// Positives of [`Secrets`] (one of each shape of each rule), [`Pii`] (each type, in several
/// forms), [`Urls`] (links to hosts that nobody allows) and [`ControlCharacters`]: the same for
/// the same seed. They are made up from the rules, checksums included, to be glued, cut and sent
/// through a chain of your own; terms and patterns are yours to add.
///
/// ```
/// use palisade::conformance::output;
///
/// let positives = output::positives(1);
/// assert!(positives.iter().any(|positive| positive.rule() == "github_token"));
/// assert_eq!(positives, output::positives(1));
/// ```
pub fn positives(seed: u64) -> Vec<Positive> {
    let mut random = Random::new(seed);
    let secrets = Secrets::redact();
    let pii = Pii::redact();
    let urls = Urls::allow(["example.com"]);
    let control = ControlCharacters::remove();
    let mut positives = Vec::new();
    found(&secrets, "secrets", &mut positives, || {
        let kinds = secret_samples(&mut |end| random.below(end));
        kinds.into_iter().map(|(rule, text)| (Some(rule), text)).collect()
    });
    found(&pii, "pii", &mut positives, || personal(&mut random));
    found(&urls, "urls", &mut positives, || links(&mut random));
    found(&control, "control_characters", &mut positives, || hidden(&mut random));
    positives
}

/// Keeps of what `make` makes, the same kinds at each call, one of each kind that is found.
fn found(
    guard: &dyn OutputGuard,
    name: &'static str,
    positives: &mut Vec<Positive>,
    mut make: impl FnMut() -> Vec<(Option<&'static str>, String)>,
) {
    let mut bench = Bench::new(guard);
    let mut kinds: Vec<Option<Positive>> = Vec::new();
    for _ in 0..TRIES {
        let made = make();
        kinds.resize(made.len(), None);
        for (kind, (rule, text)) in kinds.iter_mut().zip(made) {
            if kind.is_some() {
                continue;
            }
            let said = bench.run(&text, &cuts::whole(&text));
            let mut findings = said.findings.iter();
            let finding = findings.find(|finding| rule.is_none_or(|rule| rule == finding.rule()));
            *kind = finding.map(|finding| Positive {
                guard: name,
                rule: finding.rule().to_owned(),
                span: finding.span(),
                text,
            });
        }
        if kinds.iter().all(Option::is_some) {
            break;
        }
    }
    positives.extend(kinds.into_iter().flatten());
}

fn personal(random: &mut Random) -> Vec<(Option<&'static str>, String)> {
    let mut texts = Vec::new();
    let mut add = |rule, text: String| texts.push((Some(rule), text));
    let (name, host) = (letters(random, 6), letters(random, 8));
    add("email", format!("{name}@{host}.com"));
    add("email", format!("{name}.{}+{}@mail.{host}.co.uk", letters(random, 4), digits(random, 2)));
    // Issuer ranges: ISO/IEC 7812 and the networks' own.
    for (begin, length) in [("4", 16), ("52", 16), ("2221", 16), ("37", 15), ("6011", 16)] {
        let card = card(random, begin, length);
        add("card", grouped(&card, " "));
        add("card", grouped(&card, "-"));
        add("card", card);
    }
    let (area, group) = (100 + random.below(500), 10 + random.below(89));
    add("us_ssn", format!("{area}-{group}-{}", 1000 + random.below(8999)));
    add("us_ssn", format!("SSN: {area}{group}{}", 1000 + random.below(8999)));
    // Lengths and letters: the IBAN registry.
    for (country, before, count) in
        [("DE", "", 18), ("GB", "NWBK", 14), ("FR", "", 23), ("NL", "ABNA", 10), ("NO", "", 11)]
    {
        let account = iban(country, &format!("{before}{}", digits(random, count)));
        add("iban", grouped(&account, " "));
        add("iban", account);
    }
    let mut octet = || 11 + random.below(90);
    add("ipv4", format!("{}.{}.{}.{}", octet(), octet(), octet(), octet()));
    let mut group = || format!("{:x}", 4096 + random.below(61_439));
    add("ipv6", format!("2001:db8::{}:{}", group(), group()));
    add("ipv6", format!("2001:db8:{}:{}:{}:{}:{}:1", group(), group(), group(), group(), group()));
    let line = digits(random, 4);
    add("phone", format!("+1 415 555 {line}"));
    add("phone", format!("(415) 555-{line}"));
    add("phone", format!("+49 30 {line}567"));
    add("phone", format!("phone: 415 555 {line}"));
    add("phone", format!("030 {line}567 office"));
    let hex = |random: &mut Random| format!("{:02x}", 16 + random.below(240));
    let pairs: Vec<String> = (0..6).map(|_| hex(random)).collect();
    add("mac", pairs.join(":"));
    add("mac", format!("a1-{}", pairs[1..].join("-")));
    add("url_credentials", format!("postgres://{name}:{line}pw@{host}/{name}"));
    add("ethereum", format!("0x{}", digits(random, 40)));
    add("bitcoin", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2".to_owned());
    add("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".to_owned());
    add("imei", format!("IMEI: {}", card(random, "49", 15)));
    add("bic", "BIC: DEUTDEFF500".to_owned());
    add("vin", format!("VIN: WVWZZZ1JZ3W{}", digits(random, 6)));
    let (day, year) = (10 + random.below(18), 1930 + random.below(70));
    add("birth_date", format!("born on {day} March {year}"));
    add("birth_date", format!("DOB: {day}/11/{year}"));
    add("birth_date", format!("born March {day}, {year}"));
    add("address", format!("{day} Linden Drive, Boston, MA 02108"));
    add("address", format!("Lindenstrasse {day}, 10115 Berlin"));
    add("address", format!("{day}, rue de la Paix, 75002 Paris"));
    add("address", format!("Via Giuseppe Verdi {day}"));
    add("address", format!("Calle de la Paz, {day}"));
    add("address", format!("P.O. Box {day}"));
    texts
}

fn links(random: &mut Random) -> Vec<(Option<&'static str>, String)> {
    let (host, path) = (letters(random, 9), letters(random, 5));
    let links = [
        format!("https://{host}.net/{path}?q={}", digits(random, 6)),
        format!("http://{host}.org"),
        format!("www.{host}.com/{path}"),
        format!("//{host}.net/{path}"),
        format!("https:\\\\{host}.net"),
        format!("ftp://{host}.info/{path}.txt"),
        format!("javascript:{path}({})", digits(random, 2)),
        format!("data:text/html,{path}{host}"),
        format!("https://example.com.{host}.net/"),
        format!("https://example.com@{host}.net/"),
    ];
    links.map(|text| (None, text)).into()
}

fn hidden(random: &mut Random) -> Vec<(Option<&'static str>, String)> {
    let (before, behind) = (letters(random, 3), letters(random, 3));
    let inside = [
        "\u{200b}".to_owned(),
        "\u{0}".to_owned(),
        "\u{7f}".to_owned(),
        "\u{202e}".to_owned(),
        "\u{2066}".to_owned(),
        "\u{e0041}\u{e0042}\u{e007f}".to_owned(),
        "\u{feff}".to_owned(),
        "\u{fe0f}\u{fe0e}".to_owned(),
        "\u{301}".repeat(9 + random.below(40)),
        "\u{200b}".repeat(2 + random.below(40)),
    ];
    inside.map(|hidden| (None, format!("{before}{hidden}{behind}"))).into()
}

fn letters(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| char::from(b'a' + random.below(26) as u8)).collect()
}

fn digits(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
}

/// With the check digit of Luhn (ISO/IEC 7812-1, annex B).
fn card(random: &mut Random, begin: &str, length: usize) -> String {
    let number = format!("{begin}{}", digits(random, length - begin.len() - 1));
    let sum: u32 = number.bytes().rev().enumerate().fold(0, |sum, (place, digit)| {
        let digit = u32::from(digit - b'0');
        let doubled = if digit > 4 { 2 * digit - 9 } else { 2 * digit };
        sum + if place % 2 == 0 { doubled } else { digit }
    });
    format!("{number}{}", (10 - sum % 10) % 10)
}

/// With the check digits of ISO 13616 (ISO/IEC 7064, modulus 97).
fn iban(country: &str, account: &str) -> String {
    let moved = format!("{account}{country}00");
    let rest = moved.bytes().fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    format!("{country}{:02}{account}", 98 - rest)
}

/// Groups of four.
fn grouped(number: &str, between: &str) -> String {
    let mut grouped = String::new();
    for (place, character) in number.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            grouped.push_str(between);
        }
        grouped.push(character);
    }
    grouped
}

/// Random letters are no word of one kind and repeat themselves seldom.
const TRIES: usize = 40;
