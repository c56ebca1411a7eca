//! What a shape cannot say. Where a shape's last run may be cut shorter by what stands behind it,
//! a check that holds for the short form must hold for the long one: else a redaction close by
//! would make a secret of what was none.

use crate::scan::shape::Window;
use crate::span::Span;

/// Looks at the whole occurrence, from its first byte, and at the secret in it.
pub(super) type Check = fn(window: Window<'_>, from: usize, secret: Span) -> bool;

pub(super) fn any(_: Window<'_>, _: usize, _: Span) -> bool {
    true
}

/// Whether at least `least` different bytes are in `bytes`.
pub(super) fn has_distinct(bytes: &[u8], least: usize) -> bool {
    let mut seen = [0_u64; 4];
    for byte in bytes {
        seen[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }
    seen.iter().map(|word| word.count_ones() as usize).sum::<usize>() >= least
}

/// The keys of Amazon's documentation end in `EXAMPLE` and `EXAMPLEKEY`.
pub(super) fn is_no_example(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    !secret.ends_with(b"EXAMPLE") && !secret.ends_with(b"EXAMPLEKEY")
}

/// The number of a Telegram bot stands before the colon; it is no secret.
pub(super) fn follows_a_bot_number(window: Window<'_>, from: usize, _: Span) -> bool {
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
pub(super) fn is_jose_header(window: Window<'_>, _: usize, secret: Span) -> bool {
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
pub(super) fn is_no_stock_password(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    let stock = STOCK.iter().any(|word| secret.eq_ignore_ascii_case(word.as_bytes()));
    let first = secret.first().copied().unwrap_or(b'*');
    let repeated = secret.iter().all(|byte| *byte == first) && !first.is_ascii_digit();
    // `$PASSWORD`, `${PASSWORD}`, `{password}`, `%PASSWORD%`.
    let variable = matches!(first, b'$' | b'{') || (first == b'%' && secret.ends_with(b"%"));
    !(stock || repeated || variable)
}

/// An assigned value is a secret where it has a letter and a digit, which few words have, and
/// does not begin as placeholders do.
pub(super) fn is_assigned_secret(window: Window<'_>, _: usize, secret: Span) -> bool {
    let secret = window.slice(secret.start(), secret.end());
    let begins = |start: &str| {
        secret.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
    };
    secret.iter().any(u8::is_ascii_alphabetic)
        && secret.iter().any(u8::is_ascii_digit)
        && !PLACEHOLDERS.iter().any(|start| begins(start))
}

const STOCK: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "pw",
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "example",
    "token",
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
    "abcdefgh", "12345678", "test_", "fake", "$", "AKIA", "wJalrXUt", "none", "null", "http:",
    "https:/",
];
