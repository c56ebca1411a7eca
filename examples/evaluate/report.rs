//! What is reported: the figures of every group of rows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::metrics::{self, Bin, Counts, Point};
use super::pools::{FEWEST, POOLS, Target};
use super::rows::{Judgement, Row};

/// A row and what was said of it.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'r> {
    pub(crate) row: &'r Row,
    pub(crate) is_data: bool,
    pub(crate) said: &'r Judgement,
}

/// All that is reported.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) sections: Vec<Section>,
    pub(crate) pools: Vec<PoolResult>,
    /// The bins of the calibration over all rows.
    pub(crate) calibration: Vec<Bin>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mutators: Vec<MutatorResult>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<RuleResult>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) misses: Vec<Listed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) false_alarms: Vec<Listed>,
}

/// Groups by one property.
#[derive(Serialize)]
pub(crate) struct Section {
    pub(crate) by: &'static str,
    pub(crate) groups: Vec<Figures>,
}

/// The figures of one group. Where a group holds attacks alone, its curve is drawn beside all
/// innocent rows that are judged alike: as messages, or as documents.
#[derive(Serialize)]
pub(crate) struct Figures {
    pub(crate) name: String,
    pub(crate) rows: usize,
    pub(crate) attacks: usize,
    pub(crate) recall: Option<f64>,
    pub(crate) recall_interval: Option<[f64; 2]>,
    pub(crate) false_positive_rate: Option<f64>,
    pub(crate) false_positive_interval: Option<[f64; 2]>,
    pub(crate) precision: Option<f64>,
    pub(crate) f1: Option<f64>,
    pub(crate) auc: Option<f64>,
    pub(crate) recall_at_1_percent: Option<f64>,
    pub(crate) recall_at_01_percent: Option<f64>,
    pub(crate) calibration_error: Option<f64>,
    pub(crate) us_per_kb: f64,
}

impl Figures {
    fn of(name: String, rows: &[Judged<'_>], all: &[Judged<'_>]) -> Self {
        let counts = counts(rows);
        let (attacks, innocent) = scores_beside(rows, all);
        let scored: Vec<_> = rows.iter().map(|r| (r.said.score, r.row.is_attack)).collect();
        let seconds: f64 = rows.iter().map(|r| r.said.took.as_secs_f64()).sum();
        let bytes: usize = rows.iter().map(|r| r.row.text.len()).sum();
        Self {
            name,
            rows: rows.len(),
            attacks: counts.attacks,
            recall: counts.recall(),
            recall_interval: metrics::wilson(counts.caught, counts.attacks),
            false_positive_rate: counts.false_positives(),
            false_positive_interval: metrics::wilson(counts.flagged, counts.innocent),
            precision: counts.precision(),
            f1: counts.f1(),
            auc: metrics::auc(&attacks, &innocent),
            recall_at_1_percent: metrics::recall_at(0.01, &attacks, &innocent),
            recall_at_01_percent: metrics::recall_at(0.001, &attacks, &innocent),
            calibration_error: metrics::calibration_error(&metrics::bins(&scored)),
            us_per_kb: seconds * 1e6 / (bytes.max(1) as f64 / 1024.0),
        }
    }
}

/// What came of one pool.
#[derive(Serialize)]
pub(crate) struct PoolResult {
    pub(crate) name: &'static str,
    pub(crate) rows: usize,
    /// The share that is refused: of attacks the recall, else the rate of false positives.
    pub(crate) refused: Option<f64>,
    pub(crate) interval: Option<[f64; 2]>,
    /// `≤ 1 %`, for example.
    pub(crate) target: String,
    /// `yes`, `no`, or why it is only reported.
    pub(crate) reached: &'static str,
}

/// The recall under one mutator.
#[derive(Serialize)]
pub(crate) struct MutatorResult {
    pub(crate) name: &'static str,
    /// Of each kind of attack its name, the recall plain and disguised.
    pub(crate) recalls: Vec<(String, f64, f64)>,
}

/// In how many texts a rule was found.
#[derive(Serialize)]
pub(crate) struct RuleResult {
    pub(crate) rule: String,
    pub(crate) messages: [usize; 2],
    pub(crate) documents: [usize; 2],
}

/// A row that was judged wrongly, by id: never by its text.
#[derive(Serialize)]
pub(crate) struct Listed {
    pub(crate) file: String,
    pub(crate) id: String,
    pub(crate) score: f64,
    pub(crate) rules: Vec<String>,
}

