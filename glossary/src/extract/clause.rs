//! Texts as words with the marks between them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use super::Corpus;
use super::grammar::{Class, Mark};
use crate::words::{ChineseWordSegmenter, normal_form};

/// All texts of a corpus, cut into words.
pub(super) struct Texts<'t> {
    pub(super) documents: Vec<Text<'t>>,
    /// Different words, by [`Token::word`].
    pub(super) vocabulary: Vec<Word<'t>>,
    /// Tokens that are words and stand outside repeated sentences.
    pub(super) words: u32,
    /// Characters of all bodies.
    pub(super) chars: usize,
    pub(super) clauses: Vec<Clause>,
}

/// A stretch of a text that phrases do not leave: its words and joining marks by token index.
pub(super) struct Clause {
    pub(super) text: usize,
    pub(super) tokens: Vec<usize>,
    pub(super) repeated: bool,
}

/// A word type.
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) normal: String,
    pub(super) chars: u8,
    pub(super) class: Class,
    /// Polynomial hash of the normal form and the base's power for its length.
    hash: u64,
    power: u64,
}

/// A text cut into words.
pub(super) struct Text<'t> {
    pub(super) body: &'t str,
    pub(super) tokens: Vec<Token>,
}

/// A word or mark in its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) word: u32,
    /// Index of the partner of a quotation mark; of any other token, its own index.
    pub(super) partner: u32,
    pub(super) class: Class,
    pub(super) repeated: bool,
}

/// A span of tokens of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Span {
    pub(super) text: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    pub(super) fn new(text: usize, start: usize, end: usize) -> Self {
        let narrow = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Self {
            text: narrow(text),
            start: narrow(start),
            end: narrow(end),
        }
    }

    pub(super) fn tokens(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

// Mersenne prime 2^61 − 1: products fit u128 and reduce by shifts.
const MODULUS: u64 = (1 << 61) - 1;
const BASE: u64 = 1_000_003;

impl<'t> Texts<'t> {
    pub(super) fn read(corpus: &Corpus<'t>, segmenter: &ChineseWordSegmenter) -> Self {
        let mut vocabulary: Vec<Word<'t>> = Vec::new();
        let mut ids: HashMap<&'t str, u32> = HashMap::new();
        let mut texts = Self {
            documents: Vec::with_capacity(corpus.documents.len()),
            vocabulary: Vec::new(),
            words: 0,
            chars: 0,
            clauses: Vec::new(),
        };
        for document in &corpus.documents {
            let mut tokens = Vec::new();
            let mut sentences = document.sentences.iter().peekable();
            for tagged in segmenter.tagged(document.body) {
                while sentences
                    .next_if(|sentence| sentence.range.end <= tagged.start)
                    .is_some()
                {}
                let repeated = sentences.peek().is_some_and(|sentence| {
                    sentence.repeated && sentence.range.start <= tagged.start
                });
                let word = *ids.entry(tagged.text).or_insert_with(|| {
                    vocabulary.push(Word::new(tagged.text, Class::of(&tagged)));
                    u32::try_from(vocabulary.len() - 1).unwrap_or(u32::MAX)
                });
                let class = vocabulary
                    .get(word as usize)
                    .map_or(Class::Mark(Mark::Break), |word| word.class);
                texts.words += u32::from(!repeated && !matches!(class, Class::Mark(_)));
                tokens.push(Token {
                    start: u32::try_from(tagged.start).unwrap_or(u32::MAX),
                    word,
                    partner: 0,
                    class,
                    repeated,
                });
            }
            pair_quotes(&mut tokens, &vocabulary);
            texts.chars += document.body.chars().count();
            texts.push_clauses(&tokens);
            texts.documents.push(Text {
                body: document.body,
                tokens,
            });
        }
        texts.vocabulary = vocabulary;
        texts
    }

    fn push_clauses(&mut self, tokens: &[Token]) {
        let text = self.documents.len();
        for (start, run) in split_with_offset(tokens) {
            let words: Vec<usize> = run
                .iter()
                .enumerate()
                .filter(|(_, token)| !token.class.is_transparent())
                .map(|(index, _)| start + index)
                .collect();
            if !words.is_empty() {
                self.clauses.push(Clause {
                    text,
                    tokens: words,
                    repeated: run.iter().all(|token| token.repeated),
                });
            }
        }
    }

    /// The word of a token.
    pub(super) fn word(&self, text: usize, token: usize) -> Option<&Word<'t>> {
        let token = self.documents.get(text)?.tokens.get(token)?;
        self.vocabulary.get(token.word as usize)
    }

    /// Words of a span, marks left out.
    pub(super) fn span_words(&self, span: Span) -> impl Iterator<Item = &Word<'t>> {
        self.tokens(span)
            .iter()
            .filter(|token| !token.class.is_transparent())
            .filter_map(|token| self.vocabulary.get(token.word as usize))
    }

    pub(super) fn tokens(&self, span: Span) -> &[Token] {
        self.documents
            .get(span.text as usize)
            .and_then(|text| text.tokens.get(span.tokens()))
            .unwrap_or_default()
    }

    pub(super) fn surface(&self, span: Span) -> &'t str {
        self.documents
            .get(span.text as usize)
            .and_then(|text| text.body.get(text.bytes(span.tokens())))
            .unwrap_or_default()
    }

    /// Characters of the span's normal form.
    pub(super) fn chars_of(&self, span: Span) -> usize {
        self.span_words(span)
            .map(|word| usize::from(word.chars))
            .sum()
    }
}

