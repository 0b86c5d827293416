//! `edit`: an entry as a form in the user's editor.

use glossary::dictionary::Dictionary;
use glossary::entry::ConceptEntry;
use glossary::form::{Filled, fill, form};

use super::Outcome;
use crate::editor::Draft;
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Change an entry in your editor
///
/// Opens the entry as a form with explanations, in the editor that VISUAL or
/// EDITOR names. What is wrong in it is told at its line, and the editor opens
/// again with what you typed. An empty file cancels. If somebody changed the
/// entry meanwhile, you see how it is now before yours is taken.
///
/// Examples:
///   shuyu edit 蓝碳
///   EDITOR="code --wait" shuyu edit "#12"
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Term of the entry, or its number like "#12"
    term: String,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut store = termbase::open_existing(ui)?;
    let mut base = {
        let reader = store.read();
        let pair = reader.working_pair()?;
        let id = termbase::only_concept(reader, &pair.source, &args.term)?;
        reader.concept(id.ok_or_else(|| termbase::no_entry(&args.term))?)?
    };
    let shown = form(&base);
    let draft = Draft::new(&shown, ".toml")?;
    let mut before = shown.clone();
    loop {
        draft.edit()?;
        let text = draft.read()?;
        if is_empty(&text) || text == shown {
            draft.discard();
            ui.message("nothing was changed");
            return Ok(Outcome::Done);
        }
        let filled = match fill(&text, &base, Dictionary::built_in()) {
            Ok(filled) => filled,
            // Saved as it was: whoever did that wants to get out.
            Err(error) if text == before => {
                return Err(
                    Failure::unusable(format!("`{}`, {error}", draft.path().display()))
                        .hint("your text is kept in that file; nothing was changed in the termbase")
                        .into(),
                );
            }
            Err(error) => {
                ui.warn(&error.to_string());
                before = with_remark(&text, &[format!("PLEASE MEND {error}")]);
                draft.write(&before)?;
                continue;
            }
        };
        let author = termbase::author(ui)?;
        let work = store.begin(&author)?;
        let now = match work.read().concept(base.id) {
            Ok(now) => now,
            Err(error) => {
                return Err(Failure::from(error)
                    .hint(format!(
                        "your text is kept in `{}`; `shuyu log` shows what became of the entry",
                        draft.path().display()
                    ))
                    .into());
            }
        };
        if now != base {
            drop(work);
            ui.warn("the entry was changed meanwhile; look at it as it is now, and save again");
            before = with_remark(&text, &conflict(&base, &now));
            draft.write(&before)?;
            base = now;
            continue;
        }
        return done(ui, work, &base, &filled, draft);
    }
}

fn done(
    ui: &mut Ui,
    mut work: glossary::store::Work<'_>,
    base: &ConceptEntry,
    filled: &Filled,
    draft: Draft,
) -> anyhow::Result<Outcome> {
    for warning in &filled.warnings {
        ui.warn(&warning.to_string());
    }
    let changed = filled.entry != *base;
    if changed {
        work.save_concept(&filled.entry)?;
    }
    let stored = work.read().concept(base.id)?;
    if changed && !ui.is_dry_run() {
        work.commit()?;
    }
    draft.discard();
    let terms = stored.languages.first().and_then(|it| it.terms.first());
    let name = terms.map_or("", |term| term.text.as_str());
    if ui.is_json() {
        ui.json(&stored)?;
    } else if changed {
        ui.message(&format!(
            "{}changed {name} (#{})",
            super::would(ui),
            base.id
        ));
    } else {
        ui.message("nothing was changed");
    }
    Ok(Outcome::Done)
}

/// Whether nothing but explanations is left.
fn is_empty(text: &str) -> bool {
    text.lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// What a remark of ours begins with, so that it is found again.
const REMARK: &str = "#! ";

/// The text with remarks above it, in place of those that were there.
fn with_remark(text: &str, remarks: &[String]) -> String {
    let mut out = String::with_capacity(text.len() + 200);
    for line in remarks.iter().flat_map(|remark| remark.lines()) {
        out.push_str(REMARK);
        out.push_str(line);
        out.push('\n');
    }
    for line in text.lines().filter(|line| !line.starts_with(REMARK)) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// How the entry was when it was opened, and how it is now: the lines that differ.
fn conflict(base: &ConceptEntry, now: &ConceptEntry) -> Vec<String> {
    let (before, after) = (form(base), form(now));
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let mut lines =
        vec!["THE ENTRY WAS CHANGED MEANWHILE. Lines that went (-) and came (+):".to_owned()];
    let gone = before.iter().filter(|line| !after.contains(line));
    lines.extend(gone.map(|line| format!("- {line}")));
    let come = after.iter().filter(|line| !before.contains(line));
    lines.extend(come.map(|line| format!("+ {line}")));
    lines.push("What you save now takes the place of both.".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_explanations_are_nothing() {
        assert!(is_empty("# a\n\n  # b\n"));
        assert!(!is_empty("note = \"\""));
    }

    #[test]
    fn a_new_remark_takes_the_place_of_the_old_one() {
        let once = with_remark("a = 1\n", &["first\nsecond".to_owned()]);
        assert_eq!(once, "#! first\n#! second\na = 1\n");
        assert_eq!(
            with_remark(&once, &["third".to_owned()]),
            "#! third\na = 1\n"
        );
    }
}
