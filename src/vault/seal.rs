//! Vaults that leave the process.
