//! Addresses of crypto currencies, by their checksums.

mod keccak;

use super::context::{begins_word, ends_word};
use crate::scan::Window;
use crate::scan::sha256;

/// The longest bech32 string (BIP 173).
pub(super) const MAX: usize = 90;
/// The fewest and most characters of an address in base 58.
const BASE58: (usize, usize) = (25, 36);

const ALPHABET58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const ALPHABET32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The end of the Bitcoin address in base 58 that begins at `start`: version and check of
/// base58check. Source: Bitcoin wiki, "Base58Check encoding" and "List of address prefixes".
pub(super) fn base58_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_part = |byte: &u8| ALPHABET58.contains(byte);
    let mut end = start;
    while end <= start + BASE58.1 && is_part(&window.at(end)) {
        end += 1;
    }
    let length = end - start;
    if !(BASE58.0..=BASE58.1).contains(&length) || !is_alone(window, start, end) {
        return None;
    }
    let mut number = [0_u8; 25];
    for byte in window.bytes().get(start..end)? {
        let mut carry = ALPHABET58.iter().position(|known| known == byte)?;
        for place in number.iter_mut().rev() {
            carry += usize::from(*place) * 58;
            *place = u8::try_from(carry % 256).ok()?;
            carry /= 256;
        }
        if carry > 0 {
            return None;
        }
    }
    // Pay to key and to script, of the main network and the test networks.
    let (content, check) = number.split_at(21);
    let is_known = matches!(content.first(), Some(0 | 5 | 111 | 196));
    let hash = sha256::digest(&sha256::digest(content));
    (is_known && hash.get(..4) == Some(check)).then_some(end)
}

/// The end of the Bitcoin address in bech32 or bech32m that begins at `start`: all letters of one
/// case, the check, and the length of the program. Source: BIP 173 and BIP 350.
pub(super) fn bech32_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let mut end = start;
    while end <= start + MAX && window.at(end).is_ascii_alphanumeric() {
        end += 1;
    }
    if !(14..=MAX).contains(&(end - start)) || !is_alone(window, start, end) {
        return None;
    }
    let text = window.bytes().get(start..end)?;
    let upper = text.iter().any(u8::is_ascii_uppercase);
    if upper && text.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    let (prefix, data) = (text.get(..2)?, text.get(3..)?);
    let prefix = prefix.iter().map(u8::to_ascii_lowercase);
    let mut values = Vec::with_capacity(5 + data.len());
    values.extend(prefix.clone().map(|byte| byte >> 5));
    values.push(0);
    values.extend(prefix.map(|byte| byte & 31));
    for byte in data {
        let value = ALPHABET32.iter().position(|known| *known == byte.to_ascii_lowercase())?;
        values.push(u8::try_from(value).ok()?);
    }
    let version = *values.get(5)?;
    let constant = if version == 0 { 1 } else { 0x2bc8_30a3 };
    // Version, program in groups of five bits, six of check.
    let groups = data.len().checked_sub(7)?;
    let (bytes, rest) = (groups * 5 / 8, groups * 5 % 8);
    let last = *values.get(5 + groups)?;
    let padded = rest < 5 && last & ((1 << rest) - 1) == 0;
    let fits = match version {
        0 => matches!(bytes, 20 | 32),
        1..=16 => (2..=40).contains(&bytes),
        _ => false,
    };
    (fits && padded && polymod(&values) == constant).then_some(end)
}

fn polymod(values: &[u8]) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.iter().fold(1_u32, |check, value| {
        let top = check >> 25;
        let check = ((check & 0x01ff_ffff) << 5) ^ u32::from(*value);
        GENERATOR.iter().enumerate().fold(check, |check, (bit, generator)| {
            if top >> bit & 1 == 1 { check ^ generator } else { check }
        })
    })
}

/// The end of the Ethereum address whose `0` is at `start`: forty hexadecimal digits, whose case
/// is the check where both cases are there. Source: EIP-55.
pub(super) fn ethereum_end(window: &Window<'_>, start: usize) -> Option<usize> {
    if window.at(start + 1) != b'x' {
        return None;
    }
    let end = start + 42;
    if !(start + 2..end).all(|index| window.at(index).is_ascii_hexdigit())
        || !is_alone(window, start, end)
    {
        return None;
    }
    let digits = window.bytes().get(start + 2..end)?;
    let upper = digits.iter().any(u8::is_ascii_uppercase);
    if !(upper && digits.iter().any(u8::is_ascii_lowercase)) {
        return Some(end);
    }
    let hash = keccak::digest_256(&digits.to_ascii_lowercase());
    let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let fits = digits.iter().zip(nibbles).all(|(digit, nibble)| {
        !digit.is_ascii_alphabetic() || digit.is_ascii_uppercase() == (nibble >= 8)
    });
    fits.then_some(end)
}

fn is_alone(window: &Window<'_>, start: usize, end: usize) -> bool {
    begins_word(window, start) && ends_word(window, end)
}
