//! Stub.
#[derive(Clone, Debug)]
pub(crate) struct Folded;
impl Folded {
    pub(crate) fn of(_: &str) -> Self {
        Self
    }
}
#[derive(Clone, Debug)]
pub(crate) struct Folder;
