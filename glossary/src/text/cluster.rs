//! Texts that are for the most part the same.

use std::collections::BTreeMap;

use super::Fingerprint;
use super::fingerprint::Overlap;

/// Texts are akin when so much of the shorter one stands in the longer one. Speeches and
/// declarations of one occasion share up to a quarter, two printings of one text more than nine
/// tenths; what lies between are excerpts.
const AKIN: f64 = 0.5;

/// And so many samples, some 250 characters: fewer may be chance or a formula.
const LEAST_SHARED: usize = 8;

/// Texts akin are of one size when so much of the longer one, too, stands in the shorter one:
/// more than half, so that a text cannot have room for two such others.
const SAME_SIZE: f64 = 0.6;

/// Texts that a text is compared with for one sample that they share. Texts that are the same
/// share most samples with the same others and are chained by them, however many they are.
const LOOK_AHEAD: usize = 32;

/// For each text the number of its cluster, the clusters numbered by their first members.
///
/// Two texts are in one cluster when at least half of the shorter one stands in the longer one
/// and they are of about one size. A text that is much shorter joins the one it shares most of
/// its text with – unless that is a collection, that is, has the text of two that are not akin:
/// the speeches of a year are not one because a yearbook has them all. Another order of the texts
/// changes the numbers only.
///
/// Texts without a paragraph of twenty letters are alone, and so are nearly all of less than some 250
/// characters: too little of them is sampled.
#[must_use]
pub fn clusters(prints: &[Fingerprint]) -> Vec<usize> {
    // Whatever follows sees the texts in the order of their content, the same in every corpus.
    let mut order: Vec<usize> = (0..prints.len()).collect();
    order.sort_by_key(|&text| prints.get(text));
    let sorted: Vec<&Fingerprint> = order.iter().filter_map(|&text| prints.get(text)).collect();
    let mut groups = Groups::new(sorted.len());
    let kinships = kinships(&sorted);
    for kinship in kinships.iter().filter(|kinship| kinship.same_size) {
        groups.unite(kinship.shorter, kinship.longer);
    }
    for (shorter, longer) in joined(&kinships, &mut groups) {
        groups.unite(shorter, longer);
    }
    let mut group_of = vec![0; prints.len()];
    for (place, &text) in order.iter().enumerate() {
        if let Some(group) = group_of.get_mut(text) {
            *group = groups.find(place);
        }
    }
    let mut numbers = BTreeMap::new();
    group_of
        .into_iter()
        .map(|group| {
            let next = numbers.len();
            *numbers.entry(group).or_insert(next)
        })
        .collect()
}

/// Two texts, by their places, of which one has at least half of the other.
struct Kinship {
    shorter: usize,
    longer: usize,
    same_size: bool,
    overlap: Overlap,
}

impl Kinship {
    fn between(one: usize, other: usize, sorted: &[&Fingerprint]) -> Option<Self> {
        let overlap = sorted.get(one)?.overlap(sorted.get(other)?);
        let (of_one, of_other) = (overlap.of_first(), overlap.of_second());
        let (shorter, longer) = if of_one >= of_other {
            (one, other)
        } else {
            (other, one)
        };
        let akin = of_one.max(of_other) >= AKIN && overlap.shared >= LEAST_SHARED;
        akin.then(|| Self {
            shorter,
            longer,
            same_size: of_one.min(of_other) >= SAME_SIZE,
            overlap,
        })
    }
}

