//! The report as Markdown.

use super::report::{Figures, Listed, Report};

/// Prints every table.
pub(crate) fn print(report: &Report) {
    for section in &report.sections {
        if section.groups.is_empty() {
            continue;
        }
        println!(
            "| {} | rows | attacks | recall | 95 % | false positives | 95 % | precision | F1 | AUC \
             | recall at 1 % | at 0.1 % | ECE | µs/KB |",
            section.by
        );
        println!("|---|{}", "--:|".repeat(13));
        section.groups.iter().for_each(print_figures);
        println!();
    }
    println!("| score | rows | mean score | attacks |\n|---|--:|--:|--:|");
    let bins = report.calibration.len() as f64;
    for (nth, bin) in report.calibration.iter().enumerate().filter(|(_, bin)| bin.rows > 0) {
        let (low, high) = (nth as f64 / bins, (nth + 1) as f64 / bins);
        let (said, is) = (bin.said, percent(Some(bin.is)));
        println!("| {low:.2}–{high:.2} | {} | {said:.3} | {is} |", bin.rows);
    }
    println!();
    print_mutators(report);
    if !report.rules.is_empty() {
        println!(
            "| rule | in attacks | in innocent messages | in attacks | in innocent documents |"
        );
        println!("|---|--:|--:|--:|--:|");
        for rule in &report.rules {
            let ([a, b], [c, d]) = (rule.messages, rule.documents);
            println!("| {} | {a} | {b} | {c} | {d} |", rule.rule);
        }
        println!();
    }
    print_listed("passed", &report.misses);
    print_listed("refused", &report.false_alarms);
    println!("| pool | rows | refused | 95 % | target | reached |\n|---|--:|--:|--:|--:|---|");
    for pool in &report.pools {
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            pool.name,
            pool.rows,
            percent(pool.refused),
            interval(pool.interval),
            pool.target,
            pool.reached
        );
    }
}

fn print_figures(figures: &Figures) {
    println!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.1} |",
        figures.name,
        figures.rows,
        figures.attacks,
        percent(figures.recall),
        interval(figures.recall_interval),
        percent(figures.false_positive_rate),
        interval(figures.false_positive_interval),
        percent(figures.precision),
        fraction(figures.f1),
        fraction(figures.auc),
        percent(figures.recall_at_1_percent),
        percent(figures.recall_at_01_percent),
        fraction(figures.calibration_error),
        figures.us_per_kb
    );
}

fn print_mutators(report: &Report) {
    let Some(first) = report.mutators.first() else { return };
    let kinds: Vec<&str> = first.recalls.iter().map(|(kind, ..)| kind.as_str()).collect();
    println!("| mutator | {} | |", kinds.join(" | | "));
    println!("|---|{}", "--:|--:|".repeat(kinds.len()));
    let plain = first.recalls.iter().map(|(_, plain, _)| format!("{} | ", percent(Some(*plain))));
    println!("| none | {}|", plain.collect::<Vec<_>>().join("| "));
    for mutator in &report.mutators {
        let cells = mutator.recalls.iter().map(|(_, plain, disguised)| {
            format!("{} | {:+.1}", percent(Some(*disguised)), (disguised - plain) * 100.0)
        });
        println!("| {} | {} |", mutator.name, cells.collect::<Vec<_>>().join(" | "));
    }
    println!();
}

fn print_listed(what: &str, listed: &[Listed]) {
    if listed.is_empty() {
        return;
    }
    println!("| file | {what} | score | rules |\n|---|---|--:|---|");
    for row in listed {
        println!("| {} | {} | {:.2} | {} |", row.file, row.id, row.score, row.rules.join(", "));
    }
    println!();
}

fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn interval(interval: Option<[f64; 2]>) -> String {
    let shown = |[low, high]: [f64; 2]| format!("{:.1}–{:.1}", low * 100.0, high * 100.0);
    interval.map_or("–".to_owned(), shown)
}

fn fraction(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.3}"))
}
