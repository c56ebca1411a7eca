//! Packs in the format of gitleaks.

mod lists;
mod syntax;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;

use toml::Table;

use super::compile::MAX_LEN;
use super::error::PackError;
use super::format::{GroupFallback, Pack, PackRule};
use super::{RulePack, diagnose::named};
use crate::finding::{Action, Category, Severity};

use lists::{List, Lists, Note, read_lists};
use syntax::{Untranslatable, bounded};
use table::Fields;

/// A configuration of [gitleaks](https://github.com/gitleaks/gitleaks) as a [`Pack`], and what of
/// it means something else here.
///
/// Taken as they are: `id`, `description`, `tags`, `regex`, `keywords`, `entropy` (Shannon's, in
/// bits a byte; a finding must have more), `secretGroup` (without it the first group that is not
/// empty, otherwise the whole match) and allow-lists, of a rule, of all and of those in
/// `targetRules`: `regexes`, `stopwords`, `regexTarget`, `condition`. Findings are secrets of high
/// severity that are redacted, under their id in upper case; [`pack`](Self::pack) may be changed
/// before a guard is made of it.
///
/// What differs is told by [`changed`](Self::changed) and [`skipped`](Self::skipped):
///
/// - A text has no path and no commit. A rule of a path alone is skipped; one with both is looked
///   for everywhere. An allow-list that demands a path or commit holds never and is left out; one
///   that offers one keeps the rest.
/// - A match has at most 8,192 bytes, so that a stream can be released. Endless repetitions go on
///   at most so many times beyond their least, the more the fewer there are in a pattern: 7,000
///   down to 64 times, `.*` beside others 256. A longer secret is not found, or only its
///   beginning, where nothing is asked behind it.
/// - gitleaks looks for a rule where one of its keywords stands anywhere in a file. Here it must
///   stand in a match or near it, as [`PackRule::keywords`] says: what comes later in a stream is
///   not known yet. For a pattern that holds its keyword that is the same.
/// - `regexTarget = "line"` looks at 240 bytes on either side of a match, at most.
/// - `[extend]` reads nothing: with `useDefault` the rules of gitleaks' own are not there; load
///   its file, or use [`Secrets`](crate::Secrets) beside. Rules in `disabledRules` are skipped.
/// - `[[rules.required]]` is not asked for; a rule with `skipReport` is skipped.
/// - Patterns match bytes of the text as it reads; see [`RulePack`]. A class of Unicode within
///   brackets is an error.
///
/// ```
/// use palisade::GitleaksPack;
///
/// let read = GitleaksPack::read(r#"
///     [[rules]]
///     id = "internal-token"
///     regex = '''\b(itk_[a-z0-9]{20,})(?:[\x60'"\s;]|\\[nr]|$)'''
///     keywords = ["itk_"]
///     entropy = 3
///     [[rules.allowlists]]
///     stopwords = ["example"]
///
///     [[rules]]
///     id = "key-file"
///     path = '''\.p12$'''
/// "#)?;
/// assert_eq!(read.pack().rules[0].id, "internal-token");
/// assert!(read.changed()[0].to_string().starts_with("rule `internal-token`: `regex`"));
/// assert!(read.skipped()[0].to_string().starts_with("rule `key-file`"));
/// let guard = read.build()?;
/// # Ok::<(), palisade::PackError>(())
/// ```
#[derive(Clone, Debug)]
pub struct GitleaksPack {
    pack: Pack,
    skipped: Vec<PackNote>,
    changed: Vec<PackNote>,
}

/// Something of a configuration that is not there, or that means something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackNote {
    place: String,
    field: &'static str,
    what: String,
}

impl GitleaksPack {
    /// Reads a configuration in TOML.
    ///
    /// # Errors
    /// [`PackError`] with the first mistake: which rule, which field, where in it, and what to
    /// change.
    pub fn read(toml: &str) -> Result<Self, PackError> {
        let table: Table = toml::from_str(toml).map_err(|error| unreadable(toml, &error))?;
        let mut reader = Reader::default();
        reader.read(&Fields::new("the pack", "", &table, PACK, PACK_LISTED)?)?;
        Ok(Self { pack: reader.pack, skipped: reader.skipped, changed: reader.changed })
    }

    /// The pack, called `gitleaks`.
    pub const fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The same, to be changed: other actions, severities, labels, or a name.
    pub const fn pack_mut(&mut self) -> &mut Pack {
        &mut self.pack
    }

