//! Stub.
use serde::{Deserialize, Serialize};
/// Unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// Calls.
    Requests,
    /// Tokens of input and output.
    Tokens,
    /// Nano-dollars.
    NanoUsd,
}
/// Limit.
#[derive(Clone, Debug)]
pub struct Limit;
/// Limits.
#[derive(Clone, Debug, Default)]
pub struct Limits;
