//! One pass over the view: the bytes that may begin or hold a match are found by their class,
//! and looked at by type.

use std::sync::Arc;

use super::Options;
use super::claims::{self, Claim, Kind};
use super::national::{self, Claimed, Forms};
use super::types::{PiiType, Rule};
use super::{
    address, bic, birth, card, context, crypto, device, email, iban, ip, key, phone, ssn, url,
};
use crate::finding::Sink;
use crate::scan::{Recogniser, Verdict, Window};
use crate::text::{Folded, PartRef};

/// The longest match of any type, in bytes of the view.
const MAX_MATCH: usize = {
    let all = [
        email::MAX,
        card::MAX,
        iban::MAX,
        ip::MAX,
        phone::MAX,
        ssn::MAX,
        url::MAX,
        crypto::MAX,
        device::MAX,
        bic::MAX,
        birth::LEAD + birth::MAX,
        address::LEAD + address::MAX,
        national::MAX + context::AFTER,
    ];
    let (mut longest, mut index) = (0, 0);
    while index < all.len() {
        if all[index] > longest {
            longest = all[index];
        }
        index += 1;
    }
    longest
};

/// A match, and what is read behind it.
pub(super) const LONGEST: usize = MAX_MATCH + 2;

/// Finds personal data. For each type: the leftmost match first, of those that begin there the
/// longest, and on behind its end.
///
/// It goes from anchor to anchor: `@` for addresses, which are read both ways from there; a
/// digit at an edge, `+` and `(` for numbers; a colon for IPv6 and links; a dot for names of
/// hosts; a digit behind two letters for IBAN. At the first anchor that needs more text to decide
/// it stops, and goes on from there.
#[derive(Clone, Debug)]
pub(super) struct PiiScan {
    options: Arc<Options>,
    /// The first position that was not looked at, in the view.
    next: usize,
    /// The position below which no match will begin.
    decided: usize,
    /// Behind the last match of each type.
    free: [usize; PiiType::ALL.len()],
    /// The same by rule of a country, and for those never matched 0.
    free_rules: Vec<usize>,
    /// What is claimed at one anchor.
    claims: Vec<Claim>,
}

/// An anchor that must wait: where the match would begin.
struct Pending(usize);

impl PiiScan {
    pub(super) fn new(options: &Arc<Options>) -> Self {
        Self {
            options: Arc::clone(options),
            next: 0,
            decided: 0,
            free: [0; PiiType::ALL.len()],
            free_rules: vec![0; options.rules.len()],
            claims: Vec::new(),
        }
    }

    fn looks_for(&self, of_type: PiiType) -> bool {
        self.options.of_type(of_type).is_some()
    }

    /// The first index that a match of this type may begin at.
    fn floor(&self, of_type: PiiType, base: usize) -> usize {
        self.free.get(of_type.index()).map_or(0, |free| free.saturating_sub(base))
    }

    /// Looks at the anchor at `at`, and tells what is there where all types have decided.
    fn look(&mut self, spot: &mut Spot<'_, '_>, at: usize) -> Result<(), Pending> {
        let mut claims = std::mem::take(&mut self.claims);
        let mut anchor = Anchor { claims: &mut claims, pending: None };
        self.look_by_type(spot, at, &mut anchor);
        let result = match anchor.pending {
            Some(pending) => {
                // What is claimed already is claimed again when the others have decided.
                let earliest = claims.iter().map(|claim| claim.start).fold(pending, usize::min);
                claims.clear();
                Err(Pending(earliest))
            }
            None => {
                self.commit(&claims, spot.base);
                let options = &self.options;
                claims::tell(&mut claims, options, spot.view, spot.at, spot.found);
                Ok(())
            }
        };
        self.claims = claims;
        result
    }

    fn look_by_type(&self, spot: &Spot<'_, '_>, at: usize, anchor: &mut Anchor<'_>) {
        let window = spot.window;
        match window.at(at) {
            b'@' => {
                let floor = self.floor(PiiType::Email, spot.base);
                if let Some(start) = email::local_start(window, at, floor) {
                    self.claim(spot, anchor, Rule::Email, start, |w| email::end(w, at));
                }
            }
            b':' => self.look_at_colon(spot, at, anchor),
            b'.' => {
                // Behind a sentence no name goes on.
                let goes_on = |next: &u8| !matches!(next, b' ' | b'\n' | b'\r' | b'"' | b'.');
                if window.bytes().get(at + 1).is_none_or(goes_on)
                    && self.looks_for(PiiType::Url)
                    && let Some(start) = url::name_start(window, at)
                {
                    let look = |w: &Window<'_>| url::at_name(w, start, at).map(|link| link.end);
                    self.claim(spot, anchor, Rule::Url, start, look);
                }
            }
            b'+' | b'(' => self
                .claim(spot, anchor, Rule::Phone, at, |w| phone::end(w, at, &self.options.phones)),
            _ => self.look_at_digit(spot, at, anchor),
        }
    }

