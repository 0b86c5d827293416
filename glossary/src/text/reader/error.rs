//! Why a file cannot be read as a text.

use super::super::decode::DecodeError;

/// A file that no text could be taken from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Plain text, or what should be, that cannot be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A kind of file that is not read.
    #[error("this is {what}, which is not read")]
    Unsupported {
        /// What it is: `an old Word document`.
        what: &'static str,
        /// What its program can save it as: `.docx`.
        save_as: &'static str,
    },
    /// A file that only opens with a password or a licence.
    #[error("{what}")]
    Protected {
        /// How it is protected, as a sentence.
        what: &'static str,
    },
    /// A file of a known kind that is cut off or broken.
    #[error("this is {kind}, but it is damaged: {cause}")]
    Damaged {
        /// The kind: `a Word document`.
        kind: &'static str,
        /// What is wrong, with the place.
        cause: String,
    },
    /// A file that unpacks to more than any text needs.
    #[error("this is {kind}, but {cause}: it may be made to harm")]
    Suspicious {
        /// The kind: `a Word document`.
        kind: &'static str,
        /// Which limit it exceeds, and where.
        cause: String,
    },
    /// A PDF that the reader that is built in does not understand.
    #[error("this is a PDF document that the built-in reader does not understand")]
    NotUnderstood,
    /// A file of a known kind without any words.
    #[error("this is {kind}, but there is no text in it{why}")]
    NoText {
        /// The kind: `a PDF document`.
        kind: &'static str,
        /// What may be the cause, beginning with a blank or a comma; or nothing.
        why: &'static str,
    },
}
