//! `match`: the best units of the memory for a segment.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::builder::styling::{AnsiColor, Style};
use glossary::store::{Access, Store, StoredUnit, WorkingPair};
use glossary::words::ChineseWordSegmenter;
use serde::Serialize;
use tmx::memory::{Match, Part, Query, Scale, Score, difference, numbers};

use super::Outcome;
use crate::failure::Failure;
use crate::files::{Lines, STDIO};
use crate::listing::{ListOutput, Listing};
use crate::matching::{Matcher, Penalties};
use crate::output::counted;
use crate::termbase;
use crate::ui::Ui;

/// Find the best matches of a segment in the memory
///
/// The score is the share of a segment that stays: Chinese characters and marks
/// one by one, a number or a word of letters as a whole, so that another year is
/// one difference. No unit that is not listed has a better score. What only the
/// unit has stands in [-...-], what only your segment has in {+...+}.
///
/// With `-`, or --input, segments are read one a line, and each is answered as it
/// comes; the first column is then the number of the segment, from 0 on. The next
/// columns are score (from 0 to 1), source, target, origin, difference and number
/// of the unit. Exit code 1 when nothing is found.
///
/// The index that this needs is made when it is first asked for, and kept in your
/// folder for such files; SHUYU_CACHE names another one.
///
/// Examples:
///   shuyu match 守望相助是我们的传统。
///   shuyu match 坚持绿色发展。 --min 70 --limit 3
///   shuyu match --input segments.txt -o matches.tsv
///   shuyu match 谢谢大家。 --before 我的发言完了。
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Segments; `-` reads them from standard input
    text: Vec<String>,

    /// Read the segments from FILE, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    input: Option<PathBuf>,

    /// Show at most N matches of each segment
    #[arg(long, value_name = "N", default_value_t = 5)]
    limit: usize,

    /// The least score, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
    min: u32,

    #[command(flatten)]
    scoring: Scoring,

    /// Also score words as wholes
    #[arg(long)]
    words: bool,

    /// The segment before it: a unit that follows the same one matches better
    /// ("101 %"); empty at the beginning of a text
    #[arg(long, value_name = "TEXT")]
    before: Option<String>,

    /// The segment after it
    #[arg(long, value_name = "TEXT")]
    after: Option<String>,

    #[command(flatten)]
    output: ListOutput,
}

/// How matches are scored.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct Scoring {
    /// What the score counts
    #[arg(long, value_name = "SCALE", default_value = "tokens")]
    score: ScoreScale,

    /// Take so many percent off matches from an origin, in which * stands for
    /// anything (can be repeated): --penalty "draft*=10"
    #[arg(long, value_name = "ORIGIN=N")]
    penalty: Vec<String>,
}

impl Scoring {
    pub(crate) fn scale(&self) -> Scale {
        match self.score {
            ScoreScale::Characters => Scale::Characters,
            ScoreScale::Tokens => Scale::Tokens,
        }
    }

    pub(crate) fn penalties(&self) -> Result<Penalties, Failure> {
        Penalties::parse(&self.penalty)
    }
}

#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum ScoreScale {
    /// Every character as it is written
    Characters,
    /// Numbers and words of letters as wholes, any width, no blanks
    Tokens,
}

/// A match as it is told.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// The number of the segment, where several were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<usize>,
    /// From 0 to 1; 1.01 with the same neighbours.
    pub(crate) score: f64,
    /// Words that both have, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<f64>,
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) origin: String,
    pub(crate) unit: i64,
    pub(crate) context: bool,
    /// A number of the segment is another one in the unit.
    numbers_differ: bool,
    /// From the unit to the segment.
    difference: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Piece {
    part: &'static str,
    text: String,
}

impl Row {
    /// A match of `text` with the unit that it is about.
    pub(crate) fn new(text: &str, found: &Match, stored: &StoredUnit, pair: &WorkingPair) -> Self {
        let side = |lang| {
            let variant = stored.unit.variant(lang);
            variant.map_or_else(String::new, |it| it.segment.plain_text())
        };
        let source = side(&pair.source);
        let pieces = difference(&source, text)
            .into_iter()
            .map(|(part, text)| Piece {
                part: match part {
                    Part::Same => "same",
                    Part::Removed => "removed",
                    Part::Added => "added",
                },
                text,
            });
        let mut both = [numbers(&source), numbers(text)];
        both.iter_mut().for_each(|it| it.sort_unstable());
        Self {
            query: None,
            score: match found.in_context && found.ranked.is_full() {
                true => 1.01,
                false => found.ranked.ratio(),
            },
            words: None,
            target: side(&pair.target),
            origin: stored.origin.clone(),
            unit: found.unit,
            context: found.in_context,
            numbers_differ: both[0] != both[1],
            difference: pieces.collect(),
            source,
        }
    }

    /// The difference in one line: `[-what the unit has-]{+what the segment has+}`.
    pub(crate) fn marked(&self) -> String {
        let marked = |piece: &Piece| match piece.part {
            "removed" => format!("[-{}-]", piece.text),
            "added" => format!("{{+{}+}}", piece.text),
            _ => piece.text.clone(),
        };
        self.difference.iter().map(marked).collect()
    }

    /// The score in percent, rounded down; 101 with the same neighbours.
    pub(crate) fn percent(&self) -> u32 {
        // The fourth digit was rounded down already.
        (self.score * 100.0 + 1e-6) as u32
    }

