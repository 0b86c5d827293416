//! Shows how fast the built-in dictionary opens and how many terms a second it reads.

use std::hint::black_box;
use std::time::Instant;

use glossary::dictionary::Dictionary;
use glossary::pinyin::read_term;

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn main() {
    let start = Instant::now();
    let dictionary = Dictionary::built_in();
    let opened = start.elapsed();
    black_box(dictionary.suggest("命运共同体"));
    println!(
        "opened in {opened:?}, first answer after {:?}",
        start.elapsed()
    );

    let terms = [
        "人类命运共同体",
        "一带一路",
        "高质量发展",
        "中国-中亚峰会",
        "重点",
        "供给侧改革",
    ];
    let rounds = 20_000;
    let start = Instant::now();
    for _ in 0..rounds {
        for term in terms {
            black_box(read_term(term, dictionary).joined());
        }
    }
    let count = (rounds * terms.len()) as f64;
    let seconds = start.elapsed().as_secs_f64();
    println!("read {:.0} terms a second", count / seconds);
    let info = dictionary.info();
    println!("{} entries in {} bytes", info.entries, info.bytes);
}
