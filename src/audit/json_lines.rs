//! Stub.
/// Stub.
#[derive(Debug)]
pub struct JsonLines;
