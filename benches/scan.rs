//! Each guard and the default chain over 1, 8 and 64 KB: ASCII and mixed scripts, clean and with
//! hits. The yardstick is an aho-corasick pass over 200 literals, on the same text.

#[path = "shared/rails.rs"]
mod rails;
#[path = "shared/texts.rs"]
mod texts;

use aho_corasick::AhoCorasick;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn scan(criterion: &mut Criterion) {
    let literals: Vec<String> = (0..200).map(|n| format!("literal-{n:03}-zq")).collect();
    let yardstick = AhoCorasick::new(&literals).expect("200 literals");
    for kind in ["english", "mixed", "hits"] {
        let mut group = criterion.benchmark_group(format!("scan/{kind}"));
        for kilobytes in [1, 8, 64] {
            let text = match kind {
                "english" => texts::english(kilobytes << 10),
                "mixed" => texts::mixed(kilobytes << 10),
                _ => texts::with_hits(kilobytes << 10),
            };
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new("yardstick", kilobytes), &text, |b, text| {
                b.iter(|| yardstick.find_overlapping_iter_count(text));
            });
            for (name, rails) in rails::inputs() {
                group.bench_with_input(BenchmarkId::new(name, kilobytes), &text, |b, text| {
                    b.iter(|| rails.validate_input(text.as_str()).is_ok());
                });
            }
        }
        group.finish();
    }
}

/// Counts matches, so that the pass cannot be left out.
trait CountMatches {
    fn find_overlapping_iter_count(&self, text: &str) -> usize;
}

impl CountMatches for AhoCorasick {
    fn find_overlapping_iter_count(&self, text: &str) -> usize {
        self.find_overlapping_iter(text).count()
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = scan
}
criterion_main!(benches);
