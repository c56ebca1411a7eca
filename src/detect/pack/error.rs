//! What is wrong with a pack, and what to change.

use thiserror::Error;

/// Why a pack cannot be used: which rule, which field, and what to change. It names fields, ids
/// and labels of the pack; of broken JSON it says where, not what.
///
/// `place` is `the pack`, a rule by its id, or by its position where it has none, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PackError {
    /// It is no JSON, or names a field twice.
    #[error(
        "the pack is not readable at line {line}, column {column}: check commas, quotes, \
             backslashes (doubled in JSON) and fields that are given twice"
    )]
    Json {
        /// Counted from 1.
        line: usize,
        /// In bytes, counted from 1.
        column: usize,
    },
    /// It is no TOML, or names a field twice.
    #[error(
        "the pack is not readable at line {line}, column {column}: check quotes (''' around \
             patterns), brackets and fields that are given twice"
    )]
    Toml {
        /// Counted from 1.
        line: usize,
        /// In bytes, counted from 1.
        column: usize,
    },
    /// A field that no pack has.
    #[error("{place}: there is no field `{field}`; the fields are {known}")]
    UnknownField {
        /// Where.
        place: String,
        /// Its name.
        field: String,
        /// Those that there are.
        known: &'static str,
    },
    /// A field that holds something of another type.
    #[error("{place}: `{field}` must be {expected}")]
    WrongType {
        /// Where.
        place: String,
        /// The field.
        field: String,
        /// What it may be.
        expected: &'static str,
    },
    /// A number, or a number of things, that is too small or too large.
    #[error("{place}: `{field}` must be {range}")]
    OutOfRange {
        /// Where.
        place: String,
        /// The field.
        field: &'static str,
        /// What it may be.
        range: &'static str,
    },
    /// A name that is empty, too long, or of other characters.
    #[error("{place}: `{field}` must be 1 to 64 ASCII letters, digits, `_`, `-` or `.`")]
    Name {
        /// Where.
        place: String,
        /// The field.
        field: &'static str,
    },
    /// Two rules of one id.
    #[error("rules {first} and {second} are both called `{id}`; give one of them another id")]
    DuplicateId {
        /// The id.
        id: String,
        /// The position of the first, counted from 1.
        first: usize,
        /// The position of the second.
        second: usize,
    },
    /// A rule that looks for nothing.
    #[error("{place}: there is neither a `pattern` nor `keywords`; give it one of them")]
    Nothing {
        /// Where.
        place: String,
    },
    /// A word that is empty, has no visible character, or is too long.
    #[error(
        "{place}: number {position} of `{field}` must have 1 to {most} bytes and a visible \
             character; change it or leave it out"
    )]
    Word {
        /// Where.
        place: String,
        /// The list.
        field: &'static str,
        /// The position in the list, counted from 1.
        position: usize,
        /// The most bytes.
        most: usize,
    },
    /// A regular expression that cannot be read.
    #[error("{place}: `{field}` cannot be read at byte {at}: {reason}")]
    Syntax {
        /// Where.
        place: String,
        /// The field.
        field: &'static str,
        /// The place in the expression.
        at: usize,
        /// What is wrong, without the expression.
        reason: String,
    },
    /// A pattern whose matches have no bound.
    #[error(
        "{place}: matches of `pattern` have no bound; write {{0,64}} in the place of * and \
             {{1,64}} in the place of +, or what is long enough"
    )]
    Unbounded {
        /// Where.
        place: String,
    },
    /// A pattern that matches where there is nothing.
    #[error("{place}: `pattern` matches the empty string; make something in it required")]
    MatchesEmpty {
        /// Where.
        place: String,
    },
    /// A pattern that no text matches.
    #[error("{place}: nothing can match `pattern`; look for an empty class such as [^\\s\\S]")]
    MatchesNothing {
        /// Where.
        place: String,
    },
    /// A pattern with matches that are too long.
    #[error(
        "{place}: matches of `pattern` may have {len} bytes; shorten its repetitions to \
             {most} in all"
    )]
    TooLong {
        /// Where.
        place: String,
        /// The longest match.
        len: usize,
        /// The most that is allowed.
        most: usize,
    },
    /// An expression that takes too much memory.
    #[error(
        "{place}: `{field}` takes too much memory; shorten its repetitions of repetitions, \
             or split the rule"
    )]
    TooLarge {
        /// Where.
        place: String,
        /// The field.
        field: &'static str,
    },
    /// A group that the pattern does not have.
    #[error(
        "{place}: `group` is {group}, but `pattern` has {groups}; count opening parentheses, \
             but not those of (?:…)"
    )]
    NoSuchGroup {
        /// Where.
        place: String,
        /// What was asked for.
        group: usize,
        /// How many there are.
        groups: usize,
    },
    /// A validator that nobody gave.
    #[error(
        "{place}: there is no validator `{validator}`; there are {known}; add your own with \
             RulePackBuilder::validator"
    )]
    UnknownValidator {
        /// Where.
        place: String,
        /// Its name.
        validator: String,
        /// Those that there are.
        known: String,
    },
    /// What would stand in the place of a finding would itself be redacted.
    #[error(
        "{place}: `label` gives {replacement:?}, which rule `{by}` would redact in its turn; \
             choose another label"
    )]
    Replacement {
        /// Where.
        place: String,
        /// What would stand there.
        replacement: String,
        /// The rule that finds it.
        by: String,
    },
}