    /// Rules and lists that are left out, and why.
    pub fn skipped(&self) -> &[PackNote] {
        &self.skipped
    }

    /// What means something else than in gitleaks.
    pub fn changed(&self) -> &[PackNote] {
        &self.changed
    }

    /// Makes a guard of it.
    ///
    /// # Errors
    /// [`PackError`] with the first mistake.
    pub fn build(self) -> Result<RulePack, PackError> {
        RulePack::builder().build(self.pack)
    }
}

impl PackNote {
    /// Which rule, or the pack.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The field, as gitleaks calls it.
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for PackNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: `{}` {}", self.place, self.field, self.what)
    }
}

impl RulePack {
    /// A guard of a configuration of gitleaks, in TOML; [`GitleaksPack`] says what is taken how,
    /// and tells what was changed. Needs the feature `toml`.
    ///
    /// ```
    /// use palisade::{Guardrails, RulePack};
    ///
    /// let pack = RulePack::from_gitleaks(r#"
    ///     [[rules]]
    ///     id = "internal-token"
    ///     regex = '''\bitk_[a-z0-9]{20}\b'''
    ///     keywords = ["itk_"]
    /// "#)?;
    /// let rails = Guardrails::builder().input(pack).build_local()?;
    /// let input = rails.validate_input("It is itk_x9q2v7m4t1b8z3wk5n0r today")?;
    /// assert_eq!(input.user_text(), "It is [INTERNAL-TOKEN] today");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PackError`] with the first mistake.
    pub fn from_gitleaks(toml: &str) -> Result<Self, PackError> {
        GitleaksPack::read(toml)?.build()
    }
}

/// What has been read.
#[derive(Debug)]
struct Reader {
    pack: Pack,
    skipped: Vec<PackNote>,
    changed: Vec<PackNote>,
}

impl Default for Reader {
    fn default() -> Self {
        let pack = Pack { name: "gitleaks".to_owned(), ..Pack::default() };
        Self { pack, skipped: Vec::new(), changed: Vec::new() }
    }
}

impl Reader {
    fn read(&mut self, pack: &Fields<'_>) -> Result<(), PackError> {
        if let Some(title) = pack.text("title")? {
            self.pack.version = title.to_owned();
        }
        let disabled = self.extend(pack)?;
        for (index, table) in pack.tables("rules")?.into_iter().enumerate() {
            let id = table.get("id").and_then(toml::Value::as_str).unwrap_or("");
            let rule = Fields::new(&named(id, index), "", table, RULE, RULE_LISTED)?;
            if disabled.contains(&id) {
                self.skip(&rule.place, "id", "is in `disabledRules`");
                continue;
            }
            if let Some(rule) = self.rule(id, &rule)? {
                self.pack.rules.push(rule);
            }
        }
        for list in self.lists(pack)? {
            let List { allow, targets } = list;
            if targets.is_empty() {
                self.pack.allow.push(allow);
                continue;
            }
            for rule in self.pack.rules.iter_mut().filter(|rule| targets.contains(&rule.id)) {
                rule.also_allow.push(allow.clone());
            }
        }
        Ok(())
    }

