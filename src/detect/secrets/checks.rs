//! What a shape cannot say. Where a shape's last run may be cut shorter by what stands behind it,
//! a check that holds for the short form must hold for the long one: else a redaction close by
//! would make a secret of what was none.

use std::collections::HashSet;

use once_cell::sync::Lazy;

use super::gates::LONG;
use super::keys::KEYS;
use super::rules::{NEAR_LEN, WEAK_WORDS};
use crate::scan::shape::Window;
use crate::span::Span;

/// Looks at the whole occurrence, from its first byte, and at the secret in it.
pub(super) type Check = fn(window: Window<'_>, from: usize, secret: Span) -> bool;

/// The check that a file of rules names.
pub(super) fn by_name(name: &str) -> Option<Check> {
    Some(match name {
        "-" => any,
        "mixed" => is_mixed,
        "cased" => is_cased,
        "quoted" => is_quoted,
        "example" => is_no_example,
        "bot" => follows_a_bot_number,
        "pem" => is_private_key_line,
        "jwt" => is_jose_header,
        "jwt64" => is_mixed,
        "stock" => is_no_stock_password,
        "odbc" => is_in_a_connection_string,
        "curl" => is_given_to_curl,
        "header" => is_credential,
        "env" => is_environment_password,
        "assigned" => is_assigned_secret,
        "key" => is_assigned_key,
        _ => return None,
    })
}

pub(super) fn any(_: Window<'_>, _: usize, _: Span) -> bool {
    true
}

/// Whether the first bytes of a secret, of which there are at least as many, differ as much as
/// `least` different bytes do: their entropy after Shannon is that of so many, or a tenth of a bit
/// less. What stands behind them counts for nothing, so a cut changes nothing.
pub(super) fn is_varied(head: &[u8], least: usize) -> bool {
    let mut counts = [0_u32; 256];
    head.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    let all = head.len().max(1) as f64;
    let counted = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count));
    let entropy: f64 = counted.map(|count| -count / all * (count / all).log2()).sum();
    entropy + 0.1 >= (least.max(1) as f64).log2()
}

/// Whether at least `least` different bytes are in `bytes`.
fn has_distinct(bytes: &[u8], least: usize) -> bool {
    let mut seen = [0_u64; 4];
    for byte in bytes {
        seen[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }
    seen.iter().map(|word| word.count_ones() as usize).sum::<usize>() >= least
}

/// Whether it is known to be no secret: keys in the documentation of vendors and in the sources of
/// software that everybody has.
pub(super) fn is_public(secret: &[u8]) -> bool {
    PUBLIC.contains(secret)
}

static PUBLIC: Lazy<HashSet<&'static [u8]>> =
    Lazy::new(|| super::rules::lines(include_str!("data/public.txt")).map(str::as_bytes).collect());

/// It has letters and digits, as no word has.
fn is_mixed(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    secret.iter().any(u8::is_ascii_alphabetic) && secret.iter().any(u8::is_ascii_digit)
}

/// It has a digit and letters that no number of base 16 has, so it is no hash.
fn is_cased(window: Window<'_>, from: usize, secret: Span) -> bool {
    let text = window.slice(secret.start(), secret.end());
    // Behind what it begins with.
    let tail = text.get(4..).unwrap_or(&[]);
    is_mixed(window, from, secret)
        && tail.iter().any(|byte| byte.is_ascii_alphabetic() && !byte.is_ascii_hexdigit())
}

/// Between quotes.
fn is_quoted(window: Window<'_>, _: usize, secret: Span) -> bool {
    let is_quote = |byte: Option<u8>| matches!(byte, Some(b'"' | b'\''));
    is_quote(secret.start().checked_sub(1).and_then(|at| window.get(at)))
        && is_quote(window.get(secret.end()))
}

/// The keys of Amazon's documentation end in `EXAMPLE` and `EXAMPLEKEY`.
fn is_no_example(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    !secret.ends_with(b"EXAMPLE") && !secret.ends_with(b"EXAMPLEKEY")
}

/// The number of a Telegram bot stands before the colon; it is no secret.
fn follows_a_bot_number(window: Window<'_>, from: usize, _: Span) -> bool {
    let digits = (1..=17).take_while(|back| {
        let byte = from.checked_sub(*back).and_then(|at| window.get(at));
        byte.is_some_and(|byte| byte.is_ascii_digit())
    });
    (5..=16).contains(&digits.count())
}

/// The first line of a private key, or its last.
pub(super) fn is_private_key_line(window: Window<'_>, _: usize, secret: Span) -> bool {
    let name = window.slice(secret.start(), secret.end().saturating_sub(5));
    name.ends_with(b"PRIVATE KEY") || name.ends_with(b"PRIVATE KEY BLOCK")
}

/// The header of a JSON Web Token names its algorithm (RFC 7515, section 4.1.1).
fn is_jose_header(window: Window<'_>, _: usize, secret: Span) -> bool {
    let token = window.slice(secret.start(), secret.end());
    let mut header = Vec::with_capacity(96);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in token.iter().take_while(|byte| **byte != b'.') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            _ => 63,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            header.push((bits >> count) as u8);
        }
    }
    header.windows(5).any(|name| name == b"\"alg\"")
}

