//! `log`: what was done, by whom, when.

use glossary::store::{Access, Logged, Reader};
use serde::Serialize;
use tmx::{LangTag, Timestamp};

use super::Outcome;
use crate::failure::Failure;
use crate::listing::{ListOutput, Listing};
use crate::termbase;
use crate::ui::Ui;

/// List what was done, the last operation first
///
/// Every command that changes something is one operation: its number, when and
/// by whom it was done, what it changed, the command as it was typed, and whether
/// it was undone since. With TERM only what concerns this term, whose entry may be
/// deleted meanwhile. Exit code 1 when nothing was done.
///
/// Examples:
///   shuyu log
///   shuyu log 守望相助
///   shuyu undo "#12"            takes operation 12 back
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Only operations on this term, or on an entry like "#12"
    term: Option<String>,

    /// List at most N operations [default: 20 on a terminal, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    #[command(flatten)]
    output: ListOutput,
}

/// How many operations a terminal shows.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    logged: Logged,
    time: Timestamp,
    what: String,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    let owners = match &args.term {
        Some(term) => Some(owners(reader, term)?),
        None => None,
    };
    let is_short = ui.is_terminal() && !ui.is_json() && args.output.output.is_none();
    let limit = args
        .limit
        .unwrap_or(if is_short { SHOWN } else { usize::MAX });
    let mut list = Listing::new(
        &["operation|#", "when", "who", "what", "command", "state"],
        &["operation"],
    );
    for logged in reader.log(limit, owners.as_deref())? {
        let what = what(&logged);
        let operation = &logged.operation;
        let time = Timestamp::from_seconds(operation.at);
        let cells = vec![
            format!("#{}", operation.id),
            time.to_string(),
            operation.user.clone(),
            what.clone(),
            operation.command.clone(),
            state(&logged),
        ];
        list.push(cells, Line { logged, time, what });
    }
    list.show(ui, &args.output)?;
    if list.is_empty() {
        ui.message(&match &args.term {
            Some(term) => format!("the log has nothing of `{term}`"),
            None => "nothing was done yet".to_owned(),
        });
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}

/// What an operation changed, in words.
fn what(logged: &Logged) -> String {
    match (logged.operation.undoes, logged.redoes) {
        (_, Some(redone)) => format!("redid #{redone}: {}", logged.effects),
        (Some(undone), None) => format!("undid #{undone}: {}", logged.effects),
        (None, None) => logged.effects.to_string(),
    }
}

/// Whether an operation still stands; nothing where it does.
pub(super) fn state(logged: &Logged) -> String {
    // Of an undo that was redone the word would say the opposite of what it seems to.
    let word = if logged.operation.undoes.is_some() {
        "taken back"
    } else {
        "undone"
    };
    logged
        .undone_by
        .map_or_else(String::new, |by| format!("{word} by #{by}"))
}

/// The uids of what TERM means, gone entries among them.
pub(super) fn owners(reader: Reader<'_>, term: &str) -> Result<Vec<String>, Failure> {
    let pair = reader.working_pair()?;
    // An entry that has this number, or a failure where it is no number.
    let found = termbase::concepts(reader, &pair.source, term)?;
    match term.strip_prefix(['#', '＃']) {
        None => Ok(reader.owners_of(&pair.source, term)?),
        Some(number) => {
            let id = found.first().copied().or_else(|| number.parse().ok());
            let uid = reader.owner_numbered(id.unwrap_or_default())?;
            let mut owners: Vec<String> = uid.into_iter().collect();
            for id in found {
                owners.extend(of_terms(reader, &pair.source, id)?);
            }
            Ok(owners)
        }
    }
}

/// The uids of what was decided on the terms of an entry.
fn of_terms(reader: Reader<'_>, lang: &LangTag, id: i64) -> Result<Vec<String>, Failure> {
    let entry = reader.concept(id)?;
    let terms = entry
        .terms(lang)
        .map(|term| reader.decision_of(lang, &term.text));
    Ok(terms.collect())
}
