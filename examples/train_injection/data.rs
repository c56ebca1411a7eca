//! The rows that a head is fitted on: the files of the folder, and what the grammars write.

use std::fs;
use std::path::Path;

use palisade::redteam::Mutator;
use serde::Deserialize;

use crate::attacks::{DIRECT, INNOCENT};
use crate::documents::DOCUMENTS;
use crate::everyday::EVERYDAY;
use crate::grammar::Grammar;
use crate::languages::{FOREIGN_ATTACKS, FOREIGN_HUMAN, FOREIGN_INNOCENT, FOREIGN_ORDERS};
use crate::random::Random;
use crate::readers::READER_DOCUMENTS;
use crate::techniques::TECHNIQUES;
use crate::tongues::{TONGUE_ATTACKS, TONGUE_HUMAN, TONGUE_INNOCENT, TONGUE_ORDERS};
use crate::triggers::TRIGGERS;

/// A line of a file.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub text: String,
    pub label: u8,
    pub kind: String,
}

/// A text to fit on or to report.
#[derive(Clone, Debug)]
pub struct Example {
    pub text: String,
    pub is_attack: bool,
    /// Where it is from: a file, or a form of the grammar.
    pub source: String,
    pub weight: f32,
}

/// Every file of a folder with its rows, in the order of the names.
pub fn read(folder: &Path) -> Vec<(String, Vec<Row>)> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    paths.sort();
    let rows = |path: &Path| -> Vec<Row> {
        let text = fs::read_to_string(path).expect("a file of text");
        text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
    };
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), rows(path))).collect()
}

/// How much a row of a file counts: contest entries are noisy and many.
fn weight_of(source: &str) -> f32 {
    match source {
        "lakera_mosscap" => 0.4,
        "hackaprompt" | "imoxto_prompt_injection" => 0.5,
        "gpts_system_prompts" => 0.7,
        _ => 1.0,
    }
}

/// How much a text of a family of [`direct`] counts: there are many families.
const MADE: f32 = 0.6;

