//! PDF documents, read by the programs that read them best.
//!
//! The letters of a PDF are drawings, and what they stand for is a matter of tables that come
//! with Poppler and MuPDF; where neither is installed the reader that is built in has to do.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use glossary::text::{ReadError, ReadText, read_pages};

use crate::failure::Failure;
use crate::interrupt;

/// How long a program may take for one document.
const PATIENCE: Duration = Duration::from_secs(120);
/// Most that a program may write, in bytes: a thousand thick books.
const LARGEST: u64 = 512 << 20;

/// A program that writes the text of a PDF to its standard output, a form feed after each page.
struct Program {
    name: &'static str,
    /// Its arguments before and after the name of the file.
    before: &'static [&'static str],
    after: &'static [&'static str],
}

/// In the order of preference. Both write paragraphs line by line in the order of reading.
const PROGRAMS: [Program; 2] = [
    Program {
        name: "pdftotext",
        before: &["-q", "-enc", "UTF-8", "-eol", "unix"],
        after: &["-"],
    },
    Program {
        name: "mutool",
        before: &["draw", "-q", "-F", "txt", "-o", "-"],
        after: &[],
    },
];

/// Takes the text out of a PDF, `bytes`.
///
/// # Errors
///
/// When it is protected, damaged or has no text, and when a program takes too long.
pub(crate) fn read_pdf(bytes: &[u8]) -> Result<Result<ReadText, ReadError>, Failure> {
    let mut best: Option<ReadText> = None;
    let mut refusal = None;
    for program in &PROGRAMS {
        let Some(path) = find(program.name) else {
            continue;
        };
        match run(&path, program, bytes)? {
            Ok(read) if read.unreadable == 0 => return Ok(Ok(read)),
            Ok(read) => {
                // Where one lacks the table for a font, the other may have it.
                if best
                    .as_ref()
                    .is_none_or(|best| read.unreadable < best.unreadable)
                {
                    best = Some(read);
                }
            }
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    Ok(match (best, refusal) {
        (Some(read), _) => Ok(read),
        (None, Some(error)) => Err(error),
        (None, None) => glossary::text::read_text(bytes, Some("pdf"), None),
    })
}

/// Whether one of the programs is installed.
pub(crate) fn has_pdf_program() -> bool {
    PROGRAMS.iter().any(|program| find(program.name).is_some())
}

/// The program of this name in the folders that the system searches.
fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        // A program in the current folder is what came with the texts, not what was installed.
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

fn run(
    path: &Path,
    program: &Program,
    bytes: &[u8],
) -> Result<Result<ReadText, ReadError>, Failure> {
    let failed = |error: io::Error| Failure::io("run", path, &error);
    // A file of ours has a name that is no option, and does not change meanwhile.
    let mut copy = tempfile::Builder::new()
        .prefix("shuyu-")
        .suffix(".pdf")
        .tempfile()
        .map_err(failed)?;
    io::Write::write_all(&mut copy, bytes).map_err(failed)?;
    let child = Command::new(path)
        .args(program.before)
        .arg(copy.path())
        .args(program.after)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let (is_good, text, said) = wait(child).map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => Failure::interrupted(),
        io::ErrorKind::TimedOut => Failure::unusable(format!(
            "`{}` took more than {} seconds for a PDF document",
            program.name,
            PATIENCE.as_secs()
        ))
        .hint("open it in a PDF reader and save it as text, or leave it out"),
        _ => failed(error),
    })?;
    if said.to_lowercase().contains("password") {
        return Ok(Err(ReadError::Protected {
            what: "it is protected by a password",
        }));
    }
    if !is_good && text.trim().is_empty() {
        let first = said.lines().next().unwrap_or("it cannot be opened");
        let cause: String = first.chars().take(120).collect();
        return Ok(Err(ReadError::Damaged {
            kind: "a PDF document",
            cause,
        }));
    }
    Ok(read_pages(&text))
}

/// Waits for the program, but no longer than [`PATIENCE`]; returns whether it succeeded, and
/// what it wrote and said.
fn wait(mut child: Child) -> io::Result<(bool, String, String)> {
    let output = collect(child.stdout.take());
    let said = collect(child.stderr.take());
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let stop = if interrupt::check().is_err() {
            Some(io::ErrorKind::Interrupted)
        } else if start.elapsed() > PATIENCE {
            Some(io::ErrorKind::TimedOut)
        } else {
            None
        };
        if let Some(kind) = stop {
            // It may have ended by itself at this very moment.
            let _ = child.kill();
            child.wait()?;
            return Err(kind.into());
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    };
    let text = |collected: thread::JoinHandle<Vec<u8>>| {
        let bytes = collected.join().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ok((status.success(), text(output), text(said)))
}

/// Reads a pipe to its end, so that the program never waits for us.
fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before a failure is what there is.
            let _ = pipe.take(LARGEST).read_to_end(&mut bytes);
        }
        bytes
    })
}
