//! Files, folders and patterns, as typed, to the files they mean.
//!
//! The shells of Windows pass `*.txt` on as it is, so patterns are expanded here, on every
//! system in the same way.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
use glossary::text::EXTENSIONS;

use super::STDIO;
use crate::failure::Failure;
use crate::interrupt;

/// What lies beside texts and tells about them; it is read only when it is named.
const ABOUT: &[&str] = &[
    "readme",
    "license",
    "licence",
    "copying",
    "changelog",
    "notice",
];

/// What `build` leaves behind, which is no text to read.
const OWN_OUTPUTS: &[&str] = &[
    "shuyu.db",
    "shuyu.db-shm",
    "shuyu.db-wal",
    "terms.tsv",
    "terms.xlsx",
    "glossary.tbx",
    "memory.tmx",
    "report.html",
];

/// Returns the files that `inputs` mean, each once, in the order of the inputs.
///
/// - A file is taken as it is, whatever its name; `-` stays.
/// - A folder means the texts in it and in the folders below, of all kinds that are read, sorted
///   by name; hidden files, the lock files of office programs, files such as `README.md`, and what
///   `shuyu` itself wrote are left out, links to folders not followed.
/// - A pattern (`*.txt`, `2023/**/*.txt`) means the files that match; a file that exists under
///   that very name comes first.
///
/// # Errors
///
/// Fails for an input that means nothing: with a similar name as hint, if there is one.
pub(crate) fn expand(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for input in inputs {
        for file in expand_one(input)? {
            // Two names of one file, such as `a.txt` and `./a.txt`, are one text.
            let identity = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            if seen.insert(identity) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn expand_one(input: &Path) -> Result<Vec<PathBuf>, Failure> {
    if input == Path::new(STDIO) {
        return Ok(vec![input.to_owned()]);
    }
    match fs::metadata(input) {
        Ok(metadata) if metadata.is_dir() => {
            let mut texts = Vec::new();
            collect_texts(input, &mut texts)?;
            if texts.is_empty() {
                return Err(nothing_in("the folder", input));
            }
            Ok(texts)
        }
        Ok(_) => Ok(vec![input.to_owned()]),
        Err(error) => match input.to_str().filter(|name| is_pattern(name)) {
            Some(pattern) => matching(pattern),
            None if error.kind() == io::ErrorKind::NotFound => Err(missing(input)),
            None => Err(Failure::io("read", input, &error)),
        },
    }
}

fn collect_texts(folder: &Path, texts: &mut Vec<PathBuf>) -> Result<(), Failure> {
    interrupt::check()?;
    let failed = |error: io::Error| Failure::io("read the folder", folder, &error);
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| entries.collect::<io::Result<Vec<_>>>())
        .map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if is_hidden(&path) {
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            collect_texts(&path, texts)?;
        } else if has_text_extension(&path)
            && !is_own_output(&path)
            && !is_about(&path)
            && path.is_file()
        {
            texts.push(path);
        }
    }
    Ok(())
}

fn matching(pattern: &str) -> Result<Vec<PathBuf>, Failure> {
    let options = MatchOptions {
        // As the file systems there have it.
        case_sensitive: !cfg!(any(windows, target_os = "macos")),
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    // `2023/**` matches folders only, but the files in them are meant.
    let whole = match pattern.ends_with("**") {
        true => format!("{pattern}/*"),
        false => pattern.to_owned(),
    };
    let names_extension = names_extension(&whole);
    let found = glob::glob_with(&whole, options).map_err(|error| {
        Failure::usage(format!("`{pattern}` is no pattern: {}", error.msg))
            .hint("use `*` for any characters, `?` for one, `**` for folders of any depth")
    })?;
    let mut files = Vec::new();
    for path in found {
        interrupt::check()?;
        let path =
            path.map_err(|error| Failure::io("read the folder", error.path(), error.error()))?;
        if path.is_file()
            && !is_hidden(&path)
            && !is_own_output(&path)
            && (names_extension || has_text_extension(&path) && !is_about(&path))
        {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(nothing_in("the pattern", Path::new(pattern)));
    }
    files.sort();
    Ok(files)
}

fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '['])
}

