//! Which texts are aligned and saved already, so that a run over many goes on where it ended.

use glossary::text::bytes_hash;

use super::{Args, Job};
use crate::failure::Failure;
use crate::files;

/// A hash of all that decides on an alignment but for what the termbase knows: the files as they
/// are, how they are read and cut, and the version of the program.
///
/// # Errors
///
/// When the segmentation rules cannot be read. A text that cannot be read is none: it has the hash
/// of an empty one, and whoever aligns it learns of it.
pub(super) fn fingerprint(job: &Job, args: &Args) -> Result<String, Failure> {
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").to_owned(),
        format!(
            "{} {} {} {} {:?}",
            args.presegmented,
            args.line_by_line,
            args.break_at_semicolons,
            args.keep_dialogue,
            args.options.encoding
        ),
    ];
    if let Some(rules) = args.segmentation.file() {
        parts.push(bytes_hash(&files::read_bytes(rules)?));
    }
    for path in job.files() {
        parts.push(bytes_hash(&files::read_bytes(path).unwrap_or_default()));
    }
    Ok(bytes_hash(parts.join("\n").as_bytes()))
}
