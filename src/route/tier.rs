//! Stub.
/// Stub.
#[derive(Debug)]
pub struct TierRouter;
/// Stub.
#[derive(Debug)]
pub struct Complexity;
