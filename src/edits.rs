//! Proposals become edits: overlapping spans are united, and the union takes the replacement of
//! the highest severity. The order in which they were proposed never matters. What was allowed
//! as a whole goes with whatever cuts into it.

use std::cmp::Reverse;
use std::collections::VecDeque;

use zeroize::Zeroizing;

use crate::finding::{Action, Finding, Recipe, Severity, hashed};
use crate::span::Span;
use crate::vault::Filling;

/// One replacement in a text.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    span: Span,
    /// The span and severity whose recipe leads, with the recipe. None where the span was allowed
    /// as a whole: then it takes something else to replace it.
    lead: Option<Lead>,
    /// Whether all that was united here is replaced in the same way, so that it may be so as one.
    agrees: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Lead {
    severity: Severity,
    span: Span,
    recipe: Recipe,
}

impl Lead {
    /// What shows something leads what removes, then the highest severity, then the longest, the
    /// first, and by recipe: total, so that no order of proposals shows.
    fn rank(&self) -> (bool, Reverse<Severity>, Reverse<usize>, usize, &Recipe) {
        let removes = self.recipe == Recipe::Remove;
        let longest = Reverse(self.span.len());
        (removes, Reverse(self.severity), longest, self.span.start(), &self.recipe)
    }
}

impl Edit {
    /// The edit that a finding asks for, or `None` where it asks for none.
    pub(crate) fn of(finding: &Finding) -> Option<Self> {
        let span = finding.span();
        let redacts = finding.is_enforced() && finding.action() == Action::Redact;
        (redacts && !span.is_empty()).then(|| Self {
            span,
            lead: Some(Lead {
                severity: finding.severity(),
                span,
                recipe: finding.recipe().clone(),
            }),
            agrees: true,
        })
    }

    /// What was allowed as a whole: where another edit takes a part of it, it takes all of it.
    pub(crate) const fn of_allowed(span: Span) -> Self {
        Self { span, lead: None, agrees: true }
    }

    pub(crate) const fn span(&self) -> Span {
        self.span
    }

    fn unite(&mut self, other: &Self) {
        self.span = self.span.union(other.span);
        let Some(lead) = &other.lead else { return };
        let kind = |lead: &Lead| std::mem::discriminant(&lead.recipe);
        let leads = match &self.lead {
            None => true,
            Some(own) => {
                self.agrees &= other.agrees && kind(own) == kind(lead);
                lead.rank() < own.rank()
            }
        };
        if leads {
            self.lead = Some(lead.clone());
        }
    }

    /// Writes what stands in the place of `original`, the text of the span, or of `None` where
    /// it was not kept.
    pub(crate) fn render(&self, original: Option<&str>, with: &mut Inks<'_>, out: &mut String) {
        let Some(lead) = &self.lead else { return };
        let whole = lead.span == self.span;
        match (&lead.recipe, original) {
            (Recipe::Remove, _) if whole => {}
            // A removal that leads a union of spans still shows that something was there.
            (Recipe::Remove, _) => push_label("REMOVED", out),
            (Recipe::Mask { last, .. }, Some(text)) if whole => {
                push_masked(text, usize::from(*last), out);
            }
            (Recipe::Hash { label }, Some(text)) if whole || self.agrees => match with.hash {
                Some(key) => out.push_str(&hashed(label, &key.digest(text))),
                None => push_label(label, out),
            },
            (Recipe::Pseudonym { label }, Some(text)) if whole || self.agrees => {
                match with.vault.as_mut().and_then(|vault| vault.placeholder(label, text)) {
                    Some(placeholder) => out.push_str(&placeholder),
                    None => push_label(label, out),
                }
            }
            (
                Recipe::Mask { label, .. }
                | Recipe::Label(label)
                | Recipe::Hash { label }
                | Recipe::Pseudonym { label },
                _,
            ) => push_label(label, out),
        }
    }
}

