//! What several tests need.

pub(crate) mod generate;
pub(crate) mod mutate;
pub(crate) mod pieces;
pub(crate) mod structure;

use tmx::{
    Languages, Markup, ReadError, ReadReport, TmxReader, TmxWriter, TranslationUnit, WriteOptions,
    WriteReport,
};

/// Everything that is in a unit is written.
pub(crate) const WHOLE: WriteOptions = WriteOptions {
    languages: Languages::All,
    markup: Markup::Written,
};

/// The units of a file, and what became of it.
pub(crate) fn read(file: &[u8]) -> Result<(Vec<TranslationUnit>, ReadReport), ReadError> {
    let mut reader = TmxReader::new(file)?;
    let units = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
    Ok((units, reader.report().clone()))
}

/// A file with the units in it.
pub(crate) fn written(
    header: tmx::Header,
    units: &[TranslationUnit],
    options: WriteOptions,
) -> (Vec<u8>, WriteReport) {
    let mut file = Vec::new();
    let mut writer = TmxWriter::with_options(&mut file, header, options).unwrap();
    for unit in units {
        writer.write(unit).unwrap();
    }
    let report = writer.finish().unwrap();
    (file, report)
}

/// A memory with a body, as a tool of the trade writes it.
pub(crate) fn memory(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"t\" \
         creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"t\" adminlang=\"en\" \
         srclang=\"zh-CN\" datatype=\"xml\"/>\n<body>\n{body}\n</body>\n</tmx>\n"
    )
}

/// A unit of two texts.
pub(crate) fn tu(zh: &str, en: &str) -> String {
    format!(
        "<tu><tuv xml:lang=\"zh-CN\"><seg>{zh}</seg></tuv>\
         <tuv xml:lang=\"en\"><seg>{en}</seg></tuv></tu>"
    )
}
