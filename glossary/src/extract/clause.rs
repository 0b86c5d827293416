//! Texts as words with the marks between them.

use std::cmp::Ordering;
use std::ops::Range;

use super::SentenceSpan;
use super::grammar::{Class, Mark};
use super::known::Known;
use super::lists::{CONCEPT_HEADS, NAME_HEADS};
use crate::words::{PartOfSpeechTag as Tag, has_usual_characters, normal_form};

/// A stretch of a text, cut into words: what rules look at.
///
/// Its one document is the stretch; the tokens are numbered from its beginning.
pub(super) struct Texts<'t> {
    pub(super) documents: Vec<Text<'t>>,
    /// Different words of the corpus, by [`Token::word`].
    pub(super) vocabulary: &'t [Word<'t>],
    pub(super) clauses: Vec<Clause>,
    /// Of the words before each token, and at last of all: what stands between two of them need
    /// not be looked at word by word.
    before: Vec<Sums>,
}

/// Hash, characters and number of words.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    hash: u64,
    letters: u32,
    words: u32,
}

/// A stretch of a text that phrases do not leave: its words and joining marks by token index.
pub(super) struct Clause {
    pub(super) text: usize,
    pub(super) tokens: Vec<usize>,
    pub(super) repeated: bool,
}

/// A word type.
// Words are looked up by the million and lie far apart: what is asked of every occurrence stands
// together, in one line of the cache.
#[repr(C, align(64))]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    /// Polynomial hash of the normal form and the base's power for its length.
    pub(super) hash: u64,
    pub(super) power: u64,
    /// Characters of the normal form, however many.
    pub(super) length: u32,
    pub(super) class: Class,
    pub(super) chars: u8,
    /// Whether it is written as its normal form.
    pub(super) is_plain: bool,
    /// Whether its normal form is the same among whatever other words.
    pub(super) is_usual: bool,
    /// Whether it heads names.
    pub(super) heads_names: bool,
    /// Whether it heads concepts.
    pub(super) heads_concepts: bool,
    pub(super) normal: String,
    pub(super) known: Known,
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
    /// Whether it is a word that is written as its normal form.
    pub(super) plain: bool,
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

/// Powers of the base for strings of so many characters.
pub(super) static POWERS: [u64; 256] = powers();

const fn powers() -> [u64; 256] {
    let mut powers = [1; 256];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = multiply(powers[at - 1], BASE);
        at += 1;
    }
    powers
}

