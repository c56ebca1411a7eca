//! What is written into logs.

use super::cuts;
use super::run::{Bench, Said};
use super::samples::Samples;
use crate::finding::{Finding, Recipe};
use crate::text::Channel;

/// No eight bytes in a row of an answer are in `Debug`, as text or as a list of numbers: in a
/// scan's at any moment, in a finding's where they were found, in the guard's afterwards. What
/// `shown`, the guard's before the first answer, has in it is the operator's own.
pub(super) fn shows_no_text(bench: &mut Bench<'_>, samples: &Samples, shown: &str) {
    for text in samples.texts() {
        let mut stream = bench.begin(Channel::TEXT, text);
        let mut known = format!("{shown}{}", stream.debug());
        for end in cuts::characters(text) {
            stream.push_until(end);
            known += &checked_words(&stream.said, text, &known, &stream);
            let debug = stream.debug();
            let pushed = text.get(..stream.pushed()).unwrap_or("");
            if tells(&debug, pushed, &known) {
                stream.breaks("Debug of a scan shows no text");
            }
        }
        let guard = format!("{:?}", bench.guard);
        if tells(&guard, text, &known) {
            stream.breaks("Debug of a guard shows no text");
        }
        let said = bench.end(stream);
        let again = bench.begin(Channel::TEXT, text);
        checked_words(&said, text, &known, &again);
    }
}

/// The words of the findings that stand in `Debug` by right: rules and labels, which quote
/// nothing of what was found.
fn checked_words(said: &Said, text: &str, known: &str, stream: &super::run::Stream<'_>) -> String {
    let mut words = String::new();
    for finding in &said.findings {
        let found = finding.span().of(text).unwrap_or("");
        let known = format!("{known}{}", name_of(finding.rule()));
        if tells(&format!("{finding:?}"), found, &known) {
            stream.breaks("Debug of a finding shows no text");
        }
        words += finding.rule();
        words += label(finding);
    }
    words
}

/// The letters of a rule that has the form of a name: a token may begin with the name of its kind.
/// A rule of any other form may have been made of the text.
fn name_of(rule: &str) -> String {
    let in_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if rule.chars().all(in_name) {
        rule.replace(|c: char| c.is_ascii_digit(), " ")
    } else {
        String::new()
    }
}

fn label(finding: &Finding) -> &str {
    match finding.recipe() {
        Recipe::Label(label)
        | Recipe::Mask { label, .. }
        | Recipe::Hash { label }
        | Recipe::Pseudonym { label } => label,
        Recipe::Remove => "",
    }
}

/// Whether `debug` has something of `text` in it that `known` has not.
fn tells(debug: &str, text: &str, known: &str) -> bool {
    let starts = text.char_indices().map(|(at, _)| at);
    let ends = cuts::characters(text);
    let mut windows = starts.zip(ends.iter().skip(WINDOW - 1));
    windows.any(|(start, end)| {
        let window = text.get(start..*end).unwrap_or("");
        let plain = debug.contains(window) && !known.contains(window);
        let escaped = window.escape_debug().to_string();
        let escaped = debug.contains(&escaped) && !known.contains(&escaped);
        let numbers = format!("{:?}", window.as_bytes());
        plain || escaped || debug.contains(numbers.trim_matches(['[', ']']))
    })
}

/// Shorter runs stand in names and numbers by chance.
const WINDOW: usize = 8;
