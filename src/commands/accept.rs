//! `accept`: candidates made entries.

use glossary::curate;
use glossary::dictionary::Dictionary;
use glossary::store::{Access, Verdict, Work, WorkingPair};
use serde_json::json;

use super::Outcome;
use super::verdict::{Item, Terms, at_place};
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Make entries of candidates, or of other terms
///
/// With --input FILE (or `-`) terms are read from a list, one a line: the term,
/// a tab, its English; several equivalents with `;` between them. A list with a
/// heading like that of terms.tsv works too: its first column is `term`, and
/// the English is taken from the column that has `English` in its heading.
///
/// Examples:
///   shuyu accept 守望相助 --en "mutual assistance"
///   shuyu accept 互联互通 --suggested
///   shuyu accept --input decided.tsv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    #[command(flatten)]
    terms: Terms,

    /// English of the term (can be repeated)
    #[arg(long, value_name = "E")]
    en: Vec<String>,

    /// Take the first suggestion where no English is given
    #[arg(long)]
    suggested: bool,

    /// Where the English is taken from
    #[arg(long, value_name = "S")]
    source: Option<String>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut items = args.terms.items()?;
    if args.en.iter().any(|english| english.trim().is_empty()) {
        return Err(Failure::usage("`--en` is empty")
            .hint("write the English, or leave `--en` out")
            .into());
    }
    if !args.en.is_empty() {
        let [item] = items.as_mut_slice() else {
            return Err(Failure::usage("`--en` goes with one term")
                .hint(
                    "accept the terms one by one, or give a list of terms and English with --input",
                )
                .into());
        };
        item.english.clone_from(&args.en);
    }
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let pair = work.read().working_pair()?;
    let mut done = Vec::new();
    for item in &items {
        crate::interrupt::check()?;
        let accepted = accept_one(&mut work, &pair, item, args)
            .map_err(|failure| at_place(failure, &item.place))?;
        done.push(accepted);
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    let would = super::would(ui);
    for accepted in &done {
        if ui.is_json() {
            let Accepted {
                id,
                term,
                english,
                is_new,
            } = accepted;
            ui.json(&json!({ "id": id, "term": term, "english": english, "new": is_new }))?;
        } else if done.len() <= SHOWN {
            let english = match accepted.english.as_slice() {
                [] => "no English yet".to_owned(),
                english => english.join("; "),
            };
            ui.message(&format!(
                "{would}accepted {} = {english} (#{})",
                accepted.term, accepted.id
            ));
        }
    }
    if !ui.is_json() && done.len() > SHOWN {
        let with = done
            .iter()
            .filter(|accepted| !accepted.english.is_empty())
            .count();
        ui.message(&format!(
            "{would}accepted {} terms, {with} with English",
            done.len()
        ));
    }
    if let Some(bare) = done.iter().find(|accepted| accepted.english.is_empty()) {
        ui.next_step(&format!("shuyu set {} --en \"...\"", bare.term));
    }
    Ok(Outcome::Done)
}

/// Of longer lists only the count is told.
const SHOWN: usize = 10;

struct Accepted {
    id: i64,
    term: String,
    english: Vec<String>,
    is_new: bool,
}

fn accept_one(
    work: &mut Work<'_>,
    pair: &WorkingPair,
    item: &Item,
    args: &Args,
) -> Result<Accepted, Failure> {
    let known = termbase::only_concept(work.read(), &pair.source, &item.term)?;
    if known.is_none() && item.term.starts_with(['#', '＃']) {
        return Err(termbase::no_entry(&item.term));
    }
    let candidate = work.read().candidate(&item.term)?;
    let mut entry = match known {
        Some(id) => work.read().concept(id)?,
        None => {
            let found = candidate.as_ref().map(|stored| &stored.candidate);
            let own = work.read().own_readings_within(&item.term)?;
            let term = curate::new_term_with(&item.term, found, &own);
            let mut entry = curate::new_concept(&pair.source, term);
            entry.note = found.and_then(curate::expansion_note);
            entry
        }
    };
    let suggestions = match candidate {
        Some(candidate) => candidate.suggestions,
        None => Dictionary::built_in().suggest(&item.term),
    };
    let mut english = item.english.clone();
    let has_english = entry.terms(&pair.target).next().is_some();
    if english.is_empty() && args.suggested && !has_english {
        english.extend(
            suggestions
                .first()
                .map(|suggestion| suggestion.english.clone()),
        );
    }
    curate::add_equivalents(
        &mut entry,
        &item.term,
        (&pair.source, &pair.target),
        &english,
        &suggestions,
        args.source.as_deref(),
    );
    let id = work.save_concept(&entry)?;
    let term = entry
        .terms(&pair.source)
        .next()
        .map_or_else(String::new, |term| term.text.clone());
    work.decide(&pair.source, &term, Verdict::Accepted, None)?;
    let english = entry
        .terms(&pair.target)
        .map(|term| term.text.clone())
        .collect();
    Ok(Accepted {
        id,
        term,
        english,
        is_new: known.is_none(),
    })
}
