//! The table of the README: medians of interleaved rounds, with the yardstick of the same run.
//! `cargo bench --bench table`

#[path = "shared/rails.rs"]
mod rails;
#[path = "shared/texts.rs"]
mod texts;
#[path = "shared/yardstick.rs"]
mod yardstick;

use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 41;
const BYTES: usize = 8 << 10;

/// What is measured: a name, and a pass over a text.
type Pass = (String, Box<dyn Fn(&str)>);

fn main() {
    // `cargo test --benches` asks for a run that only shows that it works.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { ROUNDS } else { 1 };
    let first = first_use();
    let texts = [
        texts::english(BYTES),
        texts::varied(8 * BYTES),
        texts::mixed(BYTES),
        texts::with_hits(BYTES),
    ];
    let passes = passes();
    println!("µs per KB of 8 KB (varied: 64), median of {rounds} interleaved rounds\n");
    println!(
        "| pass | English | varied English | mixed scripts | English with hits | English, × yardstick |"
    );
    println!("|---|---|---|---|---|---|");
    let mut times = vec![[const { Vec::new() }; 4]; passes.len()];
    for _ in 0..rounds {
        for (kind, text) in texts.iter().enumerate() {
            for ((_, pass), times) in passes.iter().zip(&mut times) {
                let begun = Instant::now();
                (0..8).for_each(|_| pass(black_box(text)));
                let each = begun.elapsed().as_secs_f64() / 8.0;
                times[kind].push(each * 1e6 / (text.len() as f64 / 1024.0));
            }
        }
    }
    let mut yardstick = 0.0;
    for ((name, _), times) in passes.iter().zip(&mut times) {
        let [english, varied, mixed, hits] = times.each_mut().map(|times| median(times));
        if yardstick == 0.0 {
            yardstick = english;
        }
        let ratio = english / yardstick;
        println!("| {name} | {english:.2} | {varied:.2} | {mixed:.2} | {hits:.2} | {ratio:.2} |");
    }
    stream(rounds);
    println!("{first}");
}

/// What the first default chain of a process takes, with its first text.
fn first_use() -> String {
    let (before, begun) = (resident(), Instant::now());
    let rails = rails::built(rails::default_chain());
    let built = begun.elapsed().as_secs_f64() * 1e3;
    black_box(rails.validate_input(texts::english(BYTES)).is_ok());
    let more = begun.elapsed().as_secs_f64() * 1e3 - built;
    let memory = before.zip(resident()).map(|(before, after)| after.saturating_sub(before));
    let memory = memory.map_or_else(String::new, |kilobytes| format!(", resident {kilobytes} kB"));
    format!("The first default chain: built in {built:.0} ms, its first text {more:.0} ms{memory}.")
}

/// Kilobytes of memory in use, code aside, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("RssAnon"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn passes() -> Vec<Pass> {
    let yardstick = yardstick::yardstick();
    let mut passes: Vec<Pass> = vec![(
        "yardstick: aho-corasick DFA, 200 literals".to_owned(),
        Box::new(move |text| {
            black_box(yardstick.find_overlapping_iter(text).count());
        }),
    )];
    for (name, rails) in rails::inputs() {
        let pass = move |text: &str| {
            black_box(rails.validate_input(text).is_ok());
        };
        passes.push((name.to_owned(), Box::new(pass)));
    }
    passes
}

/// Nanoseconds a push of four bytes, and what is held, under the default output chain.
fn stream(rounds: usize) {
    let rails = rails::built(rails::default_chain());
    let text = texts::english(BYTES);
    let input = rails.validate_input("a question").expect("a clean question");
    let (mut times, mut held) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let mut stream = rails.output_stream(&input).expect("a stream");
        let (mut pushed, mut released) = (0, 0);
        let begun = Instant::now();
        for start in (0..text.len() - 4).step_by(4) {
            released += stream.push(&text[start..start + 4]).released().len();
            pushed += 4;
            held.push((pushed - released) as f64);
        }
        times.push(begun.elapsed().as_secs_f64() * 1e9 / (pushed / 4) as f64);
    }
    let share = |held: &mut Vec<f64>, share: f64| {
        held.sort_unstable_by(f64::total_cmp);
        held[((held.len() - 1) as f64 * share) as usize]
    };
    println!(
        "\nStreamed English, 4 bytes a push: {:.0} ns a push; held bytes: median {}, 99 % {}, most {}",
        median(&mut times),
        share(&mut held, 0.5),
        share(&mut held, 0.99),
        share(&mut held, 1.0),
    );
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}
