//! Allow-lists of gitleaks.

use crate::detect::pack::error::PackError;
use crate::detect::pack::format::{AllowTarget, AllowWhen, PackAllow};

use super::syntax::{Untranslatable, unbounded};
use super::table::Fields;

/// An allow-list, and the rules that it is for; all where there are none.
#[derive(Debug)]
pub(super) struct List {
    pub(super) allow: PackAllow,
    pub(super) targets: Vec<String>,
}

/// What is told of a field.
pub(super) type Note = (&'static str, &'static str);

/// The allow-lists of a rule or of all, and what is told of them.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) lists: Vec<List>,
    pub(super) skipped: Vec<Note>,
    pub(super) changed: Vec<Note>,
}

pub(super) fn read_lists(fields: &Fields<'_>) -> Result<Lists, PackError> {
    let Lists { mut lists, mut skipped, mut changed } = Lists::default();
    for field in ["allowlist", "allowlists"] {
        for table in fields.tables(field)? {
            let list = Fields::new(&fields.place, "allowlists.", table, LIST, LISTED)?;
            let is_both = match list.text("condition")?.map(str::to_ascii_uppercase).as_deref() {
                None | Some("" | "OR" | "||") => false,
                Some("AND" | "&&") => true,
                Some(_) => return Err(list.wrong("condition", "AND or OR, as a string")),
            };
            let target = match list.text("regexTarget")?.map(str::to_ascii_lowercase).as_deref() {
                None | Some("" | "secret") => AllowTarget::Finding,
                Some("match") => AllowTarget::Match,
                Some("line") => AllowTarget::Line,
                Some(_) => return Err(list.wrong("regexTarget", "secret, match or line")),
            };
            let has_place = !list.texts("paths")?.is_empty() || !list.texts("commits")?.is_empty();
            let words = list.texts("stopwords")?.into_iter().map(str::to_owned).collect();
            let regexes = list.texts("regexes")?;
            let patterns = { regexes.into_iter() }.map(|regex| {
                unbounded(regex).map_err(|why| match why {
                    Untranslatable::Syntax { at, reason } => PackError::Syntax {
                        place: fields.place.clone(),
                        field: "allowlists.regexes",
                        at,
                        reason,
                    },
                    _ => PackError::Unbounded { place: fields.place.clone() },
                })
            });
            let patterns: Vec<String> = patterns.collect::<Result<_, _>>()?;
            let when = if is_both { AllowWhen::Both } else { AllowWhen::Either };
            let allow = PackAllow { words, patterns, target, when };
            let is_empty = allow.words.is_empty() && allow.patterns.is_empty();
            if has_place && (is_both || is_empty) {
                skipped.push(("allowlists", "demands a path or commit, and a text has none"));
                continue;
            }
            if has_place {
                changed.push(("allowlists.paths", "is left out: a text has no path or commit"));
            }
            if !is_empty {
                let targets = list.texts("targetRules")?.into_iter().map(str::to_owned).collect();
                lists.push(List { allow, targets });
            }
        }
    }
    Ok(Lists { lists, skipped, changed })
}

const LIST: &[&str] = &[
    "description",
    "condition",
    "commits",
    "paths",
    "regexTarget",
    "regexes",
    "stopwords",
    "targetRules",
];
const LISTED: &str =
    "description, condition, commits, paths, regexTarget, regexes, stopwords, targetRules";
