//! A review line by line, for scripts, pipes and terminals without a screen.

use std::path::Path;

use glossary::review::{Card, Command};
use serde_json::{Value, json};

use super::{Answer, Reviewer};
use crate::failure::Failure;
use crate::files::{Lines, STDIO};
use crate::ui::Ui;

/// Contexts given with each candidate in JSON.
const CONTEXTS: usize = 5;

/// What can be said in a line.
const COMMANDS: &str = "a accept, 1-9 or a N with that English, A without, e ENGLISH, x [WHY] \
     reject, n never ask again, s later, v ENTRY variant of, m ENTRY merge into, p PINYIN, \
     o NOTE, c or c N keep that context, < > shorter or longer at the end, [ ] at the beginning, t mark the next English, \
     u undo, b back, f forward, q quit";

/// Reads commands from `path` (`-` is standard input) until it ends or one says so; each gets a
/// line as its answer.
///
/// # Errors
///
/// When the termbase or the input cannot be used. What was decided before is stored.
pub(crate) fn by_lines(reviewer: &mut Reviewer, path: &Path, ui: &mut Ui) -> Result<(), Failure> {
    let named = match path == Path::new(STDIO) {
        true => None,
        // A file that cannot be read is told before anything else.
        false => Some(Lines::open(path)?),
    };
    answer(reviewer, "", ui)?;
    // Whoever waits for the first candidate gets it before standard input is looked at.
    ui.flush()?;
    let mut lines = match named {
        Some(lines) => lines,
        None => Lines::open(path)?,
    };
    while let Some(line) = lines.next()? {
        let told = match line.parse::<Command>() {
            Err(unknown) => unknown.to_string(),
            Ok(command) => match reviewer.obey(command, ui)? {
                Answer::Told(told) | Answer::Decided(told) => told,
                Answer::Help => COMMANDS.to_owned(),
                Answer::End => return Ok(()),
            },
        };
        answer(reviewer, &told, ui)?;
        if lines.is_drained() {
            ui.flush()?;
        }
    }
    Ok(())
}

/// What was done, and the candidate that is in view then.
fn answer(reviewer: &mut Reviewer, told: &str, ui: &mut Ui) -> Result<(), Failure> {
    let progress = reviewer.session().progress();
    if ui.is_json() {
        let places = reviewer.places(CONTEXTS)?;
        let candidate = reviewer.card().map(|card| object(card, json!(places)));
        return ui.json(&json!({
            "told": told, "position": progress.position, "of": progress.total,
            "left": progress.left, "candidate": candidate,
        }));
    }
    let Some(card) = reviewer.card() else {
        return ui.row(&[told, "end"]);
    };
    let place = format!("{}/{}", progress.position, progress.total);
    let pinyin = card.term.pinyin.as_deref().unwrap_or_default();
    let pinyin = crate::commands::marked(pinyin, &card.term.doubt);
    let (times, texts) = card.counted;
    ui.row(&[
        told,
        &place,
        &card.term.text,
        &pinyin,
        kind(card),
        &times.to_string(),
        &texts.to_string(),
        &english(card),
    ])
}

fn object(card: &Card, places: Value) -> Value {
    let (times, texts) = card.counted;
    json!({
        "asked": card.asked, "term": card.term, "type": kind(card), "frequency": times,
        "documents": texts, "suggestions": card.suggestions, "unsure": card.unsure,
        "note": card.note, "decision": card.decision, "contexts": places,
    })
}

/// The type of a candidate; nothing for a term that is none.
pub(super) fn kind(card: &Card) -> &'static str {
    card.candidate
        .as_ref()
        .map_or("", |stored| stored.candidate.kind.as_str())
}

/// The suggestions with the numbers that accept them.
fn english(card: &Card) -> String {
    let numbered = (1..).zip(&card.suggestions);
    let numbered = numbered.map(|(number, it)| format!("{number} {}", it.english));
    numbered.collect::<Vec<_>>().join("; ")
}
