//! The spans that are not those of the labels, by class.

use std::collections::BTreeMap;

use palisade::{Finding, Span};

/// Finds whose spans differ from the label, counted by file and class.
#[derive(Default)]
pub(crate) struct Differences(BTreeMap<(&'static str, &'static str), usize>);

impl Differences {
    /// Tells how the finds differ from the labelled place that they share most with, and counts
    /// that.
    pub(crate) fn tell(
        &mut self,
        file: &'static str,
        (id, text): (&str, &str),
        places: &[Span],
        findings: &[Finding],
    ) {
        let mut spans: Vec<Span> = findings.iter().map(Finding::span).collect();
        let ours = super::rows::united(&mut spans);
        let pairs = places.iter().flat_map(|label| ours.iter().map(move |ours| (*label, *ours)));
        let Some((label, ours)) = pairs.max_by_key(|(label, ours)| {
            label.end().min(ours.end()).saturating_sub(label.start().max(ours.start()))
        }) else {
            return;
        };
        let class = class(text, label, ours);
        *self.0.entry((file, class)).or_default() += 1;
        let rules: Vec<&str> = findings.iter().map(Finding::rule).collect();
        let (label, ours) = (shown(label), shown(ours));
        println!("inexact\t{id}\t{class}\tlabel {label}\tfound {ours}\t{}", rules.join(","));
    }

    /// The counts.
    pub(crate) fn print(&self) {
        println!("\n| file | spans that are not the label's | rows |");
        println!("|---|---|---:|");
        for ((file, class), count) in &self.0 {
            println!("| {file} | {class} | {count} |");
        }
    }
}

fn shown(span: Span) -> String {
    format!("{}..{}", span.start(), span.end())
}

/// How what was found differs from the label.
fn class(text: &str, label: Span, ours: Span) -> &'static str {
    if parts_a_word(text, label) {
        return "the label begins or ends within a word";
    }
    let more = |outer: Span, inner: Span| {
        let sides = [(outer.start(), inner.start()), (inner.end(), outer.end())];
        sides.iter().any(|(from, to)| {
            text.get(*from..*to).is_some_and(|side| side.contains(char::is_alphanumeric))
        })
    };
    let holds =
        |outer: Span, inner: Span| outer.start() <= inner.start() && inner.end() <= outer.end();
    match (holds(label, ours), holds(ours, label)) {
        (true, _) if more(label, ours) => "the label has words more",
        (true, _) => "the label has signs more",
        (_, true) if more(ours, label) => "the find has words more",
        (_, true) => "the find has signs more",
        _ => "each has more than the other",
    }
}

/// Whether an end of the span stands between two letters or digits.
fn parts_a_word(text: &str, span: Span) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    [span.start(), span.end()].iter().any(|at| {
        at.checked_sub(1).is_some_and(|before| is_word(bytes.get(before)))
            && is_word(bytes.get(*at))
    })
}
