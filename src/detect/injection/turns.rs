//! The turns of a user together: attacks that are split over them, and signs that add up.

use std::sync::Arc;

use crate::detect::own_gate;
use crate::error::GuardError;
use crate::finding::{Category, Finding, Response, Severity, Sink, Taken};
use crate::scan::Detector;
use crate::scan::engine::Engine;
use crate::span::Span;
use crate::text::{Input, Part, PartRef, Source};

/// Looks at the user's turns in order as at one text, the last [`MOST`] bytes of it, and at the
/// score of the last turn beside those before it; adds to what was `found` in each part.
///
/// - A phrase that lies in one turn was found there. One that goes across turns is reported in
///   each of them, where its piece stands. Turns are read with a space between them and with
///   nothing between them, since a word may be cut, too.
/// - Where the last turn scores below `threshold`, and [`Conversation::escalated`] makes it reach
///   that, rule `adding_up` is reported for it with `response`.
///
/// [`Conversation::escalated`]: crate::Conversation::escalated
pub(super) fn conclude(
    guard: &dyn Detector,
    (threshold, response): (f64, &Response),
    input: &Input<'_>,
    found: &mut Taken,
) -> Result<(), GuardError> {
    add_up((threshold, response), input, found);
    let of = |source| input.parts().iter().filter(move |part| part.source() == source);
    let turns: Vec<&Part<'_>> = of(Source::EarlierUser).chain(of(Source::User)).collect();
    if turns.len() < 2 {
        return Ok(());
    }
    for between in [" ", ""] {
        let joined = Joined::of(&turns, between);
        for finding in split_over(guard, &joined)? {
            let nobody = Arc::from("");
            for (at, span) in joined.pieces(finding.span()) {
                let piece = finding.clone().with_span(span);
                // Both ways of reading find most that is split.
                let same = |other: &Finding| {
                    (other.part(), other.rule(), other.span()) == (at, piece.rule(), span)
                };
                if !found.findings.iter().any(same) {
                    Sink::new(&nobody, found).report(at, piece);
                }
            }
        }
    }
    Ok(())
}

/// What the guard finds in the joined turns and in none of them alone.
fn split_over(guard: &dyn Detector, joined: &Joined) -> Result<Vec<Finding>, GuardError> {
    let Some(recogniser) = guard.recogniser(Source::User)? else { return Ok(Vec::new()) };
    let at = PartRef::Part(0);
    let mut engine = Engine::new(vec![(0, recogniser)], own_gate(guard)?, at);
    engine.read_whole(&joined.text);
    let Some(said) = engine.said(0) else { return Ok(Vec::new()) };
    said.findings.retain(|finding| joined.pieces(finding.span()).count() > 1);
    if said.findings.is_empty() {
        return Ok(Vec::new());
    }
    // Phrases within one turn are left out: they were judged there.
    guard.conclude(Source::User, &joined.text, at, said);
    Ok(std::mem::take(&mut said.findings))
}

fn add_up((threshold, response): (f64, &Response), input: &Input<'_>, found: &mut Taken) {
    let last = input.parts().iter().rfind(|part| part.source() == Source::User);
    let Some(part) = last else { return };
    let scores = found.scores.iter().filter(|score| score.part() == part.at());
    let score = scores.map(|score| score.value()).fold(0.0, f64::max);
    let escalated = input.state().escalated(score);
    if score >= threshold || escalated < threshold {
        return;
    }
    let whole = Span::new(0, part.text().len());
    let finding = Finding::new("adding_up", Category::Injection, whole)
        .with_severity(Severity::High)
        .with_confidence(escalated as f32)
        .respond(response);
    Sink::new(&Arc::from(""), found).report(part.at(), finding);
}

/// The turns as one text, and where each stands in it.
struct Joined {
    text: String,
    /// In the joined text, with the part and how far its text is ahead.
    places: Vec<Place>,
}

struct Place {
    span: Span,
    at: PartRef,
    /// Where the place begins in the part.
    from: usize,
}

impl Joined {
    /// The last [`MOST`] bytes of the turns.
    fn of(turns: &[&Part<'_>], between: &str) -> Self {
        let mut left = MOST;
        let mut tails = Vec::new();
        for turn in turns.iter().rev() {
            let text = turn.text();
            let mut from = text.len().saturating_sub(left);
            while !text.is_char_boundary(from) {
                from += 1;
            }
            let tail = text.get(from..).unwrap_or("");
            tails.push((turn.at(), from, tail));
            left = left.saturating_sub(tail.len() + between.len());
            if left == 0 {
                break;
            }
        }
        let (mut text, mut places) = (String::new(), Vec::with_capacity(tails.len()));
        for (at, from, tail) in tails.into_iter().rev() {
            if !text.is_empty() {
                text.push_str(between);
            }
            let start = text.len();
            text.push_str(tail);
            places.push(Place { span: Span::new(start, text.len()), at, from });
        }
        Self { text, places }
    }

    /// Where a span of the joined text stands, turn by turn.
    fn pieces(&self, span: Span) -> impl Iterator<Item = (PartRef, Span)> {
        self.places.iter().filter_map(move |place| {
            let start = span.start().max(place.span.start());
            let end = span.end().min(place.span.end());
            let back = |at: usize| at - place.span.start() + place.from;
            (start < end).then(|| (place.at, Span::new(back(start), back(end))))
        })
    }
}

/// How much of the turns is looked at together, in bytes.
const MOST: usize = 4_096;
