//! Lists for translation tools, by their profiles.

use std::fs;
use std::io::Write;
use std::path::Path;

use ::tmx::{LangTag, Timestamp, WriteOptions};
use glossary::entry::ConceptEntry;
use glossary::exchange::lists::{ListFormat, ListOptions, ListWriter};
use glossary::exchange::spreadsheet::{SpreadsheetOptions, SpreadsheetWriter};
use glossary::store::{Reader, WorkingPair};

use super::summary::{Lost, Summary};
use super::{Args, Memory, write_tmx};
use crate::failure::Failure;
use crate::files;

/// What a list is to hold by the arguments.
pub(super) fn options(
    args: &Args,
    format: ListFormat,
    pair: &WorkingPair,
    now: i64,
) -> ListOptions {
    ListOptions {
        source_tag: pair.source.clone(),
        target_tag: pair.target.clone(),
        date: Some(Timestamp::from_seconds(now)),
        as_of: args.as_of,
        include_forbidden: args.include_forbidden,
        include_incomplete: args.include_incomplete,
        ..ListOptions::new(format)
    }
}

/// Writes entries as a list.
pub(super) fn write_list(
    out: &mut dyn Write,
    options: ListOptions,
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
) -> anyhow::Result<Summary> {
    let mut list = ListWriter::new(out, options)?;
    for entry in entries {
        crate::interrupt::check()?;
        list.write(&entry?)?;
    }
    let report = list.finish()?;
    let lost = report
        .lost()
        .map(|(field, entries)| Lost { field, entries });
    Ok(Summary {
        written: report.written,
        incomplete: report.incomplete,
        forbidden: report.forbidden,
        not_in_use: report.not_in_use,
        repeated: report.repeated,
        too_long: report.too_long,
        illegal_characters: report.illegal_characters,
        lost: lost.collect(),
        ..Summary::default()
    })
}

/// What a project of OmegaT is made from.
pub(super) struct OmegatProject<'p, 'r, F> {
    pub(super) folder: &'p Path,
    pub(super) reader: Reader<'r>,
    pub(super) options: ListOptions,
    pub(super) now: i64,
    pub(super) entries: F,
}

impl<F, I> OmegatProject<'_, '_, F>
where
    F: Fn() -> I,
    I: Iterator<Item = Result<ConceptEntry, Failure>>,
{
    /// Writes the project: the glossary, the memory whose units are inserted by themselves, and,
    /// outside of what OmegaT reads, the list of forbidden terms. Texts, translations and settings
    /// that are there already stay.
    pub(super) fn write(&self) -> anyhow::Result<Summary> {
        let (zh, en) = (&self.options.source_tag, &self.options.target_tag);
        for folder in [
            "source",
            "target",
            "dictionary",
            "omegat",
            "glossary",
            "tm/auto",
        ] {
            files::output_folder(&self.folder.join(folder))?;
        }
        let project = self.folder.join("omegat.project");
        if !project.exists() {
            let text = project_file(zh, en);
            files::write_whole(&project, |out| Ok(out.write_all(text.as_bytes())?))?;
        }
        let glossary = self.folder.join("glossary/glossary.utf8");
        let summary = files::write_whole(&glossary, |out| {
            write_list(out, self.options.clone(), (self.entries)())
        })?;
        let memory = self.folder.join("tm/auto/memory.tmx");
        let pair = WorkingPair {
            source: zh.clone(),
            target: en.clone(),
        };
        files::write_whole(&memory, |out| {
            let memory = Memory {
                pair: &pair,
                now: self.now,
                as_of: self.options.as_of.as_ref(),
                options: WriteOptions::default(),
            };
            write_tmx(out, self.reader, memory, (self.entries)())
        })?;
        self.write_forbidden()?;
        Ok(summary)
    }

    /// A table of the terms that are never to be used, with what to use in their place.
    fn write_forbidden(&self) -> anyhow::Result<()> {
        let (zh, en) = (&self.options.source_tag, &self.options.target_tag);
        let mut rows = Vec::new();
        for entry in (self.entries)() {
            let entry = entry?;
            let best = entry.main_term(en, self.options.as_of.as_ref());
            let best = best.map_or("", |term| term.text.as_str());
            let chinese = entry.main_term(zh, None).or(entry.terms(zh).next());
            let chinese = chinese.map_or("", |term| term.text.as_str());
            let forbidden = entry.terms(zh).chain(entry.terms(en));
            for term in forbidden.filter(|term| term.forbidden) {
                rows.push([chinese, &term.text, best].map(str::to_owned));
            }
        }
        let path = self.folder.join("forbidden.tsv");
        if rows.is_empty() {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(Failure::io("remove", &path, &error).into())
                }
                _ => Ok(()),
            };
        }
        files::write_whole(&path, |out| {
            let mut table = SpreadsheetWriter::new(out, SpreadsheetOptions::tsv())?;
            table.header(&["term", "forbidden", "use"])?;
            for row in &rows {
                table.row(row)?;
            }
            table.finish()?;
            Ok(())
        })?;
        Ok(())
    }
}

/// A project as OmegaT 3 and later read it.
fn project_file(source: &LangTag, target: &LangTag) -> String {
    let folders = ["source", "target", "tm", "glossary"];
    let folders: String = folders
        .iter()
        .map(|name| format!("    <{name}_dir>__DEFAULT__</{name}_dir>\n"))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<omegat>\n  \
         <project version=\"1.0\">\n{folders}    \
         <glossary_file>__DEFAULT__</glossary_file>\n    \
         <dictionary_dir>__DEFAULT__</dictionary_dir>\n    \
         <source_lang>{source}</source_lang>\n    <target_lang>{target}</target_lang>\n    \
         <sentence_seg>true</sentence_seg>\n    \
         <support_default_translations>true</support_default_translations>\n    \
         <remove_tags>false</remove_tags>\n  </project>\n</omegat>\n"
    )
}
