//! Looking on while texts are mined.

/// Who looks on while texts are mined: is told how far it is, and may call it off.
///
/// Mining asks between stretches of text, many times a second.
pub trait Watch: Sync {
    /// A stage begins that will go through `bytes` of text.
    fn begin(&self, stage: &'static str, bytes: usize);
    /// Another `bytes` of the stage are done.
    fn advance(&self, bytes: usize);
    /// Whether to stop; what is found by then is not complete and worth nothing.
    fn is_cancelled(&self) -> bool;
}

/// Nobody looks on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _stage: &'static str, _bytes: usize) {}

    fn advance(&self, _bytes: usize) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}
