//! Makes a termbase of many candidates, to measure how fast they are reviewed:
//! `cargo run --release -p glossary --example many_candidates -- many.db 100000`, then
//! `python3 glossary/benches/review.py many.db`.
//!
//! Terms are put together of common words; each stands in one to eight places of a hundred texts.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use glossary::extract::ExtractConfig;
use glossary::mine::{MinedText, mine};
use glossary::store::{Access, Added, Author, NewText, Store, StoredCandidate};
use glossary::text::{Landmarks, content_hash, repair};
use tmx::LangTag;

const WORDS: &str = "海洋 经济 合作 发展 绿色 能源 人类 命运 共同体 国际 贸易 投资 港口 联盟 论坛 机制 治理 安全 \
文化 交流 教育 科技 创新 产业 数字 金融 银行 基础 设施 建设 生态 环境 保护 气候 变化 低碳 转型 农业 粮食 渔业 资源 \
管理 开发 利用 技术 标准 认证 法律 制度 改革 开放 市场 企业 公共 卫生 医疗 服务 社会 保障 就业 城市 农村 区域 战略";

const TEXTS: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the file to make")?;
    let count: usize = arguments.next().as_deref().unwrap_or("100000").parse()?;
    let start = Instant::now();
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut numbers = Numbers(1);
    let mut terms = BTreeSet::new();
    let mut bodies = vec![String::new(); TEXTS];
    while terms.len() < count {
        let chosen =
            (0..2 + numbers.below(3)).filter_map(|_| words.get(numbers.below(words.len())));
        let term: String = chosen.copied().collect();
        if !terms.insert(term.clone()) {
            continue;
        }
        for _ in 0..=numbers.below(8) {
            let (before, after) = (numbers.below(words.len()), numbers.below(words.len()));
            if let Some(body) = bodies.get_mut(numbers.below(TEXTS)) {
                body.push_str(&format!(
                    "我们{}的{term}，{}。\n",
                    words[before], words[after]
                ));
            }
        }
    }
    // A candidate as extraction makes it, which the others are copies of.
    let sample = [MinedText {
        name: "sample",
        body: "我们推动互联互通，坚持互联互通。",
    }];
    let mined = mine(&sample, &ExtractConfig::default());
    let sample = mined.candidates.first().ok_or("no candidate")?;
    let mut store = Store::open(Path::new(&path), Access::Write)?;
    let author = Author {
        user: "example".to_owned(),
        command: "many_candidates".to_owned(),
        at: 1_700_000_000,
    };
    let mut work = store.begin(&author)?;
    let mut ids = Vec::with_capacity(TEXTS);
    for (number, body) in bodies.iter().enumerate() {
        let repaired = repair(body);
        let added = work.add_text(&NewText {
            name: format!("text-{number}.txt"),
            lang: LangTag::chinese(),
            encoding: "UTF-8".to_owned(),
            source: None,
            date: None,
            raw_hash: content_hash(body),
            body: repaired.body,
            map: repaired.map,
            landmarks: Landmarks::default(),
            report: repaired.report,
        })?;
        match added {
            Added::New(id) | Added::Updated { id, .. } | Added::Known { id, .. } => ids.push(id),
        }
    }
    work.replace_candidates(&candidates(sample, terms, &work, &ids)?, &ids)?;
    work.commit()?;
    report(count, start);
    Ok(())
}

/// A copy of `sample` for each term, with its places.
fn candidates(
    sample: &StoredCandidate,
    terms: BTreeSet<String>,
    work: &glossary::store::Work<'_>,
    ids: &[i64],
) -> Result<Vec<StoredCandidate>, Box<dyn Error>> {
    let mut places: std::collections::BTreeMap<String, Vec<glossary::extract::Occurrence>> =
        std::collections::BTreeMap::new();
    for (document, id) in ids.iter().enumerate() {
        let body = work.read().text(*id)?.body;
        let mut start = 0;
        for line in body.split_inclusive('\n') {
            if let Some((head, rest)) = line.split_once('的')
                && let Some((term, _)) = rest.split_once('，')
            {
                let from = start + head.len() + '的'.len_utf8();
                let range = from..from + term.len();
                let place = glossary::extract::Occurrence { document, range };
                places.entry(term.to_owned()).or_default().push(place);
            }
            start += line.len();
        }
    }
    let made = terms.into_iter().map(|term| {
        let mut made = sample.clone();
        made.candidate.occurrences = places.remove(&term).unwrap_or_default();
        made.candidate.frequency = u32::try_from(made.candidate.occurrences.len()).unwrap_or(1);
        for surface in &mut made.candidate.surfaces {
            surface.text.clone_from(&term);
        }
        made.candidate.term = term;
        made
    });
    Ok(made.collect())
}

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn report(count: usize, start: Instant) {
    println!("{count} candidates in {:?}", start.elapsed());
}

/// The same numbers on every machine (the generator of Numerical Recipes).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // The high bits: the low ones recur too soon for so many terms.
        ((u64::from(self.0) * limit as u64) >> 32) as usize
    }
}
