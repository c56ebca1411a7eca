//! Stub.
/// Stub.
#[derive(Debug)]
pub struct MemoryBudget;
