//! The README: its tour goes as it is written there, its map is that of the tree.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// Folders of which the map names everything.
const MAPPED: &[&str] = &["src", "glossary/src", "tmx/src"];

/// `TRYCMD=overwrite cargo test -p shuyu --test cli` writes what the commands print now into the
/// README.
#[test]
fn the_tour_goes_as_it_is_written() -> Result {
    let readme = root().join("README.md");
    let stage = tempfile::tempdir()?;
    // trycmd runs the commands of NAME.md in NAME.in; they leave files there.
    let staged = stage.path().join("README.md");
    let texts = stage.path().join("README.in").join("examples");
    fs::copy(&readme, &staged)?;
    fs::create_dir_all(&texts)?;
    for entry in fs::read_dir(root().join("examples"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            fs::copy(&path, texts.join(path.file_name().unwrap_or_default()))?;
        }
    }
    let written = fs::read_to_string(&staged)?;
    fs::write(
        stage.path().join("README.in").join("answers.txt"),
        answers(&written)?,
    )?;
    trycmd::TestCases::new()
        .case(&staged)
        .env("SHUYU_DB", "out/shuyu.db")
        .env("SHUYU_USER", "anna")
        .env("SHUYU_CACHE", stage.path().join("cache").to_string_lossy())
        // 18 May 2026, the day of the sample speech.
        .env("SOURCE_DATE_EPOCH", "1779062400")
        .run();
    let printed = fs::read_to_string(&staged)?;
    if printed != written {
        fs::write(&readme, printed)?;
    }
    Ok(())
}

/// The answers that the tour gives to the review.
fn answers(readme: &str) -> Result<&str> {
    let (_, after) = readme
        .split_once("as `answers.txt`")
        .ok_or("no answers.txt")?;
    let (_, after) = after.split_once("```text\n").ok_or("no answers")?;
    let (answers, _) = after.split_once("```").ok_or("the answers have no end")?;
    Ok(answers)
}

#[test]
fn the_map_names_what_is_there() -> Result {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let (_, map) = readme.split_once("```text\nCargo.toml").ok_or("no map")?;
    let (map, _) = map.split_once("```").ok_or("the map has no end")?;
    let mut named = BTreeSet::new();
    for line in map.lines().skip(1).filter(|line| !line.starts_with(' ')) {
        let (path, what) = line.split_once(' ').ok_or(line)?;
        assert!(!what.trim().is_empty(), "nothing is said of {path}");
        named.insert(path.trim_end_matches('/').to_owned());
    }
    for path in &named {
        // Without an ending it is a module: a file or a folder.
        let there = root().join(path).exists() || root().join(format!("{path}.rs")).exists();
        assert!(there, "the map names {path}, which is not there");
    }
    for folder in MAPPED {
        for entry in fs::read_dir(root().join(folder))? {
            let module = entry?.path().with_extension("");
            let name = module.file_name().and_then(|name| name.to_str());
            let path = format!("{folder}/{}", name.ok_or("a name that is no text")?);
            let known = named.contains(&path) || path.ends_with("/lib") || path.ends_with("/main");
            assert!(known, "the map does not name {path}");
        }
    }
    Ok(())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