/// The first so many bytes, to the end of a character.
fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What users write: attacks and innocent texts.
pub fn direct(files: &[(String, Vec<Row>)], grammar: &Grammar, scale: usize) -> Vec<Example> {
    let mut random = Random::new(11);
    let mut examples = Vec::new();
    for (name, rows) in files {
        for row in rows {
            let is_document = row.kind == "benign_document";
            if row.kind == "indirect" || is_document && !random.chance(35) {
                continue;
            }
            let weight = if is_document { 0.5 } else { weight_of(name) };
            let text = head(&row.text, 8_000).to_owned();
            let is_attack = row.label == 1;
            examples.push(Example { text, is_attack, source: name.clone(), weight });
        }
    }
    let mut add = |family: &str, is_attack: bool, text: String, weight: f32| {
        examples.push(Example { text, is_attack, source: format!("made_{family}"), weight });
    };
    for (family, forms) in DIRECT.iter().chain(TECHNIQUES) {
        for nth in 0..scale {
            let text = styled(grammar.write(forms[nth % forms.len()], &mut random), &mut random);
            add(family, true, text, MADE);
        }
    }
    for (family, forms) in INNOCENT.iter().chain(EVERYDAY).chain(TRIGGERS) {
        for nth in 0..scale + scale / 2 {
            let text = styled(grammar.write(forms[nth % forms.len()], &mut random), &mut random);
            add(&format!("innocent_{family}"), false, text, MADE);
        }
    }
    let attacks = [FOREIGN_ATTACKS, TONGUE_ATTACKS].concat();
    for nth in 0..scale * 8 {
        let form = attacks[nth % attacks.len()];
        add("foreign_attack", true, styled(grammar.write(form, &mut random), &mut random), 1.0);
    }
    let innocent = [FOREIGN_INNOCENT, TONGUE_INNOCENT].concat();
    for nth in 0..scale * 9 {
        let form = innocent[nth % innocent.len()];
        add("foreign_innocent", false, styled(grammar.write(form, &mut random), &mut random), 1.0);
    }
    // Ordinary prompts with words in them that attacks use, too.
    let prompts: Vec<&Row> = files
        .iter()
        .flat_map(|(_, rows)| rows)
        .filter(|row| row.kind == "benign_prompt" && row.text.len() < 400)
        .collect();
    for nth in 0..scale * 2 {
        let prompt = &random.pick(&prompts).text;
        let (_, forms) = random.pick(INNOCENT);
        let other = grammar.one_of(forms, &mut random);
        let text = match nth % 3 {
            0 => format!("{prompt} {other}"),
            1 => format!("{other}\n\n{prompt}"),
            _ => format!("{prompt}\n{}", random.pick(&prompts).text),
        };
        add("innocent_mixed", false, text, 0.7);
    }
    // Tasks with data, as applications send them; some with an attack in the data.
    let documents: Vec<&Row> = files
        .iter()
        .flat_map(|(_, rows)| rows)
        .filter(|row| row.kind == "benign_document" && row.text.len() < 3_000)
        .collect();
    // Long texts, which have more windows to be wrong about; every third with an attack.
    let mut said: Vec<String> = Vec::new();
    for (_, forms) in INNOCENT.iter().chain(EVERYDAY).chain(TRIGGERS) {
        said.extend((0..40).map(|_| grammar.one_of(forms, &mut random)));
    }
    said.retain(|text| text.len() < 200);
    let of_documents = documents.iter().flat_map(|row| sentences(&row.text)).take(said.len());
    let sentences: Vec<&str> = of_documents.chain(said.iter().map(String::as_str)).collect();
    for nth in 0..scale * 3 {
        let mut text = long(grammar, &["fact", "human", "turns"], &sentences, &mut random);
        if nth % 3 == 0 {
            let (_, forms) = random.pick(&DIRECT[..3]);
            let attack = grammar.one_of(forms, &mut random);
            text = splice(&text, &attack, &mut random);
        }
        add("long", nth % 3 == 0, text, 1.0);
    }
    for nth in 0..scale * 2 {
        let document = &random.pick(&documents).text;
        let task = grammar.slot("ask", &mut random);
        let sign =
            random.pick(&[":\n", ".\n\n", ": ", "\nText: ", "\n\n### Input:\n", "\nData: \""]);
        if nth % 2 == 0 {
            add("task_with_data", false, format!("{task}{sign}{document}"), 1.0);
        } else {
            let (_, forms) = random.pick(&DIRECT[..3]);
            let attack = grammar.one_of(forms, &mut random);
            let text = splice(document, &attack, &mut random);
            add("task_with_attack", true, format!("{task}{sign}{text}"), 1.0);
        }
    }
    // Some of the disguises that views do not undo to the letter.
    let disguises = [Mutator::CaseNoise, Mutator::ZeroWidth, Mutator::HomoglyphsCyrillic];
    let made: Vec<Example> = examples.iter().filter(|_| random.chance(3)).cloned().collect();
    for (nth, example) in made.into_iter().enumerate() {
        let text = disguises[nth % disguises.len()].apply(&example.text, nth as u64);
        examples.push(Example { text, ..example });
    }
    examples
}

