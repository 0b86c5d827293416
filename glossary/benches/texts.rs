//! How fast texts are repaired, mined and aligned, in bytes of the text.
//!
//! The texts are recombined from the clauses of a few sentences, so that words recur as they do
//! in speeches; a step that is not linear shows in the column of the throughput.

use divan::Bencher;
use divan::counter::BytesCount;
use glossary::extract::ExtractConfig;
use glossary::mine::{MinedText, mine};
use glossary::parallel::{Known, align_texts};
use glossary::text::{Fingerprint, NearRepeats, clusters, repair};
use tmx::sentence::SentenceConfig;

const SIZES: [usize; 3] = [16 << 10, 64 << 10, 256 << 10];

const CLAUSES: [(&str, &str); 10] = [
    ("建设“蓝色走廊”", "we build the Blue Corridor"),
    (
        "保护红树林和海草床",
        "mangroves and seagrass beds are protected",
    ),
    (
        "支持中国－东盟海洋论坛",
        "the China-ASEAN ocean forum is supported",
    ),
    ("扩大海水淡化合作", "cooperation in desalination grows"),
    ("10年来贸易额翻了一番", "trade has doubled in 10 years"),
    ("各方愿同舟共济", "all are ready to pull together"),
    (
        "数字经济和绿色能源走深走实",
        "digital economy and green energy bear fruit",
    ),
    ("青年海员在港口学习", "young seafarers learn in the ports"),
    ("坚持共同安全", "security is shared"),
    ("渔民的收入不断增加", "the income of fishermen is rising"),
];

fn main() {
    divan::main();
}

/// The same numbers on every machine (the generator of Numerical Recipes).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % limit
    }
}

/// A Chinese text of so many bytes and its translation, one paragraph a line.
fn texts(bytes: usize) -> (String, String) {
    let mut numbers = Numbers(1);
    let (mut chinese, mut english) = (String::new(), String::new());
    while chinese.len() < bytes {
        for clause in 0..2 + numbers.below(3) {
            let (zh, en) = CLAUSES[numbers.below(CLAUSES.len())];
            let (comma, space) = if clause > 0 { ("，", ", ") } else { ("", "") };
            chinese.extend([comma, zh]);
            english.extend([space, en]);
        }
        let ends_paragraph = numbers.below(4) == 0;
        chinese.push_str(if ends_paragraph { "。\n" } else { "。" });
        english.push_str(if ends_paragraph { ".\n" } else { ". " });
    }
    (chinese, english)
}

/// The text as it comes out of a PDF: lines of 40 characters, pages of 30 lines.
fn printed(text: &str) -> String {
    let mut lines = 0;
    let mut printed = String::new();
    for paragraph in text.lines() {
        let characters: Vec<char> = paragraph.chars().collect();
        for line in characters.chunks(40) {
            printed.extend(line);
            printed.push('\n');
            lines += 1;
            if lines % 30 == 0 {
                printed.push_str(&format!("- {} -\n\u{c}", lines / 30));
            }
        }
    }
    printed
}

#[divan::bench(args = SIZES)]
fn repair_lines(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = printed(&texts(bytes).0);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| repair(&text));
}

#[divan::bench(args = SIZES)]
fn fingerprint(bencher: Bencher<'_, '_>, bytes: usize) {
    let (body, _) = texts(bytes);
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| Fingerprint::of(&body));
}

/// A thousand texts and more: every tenth is a near copy of the one before.
#[divan::bench(args = SIZES)]
fn cluster_texts(bencher: Bencher<'_, '_>, bytes: usize) {
    let mut numbers = Numbers(7);
    let mut bodies: Vec<String> = Vec::new();
    while bodies.iter().map(String::len).sum::<usize>() < 16 * bytes {
        let copied = bodies.len() % 10 == 9;
        let mut body = bodies
            .last()
            .filter(|_| copied)
            .cloned()
            .unwrap_or_default();
        for _ in 0..if copied { 10 } else { 400 } {
            body.extend(char::from_u32(0x4e00 + numbers.0 % 20_000));
            numbers.below(1);
        }
        bodies.push(body);
    }
    let prints: Vec<Fingerprint> = bodies.iter().map(|body| Fingerprint::of(body)).collect();
    bencher
        .counter(BytesCount::new(16 * bytes))
        .bench_local(|| clusters(&prints));
}

#[divan::bench(args = SIZES)]
fn find_near_repeats(bencher: Bencher<'_, '_>, bytes: usize) {
    let (body, _) = texts(bytes);
    let sentences = tmx::sentence::sentences(&body, &tmx::LangTag::chinese());
    bencher.counter(BytesCount::of_str(&body)).bench_local(|| {
        let mut near = NearRepeats::new(body.len());
        near.begin(&body);
        let met = sentences.iter().cloned();
        met.filter_map(|sentence| near.meet(sentence)).count()
    });
}

#[divan::bench(args = SIZES)]
fn extract_candidates(bencher: Bencher<'_, '_>, bytes: usize) {
    let (body, _) = texts(bytes);
    let sources = [MinedText {
        name: "text",
        body: &body,
    }];
    // What is loaded once a process is no part of the measurement.
    let _ = mine(&sources, &ExtractConfig::default());
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| mine(&sources, &ExtractConfig::default()));
}

#[divan::bench(args = [SIZES[0], SIZES[1]], sample_count = 10)]
fn align_sentences(bencher: Bencher<'_, '_>, bytes: usize) {
    let (chinese, english) = texts(bytes);
    let _ = align_texts(
        "海洋。",
        "The sea.",
        &SentenceConfig::default(),
        &Known::default(),
    );
    bencher
        .counter(BytesCount::of_str(&chinese))
        .bench_local(|| {
            align_texts(
                &chinese,
                &english,
                &SentenceConfig::default(),
                &Known::default(),
            )
        });
}