    fn cells(&self) -> Vec<String> {
        let mut cells: Vec<String> = self.query.iter().map(usize::to_string).collect();
        cells.extend([
            format!("{:.4}", self.score),
            self.source.clone(),
            self.target.clone(),
            self.origin.clone(),
            self.marked(),
            format!("#{}", self.unit),
        ]);
        cells.extend(self.words.map(|words| format!("{words:.4}")));
        cells
    }

    /// Prints it for a person.
    fn show(&self, ui: &mut Ui) -> Result<(), Failure> {
        let removed = AnsiColor::Red.on_default().strikethrough();
        let added = AnsiColor::Green.on_default();
        let mut head = format!("{}%  {}, unit #{}", self.percent(), self.origin, self.unit);
        if let Some(words) = self.words {
            head = format!("{head}, words {}%", (words * 100.0 + 1e-6) as u32);
        }
        if self.numbers_differ {
            head = format!("{head}, numbers differ");
        }
        ui.line(&head)?;
        let looks = |part: &str| -> Option<Style> {
            match part {
                "removed" => Some(removed),
                "added" => Some(added),
                _ => None,
            }
        };
        let pieces: Vec<(Option<Style>, String)> = match ui.has_colors() {
            true => self
                .difference
                .iter()
                .map(|it| (looks(it.part), it.text.clone()))
                .collect(),
            false => vec![(None, self.marked())],
        };
        ui.styled_line("  ", &pieces)?;
        ui.line(&format!("  {}", self.target))
    }
}

/// The columns; the first one where there are several segments, the last one where it is wanted.
const NAMES: [&str; 8] = [
    "query",
    "score",
    "source",
    "target",
    "origin",
    "difference",
    "unit",
    "words",
];

pub(crate) fn run(args: &Args, ui: &mut Ui) -> Result<Outcome> {
    let mut segments = Segments::of(args)?;
    let store = termbase::open(ui, Access::Read)?;
    let mut asked = Asked {
        matcher: Matcher::open(&store, args.scoring.penalties()?, ui)?,
        pair: store.read().working_pair()?,
        store: &store,
        args,
    };
    let several = segments.are_several();
    let heading = match (several, args.words) {
        (true, true) => &NAMES[..],
        (true, false) => &NAMES[..7],
        (false, true) => &NAMES[1..],
        (false, false) => &NAMES[1..7],
    };
    let mut list = Listing::new(heading, &[]);
    let (mut count, mut found) = (0, 0);
    while let Some(segment) = segments.next()? {
        let rows = asked.rows(several.then_some(count), &segment, ui)?;
        count += 1;
        found += usize::from(!rows.is_empty());
        for row in rows {
            if args.output.output.is_some() {
                list.push(row.cells(), row);
            } else if ui.is_json() {
                ui.json(&row)?;
            } else if ui.is_terminal() {
                row.show(ui)?;
            } else {
                ui.row(&row.cells())?;
            }
        }
        // Who gives a segment and waits gets the answer.
        if segments.is_drained() {
            ui.flush()?;
        }
    }
    if args.output.output.is_some() {
        list.show(ui, &args.output)?;
    }
    if several {
        ui.message(&format!(
            "{} of {} have a match of {}% or more",
            found,
            counted(count, "segment"),
            args.min
        ));
    } else if found == 0 {
        ui.message(&format!("no unit is like it by {}% or more", args.min));
    }
    Ok(match found {
        0 => Outcome::No,
        _ => Outcome::Done,
    })
}

/// What one run looks up.
struct Asked<'a> {
    matcher: Matcher<'a>,
    pair: WorkingPair,
    store: &'a Store,
    args: &'a Args,
}

impl Asked<'_> {
    fn rows(
        &mut self,
        number: Option<usize>,
        text: &str,
        ui: &mut Ui,
    ) -> Result<Vec<Row>, Failure> {
        let query = Query {
            text,
            scale: self.args.scoring.scale(),
            least: Score::of_percent(self.args.min),
            limit: self.args.limit,
            before: self.args.before.as_deref(),
            after: self.args.after.as_deref(),
        };
        let mut rows = Vec::new();
        for found in self.matcher.search(&query, ui)? {
            let Some(stored) = self.store.read().unit(found.unit)? else {
                continue;
            };
            let mut row = Row::new(text, &found, &stored, &self.pair);
            row.query = number;
            row.words = self
                .args
                .words
                .then(|| Score::by_words(&row.source, text, &ChineseWordSegmenter).ratio());
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Where segments come from.
enum Segments {
    Typed(std::vec::IntoIter<String>, usize),
    Stream(Lines),
}

impl Segments {
    fn of(args: &Args) -> Result<Self, Failure> {
        Ok(match &args.input {
            Some(path) => Self::Stream(Lines::open(path)?),
            None if args.text == [STDIO] => Self::Stream(Lines::open(Path::new(STDIO))?),
            None if args.text.is_empty() => {
                return Err(Failure::usage("there is no segment to look for")
                    .hint("write one, or `-` to read them from standard input"));
            }
            None => Self::Typed(args.text.clone().into_iter(), args.text.len()),
        })
    }

    fn are_several(&self) -> bool {
        match self {
            Self::Typed(_, count) => *count > 1,
            Self::Stream(_) => true,
        }
    }

    fn next(&mut self) -> Result<Option<String>, Failure> {
        match self {
            Self::Typed(segments, _) => Ok(segments.next()),
            Self::Stream(lines) => lines.next(),
        }
    }

    fn is_drained(&self) -> bool {
        match self {
            Self::Typed(..) => false,
            Self::Stream(lines) => lines.is_drained(),
        }
    }
}