/// What stands in documents and in the results of tools, with and without orders to the model.
pub fn indirect(files: &[(String, Vec<Row>)], grammar: &Grammar, scale: usize) -> Vec<Example> {
    let mut random = Random::new(23);
    let mut examples = Vec::new();
    let mut documents: Vec<(&str, &str)> = Vec::new();
    let mut tasks: Vec<&str> = Vec::new();
    let mut attacks: Vec<&str> = Vec::new();
    for (name, rows) in files {
        for row in rows {
            match row.kind.as_str() {
                "indirect" => examples.push(Example {
                    text: head(&row.text, 6_000).to_owned(),
                    is_attack: true,
                    source: name.clone(),
                    weight: 1.0,
                }),
                "benign_document" => {
                    let text = head(&row.text, 6_000);
                    documents.push((name, text));
                    let text = text.to_owned();
                    examples.push(Example {
                        text,
                        is_attack: false,
                        source: name.clone(),
                        weight: 1.0,
                    });
                }
                "benign_prompt" | "benign_roleplay"
                    if row.text.len() < 250
                        && name != "xquad_questions"
                        && !row.text.trim_end().ends_with('?') =>
                {
                    tasks.push(&row.text);
                }
                "direct" if row.text.len() < 300 && name != "lakera_mosscap" => {
                    attacks.push(&row.text);
                }
                _ => {}
            }
        }
    }
    let mut add = |source: String, is_attack: bool, text: String, weight: f32| {
        examples.push(Example { text, is_attack, source, weight });
    };
    let orders = [FOREIGN_ORDERS, TONGUE_ORDERS].concat();
    let for_people = [FOREIGN_HUMAN, TONGUE_HUMAN].concat();
    let payload = |nth: usize, random: &mut Random| match nth % 10 {
        0..=4 => grammar.slot("wrapped", random),
        5 | 6 => grammar.slot("wrapped_chore", random),
        7 => (*random.pick(&tasks)).to_owned(),
        8 => (*random.pick(&attacks)).to_owned(),
        _ => grammar.one_of(&orders, random),
    };
    let human = |random: &mut Random| match random.below(8) {
        0 => grammar.one_of(&for_people, random),
        1 => grammar.slot("fact", random),
        2..=5 => grammar.slot("human", random),
        _ => format!("{} {}", grammar.slot("human", random), grammar.slot("human", random)),
    };
    for nth in 0..scale * 7 {
        let (name, document) = *random.pick(&documents);
        let is_attack = nth % 2 == 0;
        let weight = if nth / 2 % 10 == 7 { 0.5 } else { 1.0 };
        let order = if is_attack { payload(nth / 2, &mut random) } else { human(&mut random) };
        let text = splice(document, &order, &mut random);
        add(name.to_owned(), is_attack, text, if is_attack { weight } else { 1.0 });
    }
    let forms = [DOCUMENTS, READER_DOCUMENTS].concat();
    for nth in 0..scale * 10 {
        let form = forms[nth % forms.len()];
        let is_attack = (nth / forms.len()).is_multiple_of(2);
        let order =
            if is_attack { payload(random.below(10), &mut random) } else { human(&mut random) };
        let (before, behind) = form.split_once('@').unwrap_or((form, ""));
        let before = grammar.write(before, &mut random);
        let text = format!("{before}{order}{}", grammar.write(behind, &mut random));
        add(format!("made_document_{}", nth % forms.len() % 7), is_attack, text, 1.0);
    }
    let sentences: Vec<&str> = documents.iter().flat_map(|(_, text)| sentences(text)).collect();
    for nth in 0..scale * 2 {
        let mut text = long(grammar, &["fact", "human", "turns", "about"], &sentences, &mut random);
        if nth % 3 == 0 {
            let order = payload(nth / 3, &mut random);
            text = splice(&text, &order, &mut random);
        }
        add("made_long".to_owned(), nth % 3 == 0, text, 1.0);
    }
    // What a user would write is an order in a document, too; what asks people is none.
    for nth in 0..scale * 2 {
        match nth % 4 {
            0 => add("made_bare".to_owned(), true, grammar.slot("wrapped", &mut random), 0.7),
            1 => {
                let (_, forms) = random.pick(DIRECT);
                let text = grammar.one_of(forms, &mut random);
                add("made_bare_direct".to_owned(), true, text, 1.0);
            }
            _ => add("made_human".to_owned(), false, human(&mut random), 1.0),
        }
    }
    examples
}

/// Some sentences of a document.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '\n', '?'])
        .map(str::trim)
        .filter(|s| (20..200).contains(&s.len()))
        .take(4)
}

/// Five to forty sentences of these slots or of documents; often one of them over and over.
fn long(grammar: &Grammar, slots: &[&str], others: &[&str], random: &mut Random) -> String {
    let count = 5 + random.below(36);
    let repeats = random.chance(50);
    let mut sentence = String::new();
    let mut text = String::new();
    for nth in 0..count {
        if nth == 0 || !repeats {
            sentence = match random.chance(50) {
                true => grammar.slot(random.pick::<&str>(slots), random),
                false => (*random.pick(others)).to_owned(),
            };
        }
        text += &sentence;
        text.push(if random.chance(15) { '\n' } else { ' ' });
    }
    text
}

/// `order` within a document: at its start, at its end, or at the end of a sentence or line.
fn splice(document: &str, order: &str, random: &mut Random) -> String {
    let ends: Vec<usize> = document
        .match_indices(['\n', '.', '。'])
        .map(|(at, sign)| at + sign.len())
        .filter(|at| document[*at..].starts_with([' ', '\n']))
        .collect();
    let at = match random.below(6) {
        0 => 0,
        1 => document.len(),
        _ if ends.is_empty() => document.len(),
        _ => *random.pick(&ends),
    };
    let (before, behind) = document.split_at(at);
    let gap = *random.pick(&[" ", " ", "\n", "\n\n"]);
    format!("{before}{gap}{order}{gap}{}", behind.trim_start())
}

/// As people write: now and then without capitals or the last full stop, or all in capitals.
fn styled(text: String, random: &mut Random) -> String {
    match random.below(20) {
        0..=3 => text.to_lowercase(),
        4 => text.to_uppercase(),
        5 | 6 => text.trim_end_matches(['.', '!', '?']).to_owned(),
        7..=9 => {
            let mut chars = text.chars();
            let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
            first + chars.as_str()
        }
        _ => text,
    }
}
