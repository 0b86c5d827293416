//! What the readers and the writer of memories and translations promise, tried from outside.

mod compliance;
mod fuzz;
mod laws;
mod refused;
mod support;
mod xliff;