/// Whether a pattern says which extension is meant, as `*.srt` does and `speech*` does not.
fn names_extension(pattern: &str) -> bool {
    Path::new(pattern)
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| Pattern::escape(extension) == extension)
}

/// Whether the file is hidden, or tells only that another one is open: `~$x.docx` is Word's,
/// `.~lock.x.odt#` LibreOffice's.
fn is_hidden(path: &Path) -> bool {
    let name = file_name(path);
    name.starts_with('.') || name.starts_with("~$")
}

/// Whether the file tells about the others: `README.md`, `LICENSE.txt`.
fn is_about(path: &Path) -> bool {
    let name = file_name(path).to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    ABOUT.contains(&stem)
}

fn is_own_output(path: &Path) -> bool {
    OWN_OUTPUTS.contains(&file_name(path).to_lowercase().as_str())
}

fn has_text_extension(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| EXTENSIONS.contains(&extension.to_lowercase().as_str()))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn nothing_in(what: &str, path: &Path) -> Failure {
    let verb = match what {
        "the folder" => "holds no text",
        _ => "matches no text",
    };
    let known: Vec<String> = EXTENSIONS.iter().map(|e| format!(".{e}")).collect();
    Failure::unusable(format!("{what} `{}` {verb}", path.display())).hint(format!(
        "texts end in {}; a file with another ending can be given by its full name",
        known.join(", ")
    ))
}

fn missing(path: &Path) -> Failure {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Failure::unusable(format!(
            "cannot read `{}`: there is no folder `{}`",
            path.display(),
            folder.display()
        ))
        .hint("check the path, or drag the file from its folder into this window");
    }
    let failure = Failure::unusable(format!(
        "cannot read `{}`: there is no such file",
        path.display()
    ));
    match similar_name(path, folder) {
        Some(name) => {
            let similar = match path.components().next_back() {
                Some(Component::Normal(_)) => path.with_file_name(&name),
                _ => PathBuf::from(&name),
            };
            failure.hint(format!("did you mean `{}`?", similar.display()))
        }
        None => failure.hint("check the name; a name with blanks needs quotation marks around it"),
    }
}

