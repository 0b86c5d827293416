//! What the program makes of the texts in `examples/`, from file to file.

mod decisions;
mod folder;
#[cfg(unix)]
mod kill;
mod places;
mod repeated;
mod review;
mod samples;
mod terms;