/// Groups the rows by file, kind, direction, language and placement.
pub(crate) fn sections(judged: &[Judged<'_>]) -> Vec<Section> {
    let by = |by, key: &dyn Fn(&Judged<'_>) -> Option<String>| {
        let mut groups: BTreeMap<String, Vec<Judged<'_>>> = BTreeMap::new();
        for row in judged {
            if let Some(key) = key(row) {
                groups.entry(key).or_default().push(*row);
            }
        }
        let of = |(name, rows): (String, Vec<_>)| Figures::of(name, &rows, judged);
        Section { by, groups: groups.into_iter().map(of).collect() }
    };
    vec![
        by("file", &|judged| Some(judged.row.file.clone())),
        by("kind", &|judged| Some(judged.row.kind.clone())),
        by("placement", &|judged| judged.row.placed()),
        by("language", &|judged| Some(judged.row.lang.clone())),
        by("judged as", &|judged| {
            Some(if judged.is_data { "document" } else { "message" }.to_owned())
        }),
        by("all", &|_| Some("pooled".to_owned())),
    ]
}

/// What came of every pool that has rows.
pub(crate) fn pools(judged: &[Judged<'_>]) -> Vec<PoolResult> {
    let mut results = Vec::new();
    for pool in POOLS {
        let rows: Vec<Judged<'_>> =
            judged.iter().filter(|judged| (pool.holds)(judged.row)).copied().collect();
        if rows.is_empty() {
            continue;
        }
        let counts = counts(&rows);
        let refused = counts.caught + counts.flagged;
        let share = counts.recall().or_else(|| counts.false_positives());
        let (target, reached) = match pool.target {
            Target::Nothing => ("–".to_owned(), None),
            Target::FalsePositives(most) => {
                (format!("≤ {:.0} %", most * 100.0), share.map(|share| share <= most))
            }
            Target::Recall(least) => {
                (format!("≥ {:.0} %", least * 100.0), share.map(|share| share >= least))
            }
        };
        let reached = match reached {
            None => "–",
            Some(_) if rows.len() < FEWEST => "reported only",
            Some(true) => "yes",
            Some(false) => "no",
        };
        results.push(PoolResult {
            name: pool.name,
            rows: rows.len(),
            refused: share,
            interval: metrics::wilson(refused, rows.len()),
            target,
            reached,
        });
    }
    results
}

/// The bins of the calibration over all rows.
pub(crate) fn calibration(judged: &[Judged<'_>]) -> Vec<Bin> {
    let scored: Vec<_> = judged.iter().map(|r| (r.said.score, r.row.is_attack)).collect();
    metrics::bins(&scored).to_vec()
}

/// In how many attacks and innocent texts each rule was found, those of most innocent ones first.
pub(crate) fn rules(judged: &[Judged<'_>]) -> Vec<RuleResult> {
    let mut rules: BTreeMap<&str, RuleResult> = BTreeMap::new();
    for Judged { row, is_data, said } in judged {
        for rule in &said.rules {
            let result = rules.entry(rule).or_insert_with(|| RuleResult {
                rule: rule.clone(),
                messages: [0; 2],
                documents: [0; 2],
            });
            let [attacks, innocent] =
                if *is_data { &mut result.documents } else { &mut result.messages };
            *(if row.is_attack { attacks } else { innocent }) += 1;
        }
    }
    let mut rules: Vec<RuleResult> = rules.into_values().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.messages[1] + rule.documents[1]));
    rules
}

/// Up to `most` rows of each file that were judged wrongly: attacks that passed, or innocent texts
/// that were refused.
pub(crate) fn wrong(judged: &[Judged<'_>], of_attacks: Class, most: usize) -> Vec<Listed> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    let mut listed = Vec::new();
    for Judged { row, said, .. } in judged {
        let is_attack = of_attacks == Class::Attacks;
        if row.is_attack != is_attack || said.refused == is_attack {
            continue;
        }
        let left = left.entry(&row.file).or_insert(most);
        if *left > 0 {
            *left -= 1;
            listed.push(Listed {
                file: row.file.clone(),
                id: row.id.clone(),
                score: (said.score * 1e4).round() / 1e4,
                rules: said.rules.clone(),
            });
        }
    }
    listed
}

/// One of the two labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Attacks,
    Innocent,
}

/// A curve or histogram by name: scores of attacks, and of innocent texts.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) attacks: Vec<f64>,
    pub(crate) innocent: Vec<f64>,
}

impl Series {
    pub(crate) fn roc(&self) -> Option<Vec<Point>> {
        metrics::roc(&self.attacks, &self.innocent)
    }

    pub(crate) fn auc(&self) -> Option<f64> {
        metrics::auc(&self.attacks, &self.innocent)
    }
}

/// One series for each kind of attack, and one for each way to be judged.
pub(crate) fn series(judged: &[Judged<'_>]) -> (Vec<Series>, Vec<Series>) {
    let named = |name: &str, holds: &dyn Fn(&Judged<'_>) -> bool| {
        let rows: Vec<Judged<'_>> = judged.iter().filter(|row| holds(row)).copied().collect();
        let (attacks, innocent) = scores_beside(&rows, judged);
        Series { name: name.to_owned(), attacks, innocent }
    };
    let curves = ["direct", "jailbreak", "indirect"];
    let curves = curves.map(|kind| named(kind, &|judged| judged.row.kind == kind));
    let ways = [("messages", false), ("documents", true)];
    let ways = ways.map(|(name, is_data)| named(name, &|judged| judged.is_data == is_data));
    let full = |series: &Series| !series.attacks.is_empty() && !series.innocent.is_empty();
    (curves.into_iter().filter(full).collect(), ways.into_iter().filter(full).collect())
}

fn counts(rows: &[Judged<'_>]) -> Counts {
    let mut counts = Counts::default();
    for Judged { row, said, .. } in rows {
        let refused = usize::from(said.refused);
        if row.is_attack {
            counts.attacks += 1;
            counts.caught += refused;
        } else {
            counts.innocent += 1;
            counts.flagged += refused;
        }
    }
    counts
}

/// The scores of the attacks, and of the innocent rows; where there are attacks alone, of all
/// innocent rows that are judged alike.
fn scores_beside(rows: &[Judged<'_>], all: &[Judged<'_>]) -> (Vec<f64>, Vec<f64>) {
    let of = |rows: &[Judged<'_>], is_attack: bool| -> Vec<f64> {
        let of_class = rows.iter().filter(|judged| judged.row.is_attack == is_attack);
        of_class.map(|judged| judged.said.score).collect()
    };
    let (attacks, mut innocent) = (of(rows, true), of(rows, false));
    if innocent.is_empty() {
        let judged_so = |way: bool| rows.iter().any(|row| row.is_data == way);
        let ways = [judged_so(false), judged_so(true)];
        let alike = all.iter().filter(|other| ways[usize::from(other.is_data)]);
        let alike: Vec<Judged<'_>> = alike.copied().collect();
        innocent = of(&alike, false);
    }
    (attacks, innocent)
}
