//! Money and what it is paid for: nano-dollars, prices per million tokens, usage, amounts.

mod amount;
mod form;
mod nano_usd;
mod price;
mod report;
mod tiers;
mod usage;

#[cfg(test)]
mod tests;

pub use amount::Amount;
pub use nano_usd::NanoUsd;
pub use price::Price;
pub use report::UsageError;
pub use usage::Usage;
