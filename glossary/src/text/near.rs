//! Sentences that say again, but for a few words, what was said before.

use std::ops::Range;

use super::punctuation::is_han;
use super::shingle::{LETTERS, letters, mix, shingles};

/// Chinese characters of a sentence at least: shorter ones are alike without being copies.
const LEAST_HAN: usize = 20;

/// Minima kept of the shingles of a sentence (MinHash: Broder, 1997). Two sentences with a share
/// s of common shingles agree in two or more of eight minima with a probability of
/// 1 − (1−s)⁸ − 8·s·(1−s)⁷: 96 % where half is common, under 6 % for a twentieth.
const MINIMA: usize = 8;

/// Minima that have to agree before two sentences are compared letter by letter.
const AGREEING: usize = 2;

/// Share of the letters of a sentence that an earlier passage must hold.
const REPEATED: f64 = 0.8;

/// Bytes of the passage around the earlier sentence: one sentence may say again two.
const AROUND: usize = 600;

/// Minima remembered at most, 32 MB: those of the last hundred megabytes of text or so. Of
/// longer corpora, the earlier ones are overwritten by and by.
const MOST_SLOTS: usize = 1 << 23;
const LEAST_SLOTS: usize = 1 << 12;

/// Positions are kept in this unit, so that 32 bits do for 64 GB.
const UNIT: usize = 16;

/// Tells the sentences that repeat, but for a few words, a passage of an earlier text or of the
/// same one.
///
/// Sentences are looked up by MinHash and then compared. Time is linear in the text; memory is
/// half a byte for each byte of text, and no more than 32 MB.
#[derive(Debug, Clone)]
pub struct NearRepeats<'t> {
    /// The texts, each with the position of its first byte among all of them.
    texts: Vec<(usize, &'t str)>,
    /// By a minimum, the unit at which the last sentence with it begins, plus one.
    slots: Vec<u32>,
}

/// The least values of the shingles of a sentence under some permutations: sentences that have
/// many letters in common have some of them in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minima([u64; MINIMA]);

/// A sentence with the passages that it may repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    text: usize,
    sentence: Range<usize>,
    /// Units in which sentences begin that share some of its minima, those with most first.
    earlier: Vec<usize>,
}

/// A sentence that says again what an earlier passage says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearRepeat {
    /// The text of the earlier passage, counted from 0 in the order they were begun.
    pub text: usize,
    /// The sentence in pieces, repeated and new by turns; together they are all of it.
    pub pieces: Vec<Piece>,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Whether the earlier passage has it.
    pub repeated: bool,
}

impl<'t> NearRepeats<'t> {
    /// For texts of so many bytes together.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let slots = (bytes / 8)
            .next_power_of_two()
            .clamp(LEAST_SLOTS, MOST_SLOTS);
        Self {
            texts: Vec::new(),
            slots: vec![0; slots],
        }
    }

    /// Begins the next text.
    pub fn begin(&mut self, body: &'t str) {
        let start = self
            .texts
            .last()
            .map_or(0, |(start, text)| start + text.len().next_multiple_of(UNIT));
        self.texts.push((start, body));
    }

    /// Takes the next sentence of the text that was begun last, and tells whether it is nearly a
    /// repetition. Sentences that are equal to earlier ones need not be shown.
    pub fn meet(&mut self, sentence: Range<usize>) -> Option<NearRepeat> {
        let &(_, body) = self.texts.last()?;
        let minima = Minima::of(body.get(sentence.clone())?)?;
        let sighting = self.sight(sentence, &minima)?;
        self.judge(&sighting)
    }

    /// Takes the next sentence of the text that was begun last, whose minima are known, and looks
    /// where it may have been said before; none where nowhere.
    pub fn sight(&mut self, sentence: Range<usize>, minima: &Minima) -> Option<Sighting> {
        let (text_start, _) = self.texts.last()?;
        let earlier = self.candidates(minima);
        let own = u32::try_from((text_start + sentence.start) / UNIT + 1).ok();
        let mask = self.slots.len() - 1;
        for &minimum in &minima.0 {
            if let (Some(own), Some(slot)) = (own, self.slots.get_mut(slot_of(minimum, mask))) {
                *slot = own;
            }
        }
        (!earlier.is_empty()).then(|| Sighting {
            text: self.texts.len() - 1,
            sentence,
            earlier,
        })
    }

    /// Whether a sentence is nearly a repetition of a passage that was sighted: it is compared
    /// with them, which many can do side by side.
    #[must_use]
    pub fn judge(&self, sighting: &Sighting) -> Option<NearRepeat> {
        let &(_, body) = self.texts.get(sighting.text)?;
        let words = body.get(sighting.sentence.clone())?;
        let letters: Vec<(usize, char)> = letters(words).collect();
        let mut known: Vec<(u64, usize)> = shingles(letters.iter().map(|&(_, c)| c))
            .enumerate()
            .map(|(at, shingle)| (shingle, at))
            .collect();
        known.sort_unstable();
        let filter = Filter::of(&known);
        sighting.earlier.iter().find_map(|&unit| {
            let (text, passage) = self.passage(unit, sighting)?;
            let repeated = held_by(passage, &known, &filter)?;
            Some(NearRepeat {
                text,
                pieces: pieces(words, sighting.sentence.start, &letters, &repeated),
            })
        })
    }

    /// Where sentences begin with which enough minima agree, those with most first.
    fn candidates(&self, minima: &Minima) -> Vec<usize> {
        let mask = self.slots.len() - 1;
        let mut met = minima.0.map(|minimum| {
            self.slots
                .get(slot_of(minimum, mask))
                .copied()
                .unwrap_or_default()
        });
        met.sort_unstable();
        let mut runs: Vec<(usize, u32)> = met
            .chunk_by(|one, next| one == next)
            .filter(|run| run.len() >= AGREEING)
            .filter_map(|run| Some((run.len(), run.first()?.checked_sub(1)?)))
            .collect();
        runs.sort_by_key(|&(agreeing, unit)| (std::cmp::Reverse(agreeing), unit));
        runs.into_iter().map(|(_, unit)| unit as usize).collect()
    }

    /// The passage around the sentence that begins in a unit, with the number of its text; of the
    /// text of the sentence itself, only what stands before it.
    fn passage(&self, unit: usize, sighting: &Sighting) -> Option<(usize, &'t str)> {
        let position = unit * UNIT;
        let text = self
            .texts
            .partition_point(|&(start, _)| start <= position)
            .checked_sub(1)?;
        let &(start, body) = self.texts.get(text)?;
        let end = if text == sighting.text {
            sighting.sentence.start
        } else {
            body.len()
        };
        let at = position.saturating_sub(start);
        let from = body.floor_char_boundary(at.saturating_sub(AROUND));
        let to = body.ceil_char_boundary((at + sighting.sentence.len() + AROUND).min(end));
        Some((text, body.get(from..to)?))
    }
}

