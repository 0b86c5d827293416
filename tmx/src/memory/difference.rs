//! What differs between two texts.

use std::ops::Range;

use super::piece::{Scale, each_piece};

/// Whose a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Both texts have it.
    Same,
    /// The old text has it alone.
    Removed,
    /// The new text has it alone.
    Added,
}

/// Fields of the table that is filled at most; what differs more is told as a whole.
const FIELDS: usize = 4_000_000;

/// The way from an old text to a new one, in as few pieces as can be: parts in order, where `Same`
/// and `Added` joined are the new text, white space around it aside.
///
/// ```
/// use tmx::memory::{Part, difference};
///
/// let parts = difference("到2030年建成。", "到2035年建成。");
/// assert_eq!(parts, [
///     (Part::Same, "到".to_owned()),
///     (Part::Removed, "2030".to_owned()),
///     (Part::Added, "2035".to_owned()),
///     (Part::Same, "年建成。".to_owned()),
/// ]);
/// ```
#[must_use]
pub fn difference(old: &str, new: &str) -> Vec<(Part, String)> {
    let (olds, news) = (located(old), located(new));
    let alike = |(one, other): &(&Piece, &Piece)| one.1 == other.1;
    let before = olds.iter().zip(&news).take_while(alike).count();
    let (rest, other) = (&olds[before..], &news[before..]);
    let after = rest
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(alike)
        .count();
    let (rest, other) = (&rest[..rest.len() - after], &other[..other.len() - after]);
    let mut steps = vec![Part::Same; before];
    steps.extend(way(rest, other));
    steps.extend(vec![Part::Same; after]);
    let mut parts: Vec<(Part, String)> = Vec::new();
    let (mut olds, mut news) = (olds.into_iter(), news.into_iter());
    // Blanks between pieces go with what follows them.
    let (mut old_end, mut new_end) = (None, None);
    for step in steps {
        let text = match step {
            Part::Removed => taken(old, olds.next(), &mut old_end),
            Part::Added => taken(new, news.next(), &mut new_end),
            Part::Same => {
                taken(old, olds.next(), &mut old_end);
                taken(new, news.next(), &mut new_end)
            }
        };
        match parts.last_mut() {
            Some((last, part)) if *last == step => part.push_str(text),
            _ => parts.push((step, text.to_owned())),
        }
    }
    parts
}

type Piece = (Range<usize>, u32);

fn located(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    each_piece(text, Scale::Tokens, |range, piece| {
        pieces.push((range, piece));
    });
    pieces
}

/// The text of a piece with the blanks before it.
fn taken<'t>(text: &'t str, piece: Option<Piece>, end: &mut Option<usize>) -> &'t str {
    let Some((range, _)) = piece else {
        return "";
    };
    let start = end.unwrap_or(range.start);
    *end = Some(range.end);
    text.get(start..range.end).unwrap_or_default()
}

/// The shortest way between two lists of pieces; where something is exchanged, what goes before
/// what comes.
fn way(old: &[Piece], new: &[Piece]) -> Vec<Part> {
    let whole = || {
        let mut steps = vec![Part::Removed; old.len()];
        steps.extend(vec![Part::Added; new.len()]);
        steps
    };
    let width = new.len() + 1;
    if old.is_empty() || new.is_empty() || (old.len() + 1).saturating_mul(width) > FIELDS {
        return whole();
    }
    // Distances from each place to the end.
    let mut table = vec![0_u32; (old.len() + 1) * width];
    for row in (0..=old.len()).rev() {
        for column in (0..=new.len()).rev() {
            let at = row * width + column;
            table[at] = match (old.get(row), new.get(column)) {
                (Some(one), Some(other)) => {
                    let exchanged = table[at + width + 1] + u32::from(one.1 != other.1);
                    exchanged.min(table[at + width] + 1).min(table[at + 1] + 1)
                }
                _ => (old.len() - row + new.len() - column) as u32,
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let (mut steps, mut added) = (Vec::new(), 0);
    while row < old.len() && column < new.len() {
        let at = row * width + column;
        let is_same = old[row].1 == new[column].1;
        if is_same && table[at] == table[at + width + 1] {
            steps.extend(vec![Part::Added; std::mem::take(&mut added)]);
            steps.push(Part::Same);
            (row, column) = (row + 1, column + 1);
        } else if table[at] == table[at + width + 1] + 1 {
            steps.push(Part::Removed);
            added += 1;
            (row, column) = (row + 1, column + 1);
        } else if table[at] == table[at + width] + 1 {
            steps.push(Part::Removed);
            row += 1;
        } else {
            added += 1;
            column += 1;
        }
    }
    steps.extend(vec![Part::Removed; old.len() - row]);
    steps.extend(vec![Part::Added; added + new.len() - column]);
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Score;
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        difference(old, new)
            .into_iter()
            .map(|(part, text)| match part {
                Part::Same => text,
                Part::Removed => format!("[-{text}-]"),
                Part::Added => format!("{{+{text}+}}"),
            })
            .collect()
    }

    #[test]
    fn what_goes_stands_before_what_comes() {
        assert_eq!(
            shown("坚持绿色发展。", "坚持高质量发展。"),
            "坚持[-绿色-]{+高质量+}发展。"
        );
        assert_eq!(shown("合作，共赢", "合作共赢"), "合作[-，-]共赢");
        assert_eq!(shown("", "合作"), "{+合作+}");
    }

    #[test]
    fn words_of_letters_keep_their_blanks() {
        assert_eq!(
            shown("the blue sea", "the deep sea"),
            "the[- blue-]{+ deep+} sea"
        );
    }

    proptest! {
        #[test]
        fn the_way_leads_from_the_old_text_to_the_new_one(old in "[ab我们 ，1]{0,12}", new in "[ab我们 ，1]{0,12}") {
            let parts = difference(&old, &new);
            let joined = |left_out: Part| -> String {
                let parts = parts.iter().filter(|(part, _)| *part != left_out);
                parts.map(|(_, text)| text.as_str()).collect()
            };
            let new_again = joined(Part::Removed);
            prop_assert_eq!(new_again.trim(), new.trim());
            let count = |text: &str| super::super::pieces(text, Scale::Tokens).len();
            let kept = parts.iter().filter(|(part, _)| *part != Part::Added);
            prop_assert_eq!(kept.map(|(_, text)| count(text)).sum::<usize>(), count(&old));
            // What is exchanged counts once.
            let (mut distance, mut open) = (0, [0, 0]);
            for (part, text) in parts.iter().chain([&(Part::Same, String::new())]) {
                match part {
                    Part::Removed => open[0] += count(text),
                    Part::Added => open[1] += count(text),
                    Part::Same => distance += std::mem::take(&mut open).into_iter().max().unwrap(),
                }
            }
            let longest = count(&old).max(count(&new));
            prop_assert_eq!(Score::new(distance, longest), Score::between(&old, &new, Scale::Tokens));
        }
    }
}
