//! Links: with a scheme, with `www.`, or a name under a top-level domain that code does not use.

use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

use super::context::begins_word;
use crate::scan::Window;

/// The longest match: a longer link is found as far.
pub(super) const MAX: usize = 300;
/// The longest name of a scheme.
const MAX_SCHEME: usize = 12;
/// The longest label of a name (RFC 1035, 2.3.4).
const MAX_LABEL: usize = 63;

/// Schemes of the web.
const SCHEMES: &[&[u8]] = &[b"http", b"https", b"ftp", b"ftps", b"ws", b"wss"];

/// Schemes of services that take a name and password.
const SERVICES: &[&[u8]] = &[
    b"postgres",
    b"postgresql",
    b"mysql",
    b"mariadb",
    b"mongodb",
    b"mongodb+srv",
    b"redis",
    b"rediss",
    b"amqp",
    b"amqps",
    b"smtp",
    b"smtps",
    b"imap",
    b"imaps",
    b"pop",
    b"ldap",
    b"ldaps",
    b"ssh",
    b"sftp",
    b"git",
    b"svn",
    b"mssql",
    b"sqlserver",
    b"oracle",
    b"clickhouse",
    b"kafka",
    b"nats",
    b"mqtt",
    b"mqtts",
    b"socks",
    b"jdbc",
    b"couchbase",
    b"neo4j",
    b"bolt",
    b"influxdb",
    b"rtsp",
    b"rtmp",
    b"telnet",
    b"vnc",
    b"rdp",
    b"smb",
];

/// Top-level domains under which a bare name is a link: those that no programming language uses
/// as a method or an ending of files.
const BARE: &[&[u8]] = &[
    b"com", b"net", b"org", b"edu", b"gov", b"mil", b"biz", b"de", b"fr", b"uk", b"eu", b"nl",
    b"ch", b"ru", b"jp", b"cn", b"br", b"au", b"kr", b"nz", b"za",
];

/// Products that are written like names of hosts.
const PRODUCTS: &[&[u8]] = &[b"asp.net", b"vb.net", b"ado.net", b"ml.net", b"system.net"];

/// A link that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) end: usize,
    /// Whether a password stands in it.
    pub(super) has_password: bool,
}

/// Where the scheme begins that ends at the colon.
pub(super) fn scheme_start(window: &Window<'_>, colon: usize) -> Option<usize> {
    let is_part = |back: &usize| {
        let byte = window.before(colon, *back);
        byte.is_ascii_alphabetic() || byte == b'+'
    };
    let length = (1..=MAX_SCHEME + 1).take_while(is_part).count();
    let start = colon - length;
    if !(1..=MAX_SCHEME).contains(&length)
        || !window.at(start).is_ascii_alphabetic()
        || !window.is_edge(start)
    {
        return None;
    }
    let scheme = window.bytes().get(start..colon)?;
    let mut known = SCHEMES.iter().chain(SERVICES);
    known.any(|known| scheme.eq_ignore_ascii_case(known)).then_some(start)
}

/// The link whose scheme stands from `start` to `colon`: one of the web, or one with a password.
pub(super) fn at_scheme(window: &Window<'_>, start: usize, colon: usize) -> Option<Link> {
    if window.at(colon + 1) != b'/' || window.at(colon + 2) != b'/' {
        return None;
    }
    let scheme = window.bytes().get(start..colon)?;
    let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let link = authority(window, start, colon + 3)?;
    (known || link.has_password).then_some(link)
}

/// Where a bare name would begin whose first dot is at `dot`.
pub(super) fn name_start(window: &Window<'_>, dot: usize) -> Option<usize> {
    if !window.before(dot, 1).is_ascii_alphanumeric() {
        return None;
    }
    let is_part = |back: &usize| is_label(window.before(dot, *back));
    let length = (1..=MAX_LABEL).take_while(is_part).count();
    let start = dot - length;
    let last = window.before(start, 1);
    let within =
        matches!(last, b'.' | b'/' | b'\\' | b'-' | b'$' | b'#' | b'%' | b'&' | b'~' | b'_' | b';')
            || last >= 0x80;
    (!within && begins_word(window, start)).then_some(start)
}

