//! `extract`: candidates, best first.

use std::path::PathBuf;

use glossary::dictionary::Dictionary;
use glossary::equivalents::{MemoryProposals, add_suggestions};
use glossary::extract::{CandidateKind, Channel, Decisions, Explanation, ExtractConfig};
use glossary::mine::{Mined, MinedText, read_by};
use glossary::store::{Access, Reader, StoredCandidate, Verdict, Work};
use tmx::LangTag;

use super::{Outcome, explanation, marked};
use crate::failure::Failure;
use crate::files;
use crate::listing::{ListOutput, Listing};
use crate::mining::{MiningOptions, mine_texts};
use crate::reading::{self, Provenance, ReadOptions};
use crate::reference::{ReferenceOption, ReferenceTexts};
use crate::termbase;
use crate::ui::Ui;

/// List the recurring terms and set phrases of Chinese texts, best first
///
/// With FILES, their candidates are listed and nothing is stored. Without, those
/// of the registered texts are listed and stored; terms that are accepted or
/// rejected are left out, those put off come last. FILES may be of any kind that
/// `shuyu add` reads: text, DOCX, ODT, HTML, EPUB, Markdown, PDF, PPTX, SRT, VTT.
///
/// The ranking of registered texts learns from what you decided: accept or
/// reject some terms, extract again, and their likes move. FILES are ranked as
/// if nothing had been decided, whatever termbase there is.
///
/// Against a `--reference` of other texts, such as news of all sorts, what is
/// usual everywhere sinks and what is peculiar to your texts rises.
///
/// Columns: term, frequency, documents, score, type, pinyin, suggested English:
/// for registered texts as the memory renders the term, then as the dictionary does.
///
/// Examples:
///   shuyu extract
///   shuyu extract --explain 守望相助
///   shuyu extract speech.txt --limit 50
///   shuyu extract --type set-phrase -o phrases.tsv
///   shuyu extract speech.txt --reference news/
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Texts, folders or patterns; `-` is standard input
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,

    /// Counts to search instead of texts, or together with FILES; see
    /// `shuyu count`
    #[arg(long, value_name = "FILE")]
    counts: Vec<PathBuf>,

    /// Show at most N candidates [default: 100 on a terminal, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Only terms that occur at least N times
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_freq: u32,

    /// Only candidates found in this way: words, quoted, quoted-compound, idiom,
    /// dictionary, four-characters, hyphen, head-noun, compound, numeric,
    /// enumeration, rare-word, formula, repeat
    #[arg(long, value_name = "C")]
    channel: Option<Channel>,

    /// Only candidates of this type: name, concept, set-phrase, idiom, numeric,
    /// compound
    #[arg(long = "type", value_name = "T")]
    kind: Option<CandidateKind>,

    /// List all candidates: no limit, no minimum
    #[arg(long, conflicts_with_all = ["limit", "min_freq"])]
    all: bool,

    /// Say why TERM ranks where it does, or why it is not in the list (can be
    /// repeated); nothing else is listed, and nothing stored
    #[arg(
        long,
        value_name = "TERM",
        conflicts_with_all = ["limit", "min_freq", "channel", "kind", "all", "output"]
    )]
    explain: Vec<String>,

    #[command(flatten)]
    reference: ReferenceOption,

    #[command(flatten)]
    learning: Learning,

    #[command(flatten)]
    mining: MiningOptions,

    #[command(flatten)]
    options: ReadOptions,

    #[command(flatten)]
    output: ListOutput,
}

/// Whether decisions change the ranking.
#[derive(clap::Args, Debug)]
pub(crate) struct Learning {
    /// Rank as if nothing had been decided
    #[arg(long)]
    no_learning: bool,
}

