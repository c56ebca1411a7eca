//! The rules, as data: phrases that attacks are made of.
//!
//! Notation of a pattern, over the folded view: a space is one to six bytes that are not of a
//! word; `@3` is up to three words in between, with the gap behind each; a name in angle brackets
//! is an entry of [`WORDS`]. All else is a regular expression over bytes, whatever the case.
//! A pattern begins where one of its gate literals begins, and never inside a word.

mod data;
mod exfiltration;
mod extraction;
mod hijacks;
mod languages;
mod overrides;
#[cfg(test)]
pub(super) mod phrases;
mod refusals;
mod roles;
mod statistical;
mod templates;
#[cfg(test)]
mod tests;
mod tools;
mod words;

use crate::finding::Severity;
use crate::text::Source;
use Family::{
    DataInstruction, DelimiterToken, Exfiltration, FakeTurn, InstructionOverride, MisplacedOrder,
    OutputHijack, RefusalSuppression, RoleHijack, SecondTask, SecretExtraction,
    SystemPromptExtraction, ToolSmuggling,
};

pub(super) use words::WORDS;

/// All rules, family by family.
pub(super) static RULES: &[Rule] = &joined::<{ count(TABLES) }>(TABLES);

const TABLES: &[&[Rule]] = &[
    overrides::TABLE,
    languages::TABLE,
    roles::TABLE,
    extraction::TABLE,
    templates::TABLE,
    refusals::TABLE,
    hijacks::TABLE,
    exfiltration::TABLE,
    tools::TABLE,
    data::TABLE,
    statistical::TABLE,
];

/// What kind of attack a phrase belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    InstructionOverride,
    RoleHijack,
    SystemPromptExtraction,
    SecretExtraction,
    DelimiterToken,
    FakeTurn,
    RefusalSuppression,
    OutputHijack,
    Exfiltration,
    ToolSmuggling,
    DataInstruction,
    SecondTask,
    MisplacedOrder,
}

/// One phrase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) family: Family,
    /// How likely a text with this phrase alone is an attack, 0 to 1: as somebody's message, and
    /// as a document or the result of a tool.
    pub(super) weight: (f64, f64),
    /// What the pattern begins with; looked for first. What is found by other means has none.
    pub(super) gate: &'static [&'static str],
    pub(super) pattern: &'static str,
}

impl Rule {
    /// The weight in a text from `source`.
    pub(super) const fn weight_in(&self, source: Source) -> f64 {
        if source.is_data() { self.weight.1 } else { self.weight.0 }
    }
}

impl Family {
    /// Whether it asks the model to tell something.
    pub(super) const fn asks(self) -> bool {
        matches!(self, SystemPromptExtraction | SecretExtraction)
    }

    pub(super) const fn severity(self) -> Severity {
        match self {
            InstructionOverride | Exfiltration | ToolSmuggling | DataInstruction => Severity::High,
            RoleHijack | SystemPromptExtraction | DelimiterToken | FakeTurn => Severity::High,
            SecretExtraction | RefusalSuppression | OutputHijack => Severity::Medium,
            SecondTask | MisplacedOrder => Severity::Medium,
        }
    }
}

const fn rule(
    id: &'static str,
    family: Family,
    weight: (f64, f64),
    gate: &'static [&'static str],
    pattern: &'static str,
) -> Rule {
    Rule { id, family, weight, gate, pattern }
}

const fn count(tables: &[&[Rule]]) -> usize {
    let (mut nth, mut count) = (0, 0);
    while nth < tables.len() {
        count += tables[nth].len();
        nth += 1;
    }
    count
}

/// One table of all, made by the compiler.
const fn joined<const COUNT: usize>(tables: &[&[Rule]]) -> [Rule; COUNT] {
    let mut all = [rule("", InstructionOverride, (0.0, 0.0), &[], ""); COUNT];
    let (mut nth, mut filled) = (0, 0);
    while nth < tables.len() {
        let mut at = 0;
        while at < tables[nth].len() {
            all[filled] = tables[nth][at];
            filled += 1;
            at += 1;
        }
        nth += 1;
    }
    all
}
