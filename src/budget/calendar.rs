//! Stub.
use serde::{Deserialize, Serialize};
/// Offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UtcOffset(i32);
/// Window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Window {
    /// Calendar day.
    Day(UtcOffset),
    /// Calendar month.
    Month(UtcOffset),
    /// For ever.
    Total,
}
