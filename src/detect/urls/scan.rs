//! One pass over the view: links begin before a colon, at two slashes, or at `www.`.

use std::sync::Arc;

use super::{LABEL, Policy};
use crate::finding::{Action, Category, Finding, Recipe, Severity, Sink};
use crate::scan::{Recogniser, Verdict, Window, is_edge};
use crate::text::{Folded, PartRef};

/// The schemes that are known by name.
const SCHEMES: [&[u8]; 8] =
    [b"http", b"https", b"ws", b"wss", b"ftp", b"javascript", b"vbscript", b"data"];
/// The longest name of a scheme that is looked at.
const MAX_SCHEME: usize = 32;
/// Slashes behind a scheme that are read over; more make a link that is not allowed.
const MAX_SLASHES: usize = 16;
/// The longest authority; a longer one is not allowed.
const MAX_AUTHORITY: usize = 256;
/// The longest type in a `data:` link that is looked at.
const MAX_MEDIA: usize = 32;
/// Punctuation behind a link that belongs to the sentence; more is part of the link.
const MAX_PUNCTUATION: usize = 8;
/// How much of a link must be seen to decide about it.
const MAX_UNDECIDED: usize = 2 * MAX_SCHEME + 1 + MAX_SLASHES + MAX_AUTHORITY;
/// The same, and what is read behind it. The rest of a link is not waited for.
pub(super) const LONGEST: usize = MAX_UNDECIDED + 2;

/// Finds links that are not allowed. The decision takes scheme and authority; what follows is
/// dropped as it comes where the link is redacted.
#[derive(Clone, Debug)]
pub(super) struct UrlScan {
    policy: Arc<Policy>,
    /// The first position that was not looked at, in the view.
    next: usize,
    /// Behind what was judged last: no link begins below.
    free: usize,
    /// Within a link that is redacted: behind its last byte that is not punctuation.
    open: Option<usize>,
}

/// A link whose scheme and authority were seen.
struct Link {
    start: usize,
    /// Behind the host, or what stands for it.
    end: usize,
    /// Where it is allowed, what was looked at for that: what a reader would take for the link
    /// and what it is to a browser.
    allowed: Option<(usize, usize)>,
}

impl UrlScan {
    pub(super) fn new(policy: &Arc<Policy>) -> Self {
        Self { policy: Arc::clone(policy), next: 0, free: 0, open: None }
    }

    /// Goes on in the open link; says whether it ended.
    fn go_on(
        &mut self,
        window: &Window<'_>,
        view: &Folded,
        done: bool,
        found: &mut Sink<'_>,
    ) -> bool {
        let Some(mut solid) = self.open else { return true };
        let base = view.base();
        let mut index = self.next.saturating_sub(base);
        while let Some(byte) = window.bytes().get(index).filter(|byte| continues(**byte)) {
            index += 1;
            if !is_punctuation(*byte) || base + index - solid > MAX_PUNCTUATION {
                solid = base + index;
            }
        }
        let ended = done || index < window.len();
        if ended {
            // With the invisible characters behind it, below which the watermark may not stay.
            found.close(view.original_start(solid));
            // What was left out as punctuation is looked at again.
            (self.open, self.free, self.next) = (None, solid, solid);
        } else {
            (self.open, self.next) = (Some(solid), base + index);
        }
        ended
    }

    /// The link at the anchor, if it is one.
    fn look(&self, spot: &Spot<'_>, at: usize) -> Option<Link> {
        let window = spot.window;
        match window.at(at) {
            b':' => self.at_colon(spot, at),
            b'/' => {
                // Behind a name it is part of a path; a bracket ends what was replaced.
                let left = window.before(at, 1);
                let within = left.is_ascii_alphanumeric()
                    || matches!(left, b'.' | b':' | b'_' | b'~' | b']' | b'/' | b'\\');
                if within || !is_slash(window.at(at + 1)) {
                    return None;
                }
                let host = slashes(window, at);
                self.judge(spot, at, host, "https", is_domain)
            }
            _ => {
                let start = at.checked_sub(3).filter(|start| *start >= spot.free)?;
                let name = window.bytes().get(start..at)?;
                if !name.eq_ignore_ascii_case(b"www") || !window.is_edge(start) {
                    return None;
                }
                let is_host = |host: &[u8]| {
                    let name = host.get(4..).unwrap_or_default();
                    let dot = name.iter().position(|byte| *byte == b'.');
                    dot.is_some_and(|dot| dot > 0 && dot + 1 < name.len())
                };
                self.judge(spot, start, start, "https", is_host)
            }
        }
    }

