//! `build`: the main job in one go, from texts to glossary and memory.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use glossary::concordance::Context;
use glossary::curate::proposal;
use glossary::entry::ConceptEntry;
use glossary::exchange::tbx::TbxOptions;
use glossary::mine::Mined;
use glossary::parallel::Known;
use glossary::store::{
    Access, NewText, Reader, Store, StoredCandidate, Verdict, Work, WorkingPair,
};
use serde::Serialize;
use tmx::sentence::SentenceConfig;
use tmx::{LangTag, SentenceSplitter, Timestamp, WriteOptions};

use super::add::Registered;
use super::export::{Memory, Summary, describe_losses, linked, write_tbx, write_tmx};
use super::show::{Place, Places};
use super::{Outcome, add, align, extract};
use crate::failure::Failure;
use crate::files;
use crate::listing::Listing;
use crate::mining::MiningOptions;
use crate::reading::{Provenance, ReadOptions, Texts};
use crate::reference::ReferenceTexts;
use crate::segmentation::SegmentationOption;
use crate::termbase;
use crate::ui::Ui;

/// Make a glossary and a memory out of texts, without questions
///
/// Reads the texts (plain text, DOCX, ODT, HTML, EPUB, Markdown, PDF, PPTX and
/// subtitles), pairs NAME.zh.txt with NAME.en.txt, extracts candidates, fills
/// in pinyin and suggested English, aligns the pairs, and leaves in DIR:
///
///   shuyu.db      the termbase, for all other commands
///   terms.tsv     the candidates, best first, with contexts
///   glossary.tbx  the accepted entries; before any is accepted, proposals
///   memory.tmx    the aligned pairs and the accepted terms
///
/// Into an existing DIR: its termbase is used, decisions are kept, new texts
/// added, the other files replaced.
///
/// Examples:
///   shuyu build speeches/ -o out
///   shuyu build talk.zh.txt talk.en.txt -o out --top 500
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Texts, folders or patterns
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,

    /// Folder for the results
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// How many proposals glossary.tbx holds before anything is accepted
    #[arg(long, value_name = "N", default_value_t = 200)]
    top: usize,

    #[command(flatten)]
    learning: extract::Learning,

    #[command(flatten)]
    provenance: Provenance,

    #[command(flatten)]
    segmentation: SegmentationOption,

    #[command(flatten)]
    options: ReadOptions,
}

/// One row of `terms.tsv`.
#[derive(Serialize)]
struct Term {
    #[serde(flatten)]
    stored: StoredCandidate,
    state: &'static str,
    context: Option<Place>,
}

/// What a build did.
#[derive(Serialize)]
struct Report {
    texts: usize,
    sentences: usize,
    repeated: usize,
    candidates: usize,
    pairs: usize,
    glossary: Summary,
    proposals: bool,
    memory: Summary,
    folder: String,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let paths = files::expand(&args.files)?;
    let (pairs, _) = files::pair_up(paths.clone());
    let database = args.output.join(crate::options::DATABASE_NAME);
    ui.now()?;
    let (config, strict) = (SentenceConfig::default(), args.options.strict);
    let cut = (args.segmentation).splitter(config, &WorkingPair::default(), strict, ui)?;
    let mut texts = Texts::new(&paths, &args.options, &args.provenance, ui);
    // Before a folder is made that would then be of no use.
    let mut waiting = VecDeque::new();
    let mut has_chinese = database.exists();
    while !has_chinese {
        let Some(text) = texts.next(ui)? else {
            return Err(no_chinese().into());
        };
        let text = as_paired(text, &pairs);
        has_chinese = text.lang.same_language(&LangTag::chinese());
        waiting.push_back(text);
    }
    if !ui.is_dry_run() {
        files::output_folder(&args.output)?;
    }
    ui.works_on(&database);
    let mut store = if ui.is_dry_run() && !database.exists() {
        Store::in_memory()?
    } else {
        termbase::open_at(&database, Access::Write, ui)?
    };
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let mut registered = Registered::new(paths.len());
    let mut ids = BTreeMap::new();
    loop {
        crate::interrupt::check()?;
        let text = match waiting.pop_front() {
            Some(text) => text,
            None => match texts.next(ui)? {
                Some(text) => as_paired(text, &pairs),
                None => break,
            },
        };
        let id = registered.add(&mut work, &text, ui)?;
        ids.insert(text.name, id);
    }
    registered.tell(ui);
    // Before candidates are looked for: English is suggested as the pairs have it.
    let known = work.read().known(&work.read().working_pair()?)?;
    for (zh, en) in &pairs {
        crate::interrupt::check()?;
        align_files(&mut work, &ids, (zh, en), (&*cut, &known), ui)?;
    }
    let (options, elsewhere) = (MiningOptions::default(), ReferenceTexts::default());
    let mined = extract::mine_registered(&mut work, &args.learning, &options, &elsewhere, ui)?;
    if mined.repetitions.sentences == 0 {
        return Err(no_chinese().into());
    }
    add::tell_near_copies(&mined.near_copies, ui);
    if ui.is_dry_run() {
        ui.message(&format!("would find {} candidates", mined.candidates.len()));
        return Ok(Outcome::Done);
    }
    work.commit()?;
    let report = write_all(args, &store, &mined, registered.texts, pairs.len(), ui)?;
    tell(&report, &args.output, ui)?;
    Ok(Outcome::Done)
}

