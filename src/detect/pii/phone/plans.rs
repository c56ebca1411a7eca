//! The number plans of countries, from libphonenumber's metadata.
//!
//! The metadata are patterns over the digits of a number behind its calling code. They are
//! compiled here, each when it is first asked, and each matches a whole number in linear time.

use std::sync::OnceLock;

use phonenumber::metadata::{DATABASE, Format, Metadata};
use regex::bytes::{Regex, RegexBuilder};

use super::calling;
use crate::id::Fingerprint;

/// The regions whose numbers are found as they are written at home.
#[derive(Clone, Debug, Default)]
pub(super) struct Regions {
    /// Those that were chosen, and those of the countries that are looked at anyway.
    chosen: Vec<&'static Region>,
    followed: Vec<&'static Region>,
    mistakes: Vec<String>,
}

impl Regions {
    /// For what was built on the pattern.
    pub(super) fn without_plans() -> Self {
        let mistake = "pii: telephone numbers have regions with Phones::metadata() alone";
        Self { mistakes: vec![mistake.to_owned()], ..Self::default() }
    }

    pub(super) fn choose(&mut self, code: &str) {
        match Plans::all().region(code) {
            Some(region) => add(&mut self.chosen, region),
            None => {
                let mistake = format!(
                    "pii: no telephone numbers of a region with the code {code:?} are known"
                );
                self.mistakes.push(mistake);
            }
        }
    }

    pub(super) fn follow(&mut self, code: &str) {
        if let Some(region) = Plans::all().region(code) {
            add(&mut self.followed, region);
        }
    }

    /// The regions whose national numbers are looked for.
    pub(super) fn chosen(&self) -> &[&'static Region] {
        if self.chosen.is_empty() { &self.followed } else { &self.chosen }
    }

    pub(super) fn describe(&self, to: &mut Fingerprint) {
        let mut ids: Vec<&str> = self.chosen().iter().map(|region| region.id).collect();
        ids.sort_unstable();
        to.text("telephone numbers", "by metadata");
        to.text("regions of telephone numbers", &ids.join(" "));
        self.mistakes.iter().for_each(|mistake| to.mistake(mistake.as_str()));
    }
}

fn add(regions: &mut Vec<&'static Region>, region: &'static Region) {
    if !regions.iter().any(|known| known.id == region.id) {
        regions.push(region);
    }
}

/// Whether somebody can have this number: calling code and national number, as digits.
pub(super) fn can_be(code: &[u8], national: &[u8]) -> bool {
    let code = code.iter().fold(0, |code, digit| code * 10 + u16::from(digit.wrapping_sub(b'0')));
    let plans = Plans::all();
    let Ok(index) = plans.codes.binary_search_by_key(&code, |plan| plan.code) else {
        return false;
    };
    let Some(plan) = plans.codes.get(index) else { return false };
    plan.numbers.is_match(national)
        // Some write the prefix that is not dialled from abroad.
        || plan.prefix.as_deref().is_some_and(|prefix| {
            national.strip_prefix(prefix.as_bytes()).is_some_and(|rest| plan.numbers.is_match(rest))
        })
}

/// All plans, read once a process.
#[derive(Debug)]
struct Plans {
    /// By calling code.
    codes: Vec<CodePlan>,
    /// By id.
    regions: Vec<Region>,
}

/// The numbers behind a calling code, in all its regions.
#[derive(Debug)]
struct CodePlan {
    code: u16,
    numbers: Whole,
    prefix: Option<String>,
}

/// The numbers of a region.
#[derive(Debug)]
pub(super) struct Region {
    /// ISO 3166-1 alpha-2 in upper case.
    id: &'static str,
    pub(super) code: u16,
    numbers: Whole,
    /// What is dialled before a number within the region.
    prefix: Option<&'static str>,
    /// How a beginning that is dialled is taken off or changed, where it takes more.
    parsing: Option<Beginning>,
    becomes: Option<&'static str>,
    formats: Vec<Layout>,
}

/// A number as it is known abroad, and how much of what was dialled within the country was no
/// part of it.
pub(super) struct Dialled {
    pub(super) number: Vec<u8>,
    pub(super) prefix: usize,
}

