//! What the readers and the writer of memories promise, tried from outside.

mod compliance;
mod fuzz;
mod laws;
mod refused;
mod support;
