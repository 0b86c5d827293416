//! Chinese words by jieba's dictionary.

use std::sync::LazyLock;

use jieba_rs::Jieba;
use rustc_hash::FxHashMap;

use super::is_han;
use super::normal::is_usual_mark;

/// Sum of all word frequencies in jieba's dictionary, the size of the reference text.
pub const REFERENCE_TOTAL: f64 = 60_101_967.0;

// Loading takes a tenth of a second and 60 MB: once a process, and only when words are asked for.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Splits Chinese text into words by jieba's dictionary, without guessing unknown words.
///
/// All values share one dictionary, loaded when the first word is asked for. Runs of Chinese
/// characters, of Latin letters and of digits are cut apart first; every other character stands
/// alone.
///
/// ```
/// use glossary::words::ChineseWordSegmenter;
/// use tmx::WordSegmenter as _;
///
/// let words = ChineseWordSegmenter.segment("绿色发展，2030年");
/// assert_eq!(words, ["绿色", "发展", "，", "2030", "年"]);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ChineseWordSegmenter;

impl ChineseWordSegmenter {
    /// Loads the dictionary now, so that whoever asks for the first word need not wait for it.
    pub fn load(&self) {
        LazyLock::force(&JIEBA);
    }

    /// The words of `text` with their parts of speech, in order; joined, they are `text` again.
    #[must_use]
    pub fn tagged<'t>(&self, text: &'t str) -> Vec<TaggedWord<'t>> {
        let mut words = Vec::with_capacity(text.len() / 4);
        self.each_tagged(text, |word| words.push(word));
        words
    }

    /// Hands over the words that [`tagged`](Self::tagged) returns, one by one.
    pub fn each_tagged<'t>(&self, text: &'t str, mut take: impl FnMut(TaggedWord<'t>)) {
        for (start, run) in runs(text) {
            let tag = match run.chars().next() {
                Some(first) if is_han(first) => {
                    for tag in JIEBA.tag(run, false) {
                        take(TaggedWord {
                            text: tag.word,
                            start: start + tag.byte_start,
                            tag: PartOfSpeechTag::from_jieba(tag.tag),
                        });
                    }
                    continue;
                }
                Some(first) if first.is_numeric() => PartOfSpeechTag::Numeral,
                Some(first) if first.is_alphabetic() => PartOfSpeechTag::Latin,
                _ => PartOfSpeechTag::Mark,
            };
            take(TaggedWord {
                text: run,
                start,
                tag,
            });
        }
    }

    /// The words of `text` as [`tagged`](Self::tagged) gives them, but with the long ones of the
    /// dictionary in their parts: 商品交易 is 商品 and 交易, so that 大宗商品 can be seen before
    /// 交易. Idioms stay whole.
    #[must_use]
    pub fn tagged_in_parts<'t>(&self, text: &'t str) -> Vec<TaggedWord<'t>> {
        let mut words = Vec::with_capacity(text.len() / 4);
        self.each_tagged_in_parts(text, |word| words.push(word));
        words
    }

    /// Hands over the words that [`tagged_in_parts`](Self::tagged_in_parts) returns, one by one.
    pub fn each_tagged_in_parts<'t>(&self, text: &'t str, mut take: impl FnMut(TaggedWord<'t>)) {
        // Cutting a word takes ten times as long as finding it, and words recur.
        let mut cut: FxHashMap<&'t str, Vec<TaggedWord<'t>>> = FxHashMap::default();
        self.each_tagged(text, |word| {
            // In UTF-8 a Han character of the common planes has three bytes.
            let long = word.text.len() >= 4 * 3;
            if long && word.tag != PartOfSpeechTag::Idiom && word.text.starts_with(is_han) {
                let parts = cut.entry(word.text).or_insert_with(|| {
                    let mut parts = Vec::new();
                    each_part(TaggedWord { start: 0, ..word }, &mut |part| {
                        parts.push(part);
                    });
                    parts
                });
                for part in parts {
                    let end = part.start + part.text.len();
                    take(TaggedWord {
                        text: word.text.get(part.start..end).unwrap_or_default(),
                        start: word.start + part.start,
                        tag: part.tag,
                    });
                }
            } else {
                take(word);
            }
        });
    }

    /// The part of speech of `word` where the dictionary has it as one word.
    #[must_use]
    pub fn tag_of(&self, word: &str) -> Option<PartOfSpeechTag> {
        if !JIEBA.has_word(word) {
            return None;
        }
        match JIEBA.tag(word, false).as_slice() {
            [only] => Some(PartOfSpeechTag::from_jieba(only.tag)),
            _ => Some(PartOfSpeechTag::Unknown),
        }
    }

    /// How often `word` occurs in the reference text of [`REFERENCE_TOTAL`] words; none when the
    /// dictionary lacks it.
    #[must_use]
    pub fn reference_frequency(&self, word: &str) -> Option<usize> {
        // For a known word that is cut as itself this is its frequency, give or take one.
        JIEBA.has_word(word).then(|| JIEBA.suggest_freq(word))
    }
}

