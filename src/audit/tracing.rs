//! Stub.
/// Stub.
#[derive(Debug)]
pub struct TracingAudit;
