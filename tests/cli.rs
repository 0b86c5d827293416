//! The commands, as data: what is typed, what is printed, how it exits.

mod commands;
mod pipeline;

#[test]
fn commands_do_as_their_examples_say() {
    let cache = tempfile::tempdir().expect("a temporary folder");
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml")
        .env("SHUYU_CACHE", cache.path().to_string_lossy())
        .run();
}