    fn at_colon(&self, spot: &Spot<'_>, colon: usize) -> Option<Link> {
        let window = spot.window;
        let first = scheme_start(window, colon, spot.free);
        // A number may be glued to a known scheme.
        let is_known = |start: &usize| {
            let name = window.bytes().get(*start..colon).unwrap_or_default();
            window.is_edge(*start) && SCHEMES.iter().any(|known| name.eq_ignore_ascii_case(known))
        };
        let first = (first..colon).find(is_known).unwrap_or(first);
        let scheme = window.bytes().get(first..colon).filter(|scheme| !scheme.is_empty())?;
        let known = SCHEMES.iter().find(|known| scheme.eq_ignore_ascii_case(known));
        let start = link_start(window, first, spot.free);
        let behind = colon + 1;
        let next = window.at(behind);
        let refused = |end| Some(Link { start, end, allowed: None });
        match known.copied().unwrap_or_default() {
            known @ (b"http" | b"https" | b"ws" | b"wss" | b"ftp") => {
                let host = slashes(window, behind);
                let begins = window.at(host);
                if host == behind && !(begins.is_ascii_alphanumeric() || begins >= 0x80) {
                    return None;
                }
                if host - behind >= MAX_SLASHES {
                    return refused(host);
                }
                let scheme = std::str::from_utf8(known).ok()?;
                self.judge(spot, start, host, scheme, |_| true)
            }
            b"javascript" | b"vbscript" => {
                if continues(next) {
                    refused(behind)
                } else {
                    None
                }
            }
            b"data" => {
                let is_media = |byte: u8| byte.is_ascii_alphanumeric() || b".+-".contains(&byte);
                let media = (behind..behind + MAX_MEDIA).find(|at| !is_media(window.at(*at)))?;
                let is_data = match window.at(media) {
                    b'/' => media > behind && window.at(media + 1).is_ascii_alphanumeric(),
                    b',' | b';' => media == behind && continues(window.at(media + 1)),
                    _ => false,
                };
                if is_data { refused(media) } else { None }
            }
            _ => {
                let two = next == b'/' && window.at(behind + 1) == b'/';
                if two && continues(window.at(behind + 2)) { refused(behind + 2) } else { None }
            }
        }
    }

    /// The link that begins at `start` and whose authority begins at `host`, where it is one.
    fn judge(
        &self,
        spot: &Spot<'_>,
        start: usize,
        host: usize,
        scheme: &str,
        is_host: impl FnOnce(&[u8]) -> bool,
    ) -> Option<Link> {
        let window = spot.window;
        // Up to what ends an authority for a browser, whatever a reader takes for its end.
        let mut limit = host;
        while limit < host + MAX_AUTHORITY && !ends_authority(window.at(limit)) {
            limit += 1;
        }
        let authority = window.bytes().get(host..limit)?;
        // An IPv6 address in brackets; anything else in them is no host, to a browser either.
        let address = authority.strip_prefix(b"[").filter(|_| host > start).and_then(|rest| {
            let len = rest.iter().position(|byte| *byte == b']')?;
            let is_address =
                |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.' | b'%');
            rest.get(..len).filter(|address| address.iter().all(is_address))
        });
        let from = address.map_or(0, |address| address.len() + 2);
        let is_part = |byte: &&u8| is_host_byte(**byte);
        let len = from + authority.get(from..)?.iter().take_while(is_part).count();
        let (name, rest) = authority.split_at_checked(len)?;
        let name = name.trim_ascii_end();
        let kept = name.iter().rposition(|byte| !is_punctuation(*byte)).map_or(0, |last| last + 1);
        let name = name.get(..kept)?;
        if name.is_empty() || !is_host(name) {
            return None;
        }
        let end = host + name.len();
        // What a browser would take for part of the authority, behind what a reader takes for its
        // end: `https://example.com)@evil.net`. So only what closes sentences and brackets may
        // stand there, or the link is the text of one in Markdown.
        let is_closed = rest.iter().all(|byte| is_punctuation(*byte) || closes(*byte))
            && (rest.is_empty() || !is_slash(window.at(limit)));
        let is_text =
            rest.starts_with(b"](") && !rest.contains(&b'@') && window.before(start, 1) == b'[';
        let leads_on = !(is_closed || is_text) || limit - host >= MAX_AUTHORITY;
        let allowed = !leads_on
            && matches!(scheme, "http" | "https")
            && name.is_ascii()
            && spot.is_verbatim(host, end)
            && std::str::from_utf8(name).is_ok_and(|name| self.policy.allowed.allows(scheme, name));
        let allowed = allowed.then(|| {
            // Not with what is hidden beside the host, which goes by itself.
            let from = if spot.is_verbatim(start, host) { start } else { host };
            let to = if is_text { end + "](".len() } else { limit };
            (from, if spot.is_verbatim(end, to) { to } else { end })
        });
        Some(Link { start, end, allowed })
    }

