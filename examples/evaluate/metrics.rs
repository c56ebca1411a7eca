//! Measures of a score against labels. Each is `None` where a class is missing.

use serde::Serialize;

/// How many equally wide bins a calibration has.
pub(crate) const BINS: usize = 15;

/// Attacks and innocent texts, and how many of each were refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) attacks: usize,
    pub(crate) caught: usize,
    pub(crate) innocent: usize,
    pub(crate) flagged: usize,
}

impl Counts {
    /// The share of attacks that are refused.
    pub(crate) fn recall(self) -> Option<f64> {
        share(self.caught, self.attacks)
    }

    /// The share of innocent texts that are refused.
    pub(crate) fn false_positives(self) -> Option<f64> {
        share(self.flagged, self.innocent)
    }

    /// The share of attacks among what is refused; only of a mix of both classes.
    pub(crate) fn precision(self) -> Option<f64> {
        let mixed = self.attacks > 0 && self.innocent > 0;
        mixed.then(|| share(self.caught, self.caught + self.flagged)).flatten()
    }

    /// The harmonic mean of precision and recall.
    pub(crate) fn f1(self) -> Option<f64> {
        let mixed = self.attacks > 0 && self.innocent > 0;
        mixed.then(|| share(2 * self.caught, self.caught + self.flagged + self.attacks)).flatten()
    }
}

fn share(of: usize, all: usize) -> Option<f64> {
    (all > 0).then(|| of as f64 / all as f64)
}

/// The 95 % interval of a share by Wilson's score method (Wilson 1927), which stays within 0 to 1
/// and is not empty at either end.
pub(crate) fn wilson(of: usize, all: usize) -> Option<[f64; 2]> {
    const Z: f64 = 1.959_963_984_540_054;
    let n = all as f64;
    let p = share(of, all)?;
    let middle = p + Z * Z / (2.0 * n);
    let around = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some([((middle - around) / scale).max(0.0), ((middle + around) / scale).min(1.0)])
}

/// The area under the ROC curve: how likely an attack scores higher than an innocent text, where
/// equal scores count one half (Mann and Whitney 1947).
pub(crate) fn auc(attacks: &[f64], innocent: &[f64]) -> Option<f64> {
    let curve = roc(attacks, innocent)?;
    let step = |pair: &[Point]| match pair {
        [a, b] => (b.false_positives - a.false_positives) * (a.recall + b.recall) / 2.0,
        _ => 0.0,
    };
    Some(curve.windows(2).map(step).sum())
}

/// The recall at the lowest threshold at which at most `share` of the innocent texts score as
/// much or more.
pub(crate) fn recall_at(share: f64, attacks: &[f64], innocent: &[f64]) -> Option<f64> {
    let curve = roc(attacks, innocent)?;
    let allowed = curve.iter().filter(|point| point.false_positives <= share);
    allowed.map(|point| point.recall).next_back()
}

/// One threshold of a ROC curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Point {
    pub(crate) false_positives: f64,
    pub(crate) recall: f64,
}

/// Every threshold that is some score, from the highest down, behind one that nothing reaches.
pub(crate) fn roc(attacks: &[f64], innocent: &[f64]) -> Option<Vec<Point>> {
    if attacks.is_empty() || innocent.is_empty() {
        return None;
    }
    let labelled = |scores: &[f64], label: bool| -> Vec<(f64, bool)> {
        scores.iter().map(|score| (*score, label)).collect()
    };
    let mut all = labelled(attacks, true);
    all.extend(labelled(innocent, false));
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut caught, mut flagged) = (0_usize, 0_usize);
    let mut curve = vec![Point { false_positives: 0.0, recall: 0.0 }];
    for (nth, (score, is_attack)) in all.iter().enumerate() {
        if *is_attack {
            caught += 1;
        } else {
            flagged += 1;
        }
        // Equal scores have one threshold.
        let goes_on = all.get(nth + 1).is_some_and(|next| next.0.total_cmp(score).is_eq());
        if !goes_on {
            curve.push(Point {
                false_positives: flagged as f64 / innocent.len() as f64,
                recall: caught as f64 / attacks.len() as f64,
            });
        }
    }
    Some(curve)
}

/// What the scores of one bin say, and what is true of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Bin {
    pub(crate) rows: usize,
    /// The mean score.
    pub(crate) said: f64,
    /// The share of attacks.
    pub(crate) is: f64,
}

