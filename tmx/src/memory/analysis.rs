//! How much of texts a memory has: segments in bands of scores.

use std::collections::HashMap;

use serde::Serialize;

use super::matches::Match;
use super::piece::{Scale, pieces};

/// A band of an analysis, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Band {
    /// In the memory with the same neighbours.
    #[serde(rename = "101")]
    Context,
    /// In the memory.
    #[serde(rename = "100")]
    Full,
    /// Earlier in the same file.
    #[serde(rename = "repetition")]
    Repetition,
    /// In an earlier file.
    #[serde(rename = "repetition across files")]
    CrossRepetition,
    /// 95 to 99 % of it is in the memory, as all that follow.
    #[serde(rename = "95-99")]
    From95,
    /// 85 to 94 %.
    #[serde(rename = "85-94")]
    From85,
    /// 75 to 84 %.
    #[serde(rename = "75-84")]
    From75,
    /// 50 to 74 %.
    #[serde(rename = "50-74")]
    From50,
    /// Like an earlier segment of the texts, more than like any of the memory: 95 to 99 %.
    #[serde(rename = "internal 95-99")]
    Internal95,
    /// The same, 85 to 94 %.
    #[serde(rename = "internal 85-94")]
    Internal85,
    /// The same, 75 to 84 %.
    #[serde(rename = "internal 75-84")]
    Internal75,
    /// The same, 50 to 74 %.
    #[serde(rename = "internal 50-74")]
    Internal50,
    /// Less than 50 %.
    #[serde(rename = "none")]
    None,
}

impl Band {
    /// All bands, best first.
    pub const ALL: [Self; 13] = [
        Self::Context,
        Self::Full,
        Self::Repetition,
        Self::CrossRepetition,
        Self::From95,
        Self::From85,
        Self::From75,
        Self::From50,
        Self::Internal95,
        Self::Internal85,
        Self::Internal75,
        Self::Internal50,
        Self::None,
    ];

    /// The name of the band, as tables have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Context => "101",
            Self::Full => "100",
            Self::Repetition => "repetition",
            Self::CrossRepetition => "repetition across files",
            Self::From95 => "95-99",
            Self::From85 => "85-94",
            Self::From75 => "75-84",
            Self::From50 => "50-74",
            Self::Internal95 => "internal 95-99",
            Self::Internal85 => "internal 85-94",
            Self::Internal75 => "internal 75-84",
            Self::Internal50 => "internal 50-74",
            Self::None => "none",
        }
    }

    /// Whether it is about what is like earlier segments of the texts.
    #[must_use]
    pub fn is_internal(self) -> bool {
        matches!(
            self,
            Self::Internal95 | Self::Internal85 | Self::Internal75 | Self::Internal50
        )
    }

    /// The band of a segment by its best match in the memory.
    #[must_use]
    pub fn of(best: Option<&Match>) -> Self {
        match best.map(|it| (it.in_context, it.ranked.percent())) {
            Some((true, 100)) => Self::Context,
            Some((_, 100)) => Self::Full,
            Some((_, 95..)) => Self::From95,
            Some((_, 85..)) => Self::From85,
            Some((_, 75..)) => Self::From75,
            Some((_, 50..)) => Self::From50,
            _ => Self::None,
        }
    }

    /// The band of a segment that is in this one for the memory, and like an earlier segment of
    /// the texts by so many hundredths.
    #[must_use]
    pub fn or_internal(self, percent: u32) -> Self {
        let internal = match percent {
            95.. => (Self::From95, Self::Internal95),
            85.. => (Self::From85, Self::Internal85),
            75.. => (Self::From75, Self::Internal75),
            50.. => (Self::From50, Self::Internal50),
            _ => return self,
        };
        match self > internal.0 {
            true => internal.1,
            false => self,
        }
    }
}

/// What segments hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The segments themselves.
    pub segments: usize,
    /// Chinese characters, without marks, letters and digits.
    pub characters: usize,
    /// Words: every Chinese character, and every run of letters and digits.
    pub words: usize,
}

impl Counts {
    /// What a segment holds.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut counts = Self {
            segments: 1,
            ..Self::default()
        };
        super::piece::each_piece(text, Scale::Tokens, |range, _| {
            let first = text.get(range).and_then(|it| it.chars().next());
            let Some(first) = first else {
                return;
            };
            let is_han = matches!(first, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇');
            counts.characters += usize::from(is_han);
            counts.words += usize::from(first.is_alphanumeric());
        });
        counts
    }

    /// Adds other ones.
    pub fn add(&mut self, other: Self) {
        self.segments += other.segments;
        self.characters += other.characters;
        self.words += other.words;
    }
}

/// Knows which segments came before, in this file or an earlier one.
#[derive(Debug, Default)]
pub struct Repetitions {
    files: HashMap<Vec<u32>, usize>,
    file: usize,
}

impl Repetitions {
    /// Nothing came before.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins the next file.
    pub fn next_file(&mut self) {
        self.file += 1;
    }

    /// Takes the next segment: the band that it is in when it came before, in other width or with
    /// other blanks too.
    pub fn next(&mut self, text: &str) -> Option<Band> {
        match self.files.insert(pieces(text, Scale::Tokens), self.file) {
            Some(file) if file == self.file => Some(Band::Repetition),
            Some(_) => Some(Band::CrossRepetition),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Score;
    use super::*;

    fn matched(percent: u32, in_context: bool) -> Match {
        Match {
            unit: 1,
            score: Score::of_percent(percent),
            ranked: Score::of_percent(percent),
            in_context,
        }
    }

    #[test]
    fn every_score_has_its_band() {
        let band = |percent| Band::of(Some(&matched(percent, false)));
        let percents = [100, 99, 95, 94, 85, 84, 75, 74, 50, 49];
        let names: Vec<&str> = percents.map(|it| band(it).name()).to_vec();
        assert_eq!(
            names,
            [
                "100", "95-99", "95-99", "85-94", "85-94", "75-84", "75-84", "50-74", "50-74",
                "none"
            ]
        );
        assert_eq!(Band::of(Some(&matched(100, true))), Band::Context);
        assert_eq!(Band::of(None), Band::None);
    }

    #[test]
    fn what_is_like_earlier_segments_counts_only_where_it_is_more() {
        assert_eq!(Band::None.or_internal(96), Band::Internal95);
        assert_eq!(Band::From75.or_internal(80), Band::From75);
        assert_eq!(Band::From50.or_internal(80), Band::Internal75);
        assert_eq!(Band::From50.or_internal(40), Band::From50);
    }

    #[test]
    fn repetitions_are_told_within_and_across_files() {
        let mut seen = Repetitions::new();
        assert_eq!(seen.next("你好，世界。"), None);
        assert_eq!(seen.next("你好, 世界。"), Some(Band::Repetition));
        seen.next_file();
        assert_eq!(seen.next("你好，世界。"), Some(Band::CrossRepetition));
        assert_eq!(seen.next("你好，世界。"), Some(Band::Repetition));
    }

    #[test]
    fn characters_and_words_are_counted() {
        let counts = Counts::of("2023年 GDP 增长 5.2%。");
        assert_eq!((counts.characters, counts.words), (3, 6));
    }
}