impl tmx::WordSegmenter for ChineseWordSegmenter {
    fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut words = Vec::with_capacity(text.len() / 4);
        for (_, run) in runs(text) {
            if run.starts_with(is_han) {
                words.extend(JIEBA.cut(run, false).into_iter().map(|token| token.word));
            } else {
                words.push(run);
            }
        }
        words
    }
}

/// A word in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaggedWord<'t> {
    /// The word as written.
    pub text: &'t str,
    /// Byte offset of the word in the text.
    pub start: usize,
    /// Its part of speech.
    pub tag: PartOfSpeechTag,
}

/// Parts of speech as jieba's dictionary tells them, in the coarseness that rules need.
///
/// The tags follow the ICTCLAS scheme; they are a word's usual part of speech, not the one it has
/// in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartOfSpeechTag {
    /// Noun (`n`).
    Noun,
    /// Name of a person (`nr`).
    Person,
    /// Name of a place (`ns`).
    Place,
    /// Name of an organisation or another name (`nt`, `nz`).
    Name,
    /// Noun made of a verb (`vn`).
    VerbalNoun,
    /// Verb (`v`).
    Verb,
    /// Adjective (`a`, `z`).
    Adjective,
    /// Word that only stands before nouns (`b`).
    Attributive,
    /// Idiom (`i`).
    Idiom,
    /// Set phrase (`l`).
    Phrase,
    /// Abbreviation (`j`).
    Abbreviation,
    /// Time (`t`).
    Time,
    /// Number (`m`).
    Numeral,
    /// Measure word (`q`).
    Measure,
    /// Direction or place word (`f`, `s`).
    Locative,
    /// Adverb (`d`).
    Adverb,
    /// Pronoun (`r`).
    Pronoun,
    /// Preposition (`p`).
    Preposition,
    /// Conjunction (`c`).
    Conjunction,
    /// Particle, interjection, onomatopoeia (`u`, `y`, `e`, `o`).
    Particle,
    /// Prefix or suffix (`h`, `k`).
    Affix,
    /// Bound morpheme (`ng`, `vg`, `ag`, `g`, `zg`).
    Morpheme,
    /// Letters of an alphabet.
    Latin,
    /// Chinese characters that the dictionary lacks.
    Unknown,
    /// Punctuation, space, symbol.
    Mark,
}

impl PartOfSpeechTag {
    fn from_jieba(tag: &str) -> Self {
        match tag {
            "vn" | "an" => Self::VerbalNoun,
            "ns" => Self::Place,
            "nt" | "nz" => Self::Name,
            "ng" | "vg" | "ag" | "tg" | "zg" | "dg" | "g" | "rg" | "mg" => Self::Morpheme,
            _ if tag.starts_with("nr") => Self::Person,
            _ => match tag.chars().next() {
                Some('n') => Self::Noun,
                Some('v') => Self::Verb,
                Some('a' | 'z') => Self::Adjective,
                Some('b') => Self::Attributive,
                Some('i') => Self::Idiom,
                Some('l') => Self::Phrase,
                Some('j') => Self::Abbreviation,
                Some('t') => Self::Time,
                Some('m') => Self::Numeral,
                Some('q') => Self::Measure,
                Some('f' | 's') => Self::Locative,
                Some('d') => Self::Adverb,
                Some('r') => Self::Pronoun,
                Some('p') => Self::Preposition,
                Some('c') => Self::Conjunction,
                Some('u' | 'y' | 'e' | 'o') => Self::Particle,
                Some('h' | 'k') => Self::Affix,
                _ => Self::Unknown,
            },
        }
    }

    /// The tag as jieba writes its class: `n`, `vn`, `ns` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Noun => "n",
            Self::Person => "nr",
            Self::Place => "ns",
            Self::Name => "nz",
            Self::VerbalNoun => "vn",
            Self::Verb => "v",
            Self::Adjective => "a",
            Self::Attributive => "b",
            Self::Idiom => "i",
            Self::Phrase => "l",
            Self::Abbreviation => "j",
            Self::Time => "t",
            Self::Numeral => "m",
            Self::Measure => "q",
            Self::Locative => "f",
            Self::Adverb => "d",
            Self::Pronoun => "r",
            Self::Preposition => "p",
            Self::Conjunction => "c",
            Self::Particle => "u",
            Self::Affix => "k",
            Self::Morpheme => "g",
            Self::Latin => "eng",
            Self::Unknown => "x",
            Self::Mark => "w",
        }
    }
}

