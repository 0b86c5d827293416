//! `review`: candidates decided one by one.

use std::path::{Path, PathBuf};

use glossary::extract::CandidateKind;
use glossary::review::{Session, Tally, Wanted, queue};
use glossary::store::Reader;

use super::Outcome;
use super::forget::only_text;
use crate::failure::Failure;
use crate::files::STDIO;
use crate::review::{Reviewer, by_keys, by_lines};
use crate::termbase;
use crate::ui::Ui;

/// Decide on the candidates one by one, with their contexts
///
/// Each candidate gets a screen of its own and each decision a key: `a` accepts
/// with the marked English, 1 to 9 accept with that one, `e` asks for the
/// English, `x` rejects, `s` puts off; `?` shows all keys. Each decision is
/// stored before the next candidate is shown and can be taken back with `u`,
/// also in a later review. `q` ends; the next review goes on there.
///
/// Without a terminal, or with --input, each line is a command, such as `a`, `2`,
/// `e blue carbon` or `x no term`, and gets one line as its answer: what was
/// done, and then of the next candidate its place, term, pinyin, type,
/// frequency, documents and suggested English. With --json the contexts, too.
///
/// Examples:
///   shuyu review --phrases
///   shuyu review --text speech.txt --min-freq 3
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Only set phrases and idioms
    #[arg(long)]
    phrases: bool,

    /// Only candidates of this type (can be repeated): name, concept,
    /// set-phrase, idiom, numeric, compound
    #[arg(long = "type", value_name = "T")]
    kinds: Vec<CandidateKind>,

    /// Subject of the entries that are made
    #[arg(long, value_name = "S")]
    subject: Option<String>,

    /// Only terms that occur at least N times
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_freq: u32,

    /// Only terms of this text: its name, or its number like "#3"
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,

    /// At most N candidates
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Ask also what was rejected and occurs more often by now, after all others;
    /// not what was put away with `n`
    #[arg(long)]
    reopen: bool,

    /// Read commands from FILE, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open_existing(ui)?;
    // Before anything is decided: later there may be no screen to tell it on.
    termbase::author(ui)?;
    let reader = store.read();
    let pair = reader.working_pair()?;
    let wanted = args.wanted(reader)?;
    let session = Session::new(
        queue(
            reader.headings()?,
            &reader.judged(&pair.source)?,
            &reader.decisions(&pair.source)?,
            &wanted,
        ),
        args.subject.clone(),
    );
    if session.current().is_none() {
        return nothing(reader, ui);
    }
    let mut reviewer = Reviewer::new(store, pair, session)?;
    let ended = match &args.input {
        None if ui.has_screen() => by_keys(&mut reviewer, ui),
        None => by_lines(&mut reviewer, Path::new(STDIO), ui),
        Some(path) => by_lines(&mut reviewer, path, ui),
    };
    // Also after Ctrl-C: what is decided is decided.
    summarise(&reviewer, ui);
    ended?;
    Ok(Outcome::Done)
}

impl Args {
    fn wanted(&self, reader: Reader<'_>) -> Result<Wanted, Failure> {
        let mut kinds = self.kinds.clone();
        if self.phrases {
            kinds.extend([CandidateKind::SetPhrase, CandidateKind::Idiom]);
        }
        let within = match &self.text {
            Some(name) => Some(reader.candidates_in(only_text(reader, name)?.0)?),
            None => None,
        };
        Ok(Wanted {
            kinds,
            min_frequency: self.min_freq,
            within,
            limit: self.limit,
            reopen: self.reopen,
        })
    }
}

fn nothing(reader: Reader<'_>, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if reader.candidate_count()? == 0 {
        ui.message("there are no candidates yet");
        ui.next_step("shuyu extract");
    } else {
        ui.message("there is nothing to decide");
    }
    Ok(Outcome::No)
}

fn summarise(reviewer: &Reviewer, ui: &mut Ui) {
    let Tally {
        accepted,
        rejected,
        later,
    } = reviewer.session().tally();
    let left = reviewer.session().progress().left;
    let would = super::would(ui);
    ui.message(&format!(
        "{would}accepted {accepted}, rejected {rejected}, put off {later}; {left} left"
    ));
    if left > 0 {
        ui.next_step("shuyu review");
    } else if accepted > 0 {
        ui.next_step("shuyu export --to tbx -o glossary.tbx");
    }
}
