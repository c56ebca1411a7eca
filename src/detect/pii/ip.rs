//! IP addresses, but for those that name no machine to others.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::key;
use crate::scan::Window;

/// Words behind which any address is one, loopback and short forms too.
const KEYS: &[&str] = &[
    "ip",
    "ipv4",
    "ipv6",
    "ip address",
    "ip addr",
    "ip adresse",
    "adresse ip",
    "direccion ip",
    "indirizzo ip",
];
/// The longest name of an interface behind an address of the local link (RFC 4007, 11).
const MAX_ZONE: usize = 16;

/// The longest text form (RFC 4291, 2.2): six groups and an IPv4 address.
pub(super) const MAX: usize = 45 + 1 + MAX_ZONE;

/// The end of the dotted quad that begins at `start`: four numbers to 255 without leading zeros.
pub(super) fn end_v4(window: &Window<'_>, start: usize) -> Option<usize> {
    let (end, address) = quad(window, start)?;
    let names_nobody = address.is_loopback() || address.is_unspecified() || address.is_broadcast();
    let alone = !window.is_behind_point(start) && !goes_on(window, end);
    let found =
        alone && window.is_edge(end) && (!names_nobody || key::stands_before(window, start, KEYS));
    found.then_some(end)
}

/// Whether a point and a number of at most three digits follow, as in an object identifier.
/// What may be the beginning of another find does not count, or its replacement would show.
fn goes_on(window: &Window<'_>, end: usize) -> bool {
    if window.at(end) != b'.' {
        return false;
    }
    let digits = (1..=4).take_while(|place| window.is_digit(end + place)).count();
    match digits {
        1 | 2 => true,
        3 => !matches!(window.at(end + 4), b'-' | b' '),
        _ => false,
    }
}

fn quad(window: &Window<'_>, start: usize) -> Option<(usize, Ipv4Addr)> {
    let mut octets = [0_u8; 4];
    let mut index = start;
    for (place, octet) in octets.iter_mut().enumerate() {
        if place > 0 {
            if window.at(index) != b'.' {
                return None;
            }
            index += 1;
        }
        let (mut value, first) = (0_u16, index);
        while index < first + 3 && window.is_digit(index) {
            value = value * 10 + u16::from(window.at(index) - b'0');
            index += 1;
        }
        let padded = index - first > 1 && window.at(first) == b'0';
        if index == first || padded {
            return None;
        }
        *octet = u8::try_from(value).ok()?;
    }
    (!window.is_digit(index)).then_some((index, Ipv4Addr::from(octets)))
}

/// Where an IPv6 address begins whose first colon may be the one at `colon`: at the group before
/// it, or at the colon itself where it is the first of two.
pub(super) fn start_v6(window: &Window<'_>, colon: usize, floor: usize) -> Option<usize> {
    if group_start(window, colon) < colon {
        return first_edge(window, colon, floor);
    }
    // A path such as `std::vec` is none, nor is what stands behind a replaced address.
    let free = !matches!(window.before(colon, 1), b':' | b']' | b'_' | b'.')
        && !window.before(colon, 1).is_ascii_alphanumeric();
    (free && window.at(colon + 1) == b':').then_some(colon)
}

/// The first place of the group that ends at `end` where an address may begin: a letter before a
/// digit may belong to what an address is glued to. Not before `floor`.
pub(super) fn first_edge(window: &Window<'_>, end: usize, floor: usize) -> Option<usize> {
    (group_start(window, end).max(floor)..end)
        .find(|start| window.is_edge(*start) && !window.is_behind_point(*start))
}

/// The start of the hexadecimal digits, four at most, that end at `end`.
fn group_start(window: &Window<'_>, end: usize) -> usize {
    let is_hex = |back: &usize| window.before(end, *back).is_ascii_hexdigit();
    end - (1..=4).take_while(is_hex).count()
}

