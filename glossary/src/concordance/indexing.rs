//! Makes the index by which keywords are found.

use rayon::prelude::*;
use tmx::memory::{KeyIndexBuilder, KeyPlaces};

use super::keys::Cutter;

/// Bytes of texts that are cut into keys together.
const BATCH: usize = 8 << 20;
/// So many threads at most cut texts into keys at once.
const THREADS: usize = 8;

/// Collects texts and cuts them into keys, on several threads.
#[derive(Debug, Default)]
pub struct Indexing {
    builder: KeyIndexBuilder,
    texts: String,
    /// The number of each text, and where it ends.
    ends: Vec<(u32, usize)>,
    cutters: Vec<Cutter>,
    places: Vec<KeyPlaces>,
}

impl Indexing {
    /// An index of no texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text of a unit, or one that is a unit of its own. All texts of a unit follow each
    /// other, and units come in the order of their numbers.
    pub fn add(&mut self, unit: i64, text: &str) {
        let number = self.builder.begin(unit);
        self.texts.push_str(text);
        self.ends.push((number, self.texts.len()));
        if self.texts.len() >= BATCH {
            self.cut();
        }
    }

    /// The index, ready to be written.
    #[must_use]
    pub fn finish(mut self) -> KeyIndexBuilder {
        self.cut();
        self.builder
    }

    fn cut(&mut self) {
        self.cutters.resize_with(THREADS, Cutter::default);
        self.places.resize_with(THREADS, KeyPlaces::default);
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        let texts: Vec<(u32, &str)> = starts
            .zip(&self.ends)
            .map(|(start, (number, end))| {
                (*number, self.texts.get(start..*end).unwrap_or_default())
            })
            .collect();
        let each = texts.len().div_ceil(THREADS).max(1);
        let cutters = self.cutters.par_iter_mut().zip(&mut self.places);
        cutters
            .zip(texts.par_chunks(each))
            .for_each(|((cutter, places), texts)| {
                for (number, text) in texts {
                    cutter.each_key(text, |key, at| places.add(key, *number, at));
                }
            });
        self.builder.take(&mut self.places);
        self.texts.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tmx::memory::KeyIndex;

    use super::super::Keyword;
    use super::*;

    fn counts(texts: &[(i64, String)], keyword: &Keyword) -> Vec<(i64, usize)> {
        let mut indexing = Indexing::new();
        for (unit, text) in texts {
            indexing.add(*unit, text);
        }
        let index = KeyIndex::open(indexing.finish().write("", Vec::new()).unwrap()).unwrap();
        index.find(&keyword.phrases(), usize::MAX).unwrap().units
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-cA0發发展國国們哈， .é\n]{0,14}",
            "(ab|a|0|发|展|們國|é|\\(|-| |  |哈哈){0,9}",
            "\\PC{0,12}",
            "[\u{0}-\u{7}ab 国]{0,6}",
        ]
    }

    fn typed() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-c0發发展國国哈 ，.é]{1,4}",
            "(ab|a|0|发|展|國|é|\\(|-| |  |哈){1,4}",
            "\\PC{1,2}",
            "[\u{0}-\u{7}ab ]{1,3}",
        ]
    }

    proptest! {
        #[test]
        fn the_index_tells_how_often_a_keyword_is_in_each_unit(
            texts in prop::collection::vec((0_i64..2, text()), 0..8),
            typed in typed(),
            from in any::<prop::sample::Index>(),
            length in 1_usize..6,
        ) {
            let mut unit = 0;
            let texts: Vec<(i64, String)> = texts
                .into_iter()
                .map(|(further, text)| {
                    unit += further;
                    (unit, text)
                })
                .collect();
            let all: Vec<char> = texts.iter().flat_map(|(_, text)| text.chars()).collect();
            let from = if all.is_empty() { 0 } else { from.index(all.len()) };
            let cut: String = all.iter().skip(from).take(length).collect();
            for keyword in [typed, cut].iter().filter_map(|it| Keyword::new(it)) {
                let mut expected: Vec<(i64, usize)> = Vec::new();
                for (unit, text) in &texts {
                    let count = keyword.find(text).len();
                    match expected.last_mut() {
                        Some((last, all)) if last == unit => *all += count,
                        _ => expected.push((*unit, count)),
                    }
                }
                expected.retain(|(_, count)| *count > 0);
                prop_assert_eq!(counts(&texts, &keyword), expected, "{:?}", keyword);
            }
        }
    }
}
