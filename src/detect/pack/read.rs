//! Parts of a rule as they are written: patterns, words, allow-lists.

use std::sync::Arc;

use aho_corasick::AhoCorasick;
use regex_syntax::hir::Hir;

use super::allow::Allow;
use super::error::PackError;
use super::format::PackAllow;
use super::program::Program;
use crate::text::Folded;

/// The allow-lists of a rule or of all.
pub(super) struct Lists<'p> {
    pub(super) place: &'p str,
    /// What words and patterns are called.
    pub(super) fields: [&'static str; 2],
}

impl Lists<'_> {
    pub(super) fn all(&self, lists: &[PackAllow]) -> Result<Vec<Arc<Allow>>, PackError> {
        lists.iter().filter_map(|list| self.one(list).transpose()).collect()
    }

    pub(super) fn one(&self, list: &PackAllow) -> Result<Option<Arc<Allow>>, PackError> {
        let [of_words, field] = self.fields;
        words(self.place, of_words, &list.words, MAX_WORD)?;
        let patterns = list.patterns.iter().map(|pattern| {
            let hir = parse(self.place, field, pattern)?;
            let too_large = || PackError::TooLarge { place: self.place.to_owned(), field };
            Program::new(hir).ok_or_else(too_large)
        });
        let patterns: Vec<Program> = patterns.collect::<Result<_, _>>()?;
        if list.words.is_empty() && patterns.is_empty() {
            return Ok(None);
        }
        let all: Vec<String> = list.words.iter().map(|word| folded(word)).collect();
        let is_small = all.iter().map(String::len).sum::<usize>() <= MAX_STOP_WORDS;
        let mut builder = AhoCorasick::builder();
        let built = builder.ascii_case_insensitive(true).build(&all).ok().filter(|_| is_small);
        let range = "at most 65536 bytes of words in all";
        let built = built.ok_or_else(|| out_of_range(self.place, of_words, range))?;
        let words = (!all.is_empty()).then_some(built);
        Ok(Some(Arc::new(Allow { words, patterns, target: list.target, when: list.when })))
    }
}

/// That each of these words can be looked for.
pub(super) fn words(
    place: &str,
    field: &'static str,
    words: &[String],
    most: usize,
) -> Result<(), PackError> {
    let is_bad = |word: &String| folded(word).trim().is_empty() || word.len() > most;
    match words.iter().position(is_bad) {
        None => Ok(()),
        Some(index) => {
            let (place, position) = (place.to_owned(), index + 1);
            Err(PackError::Word { place, field, position, most })
        }
    }
}

pub(super) fn parse(place: &str, field: &'static str, pattern: &str) -> Result<Hir, PackError> {
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    parser.parse(pattern).map_err(|error| {
        let (at, reason) = match error {
            regex_syntax::Error::Parse(error) => {
                (error.span().start.offset, error.kind().to_string())
            }
            regex_syntax::Error::Translate(error) => {
                (error.span().start.offset, error.kind().to_string())
            }
            _ => (0, "it is not understood".to_owned()),
        };
        PackError::Syntax { place: place.to_owned(), field, at, reason }
    })
}

pub(super) fn out_of_range(place: &str, field: &'static str, range: &'static str) -> PackError {
    PackError::OutOfRange { place: place.to_owned(), field, range }
}

/// A word as the text is read, in lower case.
pub(super) fn folded(word: &str) -> String {
    Folded::of(word).view().to_ascii_lowercase()
}

/// The most bytes of a word.
pub(super) const MAX_WORD: usize = 256;
/// The most bytes of an allow-list's words.
const MAX_STOP_WORDS: usize = 64 << 10;