    fn look_at_colon(&self, spot: &Spot<'_, '_>, at: usize, anchor: &mut Anchor<'_>) {
        let window = spot.window;
        if self.looks_for(PiiType::Ip) {
            let mut start = None;
            let floor = self.floor(PiiType::Ip, spot.base);
            let decided = window.decide(|w| {
                start = ip::start_v6(w, at, floor);
                None
            });
            if decided == Verdict::NeedMore {
                anchor.wait(at);
            } else if let Some(start) = start {
                self.claim(spot, anchor, Rule::Ipv6, start, |w| ip::end_v6(w, start));
            }
        }
        if let Some(start) = at.checked_sub(2)
            && window.before(at, 3) != b':'
        {
            self.claim(spot, anchor, Rule::Mac, start, |w| device::mac_end(w, start));
        }
        if let Some(start) = url::scheme_start(window, at) {
            let link = |w: &Window<'_>| url::at_scheme(w, start, at);
            self.claim(spot, anchor, Rule::Url, start, |w| {
                link(w).filter(|link| !link.has_password).map(|link| link.end)
            });
            self.claim(spot, anchor, Rule::UrlCredentials, start, |w| {
                link(w).filter(|link| link.has_password).map(|link| link.end)
            });
        }
        if window.before(at, 1).is_ascii_alphabetic() {
            if bic::is_behind_key(window, at) {
                self.claim_behind(spot, anchor, Rule::Bic, at, bic::end);
            }
            if device::is_mac_behind_key(window, at) {
                self.claim_behind(spot, anchor, Rule::Mac, at, device::mac_end);
            }
        }
    }

    fn look_at_digit(&self, spot: &Spot<'_, '_>, at: usize, anchor: &mut Anchor<'_>) {
        let window = spot.window;
        let is_letter = |back| window.before(at, back).is_ascii_alphabetic();
        if is_letter(1) && is_letter(2) {
            if window.is_edge(at - 2) {
                self.claim(spot, anchor, Rule::Iban, at - 2, |w| iban::end(w, at - 2));
            }
            if window.at(at) == b'1' {
                let start = at - 2;
                let prefix = window.bytes().get(start..at).unwrap_or_default();
                if prefix.eq_ignore_ascii_case(b"bc") || prefix.eq_ignore_ascii_case(b"tb") {
                    self.claim(spot, anchor, Rule::Bitcoin, start, |w| {
                        crypto::bech32_end(w, start)
                    });
                }
            }
        }
        if window.before(at, 1) == b' ' && is_letter(2) && is_letter(3) && window.is_edge(at - 3) {
            self.claim(spot, anchor, Rule::Iban, at - 3, |w| iban::end(w, at - 3));
        }
        let mac = device::mac_start(window, at);
        self.claim(spot, anchor, Rule::Mac, mac, |w| device::mac_end(w, mac));
        let vin = device::vin_start(window, at);
        self.claim(spot, anchor, Rule::Vin, vin, |w| device::vin_end(w, vin));
        if let Some(start) = birth::month_before(window, at) {
            self.claim(spot, anchor, Rule::BirthDate, start, |w| birth::end(w, start));
        }
        if self.looks_for(PiiType::Address)
            && let Some(start) = address::street_start(window, at)
        {
            self.claim(spot, anchor, Rule::Address, start, |w| address::german(w, start, at));
        }
        if !self.options.rules.is_empty() {
            self.look_for_numbers(spot, at, anchor);
        }
        if !window.is_edge(at) {
            return;
        }
        self.claim(spot, anchor, Rule::Ipv4, at, |w| ip::end_v4(w, at));
        self.claim(spot, anchor, Rule::UsSsn, at, |w| ssn::end(w, at));
        self.claim(spot, anchor, Rule::Card, at, |w| card::end(w, at));
        self.claim(spot, anchor, Rule::Phone, at, |w| phone::end(w, at, &self.options.phones));
        self.claim(spot, anchor, Rule::Imei, at, |w| device::imei_end(w, at));
        self.claim(spot, anchor, Rule::BirthDate, at, |w| birth::end(w, at));
        self.claim(spot, anchor, Rule::Address, at, |w| address::numbered(w, at));
        match window.at(at) {
            b'0' => self.claim(spot, anchor, Rule::Ethereum, at, |w| crypto::ethereum_end(w, at)),
            b'1'..=b'3' => {
                self.claim(spot, anchor, Rule::Bitcoin, at, |w| crypto::base58_end(w, at));
            }
            _ => {}
        }
    }

