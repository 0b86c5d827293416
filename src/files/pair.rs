//! Which files are the two languages of one text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Scripts and regions that may follow the language in a name, as in `speech.zh-Hans-CN.txt`.
/// A closed list, so that `report-en-de.txt` is not taken for English alone.
const SUBTAGS: &[&str] = &[
    "hans", "hant", "cn", "tw", "hk", "mo", "sg", "my", "us", "gb", "uk", "au", "ca", "ie", "nz",
    "in", "za",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Chinese,
    English,
}

/// Folder, name without the mark of the language, extension.
type Key = (PathBuf, String, String);

/// Pairs `NAME.zh.EXT` with `NAME.en.EXT` of the same folder; returns the pairs, Chinese first,
/// and the files that have no counterpart, both in the order of `files`.
///
/// The two may be of different kinds, `NAME.zh.docx` and `NAME.en.pdf`; those of one kind are
/// paired first.
///
/// The mark may stand behind `.`, `-` or `_` or be the whole name, in any case, with a script or
/// region behind it (`_zh`, `-EN`, `.zh-CN`, `zh_Hans`). Where one name has several files of a
/// language, the first is paired with the first.
pub(crate) fn pair_up(files: Vec<PathBuf>) -> (Vec<(PathBuf, PathBuf)>, Vec<PathBuf>) {
    let mut marks: Vec<Option<(Key, Side)>> = files.iter().map(|path| mark(path)).collect();
    let mut counterpart = BTreeMap::new();
    match_sides(&marks, &mut counterpart);
    for ((_, _, extension), _) in marks.iter_mut().flatten() {
        extension.clear();
    }
    match_sides(&marks, &mut counterpart);

    let mut pairs = Vec::new();
    let mut singles = Vec::new();
    for (index, path) in files.iter().enumerate() {
        match counterpart.get(&index) {
            Some(&(zh, en)) => {
                // Once, where the first of the two stands.
                if index == zh.min(en)
                    && let (Some(zh), Some(en)) = (files.get(zh), files.get(en))
                {
                    pairs.push((zh.clone(), en.clone()));
                }
            }
            None => singles.push(path.clone()),
        }
    }
    (pairs, singles)
}

/// Adds the pairs of files that have equal keys and none yet.
fn match_sides(marks: &[Option<(Key, Side)>], counterpart: &mut BTreeMap<usize, (usize, usize)>) {
    let mut sides: BTreeMap<&Key, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, mark) in marks.iter().enumerate() {
        if let Some((key, side)) = mark
            && !counterpart.contains_key(&index)
        {
            let (chinese, english) = sides.entry(key).or_default();
            match side {
                Side::Chinese => chinese.push(index),
                Side::English => english.push(index),
            }
        }
    }
    for (chinese, english) in sides.values() {
        for (&zh, &en) in chinese.iter().zip(english) {
            counterpart.insert(zh, (zh, en));
            counterpart.insert(en, (zh, en));
        }
    }
}

fn mark(path: &Path) -> Option<(Key, Side)> {
    let stem = path.file_stem()?.to_str()?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    let (name, side) = split_mark(stem)?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let extension = extension.unwrap_or_default().to_lowercase();
    Some(((folder, name.to_owned(), extension), side))
}

fn split_mark(stem: &str) -> Option<(&str, Side)> {
    let starts = stem
        .char_indices()
        .filter(|(_, character)| matches!(character, '.' | '-' | '_'))
        .map(|(at, _)| (at, at + 1));
    std::iter::once((0, 0))
        .chain(starts)
        .find_map(|(end, start)| {
            let side = side(stem.get(start..)?)?;
            Some((stem.get(..end)?, side))
        })
}

fn side(tag: &str) -> Option<Side> {
    let tag = tag.to_lowercase();
    let mut subtags = tag.split(['-', '_']);
    let side = match subtags.next()? {
        "zh" => Side::Chinese,
        "en" => Side::English,
        _ => return None,
    };
    subtags.all(|s| SUBTAGS.contains(&s)).then_some(side)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pair(files: &[&str]) -> (Vec<(String, String)>, Vec<String>) {
        let show = |path: &PathBuf| path.to_string_lossy().into_owned();
        let (pairs, singles) = pair_up(files.iter().map(PathBuf::from).collect());
        (
            pairs.iter().map(|(zh, en)| (show(zh), show(en))).collect(),
            singles.iter().map(show).collect(),
        )
    }

    #[test]
    fn marked_names_are_paired_chinese_first() {
        let (pairs, singles) = pair(&["b.txt", "a.en.txt", "a.zh.txt", "c.zh.txt"]);
        assert_eq!(pairs, [("a.zh.txt".to_owned(), "a.en.txt".to_owned())]);
        assert_eq!(singles, ["b.txt", "c.zh.txt"]);
    }

    #[cfg(windows)]
    #[test]
    fn folders_are_parted_by_backslashes_on_windows() {
        let (pairs, _) = pair(&[r"D:\talks\a.zh.txt", r"D:\talks\a.en.txt"]);
        assert_eq!(pairs.len(), 1);
        let (pairs, _) = pair(&[r"D:\2022\a.zh.txt", r"D:\2023\a.en.txt"]);
        assert!(pairs.is_empty());
    }

    #[test]
    fn all_ways_of_marking_are_known() {
        for (zh, en) in [
            ("a_zh.txt", "a_en.txt"),
            ("a-zh.txt", "a-EN.txt"),
            ("a.zh-CN.txt", "a.en.txt"),
            ("a_zh_Hans_CN.md", "a_en_US.md"),
            ("zh.txt", "en.txt"),
            ("2023.05.zh.TXT", "2023.05.en.txt"),
        ] {
            assert_eq!(pair(&[zh, en]).0.len(), 1, "{zh} {en}");
        }
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        for (zh, en) in [
            ("a.zh.txt", "b.en.txt"),
            ("x/a.zh.txt", "y/a.en.txt"),
            ("zhang.txt", "english.txt"),
            ("a-zh.txt", "a-en-route.txt"),
        ] {
            assert_eq!(pair(&[zh, en]).0.len(), 0, "{zh} {en}");
        }
    }

    #[test]
    fn files_of_one_kind_are_paired_before_those_of_two() {
        let files = ["a.zh.docx", "a.zh.txt", "a.en.txt", "a.en.pdf"];
        let (pairs, singles) = pair(&files);
        let named = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
        assert_eq!(
            pairs,
            [
                named("a.zh.docx", "a.en.pdf"),
                named("a.zh.txt", "a.en.txt")
            ]
        );
        assert!(singles.is_empty());
    }

    #[test]
    fn a_third_file_stays_single() {
        let (pairs, singles) = pair(&["a.zh.txt", "a.zh-TW.txt", "a.en.txt"]);
        assert_eq!(pairs.len(), 1);
        assert_eq!(singles, ["a.zh-TW.txt"]);
    }

    proptest! {
        #[test]
        fn no_file_is_lost(files in prop::collection::vec("[ab]?[._-]?(zh|en|x)(-cn)?\\.txt", 0..8)) {
            let names: Vec<&str> = files.iter().map(String::as_str).collect();
            let (pairs, singles) = pair(&names);
            prop_assert_eq!(pairs.len() * 2 + singles.len(), files.len());
        }
    }
}