/// What recipes need beside the text. Without it they write their label.
#[derive(Debug, Default)]
pub(crate) struct Inks<'a> {
    pub(crate) hash: Option<&'a HashKey>,
    /// The vault of the request; none for answers.
    pub(crate) vault: Option<Filling<'a>>,
}

/// The key of all hashes of a policy. Zeroised when it goes; `Debug` shows nothing of it.
pub(crate) struct HashKey(Zeroizing<[u8; 32]>);

impl HashKey {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// Tells keys apart without telling them.
    pub(crate) fn id(&self) -> [u8; 32] {
        blake3::derive_key("palisade 2026 id of a key for hashes", &*self.0)
    }

    /// Nine letters of the digest of a text under the key: BLAKE3 in its keyed mode, its first 64
    /// bits written to the base of 20 consonants, which spell no words.
    fn digest(&self, text: &str) -> String {
        let hash = blake3::keyed_hash(&self.0, text.as_bytes());
        let first = hash.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
        let mut number = u64::from_le_bytes(first);
        let mut letters = String::with_capacity(9);
        for _ in 0..9 {
            let letter = LETTERS.get((number % 20) as usize).copied().unwrap_or(b'b');
            letters.push(char::from(letter));
            number /= 20;
        }
        letters
    }
}

impl std::fmt::Debug for HashKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashKey(..)")
    }
}

const LETTERS: &[u8; 20] = b"bcdfghjklmnpqrstvwxz";

/// Edits that wait to be applied, united where they overlap.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    pending: VecDeque<Edit>,
    /// Whether `pending` is not sorted by start.
    unsorted: bool,
    /// The union that begins at this byte and may still grow.
    growing: Option<(usize, Option<Edit>)>,
}

/// What is certain about a text below a position.
#[derive(Debug)]
pub(crate) enum Next {
    /// There is no edit left below.
    Plain,
    /// The text up to the edit's start is plain, and this stands in the place of its span.
    Replace(Edit),
    /// The text up to `start` is plain; what replaces the text behind is not certain. `endless`
    /// tells that nothing of the text behind `start` will be needed.
    Hold { start: usize, endless: bool },
}

impl Edits {
    pub(crate) fn add(&mut self, edit: Edit) {
        let last = self.pending.back();
        self.unsorted |= last.is_some_and(|last| edit.span.start() < last.span.start());
        self.pending.push_back(edit);
    }

    /// The next union of edits that begins below `decided`, when every edit that begins below it
    /// has been added; `open` are the starts of redactions without an end yet, which is at
    /// `decided` or behind.
    pub(crate) fn next(&mut self, decided: usize, open: &[usize]) -> Next {
        if self.unsorted {
            self.pending.make_contiguous().sort_by_key(|edit| edit.span.start());
            self.unsorted = false;
        }
        let Some((mut start, mut union)) = self.first(decided, open) else { return Next::Plain };
        loop {
            let end = union.as_ref().map_or(start, |edit| edit.span.end());
            let endless = open.iter().any(|open| *open < end || *open == start);
            let reach = if endless { decided } else { end.min(decided) };
            let next = self.pending.front().map(|edit| edit.span.start());
            if next.is_some_and(|next| next < reach || next == start)
                && let Some(next) = self.pending.pop_front()
            {
                match &mut union {
                    Some(union) => union.unite(&next),
                    None => union = Some(next),
                }
                continue;
            }
            match union {
                Some(whole) if end <= decided && !endless => {
                    if whole.lead.is_some() {
                        return Next::Replace(whole);
                    }
                    // Nothing cut into what was allowed.
                }
                // Opened and closed around nothing.
                None if !endless => {}
                union => {
                    self.growing = Some((start, union));
                    return Next::Hold { start, endless };
                }
            }
            match self.first(decided, open) {
                Some(first) => (start, union) = first,
                None => return Next::Plain,
            }
        }
    }