/// The end of the longest IPv6 address that begins at `start`, of which one group has three
/// digits or more: shorter ones are times, hardware addresses, fingerprints and slices of
/// arrays, but behind a key. With the zone, where it is an address of the local link.
pub(super) fn end_v6(window: &Window<'_>, start: usize) -> Option<usize> {
    let end = match longest_v6(window, start, false) {
        Some(end) => Some(end),
        None if key::stands_before(window, start, KEYS) => longest_v6(window, start, true),
        None => None,
    }?;
    let is_local =
        matches!(window.bytes().get(start..start + 2)?, [b'f' | b'F', b'e' | b'E' | b'f' | b'F']);
    if !is_local || window.at(end) != b'%' {
        return Some(end);
    }
    let is_part = |index: &usize| window.at(*index).is_ascii_alphanumeric();
    let length = (end + 1..end + 1 + MAX_ZONE).take_while(is_part).count();
    let zone = end + 1 + length;
    Some(if length > 0 && window.is_edge(zone) { zone } else { end })
}

/// The same without a zone; of any groups where it stands behind a key.
fn longest_v6(window: &Window<'_>, start: usize, keyed: bool) -> Option<usize> {
    if !keyed && !may_have_long_group(window, start) {
        return None;
    }
    let (mut groups, mut skipped, mut best) = (0, false, None);
    let (mut long, mut decimal) = (keyed, keyed);
    let mut index = start;
    loop {
        // Here a group begins, or two colons.
        if window.at(index) == b':'
            && window.at(index + 1) == b':'
            && (index == start || groups > 0)
        {
            if skipped {
                break;
            }
            (skipped, index) = (true, index + 2);
        } else if groups > 0 && index > start && window.before(index, 1) != b':' {
            if window.at(index) != b':' {
                break;
            }
            index += 1;
        }
        let group = index;
        while index < group + 5 && window.at(index).is_ascii_hexdigit() {
            decimal |= window.is_digit(index);
            index += 1;
            // The group may end here already, with something glued to it.
            let digits = index - group;
            let ends = is_full(groups + 1, skipped) && (long || digits >= 3) && decimal;
            if digits <= 4 && ends && window.is_edge(index) {
                best = best.max(Some(index));
            }
        }
        let digits = index - group;
        // What goes before the quad may be an address by itself: `fe80::1.` at a full stop.
        if window.at(index) == b'.'
            && (1..=3).contains(&digits)
            && let Some((end, _)) = quad(window, group)
            && is_full(groups + 2, skipped)
            && long
            && window.is_edge(end)
        {
            best = Some(end);
        }
        match digits {
            0 => {
                // It ends with two colons, or not at all.
                let next = window.at(index);
                let closed = !(next.is_ascii_alphanumeric() || matches!(next, b'[' | b'_' | b':'));
                if skipped && window.before(index, 2) == b':' && closed && long && decimal {
                    best = Some(index);
                }
                break;
            }
            5.. => break,
            _ => {}
        }
        groups += 1;
        long |= digits >= 3;
        if groups > 8 || (skipped && groups > 7) {
            break;
        }
        if is_full(groups, skipped) && long && decimal && window.is_edge(index) {
            best = best.max(Some(index));
        }
        if groups == 8 || window.at(index) != b':' {
            break;
        }
    }
    best.filter(|end| {
        let address = window.bytes().get(start..*end).unwrap_or_default();
        if keyed { is_address(address) } else { names_somebody(address) }
    })
}

/// Whether there is or may come a group of three digits or more. Where not, that is known before
/// any group is read by itself.
fn may_have_long_group(window: &Window<'_>, start: usize) -> bool {
    let (mut digits, mut colons) = (0, 0);
    for byte in window.bytes().get(start..).unwrap_or_default() {
        match byte {
            b':' if colons > MAX_COLONS => return false,
            b':' => (digits, colons) = (0, colons + 1),
            byte if byte.is_ascii_hexdigit() && digits == 2 => return true,
            byte if byte.is_ascii_hexdigit() => digits += 1,
            _ => return false,
        }
    }
    true
}

/// The most colons between the start of an address and its last group.
const MAX_COLONS: usize = 8;

const fn is_full(groups: usize, skipped: bool) -> bool {
    if skipped { groups <= 7 } else { groups == 8 }
}

fn is_address(address: &[u8]) -> bool {
    std::str::from_utf8(address).is_ok_and(|text| text.parse::<Ipv6Addr>().is_ok())
}

fn names_somebody(address: &[u8]) -> bool {
    let address = std::str::from_utf8(address).ok().and_then(|text| text.parse::<Ipv6Addr>().ok());
    address.is_some_and(|address| !address.is_loopback() && !address.is_unspecified())
}