/// Where the label begins that ends at `end` and may become the first of a name, or the scheme
/// of a link.
pub(super) fn label_start(window: &Window<'_>, end: usize) -> Option<usize> {
    let is_part = |back: &usize| {
        let byte = window.before(end, *back);
        is_label(byte) || byte == b'+'
    };
    let length = (1..=MAX_LABEL).take_while(is_part).count();
    let from = end - length;
    (from..end).find(|start| window.at(*start).is_ascii_alphanumeric() && window.is_edge(*start))
}

/// The link without a scheme that begins at `start` and has its first dot at `dot`.
pub(super) fn at_name(window: &Window<'_>, start: usize, dot: usize) -> Option<Link> {
    let next = window.at(dot + 1);
    if !next.is_ascii_alphanumeric() {
        return None;
    }
    let end = name_end(window, start, false)?;
    let name = window.bytes().get(start..end)?;
    let last = name.rsplit(|byte| *byte == b'.').next()?;
    let is_word = |known: &&[u8]| last.eq_ignore_ascii_case(known);
    let www = name.len() > 4 && name.get(..4).is_some_and(|w| w.eq_ignore_ascii_case(b"www."));
    let known = if www {
        name.get(4..).is_some_and(|rest| rest.contains(&b'.')) && is_registered(name)
    } else if window.at(end) == b'/' && window.at(end + 1).is_ascii_alphanumeric() {
        BARE.iter().any(is_word) || (last.len() >= 2 && is_registered(name) && is_short_link(name))
    } else {
        BARE.iter().any(is_word)
    };
    if !known || PRODUCTS.iter().any(|product| name.eq_ignore_ascii_case(product)) {
        return None;
    }
    // A call or a mail address.
    if matches!(window.at(end), b'(' | b'@' | b'_' | b'[') {
        return None;
    }
    // What went on in a name that was longer, and was taken out.
    if window.at(end) == b'.' && window.at(end + 1) == b'[' {
        return None;
    }
    Some(Link { end: path(window, start, end), has_password: false })
}