impl<'t> Texts<'t> {
    /// The words numbered `words`, which joined are `body`; `sentences` are those of the text
    /// that `body` begins in at `offset`.
    pub(super) fn open(
        body: &'t str,
        words: &[u32],
        vocabulary: &'t [Word<'t>],
        sentences: &[SentenceSpan],
        offset: usize,
    ) -> Self {
        let mut tokens = read_tokens(words, vocabulary, sentences, offset);
        pair_quotes(&mut tokens, vocabulary);
        bridge_spaces(&mut tokens, vocabulary);
        let mut texts = Self {
            documents: Vec::with_capacity(1),
            vocabulary,
            clauses: Vec::new(),
            before: sums_before(&tokens, vocabulary),
        };
        texts.push_clauses(&tokens);
        texts.documents.push(Text { body, tokens });
        texts
    }

    fn push_clauses(&mut self, tokens: &[Token]) {
        for (start, run) in split_with_offset(tokens) {
            let mut words: Vec<usize> = Vec::with_capacity(run.len());
            words.extend(
                run.iter()
                    .enumerate()
                    .filter(|(_, token)| !token.class.is_transparent())
                    .map(|(index, _)| start + index),
            );
            if !words.is_empty() {
                self.clauses.push(Clause {
                    text: 0,
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

    /// Whether a span says nothing but what was said before: with one word that is new, the whole
    /// is.
    pub(super) fn is_repeated(&self, span: Span) -> bool {
        self.tokens(span).iter().all(|token| token.repeated)
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
        let (left, whole) = self.sums(span);
        whole.letters.wrapping_sub(left.letters) as usize
    }

    /// Words of the span, marks left out.
    pub(super) fn words_of(&self, span: Span) -> usize {
        let (left, whole) = self.sums(span);
        whole.words.wrapping_sub(left.words) as usize
    }

    /// Hash of the words of a span, marks left out.
    pub(super) fn hash_of(&self, span: Span) -> u64 {
        let (left, whole) = self.sums(span);
        match POWERS.get(whole.letters.wrapping_sub(left.letters) as usize) {
            Some(&power) => tail_hash(whole.hash, left.hash, power),
            None => self.span_words(span).fold(0, extend_hash),
        }
    }

    /// The sums at both ends of a span.
    fn sums(&self, span: Span) -> (Sums, Sums) {
        let at = |token: u32| self.before.get(token as usize).copied().unwrap_or_default();
        (at(span.start), at(span.end))
    }
}

impl<'t> Word<'t> {
    pub(super) fn new(text: &'t str, class: Class) -> Self {
        let normal = if class.is_transparent() {
            String::new()
        } else {
            normal_form(text)
        };
        let (mut hash, mut power, mut length) = (0, 1, 0_u32);
        for character in normal.chars() {
            hash = add(multiply(hash, BASE), u64::from(u32::from(character)) + 1);
            power = multiply(power, BASE);
            length = length.saturating_add(1);
        }
        Self {
            text,
            is_plain: normal == text,
            is_usual: has_usual_characters(text),
            normal,
            chars: u8::try_from(length).unwrap_or(u8::MAX),
            length,
            class,
            heads_names: NAME_HEADS.contains(&text),
            heads_concepts: CONCEPT_HEADS.contains(&text),
            known: Known::default(),
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

    /// Whether the mark before a token opens a title.
    pub(super) fn is_title(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map(|before| self.bytes(before..index));
        before
            .and_then(|bytes| self.body.get(bytes))
            .is_some_and(|mark| matches!(mark, "《" | "〈"))
    }

    /// Whether a token is the word for a year.
    pub(super) fn is_year(&self, index: usize) -> bool {
        self.body.get(self.bytes(index..index + 1)) == Some("年")
    }

    /// Whether a token is a comma.
    pub(super) fn is_comma(&self, index: usize) -> bool {
        self.body
            .get(self.bytes(index..index + 1))
            .is_some_and(|mark| matches!(mark, "，" | ","))
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

/// The words as they follow each other, before anything is told from the words around them.
pub(super) fn read_tokens(
    words: &[u32],
    vocabulary: &[Word<'_>],
    sentences: &[SentenceSpan],
    offset: usize,
) -> Vec<Token> {
    let later = sentences.partition_point(|sentence| sentence.range.end <= offset);
    let mut sentences = sentences.get(later..).unwrap_or_default().iter().peekable();
    let mut tokens = Vec::with_capacity(words.len());
    let mut start = 0;
    for &word in words {
        let at = offset + start;
        while sentences
            .next_if(|sentence| sentence.range.end <= at)
            .is_some()
        {}
        let known = vocabulary.get(word as usize);
        let end = at + known.map_or(0, |word| word.text.len());
        let repeated = sentences.peek().is_some_and(|sentence| {
            sentence.repeated && sentence.range.start <= at && end <= sentence.range.end
        });
        tokens.push(Token {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            word,
            partner: 0,
            class: known.map_or(Class::Mark(Mark::Break), |word| word.class),
            repeated,
            plain: known.is_some_and(|word| word.is_plain),
        });
        start = end - offset;
    }
    tokens
}

/// The sums of the words before each token, and of all.
fn sums_before(tokens: &[Token], vocabulary: &[Word<'_>]) -> Vec<Sums> {
    let mut sums = Vec::with_capacity(tokens.len() + 1);
    let mut before = Sums::default();
    sums.push(before);
    for token in tokens {
        if !token.class.is_transparent()
            && let Some(word) = vocabulary.get(token.word as usize)
        {
            before.hash = extend_hash(before.hash, word);
            before.letters = before.letters.wrapping_add(word.length);
            before.words = before.words.wrapping_add(1);
        }
        sums.push(before);
    }
    sums
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
        if !token.class.is_transparent() && token.class != Class::Mark(Mark::Break) {
            continue;
        }
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

/// Lets phrases run across a space between letters and Chinese characters: Fox 新闻频道.
fn bridge_spaces(tokens: &mut [Token], vocabulary: &[Word<'_>]) {
    let is_space = |token: &Token| {
        vocabulary
            .get(token.word as usize)
            .is_some_and(|word| matches!(word.text, " " | "\u{a0}"))
    };
    for index in 1..tokens.len().saturating_sub(1) {
        let (before, after) = (tokens[index - 1].class, tokens[index + 1].class);
        if tokens[index].class == Class::Mark(Mark::Break)
            && before.is_word()
            && after.is_word()
            && is_space(&tokens[index])
            && (before.tag() == Some(Tag::Latin)) != (after.tag() == Some(Tag::Latin))
        {
            tokens[index].class = Class::Mark(Mark::Space);
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

/// Hash of what follows `left` in a string of hash `whole`, if `power` is that of its length.
pub(super) fn tail_hash(whole: u64, left: u64, power: u64) -> u64 {
    add(whole, MODULUS - multiply(left, power))
}

/// Hashes of the beginnings of `normal`, the shortest first.
pub(super) fn prefix_hashes(normal: &str) -> impl Iterator<Item = u64> {
    normal.chars().scan(0, |hash, character| {
        *hash = add(multiply(*hash, BASE), u64::from(u32::from(character)) + 1);
        Some(*hash)
    })
}

/// Power of the base for a string made of two of powers `left` and `right`.
pub(super) fn join_powers(left: u64, right: u64) -> u64 {
    multiply(left, right)
}

const fn add(left: u64, right: u64) -> u64 {
    let sum = left + right;
    if sum >= MODULUS { sum - MODULUS } else { sum }
}

const fn multiply(left: u64, right: u64) -> u64 {
    let product = (left as u128) * (right as u128);
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
    use crate::extract::library::Library;
    use crate::extract::testing::library_of;

    fn library(body: &str) -> Library<'_> {
        library_of(body)
    }

    #[test]
    fn hash_and_characters_of_a_span_are_those_of_its_words() {
        let long = "a".repeat(300);
        let body = format!("共建“蓝色家园”计划，Fox 新闻频道。{long}号");
        let library = library(&body);
        let texts = library.open(&library.stretches[0]);
        let tokens = texts.documents[0].tokens.len();
        for start in 0..tokens {
            for end in start..=tokens {
                let span = Span::new(0, start, end);
                let hash = texts.span_words(span).fold(0, extend_hash);
                assert_eq!(texts.hash_of(span), hash);
                let chars = texts.span_words(span).map(|word| word.length as usize);
                assert_eq!(texts.chars_of(span), chars.sum::<usize>());
                assert_eq!(texts.words_of(span), texts.span_words(span).count());
            }
        }
    }

    #[test]
    fn spans_keep_quotation_marks_whole() {
        let library = library("共建“蓝色家园”计划");
        let texts = library.open(&library.stretches[0]);
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