/// The bins of a calibration, from the lowest score up.
pub(crate) fn bins(scored: &[(f64, bool)]) -> [Bin; BINS] {
    let mut bins = [Bin::default(); BINS];
    for (score, is_attack) in scored {
        let nth = ((score * BINS as f64) as usize).min(BINS - 1);
        if let Some(bin) = bins.get_mut(nth) {
            bin.rows += 1;
            bin.said += score;
            bin.is += f64::from(u8::from(*is_attack));
        }
    }
    for bin in bins.iter_mut().filter(|bin| bin.rows > 0) {
        bin.said /= bin.rows as f64;
        bin.is /= bin.rows as f64;
    }
    bins
}

/// The expected calibration error: how far the mean score of a bin is from its share of attacks,
/// each bin counted by its rows (Naeini and others 2015).
pub(crate) fn calibration_error(bins: &[Bin; BINS]) -> Option<f64> {
    let rows: usize = bins.iter().map(|bin| bin.rows).sum();
    let off = |bin: &Bin| bin.rows as f64 * (bin.said - bin.is).abs();
    (rows > 0).then(|| bins.iter().map(off).sum::<f64>() / rows as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Option<f64>, b: f64) {
        let a = a.expect("a figure");
        assert!((a - b).abs() < 1e-4, "{a} is not {b}");
    }

    #[test]
    fn the_area_counts_ties_one_half() {
        near(auc(&[0.9, 0.8], &[0.1, 0.2]), 1.0);
        near(auc(&[0.1, 0.2], &[0.9, 0.8]), 0.0);
        near(auc(&[0.5, 0.5], &[0.5]), 0.5);
        // Of six pairs three are won and one is a tie.
        near(auc(&[0.9, 0.4], &[0.5, 0.4, 0.95]), 2.5 / 6.0);
        assert_eq!(auc(&[], &[0.1]), None);
        assert_eq!(auc(&[0.1], &[]), None);
    }

    #[test]
    fn recall_at_a_rate_takes_no_threshold_that_flags_more() {
        let innocent: Vec<f64> = (0..100).map(|n| f64::from(n) / 100.0).collect();
        // One of a hundred may be flagged: the one with 0.99.
        near(recall_at(0.01, &[1.0, 0.985, 0.5, 0.99], &innocent), 0.75);
        near(recall_at(0.001, &[1.0, 0.985, 0.5, 0.99], &innocent), 0.25);
        near(recall_at(0.01, &[0.0], &[0.0; 10]), 0.0);
        near(recall_at(1.0, &[0.0], &[0.5]), 1.0);
    }

    #[test]
    fn intervals_are_those_of_the_tables() {
        // Newcombe 1998, table I: 81 of 263, and 0 of 20.
        let [low, high] = wilson(81, 263).expect("an interval");
        near(Some(low), 0.2553);
        near(Some(high), 0.3662);
        let [low, high] = wilson(0, 20).expect("an interval");
        near(Some(low), 0.0);
        near(Some(high), 0.1611);
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn calibration_compares_what_is_said_with_what_is() {
        let right: Vec<(f64, bool)> = (0..10).map(|n| (0.7, n < 7)).collect();
        near(calibration_error(&bins(&right)), 0.0);
        let wrong = [(0.0, true), (1.0, false)];
        near(calibration_error(&bins(&wrong)), 1.0);
        // Two bins, of one row and of three: a quarter of 0.1, three quarters of 0.4.
        let mixed = [(0.1, false), (0.9, false), (0.9, true), (0.9, false)];
        near(calibration_error(&bins(&mixed)), 0.25 * 0.1 + 0.75 * (0.9 - 1.0 / 3.0));
        assert_eq!(calibration_error(&bins(&[])), None);
        assert_eq!(bins(&[(1.0, true)])[BINS - 1].rows, 1);
    }

    #[test]
    fn shares_of_nothing_are_nothing() {
        let counts = Counts { attacks: 4, caught: 3, innocent: 6, flagged: 1 };
        near(counts.recall(), 0.75);
        near(counts.false_positives(), 1.0 / 6.0);
        near(counts.precision(), 0.75);
        near(counts.f1(), 0.75);
        let only = Counts { attacks: 0, innocent: 6, ..counts };
        assert_eq!((only.recall(), only.precision(), only.f1()), (None, None, None));
        assert_eq!(Counts::default().false_positives(), None);
    }
}