fn no_chinese() -> Failure {
    Failure::unusable("there is no Chinese text among the files")
        .hint("give at least one text in Chinese; `--lang zh-CN` says that they are")
}

/// What a pair calls English is English, however much Chinese it quotes.
fn as_paired(mut text: NewText, pairs: &[(PathBuf, PathBuf)]) -> NewText {
    if pairs
        .iter()
        .any(|(_, en)| files::stored_path(en) == text.name)
    {
        text.lang = LangTag::english();
    }
    text
}

fn align_files(
    work: &mut Work<'_>,
    ids: &BTreeMap<String, i64>,
    (zh, en): (&Path, &Path),
    (cut, known): (&dyn SentenceSplitter, &Known),
    ui: &mut Ui,
) -> Result<(), Failure> {
    let (zh_name, en_name) = (files::stored_path(zh), files::stored_path(en));
    // A half that could not be read was told when it was left out.
    let (Some(&source), Some(&target)) = (ids.get(&zh_name), ids.get(&en_name)) else {
        return Ok(());
    };
    let (source, target) = (work.read().text(source)?, work.read().text(target)?);
    let origin = align::origin(zh, en);
    let (zh, en) = ((&*zh_name, &*source.body), (&*en_name, &*target.body));
    match align::align_pair(work.read(), &origin, zh, en, cut, known) {
        Ok(aligned) => {
            let counts = align::save(work, &origin, &aligned)?;
            ui.message(&format!(
                "aligned {zh_name} with {en_name}: {}",
                align::describe(counts, &aligned)
            ));
        }
        Err(failure) => ui.warn(&format!("not aligned: {zh_name} with {en_name}: {failure}")),
    }
    Ok(())
}

fn write_all(
    args: &Args,
    store: &Store,
    mined: &Mined,
    texts: usize,
    pairs: usize,
    ui: &mut Ui,
) -> anyhow::Result<Report> {
    let reader = store.read();
    let pair = reader.working_pair()?;
    let now = ui.now()?;
    let rows = term_rows(reader, &mined.candidates)?;
    files::write_whole(&args.output.join("terms.tsv"), |out| {
        Ok(rows.write(out, false, false)?)
    })?;
    let accepted = || reader.concepts().map(|entry| entry.map_err(Failure::from));
    let has_pair = accepted()
        .any(|entry| entry.is_ok_and(|entry| entry.main_term(&pair.target, None).is_some()));
    let (glossary, proposals) = if has_pair {
        let mut options = glossary_options(&pair, now);
        if reader.has_relations()? {
            options.linked = linked(&options, accepted())?;
        }
        (write_glossary(args, options, accepted())?, false)
    } else {
        let decided = reader.decisions(&pair.source)?;
        let open = mined
            .candidates
            .iter()
            .filter(|stored| !stored.suggestions.is_empty())
            .filter(|stored| !decided.contains_key(&stored.candidate.term))
            .take(args.top)
            .map(|stored| Ok(numbered(proposal(stored, &pair.source, &pair.target))));
        (
            write_glossary(args, glossary_options(&pair, now), open)?,
            true,
        )
    };
    let memory = files::write_whole(&args.output.join("memory.tmx"), |out| {
        let memory = Memory {
            pair: &pair,
            now,
            as_of: None,
            options: WriteOptions::default(),
        };
        write_tmx(out, reader, memory, accepted())
    })?;
    Ok(Report {
        texts,
        sentences: mined.repetitions.sentences,
        repeated: mined.repetitions.repeated(),
        candidates: rows.len(),
        pairs,
        glossary,
        proposals,
        memory,
        folder: files::stored_path(&args.output),
    })
}

