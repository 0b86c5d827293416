//! Terminology as TBX, in the flavour that was asked for.

use std::collections::BTreeSet;
use std::io::Write;

use glossary::entry::ConceptEntry;
use glossary::exchange::tbx::{Dialect, Style, TbxFlavour, TbxOptions, TbxWriter};

use super::hand_over::write_while_reading;
use super::summary::{Lost, Summary};
use crate::failure::Failure;

/// Options that name a flavour of TBX.
#[derive(clap::Args, Debug, Clone, Copy)]
pub(crate) struct Flavour {
    /// Version of tbx: 2, which most tools read, or 3
    #[arg(long, value_name = "V", value_parser = clap::value_parser!(u8).range(2..=3))]
    tbx_version: Option<u8>,

    /// What tbx version 3 may say: core, min, basic or linguist, which has pinyin
    /// as a reading [default: basic]
    #[arg(long, value_name = "D")]
    dialect: Option<Dialect>,

    /// How tbx version 3 says it: dca (categories as attributes) or dct (as tags)
    /// [default: dca]
    #[arg(long, value_name = "S")]
    style: Option<Style>,
}

impl Flavour {
    /// Whether any was named.
    pub(super) fn is_named(&self) -> bool {
        self.tbx_version.is_some() || self.dialect.is_some() || self.style.is_some()
    }

    /// The flavour that is meant; to name what only version 3 has is to name version 3.
    pub(super) fn chosen(&self) -> Result<TbxFlavour, Failure> {
        let of_3 = self.style.is_some() || self.dialect.is_some_and(|it| it != Dialect::Basic);
        match self.tbx_version {
            Some(2) if of_3 => Err(Failure::usage(
                "TBX version 2 is written in its dialect basic, which has one style",
            )
            .hint("leave out --dialect and --style, or write --tbx-version 3")),
            Some(3) => Ok(self.third()),
            None if of_3 => Ok(self.third()),
            _ => Ok(TbxFlavour::V2Basic),
        }
    }

    fn third(&self) -> TbxFlavour {
        let dialect = self.dialect.unwrap_or_default();
        TbxFlavour::v3(dialect, self.style.unwrap_or_default())
    }
}

/// The entries that a file will hold, to which relations may lead.
pub(crate) fn linked(
    options: &TbxOptions,
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
) -> anyhow::Result<BTreeSet<String>> {
    let mut linked = BTreeSet::new();
    for entry in entries {
        crate::interrupt::check()?;
        let entry = entry?;
        if options.holds(&entry) {
            linked.insert(entry.uid);
        }
    }
    Ok(linked)
}

/// Writes entries as TBX.
pub(crate) fn write_tbx(
    out: &mut (dyn Write + Send),
    options: TbxOptions,
    mut entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
) -> anyhow::Result<Summary> {
    let writer = TbxWriter::new(out, options)?;
    let write = |writer: &mut TbxWriter<_>, entry: &ConceptEntry| Ok(writer.write(entry)?);
    let writer = write_while_reading(writer, write, |handing| {
        entries.try_for_each(|entry| handing.push(entry?))
    })?;
    let report = writer.finish()?;
    let lost = report.losses.fields().map(|(field, entries)| Lost {
        field: field.as_str(),
        entries,
    });
    Ok(Summary {
        written: report.written,
        incomplete: report.incomplete,
        forbidden: report.forbidden,
        not_in_use: report.not_in_use,
        illegal_characters: report.illegal_characters,
        lost: lost.collect(),
        ..Summary::default()
    })
}
