//! What one call takes from a budget.

use serde::{Deserialize, Serialize};

use super::{NanoUsd, Usage};

/// What one call takes from a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Calls; 1 for an ordinary one.
    pub requests: u64,
    /// Tokens of input.
    pub input_tokens: u64,
    /// Tokens of output.
    pub output_tokens: u64,
    /// Money.
    pub cost: NanoUsd,
}

impl Amount {
    /// One request with this usage and cost.
    pub const fn of(usage: &Usage, cost: NanoUsd) -> Self {
        Self {
            requests: 1,
            input_tokens: usage.input_tokens(),
            output_tokens: usage.output_tokens(),
            cost,
        }
    }

    /// Tokens of input and output; `None` where they are more than can be held.
    pub const fn tokens(&self) -> Option<u64> {
        self.input_tokens.checked_add(self.output_tokens)
    }

    /// The sum in every unit; `None` where one cannot be held.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            requests: self.requests.checked_add(other.requests)?,
            input_tokens: self.input_tokens.checked_add(other.input_tokens)?,
            output_tokens: self.output_tokens.checked_add(other.output_tokens)?,
            cost: self.cost.checked_add(other.cost)?,
        })
    }
}