/// How numbers are grouped.
#[derive(Debug)]
pub(super) struct Layout {
    numbers: Whole,
    leading: Option<Beginning>,
    /// The groups of the pattern that stand together, in order.
    together: Vec<Vec<usize>>,
    /// Whether the prefix is written before it.
    pub(super) prefix: Prefix,
}

/// Whether the prefix that is dialled within a country is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    /// Always.
    Needed,
    /// By some.
    Optional,
    /// There is none, or nobody writes it.
    None,
}

impl Plans {
    fn all() -> &'static Self {
        static ALL: OnceLock<Plans> = OnceLock::new();
        ALL.get_or_init(|| {
            let mut plans = Self { codes: Vec::new(), regions: Vec::new() };
            for code in calling::codes() {
                let metadata = DATABASE.by_code(&code).unwrap_or_default();
                let numbers = Whole::new(metadata.iter().flat_map(|metadata| patterns(metadata)));
                let prefix = metadata.first().and_then(|metadata| metadata.national_prefix());
                plans.codes.push(CodePlan { code, numbers, prefix: prefix.map(str::to_owned) });
            }
            plans.regions = DATABASE.iter().map(Region::new).collect();
            plans.regions.sort_unstable_by_key(|region| region.id);
            plans
        })
    }

    /// The region of a code in either case; `uk` and `el` stand for `gb` and `gr`.
    fn region(&'static self, code: &str) -> Option<&'static Region> {
        let code = match code.to_ascii_uppercase().as_str() {
            "UK" => "GB".to_owned(),
            "EL" => "GR".to_owned(),
            _ => code.to_ascii_uppercase(),
        };
        let is_country = code.len() == 2;
        let index = self.regions.binary_search_by_key(&code.as_str(), |region| region.id).ok()?;
        self.regions.get(index).filter(|_| is_country)
    }
}

impl Region {
    fn new(metadata: &'static Metadata) -> Self {
        // Regions that share a calling code share the formats of the main one.
        let shared = || DATABASE.by_code(&metadata.country_code()).unwrap_or_default();
        let own = metadata.formats();
        let formats = match shared().first() {
            Some(main) if own.is_empty() => main.formats(),
            _ => own,
        };
        Self {
            id: metadata.id(),
            code: metadata.country_code(),
            numbers: Whole::new(patterns(metadata)),
            prefix: metadata.national_prefix(),
            parsing: metadata
                .national_prefix_for_parsing()
                .map(|pattern| Beginning::new(pattern.as_str())),
            becomes: metadata.national_prefix_transform_rule(),
            formats: formats.iter().filter_map(Layout::new).collect(),
        }
    }

    /// Whether something is dialled before a number within the region.
    pub(super) const fn has_prefix(&self) -> bool {
        self.prefix.is_some()
    }

    /// What these digits, as dialled within the region, may be: a number with nothing before it,
    /// and one behind the prefix.
    pub(super) fn dialled(&self, digits: &[u8]) -> impl Iterator<Item = Dialled> {
        let whole =
            self.numbers.is_match(digits).then(|| Dialled { number: digits.to_vec(), prefix: 0 });
        let behind = self
            .behind_prefix(digits)
            .filter(|dialled| dialled.prefix > 0 && self.numbers.is_match(&dialled.number));
        whole.into_iter().chain(behind)
    }

    fn behind_prefix(&self, digits: &[u8]) -> Option<Dialled> {
        let Some(parsing) = &self.parsing else {
            let rest = digits.strip_prefix(self.prefix?.as_bytes())?;
            return Some(Dialled { number: rest.to_vec(), prefix: digits.len() - rest.len() });
        };
        let found = parsing.0.get()?.captures(digits)?;
        let whole = found.get(0)?;
        let rest = digits.get(whole.end()..)?;
        let last = found.get(found.len().saturating_sub(1)).filter(|_| found.len() > 1);
        let mut number = Vec::new();
        if let (Some(becomes), Some(_)) = (self.becomes, last) {
            found.expand(braced(becomes).as_bytes(), &mut number);
        }
        number.extend_from_slice(rest);
        Some(Dialled { number, prefix: whole.end() })
    }

    /// The layout of a number.
    pub(super) fn layout(&self, number: &[u8]) -> Option<&Layout> {
        self.formats.iter().find(|layout| {
            layout.leading.as_ref().is_none_or(|leading| leading.is_match(number))
                && layout.numbers.is_match(number)
        })
    }
}

