//! `extract`: candidates, best first.

use std::path::PathBuf;

use glossary::extract::{CandidateKind, Channel, ExtractConfig};
use glossary::mine::{Mined, MinedText, mine};
use glossary::store::{NewText, Reader, StoredCandidate, Verdict, Work};
use tmx::LangTag;

use super::Outcome;
use crate::failure::Failure;
use crate::files;
use crate::listing::{ListOutput, Listing};
use crate::reading::{self, Provenance, ReadOptions};
use crate::termbase;
use crate::ui::Ui;

/// List the recurring terms and set phrases of Chinese texts, best first
///
/// With FILES, their candidates are listed and nothing is stored. Without, those
/// of the registered texts are listed and stored; terms that are accepted or
/// rejected are left out, those put off come last.
///
/// Columns: term, frequency, documents, score, type, pinyin, suggested English.
///
/// Examples:
///   shuyu extract
///   shuyu extract speech.txt --limit 50
///   shuyu extract --type set-phrase -o phrases.tsv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Texts, folders or patterns; `-` is standard input
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,

    /// Show at most N candidates [default: 100 on a terminal, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Only terms that occur at least N times
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_freq: u32,

    /// Only candidates found in this way: words, quoted, quoted-compound, idiom,
    /// dictionary, four-characters, hyphen, head-noun, compound, numeric,
    /// enumeration
    #[arg(long, value_name = "C")]
    channel: Option<Channel>,

    /// Only candidates of this type: name, concept, set-phrase, idiom, numeric,
    /// compound
    #[arg(long = "type", value_name = "T")]
    kind: Option<CandidateKind>,

    /// List all candidates: no limit, no minimum
    #[arg(long, conflicts_with_all = ["limit", "min_freq"])]
    all: bool,

    #[command(flatten)]
    options: ReadOptions,

    #[command(flatten)]
    output: ListOutput,
}

/// Candidates shown on a terminal where nothing else is said.
const ON_TERMINAL: usize = 100;

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let candidates = if args.files.is_empty() {
        from_termbase(args, ui)?
    } else {
        from_files(args, ui)?
    };
    let limit = match (args.all, args.limit) {
        (true, _) => usize::MAX,
        (false, Some(limit)) => limit,
        (false, None) if ui.is_terminal() && args.output.output.is_none() => ON_TERMINAL,
        (false, None) => usize::MAX,
    };
    let wanted = |stored: &&StoredCandidate| {
        let candidate = &stored.candidate;
        candidate.frequency.max(candidate.raw_frequency.min(1)) >= args.min_freq
            && args
                .channel
                .is_none_or(|channel| candidate.channels.contains(&channel))
            && args.kind.is_none_or(|kind| candidate.kind == kind)
    };
    let total = candidates.iter().filter(wanted).count();
    let mut list = Listing::new(
        &[
            "term",
            "frequency|freq",
            "documents|docs",
            "score",
            "type",
            "pinyin",
            "suggested English|english",
        ],
        &["freq", "docs", "score"],
    );
    for stored in candidates.iter().filter(wanted).take(limit) {
        list.push(cells(stored), stored);
    }
    list.show(ui, &args.output)?;
    if list.is_empty() {
        ui.message("no candidate was found");
        return Ok(Outcome::No);
    }
    if list.len() < total {
        ui.message(&format!(
            "{} of {total} candidates; `--all` shows the rest",
            list.len()
        ));
    }
    Ok(Outcome::Done)
}

/// The columns that every list of candidates begins with.
pub(crate) fn cells(stored: &StoredCandidate) -> Vec<String> {
    let candidate = &stored.candidate;
    let english: Vec<&str> = stored
        .suggestions
        .iter()
        .map(|suggestion| suggestion.english.as_str())
        .collect();
    vec![
        candidate.display().to_owned(),
        candidate.frequency.to_string(),
        candidate.documents.to_string(),
        two_places(candidate.score),
        candidate.kind.to_string(),
        stored.pinyin.clone(),
        english.join("; "),
    ]
}

/// A score as tables show it; adding zero makes the negative zero a plain one.
fn two_places(score: f64) -> String {
    format!("{:.2}", (score * 100.0).round() / 100.0 + 0.0)
}

/// Mines the registered Chinese texts and stores the candidates.
pub(crate) fn mine_registered(work: &mut Work<'_>, ui: &Ui) -> Result<Mined, Failure> {
    let texts = termbase::chinese_texts(work.read())?;
    let sources: Vec<MinedText<'_>> = texts.iter().map(MinedText::from).collect();
    let progress = ui.progress("extracting", None);
    let mined = mine(&sources, &ExtractConfig::default());
    drop(progress);
    crate::interrupt::check()?;
    let ids: Vec<i64> = texts.iter().map(|text| text.summary.id).collect();
    work.replace_candidates(&mined.candidates, &ids)?;
    Ok(mined)
}

/// The candidates nobody has decided on, then those put off.
pub(crate) fn undecided(
    reader: Reader<'_>,
    candidates: Vec<StoredCandidate>,
) -> Result<Vec<StoredCandidate>, Failure> {
    let decisions = reader.decisions(&reader.working_pair()?.source)?;
    let (mut open, mut later) = (Vec::new(), Vec::new());
    for stored in candidates {
        match decisions
            .get(&stored.candidate.term)
            .map(|decision| decision.verdict)
        {
            None => open.push(stored),
            Some(Verdict::Later) => later.push(stored),
            Some(Verdict::Accepted | Verdict::Rejected) => {}
        }
    }
    open.append(&mut later);
    Ok(open)
}

fn from_files(args: &Args, ui: &mut Ui) -> anyhow::Result<Vec<StoredCandidate>> {
    let paths = files::expand(&args.files)?;
    let texts = reading::read_texts(&paths, &args.options, &Provenance::default(), ui)?;
    let chinese: Vec<&NewText> = texts
        .iter()
        .filter(|text| text.lang.same_language(&LangTag::chinese()))
        .collect();
    let sources: Vec<MinedText<'_>> = chinese.into_iter().map(MinedText::from).collect();
    Ok(mine(&sources, &ExtractConfig::default()).candidates)
}

fn from_termbase(args: &Args, ui: &mut Ui) -> anyhow::Result<Vec<StoredCandidate>> {
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let mined = mine_registered(&mut work, ui)?;
    let all = mined.candidates.len();
    if mined.repetitions.sentences == 0 {
        return Err(Failure::unusable("no Chinese text is registered")
            .hint("add texts first: shuyu add TEXTS")
            .into());
    }
    let open = undecided(work.read(), mined.candidates)?;
    if !ui.is_dry_run() {
        work.commit()?;
    }
    ui.message(&format!(
        "{} candidates, {} already decided; {} sentences, {} of them repeated and counted once",
        open.len(),
        all - open.len(),
        mined.repetitions.sentences,
        mined.repetitions.within + mined.repetitions.across
    ));
    if args.output.output.is_some() {
        ui.next_step("shuyu accept TERM --en \"...\"");
    }
    Ok(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_score_is_minus_zero() {
        let shown = [-0.004, 0.004, -0.006, 1.005_1].map(two_places);
        assert_eq!(shown, ["0.00", "0.00", "-0.01", "1.01"]);
    }
}
