//! Terminology: words, candidates, concept entries, their store and TBX.
//!
//! Terms are mined from texts and translation units, hence this package looks down at [`tmx`];
//! the command line above it looks down at both.

pub mod entry;