/// Candidates shown on a terminal where nothing else is said.
const ON_TERMINAL: usize = 100;

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if !args.explain.is_empty() {
        return explain(args, ui);
    }
    let candidates = if args.files.is_empty() && args.counts.is_empty() {
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
    let marks_doubt = ui.is_terminal() && args.output.output.is_none();
    for stored in candidates.iter().filter(wanted).take(limit) {
        let mut cells = cells(stored);
        if marks_doubt && let Some(pinyin) = cells.get_mut(PINYIN) {
            *pinyin = marked(pinyin, &stored.doubt);
        }
        list.push(cells, stored);
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

/// The column of the pinyin among [`cells`].
const PINYIN: usize = 5;

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
pub(super) fn two_places(score: f64) -> String {
    format!("{:.2}", (score * 100.0).round() / 100.0 + 0.0)
}

/// Mines the registered Chinese texts and stores the candidates.
pub(crate) fn mine_registered(
    work: &mut Work<'_>,
    learning: &Learning,
    options: &MiningOptions,
    reference: &ReferenceTexts,
    ui: &Ui,
) -> Result<Mined, Failure> {
    let texts = termbase::chinese_texts(work.read())?;
    let sources: Vec<MinedText<'_>> = texts.iter().map(MinedText::from).collect();
    let config = learning.config(work.read(), options)?;
    let mut mined = mine_texts(&sources, reference, options, &config, &[], ui)?;
    let own = work.read().own_readings()?;
    read_by(&mut mined.candidates, &own, Dictionary::built_in());
    let terms = mined.candidates.iter().map(|it| it.candidate.display());
    let memory = MemoryProposals::learn(work.read(), &terms.collect::<Vec<_>>())?;
    add_suggestions(&mut mined.candidates, &memory);
    let ids: Vec<i64> = texts.iter().map(|text| text.summary.id).collect();
    work.replace_candidates(&mined.candidates, &ids)?;
    Ok(mined)
}

impl Learning {
    /// Extraction as it is done in a termbase.
    fn config(&self, reader: Reader<'_>, mining: &MiningOptions) -> Result<ExtractConfig, Failure> {
        let decisions = if self.no_learning {
            Decisions::default()
        } else {
            reader.judged(&reader.working_pair()?.source)?
        };
        Ok(ExtractConfig {
            decisions,
            ..mining.config()
        })
    }
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

fn explain(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if args.explain.iter().any(|term| term.trim().is_empty()) {
        return Err(Failure::usage("a term is empty")
            .hint("write the term itself")
            .into());
    }
    let (explanations, decisions) = if args.files.is_empty() && args.counts.is_empty() {
        let elsewhere = args.reference.read(&args.options, ui)?;
        let store = termbase::open(ui, Access::Read)?;
        let reader = store.read();
        let texts = termbase::chinese_texts(reader)?;
        let sources: Vec<MinedText<'_>> = texts.iter().map(MinedText::from).collect();
        let config = args.learning.config(reader, &args.mining)?;
        let mined = mine_texts(
            &sources,
            &elsewhere,
            &args.mining,
            &config,
            &args.explain,
            ui,
        )?;
        if mined.repetitions.sentences == 0 {
            return Err(no_text().into());
        }
        let decisions = reader.judged(&reader.working_pair()?.source)?;
        (mined.explanations, decisions)
    } else {
        let mined = mine_files(args, &args.explain, ui)?;
        (mined.explanations, Decisions::default())
    };
    let mut outcome = Outcome::Done;
    for explained in &explanations {
        if explained.candidate.is_none() {
            outcome = Outcome::No;
        }
        tell(explained, &decisions, ui)?;
    }
    Ok(outcome)
}

fn tell(explained: &Explanation, decisions: &Decisions, ui: &mut Ui) -> Result<(), Failure> {
    if ui.is_json() {
        return ui.json(explained);
    }
    for line in explanation::lines(explained, decisions) {
        ui.line(&line)?;
    }
    Ok(())
}

fn no_text() -> Failure {
    Failure::unusable("no Chinese text is registered").hint("add texts first: shuyu add TEXTS")
}

/// Mines the files, and explains where `terms` rank.
fn mine_files(args: &Args, terms: &[String], ui: &mut Ui) -> anyhow::Result<Mined> {
    let elsewhere = args.reference.read(&args.options, ui)?;
    let texts = if args.files.is_empty() {
        Vec::new()
    } else {
        let paths = files::expand(&args.files)?;
        reading::read_texts(&paths, &args.options, &Provenance::default(), ui)?
    };
    let mut counted = Vec::new();
    for path in &args.counts {
        counted.extend(super::count::read_file(path)?);
    }
    let mut sources: Vec<MinedText<'_>> = texts
        .iter()
        .filter(|text| text.lang.same_language(&LangTag::chinese()))
        .map(MinedText::from)
        .collect();
    let with_places = sources.len();
    sources.extend(counted.iter().map(MinedText::from));
    let config = args.mining.config();
    let mut mined = mine_texts(&sources, &elsewhere, &args.mining, &config, terms, ui)?;
    let listed = mined.candidates.iter_mut().map(|it| &mut it.candidate);
    let explained = mined.explanations.iter_mut();
    for candidate in listed.chain(explained.filter_map(|it| it.candidate.as_mut())) {
        // Counts hold no places of their texts.
        let occurrences = &mut candidate.occurrences;
        occurrences.retain(|occurrence| occurrence.document < with_places);
    }
    Ok(mined)
}

fn from_files(args: &Args, ui: &mut Ui) -> anyhow::Result<Vec<StoredCandidate>> {
    Ok(mine_files(args, &[], ui)?.candidates)
}

fn from_termbase(args: &Args, ui: &mut Ui) -> anyhow::Result<Vec<StoredCandidate>> {
    let elsewhere = args.reference.read(&args.options, ui)?;
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let mined = mine_registered(&mut work, &args.learning, &args.mining, &elsewhere, ui)?;
    let all = mined.candidates.len();
    if mined.repetitions.sentences == 0 {
        return Err(no_text().into());
    }
    let open = undecided(work.read(), mined.candidates)?;
    if !ui.is_dry_run() {
        work.commit()?;
    }
    let decided = all - open.len();
    let learnt = match args.learning.no_learning || decided == 0 {
        true => "",
        false => " and learnt from",
    };
    ui.message(&format!(
        "{} candidates, {decided} already decided{learnt}; \
         {} sentences, {} of them repeated and counted once",
        open.len(),
        mined.repetitions.sentences,
        mined.repetitions.repeated()
    ));
    if args.output.output.is_some() {
        ui.next_step("shuyu review");
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
