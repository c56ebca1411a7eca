//! Draws the curves and histograms, readable in light and dark.

use std::fmt::Write as _;

use super::report::Series;

const WIDTH: f64 = 880.0;
/// The square of the curves.
const PLOT: Area = Area { left: 64.0, top: 70.0, width: 370.0, height: 370.0 };
/// Where the histograms stand, one below the other.
const BARS: Area = Area { left: 520.0, top: 70.0, width: 330.0, height: 150.0 };
const BAR_COUNT: usize = 20;
/// The lowest rate of false positives that is drawn; the scale is logarithmic.
const LEAST: f64 = 0.001;

#[derive(Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Curves of recall over false positives, and histograms of the scores.
pub(crate) fn draw(curves: &[Series], histograms: &[Series]) -> String {
    let height = 510.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" \
         aria-label=\"The injection guard: recall over false positives, and scores\">\n{STYLE}\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\n"
    );
    title(&mut svg, 16.0, "Attacks found", "recall over false positives (logarithmic)");
    draw_grid(&mut svg);
    for (nth, series) in curves.iter().enumerate() {
        draw_curve(&mut svg, series, nth);
    }
    title(&mut svg, BARS.left - 4.0, "Scores", "share of the texts of a class, by score");
    for (nth, series) in histograms.iter().enumerate() {
        let top = BARS.top + 220.0 * nth as f64;
        draw_histogram(&mut svg, series, Area { top, ..BARS });
    }
    svg.push_str("</svg>\n");
    svg
}

/// Colours of GitHub's themes, so that it looks at home in a README of either.
const STYLE: &str = "<style>
  text { font: 12px ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 } .small { font-size: 11px; fill: #59636e }
  .ground { fill: #ffffff } .grid { stroke: #d1d9e0; fill: none }
  .curve { fill: none; stroke-width: 2 }
  .c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #1a7f37 }
  .attack { fill: #bc4c00 } .innocent { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .small { fill: #9198a1 } .ground { fill: #0d1117 } .grid { stroke: #3d444d }
    .c0 { stroke: #4493f8 } .c1 { stroke: #f0883e } .c2 { stroke: #3fb950 }
    .attack { fill: #f0883e } .innocent { fill: #4493f8 }
  }
</style>
";

fn title(svg: &mut String, x: f64, title: &str, subtitle: &str) {
    let _ = writeln!(
        svg,
        "<text class=\"title\" x=\"{x}\" y=\"28\">{title}</text>\n\
         <text class=\"small\" x=\"{x}\" y=\"46\">{subtitle}</text>"
    );
}

fn x_of(rate: f64) -> f64 {
    let share = 1.0 - rate.max(LEAST).log10() / LEAST.log10();
    PLOT.left + PLOT.width * share
}

fn y_of(recall: f64) -> f64 {
    PLOT.top + PLOT.height * (1.0 - recall)
}

fn draw_grid(svg: &mut String) {
    let Area { left, top, width, height } = PLOT;
    let _ = writeln!(
        svg,
        "<rect class=\"grid\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>"
    );
    for (rate, name) in [(0.001, "≤ 0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1.0, "100 %")] {
        let (x, below) = (x_of(rate), top + height + 16.0);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" y2=\"{:.1}\"/>\n\
             <text class=\"small\" x=\"{x:.1}\" y=\"{below}\" text-anchor=\"middle\">{name}</text>",
            top + height
        );
    }
    for nth in 0..=5 {
        let recall = f64::from(nth) / 5.0;
        let y = y_of(recall);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{left}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\n\
             <text class=\"small\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.0} %</text>",
            left + width,
            left - 8.0,
            y + 4.0,
            recall * 100.0
        );
    }
}

fn draw_curve(svg: &mut String, series: &Series, nth: usize) {
    let Some(points) = series.roc() else { return };
    let mut path = String::new();
    let mut last = (f64::MIN, f64::MIN);
    for point in &points {
        let at = (x_of(point.false_positives), y_of(point.recall));
        // Steps of less than a pixel are not seen.
        let is_last = point.false_positives >= 1.0;
        if (at.0 - last.0).abs() < 0.7 && (at.1 - last.1).abs() < 0.7 && !is_last {
            continue;
        }
        let begin = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{begin}{:.1} {:.1}", at.0, at.1);
        last = at;
    }
    // The names stand in the corner that curves leave free.
    let y = PLOT.top + PLOT.height - 14.0 - 18.0 * nth as f64;
    let (from, to) = (PLOT.left + PLOT.width - 190.0, PLOT.left + PLOT.width - 166.0);
    let auc = series.auc().unwrap_or(0.0);
    let _ = writeln!(
        svg,
        "<path class=\"curve c{nth}\" d=\"{path}\"/>\n\
         <line class=\"curve c{nth}\" x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>\n\
         <text x=\"{:.1}\" y=\"{y:.1}\">{}, AUC {auc:.3}</text>",
        y - 4.0,
        y - 4.0,
        to + 6.0,
        series.name
    );
}

/// Attacks stand up, innocent texts hang down, each in shares of its class.
fn draw_histogram(svg: &mut String, series: &Series, area: Area) {
    let Area { left, top, width, height } = area;
    let middle = top + height / 2.0;
    for (scores, class, is_up) in
        [(&series.attacks, "attack", true), (&series.innocent, "innocent", false)]
    {
        for (nth, share) in shares(scores).into_iter().enumerate() {
            let length = share * height / 2.0;
            if length < 0.2 {
                continue;
            }
            let bar = width / BAR_COUNT as f64;
            let x = left + bar * nth as f64 + 1.0;
            let y = if is_up { middle - length } else { middle };
            let _ = writeln!(
                svg,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{length:.1}\"/>",
                bar - 2.0
            );
        }
    }
    let _ = writeln!(
        svg,
        "<line class=\"grid\" x1=\"{left}\" x2=\"{:.1}\" y1=\"{middle}\" y2=\"{middle}\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}: {} attacks, {} innocent</text>",
        left + width,
        left + width / 2.0,
        top + height + 34.0,
        series.name,
        series.attacks.len(),
        series.innocent.len()
    );
    for (name, y) in [("attacks", top + 10.0), ("innocent", top + height - 2.0)] {
        let x = left + width / 2.0;
        let _ = writeln!(
            svg,
            "<text class=\"small\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{name}</text>"
        );
    }
    for nth in 0..=4 {
        let score = f64::from(nth) / 4.0;
        let _ = writeln!(
            svg,
            "<text class=\"small\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{score:.2}</text>",
            left + width * score,
            top + height + 16.0
        );
    }
}

fn shares(scores: &[f64]) -> [f64; BAR_COUNT] {
    let mut shares = [0.0; BAR_COUNT];
    for score in scores {
        let nth = ((score * BAR_COUNT as f64) as usize).min(BAR_COUNT - 1);
        if let Some(share) = shares.get_mut(nth) {
            *share += 1.0 / scores.len() as f64;
        }
    }
    shares
}
