//! Numbers of things that people carry and drive: IMEI, MAC addresses, vehicles.

use super::context::{begins_word, ends_word};
use super::key;
use crate::scan::{Window, checksum};

/// The longest match: eight groups of two hexadecimal digits.
pub(super) const MAX: usize = 23;

const IMEI_KEYS: &[&str] = &["imei", "imeis", "imeisv", "imei sv", "imei1", "imei2", "imei code"];
const MAC_KEYS: &[&str] = &[
    "mac",
    "mac address",
    "mac addr",
    "mac id",
    "hwaddr",
    "ether",
    "bssid",
    "wifi mac",
    "physical address",
    "hardware address",
    "ethernet address",
    "mac adresse",
    "adresse mac",
    "direccion mac",
    "indirizzo mac",
];
const VIN_KEYS: &[&str] = &[
    "vin",
    "vin code",
    "chassis",
    "vehicle identification",
    "vehicle id",
    "fahrgestellnummer",
    "fahrzeug identifizierungsnummer",
    "fin",
    "numero de chasis",
    "numero de chassis",
    "numero di telaio",
    "bastidor",
];

/// The end of the IMEI that begins at `start`, behind a key: 15 digits with Luhn's check, in one
/// run or in the groups that telephones show, 14 without the check digit or 16 with a software
/// version only in groups. Source: 3GPP TS 23.003, 6.2.
pub(super) fn imei_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let (mut digits, mut count, mut index, mut groups) = ([0_u8; 16], 0, start, 1);
    // Another number may stand behind it: the longest that ends with a group.
    let mut best = None;
    loop {
        let byte = window.at(index);
        if byte.is_ascii_digit() {
            let Some(slot) = digits.get_mut(count) else { break };
            *slot = byte;
            (count, index) = (count + 1, index + 1);
            continue;
        }
        let read = digits.get(..count).unwrap_or(&[]);
        let fits = match count {
            14 => groups > 2,
            15 => checksum::luhn(read),
            16 => groups > 1,
            _ => false,
        };
        if fits && read.iter().any(|digit| *digit != digits[0]) && ends_word(window, index) {
            best = Some(index);
        }
        let goes_on = matches!(byte, b'-' | b' ' | b'/') && count > 0 && count < 16;
        if !goes_on || !window.is_digit(index + 1) {
            break;
        }
        (groups, index) = (groups + 1, index + 1);
    }
    best.filter(|_| begins_word(window, start) && key::stands_before(window, start, IMEI_KEYS))
}

/// Where the MAC address would begin whose first digit is at `at`.
pub(super) fn mac_start(window: &Window<'_>, at: usize) -> usize {
    let is_part =
        |back: &usize| matches!(window.before(at, *back), b'A'..=b'F' | b'a'..=b'f' | b'-');
    at - (1..=15).take_while(is_part).count()
}

/// The end of the MAC address (EUI-48 or EUI-64) that begins at `start`: pairs parted by colons or
/// hyphens, or groups of four by points; pairs parted by spaces, or nothing between, behind a key.
/// Source: IEEE 802, and the form of network devices.
pub(super) fn mac_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_hex = |index: usize| window.at(index).is_ascii_hexdigit();
    if !(is_hex(start) && is_hex(start + 1)) {
        return None;
    }
    let (separator, size) = match window.at(start + 2) {
        byte @ (b':' | b'-' | b' ') => (byte, 2),
        byte if byte.is_ascii_hexdigit() => match is_hex(start + 3).then(|| window.at(start + 4)) {
            Some(b'.') => (b'.', 4),
            Some(byte) if byte.is_ascii_hexdigit() => (0, 2),
            _ => return None,
        },
        _ => return None,
    };
    let (mut index, mut groups) = (start, 0);
    loop {
        if !(index..index + size).all(is_hex) {
            return None;
        }
        (index, groups) = (index + size, groups + 1);
        if groups * size >= 16 {
            break;
        }
        let goes_on = if separator == 0 {
            is_hex(index)
        } else {
            window.at(index) == separator && is_hex(index + 1)
        };
        if !goes_on {
            break;
        }
        index += usize::from(separator != 0);
    }
    if !matches!(groups * size, 12 | 16)
        || !begins_word(window, start)
        || !ends_word(window, index)
        || matches!(window.before(start, 1), b':' | b'-' | b'.')
        || (window.at(index) == separator && is_hex(index + 1))
    {
        return None;
    }
    let keyed = || key::stands_before(window, start, MAC_KEYS);
    let found = match separator {
        // A hash may be written in pairs, too, and dates have hyphens.
        b':' | b'-' | b'.' => true,
        _ => keyed(),
    };
    found.then_some(index)
}

/// Whether the colon at `at` parts a MAC address from its key.
pub(super) fn is_mac_behind_key(window: &Window<'_>, at: usize) -> bool {
    key::ends_before(window, at, MAC_KEYS)
}

/// The most places before the first digit of a vehicle's number.
pub(super) const VIN_LEAD: usize = 16;
const VIN: usize = 17;

/// Where the vehicle's number would begin whose first digit is at `at`.
pub(super) fn vin_start(window: &Window<'_>, at: usize) -> usize {
    let is_part = |back: &usize| window.before(at, *back).is_ascii_alphabetic();
    at - (1..=VIN_LEAD).take_while(is_part).count()
}

/// The end of the vehicle identification number that begins at `start`, behind a key: seventeen
/// digits and letters but I, O and Q. Source: ISO 3779; its check digit is only compulsory in
/// some countries, so it is not asked for.
pub(super) fn vin_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_part = |byte: u8| {
        byte.is_ascii_alphanumeric() && !matches!(byte.to_ascii_uppercase(), b'I' | b'O' | b'Q')
    };
    let end = start + VIN;
    if !(start..end).all(|index| is_part(window.at(index))) {
        return None;
    }
    let text = window.bytes().get(start..end)?;
    let found = text.iter().any(u8::is_ascii_alphabetic)
        && begins_word(window, start)
        && ends_word(window, end)
        && key::stands_before(window, start, VIN_KEYS);
    found.then_some(end)
}
