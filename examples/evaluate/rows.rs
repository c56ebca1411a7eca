//! Labelled texts, as JSON lines, and what the guard said of each.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use palisade::{
    Action, Error, Finding, Guardrails, Injection, Input, LocalGuardrails, Part, Source,
};
use serde_json::{Value, json};

/// One labelled text.
#[derive(Debug)]
pub(crate) struct Row {
    /// The name of its file, without the end.
    pub(crate) file: String,
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) is_attack: bool,
    pub(crate) kind: String,
    pub(crate) lang: String,
    pub(crate) source: String,
}

impl Row {
    fn read(file: &str, line: &[u8]) -> Result<Self, String> {
        let object: Value =
            serde_json::from_slice(line).map_err(|error| format!("not valid JSON: {error}"))?;
        let field = |name: &str| match object.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(format!("{name:?} is not a string")),
            None => Err(format!("no field {name:?}")),
        };
        let or_unknown = |name: &str| field(name).unwrap_or_else(|_| "unknown".to_owned());
        let is_attack = match object.get("label").and_then(Value::as_u64) {
            Some(label @ 0..=1) => label == 1,
            _ => return Err("\"label\" is not 0 or 1".to_owned()),
        };
        Ok(Self {
            file: file.to_owned(),
            id: object.get("id").map_or_else(String::new, |id| match id {
                Value::String(id) => id.clone(),
                other => other.to_string(),
            }),
            text: field("text")?,
            is_attack,
            kind: field("kind")?,
            lang: or_unknown("lang"),
            source: or_unknown("source"),
        })
    }

    /// Whether it is a document or the result of a tool.
    pub(crate) fn is_data(&self) -> bool {
        matches!(self.kind.as_str(), "indirect" | "benign_document")
    }

    /// How an instruction was put into a document, where the source says so: the wrapper of
    /// AgentDojo (`AgentDojo:SUITE:WRAPPER`), the position of BIPIA (`BIPIA:TASK:ATTACK:POSITION`).
    pub(crate) fn placed(&self) -> Option<String> {
        let parts: Vec<&str> = self.source.split(':').collect();
        match *parts.as_slice() {
            ["AgentDojo", _, wrapper] if self.is_attack => Some(format!("agentdojo {wrapper}")),
            ["BIPIA", _, _, position] if self.is_attack => Some(format!("bipia {position}")),
            _ => None,
        }
    }
}

/// All rows of files and folders, in the order of their names; every bad line is told on standard
/// error. The second value says whether there was one.
pub(crate) fn read(paths: &[String]) -> io::Result<(Vec<Row>, bool)> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        if Path::new(path).is_file() {
            files.push(path.into());
            continue;
        }
        let of_path = |error| io::Error::other(format!("{path}: {error}"));
        let mut here = Vec::new();
        for entry in fs::read_dir(path).map_err(of_path)? {
            let file = entry?.path();
            if file.extension().is_some_and(|end| end == "jsonl") {
                here.push(file);
            }
        }
        here.sort_unstable();
        files.append(&mut here);
    }
    let (mut rows, mut failed) = (Vec::new(), false);
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut lines = BufReader::new(File::open(&path)?);
        let mut line = Vec::new();
        for number in 1_u64.. {
            line.clear();
            if lines.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            match Row::read(&name, &line) {
                Ok(row) => rows.push(row),
                Err(error) => {
                    failed = true;
                    eprintln!("{}", json!({ "file": name, "line": number, "error": error }));
                }
            }
        }
    }
    Ok((rows, failed))
}

/// As what a text is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JudgedAs {
    /// What its kind says: `indirect` and `benign_document` as documents, all else as messages.
    Kind,
    /// A user's message.
    Message,
    /// A document.
    Document,
}

/// What the guard said of one text.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub(crate) score: f64,
    pub(crate) refused: bool,
    /// The rules that were found, each once.
    pub(crate) rules: Vec<String>,
    pub(crate) took: Duration,
}

/// The guard with its defaults.
pub(crate) struct Judge {
    rails: LocalGuardrails,
    judged_as: JudgedAs,
}

impl Judge {
    pub(crate) fn new(judged_as: JudgedAs) -> Result<Self, palisade::ConfigError> {
        let rails = Guardrails::builder().input(Injection::default()).build_local()?;
        Ok(Self { rails, judged_as })
    }

    pub(crate) fn is_data(&self, row: &Row) -> bool {
        match self.judged_as {
            JudgedAs::Kind => row.is_data(),
            JudgedAs::Message => false,
            JudgedAs::Document => true,
        }
    }

    /// Judges a text, the row's own or a disguise of it, in the place of the row.
    pub(crate) fn judge(&self, row: &Row, text: &str) -> Result<Judgement, Error> {
        let source = if self.is_data(row) { Source::Document } else { Source::User };
        let input = Input::of([Part::new(source, text)]);
        let begun = Instant::now();
        let inspection = self.rails.inspect_input(input)?;
        let took = begun.elapsed();
        let score = inspection.scores().iter().map(|score| score.value()).fold(0.0, f64::max);
        let refused = inspection.findings().iter().any(|found| found.action() > Action::Flag);
        let mut rules: Vec<String> =
            inspection.findings().iter().map(Finding::rule).map(str::to_owned).collect();
        rules.sort_unstable();
        rules.dedup();
        Ok(Judgement { score, refused, rules, took })
    }
}
