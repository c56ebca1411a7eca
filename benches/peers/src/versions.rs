//! What was compared, from the lock file that it was built with.

use std::env::consts::{ARCH, OS};

const LOCK: &str = include_str!("../Cargo.lock");

/// The crates that the tables name.
const NAMED: &[&str] = &[
    "palisade",
    "cerberust",
    "llm-guard",
    "guardrail-classifiers",
    "guardrail-core",
    "regex",
    "aho-corasick",
];

pub fn print() {
    let named: Vec<String> = NAMED
        .iter()
        .map(|name| format!("{name} {}", version(name).unwrap_or("of this tree")))
        .collect();
    println!("{ARCH} {OS}; {}", named.join(", "));
    #[cfg(feature = "vectorscan")]
    println!("Hyperscan or Vectorscan: {}", hyperscan::version());
    #[cfg(not(feature = "vectorscan"))]
    println!("Hyperscan and Vectorscan are left out: built without the feature `vectorscan`.");
}

/// The version of a locked crate.
pub fn version(name: &str) -> Option<&'static str> {
    let (_, entry) = LOCK.split_once(&format!("\nname = \"{name}\"\nversion = \""))?;
    entry.split('"').next()
}
