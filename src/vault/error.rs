//! Why a vault did not do what it was asked.

use thiserror::Error;

/// Why a vault did not do what it was asked. It holds no value and no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// It holds as many values, or bytes, as it may. The input is refused: a value without a
    /// placeholder could not be put back.
    #[error("the vault is full: {values} values of at most {max_values}")]
    Full {
        /// The values that it holds.
        values: usize,
        /// The most that it may hold.
        max_values: usize,
    },
    /// The sealed vault was made with another key.
    #[error("the vault was sealed with another key")]
    WrongKey,
    /// The sealed vault ends too early.
    #[error("the sealed vault is cut short")]
    Truncated,
    /// The sealed vault was changed, or sealed under another name.
    #[error("the sealed vault was changed, or sealed under another name")]
    Tampered,
    /// The sealed vault has a version that is not known here.
    #[error("the sealed vault has version {version}, which is not known here")]
    UnknownVersion {
        /// Its version.
        version: u8,
    },
    /// The vault was sealed longer ago than its values may be kept.
    #[error("the vault was sealed longer ago than its values may be kept")]
    Expired,
    /// The system gave no random numbers to seal with.
    #[error("the system gave no random numbers")]
    NoRandomness,
}