    fn tell(&mut self, link: &Link, spot: &Spot<'_>, found: &mut Sink<'_>) {
        let base = spot.view.base();
        (self.free, self.next) = (base + link.end, base + link.end);
        let response = &self.policy.response;
        if let Some((start, end)) = link.allowed {
            // What is left of a link that is cut is another one, to a host that nobody looked at.
            if response.action() != Action::Flag {
                found.allow(spot.at, spot.view.original(base + start, base + end));
            }
            return;
        }
        let finding = Finding::new(
            "url",
            Category::Link,
            spot.view.original(base + link.start, base + link.end),
        )
        .with_severity(Severity::Medium)
        .redact(Recipe::label(LABEL))
        .respond(response);
        if response.action() == Action::Redact {
            found.open(spot.at, finding);
            self.open = Some(base + link.end);
        } else {
            found.report(spot.at, finding);
        }
    }
}

impl Recogniser for UrlScan {
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let window = Window::new(view, done);
        let base = view.base();
        loop {
            if !self.go_on(&window, view, done, found) {
                // Punctuation may turn out to stand behind the link.
                return self.open.unwrap_or(self.next);
            }
            let spot = Spot { window: &window, view, at, free: self.free.saturating_sub(base) };
            let from = self.next.saturating_sub(base);
            let Some(anchor) = next_anchor(window.bytes(), from) else {
                self.next = view.end();
                let tail = scheme_start(&window, window.len(), spot.free);
                let tail = link_start(&window, tail, spot.free);
                return if done { view.end() } else { base + tail };
            };
            let mut link = None;
            let verdict = window.decide(|_| {
                link = self.look(&spot, anchor);
                None
            });
            if verdict == Verdict::NeedMore {
                self.next = base + anchor;
                let start = match window.at(anchor) {
                    b'/' => anchor,
                    _ => {
                        let first = scheme_start(&window, anchor, spot.free);
                        link_start(&window, first, spot.free)
                    }
                };
                return base + start;
            }
            match link {
                Some(link) => self.tell(&link, &spot, found),
                None => self.next = base + anchor + 1,
            }
        }
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        LONGEST
    }
}

/// Where a recogniser looks.
struct Spot<'a> {
    window: &'a Window<'a>,
    view: &'a Folded,
    at: PartRef,
    /// The first index that a link may begin at.
    free: usize,
}

impl Spot<'_> {
    /// Whether the original has the very bytes of the view here: nothing folded, nothing hidden.
    fn is_verbatim(&self, start: usize, end: usize) -> bool {
        let base = self.view.base();
        let original = self.view.original(base + start, base + end);
        original.len() == end - start
            && (start..end).all(|index| {
                self.view.original_start(base + index) == original.start() + (index - start)
            })
    }
}

/// The start of the letters and digits, as many as a scheme may have, that end at `end`. Of a
/// longer run not a part that begins within a word or a number.
fn scheme_start(window: &Window<'_>, end: usize, floor: usize) -> usize {
    let most = MAX_SCHEME.min(end.saturating_sub(floor));
    let is_part = |back: &usize| window.before(end, *back).is_ascii_alphanumeric();
    let mut start = end - (1..=most).take_while(is_part).count();
    while start < end && !window.is_edge(start) {
        start += 1;
    }
    start
}

