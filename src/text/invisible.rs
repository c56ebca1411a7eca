//! Stub.
pub(crate) const MAX_RUN: usize = 8;
#[derive(Clone, Copy, Debug)]
pub(crate) enum Invisible {
    X,
}
