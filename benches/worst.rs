//! What is hard on guards, as a ratio to prose: time a byte, whole and streamed.
//! `cargo bench --bench worst`

#[path = "shared/rails.rs"]
mod rails;
#[path = "shared/texts.rs"]
mod texts;
#[path = "shared/worst.rs"]
mod worst;

use std::hint::black_box;
use std::time::Instant;

use palisade::{BannedTerms, Guardrails, LocalGuardrails, Pii, Secrets, Urls, ValidatedInput};

const ROUNDS: usize = 5;
const BYTES: usize = 64 << 10;
const LARGE: usize = 10 << 20;

fn main() {
    // `cargo test --benches` asks for a run that only shows that it works.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let (rounds, bytes, large) =
        if measures { (ROUNDS, BYTES, LARGE) } else { (1, 1 << 10, 1 << 14) };
    let passes = [Pass::Input, Pass::Whole, Pass::Chunks(1), Pass::Chunks(4), Pass::Large];
    let bench = Bench::new();
    let length = |pass: Pass| if pass == Pass::Large { large } else { bytes };
    let prose = passes.map(|pass| bench.time(pass, &texts::english(length(pass)), rounds));
    println!("Nanoseconds a byte of prose and, below, × prose: fastest of {rounds} rounds.");
    println!("Input: the default input chain. Output: Pii, Secrets, Urls, BannedTerms (a name,");
    println!("three canaries anywhere). {bytes} bytes, the large chunk {large}.\n");
    println!("| text | input | output whole | 1 byte a push | 4 bytes a push | one large chunk |");
    println!("|---|---|---|---|---|---|");
    let row = |name: &str, values: [f64; 5]| {
        println!("| {name} | {} |", values.map(|value| format!("{value:.1}")).join(" | "));
    };
    row("prose, ns a byte", prose);
    let mut highest = [0.0_f64; 5];
    let lengths = worst::worst(bytes).into_iter().zip(worst::worst(large));
    for ((name, text), (_, large)) in lengths {
        let mut ratios = [0.0; 5];
        for ((ratio, pass), prose) in ratios.iter_mut().zip(passes).zip(prose) {
            let text = if pass == Pass::Large { &large } else { &text };
            *ratio = bench.time(pass, text, rounds) / prose;
        }
        for (highest, ratio) in highest.iter_mut().zip(ratios) {
            *highest = highest.max(ratio);
        }
        row(name, ratios);
    }
    row("highest", highest);
    println!("\nEmpty chunks: {:.0} ns a push.", bench.empty_push(rounds));
}

#[derive(Clone, Copy, PartialEq)]
enum Pass {
    Input,
    Whole,
    Chunks(usize),
    Large,
}

struct Bench {
    rails: LocalGuardrails,
    input: ValidatedInput,
    default: LocalGuardrails,
}

impl Bench {
    fn new() -> Self {
        let builder = Guardrails::builder()
            .output(Pii::redact())
            .output(Secrets::redact())
            .output(Urls::allow(["example.com"]))
            .output(BannedTerms::new(["project bluebird"]).redact())
            .output(
                BannedTerms::new(["xK9pQz4mWv7TrB2n", "c4n4ry-81f3e0d2", "q7Lw2ZsN0aYt"])
                    .anywhere()
                    .redact(),
            )
            .max_answer_bytes(usize::MAX);
        let rails = rails::built(builder.dangerous().without_input_guards());
        let input = rails.validate_input("").expect("no input guards");
        Self { rails, input, default: rails::built(rails::default_chain()) }
    }

    /// Nanoseconds a byte, the fastest round: what else runs on the machine only adds.
    fn time(&self, pass: Pass, text: &str, rounds: usize) -> f64 {
        let rounds = if pass == Pass::Large { rounds.min(2) } else { rounds };
        let times = (0..rounds).map(|_| {
            let begun = Instant::now();
            self.run(pass, text);
            begun.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min) * 1e9 / text.len() as f64
    }

    fn run(&self, pass: Pass, text: &str) {
        match pass {
            Pass::Input => {
                black_box(self.default.validate_input(text).is_ok());
            }
            Pass::Whole | Pass::Large => {
                assert!(self.rails.validate_output(&self.input, text).is_ok());
            }
            Pass::Chunks(size) => {
                let mut stream = self.rails.output_stream(&self.input).expect("a stream");
                let mut rest = text;
                while !rest.is_empty() {
                    let mut at = size.min(rest.len());
                    while !rest.is_char_boundary(at) {
                        at += 1;
                    }
                    let (chunk, behind) = rest.split_at(at);
                    assert!(stream.push(chunk).error().is_none());
                    rest = behind;
                }
                assert!(stream.finish().is_ok());
            }
        }
    }

    fn empty_push(&self, rounds: usize) -> f64 {
        let mut stream = self.rails.output_stream(&self.input).expect("a stream");
        assert!(stream.push("held@exam").error().is_none());
        let pushes = rounds * 10_000;
        let begun = Instant::now();
        for _ in 0..pushes {
            black_box(stream.push("").released().len());
        }
        begun.elapsed().as_secs_f64() * 1e9 / pushes as f64
    }
}