    fn look_for_numbers(&self, spot: &Spot<'_, '_>, at: usize, anchor: &mut Anchor<'_>) {
        let wanted = |rule: u16| self.options.of_rule(rule).is_some();
        let likely = self.options.threshold.is_reached_by(national::LIKELY);
        Forms::all().look(spot.window, (at, likely), wanted, |start, decide| {
            let mut claimed = None;
            let verdict = spot.window.decide(|window| {
                claimed = decide(window);
                claimed.map(|claimed| claimed.end)
            });
            match (verdict, claimed) {
                (Verdict::NeedMore, _) => anchor.wait(start),
                (Verdict::Match(_), Some(found)) => self.claim_number(spot, anchor, start, found),
                _ => {}
            }
        });
        let mut loose = Vec::new();
        let verdict = spot.window.decide(|window| {
            let read = Forms::all().look_loosely(window, at, wanted);
            loose = read.found;
            Some(read.end)
        });
        if verdict == Verdict::NeedMore {
            anchor.wait(at);
        } else {
            loose.into_iter().for_each(|found| self.claim_number(spot, anchor, at, found));
        }
    }

    fn claim_number(
        &self,
        spot: &Spot<'_, '_>,
        anchor: &mut Anchor<'_>,
        start: usize,
        found: Claimed,
    ) {
        let free = self.free_rules.get(usize::from(found.rule)).copied().unwrap_or(0);
        if spot.base + start >= free && self.options.threshold.is_reached_by(found.confidence) {
            anchor.claims.push(Claim {
                kind: Kind::National(found.rule),
                start,
                end: found.end,
                confidence: found.confidence,
            });
        }
    }