/// Cuts a word between two words of the dictionary, each of two characters or more, where their
/// frequencies make it likeliest; then goes on with the halves.
fn each_part<'t>(word: TaggedWord<'t>, take: &mut dyn FnMut(TaggedWord<'t>)) {
    let frequency = |part: &str| {
        let known = JIEBA.has_word(part).then(|| JIEBA.suggest_freq(part));
        known.map(|frequency| frequency.max(1) as f64)
    };
    let cuts: Vec<usize> = word.text.char_indices().map(|(at, _)| at).collect();
    let mut best: Option<(f64, usize)> = None;
    for &cut in cuts
        .get(2..cuts.len().saturating_sub(1))
        .unwrap_or_default()
    {
        let (left, right) = word.text.split_at(cut);
        if let (Some(left), Some(right)) = (frequency(left), frequency(right)) {
            let likelihood = left.ln() + right.ln();
            if best.is_none_or(|(highest, _)| likelihood > highest) {
                best = Some((likelihood, cut));
            }
        }
    }
    let Some((_, cut)) = best else {
        take(word);
        return;
    };
    let (left, right) = word.text.split_at(cut);
    for (text, start) in [(left, word.start), (right, word.start + cut)] {
        let tag = ChineseWordSegmenter.tag_of(text);
        each_part(
            TaggedWord {
                text,
                start,
                tag: tag.unwrap_or(PartOfSpeechTag::Unknown),
            },
            take,
        );
    }
}

/// Runs of one script, other characters alone, with their byte offsets.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest_at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(rest_at..)?;
        let kind = Script::of(rest.chars().next()?);
        let length = if kind == Script::Other {
            rest.chars().next().map_or(0, char::len_utf8)
        } else {
            rest.find(|character| Script::of(character) != kind)
                .unwrap_or(rest.len())
        };
        let start = rest_at;
        rest_at += length;
        Some((start, rest.get(..length)?))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Letters,
    Digits,
    Other,
}

impl Script {
    fn of(character: char) -> Self {
        if is_han(character) {
            Self::Han
        } else if is_usual_mark(character) {
            Self::Other
        } else if character.is_numeric() {
            Self::Digits
        } else if character.is_alphabetic() {
            Self::Letters
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tmx::WordSegmenter as _;

    use super::*;

    #[test]
    fn words_carry_their_part_of_speech_and_place() {
        let words = ChineseWordSegmenter.tagged("在北京开会");
        let told: Vec<_> = words.iter().map(|word| (word.text, word.start)).collect();
        assert_eq!(told, [("在", 0), ("北京", 3), ("开会", 9)]);
        assert_eq!(words[0].tag, PartOfSpeechTag::Preposition);
        assert_eq!(words[1].tag, PartOfSpeechTag::Place);
    }

    #[test]
    fn long_words_come_in_parts_and_idioms_whole() {
        let words = ChineseWordSegmenter.tagged_in_parts("商品交易中心因地制宜");
        let told: Vec<_> = words.iter().map(|word| (word.text, word.start)).collect();
        assert_eq!(
            told,
            [("商品", 0), ("交易", 6), ("中心", 12), ("因地制宜", 18)]
        );
    }

    #[test]
    fn usual_words_have_a_frequency_and_unknown_ones_none() {
        let usual = ChineseWordSegmenter.reference_frequency("中国").unwrap();
        assert!(usual > 10_000, "{usual}");
        assert_eq!(ChineseWordSegmenter.reference_frequency("龘靐齉"), None);
    }

    #[test]
    fn hyphens_do_not_glue_words() {
        let words = ChineseWordSegmenter.segment("北京-上海D线");
        assert_eq!(words, ["北京", "-", "上海", "D", "线"]);
    }

    proptest! {
        #[test]
        fn segmenting_loses_nothing(text in "[a-z0-9 。，·“-\u{4e00}-\u{9fff}]{0,40}|\\PC{0,20}") {
            prop_assert_eq!(ChineseWordSegmenter.segment(&text).concat(), text.clone());
            let tagged = ChineseWordSegmenter.tagged(&text);
            let joined: String = tagged.iter().map(|word| word.text).collect();
            prop_assert_eq!(&joined, &text);
            for word in &tagged {
                prop_assert_eq!(&text[word.start..word.start + word.text.len()], word.text);
            }
        }
    }
}
