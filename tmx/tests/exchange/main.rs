//! What the readers and the writer of memories, translations and rules promise, tried from outside.

mod compliance;
mod fuzz;
mod laws;
mod refused;
mod srx;
mod support;
mod xliff;
