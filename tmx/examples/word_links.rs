//! Links the words of sentence pairs: blank-separated words in, `i-j` out, Chinese first.
//!
//! `word_links ZH EN` reads one sentence a line, in words already, and prints one line of links
//! for each pair. It learns from all of them, so more text after the lines that are wanted helps.

use std::io::{self, BufWriter, Write as _};
use std::{env, fs};

use glossary::dictionary::Dictionary;
use tmx::links::{WordPair, link_words};

fn main() -> io::Result<()> {
    let mut paths = env::args().skip(1);
    let (Some(source), Some(target)) = (paths.next(), paths.next()) else {
        return Err(io::Error::other("which files? word_links ZH EN"));
    };
    let (source, target) = (fs::read_to_string(source)?, fs::read_to_string(target)?);
    if source.lines().count() != target.lines().count() {
        return Err(io::Error::other("the files differ in the number of lines"));
    }
    let pairs: Vec<WordPair<'_>> = (source.lines().zip(target.lines()))
        .map(|(source, target)| WordPair {
            source: source.split_whitespace().collect(),
            target: target.split_whitespace().collect(),
        })
        .collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for links in link_words(&pairs, Dictionary::built_in()) {
        let sure = links.iter().filter(|link| link.is_sure());
        let links: Vec<String> = sure
            .map(|link| format!("{}-{}", link.source, link.target))
            .collect();
        writeln!(out, "{}", links.join(" "))?;
    }
    out.flush()
}