/// What stands for a password where none is told.
fn is_no_stock_password(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    let stock = STOCK.iter().any(|word| secret.eq_ignore_ascii_case(word.as_bytes()));
    let first = secret.first().copied().unwrap_or(b'*');
    let repeated = secret.iter().all(|byte| *byte == first) && !first.is_ascii_digit();
    // `$PASSWORD`, `${PASSWORD}`, `{password}`, `%PASSWORD%`.
    let variable = matches!(first, b'$' | b'{') || (first == b'%' && secret.ends_with(b"%"));
    !(stock || repeated || variable)
}

/// An assigned value is a secret where it has a letter and a digit or a sign, which few words
/// have, and does not begin as placeholders do. What parts values elsewhere is a part of it between
/// quotes, where the value is a secret up to there.
fn is_assigned_secret(window: Window<'_>, from: usize, secret: Span) -> bool {
    let all = window.slice(secret.start(), secret.end());
    let parts = |byte: &u8| matches!(byte, b'&' | b'(' | b')' | b',' | b':' | b';' | b'{'..=b'}');
    let secret = match all.iter().position(parts) {
        Some(_) if !is_quoted(window, from, secret) => return false,
        Some(at) => all.get(..at).unwrap_or(all),
        None => all,
    };
    let is_sign = |byte: &u8| matches!(byte, b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'*');
    secret.iter().any(u8::is_ascii_alphabetic)
        && secret.iter().any(|byte| byte.is_ascii_digit() || is_sign(byte))
        && !begins_as_a_placeholder(secret)
}

/// Begins as what stands for a value where none is told.
fn begins_as_a_placeholder(secret: &[u8]) -> bool {
    let begins = |start: &&str| {
        secret.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
    };
    PLACEHOLDERS.iter().any(begins)
}

/// What is assigned to a name that ends in `key` is a secret where it looks like no word, no
/// name and no number.
fn is_assigned_key(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    let count = |is: fn(&u8) -> bool| secret.iter().filter(|byte| is(byte)).count();
    count(u8::is_ascii_digit) > 1
        && count(u8::is_ascii_alphabetic) > 1
        && turns(secret) > 2
        && !begins_as_a_placeholder(secret)
}

/// How often a letter and a digit meet.
fn turns(secret: &[u8]) -> usize {
    let pairs = secret.iter().zip(secret.iter().skip(1));
    pairs
        .filter(|(a, b)| {
            a.is_ascii_alphabetic() && b.is_ascii_digit()
                || a.is_ascii_digit() && b.is_ascii_alphabetic()
        })
        .count()
}

/// A token that looks random: letters and digits that meet more than once, or in one long run;
/// groups as of a UUID; or one long run of letters of one case, or of digits. It does not begin
/// with a name.
pub(super) fn is_strong(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    let runs = || secret.split(|byte| !byte.is_ascii_alphanumeric());
    let is_run = |run: &[u8]| {
        let digits = run.iter().filter(|byte| byte.is_ascii_digit()).count();
        run.len() >= 14 && digits > 1 && digits < run.len()
    };
    // Nothing ends within letters or digits, so a cut leaves these runs as they are.
    let is_even = |run: &[u8]| run.len() >= 20;
    let has_even = secret.split(|byte| !byte.is_ascii_digit()).any(is_even)
        || secret.split(|byte| !byte.is_ascii_lowercase()).any(is_even)
        || secret.split(|byte| !byte.is_ascii_uppercase()).any(is_even);
    let mut letters = secret.split(|byte| !byte.is_ascii_alphabetic());
    // Capitals in a row, as names in programs have few.
    let capitals = |run: &[u8]| {
        let pairs = run.iter().zip(run.iter().skip(1));
        pairs.filter(|(a, b)| a.is_ascii_uppercase() && b.is_ascii_uppercase()).count()
    };
    let has_letters = letters.any(|run| is_even(run) && capitals(run) > 4);
    let groups = runs().take_while(|run| run.len() >= 4);
    let digits = secret.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_looking_random = digits > 1 && turns(secret) > 2
        || digits > 5 && turns(secret) > 1
        || runs().any(is_run)
        || has_even
        || has_letters
        || digits > 3 && groups.count() > 3;
    // `secret-key-…`: the key begins behind.
    let first = runs().next().unwrap_or(&[]);
    let is_name = || first.len() < LONG && first.iter().all(u8::is_ascii_alphabetic);
    let names = || {
        WEAK_WORDS.iter().any(|word| first.eq_ignore_ascii_case(word.as_bytes()))
            || KEYS.as_ref().is_some_and(|keys| keys.has_word(first))
    };
    is_looking_random && !(is_name() && names())
}

/// Tells which tokens can be [strong](is_strong), one behind the other: words are not. What tokens
/// share is read once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Strength {
    /// Up to where was read without an answer, from the last token on.
    read: usize,
    /// The last digit, of which there was one at most.
    digit: Option<usize>,
    /// The letters in a row before `read`, and where they begin.
    letters: usize,
}

