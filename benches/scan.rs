//! Each guard and the default chain over 1, 8 and 64 KB: ASCII and mixed scripts, clean and with
//! hits. The yardstick is an aho-corasick pass over 200 literals, on the same text.

#[path = "shared/rails.rs"]
mod rails;
#[path = "shared/texts.rs"]
mod texts;
#[path = "shared/yardstick.rs"]
mod yardstick;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn scan(criterion: &mut Criterion) {
    let yardstick = yardstick::yardstick();
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
                b.iter(|| yardstick.find_overlapping_iter(text).count());
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

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = scan
}
criterion_main!(benches);
