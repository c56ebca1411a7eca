//! Whatever spans a guard proposes, the redacted text is what a plain marking of bytes gives.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{Category, EachPart, Finding, Guardrails, Recipe, Severity, Span};

#[derive(Arbitrary, Debug, Clone)]
struct Proposal {
    start: u8,
    len: u8,
    severe: bool,
}

#[derive(Arbitrary, Debug)]
struct Case {
    text: String,
    proposals: Vec<Proposal>,
}

fuzz_target!(|case: Case| {
    let Case { text, proposals } = case;
    let spans: Vec<(Span, bool)> = proposals
        .iter()
        .take(64)
        .map(|p| {
            let start = usize::from(p.start) % (text.len() + 1);
            let end = (start + usize::from(p.len)).min(text.len());
            (Span::new(start, end), p.severe)
        })
        .collect();
    let valid = spans.iter().all(|(span, _)| span.of(&text).is_some());
    let proposed = spans.clone();
    let guard = EachPart::new("proposals", "1", move |part, found| {
        for (span, severe) in &proposed {
            let finding = Finding::new("proposal", Category::Other, *span);
            let (severity, label) =
                if *severe { (Severity::High, "H") } else { (Severity::Low, "L") };
            let finding = finding.with_severity(severity).redact(Recipe::label(label));
            found.report(part.at(), finding);
        }
    });
    let rails = Guardrails::builder().input(guard).build_local().expect("a policy");
    let validated = rails.validate_input(text.as_str());
    // A span that cuts a character breaks the contract of guards, and refuses.
    assert_eq!(validated.is_ok(), valid);
    let Ok(validated) = validated else { return };

    // The plain way: mark bytes, and the joints within one span.
    let mut marked = vec![false; text.len()];
    let mut joined = vec![false; text.len() + 1];
    for (span, _) in &spans {
        span.range().for_each(|at| marked[at] = true);
        (span.start() + 1..span.end()).for_each(|at| joined[at] = true);
    }
    let mut expected = String::new();
    let mut at = 0;
    while at < text.len() {
        if !marked[at] {
            let c = text[at..].chars().next().expect("a character");
            expected.push(c);
            at += c.len_utf8();
            continue;
        }
        let mut end = at + 1;
        while end < text.len() && marked[end] && joined[end] {
            end += 1;
        }
        let union = Span::new(at, end);
        let severe =
            spans.iter().any(|(span, severe)| *severe && span.overlaps(union) && !span.is_empty());
        expected.push_str(if severe { "[H]" } else { "[L]" });
        at = end;
    }
    assert_eq!(validated.user_text(), expected);
});