    /// The start of the next union, with what is in it already.
    fn first(&mut self, decided: usize, open: &[usize]) -> Option<(usize, Option<Edit>)> {
        if let Some(growing) = self.growing.take() {
            return Some(growing);
        }
        let pending = self.pending.front().map(|edit| edit.span.start());
        let start = pending.into_iter().chain(open.iter().copied()).min()?;
        (start < decided).then_some((start, None))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.growing.is_none()
    }
}

/// A text after its edits, with the way back to the original.
#[derive(Clone, Debug, Default)]
pub(crate) struct EditMap {
    /// Where each replacement stands in the new text, and what it replaced.
    replaced: Vec<(Span, Span)>,
}

impl EditMap {
    /// Applies `edits` to `text`; `None` where there is nothing to change.
    fn apply(text: &str, mut edits: Edits, with: &mut Inks<'_>) -> Option<(String, Self)> {
        let mut out = String::with_capacity(text.len());
        let (mut map, mut at) = (Self::default(), 0);
        while let Next::Replace(edit) = edits.next(text.len(), &[]) {
            let original = edit.span.of(text);
            out.push_str(text.get(at..edit.span.start()).unwrap_or(""));
            let start = out.len();
            edit.render(original, with, &mut out);
            map.replaced.push((Span::new(start, out.len()), edit.span));
            at = edit.span.end();
        }
        out.push_str(text.get(at..).unwrap_or(""));
        Some((out, map))
    }

    /// The smallest span of the original that gave `span` of the new text. A span that touches a
    /// replacement takes in all that was replaced there.
    pub(crate) fn back(&self, span: Span) -> Span {
        Span::new(
            self.back_start(span.start()),
            self.back_end(span.end()).max(self.back_start(span.start())),
        )
    }

    fn back_start(&self, at: usize) -> usize {
        match self.last_replaced(|new| new.start() <= at) {
            Some((new, old)) if at < new.end() => old.start(),
            Some((new, old)) => old.end() + (at - new.end()),
            None => at,
        }
    }

    fn last_replaced(&self, begins: impl Fn(&Span) -> bool) -> Option<&(Span, Span)> {
        let count = self.replaced.partition_point(|(new, _)| begins(new));
        self.replaced.get(count.checked_sub(1)?)
    }

    fn back_end(&self, at: usize) -> usize {
        match self.last_replaced(|new| new.start() < at) {
            Some((new, old)) if at <= new.end() => old.end(),
            Some((new, old)) => old.end() + (at - new.end()),
            None => at,
        }
    }
}

fn push_label(label: &str, out: &mut String) {
    out.push('[');
    out.push_str(label);
    out.push(']');
}

/// Letters and digits become `X` but for the last few; spaces and hyphens stay, all other
/// characters become `X` too, so that a masked address is no address.
fn push_masked(text: &str, last: usize, out: &mut String) {
    let total = text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut seen = 0;
    for c in text.chars() {
        if c.is_alphanumeric() {
            seen += 1;
            out.push(if seen + last > total { c } else { 'X' });
        } else {
            out.push(if matches!(c, ' ' | '-') { c } else { 'X' });
        }
    }
}

/// Redacts `text` by findings about one part, in any order, and by what was allowed of it as a
/// whole.
pub(crate) fn redact_with<'f>(
    text: &str,
    findings: impl IntoIterator<Item = &'f Finding>,
    allowed: impl IntoIterator<Item = Span>,
    with: &mut Inks<'_>,
) -> Option<(String, EditMap)> {
    let mut edits = Edits::default();
    findings.into_iter().filter_map(Edit::of).for_each(|edit| edits.add(edit));
    if edits.is_empty() {
        return None;
    }
    allowed.into_iter().for_each(|span| edits.add(Edit::of_allowed(span)));
    EditMap::apply(text, edits, with)
}

