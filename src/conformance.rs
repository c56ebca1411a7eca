//! The suites that every back-end passes, for your own implementations too. A suite panics where
//! a law is broken, and says which.

pub mod cache;
