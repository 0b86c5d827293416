//! `pinyin`: readings of terms.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use glossary::dictionary::Dictionary;
use glossary::pinyin::{Doubts, OwnReadings, Reading, read_term_with, read_text_with};
use glossary::store::Store;
use serde::Serialize;

use super::Outcome;
use crate::failure::Failure;
use crate::files::Lines;
use crate::listing::ListOutput;
use crate::termbase;
use crate::ui::Ui;

/// Write terms or running text in pinyin
///
/// Without TEXT, terms are read from standard input, one a line, and each is
/// answered as it comes. What the entries of the termbase say of a term or part
/// of it comes first, where their pinyin is not doubtful.
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
    let from_stdin =
        args.input.is_none() && (args.text.is_empty() || args.text == [crate::files::STDIO]);
    let stdin = PathBuf::from(crate::files::STDIO);
    let mut source = match &args.input {
        Some(path) => Source::stream(path, ui)?,
        None if from_stdin => Source::stream(&stdin, ui)?,
        None => Source::typed(&args.text, ui),
    };
    let json = ui.is_json();
    if let Some(path) = &args.output.output {
        ui.write_output(Some(path), |out| {
            if args.output.bom {
                out.write_all("\u{feff}".as_bytes())?;
            }
            while let Some((line, own)) = source.next()? {
                let row = args.read(&line, &own)?;
                if json {
                    out.write_all(crate::output::to_json_line(&row)?.as_bytes())?;
                } else {
                    writeln!(out, "{}", row.pinyin)?;
                }
            }
            Ok(())
        })?;
        return Ok(Outcome::Done);
    }
    while let Some((line, own)) = source.next()? {
        let row = args.read(&line, &own)?;
        if json {
            ui.json(&row)?;
        } else {
            ui.line(&row.pinyin)?;
        }
        // Who gives a line and waits gets the answer.
        if source.is_drained() {
            ui.flush()?;
        }
    }
    Ok(Outcome::Done)
}

/// Where the lines come from, and the entries they are read by.
enum Source {
    /// From the command line; for each the entries are looked up that can stand in it.
    Typed(std::vec::IntoIter<String>, Option<Store>),
    /// From a file or standard input, as they come.
    Stream(Lines, Rc<OwnReadings>),
}

impl Source {
    fn typed(text: &[String], ui: &mut Ui) -> Self {
        let lines: Vec<String> = text.join("\n").lines().map(str::to_owned).collect();
        Self::Typed(lines.into_iter(), termbase::open_if_there(ui))
    }

    fn stream(path: &Path, ui: &mut Ui) -> Result<Self, Failure> {
        // Before the termbase is opened: nothing is to be told of it in vain.
        let lines = Lines::open(path)?;
        let own = match termbase::open_if_there(ui).map(|store| {
            let own = store.read().own_readings();
            own.map_err(|error| termbase::without(store.path(), &error))
        }) {
            Some(Ok(own)) => own,
            Some(Err(warning)) => {
                ui.warn(&warning);
                OwnReadings::default()
            }
            None => OwnReadings::default(),
        };
        Ok(Self::Stream(lines, Rc::new(own)))
    }

    fn next(&mut self) -> Result<Option<(String, Rc<OwnReadings>)>, Failure> {
        crate::interrupt::check()?;
        Ok(match self {
            Self::Typed(lines, store) => match lines.next() {
                Some(line) => {
                    let own = match store {
                        Some(store) => store.read().own_readings_within(&line)?,
                        None => OwnReadings::default(),
                    };
                    Some((line, Rc::new(own)))
                }
                None => None,
            },
            Self::Stream(lines, own) => lines.next()?.map(|line| (line, Rc::clone(own))),
        })
    }

    fn is_drained(&self) -> bool {
        match self {
            Self::Typed(..) => false,
            Self::Stream(lines, _) => lines.is_drained(),
        }
    }
}

impl Args {
    fn read<'a>(&self, text: &'a str, own: &OwnReadings) -> Result<Row<'a>, Failure> {
        let dictionary = Dictionary::built_in();
        let (mut pinyin, mut doubt) = (String::new(), Vec::new());
        let pieces = if self.running {
            pieces(text)
        } else {
            vec![text]
        };
        for (at, piece) in pieces.into_iter().enumerate() {
            crate::interrupt::check()?;
            let reading = match self.running {
                true => read_text_with(piece, dictionary, own),
                false => read_term_with(piece, dictionary, own),
            };
            if at > 0 && matches!(self.style, Style::Marks | Style::Digits) {
                pinyin.push(' ');
            }
            pinyin.push_str(&written(&reading, self.style));
            let doubts = Doubts::of(&reading);
            doubt.extend(doubts.as_slice().iter().map(|it| it.as_str()));
        }
        Ok(Row {
            text,
            pinyin,
            doubt,
        })
    }
}

/// A line of any length in pieces that memory has room for, cut behind sentences where there are
/// some.
fn pieces(text: &str) -> Vec<&str> {
    /// In bytes.
    const LONGEST: usize = 256 << 10;
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > LONGEST {
        let longest = rest
            .get(..rest.floor_char_boundary(LONGEST))
            .unwrap_or(rest);
        let end = longest.rfind(['。', '！', '？']);
        let end = end.map_or(longest.len(), |end| rest.ceil_char_boundary(end + 1));
        let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

fn written(reading: &Reading, style: Style) -> String {
    match style {
        Style::Joined => reading.joined(),
        Style::Marks => reading.marks(),
        Style::Digits => reading.digits(),
        Style::Plain => reading.plain(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_behind_sentences() {
        let text = "海洋很大。".repeat(60_000);
        let cut = pieces(&text);
        assert!(cut.len() > 2 && cut.iter().all(|piece| piece.ends_with('。')));
        assert_eq!(cut.concat(), text);
        let endless = "海".repeat(200_000);
        assert_eq!(pieces(&endless).concat(), endless);
        assert_eq!(pieces(""), [""]);
    }
}