    /// Claims what `look` finds at `start`, where that type is looked for and none of it stands
    /// there already.
    fn claim(
        &self,
        spot: &Spot<'_, '_>,
        anchor: &mut Anchor<'_>,
        rule: Rule,
        start: usize,
        look: impl FnOnce(&Window<'_>) -> Option<usize>,
    ) {
        self.claim_from(spot, anchor, rule, start, |window| Some((start, look(window)?)));
    }

    /// The same for what a colon at `at` parts from its key, and which may have no digit.
    fn claim_behind(
        &self,
        spot: &Spot<'_, '_>,
        anchor: &mut Anchor<'_>,
        rule: Rule,
        at: usize,
        end: impl FnOnce(&Window<'_>, usize) -> Option<usize>,
    ) {
        self.claim_from(spot, anchor, rule, at, |window| {
            let start = key::value_start(window, at);
            Some((start, end(window, start)?))
        });
    }

    /// Claims the start and end that `look` finds, from `start` on.
    fn claim_from(
        &self,
        spot: &Spot<'_, '_>,
        anchor: &mut Anchor<'_>,
        rule: Rule,
        start: usize,
        look: impl FnOnce(&Window<'_>) -> Option<(usize, usize)>,
    ) {
        let of_type = rule.of_type();
        let (_, _, confidence) = rule.facts();
        if !self.looks_for(of_type)
            || start < self.floor(of_type, spot.base)
            || !self.options.threshold.is_reached_by(confidence)
        {
            return;
        }
        let mut from = start;
        let verdict = spot.window.decide(|window| {
            let (start, end) = look(window)?;
            from = start;
            Some(end)
        });
        match verdict {
            Verdict::NeedMore => anchor.wait(start),
            Verdict::No => {}
            Verdict::Match(end) => {
                let kind = Kind::Universal(rule);
                anchor.claims.push(Claim { kind, start: from, end, confidence });
            }
        }
    }

    /// Remembers how far each type and rule has come.
    fn commit(&mut self, claims: &[Claim], base: usize) {
        for claim in claims {
            let free = match claim.kind {
                Kind::Universal(rule) => self.free.get_mut(rule.of_type().index()),
                Kind::National(rule) => self.free_rules.get_mut(usize::from(rule)),
            };
            if let Some(free) = free {
                *free = (*free).max(base + claim.end);
            }
        }
    }

    /// The start of what stands before `end` and may become a match by an anchor that is still to
    /// come.
    fn tail(&self, window: &Window<'_>, base: usize, end: usize) -> usize {
        let mut tail = end;
        let mut keep = |start: Option<usize>| tail = tail.min(start.unwrap_or(end));
        if self.looks_for(PiiType::Email) {
            keep(email::begun_before(window, end, self.floor(PiiType::Email, base)));
        }
        if self.looks_for(PiiType::Ip) {
            keep(ip::first_edge(window, end, self.floor(PiiType::Ip, base)));
        }
        if self.looks_for(PiiType::Iban) || self.looks_for(PiiType::CryptoAddress) {
            let is_letter = |back: &usize| window.before(end, *back).is_ascii_alphabetic();
            let start = end - (1..=2).take_while(is_letter).count();
            keep((start < end && window.is_edge(start)).then_some(start));
            keep(iban::begun_before(window, end));
        }
        if self.looks_for(PiiType::Url) || self.looks_for(PiiType::UrlCredentials) {
            keep(url::label_start(window, end));
        }
        if self.looks_for(PiiType::Mac) {
            keep(Some(device::mac_start(window, end)));
        }
        if self.looks_for(PiiType::Vin) {
            keep(Some(device::vin_start(window, end)));
        }
        if self.looks_for(PiiType::BirthDate) {
            keep(birth::month_before(window, end));
        }
        if self.looks_for(PiiType::Address) {
            keep(address::begun_before(window, end));
        }
        if !self.options.rules.is_empty() {
            keep(Forms::all().begun_before(window, end));
        }
        tail
    }
}

impl Recogniser for PiiScan {
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let window = Window::new(view, done);
        let base = view.base();
        let mut spot = Spot { window: &window, view, base, at, found };
        let mut index = self.next.saturating_sub(base);
        let mut pending = window.len();
        while let Some(anchor) = next_anchor(window.bytes(), index) {
            index = anchor;
            if let Err(Pending(start)) = self.look(&mut spot, anchor) {
                pending = start;
                break;
            }
            index += 1;
            if window.bytes().get(anchor).is_some_and(u8::is_ascii_digit) {
                let rest = window.bytes().get(index..).unwrap_or_default();
                index += rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            }
        }
        if pending == window.len() {
            index = window.len();
        }
        self.next = base + index;
        let decided = if done {
            window.len()
        } else {
            // Behind what is pending may be anchors whose matches begin before it.
            let tail = self.tail(&window, base, window.len());
            if pending == window.len() { tail } else { tail.min(self.tail(&window, base, pending)) }
        };
        // What no match could begin below at an earlier look, none can now.
        self.decided = self.decided.max(base + decided);
        self.decided
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        LONGEST
    }
}

/// Where a recogniser looks, and whom it tells.
struct Spot<'a, 'f> {
    window: &'a Window<'a>,
    view: &'a Folded,
    base: usize,
    at: PartRef,
    found: &'a mut Sink<'f>,
}

/// What is claimed at one anchor, and where the first candidate begins that must wait.
struct Anchor<'c> {
    claims: &'c mut Vec<Claim>,
    pending: Option<usize>,
}

impl Anchor<'_> {
    fn wait(&mut self, start: usize) {
        self.pending = Some(self.pending.map_or(start, |pending| pending.min(start)));
    }
}

/// The first byte from `from` on that is worth a look.
fn next_anchor(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    // Blocks first: the whole block is tested without a branch in it.
    let mut skipped = 0;
    for block in rest.as_chunks::<32>().0 {
        if block.iter().fold(0, |any, byte| any | u8::from(is_anchor(*byte))) != 0 {
            break;
        }
        skipped += 32;
    }
    let rest = rest.get(skipped..)?;
    rest.iter().position(|byte| is_anchor(*byte)).map(|index| from + skipped + index)
}

const fn is_anchor(byte: u8) -> bool {
    // Digits and the colon are neighbours in ASCII.
    (byte.wrapping_sub(b'0') < 11)
        | (byte == b'@')
        | (byte == b'+')
        | (byte == b'(')
        | (byte == b'.')
}
