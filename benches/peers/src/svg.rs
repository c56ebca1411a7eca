//! Draws the tables: horizontal bars on a logarithmic scale, readable in light and dark.

use std::fmt::Write as _;

use crate::inputs::{self, Group, figure};
use crate::streams;
use crate::versions::version;

const WIDTH: f64 = 880.0;
/// Where bars begin; names stand before it.
const LEFT: f64 = 345.0;
/// Where the longest bar ends; its figure stands behind it.
const RIGHT: f64 = 790.0;
const BAR: f64 = 14.0;
const LINE: f64 = 22.0;
/// Above the bars of a panel: its title and what it shows.
const HEAD: f64 = 62.0;
/// Below them: the scale.
const FOOT: f64 = 40.0;

struct Bar {
    group: Group,
    name: String,
    value: f64,
    /// Drawn in full colour.
    stands_out: bool,
}

struct Panel {
    title: &'static str,
    subtitle: &'static str,
    bars: Vec<Bar>,
}

impl Panel {
    fn height(&self) -> f64 {
        HEAD + LINE * self.bars.len() as f64 + FOOT
    }

    /// The powers of ten that hold all bars.
    fn decades(&self) -> (i32, i32) {
        let logs = || self.bars.iter().map(|bar| bar.value.max(1e-3).log10());
        let low = logs().fold(f64::MAX, f64::min).floor() as i32;
        let high = logs().fold(f64::MIN, f64::max).ceil() as i32;
        // A bar at the low end would have no length.
        let low = if logs().any(|log| log - f64::from(low) < 0.1) { low - 1 } else { low };
        (low, high.max(low + 1))
    }
}

pub fn draw(inputs: &[inputs::Row], streams: &[streams::Row]) -> String {
    let panels = panels(inputs, streams);
    let height: f64 = panels.iter().map(Panel::height).sum::<f64>() + 50.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" \
         aria-label=\"Palisade beside its peers: bars of time on a logarithmic scale\">\n{STYLE}\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\n"
    );
    let mut top = 0.0;
    for panel in &panels {
        draw_panel(panel, top, &mut svg);
        top += panel.height();
    }
    for (nth, line) in compared().iter().enumerate() {
        let y = height - 30.0 + 16.0 * nth as f64;
        let _ = writeln!(svg, "<text class=\"small\" x=\"16\" y=\"{y}\">{line}</text>");
    }
    svg.push_str("</svg>\n");
    svg
}