impl Strength {
    /// Whether the token that begins at `at`, behind those that were asked for, can be strong; it
    /// may not be there as a whole.
    pub(super) fn may_be_strong(&mut self, window: Window<'_>, at: usize) -> bool {
        if at >= self.read {
            *self = Self { read: at, digit: None, letters: at };
        }
        self.letters = self.letters.max(at);
        self.digit = self.digit.filter(|digit| *digit >= at);
        while self.read < at + NEAR_LEN {
            let digits = self.digit;
            match window.get(self.read) {
                Some(b'0'..=b'9') => {
                    if digits.is_some() {
                        return true;
                    }
                    (self.digit, self.letters) = (Some(self.read), self.read + 1);
                }
                Some(b'a'..=b'z' | b'A'..=b'Z') => {
                    if self.read + 1 - self.letters >= 20 {
                        return true;
                    }
                }
                Some(b'_' | b'.' | b'+' | b'/' | b'-') => self.letters = self.read + 1,
                Some(_) => return false,
                None => return !window.done,
            }
            self.read += 1;
        }
        false
    }
}

/// The value of an environment variable such as `DB_PASSWORD`, in capitals, that is no word for a
/// password.
fn is_environment_password(window: Window<'_>, from: usize, secret: Span) -> bool {
    let text = window.slice(secret.start(), secret.end());
    let before = (1..=24).map_while(|back| window.get(from.checked_sub(back)?));
    let mut before = before.skip_while(|byte| *byte == b'=').peekable();
    let mut name = Vec::new();
    while let Some(byte) = before.next_if(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        name.push(byte);
    }
    // Of a name behind a label the beginning may be gone.
    let is_whole = before.next() != Some(b']');
    let head = text.get(..8).unwrap_or(text);
    let says =
        |word: &&str| head.windows(word.len()).any(|at| at.eq_ignore_ascii_case(word.as_bytes()));
    window.get(from.wrapping_sub(1)) == Some(b'=')
        && is_whole
        && name.contains(&b'_')
        && !name.iter().any(u8::is_ascii_lowercase)
        && text.iter().any(u8::is_ascii_alphabetic)
        && !SAYS.iter().any(says)
        && !begins_as_a_placeholder(text)
}

/// In what stands for a password where none is told.
const SAYS: &[&str] = &[
    "pass", "pwd", "secret", "your", "example", "change", "_", "token", "value", "true", "false",
    "empty", "string", "admin", "user", "my", "here",
];

/// In a header of HTTP: letters and digits, or a long word of both cases.
fn is_credential(window: Window<'_>, from: usize, secret: Span) -> bool {
    let text = window.slice(secret.start(), secret.end());
    let is_long = text.len() >= 20
        && text.iter().any(u8::is_ascii_uppercase)
        && text.iter().any(u8::is_ascii_lowercase)
        && has_distinct(text, 12);
    (is_mixed(window, from, secret) || is_long) && !begins_as_a_placeholder(text)
}

/// A password between semicolons, behind other fields: `Uid=sa;Pwd=…;`.
fn is_in_a_connection_string(window: Window<'_>, from: usize, secret: Span) -> bool {
    let before = (1..=40).filter_map(|back| window.get(from.checked_sub(back)?));
    let mut before = before.skip_while(|byte| matches!(byte, b' ' | b'=' | b'"' | b'\\'));
    let name = before.by_ref().find(|byte| !byte.is_ascii_alphabetic());
    let is_field = match name {
        Some(b';') => true,
        Some(b' ' | b'"') => before.find(|byte| *byte != b' ' && *byte != b'&') == Some(b';'),
        _ => false,
    };
    is_field && is_no_stock_password(window, from, secret)
}

/// In the arguments of curl: `curl -u name:password`.
fn is_given_to_curl(window: Window<'_>, from: usize, secret: Span) -> bool {
    let before = (1..=200).map_while(|back| {
        let byte = window.get(from.checked_sub(back)?)?;
        (byte != b'[' && byte != b']').then_some(byte)
    });
    let before: Vec<u8> = before.collect();
    let text = window.slice(secret.start(), secret.end());
    before.windows(4).any(|four| four.eq_ignore_ascii_case(b"lruc"))
        && !begins_as_a_placeholder(text)
        && is_no_stock_password(window, from, secret)
}

const STOCK: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "pw",
    "secret",
    "test",
    "token",
    "changeme",
    "change-me",
    "change_me",
    "example",
    "placeholder",
    "user",
    "username",
    "yourpassword",
    "your_password",
    "your-password",
    "redacted",
    "mypassword",
    "my_password",
];

/// At most eight bytes each, the length of the shortest value.
pub(super) const PLACEHOLDERS: &[&str] = &[
    "xxxx", "****", "your", "my_", "my-", "changeme", "change_m", "change-m", "example",
    "placehol", "redacted", "dummy", "sample", "insert", "replace", "<", "env.", "os.env",
    "process.", "secrets.", "config.", "settings", "self.", "this.", "request.", "req.",
    "Eby8vdM0", "%", "abcdefgh", "12345678", "test_", "fake", "$", "AKIA", "wJalrXUt", "none",
    "null", "http:", "https:/",
];
