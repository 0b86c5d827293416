//! What `accept`, `reject` and `later` have in common: decisions without the review screen.

use std::path::{Path, PathBuf};

use glossary::exchange::spreadsheet::term_lines;
use glossary::store::{Access, Verdict};
use serde_json::json;

use super::Outcome;
use crate::failure::Failure;
use crate::files::shown_name;
use crate::termbase;
use crate::ui::Ui;

/// The terms a decision is about: typed, or a list.
#[derive(clap::Args, Debug)]
pub(super) struct Terms {
    /// Terms to decide on; `-` reads them from standard input
    #[arg(value_name = "TERM", required_unless_present = "input")]
    terms: Vec<String>,

    /// Read the terms from FILE, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "terms")]
    input: Option<PathBuf>,
}

/// A term to decide on, and where it was given.
pub(super) struct Item {
    pub(super) term: String,
    pub(super) english: Vec<String>,
    /// `list.tsv:12: ` for errors; empty for the command line.
    pub(super) place: String,
}

/// Remembers one verdict on all terms, or on none.
pub(super) fn decide(
    terms: &Terms,
    verdict: Verdict,
    reason: Option<&str>,
    ui: &mut Ui,
) -> anyhow::Result<Outcome> {
    let items = terms.items()?;
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let pair = work.read().working_pair()?;
    for item in &items {
        crate::interrupt::check()?;
        let entries = termbase::concepts(work.read(), &pair.source, &item.term)
            .map_err(|failure| at_place(failure, &item.place))?;
        if entries.is_empty() && item.term.starts_with(['#', '＃']) {
            return Err(at_place(termbase::no_entry(&item.term), &item.place).into());
        }
        if !entries.is_empty() {
            let failure = Failure::usage(format!("`{}` is an entry already", item.term))
                .hint(format!("`shuyu delete {}` removes it first", item.term));
            return Err(at_place(failure, &item.place).into());
        }
        work.decide(&pair.source, &item.term, verdict, reason)?;
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    let done = match verdict {
        Verdict::Rejected => "rejected",
        _ => "put off",
    };
    let would = super::would(ui);
    if ui.is_json() {
        for item in &items {
            ui.json(&json!({ "term": item.term, "verdict": verdict, "reason": reason }))?;
        }
    } else if let [item] = items.as_slice() {
        ui.message(&format!("{would}{done} {}", item.term));
    } else {
        ui.message(&format!("{would}{done} {} terms", items.len()));
    }
    Ok(Outcome::Done)
}

impl Terms {
    /// The terms, each with the English and the place it was given.
    pub(super) fn items(&self) -> Result<Vec<Item>, Failure> {
        let stdin = [String::from(crate::files::STDIO)];
        let path = match &self.input {
            Some(path) => path.clone(),
            None if self.terms == stdin => PathBuf::from(crate::files::STDIO),
            None => return self.typed(),
        };
        let items = parse_list(&path, &termbase::read_list(&path)?)?;
        if items.is_empty() {
            return Err(
                Failure::unusable(format!("there is no term in `{}`", shown_name(&path)))
                    .hint("give one term a line"),
            );
        }
        Ok(items)
    }

    fn typed(&self) -> Result<Vec<Item>, Failure> {
        let items = self.terms.iter().map(|term| {
            if term.trim().is_empty() {
                return Err(Failure::usage("a term is empty").hint("write the term itself"));
            }
            Ok(Item {
                term: term.trim().to_owned(),
                english: Vec::new(),
                place: String::new(),
            })
        });
        items.collect()
    }
}

fn parse_list(path: &Path, text: &str) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    for line in term_lines(text) {
        let line = line.map_err(|error| {
            Failure::unusable(format!("{}: {error}", shown_name(path)))
                .hint("give one term a line, the term in the first column")
        })?;
        let place = format!("{}:{}: ", shown_name(path), line.line);
        let english = line.english.unwrap_or_default();
        // A ranked list without a heading has the frequency where the English should be.
        if !english.is_empty() && english.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Failure::unusable(format!(
                "{place}the English of `{}` is a number: {english}",
                line.term
            ))
            .hint("make the English the second column, or add a heading line that names it"));
        }
        let english = english
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty());
        items.push(Item {
            term: line.term,
            english: english.map(str::to_owned).collect(),
            place,
        });
    }
    Ok(items)
}

/// Puts the line of a list before what is wrong with it.
pub(super) fn at_place(failure: Failure, place: &str) -> Failure {
    if place.is_empty() {
        failure
    } else {
        failure.within(place)
    }
}
