//! A streamed answer in chunks of 4 bytes under the default output chain.

#[path = "shared/rails.rs"]
mod rails;
#[path = "shared/texts.rs"]
mod texts;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

fn stream(criterion: &mut Criterion) {
    let rails = rails::built(rails::default_chain());
    let input = rails.validate_input("a question").expect("a clean question");
    let mut group = criterion.benchmark_group("stream/4 bytes a push");
    for (kind, text) in [("english", texts::english(8 << 10)), ("hits", texts::with_hits(8 << 10))]
    {
        let chunks: Vec<&str> = (0..text.len() / 4).map(|n| &text[4 * n..4 * n + 4]).collect();
        group.throughput(Throughput::Elements(chunks.len() as u64));
        group.bench_function(kind, |b| {
            b.iter_batched(
                || rails.output_stream(&input).expect("a stream"),
                |mut stream| {
                    for chunk in &chunks {
                        assert!(stream.push(chunk).error().is_none());
                    }
                    stream.finish().is_ok()
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stream
}
criterion_main!(benches);