/// The same in an answer, where no placeholders are given out.
pub(crate) fn redact_answer<'f>(
    text: &str,
    findings: impl IntoIterator<Item = &'f Finding>,
    allowed: &[Span],
    hash: Option<&HashKey>,
) -> Option<(String, EditMap)> {
    redact_with(text, findings, allowed.iter().copied(), &mut Inks { hash, vault: None })
}

/// The same without a key and a vault.
#[cfg(test)]
pub(crate) fn redact<'f>(
    text: &str,
    findings: impl IntoIterator<Item = &'f Finding>,
) -> Option<(String, EditMap)> {
    redact_with(text, findings, [], &mut Inks::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Category;

    fn redaction(start: usize, end: usize, severity: Severity, label: &'static str) -> Finding {
        Finding::new("rule", Category::Other, Span::new(start, end))
            .with_severity(severity)
            .redact(Recipe::label(label))
    }

    fn redacted(text: &str, findings: &[Finding]) -> String {
        redact(text, findings).map_or_else(|| text.to_owned(), |(text, _)| text)
    }

    #[test]
    fn overlapping_spans_are_united_under_the_gravest_label() {
        let a = redaction(2, 6, Severity::Low, "LOW");
        let b = redaction(5, 9, Severity::High, "HIGH");
        assert_eq!(redacted("0123456789", &[a.clone(), b.clone()]), "01[HIGH]9");
        assert_eq!(redacted("0123456789", &[b, a]), "01[HIGH]9");
    }

    #[test]
    fn touching_spans_stay_apart() {
        let a = redaction(0, 2, Severity::Low, "A");
        let b = redaction(2, 4, Severity::Low, "B");
        assert_eq!(redacted("01234", &[b, a]), "[A][B]4");
    }

    #[test]
    fn what_was_allowed_as_a_whole_goes_with_what_cuts_into_it() {
        let with = |findings: &[Finding], allowed: &[(usize, usize)]| {
            let allowed = allowed.iter().map(|(start, end)| Span::new(*start, *end));
            let edited = redact_with("0123456789", findings, allowed, &mut Inks::default());
            edited.map(|(text, _)| text)
        };
        let cuts = redaction(4, 6, Severity::Low, "A");
        assert_eq!(with(std::slice::from_ref(&cuts), &[(2, 8)]).as_deref(), Some("01[A]89"));
        assert_eq!(
            with(std::slice::from_ref(&cuts), &[(5, 9), (0, 2)]).as_deref(),
            Some("0123[A]9")
        );
        assert_eq!(with(&[cuts], &[(2, 4), (6, 8)]).as_deref(), Some("0123[A]6789"));
        assert_eq!(with(&[], &[(2, 8)]), None);
    }

    #[test]
    fn a_mask_never_shows_a_part_of_a_united_span() {
        let mask = Finding::new("card", Category::PersonalData, Span::new(0, 19))
            .with_severity(Severity::Critical)
            .redact(Recipe::Mask { last: 4, label: "CARD".into() });
        let text = "4111 1111 1111 1111 x";
        assert_eq!(redacted(text, std::slice::from_ref(&mask)), "XXXX XXXX XXXX 1111 x");
        let wider = redaction(15, 21, Severity::Low, "OTHER");
        assert_eq!(redacted(text, &[mask, wider]), "[CARD]");
    }

    #[test]
    fn spans_of_the_redacted_text_lead_back_to_the_original() {
        let (text, map) =
            redact("call 555-0100 or 555-0199", &[redaction(5, 13, Severity::Low, "PHONE")])
                .expect("one edit");
        assert_eq!(text, "call [PHONE] or 555-0199");
        assert_eq!(map.back(Span::new(16, 24)), Span::new(17, 25));
        assert_eq!(map.back(Span::new(7, 9)), Span::new(5, 13), "inside a label: all it replaced");
        assert_eq!(map.back(Span::new(0, 4)), Span::new(0, 4));
    }
}
