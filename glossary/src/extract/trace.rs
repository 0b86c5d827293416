//! Why a string that occurs was not proposed.

use std::fmt;

use serde::Serialize;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::ExtractConfig;
use super::clause::{Text, Texts};
use super::library::Library;

/// What keeps a string from being a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "obstacle", rename_all = "snake_case")]
pub enum Obstacle {
    /// It is too short or too long.
    Length {
        /// Its characters.
        chars: usize,
    },
    /// It begins or ends inside a word.
    InsideWord {
        /// The words it stands in, with blanks between them.
        words: String,
    },
    /// A mark stands inside that no term goes across.
    Mark {
        /// The mark.
        mark: String,
    },
    /// It begins with a word with which no term begins.
    Beginning {
        /// The word.
        word: String,
    },
    /// It ends with a word with which no term ends.
    Ending {
        /// The word.
        word: String,
    },
    /// A word stands inside that does not stand in terms.
    Inside {
        /// The word.
        word: String,
    },
    /// It may be a term by its words, but nothing speaks for it: it does not recur enough outside
    /// repeated sentences, and no mark, dictionary or pattern singles it out.
    Unmarked,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { chars } => write!(f, "has {chars} characters, too few or too many"),
            Self::InsideWord { words } => {
                write!(f, "begins or ends inside a word, as words are cut: {words}")
            }
            Self::Mark { mark } => write!(f, "goes across the mark {mark}"),
            Self::Beginning { word } => write!(f, "begins with {word}, as no term does"),
            Self::Ending { word } => write!(f, "ends with {word}, as no term does"),
            Self::Inside { word } => write!(f, "has {word} inside, as no term does"),
            Self::Unmarked => f.write_str(
                "does not recur enough, and no mark, dictionary or pattern speaks for it",
            ),
        }
    }
}

/// A string in the texts.
pub(super) struct Trace {
    pub(super) occurrences: usize,
    pub(super) obstacles: Vec<Obstacle>,
}

/// Looks a normal form up in the texts; none when it does not occur.
pub(super) fn trace(norm: &str, texts: &Library<'_>, config: &ExtractConfig) -> Option<Trace> {
    if norm.is_empty() {
        return None;
    }
    let found: Vec<Trace> = texts
        .stretches
        .par_iter()
        .filter_map(|stretch| trace_in(norm, &texts.open(stretch)))
        .collect();
    let occurrences = found.iter().map(|trace| trace.occurrences).sum();
    let best = found.into_iter().min_by_key(|it| it.obstacles.len())?;
    let mut obstacles = best.obstacles;
    let chars = norm.chars().count();
    if !(config.min_chars..=config.max_chars).contains(&chars) {
        obstacles.insert(0, Obstacle::Length { chars });
    }
    if obstacles.is_empty() {
        obstacles.push(Obstacle::Unmarked);
    }
    Some(Trace {
        occurrences,
        obstacles,
    })
}

fn trace_in(norm: &str, texts: &Texts<'_>) -> Option<Trace> {
    let text = texts.documents.first()?;
    let spelled = Spelled::new(text, texts);
    let places: Vec<Vec<Obstacle>> = spelled
        .string
        .match_indices(norm)
        .map(|(start, _)| spelled.obstacles(start, start + norm.len(), text))
        .collect();
    let occurrences = places.len();
    // The place with the least against it tells most.
    let obstacles = places.into_iter().min_by_key(Vec::len)?;
    Some(Trace {
        occurrences,
        obstacles,
    })
}

/// A text in normal form, with the way back to its words.
struct Spelled<'t> {
    string: String,
    /// First byte, word and index of each token that is left in the normal form.
    tokens: Vec<(usize, &'t str, usize)>,
}

impl<'t> Spelled<'t> {
    fn new(text: &Text<'t>, texts: &'t Texts<'_>) -> Self {
        let mut string = String::with_capacity(text.body.len());
        let mut tokens = Vec::with_capacity(text.tokens.len());
        for at in 0..text.tokens.len() {
            let Some(word) = texts.word(0, at) else {
                continue;
            };
            if text.class(at).is_transparent() {
                continue;
            }
            tokens.push((string.len(), word.text, at));
            if word.normal.is_empty() {
                // A blank or line break: nothing goes across it.
                string.push('\n');
            } else {
                string.push_str(&word.normal);
            }
        }
        Self { string, tokens }
    }

    /// What is against a term from byte `start` to byte `end`.
    fn obstacles(&self, start: usize, end: usize, text: &Text<'_>) -> Vec<Obstacle> {
        let from = self
            .tokens
            .partition_point(|&(at, ..)| at <= start)
            .saturating_sub(1);
        let to = self.tokens.partition_point(|&(at, ..)| at < end);
        let inside = self.tokens.get(from..to).unwrap_or_default();
        let begins = inside.first().is_some_and(|&(at, ..)| at == start);
        let ends = self
            .tokens
            .get(to)
            .map_or(self.string.len() == end, |&(at, ..)| at == end);
        if !begins || !ends {
            let words: Vec<&str> = inside.iter().map(|&(_, word, _)| word).collect();
            return vec![Obstacle::InsideWord {
                words: words.join(" "),
            }];
        }
        let class = |position: usize| {
            inside
                .get(position)
                .map_or(text.class(usize::MAX), |&(_, _, at)| text.class(at))
        };
        let last = inside.len().saturating_sub(1);
        let after = text.class(inside.last().map_or(usize::MAX, |&(.., at)| at + 1));
        let mut obstacles = Vec::new();
        for (position, &(_, word, _)) in inside.iter().enumerate() {
            let found = class(position);
            let word = word.to_owned();
            if found.breaks() {
                obstacles.push(Obstacle::Mark { mark: word });
            } else if position == 0 && !found.can_start(class(1)) {
                obstacles.push(Obstacle::Beginning { word });
            } else if position == last && !found.can_end(class(last.wrapping_sub(1)), after) {
                obstacles.push(Obstacle::Ending { word });
            } else if !found.can_stay_inside() {
                obstacles.push(Obstacle::Inside { word });
            }
        }
        obstacles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::library_of;

    fn obstacles(body: &str, term: &str) -> Option<Vec<String>> {
        let texts = library_of(body);
        let trace = trace(term, &texts, &ExtractConfig::default())?;
        Some(trace.obstacles.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn each_obstacle_is_named_with_its_word() {
        for (term, obstacle) in [
            ("在海洋", "begins with 在, as no term does"),
            ("合作的", "ends with 的, as no term does"),
            ("海洋、港口", "goes across the mark 、"),
            (
                "洋、港",
                "begins or ends inside a word, as words are cut: 海洋 、 港口",
            ),
            ("红", "has 1 characters, too few or too many"),
            (
                "蓝色海湾",
                "does not recur enough, and no mark, dictionary or pattern speaks for it",
            ),
        ] {
            let body = "我们在海洋、港口合作的时候看见蓝色海湾。红";
            let found = obstacles(body, term).unwrap();
            assert!(found.contains(&obstacle.to_owned()), "{term}: {found:?}");
        }
        assert_eq!(obstacles("海洋", "港口"), None);
    }

    #[test]
    fn lines_and_sentences_are_not_read_across() {
        assert_eq!(obstacles("蓝色\n海湾", "蓝色海湾"), None);
        assert_eq!(obstacles("蓝色。海湾", "蓝色海湾"), None);
    }
}
