//! Stub.
/// Stub.
#[derive(Debug)]
pub struct MemoryCache;
