//! The commands, as data: what is typed, what is printed, how it exits.

mod commands;
mod pipeline;

#[test]
fn commands_do_as_their_examples_say() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}