    /// What another configuration would add, and the rules that are switched off.
    fn extend<'t>(&mut self, pack: &Fields<'t>) -> Result<Vec<&'t str>, PackError> {
        let mut disabled = Vec::new();
        for table in pack.tables("extend")? {
            let fields = Fields::new(&pack.place, "extend.", table, EXTEND, EXTEND_LISTED)?;
            if fields.is("useDefault")? {
                self.skip(&pack.place, "extend.useDefault", "adds nothing: load gitleaks' file");
            }
            if fields.has("path") || fields.has("url") {
                self.skip(&pack.place, "extend.path", "is not read: load that file as well");
            }
            disabled.extend(fields.texts("disabledRules")?);
        }
        Ok(disabled)
    }

    /// A rule; none where it is skipped.
    fn rule(&mut self, id: &str, fields: &Fields<'_>) -> Result<Option<PackRule>, PackError> {
        let place = fields.place.as_str();
        let (regex, path) = (fields.text("regex")?, fields.text("path")?);
        let regex = match (regex, path) {
            (Some(regex), _) if !regex.is_empty() => regex,
            (_, Some(_)) => {
                self.skip(place, "path", "is all that it asks for, and a text has none");
                return Ok(None);
            }
            _ => {
                self.skip(place, "regex", "is not there: it changes a rule of another file");
                return Ok(None);
            }
        };
        if fields.is("skipReport")? {
            self.skip(place, "skipReport", "is set: it reports nothing by itself");
            return Ok(None);
        }
        if path.is_some() {
            self.change(place, "path", "is left out: it is looked for in every text");
        }
        if fields.has("required") {
            self.change(place, "required", "is left out: it is found without the others");
        }
        let translated = bounded(regex, MAX_LEN).map_err(|why| untranslatable(place, why))?;
        if let Some(caps) = translated.caps {
            let (loops, most) = (caps.loops, caps.most);
            let one = if loops == 1 { "repetition ends" } else { "repetitions end" };
            let what = format!("is bounded: {loops} endless {one} {most} times beyond the least");
            self.change(place, "regex", &what);
        }
        let group = fields.whole("secretGroup")?;
        if group > translated.groups {
            let (place, groups) = (place.to_owned(), translated.groups);
            return Err(PackError::NoSuchGroup { place, group, groups });
        }
        let mut rule = PackRule::new(id, translated.pattern);
        rule.description = fields.text("description")?.unwrap_or("").to_owned();
        rule.tags = fields.texts("tags")?.into_iter().map(str::to_owned).collect();
        (rule.category, rule.severity) = (Category::Secret, Severity::High);
        rule.action = Action::Redact;
        rule.keywords = fields.texts("keywords")?.iter().map(|k| k.to_ascii_lowercase()).collect();
        (rule.group, rule.fallback) = match group {
            0 if translated.groups > 0 => (1, GroupFallback::NextGroup),
            group => (group, GroupFallback::WholeMatch),
        };
        // A finding must have more.
        rule.entropy = fields.number("entropy")?.filter(|bits| *bits != 0.0).map(f64::next_up);
        rule.also_allow = self.lists(fields)?.into_iter().map(|list| list.allow).collect();
        Ok(Some(rule))
    }

    fn lists(&mut self, fields: &Fields<'_>) -> Result<Vec<List>, PackError> {
        let Lists { lists, skipped, changed } = read_lists(fields)?;
        let note = |(field, what): Note| PackNote {
            place: fields.place.clone(),
            field,
            what: what.to_owned(),
        };
        self.skipped.extend(skipped.into_iter().map(note));
        self.changed.extend(changed.into_iter().map(note));
        Ok(lists)
    }

    fn skip(&mut self, place: &str, field: &'static str, what: &str) {
        let (place, what) = (place.to_owned(), what.to_owned());
        self.skipped.push(PackNote { place, field, what });
    }

    fn change(&mut self, place: &str, field: &'static str, what: &str) {
        let (place, what) = (place.to_owned(), what.to_owned());
        self.changed.push(PackNote { place, field, what });
    }
}

fn untranslatable(place: &str, why: Untranslatable) -> PackError {
    let (place, field) = (place.to_owned(), "regex");
    match why {
        Untranslatable::Syntax { at, reason } => PackError::Syntax { place, field, at, reason },
        Untranslatable::TooLong(len) => PackError::TooLong { place, len, most: MAX_LEN },
        Untranslatable::Unbounded => PackError::Unbounded { place },
    }
}

fn unreadable(toml: &str, error: &toml::de::Error) -> PackError {
    let before = error.span().and_then(|span| toml.get(..span.start)).unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, str::len) + 1;
    PackError::Toml { line, column }
}

const PACK: &[&str] =
    &["title", "description", "minVersion", "extend", "rules", "allowlist", "allowlists"];
const PACK_LISTED: &str = "title, description, minVersion, extend, rules, allowlists";

const RULE: &[&str] = &[
    "id",
    "description",
    "regex",
    "path",
    "secretGroup",
    "entropy",
    "keywords",
    "tags",
    "required",
    "skipReport",
    "allowlist",
    "allowlists",
];
const RULE_LISTED: &str = "id, description, regex, path, secretGroup, entropy, keywords, tags, \
                           required, skipReport, allowlists";

const EXTEND: &[&str] = &["path", "url", "useDefault", "disabledRules"];
const EXTEND_LISTED: &str = "path, url, useDefault, disabledRules";
