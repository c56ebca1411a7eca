//! What is said depends on the answer alone.

use super::cuts;
use super::random::Random;
use super::run::{Bench, broken};
use super::samples::Samples;
use crate::text::{Channel, ChannelKind};

/// Without this, a guard that finds nothing would keep every other law.
pub(super) fn tells_positives_from_negatives(bench: &mut Bench<'_>, samples: &Samples) {
    for text in &samples.finds {
        let whole = cuts::whole(text);
        if bench.run(text, &whole).findings.is_empty() {
            broken("a positive is found", bench.guard.name(), text, &whole);
        }
    }
    for text in &samples.passes {
        let whole = cuts::whole(text);
        if !bench.run(text, &whole).findings.is_empty() {
            broken("a negative passes", bench.guard.name(), text, &whole);
        }
    }
}

/// An answer may have no chunks at all.
pub(super) fn ends_an_empty_answer(bench: &mut Bench<'_>) {
    let nothing = bench.run("", &[]);
    for ends in [&[0][..], &[0, 0, 0]] {
        if bench.run("", ends) != nothing {
            broken("empty chunks change nothing", bench.guard.name(), "", ends);
        }
    }
}

/// Each text alone, in other text without a separator, and glued to others.
pub(super) fn finds_the_same_however_cut(bench: &mut Bench<'_>, samples: &Samples) {
    let mut random = Random::new(1);
    for text in answers(samples, &mut random) {
        let whole = cuts::whole(&text);
        let said = bench.run(&text, &whole);
        if bench.run(&text, &whole) != said {
            broken("the same answer gives the same", bench.guard.name(), &text, &whole);
        }
        for way in cuts::ways(&text, &mut random) {
            let cut = bench.run(&text, &way);
            if cut.findings != said.findings {
                broken("every chunking finds the same", bench.guard.name(), &text, &way);
            }
            if cut.scores != said.scores {
                broken("every chunking scores the same", bench.guard.name(), &text, &way);
            }
        }
    }
}

/// Two channels at once, and one stream behind another that was dropped in the middle.
pub(super) fn shares_nothing_between_streams(bench: &mut Bench<'_>, samples: &Samples) {
    let law = "streams of one guard share nothing";
    let other = Channel::new(1, ChannelKind::ToolArguments(0));
    let texts: Vec<&str> = samples.texts().take(MOST_PAIRED).collect();
    for (one, another) in texts.iter().flat_map(|one| texts.iter().map(move |two| (*one, *two))) {
        let (one_ends, other_ends) = (cuts::characters(one), cuts::characters(another));
        let alone = bench.run(one, &one_ends);
        let mut stream = bench.begin(other, another);
        other_ends.iter().for_each(|end| stream.push_until(*end));
        let other_alone = bench.end(stream);

        let mut first = bench.begin(Channel::TEXT, one);
        let mut second = bench.begin(other, another);
        for step in 0..one_ends.len().max(other_ends.len()) {
            one_ends.get(step).into_iter().for_each(|end| first.push_until(*end));
            other_ends.get(step).into_iter().for_each(|end| second.push_until(*end));
        }
        if bench.end(first) != alone || bench.end(second) != other_alone {
            broken(law, bench.guard.name(), one, &one_ends);
        }

        let mut dropped = bench.begin(Channel::TEXT, another);
        let half = other_ends.len() / 2;
        other_ends.iter().take(half).for_each(|end| dropped.push_until(*end));
        drop(dropped);
        if bench.run(one, &one_ends) != alone {
            broken(law, bench.guard.name(), one, &one_ends);
        }
    }
}

/// What the texts are made into.
fn answers(samples: &Samples, random: &mut Random) -> Vec<String> {
    let texts: Vec<&str> = samples.texts().collect();
    let mut answers: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    for text in &texts {
        answers.extend(FILLERS.iter().map(|(before, behind)| format!("{before}{text}{behind}")));
    }
    if texts.len() * texts.len() <= MOST_GLUED {
        answers.extend(texts.iter().flat_map(|a| texts.iter().map(move |b| format!("{a}{b}"))));
    } else {
        answers.extend((0..MOST_GLUED).map(|_| glued(&texts, 2, random)));
    }
    answers.extend((0..MOST_GLUED / 4).map(|_| glued(&texts, 4, random)));
    answers
}

fn glued(texts: &[&str], count: usize, random: &mut Random) -> String {
    (0..count).filter_map(|_| random.pick(texts)).copied().collect()
}

/// What stands right before and behind: words, digits, characters of several bytes, marks.
const FILLERS: &[(&str, &str)] = &[
    ("see ", " there"),
    ("x", "y"),
    ("7", "0"),
    ("漢ä", "é字"),
    ("(\"", "\");\n"),
    ("\u{200b}", "\u{301}"),
];
const MOST_PAIRED: usize = 8;
const MOST_GLUED: usize = 144;
