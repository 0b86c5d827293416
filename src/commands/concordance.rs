//! `concordance`: every place of a keyword.

use glossary::concordance::{Context, Keyword};
use glossary::store::{Access, UnitPlace};
use glossary::words::has_han;
use serde::Serialize;

use super::Outcome;
use super::show::{Place, Texts};
use crate::failure::Failure;
use crate::listing::{ListOutput, Listing};
use crate::output::counted;
use crate::termbase;
use crate::ui::Ui;

/// Show every place of TEXT in texts and units
///
/// Each is shown with what stands around it, and in units with the other language.
/// Chinese is found in either script, all in any case and width, English words
/// from their beginning. Exit code 1 when nothing is found. The indexes of the words
/// of units and of many texts are made when they are first asked for; SHUYU_CACHE
/// names their folder.
///
/// Examples:
///   shuyu concordance 互利共赢
///   shuyu concordance "shared future" --limit 50
///   shuyu concordance 合作 -o places.tsv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// What to look for, as it is written in texts
    text: String,

    /// Show at most N places in texts and N in units [default: 50 on a terminal]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    #[command(flatten)]
    output: ListOutput,
}

/// Places shown on a terminal unless more are wanted.
const ON_TERMINAL: usize = 50;
/// Chinese characters shown on either side.
const WIDTH: usize = 20;

#[derive(Serialize)]
#[serde(tag = "in", rename_all = "lowercase")]
enum Row {
    Text(Place),
    Unit {
        unit: i64,
        origin: String,
        lang: String,
        #[serde(flatten)]
        context: Context,
        others: Vec<Side>,
    },
}

#[derive(Serialize)]
struct Side {
    lang: String,
    text: String,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let keyword = Keyword::new(&args.text).ok_or_else(|| {
        Failure::usage("there is nothing to look for").hint("write a word as texts have it")
    })?;
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    let to_terminal = ui.is_terminal() && args.output.output.is_none();
    let limit = match args.limit {
        Some(limit) => limit,
        None if to_terminal => ON_TERMINAL,
        None => usize::MAX,
    };
    let found = crate::keywords::concordance(&store, &keyword, limit, ui)?;
    let mut list = Listing::new(
        &[
            "place",
            "before",
            "keyword",
            "after",
            "other language|other",
        ],
        &["before"],
    );
    // Letters are half as wide.
    let width = match has_han(&args.text) {
        true => WIDTH,
        false => 2 * WIDTH,
    };
    let mut texts = Texts::default();
    for occurrence in found.texts {
        crate::interrupt::check()?;
        let place = texts.place(reader, occurrence, width)?;
        let cells = cells(place.describe(), &place.context, String::new());
        list.push(cells, Row::Text(place));
    }
    for place in found.units {
        let UnitPlace {
            unit_id,
            origin,
            lang,
            text,
            range,
            others,
        } = place;
        let context = Context::around(&text, &range, width);
        let other: Vec<&str> = others.iter().map(|(_, text)| text.as_str()).collect();
        let cells = cells(
            format!("{origin}, unit #{unit_id}"),
            &context,
            other.join(" | "),
        );
        let others = others.into_iter().map(|(lang, text)| Side {
            lang: lang.to_string(),
            text,
        });
        list.push(
            cells,
            Row::Unit {
                unit: unit_id,
                origin,
                lang: lang.to_string(),
                context,
                others: others.collect(),
            },
        );
    }
    list.show(ui, &args.output)?;
    let all = found.in_texts + found.in_units;
    if all == 0 {
        ui.message(&format!(
            "`{}` is nowhere in the texts and units",
            args.text
        ));
        return Ok(Outcome::No);
    }
    let shown = match list.len() {
        shown if shown < all => format!(", {shown} shown; --limit shows more"),
        _ => String::new(),
    };
    ui.message(&format!(
        "{} in texts, {} in units{shown}",
        counted(found.in_texts, "place"),
        found.in_units
    ));
    Ok(Outcome::Done)
}

fn cells(place: String, context: &Context, other: String) -> Vec<String> {
    let Context {
        before,
        term,
        after,
    } = context;
    vec![place, before.clone(), term.clone(), after.clone(), other]
}