/// Returns the name in `folder` that differs least, ties in code-point order.
fn similar_name(path: &Path, folder: &Path) -> Option<String> {
    let wanted = file_name(path).to_lowercase();
    fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .map(|name| (distance(&wanted, &name.to_lowercase()), name))
        // A third of the name is a typing error; more is another name.
        .filter(|(distance, _)| *distance <= (wanted.chars().count() / 3).clamp(1, 4))
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein's distance: the least number of characters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, from) in a.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (&to, &above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(from != to))
                .min(left + 1)
                .min(above + 1);
            diagonal = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn folder(names: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "文").unwrap();
        }
        folder
    }

    fn expanded(folder: &TempDir, inputs: &[&str]) -> Result<Vec<String>, Failure> {
        let inputs: Vec<PathBuf> = inputs.iter().map(|i| folder.path().join(i)).collect();
        Ok(expand(&inputs)?
            .iter()
            .map(|path| super::super::stored_path(path.strip_prefix(folder.path()).unwrap()))
            .collect())
    }

    #[test]
    fn a_folder_means_its_texts_sorted_by_name() {
        let folder = folder(&[
            "b.txt",
            "a.TXT",
            "c/d.text",
            ".hidden.txt",
            ".git/x.txt",
            "terms.tsv",
            "report.html",
            "p.jpg",
            "e.docx",
            "~$e.docx",
            ".~lock.f.odt#",
            "f.odt",
            "README.md",
            "notes.md",
        ]);
        assert_eq!(
            expanded(&folder, &[""]).unwrap(),
            ["a.TXT", "b.txt", "c/d.text", "e.docx", "f.odt", "notes.md"]
        );
        assert_eq!(expanded(&folder, &["README.md"]).unwrap(), ["README.md"]);
    }

    #[test]
    fn patterns_are_expanded_here() {
        let folder = folder(&["b.txt", "a.txt", "c/d.txt", "c/e/f.txt", "g.srt"]);
        assert_eq!(expanded(&folder, &["*.txt"]).unwrap(), ["a.txt", "b.txt"]);
        assert_eq!(
            expanded(&folder, &["**/*.txt"]).unwrap(),
            ["a.txt", "b.txt", "c/d.txt", "c/e/f.txt"]
        );
        assert_eq!(
            expanded(&folder, &["c/**"]).unwrap(),
            ["c/d.txt", "c/e/f.txt"]
        );
        assert_eq!(
            expanded(&folder, &["*"]).unwrap(),
            ["a.txt", "b.txt", "g.srt"]
        );
        assert_eq!(expanded(&folder, &["*.srt"]).unwrap(), ["g.srt"]);
    }

    #[cfg(windows)]
    #[test]
    fn patterns_and_folders_with_backslashes_are_expanded_on_windows() {
        let folder = folder(&["c/a.zh.txt", "c/b.txt", "d.txt"]);
        for input in [r"c\*.txt", r"c\**"] {
            assert_eq!(
                expanded(&folder, &[input]).unwrap(),
                ["c/a.zh.txt", "c/b.txt"],
                "{input}"
            );
        }
    }

    #[test]
    fn a_name_that_looks_like_a_pattern_wins_when_it_exists() {
        let folder = folder(&["[1].txt", "1.txt"]);
        assert_eq!(expanded(&folder, &["[1].txt"]).unwrap(), ["[1].txt"]);
    }

    #[test]
    fn a_named_file_needs_no_known_ending() {
        let folder = folder(&["speech", "terms.tsv"]);
        assert_eq!(
            expanded(&folder, &["speech", "terms.tsv"]).unwrap(),
            ["speech", "terms.tsv"]
        );
    }

    #[test]
    fn a_file_named_twice_is_taken_once() {
        let folder = folder(&["a.txt", "b.txt"]);
        assert_eq!(
            expanded(&folder, &["b.txt", "*.txt", "./b.txt"]).unwrap(),
            ["b.txt", "a.txt"]
        );
    }

    #[test]
    fn standard_input_stays() {
        assert_eq!(expand(&["-".into()]).unwrap(), [Path::new("-")]);
    }

    #[test]
    fn a_misspelt_name_gets_a_suggestion() {
        let folder = folder(&["西安讲话.txt", "other.txt"]);
        let failure = expanded(&folder, &["西安讲活.txt"]).unwrap_err();
        assert!(failure.to_string().ends_with("there is no such file"));
        assert!(failure.advice().unwrap().contains("西安讲话.txt"));
        let failure = expanded(&folder, &["nothing-like-it.txt"]).unwrap_err();
        assert!(failure.advice().unwrap().starts_with("check the name"));
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = folder(&[]);
        let failure = expanded(&folder, &["no/a.txt"]).unwrap_err();
        assert!(failure.to_string().contains("there is no folder"));
    }

    #[test]
    fn a_folder_without_texts_is_an_error() {
        let folder = folder(&["p.jpg"]);
        let failure = expanded(&folder, &[""]).unwrap_err();
        assert!(failure.to_string().ends_with("holds no text"));
        let failure = expanded(&folder, &["*.txt"]).unwrap_err();
        assert!(failure.to_string().ends_with("matches no text"));
        assert_eq!(failure.code(), 3);
    }

    #[test]
    fn a_broken_pattern_is_a_usage_failure() {
        let folder = folder(&["a.txt"]);
        assert_eq!(expanded(&folder, &["***.txt"]).unwrap_err().code(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_above_does_not_go_round_in_circles() {
        let folder = folder(&["a.txt"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        assert_eq!(expanded(&folder, &[""]).unwrap(), ["a.txt"]);
    }

    #[test]
    fn distance_counts_characters() {
        assert_eq!(distance("讲话.txt", "讲活.txt"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
