//! The laws that every back-end keeps, as tests to run against your own.
//!
//! One suite a trait. The back-ends of this crate run the same functions. Each function makes
//! fresh, empty back-ends by the closure it is given and panics with the name of the law that
//! was broken.

pub mod budget;
pub mod cache;
pub mod output;
