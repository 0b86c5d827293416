//! The memory and the pairs of the glossary as TMX.

use std::io::Write;

use ::tmx::{Header, Languages, Markup, Timestamp, TmxWriter, TranslationUnit, WriteOptions};
use glossary::entry::{ConceptEntry, PartialDate};
use glossary::exchange::pairs::term_units;
use glossary::store::{Reader, WorkingPair};

use super::hand_over::write_while_reading;
use super::summary::Summary;
use crate::failure::Failure;

/// Options that say how much of a unit a memory holds.
#[derive(clap::Args, Debug, Clone, Copy)]
pub(crate) struct Level {
    /// Level of tmx: 1, plain text, which all tools take, or 2, with the codes inside
    /// segments
    #[arg(long, value_name = "L", value_parser = clap::value_parser!(u8).range(1..=2))]
    tmx_level: Option<u8>,

    /// Write units of tmx in all their languages, with the tags they came with
    #[arg(long)]
    all_languages: bool,
}

impl Level {
    /// Whether any was named.
    pub(super) fn is_named(&self) -> bool {
        self.tmx_level.is_some() || self.all_languages
    }

    /// What the writer is told.
    pub(super) fn options(&self) -> WriteOptions {
        WriteOptions {
            languages: match self.all_languages {
                true => Languages::All,
                false => Languages::Pair,
            },
            markup: match self.tmx_level {
                Some(2) => Markup::Written,
                _ => Markup::LeftOut,
            },
        }
    }
}

/// What a memory is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory<'m> {
    /// The languages, with their tags.
    pub(crate) pair: &'m WorkingPair,
    /// The time, in seconds since 1970.
    pub(crate) now: i64,
    /// The day whose equivalents are written; none for today's.
    pub(crate) as_of: Option<&'m PartialDate>,
    /// How units are written.
    pub(crate) options: WriteOptions,
}

/// Writes the units of the memory and the pairs of `entries` as TMX 1.4b.
pub(crate) fn write_tmx(
    out: &mut (dyn Write + Send),
    reader: Reader<'_>,
    memory: Memory<'_>,
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
) -> anyhow::Result<Summary> {
    let (source, target) = (&memory.pair.source, &memory.pair.target);
    let mut header = Header::new(source.clone(), target.clone());
    header.creation_date = Some(Timestamp::from_seconds(memory.now));
    let writer = TmxWriter::with_options(out, header, memory.options)?;
    let mut writer = write_units(reader, writer)?;
    for entry in entries {
        crate::interrupt::check()?;
        let entry = entry?;
        for (ordinal, unit) in term_units(&entry, source, target, memory.as_of)
            .into_iter()
            .enumerate()
        {
            writer.write(&TranslationUnit {
                uid: format!("{}-{ordinal}", entry.uid),
                ..unit
            })?;
        }
    }
    let report = writer.finish()?;
    Ok(Summary {
        written: report.written,
        empty: report.skipped,
        simplified: report.simplified,
        illegal_characters: report.illegal_characters,
        ..Summary::default()
    })
}

/// Writes the units of the memory.
fn write_units<W: Write + Send>(
    reader: Reader<'_>,
    writer: TmxWriter<W>,
) -> anyhow::Result<TmxWriter<W>> {
    let write = |writer: &mut TmxWriter<W>, unit: &TranslationUnit| Ok(writer.write(unit)?);
    write_while_reading(writer, write, |units| {
        reader.for_each_unit_in_place(|stored| {
            let next = units.spare();
            units.push(std::mem::replace(&mut stored.unit, next))
        })
    })
}
