//! One pass over the view: the bytes that may begin or hold a match are found by their class,
//! and looked at by type.

use std::sync::Arc;

use super::Responses;
use super::types::{PiiType, Rule};
use super::{card, email, iban, ip, phone, ssn};
use crate::finding::Sink;
use crate::scan::{Recogniser, Verdict, Window};
use crate::text::{Folded, PartRef};

/// The longest match of any type, in bytes of the view.
const MAX_MATCH: usize = {
    let all = [email::MAX, card::MAX, iban::MAX, ip::MAX, phone::MAX, ssn::MAX];
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
/// digit at an edge, `+` and `(` for numbers; a colon for IPv6; a digit behind two letters for
/// IBAN. At the first anchor that needs more text to decide it stops, and goes on from there.
#[derive(Clone, Debug)]
pub(super) struct PiiScan {
    responses: Arc<Responses>,
    /// The first position that was not looked at, in the view.
    next: usize,
    /// The position below which no match will begin.
    decided: usize,
    /// Behind the last match of each type.
    free: [usize; PiiType::ALL.len()],
}

/// An anchor that must wait: where the match would begin.
struct Pending(usize);

impl PiiScan {
    pub(super) fn new(responses: &Arc<Responses>) -> Self {
        Self {
            responses: Arc::clone(responses),
            next: 0,
            decided: 0,
            free: [0; PiiType::ALL.len()],
        }
    }

    fn looks_for(&self, of_type: PiiType) -> bool {
        self.responses.get(of_type.index()).is_some_and(Option::is_some)
    }

    /// The first index that a match of this type may begin at.
    fn floor(&self, of_type: PiiType, base: usize) -> usize {
        self.free.get(of_type.index()).map_or(0, |free| free.saturating_sub(base))
    }

    /// Looks at the anchor at `at`. Types that were decided at an earlier look are decided the
    /// same again, but for matches, which are behind `free` then.
    fn look(&mut self, spot: &mut Spot<'_, '_>, at: usize) -> Result<(), Pending> {
        let window = spot.window;
        match window.at(at) {
            b'@' => {
                let floor = self.floor(PiiType::Email, spot.base);
                match email::local_start(window, at, floor) {
                    Some(start) => self.try_at(spot, Rule::Email, start, |w| email::end(w, at)),
                    None => Ok(()),
                }
            }
            b':' => {
                if !self.looks_for(PiiType::Ip) {
                    return Ok(());
                }
                let mut start = None;
                let floor = self.floor(PiiType::Ip, spot.base);
                match window.decide(|w| {
                    start = ip::start_v6(w, at, floor);
                    None
                }) {
                    Verdict::NeedMore => Err(Pending(at)),
                    _ => match start {
                        Some(start) => {
                            self.try_at(spot, Rule::Ipv6, start, |w| ip::end_v6(w, start))
                        }
                        None => Ok(()),
                    },
                }
            }
            b'+' | b'(' => self.try_at(spot, Rule::Phone, at, |w| phone::end(w, at)),
            _ => {
                let is_letter = |back| window.before(at, back).is_ascii_alphabetic();
                let iban = if is_letter(1) && is_letter(2) && window.is_edge(at - 2) {
                    self.try_at(spot, Rule::Iban, at - 2, |w| iban::end(w, at - 2))
                } else {
                    Ok(())
                };
                if !window.is_edge(at) {
                    return iban;
                }
                // Each is tried, also where one must wait: what is found is told at once.
                iban.and(self.try_at(spot, Rule::Ipv4, at, |w| ip::end_v4(w, at)))
                    .and(self.try_at(spot, Rule::UsSsn, at, |w| ssn::end(w, at)))
                    .and(self.try_at(spot, Rule::Card, at, |w| card::end(w, at)))
                    .and(self.try_at(spot, Rule::Phone, at, |w| phone::end(w, at)))
            }
        }
    }

    fn try_at(
        &mut self,
        spot: &mut Spot<'_, '_>,
        rule: Rule,
        start: usize,
        look: impl FnOnce(&Window<'_>) -> Option<usize>,
    ) -> Result<(), Pending> {
        let index = rule.of_type().index();
        let Some(Some(response)) = self.responses.get(index) else { return Ok(()) };
        let Some(free) = self.free.get_mut(index) else { return Ok(()) };
        if spot.base + start < *free {
            return Ok(());
        }
        match spot.window.decide(look) {
            Verdict::NeedMore => Err(Pending(start)),
            Verdict::No => Ok(()),
            Verdict::Match(end) => {
                *free = spot.base + end;
                let span = spot.view.original(spot.base + start, spot.base + end);
                spot.found.report(spot.at, rule.finding(span, response));
                Ok(())
            }
        }
    }

    /// The start of what stands before `end` and may become a match by an anchor that is still to
    /// come.
    fn tail(&self, window: &Window<'_>, base: usize, end: usize) -> usize {
        let mut tail = end;
        if self.looks_for(PiiType::Email) {
            let start = email::local_start(window, end, self.floor(PiiType::Email, base));
            tail = tail.min(start.unwrap_or(end));
        }
        if self.looks_for(PiiType::Ip) {
            tail =
                tail.min(ip::first_edge(window, end, self.floor(PiiType::Ip, base)).unwrap_or(end));
        }
        if self.looks_for(PiiType::Iban) {
            let is_letter = |back: &usize| window.before(end, *back).is_ascii_alphabetic();
            let start = end - (1..=2).take_while(is_letter).count();
            if start < end && window.is_edge(start) {
                tail = tail.min(start);
            }
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
            let before = self.tail(&window, base, pending);
            before.min(self.tail(&window, base, window.len()))
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
    (byte.wrapping_sub(b'0') < 11) | (byte == b'@') | (byte == b'+') | (byte == b'(')
}