/// The texts that are akin, found by their common samples; in the order of their places.
fn kinships(sorted: &[&Fingerprint]) -> Vec<Kinship> {
    let mut holders: Vec<(u32, u32)> = Vec::new();
    for (place, print) in (0_u32..).zip(sorted) {
        holders.extend(print.samples().iter().map(|&sample| (sample, place)));
    }
    holders.sort_unstable();
    let mut found = Vec::new();
    let mut counts = vec![0_usize; sorted.len()];
    let mut met: Vec<usize> = Vec::new();
    for (place, print) in (0_u32..).zip(sorted) {
        for &sample in print.samples() {
            let own = holders.partition_point(|holder| *holder <= (sample, place));
            let after = holders.get(own..).unwrap_or_default();
            for &(_, other) in after
                .iter()
                .take(LOOK_AHEAD)
                .take_while(|holder| holder.0 == sample)
            {
                let other = other as usize;
                if let Some(count) = counts.get_mut(other) {
                    if *count == 0 {
                        met.push(other);
                    }
                    *count += 1;
                }
            }
        }
        met.sort_unstable();
        for other in met.drain(..) {
            let count = counts.get_mut(other).map_or(0, std::mem::take);
            let comparable = sorted.get(other).map_or(0, |other| print.comparable(other));
            // Half of the samples would do; the look-ahead hides some of them.
            if count >= LEAST_SHARED.max(comparable / 4) {
                found.extend(Kinship::between(place as usize, other, sorted));
            }
        }
    }
    found
}

/// Which shorter text joins which longer one.
fn joined(kinships: &[Kinship], groups: &mut Groups) -> Vec<(usize, usize)> {
    let akin: std::collections::BTreeSet<(usize, usize)> = kinships
        .iter()
        .flat_map(|it| [(it.shorter, it.longer), (it.longer, it.shorter)])
        .collect();
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for kinship in kinships.iter().filter(|kinship| !kinship.same_size) {
        parts
            .entry(kinship.longer)
            .or_default()
            .push(kinship.shorter);
    }
    parts.retain(|_, parts| {
        // Each with the next is enough: what is not akin to any of the others shows.
        parts.iter().zip(parts.iter().skip(1)).all(|(&one, &next)| {
            groups.find(one) == groups.find(next) || akin.contains(&(one, next))
        })
    });
    let mut best: BTreeMap<usize, &Kinship> = BTreeMap::new();
    for kinship in kinships {
        if kinship.same_size || !parts.contains_key(&kinship.longer) {
            continue;
        }
        let kept = best.entry(kinship.shorter).or_insert(kinship);
        if kinship.overlap.shared > kept.overlap.shared {
            *kept = kinship;
        }
    }
    best.into_values()
        .map(|kinship| (kinship.shorter, kinship.longer))
        .collect()
}

