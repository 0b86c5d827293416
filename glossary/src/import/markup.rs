//! XML files of entries: which kind they are, and what they say.

use std::io::Read;
use std::sync::mpsc::sync_channel;

use super::{ImportFile, ImportFormat, ReadImportError, Records};
use crate::exchange::MarkupError;
use crate::exchange::lists::MultitermReader;
use crate::exchange::tbx::TbxReader;
use crate::text::decode;

/// Bytes by which it is told whether a file may be XML.
pub(super) const HEAD: usize = 4_096;

/// Records that are handed over at once, and how many times so many may wait.
const BATCH: usize = 64;
const WAITING: usize = 4;

/// The kind of an XML file, by its `root` where that can be read; none where it is no XML. `bytes`
/// are those that it begins with.
pub(super) fn markup(
    bytes: &[u8],
    root: Option<&str>,
    name: &str,
    format: Option<ImportFormat>,
) -> Result<Option<ImportFormat>, ReadImportError> {
    if let Some(format) = format {
        let markup = [ImportFormat::Tbx, ImportFormat::Multiterm];
        return Ok(Some(format).filter(|it| markup.contains(it)));
    }
    match root {
        Some("martif" | "tbx" | "TBX") => return Ok(Some(ImportFormat::Tbx)),
        Some("mtf") => return Ok(Some(ImportFormat::Multiterm)),
        Some("tmx") => {
            return Err(ReadImportError::Format(
                "a translation memory (TMX), and only entries are imported",
            ));
        }
        _ => {}
    }
    // More would only be decoded to be thrown away.
    let Ok(head) = decode(bytes.get(..HEAD.min(bytes.len())).unwrap_or_default(), None) else {
        return Ok(None);
    };
    let head = head.text.trim_start();
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    if !head.starts_with('<') || matches!(ending.as_str(), "csv" | "tsv" | "txt") {
        return Ok(None);
    }
    // Which one it is meant to be matters only where it is damaged before its root.
    let is_multiterm = head.contains("<mtf");
    Ok(Some(match is_multiterm {
        true => ImportFormat::Multiterm,
        false => ImportFormat::Tbx,
    }))
}

/// The records of an XML file. Its encoding is what it says itself; one that says the wrong one is
/// read in what it seems to be in.
pub(super) fn read_markup(
    format: ImportFormat,
    bytes: &[u8],
) -> Result<ImportFile, ReadImportError> {
    let records = match records(format, bytes) {
        Ok(records) => records,
        Err(error) => {
            let Ok(decoded) = decode(bytes, None) else {
                return Err(error.into());
            };
            let text = without_declaration(&decoded.text);
            match decoded.undecodable {
                0 if std::str::from_utf8(bytes).is_err() => {
                    records(format, text.as_bytes()).map_err(|_| error)?
                }
                _ => return Err(error.into()),
            }
        }
    };
    file_of(format, records)
}

/// As [`read_markup`], one record after the other, in the encoding that the file says it is in.
pub(super) fn stream_markup(
    format: ImportFormat,
    input: impl Read + Send,
) -> Result<ImportFile, ReadImportError> {
    file_of(format, records(format, input)?)
}

fn records(format: ImportFormat, input: impl Read + Send) -> Result<Records, MarkupError> {
    match format {
        ImportFormat::Multiterm => MultitermReader::new(input).collect(),
        _ => packed_beside(TbxReader::new(input)),
    }
}

/// Records that another thread reads, while this one packs those before them.
fn packed_beside<I, T>(read: I) -> Result<Records, MarkupError>
where
    I: Iterator<Item = Result<T, MarkupError>> + Send,
    T: Send,
    Records: Extend<T>,
{
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let reading = scope.spawn(move || {
            let mut batch = Vec::with_capacity(BATCH);
            for record in read {
                batch.push(record?);
                if batch.len() == BATCH {
                    let batch = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                    // Who packs goes on until all is read.
                    let _ = sender.send(batch);
                }
            }
            let _ = sender.send(batch);
            Ok(())
        });
        let mut records = Records::default();
        for batch in receiver {
            records.extend(batch);
        }
        let read = reading.join();
        let read = read.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map(|()| records)
    })
}

fn file_of(format: ImportFormat, records: Records) -> Result<ImportFile, ReadImportError> {
    if records.is_empty() {
        return Err(ReadImportError::Empty);
    }
    Ok(ImportFile {
        format,
        encoding: None,
        undecodable: 0,
        other_sheets: Vec::new(),
        notes: Vec::new(),
        records,
    })
}

/// The XML behind a declaration whose encoding no longer holds.
fn without_declaration(text: &str) -> &str {
    let declared = text.strip_prefix("<?xml");
    let behind = declared.and_then(|text| text.split_once("?>"));
    behind.map_or(text, |(_, rest)| rest)
}
