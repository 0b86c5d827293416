//! XML: written so that every reader accepts it, read so that no writer can do harm.
//!
//! [`XmlReader`] reads a text that lies in memory, [`XmlStream`] what comes from a `Read`, in any
//! encoding and in little memory. Both are one scanner and keep the same rules: all that XML 1.0 asks
//! of a document without definitions (no names of its own for characters, nothing in a DOCTYPE but
//! names), and [`Limits`]. Plain pieces are cut by a few rules, all others by quick-xml; a test holds
//! both to be the same. The scanner refuses what either lets pass; `.ci/xml_peers.py` compares its
//! verdicts with those of libxml2 and expat.

mod aside;
mod characters;
mod decode;
mod error;
mod limits;
mod names;
mod node;
mod pieces;
mod place;
mod reader;
mod reference;
mod root;
mod scanner;
mod stream;
mod tag;
mod writer;

pub use characters::{is_legal, legal};
pub use error::XmlError;
pub use limits::Limits;
pub use node::{Attribute, Closing, Element, Node};
pub use place::{Place, line_and_column};
pub use reader::XmlReader;
pub use root::root;
pub use stream::XmlStream;
pub use writer::XmlWriter;