impl<'t> Word<'t> {
    fn new(text: &'t str, class: Class) -> Self {
        let normal = if class.is_transparent() {
            String::new()
        } else {
            normal_form(text)
        };
        let (mut hash, mut power, mut chars) = (0, 1, 0_u8);
        for character in normal.chars() {
            hash = add(multiply(hash, BASE), u64::from(u32::from(character)) + 1);
            power = multiply(power, BASE);
            chars = chars.saturating_add(1);
        }
        Self {
            text,
            normal,
            chars,
            class,
            hash,
            power,
        }
    }
}

impl<'t> Text<'t> {
    /// Bytes of the body that tokens `range` cover.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let at = |index: usize| {
            self.tokens
                .get(index)
                .map_or(self.body.len(), |token| token.start as usize)
        };
        at(range.start)..at(range.end)
    }

    /// Class of a token; beyond the edges of the text there is a break.
    pub(super) fn class(&self, index: usize) -> Class {
        self.tokens
            .get(index)
            .map_or(Class::Mark(Mark::Break), |token| token.class)
    }

    /// Class of the `index`-th token of a clause; beyond its edges there is a break.
    pub(super) fn class_in(&self, clause: &Clause, index: usize) -> Class {
        let token = clause.tokens.get(index).copied();
        self.class(token.unwrap_or(usize::MAX))
    }

    /// Class of the token before `index`.
    pub(super) fn class_before(&self, index: usize) -> Class {
        index
            .checked_sub(1)
            .map_or(Class::Mark(Mark::Break), |before| self.class(before))
    }

    /// The tokens `words` with the quotation marks that belong to them: none is halved. None
    /// when that cannot be had, as where the words begin inside a quotation and end outside.
    pub(super) fn balanced(&self, words: Range<usize>) -> Option<Range<usize>> {
        let Range { mut start, mut end } = words;
        for index in words {
            let token = self.tokens.get(index)?;
            if token.class.is_transparent() {
                let partner = token.partner as usize;
                if partner + 1 == start {
                    start = partner;
                } else if partner == end {
                    end += 1;
                } else if !(start..end).contains(&partner) {
                    return None;
                }
            }
        }
        Some(start..end)
    }
}

/// Runs of tokens without a break, with the index of their first token.
fn split_with_offset(tokens: &[Token]) -> impl Iterator<Item = (usize, &[Token])> {
    let mut start = 0;
    tokens.split(|token| token.class.breaks()).map(move |run| {
        let at = start;
        start += run.len() + 1;
        (at, run)
    })
}

/// Links the quotation marks of each paragraph; a mark without partner becomes a break.
fn pair_quotes(tokens: &mut [Token], vocabulary: &[Word<'_>]) {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut partners: Vec<(usize, usize)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let text = vocabulary
            .get(token.word as usize)
            .map_or("", |word| word.text);
        let Some(mark) = text.chars().next() else {
            continue;
        };
        if mark == '\n' {
            open.clear();
        } else if token.class.is_transparent() {
            match open.last() {
                Some(&(opener, closing)) if closing == mark => {
                    open.pop();
                    partners.push((opener, index));
                    partners.push((index, opener));
                }
                _ => {
                    if let Some(closing) = closing_of(mark) {
                        open.push((index, closing));
                    }
                }
            }
        }
    }
    for (index, token) in tokens.iter_mut().enumerate() {
        token.partner = u32::try_from(index).unwrap_or(u32::MAX);
    }
    for (index, partner) in partners {
        if let Some(token) = tokens.get_mut(index) {
            token.partner = u32::try_from(partner).unwrap_or(u32::MAX);
        }
    }
    for (index, token) in tokens.iter_mut().enumerate() {
        if token.class.is_transparent() {
            token.class = match (token.partner as usize).cmp(&index) {
                Ordering::Greater => Class::Mark(Mark::Open),
                Ordering::Less => Class::Mark(Mark::Close),
                Ordering::Equal => Class::Mark(Mark::Break),
            };
        }
    }
}

fn closing_of(mark: char) -> Option<char> {
    Some(match mark {
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        '〈' => '〉',
        '"' => '"',
        _ => return None,
    })
}

/// Hash of a string of which `left` is known, lengthened by `word`.
pub(super) fn extend_hash(left: u64, word: &Word<'_>) -> u64 {
    add(multiply(left, word.power), word.hash)
}

fn add(left: u64, right: u64) -> u64 {
    let sum = left + right;
    if sum >= MODULUS { sum - MODULUS } else { sum }
}

fn multiply(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both halves are below 2^61 after the split"
    )]
    let (low, high) = ((product as u64) & MODULUS, (product >> 61) as u64);
    add(
        low,
        if high >= MODULUS {
            high - MODULUS
        } else {
            high
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Document;

    #[test]
    fn spans_keep_quotation_marks_whole() {
        let corpus = Corpus {
            documents: vec![Document {
                name: "一",
                body: "共建“蓝色家园”计划",
                sentences: &[],
            }],
        };
        let texts = Texts::read(&corpus, &ChineseWordSegmenter);
        let text = &texts.documents[0];
        let open = text
            .tokens
            .iter()
            .position(|it| it.class == Class::Mark(Mark::Open))
            .unwrap();
        let close = text.tokens[open].partner as usize;
        assert_eq!(text.balanced(open + 1..close + 2), Some(open..close + 2));
        assert_eq!(text.balanced(0..close), Some(0..close + 1));
        assert_eq!(text.balanced(open + 1..close), Some(open + 1..close));
        if close > open + 2 {
            assert_eq!(text.balanced(open + 2..close + 2), None);
        }
    }
}