/// Colours of GitHub's themes, so that it looks at home in a README of either.
const STYLE: &str = "<style>
  text { font: 12px ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 } .small { font-size: 11px; fill: #59636e }
  .figure { paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
  .ground { fill: #ffffff } .grid { stroke: #d1d9e0 } .strong { font-weight: 600 }
  .palisade { fill: #0969da } .matcher { fill: #8c959f } .cerberust { fill: #bc4c00 }
  .llm { fill: #8250df } .rs { fill: #1a7f37 } .faint { opacity: .55 }
  @media (prefers-color-scheme: dark) {
    .figure { stroke: #0d1117 }
    text { fill: #f0f6fc } .small { fill: #9198a1 } .ground { fill: #0d1117 } .grid { stroke: #3d444d }
    .palisade { fill: #4493f8 } .matcher { fill: #7d8590 } .cerberust { fill: #f0883e }
    .llm { fill: #ab7df8 } .rs { fill: #3fb950 }
  }
</style>
";

fn panels(inputs: &[inputs::Row], streams: &[streams::Row]) -> Vec<Panel> {
    let of_inputs = |text: usize, shown: fn(&inputs::Row) -> bool| {
        let bar = |row: &inputs::Row| Bar {
            group: row.group,
            name: row.name.clone(),
            value: row.times[text],
            stands_out: is_chain(row),
        };
        let mut bars: Vec<Bar> = inputs.iter().filter(|row| shown(row)).map(bar).collect();
        bars.sort_by(|a, b| a.value.total_cmp(&b.value));
        bars
    };
    let of_streams = |value: fn(&streams::Row) -> f64| {
        let bar = |row: &streams::Row| Bar {
            group: row.group,
            name: row.name.to_owned(),
            value: value(row),
            stands_out: true,
        };
        streams.iter().map(bar).collect()
    };
    vec![
        Panel {
            title: "A whole input",
            subtitle: "µs per KB of English, less is better; whole chains in full colour",
            bars: of_inputs(0, |_| true),
        },
        Panel {
            title: "A whole input off ASCII",
            subtitle: "µs per KB of mixed scripts, less is better; whole chains, and matchers alone",
            bars: of_inputs(1, |row| row.group == Group::Matcher || is_chain(row)),
        },
        Panel {
            title: "A streamed answer",
            subtitle: "µs a push of 4 bytes of English, less is better",
            bars: of_streams(|row| row.push),
        },
        Panel {
            title: "A private key without an end, streamed",
            subtitle: "ms for 64 KiB in pushes of 4 bytes, less is better; \
                       guardrail-rs does not look for keys",
            bars: of_streams(|row| row.endless[1]),
        },
    ]
}

/// Whether it is all that a crate has, in one pass.
fn is_chain(row: &inputs::Row) -> bool {
    row.is_default_chain() || ["both", "all in"].iter().any(|begins| row.name.starts_with(begins))
}

fn draw_panel(panel: &Panel, top: f64, svg: &mut String) {
    let (low, high) = panel.decades();
    let at = |value: f64| {
        let share = (value.max(1e-3).log10() - f64::from(low)) / f64::from(high - low);
        LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
    };
    let (first, last) = (top + HEAD, top + HEAD + LINE * panel.bars.len() as f64);
    let _ = writeln!(
        svg,
        "<text class=\"title\" x=\"16\" y=\"{}\">{}</text>\n\
         <text class=\"small\" x=\"16\" y=\"{}\">{}</text>",
        top + 28.0,
        panel.title,
        top + 46.0,
        panel.subtitle
    );
    for decade in low..=high {
        let x = at(10_f64.powi(decade));
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{first}\" y2=\"{last}\"/>\n\
             <text class=\"small\" x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            last + 16.0,
            scale(decade)
        );
    }
    for (nth, bar) in panel.bars.iter().enumerate() {
        let y = first + LINE * nth as f64 + (LINE - BAR) / 2.0;
        let (text, end) = (y + BAR - 3.0, at(bar.value));
        let strong = if bar.group == Group::Palisade && bar.stands_out { "strong" } else { "" };
        let faint = if bar.stands_out { "" } else { " faint" };
        let _ = writeln!(
            svg,
            "<text class=\"{strong}\" x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}: {}</text>\n\
             <rect class=\"{}{faint}\" x=\"{LEFT}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2\"/>\n\
             <text class=\"figure {strong}\" x=\"{:.1}\" y=\"{text}\">{}</text>",
            LEFT - 8.0,
            bar.group.name(),
            bar.name,
            class(bar.group),
            (end - LEFT).max(1.0),
            end + 6.0,
            figure(bar.value)
        );
    }
}

const fn class(group: Group) -> &'static str {
    match group {
        Group::Palisade => "palisade",
        Group::Matcher => "matcher",
        Group::Cerberust => "cerberust",
        Group::LlmGuard => "llm",
        Group::GuardrailRs => "rs",
    }
}

fn scale(decade: i32) -> String {
    if decade >= 0 {
        10_u64.pow(decade.unsigned_abs()).to_string()
    } else {
        format!("{:.*}", decade.unsigned_abs() as usize, 10_f64.powi(decade))
    }
}

/// What the figures are of, and where they come from.
fn compared() -> [String; 2] {
    let crates = ["palisade", "cerberust", "llm-guard", "guardrail-classifiers", "regex"];
    let of = |name: &str| format!("{name} {}", version(name).unwrap_or("of this tree"));
    let mut named: Vec<String> =
        crates.iter().chain(&["aho-corasick"]).map(|name| of(name)).collect();
    if cfg!(feature = "vectorscan") {
        named.push("Hyperscan of the system".to_owned());
    }
    let command = format!(
        "cargo run --release{} in benches/peers; medians of one run, {}",
        if cfg!(feature = "vectorscan") { " --features vectorscan" } else { "" },
        std::env::consts::ARCH
    );
    [named.join(" · "), command]
}
