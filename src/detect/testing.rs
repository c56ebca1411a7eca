//! Runs guards over whole and cut texts, for their tests.

use std::sync::Arc;

use crate::edits::redact;
use crate::finding::{Finding, Sink, Taken};
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard};
use crate::scope::Scope;
use crate::span::{Reach, Watermark};
use crate::text::Input;

/// What an input guard finds in a text, by place.
pub(super) fn whole(guard: &impl InputGuard, text: &str) -> Vec<Finding> {
    let (name, mut taken) = (Arc::from("test"), Taken::default());
    guard.check(&Input::user(text), &mut Sink::new(&name, &mut taken)).expect("it can judge");
    assert!(!taken.misused && taken.opened.is_empty(), "open redactions are closed at the end");
    sorted(taken)
}

/// What an output guard finds in chunks, by place. Watermarks must not go back, and no finding
/// may begin below an earlier one.
pub(super) fn streamed<'c>(
    guard: &impl OutputGuard,
    chunks: impl IntoIterator<Item = &'c str>,
) -> Vec<Finding> {
    let mut scan = guard.begin(&Context::of_scope(Scope::empty()));
    let (name, mut taken) = (Arc::from("test"), Taken::default());
    let (mut low, mut pushed, mut seen) = (0, 0, 0);
    let starts = |taken: &Taken| -> Vec<usize> {
        taken.opened.iter().map(|(_, open)| open.span().start()).collect()
    };
    let check = |taken: &Taken, seen: &mut usize, low: usize, opened: &[usize]| {
        let later = taken.findings.iter().skip(*seen);
        assert!(later.clone().all(|finding| finding.span().start() >= low), "{later:?} < {low}");
        *seen = taken.findings.len();
        for (_, open) in &taken.opened {
            let start = open.span().start();
            assert!(opened.contains(&start) || start >= low, "{open:?} < {low}");
        }
    };
    for chunk in chunks {
        let closed = taken.closed.len();
        let opened = starts(&taken);
        let Watermark(now) =
            scan.push(chunk, &mut Sink::new(&name, &mut taken)).expect("it can judge");
        pushed += chunk.len();
        check(&taken, &mut seen, low, &opened);
        for finding in taken.closed.iter().skip(closed).map(|closed| &closed.finding) {
            let start = finding.span().start();
            assert!(start >= low || opened.contains(&start), "{finding:?} < {low}");
            assert!(finding.span().end() >= low, "{finding:?} is closed below {low}");
        }
        assert!(low <= now && now <= pushed, "watermark {now} after {low} of {pushed}");
        if let Reach::Bytes(reach) = guard.reach() {
            assert!(pushed - now <= reach, "watermark {now} of {pushed} lags");
        }
        low = now;
    }
    let opened = starts(&taken);
    scan.finish(&mut Sink::new(&name, &mut taken)).expect("it can judge");
    check(&taken, &mut seen, low, &opened);
    assert!(!taken.misused && taken.opened.is_empty(), "open redactions are closed at the end");
    sorted(taken)
}

/// The text with what was found replaced.
pub(super) fn redacted(guard: &impl InputGuard, text: &str) -> String {
    redact(text, &whole(guard, text)).map_or_else(|| text.to_owned(), |(text, _)| text)
}

/// Cuts a text at about the given distances, over and over.
pub(super) fn cut<'t>(text: &'t str, sizes: &[usize]) -> Vec<&'t str> {
    let (mut chunks, mut rest) = (Vec::new(), text);
    for size in sizes.iter().cycle() {
        let mut at = (*size).clamp(1, rest.len().max(1)).min(rest.len());
        while !rest.is_char_boundary(at) {
            at += 1;
        }
        let (chunk, later) = rest.split_at(at);
        chunks.push(chunk);
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    chunks
}

/// Rule and text of each finding.
pub(super) fn found<'t>(findings: &'t [Finding], text: &'t str) -> Vec<(&'t str, &'t str)> {
    findings.iter().map(|f| (f.rule(), f.span().of(text).expect("on boundaries"))).collect()
}

/// Findings of input and output stand at different places; only that may differ.
pub(super) fn outline(findings: &[Finding]) -> Vec<(String, usize, usize)> {
    let outline = |f: &Finding| (f.rule().to_owned(), f.span().start(), f.span().end());
    findings.iter().map(outline).collect()
}

fn sorted(mut taken: Taken) -> Vec<Finding> {
    let mut findings = std::mem::take(&mut taken.findings);
    findings.extend(taken.closed.into_iter().map(|closed| closed.finding));
    findings.sort_by(|a, b| a.sort_key().partial_cmp(&b.sort_key()).expect("no NaN"));
    findings.dedup();
    findings
}
