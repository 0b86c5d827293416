//! XML: written so that every reader accepts it, read so that no writer can do harm.

mod reader;
mod writer;

pub use reader::{Closing, Element, Node, XmlError, XmlReader, line_and_column};
pub use writer::{XmlWriter, is_legal, legal};
