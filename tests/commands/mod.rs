//! What takes more than a command and its output: databases in a bad state, signals, pipes,
//! folders of binary files, the tour of the README.

mod alignments;
mod concordance;
mod counts;
mod databases;
mod edit;
mod equivalents;
mod exports;
mod fields;
mod history;
mod imports;
mod inputs;
mod interrupts;
mod kinds;
mod lists;
mod matches;
mod memory;
mod messages;
mod outputs;
mod programs;
mod readings;
mod readme;
mod review;
mod safety;
mod sandbox;
mod segmentation;
mod sync;
mod tables;
mod terms;
