//! The values of caching, from outside: partitions and answers.

use palisade::{CachedAnswer, Channel, FinishReason, PartitionId, Usage};

/// litellm#29086, bifrost#2791: a key that depends on the order of a map never hits.
#[test]
fn trap_the_order_of_levels_does_not_make_another_partition() {
    let one = PartitionId::of([("tenant", "acme"), ("team", "a"), ("user", "u")]);
    let two = PartitionId::of([("user", "u"), ("tenant", "acme"), ("team", "a")]);
    assert_eq!(one, two);
}

/// litellm#29955: levels that run into each other give one tenant the answers of another.
#[test]
fn trap_no_two_scopes_share_a_partition() {
    let all = [
        PartitionId::of([]),
        PartitionId::of([("tenant", "")]),
        PartitionId::of([("", "tenant")]),
        PartitionId::of([("tenant", "acme")]),
        PartitionId::of([("user", "acme")]),
        PartitionId::of([("tenant", "Acme")]),
        PartitionId::of([("tenant", "acme"), ("user", "")]),
        PartitionId::of([("tenant", "acmeuser"), ("", "")]),
        PartitionId::of([("tenant", "a"), ("user", "b")]),
        PartitionId::of([("tenant", "b"), ("user", "a")]),
    ];
    for (position, one) in all.iter().enumerate() {
        assert!(!all[..position].contains(one), "partition {position}");
    }
}

#[test]
fn debug_of_answers_and_partitions_shows_no_text() {
    let answer = CachedAnswer::new("m", vec![(Channel::TEXT, "my secret".to_owned())]);
    let shown = format!("{answer:?} {:?}", PartitionId::of([("tenant", "acme")]));
    assert!(!shown.contains("secret") && !shown.contains("acme"), "{shown}");
}

#[test]
fn answers_keep_what_they_are_told_also_as_json() {
    let answer = CachedAnswer::new("m", vec![(Channel::TEXT, "x".to_owned())]);
    let changed = answer
        .clone()
        .with_usage(Some(Usage::new(1, 2)))
        .with_finish(FinishReason::Other)
        .with_tags(["t".to_owned()]);
    assert_eq!(answer.tags().len(), 0, "a clone that is changed leaves the first as it was");
    let json = serde_json::to_string(&changed).unwrap();
    let read: CachedAnswer = serde_json::from_str(&json).unwrap();
    assert_eq!(read, changed);
    assert!(serde_json::from_str::<CachedAnswer>(&json.replacen('{', "{\"more\":1,", 1)).is_err());
}
