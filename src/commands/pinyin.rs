//! `pinyin`: readings of terms.

use std::io::{BufRead as _, Cursor};
use std::path::{Path, PathBuf};

use glossary::dictionary::Dictionary;
use glossary::pinyin::{Reading, read_term, read_text};
use serde::Serialize;

use super::Outcome;
use crate::failure::Failure;
use crate::listing::ListOutput;
use crate::termbase;
use crate::ui::Ui;

/// Write terms or running text in pinyin
///
/// Without TEXT, terms are read from standard input, one a line.
///
/// Examples:
///   shuyu pinyin 守望相助
///   shuyu pinyin 西安 重庆 --style digits
///   shuyu pinyin --input terms.txt -o pinyin.txt
///   shuyu pinyin --text 我们为世界和平作出了贡献。
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Terms
    text: Vec<String>,

    /// TEXT is running text, not terms: words as jieba cuts them, readings by what
    /// stands around them, a capital at the beginning of sentences
    #[arg(long = "text")]
    running: bool,

    /// How to write it
    #[arg(long, value_name = "STYLE", default_value = "joined")]
    style: Style,

    /// Read the terms from FILE, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    input: Option<PathBuf>,

    #[command(flatten)]
    output: ListOutput,
}

/// How pinyin is written.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// By words, with capitals: mìngyùn gòngtóngtǐ
    Joined,
    /// One token a character, `_` where there is no reading: mìng yùn gòng tóng tǐ
    Marks,
    /// With the tones as digits: ming4 yun4 gong4 tong2 ti3
    Digits,
    /// Without tones: mingyun gongtongti
    Plain,
}

#[derive(Serialize)]
struct Row<'a> {
    text: &'a str,
    pinyin: String,
    /// One word a syllable that has a reading: mono, agree, conflict or bare.
    doubt: Vec<&'static str>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let dictionary = Dictionary::built_in();
    let stdin = Path::new(crate::files::STDIO);
    let from_stdin =
        args.input.is_none() && (args.text.is_empty() || args.text == [crate::files::STDIO]);
    let list = match &args.input {
        Some(path) => termbase::read_list(path)?,
        None if from_stdin => termbase::read_list(stdin)?,
        None => args.text.join("\n"),
    };
    let json = ui.is_json();
    let mut lines = Vec::new();
    for line in Cursor::new(list.trim_start_matches('\u{feff}')).lines() {
        let line = line.map_err(|error| Failure::io("read", stdin, &error))?;
        crate::interrupt::check()?;
        let reading = if args.running {
            read_text(&line, dictionary)
        } else {
            read_term(&line, dictionary)
        };
        lines.push((line, reading));
    }
    if let Some(path) = &args.output.output {
        ui.write_output(Some(path), |out| {
            if args.output.bom {
                out.write_all("\u{feff}".as_bytes())?;
            }
            for (text, reading) in &lines {
                if json {
                    out.write_all(
                        crate::output::to_json_line(&row(text, reading, args.style))?.as_bytes(),
                    )?;
                } else {
                    writeln!(out, "{}", written(reading, args.style))?;
                }
            }
            Ok(())
        })?;
        return Ok(Outcome::Done);
    }
    for (text, reading) in &lines {
        if json {
            ui.json(&row(text, reading, args.style))?;
        } else {
            ui.line(&written(reading, args.style))?;
        }
    }
    Ok(Outcome::Done)
}

fn row<'a>(text: &'a str, reading: &Reading, style: Style) -> Row<'a> {
    let sounds = reading
        .syllables
        .iter()
        .filter(|syllable| syllable.sound.is_some());
    let doubt = sounds.map(|syllable| syllable.doubt.as_str()).collect();
    Row {
        text,
        pinyin: written(reading, style),
        doubt,
    }
}

fn written(reading: &Reading, style: Style) -> String {
    match style {
        Style::Joined => reading.joined(),
        Style::Marks => reading.marks(),
        Style::Digits => reading.digits(),
        Style::Plain => reading.plain(),
    }
}
