//! The termbase a command works on: which file, who writes, which entry is meant.

use std::path::Path;

use glossary::store::{Access, Author, Journal, Reader, Store, StoreError, StoredText};
use glossary::text::{DecodeError, decode};
use tmx::LangTag;

use crate::failure::Failure;
use crate::files;
use crate::options::Origin;
use crate::place::{self, Place};
use crate::ui::Ui;

/// Opens the termbase the options mean; for writing it is created where there is none, and said
/// so.
///
/// # Errors
///
/// What opening it fails with, and what to do.
pub(crate) fn open(ui: &mut Ui, access: Access) -> Result<Store, Failure> {
    let database = ui.database()?;
    let path = database.path;
    let is_new = !path.exists();
    ui.works_on(&path);
    if access == Access::Write {
        // Before a file is made that would then be of no use.
        ui.now()?;
    }
    if is_new && ui.is_dry_run() && access == Access::Write {
        return Ok(Store::temporary()?);
    }
    let store = open_at(&path, access, ui)?;
    if is_new {
        ui.message(&format!("created the termbase `{}`", path.display()));
    } else if database.origin == Origin::Found {
        ui.detail(&format!("using the termbase `{}`", path.display()));
    }
    Ok(store)
}

/// Opens the termbase to change what is in it: there has to be one.
///
/// # Errors
///
/// What opening it fails with, and what to do.
pub(crate) fn open_existing(ui: &mut Ui) -> Result<Store, Failure> {
    let path = ui.database()?.path;
    if !path.exists() {
        return Err(StoreError::Missing(path).into());
    }
    open(ui, Access::Write)
}

/// Opens the termbase the options mean to look something up that can be done without: none where
/// there is none; one that cannot be read is told and left out.
pub(crate) fn open_if_there(ui: &mut Ui) -> Option<Store> {
    let path = ui.database().ok().map(|database| database.path)?;
    if !path.exists() {
        return None;
    }
    match open_at(&path, Access::Read, ui) {
        Ok(store) => Some(store),
        Err(error) => {
            ui.warn(&without(&path, &error));
            None
        }
    }
}

/// Opens a termbase in the way that its folder allows, and says once what is odd about that.
///
/// # Errors
///
/// What opening it fails with.
pub(crate) fn open_at(path: &Path, access: Access, ui: &mut Ui) -> Result<Store, StoreError> {
    let journal = match ui.journal() {
        Some(journal) => journal,
        None => match place::of(path) {
            Place::Here => Journal::Ahead,
            Place::Network(kind) => {
                ui.caution(&format!(
                    "`{}` lies on a network drive ({kind}), where two who write at once can damage \
                     it; work on a copy on this machine, and bring both together with `shuyu sync`",
                    path.display()
                ));
                Journal::Rollback
            }
            Place::Synchronised(service) => {
                ui.caution(&format!(
                    "`{}` lies in a folder that {service} synchronises, which can damage it or lose \
                     changes; keep it elsewhere, and bring it together with a dump in this folder: \
                     `shuyu sync FILE.jsonl`",
                    path.display()
                ));
                Journal::Rollback
            }
        },
    };
    Store::open_with(path, access, journal)
}

/// The warning that a termbase is done without.
pub(crate) fn without(path: &Path, error: &StoreError) -> String {
    format!(
        "the entries of `{}` are not used: {error}; `--db` names another termbase",
        path.display()
    )
}

/// Who changes something now; the log keeps the command as it was typed.
///
/// # Errors
///
/// When the clock is set to something that is no time.
pub(crate) fn author(ui: &Ui) -> Result<Author, Failure> {
    let user = ["SHUYU_USER", "USER", "USERNAME"]
        .iter()
        .find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
        })
        .unwrap_or_else(|| "unknown".to_owned());
    let words = std::env::args_os().skip(1);
    let command: Vec<String> = words.map(|word| quoted(&word.to_string_lossy())).collect();
    Ok(Author {
        user,
        command: command.join(" "),
        at: ui.now()?,
    })
}

/// A word of the command line as one would type it.
fn quoted(word: &str) -> String {
    if word.is_empty() || word.contains([' ', '"', '#', '*', ';', '&', '|']) {
        format!("\"{}\"", word.replace('"', "\\\""))
    } else {
        word.to_owned()
    }
}

/// The numbers of the concepts that TERM means: its own for `#12`, else those of the term.
///
/// # Errors
///
/// When `#12` is no number, or the termbase cannot be read.
pub(crate) fn concepts(
    reader: Reader<'_>,
    lang: &LangTag,
    term: &str,
) -> Result<Vec<i64>, Failure> {
    if term.trim().is_empty() {
        return Err(Failure::usage("the term is empty").hint("write the term itself"));
    }
    let Some(number) = term.strip_prefix(['#', '＃']) else {
        return Ok(reader.concepts_of(lang, term)?);
    };
    let id: i64 = number.parse().map_err(|_| {
        Failure::usage(format!("`{term}` is not the number of an entry"))
            .hint("write it like \"#12\", in quotation marks")
    })?;
    match reader.concept(id) {
        Ok(_) => Ok(vec![id]),
        Err(StoreError::NotFound { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// The one concept that TERM means; none when there is none.
///
/// # Errors
///
/// A usage failure that lists the numbers when the term names several concepts.
pub(crate) fn only_concept(
    reader: Reader<'_>,
    lang: &LangTag,
    term: &str,
) -> Result<Option<i64>, Failure> {
    let found = concepts(reader, lang, term)?;
    if found.len() > 1 {
        let mut entries = Vec::with_capacity(found.len());
        for id in &found {
            let entry = reader.concept(*id)?;
            let other = entry
                .languages
                .iter()
                .find(|it| !it.lang.same_language(lang));
            let english = other.and_then(|section| section.terms.first());
            entries.push(match english {
                Some(english) => format!("#{id} ({})", english.text),
                None => format!("#{id}"),
            });
        }
        return Err(Failure::usage(format!(
            "`{term}` names {} entries: {}",
            found.len(),
            entries.join(", ")
        ))
        .hint(format!(
            "say which one, like \"#{}\", in quotation marks",
            found[0]
        )));
    }
    Ok(found.first().copied())
}

/// The Chinese texts in use, in the order they were added.
///
/// # Errors
///
/// When the termbase cannot be read, or Ctrl-C was pressed.
pub(crate) fn chinese_texts(reader: Reader<'_>) -> Result<Vec<StoredText>, Failure> {
    let chinese = LangTag::chinese();
    let mut texts = Vec::new();
    for summary in reader.texts()? {
        crate::interrupt::check()?;
        if summary.lang.same_language(&chinese) {
            texts.push(reader.text(summary.id)?);
        }
    }
    Ok(texts)
}

/// The failure of an entry that is not there.
pub(crate) fn no_entry(term: &str) -> Failure {
    let failure = Failure::unusable(format!("there is no entry `{term}`"));
    if term.starts_with(['#', '＃']) {
        failure.hint("`shuyu find TEXT` shows the numbers of entries")
    } else {
        failure.hint(format!("`shuyu find {term}` looks for similar ones"))
    }
}

/// Text of standard input or of a file, for lists of terms.
///
/// # Errors
///
/// When it cannot be read or is no text.
pub(crate) fn read_list(path: &Path) -> Result<String, Failure> {
    let bytes = files::read_bytes(path)?;
    match decode(&bytes, None) {
        Ok(decoded) => Ok(decoded.text),
        // What an empty list means is for the command to say.
        Err(DecodeError::Empty) => Ok(String::new()),
        Err(error) => Err(files::not_a_text(path, &error)),
    }
}
