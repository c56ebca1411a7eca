//! Answers much longer than the reach.

use super::cuts;
use super::run::{Bench, broken};
use super::samples::Samples;
use crate::span::Reach;
use crate::text::Channel;

/// What nearly is something, over and over: a guard that waits for its end must give up in time,
/// and at the same places whole and cut.
pub(super) fn lags_by_the_reach_at_most(bench: &mut Bench<'_>, samples: &Samples) {
    let bytes = length(bench, 2);
    let pieces: Vec<String> = pieces(samples);
    for piece in &pieces {
        let text = piece.repeat(bytes.div_ceil(piece.len()));
        let whole = bench.run(&text, &cuts::whole(&text));
        let ends = ends(&text);
        if bench.run(&text, &ends).findings != whole.findings {
            broken("every chunking finds the same", bench.guard.name(), &text, &ends);
        }
    }
}

/// What a scan keeps depends on its reach. One that waits for the whole answer keeps that.
pub(super) fn keeps_no_more_for_longer_answers(bench: &mut Bench<'_>, samples: &Samples) {
    let Some(allocated) = samples.allocated else { return };
    if bench.guard.reach() == Reach::WholeAnswer {
        return;
    }
    let (short, long) = (length(bench, 2), length(bench, 8));
    for piece in pieces(samples) {
        let text = piece.repeat(long.div_ceil(piece.len()));
        let ends = ends(&text);
        let mut stream = bench.begin(Channel::TEXT, &text);
        // What the suite itself keeps is there before.
        let before = allocated();
        let mut early = None;
        for end in &ends {
            stream.push_quietly_until(*end);
            if *end >= short && early.is_none() {
                early = Some(allocated().saturating_sub(before));
            }
        }
        let late = allocated().saturating_sub(before);
        if early.is_some_and(|early| late > 2 * early + SLACK) {
            let law = "what a scan keeps does not grow with the answer";
            broken(law, bench.guard.name(), &text, &ends);
        }
        bench.end(stream);
    }
}

/// So many times the reach, within bounds.
fn length(bench: &Bench<'_>, times: usize) -> usize {
    let reach = match bench.guard.reach() {
        Reach::Bytes(reach) => reach,
        Reach::WholeAnswer => 0,
    };
    (reach.saturating_mul(times)).clamp(times * 2048, times * MOST_BYTES)
}

/// Single characters for a while, then a few at a time.
fn ends(text: &str) -> Vec<usize> {
    let all = cuts::characters(text);
    let last = all.len().saturating_sub(1);
    let kept = |number: usize| number < 1024 || number.is_multiple_of(13) || number == last;
    all.into_iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, end)| end).collect()
}

/// Texts, halves and the characters of one, each to be repeated.
fn pieces(samples: &Samples) -> Vec<String> {
    let texts = || samples.texts().filter(|text| !text.is_empty());
    let mut pieces = Vec::new();
    for text in texts().take(MOST_TEXTS) {
        let characters: Vec<char> = text.chars().collect();
        let (head, tail) = characters.split_at(characters.len() / 2);
        let quarter = characters.len().div_ceil(4);
        let all_but_last = characters.len().saturating_sub(1);
        for part in [&characters[..], head, tail]
            .into_iter()
            .chain(characters.get(..quarter))
            .chain(characters.get(..all_but_last))
            .chain(characters.get(..1))
        {
            pieces.push(part.iter().collect::<String>());
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

const MOST_TEXTS: usize = 24;
/// For a reach of more than this, a run is not longer than the reach: state a shorter one.
const MOST_BYTES: usize = 1 << 18;
/// What a vector that doubled and a few findings may take beyond.
const SLACK: usize = 16 << 10;
