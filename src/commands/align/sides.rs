//! Whether two texts can be a text and its translation.

use std::path::Path;

use glossary::store::WorkingPair;

use crate::failure::Failure;

/// Characters of the longest sentence that can be one.
const LONGEST_SENTENCE: usize = 10_000;

/// Looks whether both texts have something to align, in languages that fit, the Chinese one first.
pub(super) fn check_sides(zh: (&Path, &str), en: (&Path, &str)) -> Result<(), Failure> {
    for (path, body) in [zh, en] {
        let name = path.display();
        if body.trim().is_empty() {
            return Err(Failure::unusable(format!("`{name}` has no sentences"))
                .hint("give a text and its translation"));
        }
        let mut lines = body.lines().enumerate();
        let long =
            lines.find(|(_, line)| line.len() > LONGEST_SENTENCE && has_endless_sentence(line));
        if let Some((at, _)) = long {
            return Err(Failure::unusable(format!(
                "`{name}`, line {}: a sentence of more than {LONGEST_SENTENCE} characters",
                at + 1
            ))
            .hint(
                "it is no text, or has lost its full stops; break the line where sentences end",
            ));
        }
    }
    let is_chinese = glossary::words::is_mostly_han;
    let hint = "the Chinese text comes first, then the English one";
    match (is_chinese(zh.1), is_chinese(en.1)) {
        (true, false) => Ok(()),
        (false, true) => Err(Failure::usage("the two texts are in the wrong order").hint(hint)),
        (true, true) => {
            Err(Failure::unusable(format!("`{}` is Chinese too", en.0.display())).hint(hint))
        }
        (false, false) => {
            Err(Failure::unusable(format!("`{}` is not Chinese", zh.0.display())).hint(hint))
        }
    }
}

fn has_endless_sentence(line: &str) -> bool {
    let lang = match glossary::words::is_mostly_han(line) {
        true => WorkingPair::default().source,
        false => WorkingPair::default().target,
    };
    (tmx::sentence::sentences(line, &lang).into_iter())
        .any(|range| line[range].chars().nth(LONGEST_SENTENCE).is_some())
}
