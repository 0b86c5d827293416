//! Where texts have a key, such as a pair of characters, and keys that follow each other: an
//! inverted index with places.

mod builder;
mod index;
#[cfg(test)]
mod laws;
mod list;
mod phrase;

pub use builder::{KeyIndexBuilder, KeyPlaces};
pub use index::KeyIndex;
pub use phrase::{Found, KeyPart, KeyPhrase};
