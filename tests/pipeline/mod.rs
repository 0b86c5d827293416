//! What the program makes of the texts in `examples/`, from file to file.

mod changes;
mod damage;
mod decisions;
mod folder;
#[cfg(unix)]
mod full;
#[cfg(unix)]
mod kill;
mod many;
mod places;
mod repeated;
mod review;
mod samples;
mod terms;
