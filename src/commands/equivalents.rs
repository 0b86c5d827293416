//! `equivalents`: English for terms, as the memory renders them.

use std::path::PathBuf;

use glossary::dictionary::Dictionary;
use glossary::equivalents::{LinkedMemory, MEMORY, MemoryPair, MemoryProposals, Proposal};
use glossary::exchange::spreadsheet::term_lines;
use glossary::store::{Access, Reader};
use serde::Serialize;

use super::Outcome;
use crate::failure::Failure;
use crate::files::{STDIO, shown_name};
use crate::listing::{ListOutput, Listing};
use crate::termbase;
use crate::ui::Ui;

/// Propose English for terms, from the translation memory
///
/// The words of the units that have a term are linked with each other, and the
/// English that renders it is listed, best first; one unit is enough. What the
/// dictionary says comes after, with score and count 0. Accepted equivalents are
/// learned from. Without TERM: the entries that have no English yet and the
/// candidates that are not decided. Exit code 1 when nothing is proposed.
///
/// Columns: term, English, score (0 to 1), count of the units that speak for it.
/// With --json also some of these units, as examples.
///
/// Examples:
///   shuyu equivalents 互利共赢
///   shuyu equivalents --limit 1 -o proposals.tsv
///   shuyu accept --input proposals.tsv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Terms, or numbers of entries like "#12"; `-` reads them from standard input
    #[arg(value_name = "TERM")]
    terms: Vec<String>,

    /// Read the terms from FILE, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "terms")]
    input: Option<PathBuf>,

    /// Show at most N proposals of the memory for a term, and N of the dictionary
    #[arg(long, value_name = "N", default_value_t = 5)]
    limit: usize,

    #[command(flatten)]
    output: ListOutput,
}

#[derive(Serialize)]
struct Row {
    term: String,
    english: String,
    score: f64,
    count: usize,
    source: String,
    examples: Vec<Example>,
}

/// A unit that speaks for a proposal.
#[derive(Serialize)]
struct Example {
    unit: i64,
    source: String,
    target: String,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let typed = args.typed()?;
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    let terms = match typed {
        Some(typed) => resolved(reader, typed)?,
        None => without_english(reader)?,
    };
    let asked: Vec<&str> = terms.iter().map(String::as_str).collect();
    let proposals = MemoryProposals::learn(reader, &asked)?;
    let mut list = Listing::new(
        &["term", "English", "score", "count|units"],
        &["score", "units"],
    );
    for term in &terms {
        crate::interrupt::check()?;
        for row in rows(term, &proposals, args.limit) {
            let cells = vec![
                row.term.clone(),
                row.english.clone(),
                format!("{:.4}", row.score),
                row.count.to_string(),
            ];
            list.push(cells, row);
        }
    }
    list.show(ui, &args.output)?;
    if proposals.is_empty() {
        ui.message("there are no units to learn from yet; the dictionary alone was asked");
        ui.next_step("shuyu align ZH EN --save");
    }
    if list.is_empty() {
        ui.message("no English was found");
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}

impl Args {
    /// The terms that were asked about; none where all are meant.
    fn typed(&self) -> Result<Option<Vec<String>>, Failure> {
        let path = match &self.input {
            Some(path) => path.clone(),
            None if self.terms == [STDIO] => PathBuf::from(STDIO),
            None if self.terms.is_empty() => return Ok(None),
            None => return Ok(Some(self.terms.clone())),
        };
        let mut terms = Vec::new();
        for line in term_lines(&termbase::read_list(&path)?) {
            let line = line.map_err(|error| {
                Failure::unusable(format!("{}: {error}", shown_name(&path)))
                    .hint("give one term a line, the term in the first column")
            })?;
            terms.push(line.term);
        }
        if terms.is_empty() {
            let failure = Failure::unusable(format!("there is no term in `{}`", shown_name(&path)));
            return Err(failure.hint("give one term a line"));
        }
        Ok(Some(terms))
    }
}

/// The terms themselves for what was typed, which may be numbers of entries.
fn resolved(reader: Reader<'_>, typed: Vec<String>) -> Result<Vec<String>, Failure> {
    let pair = reader.working_pair()?;
    let mut terms = Vec::with_capacity(typed.len());
    for typed in typed {
        if typed.trim().is_empty() {
            return Err(Failure::usage("a term is empty").hint("write the term itself"));
        }
        if !typed.starts_with(['#', '＃']) {
            terms.push(typed.trim().to_owned());
            continue;
        }
        let ids = termbase::concepts(reader, &pair.source, &typed)?;
        let id = ids.first().ok_or_else(|| termbase::no_entry(&typed))?;
        let entry = reader.concept(*id)?;
        terms.extend(entry.terms(&pair.source).next().map(|it| it.text.clone()));
    }
    Ok(terms)
}

/// The terms of entries without English, then the candidates that are not decided.
fn without_english(reader: Reader<'_>) -> Result<Vec<String>, Failure> {
    let pair = reader.working_pair()?;
    let mut terms = Vec::new();
    for id in reader.concept_ids()? {
        crate::interrupt::check()?;
        let entry = reader.concept(id)?;
        if entry.terms(&pair.target).next().is_none() {
            terms.extend(entry.terms(&pair.source).next().map(|it| it.text.clone()));
        }
    }
    let candidates = super::extract::undecided(reader, reader.candidates()?)?;
    let candidates = candidates.iter().map(|it| it.candidate.display());
    terms.extend(candidates.map(str::to_owned));
    Ok(terms)
}

/// What is proposed for a term: of the memory, then what the dictionary alone has.
fn rows(term: &str, proposals: &MemoryProposals, limit: usize) -> Vec<Row> {
    let found = proposals.of(term, limit);
    let known: Vec<String> = found.iter().map(|it| it.english.to_lowercase()).collect();
    let of_memory = found.into_iter().map(|proposal| {
        let Proposal {
            english,
            score,
            count,
            examples,
        } = proposal;
        let pairs = examples
            .into_iter()
            .filter_map(|at| proposals.memory().and_then(|it| LinkedMemory::pair(it, at)));
        Row {
            term: term.to_owned(),
            english,
            score,
            count,
            source: MEMORY.to_owned(),
            examples: pairs.map(Example::from).collect(),
        }
    });
    let suggested = Dictionary::built_in().suggest(term).into_iter();
    let of_dictionary = suggested
        .filter(|it| !known.contains(&it.english.to_lowercase()))
        .take(limit)
        .map(|suggestion| Row {
            term: term.to_owned(),
            english: suggestion.english,
            score: 0.0,
            count: 0,
            source: suggestion.source.into_owned(),
            examples: Vec::new(),
        });
    of_memory.chain(of_dictionary).collect()
}

impl From<&MemoryPair> for Example {
    fn from(pair: &MemoryPair) -> Self {
        Self {
            unit: pair.unit,
            source: pair.source.clone(),
            target: pair.target.clone(),
        }
    }
}