/// A proposal is in no termbase; its uid is that of the concept it would become.
fn numbered(mut entry: ConceptEntry) -> ConceptEntry {
    entry.uid = glossary::store::proposed_uid(&entry);
    entry
}

fn glossary_options(pair: &WorkingPair, now: i64) -> TbxOptions {
    TbxOptions {
        source_tag: pair.source.clone(),
        target_tag: pair.target.clone(),
        date: Some(Timestamp::from_seconds(now)),
        ..TbxOptions::default()
    }
}

fn write_glossary(
    args: &Args,
    options: TbxOptions,
    mut entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
) -> Result<Summary, Failure> {
    let path = args.output.join("glossary.tbx");
    // TBX wants at least one entry; with none, no file is better than one that no tool opens,
    // or than that of an earlier build.
    let Some(first) = entries.next() else {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::io("remove", &path, &error))
            }
            _ => Ok(Summary::default()),
        };
    };
    files::write_whole(&path, |out| {
        write_tbx(out, options, std::iter::once(first).chain(entries))
    })
}

fn term_rows(reader: Reader<'_>, candidates: &[StoredCandidate]) -> Result<Listing<Term>, Failure> {
    let pair = reader.working_pair()?;
    let decisions = reader.decisions(&pair.source)?;
    let mut list = Listing::new(
        &[
            "term",
            "frequency",
            "documents",
            "score",
            "type",
            "pinyin",
            "suggested English",
            "state",
            "context",
            "place",
        ],
        &[],
    );
    let mut places = Places::new(reader);
    let mut rows = Vec::with_capacity(candidates.len());
    for stored in candidates {
        let decision = decisions.get(&stored.candidate.term);
        let state = match decision.map(|decision| decision.verdict) {
            Some(Verdict::Rejected) => continue,
            Some(Verdict::Accepted) => "accepted",
            Some(Verdict::Later) => "later",
            None => "new",
        };
        rows.push((stored, state));
    }
    // What was put off comes after all others; the sort keeps the ranking.
    rows.sort_by_key(|&(_, state)| state == "later");
    for (stored, state) in rows {
        crate::interrupt::check()?;
        let term = &stored.candidate.term;
        let context = places.of(term, 1)?.pop();
        let mut cells = extract::cells(stored);
        cells.push(state.to_owned());
        cells.push(context.as_ref().map_or_else(String::new, |place| {
            let Context {
                before,
                term,
                after,
            } = &place.context;
            format!("{before}[{term}]{after}")
        }));
        cells.push(context.as_ref().map_or_else(String::new, Place::describe));
        list.push(
            cells,
            Term {
                stored: stored.clone(),
                state,
                context,
            },
        );
    }
    Ok(list)
}

fn tell(report: &Report, folder: &Path, ui: &mut Ui) -> Result<(), Failure> {
    if ui.is_json() {
        return ui.json(report);
    }
    let path = |name: &str| folder.join(name).display().to_string();
    let kind = if report.proposals {
        "unreviewed proposals"
    } else {
        "entries"
    };
    ui.message(&format!(
        "{} texts, {} sentences, {} of them repeated and counted once",
        report.texts, report.sentences, report.repeated
    ));
    ui.message(&format!(
        "{}  {} terms, best first",
        path("terms.tsv"),
        report.candidates
    ));
    if report.glossary.written == 0 {
        ui.message(&format!(
            "{}  not written: no entry has English yet",
            path("glossary.tbx")
        ));
    } else {
        ui.message(&format!(
            "{}  {} {kind}{}",
            path("glossary.tbx"),
            report.glossary.written,
            describe_losses(&report.glossary)
        ));
    }
    ui.message(&format!(
        "{}  {} units{}",
        path("memory.tmx"),
        report.memory.written,
        describe_losses(&report.memory)
    ));
    ui.next_step(&format!("shuyu -d {} review", path("shuyu.db")));
    Ok(())
}
