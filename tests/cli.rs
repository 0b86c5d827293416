//! The commands, as data: what is typed, what is printed, how it exits.

/// What takes more than a command and its output: databases in a bad state, signals, pipes,
/// folders of binary files, the tour of the README.
mod cli {
    mod databases;
    mod inputs;
    mod interrupts;
    mod lists;
    mod messages;
    mod outputs;
    mod programs;
    mod readme;
    mod sandbox;
    mod tables;
    mod terms;
}

#[test]
fn commands_do_as_their_examples_say() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}

/// What the program makes of the texts in `examples/`, from file to file.
mod pipeline {
    mod decisions;
    mod folder;
    #[cfg(unix)]
    mod kill;
    mod places;
    mod repeated;
    mod samples;
    mod terms;
}
