//! The memory searched: segments that are like another one, and how like they are.
//!
//! An [`IndexBuilder`] writes an index of many segments as bytes, which [`Index`] reads where they
//! lie, in a file mapped into memory say. A [`Searcher`] finds the best matches of a segment in
//! it: all of them, as if it had compared every one.
//!
//! ```
//! use tmx::memory::{Index, IndexBuilder, Query, Scale, Score, Searcher};
//!
//! let mut builder = IndexBuilder::new();
//! builder.add(1, "speech", "守望相助是我们的传统。");
//! builder.add(2, "speech", "互利共赢是我们的选择。");
//! let index = Index::open(builder.write("", Vec::new())?)?;
//! let query = Query {
//!     text: "守望相助是我们的选择。",
//!     scale: Scale::Tokens,
//!     least: Score::of_percent(70),
//!     limit: 5,
//!     before: None,
//!     after: None,
//! };
//! let found = Searcher::new(index).search(&query)?;
//! assert_eq!((found[0].unit, found[0].score.percent()), (1, 81));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod analysis;
mod builder;
mod columns;
mod difference;
mod distance;
mod gram;
mod index;
mod internal;
mod keys;
#[cfg(test)]
mod laws;
mod matches;
mod piece;
mod score;
mod search;
mod sheet;

pub use analysis::{Band, Counts, Repetitions};
pub use builder::IndexBuilder;
pub use difference::{Part, difference};
pub use distance::Pattern;
pub use index::Index;
pub use internal::Internal;
pub use keys::{Found, KeyIndex, KeyIndexBuilder, KeyPart, KeyPhrase, KeyPlaces};
pub use matches::{Match, Query};
pub use piece::{Scale, numbers, pieces};
pub use score::Score;
pub use search::Searcher;
pub use sheet::IndexError;