impl Minima {
    /// The minima of a sentence; none when it is too short to be told from others.
    #[must_use]
    pub fn of(sentence: &str) -> Option<Self> {
        if sentence.chars().filter(|&c| is_han(c)).count() < LEAST_HAN {
            return None;
        }
        let mut minima = [u64::MAX; MINIMA];
        for shingle in shingles(letters(sentence).map(|(_, c)| c)) {
            let mut factor = 1_u64;
            for minimum in &mut minima {
                // Odd factors permute the numbers of 64 bits.
                factor = factor.wrapping_mul(0xD134_2543_DE82_EF95);
                *minimum = (*minimum).min(shingle.wrapping_mul(factor));
            }
        }
        Some(Self(minima))
    }
}

fn slot_of(minimum: u64, mask: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "the mask leaves few bits")]
    let bits = mix(minimum) as usize;
    bits & mask
}

/// A set of shingles that holds some that it was not given; most others are told by one look.
struct Filter([u64; 32]);

impl Filter {
    fn of(known: &[(u64, usize)]) -> Self {
        let mut bits = [0; 32];
        for &(shingle, _) in known {
            let (word, bit) = Self::place(shingle);
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self(bits)
    }

    fn may_hold(&self, shingle: u64) -> bool {
        let (word, bit) = Self::place(shingle);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    fn place(shingle: u64) -> (usize, u64) {
        ((shingle % 32) as usize, 1 << (shingle >> 58))
    }
}

/// For each letter of a sentence whether the passage holds it in a shingle; none when it holds too
/// few. `known` are the shingles of the sentence in order, with their places.
fn held_by(passage: &str, known: &[(u64, usize)], filter: &Filter) -> Option<Vec<bool>> {
    let mut held = vec![false; known.len() + LETTERS - 1];
    for shingle in shingles(letters(passage).map(|(_, c)| c)) {
        if !filter.may_hold(shingle) {
            continue;
        }
        let first = known.partition_point(|&(other, _)| other < shingle);
        for &(_, at) in known
            .iter()
            .skip(first)
            .take_while(|&&(other, _)| other == shingle)
        {
            held.iter_mut()
                .skip(at)
                .take(LETTERS)
                .for_each(|letter| *letter = true);
        }
    }
    let count = held.iter().filter(|&&letter| letter).count();
    #[expect(clippy::cast_precision_loss, reason = "letters of a sentence")]
    let share = count as f64 / held.len() as f64;
    (share >= REPEATED).then_some(held)
}

/// The sentence in pieces that are repeated or new. An opening mark goes with the letter after
/// it, every other mark with the letter before it.
fn pieces(words: &str, start: usize, letters: &[(usize, char)], repeated: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut next = 0;
    let mut flag = repeated.first().copied().unwrap_or_default();
    for (at, c) in words.char_indices() {
        if letters.get(next).is_some_and(|&(letter, _)| letter == at) {
            flag = repeated.get(next).copied().unwrap_or_default();
            next += 1;
        } else if matches!(
            c,
            '“' | '‘' | '「' | '『' | '《' | '〈' | '（' | '(' | '【' | '['
        ) {
            flag = repeated.get(next).copied().unwrap_or(flag);
        }
        let end = start + at + c.len_utf8();
        match pieces.last_mut() {
            Some(piece) if piece.repeated == flag => piece.range.end = end,
            _ => pieces.push(Piece {
                range: start + at..end,
                repeated: flag,
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SENTENCE: &str = "各国应当携手保护海洋生态环境，共同应对气候变化的严峻挑战。";
    const OTHER: &str = "铁路部门准备在明年春天把货运站扩大一倍，并且统一调度车皮。";

    /// What of the second text, a sentence, is new; none when it is no repetition.
    fn new_in(earlier: &str, sentence: &str) -> Option<Vec<String>> {
        let mut near = NearRepeats::new(earlier.len() + sentence.len());
        near.begin(earlier);
        for range in tmx::sentence::sentences(earlier, &tmx::LangTag::chinese()) {
            assert_eq!(near.meet(range), None);
        }
        near.begin(sentence);
        let repeat = near.meet(0..sentence.len())?;
        assert_eq!(repeat.text, 0);
        let whole: String = repeat
            .pieces
            .iter()
            .map(|piece| &sentence[piece.range.clone()])
            .collect();
        assert_eq!(whole, sentence);
        let new = repeat.pieces.iter().filter(|piece| !piece.repeated);
        Some(
            new.map(|piece| sentence[piece.range.clone()].to_owned())
                .collect(),
        )
    }

    #[test]
    fn a_sentence_with_a_speaker_before_it_is_repeated() {
        let report = format!("秘书长强调，{SENTENCE}");
        assert_eq!(
            new_in(SENTENCE, &report),
            Some(vec!["秘书长强调，".to_owned()])
        );
    }

    #[test]
    fn changed_words_are_new_and_the_rest_is_repeated() {
        let changed = SENTENCE.replace("气候", "天气");
        assert_eq!(new_in(SENTENCE, &changed), Some(vec!["天气".to_owned()]));
    }

    #[test]
    fn an_opening_quotation_mark_goes_with_what_it_quotes() {
        let quoted = SENTENCE.replace("海洋生态", "“蓝湾”海洋生态");
        assert_eq!(new_in(SENTENCE, &quoted), Some(vec!["“蓝湾”".to_owned()]));
    }

    #[test]
    fn one_sentence_may_say_again_what_were_two() {
        let joined = format!("{}；{OTHER}", SENTENCE.trim_end_matches('。'));
        assert_eq!(
            new_in(&format!("{SENTENCE}{OTHER}"), &joined),
            Some(Vec::new())
        );
    }

    #[test]
    fn another_sentence_with_the_same_formula_is_new() {
        let other = "各国应当携手保护海洋生态环境，渔民的收入和港口的吞吐量都会不断增加。";
        assert_eq!(new_in(SENTENCE, other), None);
        assert_eq!(new_in(OTHER, SENTENCE), None);
    }

    #[test]
    fn a_short_sentence_is_no_repetition() {
        assert_eq!(
            new_in(
                "我们要共同保护海洋生态环境。",
                "我们要共同保护海洋生态环境！"
            ),
            None
        );
    }

    #[test]
    fn a_sentence_is_no_repetition_of_itself_or_of_what_follows() {
        let text = format!("{SENTENCE}{OTHER}{SENTENCE}");
        let mut near = NearRepeats::new(text.len());
        near.begin(&text);
        let last = text.len() - SENTENCE.len();
        assert_eq!(near.meet(0..SENTENCE.len()), None);
        assert_eq!(near.meet(SENTENCE.len()..last), None);
        assert!(near.meet(last..text.len()).is_some());
    }

    #[test]
    fn the_earlier_text_is_named() {
        let mut near = NearRepeats::new(1000);
        for text in ["", OTHER, SENTENCE, "", SENTENCE] {
            near.begin(text);
            let found = near.meet(0..text.len()).map(|repeat| repeat.text);
            assert_eq!(found, (near.texts.len() == 5).then_some(2));
        }
    }

    proptest! {
        #[test]
        fn pieces_are_the_whole_sentence_by_turns(
            before in "[一-龥，、“”]{0,6}", middle in "[一-龥，、“”a９]{0,6}", cut in 0_usize..20
        ) {
            let mut sentence: Vec<char> = SENTENCE.chars().collect();
            sentence.splice(cut..cut, middle.chars());
            let sentence: String = before.chars().chain(sentence).collect();
            let mut near = NearRepeats::new(1000);
            near.begin(SENTENCE);
            near.meet(0..SENTENCE.len());
            near.begin(&sentence);
            if let Some(repeat) = near.meet(0..sentence.len()) {
                let mut end = 0;
                let mut last = None;
                for piece in repeat.pieces {
                    prop_assert_eq!(piece.range.start, end);
                    prop_assert_ne!(last, Some(piece.repeated));
                    (end, last) = (piece.range.end, Some(piece.repeated));
                }
                prop_assert_eq!(end, sentence.len());
            }
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,90}") {
            let mut near = NearRepeats::new(0);
            near.begin(&text);
            near.meet(0..text.len());
            near.meet(0..text.len());
        }
    }
}