/// The start of a link whose scheme begins at `first`: with the word before a point, where that ends
/// with a digit and it begins with one too or is still to come, so that no dotted number is cut.
fn link_start(window: &Window<'_>, first: usize, floor: usize) -> usize {
    let floor = floor.max(first.saturating_sub(MAX_SCHEME));
    let is_digit = |index: usize| window.bytes().get(index).is_none_or(u8::is_ascii_digit);
    let mut start = first;
    while start >= floor + 2
        && is_digit(start)
        && window.before(start, 1) == b'.'
        && window.before(start, 2).is_ascii_digit()
    {
        start -= 2;
        while start > floor && window.before(start, 1).is_ascii_alphanumeric() {
            start -= 1;
        }
    }
    // Of a word that is too long not a part that begins within it.
    while start < first && !window.is_edge(start) {
        start += 1;
    }
    start
}

/// Behind the slashes, of either kind, at `from`.
fn slashes(window: &Window<'_>, from: usize) -> usize {
    let mut index = from;
    while index < from + MAX_SLASHES && is_slash(window.at(index)) {
        index += 1;
    }
    index
}

/// A host that a reader would take for one without a scheme: an address, or a name under a
/// known suffix. What follows it in `host` may be a link of its own, so any beginning will do
/// that ends where a name may end.
fn is_domain(host: &[u8]) -> bool {
    let host = host.to_ascii_lowercase();
    let is_name = |end: usize| {
        let name = host.get(..end).unwrap_or_default();
        let known = || psl::domain(name).is_some_and(|domain| domain.suffix().is_known());
        let text = std::str::from_utf8(name);
        let quad = || text.is_ok_and(|name| name.parse::<std::net::Ipv4Addr>().is_ok());
        name.contains(&b'.') && !name.contains(&b'[') && (known() || quad())
    };
    let ends = host.windows(2).enumerate();
    let ends = ends.filter(|(_, pair)| {
        matches!(pair, [last, next] if last.is_ascii_alphanumeric() && is_edge(*last, *next))
    });
    ends.map(|(index, _)| index + 1).chain([host.len()]).any(is_name)
}

/// The first byte from `from` on that is worth a look.
fn next_anchor(bytes: &[u8], from: usize) -> Option<usize> {
    // The dot before and the slash behind it are neighbours in ASCII.
    let is_anchor = |byte: &u8| matches!(byte, b'.' | b'/' | b':');
    let rest = bytes.get(from..)?;
    let mut skipped = 0;
    for block in rest.chunks_exact(32) {
        if block.iter().fold(false, |any, byte| any | is_anchor(byte)) {
            break;
        }
        skipped += 32;
    }
    rest.get(skipped..)?.iter().position(is_anchor).map(|index| from + skipped + index)
}

const fn is_slash(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// What ends an authority, in a text or for a browser. 0 stands for the end of the text.
const fn ends_authority(byte: u8) -> bool {
    is_slash(byte)
        || matches!(
            byte,
            0 | b'?' | b'#' | b'"' | b'<' | b'>' | b'`' | b' ' | b'\t' | b'\n' | b'\r'
        )
}

/// What a host and port, or user and host, look like to a reader.
const fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'-' | b'_' | b'%' | b':' | b'@' | b'~' | b'+' | b'=' | b'&' | b'$'
        )
        || byte >= 0x80
}

/// What a link goes on with. Parentheses, brackets and quotes close around links, whatever a
/// browser would take; text off ASCII follows without a space in many scripts.
const fn continues(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'"' | b'\'' | b'<' | b'>' | b'`' | b'{' | b'}' | b'|' | b'^' | b')' | b'[' | b']'
        )
}

/// What closes around a link, or parts the cells of a table.
const fn closes(byte: u8) -> bool {
    matches!(byte, b')' | b']' | b'}' | b'\'' | b'|')
}

/// What belongs to the sentence at the end of a link.
const fn is_punctuation(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?' | b'*' | b'_' | b'~')
}
