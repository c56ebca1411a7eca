//! Proposals become edits: overlapping spans are united, and the union takes the replacement of
//! the highest severity. The order in which they were proposed never matters.

use std::cmp::Reverse;

use crate::finding::{Action, Finding, Recipe, Severity};
use crate::span::Span;

/// One replacement in a text.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    span: Span,
    /// The span and severity whose recipe leads, with the recipe.
    lead: Lead,
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
            lead: Lead { severity: finding.severity(), span, recipe: finding.recipe().clone() },
        })
    }

    /// The edit of a redaction whose end is not known yet: it reaches to the end of all text.
    pub(crate) fn open(finding: &Finding) -> Option<Self> {
        let span = Span::new(finding.span().start(), usize::MAX);
        Self::of(&finding.clone().with_span(span))
    }

    pub(crate) const fn span(&self) -> Span {
        self.span
    }

    fn unite(&mut self, other: &Self) {
        self.span = self.span.union(other.span);
        if other.lead.rank() < self.lead.rank() {
            self.lead = other.lead.clone();
        }
    }

    /// Writes what stands in the place of `original`, the text of the span, or of `None` where
    /// it was not kept.
    pub(crate) fn render(&self, original: Option<&str>, out: &mut String) {
        match (&self.lead.recipe, original) {
            (Recipe::Remove, _) if self.lead.span == self.span => {}
            // A removal that leads a union of spans still shows that something was there.
            (Recipe::Remove, _) => push_label("REMOVED", out),
            (Recipe::Mask { last, .. }, Some(text)) if self.lead.span == self.span => {
                push_masked(text, usize::from(*last), out);
            }
            (Recipe::Mask { label, .. } | Recipe::Label(label), _) => push_label(label, out),
        }
    }
}

/// Edits that wait to be applied, united where they overlap.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    /// By start; disjoint is not kept up before they are taken.
    pending: Vec<Edit>,
}

impl Edits {
    pub(crate) fn add(&mut self, edit: Edit) {
        let at = self.pending.partition_point(|other| other.span.start() <= edit.span.start());
        self.pending.insert(at, edit);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// The first union of the pending edits and of `open` ones, and how many pending edits are
    /// in it.
    pub(crate) fn first(&self, open: impl Iterator<Item = Edit> + Clone) -> Option<(Edit, usize)> {
        let mut pending = self.pending.iter().peekable();
        let first_open = open.clone().min_by_key(|edit| edit.span.start());
        let mut union = match (pending.peek(), first_open) {
            (Some(first), Some(open)) if first.span.start() <= open.span.start() => {
                (*first).clone()
            }
            (_, Some(open)) => open,
            (Some(first), None) => (*first).clone(),
            (None, None) => return None,
        };
        let mut taken = 0;
        loop {
            let mut grown = false;
            while let Some(next) = pending.peek()
                && (next.span.start() < union.span.end())
            {
                union.unite(next);
                taken += 1;
                pending.next();
            }
            for edit in open.clone() {
                if edit.span.start() < union.span.end() && union.span.end() < edit.span.end() {
                    union.unite(&edit);
                    grown = true;
                } else if edit.span.overlaps(union.span) {
                    union.unite(&edit);
                }
            }
            if !grown {
                return Some((union, taken));
            }
        }
    }

    pub(crate) fn discard(&mut self, count: usize) {
        self.pending.drain(..count.min(self.pending.len()));
    }

    /// All unions, in order.
    pub(crate) fn into_unions(self) -> Vec<Edit> {
        let mut unions: Vec<Edit> = Vec::new();
        for edit in self.pending {
            match unions.last_mut() {
                Some(last) if edit.span.start() < last.span.end() => last.unite(&edit),
                _ => unions.push(edit),
            }
        }
        unions
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
    pub(crate) fn apply(text: &str, edits: Edits) -> Option<(String, Self)> {
        if edits.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let (mut map, mut at) = (Self::default(), 0);
        for edit in edits.into_unions() {
            let original = edit.span.of(text);
            out.push_str(text.get(at..edit.span.start()).unwrap_or(""));
            let start = out.len();
            edit.render(original, &mut out);
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
        match self.replaced.iter().rev().find(|(new, _)| new.start() <= at) {
            Some((new, old)) if at < new.end() => old.start(),
            Some((new, old)) => old.end() + (at - new.end()),
            None => at,
        }
    }

    fn back_end(&self, at: usize) -> usize {
        match self.replaced.iter().rev().find(|(new, _)| new.start() < at) {
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

/// Redacts `text` by findings about one part, in any order.
pub(crate) fn redact<'f>(
    text: &str,
    findings: impl IntoIterator<Item = &'f Finding>,
) -> Option<(String, EditMap)> {
    let mut pending: Vec<Edit> = findings.into_iter().filter_map(Edit::of).collect();
    pending.sort_by_key(|edit| edit.span);
    EditMap::apply(text, Edits { pending })
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