/// Disjoint groups of places, each named by one of its members.
struct Groups {
    parents: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self {
            parents: (0..count).collect(),
        }
    }

    fn find(&mut self, mut place: usize) -> usize {
        while let Some(&parent) = self.parents.get(place) {
            if parent == place {
                break;
            }
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(link) = self.parents.get_mut(place) {
                *link = above;
            }
            place = above;
        }
        place
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{decode, repair};

    fn example(bytes: &[u8]) -> String {
        repair(&decode(bytes, None).unwrap().text).body
    }

    fn speech() -> String {
        example(include_bytes!("../../../examples/harbour-forum.zh.txt"))
    }

    fn declaration() -> String {
        example(include_bytes!(
            "../../../examples/zaiton-declaration.zh.txt"
        ))
    }

    /// The speech as another agency prints it: a line before it, other paragraphs, other widths,
    /// and some words changed.
    fn other_agency() -> String {
        let text = speech().replace('\n', "").replace('。', "。\n");
        let text = text.replace("海洋合作", "海上合作").replace('-', "－");
        format!("某社泉州5月18日电 论坛秘书长今天在开幕式上发表讲话，全文如下：\n{text}")
    }

    /// An agency's report: its own words, and half of it the speech's.
    fn report() -> String {
        let quoted: String = speech().chars().skip(300).take(700).collect();
        format!(
            "为期三天的会议今天开幕，来自八个国家的三百多名代表出席了当天的活动并参观了展览。\n\
             秘书长在讲话中说，{quoted}。\n\
             与会者普遍认为，讲话为今后的合作指明了方向，各方将尽快商定具体的时间和步骤。\n"
        )
    }

    /// Another text of the genre: its formulas and nothing else of the speech.
    fn other_speech() -> String {
        let formulas = "尊敬的各位来宾，女士们，先生们，朋友们，很高兴同新老朋友相聚一堂，共商合作大计。\n\
                        我们要同舟共济、携手前行，推动合作行稳致远，造福各国人民，谢谢大家。\n";
        let own = "山区的公路通车以后，药材和茶叶两天就能运到省城，农户的收入比前年增加了三成，\
                   外出打工的年轻人也陆续回到村里，办起了旅店、果园和一家小小的罐头厂。\n\
                   铁路部门准备在明年春天把货运站扩大一倍，并且同邻省商量统一调度车皮的办法，\
                   让冷藏的蔬菜当天夜里就能装车，第二天清早摆上各个城市的菜市场。\n\
                   学校的教室翻修一新，两位退休的老教师每个星期给孩子们上天文课，\
                   天晴的晚上大家一起爬到后山的平台，用自己磨制的望远镜看土星和它的光环。\n";
        format!("{formulas}{own}")
    }

    fn clusters_of(texts: &[String]) -> Vec<usize> {
        let prints: Vec<Fingerprint> = texts.iter().map(|text| Fingerprint::of(text)).collect();
        clusters(&prints)
    }

    #[test]
    fn two_printings_of_a_speech_are_one_cluster() {
        assert_eq!(
            clusters_of(&[speech(), declaration(), other_agency()]),
            [0, 1, 0]
        );
    }

    #[test]
    fn a_report_that_is_for_the_most_part_quotation_joins_the_speech() {
        assert_eq!(clusters_of(&[report(), declaration(), speech()]), [0, 1, 0]);
    }

    #[test]
    fn a_text_within_a_long_one_joins_it() {
        let long = format!("{}{}", other_speech().repeat(6), speech());
        assert_eq!(clusters_of(&[declaration(), speech(), long]), [0, 1, 1]);
    }

    #[test]
    fn shared_formulas_make_no_cluster() {
        assert_eq!(
            clusters_of(&[speech(), declaration(), other_speech()]),
            [0, 1, 2]
        );
    }

    #[test]
    fn a_collection_does_not_make_one_of_what_it_collects() {
        let essay: String = (0..16_000_u32)
            .filter_map(|at| char::from_u32(0x4e00 + at.wrapping_mul(7919) % 20_000))
            .collect();
        let yearbook = format!("{}{essay}\n{}", speech(), declaration());
        assert_eq!(
            clusters_of(&[speech(), declaration(), yearbook, other_agency()]),
            [0, 1, 2, 0]
        );
    }

    #[test]
    fn a_hundred_copies_are_one_cluster() {
        let mut texts: Vec<String> = (0..100)
            .map(|copy| {
                format!(
                    "{}\n这是第{copy}次转载这篇讲话，转载者对内容不承担任何责任。",
                    speech()
                )
            })
            .collect();
        texts.push(declaration());
        let clusters = clusters_of(&texts);
        assert!(clusters.iter().take(100).all(|&cluster| cluster == 0));
        assert_eq!(clusters.last(), Some(&1));
    }

    #[test]
    fn texts_without_words_are_alone() {
        assert_eq!(
            clusters_of(&[String::new(), "好。".to_owned(), String::new()]),
            [0, 1, 2]
        );
        assert!(clusters(&[]).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn another_order_changes_the_numbers_only(
            order in Just((0..7_usize).collect::<Vec<_>>()).prop_shuffle()
        ) {
            let yearbook = format!("{}{}{}", speech(), declaration(), other_speech().repeat(9));
            let texts = [
                speech(), declaration(), other_agency(), report(), other_speech(), yearbook, speech(),
            ];
            let prints: Vec<Fingerprint> = texts.iter().map(|text| Fingerprint::of(text)).collect();
            let shuffled: Vec<Fingerprint> = order.iter().map(|&at| prints[at].clone()).collect();
            let (plain, other) = (clusters(&prints), clusters(&shuffled));
            for (one, &at) in other.iter().zip(&order) {
                for (two, &to) in other.iter().zip(&order) {
                    prop_assert_eq!(one == two, plain[at] == plain[to]);
                }
            }
            let first_met = |at: usize| other[..at].iter().max().map_or(0, |max| max + 1);
            prop_assert!((0..other.len()).all(|at| other[at] <= first_met(at)));
        }
    }
}
