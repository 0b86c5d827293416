//! `find`: entries as one types.

use std::collections::BTreeMap;

use glossary::entry::PartialDate;
use glossary::pinyin::Doubts;
use glossary::store::{Access, Found, MatchKind, Reader};
use serde::Serialize;

use super::{Outcome, marked};
use crate::failure::Failure;
use crate::listing::{ListOutput, Listing};
use crate::selection::Selection;
use crate::termbase;
use crate::ui::Ui;

/// Find entries by Chinese, English, pinyin or its initials
///
/// Without TEXT, all entries that --subject, --customer, --project and --state
/// admit are listed.
///
/// Exact matches come first, then pinyin, then terms that contain TEXT, then those
/// with its words in any order and form, some perhaps cut short, then those that
/// TEXT is mistyped for. `kind` in the JSON says which. Exit code 1 when nothing
/// is found.
///
/// Examples:
///   shuyu find 共同体
///   shuyu find "shared future"
///   shuyu find "comm fut"
///   shuyu find mygtt
///   shuyu find --doubtful
///   shuyu find --subject politics --state proposed
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// What to look for
    #[arg(required_unless_present_any = ["doubtful", "subject", "customer", "project", "state"])]
    text: Option<String>,

    /// Only entries whose pinyin is doubtful, the least sure first
    #[arg(long)]
    doubtful: bool,

    /// Show at most N entries
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Show the English that was official on D: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "D")]
    as_of: Option<PartialDate>,

    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    output: ListOutput,
}

#[derive(Serialize)]
struct Row {
    id: i64,
    term: String,
    pinyin: Option<String>,
    doubt: Doubts,
    english: Vec<String>,
    matched: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<MatchKind>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let text = args.text.as_deref().map(str::trim);
    if text.is_some_and(str::is_empty) {
        return Err(Failure::usage("there is nothing to look for")
            .hint("write a term, its English or its pinyin; `shuyu export --to tsv` lists all")
            .into());
    }
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    let pair = reader.working_pair()?;
    let mut list = Listing::new(&["term", "pinyin", "english", "id"], &["id"]);
    let marks_doubt = ui.is_terminal() && args.output.output.is_none();
    let filter = args.selection.filter();
    let mut shown = 0;
    for (id, found) in args.found(reader, text)? {
        if shown == args.limit {
            break;
        }
        let entry = reader.concept(id)?;
        if !filter.admits(&entry) {
            continue;
        }
        shown += 1;
        let date = args.as_of.as_ref();
        let unsure = entry
            .terms(&pair.source)
            .max_by_key(|term| term.doubt.worst())
            .filter(|_| args.doubtful);
        let main = unsure
            .or_else(|| entry.main_term(&pair.source, date))
            .or_else(|| entry.terms(&pair.source).next());
        let (matched, kind) = found.map(|found| (found.term, found.kind)).unzip();
        let term = main
            .map(|term| term.text.clone())
            .or_else(|| matched.clone());
        let term = term.unwrap_or_default();
        let pinyin = main.and_then(|term| term.pinyin.clone());
        let doubt = main.map(|term| term.doubt.clone()).unwrap_or_default();
        let english: Vec<String> = entry
            .terms(&pair.target)
            .filter(|term| date.is_none() || term.is_usable(date))
            .map(|term| term.text.clone())
            .collect();
        let cells = vec![
            term.clone(),
            match pinyin.as_deref().unwrap_or_default() {
                pinyin if marks_doubt => marked(pinyin, &doubt),
                pinyin => pinyin.to_owned(),
            },
            english.join("; "),
            format!("#{}", entry.id),
        ];
        let row = Row {
            id: entry.id,
            matched: matched.unwrap_or_else(|| term.clone()),
            term,
            pinyin,
            doubt,
            english,
            kind,
        };
        list.push(cells, row);
    }
    list.show(ui, &args.output)?;
    if list.is_empty() {
        let filtered = match filter.admits_all() {
            true => "",
            false => " that --subject, --customer, --project and --state admit",
        };
        ui.message(&match (text, args.doubtful) {
            _ if !filter.admits_all() && text.is_none() => format!("there is no entry{filtered}"),
            (Some(text), false) => format!("no entry{filtered} matches `{text}`"),
            (Some(text), true) => format!("no entry with doubtful pinyin matches `{text}`"),
            (None, _) => "no pinyin is doubtful".to_owned(),
        });
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}

impl Args {
    /// Numbers of the entries to show, and how each was found.
    fn found(
        &self,
        reader: Reader<'_>,
        text: Option<&str>,
    ) -> Result<Vec<(i64, Option<Found>)>, Failure> {
        let limit = match self.selection.filter().admits_all() {
            true => self.limit,
            false => usize::MAX,
        };
        let found = |limit| -> Result<Vec<Found>, Failure> {
            Ok(match text {
                Some(text) => reader.find(text, limit)?,
                None => Vec::new(),
            })
        };
        if !self.doubtful && text.is_none() {
            let ids = reader.concept_ids()?.into_iter();
            return Ok(ids.map(|id| (id, None)).collect());
        }
        if !self.doubtful {
            let found = found(limit)?.into_iter();
            return Ok(found.map(|it| (it.concept_id, Some(it))).collect());
        }
        let mut matched: BTreeMap<i64, Found> = found(usize::MAX)?
            .into_iter()
            .map(|it| (it.concept_id, it))
            .collect();
        let doubtful = reader.doubtful()?.into_iter();
        let wanted = doubtful.filter_map(|(id, _)| match text {
            Some(_) => Some((id, Some(matched.remove(&id)?))),
            None => Some((id, None)),
        });
        Ok(wanted.collect())
    }
}
