//! `find`: entries as one types.

use glossary::entry::PartialDate;
use glossary::store::{Access, MatchKind};
use serde::Serialize;

use super::Outcome;
use crate::failure::Failure;
use crate::listing::{ListOutput, Listing};
use crate::termbase;
use crate::ui::Ui;

/// Find entries by Chinese, English, pinyin or its initials
///
/// Exact matches come first, then pinyin, then terms that contain TEXT, then similar ones.
/// Exit code 1 when nothing is found.
///
/// Examples:
///   shuyu find 共同体
///   shuyu find "shared future"
///   shuyu find mygtt
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// What to look for
    text: String,

    /// Show at most N entries
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Show the English that was official on D: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "D")]
    as_of: Option<PartialDate>,

    #[command(flatten)]
    output: ListOutput,
}

#[derive(Serialize)]
struct Row {
    id: i64,
    term: String,
    pinyin: Option<String>,
    english: Vec<String>,
    matched: String,
    kind: MatchKind,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if args.text.trim().is_empty() {
        return Err(Failure::usage("there is nothing to look for")
            .hint("write a term, its English or its pinyin; `shuyu export --to tsv` lists all")
            .into());
    }
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    let pair = reader.working_pair()?;
    let mut list = Listing::new(&["term", "pinyin", "english", "id"], &["id"]);
    for found in reader.find(&args.text, args.limit)? {
        let entry = reader.concept(found.concept_id)?;
        let date = args.as_of.as_ref();
        let main = entry
            .main_term(&pair.source, date)
            .or_else(|| entry.terms(&pair.source).next());
        let term = main.map_or_else(|| found.term.clone(), |term| term.text.clone());
        let pinyin = main.and_then(|term| term.pinyin.clone());
        let english: Vec<String> = entry
            .terms(&pair.target)
            .filter(|term| date.is_none() || term.is_usable(date))
            .map(|term| term.text.clone())
            .collect();
        let cells = vec![
            term.clone(),
            pinyin.clone().unwrap_or_default(),
            english.join("; "),
            format!("#{}", entry.id),
        ];
        let row = Row {
            id: entry.id,
            term,
            pinyin,
            english,
            matched: found.term,
            kind: found.kind,
        };
        list.push(cells, row);
    }
    list.show(ui, &args.output)?;
    if list.is_empty() {
        ui.message(&format!("no entry matches `{}`", args.text));
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}