impl Layout {
    fn new(format: &'static Format) -> Option<Self> {
        let prefix = match format.national_prefix() {
            Some(rule) if rule.contains("$NP") && format.is_national_prefix_optional() => {
                Prefix::Optional
            }
            Some(rule) if rule.contains("$NP") => Prefix::Needed,
            _ => Prefix::None,
        };
        Some(Self {
            numbers: Whole::new([format.pattern().as_str()]),
            leading: format.leading_digits().last().map(|pattern| Beginning::new(pattern.as_str())),
            together: together(format.format())?,
            prefix,
        })
    }

    /// How many digits of a number stand in each group.
    pub(super) fn sizes(&self, number: &[u8]) -> Option<Vec<usize>> {
        let found = self.numbers.0.get()?.captures(number)?;
        let size = |group: &usize| found.get(*group).map_or(0, |group| group.len());
        Some(self.together.iter().map(|groups| groups.iter().map(size).sum()).collect())
    }
}

/// Which groups of a pattern a format writes without anything between them; `None` where it
/// changes their order or writes digits of its own.
fn together(format: &str) -> Option<Vec<Vec<usize>>> {
    let (mut together, mut next, mut joined) = (Vec::<Vec<usize>>::new(), 1, false);
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            '$' => {
                let group = chars.next()?.to_digit(10)?;
                if group != next {
                    return None;
                }
                let group = usize::try_from(group).ok()?;
                match together.last_mut() {
                    Some(last) if joined => last.push(group),
                    _ => together.push(vec![group]),
                }
                (next, joined) = (next + 1, true);
            }
            c if c.is_ascii_digit() => return None,
            _ => joined = false,
        }
    }
    (!together.is_empty()).then_some(together)
}

/// Group references such as `$1`, so that a digit behind one is no part of it.
fn braced(rule: &str) -> String {
    let mut braced = String::new();
    let mut chars = rule.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('$', Some(digit @ '0'..='9')) => {
                chars.next();
                braced.extend(['$', '{', digit, '}']);
            }
            _ => braced.push(c),
        }
    }
    braced
}

/// The patterns of all kinds of numbers of a region.
fn patterns(metadata: &Metadata) -> impl Iterator<Item = &str> {
    let kinds = [
        metadata.descriptors().fixed_line(),
        metadata.descriptors().mobile(),
        metadata.descriptors().toll_free(),
        metadata.descriptors().premium_rate(),
        metadata.descriptors().shared_cost(),
        metadata.descriptors().personal_number(),
        metadata.descriptors().voip(),
        metadata.descriptors().pager(),
        metadata.descriptors().uan(),
        metadata.descriptors().voicemail(),
    ];
    kinds.into_iter().flatten().map(|kind| kind.national_number().as_str())
}

/// A pattern of whole numbers.
#[derive(Debug)]
struct Whole(Lazy);

impl Whole {
    fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Self {
        let any: Vec<&str> = patterns.into_iter().collect();
        Self(Lazy::new(format!("^(?:{})$", any.join("|"))))
    }

    fn is_match(&self, digits: &[u8]) -> bool {
        self.0.get().is_some_and(|pattern| pattern.is_match(digits))
    }
}

/// A pattern of what numbers begin with.
#[derive(Debug)]
struct Beginning(Lazy);

impl Beginning {
    fn new(pattern: &str) -> Self {
        Self(Lazy::new(format!("^(?:{pattern})")))
    }

    fn is_match(&self, digits: &[u8]) -> bool {
        self.0.get().is_some_and(|pattern| pattern.is_match(digits))
    }
}

/// A pattern that is compiled when it is first asked.
#[derive(Debug)]
struct Lazy {
    source: String,
    pattern: OnceLock<Option<Regex>>,
}

impl Lazy {
    fn new(source: String) -> Self {
        Self { source, pattern: OnceLock::new() }
    }

    fn get(&self) -> Option<&Regex> {
        let build = || {
            let mut builder = RegexBuilder::new(&self.source);
            builder.unicode(false).ignore_whitespace(true).build().ok()
        };
        self.pattern.get_or_init(build).as_ref()
    }
}