/// Services whose links are mostly written without a scheme.
fn is_short_link(name: &[u8]) -> bool {
    const SERVICES: &[&[u8]] = &[
        b"bit.ly",
        b"t.co",
        b"goo.gl",
        b"youtu.be",
        b"t.me",
        b"wa.me",
        b"ow.ly",
        b"is.gd",
        b"git.io",
        b"aka.ms",
        b"lnkd.in",
        b"fb.me",
        b"amzn.to",
        b"x.ai",
        b"github.io",
    ];
    SERVICES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn authority(window: &Window<'_>, start: usize, host: usize) -> Option<Link> {
    let limit = start + MAX;
    let mut end = host;
    while end < limit && !ends_authority(window.at(end)) {
        end += 1;
    }
    // An address in brackets goes on behind them.
    if end == host && window.at(host) == b'[' {
        return bracketed(window, start, host);
    }
    let authority = window.bytes().get(host..end)?;
    let user = authority.iter().rposition(|byte| *byte == b'@');
    let mut has_password = false;
    let from = match user {
        None => host,
        Some(at) => {
            let user = authority.get(..at)?;
            let mut parts = user.splitn(2, |byte| *byte == b':');
            let (name, password) = (parts.next()?, parts.next());
            if name.is_empty() && password.is_none_or(<[u8]>::is_empty) {
                return None;
            }
            if password.is_some_and(|password| password.contains(&b':')) {
                return None;
            }
            has_password = password.is_some_and(|password| !password.is_empty());
            host + at + 1
        }
    };
    let end = if has_password {
        // Machines of an own network have names without a dot.
        name_end(window, from, false).or_else(|| {
            let is_part = |index: &usize| is_label(window.at(*index));
            let end = (from..from + MAX_LABEL).take_while(is_part).last()? + 1;
            Some(end)
        })?
    } else {
        let is_host = |end: &usize| {
            let name = window.bytes().get(from..*end).unwrap_or_default();
            let text = std::str::from_utf8(name);
            text.is_ok_and(|name| name.parse::<Ipv4Addr>().is_ok()) || is_registered(name)
        };
        // Text off ASCII may follow without a space, so a name in ASCII goes first.
        let name = |wide| name_end(window, from, wide).filter(is_host);
        name(false).or_else(|| name(true))?
    };
    let end = port(window, end);
    Some(Link { end: path(window, start, end), has_password })
}

fn bracketed(window: &Window<'_>, start: usize, open: usize) -> Option<Link> {
    let is_part = |index: &usize| {
        let byte = window.at(*index);
        byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')
    };
    let length = (open + 1..open + 48).take_while(is_part).count();
    let close = open + 1 + length;
    let address = std::str::from_utf8(window.bytes().get(open + 1..close)?).ok()?;
    if window.at(close) != b']' || address.parse::<Ipv6Addr>().is_err() {
        return None;
    }
    let end = port(window, close + 1);
    Some(Link { end: path(window, start, end), has_password: false })
}

/// The end of the name of a host that begins at `start`: labels parted by dots, two or more, which
/// may have letters off ASCII where it is `wide`.
fn name_end(window: &Window<'_>, start: usize, wide: bool) -> Option<usize> {
    let is_label = |byte| is_label(byte) || (wide && byte >= 0x80);
    let (mut index, mut label, mut dots, mut best) = (start, start, 0, None);
    loop {
        let byte = window.at(index);
        if is_label(byte) && index - label < MAX_LABEL && index - start < 253 {
            index += 1;
            continue;
        }
        let length = index - label;
        if length == 0 || window.at(label) == b'-' || window.before(index, 1) == b'-' {
            break;
        }
        if dots > 0 {
            best = Some(index);
        }
        if byte != b'.' || !is_label(window.at(index + 1)) {
            break;
        }
        (index, label, dots) = (index + 1, index + 1, dots + 1);
    }
    // All of it, or it is none: `foo.-bar.com`.
    best.filter(|best| *best == index)
}

/// Whether the name ends in a public suffix that is known, or in one that is not ASCII.
fn is_registered(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    !last.is_ascii()
        || (last.len() > 4 && last.get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case(b"xn--")))
        || psl::domain(&lower).is_some_and(|domain| domain.suffix().is_known())
}

/// Behind the port, where there is one.
fn port(window: &Window<'_>, end: usize) -> usize {
    if window.at(end) != b':' {
        return end;
    }
    let is_part = |index: &usize| window.is_digit(*index);
    let length = (end + 1..end + 7).take_while(is_part).count();
    let digits = window.bytes().get(end + 1..end + 1 + length).unwrap_or_default();
    let port = digits.iter().fold(0_u32, |port, digit| port * 10 + u32::from(digit - b'0'));
    if (1..=65_535).contains(&port) { end + 1 + length } else { end }
}

/// The end of what follows a host: path, query and fragment, without what belongs to a sentence.
fn path(window: &Window<'_>, start: usize, end: usize) -> usize {
    if !matches!(window.at(end), b'/' | b'?' | b'#') {
        return end;
    }
    let mut index = end;
    while index < start + MAX && continues(window.at(index)) {
        index += 1;
    }
    while index > end + 1 && is_punctuation(window.before(index, 1)) {
        index -= 1;
    }
    // A question mark behind a host ends the sentence.
    if index == end + 1 && window.at(end) != b'/' { end } else { index }
}

const fn is_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

const fn ends_authority(byte: u8) -> bool {
    !continues(byte) && byte < 0x80 || matches!(byte, b'/' | b'?' | b'#' | b'\\')
}

/// What a link goes on with. Parentheses, brackets and quotes close around links; text off ASCII
/// follows without a space in many scripts.
const fn continues(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'"' | b'\''
                | b'<'
                | b'>'
                | b'`'
                | b'{'
                | b'}'
                | b'|'
                | b'^'
                | b')'
                | b'['
                | b']'
                | b'\\'
        )
}

const fn is_punctuation(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?' | b'*' | b'_' | b'~' | b'(')
}
